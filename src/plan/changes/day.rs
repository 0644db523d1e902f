//! The changes of one day in groups of sentences.
//!
//! Reads the links that it shows and the names of events, and nothing else beyond what changed.

use super::sentence::{Pieces, fill};
use super::{ChangesView, DayQuestion, NewArticle, articles, blank, cells, month_address, statements};
use crate::base::reads::Reading;
use crate::facts::changes::{DisputeChange, NewStatement};
use crate::facts::correction::Correction;
use crate::link::testimony::{ArticleRef, LinkedStatement, Says};
use crate::link::{EntityId, LinkedPart, Places};
use crate::model::choice::CorrectionSort;
use crate::model::strings::Strings;
use crate::plan::facts::words::marks;
use crate::plan::frame::Frame;
use crate::plan::parts::{Linking, Shown};
use crate::view::{ChangeDay, ChangeGroup, ReportedChange};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Puts a day into words.
pub(super) fn day(
    day: &Date,
    question: &Arc<DayQuestion>,
    frame: &Arc<Frame>,
    reading: &Reading<'_, ChangesView>,
) -> Option<Arc<ChangeDay>> {
    let of_day = OfDay { day: *day, shown: Shown { frame, links: reading.links() }, reading };
    let mut groups = of_day.groups(question);
    groups.retain(|group| !group.changes.is_empty());
    let strings = frame.strings();
    let counted = |group: &ChangeGroup| count_of(strings, group);
    let all = || groups.iter().flat_map(|group| &group.changes);
    let summary = strings.and(&groups.iter().map(counted).collect::<Vec<_>>());
    let updated = all().filter_map(|change| change.withdrawn).max().map_or(*day, |withdrawn| withdrawn.max(*day));
    Some(Arc::new(ChangeDay {
        day: day.to_string(),
        url: format!("{}#{day}", frame.url(&month_address(*day))).into(),
        summary,
        updated,
        groups: with_own_anchors(groups),
    }))
}

/// "2 changes in access"
fn count_of(strings: &Strings, group: &ChangeGroup) -> String {
    strings.count(&format!("changed_count.{}", group.name), group.changes.len(), &[])
}

/// The same groups, in which no two changes have one anchor.
fn with_own_anchors(groups: Vec<ChangeGroup>) -> Vec<ChangeGroup> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut own = |change: &Arc<ReportedChange>| {
        let count = taken.entry(change.anchor.clone()).or_default();
        *count += 1;
        match *count {
            1 => change.clone(),
            n => Arc::new(ReportedChange { anchor: format!("{}-{n}", change.anchor), ..ReportedChange::clone(change) }),
        }
    };
    let own_of =
        |group: ChangeGroup| ChangeGroup { changes: group.changes.iter().map(&mut own).collect(), name: group.name };
    groups.into_iter().map(own_of).collect()
}

struct OfDay<'a> {
    day: Date,
    shown: Shown<'a>,
    reading: &'a Reading<'a, ChangesView>,
}

