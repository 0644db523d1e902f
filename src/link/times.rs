//! Times of articles and sources that cannot be, as of today: what is true, updated or read on a day that has not come.
//!
//! Looks at what a file says of itself. What statements say of events is for `facts`.

use super::site::{LinkedArticle, LinkedFile, LinkedItem};
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::path::SourcePath;
use crate::model::{Article, Entity, Item, Page, time};
use crate::parse::yaml::{Value, YamlNode};
use jiff::civil::Date;

/// So many years ahead a date is more likely a slip than a plan.
const FAR: i16 = 1;
/// Nothing on the subject is older.
const OLD: i16 = 1950;

/// What is wrong with the times of a file that was looked up, on a day.
pub(super) fn of_file(file: &LinkedFile, today: Date) -> Vec<Diagnostic> {
    match &file.value {
        LinkedItem::Article(article) => of_article(article, today),
        LinkedItem::Profile(profile) => of_source(&profile.entity, today),
        LinkedItem::Page(page) => of_dispute(&page.page, today),
    }
}

/// The same of an article that is held back: a year that is too far.
pub(super) fn of_withheld(item: &Item, today: Date) -> Option<Diagnostic> {
    match item {
        Item::Article(article) if article.date.day.year() > today.year() + FAR => Some(odd_year(article)),
        _ => None,
    }
}

fn of_source(entity: &Entity, today: Date) -> Vec<Diagnostic> {
    let Some(document) = &entity.fields else { return Vec::new() };
    let span = |key: &str| document.front_matter.get(key).map(|node| node.span.clone());
    let times = [
        ("accessed", entity.accessed, "it cannot have been read on"),
        ("checked", entity.checked, "it cannot have been checked on"),
        ("gone", entity.gone, "its address cannot be gone since"),
    ];
    let to_come = times.into_iter().filter_map(|(key, days, why)| {
        let first = days?.earliest.filter(|first| *first > last_day(today))?;
        Some(not_yet(&document.path, span(key), &format!("{why} {first}")))
    });
    let mut found: Vec<Diagnostic> = to_come.collect();
    let seen = entity.checked.and_then(|days| days.earliest);
    if let (Some(seen), Some(gone)) = (seen, entity.gone.and_then(|days| days.latest))
        && seen > gone
    {
        let message = format!("Its address was seen to work on {seen}, and is gone since {gone} or earlier.");
        let help = "Correct one of the two days, or drop  gone  if the address works again.";
        found.push(Diagnostic::error(Code::BadDate, &document.path, span("checked"), message).help(help));
    }
    found
}

fn of_dispute(page: &Page, today: Date) -> Vec<Diagnostic> {
    let Some(dispute) = &page.dispute else { return Vec::new() };
    let days = [("opened", dispute.opened), ("settled", dispute.settled_on)];
    let to_come = days.into_iter().filter_map(|(key, day)| Some((key, day.filter(|day| *day > last_day(today))?)));
    let mistake = |(key, day): (&str, Date)| {
        let span = page.fields.front_matter.get(key).map(|node| node.span.clone());
        not_yet(&page.fields.path, span, &format!("no dispute was {key} on {day}"))
    };
    to_come.map(mistake).collect()
}

fn odd_year(article: &Article) -> Diagnostic {
    let span = article.fields.front_matter.get("date").map(|node| node.span.clone());
    let message = format!("Is {} the right year?", article.date.day.year());
    let help = "Correct it; an article without a day yet is a  draft: true";
    Diagnostic::warning(Code::BadDate, &article.fields.path, span, message).help(help)
}

fn of_article(linked: &LinkedArticle, today: Date) -> Vec<Diagnostic> {
    let article = &linked.article;
    let (path, front_matter) = (&article.fields.path, &article.fields.front_matter);
    let today = today.max(article.date.day);
    let is_to_come = |day: Date| day > last_day(today);
    let mut found = Vec::new();
    if article.date.day.year() < OLD {
        found.push(odd_year(article));
    }
    if let Some(first) = article.as_of.and_then(|days| days.earliest).filter(|first| is_to_come(*first)) {
        let span = front_matter.get("as_of").map(|node| node.span.clone());
        found.push(not_yet(path, span, &format!("nothing is known to be true as of {first}")));
    }
    let stating = (&article.stating.path, &article.stating.front_matter);
    for block in ["access", "events", "relations", "claims"] {
        let checks = stating.1.get(block).map_or(Vec::new(), |entries| dates(entries, "checked"));
        let to_come = checks.into_iter().filter(|(day, _)| is_to_come(*day));
        found.extend(
            to_come.map(|(day, span)| not_yet(stating.0, Some(span), &format!("nothing was checked on {day}"))),
        );
    }
    let dated = ["updates", "corrections"].map(|block| (block, "date", (path, front_matter)));
    let added = ["access", "events", "relations", "claims"].map(|block| (block, "added", stating));
    for (block, key, (path, front_matter)) in dated.into_iter().chain(added) {
        for (date, span) in front_matter.get(block).map_or(Vec::new(), |entries| dates(entries, key)) {
            if is_to_come(date) {
                found.push(not_yet(path, Some(span), &format!("nothing was changed on {date}")));
            } else if date < article.date.day {
                let message = format!("This is of {date}, and the article of {}.", article.date.day);
                found
                    .push(Diagnostic::warning(Code::BadDate, path, span, message).help("Correct one of the two days."));
            }
        }
    }
    found
}

/// The last day that it is anywhere on Earth, as far as a site in one time zone can know.
fn last_day(today: Date) -> Date {
    today.tomorrow().unwrap_or(today)
}

fn not_yet(path: &SourcePath, span: Option<Span>, why: &str) -> Diagnostic {
    let message = format!("This day has not come: {why}.");
    Diagnostic::error(Code::BadDate, path, span, message).help("Correct the year, the month or the day.")
}

/// The date that each entry of a list has under a key, as far as it can be read, with its place.
fn dates(node: &YamlNode, key: &str) -> Vec<(Date, Span)> {
    let entries = match &node.value {
        Value::List(entries) => entries.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let date = |entry: &YamlNode| {
        let Value::Map(fields) = &entry.value else { return None };
        let (_, date) = fields.iter().find(|(other, _)| other.text == key)?;
        let Value::Text { text, .. } = &date.value else { return None };
        Some((time::date(text).ok()?, date.span.clone()))
    };
    entries.iter().filter_map(date).collect()
}
