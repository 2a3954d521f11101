//! The `id` field and the last event ID string: "If the field value does not contain U+0000 NULL, then set the last event
//! ID buffer to the field value. Otherwise, ignore the field."

use crate::check::{WithId, check, check_with, event, gives, gives_nothing, message};
use crate::outcome::Settings;

#[test]
fn an_event_carries_the_id_of_its_block() {
    check(b"id: 1\ndata: a\n\n", gives([message("a").with_id("1")]).last_id("1"));
    check(b"data: a\nid: 1\n\n", gives([message("a").with_id("1")]).last_id("1"));
    check(
        b"id: 1\ndata: a\n\nid: 2\ndata: b\n\n",
        gives([message("a").with_id("1"), message("b").with_id("2")]).last_id("2"),
    );
}

#[test]
fn an_id_stays_for_the_events_after_it() {
    check(
        b"data: a\n\nid: 1\ndata: b\n\ndata: c\n\nevent: e\ndata: d\n\n",
        gives([
            message("a"),
            message("b").with_id("1"),
            message("c").with_id("1"),
            event("e", "d").with_id("1"),
        ])
        .last_id("1"),
    );
}

#[test]
fn the_last_id_of_a_block_wins() {
    check(
        b"id: 1\nid: 2\ndata: a\nid: 3\n\n",
        gives([message("a").with_id("3")]).last_id("3"),
    );
    check(b"id: 1\nid\ndata: a\n\n", gives([message("a")]));
}

#[test]
fn an_id_without_a_value_resets() {
    for reset in ["id", "id:", "id: "] {
        check(
            format!("id: 1\ndata: a\n\n{reset}\ndata: b\n\ndata: c\n\n"),
            gives([message("a").with_id("1"), message("b"), message("c")]),
        );
        check(
            format!("id: 1\ndata: a\n\n{reset}\n\n"),
            gives([message("a").with_id("1")]),
        );
    }
}

#[test]
fn an_id_with_nul_is_ignored() {
    for id in ["\0", " \0", "2\0", "\x002", "2\x003", " 2\0\0"] {
        check(format!("id:{id}\ndata: a\n\n"), gives([message("a")]));
    }
}

#[test]
fn an_id_with_nul_keeps_the_earlier_one() {
    check(
        b"id: 1\ndata: a\n\nid: 2\x003\ndata: b\n\n",
        gives([message("a").with_id("1"), message("b").with_id("1")]).last_id("1"),
    );
    check(
        b"id: 1\nid: 2\0\ndata: a\n\n",
        gives([message("a").with_id("1")]).last_id("1"),
    );
    check(
        b"id: 2\0\nid: 1\ndata: a\n\n",
        gives([message("a").with_id("1")]).last_id("1"),
    );
}

#[test]
fn a_block_of_an_id_alone_counts() {
    check(b"id: 7\n\n", gives_nothing().last_id("7"));
    check(b"id: 7\n\ndata: a\n\n", gives([message("a").with_id("7")]).last_id("7"));
    check(b"id: 7\nevent: e\n:\n\n", gives_nothing().last_id("7"));
}

#[test]
fn an_id_counts_from_its_blank_line_on() {
    check(b"id: 1\n", gives_nothing());
    check(b"id: 1\n:\nevent: e\n", gives_nothing());
    check(b"id: 1\n\n", gives_nothing().last_id("1"));
}

#[test]
fn the_id_of_an_unfinished_block_does_not_count() {
    for end in [
        "id: 2",
        "id: 2\n",
        "id: 2\ndata: b",
        "id: 2\ndata: b\n",
        "data: b\nid: 2\n",
        "id\n",
        "id",
    ] {
        check(
            format!("id: 1\ndata: a\n\n{end}"),
            gives([message("a").with_id("1")]).last_id("1"),
        );
    }
}

#[test]
fn an_id_is_taken_as_it_is() {
    for id in [" 1", "1 ", "a:b", "a b\tc", "-1", "0", "é日😀", "\u{FEFF}1", "null"] {
        check(
            format!("id: {id}\ndata: a\n\n"),
            gives([message("a").with_id(id)]).last_id(id),
        );
    }
}

#[test]
fn a_shorter_id_leaves_nothing_of_a_longer_one() {
    check(
        b"id: 1234567\ndata: a\n\nid: 8\ndata: b\n\nid: 90\ndata: c\n\n",
        gives([
            message("a").with_id("1234567"),
            message("b").with_id("8"),
            message("c").with_id("90"),
        ])
        .last_id("90"),
    );
}

#[test]
fn a_reconnected_stream_starts_with_the_id_of_the_one_before() {
    let settings = Settings {
        last_event_id: "é7",
        ..Settings::default()
    };
    check_with(settings, b"", gives_nothing().last_id("é7"));
    check_with(
        settings,
        b"data: a\n\ndata: b\n\n",
        gives([message("a").with_id("é7"), message("b").with_id("é7")]).last_id("é7"),
    );
    check_with(
        settings,
        b"data: a\n\nid: 8\ndata: b\n\n",
        gives([message("a").with_id("é7"), message("b").with_id("8")]).last_id("8"),
    );
    check_with(
        settings,
        b"id: 8\0\ndata: a\n\n",
        gives([message("a").with_id("é7")]).last_id("é7"),
    );
    check_with(settings, b"id\ndata: a\n\n", gives([message("a")]));
    check_with(settings, b"id: 8\ndata: a\n", gives_nothing().last_id("é7"));
}
