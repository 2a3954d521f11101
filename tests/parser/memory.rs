//! What a parser costs, counted rather than timed: an allocator that keeps the books shows that memory is bounded, and
//! that what is allocated in all grows with the bytes and not with their square.

use eventsource_wasm::Parser;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;

/// What a parser may hold whatever it reads: some buffers of a small event.
const LITTLE: usize = 4 * KIB;

#[global_allocator]
static ALLOCATOR: Bookkeeper = Bookkeeper;

/// The system's allocator, with books for every thread, since each test runs on one of its own.
struct Bookkeeper;

/// The books of one thread.
#[derive(Debug, Clone, Copy)]
struct Books {
    /// Bytes allocated and not yet freed. A thread may free what another has allocated.
    live: isize,
    /// The most that `live` has been.
    peak: isize,
    /// Bytes allocated in all.
    total: usize,
}

thread_local! {
    static BOOKS: Cell<Books> = const { Cell::new(Books { live: 0, peak: 0, total: 0 }) };
}

impl Bookkeeper {
    fn enter(allocated: usize, freed: usize) {
        BOOKS.with(|cell| {
            let mut books = cell.get();
            books.live += allocated as isize - freed as isize;
            books.peak = books.peak.max(books.live);
            books.total += allocated;
            cell.set(books);
        });
    }
}

// SAFETY: every call goes to the system's allocator as it came. The books are a `Cell` that is built at compile time and
// needs no destructor, so that keeping them neither allocates nor fails at a thread's end.
unsafe impl GlobalAlloc for Bookkeeper {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Self::enter(layout.size(), 0);
        // SAFETY: the caller's promises are the callee's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        Self::enter(0, layout.size());
        // SAFETY: the caller's promises are the callee's.
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        Self::enter(size, layout.size());
        // SAFETY: the caller's promises are the callee's.
        unsafe { System.realloc(memory, layout, size) }
    }
}

/// What something cost, in bytes.
#[derive(Debug)]
struct Cost {
    /// How much more was held at the end than at the start.
    kept: isize,
    /// How much more was held at the worst moment than at the start.
    peak: usize,
    /// What was allocated in all.
    total: usize,
}

fn cost(work: impl FnOnce()) -> Cost {
    let start = BOOKS.get();
    BOOKS.set(Books {
        peak: start.live,
        ..start
    });
    work();
    let end = BOOKS.get();
    Cost {
        kept: end.live - start.live,
        peak: (end.peak - start.live) as usize,
        total: end.total - start.total,
    }
}

/// Feeds with one chunk again and again, at most so many bytes. Tells how many bytes it took until the error.
fn feed_endlessly(parser: &mut Parser, start: &str, chunk: &[u8], at_most: usize) -> Option<usize> {
    assert_eq!(parser.feed(start.as_bytes()).count(), 0);
    let mut fed = 0;
    while fed < at_most {
        fed += chunk.len();
        if parser.feed(chunk).any(|item| item.is_err()) {
            return Some(fed);
        }
    }
    None
}

#[test]
fn the_books_are_kept() {
    let mut kept = Vec::new();
    let cost = cost(|| {
        drop(Vec::<u8>::with_capacity(5000));
        kept.reserve_exact(3000);
        kept.push(0_u8);
    });
    assert_eq!((cost.kept, cost.peak, cost.total), (3000, 5000, 8000));
}

#[test]
fn an_endless_line_that_is_ignored_takes_no_memory() {
    for start in [":", "foo: ", "", "data", "retry: ", "retry: 1x"] {
        let mut parser = Parser::new().with_max_event_bytes(64);
        let cost = cost(|| {
            assert_eq!(
                feed_endlessly(&mut parser, start, &[b'1'; 4 * KIB], MIB),
                None,
                "{start}"
            );
        });
        assert!(cost.peak < LITTLE, "\"{start}\" and a lot more: {cost:?}");
    }
}

#[test]
fn endless_lines_that_are_ignored_take_no_memory() {
    for line in [
        ": keep-alive\n",
        "\n",
        "\r\n",
        "foo\n",
        "retry: 1\n",
        "id\n",
        "id: 1\n",
        "event: e\n",
    ] {
        let mut parser = Parser::new().with_max_event_bytes(64);
        let chunk = line.repeat(4 * KIB / line.len());
        let cost = cost(|| {
            assert_eq!(
                feed_endlessly(&mut parser, "", chunk.as_bytes(), MIB / 4),
                None,
                "{line}"
            );
        });
        assert!(cost.peak < LITTLE, "\"{line}\" again and again: {cost:?}");
    }
}

