//! Does what a [`Connection`] says, with fetch and gloo's timers. Nothing happens unless somebody waits for it.

use super::Template;
use super::waiting::{First, first};
use crate::connection::{Connection, Options, Step};
use crate::error::{Error, ErrorKind};
use crate::fetch::{AbortOnDrop, Chunks, Refused, Request, broken_off, message};
use crate::parser::{Events, Parser};
use crate::retry::retry_after;
use js_sys::Date;
use std::future::pending;
use wasm_bindgen::prelude::*;
use web_sys::Response;

/// What happened.
pub(super) enum Told {
    /// The response's head came, and it is an event stream's.
    Opened(Response),
    /// A chunk gave events: see [`Driver::events`].
    Events,
    /// The connection was given up because the page is hidden. It will be made again.
    Paused,
    /// The attempt failed; the error tells whether there will be another.
    Failed(Error),
}

/// An event source at work. Dropping it aborts its request.
pub(super) struct Driver {
    connection: Connection,
    parser: Parser,
    max_event_bytes: usize,
    template: Template,
    step: Step,
    url: String,
    /// The attempt under way.
    abort: Option<AbortOnDrop>,
    chunks: Option<Chunks>,
    response: Option<Response>,
    content_type: String,
    /// What goes with its failure.
    refused: Option<Refused>,
    cause: JsValue,
}

impl Driver {
    pub(super) fn new(template: Template, options: Options, max_event_bytes: usize) -> Self {
        let mut connection = Connection::new(options);
        Self {
            step: connection.go_on(),
            connection,
            parser: Parser::new(),
            max_event_bytes,
            url: template.url.clone(),
            template,
            abort: None,
            chunks: None,
            response: None,
            content_type: String::new(),
            refused: None,
            cause: JsValue::UNDEFINED,
        }
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The events of the last [`Told::Events`].
    pub(super) fn events(&mut self) -> Events<'_> {
        self.parser.events()
    }

    /// Waits for what happens next. None: the source is closed.
    pub(super) async fn next(&mut self) -> Option<Told> {
        loop {
            let mut told = None;
            self.step = match self.step {
                Step::Ask => {
                    self.refused = None;
                    self.cause = JsValue::UNDEFINED;
                    self.ask().await.unwrap_or_else(|cause| {
                        // The platform would not make the request.
                        let kind = ErrorKind::Request(message(&cause));
                        self.failed(kind, cause)
                    })
                }
                Step::Open => {
                    told = self.response.clone().map(Told::Opened);
                    self.connection.go_on()
                }
                Step::Read => {
                    let (step, events) = self.read().await;
                    told = events.then_some(Told::Events);
                    step
                }
                Step::Refuse => {
                    if let Some(response) = self.response.take() {
                        self.refused = Some(Refused::read(response).await);
                    }
                    self.connection.go_on()
                }
                Step::Report => {
                    self.abort = None;
                    told = Some(Told::Failed(self.error()));
                    self.connection.go_on()
                }
                Step::Pause => {
                    self.abort = None;
                    told = Some(Told::Paused);
                    self.connection.go_on()
                }
                Step::Wait => {
                    first(pending::<()>(), self.connection.wait()).await;
                    self.connection.go_on()
                }
                Step::Stop => {
                    self.abort = None;
                    return None;
                }
            };
            if told.is_some() {
                return told;
            }
        }
    }

    /// Makes the next attempt, up to the response's head.
    async fn ask(&mut self) -> Result<Step, JsValue> {
        let last_event_id = String::from_utf8_lossy(self.connection.last_event_id()).into_owned();
        let abort = self.abort.insert(AbortOnDrop::new()?);
        let request = self.template.request(&abort.signal())?;
        request.set_protocol_headers(&last_event_id)?;
        self.parser = Parser::new()
            .with_max_event_bytes(self.max_event_bytes)
            .with_last_event_id(&last_event_id);
        self.connection.requested(request.is_safe(), js_sys::Math::random());
        self.url.clone_from(&request.url);

        let response = match first(request.send(), self.connection.wait()).await {
            First::Done(Ok(response)) => response,
            First::Done(Err(cause)) => {
                let kind = unanswered(&request, &cause).await;
                return Ok(self.failed(kind, cause));
            }
            First::Timeout | First::Page => return Ok(self.connection.timed_out()),
        };
        let content_type = response
            .headers()
            .get("Content-Type")
            .ok()
            .flatten()
            .unwrap_or_default();
        let header = |name| response.headers().get(name).ok().flatten().unwrap_or_default();
        let later = header("Retry-After");
        let retry_after = retry_after(later.as_bytes(), Date::parse(&later) - Date::now());
        let step = self
            .connection
            .answered(response.status(), content_type.as_bytes(), retry_after);
        self.content_type = content_type;
        if step == Step::Open {
            self.chunks = Some(Chunks::of(&response)?);
        }
        self.response = Some(response);
        Ok(step)
    }

    /// Reads a chunk. The second value tells whether there were events in it.
    async fn read(&mut self) -> (Step, bool) {
        let Some(chunks) = &mut self.chunks else {
            return (self.connection.failed(ErrorKind::Ended), false);
        };
        let step = match first(chunks.next(), self.connection.wait()).await {
            First::Done(Ok(Some(chunk))) => {
                let events = self.parser.feed(chunk);
                let error = events.error();
                let count = events.len() - usize::from(error.is_some());
                self.connection.parsed(
                    count,
                    Some(self.parser.last_event_id().as_bytes()),
                    self.parser.reconnection_time(),
                    error.map(|error| error.max_event_bytes),
                );
                return (self.connection.go_on(), count > 0);
            }
            First::Done(Ok(None)) => self.connection.failed(ErrorKind::Ended),
            First::Done(Err(cause)) => self.failed(broken_off(&cause), cause),
            First::Timeout => self.connection.timed_out(),
            First::Page => self.connection.page_reached(),
        };
        (step, false)
    }

    fn failed(&mut self, kind: ErrorKind, cause: JsValue) -> Step {
        self.cause = cause;
        self.connection.failed(kind)
    }

    fn error(&self) -> Error {
        let mut kind = self.connection.failure().clone();
        if let ErrorKind::ContentType(value) = &mut kind {
            value.clone_from(&self.content_type);
        }
        Error {
            kind,
            url: self.url.clone(),
            attempt: self.connection.attempt(),
            retry_in: self.connection.retry_in(),
            refused: self.refused.clone(),
            cause: self.cause.clone(),
        }
    }
}

/// fetch gave no response: why?
async fn unanswered(request: &Request, cause: &JsValue) -> ErrorKind {
    match broken_off(cause) {
        ErrorKind::Network => {
            if let Some(defect) = request.defect() {
                ErrorKind::Request(message(if defect.is_null() { cause } else { &defect }))
            } else if request.is_withheld().await {
                ErrorKind::Cors
            } else {
                ErrorKind::Network
            }
        }
        kind => kind,
    }
}
