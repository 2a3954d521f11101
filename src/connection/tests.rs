//! The state machine, rule by rule.

use super::*;

const STREAM: &[u8] = b"text/event-stream";

fn policy() -> RetryPolicy {
    RetryPolicy {
        jitter: 0.0,
        ..RetryPolicy::default()
    }
}

fn connection() -> Connection {
    with(Some(policy()))
}

fn with(retry: Option<RetryPolicy>) -> Connection {
    Connection::new(Options {
        retry,
        ..Options::default()
    })
}

fn resending(resend: Resend) -> Connection {
    with(Some(RetryPolicy { resend, ..policy() }))
}

/// Goes on to the next attempt, through whatever waits there are, and sends its request.
fn ask(connection: &mut Connection, safe_method: bool) {
    while connection.go_on() != Step::Ask {}
    connection.requested(safe_method, 0.0);
}

fn open(connection: &mut Connection, safe_method: bool) {
    ask(connection, safe_method);
    assert_eq!(connection.answered(200, STREAM, None), Step::Open);
    assert_eq!(connection.go_on(), Step::Read);
}

/// An event came.
fn event(connection: &mut Connection, id: &str) {
    connection.parsed(1, Some(id.as_bytes()), None, None);
}

/// Whether, and when, the attempt is followed by another.
fn fail(connection: &mut Connection, kind: ErrorKind) -> Option<u32> {
    assert_eq!(connection.failed(kind), Step::Report);
    connection.retry_in()
}

/// Waits until it is time to ask again: the steps on the way.
fn waits(connection: &mut Connection) -> Vec<Wait> {
    let mut waits = Vec::new();
    while connection.go_on() == Step::Wait {
        waits.push(connection.wait());
    }
    waits
}

fn until(page: Page) -> Wait {
    Wait {
        ms: None,
        page: Some(page),
    }
}

/// TypeScript counts on it: it sends the first request before there is an engine.
#[test]
fn the_first_step_is_to_ask_whatever_the_options() {
    for retry in [None, Some(policy())] {
        for pause_hidden in [false, true] {
            let mut connection = Connection::new(Options {
                retry: retry.clone(),
                pause_hidden,
                ..Options::default()
            });
            assert_eq!(connection.go_on(), Step::Ask);
            assert_eq!(connection.attempt(), 1);
        }
    }
}

#[test]
fn it_is_connecting_until_a_response_opens_it() {
    let mut connection = connection();
    assert_eq!(connection.ready_state(), ReadyState::Connecting);
    ask(&mut connection, true);
    assert_eq!(connection.ready_state(), ReadyState::Connecting);
    assert_eq!(connection.answered(200, STREAM, None), Step::Open);
    assert_eq!(connection.ready_state(), ReadyState::Open);
}

#[test]
fn a_status_other_than_200_fails_the_connection() {
    for status in [0, 201, 204, 205, 301, 404, 500, 503] {
        let mut connection = connection();
        ask(&mut connection, true);
        assert_eq!(connection.answered(status, STREAM, None), Step::Refuse);
        assert_eq!(connection.go_on(), Step::Report);
        assert_eq!(connection.failure(), &ErrorKind::Status(status));
        assert_eq!(connection.retry_in(), None);
        assert_eq!(connection.ready_state(), ReadyState::Closed);
        assert_eq!(connection.go_on(), Step::Stop);
    }
}

#[test]
fn another_content_type_fails_the_connection() {
    for content_type in ["text/html", ""] {
        let mut connection = connection();
        ask(&mut connection, true);
        assert_eq!(connection.answered(200, content_type.as_bytes(), None), Step::Refuse);
        assert_eq!(connection.go_on(), Step::Report);
        assert_eq!(connection.failure(), &ErrorKind::ContentType(String::new()));
        assert_eq!(connection.retry_in(), None);
    }
}

#[test]
fn whoever_takes_any_response_gets_it() {
    let mut connection = Connection::new(Options {
        any_response: true,
        ..Options::default()
    });
    ask(&mut connection, true);
    assert_eq!(connection.answered(500, b"text/html", None), Step::Open);
}

#[test]
fn the_end_of_the_stream_reestablishes_the_connection() {
    let mut connection = connection();
    open(&mut connection, true);
    assert_eq!(fail(&mut connection, ErrorKind::Ended), Some(3000));
    assert_eq!(connection.ready_state(), ReadyState::Connecting);
    ask(&mut connection, true);
    assert_eq!(connection.attempt(), 2);
}

