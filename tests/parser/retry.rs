//! The `retry` field: "If the field value consists of only ASCII digits, then interpret the field value as an integer in
//! base ten, and set the event stream's reconnection time to that integer. Otherwise, ignore the field."

use crate::check::{check, gives, gives_nothing, message};

#[test]
fn digits_set_the_reconnection_time() {
    check(b"retry: 3000\n\n", gives_nothing().retry(3000));
    check(b"retry:3000\n\n", gives_nothing().retry(3000));
    check(b"retry: 0\n\n", gives_nothing().retry(0));
    check(
        b"data: a\nretry: 1234567890\n\n",
        gives([message("a")]).retry(1_234_567_890),
    );
}

#[test]
fn leading_zeros_are_digits() {
    check(b"retry: 007\n\n", gives_nothing().retry(7));
    check(
        b"retry: 00000000000000000000000000000010\n\n",
        gives_nothing().retry(10),
    );
}

#[test]
fn it_takes_effect_without_a_dispatch() {
    check(b"retry: 10\n", gives_nothing().retry(10));
    check(b"retry: 10\ndata: a", gives_nothing().retry(10));
}

#[test]
fn it_takes_effect_only_with_its_line_end() {
    check(b"retry: 10", gives_nothing());
    check(b"retry: 10\nretry: 2", gives_nothing().retry(10));
}

#[test]
fn the_last_valid_one_wins() {
    check(b"retry: 10\nretry: 20\n", gives_nothing().retry(20));
    check(b"retry: 10\n\nretry: 20\n\n", gives_nothing().retry(20));
    check(b"retry: 10\nretry: x\nretry:\nretry\n", gives_nothing().retry(10));
}

#[test]
fn it_is_kept_beyond_its_block() {
    check(b"retry: 10\n\ndata: a\n\n", gives([message("a")]).retry(10));
}

#[test]
fn an_empty_value_is_ignored() {
    check(b"retry\nretry:\nretry: \n\n", gives_nothing());
}

#[test]
fn a_sign_is_no_digit() {
    check(b"retry: -1\nretry: +1\n\n", gives_nothing());
}

#[test]
fn a_space_is_no_digit() {
    check(
        b"retry:  1\nretry: 1 \nretry: 1 0\nretry: \t1\nretry: 1\t\n\n",
        gives_nothing(),
    );
}

#[test]
fn nothing_else_is_a_digit() {
    for value in [
        "1.5", "1,000", "1e3", "0x10", "1s", "1_000", "a", "1a", "a1", "1\0", ":1", "1:",
    ] {
        check(format!("retry: {value}\n\n"), gives_nothing());
    }
}

#[test]
fn digits_of_other_scripts_are_no_digits() {
    // Arabic-Indic, Devanagari, fullwidth, superscript.
    for value in ["\u{661}", "\u{967}", "\u{FF11}", "\u{B2}", "1\u{661}"] {
        check(format!("retry: {value}\n\n"), gives_nothing());
    }
    check(b"retry: 1\xFF\n\n", gives_nothing());
}

#[test]
fn a_number_beyond_64_bits_is_the_greatest() {
    check(b"retry: 99999999999\n", gives_nothing().retry(99_999_999_999));
    check(b"retry: 18446744073709551615\n", gives_nothing().retry(u64::MAX));
    check(b"retry: 18446744073709551616\n", gives_nothing().retry(u64::MAX));
    check(b"retry: 18446744073709551625\n", gives_nothing().retry(u64::MAX));
    check(format!("retry: {}\n", "9".repeat(100)), gives_nothing().retry(u64::MAX));
    check(
        format!("retry: 1{}\n", "0".repeat(100)),
        gives_nothing().retry(u64::MAX),
    );
}

#[test]
fn a_number_beyond_64_bits_must_be_digits_to_its_end() {
    check(format!("retry: {}x\n", "9".repeat(100)), gives_nothing());
}

#[test]
fn more_than_a_thousand_digits_are_ignored() {
    let zeros = "0".repeat(1023);
    check(format!("retry: {zeros}7\n"), gives_nothing().retry(7));
    check(format!("retry: 0{zeros}7\n\n"), gives_nothing());
}
