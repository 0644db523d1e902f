//! What the site will be: the same pipeline at each coming moment, with drafts, and with what has expired, so that what is
//! held back is checked as if it were out.
//!
//! Says which builds there are beyond the present one and what of their mistakes is news. Never writes, and builds nothing
//! where nothing is held back.

use crate::base::content::Content;
use crate::base::diagnostic::{Code, Diagnostic, Severity, Span};
use crate::base::memo::Memo;
use crate::base::path::{OutputPath, SourcePath};
use crate::base::table::{DiffItem, Table, Turned};
use crate::link::{Circumstances, ExpiredShown, Site, WithheldReason};
use crate::model::translation::Translation;
use crate::model::{Item, Items};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::Arc;

/// What the site will be from a moment on.
#[derive(Debug, PartialEq, Eq)]
pub struct Coming {
    pub at: Timestamp,
    /// The files of articles that come out at that moment, and of those that expire.
    pub out: Vec<SourcePath>,
    pub expired: Vec<SourcePath>,
    /// How many files of the output are new, have other bytes, and are gone, compared with the moment before.
    pub files: [usize; 3],
    /// How many errors there are then that there are not now.
    pub errors: usize,
}

/// A build beyond the present one.
pub(crate) struct ComingBuild {
    pub circumstances: Circumstances,
    why: Why,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Why {
    /// A moment at which something comes out or expires.
    Moment,
    /// With all drafts and all that is held back.
    Drafts,
    /// With all that has expired.
    Expired,
}

/// When each item comes out and expires, and which are drafts, so that a build does not look at all of them for it.
#[derive(Debug, Default)]
pub(crate) struct ComingCache {
    /// Whether the article is a draft, by its date and by its end.
    out: Turned<SourcePath, Item, Timestamp, bool>,
    ends: Turned<SourcePath, Item, Timestamp, bool>,
    /// The dates of drafts; entities and plain pages have none.
    drafts: Memo<SourcePath, Item, (), Option<Timestamp>>,
    /// The drafts among translations, which have no dates of their own.
    drafts_of_words: Memo<SourcePath, Arc<Translation>, (), ()>,
}

fn date(item: &Item) -> Option<Timestamp> {
    match item {
        Item::Article(article) => Some(article.date.at),
        Item::Entity(_) | Item::Page(_) => None,
    }
}

fn end(item: &Item) -> Option<Timestamp> {
    match item {
        Item::Article(article) => Some(article.expires?.at),
        Item::Entity(_) | Item::Page(_) => None,
    }
}

impl ComingCache {
    /// The builds beyond the present one, each moment in its order.
    pub(crate) fn builds(
        &mut self,
        Items { items, translations }: &Items,
        present: &Circumstances,
    ) -> Vec<ComingBuild> {
        let instant = |item: &Item, at: Option<Timestamp>| at.map(|at| (at, item.is_draft())).into_iter().collect();
        let out = self.out.follow(items, |_, item| instant(item, date(item)));
        let ends = self.ends.follow(items, |_, item| instant(item, end(item)));
        let drafts = self.drafts.answer(items, &(), |_, item, ()| item.is_draft().then(|| date(item)));

        // What is a draft comes out at no moment.
        let has_seen = |of: &Table<SourcePath, bool>| of.values().any(|is_draft| present.drafts || !is_draft);
        let after = (Bound::Excluded(present.now), Bound::Unbounded);
        let coming = out.range(after).chain(ends.range(after)).filter(|(_, of)| has_seen(of));
        let moments: BTreeSet<Timestamp> = coming.map(|(at, _)| *at).collect();
        let at = |now: Timestamp| Circumstances { now, ..present.clone() };
        let mut builds: Vec<ComingBuild> =
            moments.iter().map(|now| ComingBuild { circumstances: at(*now), why: Why::Moment }).collect();
        let drafts_of_words = self.drafts_of_words.answer(translations, &(), |_, one, ()| one.draft.then_some(()));
        let has_drafts = !drafts.is_empty() || !drafts_of_words.is_empty();
        if has_drafts && !present.drafts {
            let last = drafts.values().flatten().chain(moments.last()).max().copied();
            let last = last.unwrap_or(present.now).max(present.now);
            let circumstances = Circumstances { drafts: true, expired: ExpiredShown::Drafts, ..at(last) };
            builds.push(ComingBuild { circumstances, why: Why::Drafts });
        }
        if ends.range(..=present.now).any(|(_, of)| has_seen(of)) {
            let circumstances = Circumstances { expired: ExpiredShown::All, ..present.clone() };
            builds.push(ComingBuild { circumstances, why: Why::Expired });
        }
        builds
    }
}

/// What is wrong now, and what is news against it.
pub(crate) struct News {
    known: BTreeSet<PlaceOfMistake>,
}

/// What makes two mistakes the same: their words may count other things at another moment.
type PlaceOfMistake = (Code, SourcePath, Option<(usize, usize)>);

impl News {
    pub(crate) fn since(present: &[Diagnostic]) -> News {
        News { known: present.iter().map(key).collect() }
    }

