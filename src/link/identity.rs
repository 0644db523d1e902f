//! By what a statement is known: its anchor on the page of its article, which stays while what it states stays.
//!
//! An anchor is made of what is stated, of whom, on whose word; or of the `id` that the writer gives it. Entries that come before,
//! after or between others change none, and neither does another slug of an entity. Where a statement stands, its note, its places and its days are no part of it; days are
//! where two entries of one article state the same otherwise.

use super::ids::{EntityId, LinkedPart};
use super::lookup::InFile;
use super::statements::{CountedFrom, LinkedTime, LinkedWhen, Says};
use std::collections::BTreeMap;

/// How many letters of the digest an anchor has: enough for the statements of one article.
const LETTERS: usize = 6;

/// A statement as far as its identity goes.
pub(super) struct Stating<'a> {
    /// The name that the writer gives to this entry alone.
    pub id: Option<&'a str>,
    pub says: &'a Says,
    pub sources: &'a [EntityId],
}

/// The anchors of all statements of an article, each another one.
pub(super) fn anchors(statements: &[Stating<'_>], look: &InFile<'_>) -> Vec<String> {
    let short: Vec<String> = statements.iter().map(|stating| stating.stated(look)).collect();
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    short.iter().for_each(|text| *times.entry(text).or_default() += 1);
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let anchor = |(stating, short): (&Stating<'_>, &String)| {
        let anchor = match stating.id {
            Some(id) => format!("s-{id}"),
            None if times[short.as_str()] == 1 => digest(short),
            None => digest(&format!("{short}\n{}", stating.days(look))),
        };
        let count = taken.entry(anchor.clone()).or_default();
        *count += 1;
        if *count == 1 { anchor } else { format!("{anchor}-{count}") }
    };
    statements.iter().zip(&short).map(anchor).collect()
}

fn digest(text: &str) -> String {
    format!("s-{}", &blake3::hash(text.as_bytes()).to_hex()[..LETTERS])
}

impl Stating<'_> {
    /// What is stated, as lines of text that no setting and no language changes.
    fn stated(&self, look: &InFile<'_>) -> String {
        let name = |id: &EntityId| format!("{}/{}", look.key_of(id), look.first_slug_of(id));
        let names = |ids: &[EntityId]| {
            let mut names: Vec<String> = ids.iter().map(name).collect();
            names.sort();
            names.join(" ")
        };
        let speaker = |by: &Option<LinkedPart>| {
            by.as_ref().map_or(String::new(), |by| by.to.as_ref().map_or_else(|| by.text.clone(), name))
        };
        let mut lines = vec![self.says.block().to_owned()];
        match self.says {
            Says::Access(access) => {
                let (status, layer) = (access.status.word().to_owned(), access.layer.word().to_owned());
                lines.extend([names(&access.models), names(&access.whom), layer, status]);
            }
            Says::Event(event) => lines.push(event.id.clone().unwrap_or_else(|| event.what.clone())),
            Says::Relation(relation) => {
                let (from, to) = (names(&relation.from), names(&relation.to));
                lines.extend([from, relation.relation.name.to_string(), to, speaker(&relation.by)]);
            }
            Says::Claim(claim) => {
                let says = claim.id.clone().unwrap_or_else(|| claim.says.clone());
                lines.extend([names(&claim.about), says, speaker(&claim.by)]);
            }
            Says::Update(update) => lines.extend([update.date.to_string(), update.what.clone()]),
            Says::Correction(correction) => {
                let [was, now] = [&correction.was, &correction.now].map(|text| text.clone().unwrap_or_default());
                lines.extend([correction.date.to_string(), was, now]);
            }
        }
        lines.push(names(self.sources));
        lines.join("\n")
    }

    /// The days that it gives.
    fn days(&self, look: &InFile<'_>) -> String {
        let given = match self.says {
            Says::Access(access) => [access.since.as_ref(), access.until.as_ref()],
            Says::Event(event) => [event.when.as_ref(), None],
            _ => [None, None],
        };
        given.map(|when| when.map_or(String::new(), |when| day(when, look))).join("\n")
    }
}

fn day(when: &LinkedWhen, look: &InFile<'_>) -> String {
    match &when.time {
        LinkedTime::Days(days) => days.edtf(),
        LinkedTime::Distance { from, least, most, same_month } => {
            let from = match from {
                CountedFrom::Source(id) => format!("{}/{}", look.key_of(id), look.first_slug_of(id)),
                CountedFrom::Event(id) => id.clone(),
            };
            let end = |days: &Option<i64>| days.map_or(String::new(), |days| days.to_string());
            format!("{from} {} {} {same_month}", end(least), end(most))
        }
    }
}
