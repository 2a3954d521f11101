import { env } from 'node:process';
import { findProgram } from './find.js';
import { firefoxPreferences } from './firefox-preferences.js';
import { openOverWebDriver } from './webdriver.js';

const NAMES = ['firefox-esr', 'firefox'];

/** Firefox, headless. FIREFOX_PATH and GECKODRIVER choose others than those on the PATH. */
export function openFirefox() {
  const binary = env.FIREFOX_PATH ?? findProgram('Firefox', NAMES);
  const driver = env.GECKODRIVER ?? findProgram('geckodriver', ['geckodriver']);
  return openOverWebDriver(
    (port) => [driver, '--port', String(port), '--log', 'error'],
    { browserName: 'firefox', 'moz:firefoxOptions': { binary, args: ['-headless'], prefs: firefoxPreferences } },
    inPage,
  );
}

/**
 * Scripts run in a sandbox here, with a global object of their own that is thrown away after each. eval leads out of it;
 * where the page's policy forbids that, a script still sees the page and its globals.
 */
const inPage = (script) => `
  const inside = function () {${script}};
  let outside = inside;
  try {
    outside = window.eval('(' + inside + ')');
  } catch {}
  outside.apply(null, arguments);`;
