// The benchmark's page: measures, and draws what it has so far.

import { draw, style } from '/bench/chart.js';
import { decode, floors, ours as ourDecoders } from '/bench/decode/page.js';
import { endToEnd, floor, native, ours as ourClients } from '/bench/end-to-end/page.js';
import { ofDecoding, ofReading } from '/bench/panels.js';
import { figureTables } from './bench-tables.js';
import { announce, perFrame } from './dom.js';
import { setUpTheme } from './theme.js';

const byId = (id) => document.getElementById(id);
const form = byId('form');
const startButton = byId('start');

const lengths = {
  quick: { decode: { rounds: 3, scale: 0.15, patience: 800 }, http: { rounds: 3, scale: 0.05 } },
  thorough: { decode: { rounds: 7, patience: 3000 }, http: { rounds: 5, scale: 0.5 } },
};

/** What has been measured so far. */
let results = { decode: [], http: [] };
/** Ends the run that is under way. */
let stop;

const alone =
  'The libraries to compare with are not installed here: “npm run bench -- page” installs them and starts this page. ' +
  'Until then, there are this package, the browser, and what doing nothing costs.';

class Stopped extends Error {}

const peers = await findPeers();
const sheet = new CSSStyleSheet();
sheet.replaceSync(style);
document.adoptedStyleSheets.push(sheet);
setUpTheme(byId('theme'));
form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (stop) stop();
  else run();
});
startButton.disabled = false;
new ResizeObserver(perFrame(show)).observe(document.querySelector('main'));

/** The peers' decoders and clients, where they are installed. */
async function findPeers() {
  const versions = await (await fetch('/bench/peers.json')).json();
  if (!versions) {
    tell(alone);
    return { decoders: [], clients: [] };
  }
  byId('versions').textContent = Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(' · ');
  const [{ peers: decoders }, { peers: clients }] = await Promise.all([
    import('/bench/decode/peers.js'),
    import('/bench/end-to-end/peers.js'),
  ]);
  return { decoders, clients };
}

async function run() {
  const chosen = ['decode', 'http'].filter((name) => form.elements[name].checked);
  if (chosen.length === 0) {
    tell('Choose what is to be measured.');
    return;
  }
  const length = lengths[byId('length').value];
  let stopped = false;
  stop = () => {
    stopped = true;
  };
  results = { decode: [], http: [] };
  if (peers.decoders.length > 0) byId('note').hidden = true;
  else tell(alone);
  setRunning(true);
  announce('Measuring');
  try {
    for (const [index, name] of chosen.entries()) {
      const onProgress = async ({ done, of, label, results: soFar }) => {
        if (stopped) throw new Stopped();
        results[name] = soFar;
        byId('bar').value = (index + done / of) / chosen.length;
        byId('doing').textContent = label;
        show();
        await painted();
      };
      await parts[name]({ ...length[name], onProgress });
    }
    announce('Done');
  } catch (error) {
    if (error instanceof Stopped) announce('Stopped');
    else tell(`That went wrong: ${error.message}`, 'failure');
  } finally {
    stop = undefined;
    setRunning(false);
    show();
  }
}

const parts = {
  decode: (options) => decode({ ...options, decoders: [...ourDecoders, ...peers.decoders, ...floors] }),
  http: (options) => endToEnd({ ...options, clients: [...ourClients, ...peers.clients, native, floor] }),
};

function setRunning(running) {
  startButton.textContent = running ? 'Stop' : results.decode.length + results.http.length > 0 ? 'Again' : 'Start';
  startButton.toggleAttribute('data-running', running);
  for (const control of form.querySelectorAll('input, select')) control.disabled = running;
  byId('progress').hidden = !running;
}

function show() {
  const panels = [];
  if (results.decode.length > 0) panels.push(...ofDecoding(results.decode));
  panels.push(...results.http.map(ofReading));
  const charts = byId('charts');
  const { paddingLeft, paddingRight } = getComputedStyle(charts);
  if (panels.length === 0) {
    charts.replaceChildren();
  } else {
    const width = charts.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    const columns = width >= 720 ? 2 : 1;
    const label = 'Times as fast as eventsource-parser, and µs per event; the figures are in the table below';
    charts.replaceChildren(parsed(draw(panels, { width: Math.max(240, Math.round(width)), columns, label })));
  }
  byId('figures').hidden = panels.length === 0;
  byId('tables').replaceChildren(...figureTables(results));
}

function parsed(svg) {
  return document.importNode(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement, true);
}

/** When the browser has drawn, or would have if the page were seen. */
function painted() {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 100);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      setTimeout(resolve);
    });
  });
}

function tell(text, kind = 'hint') {
  const note = byId('note');
  note.textContent = text;
  note.dataset.kind = kind;
  note.hidden = false;
  announce(text);
}
