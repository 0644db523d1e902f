//! What a build is busy with, for those who wait at a terminal, and how long each part took.
//!
//! Belongs to `main`, since it asks the clock. Shows nothing where nobody looks, and nothing of what is quick.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::thread;
use std::time::{Duration, Instant};

/// What takes less than this is over before anybody has read what it is.
const PATIENCE: Duration = Duration::from_millis(500);

const TICK: Duration = Duration::from_millis(100);

pub(crate) struct Progress {
    bar: ProgressBar,
    /// What has begun, in order, and when.
    begun: Vec<(&'static str, Instant)>,
}

impl Progress {
    /// Begins with nothing; a quiet one never shows anything and only takes times.
    pub(crate) fn new(quiet: bool) -> Progress {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})");
        bar.set_style(style.expect("the template has only fields that there are"));
        if !quiet {
            let later = bar.downgrade();
            let shows = move || {
                thread::sleep(PATIENCE);
                let waiting = || later.upgrade().filter(|bar| !bar.is_finished());
                if let Some(bar) = waiting() {
                    // On something other than a terminal, this target shows nothing.
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                }
                while let Some(bar) = waiting() {
                    bar.tick();
                    thread::sleep(TICK);
                }
            };
            // Where the system gives no thread for it, it is done without.
            let _ = thread::Builder::new().spawn(shows);
        }
        Progress { bar, begun: Vec::new() }
    }

    /// Says what is done from now on.
    pub(crate) fn begin(&mut self, step: &'static str) {
        self.bar.set_message(step);
        self.begun.push((step, Instant::now()));
    }

    /// Says how far the step has come that was begun last.
    pub(crate) fn busy_with(&self, how_far: String) {
        self.bar.set_message(how_far);
    }

    /// Takes the line away and gives the times, such as `load 0.3 ms, render 41 ms`.
    pub(crate) fn end(self) -> String {
        self.bar.finish_and_clear();
        let ends = self.begun.iter().skip(1).map(|(_, begun)| *begun).chain([Instant::now()]);
        let times = self.begun.iter().zip(ends).map(|((step, begun), end)| format!("{step} {}", short(end - *begun)));
        times.collect::<Vec<_>>().join(", ")
    }
}

fn short(time: Duration) -> String {
    match time.as_millis() {
        0..10 => format!("{:.1} ms", time.as_secs_f64() * 1000.0),
        ms @ 10..10_000 => format!("{ms} ms"),
        ms => format!("{}.{} s", ms / 1000, ms % 1000 / 100),
    }
}
