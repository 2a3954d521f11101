//! The state machine, rule by rule.

use super::*;

const STREAM: Option<&str> = Some("text/event-stream");

fn connection() -> Connection {
    with(Some(RetryPolicy {
        jitter: 0.0,
        ..RetryPolicy::default()
    }))
}

fn with(policy: Option<RetryPolicy>) -> Connection {
    Connection::new(policy, String::new())
}

fn resending(resend: Resend) -> Connection {
    with(Some(RetryPolicy {
        resend,
        ..RetryPolicy::default()
    }))
}

/// Asks, and opens.
fn open(connection: &mut Connection, method: &str) {
    connection.begin();
    connection.requested(method);
    connection.answered(200, STREAM).expect("an event stream");
}

fn fail(connection: &mut Connection, kind: &ErrorKind) -> Verdict {
    connection.failed(kind, None, 0.0)
}

#[test]
fn it_is_connecting_until_a_response_opens_it() {
    let mut connection = connection();
    assert_eq!(connection.ready_state(), ReadyState::Connecting);
    connection.begin();
    connection.requested("GET");
    assert_eq!(connection.ready_state(), ReadyState::Connecting);
    connection.answered(200, STREAM).expect("an event stream");
    assert_eq!(connection.ready_state(), ReadyState::Open);
}

#[test]
fn a_status_other_than_200_fails_the_connection() {
    for status in [0, 201, 204, 205, 301, 404, 500, 503] {
        let mut connection = connection();
        connection.begin();
        connection.requested("GET");
        let refusal = connection.answered(status, STREAM).expect_err("not an event stream");
        assert_eq!(refusal, ErrorKind::Status(status));
        assert_eq!(fail(&mut connection, &refusal), Verdict::Fail);
        assert_eq!(connection.ready_state(), ReadyState::Closed);
    }
}

#[test]
fn another_content_type_fails_the_connection() {
    for (content_type, named) in [(Some("text/html"), "text/html"), (None, "")] {
        let mut connection = connection();
        connection.begin();
        connection.requested("GET");
        let refusal = connection.answered(200, content_type).expect_err("not an event stream");
        assert_eq!(refusal, ErrorKind::ContentType(named.to_owned()));
        assert_eq!(fail(&mut connection, &refusal), Verdict::Fail);
    }
}

#[test]
fn the_end_of_the_stream_reestablishes_the_connection() {
    let mut connection = connection();
    open(&mut connection, "GET");
    assert_eq!(fail(&mut connection, &ErrorKind::Ended), Verdict::Reestablish(3000));
    assert_eq!(connection.ready_state(), ReadyState::Connecting);
    connection.begin();
    assert_eq!(connection.attempt(), 2);
}

#[test]
fn a_network_error_reestablishes_the_connection() {
    let mut connection = connection();
    connection.begin();
    connection.requested("head");
    assert_eq!(fail(&mut connection, &ErrorKind::Network), Verdict::Reestablish(3000));
}

#[test]
fn what_is_futile_fails_the_connection() {
    for kind in [
        ErrorKind::Cors,
        ErrorKind::Limit(1),
        ErrorKind::Aborted,
        ErrorKind::Request(String::new()),
    ] {
        let mut connection = connection();
        open(&mut connection, "GET");
        assert_eq!(fail(&mut connection, &kind), Verdict::Fail, "{kind:?}");
    }
}

#[test]
fn the_servers_reconnection_time_is_waited_for() {
    let mut connection = connection();
    open(&mut connection, "GET");
    connection.parsed(0, "", Some(7));
    assert_eq!(fail(&mut connection, &ErrorKind::Ended), Verdict::Reestablish(7));
}

#[test]
fn failures_in_a_row_wait_longer_until_an_event_comes() {
    let mut connection = connection();
    for wait in [3000, 6000, 12_000] {
        open(&mut connection, "GET");
        assert_eq!(fail(&mut connection, &ErrorKind::Network), Verdict::Reestablish(wait));
    }
    open(&mut connection, "GET");
    connection.parsed(1, "", None);
    assert_eq!(fail(&mut connection, &ErrorKind::Network), Verdict::Reestablish(3000));
}

#[test]
fn the_last_event_id_outlives_the_connection() {
    let mut connection = connection();
    open(&mut connection, "GET");
    connection.parsed(1, "7", None);
    fail(&mut connection, &ErrorKind::Network);
    connection.begin();
    assert_eq!(connection.last_event_id(), "7");
    connection.parsed(1, "", None);
    assert_eq!(connection.last_event_id(), "");
}

