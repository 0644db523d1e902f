//! What templates see of the ledger: cells, statements, changes, disputes, and the pages that are made of them.
//!
//! Part of the contract with theme authors, like `context`. Every statement comes with its sources and with the article
//! that it stands in; every list that depends on a day says up to when it was true.

use super::compare::CompareLink;
use super::html::{Html, HtmlParts};
use super::matrix::{ChangeLine, MatrixGroup, MergedStatement, StatusGroup, StatusLine};
use super::prepared::Prepared;
use super::shared::{ArticleSummary, Citation, EntityLink, HeadingContext, PageContext, TextLink};
use crate::model::when::Days;
use jiff::civil::Date;
use serde::Serialize;
use std::sync::Arc;

/// A statement of an article, as a sentence with its sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct StatementContext {
    /// `access`, `events`, `relations`, `claims`, `updates` or `corrections`
    pub block: &'static str,
    /// Its id on the page of its article: `s-3f9a2c`.
    pub anchor: String,
    /// Pieces of text, some of them links; without a full stop.
    pub sentence: Vec<TextLink>,
    /// The status of an access, a relation or a claim.
    pub status: Option<&'static str>,
    /// `rule`, `inferred`, `scope-not-stated`
    pub marks: Vec<&'static str>,
    pub note: Option<String>,
    /// The language of that, where it is another than that of the page.
    pub note_lang: Option<Arc<str>>,
    /// Who checked it, and when.
    pub check: Option<CheckContext>,
    pub sources: Vec<Citation>,
    /// The article, with the anchor.
    pub article: TextLink,
    /// When the article was published.
    pub date: Date,
    /// Up to when the article was true, where it says so.
    pub as_of: Option<String>,
    /// The open dispute that it takes part in.
    pub dispute: Option<TextLink>,
    /// The first and last possible day of what it is about, where they are known.
    pub earliest: Option<Date>,
    pub latest: Option<Date>,
}

/// That a statement was checked against its sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct CheckContext {
    /// Entities, or names without a page.
    pub by: Vec<TextLink>,
    pub day: Date,
}

/// What people of one bloc can do with one model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct CellContext {
    pub model: Prepared<EntityLink>,
    pub bloc: Prepared<EntityLink>,
    /// `open`, `vetted-only`, `restricted`, `banned`, `withdrawn`, `unknown` or `disputed`
    pub status: &'static str,
    /// `effect` or `rule`; none when nothing is known.
    pub layer: Option<&'static str>,
    /// What the rule alone says, when the effect is shown.
    pub rule: Option<&'static str>,
    /// `possible`, `inferred`, `scope-not-stated`, `stale`, `rule-differs`
    pub marks: Vec<&'static str>,
    /// When it began, in words: `since 2 May 2026`, `not before May 2026`.
    pub since: Option<String>,
    /// The first and last possible day of that; none where no source bounds it.
    pub earliest: Option<Date>,
    pub latest: Option<Date>,
    pub by: Vec<Prepared<EntityLink>>,
    pub sources: Vec<Citation>,
    /// How well it is known, in words: `2 sources, inferred`. Empty when nothing is.
    pub confidence: String,
    /// Up to when the newest article behind it was true.
    pub as_of: Option<String>,
    /// The same as days.
    #[serde(skip)]
    pub true_to: Option<Days>,
    /// Each status that is given for it, with who gives it; more than one when it is disputed.
    pub given: Vec<GivenStatus>,
    pub statements: Vec<Arc<StatementContext>>,
    /// For a disputed cell in which some source gives a status, the sources that take part in the dispute or speak of the model
    /// elsewhere and give none.
    pub silent: Vec<Citation>,
    /// The page of the dispute about it.
    pub dispute: Option<TextLink>,
    /// Its own page; none where the theme has no template for it.
    pub url: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct GivenStatus {
    pub status: &'static str,
    pub sources: Vec<Citation>,
}

/// A model with its cells, in the order of the columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct MatrixRow {
    pub model: Prepared<EntityLink>,
    pub maker: Option<Prepared<EntityLink>>,
    /// The family that it is one of.
    pub family: Option<String>,
    pub cells: Vec<Arc<CellContext>>,
    /// The page of what is offered in its place, for a model that is shut somewhere.
    pub instead: Option<String>,
}

/// A cell whose status changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ChangeContext {
    pub model: Prepared<EntityLink>,
    pub bloc: Prepared<EntityLink>,
    pub from: &'static str,
    pub to: &'static str,
    /// The day of the change, or the day on which it was known.
    pub day: String,
    /// Whether `day` is the day of the change itself.
    pub exact: bool,
    /// Its id on the page of the model: `japan-2026-11-22`.
    pub anchor: String,
    pub since: Option<String>,
    pub by: Vec<Prepared<EntityLink>>,
    pub sources: Vec<Citation>,
    pub article: Option<TextLink>,
    /// The matrix of that day.
    pub matrix: Option<String>,
}

