/**
 * The recipes' pages, and the files whose code they show: behind the language of such a block stands the file's name.
 *
 * Run by itself (`node tests/recipes/support/pages.js`), it copies the files into the pages.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('../../../docs/recipes/', import.meta.url);
const BLOCK = /^```(\w+) (\S+)\n([\s\S]*?)^```$/gm;

/** The names of the pages. */
export async function pageNames() {
  return (await readdir(FOLDER)).filter((name) => name.endsWith('.md')).sort();
}

/** The names of the files that are to be shown. */
export async function codeNames() {
  return [...(await readdir(new URL('code/', FOLDER))).map((name) => `code/${name}`), 'yew/src/lib.rs'].sort();
}

/** A file in the recipes' folder. */
export function read(name) {
  return readFile(new URL(name, FOLDER), 'utf8');
}

/** The blocks of a page that show files. */
export async function shown(page) {
  return [...(await read(page)).matchAll(BLOCK)].map(([, , file, code]) => ({ file, code }));
}

async function embed(page) {
  const text = await read(page);
  const files = new Map(await Promise.all((await shown(page)).map(async ({ file }) => [file, await read(file)])));
  const embedded = text.replace(BLOCK, (_, language, file) => `\`\`\`${language} ${file}\n${files.get(file)}\`\`\``);
  if (embedded !== text) await writeFile(new URL(page, FOLDER), embedded);
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  for (const page of await pageNames()) await embed(page);
}
