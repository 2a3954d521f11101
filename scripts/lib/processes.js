import { spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { root } from './paths.js';

/** How long what a child left behind may keep its output open: browsers outlive the runners that crashed. In ms. */
const patience = 2000;

/**
 * Runs a command in silence and gives its exit `code`, its `output` (and the `stdout` part of it), and the `reason` of a
 * failure in words. Never rejects: `code` is null where the command could not be started, or was ended. `timeout` is in
 * seconds; `onText` gets the output as it comes.
 */
export function capture(command, args, { cwd = root, env = process.env, timeout, onText } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: ownGroup });
    const entry = { child, ended: false };
    const result = { code: null, output: '', stdout: '' };
    const timers = [];
    const after = (ms, work) => timers.push(setTimeout(work, ms));
    const settle = (outcome) => {
      timers.forEach(clearTimeout);
      leave(entry);
      resolve(Object.assign(result, { ended: entry.ended }, outcome));
    };

    enter(entry);
    for (const name of ['stdout', 'stderr']) {
      const decoder = new StringDecoder('utf8');
      child[name].on('data', (bytes) => {
        const text = decoder.write(bytes);
        result.output += text;
        if (name === 'stdout') result.stdout += text;
        onText?.(text);
      });
    }
    if (timeout) {
      after(timeout * 1000, () => {
        result.reason = `did not end within ${timeout} s`;
        signalGroup(child, 'SIGKILL');
      });
    }
    child.once('error', (error) => settle({ reason: `could not be started: ${error.message}` }));
    child.once('exit', () => after(patience, () => signalGroup(child, 'SIGKILL')));
    child.once('close', (code, signal) => {
      const reason = signal ? `was ended by ${signal}` : `failed with exit code ${code}`;
      settle({ code: result.reason ? null : code, reason: result.reason ?? reason });
    });
  });
}

/** Waits for all of them. When one fails, the commands that the others run are ended: they would be in vain. */
export async function together(...promises) {
  try {
    return await Promise.all(promises);
  } catch (error) {
    endChildren();
    await Promise.allSettled(promises);
    throw error;
  }
}

/**
 * Each child leads a process group, so that whatever it has started can be ended with it. The price is that it does not
 * hear the terminal's Ctrl-C, which has to be passed on. Windows has no such groups.
 */
const ownGroup = process.platform !== 'win32';
const running = new Set();
const exitCodes = { SIGINT: 130, SIGTERM: 143 };

function enter(entry) {
  if (running.size === 0) for (const signal in exitCodes) process.on(signal, giveUp);
  running.add(entry);
}

function leave(entry) {
  running.delete(entry);
  if (running.size === 0) for (const signal in exitCodes) process.off(signal, giveUp);
}

function giveUp(signal) {
  endChildren();
  process.exit(exitCodes[signal]);
}

function endChildren() {
  for (const entry of running) {
    entry.ended = true;
    signalGroup(entry.child, 'SIGTERM');
  }
}

function signalGroup(child, signal) {
  try {
    if (ownGroup) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // There is nobody left.
  }
}