/// A day on which the matrix changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct DayLink {
    pub day: String,
    pub url: String,
    /// How many cells changed.
    pub changes: usize,
}

/// `matrix.html`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatrixPage {
    pub(crate) page: PageContext,
    /// The day that it shows: for the newest, that of the last change.
    pub(crate) day: Option<String>,
    /// Whether it is the newest, which has the address without a day.
    pub(crate) current: bool,
    /// The page that shows the day as it was known then; for the newest, the newest of these.
    pub(crate) as_known: Option<Arc<DayLink>>,
    /// The day up to which the newest article behind it was true.
    pub(crate) as_of: Option<String>,
    /// The bloc to which it is limited, if it is.
    pub(crate) bloc: Option<Prepared<EntityLink>>,
    pub(crate) columns: Vec<Prepared<EntityLink>>,
    pub(crate) groups: Vec<MatrixGroup>,
    /// Who is where, the other way round: the models of each status.
    pub(crate) statuses: Vec<StatusGroup>,
    /// The pages of single columns.
    pub(crate) of_blocs: Vec<TextLink>,
    /// The list of comparisons.
    pub(crate) compare: Option<String>,
    /// What changed on that day.
    pub(crate) changes: Vec<ChangeLine>,
    pub(crate) previous: Option<Arc<DayLink>>,
    pub(crate) next: Option<Arc<DayLink>>,
    /// All days on which something changed, newest first.
    pub(crate) days: Arc<Vec<Arc<DayLink>>>,
}

/// A drawing, as SVG.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct DrawingContext {
    /// Which years or bloc this part of a drawing shows; empty when it is the only one.
    pub part: String,
    /// Ready to be printed with `| safe`.
    pub svg: String,
}

/// Something that happened, with all that is said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct EventContext {
    pub id: String,
    /// Its id on the timeline: `event-ban`.
    pub anchor: String,
    pub what: String,
    /// The language of that, where it is another than that of the page.
    pub lang: Option<Arc<str>>,
    /// When, in words.
    pub when: String,
    pub earliest: Option<Date>,
    pub latest: Option<Date>,
    pub tags: Vec<Prepared<EntityLink>>,
    pub statements: Vec<Arc<StatementContext>>,
}

/// `timeline.html`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimelinePage {
    pub(crate) page: PageContext,
    pub(crate) as_of: Option<String>,
    /// Events that hang together by what sources say of their order; single ones are one part.
    pub(crate) parts: Vec<TimelinePart>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct TimelinePart {
    pub title: String,
    pub drawings: Vec<DrawingContext>,
    pub events: Vec<Arc<EventContext>>,
    /// What is sure about the order, in sentences.
    pub order: Vec<String>,
}

/// Two entities and how they are related.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct RelationContext {
    /// `developer-of`
    pub relation: Arc<str>,
    /// Pieces of text, some of them links; without a full stop.
    pub sentence: Vec<TextLink>,
    /// What it is made of.
    #[serde(skip)]
    pub parts: RelationParts,
    /// `fact`, `claim`, `interpretation` or `disputed`
    pub status: &'static str,
    /// Who says so, where it is somebody's claim.
    pub by: Vec<TextLink>,
    pub sources: Vec<Citation>,
    pub statements: Vec<Arc<StatementContext>>,
    pub dispute: Option<TextLink>,
}

/// The parts of a relation as a sentence: who, what it does, and to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RelationParts {
    pub from: Vec<TextLink>,
    pub verb: String,
    /// One for each object.
    pub to: Vec<Vec<TextLink>>,
}

/// `map.html`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MapPage {
    pub(crate) page: PageContext,
    pub(crate) as_of: Option<String>,
    /// What the map shows, in a sentence without a full stop; the title of the drawing.
    pub(crate) finding: String,
    pub(crate) drawings: Vec<DrawingContext>,
    /// The same as sentences, by the entity that they begin with.
    pub(crate) groups: Vec<RelationGroup>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct RelationGroup {
    pub entity: Prepared<EntityLink>,
    pub relations: Vec<Arc<RelationContext>>,
}

