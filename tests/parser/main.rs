//! The parser against the HTML standard, rule by rule.
//!
//! Each rule of the standard's [section on server-sent events][standard] has a test that names it, in the module of its
//! subject: [`lines`], [`fields`], [`data`], [`types`], [`ids`], [`retry`], [`blocks`], [`encoding`]. What the standard
//! leaves to us stands in [`limits`], [`feeding`] and [`memory`], what it would have ignored in [`comments`];
//! [`properties`] tries what nobody thought of.
//!
//! A test is a table of `check(stream, outcome)`: [`check`] feeds the stream whole, byte by byte and cut in two at every
//! place, and asks the [`oracle`] as well, which reads the standard literally. So a new case is one line, and its author
//! need not think about chunks.
//!
//! [standard]: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream

// The browser has tests of its own; these need proptest, which does not build there.
#![cfg(not(target_arch = "wasm32"))]

mod check;
mod oracle;
mod outcome;

mod blocks;
mod comments;
mod data;
mod encoding;
mod feeding;
mod fields;
mod ids;
mod limits;
mod lines;
mod memory;
mod properties;
mod retry;
mod types;
