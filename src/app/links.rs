//! `check --links`: asks the addresses of other sites whether they still work, and keeps what they answer in `links.json`.
//!
//! Which addresses there are, what an answer means and what to do about it is `review`'s, without a network. Here is what the
//! disk, the clock and the hosts are asked; `client` asks one address, and `pace` sees to it that no host is asked too often.

mod client;
mod pace;

use crate::Outcome;
use crate::app::cli::{CheckArgs, LinkAge};
use crate::app::progress::Progress;
use crate::base::diagnostic::{self, Diagnostic};
use crate::base::trouble::in_words;
use crate::commands::journal;
use crate::load::Sources;
use crate::review::answers::{self, Answer, Answers, Verdict};
use crate::review::outside::{self, Outside};
use client::{Client, FailureKind, Reached, Url};
use jiff::Timestamp;
use jiff::civil::Date;
use pace::Pace;
use std::collections::{BTreeMap, VecDeque};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Where the answers are kept, next to `content/`.
const FILE: &str = "links.json";

/// How many hosts are asked at a time.
const HOSTS_AT_ONCE: usize = 16;

/// After so many addresses of a host in a row that cannot be reached, the others are not tried.
const UNREACHED: usize = 3;

/// What asking came to, to be said after the messages.
#[derive(Debug)]
pub(crate) struct AskedLinks {
    pub summary: String,
    /// Whether something kept us from asking, or from keeping the answers.
    pub is_trouble: bool,
}

/// Asks what is due, adds what is wrong to the messages of the site, and keeps the answers.
pub(crate) fn check(
    root: &Path,
    args: &CheckArgs,
    age: LinkAge,
    sources: &Sources,
    outcome: &mut Outcome,
    progress: &mut Progress,
) -> AskedLinks {
    let (old, mut answers) = match read(root) {
        Ok(read) => read,
        Err(summary) => return AskedLinks { summary, is_trouble: true },
    };
    let outside = outside::addresses(outcome.sites(), sources);
    let today = outcome.site.config.day(args.common.present.now.unwrap_or_else(Timestamp::now));
    let due = due(&outside, &answers, age, today);
    progress.begin("links");
    let asked = ask(&due, args, progress);
    if let Some(summary) = offline(&asked) {
        return AskedLinks { summary, is_trouble: true };
    }
    let is_whole = !diagnostic::has_errors(&outcome.diagnostics);
    let n = asked.len();
    for (address, reached) in asked {
        answers.0.insert(address.to_owned(), reached.answer(today));
    }
    if is_whole {
        answers.0.retain(|address, _| outside.0.contains_key(address));
    }
    let found = answers::mistakes(&outside, &answers);
    let summary = summary(&outside, &answers, n, due.len() - n);
    add(outcome, found, args);
    match keep(root, old.as_deref(), &answers) {
        Ok(()) => AskedLinks { summary, is_trouble: false },
        Err(why) => AskedLinks { summary: format!("{summary}\nfissure: {why}"), is_trouble: true },
    }
}

fn add(outcome: &mut Outcome, found: Vec<Diagnostic>, args: &CheckArgs) {
    let mut diagnostics = std::mem::take(&mut outcome.diagnostics);
    diagnostics.extend(found);
    outcome.diagnostics = diagnostic::settle(diagnostics, args.common.tolerance.tolerance());
}

/// The file of answers as it is, and what it says; nothing of a site that has none yet.
fn read(root: &Path) -> Result<(Option<String>, Answers), String> {
    let path = root.join(FILE);
    let text = match std::fs::read(&path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok((None, Answers::default())),
        Err(error) => return Err(format!("fissure: cannot read {}: {}", path.display(), in_words(&error))),
    };
    let answers = Answers::read(&text).map_err(|why| {
        let path = path.display();
        format!(
            "fissure: no address was asked, since {path} cannot be read ({why}). Correct it, or delete it: then every \
             address is asked again"
        )
    })?;
    Ok((Some(text), answers))
}

/// The addresses that are asked: those that are new, did not work, or were asked too long ago.
fn due<'a>(outside: &'a Outside, answers: &Answers, age: LinkAge, today: Date) -> Vec<&'a str> {
    let is_due = |answer: &Answer| {
        let days = (today - answer.checked).get_days();
        answer.verdict() == Verdict::Dead || age.0.is_none_or(|most| days > most)
    };
    let known = |address: &str| answers.0.get(address);
    outside.0.keys().map(String::as_str).filter(|address| known(address).is_none_or(is_due)).collect()
}

