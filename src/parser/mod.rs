//! Bytes in, events out: the HTML standard's "parsing" and "interpreting an event stream".

mod batch;
mod field;
mod line_end;

pub use batch::{Comment, Event, EventRef, Events};

pub(crate) use batch::Batch;
use field::Field;
pub(crate) use field::number;
use std::fmt;

/// An event may hold this many bytes unless [`Parser::with_max_event_bytes`] says otherwise: 64 MiB.
pub const DEFAULT_MAX_EVENT_BYTES: usize = 64 << 20;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Reads a `text/event-stream` in chunks of any size and gives the events in it.
///
/// Chunks may be cut anywhere: between CR and LF, inside a UTF-8 sequence, inside the byte order mark. Bytes that are no
/// UTF-8 become U+FFFD as in the platform's decoder. An event that the stream ends in the middle of is discarded, its id
/// with it: drop the parser and make a new one for the next connection, with [`Parser::with_last_event_id`].
///
/// Cost is linear in the bytes, however they are cut, and memory is bounded by the size of one chunk and of one event.
///
/// ```
/// use eventsource_wasm::Parser;
///
/// let mut parser = Parser::new();
/// assert_eq!(parser.feed(b"id: 7\ndata: hel").count(), 0);
/// let event = parser.feed(b"lo\n\n").next().unwrap()?.to_owned();
/// assert_eq!(event.event_type, "message");
/// assert_eq!(event.data, "hello");
/// assert_eq!(event.last_event_id, "7");
/// # Ok::<(), eventsource_wasm::EventTooLarge>(())
/// ```
#[derive(Debug)]
pub struct Parser {
    /// How many bytes of the byte order mark have come, or would have by now.
    bom_seen: usize,
    /// The last byte was a CR: an LF that follows belongs to the same line end.
    after_cr: bool,
    line: Line,
    /// What is kept of the line under way, if it began in an earlier chunk.
    start: Vec<u8>,
    /// What this chunk dispatched; behind it the standard's data buffer.
    batch: Batch,
    /// The standard's event type buffer.
    event_type: Vec<u8>,
    /// The standard's last event ID buffer, if `id_changed`: it was set since the last blank line. Else it is what follows.
    id: Vec<u8>,
    id_changed: bool,
    /// The last event ID string, which is what the buffer was at the last blank line, in bytes.
    dispatched_id: Vec<u8>,
    /// The same as text, at the end of a chunk: the last event ID string.
    last_event_id: String,
    /// The last event ID string was set, and nobody has taken notice yet.
    last_id_changed: bool,
    /// What it was before this chunk, if the chunk has changed it.
    earlier_id: Option<String>,
    /// The last valid `retry` value, in ms.
    reconnection_time: Option<u64>,
    /// The unfinished block has set it.
    retry_changed: bool,
    keep_comments: bool,
    every_block: bool,
    max_event_bytes: usize,
    /// An event went over `max_event_bytes`: nothing more is read.
    too_large: bool,
}

/// What the bytes of the line under way are for.
#[derive(Debug)]
enum Line {
    /// To be kept in [`Parser::start`] until the line ends, or shows to be one of the others.
    Kept,
    /// They are data.
    Data,
    /// Nothing: a comment that is not kept, or an unknown field.
    Ignored,
}

impl Default for Parser {
    fn default() -> Self {
        Self::new()
    }
}

impl Parser {
    /// A parser at the start of a stream.
    #[must_use]
    pub fn new() -> Self {
        Self {
            bom_seen: 0,
            after_cr: false,
            line: Line::Kept,
            start: Vec::new(),
            batch: Batch::default(),
            event_type: Vec::new(),
            id: Vec::new(),
            id_changed: false,
            dispatched_id: Vec::new(),
            last_event_id: String::new(),
            last_id_changed: false,
            earlier_id: None,
            reconnection_time: None,
            retry_changed: false,
            keep_comments: false,
            every_block: false,
            max_event_bytes: DEFAULT_MAX_EVENT_BYTES,
            too_large: false,
        }
    }

    /// Sets the bound on the bytes that one event may hold: its data, type and id together. Default: 64 MiB.
    #[must_use]
    pub fn with_max_event_bytes(mut self, bytes: usize) -> Self {
        self.max_event_bytes = bytes;
        self
    }

    /// Starts with the last event ID of an earlier connection, which events keep until the stream sets another.
    ///
    /// The standard would start each stream with an empty buffer, and so forget the id at the first event without one;
    /// every browser keeps it, and so do we.
    #[must_use]
    pub fn with_last_event_id(mut self, id: &str) -> Self {
        self.restart(id.as_bytes());
        self.last_event_id = id.to_owned();
        self
    }

