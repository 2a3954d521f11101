import { fileURLToPath } from 'node:url';

/** A command that runs another with a display of its own, on which nobody looks. */
export const onVirtualDisplay = (command) => ['sh', fileURLToPath(new URL('display.sh', import.meta.url)), ...command];
