import path from 'node:path';
import { filesIn } from '../files.js';
import { inRoot } from '../paths.js';
import { counted, none } from './counted.js';
import { nodeCounts } from './counts.js';

/** How the tests are told where the programs are that the set-up has found. */
const variables = {
  chromium: ({ browser }) => ({ CHROME_PATH: browser }),
  firefox: ({ browser, driver }) => ({ FIREFOX_PATH: browser, GECKODRIVER: driver }),
  webkit: ({ driver }) => ({ WEBKIT_DRIVER: driver }),
};

/**
 * Runs all `*.test.js` in a folder with node:test, those that need a browser in this `engine`. They are named one by
 * one: Node 20 knows no patterns.
 */
export async function nodeTests(subject, folder, tools = {}, { engine = 'chromium', env } = {}) {
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
    env: { ...process.env, BROWSER: engine, ...(tools[engine] && variables[engine](tools[engine])), ...env },
    excerpt: failures,
    timeout: 1800,
  });
}

/** What the spec reporter repeats at the end of what failed, where it got that far. */
function failures(output) {
  const start = output.lastIndexOf('\n✖ failing tests:');
  return start < 0 ? output : output.slice(start);
}
