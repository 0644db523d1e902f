//! The ledger as it is when all is added up, and the disputes in it.

use super::cell::Cell;
use super::contrast::Contrast;
use super::correction::Correction;
use super::due::Due;
use super::entity::LedgerEntities;
use super::history::History;
use super::known::{KnownOf, Subject};
use super::recorded::Past;
use super::relation::Relation;
use super::stated::OfArticle;
use super::times::Times;
use crate::base::path::Address;
use crate::base::table::Table;
use crate::link::testimony::{LinkedStatement, Says, StatementInArticle, Testimony};
use crate::link::{EntityId, LinkedDispute, LinkedPart, Places};
use crate::model::access::Status;
use crate::model::strings::Strings;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Models and blocs, each pair with all that is known of it.
pub(crate) type CellHistories = Table<(EntityId, EntityId), Arc<History>>;

/// Everything that the statements of all articles come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// The day of the site on which it was worked out.
    pub today: Date,
    /// What was recorded.
    pub(crate) past: Arc<Past>,
    /// The words in which disputes are put.
    pub(crate) strings: Arc<Strings>,
    /// The rows of the matrix.
    pub models: Vec<EntityId>,
    /// The columns of the matrix.
    pub columns: Vec<EntityId>,
    /// The cells of which something is said.
    pub cells: CellHistories,
    pub times: Arc<Times>,
    pub(crate) relations: Vec<Arc<Relation>>,
    /// What the articles state, in their order; retracted ones are left out.
    pub(crate) testimonies: Vec<Arc<Testimony>>,
    /// What retracted articles stated that were withdrawn on a known day: it counts for what was known before.
    pub(crate) withdrawn: Vec<Arc<Testimony>>,
    /// All statements through time, those that are no more among them.
    pub(crate) stated: Vec<OfArticle>,
    /// What was known of each entity and dispute.
    pub(crate) known: Table<Subject, Arc<KnownOf>>,
    pub(crate) disputes: Vec<Arc<Dispute>>,
    /// What is to come, in its order.
    pub(crate) due: Vec<Arc<Due>>,
    pub(crate) corrections: Vec<Arc<Correction>>,
    pub(crate) cards: LedgerEntities,
    /// The first day on which something about it will be different.
    pub(crate) next_change: Option<Date>,
    pub(super) unknown: Arc<Cell>,
}

impl Ledger {
    /// The cell of a model in a bloc on a day.
    pub fn cell(&self, model: &EntityId, bloc: &EntityId, day: Date) -> &Arc<Cell> {
        let history = self.cells.get(&(model.clone(), bloc.clone()));
        history.and_then(|history| history.on(day)).unwrap_or(&self.unknown)
    }

    /// The cell of a model in a bloc on a day, by what was known on another: its article was published then, or the entry had
    /// joined it, and it was not yet withdrawn.
    pub fn cell_as_known(&self, model: &EntityId, bloc: &EntityId, day: Date, known: Date) -> Arc<Cell> {
        let history = self.cells.get(&(model.clone(), bloc.clone()));
        history.map_or_else(|| self.unknown.clone(), |history| Arc::new(history.as_known(day, known)))
    }

    /// The same of a day by what was known on that day.
    pub fn known_cell(&self, model: &EntityId, bloc: &EntityId, day: Date) -> &Arc<Cell> {
        let history = self.cells.get(&(model.clone(), bloc.clone()));
        history.and_then(|history| history.known_on(day)).unwrap_or(&self.unknown)
    }

    /// The days up to today on which what was known of a cell of the matrix changed, oldest first.
    pub(crate) fn days_of_knowledge(&self) -> Vec<Date> {
        let shown = self.cells.iter().filter(|((_, bloc), _)| self.columns.contains(bloc));
        let mut days: BTreeSet<Date> = shown.flat_map(|(_, history)| history.days_on_which(|_| true)).collect();
        days.extend(&self.past.matrix_days[1]);
        days.into_iter().filter(|day| *day <= self.today).collect()
    }

    /// The days up to today on which a cell of the matrix changed, oldest first.
    pub(crate) fn days_of_change(&self) -> Vec<Date> {
        let shown = self.cells.iter().filter(|((_, bloc), _)| self.columns.contains(bloc));
        let mut days: BTreeSet<Date> =
            shown.flat_map(|(_, history)| history.changes.iter().map(|turn| turn.day)).collect();
        days.extend(&self.past.matrix_days[0]);
        days.into_iter().filter(|day| *day <= self.today).collect()
    }

    /// The day of the last change of what is stated: an article, an update or a correction.
    pub(crate) fn changed(&self) -> Option<Date> {
        let later = |statement: &Arc<LinkedStatement>| match &statement.says {
            Says::Update(update) => Some(update.date),
            Says::Correction(correction) => Some(correction.date),
            _ => None,
        };
        let of = |t: &Arc<Testimony>| t.statements.iter().filter_map(later).chain([t.article.date]).max();
        let corrected = self.corrections.iter().map(|correction| correction.correction().date);
        self.testimonies.iter().filter_map(of).chain(corrected).filter(|day| *day <= self.today).max()
    }

    /// The cells whose status of today is another one than it was in a ledger before.
    pub(crate) fn differences(&self, before: &Ledger) -> Vec<Difference> {
        let cells: BTreeSet<_> = before.cells.keys().chain(self.cells.keys()).collect();
        let difference = |(model, bloc): &(EntityId, EntityId)| {
            let [was, is] = [before, self].map(|ledger| ledger.cell(model, bloc, ledger.today).status);
            (was != is).then(|| Difference { model: model.clone(), bloc: bloc.clone(), was, is })
        };
        cells.into_iter().filter_map(difference).collect()
    }
}

/// A cell of which two builds say something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    pub model: EntityId,
    pub bloc: EntityId,
    pub was: Status,
    pub is: Status,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dispute {
    pub address: Address,
    pub question: String,
    /// The language of that, where it is another than that of the page.
    pub lang: Option<Arc<str>>,
    /// What it is about, in a few words, for messages: "ren-ito, formerly-at".
    pub subject: String,
    pub about: Vec<EntityId>,
    /// Models and blocs.
    pub cells: Vec<(EntityId, EntityId)>,
    pub positions: Vec<Position>,
    pub statements: Vec<StatementInArticle>,
    /// How the answers stand to each other; none where an editor says it.
    pub contrast: Option<Contrast>,
    /// One speaker said both.
    pub self_contradiction: bool,
    pub open: bool,
    /// The first day on which readers could see it.
    pub opened: Option<Date>,
    /// The first day on which readers could see that it was over.
    pub closed: Option<Date>,
    /// The editor's own, with reading and what would settle it.
    pub editors: Option<Arc<LinkedDispute>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Position {
    pub answer: String,
    /// The language of that, where it is another than that of the page.
    pub lang: Option<Arc<str>>,
    pub by: Option<LinkedPart>,
    /// The status of a claim or a relation.
    pub status: Option<&'static str>,
    pub sources: Vec<EntityId>,
    /// Where in them it stands.
    pub places: Places,
}
