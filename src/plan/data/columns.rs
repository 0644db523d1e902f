//! Which tables there are, and what their columns are: said here once for all formats, for the page of the data, and for what
//! describes the tables to tools. The words for it are texts of the interface, `columns` and `tables_about`.
//!
//! Only the description; the rows are made in `rows`, `cells` and `disputes`, in the order of these columns.

use crate::model::access::{Layer, Status};
use crate::model::choice::{ClaimStatus, FORMS, RelationStatus, Scope};
use crate::view::data::Holds::{Address, Day, Edtf, Elsewhere, Flag, Number, OneOf, Things};
use crate::view::data::{Column, TableSort, column};

pub(super) const ENTITIES: &str = "entities";
pub(super) const ARTICLES: &str = "articles";
pub(super) const RELATIONS: &str = "relations";
pub(super) const SOURCES: &str = "sources";
pub(super) const DISPUTES: &str = "disputes";
pub(super) const POSITIONS: &str = "positions";
pub(super) const MATRIX: &str = "matrix";
pub(super) const CHANGES: &str = "changes";

/// All tables, in the order in which they are shown.
pub(super) static TABLES: [TableSort; 11] = [
    table(ENTITIES, "Entity", "tables_about.entities", OF_ENTITIES, "id"),
    table(ARTICLES, "Article", "tables_about.articles", OF_ARTICLES, "slug"),
    table("access", "AccessStatement", "tables_about.access", OF_ACCESS, "statement"),
    table(MATRIX, "Cell", "tables_about.matrix", OF_CELLS, "id"),
    table("events", "EventStatement", "tables_about.events", OF_EVENTS, "statement"),
    table(RELATIONS, "RelationStatement", "tables_about.relations", OF_RELATIONS, "id"),
    table("claims", "Claim", "tables_about.claims", OF_CLAIMS, "statement"),
    table(DISPUTES, "Dispute", "tables_about.disputes", OF_DISPUTES, "slug"),
    table(POSITIONS, "Position", "tables_about.positions", OF_POSITIONS, "id"),
    table(SOURCES, "Source", "tables_about.sources", OF_SOURCES, "slug"),
    table(CHANGES, "Change", "tables_about.changes", OF_CHANGES, "id"),
];

const fn table(
    name: &'static str,
    row: &'static str,
    about: &'static str,
    columns: &'static [Column],
    key: &'static str,
) -> TableSort {
    TableSort { name, row, about, columns, key }
}

/// The table of a name.
pub(super) fn named(name: &str) -> &'static TableSort {
    TABLES.iter().find(|table| table.name == name).expect("only tables that there are are asked for")
}

const CITED: Column = column("sources", "columns.sources").of(Things).several();
const PLACES: Column = column("places", "columns.places").of(Things).texts();
const ARTICLE: Column = column("article", "columns.article").of(Things).needed().key_of(ARTICLES, "slug");
const PUBLISHED: Column = column("published", "columns.published").of(Day).needed();
const AS_OF: Column = column("as_of", "columns.as_of").of(Edtf);
const STATEMENT: Column = column("statement", "columns.statement").needed();
const STATEMENTS: Column = column("statements", "columns.statements").of(Things).several();
const URL: Column = column("url", "columns.url").of(Address).needed();
const KNOWN_SINCE: Column = column("known_since", "columns.known_since").of(Day).needed();
const CHECKED_BY: Column = column("checked_by", "columns.checked_by").texts();
const CHECKED: Column = column("checked", "columns.checked").of(Day);
const NOTE: Column = column("note", "columns.note");
const ENTITY: Column = column("", "").of(Things).key_of(ENTITIES, "id");
const SAME_AS: &str = "https://schema.org/sameAs";

/// An entity by its id.
const fn entity(name: &'static str, about: &'static str) -> Column {
    Column { name, about, ..ENTITY }
}

/// Things by their slugs or ids.
const fn things(name: &'static str, about: &'static str) -> Column {
    column(name, about).of(Things).several()
}

const fn day(name: &'static str, about: &'static str) -> Column {
    column(name, about).of(Day)
}

const fn flag(name: &'static str, about: &'static str) -> Column {
    column(name, about).of(Flag).needed()
}

