//! The surface of the npm package's engine: `connect` starts a source, which tells its sink what happens.
#![expect(
    unreachable_pub,
    reason = "wasm_bindgen exports what is public, though Rust sees no user of it"
)]

use crate::fetch::Request;
use crate::parser::{Events, Parser};
use crate::retry::{MAX_TIMER_MS, Resend, RetryPolicy};
use crate::source::{Options, Requests, Source, Step};
use js_sys::{Array, Function, Promise, Uint32Array};
use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortSignal, Headers, RequestInit, Response};

#[wasm_bindgen]
extern "C" {
    /// What TypeScript hands in: it makes the requests and takes what comes of them. None of its methods may throw but
    /// `request`.
    #[derive(Clone)]
    pub type Sink;

    /// A request, or a promise of one, for an attempt.
    #[wasm_bindgen(method, catch)]
    fn request(this: &Sink, attempt: u32, last_event_id: &str, signal: AbortSignal) -> Result<JsValue, JsValue>;

    /// The response's head came, and it is an event stream's, or any if any is accepted. Where a promise is returned,
    /// here or by `events`, it is waited for before the network is read again.
    #[wasm_bindgen(method)]
    fn opened(this: &Sink, response: Response) -> JsValue;

    /// A comment came, behind so many of the events that `events` tells next.
    #[wasm_bindgen(method)]
    fn comment(this: &Sink, text: &str, behind: usize);

    /// Events came, or comments, or both: see [`table`] for how they are written.
    #[wasm_bindgen(method)]
    fn events(this: &Sink, text: &str, table: Box<[u32]>) -> JsValue;

    /// The connection was given up because the page is hidden. It will be made again.
    #[wasm_bindgen(method)]
    fn paused(this: &Sink);

    /// An attempt failed. Without `retry_in` (ms) the source is closed.
    #[wasm_bindgen(method)]
    fn failed(
        this: &Sink,
        code: &str,
        message: &str,
        attempt: u32,
        retry_in: Option<u32>,
        response: Option<Response>,
        body: Option<String>,
        cause: JsValue,
    );

    /// The source has ended in good order.
    #[wasm_bindgen(method)]
    fn ended(this: &Sink);

    /// A request as TypeScript makes it.
    type RequestParts;
    #[wasm_bindgen(method, getter)]
    fn url(this: &RequestParts) -> String;
    #[wasm_bindgen(method, getter)]
    fn method(this: &RequestParts) -> String;
    #[wasm_bindgen(method, getter)]
    fn headers(this: &RequestParts) -> Headers;
    #[wasm_bindgen(method, getter)]
    fn init(this: &RequestParts) -> RequestInit;
    #[wasm_bindgen(method, getter)]
    fn fetch(this: &RequestParts) -> Option<Function>;
}

impl Requests for Sink {
    async fn request(&self, attempt: u32, last_event_id: &str, signal: AbortSignal) -> Result<Request, JsValue> {
        let made = Sink::request(self, attempt, last_event_id, signal)?;
        let parts: RequestParts = JsFuture::from(Promise::resolve(&made)).await?.unchecked_into();
        Ok(Request {
            url: parts.url(),
            method: parts.method(),
            headers: parts.headers(),
            init: parts.init(),
            fetch: parts.fetch(),
        })
    }
}

/// A source at work.
#[wasm_bindgen]
pub struct Handle(Rc<Switch>);

#[wasm_bindgen]
impl Handle {
    /// Ends it at once: its request is aborted, its timer is cleared, and the sink hears nothing more.
    pub fn close(self) {
        self.0.off.set(true);
        if let Some(waker) = self.0.waker.take() {
            waker.wake();
        }
    }
}

/// Turns a task off from outside.
#[derive(Default)]
struct Switch {
    off: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

/// Starts a source. Its request goes out in a microtask.
///
/// All times are in ms, and a time-out of 0 is none. Without `repeat` a lost connection is not made again, and `delay` to
/// `resend` (from 0, never, to 3, always) say nothing. `raw`: any response is taken for an event stream, and each of its
/// blank lines for an event.
#[wasm_bindgen]
#[expect(
    clippy::too_many_arguments,
    reason = "numbers cross the border for free, objects do not"
)]
pub fn connect(
    sink: Sink,
    url: String,
    raw: bool,
    last_event_id: String,
    max_event_bytes: usize,
    connect_timeout: u32,
    idle_timeout: u32,
    pause_hidden: bool,
    repeat: bool,
    delay: u32,
    max_delay: u32,
    factor: f64,
    jitter: f64,
    attempts: u32,
    statuses: Vec<u16>,
    resend: u8,
) -> Handle {
    let retry = repeat.then_some(RetryPolicy {
        delay,
        max_delay,
        factor,
        jitter,
        attempts: Some(attempts),
        statuses,
        resend: match resend {
            0 => Resend::Never,
            1 => Resend::Unanswered,
            2 => Resend::Resume,
            _ => Resend::Always,
        },
    });
    let options = Options {
        last_event_id,
        retry,
        connect_timeout: (connect_timeout > 0).then_some(connect_timeout),
        idle_timeout: (idle_timeout > 0).then_some(idle_timeout),
        pause_hidden,
        any_response: raw,
        max_event_bytes,
    };
    let make_parser = if raw {
        || Parser::new().giving_every_block()
    } else {
        || Parser::new().keeping_comments()
    };
    let source = Source::new(url, sink.clone(), options, make_parser);
    let switch = Rc::new(Switch::default());
    spawn_local(unless_off(Rc::clone(&switch), run(source, sink)));
    Handle(switch)
}

