//! What one chunk dispatched, and the data buffer of the event that is still being read.

use super::EventTooLarge;

/// A buffer that grew beyond this many bytes for one event gives its memory back when it is done.
const KEEP_BYTES: usize = 256 << 10;

/// A range of bytes in [`Batch::text`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Where the strings of one event stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record {
    pub(crate) data: Span,
    pub(crate) event_type: Span,
    /// None: the id of the event before, be it in an earlier chunk.
    pub(crate) id: Option<Span>,
    /// The reconnection time that its block set, in ms.
    #[cfg_attr(not(feature = "npm"), allow(dead_code, reason = "only JavaScript asks for it"))]
    pub(crate) retry: Option<u64>,
}

/// A comment of the stream, as servers send to keep a connection alive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// What stands behind the colon, without a leading space.
    pub text: String,
    /// How many of the same chunk's events came before it.
    pub behind: usize,
}

/// The events of one chunk, their strings one behind the other, so that a border can be crossed with one string.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// The strings of the dispatched events, valid UTF-8; behind them, from `data_start` on, the data buffer, raw bytes.
    text: Vec<u8>,
    data_start: usize,
    records: Vec<Record>,
    comments: Vec<Comment>,
    /// The last event ID string as it was before this chunk.
    earlier_id: String,
    /// The last event ID string is not that of the event before, and so is written down with the next. (With each event
    /// it would be copied once a chunk, and a server may send a long one.)
    new_id: bool,
}

impl Batch {
    /// Forgets the events of the last chunk, and keeps the data buffer.
    pub(super) fn start(&mut self) {
        if let Some(id) = self.records.iter().rev().find_map(|record| record.id) {
            self.earlier_id = self.valid_text()[id.start..id.end].to_owned();
        }
        // Free of cost while one event spans several chunks: then nothing was dispatched, and nothing moves.
        self.text.drain(..self.data_start);
        if self.text.capacity() > KEEP_BYTES && self.text.len() < KEEP_BYTES {
            self.text.shrink_to(KEEP_BYTES);
        }
        self.data_start = 0;
        self.records.clear();
        self.comments.clear();
    }

    /// Keeps a comment, without the space that as a rule stands behind its colon.
    pub(super) fn push_comment(&mut self, text: &[u8]) {
        let text = text.strip_prefix(b" ").unwrap_or(text);
        self.comments.push(Comment {
            text: String::from_utf8_lossy(text).into_owned(),
            behind: self.records.len(),
        });
    }

    /// The stream goes on from this last event ID string.
    pub(super) fn set_earlier_id(&mut self, id: &str) {
        id.clone_into(&mut self.earlier_id);
    }

    /// The last event ID string is another now.
    pub(super) fn id_changed(&mut self) {
        self.new_id = true;
    }

    pub(super) fn push_data(&mut self, bytes: &[u8]) {
        self.text.extend_from_slice(bytes);
    }

    pub(super) fn data_len(&self) -> usize {
        self.text.len() - self.data_start
    }

    pub(super) fn has_data(&self) -> bool {
        self.data_len() > 0
    }

    pub(super) fn forget_data(&mut self) {
        self.text.truncate(self.data_start);
        self.text.shrink_to_fit();
    }

    /// Makes an event of the data buffer, without its last line feed, and empties it.
    pub(super) fn dispatch(&mut self, event_type: &[u8], last_event_id: &str, retry: Option<u64>) {
        if self.has_data() {
            self.text.pop();
        }
        self.make_valid();
        let data = Span {
            start: self.data_start,
            end: self.text.len(),
        };
        let event_type = self.push_str(&String::from_utf8_lossy(event_type));
        let id = std::mem::take(&mut self.new_id).then(|| self.push_str(last_event_id));
        self.data_start = self.text.len();
        self.records.push(Record {
            data,
            event_type,
            id,
            retry,
        });
    }

    /// Replaces what is no UTF-8 in the data buffer by U+FFFD, as the platform's decoder does.
    fn make_valid(&mut self) {
        if let Err(error) = std::str::from_utf8(&self.text[self.data_start..]) {
            let start = self.data_start + error.valid_up_to();
            let valid = String::from_utf8_lossy(&self.text[start..]).into_owned();
            self.text.truncate(start);
            self.text.extend_from_slice(valid.as_bytes());
        }
    }

    fn push_str(&mut self, string: &str) -> Span {
        let start = self.text.len();
        self.text.extend_from_slice(string.as_bytes());
        Span {
            start,
            end: self.text.len(),
        }
    }

    fn valid_text(&self) -> &str {
        std::str::from_utf8(&self.text[..self.data_start]).expect("dispatch makes it valid")
    }

    pub(super) fn events(&self, error: Option<EventTooLarge>) -> Events<'_> {
        Events {
            text: self.valid_text(),
            records: &self.records,
            comments: &self.comments,
            last_event_id: &self.earlier_id,
            error,
        }
    }
}

/// The events that one chunk completed, in order; behind them, if the next one is over the bound, the error.
///
/// Made by [`Parser::feed`](super::Parser::feed).
#[derive(Debug)]
pub struct Events<'a> {
    pub(crate) text: &'a str,
    pub(crate) records: &'a [Record],
    comments: &'a [Comment],
    /// Of the event before.
    last_event_id: &'a str,
    pub(crate) error: Option<EventTooLarge>,
}

impl<'a> Events<'a> {
    /// The chunk's comments, if the parser is [to keep them](super::Parser::keeping_comments).
    #[must_use]
    pub fn comments(&self) -> &'a [Comment] {
        self.comments
    }

    pub(crate) fn slice(&self, span: Span) -> &'a str {
        &self.text[span.start..span.end]
    }
}

impl<'a> Iterator for Events<'a> {
    type Item = Result<EventRef<'a>, EventTooLarge>;

    fn next(&mut self) -> Option<Self::Item> {
        let Some((record, rest)) = self.records.split_first() else {
            return self.error.take().map(Err);
        };
        self.records = rest;
        if let Some(id) = record.id {
            self.last_event_id = self.slice(id);
        }
        Some(Ok(EventRef {
            event_type: match self.slice(record.event_type) {
                "" => "message",
                name => name,
            },
            data: self.slice(record.data),
            last_event_id: self.last_event_id,
        }))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let len = self.records.len() + usize::from(self.error.is_some());
        (len, Some(len))
    }
}

impl ExactSizeIterator for Events<'_> {}
impl std::iter::FusedIterator for Events<'_> {}

/// An event, borrowed from the parser until its next chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventRef<'a> {
    /// The type: the `event` field, or `message`.
    pub event_type: &'a str,
    /// The `data` lines, joined with line feeds.
    pub data: &'a str,
    /// The last event ID string as it was when the event was dispatched.
    pub last_event_id: &'a str,
}

impl EventRef<'_> {
    /// A copy that outlives the chunk.
    #[must_use]
    pub fn to_owned(&self) -> Event {
        Event {
            event_type: self.event_type.to_owned(),
            data: self.data.to_owned(),
            last_event_id: self.last_event_id.to_owned(),
        }
    }
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Event {
    /// The type: the `event` field, or `message`.
    pub event_type: String,
    /// The `data` lines, joined with line feeds.
    pub data: String,
    /// The last event ID string as it was when the event was dispatched.
    pub last_event_id: String,
}
