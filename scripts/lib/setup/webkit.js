import { chosen, which } from '../find.js';
import { Problem } from '../problem.js';
import { installPackages } from './system.js';

/**
 * Finds WebKit's driver: WebKitGTK's, with its browser and a display for it, which are installed on Debian, or Safari's.
 * WEBKIT_DRIVER chooses another. Returns its path.
 */
export async function ensureWebKit() {
  if (process.platform === 'darwin') return { driver: safari() };
  const found = () => findDriver() && which('Xvfb');
  if (!found()) {
    await installPackages(['webkit2gtk-driver', 'xvfb'], {
      missing: findDriver() ? 'Xvfb' : 'WebKitGTK',
      why: findDriver() ? 'the display that WebKit shows itself on' : 'which the tests run in',
      takes: 'about a minute',
      systems: ['debian', 'ubuntu'],
      elsewhere:
        'Install WebKitWebDriver and Xvfb (Fedora: `dnf install webkitgtk6.0 xorg-x11-server-Xvfb`; Arch: `pacman -S\n' +
        'webkitgtk-6.0 xorg-server-xvfb`), or say where the former is with the environment variable WEBKIT_DRIVER.\n' +
        'There is no WebKit for Windows that could be driven: `npm test` does without it.',
    });
    if (!found()) throw new Problem('WebKitWebDriver and Xvfb were installed, but are not on the PATH.');
  }
  return { driver: findDriver() };
}

const findDriver = () => chosen('WEBKIT_DRIVER') ?? which('WebKitWebDriver');

function safari() {
  const driver = chosen('WEBKIT_DRIVER') ?? which('safaridriver');
  if (!driver) throw new Problem('safaridriver, which drives Safari, was not found. It is a part of macOS.');
  return driver;
}