    /// The mistakes of a later build that nothing has said yet: those of files that come out by it, and all errors.
    ///
    /// An expired page never stops the site, so its errors are warnings.
    pub(crate) fn of(&mut self, build: &ComingBuild, present: &Site, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut news = Vec::new();
        for mut diagnostic in found {
            let withheld = present.withheld.get(&diagnostic.path);
            let is_wanted = match build.why {
                Why::Expired => withheld.is_some_and(|withheld| withheld.reason == WithheldReason::Expired),
                _ => withheld.is_some() || diagnostic.severity == Severity::Error,
            };
            // That nothing leads to a page yet is no news about one that is not out.
            let is_of_now = matches!(diagnostic.code, Code::Withheld | Code::Orphan);
            if is_of_now || !is_wanted || !self.known.insert(key(&diagnostic)) {
                continue;
            }
            diagnostic.later = Some(match (build.why, withheld.map(|withheld| withheld.reason)) {
                (Why::Moment, _) => format!("This is so from {} on.", text(present, build.circumstances.now)),
                (Why::Drafts, Some(WithheldReason::Draft)) => "This is so once the draft is published.".to_owned(),
                (Why::Drafts, _) => "This is so once all drafts are published.".to_owned(),
                (Why::Expired, _) => "Readers do not get this file any more.".to_owned(),
            });
            if build.why == Why::Expired && diagnostic.severity == Severity::Error {
                diagnostic.severity = Severity::Warning;
            }
            news.push(diagnostic);
        }
        news
    }
}

fn key(diagnostic: &Diagnostic) -> PlaceOfMistake {
    let place = |span: &Span| (span.start, span.end);
    (diagnostic.code, diagnostic.path.clone(), diagnostic.span.as_ref().map(place))
}

/// A moment in the site's own time.
pub(crate) fn text(site: &Site, at: Timestamp) -> String {
    at.to_zoned(site.config.time_zone.clone()).strftime("%-d %B %Y, %H:%M (%Z)").to_string()
}

/// What a moment changes, against the one before; nothing for a build that is of no moment.
pub(crate) fn change(build: &ComingBuild, before: &Moment, after: &Moment, errors: usize) -> Option<Coming> {
    if build.why != Why::Moment {
        return None;
    }
    let left = |one: &Site, other: &Site, reason: WithheldReason| -> Vec<SourcePath> {
        let gone = one.withheld.iter().filter(|(path, of)| of.reason == reason && !other.withheld.contains_key(*path));
        gone.map(|(path, _)| path.clone()).collect()
    };
    let files = differences(&before.files, &after.files);
    let out = left(&before.site, &after.site, WithheldReason::Future);
    let expired = left(&after.site, &before.site, WithheldReason::Expired);
    Some(Coming { at: build.circumstances.now, out, expired, files, errors })
}

/// How many files are new, have other bytes, and are gone.
pub(crate) fn differences(before: &Table<OutputPath, Content>, after: &Table<OutputPath, Content>) -> [usize; 3] {
    let mut files = [0; 3];
    for difference in before.diff(after) {
        files[match difference {
            DiffItem::Add(..) => 0,
            DiffItem::Update { .. } => 1,
            DiffItem::Remove(..) => 2,
        }] += 1;
    }
    files
}

/// A site and its pages at one moment.
pub(crate) struct Moment {
    pub site: Site,
    pub files: Table<OutputPath, Content>,
}