/// `instead.html`: what is offered in the place of a model
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InsteadPage {
    pub(crate) page: PageContext,
    pub(crate) as_of: Option<String>,
    pub(crate) row: Arc<MatrixRow>,
    /// The blocs in which it is shut, with what can be had there.
    pub(crate) places: Vec<InsteadPlace>,
    /// Models that are set against it, and of which no source says that they can be had where it is shut.
    pub(crate) unveiled: Vec<OfferContext>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct InsteadPlace {
    pub cell: Arc<CellContext>,
    pub offers: Vec<OfferContext>,
}

/// A model that is named in the place of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct OfferContext {
    pub row: Arc<MatrixRow>,
    /// Its cell in the bloc; none where it is only unveiled.
    pub cell: Option<Arc<CellContext>>,
    /// On whose word.
    pub relations: Vec<Arc<RelationContext>>,
}

/// A dispute in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct DisputeSummary {
    pub question: String,
    /// The language of that, where it is another than that of the page.
    pub lang: Option<Arc<str>>,
    pub url: String,
    pub open: bool,
    /// The first day on which readers could see it, and that on which they could see that it was over; where they are known.
    pub opened: Option<String>,
    pub closed: Option<String>,
    /// Whether one speaker said both.
    pub self_contradiction: bool,
    /// Whether more than one of the answers can be right, as far as that follows from what sort of statements they are.
    pub both_can_hold: bool,
    /// Why they do or do not exclude each other, in a sentence or two; none where an editor says it.
    pub why: Option<String>,
    pub about: Vec<Prepared<EntityLink>>,
    pub positions: Vec<PositionContext>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PositionContext {
    pub answer: String,
    /// The language of that, where it is another than that of the page.
    pub lang: Option<Arc<str>>,
    /// Who says so, where it is not the source itself.
    pub by: Option<TextLink>,
    /// The status of a claim or a relation: `opinion`, `reported`.
    pub status: Option<&'static str>,
    pub sources: Vec<Citation>,
}

/// `disputes.html`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DisputesPage {
    pub(crate) page: PageContext,
    pub(crate) as_of: Option<String>,
    pub(crate) open: Vec<Arc<DisputeSummary>>,
    pub(crate) settled: Vec<Arc<DisputeSummary>>,
}

/// `dispute.html`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DisputePage {
    pub(crate) page: PageContext,
    pub(crate) as_of: Option<String>,
    pub(crate) dispute: Arc<DisputeSummary>,
    /// The newest page of what was known of it.
    pub(crate) as_known: Option<DayLink>,
    pub(crate) cells: Vec<Arc<CellContext>>,
    /// What the editor makes of it.
    pub(crate) reading: Option<String>,
    /// The language of that, where it is another than that of the page.
    pub(crate) reading_lang: Option<Arc<str>>,
    pub(crate) would_settle: Option<String>,
    /// The language of that, where it is another than that of the page.
    pub(crate) would_settle_lang: Option<Arc<str>>,
    pub(crate) settled_by: Option<TextLink>,
    pub(crate) statements: Vec<Arc<StatementContext>>,
    /// What happened to it, oldest first.
    pub(crate) history: Vec<DisputeStep>,
    /// The editor's text, ready to be printed with `| safe`; may be empty.
    pub(crate) html: Html,
    /// The same in parts, where it has link cards.
    pub(crate) parts: HtmlParts,
    pub(crate) headings: Vec<HeadingContext>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct DisputeStep {
    pub date: String,
    pub what: String,
    pub article: Option<TextLink>,
}

/// Something that we got wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct CorrectionContext {
    pub date: String,
    /// `correction`, `clarification` or `retraction`
    pub sort: &'static str,
    /// `minor` or `major`
    pub severity: &'static str,
    pub was: Option<String>,
    pub now: Option<String>,
    /// The language of these two, where it is another than that of the page.
    pub lang: Option<Arc<str>>,
    pub note: Option<String>,
    /// The language of that, where it is another than that of the page.
    pub note_lang: Option<Arc<str>>,
    pub article: TextLink,
    /// What it touches besides that article.
    pub entities: Vec<Prepared<EntityLink>>,
    pub articles: Vec<TextLink>,
}

/// `corrections.html`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CorrectionsPage {
    pub(crate) page: PageContext,
    /// Newest first.
    pub(crate) corrections: Vec<Arc<CorrectionContext>>,
    pub(crate) retracted: Vec<Arc<ArticleSummary>>,
}

/// `data.html`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DataPage {
    pub(crate) page: PageContext,
    pub(crate) licence: Option<String>,
    pub(crate) as_of: Option<String>,
    /// The day of the last change, by which an edition of the data is known.
    pub(crate) version: Option<String>,
    pub(crate) tables: Vec<DataTable>,
    /// The address of all tables as one download.
    pub(crate) download: String,
    /// What describes the tables to tools.
    pub(crate) package: Vec<TextLink>,
    /// Files that are no tables: the graph.
    pub(crate) files: Vec<TextLink>,
}

