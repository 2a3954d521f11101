//! The allocator in memory that the tests give it, so that Miri sees all it does there.

use super::*;

/// As much memory as a test allows.
struct Room {
    end: usize,
    /// The highest address that was asked for.
    reached: Cell<usize>,
}

impl Memory for Room {
    fn reach(&self, end: usize) -> bool {
        self.reached.set(self.reached.get().max(end));
        end <= self.end
    }
}

/// An allocator, and the room that it has.
struct Heap {
    blocks: Blocks<Room>,
    start: usize,
    /// Never written to, so that Miri tells of what is read before it was written.
    _room: Vec<u64>,
}

/// A block that was given out, full of its mark.
struct Block {
    start: *mut u8,
    layout: Layout,
    mark: u8,
}

fn layout(size: usize, align: usize) -> Layout {
    Layout::from_size_align(size, align).expect("a layout")
}

impl Heap {
    fn of(bytes: usize) -> Self {
        let mut room = Vec::<u64>::with_capacity(bytes / size_of::<u64>());
        let start = room.as_mut_ptr().cast::<u8>();
        let memory = Room {
            end: start.addr() + bytes,
            reached: Cell::new(start.addr()),
        };
        Self {
            // SAFETY: the room is aligned to what it is made of, reaches so far, and is kept as long as the blocks.
            blocks: unsafe { Blocks::new(start, memory) },
            start: start.addr(),
            _room: room,
        }
    }

    /// How many bytes were asked for so far.
    fn reached(&self) -> usize {
        self.blocks.memory.reached.get() - self.start
    }

    fn take(&self, size: usize, align: usize, mark: u8) -> Option<Block> {
        let layout = layout(size, align);
        // SAFETY: no test asks for nothing.
        let start = unsafe { self.blocks.alloc(layout) };
        (!start.is_null()).then(|| Block::fill(start, layout, mark))
    }

    fn give_back(&self, block: Block) {
        block.check(block.layout.size());
        // SAFETY: it came from there, and is gone now.
        unsafe { self.blocks.dealloc(block.start, block.layout) };
    }

    fn resize(&self, block: Block, size: usize) -> Option<Block> {
        // SAFETY: it came from there, no test asks for nothing, and what it was before is gone if it was moved.
        let start = unsafe { self.blocks.realloc(block.start, block.layout, size) };
        if start.is_null() {
            self.give_back(block);
            return None;
        }
        let moved = Block { start, ..block };
        moved.check(size.min(block.layout.size()));
        Some(Block::fill(start, layout(size, block.layout.align()), block.mark))
    }
}

impl Block {
    fn fill(start: *mut u8, layout: Layout, mark: u8) -> Self {
        assert_eq!(start.addr() % layout.align(), 0, "{layout:?}");
        // SAFETY: that is what it was given out for.
        unsafe { start.write_bytes(mark, layout.size()) };
        Self { start, layout, mark }
    }

    /// Nobody else has written to its first bytes.
    fn check(&self, bytes: usize) {
        // SAFETY: all of it has been written.
        let bytes = unsafe { std::slice::from_raw_parts(self.start, bytes) };
        assert!(bytes == vec![self.mark; bytes.len()], "{:?}: {bytes:?}", self.layout);
    }
}

#[test]
fn blocks_of_every_size_and_alignment_are_apart() {
    let heap = Heap::of(128 << 10);
    let sizes = (1..=70).chain([127, 128, 129, 1023, 1024, 1025, 4096, 5000]);
    let asked = sizes.flat_map(|size| [1, 2, 4, 8].map(|align| (size, align)));
    let blocks: Vec<_> = (0..=u8::MAX)
        .cycle()
        .zip(asked)
        .map(|(mark, (size, align))| heap.take(size, align, mark).expect("room"))
        .collect();
    for block in blocks {
        heap.give_back(block);
    }
}

#[test]
fn a_block_is_as_large_as_the_power_of_two() {
    for (size, expected) in [(1, 8), (8, 8), (9, 16), (16, 16), (17, 32), (1000, 1024), (1025, 2048)] {
        let heap = Heap::of(4096);
        heap.take(size, 1, 0).expect("room");
        assert_eq!(heap.reached(), expected, "{size}");
    }
}

