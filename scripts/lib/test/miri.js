import { run } from '../run.js';
import { counted } from './counted.js';
import { cargoCounts } from './counts.js';

/** The tests of what is unsafe. Miri is a thousand times as slow as the machine, too slow for all tests. */
const unsafeCode = 'allocator::';

/** Runs them in Miri. */
export async function miriTests(toolchain) {
  const miri = ['run', toolchain, 'cargo', 'miri'];
  await run('rustup', [...miri, 'setup'], { doing: 'Compiling the standard library for Miri', timeout: 1800 });
  const args = [...miri, 'test', '--lib', '--', unsafeCode];
  return counted(cargoCounts, 'rustup', args, { doing: 'Testing what is unsafe (cargo miri test)', timeout: 1800 });
}