/// Asks many hosts at a time, each for one address after the other. An address may be left for another time.
fn ask<'a>(due: &[&'a str], args: &CheckArgs, progress: &Progress) -> BTreeMap<&'a str, Reached> {
    let mut hosts: BTreeMap<String, Vec<(&'a str, Url)>> = BTreeMap::new();
    let mut asked: BTreeMap<&str, Reached> = BTreeMap::new();
    for address in due {
        match client::parse(address) {
            Ok(url) => hosts.entry(client::host(&url)).or_default().push((address, url)),
            Err(reached) => drop(asked.insert(address, reached)),
        }
    }
    let mut queues: Vec<_> = hosts.into_values().collect();
    // What takes longest begins first.
    queues.sort_by_key(|queue| std::cmp::Reverse(queue.len()));
    let threads = queues.len().min(HOSTS_AT_ONCE);
    let (queues, asked) = (Mutex::new(VecDeque::from(queues)), Mutex::new(asked));
    let pace = Pace::new(Duration::from_millis(args.pace.unwrap_or(pace::BETWEEN_MS)));
    let timeout = Duration::from_secs(args.timeout.unwrap_or(client::TIMEOUT_SECS));
    let client = Client::new(timeout, &pace);
    let learn = |address, reached| {
        let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.insert(address, reached);
        progress.busy_with(format!("links: {} of {}", asked.len(), due.len()));
    };
    let work = || {
        let next = || queues.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        while let Some(queue) = next() {
            ask_host(&client, queue, &learn);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            // Where the system gives no more threads, it takes longer.
            let _ = thread::Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
    asked.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Asks one host for its addresses, and leaves it alone where it wants that or cannot be reached.
fn ask_host<'a>(client: &Client<'_>, queue: Vec<(&'a str, Url)>, learn: &dyn Fn(&'a str, Reached)) {
    let (mut unreached, mut last) = (0, None);
    for (address, url) in queue {
        if let Some(reached) = last.clone().filter(|_| unreached >= UNREACHED) {
            learn(address, reached);
            continue;
        }
        let reached = client.ask(&url);
        let (is_enough, is_unreached) = (reached.is_too_many(), reached.is_unreached());
        unreached = if is_unreached { unreached + 1 } else { 0 };
        last = Some(reached.clone());
        learn(address, reached);
        if is_enough {
            return;
        }
    }
}

/// What to say where no host could be found at all: then it is our connection that fails, and no answer is kept.
fn offline(asked: &BTreeMap<&str, Reached>) -> Option<String> {
    let tried = asked.iter().filter(|(_, reached)| reached.kind() != Some(FailureKind::NoAddress));
    let tried: Vec<(&&str, &Reached)> = tried.collect();
    let is_offline = tried.iter().all(|(_, reached)| reached.kind() == Some(FailureKind::NoHost));
    let (first, _) = tried.first().filter(|_| is_offline)?;
    let n = tried.len();
    let which = if n == 1 { first.to_string() } else { format!("{first} and {} more", n - 1) };
    Some(format!("fissure: no host could be found ({which}). Is there a connection? {FILE} stays as it is"))
}

/// `links: 12 asked, 340 known; 2 do not work, 1 has moved, 3 do not answer programs`
fn summary(outside: &Outside, answers: &Answers, asked: usize, left: usize) -> String {
    let of_site = || outside.0.keys().filter_map(|address| answers.0.get(address));
    let count = |wanted: Verdict| of_site().filter(|answer| answer.verdict() == wanted).count();
    let (dead, refused) = (count(Verdict::Dead), count(Verdict::Refused));
    let moved = of_site().filter(|answer| answer.verdict() != Verdict::Dead && answer.moved.is_some()).count();
    let known = outside.0.len() - asked - left;
    let verb = |n: usize, one: &str, many: &str| (n > 0).then(|| format!("{n} {}", if n == 1 { one } else { many }));
    let parts = [
        verb(dead, "does not work", "do not work"),
        verb(moved, "has moved", "have moved"),
        verb(refused, "does not answer programs", "do not answer programs"),
        verb(
            left,
            "is left for later, since its host wants a pause",
            "are left for later, since their hosts want a pause",
        ),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let end = if parts.is_empty() { "all work".to_owned() } else { parts.join(", ") };
    let noun = if asked == 1 { "address" } else { "addresses" };
    format!("links: {asked} {noun} asked, {known} known from {FILE}; {end}")
}

/// Keeps the answers, if they are others than before.
fn keep(root: &Path, old: Option<&str>, answers: &Answers) -> Result<(), String> {
    let text = answers.text();
    if old == Some(&*text) || (old.is_none() && answers.0.is_empty()) {
        return Ok(());
    }
    journal::carry_out(root, &[journal::put(root, FILE, text)]).map_err(|undone| undone.to_string())
}
