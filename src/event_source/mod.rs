//! The crate's face: an event source as a [`Stream`].

mod driver;
pub(crate) mod waiting;

use self::driver::{Driver, Told};
use crate::connection::{Options, ReadyState};
use crate::error::Error;
use crate::fetch::Request;
use crate::parser::{DEFAULT_MAX_EVENT_BYTES, Event};
use crate::retry::RetryPolicy;
use futures_core::Stream;
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, Headers, RequestCache, RequestCredentials, RequestInit, Response};

/// A source of server-sent events: a [`Stream`] of events, and of the errors between them.
///
/// The request goes out when the stream is polled first, and the network is read as fast as events are taken. After an
/// error with a `retry_in` the stream goes on by itself; after one without, it ends. It ends without an error when a
/// stream that must not be asked for again (a POST's) ended in good order. **Dropping it aborts the request.**
///
/// ```no_run
/// use eventsource_wasm::EventSource;
/// use futures_util::StreamExt;
///
/// wasm_bindgen_futures::spawn_local(async {
///     let mut source = EventSource::new("/ticker");
///     while let Some(event) = source.next().await {
///         match event {
///             Ok(event) => web_sys::console::log_1(&event.data.into()),
///             Err(error) => web_sys::console::warn_1(&error.to_string().into()),
///         }
///     }
/// });
/// ```
#[must_use = "an event source does nothing until it is polled, and is aborted when it is dropped"]
pub struct EventSource {
    /// The step under way; None once the source is closed.
    next: Option<Next>,
    /// What the last step gave and nobody has taken yet.
    items: VecDeque<Result<Event, Error>>,
    ready_state: ReadyState,
    last_event_id: String,
    response: Option<Response>,
}

type Next = Pin<Box<dyn Future<Output = (Driver, Option<Told>)>>>;

impl EventSource {
    /// A source that asks for `url` with GET, and reconnects as the standard says.
    pub fn new(url: impl Into<String>) -> Self {
        Self::builder(url).connect()
    }

    /// A source with a method, headers, a body or a retry policy of its own.
    ///
    /// ```no_run
    /// use eventsource_wasm::EventSource;
    ///
    /// let answer = EventSource::builder("/v1/chat/completions")
    ///     .method("POST")
    ///     .header("Authorization", "Bearer …")
    ///     .header("Content-Type", "application/json")
    ///     .body(r#"{"stream": true}"#)
    ///     .connect();
    /// ```
    pub fn builder(url: impl Into<String>) -> Builder {
        Builder {
            template: Template {
                url: url.into(),
                method: "GET".to_owned(),
                headers: Vec::new(),
                body: JsValue::UNDEFINED,
                credentials: RequestCredentials::SameOrigin,
            },
            options: Options {
                last_event_id: Vec::new(),
                retry: Some(RetryPolicy::default()),
                connect_timeout: None,
                idle_timeout: None,
                pause_hidden: false,
                any_response: false,
            },
            max_event_bytes: DEFAULT_MAX_EVENT_BYTES,
        }
    }

    /// The standard's readyState, as of the item taken last.
    #[must_use]
    pub fn ready_state(&self) -> ReadyState {
        self.ready_state
    }

    /// The last event ID string, from which a reconnection resumes.
    #[must_use]
    pub fn last_event_id(&self) -> &str {
        &self.last_event_id
    }

    /// The response that events come from, or came from last: for its headers, and its URL after redirects.
    #[must_use]
    pub fn response(&self) -> Option<&Response> {
        self.response.as_ref()
    }

    fn go_on(&mut self, mut driver: Driver) {
        self.next = Some(Box::pin(async move {
            let told = driver.next().await;
            (driver, told)
        }));
    }
}

impl Stream for EventSource {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.items.pop_front() {
                return Poll::Ready(Some(item));
            }
            let Some(next) = &mut self.next else {
                return Poll::Ready(None);
            };
            let (mut driver, told) = ready!(next.as_mut().poll(context));
            self.ready_state = driver.connection().ready_state();
            self.last_event_id = String::from_utf8_lossy(driver.connection().last_event_id()).into_owned();
            match told {
                Some(Told::Opened(response)) => self.response = Some(response),
                Some(Told::Paused) => {}
                Some(Told::Events) => self
                    .items
                    .extend(driver.events().flatten().map(|event| Ok(event.to_owned()))),
                Some(Told::Failed(error)) => self.items.push_back(Err(error)),
                None => {
                    self.next = None;
                    continue;
                }
            }
            self.go_on(driver);
        }
    }
}

