//! Cells, statements, relations and disputes as templates get them; each is made once and shared.

use super::as_known::{self, AS_KNOWN};
use super::{due, instead};
use crate::base::path::Address;
use crate::facts::cell::{AccessEvent, Cell, newest_as_of};
use crate::facts::correction::Correction;
use crate::facts::history::{History, Turn};
use crate::facts::known::Subject;
use crate::facts::relation::Relation;
use crate::facts::times::Event;
use crate::facts::{Dispute, Ledger, Position};
use crate::link::testimony::{ArticleRef, LinkedCheck, LinkedStatement, LinkedWhen, Says};
use crate::link::{EntityId, LinkedPart, Places};
use crate::model::access::{Layer, Status};
use crate::model::choice::{RelationStatus, Scope};
use crate::model::strings::Strings;
use crate::model::when::Days;
use crate::model::when_in_words::{in_words, since_in_words, up_to};
use crate::plan::cited::{Cited, cite};
use crate::plan::parts::{Linking, Shared};
use crate::view::{
    CellContext, ChangeContext, CheckContext, Citation, CorrectionContext, DayLink, DisputeSummary, DueContext,
    EntityLink, EventContext, GivenStatus, MatrixRow, PageContext, PositionContext, Prepared, RelationContext,
    RelationParts, StatementContext, TextLink,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// The ledger in the words of templates.
pub(crate) struct Words<'a> {
    pub ledger: &'a Ledger,
    pub shared: &'a Shared,
    /// Whether there are pages of the matrix, and of what is offered in the place of a model.
    pub has_matrix: bool,
    has_instead: bool,
    /// Whether each cell of the matrix has a page.
    pub has_cells: bool,
    /// Whether there is a page of what is to come.
    pub has_due: bool,
    /// Whether two entities are compared, and whether there is a list of these pages.
    pub has_compare: bool,
    pub has_comparisons: bool,
    /// Whether entities and disputes have pages of what was known of them.
    has_as_known: bool,
    /// By the page of the article and the anchor on it.
    statements: HashMap<(&'a Address, &'a str), Arc<StatementContext>>,
    /// The cells of today.
    pub cells: BTreeMap<(EntityId, EntityId), Arc<CellContext>>,
    /// One for each relation of the ledger, in their order.
    pub relations: Vec<Arc<RelationContext>>,
    /// Which of these set one model against another, or have it answer a policy.
    pub rivalries: Vec<usize>,
    /// Who makes each model; none where several do.
    makers: HashMap<&'a EntityId, Option<&'a EntityId>>,
    /// One for each event, in their order.
    pub events: Vec<Arc<EventContext>>,
    /// One for each dispute, in their order.
    pub disputes: Vec<Arc<DisputeSummary>>,
    /// One for each thing that is to come, in their order.
    pub due: Vec<Arc<DueContext>>,
    /// One for each correction, in their order.
    pub corrections: Vec<Arc<CorrectionContext>>,
    /// The day of the last change of what is stated: an article, an update or a correction.
    pub changed: Option<Date>,
    /// The models of the matrix with their cells of today.
    pub rows: BTreeMap<EntityId, Arc<MatrixRow>>,
    pub columns: Vec<Prepared<EntityLink>>,
    /// The open dispute about a cell.
    cell_disputes: BTreeMap<(EntityId, EntityId), TextLink>,
    /// The event that a statement is about.
    statement_events: HashMap<(&'a Address, &'a str), usize>,
    /// The dispute that a statement takes part in.
    statement_disputes: HashMap<(&'a Address, &'a str), usize>,
}

/// The matrix of today.
pub(crate) const MATRIX: &str = "/matrix/";

/// Where the page of a cell is.
pub(crate) fn cell_address(model: &EntityId, bloc: &EntityId) -> Address {
    Address::new(format!("{MATRIX}{}/{}/", model.slug, bloc.slug))
}

