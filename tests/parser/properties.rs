//! What holds for every stream: the parser agrees with the [`oracle`], however the stream is cut; and it gives back what
//! was written. A stream found here to break that goes, shrunk, into the module of its subject, as a test with a name.

use crate::oracle;
use crate::outcome::{Outcome, Settings};
use eventsource_wasm::Event;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::fmt;

/// Pieces that streams are made of: all that means something, and what looks like it.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    fn pieces(pieces: &'static [&'static [u8]]) -> impl Strategy<Value = Vec<u8>> {
        select(pieces).prop_map(<[u8]>::to_vec)
    }
    prop_oneof![
        8 => pieces(&[b"\n", b"\r", b"\r\n", b"\n\n", b"\r\n\r\n"]),
        6 => pieces(&[b"data", b"data:", b"data: ", b"data: a\n", b"data: a\n\n"]),
        3 => pieces(&[b"event", b"event:", b"event: ", b"event: e\n", b"id", b"id:", b"id: ", b"id: 1\n"]),
        2 => pieces(&[b"retry", b"retry:", b"retry: ", b"retry: 10\n", b"0", b"9", b"99999999999999999999"]),
        3 => pieces(&[b":", b" ", b"\t", b"\0", b"a", b"b", b"foo", b"Data", b"a text of more than sixteen bytes"]),
        2 => select(&["é", "€", "😀", "\u{2028}", "\u{85}"][..]).prop_map(|text| text.as_bytes().to_vec()),
        2 => pieces(&[b"\xEF\xBB\xBF", b"\xEF", b"\xEF\xBB", b"\xBB", b"\xBF"]),
        2 => pieces(&[b"\xE2\x82", b"\xF0\x9F\x98", b"\xC0\x80", b"\xED\xA0\x80", b"\xF5", b"\x80", b"\xFF"]),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
    ]
}

/// A stream that can be read where it is printed.
#[derive(Clone)]
struct Stream(Vec<u8>);

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

fn stream() -> impl Strategy<Value = Stream> {
    // Nowhere does so much depend on so few bytes as at the start.
    let start = select(&["", "", "\u{FEFF}", "\u{FEFF}\u{FEFF}"][..]);
    (start, vec(piece(), 0..50)).prop_map(|(start, pieces)| Stream([start.as_bytes(), &pieces.concat()].concat()))
}

/// A stream that is UTF-8.
fn text_stream() -> impl Strategy<Value = Stream> {
    stream().prop_map(|Stream(bytes)| Stream(String::from_utf8_lossy(&bytes).into_owned().into_bytes()))
}

/// A bound that such streams reach.
fn bound() -> impl Strategy<Value = usize> {
    prop_oneof![0_usize..4, 0_usize..40]
}

/// Where a stream is cut; the same place twice makes an empty chunk.
fn cuts() -> impl Strategy<Value = Vec<Index>> {
    vec(any::<Index>(), 0..12)
}

fn cut<'a>(stream: &'a [u8], cuts: &[Index]) -> Vec<&'a [u8]> {
    let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
    places.sort_unstable();
    let mut chunks = Vec::new();
    let mut start = 0;
    for place in places {
        chunks.push(&stream[start..place]);
        start = place;
    }
    chunks.push(&stream[start..]);
    chunks
}

/// A line end, and the text that a line may hold without it.
fn line_end() -> impl Strategy<Value = &'static str> {
    select(&["\n", "\r", "\r\n"][..])
}

const LINE: &str = "[^\r\n]{0,20}";
const ID: &str = "[^\r\n\0]{0,20}";

/// An event to be written, its data in lines.
#[derive(Debug, Clone)]
struct Written {
    event_type: Option<String>,
    id: Option<String>,
    data: Vec<String>,
}

fn written() -> impl Strategy<Value = Written> {
    let event_type = proptest::option::of(LINE);
    let id = proptest::option::of(ID);
    (event_type, id, vec(LINE, 1..4)).prop_map(|(event_type, id, data)| Written { event_type, id, data })
}

impl Written {
    /// The block, as the simplest of servers writes it.
    fn block(&self, line_end: &str) -> String {
        let event_type = self.event_type.iter().map(|name| format!("event: {name}{line_end}"));
        let id = self.id.iter().map(|id| format!("id: {id}{line_end}"));
        let data = self.data.iter().map(|line| format!("data: {line}{line_end}"));
        event_type.chain(id).chain(data).chain([line_end.to_owned()]).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 512,
        // What is found becomes a test with a name instead.
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_stream_means_what_the_oracle_says_however_it_is_cut(
        Stream(stream) in stream(), cuts in cuts(), id in "[a-z]{0,2}"
    ) {
        let settings = Settings { last_event_id: &id, ..Settings::default() };
        let expected = oracle::read(&stream, settings);
        prop_assert_eq!(settings.parse([&stream[..]]), expected.clone(), "whole");
        prop_assert_eq!(settings.parse(stream.chunks(1)), expected.clone(), "byte by byte");
        prop_assert_eq!(settings.parse(cut(&stream, &cuts)), expected, "cut");
    }

    #[test]
    fn the_bound_falls_where_the_oracle_says_however_the_stream_is_cut(
        Stream(stream) in text_stream(), cuts in cuts(), bound in bound()
    ) {
        let settings = Settings { max_event_bytes: Some(bound), ..Settings::default() };
        let expected = oracle::read(&stream, settings);
        prop_assert_eq!(settings.parse([&stream[..]]), expected.clone(), "whole");
        prop_assert_eq!(settings.parse(stream.chunks(1)), expected.clone(), "byte by byte");
        prop_assert_eq!(settings.parse(cut(&stream, &cuts)), expected, "cut");
    }

    #[test]
    fn the_bound_falls_at_the_same_place_in_what_is_no_text(
        Stream(stream) in stream(), cuts in cuts(), bound in bound()
    ) {
        let settings = Settings { max_event_bytes: Some(bound), ..Settings::default() };
        let expected = settings.parse([&stream[..]]);
        prop_assert_eq!(settings.parse(stream.chunks(1)), expected.clone(), "byte by byte");
        prop_assert_eq!(settings.parse(cut(&stream, &cuts)), expected, "cut");
    }

    #[test]
    fn what_was_written_is_read(blocks in vec((written(), line_end()), 0..8), cuts in cuts()) {
        let stream: String = blocks.iter().map(|(event, line_end)| event.block(line_end)).collect();
        let mut last_event_id = "";
        let mut expected = Outcome::default();
        for (event, _) in &blocks {
            last_event_id = event.id.as_deref().unwrap_or(last_event_id);
            expected.events.push(Event {
                event_type: event.event_type.clone().filter(|name| !name.is_empty()).unwrap_or("message".to_owned()),
                data: event.data.join("\n"),
                last_event_id: last_event_id.to_owned(),
            });
        }
        expected.last_event_id = last_event_id.to_owned();
        prop_assert_eq!(Settings::default().parse(cut(stream.as_bytes(), &cuts)), expected);
    }
}
