//! The crate's `EventSource` in a real browser, in a page and in a worker: `npm test -- page worker` runs it.
//!
//! `FIXTURE_ORIGIN` names a running fixture server (tests/support/fixture-server.js), which is cross-origin here.
#![cfg(target_arch = "wasm32")]

use eventsource_wasm::{Error, ErrorKind, Event, EventSource, ReadyState, Resend, RetryPolicy};
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use gloo_timers::future::sleep;
use js_sys::{Array, Function, JSON, Promise, Reflect};
use std::time::Duration;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Response;

fn fixture(path: &str) -> String {
    // Not `env!`: the file is to be linted without a server, too.
    match option_env!("FIXTURE_ORIGIN") {
        Some(origin) => format!("{origin}{path}"),
        None => panic!("FIXTURE_ORIGIN is to name the fixture server"),
    }
}

/// A route that streams `text` and then ends as `end` says.
fn stream(text: &str, end: &str) -> String {
    let text = String::from(js_sys::encode_uri_component(text));
    fixture(&format!("/bytes?text={text}&end={end}"))
}

/// A key that only one test of one run has, to look up what the server was asked.
fn key() -> String {
    js_sys::Math::random().to_string()[2..].to_owned()
}

/// What the server recorded of the requests with this key, each as JSON.
async fn requests(key: &str) -> Vec<String> {
    let url = fixture(&format!("/requests?key={key}"));
    let fetch = Reflect::get(&js_sys::global(), &"fetch".into()).expect("fetch");
    let answer = Function::from(fetch)
        .call1(&JsValue::UNDEFINED, &url.into())
        .expect("a promise");
    let response: Response = JsFuture::from(Promise::from(answer)).await.expect("an answer").into();
    let json = JsFuture::from(response.json().expect("a body")).await.expect("JSON");
    let requests = Array::from(&json).into_iter();
    requests
        .map(|request| JSON::stringify(&request).expect("JSON").into())
        .collect()
}

fn promptly() -> RetryPolicy {
    RetryPolicy {
        delay: 10,
        ..RetryPolicy::default()
    }
}

async fn event(source: &mut EventSource) -> Event {
    source.next().await.expect("an item").expect("an event")
}

async fn error(source: &mut EventSource) -> Error {
    source.next().await.expect("an item").expect_err("an error")
}

/// Lets the source go on for so many ms, in which nothing is to come of it.
async fn silence(source: &mut EventSource, ms: u64) {
    let timer = std::pin::pin!(sleep(Duration::from_millis(ms)));
    if let Either::Left((item, _)) = select(source.next(), timer).await {
        panic!("{item:?} instead of silence");
    }
}

/// Makes `fetch` wait for addresses that have this in them until it is aborted, since the fixture server always answers.
fn never_answer(path: &str) {
    let replace = Function::new_with_args(
        "path",
        "const real = globalThis.fetch;
        globalThis.fetch = (url, init) => {
          if (!String(url).includes(path)) return real(url, init);
          return new Promise((_, reject) => {
            init.signal.addEventListener('abort', () => {
              globalThis[`aborted ${path}`] = true;
              reject(init.signal.reason);
            });
          });
        };",
    );
    replace.call1(&JsValue::UNDEFINED, &path.into()).expect("a replacement");
}

/// Makes the page look hidden, or seen again. False where there is no page: in a worker.
fn hide_page(hidden: bool) -> bool {
    let change = Function::new_with_args(
        "hidden",
        "if (typeof document === 'undefined') return false;
        Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (hidden ? 'hidden' : 'visible') });
        document.dispatchEvent(new Event('visibilitychange'));
        return true;",
    );
    let changed = change.call1(&JsValue::UNDEFINED, &hidden.into());
    changed.expect("a change of visibility").is_truthy()
}