    /// A new connection starts with the last event ID of the one before, and without what that one left unfinished.
    pub(crate) fn restart(&mut self, last_event_id: &[u8]) {
        self.bom_seen = 0;
        self.after_cr = false;
        self.line = Line::Kept;
        self.start.clear();
        self.event_type.clear();
        self.id_changed = false;
        self.retry_changed = false;
        self.too_large = false;
        last_event_id.clone_into(&mut self.dispatched_id);
        // The first event tells it. But where every block is given, each tells only what it says itself.
        self.batch.restart(!self.every_block);
    }

    /// Keeps comments, to be found in [`Events::comments`]. One that goes over the bound on events is dropped. Without
    /// this, comments are ignored, as the standard has it.
    #[must_use]
    pub fn keeping_comments(mut self) -> Self {
        self.keep_comments = true;
        self
    }

    /// Gives an event for each blank line, even where the standard has none for lack of data: for those who look at ids
    /// or at reconnection times by themselves.
    #[must_use]
    pub fn giving_every_block(mut self) -> Self {
        self.every_block = true;
        self
    }

    /// Tells the data of an unfinished event in pieces, as it comes, so that it need not be held. [`Self::feed`] gives
    /// whole events no more.
    #[cfg(any(test, feature = "npm"))]
    pub(crate) fn in_pieces(mut self) -> Self {
        self.batch.tell_pieces();
        self
    }

    /// The last event ID string: what a reconnection sends as `Last-Event-ID`. An id counts from the blank line on that
    /// ends its block, whether or not the block had data.
    #[must_use]
    pub fn last_event_id(&self) -> &str {
        &self.last_event_id
    }

    /// The last event ID string in bytes, which may be no UTF-8, if it was set since this was asked last.
    #[cfg(feature = "npm")]
    pub(crate) fn take_last_event_id(&mut self) -> Option<&[u8]> {
        std::mem::take(&mut self.last_id_changed).then_some(&self.dispatched_id)
    }

    /// The reconnection time, in milliseconds, that the stream asked for last with a `retry` field, if it did. A number
    /// beyond 64 bits counts as the greatest.
    #[must_use]
    pub fn reconnection_time(&self) -> Option<u64> {
        self.reconnection_time
    }

