import { mkdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { inRoot, root } from '../paths.js';
import { chartOf } from './charts.js';
import * as findings from './findings.js';
import { peerVersions } from './peers.js';
import { forMarkdown, forTerminal } from './table.js';
import * as tables from './tables.js';

/** What is made of the figures of each part, in the order of the report. */
const parts = {
  decode: { tables: tables.ofDecoding, findings: findings.ofDecoding },
  'end-to-end': { tables: tables.ofReading, findings: findings.ofReading },
  memory: { tables: tables.ofMemory, findings: findings.ofMemory },
  native: { tables: tables.ofParsing, findings: findings.ofParsing },
  size: { tables: tables.ofSizes, findings: findings.ofSizes },
};

const folderFor = (quick) => (quick ? inRoot('target', 'bench') : inRoot('benches'));
const fileFor = (name, quick) => path.join(folderFor(quick), 'results', `${name}.json`);

/** Writes the figures of a part down. */
export async function keep(name, figures, quick = false) {
  const file = fileFor(name, quick);
  await mkdir(path.dirname(file), { recursive: true });
  const circumstances = {
    quick,
    machine: `${os.availableParallelism()} cores, ${os.platform()} ${os.arch()}`,
    node: process.version,
    versions: { ...peerVersions(), ...figures.versions },
  };
  await writeFile(file, `${JSON.stringify({ ...circumstances, ...figures }, null, 2)}\n`);
}

/** The figures of a part for the terminal: tables, what was set out for, and where we lose. */
export function inWords(name, figures) {
  const found = parts[name].findings(figures);
  const blocks = parts[name].tables(figures).map(forTerminal);
  if (found.some(({ reached }) => reached !== undefined)) blocks.push(`What we set ourselves\n${goals(found, '  ')}`);
  if (found.some(({ lost }) => lost)) blocks.push(`Where we lose\n${losses(found, '  ')}`);
  return blocks.join('\n\n');
}

/** Makes the report of all parts that there are figures of, and the chart. Returns the report's path. */
export async function writeReport(quick = false) {
  const known = [];
  for (const name of Object.keys(parts)) {
    try {
      known.push({ name, figures: JSON.parse(await readFile(fileFor(name, quick), 'utf8')) });
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  await writeFile(path.join(folderFor(quick), 'results', 'chart.svg'), chartOf(known));
  const report = path.join(folderFor(quick), 'RESULTS.md');
  await writeFile(report, reportOf(known));
  return path.relative(root, report);
}

/** @param {{ name: string, figures: any }[]} known */
export function reportOf(known) {
  const found = known.flatMap(({ name, figures }) => parts[name].findings(figures));
  const versions = Object.assign({}, ...known.map(({ figures }) => figures.versions));
  const browser = known.find(({ figures }) => figures.browser)?.figures.browser;
  const { machine, node, quick } = known[0].figures;
  return `# What was measured

Made by \`npm run bench\`, which anybody can run${quick ? ' (here with --quick: rough figures)' : ''}: ${[browser, `Node ${node}`, machine].filter(Boolean).join(', ')}.
Medians of rounds in which all took turns, in another order each time. Each consumer reads its data to the end, and all of
them have to agree on what was in the stream. Absolute figures are those of one machine; ratios travel better.

![Speed and size beside the peers](results/chart.svg)

## Where we lose

${losses(found, '')}

## What we set ourselves

${goals(found, '')}

[What was tried](${quick ? '../../benches/' : ''}LIMITS.md) for what is missed.

## The figures

${known.flatMap(({ name, figures }) => parts[name].tables(figures).map(forMarkdown)).join('\n\n')}

### Versions

${Object.entries(versions)
  .map(([name, version]) => `- ${name} ${version}`)
  .join('\n')}
`;
}

function goals(found, indent) {
  return found
    .filter(({ reached }) => reached !== undefined)
    .map(({ reached, text }) => `${indent}- ${reached ? '✓' : '✗ missed:'} ${text}`)
    .join('\n');
}

function losses(found, indent) {
  const lost = found.filter((finding) => finding.lost);
  if (lost.length === 0) return `${indent}Nowhere: no peer was faster or smaller by more than a twentieth.`;
  return lost.map(({ text }) => `${indent}- ${text}`).join('\n');
}
