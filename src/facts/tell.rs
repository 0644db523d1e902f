//! What is wrong with the facts once they are taken together, and what is worth knowing about them.

use super::ledger::{Dispute, Ledger};
use super::times::Reason;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::with_article;
use crate::link::EntityId;
use crate::link::testimony::{LinkedEvent, LinkedStatement, LinkedTime, Says, StatementInArticle, Testimony};
use crate::load::{SourceLines, Sources};
use crate::model::config_path;
use crate::model::kind::Kind;
use crate::model::suggest::nearest;
use crate::parse::yaml::Word;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Mistakes that need no text of a file to be found.
pub(crate) fn mistakes(ledger: &Ledger) -> Vec<Diagnostic> {
    let mut found = ledger.times.tell_unknown_events(&ledger.testimonies);
    found.extend(invented_days(ledger));
    found.extend(regions(ledger));
    found.extend(ends_before_it_begins(ledger));
    found.extend(ids_of_nothing(ledger));
    found.extend(known_as_one(ledger));
    found
}

/// Identifiers that two entities have: they are one thing, or one of them has that of another. A source may have that of what
/// it is the text of.
fn known_as_one(ledger: &Ledger) -> Vec<Diagnostic> {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for card in ledger.cards.values().filter(|card| !card.is_source) {
        for other in card.same_as.iter().filter(|other| other.is_unique) {
            let Some(name) = first.get(other.url.as_str()) else {
                first.insert(&other.url, &card.name);
                continue;
            };
            let Some((path, _)) = &card.place else { continue };
            let message = format!("\"{name}\" and \"{}\" are both {}.", card.name, other.label);
            let help =
                "Take it away from one of them; if they are one thing, keep one file:  aliases: [the other name]";
            found.push(Diagnostic::warning(Code::ClaimedTwice, path, other.span.clone(), message).help(help));
        }
    }
    found
}

/// Access that is over before it began.
fn ends_before_it_begins(ledger: &Ledger) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (testimony, statement) in statements(ledger) {
        let Says::Access(access) = &statement.says else { continue };
        let (Some(since), Some(until)) = (&access.since, &access.until) else { continue };
        let days = |when| ledger.times.resolve_known(when, &testimony.article);
        if days(since).definitely_after(&days(until)) {
            let message = "This ends before it begins.";
            let path = &testimony.article.path;
            let help = "Exchange  since:  and  until: , or correct one.";
            found.push(Diagnostic::error(Code::BadDate, path, until.span.clone(), message).help(help));
        }
    }
    found
}

/// Ids under `against` and `affects` that no claim or event has.
fn ids_of_nothing(ledger: &Ledger) -> Vec<Diagnostic> {
    let (claims, all) = (ids(ledger, false), ids(ledger, true));
    let mut found = Vec::new();
    for (testimony, statement) in statements(ledger) {
        let words: Vec<(&Word, &BTreeSet<&str>)> = match &statement.says {
            Says::Claim(claim) => claim.against.iter().map(|word| (word, &claims)).collect(),
            Says::Correction(correction) => {
                let is_entity = |word: &Word| {
                    let mut ids = ledger.cards.keys().chain(correction.entities());
                    ids.any(|id| id.slug.as_str() == word.text)
                };
                let words = correction.affects.iter().map(|affected| &affected.word);
                words.filter(|word| !is_entity(word)).map(|word| (word, &all)).collect()
            }
            _ => Vec::new(),
        };
        for (word, known) in words.into_iter().filter(|(word, known)| !known.contains(word.text.as_str())) {
            let message = format!("No claim or event has the id \"{}\".", word.text);
            let help = match nearest(&word.text, known.iter().copied()) {
                Some(near) => format!("Did you mean \"{near}\"?"),
                None => format!("Give the statement that is meant  id: {}", word.text),
            };
            let path = &testimony.article.path;
            found.push(Diagnostic::warning(Code::UnknownTag, path, word.span.clone(), message).help(help));
        }
    }
    found
}

/// The ids of all claims, and of all events too.
fn ids(ledger: &Ledger, events: bool) -> BTreeSet<&str> {
    let mut ids = BTreeSet::new();
    for (_, statement) in statements(ledger) {
        ids.extend(match &statement.says {
            Says::Claim(claim) => claim.id.as_deref(),
            Says::Event(event) if events => event.id.as_deref(),
            _ => None,
        });
    }
    ids
}

fn statements(ledger: &Ledger) -> impl Iterator<Item = (&Arc<Testimony>, &Arc<LinkedStatement>)> {
    ledger.testimonies.iter().flat_map(|testimony| std::iter::repeat(testimony).zip(&testimony.statements))
}

/// Events with a day, on the word of a source that has none itself.
fn invented_days(ledger: &Ledger) -> Vec<Diagnostic> {
    let is_dated = |id: &EntityId| {
        let card = ledger.cards.get(id);
        card.is_some_and(|card| card.published.is_some_and(|days| days.day().is_some()))
    };
    let mut found = Vec::new();
    for (testimony, statement) in statements(ledger) {
        let Says::Event(LinkedEvent { when: Some(when), .. }) = &statement.says else { continue };
        let is_day = matches!(&when.time, LinkedTime::Days(days) if days.day().is_some());
        // A note is where a writer says from where the day is.
        let doubtful = is_day && statement.note.is_none() && !statement.sources.iter().any(is_dated);
        let Some(source) = statement.sources.first().filter(|_| doubtful) else { continue };
        let source = &source.slug;
        let message =
            format!("This event has a day, but its source {source} has no date. Where does the day come from?");
        let phrase = format!("Write the source's phrase:  when: {{says: two weeks ago, in: {source}}}");
        let help = format!("{phrase}  or say in a  note:  where the day stands.");
        let path = &testimony.article.path;
        found.push(Diagnostic::warning(Code::InventedDay, path, when.span.clone(), message).help(help));
    }
    found
}

