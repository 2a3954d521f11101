//! The `data` field: "Append the field value to the data buffer, then append a single U+000A LINE FEED (LF) character to
//! the data buffer."

use crate::check::{WithId, check, gives, gives_nothing, message};

#[test]
fn lines_of_data_are_joined_with_line_feeds() {
    check(b"data: a\ndata: b\ndata: c\n\n", gives([message("a\nb\nc")]));
    check(b"data: a\r\ndata: b\r\n\r\n", gives([message("a\nb")]));
}

#[test]
fn lines_of_data_are_joined_across_other_lines() {
    check(
        b"data: a\nid: 1\n:\nfoo\nretry: 7\ndata: b\n\n",
        gives([message("a\nb").with_id("1")]).last_id("1").retry(7),
    );
}

#[test]
fn only_the_last_line_feed_is_dropped() {
    check(b"data: a\ndata\n\n", gives([message("a\n")]));
    check(b"data\ndata: a\n\n", gives([message("\na")]));
    check(b"data\ndata\n\n", gives([message("\n")]));
    check(b"data:\ndata: \ndata\n\n", gives([message("\n\n")]));
}

#[test]
fn empty_data_is_an_event() {
    check(b"data\n\n", gives([message("")]));
    check(b"data:\n\n", gives([message("")]));
    check(b"data: \n\n", gives([message("")]));
}

#[test]
fn a_block_without_data_is_no_event() {
    check(b"event: e\n\n", gives_nothing());
    check(b"retry: 1\n\n", gives_nothing().retry(1));
    check(b"id: 1\n\n", gives_nothing().last_id("1"));
    check(b"foo: a\n:\n\n", gives_nothing());
}

#[test]
fn data_is_forgotten_after_its_event() {
    check(b"data: a\n\ndata: b\n\n", gives([message("a"), message("b")]));
    check(
        b"data: a\n\n\n:\n\nevent: e\n\ndata: b\n\n",
        gives([message("a"), message("b")]),
    );
}

#[test]
fn nul_in_data_is_kept() {
    check(b"data: a\0b\n\n", gives([message("a\0b")]));
    check(b"data:\0\n\n", gives([message("\0")]));
}

#[test]
fn control_characters_in_data_are_kept() {
    check(
        b"data: \x01\x08\x1B[31m\x7F\n\n",
        gives([message("\x01\x08\x1B[31m\x7F")]),
    );
}

#[test]
fn field_like_text_in_data_is_text() {
    check(b"data: data: a\n\n", gives([message("data: a")]));
    check(
        b"data: id: 1\ndata: event: e\ndata: retry: 5\n\n",
        gives([message("id: 1\nevent: e\nretry: 5")]),
    );
}