#[wasm_bindgen_test]
async fn events_arrive_with_type_data_and_id() {
    let text = "id: 7\nevent: greeting\ndata: Grüße\ndata: 👋\n\ndata: 2\n\n";
    let mut source = EventSource::new(stream(text, "hang"));
    let first = event(&mut source).await;
    assert_eq!(
        (
            first.event_type.as_str(),
            first.data.as_str(),
            first.last_event_id.as_str()
        ),
        ("greeting", "Grüße\n👋", "7")
    );
    let second = event(&mut source).await;
    assert_eq!(
        (
            second.event_type.as_str(),
            second.data.as_str(),
            second.last_event_id.as_str()
        ),
        ("message", "2", "7")
    );
    assert_eq!(source.ready_state(), ReadyState::Open);
    assert_eq!(source.last_event_id(), "7");
}

#[wasm_bindgen_test]
async fn a_get_reconnects_with_its_last_event_id() {
    let key = key();
    let mut source = EventSource::builder(fixture(&format!(
        "/bytes?key={key}&text=id%3A%C3%A9%0Adata%3A1%0A%0A&text=data%3A2%0A%0A"
    )))
    .retry(promptly())
    .connect();
    assert_eq!(event(&mut source).await.data, "1");
    let ended = error(&mut source).await;
    assert_eq!((&ended.kind, ended.attempt), (&ErrorKind::Ended, 1));
    assert!(ended.retry_in.is_some());
    assert_eq!(source.ready_state(), ReadyState::Connecting);
    let resumed = event(&mut source).await;
    assert_eq!((resumed.data.as_str(), resumed.last_event_id.as_str()), ("2", "é"));
    assert!(error(&mut source).await.retry_in.is_some());

    let refused = error(&mut source).await;
    assert_eq!((&refused.kind, refused.retry_in), (&ErrorKind::Status(204), None));
    assert!(source.next().await.is_none(), "closed for good");
    assert_eq!(source.ready_state(), ReadyState::Closed);
}

