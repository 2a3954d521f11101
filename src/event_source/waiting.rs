//! Waiting with futures.

use crate::connection::{Page, Wait};
use gloo_events::EventListener;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Promise, Reflect};
use std::future::{Future, pending, poll_fn};
use std::pin::pin;
use std::task::Poll;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::EventTarget;

/// What came first.
pub(crate) enum First<T> {
    Done(T),
    /// The time is up.
    Timeout,
    /// The page is as was waited for.
    Page,
}

/// Waits for a future, but no longer than is said. What did not come first is dropped.
pub(crate) async fn first<F: Future>(future: F, wait: Wait) -> First<F::Output> {
    let time = async {
        match wait.ms {
            Some(ms) => TimeoutFuture::new(ms).await,
            None => pending().await,
        }
    };
    let page = async {
        match wait.page {
            Some(page) => until(page).await,
            None => pending().await,
        }
    };
    let (mut future, mut time, mut page) = (pin!(future), pin!(time), pin!(page));
    poll_fn(|context| {
        // A page that is hidden wants no more of a stream, even if there is more.
        if page.as_mut().poll(context).is_ready() {
            return Poll::Ready(First::Page);
        }
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(First::Done(output));
        }
        time.as_mut().poll(context).map(|()| First::Timeout)
    })
    .await
}

async fn until(page: Page) {
    let document = global("document");
    let hidden = || property(&document, "visibilityState") == "hidden";
    match page {
        Page::Hidden => {
            while !hidden() {
                event(&document, "visibilitychange").await;
            }
        }
        Page::Visible => {
            while hidden() {
                event(&document, "visibilitychange").await;
            }
        }
        Page::Online => {
            while property(&global("navigator"), "onLine") == JsValue::FALSE {
                event(&js_sys::global(), "online").await;
            }
        }
        Page::ComesOnline => event(&js_sys::global(), "online").await,
    }
}

/// Waits for the next event of a type; forever if the target has none.
async fn event(target: &JsValue, event_type: &'static str) {
    if !property(target, "addEventListener").is_function() {
        return pending().await;
    }
    let target: &EventTarget = target.unchecked_ref();
    let mut listener = None;
    let promise = Promise::new(&mut |resolve: Function, _| {
        listener = Some(EventListener::once(target, event_type, move |_| {
            // A promise's resolve does not throw.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }));
    });
    // The listener is removed when this future is dropped.
    let _ = JsFuture::from(promise).await;
}

fn global(name: &str) -> JsValue {
    property(&js_sys::global(), name)
}

/// The value of a property, undefined where there is none or nothing that could have one.
fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}
