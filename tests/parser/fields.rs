//! What a line says: comments, field names, and where a value starts.

use crate::check::{check, event, gives, gives_nothing, message};

#[test]
fn a_line_that_starts_with_a_colon_is_a_comment() {
    check(b":\n\n", gives_nothing());
    check(b": a\n\n", gives_nothing());
    check(b":data: a\n\n", gives_nothing());
    check(b"::\n: :\ndata: a\n\n", gives([message("a")]));
}

#[test]
fn a_comment_does_not_end_a_block() {
    check(b"data: a\n:\ndata: b\n: c\n\n", gives([message("a\nb")]));
    check(b"event: e\n:\ndata: a\n\n", gives([event("e", "a")]));
}

#[test]
fn a_colon_behind_a_space_starts_no_comment() {
    check(b" : a\ndata: b\n\n", gives([message("b")]));
}

#[test]
fn the_first_colon_ends_the_name_and_the_others_are_text() {
    check(b"data: a:b\n\n", gives([message("a:b")]));
    check(b"data::a\n\n", gives([message(":a")]));
    check(b"data:: a\n\n", gives([message(": a")]));
    check(b"data: :a:\n\n", gives([message(":a:")]));
}

#[test]
fn one_space_after_the_colon_is_not_part_of_the_value() {
    check(b"data: a\n\n", gives([message("a")]));
    check(b"data:a\n\n", gives([message("a")]));
    check(b"data: \n\n", gives([message("")]));
    check(
        b"event: e\ndata: a\n\nevent:e\ndata:a\n\n",
        gives([event("e", "a"), event("e", "a")]),
    );
}

#[test]
fn a_second_space_after_the_colon_is_part_of_the_value() {
    check(b"data:  a\n\n", gives([message(" a")]));
    check(b"data:   \n\n", gives([message("  ")]));
    check(b"event:  e\ndata: a\n\n", gives([event(" e", "a")]));
}

#[test]
fn other_white_space_after_the_colon_is_part_of_the_value() {
    check(b"data:\ta\n\n", gives([message("\ta")]));
    check(b"data: \ta\n\n", gives([message("\ta")]));
    check(b"data:\t a\n\n", gives([message("\t a")]));
    check("data:\u{A0}a\n\n", gives([message("\u{A0}a")]));
    check("data:\u{3000}a\n\n", gives([message("\u{3000}a")]));
}

#[test]
fn spaces_at_the_end_are_part_of_the_value() {
    check(b"data: a  \n\n", gives([message("a  ")]));
    check(b"event: e \ndata: a\t\n\n", gives([event("e ", "a\t")]));
}

#[test]
fn a_field_without_colon_has_an_empty_value() {
    check(b"data\n\n", gives([message("")]));
    check(b"event: e\nevent\ndata\n\n", gives([message("")]));
}

#[test]
fn a_line_behind_a_field_without_value_is_a_line_of_its_own() {
    check(b"data\ndata: a\n\n", gives([message("\na")]));
    check(b"data:\nevent: e\n\n", gives([event("e", "")]));
    check(b"event\ndata: a\n\n", gives([message("a")]));
    check(b"event:\ndata: a\n\n", gives([message("a")]));
    check(b"id\ndata: a\n\n", gives([message("a")]));
    check(b"retry\ndata: a\n\n", gives([message("a")]));
    check(b"data\n\ndata\n\n", gives([message(""), message("")]));
}

#[test]
fn unknown_fields_are_ignored() {
    check(b"foo: a\nfoo\nfoo:\nx:y:z\n\n", gives_nothing());
    check(
        b"message: a\ncomment: b\ndata: c\nlast-event-id: d\n\n",
        gives([message("c")]),
    );
}

#[test]
fn an_unknown_field_does_not_end_a_block() {
    check(b"data: a\nfoo\ndata: b\n\n", gives([message("a\nb")]));
}

#[test]
fn a_name_must_match_from_start_to_end() {
    for name in ["d", "dat", "datas", "data-", "data.x", "xdata", "datadata", "dataevent"] {
        check(format!("{name}: a\n{name}\ndata: b\n\n"), gives([message("b")]));
    }
    for name in ["even", "events", "eventdata", "i", "idd", "ids", "retr", "retrys"] {
        check(format!("{name}: 1\n{name}\ndata: b\n\n"), gives([message("b")]));
    }
}

#[test]
fn names_are_case_sensitive() {
    check(b"Data: a\nDATA: b\ndatA: c\n\n", gives_nothing());
    check(b"Event: e\nEVENT: e\ndata: a\n\n", gives([message("a")]));
    check(b"Id: 1\nID: 1\niD: 1\ndata: a\n\n", gives([message("a")]));
    check(b"Retry: 1\nRETRY: 1\ndata: a\n\n", gives([message("a")]));
}

#[test]
fn a_space_before_the_colon_is_part_of_the_name() {
    check(b"data : a\n\n", gives_nothing());
    check(b"data \n\n", gives_nothing());
    check(
        b"event : e\nid : 1\nretry : 1\ndata\t: a\ndata: b\n\n",
        gives([message("b")]),
    );
}

#[test]
fn a_space_before_the_name_is_part_of_it() {
    check(b" data: a\n\n", gives_nothing());
    check(
        b" event: e\n id: 1\n retry: 1\n\tdata: a\ndata: b\n\n",
        gives([message("b")]),
    );
}

#[test]
fn a_nul_in_a_name_makes_another_name() {
    check(b"da\0ta: a\n\0data: b\ndata\0: c\ndata: d\n\n", gives([message("d")]));
}

#[test]
fn a_name_may_be_very_long() {
    for start in ["x", "data", "event", "id", "retry"] {
        let name = start.repeat(100);
        check(format!("{name}: a\n{name}\ndata: b\n\n"), gives([message("b")]));
    }
}
