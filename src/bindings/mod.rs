//! The surface of the npm package's engine: sources without their network, which TypeScript drives.
//!
//! Only numbers cross it. JavaScript writes text and chunks to the address that [`room`] gives, and reads what it is told at
//! the addresses that [`feed`] and [`status`] give; a source itself is known by a number. So wasm-bindgen has next to nothing
//! to generate, and less is to be downloaded.

#![expect(
    unreachable_pub,
    reason = "wasm_bindgen exports what is public, though Rust sees no user of it"
)]

mod memory;
mod told;

use self::told::Told;
use crate::connection::{Connection, Options};
use crate::error::ErrorKind;
use crate::parser::Parser;
use crate::retry::{Resend, RetryPolicy, retry_after};
use std::cell::RefCell;
use std::mem::ManuallyDrop;
use wasm_bindgen::prelude::*;

/// A connection, and the parser of what it reads.
struct Source {
    connection: Connection,
    parser: Parser,
    /// What JavaScript writes.
    room: Vec<u8>,
    told: Told,
}

thread_local! {
    /// Each at the place that is its number. They end with the program, so that nothing need be registered for that.
    static SOURCES: RefCell<ManuallyDrop<Vec<Option<Box<Source>>>>> = const { RefCell::new(ManuallyDrop::new(Vec::new())) };
}

/// Puts another source, or none, in a place, and gives the one that was there.
#[inline(never)]
fn replace(place: usize, source: Option<Box<Source>>) -> Option<Box<Source>> {
    SOURCES.with_borrow_mut(|sources| std::mem::replace(sources.get_mut(place)?, source))
}

/// Does something with a source. None of it calls JavaScript, so that nobody looks for the source meanwhile.
fn with<T: Default>(place: usize, act: impl FnOnce(&mut Source) -> T) -> T {
    let Some(mut source) = replace(place, None) else {
        return T::default();
    };
    let result = act(&mut source);
    replace(place, Some(source));
    result
}

/// Makes a source, and gives its number. Times are in ms; a time-out of 0 is none. `raw`: any response is taken for an event
/// stream, and each of its blank lines for an event. Without `repeat` a lost connection is not made again, and what follows
/// says nothing; `resend` is from 0, never, to 3, always.
#[wasm_bindgen]
#[expect(
    clippy::too_many_arguments,
    reason = "numbers cross the border for free, objects do not"
)]
pub fn open(
    max_event_bytes: usize,
    connect_timeout: u32,
    idle_timeout: u32,
    pause_hidden: bool,
    raw: bool,
    repeat: bool,
    delay: u32,
    max_delay: u32,
    factor: f64,
    jitter: f64,
    attempts: u32,
    resend: u8,
) -> usize {
    let time = |ms| Some(ms).filter(|&ms| ms > 0);
    let parser = Parser::new().in_pieces().with_max_event_bytes(max_event_bytes);
    let source = Box::new(Source {
        connection: Connection::new(Options {
            last_event_id: Vec::new(),
            retry: repeat.then(|| RetryPolicy {
                delay,
                max_delay,
                factor,
                jitter,
                attempts: Some(attempts),
                statuses: Vec::new(),
                resend: match resend {
                    0 => Resend::Never,
                    1 => Resend::Unanswered,
                    2 => Resend::Resume,
                    _ => Resend::Always,
                },
            }),
            connect_timeout: time(connect_timeout),
            idle_timeout: time(idle_timeout),
            pause_hidden,
            any_response: raw,
        }),
        parser: if raw {
            parser.giving_every_block()
        } else {
            parser.keeping_comments()
        },
        room: Vec::new(),
        told: Told::default(),
    });
    let place = SOURCES.with_borrow_mut(|sources| {
        let free = sources.iter().position(Option::is_none);
        free.unwrap_or_else(|| {
            sources.push(None);
            sources.len() - 1
        })
    });
    replace(place, Some(source));
    place
}

/// Forgets a source. Its number may be given to another.
#[wasm_bindgen]
pub fn close(source: usize) {
    replace(source, None);
}

/// A status is asked again.
#[wasm_bindgen]
pub fn ask_again(source: usize, status: u16) {
    with(source, |source| source.connection.ask_again(status));
}

