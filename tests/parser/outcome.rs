//! What a stream comes to, and how a parser is set up to read it. The fuzz target shares this file.

use eventsource_wasm::{Event, Parser};

/// All that a parser can tell of a stream after its last byte.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Outcome {
    pub(crate) events: Vec<Event>,
    /// Whether the parser gave up behind these events, because the next one was over the bound.
    pub(crate) too_large: bool,
    pub(crate) last_event_id: String,
    pub(crate) reconnection_time: Option<u64>,
}

/// How a parser is set up.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Settings<'a> {
    pub(crate) max_event_bytes: Option<usize>,
    pub(crate) last_event_id: &'a str,
}

impl Settings<'_> {
    /// Feeds a parser with the chunks.
    ///
    /// Panics where the iterator of a chunk breaks its word: about its length, or that nothing but the error comes once
    /// it came.
    pub(crate) fn parse<'a>(&self, chunks: impl IntoIterator<Item = &'a [u8]>) -> Outcome {
        let mut parser = Parser::new().with_last_event_id(self.last_event_id);
        if let Some(bytes) = self.max_event_bytes {
            parser = parser.with_max_event_bytes(bytes);
        }
        let mut outcome = Outcome::default();
        for chunk in chunks {
            let items: Vec<_> = {
                let items = parser.feed(chunk);
                let len = items.len();
                let items: Vec<_> = items.map(|item| item.map(|event| event.to_owned())).collect();
                assert_eq!(items.len(), len, "the iterator's length");
                items
            };
            if outcome.too_large {
                assert!(
                    matches!(items[..], [Err(_)]),
                    "{items:?} instead of the error once more"
                );
            }
            for item in items {
                match item {
                    Ok(event) => {
                        assert!(!outcome.too_large, "{event:?} behind the error");
                        outcome.events.push(event);
                    }
                    Err(_) => outcome.too_large = true,
                }
            }
        }
        outcome.last_event_id = parser.last_event_id().to_owned();
        outcome.reconnection_time = parser.reconnection_time();
        outcome
    }
}
