//! What is to come in words: the page of it, and the calendars of the site and of each entity.
//!
//! Each day that has passed takes its entries away, so the plan says when that will be.

use super::words::Words;
use crate::base::content::Content;
use crate::base::path::Address;
use crate::base::text::capitalised;
use crate::facts::due::{Due, DueSort, DueWhat};
use crate::link::testimony::{LinkedAccess, Says};
use crate::link::{EntityId, LinkedPart, Places};
use crate::model::access::Layer;
use crate::model::strings::{Piece, pieces};
use crate::model::when_in_words::{coming_in_words, month};
use crate::plan::calendar::{CALENDAR, CalendarEvent, calendar};
use crate::plan::page::{Context, LedgerPage, PagePlan};
use crate::plan::parts::Linking;
use crate::view::{Citation, DueContext, DueMonth, DuePage, TextLink};
use jiff::civil::Date;
use std::sync::Arc;

pub(super) const DUE: &str = "due.html";
const ADDRESS: &str = "/due/";

/// What everything that is due is in words, in the order of the ledger.
pub(super) fn contexts(words: &Words<'_>) -> Vec<Arc<DueContext>> {
    words.ledger.due.iter().map(|due| Arc::new(context(words, due))).collect()
}

fn context(words: &Words<'_>, due: &Due) -> DueContext {
    let shared = words.shared;
    let (sources, stated) = match &due.what {
        DueWhat::Policy(id) => {
            let card = words.ledger.cards.get(id);
            let sources = card.map_or_else(Vec::new, |card| shared.citations(&card.sources, &card.places));
            let page = shared.link(id).map(|link| TextLink {
                text: link.name.clone(),
                url: Some(link.url.clone()),
                lang: None,
            });
            (sources, page.into_iter().collect())
        }
        DueWhat::Access(_) | DueWhat::Event(_) => {
            let mut sources: Vec<EntityId> = Vec::new();
            for source in due.statements.iter().flat_map(|(_, statement)| &statement.sources) {
                if !sources.contains(source) {
                    sources.push(source.clone());
                }
            }
            let places = Places::of_all(due.statements.iter().map(|(_, statement)| &statement.places));
            let stated = due.statements.iter().map(|(article, s)| words.article(article, &s.anchor));
            (shared.citations(&sources, &places), stated.collect())
        }
    };
    let noted = due.statements.iter().map(|(_, statement)| statement).find(|statement| statement.note.is_some());
    DueContext {
        sort: due.sort.word(),
        sentence: shared.text_links(&sentence(words, due)),
        earliest: due.days.earliest,
        latest: due.days.latest,
        sources,
        stated,
        note: noted.and_then(|statement| statement.note.clone()),
        note_lang: noted.and_then(|statement| statement.note_lang.clone()),
    }
}

fn text(text: String) -> Vec<LinkedPart> {
    vec![LinkedPart::text(text)]
}

fn sentence(words: &Words<'_>, due: &Due) -> Vec<LinkedPart> {
    let when = text(coming_in_words(words.strings(), &due.days));
    let (key, what) = match (&due.what, due.sort) {
        (DueWhat::Policy(id), _) => ("due.in_force", names(words, std::slice::from_ref(id))),
        (DueWhat::Event(what), _) => {
            let lang = due.statements.first().and_then(|(_, statement)| statement.lang.clone());
            ("due.event", vec![LinkedPart { lang, ..LinkedPart::text(what.clone()) }])
        }
        (DueWhat::Access(statement), DueSort::Ends) => ("due.ends", access(words, &statement.says)),
        (DueWhat::Access(statement), _) => ("due.begins", access(words, &statement.says)),
    };
    let mut sentence = filled(words, key, &[("what", &what), ("when", &when)]);
    if let Some(first) = sentence.first_mut() {
        first.text = capitalised(&first.text);
    }
    sentence
}

/// Who can use what, without its days.
fn access(words: &Words<'_>, says: &Says) -> Vec<LinkedPart> {
    let Says::Access(LinkedAccess { models, whom, status, layer, by, .. }) = says else { return Vec::new() };
    let (models, whom) = (names(words, models), names(words, whom));
    let status = text(words.strings().word("access", status.word()));
    let mut sentence = filled(words, "statement.access", &[("models", &models), ("status", &status), ("whom", &whom)]);
    if *layer == Layer::Rule {
        sentence = filled(words, "statement.by_rule", &[("sentence", &sentence)]);
    }
    match by.is_empty() {
        true => sentence,
        false => filled(words, "statement.under", &[("sentence", &sentence), ("policies", &names(words, by))]),
    }
}

/// "A, B and C", each linked.
fn names(words: &Words<'_>, ids: &[EntityId]) -> Vec<LinkedPart> {
    let mut parts = Vec::new();
    for (n, id) in ids.iter().enumerate() {
        if n > 0 {
            let strings = words.strings();
            let between = if n + 1 == ids.len() { strings.last_link() } else { strings.get("list.between") };
            parts.extend(text(between.to_owned()));
        }
        let name = words.shared.link(id).map_or_else(|| id.slug.to_string(), |link| link.in_sentences.to_string());
        parts.push(LinkedPart::name(name, Some(id.clone())));
    }
    parts
}