#[test]
fn an_endless_value_stops_at_the_bound() {
    const BOUND: usize = 64 * KIB;
    for start in ["data: ", "event: ", "id: "] {
        let mut parser = Parser::new().with_max_event_bytes(BOUND);
        let cost = cost(|| {
            let fed = feed_endlessly(&mut parser, start, &[b'x'; KIB], MIB);
            assert_eq!(fed, Some(BOUND + KIB), "{start}");
        });
        assert!(cost.peak <= 2 * BOUND + LITTLE, "\"{start}\" and a lot more: {cost:?}");
    }
}

#[test]
fn endless_empty_lines_of_data_stop_at_the_bound() {
    const BOUND: usize = 64 * KIB;
    for line in ["data\n", "data:\r\n", "data: \r"] {
        let mut parser = Parser::new().with_max_event_bytes(BOUND);
        let chunk = line.repeat(KIB);
        let cost = cost(|| {
            let fed = feed_endlessly(&mut parser, "", chunk.as_bytes(), MIB);
            assert_eq!(fed, Some(chunk.len() * (BOUND / KIB + 1)), "{line}");
        });
        assert!(cost.peak <= 2 * BOUND + LITTLE, "\"{line}\" again and again: {cost:?}");
    }
}

#[test]
fn a_chunk_far_beyond_the_bound_is_not_copied() {
    let chunk = ["data: ".as_bytes(), &vec![b'x'; MIB]].concat();
    let mut parser = Parser::new().with_max_event_bytes(KIB);
    let cost = cost(|| assert_eq!(parser.feed(&chunk).count(), 1));
    assert!(cost.peak < LITTLE, "{cost:?}");
}

#[test]
fn the_memory_of_an_event_too_large_is_given_back() {
    for start in ["data: ", "event: ", "id: "] {
        let mut parser = Parser::new().with_max_event_bytes(MIB);
        let cost = cost(|| {
            assert!(feed_endlessly(&mut parser, start, &[b'x'; KIB], 2 * MIB).is_some());
        });
        assert!(cost.kept < LITTLE as isize, "\"{start}\" and a lot more: {cost:?}");
    }
}

#[test]
fn a_large_event_does_not_leave_all_its_memory_behind() {
    let mut parser = Parser::new();
    let event = ["data: ".as_bytes(), &vec![b'x'; 4 * MIB], b"\n\n"].concat();
    let cost = cost(|| {
        assert_eq!(parser.feed(&event).count(), 1);
        assert_eq!(parser.feed(b"data: a\n\n").count(), 1);
    });
    assert!(cost.kept < MIB as isize, "{cost:?}");
}

#[test]
fn invalid_bytes_take_no_more_than_their_replacements() {
    const BYTES: usize = 64 * KIB;
    let event = ["data: ".as_bytes(), &[0xFF; BYTES], b"\n\n"].concat();
    let mut parser = Parser::new();
    let cost = cost(|| assert_eq!(parser.feed(&event).count(), 1));
    // Three bytes for one, and twice that while buffers double.
    assert!(cost.peak <= 16 * BYTES, "{cost:?}");
}

#[test]
fn what_is_allocated_for_one_long_line_grows_with_its_bytes() {
    const BYTES: usize = MIB;
    for chunk_size in [16, KIB, 16 * KIB] {
        let chunk = vec![b'x'; chunk_size];
        let mut parser = Parser::new();
        let cost = cost(|| {
            assert_eq!(feed_endlessly(&mut parser, "data: ", &chunk, BYTES), None);
            assert_eq!(parser.feed(b"\n\n").count(), 1);
        });
        // A buffer that doubles allocates two to four times what it comes to hold.
        assert!(cost.total <= 5 * BYTES, "chunks of {chunk_size}: {cost:?}");
    }
}

#[test]
fn what_is_allocated_for_many_events_grows_with_their_bytes() {
    let event = "id: 1\nevent: tick\ndata: one\ndata: two\n\n";
    for events_in_chunk in [1, 100] {
        let chunk = event.repeat(events_in_chunk);
        let mut parser = Parser::new();
        let cost = cost(|| {
            for _ in 0..10_000 / events_in_chunk {
                assert_eq!(parser.feed(chunk.as_bytes()).count(), events_in_chunk);
            }
        });
        assert!(
            cost.total <= 2 * 10_000 * event.len(),
            "{events_in_chunk} in a chunk: {cost:?}"
        );
    }
}
