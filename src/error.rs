//! What can go wrong with an event source, for both faces.

use std::fmt;

/// What went wrong. Made into an [`Error`] with the circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The server ended the stream in good order, and the source will ask for it again.
    Ended,
    /// No response came, or its body broke off.
    Network,
    /// A response came, but the browser withholds it: the server's CORS headers do not let this origin read it.
    Cors,
    /// The status was not 200.
    Status(u16),
    /// The content type was this, and not `text/event-stream`.
    ContentType(String),
    /// No response head came within the time that was given, in ms.
    ConnectTimeout(u32),
    /// The stream said nothing, not even a comment, for the time that was given, in ms.
    IdleTimeout(u32),
    /// An event went over the bound, in bytes.
    Limit(usize),
    /// The browser gave the request up, as it does when the user stops the loading of a page.
    Aborted,
    /// The request could not be made, for this reason.
    Request(String),
}

impl ErrorKind {
    /// The `code` of JavaScript's `EventSourceError`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.words().0
    }

    /// The code, and the message of an [`Error`], with `@` for the URL and `#` for what goes with the kind.
    pub(crate) fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::Ended => ("network", "The server ended the stream of @"),
            Self::Network => ("network", "The connection to @ failed or broke off"),
            Self::Cors => (
                "cors",
                "@ does not let this origin read its response: look at its CORS headers, and at its answer to OPTIONS",
            ),
            Self::Status(_) => ("status", "@ answered with status #; an event stream has 200"),
            Self::ContentType(_) => (
                "content-type",
                "@ answered with content type #; an event stream has text/event-stream",
            ),
            Self::ConnectTimeout(_) => ("timeout", "@ did not answer within # ms"),
            Self::IdleTimeout(_) => ("timeout", "The stream of @ has stalled: it said nothing for # ms"),
            Self::Limit(_) => (
                "limit",
                "@ sent an event of more than # bytes; raise the bound if such events are expected",
            ),
            Self::Aborted => ("aborted", "The browser stopped loading @"),
            Self::Request(_) => ("request", "The request to @ can't be made: #"),
        }
    }
}

/// An attempt to get events failed.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Error {
    /// What went wrong.
    pub kind: ErrorKind,
    /// The URL that was asked.
    pub url: String,
    /// The number of the request, from 1.
    pub attempt: u32,
    /// In how many ms the source asks again; `None` if it has given up.
    pub retry_in: Option<u32>,
    #[cfg(target_arch = "wasm32")]
    pub(crate) refused: Option<crate::fetch::Refused>,
    #[cfg(target_arch = "wasm32")]
    pub(crate) cause: wasm_bindgen::JsValue,
}

#[cfg(target_arch = "wasm32")]
impl Error {
    /// The headers of a response that was refused.
    #[must_use]
    pub fn headers(&self) -> Option<web_sys::Headers> {
        self.refused.as_ref().map(|refused| refused.response.headers())
    }

    /// The first 4096 bytes of a refused response's body, as text. It is waited for 2 s at most.
    #[must_use]
    pub fn body(&self) -> Option<&str> {
        self.refused.as_ref().map(|refused| refused.body.as_str())
    }

    /// What the platform gave as the reason: the exception of `fetch` or of the body's reader, or `undefined`.
    #[must_use]
    pub fn cause(&self) -> &wasm_bindgen::JsValue {
        &self.cause
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in self.kind.words().1.split_inclusive(['@', '#']) {
            if let Some(text) = part.strip_suffix('@') {
                write!(f, "{text}{}", self.url)?;
            } else if let Some(text) = part.strip_suffix('#') {
                f.write_str(text)?;
                match &self.kind {
                    ErrorKind::Status(status) => write!(f, "{status}"),
                    ErrorKind::ContentType(value) => f.write_str(if value.is_empty() { "(none)" } else { value }),
                    ErrorKind::Request(reason) => f.write_str(reason),
                    ErrorKind::ConnectTimeout(ms) | ErrorKind::IdleTimeout(ms) => write!(f, "{ms}"),
                    ErrorKind::Limit(bytes) => write!(f, "{bytes}"),
                    ErrorKind::Ended | ErrorKind::Network | ErrorKind::Cors | ErrorKind::Aborted => Ok(()),
                }?;
            } else {
                f.write_str(part)?;
            }
        }
        match self.retry_in {
            Some(ms) => write!(f, ". Asking again in {ms} ms"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}
