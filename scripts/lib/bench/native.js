import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { catalogue, workload } from '../../../benches/decode/workloads.js';
import { lockedVersion } from '../locked.js';
import { inRoot } from '../paths.js';
import { run } from '../run.js';
import { ensureRust } from '../setup/rust.js';

const folder = inRoot('benches', 'native');
const parsers = ['eventsource-wasm', 'eventsource-stream', 'sse-stream'];

/** The parser under criterion, beside other crates, on what the browser decodes. */
export async function measureNative({ quick }) {
  await ensureRust();
  const workloads = inRoot('target', 'bench', 'workloads');
  const bytes = await writeWorkloads(workloads, quick ? 0.25 : 1);
  const figures = path.join(folder, 'target', 'criterion');
  await rm(figures, { recursive: true, force: true });
  await run('cargo', ['bench', '--locked', '--bench', 'parser', '--', '--noplot'], {
    doing: 'Parsing natively, with criterion (the first time, it is compiled for a minute)',
    cwd: folder,
    env: { ...process.env, BENCH_WORKLOADS: workloads },
    timeout: 1200,
  });

  const lock = await readFile(path.join(folder, 'Cargo.lock'), 'utf8');
  return {
    versions: Object.fromEntries(parsers.slice(1).map((name) => [name, lockedVersion(name, lock)])),
    workloads: await Promise.all(
      catalogue.map(async ({ name, label }) => ({
        name,
        label,
        parsers: await Promise.all(
          parsers.map(async (parser) => ({
            name: parser,
            gigabytesPerSecond: await speed(path.join(figures, name, parser), bytes.get(name)),
          })),
        ),
      })),
    ),
  };
}

/** Writes the workloads to files, and a list of them: the name and the bytes of a chunk, or 0 where each event is one. */
async function writeWorkloads(target, scale) {
  await mkdir(target, { recursive: true });
  const sizes = new Map();
  for (const { name } of catalogue) {
    const { chunks, bytes } = workload(name, scale);
    sizes.set(name, bytes);
    await writeFile(path.join(target, name), Buffer.concat(chunks));
  }
  const list = catalogue.map(({ name, chunk = 0 }) => `${name} ${chunk}\n`);
  await writeFile(path.join(target, 'list'), list.join(''));
  return sizes;
}

/** In GB/s; undefined for a parser that would have taken too long. */
async function speed(benchmark, bytes) {
  try {
    const estimates = JSON.parse(await readFile(path.join(benchmark, 'new', 'estimates.json'), 'utf8'));
    return bytes / estimates.median.point_estimate;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
