//! The state machine of one event source, without any input or output of its own.
//!
//! What drives it (the crate's [`EventSource`](crate::EventSource), or the npm package's TypeScript) does what each [`Step`]
//! says, and tells it what came of that, which gives the next step. It knows neither fetch nor timers nor pages.

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

/// What is to be done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Make the request of a new attempt and send it, then tell of the answer. To be waited for no longer than [`Wait::ms`].
    Ask,
    /// "Announce the connection", then go on.
    Open,
    /// Wait for a chunk of the body: feed it to the parser, tell what it gave, and go on.
    Read,
    /// Read the start of the body of a response that is refused, then go on.
    Refuse,
    /// Report the failure (see [`Connection::failure`]), then go on.
    Report,
    /// Drop the attempt, since the page is hidden, then go on.
    Pause,
    /// Wait.
    Wait,
    /// It is over.
    Stop,
}

/// What ends a wait, besides what is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Wait {
    /// A time, in ms.
    pub(crate) ms: Option<u32>,
    pub(crate) page: Option<Page>,
}

impl Wait {
    pub(crate) const fn of_ms(ms: u32) -> Self {
        Self {
            ms: Some(ms),
            page: None,
        }
    }
}

/// What the browser tells of the network and of the page. Where it tells nothing (in Node; a worker has no page), the network
/// is there and the page is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    /// The page is hidden, now or later.
    Hidden = 1,
    /// The page is seen.
    Visible = 2,
    /// The browser is not offline.
    Online = 3,
    /// The browser was offline, and is not any more.
    ComesOnline = 4,
}

/// What a source does besides asking.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    /// Where to resume from.
    pub(crate) last_event_id: Vec<u8>,
    /// None: a connection that is lost is not made again.
    pub(crate) retry: Option<RetryPolicy>,
    /// The ms to wait for a response's head.
    pub(crate) connect_timeout: Option<u32>,
    /// The ms to wait for a chunk.
    pub(crate) idle_timeout: Option<u32>,
    /// Give the connection up while the page is hidden, if it may be made again.
    pub(crate) pause_hidden: bool,
    /// Take whatever response comes for an event stream: the user looks at it.
    pub(crate) any_response: bool,
}

/// One event source.
#[derive(Debug)]
pub(crate) struct Connection {
    options: Options,
    phase: Phase,
    wait: Wait,
    ready_state: ReadyState,
    backoff: Backoff,
    /// The number of the current attempt, from 1.
    attempt: u32,
    /// The current attempt's method is GET or HEAD: to repeat it is safe.
    safe_method: bool,
    /// A response head came in the current attempt.
    answered: bool,
    /// What the response asks for, in ms.
    retry_after: Option<u32>,
    /// From 0 to 1.
    chance: f64,
    failure: ErrorKind,
    retry_in: Option<u32>,
}

/// What the next step starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// An attempt is to be made.
    Begin,
    Asking,
    Reading,
    /// The response is refused, or what came before the failure is being told.
    Failing,
    /// The failure has been reported, and the reconnection time is to be waited for.
    Failed,
    Waiting,
    /// Once it is online, or was paused.
    Resuming,
    Hidden,
    Over,
}

impl Connection {
    pub(crate) fn new(options: Options) -> Self {
        Self {
            options,
            phase: Phase::Begin,
            wait: Wait::default(),
            ready_state: ReadyState::Connecting,
            backoff: Backoff::default(),
            attempt: 0,
            safe_method: false,
            answered: false,
            retry_after: None,
            chance: 0.0,
            failure: ErrorKind::Ended,
            retry_in: None,
        }
    }

    #[cfg_attr(feature = "npm", allow(dead_code, reason = "TypeScript has a readyState of its own"))]
    pub(crate) fn ready_state(&self) -> ReadyState {
        self.ready_state
    }

    /// The last event ID string, in bytes.
    pub(crate) fn last_event_id(&self) -> &[u8] {
        &self.options.last_event_id
    }

    pub(crate) fn attempt(&self) -> u32 {
        self.attempt
    }

    /// What ends [`Step::Ask`], [`Step::Read`] and [`Step::Wait`].
    pub(crate) fn wait(&self) -> Wait {
        self.wait
    }

    /// Why the attempt failed, without what only the driver knows.
    pub(crate) fn failure(&self) -> &ErrorKind {
        &self.failure
    }

    /// In how many ms the failed attempt is followed by another, if it is.
    pub(crate) fn retry_in(&self) -> Option<u32> {
        self.retry_in
    }

    /// The step was done.
    pub(crate) fn go_on(&mut self) -> Step {
        match self.phase {
            Phase::Begin | Phase::Hidden => self.begin(),
            Phase::Asking | Phase::Reading => {
                self.phase = Phase::Reading;
                let pause = self.options.pause_hidden && self.may_be_made_again();
                self.wait = Wait {
                    ms: self.options.idle_timeout,
                    page: pause.then_some(Page::Hidden),
                };
                Step::Read
            }
            Phase::Failing => self.end(),
            Phase::Failed => self.wait_for(Phase::Waiting, self.retry_in, Page::ComesOnline),
            // Back online, there is nothing to wait for any more; offline, there is no use in asking.
            Phase::Waiting => self.wait_for(Phase::Resuming, None, Page::Online),
            Phase::Resuming if self.options.pause_hidden => self.wait_for(Phase::Hidden, None, Page::Visible),
            Phase::Resuming => self.begin(),
            Phase::Over => Step::Stop,
        }
    }

