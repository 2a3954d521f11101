//! What a blank line does: "dispatch the event"; and what becomes of a block that never sees one.

use crate::check::{WithId, check, event, gives, gives_nothing, message};

#[test]
fn a_stream_of_nothing_gives_nothing() {
    check(b"", gives_nothing());
}

#[test]
fn a_blank_line_dispatches_the_event() {
    check(b"data: a\n\n", gives([message("a")]));
    check(
        b"data: a\n\ndata: b\n\ndata: c\n\n",
        gives([message("a"), message("b"), message("c")]),
    );
}

#[test]
fn further_blank_lines_do_nothing() {
    check(b"\n\n\n", gives_nothing());
    check(
        b"\n\ndata: a\n\n\n\n\ndata: b\n\n\n",
        gives([message("a"), message("b")]),
    );
}

#[test]
fn a_line_of_white_space_is_not_blank() {
    check(b"data: a\n \ndata: b\n\t\ndata: c\n\n", gives([message("a\nb\nc")]));
    check(b"data: a\n\0\ndata: b\n\n", gives([message("a\nb")]));
}

#[test]
fn an_event_without_its_blank_line_is_discarded() {
    for end in [
        "data",
        "data: b",
        "data: b\n",
        "data: b\r",
        "data: b\r\n",
        "event: e\ndata: b\n",
        "data: b\n:\n",
    ] {
        check(end, gives_nothing());
        check(format!("data: a\n\n{end}"), gives([message("a")]));
    }
}

#[test]
fn all_fields_of_a_block_come_together() {
    let expected = || gives([event("e", "a\nb").with_id("1")]).last_id("1").retry(5);
    check(b"event: e\nid: 1\nretry: 5\ndata: a\ndata: b\n\n", expected());
    check(b"data: a\ndata: b\nretry: 5\nid: 1\nevent: e\n\n", expected());
    check(b"data: a\nid: 1\ndata: b\nevent: e\nretry: 5\n\n", expected());
    check(b"data:a\rid:1\r\ndata:b\nevent:e\r\nretry:5\n\r\n", expected());
}

#[test]
fn the_examples_of_the_standard() {
    check(
        b"data: This is the first message.\n\ndata: This is the second message, it\ndata: has two lines.\n\n\
          data: This is the third message.\n\n",
        gives([
            message("This is the first message."),
            message("This is the second message, it\nhas two lines."),
            message("This is the third message."),
        ]),
    );
    check(
        b"event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\nevent: add\ndata: 113411\n\n",
        gives([
            event("add", "73857293"),
            event("remove", "2153"),
            event("add", "113411"),
        ]),
    );
    check(b"data: YHOO\ndata: +2\ndata: 10\n\n", gives([message("YHOO\n+2\n10")]));
    check(
        b": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
        gives([
            message("first event").with_id("1"),
            message("second event"),
            message(" third event"),
        ]),
    );
    check(b"data\n\ndata\ndata\n\ndata:", gives([message(""), message("\n")]));
    check(
        b"data:test\n\ndata: test\n\n",
        gives([message("test"), message("test")]),
    );
}
