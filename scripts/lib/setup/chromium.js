import { chosen, isProgram, programIn, which } from '../find.js';
import { Problem } from '../problem.js';
import { installPackages } from './system.js';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Where the installers of macOS and Windows put it, which is not on the PATH. */
const elsewhere = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Finds Chromium (or Chrome) and its driver, and installs them on Debian. CHROME_PATH and CHROMEDRIVER choose others.
 * Returns their paths.
 */
export async function ensureChromium() {
  const found = () => findChromium() && findDriver();
  if (!found()) {
    await installPackages(['chromium', 'chromium-driver'], {
      missing: findChromium() ? 'chromedriver' : 'Chromium',
      why: 'which the tests run in',
      takes: 'about a minute',
      elsewhere:
        'Install Chromium or Chrome, and chromedriver of the same version (macOS: `brew install --cask google-chrome\n' +
        'chromedriver`; Fedora: `dnf install chromium chromedriver`; Arch: `pacman -S chromium`), or say where they are\n' +
        'with the environment variables CHROME_PATH and CHROMEDRIVER.',
    });
    if (!found()) throw new Problem('Chromium and chromedriver were installed, but are not on the PATH.');
  }
  return { browser: findChromium(), driver: findDriver() };
}

function findChromium() {
  return chosen('CHROME_PATH') ?? names.map(which).find(Boolean) ?? elsewhere.find(isProgram);
}

function findDriver() {
  // CHROMEWEBDRIVER is a folder: it is how GitHub's runners say where theirs is.
  const folder = process.env.CHROMEWEBDRIVER;
  return chosen('CHROMEDRIVER') ?? (folder && programIn(folder, 'chromedriver')) ?? which('chromedriver');
}
