//! Which articles are the newest ones, followed from build to build.

use crate::base::table::{Table, changed};
use crate::link::ArticleId;
use crate::view::ArticleSummary;
use std::ops::Bound;
use std::sync::Arc;

/// The newest articles, which have cards of their own.
#[derive(Debug, Default)]
pub(crate) struct Newest {
    articles: Table<ArticleId, Arc<ArticleSummary>>,
    /// The first that is not among them, if there are so many.
    first_other: Option<ArticleId>,
    newest: Table<ArticleId, ()>,
}

impl Newest {
    /// The newest of some articles, as many as are wanted at most.
    pub(crate) fn follow(
        &mut self,
        articles: &Table<ArticleId, Arc<ArticleSummary>>,
        most: usize,
    ) -> Table<ArticleId, ()> {
        let now = articles.keys().nth(most).cloned();
        let before = std::mem::replace(&mut self.first_other, now.clone());
        let seen = std::mem::replace(&mut self.articles, articles.clone());
        let mut moved: Vec<ArticleId> = changed(&seen, articles).collect();
        // All that are between the two, where none is the end.
        let mut ends = [before, now];
        ends.sort_by_key(|end| (end.is_none(), end.clone()));
        let [from, to] = ends;
        let to = to.map_or(Bound::Unbounded, Bound::Excluded);
        if let Some(from) = from.filter(|from| to != Bound::Excluded(from.clone())) {
            moved.extend(articles.range((Bound::Included(from), to)).map(|(id, _)| id.clone()));
        }
        for id in moved {
            let is_newest = self.first_other.as_ref().is_none_or(|other| id < *other);
            match is_newest && articles.contains_key(&id) {
                true => drop(self.newest.insert(id, ())),
                false => drop(self.newest.remove(&id)),
            }
        }
        self.newest.clone()
    }
}
