import { which } from '../find.js';
import { installPackages } from './system.js';

/** Finds a C++ compiler, which libFuzzer is compiled with, or installs one. CXX chooses it. */
export async function ensureCxxCompiler() {
  if (process.env.CXX || ['c++', 'g++', 'clang++'].some(which)) return;
  await installPackages(['g++'], {
    missing: 'A C++ compiler',
    why: 'which libFuzzer is compiled with',
    takes: 'half a minute',
    systems: ['debian', 'ubuntu'],
    elsewhere: 'Install g++ or clang++ (macOS: `xcode-select --install`), or say where it is with the variable CXX.',
  });
}
