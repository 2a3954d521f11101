/**
 * What the scripts say while they work: a line when something begins, one when it is done with the time it took, and in
 * between a sign of life. On a terminal the sign of life is one line that is rewritten; elsewhere (CI, a pipe) it is a
 * line now and then.
 */

/** `--verbose` shows the output of every command as it comes. */
export const verbose = process.argv.includes('--verbose');

const live = Boolean(process.stdout.isTTY) && !process.env.CI && !verbose;
const redrawEvery = 100;
const reportEvery = 20_000;
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

const running = new Set();
let timer;
let frame = 0;
let drawn = false;

/** Prints a line, above the live one if there is one. */
export function say(line = '') {
  erase();
  process.stdout.write(`${line}\n`);
  draw();
}

/**
 * Does `work` under the name `label`. `work` is given a function to call with whatever it is busy with at the moment.
 */
export async function task(label, work) {
  const entry = { label, began: performance.now(), reported: performance.now(), detail: '' };
  if (!live) say(`• ${label}`);
  running.add(entry);
  timer ??= setInterval(tick, live ? redrawEvery : 1000);
  try {
    const result = await work((detail) => {
      entry.detail = detail;
    });
    finish(entry, '✓');
    return result;
  } catch (error) {
    finish(entry, '✗');
    throw error;
  }
}

/** 1234 → `1.2 s`, 83000 → `1 min 23 s`. */
export function duration(ms) {
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function finish(entry, mark) {
  running.delete(entry);
  if (running.size === 0) {
    clearInterval(timer);
    timer = undefined;
  }
  say(`${mark} ${entry.label} (${duration(performance.now() - entry.began)})`);
}

function tick() {
  if (live) {
    frame = (frame + 1) % frames.length;
    erase();
    draw();
    return;
  }
  const now = performance.now();
  for (const entry of running) {
    if (now - entry.reported < reportEvery) continue;
    entry.reported = now;
    say(`  … ${describe(entry)}`);
  }
}

function describe({ label, began, detail }) {
  const elapsed = duration(Math.round((performance.now() - began) / 1000) * 1000).replace('.0', '');
  return `${label}: ${elapsed}${detail ? `, ${detail}` : ''}`;
}

function draw() {
  if (!live || running.size === 0) return;
  const line = `${frames[frame]} ${[...running].map(describe).join(' · ')}`;
  process.stdout.write(line.slice(0, (process.stdout.columns ?? 80) - 1));
  drawn = true;
}

function erase() {
  if (!drawn) return;
  process.stdout.write('\r\x1b[2K');
  drawn = false;
}