    /// Reads the next chunk and gives the events that it completed, in order.
    ///
    /// # Errors
    ///
    /// Behind the last event the iterator gives [`EventTooLarge`] if the event that follows goes over the bound. From
    /// then on the parser reads nothing more and repeats the error.
    pub fn feed(&mut self, chunk: &[u8]) -> Events<'_> {
        self.parse(chunk);
        self.earlier_id = std::mem::take(&mut self.last_id_changed).then(|| {
            let id = String::from_utf8_lossy(&self.dispatched_id).into_owned();
            std::mem::replace(&mut self.last_event_id, id)
        });
        self.events()
    }

    /// Reads the next chunk, and leaves what came of it in the batch.
    pub(crate) fn parse(&mut self, chunk: &[u8]) -> &Batch {
        self.batch.start();
        if !self.too_large && self.read(chunk).is_err() {
            self.too_large = true;
            self.forget();
        }
        self.batch.finish();
        &self.batch
    }

    /// Where the data stands in a chunk that is one whole event with one line of data and nothing else: behind so many
    /// bytes, and before so many. Such a chunk need not be parsed. It is what servers that send token by token send.
    #[cfg(any(test, feature = "npm"))]
    pub(crate) fn sole_data(&self, chunk: &[u8]) -> Option<(usize, usize)> {
        let between = self.bom_seen == BOM.len() && !self.after_cr && self.is_new_line() && !self.too_large;
        if !between || self.batch.data_len() > 0 || !self.is_plain() || chunk.len() > self.max_event_bytes {
            return None;
        }
        let (len, rest) = batch::strip_data(chunk).map(|value| (line_end::find(value), value))?;
        let behind = &rest[len?..];
        let end = batch::strip_line_end(batch::strip_line_end(behind)?)?;
        end.is_empty().then_some((chunk.len() - rest.len(), behind.len()))
    }

    /// Takes a chunk that is nothing but data in the middle of a line, if the data before it has all been told. Such a chunk is
    /// a piece itself.
    #[cfg(any(test, feature = "npm"))]
    pub(crate) fn take_piece(&mut self, chunk: &[u8]) -> bool {
        let taken = matches!(self.line, Line::Data)
            && self.batch.takes_piece(chunk.len())
            && line_end::find(chunk).is_none()
            && self.fits(Field::Data, chunk.len()).is_ok()
            && !self.too_large;
        if taken {
            self.batch.tell_chunk(chunk.len());
        }
        taken
    }

    /// Whether the block under way has, so far, neither type nor id nor reconnection time.
    fn is_plain(&self) -> bool {
        self.event_type.is_empty() && !self.id_changed && !self.retry_changed && !self.batch.has_new_id()
    }

    /// What the last chunk gave.
    #[cfg(feature = "npm")]
    pub(crate) fn batch(&self) -> &Batch {
        &self.batch
    }

    /// What the last chunk gave, as text.
    pub(crate) fn events(&mut self) -> Events<'_> {
        let earlier_id = self.earlier_id.as_ref().unwrap_or(&self.last_event_id);
        self.batch.events(earlier_id, self.error())
    }

    /// Why nothing more is read.
    pub(crate) fn error(&self) -> Option<EventTooLarge> {
        self.too_large.then_some(EventTooLarge {
            max_event_bytes: self.max_event_bytes,
        })
    }

    fn read(&mut self, chunk: &[u8]) -> Result<(), TooLarge> {
        let mut rest = chunk;
        // "The UTF-8 decode algorithm strips one leading UTF-8 Byte Order Mark (BOM), if any."
        while let (Some(next), Some((first, behind))) = (BOM.get(self.bom_seen), rest.split_first()) {
            if first == next {
                self.bom_seen += 1;
                rest = behind;
            } else {
                let withheld = std::mem::replace(&mut self.bom_seen, BOM.len());
                self.line_part(&BOM[..withheld])?;
            }
        }
        while let Some(&first) = rest.first() {
            if std::mem::take(&mut self.after_cr) && first == b'\n' {
                rest = &rest[1..];
                continue;
            }
            if first == b'd' && self.is_new_line() {
                rest = &rest[self.read_plain(rest)..];
                if rest.is_empty() {
                    break;
                }
            }
            let end = line_end::find(rest).unwrap_or(rest.len());
            let (part, behind) = rest.split_at(end);
            let Some((&byte, behind)) = behind.split_first() else {
                return self.line_part(part);
            };
            if self.is_new_line() {
                self.whole_line(part)?;
            } else {
                self.line_part(part)?;
                self.line_done()?;
            }
            self.after_cr = byte == b'\r';
            rest = behind;
        }
        Ok(())
    }

    /// Nothing of the line has come.
    fn is_new_line(&self) -> bool {
        matches!(self.line, Line::Kept) && self.start.is_empty()
    }

    /// Takes bytes of a line that is not all in one chunk; they hold no line end.
    fn line_part(&mut self, bytes: &[u8]) -> Result<(), TooLarge> {
        match self.line {
            Line::Kept => {}
            Line::Data => {
                self.fits(Field::Data, bytes.len())?;
                self.batch.push(bytes);
                return Ok(());
            }
            Line::Ignored => return Ok(()),
        }
        let missing = field::TELLING.saturating_sub(self.start.len()).min(bytes.len());
        let (telling, bytes) = bytes.split_at(missing);
        self.start.extend_from_slice(telling);
        let (field, value) = Field::split(&self.start);
        let len = value.len() + bytes.len();
        if len == 0 {
            // Only the name has come, which counts for nothing.
            return Ok(());
        }
        let fits = self.fits(field, len)?;
        if self.start.len() < field::TELLING {
            // It may be any field yet.
            return Ok(());
        }
        if !fits {
            self.line = Line::Ignored;
        } else if field == Field::Data {
            self.line = Line::Data;
            self.batch.push(value);
            self.batch.push(bytes);
        } else {
            self.start.extend_from_slice(bytes);
            return Ok(());
        }
        self.start.clear();
        Ok(())
    }

    /// Ends a line that was not all in one chunk.
    fn line_done(&mut self) -> Result<(), TooLarge> {
        match std::mem::replace(&mut self.line, Line::Kept) {
            Line::Kept => {
                let mut line = std::mem::take(&mut self.start);
                self.whole_line(&line)?;
                line.clear();
                self.start = line;
            }
            Line::Data => {
                self.fits(Field::Data, 0)?;
                self.batch.push_byte(b'\n');
            }
            Line::Ignored => {}
        }
        Ok(())
    }

    /// Processes a line.
    fn whole_line(&mut self, line: &[u8]) -> Result<(), TooLarge> {
        // "If the line is empty (a blank line), dispatch the event."
        if line.is_empty() {
            self.dispatch();
            return Ok(());
        }
        let (field, value) = Field::split(line);
        if !self.fits(field, value.len())? {
            return Ok(());
        }
        match field {
            // "Append the field value to the data buffer, then append a single U+000A LINE FEED (LF) character."
            Field::Data => {
                self.batch.push(value);
                self.batch.push_byte(b'\n');
            }
            // "Set the event type buffer to the field value."
            Field::Event => value.clone_into(&mut self.event_type),
            // "If the field value does not contain U+0000 NULL, then set the last event ID buffer to the field value.
            // Otherwise, ignore the field."
            Field::Id => {
                if value.iter().all(|&byte| byte != 0) {
                    value.clone_into(&mut self.id);
                    self.id_changed = true;
                }
            }
            // "If the field value consists of only ASCII digits, then interpret the field value as an integer in base ten,
            // and set the event stream's reconnection time to that integer. Otherwise, ignore the field."
            Field::Retry => {
                if let Some(ms) = number(value) {
                    self.reconnection_time = Some(ms);
                    self.retry_changed = true;
                }
            }
            Field::Comment => self.batch.push_comment(value),
            Field::Unknown => {}
        }
        Ok(())
    }

    /// The standard's "dispatch the event".
    fn dispatch(&mut self) {
        // Step 1: "Set the last event ID string of the event source to the value of the last event ID buffer."
        if std::mem::take(&mut self.id_changed) {
            std::mem::swap(&mut self.id, &mut self.dispatched_id);
            self.batch.id_changed();
            self.last_id_changed = true;
        }
        // Steps 2 to 8: an empty data buffer dispatches nothing; otherwise its last line feed goes, and the event is
        // of type `message` unless the event type buffer says otherwise.
        let retry = self.reconnection_time.filter(|_| self.retry_changed);
        self.retry_changed = false;
        if self.batch.data_len() > 0 || self.every_block {
            self.batch.dispatch(&self.event_type, &self.dispatched_id, retry);
        }
        self.event_type.clear();
    }

    /// Reads what is nothing but lines of data and blank lines. Returns how many bytes.
    fn read_plain(&mut self, bytes: &[u8]) -> usize {
        let others = self.held(Field::Data) - self.batch.data_len();
        let most = self.max_event_bytes.saturating_sub(others);
        // Room is made for what is read at once, and none is needed for what is over the bound.
        self.batch
            .read_plain(&bytes[..bytes.len().min(most)], self.is_plain(), most)
    }

    /// Whether a field's value may have so many bytes, or is to be ignored: the bound holds while accumulating, not after.
    fn fits(&self, field: Field, bytes: usize) -> Result<bool, TooLarge> {
        match field {
            Field::Data | Field::Event | Field::Id if self.held(field) + bytes > self.max_event_bytes => Err(TooLarge),
            Field::Data | Field::Event | Field::Id => Ok(true),
            Field::Retry => Ok(bytes <= field::MOST_DIGITS),
            Field::Comment => Ok(self.keep_comments && bytes <= self.max_event_bytes),
            Field::Unknown => Ok(false),
        }
    }

    /// How many bytes the unfinished event holds besides the next value of this field.
    #[inline(never)] // It would be at four places.
    fn held(&self, field: Field) -> usize {
        // The data buffer's last line feed is no part of the event, unless a further line of data follows.
        let data = match field {
            Field::Data => self.batch.data_len(),
            _ => self.batch.data_len().saturating_sub(1),
        };
        // A type or an id replaces the one that the block may have set before. An id from an earlier block is not this
        // event's.
        let event_type = if field == Field::Event {
            0
        } else {
            self.event_type.len()
        };
        let id = if field != Field::Id && self.id_changed {
            self.id.len()
        } else {
            0
        };
        data + event_type + id
    }

    /// Gives back the memory of the unfinished event.
    fn forget(&mut self) {
        self.batch.forget_data();
        self.start = Vec::new();
        self.event_type = Vec::new();
    }
}

/// Inside the parser: the bound was hit.
struct TooLarge;

/// An event held more bytes than the parser's bound allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventTooLarge {
    /// The bound, in bytes.
    pub max_event_bytes: usize,
}

impl fmt::Display for EventTooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "an event of the stream is larger than {} bytes; raise the bound if such events are expected",
            self.max_event_bytes
        )
    }
}

impl std::error::Error for EventTooLarge {}

#[cfg(test)]
mod pieces;
