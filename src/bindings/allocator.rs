//! Memory from a list of free pieces. The standard library's allocator is ten times as large, and what is faster about it is of
//! no use here: the engine allocates when a buffer grows, not for each event.

use lol_alloc::{AssumeSingleThreaded, FreeListAllocator};

// SAFETY: the engine is compiled without threads; each worker has an instance of its own.
#[global_allocator]
static ALLOCATOR: AssumeSingleThreaded<FreeListAllocator> =
    unsafe { AssumeSingleThreaded::new(FreeListAllocator::new()) };
