// npm run release [-- --tag v1.2.3]
//
// Rehearses the release: what would be published is packed, checked and compiled, and nothing is sent. With --tag, only
// sees whether the tag and all versions are the same. The release itself is .github/workflows/release.yml.

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { inRoot } from './lib/paths.js';
import { main, Problem } from './lib/problem.js';
import { say } from './lib/progress.js';
import { run } from './lib/run.js';
import { ensureWasmTarget } from './lib/setup/rust.js';

await main(async () => {
  const { tag } = parseArgs({ options: { tag: { type: 'string' }, verbose: { type: 'boolean' } } }).values;
  const version = await sameVersion();
  if (tag !== undefined) {
    if (tag !== `v${version}`) throw new Problem(`The tag is ${tag}, and the version is ${version}.`);
    if (await unreleased(version)) throw new Problem(`CHANGELOG.md calls version ${version} unreleased.`);
    return;
  }
  // It builds the package first, as the release does. Without its scripts' output, what is left is the list of files.
  await run('npm', ['publish', '--dry-run', '--access', 'public'], { doing: 'Rehearsing npm publish' });
  await ensureWasmTarget();
  // For both: the parser compiles anywhere, the rest for wasm alone. What isn't committed may be rehearsed too.
  for (const target of [[], ['--target', 'wasm32-unknown-unknown']]) {
    await run('cargo', ['publish', '--dry-run', '--locked', '--allow-dirty', ...target], {
      doing: `Rehearsing cargo publish${target.length > 0 ? ' for wasm' : ''}`,
    });
  }
  say(`Version ${version} could be released.`);
});

/** The version, which package.json, Cargo.toml and CHANGELOG.md have to agree on. */
async function sameVersion() {
  const [manifest, crate, changelog] = await Promise.all(
    ['package.json', 'Cargo.toml', 'CHANGELOG.md'].map((name) => readFile(inRoot(name), 'utf8')),
  );
  const { version } = JSON.parse(manifest);
  const other = crate.match(/^version = "(.+)"$/m)?.[1];
  if (other !== version) throw new Problem(`package.json says version ${version}, and Cargo.toml ${other}.`);
  if (!changelog.includes(version)) throw new Problem(`CHANGELOG.md says nothing of version ${version}.`);
  return version;
}

async function unreleased(version) {
  return (await readFile(inRoot('CHANGELOG.md'), 'utf8')).includes(`## ${version}, unreleased`);
}