/// Statements that aim at a region, which is no set of readers.
fn regions(ledger: &Ledger) -> Vec<Diagnostic> {
    let is_region = |id: &&EntityId| {
        let card = ledger.cards.get(*id);
        card.is_some_and(|card| card.type_.as_deref() == Some("region") && card.audience.is_none())
    };
    let mut found = Vec::new();
    for (testimony, statement) in statements(ledger) {
        let Says::Access(access) = &statement.says else { continue };
        for whom in access.whom.iter().filter(is_region) {
            let message = format!("\"{}\" is a region, so this statement fills no cell of the matrix.", whom.slug);
            let help = "If the source means {kinds.bloc} or audiences, name those in  for: ";
            let help = ledger.strings.with_kinds(help);
            let path = &testimony.article.path;
            found.push(Diagnostic::warning(Code::BadValue, path, statement.span.clone(), message).help(help));
        }
    }
    found
}

/// A column of the matrix that is no bloc. `kind` is that of blocs.
pub(crate) fn no_column<'a>(
    word: &Word,
    kind: &Kind,
    is_known: bool,
    blocs: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let (message, help) = match is_known {
        true => (
            format!(
                "\"{}\" is an audience or a region, and a column of the matrix is {}.",
                word.text,
                with_article(&kind.one())
            ),
            "Leave it out.".to_owned(),
        ),
        false => (
            format!("No {} is called \"{}\".", kind.one(), word.text),
            match nearest(&word.text, blocs) {
                Some(near) => format!("Did you mean \"{near}\"?"),
                None => format!("Make  content/{}/{}.md , or leave it out.", kind.folder, word.text),
            },
        ),
    };
    Diagnostic::error(Code::UnknownTag, &config_path(), word.span.clone(), message).help(help)
}

/// What needs the lines of files to be found: times that cannot all be true, and disputes without a file.
///
/// Kept apart from the ledger, which knows places and no texts.
pub(crate) fn with_lines(ledger: &Ledger, sources: &Sources, advice: bool) -> Vec<Diagnostic> {
    let lines = SourceLines::new(sources);
    let mut found: Vec<Diagnostic> =
        ledger.times.conflicts.iter().filter_map(|conflict| impossible(conflict, &lines)).collect();
    if advice {
        found.extend(ledger.disputes.iter().filter_map(|dispute| contradiction(dispute, &lines)));
    }
    found
}

/// The name of a file, with its folder where it is `index.md`, as many are.
fn file(path: &crate::base::path::SourcePath) -> &str {
    let name = path.file_name();
    let folder = path.parent().rsplit('/').next().unwrap_or("");
    match name {
        "index.md" => &path.as_str()[path.as_str().len() - name.len() - folder.len() - 1..],
        _ => name,
    }
}

fn impossible(conflict: &[Reason], lines: &SourceLines<'_>) -> Option<Diagnostic> {
    let last = conflict.iter().max_by_key(|reason| (&reason.path, reason.span.start))?;
    let item = |(n, reason): (usize, &Reason)| {
        let line = lines.line(&reason.path, reason.span.start);
        format!("({}) {} – {} line {line}", n + 1, reason.words, file(&reason.path))
    };
    let items: Vec<String> = conflict.iter().enumerate().map(item).collect();
    let message = format!("These cannot all be true: {}.", items.join(", "));
    let help = "Remove one, or take one event out of the order with  status: disputed";
    Some(Diagnostic::error(Code::ImpossibleOrder, &last.path, last.span.clone(), message).help(help))
}

/// The newer statement of a dispute without a file is found where the older one stands.
fn contradiction(dispute: &Dispute, lines: &SourceLines<'_>) -> Option<Diagnostic> {
    if dispute.editors.is_some() || !dispute.open {
        return None;
    }
    let mut statements: Vec<&StatementInArticle> = dispute.statements.iter().collect();
    statements.sort_by_key(|(article, statement)| (article.date, &article.path, statement.span.start));
    let ((article, newest), others) = statements.split_last()?;
    let elsewhere = |(other, older): &&&StatementInArticle| other.path != article.path || older.span != newest.span;
    let other = others.iter().rev().find(|(_, older)| older.says != newest.says);
    let other = other.or_else(|| others.iter().rev().find(elsewhere));
    let (message, help) = match other {
        Some((first, older)) => {
            let line = lines.line(&first.path, older.span.start);
            let differs = dispute.contrast.as_ref().is_some_and(|contrast| contrast.both_can_hold);
            let verb = if differs { "differs from" } else { "contradicts" };
            (format!("This {verb} {}:{line} ({}).", file(&first.path), dispute.subject), "Both stay; a")
        }
        // One statement with two ends of which there can be only one.
        None if !others.is_empty() => (format!("This contradicts itself ({}).", dispute.subject), "A"),
        None => (format!("This is called disputed ({}).", dispute.subject), "A"),
    };
    let help = format!("{help} dispute page is made: {}", dispute.address);
    Some(Diagnostic::note(Code::Contradiction, &article.path, newest.span.clone(), message).help(help))
}