impl<'a> Words<'a> {
    /// `has` says which templates the theme has: nothing leads to a page that is not made.
    pub(crate) fn new(ledger: &'a Ledger, shared: &'a Shared, has: &dyn Fn(&str) -> bool) -> Words<'a> {
        let mut words = Words {
            ledger,
            shared,
            has_matrix: has("matrix.html"),
            has_instead: has("instead.html"),
            has_cells: has("cell.html"),
            has_due: has(due::DUE),
            has_compare: has("compare.html"),
            has_comparisons: has("compare.html") && has("comparisons.html"),
            has_as_known: has(AS_KNOWN),
            statements: HashMap::new(),
            cells: BTreeMap::new(),
            relations: Vec::new(),
            rivalries: instead::rivalries(ledger),
            makers: makers(ledger),
            events: Vec::new(),
            disputes: Vec::new(),
            due: Vec::new(),
            corrections: Vec::new(),
            changed: ledger.changed(),
            rows: BTreeMap::new(),
            columns: shared.links(&ledger.columns),
            cell_disputes: BTreeMap::new(),
            statement_events: HashMap::new(),
            statement_disputes: HashMap::new(),
        };
        for (n, event) in ledger.times.events.iter().enumerate() {
            for (article, statement) in &event.statements {
                words.statement_events.insert((&article.address, statement.anchor.as_str()), n);
            }
        }
        for (n, dispute) in ledger.disputes.iter().enumerate() {
            let link = words.dispute_link(n);
            for cell in &dispute.cells {
                // One that is settled leads there only while no open one does.
                if dispute.open || !words.cell_disputes.contains_key(cell) {
                    words.cell_disputes.insert(cell.clone(), link.clone());
                }
            }
            for (article, statement) in &dispute.statements {
                words.statement_disputes.insert((&article.address, statement.anchor.as_str()), n);
            }
        }
        for testimony in &ledger.testimonies {
            for statement in &testimony.statements {
                let key = (&testimony.article.address, statement.anchor.as_str());
                words.statements.insert(key, Arc::new(words.statement(&testimony.article, statement)));
            }
        }
        words.disputes = ledger.disputes.iter().map(|dispute| Arc::new(words.dispute(dispute))).collect();
        words.relations = ledger.relations.iter().map(|relation| Arc::new(words.relation(relation))).collect();
        words.events = ledger.times.events.iter().map(|event| Arc::new(words.event(event))).collect();
        words.due = due::contexts(&words);
        words.corrections =
            ledger.corrections.iter().map(|correction| Arc::new(words.correction(correction))).collect();
        let columns = ledger.models.iter().flat_map(|model| ledger.columns.iter().map(move |bloc| (model, bloc)));
        let beyond = ledger.cells.keys().map(|(model, bloc)| (model, bloc));
        let cells: BTreeSet<(&EntityId, &EntityId)> = columns.chain(beyond).collect();
        for (model, bloc) in cells {
            let cell = words.cell(model, bloc, ledger.cell(model, bloc, ledger.today));
            words.cells.extend(cell.map(|cell| ((model.clone(), bloc.clone()), Arc::new(cell))));
        }
        words.rows =
            ledger.models.iter().filter_map(|model| Some((model.clone(), Arc::new(words.row(model)?)))).collect();
        words
    }

    /// The words of the interface.
    pub(crate) fn strings(&self) -> &'a Strings {
        self.shared.strings()
    }

    /// What a page of the interface says of itself: the title and the description of a group of texts.
    pub(crate) fn page(&self, sort: &'static str, group: &str, address: &Address) -> PageContext {
        let strings = self.strings();
        let text = |name: &str| strings.word(group, name);
        let mut page = self.shared.page(sort, &text("title"), &text("description"), address);
        page.cite = cite(self.shared, &page, address, Cited { version: self.changed, ..Cited::default() });
        page
    }

    /// The newest page of what was known of an entity or a dispute.
    pub(crate) fn as_known(&self, subject: &Subject) -> Option<DayLink> {
        as_known::newest(self.shared, self.ledger, subject).filter(|_| self.has_as_known)
    }

    /// Up to when the newest of all articles that state something was true, where one says so.
    pub(crate) fn newest(&self) -> Option<String> {
        newest_as_of(self.articles()).map(|days| up_to(self.strings(), &days))
    }

    /// The same in EDTF.
    pub(crate) fn newest_in_edtf(&self) -> Option<String> {
        newest_as_of(self.articles()).map(|days| days.edtf())
    }

    /// The day on which the newest of them was published.
    pub(crate) fn published(&self) -> Option<String> {
        self.articles().map(|article| article.date).max().map(|day| day.to_string())
    }

    fn articles(&self) -> impl Iterator<Item = &Arc<ArticleRef>> {
        self.ledger.testimonies.iter().map(|testimony| &testimony.article)
    }

    pub(crate) fn article(&self, article: &ArticleRef, anchor: &str) -> TextLink {
        let hash = if anchor.is_empty() { "" } else { "#" };
        TextLink {
            text: article.title.clone(),
            url: Some(format!("{}{hash}{anchor}", self.shared.url(&article.address)).into()),
            lang: article.lang.clone(),
        }
    }

    /// A statement that was made before.
    pub(crate) fn stated(&self, article: &ArticleRef, statement: &LinkedStatement) -> Arc<StatementContext> {
        match self.statements.get(&(&article.address, statement.anchor.as_str())) {
            Some(context) => context.clone(),
            // Those of retracted articles are in no list but that of corrections.
            None => Arc::new(self.statement(article, statement)),
        }
    }

    /// The event that a statement is about.
    pub(crate) fn event_of(&self, article: &Address, statement: &LinkedStatement) -> Option<usize> {
        self.statement_events.get(&(article, statement.anchor.as_str())).copied()
    }

    /// The dispute that a statement takes part in.
    pub(crate) fn dispute_of(&self, article: &Address, statement: &LinkedStatement) -> Option<usize> {
        self.statement_disputes.get(&(article, statement.anchor.as_str())).copied()
    }

    fn statement(&self, article: &ArticleRef, statement: &LinkedStatement) -> StatementContext {
        let (mut status, mut days) = (None, None);
        let resolved = |when: &Option<LinkedWhen>| when.as_ref().map(|when| self.ledger.times.resolve(when));
        match &statement.says {
            Says::Access(access) => {
                status = Some(access.status.word());
                days = resolved(&access.since);
            }
            Says::Event(event) => {
                let known = event.id.as_ref().and_then(|id| self.ledger.times.event(id)).map(|event| event.days);
                days = known.or_else(|| resolved(&event.when));
            }
            Says::Relation(relation) => status = Some(relation.status.word()),
            Says::Claim(claim) => status = Some(claim.status.word()),
            Says::Update(update) => days = Some(Days::of(update.date)),
            Says::Correction(correction) => days = Some(Days::of(correction.date)),
        }
        let (earliest, latest) = ends(days);
        let dispute = self.dispute_of(&article.address, statement).filter(|n| self.ledger.disputes[*n].open);
        StatementContext {
            block: statement.says.block(),
            anchor: statement.anchor.clone(),
            sentence: self.shared.text_links(&self.with_events(&statement.sentence)),
            status,
            marks: marks(&statement.says),
            note: statement.note.clone(),
            note_lang: statement.note_lang.clone(),
            check: statement.check.as_ref().map(|check| self.check(check)),
            sources: self.shared.citations(&statement.sources, &statement.places),
            article: self.article(article, &statement.anchor),
            date: article.date,
            as_of: article.as_of.map(|days| up_to(self.strings(), &days)),
            dispute: dispute.map(|n| self.dispute_link(n)),
            earliest,
            latest,
        }
    }

    fn check(&self, check: &LinkedCheck) -> CheckContext {
        CheckContext { by: self.shared.text_links(&check.by), day: check.day }
    }

    /// A sentence with the names of the events of other articles, as far as the ledger knows them.
    pub(crate) fn with_events(&self, sentence: &[LinkedPart]) -> Vec<LinkedPart> {
        let named = |part: &LinkedPart| {
            let event = part.event.as_ref().and_then(|id| self.ledger.times.event(id));
            event.map_or_else(|| part.clone(), |event| part.called(format!("“{}”", event.what), &event.lang))
        };
        sentence.iter().map(named).collect()
    }

    /// The context of a cell.
    pub(crate) fn cell(&self, model: &EntityId, bloc: &EntityId, cell: &Cell) -> Option<CellContext> {
        let (earliest, latest) = ends(cell.since);
        let stated = |event: &Arc<AccessEvent>| self.stated(&event.article, &event.statement);
        let given = |(status, sources): &(Status, Vec<EntityId>)| {
            let theirs = cell.counted().filter(|event| event.access().status == *status);
            let places = Places::of_all(theirs.map(|event| &event.statement.places));
            GivenStatus { status: status.word(), sources: self.shared.citations(sources, &places) }
        };
        let dispute = self.cell_disputes.get(&(model.clone(), bloc.clone()));
        Some(CellContext {
            model: self.shared.link(model)?,
            bloc: self.shared.link(bloc)?,
            status: cell.status.word(),
            layer: cell.layer.map(Layer::word),
            rule: cell.rule.map(Status::word),
            marks: cell.marks.words(),
            since: cell.since.and_then(|days| since(self.strings(), &days)),
            earliest,
            latest,
            by: self.shared.links(&cell.by),
            sources: self.shared.citations(&cell.sources, &cell.places),
            confidence: confidence(self.strings(), cell),
            as_of: cell.as_of.map(|days| up_to(self.strings(), &days)),
            true_to: cell.as_of,
            given: cell.given.iter().map(given).collect(),
            statements: cell.statements().map(stated).collect(),
            silent: self.silent(model, cell),
            dispute: dispute.filter(|_| cell.status == Status::Disputed).cloned(),
            url: self.has_cells.then(|| self.shared.url(&self.cell_address(model, bloc))),
        })
    }

    /// For a disputed cell in which some source gives a status, the sources that give none: they take part in the dispute, or say
    /// of the model what holds elsewhere.
    fn silent(&self, model: &EntityId, cell: &Cell) -> Vec<Citation> {
        if cell.status != Status::Disputed || cell.given.is_empty() {
            return Vec::new();
        }
        let cells = self.ledger.columns.iter().map(|bloc| self.ledger.cell(model, bloc, self.ledger.today));
        let stated = cells.flat_map(|cell| cell.statements()).flat_map(|event| &event.statement.sources);
        let all: BTreeSet<&EntityId> = stated.chain(&cell.sources).collect();
        let speaks = |id: &EntityId| {
            let stated = cell.statements().any(|event| event.statement.sources.contains(id));
            stated || cell.given.iter().any(|(_, sources)| sources.contains(id))
        };
        let silent: Vec<EntityId> = all.into_iter().filter(|id| !speaks(id)).cloned().collect();
        self.shared.citations(&silent, &cell.places)
    }

    /// The page of a cell.
    pub(crate) fn cell_address(&self, model: &EntityId, bloc: &EntityId) -> Address {
        cell_address(model, bloc)
    }

    fn row(&self, model: &EntityId) -> Option<MatrixRow> {
        let cells: Vec<_> =
            self.ledger.columns.iter().map(|bloc| self.cells.get(&(model.clone(), bloc.clone()))).collect();
        self.row_of(model, cells.into_iter().flatten().cloned().collect())
    }

    /// A model with given cells.
    pub(crate) fn row_of(&self, model: &EntityId, cells: Vec<Arc<CellContext>>) -> Option<MatrixRow> {
        Some(MatrixRow {
            model: self.shared.link(model)?,
            maker: self.maker(model).and_then(|maker| self.shared.link(maker)),
            family: self.ledger.cards.get(model).and_then(|card| card.family.clone()),
            cells,
            instead: (self.has_instead && self.is_shut(model) && !instead::rivals(self, model).is_empty())
                .then(|| self.shared.url(&self.instead_address(model))),
        })
    }

    /// Who makes a model, if that is one alone.
    pub(crate) fn maker(&self, model: &EntityId) -> Option<&'a EntityId> {
        self.makers.get(model).copied().flatten()
    }

    /// The bloc of an entity, where its file or a statement gives it one: its own, or the one in which it is based. What
    /// follows from its people, its makers or its issuers is not stated, so none of them passes a bloc on.
    pub(crate) fn bloc(&self, id: &EntityId) -> Option<String> {
        let own = |id: &EntityId| self.shared.link(id).and_then(|link| link.bloc.clone());
        let based =
            |r: &&Arc<Relation>| r.from == *id && &*r.relation.name == "based-in" && r.status == RelationStatus::Fact;
        own(id).or_else(|| self.ledger.relations.iter().filter(based).find_map(|r| own(r.to.as_ref()?)))
    }

    /// The models of cells that name a policy, with those cells of them that are wanted.
    pub(super) fn named_by(&self, policy: &EntityId, wanted: impl Fn(&CellContext) -> bool) -> Vec<Arc<MatrixRow>> {
        let Some(link) = self.shared.link(policy) else { return Vec::new() };
        let named = |row: &Arc<MatrixRow>| {
            let is_so = |cell: &&Arc<CellContext>| cell.by.contains(&link) && wanted(cell);
            let cells: Vec<_> = row.cells.iter().filter(is_so).cloned().collect();
            (!cells.is_empty()).then(|| Arc::new(MatrixRow { cells, ..MatrixRow::clone(row) }))
        };
        self.rows.values().filter_map(named).collect()
    }

    /// The models that a policy shuts out, with the cells that name it.
    pub(crate) fn shut_by(&self, policy: &EntityId) -> Vec<Arc<MatrixRow>> {
        self.named_by(policy, |cell| Status::from_word(cell.status).is_some_and(is_shut))
    }

    /// When what a policy limits began and how well that is known, each answer once: "not before May 2026 (one source)".
    pub(crate) fn began(&self, policy: &EntityId) -> Vec<String> {
        let (rows, strings) = (self.shut_by(policy), self.strings());
        let mut answers: BTreeMap<&str, Vec<&CellContext>> = BTreeMap::new();
        for cell in rows.iter().flat_map(|row| &row.cells) {
            if let Some(since) = &cell.since {
                answers.entry(since).or_default().push(cell);
            }
        }
        let answer = |(since, cells): (&str, Vec<&CellContext>)| {
            let sources: BTreeSet<&str> =
                cells.iter().flat_map(|cell| &cell.sources).map(|source| &*source.slug).collect();
            let mut known = strings.count("confidence.sources", sources.len(), &[]);
            if cells.iter().all(|cell| cell.marks.contains(&"inferred")) {
                known = [known.as_str(), strings.get("confidence.inferred")].join(strings.get("list.between"));
            }
            strings.fill("entity.began", &[("since", since), ("known", &known)])
        };
        answers.into_iter().map(answer).collect()
    }

    /// Whether a model is shut somewhere today.
    pub(crate) fn is_shut(&self, model: &EntityId) -> bool {
        let shut = |bloc: &EntityId| is_shut(self.ledger.cell(model, bloc, self.ledger.today).status);
        self.ledger.columns.iter().any(shut)
    }

    pub(crate) fn instead_address(&self, model: &EntityId) -> Address {
        Address::new(format!("/instead-of/{}/", model.slug))
    }

    /// The changes of a cell up to today.
    pub(crate) fn changes(&self, model: &EntityId, bloc: &EntityId, history: &History) -> Vec<Arc<ChangeContext>> {
        let begun = history.changes.iter().filter(|turn| turn.day <= self.ledger.today);
        begun.filter_map(|turn| self.change(model, bloc, turn).map(Arc::new)).collect()
    }

    fn change(&self, model: &EntityId, bloc: &EntityId, turn: &Turn) -> Option<ChangeContext> {
        let matrix =
            (self.has_matrix && self.ledger.columns.contains(bloc)).then(|| self.shared.url(&matrix_address(turn.day)));
        Some(ChangeContext {
            model: self.shared.link(model)?,
            bloc: self.shared.link(bloc)?,
            from: turn.from.word(),
            to: turn.to.word(),
            day: turn.day.to_string(),
            exact: turn.exact,
            anchor: format!("{}-{}", turn.anchor, bloc.slug),
            since: turn.since.and_then(|days| since(self.strings(), &days)),
            by: self.shared.links(&turn.by),
            sources: self.shared.citations(&turn.sources, &turn.places),
            article: turn.article.as_ref().map(|article| self.article(article, "")),
            matrix,
        })
    }

    fn relation(&self, relation: &Relation) -> RelationContext {
        let name = |id: &EntityId| {
            let name = self.ledger.cards.get(id).map_or(id.slug.to_string(), |card| card.name.clone());
            LinkedPart::name(name, Some(id.clone()))
        };
        let unknown = || LinkedPart::text(self.strings().get("relation.unknown").to_owned());
        let ends = [Some(&relation.from), relation.to.as_ref()].map(|id| id.map_or_else(unknown, name));
        let [from, to] = ends.map(|end| self.shared.text_links(&[end]));
        let parts = RelationParts { from, verb: self.strings().word("verb", &relation.relation.name), to: vec![to] };
        let dispute = relation.statements.iter().find_map(|(article, s)| self.dispute_of(&article.address, s));
        RelationContext {
            relation: relation.relation.name.clone(),
            sentence: parts.sentence(self.strings()),
            parts,
            status: relation.status.word(),
            by: self.shared.text_links(&relation.by),
            sources: self.shared.citations(&relation.sources, &relation.places),
            statements: relation.statements.iter().map(|(article, s)| self.stated(article, s)).collect(),
            dispute: dispute.map(|n| self.dispute_link(n)),
        }
    }

    fn dispute_link(&self, n: usize) -> TextLink {
        let dispute = &self.ledger.disputes[n];
        TextLink {
            text: dispute.question.as_str().into(),
            url: Some(self.shared.url(&dispute.address).into()),
            lang: dispute.lang.clone(),
        }
    }

    fn event(&self, event: &Event) -> EventContext {
        let (earliest, latest) = ends(Some(event.days));
        EventContext {
            id: event.id.clone(),
            anchor: event_anchor(&event.id),
            what: event.what.clone(),
            lang: event.lang.clone(),
            when: in_words(self.strings(), &event.days),
            earliest,
            latest,
            tags: self.shared.links(&event.tags),
            statements: event.statements.iter().map(|(article, s)| self.stated(article, s)).collect(),
        }
    }

    fn dispute(&self, dispute: &Dispute) -> DisputeSummary {
        DisputeSummary {
            question: dispute.question.clone(),
            lang: dispute.lang.clone(),
            url: self.shared.url(&dispute.address),
            open: dispute.open,
            opened: dispute.opened.map(|day| day.to_string()),
            closed: dispute.closed.map(|day| day.to_string()),
            self_contradiction: dispute.self_contradiction,
            both_can_hold: dispute.contrast.as_ref().is_some_and(|contrast| contrast.both_can_hold),
            why: dispute.contrast.as_ref().map(|contrast| contrast.why.clone()),
            about: self.shared.links(&dispute.about),
            positions: dispute.positions.iter().map(|position| self.position(position)).collect(),
        }
    }

    fn position(&self, position: &Position) -> PositionContext {
        PositionContext {
            answer: position.answer.clone(),
            lang: position.lang.clone(),
            by: position.by.as_ref().and_then(|by| self.shared.text_links(std::slice::from_ref(by)).pop()),
            status: position.status,
            sources: self.shared.citations(&position.sources, &position.places),
        }
    }

    fn correction(&self, correction: &Correction) -> CorrectionContext {
        let said = correction.correction();
        let titles: BTreeMap<&Address, &Arc<ArticleRef>> =
            self.ledger.testimonies.iter().map(|t| (&t.article.address, &t.article)).collect();
        let articles = correction.articles.iter().filter_map(|address| titles.get(address));
        CorrectionContext {
            date: said.date.to_string(),
            sort: said.sort.word(),
            severity: said.severity.word(),
            was: said.was.clone(),
            now: said.now.clone(),
            lang: correction.statement.lang.clone(),
            note: correction.statement.note.clone(),
            note_lang: correction.statement.note_lang.clone(),
            article: self.article(&correction.article, &correction.statement.anchor),
            entities: self.shared.links(&correction.entities),
            articles: articles.map(|article| self.article(article, "")).collect(),
        }
    }
}

