//! Waiting for whichever comes first.

use gloo_timers::future::TimeoutFuture;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// Which of two futures was done first, and what it gave.
pub(crate) enum First<A, B> {
    A(A),
    B(B),
}

/// Waits for the first of two futures, and drops the other. If both are done, it is `a`.
pub(crate) async fn first<A: Future, B: Future>(a: A, b: B) -> First<A::Output, B::Output> {
    let (mut a, mut b) = (pin!(a), pin!(b));
    poll_fn(|context| match a.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(First::A(output)),
        Poll::Pending => b.as_mut().poll(context).map(First::B),
    })
    .await
}

/// The future's output, unless it takes longer than so many ms. Without a limit it may take as long as it likes.
pub(crate) async fn within<F: Future>(ms: Option<u32>, future: F) -> Option<F::Output> {
    let Some(ms) = ms else {
        return Some(future.await);
    };
    match first(future, TimeoutFuture::new(ms)).await {
        First::A(output) => Some(output),
        First::B(()) => None,
    }
}
