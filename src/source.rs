//! Drives a [`Connection`] with fetch and timers: each step is waited for, and nothing happens unless somebody waits.

use crate::connection::{Connection, Verdict};
use crate::error::{Error, ErrorKind};
use crate::fetch::{AbortOnDrop, Chunks, Refused, Request};
use crate::page;
use crate::parser::{Events, Parser};
use crate::race::{First, first, within};
use crate::retry::{RetryPolicy, retry_after};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Date, Reflect};
use std::future::Future;
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, Response};

/// Makes the request of each attempt.
pub(crate) trait Requests {
    fn request(
        &self,
        attempt: u32,
        last_event_id: &str,
        signal: AbortSignal,
    ) -> impl Future<Output = Result<Request, JsValue>>;
}

/// What happened.
pub(crate) enum Step {
    /// The response's head came, and it is an event stream's.
    Opened(Response),
    /// A chunk completed events or comments: see [`Source::events`].
    Parsed,
    /// The connection was given up because the page is hidden. It will be made again.
    Paused,
    /// The attempt failed; the error tells whether there will be another.
    Failed(Error),
}

/// What a source does besides asking.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// Where to resume from.
    pub(crate) last_event_id: String,
    /// None: a connection that is lost is not made again.
    pub(crate) retry: Option<RetryPolicy>,
    /// The ms to wait for a response's head.
    pub(crate) connect_timeout: Option<u32>,
    /// The ms to wait for a chunk.
    pub(crate) idle_timeout: Option<u32>,
    /// Give the connection up while the page is hidden, if it may be made again.
    pub(crate) pause_hidden: bool,
    /// Take whatever response comes for an event stream: the user looks at it.
    pub(crate) any_response: bool,
    pub(crate) max_event_bytes: usize,
}

/// An event source at work.
pub(crate) struct Source<R> {
    connection: Connection,
    parser: Parser,
    make_parser: fn() -> Parser,
    requests: R,
    url: String,
    options: Options,
    state: State,
}

/// What the next step starts from.
enum State {
    Ask,
    Read(Exchange),
    Fail(ErrorKind),
    Wait(u32),
    Hidden,
    Over,
}

/// A response that is being read. Dropping it aborts its request.
struct Exchange {
    chunks: Chunks,
    _abort: AbortOnDrop,
}

/// Why an attempt failed, in the making.
struct Failure {
    kind: ErrorKind,
    cause: JsValue,
    refused: Option<Refused>,
}

impl From<ErrorKind> for Failure {
    fn from(kind: ErrorKind) -> Self {
        Self {
            kind,
            cause: JsValue::UNDEFINED,
            refused: None,
        }
    }
}

impl<R: Requests> Source<R> {
    /// `make_parser` makes the parser of each connection, but for what the options say.
    pub(crate) fn new(url: String, requests: R, options: Options, make_parser: fn() -> Parser) -> Self {
        Self {
            connection: Connection::new(options.retry.clone(), options.last_event_id.clone()),
            parser: Parser::new(),
            make_parser,
            requests,
            url,
            options,
            state: State::Ask,
        }
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The events of the last [`Step::Parsed`].
    pub(crate) fn events(&self) -> Events<'_> {
        self.parser.events()
    }

    /// Waits for the next step. None: the source is closed.
    pub(crate) async fn next(&mut self) -> Option<Step> {
        loop {
            let failure = match std::mem::replace(&mut self.state, State::Over) {
                State::Over => return None,
                State::Wait(ms) => {
                    // Back online, there is nothing to wait for any more; offline, there is no use in asking.
                    first(TimeoutFuture::new(ms), page::comes_online()).await;
                    page::online().await;
                    self.state = State::Hidden;
                    continue;
                }
                State::Hidden => {
                    if self.options.pause_hidden {
                        page::visible().await;
                    }
                    self.state = State::Ask;
                    continue;
                }
                State::Ask => match self.ask().await {
                    Ok(response) => return Some(Step::Opened(response)),
                    Err(failure) => failure,
                },
                State::Read(exchange) => match self.read(exchange).await {
                    Ok(step) => return Some(step),
                    Err(failure) => failure,
                },
                State::Fail(kind) => kind.into(),
            };
            return self.fail(failure).map(Step::Failed);
        }
    }