const OF_ENTITIES: &[Column] = &[
    column("id", "columns.entities_id").needed(),
    column("kind", "columns.entities_kind").needed(),
    column("slug", "columns.entities_slug").needed(),
    column("url", "columns.entities_url").of(Address).needed(),
    column("name", "columns.entities_name").needed(),
    column("type", "columns.type"),
    column("bloc", "columns.entities_bloc"),
    column("aliases", "columns.entities_aliases").texts(),
    column("same_as", "columns.entities_same_as").of(Elsewhere).several().meaning(SAME_AS),
    entity("superseded_by", "columns.entities_superseded_by"),
    things("developer", "columns.entities_developer"),
    column("family", "columns.entities_family").texts(),
    column("weights", "columns.entities_weights").of(OneOf(&["open", "closed", "unknown"])),
    things("issuer", "columns.entities_issuer"),
    column("instrument", "columns.entities_instrument").texts(),
    column("in_force", "columns.entities_in_force").of(Edtf),
    things("legal_basis", "columns.entities_legal_basis"),
    column("countries", "columns.entities_countries").texts(),
    flag("stub", "columns.entities_stub"),
    column("sources", "columns.entities_sources").of(Things).several(),
    PLACES,
];

const OF_ARTICLES: &[Column] = &[
    column("slug", "columns.slug").needed(),
    column("url", "columns.entities_url").of(Address).needed(),
    column("title", "columns.title").needed(),
    day("date", "columns.articles_date").needed(),
    column("form", "columns.articles_form").of(OneOf(FORMS)),
    flag("retracted", "columns.articles_retracted"),
    things("tags", "columns.articles_tags"),
    things("sources", "columns.articles_sources"),
    day("updated", "columns.articles_updated").needed(),
    column("as_of", "columns.articles_as_of").of(Edtf),
];

const OF_ACCESS: &[Column] = &[
    STATEMENT,
    URL,
    things("model", "columns.access_model"),
    things("for", "columns.access_for"),
    column("status", "columns.access_status").of(OneOf(Status::WORDS)).needed(),
    column("layer", "columns.layer").of(OneOf(Layer::WORDS)).needed(),
    column("since", "columns.access_since"),
    day("since_earliest", "columns.since_earliest"),
    day("since_latest", "columns.since_latest"),
    column("until", "columns.access_until"),
    day("until_earliest", "columns.access_until_earliest"),
    day("until_latest", "columns.access_until_latest"),
    things("by", "columns.access_by"),
    column("scope", "columns.access_scope").of(OneOf(Scope::WORDS)).needed(),
    CITED,
    PLACES,
    ARTICLE,
    PUBLISHED,
    KNOWN_SINCE,
    AS_OF,
    CHECKED_BY,
    CHECKED,
    NOTE,
];

const OF_CELLS: &[Column] = &[
    column("id", "columns.matrix_id").needed(),
    day("day", "columns.matrix_day"),
    column("model", "columns.matrix_model").of(Things).needed(),
    column("bloc", "columns.matrix_bloc").of(Things).needed(),
    column("status", "columns.matrix_status").of(OneOf(Status::WORDS)).needed(),
    column("layer", "columns.layer").of(OneOf(Layer::WORDS)),
    column("rule", "columns.matrix_rule").of(OneOf(Status::WORDS)),
    flag("possible", "columns.matrix_possible"),
    flag("disputed", "columns.matrix_disputed"),
    flag("inferred", "columns.matrix_inferred"),
    flag("scope_not_stated", "columns.matrix_scope_not_stated"),
    flag("stale", "columns.matrix_stale"),
    column("since", "columns.matrix_since").of(Edtf),
    day("since_earliest", "columns.since_earliest"),
    day("since_latest", "columns.since_latest"),
    things("by", "columns.matrix_by"),
    column("sources", "columns.matrix_sources").of(Things).several(),
    PLACES,
    STATEMENTS,
];

