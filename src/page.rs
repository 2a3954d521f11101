//! What the browser tells of the network and of the page. Where it tells nothing (in Node; a worker has no page), the
//! network is there and the page is seen.

use gloo_events::EventListener;
use js_sys::{Function, Promise, Reflect};
use std::future::pending;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::EventTarget;

/// Waits until the browser is not offline; it may be so at once.
pub(crate) async fn online() {
    while property(&global("navigator"), "onLine") == JsValue::FALSE {
        comes_online().await;
    }
}

/// Waits for the browser to say that it is online again.
pub(crate) async fn comes_online() {
    event(&js_sys::global(), "online").await;
}

/// Waits until the page is hidden; it may be so at once.
pub(crate) async fn hidden() {
    let document = global("document");
    while !is_hidden(&document) {
        event(&document, "visibilitychange").await;
    }
}

/// Waits until the page is seen; it may be so at once.
pub(crate) async fn visible() {
    let document = global("document");
    while is_hidden(&document) {
        event(&document, "visibilitychange").await;
    }
}

fn is_hidden(document: &JsValue) -> bool {
    property(document, "visibilityState") == "hidden"
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
