import { readdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * The files in a folder and in the folders in it whose name ends in `ending`, sorted, as paths relative to the folder.
 * None where there is no such folder. (Node has `recursive` for readdir from 20.1 on.)
 */
export async function filesIn(folder, ending = '') {
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  const found = await Promise.all(
    entries.map(async (entry) => {
      if (!entry.isDirectory()) return entry.name.endsWith(ending) ? [entry.name] : [];
      const inside = await filesIn(path.join(folder, entry.name), ending);
      return inside.map((file) => path.join(entry.name, file));
    }),
  );
  return found.flat().sort();
}
