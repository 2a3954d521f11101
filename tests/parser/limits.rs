//! The bound on one event: "its data, type and id together", counted while they come.

use crate::check::{WithId, check, check_with, event, gives, gives_nothing, message};
use crate::outcome::Settings;
use eventsource_wasm::Parser;

fn at_most(bytes: usize) -> Settings<'static> {
    Settings {
        max_event_bytes: Some(bytes),
        ..Settings::default()
    }
}

#[test]
fn an_event_of_exactly_the_bound_passes_and_one_byte_more_does_not() {
    let stream = b"data: abcdef\n\n";
    check_with(at_most(6), stream, gives([message("abcdef")]));
    check_with(at_most(5), stream, gives_nothing().then_too_large());
}

#[test]
fn line_feeds_between_lines_of_data_count() {
    let stream = b"data: ab\ndata\ndata: ef\n\n";
    check_with(at_most(6), stream, gives([message("ab\n\nef")]));
    check_with(at_most(5), stream, gives_nothing().then_too_large());

    let empty_lines = b"data\ndata\ndata:\ndata: \n\n";
    check_with(at_most(3), empty_lines, gives([message("\n\n\n")]));
    check_with(at_most(2), empty_lines, gives_nothing().then_too_large());
}

#[test]
fn the_type_counts() {
    check_with(at_most(4), b"event: abcd\ndata\n\n", gives([event("abcd", "")]));
    check_with(at_most(3), b"event: abcd\ndata\n\n", gives_nothing().then_too_large());
}

#[test]
fn the_id_counts() {
    check_with(at_most(4), b"id: abcd\n\n", gives_nothing().last_id("abcd"));
    check_with(at_most(3), b"id: abcd\n\n", gives_nothing().then_too_large());
}

#[test]
fn data_type_and_id_count_together_in_any_order() {
    for stream in [
        "data: aaaa\nevent: bbb\nid: cc\n\n",
        "data: aaaa\nid: cc\nevent: bbb\n\n",
        "event: bbb\ndata: aaaa\nid: cc\n\n",
        "event: bbb\nid: cc\ndata: aaaa\n\n",
        "id: cc\ndata: aaaa\nevent: bbb\n\n",
        "id: cc\nevent: bbb\ndata: aaaa\n\n",
    ] {
        check_with(
            at_most(9),
            stream,
            gives([event("bbb", "aaaa").with_id("cc")]).last_id("cc"),
        );
        check_with(at_most(8), stream, gives_nothing().then_too_large());
    }
}

#[test]
fn a_replaced_type_or_id_does_not_count() {
    check_with(
        at_most(5),
        b"event: aaaa\nevent: b\ndata: cccc\n\n",
        gives([event("b", "cccc")]),
    );
    check_with(
        at_most(5),
        b"id: aaaa\nid: b\ndata: cccc\n\n",
        gives([message("cccc").with_id("b")]).last_id("b"),
    );
    check_with(
        at_most(4),
        b"event: aaaa\nevent\nid: aaaa\nid\ndata: cccc\n\n",
        gives([message("cccc")]),
    );
}

#[test]
fn an_id_from_an_earlier_block_does_not_count() {
    check_with(
        at_most(8),
        b"id: abcdefgh\n\ndata: ijk\n\n",
        gives([message("ijk").with_id("abcdefgh")]).last_id("abcdefgh"),
    );
    let resumed = Settings {
        last_event_id: "abcdefgh",
        ..at_most(8)
    };
    check_with(
        resumed,
        b"data: ijk\n\n",
        gives([message("ijk").with_id("abcdefgh")]).last_id("abcdefgh"),
    );
}

#[test]
fn the_space_after_the_colon_does_not_count() {
    for stream in ["event: abcd\n\n", "event:abcd\n\n"] {
        check_with(at_most(4), stream, gives_nothing());
        check_with(at_most(3), stream, gives_nothing().then_too_large());
    }
}

#[test]
fn the_count_starts_anew_with_every_block() {
    check_with(
        at_most(6),
        b"data: abcd\n\ndata: efgh\n\n",
        gives([message("abcd"), message("efgh")]),
    );
    check_with(at_most(6), b"event: abcd\n\ndata: efgh\n\n", gives([message("efgh")]));
}

