//! What a parser gives beyond the standard, to those who ask for it: comments, which "ignore the line" would lose, and
//! blocks without data, of which "dispatch the event" makes nothing.

use crate::check::{WithId, check, cuttings, event, gives, message};
use eventsource_wasm::{Event, Parser};

/// What came, in the order of the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Told {
    Comment(String),
    Event(Event),
}

fn comment(text: &str) -> Told {
    Told::Comment(text.to_owned())
}

/// Feeds new parsers with the stream, cut in every way, and expects the same each time.
#[track_caller]
fn tells<const N: usize>(make: impl Fn() -> Parser, stream: impl AsRef<[u8]>, expected: [Told; N]) {
    let stream = stream.as_ref();
    for (cutting, chunks) in cuttings(stream) {
        let mut parser = make();
        let told: Vec<_> = chunks.iter().flat_map(|chunk| told(&mut parser, chunk)).collect();
        assert_eq!(told, expected, "\"{}\", fed {cutting}", stream.escape_ascii());
    }
}

/// The chunk's comments and events, each comment in its place.
fn told(parser: &mut Parser, chunk: &[u8]) -> Vec<Told> {
    let events = parser.feed(chunk);
    let comments = events.comments();
    let mut comments = comments.iter().peekable();
    let mut told = Vec::new();
    let events: Vec<_> = events.flatten().map(|event| Told::Event(event.to_owned())).collect();
    for behind in 0..=events.len() {
        while let Some(comment) = comments.next_if(|comment| comment.behind == behind) {
            told.push(Told::Comment(comment.text.clone()));
        }
        told.extend(events.get(behind).cloned());
    }
    assert!(
        comments.next().is_none(),
        "comments come in order, and behind no more events than there are"
    );
    told
}

fn keeping() -> Parser {
    Parser::new().keeping_comments()
}

fn every_block() -> Parser {
    Parser::new().giving_every_block()
}

#[test]
fn comments_are_dropped_unless_they_are_asked_for() {
    tells(Parser::new, b": a\ndata: b\n\n:\n", [Told::Event(message("b"))]);
}

#[test]
fn a_comment_is_what_stands_behind_the_colon_without_one_space() {
    tells(keeping, b": a\n", [comment("a")]);
    tells(keeping, b":a\n", [comment("a")]);
    tells(keeping, b":  a \n", [comment(" a ")]);
    tells(keeping, b":\ta\n", [comment("\ta")]);
    tells(keeping, b":: a: b\n", [comment(": a: b")]);
    tells(keeping, b":data: a\n\n", [comment("data: a")]);
}

#[test]
fn a_comment_may_be_empty() {
    tells(keeping, b":\n: \n\n:\n", [comment(""), comment(""), comment("")]);
}

#[test]
fn every_line_end_ends_a_comment() {
    tells(
        keeping,
        b":a\r:b\n:c\r\n:d\n\r",
        [comment("a"), comment("b"), comment("c"), comment("d")],
    );
}

#[test]
fn a_comment_without_its_line_end_is_discarded() {
    tells(keeping, b": a\n: b", [comment("a")]);
    tells(keeping, b":", []);
}

#[test]
fn a_comment_stands_where_it_came_among_the_events() {
    tells(
        keeping,
        b": 0\n\ndata: a\n\n: 1\n: 2\n\ndata: b\n\ndata: c\n\n: 3\n",
        [
            comment("0"),
            Told::Event(message("a")),
            comment("1"),
            comment("2"),
            Told::Event(message("b")),
            Told::Event(message("c")),
            comment("3"),
        ],
    );
}

#[test]
fn a_comment_inside_a_block_comes_before_its_event_and_leaves_it_whole() {
    tells(
        keeping,
        b"event: e\n: 1\ndata: a\n:2\nid: 7\ndata: b\n: 3\n\n",
        [
            comment("1"),
            comment("2"),
            comment("3"),
            Told::Event(event("e", "a\nb").with_id("7")),
        ],
    );
}

#[test]
fn lines_with_a_colon_further_on_are_no_comments() {
    tells(keeping, b" : a\nfoo: b\n\t:\n\0: c\n\n", []);
}

#[test]
fn a_comment_is_decoded_as_any_text() {
    tells(keeping, ": Grüße 👋\n", [comment("Grüße 👋")]);
    tells(keeping, b": a\xFFb\xE2\x82\n", [comment("a\u{FFFD}b\u{FFFD}")]);
    tells(keeping, b": a\0b\n", [comment("a\0b")]);
}

#[test]
fn a_byte_order_mark_before_a_comment_is_skipped_and_one_inside_is_text() {
    tells(keeping, "\u{FEFF}: a\n", [comment("a")]);
    tells(keeping, ":\u{FEFF}a\n", [comment("\u{FEFF}a")]);
    tells(keeping, "\n\u{FEFF}: a\n", []);
}