/// Configures an [`EventSource`]. Made by [`EventSource::builder`].
#[derive(Debug, Clone)]
#[must_use = "call `connect` to make an event source"]
pub struct Builder {
    template: Template,
    options: Options,
    max_event_bytes: usize,
}

impl Builder {
    /// The request's method. Default: GET. Others are sent once, unless the [retry policy](Self::retry) says otherwise.
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.template.method = method.into();
        self
    }

    /// Adds a header to the request. An invalid one ends the source with the error `Request`.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.template.headers.push((name.into(), value.into()));
        self
    }

    /// The request's body: a string, or any JavaScript value that `fetch` takes as one.
    pub fn body(mut self, body: impl Into<JsValue>) -> Self {
        self.template.body = body.into();
        self
    }

    /// Whether cookies are sent to other origins too: the standard's withCredentials. Default: false.
    pub fn with_credentials(mut self, with_credentials: bool) -> Self {
        self.template.credentials = if with_credentials {
            RequestCredentials::Include
        } else {
            RequestCredentials::SameOrigin
        };
        self
    }

    /// Where to resume from: sent as `Last-Event-ID`. Default: none.
    pub fn last_event_id(mut self, id: impl Into<String>) -> Self {
        self.options.last_event_id = id.into().into_bytes();
        self
    }

    /// How a lost connection is made again; `None`: not at all. Default: [`RetryPolicy::default`].
    pub fn retry(mut self, policy: impl Into<Option<RetryPolicy>>) -> Self {
        self.options.retry = policy.into();
        self
    }

    /// How many ms to wait for the head of a response before the attempt counts as failed. Default: no bound.
    pub fn connect_timeout(mut self, ms: u32) -> Self {
        self.options.connect_timeout = Some(ms);
        self
    }

    /// How many ms a stream may say nothing, not even a comment, before it counts as failed. Default: no bound.
    pub fn idle_timeout(mut self, ms: u32) -> Self {
        self.options.idle_timeout = Some(ms);
        self
    }

    /// Closes the connection while the page is hidden, and resumes with the last event ID when it is seen again. A
    /// request that may not be sent twice is left alone. Default: false.
    pub fn disconnect_when_hidden(mut self, disconnect: bool) -> Self {
        self.options.pause_hidden = disconnect;
        self
    }

    /// How many bytes one event may hold; a larger one ends the source with the error `Limit`. Default: 64 MiB.
    pub fn max_event_bytes(mut self, bytes: usize) -> Self {
        self.max_event_bytes = bytes;
        self
    }

    /// Makes the source. Its request goes out when it is polled first.
    pub fn connect(self) -> EventSource {
        let mut event_source = EventSource {
            next: None,
            items: VecDeque::new(),
            ready_state: ReadyState::Connecting,
            last_event_id: String::from_utf8_lossy(&self.options.last_event_id).into_owned(),
            response: None,
        };
        event_source.go_on(Driver::new(self.template, self.options, self.max_event_bytes));
        event_source
    }
}

/// What each request is made from.
#[derive(Debug, Clone)]
struct Template {
    url: String,
    method: String,
    headers: Vec<(String, String)>,
    body: JsValue,
    credentials: RequestCredentials,
}

impl Template {
    fn request(&self, signal: &AbortSignal) -> Result<Request, JsValue> {
        let headers = Headers::new()?;
        for (name, value) in &self.headers {
            headers.append(name, value)?;
        }
        let init = RequestInit::new();
        init.set_method(&self.method);
        init.set_headers(&headers);
        init.set_body(&self.body);
        init.set_credentials(self.credentials);
        init.set_cache(RequestCache::NoStore);
        init.set_signal(Some(signal));
        Ok(Request {
            // Resolved against the document's or the worker's base URL, as fetch would.
            url: web_sys::Request::new_with_str(&self.url)?.url(),
            method: self.method.clone(),
            headers,
            init,
        })
    }
}
