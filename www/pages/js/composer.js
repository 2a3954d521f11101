// The message box and its settings.

const SCENARIOS = [
  ['none', 'answers normally'],
  ['stall', 'falls silent'],
  ['drop', 'breaks the connection'],
  ['cut', 'ends too early'],
  ['401', 'refuses the key (401)'],
  ['429', 'is overrun (429)'],
  ['500', 'fails (500)'],
  ['html', 'sends HTML instead'],
];

export function setUpComposer({ onSend, onStop }) {
  const form = document.getElementById('composer');
  const prompt = document.getElementById('prompt');
  const scenario = document.getElementById('scenario');
  const apiKey = document.getElementById('api-key');
  const send = document.getElementById('send');
  const sendIcon = document.getElementById('send-icon');
  let busy = false;

  scenario.append(...SCENARIOS.map(([value, label]) => new Option(label, value)));

  const show = () => {
    send.disabled = !busy && prompt.value.trim() === '';
    send.ariaLabel = send.title = busy ? 'Stop' : 'Send';
    send.classList.toggle('busy', busy);
    sendIcon.setAttribute('href', `/icons.svg#${busy ? 'stop' : 'send'}`);
    scenario.parentElement.classList.toggle('armed', scenario.value !== 'none');
  };

  /** The box is as tall as its text, up to the height that the style sheet allows. */
  const grow = () => {
    prompt.style.height = 'auto';
    prompt.style.height = `${prompt.scrollHeight}px`;
  };

  const submit = () => {
    const text = prompt.value.trim();
    if (busy || !text) return;
    prompt.value = '';
    grow();
    onSend(text);
    show();
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (busy) onStop();
    else submit();
  });
  prompt.addEventListener('input', () => {
    grow();
    show();
  });
  prompt.addEventListener('keydown', (event) => {
    // While an input method is composing, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && busy) onStop();
  });
  scenario.addEventListener('change', show);
  show();

  return {
    setBusy(value) {
      busy = value;
      show();
    },
    /** What the next request is sent with. A failure is ordered for one request; after it, all is well again. */
    takeSettings() {
      const settings = { apiKey: apiKey.value.trim(), scenario: scenario.value };
      scenario.value = 'none';
      show();
      return settings;
    },
    focus: () => prompt.focus(),
  };
}
