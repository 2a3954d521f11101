//! Memory in blocks whose sizes are powers of two. One that is freed waits for the next that is asked for in its size.
//!
//! The standard library's allocator is many times as large, and what it does better is of no use here: the engine
//! allocates when a buffer grows, not for each event, and its buffers grow by doubling.

use std::alloc::{GlobalAlloc, Layout};
use std::arch::wasm32::{memory_grow, memory_size};
use std::cell::Cell;
use std::ptr::null_mut;

const PAGE: usize = 64 << 10;

/// The smallest block, and what every block is aligned to.
const SMALLEST: usize = 8;

struct Blocks {
    /// Of each size the first that is free. It holds the address of the next.
    free: [Cell<*mut u8>; usize::BITS as usize],
    /// Behind all blocks.
    end: Cell<*mut u8>,
}

// SAFETY: the engine is compiled without threads; each worker has an instance of its own.
unsafe impl Sync for Blocks {}

unsafe extern "C" {
    /// Behind the stack and what is static: the linker's.
    static __heap_base: u8;
}

#[global_allocator]
static BLOCKS: Blocks = Blocks {
    free: [const { Cell::new(null_mut()) }; usize::BITS as usize],
    end: Cell::new((&raw const __heap_base).cast_mut()),
};

impl Blocks {
    /// The free blocks that such a layout is served from, and their size.
    fn of(&self, layout: Layout) -> (&Cell<*mut u8>, usize) {
        let size = layout.size().max(SMALLEST).next_power_of_two();
        (&self.free[size.trailing_zeros() as usize], size)
    }
}

// SAFETY: a block is as large as was asked for, and has one owner at a time: it comes from behind all others, or from
// those that are free, and is taken from there. Nothing here panics: no layout is so large that its power of two overflows.
unsafe impl GlobalAlloc for Blocks {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.align() > SMALLEST {
            return null_mut();
        }
        let (free, size) = self.of(layout);
        let block = free.get();
        if !block.is_null() {
            // SAFETY: it was freed, and that wrote the address of the next to its start.
            free.set(unsafe { block.cast::<*mut u8>().read() });
            return block;
        }
        let block = self.end.get();
        let missing = (block as usize)
            .saturating_add(size)
            .saturating_sub(memory_size::<0>() * PAGE);
        if memory_grow::<0>(missing.div_ceil(PAGE)) == usize::MAX {
            return null_mut();
        }
        self.end.set(block.wrapping_add(size));
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let (free, _) = self.of(layout);
        // SAFETY: nobody uses the block any more, and it has room for an address, to which it is aligned.
        unsafe { block.cast::<*mut u8>().write(free.get()) };
        free.set(block);
    }
}
