//! The engine's allocator, which has all the memory that the linker leaves.

use crate::allocator::{Blocks, Memory};
use std::arch::wasm32::{memory_grow, memory_size};

const PAGE: usize = 64 << 10;

/// WebAssembly's memory: it grows by pages, and never shrinks.
struct Linear;

impl Memory for Linear {
    fn reach(&self, end: usize) -> bool {
        let missing = end.saturating_sub(memory_size::<0>() * PAGE);
        memory_grow::<0>(missing.div_ceil(PAGE)) != usize::MAX
    }
}

unsafe extern "C" {
    /// Behind the stack and what is static: the linker's.
    static __heap_base: u8;
}

// SAFETY: the engine is compiled without threads; each worker has an instance of its own.
unsafe impl Sync for Blocks<Linear> {}

// SAFETY: the linker aligns the address, and leaves all that is behind it to us. Rust is told of one byte there; but how large
// something is that is defined elsewhere, the compiler can't know, so it takes no access for one that goes too far.
#[global_allocator]
static BLOCKS: Blocks<Linear> = unsafe { Blocks::new((&raw const __heap_base).cast_mut(), Linear) };