#[test]
fn events_before_the_one_too_large_are_given() {
    check_with(
        at_most(4),
        b"data: a\n\nevent: e\ndata: b\n\ndata: abcde\n\ndata: c\n\n",
        gives([message("a"), event("e", "b")]).then_too_large(),
    );
}

#[test]
fn nothing_is_read_behind_the_error() {
    check_with(
        at_most(4),
        b"id: 1\nretry: 5\ndata: a\n\nid: 2\nretry: 6\ndata: abcde\nretry: 7\n\nid: 3\ndata: c\n\n",
        gives([message("a").with_id("1")])
            .last_id("1")
            .retry(6)
            .then_too_large(),
    );
}

#[test]
fn the_error_comes_with_the_byte_that_is_too_much() {
    for (start, fits) in [
        ("data: ", "abcd"),
        ("event:", "abcd"),
        ("id: ", "abcd"),
        ("data: a\ndata:", "bc"),
    ] {
        let mut parser = Parser::new().with_max_event_bytes(4);
        assert_eq!(parser.feed(start.as_bytes()).count(), 0, "{start}");
        assert_eq!(parser.feed(fits.as_bytes()).count(), 0, "{start}{fits}");
        let error = parser.feed(b"e").next().expect("an item");
        assert!(error.is_err(), "{start}{fits}e");
    }
}

#[test]
fn a_line_that_has_only_begun_counts_as_far_as_it_has_a_value() {
    for (stream, bound) in [("data:ab", 1), ("data:a", 0), ("id:ab", 1), ("event:ab", 1)] {
        check_with(at_most(bound), stream, gives_nothing().then_too_large());
        check_with(at_most(bound + 1), stream, gives_nothing());
    }
    for start in ["data", "data:", "data: "] {
        check_with(at_most(1), format!("data: a\n{start}"), gives_nothing());
    }
    check_with(at_most(1), b"data: a\nevent: ", gives_nothing());
}

#[test]
fn the_error_repeats_whatever_comes() {
    let mut parser = Parser::new().with_max_event_bytes(1);
    assert_eq!(parser.feed(b"data: ab").filter(Result::is_err).count(), 1);
    for chunk in [&b""[..], b"\n\n", b"data: a\n\n", b"id: 1\n\n"] {
        let items: Vec<_> = parser.feed(chunk).collect();
        assert!(matches!(items[..], [Err(_)]), "{items:?}");
    }
    assert_eq!(parser.last_event_id(), "");
}

#[test]
fn the_error_tells_the_bound() {
    let mut parser = Parser::new().with_max_event_bytes(5);
    let error = parser
        .feed(b"data: abcdef\n\n")
        .next()
        .expect("an item")
        .expect_err("too large");
    assert_eq!(error.max_event_bytes, 5);
    let error: Box<dyn std::error::Error + Send + Sync> = error.into();
    assert!(error.to_string().contains("5 bytes"), "{error}");
}

#[test]
fn comments_do_not_count() {
    check_with(
        at_most(3),
        b": a comment\n:another\ndata: a\n:one more\n\n",
        gives([message("a")]),
    );
}

#[test]
fn unknown_fields_do_not_count() {
    check_with(
        at_most(3),
        b"foo: four\na very long name\nanother: one\ndata: a\nfoo: four\n\n",
        gives([message("a")]),
    );
}

#[test]
fn retry_does_not_count() {
    check_with(
        at_most(3),
        b"retry: 1234567890\nretry: not a number\ndata: a\n\n",
        gives([message("a")]).retry(1_234_567_890),
    );
}

#[test]
fn a_bound_of_nothing_lets_empty_events_through() {
    check_with(at_most(0), b"data\n\n:\n\ndata:\n\n", gives([message(""), message("")]));
    check_with(at_most(0), b"data: a\n\n", gives_nothing().then_too_large());
}

#[test]
fn an_event_is_not_too_large_without_bound() {
    let data = "x".repeat(500);
    check_with(
        at_most(usize::MAX),
        format!("data: {data}\n\n"),
        gives([message(&data)]),
    );
    check(format!("data: {data}\n\n"), gives([message(&data)]));
}
