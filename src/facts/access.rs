//! A statement on access with its times worked out: those that are known now, and those that were known before.

use super::stories::{self, Stories};
use super::times::Times;
use crate::link::testimony::{ArticleRef, LinkedAccess, LinkedStatement, Says};
use crate::model::when::{Days, next_day};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A statement on access, with its times worked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessEvent {
    pub(crate) article: Arc<ArticleRef>,
    pub statement: Arc<LinkedStatement>,
    /// On which of these days it began, for readers: an end that no source gives is open.
    pub began: Days,
    /// The same, and by when it is known to have begun: for the order of statements, never printed.
    pub(crate) since: Days,
    /// By when it is known to have ended.
    pub(crate) until: Option<Days>,
    /// The same statement with what was known of its times from each of some days on; empty where that is what is known now.
    pub(super) earlier: Vec<(Date, Arc<AccessEvent>)>,
}

impl AccessEvent {
    /// A statement on access; none of another sort. `stories` have what was known of its times before.
    pub(super) fn new(
        article: &Arc<ArticleRef>,
        statement: &Arc<LinkedStatement>,
        times: &Times,
        stories: &Stories,
    ) -> Option<AccessEvent> {
        let Says::Access(access) = &statement.says else { return None };
        let event = |since: Option<&Times>, until: Option<&Times>| {
            let open = Days::default().no_later_than(article.known_by());
            let [since, until] = [since, until].map(|known| known.unwrap_or(times));
            AccessEvent {
                article: article.clone(),
                statement: statement.clone(),
                began: access.since.as_ref().map_or(Days::default(), |when| since.resolve(when)),
                since: access.since.as_ref().map_or(open, |when| since.resolve_known(when, article)),
                until: access.until.as_ref().map(|when| until.resolve_known(when, article)),
                earlier: Vec::new(),
            }
        };
        let now = event(None, None);
        let [since, until] = [&access.since, &access.until].map(|when| stories.of(when.as_ref()));
        let days: BTreeSet<Date> = since.iter().chain(until).filter_map(|(day, _)| *day).collect();
        let days = days.into_iter().filter(|day| *day > statement.known);
        let then = |day: Date| (day, event(stories::on(since, day), stories::on(until, day)));
        let mut earlier: Vec<(Date, AccessEvent)> = std::iter::once(statement.known).chain(days).map(then).collect();
        earlier.dedup_by(|(_, later), (_, event)| later == event);
        let is_now = earlier.iter().all(|(_, then)| *then == now);
        let earlier = earlier.into_iter().filter(|_| !is_now).map(|(day, then)| (day, Arc::new(then))).collect();
        Some(AccessEvent { earlier, ..now })
    }

    pub(crate) fn access(&self) -> &LinkedAccess {
        match &self.statement.says {
            Says::Access(access) => access,
            _ => unreachable!("access events are made of access statements alone"),
        }
    }

    /// The same statement with what was known of its times on a day.
    pub(super) fn then(self: &Arc<Self>, known: Date) -> Arc<AccessEvent> {
        let after = self.earlier.partition_point(|(from, _)| *from <= known);
        after.checked_sub(1).map_or(self, |n| &self.earlier[n].1).clone()
    }

    /// The day to which the change is dated: its own where that is known, else when we could first say so.
    pub(crate) fn dated(&self) -> Date {
        match self.began.day() {
            Some(day) => day,
            None => self.since.earliest.map_or(self.article.date, |earliest| earliest.max(self.article.date)),
        }
    }

    /// Whether it is that statement of that article.
    pub(crate) fn is_of(&self, article: &ArticleRef, statement: &LinkedStatement) -> bool {
        self.article.path == article.path && self.statement.anchor == statement.anchor
    }

    /// The first day on which it no longer holds.
    pub(crate) fn ended(&self) -> Option<Date> {
        self.until.and_then(|until| until.latest).map(next_day)
    }

    /// Whether readers could know it on a day: it was published, and not yet withdrawn.
    pub(super) fn is_known_on(&self, day: Date) -> bool {
        self.statement.is_known_on(&self.article, day)
    }

    pub(super) fn holds_on(&self, day: Date) -> bool {
        self.since.earliest.is_none_or(|earliest| earliest <= day) && self.ended().is_none_or(|ended| day < ended)
    }
}
