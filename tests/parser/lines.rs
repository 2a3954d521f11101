//! Where lines end: LF, CR and CRLF, and nothing else.

use crate::check::{check, gives, gives_nothing, message};

#[test]
fn a_line_feed_ends_a_line() {
    check(b"data: a\ndata: b\n\n", gives([message("a\nb")]));
}

#[test]
fn a_carriage_return_ends_a_line() {
    check(b"data: a\rdata: b\r\r", gives([message("a\nb")]));
}

#[test]
fn a_pair_of_cr_and_lf_is_one_line_end() {
    check(b"data: a\r\ndata: b\r\n\r\n", gives([message("a\nb")]));
    check(b"data: a\r\n", gives_nothing());
}

#[test]
fn a_pair_of_lf_and_cr_is_two_line_ends() {
    check(b"data: a\n\rdata: b\n\r", gives([message("a"), message("b")]));
}

#[test]
fn two_carriage_returns_before_a_line_feed_are_two_line_ends() {
    check(b"data: a\r\r\ndata: b\n\n", gives([message("a"), message("b")]));
    check(b"data: a\r\r\n\ndata: b\r\r\n", gives([message("a"), message("b")]));
}

#[test]
fn line_ends_may_be_mixed() {
    check(
        b"data: a\ndata: b\rdata: c\r\ndata: d\n\n",
        gives([message("a\nb\nc\nd")]),
    );
    check(
        b"data: a\r\n\ndata: b\n\r\ndata: c\r\n\rdata: d\n\n",
        gives([message("a"), message("b"), message("c"), message("d")]),
    );
}

#[test]
fn a_carriage_return_at_the_very_end_ends_its_line() {
    check(b"data: a\n\r", gives([message("a")]));
    check(b"data: a\r\n\r", gives([message("a")]));
}

#[test]
fn a_stream_may_start_with_line_ends() {
    check(b"\ndata: a\n\n", gives([message("a")]));
    check(b"\rdata: a\n\n", gives([message("a")]));
    check(b"\r\ndata: a\n\n", gives([message("a")]));
    check(b"\n\r\r\r\n\n\r\ndata: a\n\n", gives([message("a")]));
}

#[test]
fn nothing_else_ends_a_line() {
    // Vertical tab, form feed, the separators, NEL, LS and PS: line ends to others.
    let value = "\u{B}\u{C}\u{1C}\u{1D}\u{1E}\u{85}\u{2028}\u{2029}";
    check(
        format!("data: a{value}data: b\n\n"),
        gives([message(&format!("a{value}data: b"))]),
    );
}

#[test]
fn an_escaped_line_end_is_text() {
    check(b"data: a\\n\\ndata: b\\r\n\n", gives([message("a\\n\\ndata: b\\r")]));
}

#[test]
fn the_last_line_counts_only_with_its_line_end() {
    check(b"data: a\ndata: b", gives_nothing());
    check(b"data: a\n\ndata: b\n\nretry: 1", gives([message("a"), message("b")]));
}

#[test]
fn lines_of_every_length_end_where_they_end() {
    // Around the widths at which a vectorised search works, with the line end in every place of them.
    for len in 0..=70 {
        let text = "x".repeat(len);
        for end in ["\n", "\r", "\r\n"] {
            let event = message(&text);
            check(
                format!("data:{text}{end}{end}data: next{end}{end}"),
                gives([event, message("next")]),
            );
        }
    }
}