    /// Makes the next attempt, up to the response's head.
    async fn ask(&mut self) -> Result<Response, Failure> {
        self.connection.begin();
        let last_event_id = self.connection.last_event_id();
        let abort = AbortOnDrop::new().map_err(refused_by_platform)?;
        let request = self
            .requests
            .request(self.connection.attempt(), last_event_id, abort.signal())
            .await
            .map_err(refused_by_platform)?;
        request
            .set_protocol_headers(last_event_id)
            .map_err(refused_by_platform)?;
        request.init.set_signal(Some(&abort.signal()));
        self.parser = (self.make_parser)()
            .with_max_event_bytes(self.options.max_event_bytes)
            .with_last_event_id(last_event_id);
        self.connection.requested(&request.method);
        self.url.clone_from(&request.url);

        let connect_timeout = self.options.connect_timeout;
        let response = match within(connect_timeout, request.send()).await {
            Some(Ok(response)) => response,
            Some(Err(cause)) => return Err(unanswered(&request, cause).await),
            None => return Err(ErrorKind::ConnectTimeout(connect_timeout.unwrap_or_default()).into()),
        };
        let content_type = response.headers().get("Content-Type").unwrap_or_default();
        let answered = self.connection.answered(response.status(), content_type.as_deref());
        if let (Err(kind), false) = (answered, self.options.any_response) {
            return Err(Failure {
                refused: Some(Refused::read(response).await),
                ..kind.into()
            });
        }
        self.state = State::Read(Exchange {
            chunks: Chunks::of(&response).map_err(refused_by_platform)?,
            _abort: abort,
        });
        Ok(response)
    }

    /// Reads chunks until there is something to tell.
    async fn read(&mut self, mut exchange: Exchange) -> Result<Step, Failure> {
        let pause = self.options.pause_hidden && self.connection.may_be_made_again();
        let idle_timeout = self.options.idle_timeout;
        loop {
            let next = within(idle_timeout, exchange.chunks.next());
            let next = if pause {
                match first(page::hidden(), next).await {
                    First::A(()) => {
                        self.connection.paused();
                        self.state = State::Hidden;
                        return Ok(Step::Paused);
                    }
                    First::B(next) => next,
                }
            } else {
                next.await
            };
            let chunk = match next {
                Some(Ok(Some(chunk))) => chunk,
                Some(Ok(None)) => return Err(ErrorKind::Ended.into()),
                Some(Err(cause)) => {
                    return Err(Failure {
                        cause: cause.clone(),
                        ..broken_off(&cause).into()
                    });
                }
                None => return Err(ErrorKind::IdleTimeout(idle_timeout.unwrap_or_default()).into()),
            };
            let events = self.parser.feed(chunk);
            let (count, comments, error) = (events.records.len(), events.comments().len(), events.error);
            self.connection
                .parsed(count, self.parser.last_event_id(), self.parser.reconnection_time());
            let over = error.map(|error| ErrorKind::Limit(error.max_event_bytes));
            if count + comments > 0 {
                // What came before the event that is too large is delivered first.
                self.state = over.map_or(State::Read(exchange), State::Fail);
                return Ok(Step::Parsed);
            }
            if let Some(kind) = over {
                return Err(kind.into());
            }
        }
    }

    /// Ends the attempt. None: the source is closed, and there is nothing to report.
    fn fail(&mut self, failure: Failure) -> Option<Error> {
        let retry_after = failure.refused.as_ref().and_then(|refused| {
            let header = refused.response.headers().get("Retry-After").ok()??;
            retry_after(&header, Date::now(), Date::parse)
        });
        let verdict = self
            .connection
            .failed(&failure.kind, retry_after, js_sys::Math::random());
        let retry_in = match verdict {
            Verdict::Finish => return None,
            Verdict::Fail => None,
            Verdict::Reestablish(ms) => {
                self.state = State::Wait(ms);
                Some(ms)
            }
        };
        Some(Error {
            kind: failure.kind,
            url: self.url.clone(),
            attempt: self.connection.attempt(),
            retry_in,
            refused: failure.refused,
            cause: failure.cause,
        })
    }
}

/// The platform, or the user's own function, would not make the request.
fn refused_by_platform(cause: JsValue) -> Failure {
    Failure {
        cause: cause.clone(),
        ..ErrorKind::Request(message(&cause)).into()
    }
}

/// fetch gave no response: why?
async fn unanswered(request: &Request, cause: JsValue) -> Failure {
    let kind = match broken_off(&cause) {
        ErrorKind::Network => {
            if let Some(defect) = request.defect() {
                ErrorKind::Request(message(if defect.is_null() { &cause } else { &defect }))
            } else if request.is_withheld().await {
                ErrorKind::Cors
            } else {
                ErrorKind::Network
            }
        }
        kind => kind,
    };
    Failure { cause, ..kind.into() }
}

/// "Aborted" is what the standard calls a request that the user agent gave up by itself.
fn broken_off(cause: &JsValue) -> ErrorKind {
    match text(cause, "name").as_deref() {
        Some("AbortError") => ErrorKind::Aborted,
        _ => ErrorKind::Network,
    }
}

fn message(cause: &JsValue) -> String {
    text(cause, "message").or_else(|| cause.as_string()).unwrap_or_default()
}

fn text(value: &JsValue, property: &str) -> Option<String> {
    Reflect::get(value, &property.into()).ok()?.as_string()
}
