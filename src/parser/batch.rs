//! What one chunk dispatched, and the data buffer of the event that is still being read.

use super::EventTooLarge;
use super::line_end::{self, BLOCK};

/// A buffer that grew beyond this many bytes for one event gives its memory back when it is done.
const KEEP_BYTES: usize = 256 << 10;

/// Whoever takes unfinished data in pieces is given none that is smaller: to decode many small ones costs more than to hold
/// them. A chunk that need not be held pays from half of that on.
const PIECE_BYTES: usize = 16 << 10;

/// Stands behind each string. None holds one: it would have ended the line.
const END: u8 = b'\r';

/// In the table in place of an id's length: the id is that of the event before, be it in an earlier chunk. In place of a
/// reconnection time: the event's own block set none.
pub(crate) const NONE: usize = usize::MAX;

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
    /// The strings of the dispatched events, raw bytes: for each its data; its type and its id too, if the table says so.
    /// Each has [`END`] behind it. Then comes the data buffer, from `data_start` to `end`. The rest is room.
    text: Vec<u8>,
    data_start: usize,
    end: usize,
    /// How much of the text was told with this chunk. More than `data_start`: a piece of the data buffer was.
    told: usize,
    /// How many bytes of the data buffer were told with earlier chunks.
    told_before: usize,
    /// The text starts with what follows a piece that an earlier chunk told.
    continues: bool,
    /// The strings of the events, made valid, for whoever has asked for them though they are no UTF-8.
    valid: String,
    /// For each event twice the length of its data in bytes, plus 1 if three more numbers follow: the length of its type,
    /// that of its id, and the reconnection time in ms.
    table: Vec<usize>,
    count: usize,
    /// The comments, raw bytes, each with [`END`] behind it.
    comments: Vec<u8>,
    /// How many of the events came before each of them.
    comments_behind: Vec<usize>,
    /// The last event ID string is not that of the event before, and so is written down with the next. (With each event
    /// it would be copied once a chunk, and a server may send a long one.)
    new_id: bool,
    /// Unfinished data is told in pieces as it comes.
    in_pieces: bool,
}

impl Batch {
    /// Forgets all. `new_id`: see there.
    pub(super) fn restart(&mut self, new_id: bool) {
        self.told = 0;
        self.told_before = 0;
        self.data_start = 0;
        self.end = 0;
        self.new_id = new_id;
    }

    /// Forgets the events of the last chunk, and keeps the data buffer.
    pub(super) fn start(&mut self) {
        self.told_before += self.told - self.data_start;
        self.continues = self.told_before > 0;
        if self.told < self.end {
            self.text.copy_within(self.told..self.end, 0);
        }
        self.end -= self.told;
        self.valid = String::new();
        self.told = 0;
        self.data_start = 0;
        if self.text.len() > KEEP_BYTES && self.end < KEEP_BYTES {
            self.give_back();
        }
        self.table.clear();
        self.count = 0;
        self.comments.clear();
        self.comments_behind.clear();
    }

    /// Decides what is told: the chunk has been read.
    pub(super) fn finish(&mut self) {
        self.told = self.data_start;
        let data = &self.text[self.data_start..self.end];
        if self.in_pieces && data.len() >= PIECE_BYTES {
            // A line feed at its end is none of the data's if the event ends there.
            self.told += data.len() - usize::from(data.ends_with(b"\n"));
        }
    }

    /// Whether so many bytes would be a piece of their own: they are enough, and all that came before them has been told.
    #[cfg(any(test, feature = "npm"))]
    pub(super) fn takes_piece(&self, bytes: usize) -> bool {
        self.end == self.told && bytes >= PIECE_BYTES / 2
    }

    /// So many bytes of the data buffer are taken from the chunk itself.
    #[cfg(any(test, feature = "npm"))]
    pub(super) fn tell_chunk(&mut self, bytes: usize) {
        self.told_before += bytes;
    }

    pub(super) fn push_comment(&mut self, text: &[u8]) {
        self.comments.extend_from_slice(text);
        self.comments.push(END);
        self.comments_behind.push(self.count);
    }

    /// The last event ID string is another now.
    pub(super) fn id_changed(&mut self) {
        self.new_id = true;
    }

    /// The next event tells the last event ID string.
    pub(super) fn has_new_id(&self) -> bool {
        self.new_id
    }

