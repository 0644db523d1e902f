//! What was stated on a day, for pages of what was known: what the articles state now, or what the record says where that is other.
//!
//! A day that is recorded and over shows what was recorded for it, whatever was edited since. Makes no page.

use super::AsKnownCommon;
use crate::base::path::Address;
use crate::base::slug::Slug;
use crate::facts::Ledger;
use crate::facts::known::KnownOf;
use crate::link::testimony::StatementInArticle;
use crate::link::{EntityId, Places, Redirect};
use crate::model::choice::{ClaimStatus, RelationStatus};
use crate::model::kind::SOURCE_KEY;
use crate::plan::parts::Shown;
use crate::record::{self, Record, RecordedStatement, as_page};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The page of an article and the anchor on it.
pub(super) type StatementName = (Address, String);

/// Statements that were recorded and are stated no more, by the lasting names of those whom they are about.
pub(super) type Gone = BTreeMap<String, Vec<StatementName>>;

/// A statement on a day.
pub(super) enum Then<'a> {
    /// As its article has it now.
    Now(&'a StatementInArticle),
    /// As it was recorded.
    Recorded { page: &'a Address, anchor: &'a str, statement: &'a RecordedStatement },
}

impl Then<'_> {
    pub(super) fn block(&self) -> &str {
        match self {
            Then::Now((_, stated)) => stated.says.block(),
            Then::Recorded { statement, .. } => &statement.block,
        }
    }

    pub(super) fn known(&self) -> Date {
        match self {
            Then::Now((_, stated)) => stated.known,
            Then::Recorded { statement, .. } => statement.known,
        }
    }
}

/// The old pages of each page that has some.
pub(super) fn old_pages(redirects: &[Redirect]) -> BTreeMap<Address, Vec<Address>> {
    let mut old: BTreeMap<Address, Vec<Address>> = BTreeMap::new();
    for redirect in redirects {
        old.entry(redirect.to.clone()).or_default().push(as_page(redirect.old.as_str()));
    }
    old
}

/// What was recorded and is in no article any more.
pub(super) fn gone(record: &Record, ledger: &Ledger, old: &BTreeMap<Address, Vec<Address>>) -> Gone {
    let mut gone = Gone::new();
    if record.statements.is_empty() {
        return gone;
    }
    let mut there: BTreeSet<(&Address, &str)> = BTreeSet::new();
    for testimony in ledger.testimonies.iter().chain(&ledger.withdrawn) {
        let page = &testimony.article.address;
        for page in old.get(page).into_iter().flatten().chain([page]) {
            there.extend(testimony.statements.iter().map(|statement| (page, statement.anchor.as_str())));
        }
    }
    for (page, of_page) in &record.statements {
        for (anchor, states) in of_page.iter().filter(|(anchor, _)| !there.contains(&(page, anchor.as_str()))) {
            let about = states.iter().filter_map(|state| state.statement.as_ref()).flat_map(|of| &of.about);
            for name in about.collect::<BTreeSet<_>>() {
                gone.entry(name.clone()).or_default().push((page.clone(), anchor.clone()));
            }
        }
    }
    gone
}

/// What was stated of one on a day, in the order of the articles.
pub(super) fn statements<'a>(
    known: &'a KnownOf,
    gone: &'a [StatementName],
    record: &'a Record,
    common: &'a AsKnownCommon,
    day: Date,
) -> Vec<Then<'a>> {
    if common.recorded.is_none_or(|until| day > until) {
        return known.statements_on(day).map(Then::Now).collect();
    }
    let now = known.all_statements().filter_map(|stated| {
        let (article, statement) = stated;
        let pages = common.old.get(&article.address).into_iter().flatten().chain([&article.address]);
        let states = pages.filter_map(|page| Some((page, record.statements.get(page)?.get(&statement.anchor)?)));
        let (page, was) = states.filter_map(|(page, states)| Some((page, record::on(states, day)?))).next_back()?;
        let says: String = statement.sentence.iter().map(|part| part.text.as_str()).collect();
        let is_same = was.says == says && was.known == statement.known;
        let recorded = Then::Recorded { page, anchor: &statement.anchor, statement: was };
        Some(if is_same { Then::Now(stated) } else { recorded })
    });
    let gone = gone.iter().filter_map(|(page, anchor)| {
        Some(Then::Recorded { page, anchor, statement: record.stated_on(page, anchor, day)? })
    });
    now.chain(gone).collect()
}

/// The sources of a recorded statement that are there still, with the places in them.
pub(super) fn sources(shared: &Shown<'_>, recorded: &[String]) -> (Vec<EntityId>, Places) {
    let (mut sources, mut places) = (Vec::new(), Places::default());
    for source in recorded {
        let (slug, at) = record::source(source);
        let kind = shared.config.kinds.with_key(SOURCE_KEY);
        if let Some((kind, slug)) = kind.zip(Slug::new(slug)) {
            let id = EntityId { kind: kind.id, slug };
            if !at.is_empty() {
                places.add(&id, at);
            }
            sources.push(id);
        }
    }
    (sources, places)
}

/// How a recorded relation or claim is to be taken.
pub(super) fn standing(statement: &RecordedStatement) -> Option<&'static str> {
    let word = statement.fields.get("status")?;
    match statement.block.as_str() {
        "relations" => RelationStatus::from_word(word).map(RelationStatus::word),
        "claims" => ClaimStatus::from_word(word).map(ClaimStatus::word),
        _ => None,
    }
}
