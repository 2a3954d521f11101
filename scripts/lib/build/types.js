import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { distDir, npmBin } from '../paths.js';
import { Problem } from '../problem.js';
import { run } from '../run.js';

/**
 * Writes the type declarations to dist. Returns the names of those that the entries lead to: the others are of the
 * inside, and some speak of `#engine/…`, which an application does not have.
 */
export async function declareTypes(entries) {
  await run(npmBin('tsc'), ['-p', 'tsconfig.build.json'], { doing: 'Declaring the types with tsc' });

  const kept = new Set();
  const pending = entries.map((entry) => `${path.basename(entry, '.ts')}.d.ts`);
  while (pending.length > 0) {
    const file = pending.pop();
    if (kept.has(file)) continue;
    kept.add(file);
    for (const specifier of imports(await readFile(path.join(distDir, file), 'utf8'))) {
      if (!/^\.\.?\//.test(specifier)) {
        throw new Problem(
          `The types in ${file} refer to ${specifier}, which an application that uses them does not have.`,
        );
      }
      pending.push(path.join(path.dirname(file), specifier).replace(/\.js$/, '.d.ts'));
    }
  }
  return [...kept].flatMap((file) => [file, `${file}.map`]);
}

/** What a declaration file imports: `from '…'`, `import '…'` and `import('…')`. */
function imports(text) {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  return [...code.matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(([, specifier]) => specifier);
}