    /// Reads whole lines of data, and the blank lines behind them if the event is `plain`: without type, id and
    /// reconnection time. Stops before any other line, before one that is not all there, and before the data buffer would
    /// hold more than `most` bytes. Returns how many bytes were read.
    ///
    /// That is all there is in most streams. What it does could as well be done line by line.
    pub(super) fn read_plain(&mut self, bytes: &[u8], plain: bool, most: usize) -> usize {
        self.make_room(bytes.len());
        let mut rest = bytes;
        while let Some(value) = strip_data(rest) {
            let len = line_end::copy_line(value, &mut self.text[self.end..]);
            let Some(mut behind) = strip_line_end(&value[len..]) else {
                break;
            };
            if self.data_len() + len > most {
                break;
            }
            self.end += len;
            let blank = strip_line_end(behind).filter(|_| plain);
            let (byte, end) = if let Some(rest) = blank {
                self.table.push((self.end - self.data_start) << 1);
                self.count += 1;
                self.told_before = 0;
                self.data_start = self.end + 1;
                behind = rest;
                (END, self.end)
            } else {
                (b'\n', self.end)
            };
            if let Some(room) = self.text.get_mut(end) {
                *room = byte;
            }
            self.end += 1;
            rest = behind;
        }
        bytes.len() - rest.len()
    }

    /// Appends to the data buffer.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.make_room(bytes.len());
        self.text[self.end..][..bytes.len()].copy_from_slice(bytes);
        self.end += bytes.len();
    }

    /// The same for one byte, for which there nearly always is room.
    pub(super) fn push_byte(&mut self, byte: u8) {
        self.make_room(1);
        self.text[self.end] = byte;
        self.end += 1;
    }

    fn make_room(&mut self, bytes: usize) {
        let needed = self.end + bytes + BLOCK;
        if self.text.len() < needed {
            self.text.resize(needed, 0);
        }
    }

    /// The length of the data buffer.
    pub(super) fn data_len(&self) -> usize {
        self.told_before + self.end - self.data_start
    }

    pub(super) fn forget_data(&mut self) {
        self.end = self.data_start;
        self.give_back();
    }

    /// Gives back the memory of what is room.
    fn give_back(&mut self) {
        let text = std::mem::take(&mut self.text);
        self.text.extend_from_slice(&text[..self.end]);
    }

    /// Makes an event of the data buffer, without its last line feed, and empties it.
    pub(super) fn dispatch(&mut self, event_type: &[u8], id: &[u8], retry: Option<u64>) {
        if self.end > self.data_start {
            self.end -= 1;
        }
        let data_len = self.end - self.data_start;
        self.push_byte(END);
        let more = !event_type.is_empty() || self.new_id || retry.is_some();
        self.table.push(data_len << 1 | usize::from(more));
        if more {
            self.push_string(event_type);
            if std::mem::take(&mut self.new_id) {
                self.push_string(id);
            } else {
                self.table.push(NONE);
            }
            let retry = retry.map(|ms| usize::try_from(ms).unwrap_or(NONE).min(NONE - 1));
            self.table.push(retry.unwrap_or(NONE));
        }
        self.told_before = 0;
        self.data_start = self.end;
        self.count += 1;
    }

    fn push_string(&mut self, string: &[u8]) {
        self.push(string);
        self.push_byte(END);
        self.table.push(string.len());
    }

    /// Puts the lengths of the strings into the table, once more.
    fn measure(table: &mut [usize], text: &str) {
        // The ends of the strings are ASCII, so that no sequence goes over them.
        let mut strings = text.split(END as char).map(str::len);
        let mut len = || strings.next().unwrap_or_default();
        let mut rows = table.iter_mut();
        while let Some(data) = rows.next() {
            let more = *data & 1;
            *data = len() << 1 | more;
            if more == 1 {
                for row in rows.by_ref().take(2).filter(|row| **row != NONE) {
                    *row = len();
                }
                rows.next();
            }
        }
    }

    pub(super) fn events<'a>(&'a mut self, last_event_id: &'a str, error: Option<EventTooLarge>) -> Events<'a> {
        let text = match std::str::from_utf8(&self.text[..self.data_start]) {
            Ok(text) => text,
            Err(_) => {
                // "The UTF-8 decode algorithm" replaces by U+FFFD what is no UTF-8.
                self.valid = String::from_utf8_lossy(&self.text[..self.data_start]).into_owned();
                Self::measure(&mut self.table, &self.valid);
                &self.valid
            }
        };
        Events {
            text,
            table: &self.table,
            count: self.count,
            comments: &self.comments,
            comments_behind: &self.comments_behind,
            last_event_id,
            error,
        }
    }
}

/// The value of the line, if it is one of data, and what is behind it.
#[inline(always)]
pub(super) fn strip_data(bytes: &[u8]) -> Option<&[u8]> {
    match bytes {
        [b'd', b'a', b't', b'a', b':', b' ', value @ ..] | [b'd', b'a', b't', b'a', b':', value @ ..] => Some(value),
        _ => None,
    }
}

