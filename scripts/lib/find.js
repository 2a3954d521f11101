import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { Problem } from './problem.js';
import { capture } from './processes.js';

const extensions = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];

/** The path of a program on the PATH; undefined where there is none. */
export function which(name) {
  for (const dir of (process.env.PATH ?? '').split(path.delimiter)) {
    const file = dir && programIn(dir, name);
    if (file) return file;
  }
  return undefined;
}

/** The path of a program in a folder; undefined where there is none. */
export function programIn(dir, name) {
  return extensions.map((extension) => path.join(dir, name + extension)).find(isProgram);
}

/** Whether `file` can be run. */
export function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The program that an environment variable names; undefined where the variable is not set. */
export function chosen(variable) {
  const file = process.env[variable];
  if (file && !isProgram(file)) throw new Problem(`${variable} is ${file}, which is no program.`);
  return file || undefined;
}

/** `1.2.3` out of what `program --version` says; undefined where it says nothing of the kind. */
export async function versionOf(program) {
  const { stdout } = await capture(program, ['--version']);
  return stdout.match(/\d+\.\d+\.\d+\S*/)?.[0];
}

/** An environment in which `dirs` come first on the PATH. */
export function withPath(dirs, env = process.env) {
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...env, [key]: [...dirs, env[key]].join(path.delimiter) };
}
