//! What addresses of other sites answered when they were last asked, as `links.json` keeps it, and what is wrong with them.
//!
//! The file lies next to `content/` and is no input of a build: no page depends on it. Who asks is `app::links`; nothing here
//! knows of the network or the disk.

use super::outside::{Outside, OutsidePlace, OutsideRole};
use crate::base::diagnostic::{Code, Diagnostic};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The answers by the addresses, as they are written without what follows `#`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers(pub(crate) BTreeMap<String, Answer>);

/// What an address answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answer {
    /// The day on which it was asked.
    pub checked: Date,
    /// The status of the last answer, after all redirects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Why there is none, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
    /// The address to which it has moved for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<String>,
}

/// What an answer comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Works,
    /// The host does not answer programs, which says nothing about readers.
    Refused,
    Dead,
}

/// What a status comes to.
pub(crate) fn verdict_of(status: u16) -> Verdict {
    match status {
        // 416: the range that we ask for is not there, so the page is.
        ..400 | 416 => Verdict::Works,
        404 | 410 | 500..600 => Verdict::Dead,
        _ => Verdict::Refused,
    }
}

impl Answer {
    pub(crate) fn verdict(&self) -> Verdict {
        match (&self.failed, self.status) {
            (None, Some(status)) => verdict_of(status),
            _ => Verdict::Dead,
        }
    }

    /// Why it does not work, in words.
    fn why(&self) -> String {
        match (&self.failed, self.status) {
            (Some(why), _) => why.clone(),
            (None, Some(404)) => "it answers 404, not found".to_owned(),
            (None, Some(410)) => "it answers 410, gone".to_owned(),
            (None, Some(status)) => format!("it answers {status}, an error of the server"),
            (None, None) => "it did not answer".to_owned(),
        }
    }
}

impl Answers {
    /// Reads the file. Fails, in words, at a text that is not such a file.
    pub fn read(text: &str) -> Result<Answers, String> {
        // Named by its line and column.
        serde_json::from_str(text).map(Answers).map_err(|error| error.to_string())
    }

    /// The file: one address after the other, so that a version control shows what has changed.
    pub(crate) fn text(&self) -> String {
        let json = serde_json::to_string_pretty(&self.0).expect("texts, numbers and days can be written as JSON");
        json + "\n"
    }
}

/// What is wrong with the addresses of a site, each at its first place.
pub fn mistakes(outside: &Outside, answers: &Answers) -> Vec<Diagnostic> {
    let mistake = |(address, places): (&String, &Vec<OutsidePlace>)| {
        let (answer, (place, others)) = (answers.0.get(address)?, places.split_first()?);
        let others = match others.len() {
            0 => String::new(),
            1 => " It stands at another place too.".to_owned(),
            n => format!(" It stands at {n} other places too."),
        };
        let OutsidePlace { path, span, role, fragment } = place;
        if answer.verdict() == Verdict::Dead {
            let message = format!("{address} does not work: {}.{others}", answer.why());
            let dead = Diagnostic::warning(Code::DeadAddress, path, span.clone(), message);
            return Some(dead.help(instead(address, *role, answer.checked)));
        }
        let moved = answer.moved.as_ref()?;
        // Browsers keep the part of the page unless the new address has one.
        let new = if moved.contains('#') { moved.clone() } else { format!("{moved}{fragment}") };
        let message = format!("{address} has moved for good.{others}");
        Some(Diagnostic::note(Code::MovedAddress, path, span.clone(), message).help(format!("Write:  {new}")))
    };
    outside.0.iter().filter_map(mistake).collect()
}

/// What to write where an address does not work.
fn instead(address: &str, role: OutsideRole, checked: Date) -> String {
    let copies = format!("https://web.archive.org/web/{address}");
    match role {
        OutsideRole::Original { has_copy: true } => format!("To link to the copy instead, add:  gone: {checked}"),
        OutsideRole::Original { has_copy: false } => {
            format!("If {copies} has a copy, add its address, and since when this one is gone:  archived: {copies}")
        }
        OutsideRole::Copy => format!("If {copies} has no other copy, drop  archived"),
        OutsideRole::Other => format!("Correct the address, link to a copy if {copies} has one, or drop the link."),
    }
}