#[test]
fn attempts_are_bounded_by_the_policy() {
    let mut connection = with(Some(RetryPolicy {
        attempts: Some(2),
        ..RetryPolicy::default()
    }));
    connection.begin();
    connection.requested("GET");
    assert!(matches!(
        fail(&mut connection, &ErrorKind::Network),
        Verdict::Reestablish(_)
    ));
    open(&mut connection, "GET");
    assert_eq!(fail(&mut connection, &ErrorKind::Ended), Verdict::Fail);
}

#[test]
fn statuses_of_the_policy_are_asked_again() {
    let mut connection = with(Some(RetryPolicy {
        statuses: vec![503],
        ..RetryPolicy::default()
    }));
    connection.begin();
    connection.requested("GET");
    assert!(matches!(
        fail(&mut connection, &ErrorKind::Status(503)),
        Verdict::Reestablish(_)
    ));
    assert_eq!(fail(&mut connection, &ErrorKind::Status(500)), Verdict::Fail);
}

#[test]
fn retry_after_is_honoured_but_never_shortens_the_wait() {
    let ask = |retry_after| {
        let mut connection = with(Some(RetryPolicy {
            statuses: vec![429],
            ..RetryPolicy::default()
        }));
        connection.begin();
        connection.requested("GET");
        connection.failed(&ErrorKind::Status(429), retry_after, 0.0)
    };
    assert_eq!(ask(Some(120_000)), Verdict::Reestablish(120_000));
    assert_eq!(ask(Some(1)), Verdict::Reestablish(3000));
}

#[test]
fn a_time_out_reestablishes_the_connection() {
    for kind in [ErrorKind::ConnectTimeout(5), ErrorKind::IdleTimeout(5)] {
        let mut connection = connection();
        open(&mut connection, "GET");
        assert_eq!(fail(&mut connection, &kind), Verdict::Reestablish(3000), "{kind:?}");
        open(&mut connection, "POST");
        assert_eq!(fail(&mut connection, &kind), Verdict::Fail, "{kind:?}");
    }
}

#[test]
fn a_pause_is_no_failure() {
    let mut connection = with(Some(RetryPolicy {
        attempts: Some(1),
        ..RetryPolicy::default()
    }));
    open(&mut connection, "GET");
    assert!(connection.may_be_made_again());
    connection.paused();
    assert_eq!(connection.ready_state(), ReadyState::Connecting);
    open(&mut connection, "POST");
    assert!(!connection.may_be_made_again());
}

#[test]
fn without_a_policy_an_end_is_the_end() {
    let mut connection = with(None);
    open(&mut connection, "GET");
    assert_eq!(fail(&mut connection, &ErrorKind::Ended), Verdict::Finish);
    assert_eq!(connection.ready_state(), ReadyState::Closed);
    assert_eq!(fail(&mut with(None), &ErrorKind::Network), Verdict::Fail);
}

#[test]
fn a_post_is_never_sent_twice() {
    for method in ["POST", "PUT", "PATCH", "DELETE", "QUERY"] {
        let mut connection = connection();
        connection.begin();
        connection.requested(method);
        assert_eq!(
            fail(&mut connection, &ErrorKind::Network),
            Verdict::Fail,
            "{method} unanswered"
        );

        open(&mut connection, method);
        connection.parsed(1, "7", None);
        assert_eq!(
            fail(&mut connection, &ErrorKind::Network),
            Verdict::Fail,
            "{method} broken off"
        );

        open(&mut connection, method);
        assert_eq!(
            fail(&mut connection, &ErrorKind::Ended),
            Verdict::Finish,
            "{method} ended"
        );
        assert_eq!(connection.ready_state(), ReadyState::Closed);
    }
}

#[test]
fn resend_unanswered_repeats_only_what_no_head_answered() {
    let mut connection = resending(Resend::Unanswered);
    connection.begin();
    connection.requested("POST");
    assert!(matches!(
        fail(&mut connection, &ErrorKind::Network),
        Verdict::Reestablish(_)
    ));
    open(&mut connection, "POST");
    assert_eq!(fail(&mut connection, &ErrorKind::Network), Verdict::Fail);
}

#[test]
fn resend_resume_repeats_only_with_a_last_event_id() {
    let mut connection = resending(Resend::Resume);
    open(&mut connection, "POST");
    assert_eq!(fail(&mut connection, &ErrorKind::Network), Verdict::Fail);
    open(&mut connection, "POST");
    connection.parsed(1, "7", None);
    assert!(matches!(
        fail(&mut connection, &ErrorKind::Network),
        Verdict::Reestablish(_)
    ));
}

#[test]
fn resend_always_treats_a_post_like_a_get() {
    let mut connection = resending(Resend::Always);
    open(&mut connection, "POST");
    assert!(matches!(
        fail(&mut connection, &ErrorKind::Ended),
        Verdict::Reestablish(_)
    ));
}
