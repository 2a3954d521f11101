//! How every case is run, and the words to write one with.

use crate::oracle;
use crate::outcome::{Outcome, Settings};
use eventsource_wasm::Event;

/// Feeds a new parser with the stream, cut in every way of [`cuttings`], and expects the same each time.
#[track_caller]
pub(crate) fn check(stream: impl AsRef<[u8]>, expected: Outcome) {
    check_with(Settings::default(), stream, expected);
}

/// The same for a parser that is set up.
#[track_caller]
pub(crate) fn check_with(settings: Settings<'_>, stream: impl AsRef<[u8]>, expected: Outcome) {
    let stream = stream.as_ref();
    for (cutting, chunks) in cuttings(stream) {
        let outcome = settings.parse(chunks);
        assert!(
            outcome == expected,
            "\n  stream: \"{}\"\n     fed: {cutting}\nexpected: {expected:?}\n     got: {outcome:?}\n",
            stream.escape_ascii()
        );
    }
    assert_eq!(
        oracle::read(stream, settings),
        expected,
        "the oracle reads \"{}\" differently than the test (left: the oracle)",
        stream.escape_ascii()
    );
}

/// The ways in which a stream is cut into chunks, each with a name. Two cuts are enough to meet every state of the
/// parser between any two bytes; [`crate::properties`] makes more of them.
pub(crate) fn cuttings(stream: &[u8]) -> Vec<(String, Vec<&[u8]>)> {
    let mut ways = vec![
        ("whole".to_owned(), vec![stream]),
        ("byte by byte".to_owned(), stream.chunks(1).collect()),
        (
            "byte by byte, with empty chunks between".to_owned(),
            stream.chunks(1).flat_map(|byte| [&b""[..], byte, b""]).collect(),
        ),
    ];
    for at in 0..=stream.len() {
        let (start, end) = stream.split_at(at);
        ways.push((format!("cut at {at}"), vec![start, end]));
        ways.push((format!("cut at {at}, with an empty chunk there"), vec![start, b"", end]));
    }
    ways
}

/// An event of type `message`, the last event ID string empty.
pub(crate) fn message(data: &str) -> Event {
    event("message", data)
}

/// An event, the last event ID string empty.
pub(crate) fn event(event_type: &str, data: &str) -> Event {
    Event {
        event_type: event_type.to_owned(),
        data: data.to_owned(),
        last_event_id: String::new(),
    }
}

/// `message("a").with_id("1")`.
pub(crate) trait WithId {
    fn with_id(self, id: &str) -> Self;
}

impl WithId for Event {
    fn with_id(self, id: &str) -> Self {
        Self {
            last_event_id: id.to_owned(),
            ..self
        }
    }
}

/// The stream gives these events, and leaves no last event ID and no reconnection time.
pub(crate) fn gives<const N: usize>(events: [Event; N]) -> Outcome {
    Outcome {
        events: events.into(),
        ..Outcome::default()
    }
}

/// The stream gives no event.
pub(crate) fn gives_nothing() -> Outcome {
    Outcome::default()
}

impl Outcome {
    /// At the end the last event ID string is this.
    pub(crate) fn last_id(self, id: &str) -> Self {
        Self {
            last_event_id: id.to_owned(),
            ..self
        }
    }

    /// At the end the reconnection time is this.
    pub(crate) fn retry(self, ms: u64) -> Self {
        Self {
            reconnection_time: Some(ms),
            ..self
        }
    }

    /// Behind the events the parser gives up, because the next one is over the bound.
    pub(crate) fn then_too_large(self) -> Self {
        Self {
            too_large: true,
            ..self
        }
    }
}