    fn wait_for(&mut self, phase: Phase, ms: Option<u32>, page: Page) -> Step {
        self.phase = phase;
        self.wait = Wait { ms, page: Some(page) };
        Step::Wait
    }

    /// The next attempt begins.
    fn begin(&mut self) -> Step {
        self.phase = Phase::Asking;
        self.attempt = self.attempt.saturating_add(1);
        self.backoff.asked();
        self.answered = false;
        self.retry_after = None;
        // Until the method is known: a request that could not be made was not sent, and so is not repeated either.
        self.safe_method = false;
        self.wait = Wait {
            ms: self.options.connect_timeout,
            page: None,
        };
        Step::Ask
    }

    /// The policy's statuses get one more.
    #[cfg(feature = "npm")]
    pub(crate) fn ask_again(&mut self, status: u16) {
        if let Some(policy) = &mut self.options.retry {
            policy.statuses.push(status);
        }
    }

    /// The attempt's request goes out. `safe_method`: it is a GET or HEAD. `chance` is a random number from 0 to 1.
    pub(crate) fn requested(&mut self, safe_method: bool, chance: f64) {
        self.safe_method = safe_method;
        self.chance = chance;
    }

    /// A response head came: "announce the connection", or refuse it. `retry_after` is how many ms it asks to wait.
    ///
    /// "If res's status is not 200, or if res's `Content-Type` is not `text/event-stream`, then fail the connection."
    pub(crate) fn answered(&mut self, status: u16, content_type: &[u8], retry_after: Option<u32>) -> Step {
        self.answered = true;
        self.retry_after = retry_after;
        if !self.options.any_response {
            self.phase = Phase::Failing;
            if status != 200 {
                self.failure = ErrorKind::Status(status);
                return Step::Refuse;
            }
            if !mime::is_event_stream(content_type) {
                self.failure = ErrorKind::ContentType(String::new());
                return Step::Refuse;
            }
        }
        self.phase = Phase::Reading;
        self.ready_state = ReadyState::Open;
        Step::Open
    }

    /// A chunk was parsed. The last event ID string need only be given if it has changed. With `too_large` (in bytes) an event
    /// went over that bound: when what came before it has been told, the next step ends it all.
    pub(crate) fn parsed(
        &mut self,
        events: usize,
        last_event_id: Option<&[u8]>,
        reconnection_time: Option<u64>,
        too_large: Option<usize>,
    ) {
        if events > 0 {
            self.backoff.event_came();
        }
        if let Some(id) = last_event_id {
            id.clone_into(&mut self.options.last_event_id);
        }
        if let Some(ms) = reconnection_time {
            self.backoff.server_asked(ms);
        }
        if let Some(bytes) = too_large {
            self.failure = ErrorKind::Limit(bytes);
            self.phase = Phase::Failing;
        }
    }

    /// The time is up.
    pub(crate) fn timed_out(&mut self) -> Step {
        let ms = self.wait.ms.unwrap_or_default();
        match self.phase {
            Phase::Asking => self.failed(ErrorKind::ConnectTimeout(ms)),
            Phase::Reading => self.failed(ErrorKind::IdleTimeout(ms)),
            _ => self.go_on(),
        }
    }

    /// The page is as was waited for.
    pub(crate) fn page_reached(&mut self) -> Step {
        if self.phase != Phase::Reading {
            return self.go_on();
        }
        self.phase = Phase::Resuming;
        self.ready_state = ReadyState::Connecting;
        // Nothing has failed.
        self.backoff.event_came();
        Step::Pause
    }

    /// The attempt has come to its end.
    pub(crate) fn failed(&mut self, failure: ErrorKind) -> Step {
        self.failure = failure;
        self.end()
    }

    fn end(&mut self) -> Step {
        self.retry_in = None;
        if let Some(policy) = self.options.retry.as_ref().filter(|policy| self.may_repeat(policy)) {
            // The standard's "reestablish the connection".
            self.phase = Phase::Failed;
            self.ready_state = ReadyState::Connecting;
            let wait = self.backoff.next_wait(policy, self.chance);
            self.retry_in = Some(wait.max(self.retry_after.unwrap_or(0)));
            return Step::Report;
        }
        // The standard's "fail the connection"; but if it ended in good order and is not to be repeated, nothing failed.
        self.phase = Phase::Over;
        self.ready_state = ReadyState::Closed;
        if self.failure == ErrorKind::Ended && !self.may_be_made_again() {
            Step::Stop
        } else {
            Step::Report
        }
    }

    /// Whether the current request may be made again, if there is reason to.
    fn may_be_made_again(&self) -> bool {
        self.options
            .retry
            .as_ref()
            .is_some_and(|policy| self.may_resend(policy.resend))
    }

    fn may_repeat(&self, policy: &RetryPolicy) -> bool {
        let worth_it = match &self.failure {
            ErrorKind::Ended | ErrorKind::Network | ErrorKind::ConnectTimeout(_) | ErrorKind::IdleTimeout(_) => true,
            ErrorKind::Status(status) => policy.statuses.iter().any(|other| other == status),
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
                Resend::Resume => !self.options.last_event_id.is_empty(),
                Resend::Always => true,
            }
    }
}

#[cfg(test)]
mod tests;
