import path from 'node:path';
import { filesIn } from '../files.js';
import { inRoot } from '../paths.js';
import { say } from '../progress.js';
import { counted, none } from './counted.js';
import { nodeCounts } from './counts.js';

/** How the tests are told where the programs are that the set-up has found. */
const variables = {
  chromium: ({ browser }) => ({ CHROME_PATH: browser }),
  firefox: ({ browser, driver }) => ({ FIREFOX_PATH: browser, GECKODRIVER: driver }),
  webkit: ({ driver }) => ({ WEBKIT_DRIVER: driver }),
};

/** More failures than this are no bad luck: they are not run again. */
const MOST_RUN_AGAIN = 3;

/**
 * Runs all `*.test.js` in a folder with node:test, those that need a browser in this `engine`. They are named one by
 * one: Node 20 knows no patterns.
 *
 * Where no more than a few tests failed, their files are run once more, by themselves: a browser on a machine that is
 * busy with something else may stall for seconds, at which no waiting time is ever long enough. What passes then counts
 * as passed, and is named as `unsteady`.
 */
export async function nodeTests(subject, folder, tools = {}, { engine = 'chromium', env } = {}) {
  const files = await filesIn(inRoot(folder), '.test.js');
  if (files.length === 0) return none;
  const options = {
    env: { ...process.env, BROWSER: engine, ...(tools[engine] && variables[engine](tools[engine])), ...env },
    excerpt: failures,
    timeout: 1800,
  };
  const test = (doing, args) =>
    counted(nodeCounts, process.execPath, ['--test', '--test-reporter=spec', ...args], { ...options, doing });

  // More at a time than there are cores: most of what tests do is wait.
  const args = ['--test-concurrency=3', ...files.map((file) => path.join(folder, file))];
  const counts = await test(`Testing ${subject} (node --test)`, args);
  const toRepeat = repeatable(counts);
  if (!toRepeat) return counts;

  say('  Once more, by itself, what holds a test that failed:');
  const again = await test('Testing it once more', ['--test-concurrency=1', ...toRepeat]);
  return again.failed > 0 ? counts : steadied(counts);
}

/** The files to run once more, if any: those of the failed tests, where they are few and all of them are known. */
export function repeatable({ failed, failures = [] }) {
  if (failed === 0 || failed > MOST_RUN_AGAIN || failures.length !== failed) return undefined;
  return [...new Set(failures.map(({ file }) => file))];
}

/** The counts of a run all of whose failed tests passed the second time. */
export function steadied({ passed, failed, failures, ...rest }) {
  return { ...rest, passed: passed + failed, failed: 0, failures: [], unsteady: failures };
}

/** What the spec reporter repeats at the end of what failed, where it got that far. */
function failures(output) {
  const start = output.lastIndexOf('\n✖ failing tests:');
  return start < 0 ? output : output.slice(start);
}