#[test]
fn a_comment_over_the_bound_is_dropped_and_nothing_else() {
    let bound = || keeping().with_max_event_bytes(3);
    tells(bound, b":abc\n", [comment("abc")]);
    tells(
        bound,
        b":abcd\n:e\ndata: f\n:a very long one\n\n:g\n",
        [comment("e"), Told::Event(message("f")), comment("g")],
    );
}

#[test]
fn comments_do_not_count_as_part_of_the_event() {
    tells(
        || keeping().with_max_event_bytes(3),
        b"data: a\n:abc\n:def\ndata: b\n\n",
        [comment("abc"), comment("def"), Told::Event(message("a\nb"))],
    );
}

#[test]
fn comments_before_an_event_over_the_bound_are_given() {
    tells(
        || keeping().with_max_event_bytes(3),
        b":a\ndata: b\n\n:c\ndata: abcd\n\n:d\n",
        [comment("a"), Told::Event(message("b")), comment("c")],
    );
}

#[test]
fn comments_are_told_once() {
    let mut parser = keeping();
    assert_eq!(parser.feed(b": a\n").comments().len(), 1);
    assert_eq!(parser.feed(b"").comments(), []);
    assert_eq!(parser.feed(b"data: a\n\n").comments(), []);
}

#[test]
fn behind_counts_the_events_of_the_same_chunk() {
    let mut parser = keeping();
    let _ = parser.feed(b"data: a\n\n");
    let events = parser.feed(b"data: b\n\n: c\n");
    let behind: Vec<_> = events.comments().iter().map(|comment| comment.behind).collect();
    assert_eq!(behind, [1]);
}

#[test]
fn comments_stay_there_while_events_are_taken() {
    let mut parser = keeping();
    let mut events = parser.feed(b": a\ndata: b\n\n");
    while events.next().is_some() {}
    assert_eq!(events.comments().len(), 1);
}

#[test]
fn a_block_without_data_gives_an_event_to_those_who_want_every_block() {
    tells(every_block, b"\n", [Told::Event(message(""))]);
    tells(every_block, b"event: e\n\n", [Told::Event(event("e", ""))]);
    tells(every_block, b"id: 7\n\n", [Told::Event(message("").with_id("7"))]);
    tells(every_block, b"retry: 7\n\n", [Told::Event(message(""))]);
    tells(every_block, b"foo: bar\n:\n\n", [Told::Event(message(""))]);
}

#[test]
fn every_block_gives_one_event_whatever_ends_its_lines() {
    tells(
        every_block,
        b"data: a\r\n\r\nevent: e\r\rid: 1\n\ndata: b\r\n\r\n",
        [
            Told::Event(message("a")),
            Told::Event(event("e", "")),
            Told::Event(message("").with_id("1")),
            Told::Event(message("b").with_id("1")),
        ],
    );
}

#[test]
fn a_block_with_data_is_the_same_event() {
    let stream = b"event: e\nid: 1\ndata: a\ndata\n\ndata\n\ndata\ndata\n\n";
    let expected = [
        event("e", "a\n").with_id("1"),
        message("").with_id("1"),
        message("\n").with_id("1"),
    ];
    check(stream, gives(expected.clone()).last_id("1"));
    tells(every_block, stream, expected.map(Told::Event));
}

#[test]
fn the_type_of_a_block_without_data_is_not_the_next_ones() {
    tells(
        every_block,
        b"event: e\n\ndata: a\n\n",
        [Told::Event(event("e", "")), Told::Event(message("a"))],
    );
}

#[test]
fn an_unfinished_block_is_discarded_all_the_same() {
    tells(every_block, b"id: 7\n", []);
    tells(
        every_block,
        b"\n\ndata: a\n",
        [Told::Event(message("")), Told::Event(message(""))],
    );
}

#[test]
fn a_byte_order_mark_is_no_block() {
    tells(every_block, "\u{FEFF}", []);
    tells(every_block, "\u{FEFF}\n", [Told::Event(message(""))]);
}

#[test]
fn the_bound_holds_for_every_block() {
    let bound = || every_block().with_max_event_bytes(3);
    tells(bound, b"event: abc\n\nid: abcd\n\n\n", [Told::Event(event("abc", ""))]);
}

#[test]
fn comments_and_every_block_go_together() {
    tells(
        || keeping().giving_every_block(),
        b": a\n\n: b\nid: 1\n\n",
        [
            comment("a"),
            Told::Event(message("")),
            comment("b"),
            Told::Event(message("").with_id("1")),
        ],
    );
}
