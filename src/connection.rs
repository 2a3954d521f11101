//! The state machine of one event source, without any input or output of its own.
//!
//! What drives it ([`crate::source`]) tells it what happened (a response head, events, a failure) and does what it says:
//! go on, wait and ask again, or stop.

use crate::error::ErrorKind;
use crate::mime;
use crate::retry::{Backoff, Resend, RetryPolicy};

/// The standard's readyState.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReadyState {
    /// Being connected for the first time, or again.
    #[default]
    Connecting = 0,
    /// Events may come.
    Open = 1,
    /// It is over, for good.
    Closed = 2,
}

/// What to do after an attempt has come to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The standard's "reestablish the connection": report the failure, wait so many ms, ask again.
    Reestablish(u32),
    /// The standard's "fail the connection": report the failure and stop.
    Fail,
    /// Stop without a report: it ended in good order, and is not to be repeated.
    Finish,
}

/// One event source.
#[derive(Debug)]
pub(crate) struct Connection {
    ready_state: ReadyState,
    /// None: a connection that is lost is not made again.
    policy: Option<RetryPolicy>,
    backoff: Backoff,
    last_event_id: String,
    /// The number of the current attempt, from 1.
    attempt: u32,
    /// The current attempt's method is GET or HEAD: to repeat it is safe.
    safe_method: bool,
    /// A response head came in the current attempt.
    answered: bool,
}

impl Connection {
    pub(crate) fn new(policy: Option<RetryPolicy>, last_event_id: String) -> Self {
        Self {
            ready_state: ReadyState::Connecting,
            policy,
            backoff: Backoff::default(),
            last_event_id,
            attempt: 0,
            safe_method: false,
            answered: false,
        }
    }

    pub(crate) fn ready_state(&self) -> ReadyState {
        self.ready_state
    }

    pub(crate) fn last_event_id(&self) -> &str {
        &self.last_event_id
    }

    pub(crate) fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The next attempt begins.
    pub(crate) fn begin(&mut self) {
        self.attempt = self.attempt.saturating_add(1);
        self.backoff.asked();
        self.answered = false;
        // Until the method is known: a request that could not be made was not sent, and so is not repeated either.
        self.safe_method = false;
    }

    /// The attempt's request goes out.
    pub(crate) fn requested(&mut self, method: &str) {
        self.safe_method = method.eq_ignore_ascii_case("GET") || method.eq_ignore_ascii_case("HEAD");
    }

    /// A response head came: "announce the connection", or why it is refused.
    ///
    /// "If res's status is not 200, or if res's `Content-Type` is not `text/event-stream`, then fail the connection."
    pub(crate) fn answered(&mut self, status: u16, content_type: Option<&str>) -> Result<(), ErrorKind> {
        self.answered = true;
        if status != 200 {
            return Err(ErrorKind::Status(status));
        }
        let content_type = content_type.unwrap_or_default();
        if !mime::is_event_stream(content_type) {
            return Err(ErrorKind::ContentType(content_type.to_owned()));
        }
        self.ready_state = ReadyState::Open;
        Ok(())
    }

    /// A chunk was parsed.
    pub(crate) fn parsed(&mut self, events: usize, last_event_id: &str, reconnection_time: Option<u64>) {
        if events > 0 {
            self.backoff.event_came();
        }
        if self.last_event_id != last_event_id {
            last_event_id.clone_into(&mut self.last_event_id);
        }
        if let Some(ms) = reconnection_time {
            self.backoff.server_asked(ms);
        }
    }

    /// The attempt has come to its end. `retry_after` is what the response asked for, in ms; `chance` is a random number
    /// from 0 to 1.
    pub(crate) fn failed(&mut self, failure: &ErrorKind, retry_after: Option<u32>, chance: f64) -> Verdict {
        if let Some(policy) = self.policy.as_ref().filter(|policy| self.may_repeat(failure, policy)) {
            self.ready_state = ReadyState::Connecting;
            let wait = self.backoff.next_wait(policy, chance);
            return Verdict::Reestablish(wait.max(retry_after.unwrap_or(0)));
        }
        self.ready_state = ReadyState::Closed;
        let repeats = self
            .policy
            .as_ref()
            .is_some_and(|policy| self.may_resend(policy.resend));
        match failure {
            ErrorKind::Ended if !repeats => Verdict::Finish,
            _ => Verdict::Fail,
        }
    }

    /// Whether the current request may be made again, if there is reason to.
    pub(crate) fn may_be_made_again(&self) -> bool {
        let resends = |policy: &RetryPolicy| self.may_resend(policy.resend);
        self.policy.as_ref().is_some_and(resends)
    }

    /// The current attempt was given up, and will be made again: nothing has failed.
    pub(crate) fn paused(&mut self) {
        self.ready_state = ReadyState::Connecting;
        self.backoff.event_came();
    }

    fn may_repeat(&self, failure: &ErrorKind, policy: &RetryPolicy) -> bool {
        let worth_it = match failure {
            ErrorKind::Ended | ErrorKind::Network | ErrorKind::ConnectTimeout(_) | ErrorKind::IdleTimeout(_) => true,
            ErrorKind::Status(status) => policy.statuses.contains(status),
            // "Unless the user agent knows that to be futile".
            ErrorKind::Cors
            | ErrorKind::ContentType(_)
            | ErrorKind::Limit(_)
            | ErrorKind::Aborted
            | ErrorKind::Request(_) => false,
        };
        worth_it && self.may_resend(policy.resend) && !self.backoff.exhausted(policy)
    }

    fn may_resend(&self, resend: Resend) -> bool {
        self.safe_method
            || match resend {
                Resend::Never => false,
                Resend::Unanswered => !self.answered,
                Resend::Resume => !self.last_event_id.is_empty(),
                Resend::Always => true,
            }
    }
}

#[cfg(test)]
mod tests;