#[test]
fn a_network_error_reestablishes_the_connection() {
    let mut connection = connection();
    ask(&mut connection, true);
    assert_eq!(fail(&mut connection, ErrorKind::Network), Some(3000));
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
        open(&mut connection, true);
        assert_eq!(fail(&mut connection, kind.clone()), None, "{kind:?}");
        assert_eq!(connection.go_on(), Step::Stop);
    }
}

#[test]
fn an_event_that_is_too_large_ends_it_when_those_before_it_have_been_told() {
    let mut connection = connection();
    open(&mut connection, true);
    connection.parsed(2, None, None, Some(64));
    assert_eq!(connection.go_on(), Step::Report);
    assert_eq!(connection.failure(), &ErrorKind::Limit(64));
    assert_eq!(connection.retry_in(), None);
}

#[test]
fn the_reconnection_time_is_waited_for_and_then_the_network() {
    let mut connection = connection();
    open(&mut connection, true);
    fail(&mut connection, ErrorKind::Network);
    let time = Wait {
        ms: Some(3000),
        page: Some(Page::ComesOnline),
    };
    assert_eq!(waits(&mut connection), [time, until(Page::Online)]);
}

#[test]
fn the_servers_reconnection_time_is_waited_for() {
    let mut connection = connection();
    open(&mut connection, true);
    connection.parsed(0, None, Some(7), None);
    assert_eq!(fail(&mut connection, ErrorKind::Ended), Some(7));
}

#[test]
fn failures_in_a_row_wait_longer_until_an_event_comes() {
    let mut connection = connection();
    for wait in [3000, 6000, 12_000] {
        open(&mut connection, true);
        assert_eq!(fail(&mut connection, ErrorKind::Network), Some(wait));
    }
    open(&mut connection, true);
    event(&mut connection, "");
    assert_eq!(fail(&mut connection, ErrorKind::Network), Some(3000));
}

#[test]
fn the_last_event_id_outlives_the_connection() {
    let mut connection = connection();
    open(&mut connection, true);
    event(&mut connection, "7");
    fail(&mut connection, ErrorKind::Network);
    open(&mut connection, true);
    assert_eq!(connection.last_event_id(), b"7");
    event(&mut connection, "");
    assert_eq!(connection.last_event_id(), b"");
}

#[test]
fn attempts_are_bounded_by_the_policy() {
    let mut connection = with(Some(RetryPolicy {
        attempts: Some(2),
        ..policy()
    }));
    ask(&mut connection, true);
    assert!(fail(&mut connection, ErrorKind::Network).is_some());
    open(&mut connection, true);
    assert_eq!(fail(&mut connection, ErrorKind::Ended), None);
}

#[test]
fn statuses_of_the_policy_are_asked_again() {
    let mut connection = with(Some(RetryPolicy {
        statuses: vec![503],
        ..policy()
    }));
    for (status, retries) in [(503, true), (500, false)] {
        ask(&mut connection, true);
        connection.answered(status, STREAM, None);
        assert_eq!(connection.go_on(), Step::Report);
        assert_eq!(connection.retry_in().is_some(), retries);
    }
}

#[test]
fn retry_after_is_honoured_but_never_shortens_the_wait() {
    for (retry_after, wait) in [(120_000, 120_000), (1, 3000)] {
        let mut connection = with(Some(RetryPolicy {
            statuses: vec![429],
            ..policy()
        }));
        ask(&mut connection, true);
        connection.answered(429, STREAM, Some(retry_after));
        assert_eq!(connection.go_on(), Step::Report);
        assert_eq!(connection.retry_in(), Some(wait));
        // It counts for this response alone.
        open(&mut connection, true);
        event(&mut connection, "");
        assert_eq!(fail(&mut connection, ErrorKind::Network), Some(3000));
    }
}

