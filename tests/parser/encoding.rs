//! Bytes that become text: the byte order mark, and what is no UTF-8.

use crate::check::{WithId, check, event, gives, gives_nothing, message};

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Checks what bytes are decoded to, as the value of each field that has text.
#[track_caller]
fn decodes(bytes: &[u8], text: &str) {
    let value = |field: &[u8]| [field, bytes, b"\n"].concat();
    check([&value(b"data: ")[..], b"\n"].concat(), gives([message(text)]));
    check(
        [&value(b"event: ")[..], b"data: a\n\n"].concat(),
        gives([event(text, "a")]),
    );
    check(
        [&value(b"id: ")[..], b"data: a\n\n"].concat(),
        gives([message("a").with_id(text)]).last_id(text),
    );
}

#[test]
fn one_byte_order_mark_is_skipped() {
    check([BOM, b"data: a\n\n"].concat(), gives([message("a")]));
    check([BOM, b"\n\r\ndata: a\n\n"].concat(), gives([message("a")]));
    check([BOM, b": comment\n\ndata: a\n\n"].concat(), gives([message("a")]));
}

#[test]
fn a_second_byte_order_mark_is_text() {
    check([BOM, BOM, b"data: a\ndata: b\n\n"].concat(), gives([message("b")]));
    check([BOM, BOM, b"\n\ndata: b\n\n"].concat(), gives([message("b")]));
}

#[test]
fn a_byte_order_mark_later_on_is_text() {
    check([b"data: a\n\n", BOM, b"data: b\n\n"].concat(), gives([message("a")]));
    check([b"\n", BOM, b"data: a\n\n"].concat(), gives_nothing());
    check([b":\n", BOM, b"data: a\n\n"].concat(), gives_nothing());
    check([b" ", BOM, b"data: a\n\n"].concat(), gives_nothing());
    decodes(BOM, "\u{FEFF}");
    decodes(b"a\xEF\xBB\xBFb", "a\u{FEFF}b");
}

#[test]
fn part_of_a_byte_order_mark_is_text() {
    for part in [&BOM[..1], &BOM[..2], &BOM[1..], &BOM[2..], b"\xEF\xBF", b"\xEF\xBB\xBE"] {
        check([part, b"data: a\ndata: b\n\n"].concat(), gives([message("b")]));
        check([part, b"\ndata: b\n\n"].concat(), gives([message("b")]));
        check([part, b":data: a\ndata: b\n\n"].concat(), gives([message("b")]));
        check([part, BOM, b"data: a\ndata: b\n\n"].concat(), gives([message("b")]));
    }
}

#[test]
fn a_stream_may_be_nothing_but_a_byte_order_mark_or_part_of_it() {
    check(&BOM[..1], gives_nothing());
    check(&BOM[..2], gives_nothing());
    check(BOM, gives_nothing());
    check([BOM, b"\n"].concat(), gives_nothing());
}

#[test]
fn the_byte_order_marks_of_other_encodings_are_text() {
    check(b"\xFE\xFFdata: a\ndata: b\n\n", gives([message("b")]));
    check(b"\xFF\xFEdata: a\ndata: b\n\n", gives([message("b")]));
}

#[test]
fn sequences_of_every_length_are_decoded() {
    decodes("é".as_bytes(), "é");
    decodes("€日本".as_bytes(), "€日本");
    decodes("😀𝄞".as_bytes(), "😀𝄞");
    decodes("👩‍👩‍👧 e\u{301}".as_bytes(), "👩‍👩‍👧 e\u{301}");
    // The first and the last of each length.
    let ends = "\u{1}\u{7F}\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFD}\u{FFFF}\u{10000}\u{10FFFF}";
    decodes(ends.as_bytes(), ends);
}

#[test]
fn a_byte_that_never_occurs_is_replaced() {
    for byte in [0xC0, 0xC1, 0xF5, 0xF6, 0xF8, 0xFC, 0xFE, 0xFF] {
        decodes(&[byte], "\u{FFFD}");
        decodes(&[b'a', byte, byte, b'b'], "a\u{FFFD}\u{FFFD}b");
    }
    decodes(b"\xF5\x80\x80\x80", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}");
    decodes(b"\xF8\x88\x80\x80\x80", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}");
}

#[test]
fn a_lone_continuation_byte_is_replaced() {
    decodes(b"\x80", "\u{FFFD}");
    decodes(b"a\xBFb", "a\u{FFFD}b");
    decodes(b"\x80\x80\x80", "\u{FFFD}\u{FFFD}\u{FFFD}");
    decodes(b"\xC3\xA9\xA9", "é\u{FFFD}");
    // NEL, as other encodings have it: no line end here.
    decodes(b"a\x85b", "a\u{FFFD}b");
}