#[test]
fn what_was_freed_is_given_again_and_no_more_memory_is_asked_for() {
    let heap = Heap::of(64 << 10);
    for size in [1, 8, 9, 16, 100, 128, 5000] {
        let blocks = [1, 2, 3].map(|mark| heap.take(size, 8, mark).expect("room"));
        let addresses = [0, 1, 2].map(|number: usize| blocks[number].start.addr());
        let reached = heap.reached();
        blocks.into_iter().for_each(|block| heap.give_back(block));
        // The last first. Any size of the same power of two will do.
        for address in addresses.into_iter().rev() {
            let block = heap.take(size.next_power_of_two(), 1, 4).expect("a free block");
            assert_eq!(block.start.addr(), address, "{size}");
        }
        assert_eq!(heap.reached(), reached, "{size}");
    }
}

#[test]
fn what_was_freed_is_not_given_for_another_size() {
    let heap = Heap::of(4096);
    let block = heap.take(16, 1, 1).expect("room");
    heap.give_back(block);
    for size in [8, 17] {
        let reached = heap.reached();
        heap.take(size, 1, 2).expect("room");
        assert!(heap.reached() > reached, "{size}");
    }
}

#[test]
fn out_of_memory_is_said_and_does_no_harm() {
    let heap = Heap::of(64);
    let mut blocks: Vec<_> = [1, 2, 3].into_iter().map_while(|mark| heap.take(16, 8, mark)).collect();
    assert_eq!(blocks.len(), 3);
    assert!(heap.take(17, 1, 4).is_none());
    assert!(heap.take(isize::MAX as usize, 1, 4).is_none());
    blocks.push(heap.take(16, 1, 4).expect("what is left"));
    assert!(heap.take(1, 1, 5).is_none());
    let block = blocks.swap_remove(1);
    heap.give_back(block);
    assert!(heap.take(1, 1, 5).is_none(), "only a larger one is free");
    blocks.push(heap.take(16, 1, 5).expect("the one that was freed"));
    assert!(heap.take(16, 1, 6).is_none());
    blocks.into_iter().for_each(|block| heap.give_back(block));
}

#[test]
fn there_is_nothing_behind_the_last_address() {
    let memory = Room {
        end: usize::MAX - 1,
        reached: Cell::new(0),
    };
    // SAFETY: the memory does not reach so far that any of it could be used.
    let blocks = unsafe { Blocks::new(std::ptr::without_provenance_mut(usize::MAX - 7), memory) };
    for size in [8, 9, 1 << 20] {
        // SAFETY: that is not nothing.
        assert!(unsafe { blocks.alloc(layout(size, 1)) }.is_null(), "{size}");
    }
}

#[test]
fn a_greater_alignment_is_refused() {
    let heap = Heap::of(4096);
    for align in [16, 32, 4096] {
        assert!(heap.take(16, align, 1).is_none(), "{align}");
        assert_eq!(heap.reached(), 0, "{align}");
    }
}

#[test]
fn a_block_that_is_resized_keeps_what_is_in_it() {
    let heap = Heap::of(4096);
    let neighbours = [1, 2].map(|mark| heap.take(8, 8, mark).expect("room"));
    let mut block = heap.take(5, 1, 3).expect("room");
    for size in [6, 8, 9, 100, 128, 1000, 30, 1, 7] {
        block = heap.resize(block, size).expect("room");
    }
    let reached = heap.reached();
    block = heap.resize(block, 1024).expect("the block that was freed");
    assert_eq!(heap.reached(), reached);
    assert!(heap.resize(block, 4096).is_none());
    neighbours.into_iter().for_each(|block| heap.give_back(block));
}

#[test]
fn zeroed_memory_is_zero_though_it_was_used() {
    let heap = Heap::of(4096);
    let block = heap.take(100, 1, 0xFF).expect("room");
    heap.give_back(block);
    let layout = layout(128, 8);
    // SAFETY: that is not nothing.
    let start = unsafe { heap.blocks.alloc_zeroed(layout) };
    assert_eq!(heap.reached(), 128, "it was used");
    Block { start, layout, mark: 0 }.check(128);
}

#[test]
fn blocks_come_and_go_in_any_order() {
    let heap = Heap::of(64 << 10);
    let mut blocks = Vec::new();
    let mut chance = 1_u32;
    let mut below = |most: usize| {
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (chance >> 16) as usize % most
    };
    for step in 0..500 {
        let most = 1 << below(9);
        let size = 1 + below(most);
        if blocks.len() < 10 || (below(2) == 0 && blocks.len() < 50) {
            blocks.push(heap.take(size, 1 << below(4), step as u8).expect("room"));
            continue;
        }
        let block = blocks.swap_remove(below(blocks.len()));
        if below(3) == 0 {
            blocks.push(heap.resize(block, size).expect("room"));
        } else {
            heap.give_back(block);
        }
    }
    blocks.into_iter().for_each(|block| heap.give_back(block));
}
