//! One attempt: a request becomes a response becomes chunks.

use crate::connection::Wait;
use crate::error::ErrorKind;
use crate::event_source::waiting::{First, first};
use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, Headers, ReadableStreamDefaultReader, RequestInit, RequestMode, Response};

/// How much of a refused response's body is read, in bytes.
const REFUSED_BODY_BYTES: usize = 4096;
/// How long it is read.
const REFUSED_BODY: Wait = Wait::of_ms(2000);
/// How long is waited for each answer that tells CORS from a dead network.
const PROBE: Wait = Wait::of_ms(5000);

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn global_fetch(url: &str, init: &RequestInit) -> Promise;

    type Url;
    #[wasm_bindgen(constructor, js_class = URL, catch)]
    fn new(url: &str) -> Result<Url, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn origin(this: &Url) -> String;

    type ReadResult;
    #[wasm_bindgen(method, getter)]
    fn done(this: &ReadResult) -> bool;
    #[wasm_bindgen(method, getter)]
    fn value(this: &ReadResult) -> Uint8Array;
}

/// A request, but for what the protocol adds to it.
pub(crate) struct Request {
    pub(crate) url: String,
    pub(crate) method: String,
    pub(crate) headers: Headers,
    /// The rest; its `method` and `headers` are those above.
    pub(crate) init: RequestInit,
}

impl Request {
    /// Sets the headers that the protocol asks for.
    pub(crate) fn set_protocol_headers(&self, last_event_id: &str) -> Result<(), JsValue> {
        // "Set (`Accept`, `text/event-stream`) in request's header list", unless the user asked for something else.
        if !self.headers.has("Accept")? {
            self.headers.set("Accept", "text/event-stream")?;
        }
        // "If the event source's last event ID string is not the empty string, then: Let lastEventIDValue be the event
        // source's last event ID string, encoded as UTF-8. Set (`Last-Event-ID`, lastEventIDValue)". fetch takes a
        // header as a string with one character for each byte.
        if !last_event_id.is_empty() {
            let bytes: String = last_event_id.bytes().map(char::from).collect();
            self.headers.set("Last-Event-ID", &bytes)?;
        }
        Ok(())
    }

    /// Sends it and waits for the response's head.
    pub(crate) async fn send(&self) -> Result<Response, JsValue> {
        let response = JsFuture::from(global_fetch(&self.url, &self.init)).await?;
        Ok(response.unchecked_into())
    }

    /// Whether it is a GET or HEAD: to repeat it is safe, and it has no body.
    pub(crate) fn is_safe(&self) -> bool {
        self.method.eq_ignore_ascii_case("GET") || self.method.eq_ignore_ascii_case("HEAD")
    }

    /// Why the platform would not take the request at all, if it would not. To be asked after it failed.
    pub(crate) fn defect(&self) -> Option<JsValue> {
        if !self.is_http() {
            return Some(JsValue::NULL);
        }
        // The body may be a stream that is used up by now, and has no say in whether the rest is right.
        let has_body = Reflect::get(&self.init, &"body".into()).is_ok_and(|body| !body.is_null_or_undefined());
        self.init.set_body(&JsValue::UNDEFINED);
        if has_body && self.is_safe() {
            return Some(js_sys::TypeError::new("a GET or HEAD request has no body").into());
        }
        web_sys::Request::new_with_str_and_init(&self.url, &self.init).err()
    }

    /// Whether the URL leads to a server. The failure of others is final.
    fn is_http(&self) -> bool {
        self.url.starts_with("http:") || self.url.starts_with("https:")
    }