impl OfDay<'_> {
    fn groups(&self, question: &DayQuestion) -> Vec<ChangeGroup> {
        let ledger = &question.ledger;
        let group = |name: &'static str, changes: Vec<ReportedChange>| ChangeGroup {
            name,
            changes: changes.into_iter().map(Arc::new).collect(),
        };
        let new = |block: &str| {
            let of_block = |stated: &&NewStatement| !stated.is_known && stated.stated[0].1.says.block() == block;
            ledger.statements.iter().filter(of_block).map(|stated| self.stated(stated)).collect::<Vec<_>>()
        };
        let mut access = cells::changes(&self.shown, self.day, &ledger.cells);
        access.extend(new("access"));
        let withdrawn = ledger.withdrawn.iter().map(|(article, statement)| self.withdrawn(article, statement));
        let corrections = ledger.corrections.iter().map(|correction| self.correction(correction));
        let articles = question.articles.iter().map(|article| self.article(article));
        let updates = ledger.updates.iter().map(|(article, statement)| self.update(article, statement));
        let again = ledger.statements.iter().filter(|stated| stated.is_known).map(|stated| self.stated(stated));
        vec![
            group("access", access),
            group("disputes", ledger.disputes.iter().map(|dispute| self.dispute(dispute)).collect()),
            group("corrections", withdrawn.chain(corrections).collect()),
            group("articles", articles.chain(updates).collect()),
            group("events", new("events")),
            group("relations", new("relations")),
            group("claims", new("claims")),
            group("again", again.collect()),
            group("sources", question.sources.iter().filter_map(|source| self.source(source)).collect()),
        ]
    }

    fn stated(&self, new: &NewStatement) -> ReportedChange {
        let (_, statement) = &new.stated[0];
        let kind = match &statement.says {
            Says::Access(_) => "access",
            Says::Event(_) => "event",
            Says::Relation(_) => "relation",
            _ => "claim",
        };
        let sources: BTreeSet<&EntityId> = new.stated.iter().flat_map(|(_, statement)| &statement.sources).collect();
        let sources: Vec<EntityId> = sources.into_iter().cloned().collect();
        let places = Places::of_all(new.stated.iter().map(|(_, statement)| &statement.places));
        let withdrawn: Option<Vec<Date>> = new.stated.iter().map(|(article, _)| article.withdrawn).collect();
        let stated = || new.stated.iter().map(|(article, statement)| (article, statement));
        let named = statement.sentence.iter().filter_map(|part| part.to.clone()).collect::<BTreeSet<_>>();
        ReportedChange {
            sentence: self.shown.text_links(&self.with_events(&statement.sentence)),
            status: match &statement.says {
                Says::Relation(relation) => Some(relation.status.word()),
                Says::Claim(claim) => Some(claim.status.word()),
                _ => None,
            },
            marks: marks(&statement.says),
            sources: self.shown.citations(&sources, &places),
            articles: articles(&self.shown, stated()),
            statements: statements(&self.shown, stated()),
            withdrawn: withdrawn.and_then(|days| days.into_iter().max()),
            about: self.shown.links(&named.into_iter().collect::<Vec<_>>()),
            ..blank(kind, self.day, &statement.anchor)
        }
    }

    /// A sentence with the names of the events of other articles.
    fn with_events(&self, sentence: &[LinkedPart]) -> Vec<LinkedPart> {
        let named = |part: &LinkedPart| {
            let what = part.event.as_ref().and_then(|id| self.reading.events().get(id));
            let quoted = |what: &Arc<str>| self.shown.strings().fill("statement.words", &[("words", what)]);
            what.map_or_else(|| part.clone(), |(what, lang)| part.called(quoted(what), lang))
        };
        sentence.iter().map(named).collect()
    }

    fn dispute(&self, dispute: &DisputeChange) -> ReportedChange {
        let question = Pieces::link(&dispute.question, self.shown.url(&dispute.address)).in_language(&dispute.lang);
        let (kind, key) = match dispute.begins {
            true => ("dispute-opened", "changed.dispute_opened"),
            false => ("dispute-settled", "changed.dispute_settled"),
        };
        ReportedChange {
            sentence: fill(self.shown.strings(), key, &[("question", &question)]).0,
            about: self.shown.links(&dispute.about),
            ..blank(kind, self.day, &dispute.question)
        }
    }

    fn title(&self, article: &ArticleRef) -> Pieces {
        Pieces::link(&article.title, self.shown.url(&article.address)).in_language(&article.lang)
    }

    fn correction(&self, correction: &Correction) -> ReportedChange {
        let key = match correction.correction().sort {
            CorrectionSort::Clarification => "changed.clarified",
            CorrectionSort::Retraction => "changed.retracted",
            CorrectionSort::Correction => "changed.corrected",
        };
        let (article, statement) = (&correction.article, &correction.statement);
        let text = Pieces(self.shown.text_links(&statement.sentence));
        let title = Pieces::link(&article.title, format!("{}#{}", self.shown.url(&article.address), statement.anchor))
            .in_language(&article.lang);
        ReportedChange {
            sentence: fill(self.shown.strings(), key, &[("article", &title), ("text", &text)]).0,
            about: self.shown.links(&correction.entities),
            statements: statements(&self.shown, std::iter::once((article, statement))),
            ..blank("correction", self.day, &statement.anchor)
        }
    }

    fn withdrawn(&self, article: &ArticleRef, statement: &LinkedStatement) -> ReportedChange {
        let strings = self.shown.strings();
        let mut sentence = fill(strings, "changed.withdrawn", &[("article", &self.title(article))]);
        if let Says::Correction(correction) = &statement.says
            && correction.was.is_some() | correction.now.is_some()
        {
            let text = Pieces(self.shown.text_links(&statement.sentence));
            sentence = fill(strings, "changed.because", &[("sentence", &sentence), ("text", &text)]);
        }
        ReportedChange { sentence: sentence.0, ..blank("withdrawal", self.day, &statement.anchor) }
    }

    fn article(&self, article: &NewArticle) -> ReportedChange {
        let title = Pieces::link(&article.title, self.shown.url(&article.address)).in_language(&article.lang);
        ReportedChange {
            sentence: fill(self.shown.strings(), "changed.article", &[("article", &title)]).0,
            withdrawn: article.withdrawn,
            ..blank("article", self.day, article.first.as_str())
        }
    }

    fn update(&self, article: &Arc<ArticleRef>, statement: &Arc<LinkedStatement>) -> ReportedChange {
        let text = Pieces(self.shown.text_links(&statement.sentence));
        let title = self.title(article);
        ReportedChange {
            sentence: fill(self.shown.strings(), "changed.updated", &[("article", &title), ("text", &text)]).0,
            statements: statements(&self.shown, std::iter::once((article, statement))),
            ..blank("update", self.day, &statement.anchor)
        }
    }

    fn source(&self, source: &EntityId) -> Option<ReportedChange> {
        let link = self.shown.link(source)?;
        let name = Pieces::link(&link.name, link.url.to_string());
        Some(ReportedChange {
            sentence: fill(self.shown.strings(), "changed.source", &[("source", &name)]).0,
            about: vec![link.clone()],
            ..blank("source", self.day, &link.lasting)
        })
    }
}