/// A text of the interface with its holes filled.
fn filled(words: &Words<'_>, key: &str, holes: &[(&str, &[LinkedPart])]) -> Vec<LinkedPart> {
    let mut parts = Vec::new();
    for piece in pieces(words.strings().get(key)) {
        match piece {
            Piece::Text(plain) => parts.extend(text(plain.to_owned())),
            Piece::Hole(hole) => {
                parts.extend(
                    holes.iter().filter(|(name, _)| *name == hole).flat_map(|(_, parts)| parts.iter().cloned()),
                );
            }
        }
    }
    parts
}

/// Where the calendar of a page is; none when the site does not know its address.
pub(super) fn calendar_of(words: &Words<'_>, page: &Address) -> Option<Address> {
    let is_made = words.has_due && words.shared.config.base_url.is_some() && !words.ledger.due.is_empty();
    is_made.then(|| page.join(CALENDAR))
}

/// The page of what is to come, the calendar of it, and one for each entity that has a part in it.
pub(super) fn pages(words: &Words<'_>, of: &[(EntityId, Vec<usize>)]) -> Vec<LedgerPage> {
    let address = Address::new(ADDRESS);
    let all: Vec<usize> = (0..words.due.len()).collect();
    let whole = calendar_of(words, &Address::new("/"));
    let mut page = words.page("due", "due", &address);
    // It changes with the days, so no address has what it says today.
    page.cite = None;
    let context = DuePage {
        page,
        as_of: words.newest(),
        months: months(words),
        calendar: whole.as_ref().map(|address| words.shared.url(address)),
    };
    let page = Arc::new(PagePlan::page(DUE, Context::Due(context)));
    let listed = Some(words.published());
    let mut pages = vec![LedgerPage { address, what: "the page of what is due".to_owned(), page, listed }];
    let mut add = |address: Address, title: &str, of: &[usize]| {
        let what = format!("the calendar {address}");
        let page = Arc::new(PagePlan::Made(file(words, title, of)));
        pages.push(LedgerPage { address, what, page, listed: None });
    };
    if let Some(address) = whole {
        add(address, &words.shared.config.title, &all);
    }
    for (id, of) in of {
        if let Some((link, address)) = words.shared.link(id).zip(calendar_of(words, &words.shared.address(id))) {
            add(address, &format!("{}: {}", words.shared.config.title, link.name), of);
        }
    }
    pages
}

fn months(words: &Words<'_>) -> Vec<DueMonth> {
    let mut months: Vec<DueMonth> = Vec::new();
    for (due, context) in words.ledger.due.iter().zip(&words.due) {
        let last = due.last();
        let of = format!("{:04}-{:02}", last.year(), last.month());
        match months.last_mut().filter(|known| known.month == of) {
            Some(known) => known.due.push(context.clone()),
            None => {
                let title = month(words.strings(), last);
                months.push(DueMonth { month: of, title, due: vec![context.clone()] });
            }
        }
    }
    months
}

fn file(words: &Words<'_>, title: &str, of: &[usize]) -> Content {
    let events: Vec<CalendarEvent> = of.iter().filter_map(|n| event(words, *n)).collect();
    let name = words.strings().fill("due.calendar_of", &[("name", title)]);
    Content::Memory(calendar(&name, &events).into_bytes().into())
}

fn event(words: &Words<'_>, n: usize) -> Option<CalendarEvent> {
    let (due, context) = (&words.ledger.due[n], &words.due[n]);
    let host = words.shared.config.base_url.as_ref()?.origin().split("//").nth(1)?;
    let (first, last) = (due.days.earliest.or(due.days.latest)?, due.last());
    // What the file of an entity says has no day of its own.
    let changed = due.statements.iter().map(|(_, statement)| statement.known).max().or(words.changed);
    let sources: Vec<String> = context.sources.iter().map(Citation::text).collect();
    let stated = context
        .stated
        .iter()
        .filter_map(|link| Some(format!("{}: {}", link.text, words.shared.whole_url(link.url.as_deref()?))));
    let sources = (!sources.is_empty())
        .then(|| words.strings().fill("due.sources", &[("sources", &words.strings().in_a_row(&sources))]));
    Some(CalendarEvent {
        uid: format!("{}:{}@{host}", due.sort.word(), due.id),
        changed: changed.unwrap_or(Date::constant(1970, 1, 1)),
        first,
        last,
        summary: context.sentence.iter().map(|part| &*part.text).collect(),
        description: sources.into_iter().chain(stated).collect::<Vec<_>>().join("\n"),
        url: context.stated.first().and_then(|link| Some(words.shared.whole_url(link.url.as_deref()?))),
        category: words.strings().word("due_sort", due.sort.word()),
    })
}