#[test]
fn every_byte_of_an_overlong_sequence_is_replaced() {
    decodes(b"\xC0\x80", "\u{FFFD}\u{FFFD}");
    decodes(b"\xC1\xBF", "\u{FFFD}\u{FFFD}");
    decodes(b"\xE0\x80\x80", "\u{FFFD}\u{FFFD}\u{FFFD}");
    decodes(b"\xE0\x9F\xBF", "\u{FFFD}\u{FFFD}\u{FFFD}");
    decodes(b"\xF0\x80\x80\x80", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}");
    decodes(b"\xF0\x8F\xBF\xBF", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}");
}

#[test]
fn an_overlong_line_end_or_nul_is_none() {
    decodes(b"a\xC0\x8Adata: b\xC0\x8D", "a\u{FFFD}\u{FFFD}data: b\u{FFFD}\u{FFFD}");
    check(b"id: 1\xC0\x80\n\n", gives_nothing().last_id("1\u{FFFD}\u{FFFD}"));
}

#[test]
fn every_byte_of_a_surrogate_is_replaced() {
    decodes(b"\xED\xA0\x80", "\u{FFFD}\u{FFFD}\u{FFFD}");
    decodes(b"\xED\xBF\xBF", "\u{FFFD}\u{FFFD}\u{FFFD}");
    decodes(
        b"\xED\xA0\xBD\xED\xB8\x80",
        "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}",
    );
}

#[test]
fn every_byte_of_what_lies_above_the_last_code_point_is_replaced() {
    decodes(b"\xF4\x90\x80\x80", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}");
}

#[test]
fn a_sequence_that_breaks_off_is_replaced_as_one() {
    decodes(b"\xC3a", "\u{FFFD}a");
    decodes(b"\xE2\x82a", "\u{FFFD}a");
    decodes(b"\xF0\x9Fa", "\u{FFFD}a");
    decodes(b"\xF0\x9F\x98a", "\u{FFFD}a");
    // Before the start of another.
    decodes(b"\xE2\x82\xE2\x82\xAC", "\u{FFFD}€");
    decodes(b"\xF0\x9F\x98\xC3\xA9", "\u{FFFD}é");
    decodes(b"\xE2\xF0\x9F\xC3\xFF", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}");
}

#[test]
fn a_sequence_that_the_line_end_breaks_off_is_replaced_as_one() {
    decodes(b"\xC3", "\u{FFFD}");
    decodes(b"a\xE2\x82", "a\u{FFFD}");
    decodes(b"a\xF0\x9F\x98", "a\u{FFFD}");
    // The rest of the sequence in the next line does not mend it.
    check(
        b"data: \xE2\x82\ndata: \xAC\n\n",
        gives([message("\u{FFFD}\n\u{FFFD}")]),
    );
    check(
        b"data: \xE2\x82\r\rdata: \xAC\r\r",
        gives([message("\u{FFFD}"), message("\u{FFFD}")]),
    );
    check(b"data: \xF0\x9F\r\ndata: a\r\n\r\n", gives([message("\u{FFFD}\na")]));
}

#[test]
fn valid_and_invalid_text_may_be_mixed() {
    decodes(
        b"caf\xE9 \xC3\xA9\xF0\x9F\x98\x80\xF0\x9F\x98 \xE2\x82\xAC\xFF",
        "caf\u{FFFD} é😀\u{FFFD} €\u{FFFD}",
    );
    check(
        b"data: \xFF\n\ndata: a\n\ndata: \xFFb\n\n",
        gives([message("\u{FFFD}"), message("a"), message("\u{FFFD}b")]),
    );
}

#[test]
fn an_invalid_byte_in_a_name_makes_another_name() {
    check(
        b"data\xFF: a\n\xFFdata: b\nda\xFFta: c\n\xE2\x82data: d\ndata: e\n\n",
        gives([message("e")]),
    );
}

#[test]
fn a_sequence_that_breaks_off_does_not_swallow_the_colon() {
    check(b"data\xE2\x82: a\ndata: b\n\n", gives([message("b")]));
    check(b"\xE2:\xE2\ndata:\xE2 a\n\n", gives([message("\u{FFFD} a")]));
}

#[test]
fn invalid_bytes_in_comments_and_unknown_fields_do_no_harm() {
    check(b":\xFF\xE2\nfoo: \xF0\x9F\n\xFE\ndata: a\n\n", gives([message("a")]));
}
