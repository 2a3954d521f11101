//! Whether to ask again, and when.

use crate::parser::number;

/// The longest wait that a timer of the web platform can be set to, in ms: about 24.8 days. Asked for more, it fires at
/// once.
pub(crate) const MAX_TIMER_MS: u32 = i32::MAX as u32;

/// From the second wait in a row on, growth starts from here, in ms, if the server or the policy's delay asks for less:
/// `retry: 0` must not make us hammer a server that is down.
const GROWTH_FLOOR_MS: u32 = 100;

/// How a connection that was lost is made again. The standard leaves room for it: "Optionally, wait some more. In
/// particular, if the previous attempt failed, then user agents might introduce an exponential backoff delay".
///
/// ```
/// use eventsource_wasm::RetryPolicy;
///
/// let policy = RetryPolicy { attempts: Some(5), ..RetryPolicy::default() };
/// assert_eq!(policy.delay, 3000);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RetryPolicy {
    /// The reconnection time, in ms, until the server sets another with a `retry` field. Default: 3000.
    pub delay: u32,
    /// The longest wait, in ms, unless the server asks for a longer one. Default: 30,000.
    pub max_delay: u32,
    /// What the wait is multiplied by after each wait without an event. Default: 2.
    pub factor: f64,
    /// How much of the wait is at most added to it by chance, so that a server that comes back is not met by all its
    /// clients at once. 0 to 1. Default: 0.5.
    pub jitter: f64,
    /// How many requests in a row may go by without an event: 3 means three requests. Default: no bound.
    pub attempts: Option<u32>,
    /// Statuses that are asked again rather than taken for an answer. Default: none, as the standard has it.
    pub statuses: Vec<u16>,
    /// When a request that is neither GET nor HEAD may be sent again. Default: never.
    pub resend: Resend,
}

/// When a request with a method other than GET and HEAD may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Resend {
    /// Never: what it set off, and what it cost, happens once.
    #[default]
    Never,
    /// If no response head came. The server may have got it all the same.
    Unanswered,
    /// If there is a last event ID, from which the server can resume.
    Resume,
    /// Always, like a GET.
    Always,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            delay: 3000,
            max_delay: 30_000,
            factor: 2.0,
            jitter: 0.5,
            attempts: None,
            statuses: Vec::new(),
            resend: Resend::Never,
        }
    }
}

/// How many ms a `Retry-After` header asks for, in either of its forms: a number of seconds or a date.
///
/// fetch has taken the white space at its ends away. `ms_until` is how many ms are left until the date that it is, or NaN.
pub(crate) fn retry_after(header: &[u8], ms_until: f64) -> Option<u32> {
    let ms = match number(header) {
        Some(seconds) => u64::from(clamped(seconds)) * 1000,
        None if ms_until.is_nan() => return None,
        // A date in the past is a wait of 0; the cast saturates.
        None => ms_until.ceil() as u64,
    };
    Some(clamped(ms))
}

/// What a timer takes.
fn clamped(ms: u64) -> u32 {
    ms.min(u64::from(MAX_TIMER_MS)) as u32
}

/// What has happened since the last event, and what the server asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Backoff {
    /// By what the last wait in a row without an event had grown.
    growth: Option<f64>,
    /// Requests in a row without an event.
    requests: u32,
    /// The server's reconnection time, in ms.
    server: Option<u32>,
}

impl Backoff {
    /// A request goes out.
    pub(crate) fn asked(&mut self) {
        self.requests = self.requests.saturating_add(1);
    }

    /// An event came. (That a connection opened means little: a server may accept it and fall over.)
    pub(crate) fn event_came(&mut self) {
        self.growth = None;
        self.requests = 0;
    }

    /// The server set the reconnection time, in ms.
    pub(crate) fn server_asked(&mut self, ms: u64) {
        self.server = Some(clamped(ms));
    }

    /// Whether the policy's attempts are used up.
    pub(crate) fn exhausted(&self, policy: &RetryPolicy) -> bool {
        policy.attempts.is_some_and(|attempts| self.requests >= attempts)
    }