/// The last event ID string to start from is in the room, and has so many bytes.
#[wasm_bindgen]
pub fn resume_from(source: usize, bytes: usize) {
    with(source, |source| {
        let id = source.room.get(..bytes).unwrap_or_default();
        source.connection.parsed(0, Some(id), None, None);
    });
}

/// Takes what came of the step, and gives the next, as [`crate::connection::Step`] numbers it. 0: it was done. 1: the time is
/// up. 2: the page is as was waited for. 3: the stream ended. What failed: 4 the network; 5 it was aborted by the browser;
/// 6 CORS; 7 the request could not be made.
#[wasm_bindgen]
pub fn resume(source: usize, came: u8) -> u8 {
    with(source, |Source { connection, .. }| {
        let step = match came {
            0 => connection.go_on(),
            1 => connection.timed_out(),
            2 => connection.page_reached(),
            _ => connection.failed(match came {
                3 => ErrorKind::Ended,
                4 => ErrorKind::Network,
                5 => ErrorKind::Aborted,
                6 => ErrorKind::Cors,
                _ => ErrorKind::Request(String::new()),
            }),
        };
        step as u8
    })
}

/// The request goes out. `safe_method`: it is a GET or HEAD. `chance` is a random number from 0 to 1.
#[wasm_bindgen]
pub fn requested(source: usize, safe_method: bool, chance: f64) {
    with(source, |source| source.connection.requested(safe_method, chance));
}

/// The response's head came. `Content-Type` and `Retry-After` are in the room, with so many bytes; `ms_until` is how many ms
/// are left until the date that the latter says; NaN: it says none. Gives the next step.
#[wasm_bindgen]
pub fn answered(source: usize, status: u16, content_type: usize, retry_after_bytes: usize, ms_until: f64) -> u8 {
    with(source, |source| {
        source.parser.restart(source.connection.last_event_id());
        let room = source.room.get(..content_type + retry_after_bytes).unwrap_or_default();
        let (content_type, later) = room.split_at_checked(content_type).unwrap_or_default();
        let retry_after = retry_after(later, ms_until);
        source.connection.answered(status, content_type, retry_after) as u8
    })
}

/// The address where JavaScript writes up to so many bytes, until it is asked for again.
#[wasm_bindgen]
pub fn room(source: usize, bytes: usize) -> usize {
    with(source, |source| {
        source.room.resize(bytes, 0);
        source.room.as_ptr() as usize
    })
}

/// Reads a chunk of so many bytes, which is in the room, and gives the address of a [`Told`] of the batch.
///
/// An odd number is no address. 1 says that all of the chunk is a piece of an event's data, 3 that there is nothing to
/// tell. Any other says that the chunk is one event and nothing but its data: behind so many bytes as bits 1 to 3 say, and
/// before so many as the bits above say.
#[wasm_bindgen]
pub fn feed(source: usize, bytes: usize) -> usize {
    with(source, |source| source.feed(bytes))
}

/// Gives the address of a [`Told`] of the connection.
#[wasm_bindgen]
pub fn status(source: usize) -> usize {
    with(source, |source| source.told.tell_connection(&source.connection))
}

impl Source {
    fn feed(&mut self, bytes: usize) -> usize {
        let chunk = self.room.get(..bytes).unwrap_or_default();
        let (told, count) = if let Some((before, behind)) = self.parser.sole_data(chunk) {
            (behind << 4 | before << 1 | 1, 1)
        } else if self.parser.take_piece(chunk) {
            (1, 0)
        } else {
            self.parser.parse(chunk);
            let batch = self.parser.batch();
            let too_large = self.parser.error().is_some();
            let told = if batch.is_empty() && !too_large {
                3
            } else {
                self.told.tell_batch(batch, too_large)
            };
            (told, batch.count())
        };
        let reconnection_time = self.parser.reconnection_time();
        let too_large = self.parser.error().map(|error| error.max_event_bytes);
        let last_event_id = self.parser.take_last_event_id();
        self.connection
            .parsed(count, last_event_id, reconnection_time, too_large);
        told
    }
}
