import { env, platform } from 'node:process';
import { onVirtualDisplay } from './display.js';
import { findProgram } from './find.js';
import { openOverWebDriver } from './webdriver.js';

/**
 * WebKit: WebKitGTK's MiniBrowser, or Safari where that is the system's own. WEBKIT_DRIVER chooses another driver than
 * that on the PATH.
 */
export function openWebKit() {
  if (platform === 'darwin') {
    return openOverWebDriver((port) => ['safaridriver', '--port', String(port)], { browserName: 'safari' });
  }
  const driver = env.WEBKIT_DRIVER ?? findProgram('WebKitWebDriver', ['WebKitWebDriver']);
  return openOverWebDriver((port) => onVirtualDisplay([driver, `--port=${port}`]), { browserName: 'MiniBrowser' });
}