    /// The next wait, in ms. `chance` is a random number from 0 to 1.
    pub(crate) fn next_wait(&mut self, policy: &RetryPolicy, chance: f64) -> u32 {
        let grown_before = self.growth;
        let growth = grown_before.map_or(1.0, |growth| growth * policy.factor.max(1.0));
        self.growth = Some(growth);
        let floor = match (self.server, grown_before) {
            // The standard's plain reconnection: the server chose the time, and gets it to the millisecond.
            (Some(ms), None) => return ms,
            (server, _) => server.unwrap_or(policy.delay.min(policy.max_delay)),
        };
        let start = if grown_before.is_none() {
            floor
        } else {
            floor.max(GROWTH_FLOOR_MS)
        };
        let longest = f64::from(policy.max_delay.max(floor));
        // What chance adds must still fit under the cap, or clients that failed for long would all wait equally long.
        let cap = (longest / (1.0 + policy.jitter)).max(f64::from(floor));
        let grown = (f64::from(start) * growth).min(cap);
        let wait = (grown + grown * policy.jitter * chance).min(longest);
        (wait as u32).min(MAX_TIMER_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> RetryPolicy {
        RetryPolicy {
            jitter: 0.0,
            ..RetryPolicy::default()
        }
    }

    fn waits(backoff: &mut Backoff, policy: &RetryPolicy, chance: f64) -> [u32; 6] {
        std::array::from_fn(|_| backoff.next_wait(policy, chance))
    }

    #[test]
    fn waits_grow_by_the_factor_up_to_the_cap() {
        let waits = waits(&mut Backoff::default(), &policy(), 0.0);
        assert_eq!(waits, [3000, 6000, 12_000, 24_000, 30_000, 30_000]);
    }

    #[test]
    fn an_event_resets_the_growth() {
        let mut backoff = Backoff::default();
        waits(&mut backoff, &policy(), 0.0);
        backoff.event_came();
        assert_eq!(backoff.next_wait(&policy(), 0.0), 3000);
    }

    #[test]
    fn jitter_is_added_on_top_and_stays_under_the_cap() {
        let policy = RetryPolicy::default();
        let least = waits(&mut Backoff::default(), &policy, 0.0);
        let most = waits(&mut Backoff::default(), &policy, 1.0);
        assert_eq!(least, [3000, 6000, 12_000, 20_000, 20_000, 20_000]);
        assert_eq!(most, [4500, 9000, 18_000, 30_000, 30_000, 30_000]);
    }

    #[test]
    fn the_first_wait_is_exactly_what_the_server_asked_for() {
        let mut backoff = Backoff::default();
        backoff.server_asked(1234);
        assert_eq!(backoff.next_wait(&RetryPolicy::default(), 1.0), 1234);
    }

    #[test]
    fn later_waits_are_never_below_the_servers() {
        let mut backoff = Backoff::default();
        backoff.server_asked(60_000);
        let policy = RetryPolicy::default();
        assert!(waits(&mut backoff, &policy, 0.0).iter().all(|&wait| wait >= 60_000));
    }

    #[test]
    fn the_first_wait_is_never_below_the_delay() {
        let policy = RetryPolicy {
            delay: 5000,
            max_delay: 5000,
            ..RetryPolicy::default()
        };
        assert_eq!(waits(&mut Backoff::default(), &policy, 1.0), [5000; 6]);
        assert_eq!(waits(&mut Backoff::default(), &policy, 0.0), [5000; 6]);
    }

    #[test]
    fn a_huge_retry_is_clamped_to_what_a_timer_can_do() {
        let mut backoff = Backoff::default();
        backoff.server_asked(u64::MAX);
        assert_eq!(waits(&mut backoff, &RetryPolicy::default(), 1.0), [MAX_TIMER_MS; 6]);
    }

    #[test]
    fn retry_0_does_not_hammer_a_server_that_is_down() {
        let mut backoff = Backoff::default();
        backoff.server_asked(0);
        assert_eq!(waits(&mut backoff, &policy(), 0.0), [0, 200, 400, 800, 1600, 3200]);
    }

    #[test]
    fn attempts_count_requests_in_a_row_without_an_event() {
        let policy = RetryPolicy {
            attempts: Some(3),
            ..policy()
        };
        let mut backoff = Backoff::default();
        let mut request = || {
            backoff.asked();
            backoff.exhausted(&policy)
        };
        assert_eq!([request(), request(), request()], [false, false, true]);
        backoff.event_came();
        backoff.asked();
        assert!(!backoff.exhausted(&policy));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let never = f64::NAN;
        assert_eq!(retry_after(b"120", never), Some(120_000));
        assert_eq!(retry_after(b"0", never), Some(0));
        assert_eq!(retry_after(b"99999999999999999999", never), Some(MAX_TIMER_MS));
        // As a date, "120" is a year.
        assert_eq!(retry_after(b"120", -6e13), Some(120_000));
        assert_eq!(retry_after(b"Fri, 31 Dec 1999 23:59:59 GMT", 2500.5), Some(2501));
        assert_eq!(retry_after(b"in the past", -4000.0), Some(0));
        for nonsense in ["", "soon", "-1", "1.5"] {
            assert_eq!(retry_after(nonsense.as_bytes(), never), None, "{nonsense:?}");
        }
    }

    #[test]
    fn many_failures_do_not_overflow() {
        let mut backoff = Backoff {
            growth: Some(f64::MAX),
            requests: u32::MAX,
            server: None,
        };
        backoff.asked();
        assert_eq!(backoff.next_wait(&policy(), 0.0), 30_000);
        assert_eq!(backoff.next_wait(&policy(), 0.0), 30_000);
    }
}