/// Tells the sink what happens until it is over. The sink may do what it likes meanwhile: nothing is borrowed.
async fn run(mut source: Source<Sink>, sink: Sink) {
    while let Some(step) = source.next().await {
        let wait = match step {
            Step::Opened(response) => sink.opened(response),
            Step::Parsed => {
                let events = source.events();
                for comment in events.comments() {
                    sink.comment(&comment.text, comment.behind);
                }
                sink.events(events.text, table(&events))
            }
            Step::Paused => {
                sink.paused();
                continue;
            }
            Step::Failed(error) => {
                let message = error.to_string();
                let (response, body) = match error.refused {
                    Some(refused) => (Some(refused.response), Some(refused.body)),
                    None => (None, None),
                };
                let (code, attempt, retry_in) = (error.kind.code(), error.attempt, error.retry_in);
                sink.failed(code, &message, attempt, retry_in, response, body, error.cause);
                continue;
            }
        };
        if !wait.is_undefined() {
            // Whether the sink was content is not for us to know.
            let _ = JsFuture::from(Promise::resolve(&wait)).await;
        }
    }
    sink.ended();
}

/// Runs a task until it is done or turned off. All that is under way belongs to the task, and ends with it.
async fn unless_off(switch: Rc<Switch>, task: impl Future<Output = ()>) {
    let mut task = pin!(task);
    poll_fn(|context| {
        if switch.off.get() || task.as_mut().poll(context).is_ready() || switch.off.get() {
            return Poll::Ready(());
        }
        switch.waker.replace(Some(context.waker().clone()));
        Poll::Pending
    })
    .await;
}

/// Decodes a stream whose bytes come from elsewhere.
#[wasm_bindgen]
pub struct Decoder(Parser);

#[wasm_bindgen]
impl Decoder {
    /// A decoder at the start of a stream.
    #[wasm_bindgen(constructor)]
    pub fn new(max_event_bytes: usize) -> Self {
        Self(Parser::new().with_max_event_bytes(max_event_bytes))
    }

    /// Reads a chunk, and gives the text and the table of the events that it completed: see [`table`]. A third element
    /// is there if the event behind them is too large; then nothing more is to be fed.
    pub fn feed(&mut self, chunk: &[u8]) -> Array {
        let events = self.0.feed(chunk);
        let batch = Array::of2(&events.text.into(), &Uint32Array::from(&*table(&events)));
        if events.error.is_some() {
            batch.push(&JsValue::TRUE);
        }
        batch
    }
}

/// An event in the table has so many numbers.
const COLUMNS: usize = 4;
/// Where the event's own block set no reconnection time.
const NO_RETRY: u32 = u32::MAX;
/// In place of an id's length: the id is that of the event before, be it in an earlier batch.
const SAME_ID: u32 = u32::MAX;

/// How long the strings of the events are, in UTF-16 units: for each event its data, its type (0: `message`) and its id.
/// They stand in the text in this order, one behind the other. Behind these three numbers stands the reconnection time.
fn table(events: &Events<'_>) -> Box<[u32]> {
    let mut table = Vec::with_capacity(events.records.len() * COLUMNS);
    let len = |span| utf16_len(events.slice(span).as_bytes());
    for record in events.records {
        table.push(len(record.data));
        table.push(len(record.event_type));
        table.push(record.id.map_or(SAME_ID, len));
        let retry = record
            .retry
            .map(|ms| u32::try_from(ms).unwrap_or(u32::MAX).min(MAX_TIMER_MS));
        table.push(retry.unwrap_or(NO_RETRY));
    }
    table.into_boxed_slice()
}

/// The length in UTF-16 units of UTF-8 text: one for each first byte of a sequence, one more for those of four bytes.
fn utf16_len(utf8: &[u8]) -> u32 {
    utf8.iter()
        .map(|&byte| u32::from(byte & 0xC0 != 0x80) + u32::from(byte >= 0xF0))
        .sum()
}