#[test]
fn a_time_out_reestablishes_the_connection() {
    let mut connection = Connection::new(Options {
        retry: Some(policy()),
        connect_timeout: Some(5),
        idle_timeout: Some(6),
        ..Options::default()
    });
    ask(&mut connection, true);
    assert_eq!(connection.wait(), Wait::of_ms(5));
    assert_eq!(connection.timed_out(), Step::Report);
    assert_eq!(connection.failure(), &ErrorKind::ConnectTimeout(5));
    assert_eq!(connection.retry_in(), Some(3000));

    open(&mut connection, true);
    assert_eq!(connection.wait(), Wait::of_ms(6));
    assert_eq!(connection.timed_out(), Step::Report);
    assert_eq!(connection.failure(), &ErrorKind::IdleTimeout(6));
    assert_eq!(connection.retry_in(), Some(6000));

    open(&mut connection, false);
    assert_eq!(connection.timed_out(), Step::Report);
    assert_eq!(connection.retry_in(), None);
}

fn pausing(resend: Resend) -> Connection {
    Connection::new(Options {
        retry: Some(RetryPolicy {
            attempts: Some(1),
            resend,
            ..policy()
        }),
        pause_hidden: true,
        ..Options::default()
    })
}

#[test]
fn a_pause_is_no_failure() {
    let mut connection = pausing(Resend::Never);
    open(&mut connection, true);
    assert_eq!(connection.wait(), until(Page::Hidden));
    assert_eq!(connection.page_reached(), Step::Pause);
    assert_eq!(connection.ready_state(), ReadyState::Connecting);
    assert_eq!(waits(&mut connection), [until(Page::Visible)]);
    // The attempts are not used up by it.
    connection.requested(true, 0.0);
    assert_eq!(connection.answered(200, STREAM, None), Step::Open);
}

#[test]
fn what_may_not_be_sent_twice_is_not_paused() {
    let mut connection = pausing(Resend::Never);
    open(&mut connection, false);
    assert_eq!(connection.wait(), Wait::default());
    let mut connection = pausing(Resend::Always);
    open(&mut connection, false);
    assert_eq!(connection.wait(), until(Page::Hidden));
}

#[test]
fn a_hidden_page_asks_again_when_it_is_seen() {
    let mut connection = Connection::new(Options {
        retry: Some(policy()),
        pause_hidden: true,
        ..Options::default()
    });
    open(&mut connection, true);
    fail(&mut connection, ErrorKind::Network);
    assert_eq!(waits(&mut connection)[1..], [until(Page::Online), until(Page::Visible)]);
}

#[test]
fn without_a_policy_an_end_is_the_end() {
    let mut connection = with(None);
    open(&mut connection, true);
    assert_eq!(connection.failed(ErrorKind::Ended), Step::Stop);
    assert_eq!(connection.ready_state(), ReadyState::Closed);
    let mut connection = with(None);
    ask(&mut connection, true);
    assert_eq!(fail(&mut connection, ErrorKind::Network), None);
}

#[test]
fn a_post_is_never_sent_twice() {
    let mut unanswered = connection();
    ask(&mut unanswered, false);
    assert_eq!(fail(&mut unanswered, ErrorKind::Network), None);

    let mut broken_off = connection();
    open(&mut broken_off, false);
    event(&mut broken_off, "7");
    assert_eq!(fail(&mut broken_off, ErrorKind::Network), None);

    let mut ended = connection();
    open(&mut ended, false);
    assert_eq!(ended.failed(ErrorKind::Ended), Step::Stop);
    assert_eq!(ended.ready_state(), ReadyState::Closed);
}

#[test]
fn a_request_that_could_not_be_made_is_not_made_again() {
    let mut connection = connection();
    assert_eq!(connection.go_on(), Step::Ask);
    assert_eq!(fail(&mut connection, ErrorKind::Network), None);
}

#[test]
fn resend_unanswered_repeats_only_what_no_head_answered() {
    let mut connection = resending(Resend::Unanswered);
    ask(&mut connection, false);
    assert!(fail(&mut connection, ErrorKind::Network).is_some());
    open(&mut connection, false);
    assert_eq!(fail(&mut connection, ErrorKind::Network), None);
}

#[test]
fn resend_resume_repeats_only_with_a_last_event_id() {
    let mut without = resending(Resend::Resume);
    open(&mut without, false);
    assert_eq!(fail(&mut without, ErrorKind::Network), None);
    let mut with_id = resending(Resend::Resume);
    open(&mut with_id, false);
    event(&mut with_id, "7");
    assert!(fail(&mut with_id, ErrorKind::Network).is_some());
}

#[test]
fn resend_always_treats_a_post_like_a_get() {
    let mut connection = resending(Resend::Always);
    open(&mut connection, false);
    assert!(fail(&mut connection, ErrorKind::Ended).is_some());
}
