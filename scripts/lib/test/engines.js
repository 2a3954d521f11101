/** The engines that the tests run in, as the steps and the tests call them, and as people do. */
export const engineNames = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKit' };
