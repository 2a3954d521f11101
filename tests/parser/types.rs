//! The `event` field: "Set the event type buffer to the field value."

use crate::check::{check, event, gives, gives_nothing, message};

#[test]
fn an_event_without_type_is_a_message() {
    check(b"data: a\n\n", gives([message("a")]));
}

#[test]
fn the_event_field_names_the_type() {
    check(b"event: tick\ndata: a\n\n", gives([event("tick", "a")]));
    check(b"data: a\nevent: tick\n\n", gives([event("tick", "a")]));
    check(b"data: a\nevent: tick\ndata: b\n\n", gives([event("tick", "a\nb")]));
    check("event: täglich 日\ndata: a\n\n", gives([event("täglich 日", "a")]));
}

#[test]
fn the_last_type_of_a_block_wins() {
    check(b"event: one\nevent: two\ndata: a\n\n", gives([event("two", "a")]));
    check(b"event: one\ndata: a\nevent: two\n\n", gives([event("two", "a")]));
}

#[test]
fn an_empty_type_is_a_message() {
    check(b"event:\ndata: a\n\n", gives([message("a")]));
    check(b"event: \ndata: a\n\n", gives([message("a")]));
    check(b"event\ndata: a\n\n", gives([message("a")]));
    check(b"event: one\nevent:\ndata: a\n\n", gives([message("a")]));
    check(b"event: one\nevent\ndata: a\n\n", gives([message("a")]));
}

#[test]
fn the_type_is_forgotten_after_its_event() {
    check(
        b"event: tick\ndata: a\n\ndata: b\n\n",
        gives([event("tick", "a"), message("b")]),
    );
}

#[test]
fn the_type_of_a_block_without_data_is_forgotten() {
    check(b"event: tick\n\ndata: a\n\n", gives([message("a")]));
    check(b"event: tick\nid: 1\n\nid\ndata: a\n\n", gives([message("a")]));
}

#[test]
fn a_type_is_taken_as_it_is() {
    check(b"event: a:b c\ndata: a\n\n", gives([event("a:b c", "a")]));
    check(b"event: a\0b\ndata: a\n\n", gives([event("a\0b", "a")]));
    check(b"event: Message\ndata: a\n\n", gives([event("Message", "a")]));
    for name in ["message", "open", "error", "__proto__"] {
        check(format!("event: {name}\ndata: a\n\n"), gives([event(name, "a")]));
    }
}

#[test]
fn an_unfinished_type_is_none() {
    check(b"data: a\nevent: tick", gives_nothing());
}