const OF_EVENTS: &[Column] = &[
    STATEMENT,
    URL,
    column("id", "columns.events_id"),
    column("what", "columns.events_what").needed(),
    column("when", "columns.events_when"),
    column("when_edtf", "columns.events_when_edtf").of(Edtf),
    day("when_earliest", "columns.events_when_earliest"),
    day("when_latest", "columns.events_when_latest"),
    things("tags", "columns.articles_tags"),
    CITED,
    PLACES,
    ARTICLE,
    PUBLISHED,
    KNOWN_SINCE,
    AS_OF,
    CHECKED_BY,
    CHECKED,
    NOTE,
];

const OF_RELATIONS: &[Column] = &[
    column("id", "columns.relations_id").needed(),
    entity("from", "columns.relations_from").needed(),
    column("rel", "columns.relations_rel").needed(),
    entity("to", "columns.relations_to"),
    column("status", "columns.relations_status").of(OneOf(RelationStatus::WORDS)).needed(),
    column("by", "columns.relations_by").of(Things),
    CITED,
    PLACES,
    column("articles", "columns.relations_articles").of(Things).several(),
    STATEMENTS,
    day("first_published", "columns.relations_first_published"),
    day("last_published", "columns.relations_last_published"),
    column("checked_by", "columns.relations_checked_by").texts(),
    day("checked", "columns.relations_checked"),
];

const OF_CLAIMS: &[Column] = &[
    STATEMENT,
    URL,
    column("id", "columns.claims_id"),
    things("about", "columns.articles_tags"),
    column("says", "columns.claims_says").needed(),
    column("by", "columns.by").of(Things),
    column("quote", "columns.claims_quote"),
    column("status", "columns.claims_status").of(OneOf(ClaimStatus::WORDS)).needed(),
    column("against", "columns.claims_against").several(),
    CITED,
    PLACES,
    ARTICLE,
    PUBLISHED,
    KNOWN_SINCE,
    AS_OF,
    CHECKED_BY,
    CHECKED,
    NOTE,
];

const OF_DISPUTES: &[Column] = &[
    column("slug", "columns.slug").needed(),
    column("url", "columns.entities_url").of(Address).needed(),
    column("question", "columns.disputes_question").needed(),
    flag("open", "columns.disputes_open"),
    day("opened", "columns.disputes_opened"),
    day("closed", "columns.disputes_closed"),
    things("about", "columns.articles_tags"),
    things("cells", "columns.disputes_cells"),
    flag("self_contradiction", "columns.disputes_self_contradiction"),
    column("sources", "columns.disputes_sources").of(Things).several(),
    STATEMENTS,
];

const OF_CHANGES: &[Column] = &[
    column("id", "columns.changes_id").needed(),
    URL,
    day("day", "columns.changes_day").needed(),
    column("kind", "columns.changes_kind").needed(),
    things("about", "columns.articles_tags"),
    column("text", "columns.changes_text").needed(),
    column("was", "columns.changes_was").of(OneOf(Status::WORDS)),
    column("now", "columns.changes_now").of(OneOf(Status::WORDS)),
    column("sources", "columns.sources").of(Things).several(),
    column("statements", "columns.changes_statements").of(Things).several(),
];

const OF_POSITIONS: &[Column] = &[
    column("id", "columns.positions_id").needed(),
    column("dispute", "columns.positions_dispute").of(Things).needed().key_of(DISPUTES, "slug"),
    column("answer", "columns.positions_answer").needed(),
    column("by", "columns.by").of(Things),
    column("status", "columns.positions_status"),
    CITED,
    PLACES,
];

const OF_SOURCES: &[Column] = &[
    column("slug", "columns.slug").needed(),
    column("url", "columns.entities_url").of(Address).needed(),
    column("title", "columns.title").needed(),
    column("type", "columns.type"),
    column("original", "columns.sources_original").of(Elsewhere),
    column("publisher", "columns.sources_publisher"),
    column("author", "columns.sources_author"),
    column("published", "columns.sources_published").of(Edtf),
    column("accessed", "columns.sources_accessed").of(Edtf),
    column("archived", "columns.sources_archived").of(Elsewhere),
    column("checked", "columns.sources_checked").of(Edtf),
    column("gone", "columns.sources_gone").of(Edtf),
    day("published_earliest", "columns.sources_published_earliest"),
    day("published_latest", "columns.sources_published_latest"),
    column("origin", "columns.sources_origin"),
    column("statements", "columns.sources_statements").of(Number).needed(),
];
