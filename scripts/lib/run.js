import { Problem } from './problem.js';
import { capture } from './processes.js';
import { say, task, verbose } from './progress.js';

/** A command that failed; its output has been shown. */
export class CommandFailed extends Problem {
  constructor(command, outcome) {
    super(`${command} ${outcome.reason}.`);
    this.outcome = outcome;
  }
}

/**
 * Runs a command while saying what it is `doing`. Its output is shown when it fails (with --verbose, as it comes), and
 * returned; `excerpt` may choose what of it is worth showing. For the other options and the result, see `capture`.
 */
export function run(command, args, { doing, excerpt = (output) => output, ...options }) {
  return task(doing, async (detail) => {
    const outcome = await capture(command, args, { ...options, onText: watch(detail) });
    if (outcome.code === 0) return outcome;
    if (!verbose && !outcome.ended) say(excerpt(outcome.output).trimEnd());
    throw new CommandFailed([command, ...args].join(' '), outcome);
  });
}

/** Shows the output as it comes, or keeps its last line as what the task is busy with. */
function watch(detail) {
  if (verbose) return (text) => process.stdout.write(text);
  let unfinished = '';
  return (text) => {
    const lines = (unfinished + text).split(/[\r\n]+/);
    unfinished = lines.pop();
    const last = lines.findLast((line) => line.trim());
    if (last) detail(last.trim());
  };
}
