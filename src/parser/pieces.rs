//! Tests of what is told in pieces, as JavaScript is told it: put together, it is what the parser tells as a whole.

use super::batch::NONE;
use super::{Batch, Event, Parser};

/// Takes batches apart and puts pieces together: the twin of `EventReader` in src/ts/sink.ts.
#[derive(Default)]
struct Reader {
    start: Vec<u8>,
    last_event_id: String,
    events: Vec<Event>,
    pieces: usize,
}

impl Reader {
    fn read(&mut self, batch: &Batch) {
        if !batch.continues() {
            self.start.clear();
        }
        let mut text = batch.text();
        let mut string = |len: usize| {
            let string = &text[..len];
            assert_eq!(text[len], b'\r', "behind a string");
            assert!(!string.contains(&b'\r'), "in a string");
            text = &text[len + 1..];
            string
        };
        let mut numbers = batch.table().iter().copied();
        let mut count = 0;
        while let Some(data) = numbers.next() {
            let mut bytes = std::mem::take(&mut self.start);
            bytes.extend_from_slice(string(data >> 1));
            let mut event_type = String::from("message");
            if data & 1 == 1 {
                let name = string(numbers.next().expect("a type"));
                if !name.is_empty() {
                    event_type = String::from_utf8_lossy(name).into_owned();
                }
                let id = numbers.next().filter(|&len| len != NONE).map(&mut string);
                if let Some(id) = id {
                    self.last_event_id = String::from_utf8_lossy(id).into_owned();
                }
                assert!(numbers.next().is_some(), "a reconnection time, or none");
            }
            self.events.push(Event {
                event_type,
                data: String::from_utf8_lossy(&bytes).into_owned(),
                last_event_id: self.last_event_id.clone(),
            });
            count += 1;
        }
        assert_eq!(count, batch.count());
        assert!(text.is_empty(), "behind the strings");
        if !batch.piece().is_empty() {
            self.keep(batch.piece());
        }
    }

    fn keep(&mut self, piece: &[u8]) {
        self.pieces += 1;
        self.start.extend_from_slice(piece);
    }
}

/// The events of a stream in chunks of this size, and how many pieces there were. What stays in the engine is little.
fn read(stream: &[u8], size: usize) -> (Vec<Event>, usize) {
    let mut parser = Parser::new().in_pieces();
    let mut reader = Reader::default();
    for chunk in stream.chunks(size) {
        if let Some((before, behind)) = parser.sole_data(chunk) {
            let data = &chunk[before..chunk.len() - behind];
            reader.events.push(Event {
                event_type: "message".to_owned(),
                data: String::from_utf8_lossy(data).into_owned(),
                last_event_id: reader.last_event_id.clone(),
            });
            continue;
        }
        if parser.take_piece(chunk) {
            reader.keep(chunk);
            continue;
        }
        reader.read(parser.parse(chunk));
        let held = parser.batch.held();
        assert!(held < 16 << 10, "{held} bytes are held");
    }
    assert!(parser.error().is_none());
    (reader.events, reader.pieces)
}

fn whole(stream: &[u8]) -> Vec<Event> {
    let mut parser = Parser::new();
    let events = parser.feed(stream);
    events
        .map(|event| event.expect("within the bound").to_owned())
        .collect()
}

const SIZES: [usize; 6] = [1, 7, 1023, 16 << 10, 17_001, 65_536];

#[track_caller]
fn same_in_pieces(stream: &[u8], fewest: usize) {
    let expected = whole(stream);
    assert!(!expected.is_empty());
    for size in SIZES {
        let (events, pieces) = read(stream, size);
        assert!(events == expected, "chunks of {size}");
        assert!(size > 20_000 || pieces >= fewest, "{pieces} pieces of chunks of {size}");
    }
}

#[test]
fn a_long_line() {
    let stream = ["data: ", &"0123456789".repeat(10_000), "\n\ndata: next\n\n"].concat();
    same_in_pieces(stream.as_bytes(), 5);
}

#[test]
fn characters_of_every_length() {
    for start in ["", "a", "ab", "abc"] {
        let stream = [
            "event: e\ndata:",
            start,
            &"aé€😀".repeat(8_000),
            "\nid: 7\n\ndata: next\n\n",
        ];
        same_in_pieces(stream.concat().as_bytes(), 3);
    }
}

#[test]
fn bytes_that_are_no_text() {
    for bytes in [
        &b"\xE2\x82"[..],
        b"\xF0\x9F\x98",
        b"\xF0\x9F",
        b"\xC3",
        b"\x80",
        b"\xFF",
        b"\xE0\x80",
        b"\xED\xA0\x80",
        b"\xF8\x88\x80\x80\x80",
        b"a\xE2\x82\xE2\x82\xAC",
    ] {
        let stream = [&b"data: "[..], &bytes.repeat(40_000), b"\n\ndata: next\n\n"].concat();
        same_in_pieces(&stream, 1);
    }
}