    /// Whether the request failed for lack of permission by CORS, which fetch does not say. To be asked after it
    /// failed, and without repeating it: a HEAD that nobody may read tells whether the server is there, and one with the
    /// same headers whether it lets us read.
    pub(crate) async fn is_withheld(&self) -> bool {
        let (Some(own), Ok(url)) = (own_origin(), Url::new(&self.url)) else {
            return false;
        };
        if url.origin() == own {
            return false;
        }
        let blind = RequestInit::new();
        blind.set_method("HEAD");
        blind.set_mode(RequestMode::NoCors);
        blind.set_cache(web_sys::RequestCache::NoStore);
        blind.set_signal(self.init.get_signal().as_ref());
        if let Some(credentials) = self.init.get_credentials() {
            blind.set_credentials(credentials);
        }
        let First::Done(Ok(_)) = first(JsFuture::from(global_fetch(&self.url, &blind)), PROBE).await else {
            return false;
        };
        self.init.set_method("HEAD");
        self.init.set_body(&JsValue::UNDEFINED);
        matches!(
            first(JsFuture::from(global_fetch(&self.url, &self.init)), PROBE).await,
            First::Done(Err(_))
        )
    }
}

/// The origin that the code runs in. Where there is none (Node), there is no CORS either.
///
/// As a property of the location: a script's own variable may hide the global of that name.
fn own_origin() -> Option<String> {
    let location = Reflect::get(&js_sys::global(), &"location".into()).ok()?;
    Reflect::get(&location, &"origin".into()).ok()?.as_string()
}

/// Aborts what it belongs to when it is dropped.
pub(crate) struct AbortOnDrop(AbortController);

impl AbortOnDrop {
    pub(crate) fn new() -> Result<Self, JsValue> {
        AbortController::new().map(Self)
    }

    pub(crate) fn signal(&self) -> AbortSignal {
        self.0.signal()
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The body of a response, chunk by chunk.
pub(crate) struct Chunks {
    /// None: the response has no body.
    reader: Option<ReadableStreamDefaultReader>,
    buffer: Vec<u8>,
}

impl Chunks {
    pub(crate) fn of(response: &Response) -> Result<Self, JsValue> {
        let reader = match response.body() {
            Some(body) => Some(ReadableStreamDefaultReader::new(&body)?),
            None => None,
        };
        Ok(Self {
            reader,
            buffer: Vec::new(),
        })
    }

    /// The next chunk, or None at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<&[u8]>, JsValue> {
        let Some(reader) = &self.reader else {
            return Ok(None);
        };
        let result: ReadResult = JsFuture::from(reader.read()).await?.unchecked_into();
        if result.done() {
            return Ok(None);
        }
        let value = result.value();
        let len = value.length() as usize;
        if self.buffer.len() < len {
            self.buffer.resize(len, 0);
        }
        let chunk = &mut self.buffer[..len];
        value.copy_to(chunk);
        Ok(Some(chunk))
    }
}

/// A response that is no event stream.
#[derive(Debug, Clone)]
pub(crate) struct Refused {
    pub(crate) response: Response,
    /// The start of its body.
    pub(crate) body: String,
}

impl Refused {
    /// Reads the start of the body. What follows is for the request's abort to stop.
    pub(crate) async fn read(response: Response) -> Self {
        let mut body = Vec::new();
        if let Ok(mut chunks) = Chunks::of(&response) {
            let read = async {
                while body.len() < REFUSED_BODY_BYTES {
                    let Ok(Some(chunk)) = chunks.next().await else { break };
                    body.extend_from_slice(chunk);
                }
            };
            first(read, REFUSED_BODY).await;
        }
        body.truncate(REFUSED_BODY_BYTES);
        Self {
            response,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }
}

/// Why there was no response, or no more of its body. "Aborted" is what the standard calls a request that the user agent gave
/// up by itself.
pub(crate) fn broken_off(cause: &JsValue) -> ErrorKind {
    match text(cause, "name").as_deref() {
        Some("AbortError") => ErrorKind::Aborted,
        _ => ErrorKind::Network,
    }
}

/// What an exception says.
pub(crate) fn message(cause: &JsValue) -> String {
    text(cause, "message").or_else(|| cause.as_string()).unwrap_or_default()
}

fn text(value: &JsValue, property: &str) -> Option<String> {
    Reflect::get(value, &property.into()).ok()?.as_string()
}