/// What is behind a line end, if the bytes start with one. A CR at their end may be half of one.
pub(super) fn strip_line_end(bytes: &[u8]) -> Option<&[u8]> {
    match bytes {
        [b'\n', rest @ ..] | [b'\r', b'\n', rest @ ..] => Some(rest),
        _ => None,
    }
}

#[cfg_attr(
    not(feature = "npm"),
    allow(dead_code, reason = "for those who read the batch as it lies")
)]
impl Batch {
    pub(super) fn tell_pieces(&mut self) {
        self.in_pieces = true;
    }

    /// The strings of the events.
    pub(crate) fn text(&self) -> &[u8] {
        &self.text[..self.data_start]
    }

    /// A piece of the data of the event behind them.
    pub(crate) fn piece(&self) -> &[u8] {
        &self.text[self.data_start..self.told]
    }

    /// How many bytes wait for the next chunk.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.end - self.told
    }

    /// Whether the chunk gave nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.told == 0 && self.comments.is_empty()
    }

    /// How many events there are.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// The comments, each ended by a CR, and how many of the events came before each.
    pub(crate) fn comments(&self) -> (&[u8], &[usize]) {
        (&self.comments, &self.comments_behind)
    }

    pub(crate) fn table(&self) -> &[usize] {
        &self.table
    }

    /// The text starts with what follows a piece that an earlier chunk told.
    pub(crate) fn continues(&self) -> bool {
        self.continues
    }
}

/// The events that one chunk completed, in order; behind them, if the next one is over the bound, the error.
///
/// Made by [`Parser::feed`](super::Parser::feed).
#[derive(Debug)]
pub struct Events<'a> {
    text: &'a str,
    table: &'a [usize],
    count: usize,
    comments: &'a [u8],
    comments_behind: &'a [usize],
    /// Of the event before.
    last_event_id: &'a str,
    error: Option<EventTooLarge>,
}

impl<'a> Events<'a> {
    /// The chunk's comments, if the parser is [to keep them](super::Parser::keeping_comments).
    #[must_use]
    pub fn comments(&self) -> Vec<Comment> {
        let texts = self.comments.split(|&byte| byte == END);
        texts
            .zip(self.comments_behind)
            .map(|(text, &behind)| Comment {
                text: String::from_utf8_lossy(text).into_owned(),
                behind,
            })
            .collect()
    }

    /// What follows behind the events, if the next one is over the bound.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn error(&self) -> Option<EventTooLarge> {
        self.error
    }

    fn number(&mut self) -> Option<usize> {
        let (&first, rest) = self.table.split_first()?;
        self.table = rest;
        Some(first)
    }

    fn string(&mut self, len: usize) -> &'a str {
        let (string, rest) = self.text.split_at(len);
        // Behind its end.
        self.text = &rest[1..];
        string
    }
}

impl<'a> Iterator for Events<'a> {
    type Item = Result<EventRef<'a>, EventTooLarge>;

    fn next(&mut self) -> Option<Self::Item> {
        let Some(data) = self.number() else {
            return self.error.take().map(Err);
        };
        self.count -= 1;
        let mut event = EventRef {
            event_type: "message",
            data: self.string(data >> 1),
            last_event_id: self.last_event_id,
        };
        if data & 1 == 1 {
            let event_type = self.number().map(|len| self.string(len));
            let id = self.number().filter(|&len| len != NONE).map(|len| self.string(len));
            let _retry = self.number();
            event.event_type = event_type.filter(|name| !name.is_empty()).unwrap_or("message");
            event.last_event_id = id.unwrap_or(self.last_event_id);
            self.last_event_id = event.last_event_id;
        }
        Some(Ok(event))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let len = self.count + usize::from(self.error.is_some());
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

#[cfg(test)]
mod tests {
    use crate::Parser;

    #[test]
    fn what_is_no_utf8_is_the_same_when_it_is_asked_for_again() {
        let mut parser = Parser::new();
        for (chunk, expected) in [
            (
                &b"event: \xFF\nid: \xE2\x82\ndata: a\xF0\n\ndata: b\xFFc\n\ndata: \xE2"[..],
                ["a\u{FFFD}", "b\u{FFFD}c"],
            ),
            (b"\x82\xACd\n\ndata: \xFF\n\n", ["\u{20AC}d", "\u{FFFD}"]),
        ] {
            let first: Vec<_> = parser.feed(chunk).map(|event| event.unwrap().to_owned()).collect();
            let again: Vec<_> = parser.events().map(|event| event.unwrap().to_owned()).collect();
            assert_eq!(first, again);
            assert!(first.iter().map(|event| &event.data).eq(&expected));
        }
    }
}