#[test]
fn many_lines_also_empty_ones() {
    for line in [
        "data: a line\n",
        "data\n",
        "data:\r\n",
        "data: \r",
        "data: é\r\n: comment\r\n",
    ] {
        let stream = [&line.repeat(40_000), "\n\ndata: next\n\n"].concat();
        same_in_pieces(stream.as_bytes(), 1);
    }
}

#[test]
fn small_events_are_not_told_in_pieces() {
    let stream = "id: 1\nevent: tick\ndata: one\ndata: two\n\ndata: three\n\n".repeat(1000);
    for size in SIZES {
        let (events, pieces) = read(stream.as_bytes(), size);
        assert_eq!((events.len(), pieces), (2000, 0), "chunks of {size}");
    }
    same_in_pieces(stream.as_bytes(), 0);
}

#[test]
fn the_bound_counts_what_was_told() {
    const BOUND: usize = 50_000;
    for size in SIZES {
        let mut parser = Parser::new().with_max_event_bytes(BOUND).in_pieces();
        let line = ["data: ", &"x".repeat(BOUND)].concat();
        for chunk in line.as_bytes().chunks(size) {
            parser.parse(chunk);
            assert!(parser.error().is_none(), "chunks of {size}");
        }
        parser.parse(b"x");
        assert!(parser.error().is_some(), "chunks of {size}");
    }
}

#[test]
fn nothing_of_one_connection_is_left_for_the_next() {
    for unfinished in [
        &b"data: a"[..],
        b"data: a\n",
        b"data: a\r",
        b"id: 7\nevent: e\nretry: 1\ndata: a\n",
        b"id: 7",
        b"da",
        b": comment",
        b"\xEF\xBB",
        &[b'x'; 40_000],
        &[&b"data: "[..], &[b'x'; 40_000]].concat(),
        &[&b"data: "[..], &[b'x'; 60_000]].concat(),
    ] {
        let mut reader = Reader::default();
        let mut parser = Parser::new().with_max_event_bytes(50_000).in_pieces();
        reader.read(parser.parse(unfinished));
        parser.restart(b"6");
        reader.read(parser.parse(b"\xEF\xBB\xBF\ndata: b\n\n"));
        let read = reader.events.last().expect("an event");
        let expected = Event {
            event_type: "message".to_owned(),
            data: "b".to_owned(),
            last_event_id: "6".to_owned(),
        };
        assert_eq!((read, reader.events.len()), (&expected, 1), "behind {unfinished:?}");
    }
}

#[test]
fn a_chunk_that_is_one_event_is_known() {
    let mut parser = Parser::new().in_pieces();
    let sole = |parser: &Parser, chunk: &str| parser.sole_data(chunk.as_bytes());
    assert_eq!(sole(&parser, "data: a\n\n"), None, "a byte order mark might come");
    parser.parse(b"data: first\n\n");
    for (chunk, expected) in [
        ("data: a\n\n", Some((6, 2))),
        ("data:a\n\n", Some((5, 2))),
        ("data:  a\r\n\r\n", Some((6, 4))),
        ("data: a\r\n\n", Some((6, 3))),
        ("data:\n\n", Some((5, 2))),
        ("data: \n\n", Some((6, 2))),
        ("data: é\n\n", Some((6, 2))),
        ("data: a\n", None),
        ("data: a", None),
        ("data\n\n", None),
        ("data: a\r\r", None),
        ("data: a\r\n\r", None),
        ("data: a\n\n\n", None),
        ("data: a\ndata: b\n\n", None),
        ("data: a\n\ndata: b\n\n", None),
        (": a\n\n", None),
        ("\n", None),
        ("", None),
    ] {
        assert_eq!(sole(&parser, chunk), expected, "{chunk:?}");
    }
    for before in [
        "data: a",
        "data: a\n",
        "event: e\n",
        "id: 1\n",
        "retry: 1\n",
        "id: 1\n\n",
        "d",
        "\r",
    ] {
        let mut parser = Parser::new().in_pieces();
        parser.parse(before.as_bytes());
        assert_eq!(sole(&parser, "data: b\n\n"), None, "behind {before:?}");
    }
    let mut parser = Parser::new().with_max_event_bytes(8).in_pieces();
    parser.parse(b"\n");
    assert_eq!(sole(&parser, "data: a\n\n"), None, "perhaps over the bound");
}