/// How a statement on access is known: what only a rule says, for whom is not said, what is read out of a text.
pub(crate) fn marks(says: &Says) -> Vec<&'static str> {
    let Says::Access(access) = says else { return Vec::new() };
    let scope = match access.scope {
        Scope::Stated => None,
        Scope::Unstated => Some("scope-not-stated"),
        Scope::Inferred => Some("inferred"),
    };
    (access.layer == Layer::Rule).then_some("rule").into_iter().chain(scope).collect()
}

/// Who makes each model, where one alone is said to.
fn makers(ledger: &Ledger) -> HashMap<&EntityId, Option<&EntityId>> {
    let mut makers = HashMap::new();
    for relation in ledger.relations.iter().filter(|relation| &*relation.relation.name == "developer-of") {
        if let Some(model) = &relation.to {
            let maker = makers.entry(model).or_insert(Some(&relation.from));
            *maker = maker.filter(|maker| **maker == relation.from);
        }
    }
    makers
}

/// Whether a status keeps people out.
pub(crate) fn is_shut(status: Status) -> bool {
    matches!(status, Status::Restricted | Status::Banned | Status::Withdrawn | Status::VettedOnly | Status::Disputed)
}

pub(crate) fn matrix_address(day: Date) -> Address {
    Address::new(format!("{MATRIX}{day}/"))
}