/// One set of rows, in three formats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct DataTable {
    pub name: &'static str,
    /// What it is called in the language of the page.
    pub title: String,
    /// What one row is, in JSON-LD: `AccessStatement`.
    pub row: &'static str,
    pub about: String,
    pub rows: usize,
    pub columns: Vec<DataColumn>,
    pub csv: String,
    pub json: String,
    pub jsonld: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct DataColumn {
    pub name: &'static str,
    pub about: String,
}

/// `account`: what the ledger has on one entity. Which lists are filled depends on its kind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub(crate) struct AccountContext {
    /// The day up to which the newest article behind it was true.
    pub as_of: Option<String>,
    /// The newest page of what was known of it.
    pub as_known: Option<DayLink>,
    /// The columns of `rows`.
    pub columns: Vec<Prepared<EntityLink>>,
    /// A company's models.
    pub rows: Vec<Arc<MatrixRow>>,
    /// A model's blocs, or a bloc's models.
    pub cells: Vec<Arc<CellContext>>,
    /// A model's access through time.
    pub history: Option<DrawingContext>,
    /// The changes in access, newest first.
    pub changes: Vec<Arc<ChangeContext>>,
    /// The policies by which access to its models is what it is.
    pub under: Vec<Prepared<EntityLink>>,
    /// What a policy did to access.
    pub effects: Vec<Arc<MergedStatement>>,
    /// Whom a policy hit: the models and blocs whose cells name it.
    pub hit: Vec<StatusGroup>,
    /// When what it limits began, and how well that is known: "since May 2026 (one source)".
    pub began: Vec<String>,
    /// Who complied with a policy, objected or answered, and with what.
    pub answers: Vec<Arc<RelationContext>>,
    /// What a model competes with or is set against, and what answers with it.
    pub rivals: Vec<Arc<RelationContext>>,
    /// All other relations.
    pub relations: Vec<Arc<RelationContext>>,
    /// What others claim about it.
    pub claims: Vec<Arc<MergedStatement>>,
    /// What it says itself.
    pub said: Vec<Arc<MergedStatement>>,
    pub events: Vec<Arc<EventContext>>,
    /// What is to come.
    pub due: Vec<Arc<super::DueContext>>,
    /// The same as a calendar; none when nothing is, and without a `base_url`.
    pub calendar: Option<String>,
    pub disputes: Vec<Arc<DisputeSummary>>,
    pub corrections: Vec<Arc<CorrectionContext>>,
    /// The page of what is offered in its place.
    pub instead: Option<String>,
    /// What a model, a bloc or a policy is compared with.
    pub compare: Vec<CompareLink>,
    /// The feed of changes in access, for a model or a bloc.
    pub feed: Option<Arc<super::FeedLink>>,
}

/// `facts`: what the ledger has on the subjects of one article
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub(crate) struct ArticleFacts {
    /// The day up to which the newest article behind `rows` was true.
    pub as_of: Option<String>,
    pub columns: Vec<Prepared<EntityLink>>,
    /// Who can use the models that it is tagged with.
    pub rows: Vec<Arc<MatrixRow>>,
    /// Its events and those of the same story, drawn.
    pub timeline: Vec<DrawingContext>,
    pub events: Vec<Arc<EventContext>>,
    /// All that the article states, each once.
    pub statements: Vec<Arc<MergedStatement>>,
    /// How many sources these rest on.
    pub witnesses: usize,
    /// The disputes that its statements take part in.
    pub disputes: Vec<Arc<DisputeSummary>>,
    /// The ids of its statements that take part in an open one.
    #[serde(skip)]
    pub disputed: Vec<String>,
    /// Corrections of this article, and of others on which it rests.
    pub corrections: Vec<Arc<CorrectionContext>>,
}

/// `ledger`: what the home page shows of the ledger
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub(crate) struct HomeFacts {
    pub as_of: Option<String>,
    /// What the matrix comes to, in a sentence or two: the editor's, or counted.
    pub finding: Option<String>,
    pub columns: Vec<Prepared<EntityLink>>,
    /// The matrix, or the models of it whose access changed last where it is long.
    pub groups: Vec<MatrixGroup>,
    /// How many models the matrix has.
    pub models: usize,
    /// Whether `groups` has all of them.
    pub whole: bool,
    /// How many models have each status somewhere today, in the order of the statuses.
    pub counts: Vec<StatusCount>,
    /// Where no source says what holds, or the models of it that have a line in `groups`.
    pub unknown: Vec<StatusLine>,
    pub disputes: Vec<Arc<DisputeSummary>>,
    /// Where the matrix is; none when there is nothing in it.
    pub matrix: Option<String>,
    pub feed: Option<Arc<super::FeedLink>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct StatusCount {
    pub status: &'static str,
    pub models: usize,
    /// The list of them on the page of the matrix.
    pub url: Option<String>,
}
