//! The standard taken literally: the whole stream is decoded, then split, then read line by line. Slow, hungry, and short
//! enough to be compared with the standard's text by eye. The fuzz target shares this file.

use crate::outcome::{Outcome, Settings};
use eventsource_wasm::Event;

/// Reads a whole stream.
///
/// With a bound the stream should be UTF-8: the parser counts the bytes of the stream, and the oracle those of the decoded
/// text.
pub(crate) fn read(stream: &[u8], settings: Settings<'_>) -> Outcome {
    // "Streams must be decoded using the UTF-8 decode algorithm", which "strips one leading UTF-8 Byte Order Mark".
    let text = String::from_utf8_lossy(stream.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(stream));

    // "Lines must be separated by either a U+000D CARRIAGE RETURN U+000A LINE FEED (CRLF) character pair, a single
    // U+000A LINE FEED (LF) character, or a single U+000D CARRIAGE RETURN (CR) character."
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<&str> = text.split('\n').collect();

    // "Once the end of the file is reached, any pending data must be discarded." The grammar wants a line end behind
    // every line, so what stands behind the last one is no line.
    let unfinished = lines.pop().expect("split gives at least one");

    let mut oracle = Oracle::new(settings);
    for line in lines {
        if let Err(TooLarge) = oracle.line(line) {
            return oracle.outcome(true);
        }
    }
    // The bound is for the unfinished line too, as far as it has a value.
    let too_large = match unfinished
        .split_once(':')
        .map(|(name, value)| (name, strip_space(value)))
    {
        None | Some((_, "")) => false,
        Some((name, value)) => oracle.held_with(name, value) > oracle.max_event_bytes,
    };
    oracle.outcome(too_large)
}

struct TooLarge;

struct Oracle {
    /// The standard's "data buffer".
    data: String,
    /// The standard's "event type buffer".
    event_type: String,
    /// The standard's "last event ID buffer".
    id: String,
    /// How many bytes of `id` were set in this block.
    id_held: usize,
    /// The standard's "last event ID string".
    last_event_id: String,
    reconnection_time: Option<u64>,
    events: Vec<Event>,
    max_event_bytes: usize,
}

impl Oracle {
    fn new(settings: Settings<'_>) -> Self {
        Self {
            data: String::new(),
            event_type: String::new(),
            id: settings.last_event_id.to_owned(),
            id_held: 0,
            last_event_id: settings.last_event_id.to_owned(),
            reconnection_time: None,
            events: Vec::new(),
            max_event_bytes: settings.max_event_bytes.unwrap_or(usize::MAX),
        }
    }

    fn line(&mut self, line: &str) -> Result<(), TooLarge> {
        if line.is_empty() {
            // "If the line is empty (a blank line): Dispatch the event, as defined below."
            self.dispatch();
        } else if line.starts_with(':') {
            // "If the line starts with a U+003A COLON character (:): Ignore the line."
        } else if let Some((name, value)) = line.split_once(':') {
            // "If the line contains a U+003A COLON character (:): Collect the characters on the line before the first
            // U+003A COLON character (:), and let field be that string. Collect the characters on the line after the
            // first U+003A COLON character (:), and let value be that string."
            self.field(name, strip_space(value))?;
        } else {
            // "Otherwise, the string is not empty but does not contain a U+003A COLON character (:): Process the field
            // using the steps described below, using the whole line as the field name, and the empty string as the
            // field value."
            self.field(line, "")?;
        }
        Ok(())
    }

    fn field(&mut self, name: &str, value: &str) -> Result<(), TooLarge> {
        if self.held_with(name, value) > self.max_event_bytes {
            return Err(TooLarge);
        }
        match name {
            // "Set the event type buffer to the field value."
            "event" => self.event_type = value.to_owned(),
            // "Append the field value to the data buffer, then append a single U+000A LINE FEED (LF) character to the
            // data buffer."
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            // "If the field value does not contain U+0000 NULL, then set the last event ID buffer to the field value.
            // Otherwise, ignore the field."
            "id" if !value.contains('\0') => {
                self.id = value.to_owned();
                self.id_held = value.len();
            }
            // "If the field value consists of only ASCII digits, then interpret the field value as an integer in base
            // ten, and set the event stream's reconnection time to that integer. Otherwise, ignore the field."
            "retry" if (1..=1024).contains(&value.len()) && value.chars().all(|c| c.is_ascii_digit()) => {
                // Digits alone can only fail to be a number by being too great a one.
                self.reconnection_time = Some(value.parse().unwrap_or(u64::MAX));
            }
            // "Otherwise: The field is ignored."
            _ => {}
        }
        Ok(())
    }

    fn dispatch(&mut self) {
        // "Set the last event ID string of the event source to the value of the last event ID buffer."
        self.last_event_id = self.id.clone();
        self.id_held = 0;
        // "If the data buffer is an empty string, set the data buffer and the event type buffer to the empty string and
        // return."
        if !self.data.is_empty() {
            // "If the data buffer's last character is a U+000A LINE FEED (LF) character, then remove the last character
            // from the data buffer."
            let data = self.data.strip_suffix('\n').unwrap_or(&self.data);
            self.events.push(Event {
                // "Initialize event's type attribute to "message" […] If the event type buffer has a value other than
                // the empty string, change the type of the newly created event to equal the value of the event type
                // buffer."
                event_type: match self.event_type.as_str() {
                    "" => "message".to_owned(),
                    name => name.to_owned(),
                },
                data: data.to_owned(),
                last_event_id: self.last_event_id.clone(),
            });
        }
        // "Set the data buffer and the event type buffer to the empty string."
        self.data.clear();
        self.event_type.clear();
    }

    /// Not the standard's: how many bytes the block's event would hold, as it would be dispatched, with this field or the
    /// beginning of it: "its data, type and id together".
    fn held_with(&self, name: &str, value: &str) -> usize {
        // Without the line feed that is dropped on dispatch; but before a further line of data it counts.
        let data = self.data.len().saturating_sub(1);
        match name {
            "data" => self.data.len() + value.len() + self.event_type.len() + self.id_held,
            "event" => data + value.len() + self.id_held,
            "id" => data + self.event_type.len() + value.len(),
            _ => 0,
        }
    }

    fn outcome(self, too_large: bool) -> Outcome {
        Outcome {
            events: self.events,
            too_large,
            last_event_id: self.last_event_id,
            reconnection_time: self.reconnection_time,
        }
    }
}

/// "If value starts with a U+0020 SPACE character, remove it from value."
fn strip_space(value: &str) -> &str {
    value.strip_prefix(' ').unwrap_or(value)
}
