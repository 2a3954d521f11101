//! Chunks in, events out: when an event comes, and what the iterator of a chunk promises.

use eventsource_wasm::{EventRef, EventTooLarge, Parser};

/// The data of the events that a chunk gives.
fn data_of(parser: &mut Parser, chunk: &[u8]) -> Vec<String> {
    parser
        .feed(chunk)
        .map(|event| event.expect("within the bound").data.to_owned())
        .collect()
}

#[test]
fn an_event_comes_with_the_byte_that_completes_it() {
    let mut parser = Parser::new();
    for &byte in b"data: a\n" {
        assert_eq!(parser.feed(&[byte]).count(), 0);
    }
    assert_eq!(data_of(&mut parser, b"\n"), ["a"]);
}

#[test]
fn an_event_does_not_wait_for_the_line_feed_behind_a_carriage_return() {
    let mut parser = Parser::new();
    assert_eq!(data_of(&mut parser, b"data: a\r\r"), ["a"]);
    assert_eq!(parser.feed(b"\n").count(), 0);
    assert_eq!(data_of(&mut parser, b"data: b\r\n\r"), ["b"]);
    assert_eq!(parser.feed(b"\n").count(), 0);
    assert_eq!(data_of(&mut parser, b"data: c\n\n"), ["c"]);
}

#[test]
fn a_chunk_gives_its_events_in_order() {
    let mut parser = Parser::new();
    assert_eq!(parser.feed(b"data: a").count(), 0);
    assert_eq!(
        data_of(&mut parser, b"b\n\ndata: c\n\ndata: d\n\ndata: e"),
        ["ab", "c", "d"]
    );
    assert_eq!(data_of(&mut parser, b"f\n\n"), ["ef"]);
}

#[test]
fn an_empty_chunk_gives_nothing() {
    let mut parser = Parser::new();
    assert_eq!(parser.feed(b"").count(), 0);
    assert_eq!(data_of(&mut parser, b"data: a\n\n"), ["a"]);
    assert_eq!(parser.feed(b"").count(), 0, "not the last chunk's events once more");
}

#[test]
fn events_that_are_not_taken_are_gone() {
    let mut parser = Parser::new();
    let _ = parser.feed(b"data: a\n\ndata: b\n\nid: 7\ndata: c");
    assert_eq!(
        parser
            .feed(b"\n\n")
            .next()
            .map(|event| event.map(|event| event.to_owned().data)),
        Some(Ok("c".to_owned()))
    );
    assert_eq!(parser.last_event_id(), "7");
}

#[test]
fn the_last_event_id_runs_ahead_of_events_that_are_not_taken() {
    let mut parser = Parser::new();
    let first = parser.feed(b"id: 1\ndata: a\n\nid: 2\ndata: b\n\n").next();
    let first: EventRef<'_> = first.expect("an event").expect("within the bound");
    assert_eq!((first.data, first.last_event_id), ("a", "1"));
    assert_eq!(parser.last_event_id(), "2");
}

#[test]
fn the_iterator_knows_how_many_come() {
    let mut parser = Parser::new().with_max_event_bytes(8);
    let mut events = parser.feed(b"data: a\n\ndata: b\n\ndata: far too long\n\n");
    for left in [3, 2, 1] {
        assert_eq!((events.len(), events.size_hint()), (left, (left, Some(left))));
        assert!(events.next().is_some());
    }
    assert_eq!(events.size_hint(), (0, Some(0)));
}

#[test]
fn the_iterator_ends_for_good() {
    let mut parser = Parser::new().with_max_event_bytes(8);
    let mut events = parser.feed(b"data: a\n\ndata: far too long\n\n");
    assert!(matches!(events.next(), Some(Ok(EventRef { data: "a", .. }))));
    assert!(matches!(events.next(), Some(Err(EventTooLarge { .. }))));
    assert!(events.next().is_none());
    assert!(events.next().is_none());
}

#[test]
fn an_owned_event_is_equal_to_the_borrowed_one() {
    let mut parser = Parser::new();
    let event = parser.feed(b"event: e\nid: 1\ndata: a\n\n").next();
    let borrowed = event.expect("an event").expect("within the bound");
    let owned = borrowed.to_owned();
    assert_eq!(owned.event_type, borrowed.event_type);
    assert_eq!(owned.data, borrowed.data);
    assert_eq!(owned.last_event_id, borrowed.last_event_id);
}
