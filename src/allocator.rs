//! Memory in blocks whose sizes are powers of two. One that is freed waits for the next that is asked for in its size.
//!
//! The standard library's allocator is many times as large, and what it does better is of no use here: the engine
//! allocates when a buffer grows, not for each event, and its buffers grow by doubling.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::Cell;
use std::ptr::null_mut;

/// The smallest block, and what every block is aligned to.
const SMALLEST: usize = 8;

/// What the blocks are in.
pub(crate) trait Memory {
    /// Makes sure that there is memory up to this address; false: there can't be.
    fn reach(&self, end: usize) -> bool;
}

pub(crate) struct Blocks<M> {
    memory: M,
    /// Of each size the first that is free. It holds the address of the next.
    free: [Cell<*mut u8>; usize::BITS as usize],
    /// Behind all blocks.
    end: Cell<*mut u8>,
}

impl<M> Blocks<M> {
    /// # Safety
    ///
    /// `start` is aligned to [`SMALLEST`]. What is behind it may be used through it as far as the memory reaches, and
    /// nobody else does.
    pub(crate) const unsafe fn new(start: *mut u8, memory: M) -> Self {
        Self {
            memory,
            free: [const { Cell::new(null_mut()) }; usize::BITS as usize],
            end: Cell::new(start),
        }
    }

    /// The free blocks that such a layout is served from, and their size.
    fn of(&self, layout: Layout) -> (&Cell<*mut u8>, usize) {
        let size = layout.size().max(SMALLEST).next_power_of_two();
        (&self.free[size.trailing_zeros() as usize], size)
    }
}

// SAFETY: a block is as large as was asked for, and has one owner at a time: it comes from behind all others, or from
// those that are free, and is taken from there. Nothing here panics: no layout is so large that its power of two overflows.
unsafe impl<M: Memory> GlobalAlloc for Blocks<M> {
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
        if !self.memory.reach(block.addr().saturating_add(size)) {
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

#[cfg(test)]
mod tests;
