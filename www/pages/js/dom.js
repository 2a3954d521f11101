// Small helpers for building elements, and for writing to the page no more than once per frame.

/** `h('button', { type: 'button', class: 'x', onclick }, 'text', child)` */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** Returns a function that asks for `draw` to be called with the next frame; asking twice is asking once. */
export function perFrame(draw) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}

/** Keeps a scroller at its end while new things are added there, unless the reader has scrolled away from it. */
export function stickToEnd(scroller, button) {
  let stuck = true;
  const show = () => {
    button.hidden = stuck;
  };
  scroller.addEventListener(
    'scroll',
    () => {
      stuck = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 48;
      show();
    },
    { passive: true },
  );
  const follow = () => {
    if (stuck) scroller.scrollTop = scroller.scrollHeight;
  };
  const toEnd = () => {
    stuck = true;
    show();
    follow();
  };
  button.addEventListener('click', toEnd);
  return { follow, toEnd };
}

const status = document.getElementById('status');

/** Says something to those who listen to the page rather than see it. */
export function announce(text) {
  status.textContent = text;
}

/** A button that copies, and shows that it has. */
export function copyButton(label, textOf) {
  const button = h(
    'button',
    { type: 'button', class: 'quiet-button', title: label, 'aria-label': label },
    icon('copy'),
  );
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(textOf());
    button.replaceChildren(icon('check'));
    announce('Copied');
    setTimeout(() => button.replaceChildren(icon('copy')), 1500);
  });
  return button;
}
