import { chosen, isProgram, programIn, which } from '../find.js';
import { Problem } from '../problem.js';
import { ensureCargoTools } from './cargo-tools.js';
import { installPackages } from './system.js';

/** Where the installers of macOS and Windows put it, which is not on the PATH. */
const elsewhere = [
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

/**
 * Finds Firefox, and installs it on Debian; finds its driver, or compiles it. FIREFOX_PATH and GECKODRIVER choose
 * others. Returns their paths.
 */
export async function ensureFirefox() {
  if (!findFirefox()) {
    await installPackages(['firefox-esr'], {
      missing: 'Firefox',
      why: 'which the tests run in',
      takes: 'about a minute',
      elsewhere:
        'Install it (macOS: `brew install --cask firefox`; Fedora: `dnf install firefox`; Arch: `pacman -S firefox`;\n' +
        'others: https://www.mozilla.org/firefox/), or say where it is with the environment variable FIREFOX_PATH.',
    });
    if (!findFirefox()) throw new Problem('Firefox was installed, but is not on the PATH.');
  }
  return { browser: findFirefox(), driver: findDriver() ?? (await compileDriver()) };
}

function findFirefox() {
  return chosen('FIREFOX_PATH') ?? ['firefox-esr', 'firefox'].map(which).find(Boolean) ?? elsewhere.find(isProgram);
}

function findDriver() {
  // GECKOWEBDRIVER is a folder: it is how GitHub's runners say where theirs is.
  const folder = process.env.GECKOWEBDRIVER;
  return chosen('GECKODRIVER') ?? (folder && programIn(folder, 'geckodriver')) ?? which('geckodriver');
}

async function compileDriver() {
  const [folder] = await ensureCargoTools('geckodriver');
  return programIn(folder, 'geckodriver');
}