#[wasm_bindgen_test]
async fn a_post_carries_its_body_and_ends_once() {
    let key = key();
    let mut source = EventSource::builder(fixture(&format!("/echo-stream?key={key}&end=close")))
        .method("POST")
        .header("Content-Type", "application/json")
        .header("Authorization", "Bearer secret")
        .body(r#"{"stream":true}"#)
        .connect();
    let echo = event(&mut source).await.data;
    for part in ["POST", "Bearer secret", r#"{\"stream\":true}"#, "text/event-stream"] {
        assert!(echo.contains(part), "{part} in {echo}");
    }
    assert!(source.next().await.is_none(), "a clean end is no error");
    assert_eq!(source.ready_state(), ReadyState::Closed);
    sleep(Duration::from_millis(200)).await;
    assert_eq!(requests(&key).await.len(), 1);
}

#[wasm_bindgen_test]
async fn a_post_that_breaks_off_is_an_error_and_not_sent_again() {
    let key = key();
    let mut source = EventSource::builder(format!("{}&key={key}", stream("data: 1\n\n", "reset")))
        .method("POST")
        .retry(promptly())
        .connect();
    assert_eq!(event(&mut source).await.data, "1");
    let broken = error(&mut source).await;
    assert_eq!((&broken.kind, broken.retry_in), (&ErrorKind::Network, None));
    assert!(source.next().await.is_none());
    sleep(Duration::from_millis(200)).await;
    assert_eq!(requests(&key).await.len(), 1);
}

#[wasm_bindgen_test]
async fn a_post_is_sent_again_where_its_author_allows_it() {
    let key = key();
    let mut source = EventSource::builder(fixture(&format!(
        "/bytes?key={key}&text=id%3A1%0Adata%3A1%0A%0A&text=data%3A2%0A%0A"
    )))
    .method("POST")
    .retry(RetryPolicy {
        resend: Resend::Resume,
        ..promptly()
    })
    .connect();
    assert_eq!(event(&mut source).await.data, "1");
    assert!(error(&mut source).await.retry_in.is_some());
    assert_eq!(event(&mut source).await.data, "2");
}

#[wasm_bindgen_test]
async fn a_refused_response_tells_status_headers_and_body() {
    let mut source = EventSource::new(fixture("/status/429?body=slow%20down&type=text/plain"));
    let refused = error(&mut source).await;
    assert_eq!(refused.kind, ErrorKind::Status(429));
    assert_eq!(refused.body(), Some("slow down"));
    let headers = refused.headers().expect("headers");
    assert_eq!(
        headers.get("Content-Type").expect("a valid name").as_deref(),
        Some("text/plain")
    );
    assert!(refused.to_string().contains("429"), "{refused}");
    assert!(source.next().await.is_none());
}

#[wasm_bindgen_test]
async fn another_content_type_is_refused() {
    let mut source = EventSource::new(fixture("/status/200?type=text/html"));
    assert_eq!(
        error(&mut source).await.kind,
        ErrorKind::ContentType("text/html".to_owned())
    );
    assert!(source.next().await.is_none());
}

#[wasm_bindgen_test]
async fn cors_is_told_apart_from_a_dead_network() {
    let mut withheld = EventSource::new(fixture("/echo-stream?cors=none"));
    let error_of = error(&mut withheld).await;
    assert_eq!((&error_of.kind, error_of.retry_in), (&ErrorKind::Cors, None));

    let mut dead = EventSource::new("http://127.0.0.1:9/");
    let error_of = error(&mut dead).await;
    assert_eq!(error_of.kind, ErrorKind::Network);
    assert!(error_of.retry_in.is_some());
}

#[wasm_bindgen_test]
async fn an_invalid_header_or_url_is_an_error_of_the_request() {
    for builder in [
        EventSource::builder(fixture("/echo-stream")).header("no name", ""),
        EventSource::builder("http://[/"),
        EventSource::builder("ftp://example.invalid/"),
        EventSource::builder(fixture("/echo-stream")).body("a GET has none"),
    ] {
        let mut source = builder.connect();
        let invalid = error(&mut source).await;
        assert!(matches!(invalid.kind, ErrorKind::Request(_)), "{invalid:?}");
        assert!(source.next().await.is_none());
    }
}

#[wasm_bindgen_test]
async fn an_event_over_the_bound_closes_after_those_before_it() {
    let mut source = EventSource::builder(stream("data: 1\n\ndata: 0123456789\n\ndata: 3\n\n", "hang"))
        .max_event_bytes(8)
        .connect();
    assert_eq!(event(&mut source).await.data, "1");
    let limit = error(&mut source).await;
    assert_eq!((&limit.kind, limit.retry_in), (&ErrorKind::Limit(8), None));
    assert!(source.next().await.is_none());
}

#[wasm_bindgen_test]
async fn dropping_it_aborts_the_request() {
    let key = key();
    let mut source = EventSource::new(fixture(&format!("/echo-stream?key={key}")));
    event(&mut source).await;
    drop(source);
    sleep(Duration::from_millis(200)).await;
    let request = requests(&key).await.remove(0);
    assert!(request.contains(r#""closedBy":"client""#), "{request}");
}

#[wasm_bindgen_test]
async fn a_server_that_does_not_answer_in_time_is_asked_again() {
    never_answer("/never-answered");
    let mut source = EventSource::builder("http://127.0.0.1:9/never-answered")
        .connect_timeout(50)
        .retry(RetryPolicy {
            attempts: Some(2),
            ..promptly()
        })
        .connect();
    let first = error(&mut source).await;
    assert_eq!(
        (&first.kind, first.kind.code(), first.attempt),
        (&ErrorKind::ConnectTimeout(50), "timeout", 1)
    );
    assert!(first.retry_in.is_some());
    assert!(first.to_string().contains("did not answer within 50 ms"), "{first}");
    let aborted = Reflect::get(&js_sys::global(), &"aborted /never-answered".into());
    assert_eq!(aborted, Ok(JsValue::TRUE), "the request is aborted");

    let last = error(&mut source).await;
    assert_eq!((last.attempt, last.retry_in), (2, None));
    assert!(source.next().await.is_none());
}

#[wasm_bindgen_test]
async fn a_post_that_is_not_answered_in_time_is_not_sent_again() {
    never_answer("/never-answered-post");
    let mut source = EventSource::builder("http://127.0.0.1:9/never-answered-post")
        .method("POST")
        .connect_timeout(50)
        .retry(promptly())
        .connect();
    let timeout = error(&mut source).await;
    assert_eq!(
        (&timeout.kind, timeout.retry_in),
        (&ErrorKind::ConnectTimeout(50), None)
    );
    assert!(source.next().await.is_none());
}

#[wasm_bindgen_test]
async fn the_time_to_connect_does_not_bound_the_stream() {
    let mut source = EventSource::builder(fixture("/bytes?chunks=ZGF0YTogMQoK,ZGF0YTogMgoK&delay=1500&end=hang"))
        .connect_timeout(1000)
        .connect();
    assert_eq!(event(&mut source).await.data, "1");
    assert_eq!(event(&mut source).await.data, "2");
}

#[wasm_bindgen_test]
async fn a_stalled_stream_is_told_apart_and_resumed() {
    let key = key();
    let mut source = EventSource::builder(fixture(&format!(
        "/bytes?key={key}&text=id%3A7%0Adata%3A1%0A%0A&text=data%3A2%0A%0A&end=hang"
    )))
    .idle_timeout(200)
    .retry(promptly())
    .connect();
    assert_eq!(event(&mut source).await.data, "1");
    let stalled = error(&mut source).await;
    assert_eq!(
        (&stalled.kind, stalled.kind.code()),
        (&ErrorKind::IdleTimeout(200), "timeout")
    );
    assert!(stalled.retry_in.is_some());
    assert!(stalled.to_string().contains("stalled"), "{stalled}");
    assert_eq!(source.ready_state(), ReadyState::Connecting);

    let resumed = event(&mut source).await;
    assert_eq!((resumed.data.as_str(), resumed.last_event_id.as_str()), ("2", "7"));
    let requests = requests(&key).await;
    assert!(requests[0].contains(r#""closedBy":"client""#), "{}", requests[0]);
    assert!(requests[1].contains(r#""lastEventIdBytes":"37""#), "{}", requests[1]);
}

#[wasm_bindgen_test]
async fn comments_are_a_sign_of_life() {
    // Eight comments, 200 ms apart, and then an event.
    let comments = "OgoK,".repeat(8);
    let url = format!("/bytes?chunks={comments}ZGF0YTogMQoK&delay=200&end=hang");
    let mut source = EventSource::builder(fixture(&url)).idle_timeout(1000).connect();
    assert_eq!(event(&mut source).await.data, "1");
}

#[wasm_bindgen_test]
async fn a_hidden_page_disconnects_and_resumes_when_it_is_seen() {
    let key = key();
    let mut source = EventSource::builder(fixture(&format!(
        "/bytes?key={key}&text=id%3A7%0Adata%3A1%0A%0A&text=data%3A2%0A%0A&end=hang"
    )))
    .disconnect_when_hidden(true)
    .connect();
    assert_eq!(event(&mut source).await.data, "1");
    if !hide_page(true) {
        // A worker has no page to be hidden: the option changes nothing there.
        silence(&mut source, 300).await;
        assert_eq!(source.ready_state(), ReadyState::Open);
        return;
    }
    silence(&mut source, 300).await;
    assert_eq!(source.ready_state(), ReadyState::Connecting);
    let asked = requests(&key).await;
    assert_eq!(asked.len(), 1);
    assert!(asked[0].contains(r#""closedBy":"client""#), "{}", asked[0]);

    hide_page(false);
    assert_eq!(event(&mut source).await.data, "2");
    let asked = requests(&key).await;
    assert!(asked[1].contains(r#""lastEventIdBytes":"37""#), "{}", asked[1]);
}

#[wasm_bindgen_test]
async fn a_hidden_page_keeps_what_it_was_not_told_to_close_or_may_not_ask_for_twice() {
    let comments = "OgoK,".repeat(4);
    let url = fixture(&format!(
        "/bytes?chunks=ZGF0YTogMQoK,{comments}ZGF0YTogMgoK&delay=100&end=hang"
    ));
    let kept = EventSource::builder(url.as_str());
    let post = EventSource::builder(url).method("POST").disconnect_when_hidden(true);
    for builder in [kept, post] {
        let mut source = builder.connect();
        assert_eq!(event(&mut source).await.data, "1");
        hide_page(true);
        let second = event(&mut source).await;
        hide_page(false);
        assert_eq!(second.data, "2");
    }
}
