//! How often a host is asked: one request at a time, and a pause after each.
//!
//! Knows hosts by their names and sends nothing.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a host is left alone after a request, in milliseconds.
pub(super) const BETWEEN_MS: u64 = 1000;

/// The hosts that have been asked, and when each may be asked again.
pub(super) struct Pace {
    between: Duration,
    hosts: Mutex<BTreeMap<String, HostState>>,
    freed: Condvar,
}

struct HostState {
    is_busy: bool,
    next: Instant,
}

/// The right to send one request to a host, which ends when it is dropped.
pub(super) struct Turn<'a> {
    pace: &'a Pace,
    host: &'a str,
    /// How long the host wants to be left alone beyond the usual pause.
    pub rest: Duration,
}

impl Pace {
    pub(super) fn new(between: Duration) -> Pace {
        Pace { between, hosts: Mutex::default(), freed: Condvar::new() }
    }

    fn hosts(&self) -> MutexGuard<'_, BTreeMap<String, HostState>> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a host may be asked.
    pub(super) fn turn<'a>(&'a self, host: &'a str) -> Turn<'a> {
        let mut hosts = self.hosts();
        loop {
            let now = Instant::now();
            let state = hosts.entry(host.to_owned()).or_insert(HostState { is_busy: false, next: now });
            if !state.is_busy && state.next <= now {
                state.is_busy = true;
                return Turn { pace: self, host, rest: Duration::ZERO };
            }
            let is_busy = state.is_busy;
            let wait = state.next.saturating_duration_since(now);
            hosts = match is_busy {
                true => self.freed.wait(hosts).unwrap_or_else(PoisonError::into_inner),
                false => self.freed.wait_timeout(hosts, wait).unwrap_or_else(PoisonError::into_inner).0,
            };
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(state) = self.pace.hosts().get_mut(self.host) {
            state.is_busy = false;
            state.next = Instant::now() + self.pace.between.max(self.rest);
        }
        self.pace.freed.notify_all();
    }
}
