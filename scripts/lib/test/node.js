import path from 'node:path';
import { filesIn } from '../files.js';
import { inRoot } from '../paths.js';
import { counted, none } from './counted.js';
import { nodeCounts } from './counts.js';

/** Runs all `*.test.js` in a folder with node:test. They are named one by one: Node 20 knows no patterns. */
export async function nodeTests(subject, folder, { chromium } = {}) {
  const files = await filesIn(inRoot(folder), '.test.js');
  if (files.length === 0) return none;
  // More at a time than there are cores: most of what tests do is wait.
  const args = [
    '--test',
    '--test-concurrency=3',
    '--test-reporter=spec',
    ...files.map((file) => path.join(folder, file)),
  ];
  return counted(nodeCounts, process.execPath, args, {
    doing: `Testing ${subject} (node --test)`,
    env: { ...process.env, ...(chromium && { CHROME_PATH: chromium.browser }) },
    excerpt: failures,
    timeout: 1800,
  });
}

/** What the spec reporter repeats at the end of what failed, where it got that far. */
function failures(output) {
  const start = output.lastIndexOf('\n✖ failing tests:');
  return start < 0 ? output : output.slice(start);
}
