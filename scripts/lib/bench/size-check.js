import { readFile, writeFile } from 'node:fs/promises';
import { inRoot } from '../paths.js';
import { weighPackage } from './sizes.js';

const file = inRoot('benches', 'sizes.json');

/** How far a size may be from its figure. Another version of the compiler makes a difference, too. */
const tolerance = 0.02;

/** How a figure is changed. */
export const howToAccept = 'npm run bench -- size --accept';

/** Writes down the present sizes, in bytes of brotli. */
export async function acceptSizes(sizes) {
  await writeFile(file, `${JSON.stringify(figuresOf(sizes), null, 2)}\n`);
}

/** Compares the package as it is built with the figures that were written down. */
export async function checkSizes() {
  return compare(JSON.parse(await readFile(file, 'utf8')), figuresOf(await weighPackage()));
}

function figuresOf(sizes) {
  return Object.fromEntries(sizes.map(({ name, of, brotli }) => [of ? `${of}: ${name}` : name, brotli]));
}

/**
 * @param {Record<string, number>} accepted
 * @param {Record<string, number>} present
 * @returns {{ name: string, complaint?: string }[]} for each of both, and what is wrong with it, if anything is
 */
export function compare(accepted, present) {
  const names = new Set([...Object.keys(accepted), ...Object.keys(present)]);
  return [...names].map((name) => ({ name, complaint: complaint(accepted[name], present[name]) }));
}

function complaint(accepted, present) {
  if (accepted === undefined) return `it is new, with ${inBytes(present)}, and has no figure yet`;
  if (present === undefined) return 'it has a figure, but is not there any more';
  const change = present - accepted;
  if (Math.abs(change) <= tolerance * accepted) return undefined;
  const percent = `${((Math.abs(change) / accepted) * 100).toFixed(1)} %`;
  return change > 0
    ? `${inBytes(present)} of brotli are ${percent} more than its ${inBytes(accepted)}`
    : `${inBytes(present)} of brotli are ${percent} less than its ${inBytes(accepted)}: the figure should follow`;
}

const inBytes = (bytes) => `${bytes.toLocaleString('en')} bytes`;
