//! Server-Sent Events for Rust front-ends, and the engine of the npm package of the same name.
//!
//! - [`Parser`] turns the bytes of a `text/event-stream` into events. It needs no browser and no clock, and is usable in
//!   any Rust program.
//! - `EventSource` (on `wasm32` only) asks for a stream with `fetch`, parses it, and reconnects as the HTML standard
//!   says; unlike the browser's own it can POST, send headers, and say what went wrong.
//!
//! ```
//! use eventsource_wasm::Parser;
//!
//! let mut parser = Parser::new();
//! for event in parser.feed(b"event: tick\ndata: 1\n\n") {
//!     let event = event?;
//!     assert_eq!((event.event_type, event.data), ("tick", "1"));
//! }
//! # Ok::<(), eventsource_wasm::EventTooLarge>(())
//! ```
//!
//! The rules are those of the [HTML standard's section on server-sent events][standard]; the code cites its steps.
//!
//! [standard]: https://html.spec.whatwg.org/multipage/server-sent-events.html

#[cfg(any(all(target_arch = "wasm32", feature = "npm"), test))]
mod allocator;
#[cfg(all(target_arch = "wasm32", feature = "npm"))]
mod bindings;
#[cfg(any(target_arch = "wasm32", test))]
mod connection;
#[cfg(any(target_arch = "wasm32", test))]
mod error;
#[cfg(target_arch = "wasm32")]
mod event_source;
#[cfg(target_arch = "wasm32")]
mod fetch;
#[cfg(any(target_arch = "wasm32", test))]
mod mime;
pub mod parser;
#[cfg(any(target_arch = "wasm32", test))]
mod retry;

#[cfg(any(target_arch = "wasm32", test))]
pub use connection::ReadyState;
#[cfg(any(target_arch = "wasm32", test))]
pub use error::{Error, ErrorKind};
#[cfg(target_arch = "wasm32")]
pub use event_source::{Builder, EventSource};
pub use parser::{Comment, Event, EventRef, EventTooLarge, Events, Parser};
#[cfg(any(target_arch = "wasm32", test))]
pub use retry::{Resend, RetryPolicy};