fn ends(days: Option<Days>) -> (Option<Date>, Option<Date>) {
    let days = days.unwrap_or_default();
    (days.earliest, days.latest)
}

/// When something began, in words; nothing when no source says anything of it.
fn since(strings: &Strings, days: &Days) -> Option<String> {
    days.earliest.or(days.latest).map(|_| since_in_words(strings, days))
}

fn confidence(strings: &Strings, cell: &Cell) -> String {
    let counted = |n: usize| strings.count("confidence.sources", n, &[]);
    let sources = match cell.witnesses {
        0 => return String::new(),
        // Who says it outright and who is only read so are not counted as one.
        n if cell.outright > 0 && cell.outright < n => {
            strings.count("confidence.more_inferred", n - cell.outright, &[("sources", &counted(cell.outright))])
        }
        n => counted(n),
    };
    let marks = [
        (cell.marks.possible, "confidence.possible"),
        (cell.marks.inferred, "confidence.inferred"),
        (cell.marks.scope_not_stated, "confidence.scope_not_stated"),
        (cell.marks.stale, "confidence.stale"),
        (cell.layer == Some(Layer::Rule), "confidence.rule_only"),
    ];
    let marks = marks.into_iter().filter(|(is, _)| *is).map(|(_, mark)| strings.get(mark).to_owned());
    let rule = cell.rule.filter(|_| cell.marks.rule_differs);
    let rule = rule.map(|rule| strings.fill("mark.rule_says", &[("status", &strings.word("access", rule.word()))]));
    std::iter::once(sources).chain(marks).chain(rule).collect::<Vec<_>>().join(strings.get("list.between"))
}

/// The id of an event on the timeline.
pub(crate) fn event_anchor(id: &str) -> String {
    let plain: String = id.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    format!("event-{}", plain.trim_matches('-'))
}
