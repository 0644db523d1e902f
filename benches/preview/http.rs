//! Asks a server for pages over one connection, again and again until a text is there.
//!
//! Knows nothing of which program serves.

use std::io;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The shortest pause between two questions.
const PAUSE: Duration = Duration::from_millis(1);
/// The pauses grow with the time that has passed, to this part of it, so that asking does not slow the answer.
const PART: u32 = 100;

pub struct Client {
    agent: ureq::Agent,
    host: String,
}

impl Client {
    pub fn new(port: u16) -> Client {
        // A server may answer nothing while it builds; that long an answer is waited for.
        let config =
            ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(Duration::from_secs(600)));
        Client { agent: config.build().into(), host: format!("http://127.0.0.1:{port}") }
    }

    pub fn get(&self, address: &str) -> io::Result<String> {
        let mut response = self.agent.get(format!("{}{address}", self.host)).call().map_err(io::Error::other)?;
        response.body_mut().read_to_string().map_err(io::Error::other)
    }

    /// Waits until a page has a text; gives how long that was after `began`, or nothing when patience is over.
    ///
    /// A page that cannot be had at the moment is one that has not got it.
    pub fn wait(&self, address: &str, text: &str, began: Instant, patience: Duration) -> Option<Duration> {
        while !self.get(address).is_ok_and(|page| page.contains(text)) {
            if began.elapsed() > patience {
                return None;
            }
            sleep(PAUSE.max(began.elapsed() / PART));
        }
        Some(began.elapsed())
    }
}
