//! Which tables there are, and what their columns are: said here once for all formats, for the page of the data, and for what
//! describes the tables to tools. What it says of kinds are holes for the words of the site.
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
    table(
        ENTITIES,
        "Entity",
        "Every {kind.bloc}, {kind.model}, {kind.company}, {kind.policy} and whatever else has a page.",
        OF_ENTITIES,
        "id",
    ),
    table(ARTICLES, "Article", "Every article.", OF_ARTICLES, "slug"),
    table("access", "AccessStatement", "Who can use what: one row for each statement.", OF_ACCESS, "statement"),
    table(
        MATRIX,
        "Cell",
        "The matrix by day: one row for each day on which a cell changed, up to the present.",
        OF_CELLS,
        "id",
    ),
    table("events", "EventStatement", "What happened when: one row for each statement.", OF_EVENTS, "statement"),
    table(
        RELATIONS,
        "RelationStatement",
        "Who is related to whom: one row for each pair and each way in which sources have it.",
        OF_RELATIONS,
        "id",
    ),
    table("claims", "Claim", "Who says what: one row for each claim.", OF_CLAIMS, "statement"),
    table(DISPUTES, "Dispute", "What sources disagree about.", OF_DISPUTES, "slug"),
    table(POSITIONS, "Position", "What each side of a dispute says: one row for each answer.", OF_POSITIONS, "id"),
    table(SOURCES, "Source", "Where the statements come from.", OF_SOURCES, "slug"),
    table(CHANGES, "Change", "What changed on each day: one row for each change.", OF_CHANGES, "id"),
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

const CITED: Column = column("sources", "the sources that say so").of(Things).several();
const PLACES: Column = column("places", "where in these sources").of(Things).texts();
const ARTICLE: Column = column("article", "the article that states it").of(Things).needed().key_of(ARTICLES, "slug");
const PUBLISHED: Column = column("published", "when that article was published").of(Day).needed();
const AS_OF: Column = column("as_of", "up to when that article was true; empty when it does not say so").of(Edtf);
const STATEMENT: Column =
    column("statement", "the id of the statement, which stays as long as what it states").needed();
const STATEMENTS: Column = column("statements", "the statements behind it").of(Things).several();
const URL: Column = column("url", "where it stands").of(Address).needed();
const KNOWN_SINCE: Column =
    column("known_since", "since when it is known: its article was published then, or it was added").of(Day).needed();
const CHECKED_BY: Column = column("checked_by", "who checked the statement against its sources, by name").texts();
const CHECKED: Column = column("checked", "when it was checked").of(Day);
const NOTE: Column = column("note", "what the editor adds");
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
    column("id", "the kind and the slug").needed(),
    column("kind", "the kind").needed(),
    column("slug", "the slug, which is unique within its kind").needed(),
    column("url", "the page").of(Address).needed(),
    column("name", "the name, as it is written").needed(),
    column("type", "the type"),
    column("bloc", "the {kind.bloc}, where one is stated"),
    column("aliases", "other names, those in other languages too").texts(),
    column("same_as", "what it is elsewhere: addresses in Wikidata, EUR-Lex and others")
        .of(Elsewhere)
        .several()
        .meaning(SAME_AS),
    entity("superseded_by", "what took its place"),
    things("developer", "who makes the {kind.model}, by ids"),
    column("family", "the family of the {kind.model}").texts(),
    column("weights", "whether anyone can download the weights of the {kind.model}")
        .of(OneOf(&["open", "closed", "unknown"])),
    things("issuer", "who issued the {kind.policy}, by ids"),
    column("instrument", "in which form the {kind.policy} was issued").texts(),
    column("in_force", "since when the {kind.policy} is in force").of(Edtf),
    things("legal_basis", "the {kinds.policy} that the {kind.policy} rests on in law"),
    column("countries", "the countries of the {kind.bloc}").texts(),
    flag("stub", "whether it is known from tags alone"),
    column("sources", "what its facts rest on").of(Things).several(),
    PLACES,
];

const OF_ARTICLES: &[Column] = &[
    column("slug", "the slug").needed(),
    column("url", "the page").of(Address).needed(),
    column("title", "the title").needed(),
    day("date", "when it was published").needed(),
    column("form", "the form").of(OneOf(FORMS)),
    flag("retracted", "whether it was withdrawn"),
    things("tags", "the entities that it is about, by ids"),
    things("sources", "the sources that it lists"),
    day("updated", "the day of its last update or correction, or of publication").needed(),
    column("as_of", "up to when it was true; empty when it does not say so").of(Edtf),
];

const OF_ACCESS: &[Column] = &[
    STATEMENT,
    URL,
    things("model", "the {kinds.model}"),
    things("for", "the {kinds.bloc} and audiences"),
    column("status", "what they can do").of(OneOf(Status::WORDS)).needed(),
    column("layer", "effect: what users can do; rule: what the {kind.policy} says").of(OneOf(Layer::WORDS)).needed(),
    column("since", "since when, as it is said"),
    day("since_earliest", "the first day on which it can have begun; empty when nothing bounds it"),
    day("since_latest", "the last day on which it can have begun; empty when nothing bounds it"),
    column("until", "until when, as it is said"),
    day("until_earliest", "the first day on which it can have ended"),
    day("until_latest", "the last day on which it can have ended"),
    things("by", "the {kind.policy}"),
    column("scope", "whether the source says for whom: stated, unstated or inferred").of(OneOf(Scope::WORDS)).needed(),
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
    column("id", "{kind.model}, {kind.bloc} and day").needed(),
    day("day", "the day from which on the cell was so; empty when nothing bounds it"),
    column("model", "the {kind.model}").of(Things).needed(),
    column("bloc", "the {kind.bloc}").of(Things).needed(),
    column("status", "what people of the {kind.bloc} can do").of(OneOf(Status::WORDS)).needed(),
    column("layer", "effect: what users can do; rule: what the {kind.policy} says").of(OneOf(Layer::WORDS)),
    column("rule", "what the rule says, where users can do something else").of(OneOf(Status::WORDS)),
    flag("possible", "whether it may not have begun on that day"),
    flag("disputed", "whether sources disagree"),
    flag("inferred", "whether all statements behind it are inferred"),
    flag("scope_not_stated", "whether none of them says for whom"),
    flag("stale", "whether it has not been confirmed recently"),
    column("since", "when the status began").of(Edtf),
    day("since_earliest", "the first day on which it can have begun; empty when nothing bounds it"),
    day("since_latest", "the last day on which it can have begun; empty when nothing bounds it"),
    things("by", "the {kinds.policy}"),
    column("sources", "the sources; of a disputed cell those of all positions").of(Things).several(),
    PLACES,
    STATEMENTS,
];

const OF_EVENTS: &[Column] = &[
    STATEMENT,
    URL,
    column("id", "statements with one id are about one event"),
    column("what", "what happened").needed(),
    column("when", "when, as it is said"),
    column("when_edtf", "the same, with its marks of doubt; empty when it is counted from something").of(Edtf),
    day("when_earliest", "the first day on which it can have happened; empty when nothing bounds it"),
    day("when_latest", "the last day on which it can have happened; empty when nothing bounds it"),
    things("tags", "the entities that it is about, by ids"),
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
    column("id", "the id of the row, made of what it says").needed(),
    entity("from", "the first entity").needed(),
    column("rel", "the relation").needed(),
    entity("to", "the second entity; empty when it is unknown"),
    column("status", "how it is known").of(OneOf(RelationStatus::WORDS)).needed(),
    column("by", "who says so, for a claim: an id, or a name without a page").of(Things),
    CITED,
    PLACES,
    column("articles", "the articles that state it; empty when the file of an entity does").of(Things).several(),
    STATEMENTS,
    day("first_published", "when the first of these articles was published"),
    day("last_published", "when the last of them was published"),
    column("checked_by", "who checked the statements behind it, by name").texts(),
    day("checked", "when the last of them was checked; empty while one of them is not"),
];

const OF_CLAIMS: &[Column] = &[
    STATEMENT,
    URL,
    column("id", "what it is about, as a word"),
    things("about", "the entities that it is about, by ids"),
    column("says", "what is claimed").needed(),
    column("by", "who says so: an id, or a name without a page").of(Things),
    column("quote", "the words, verbatim"),
    column("status", "how far it is to be trusted").of(OneOf(ClaimStatus::WORDS)).needed(),
    column("against", "the ids of claims that it contradicts").several(),
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
    column("slug", "the slug").needed(),
    column("url", "the page").of(Address).needed(),
    column("question", "what is in dispute").needed(),
    flag("open", "whether it goes on"),
    day("opened", "the first day on which readers could see it, where that is known"),
    day("closed", "when it was over, where that is known"),
    things("about", "the entities that it is about, by ids"),
    things("cells", "the cells of the matrix, each of one {kind.model} and one {kind.bloc}"),
    flag("self_contradiction", "whether one speaker said both"),
    column("sources", "the sources of all positions").of(Things).several(),
    STATEMENTS,
];

const OF_CHANGES: &[Column] = &[
    column("id", "the month, and the id of the change on its page").needed(),
    URL,
    day("day", "the day on which readers could first see it").needed(),
    column("kind", "what sort of change it is: cell, access, event, relation, claim, dispute-opened and others")
        .needed(),
    things("about", "the entities that it is about, by ids"),
    column("text", "the change in a sentence").needed(),
    column("was", "of a cell, the status before").of(OneOf(Status::WORDS)),
    column("now", "of a cell, the status from then on").of(OneOf(Status::WORDS)),
    column("sources", "the sources that say so").of(Things).several(),
    column("statements", "the statements that report it").of(Things).several(),
];

const OF_POSITIONS: &[Column] = &[
    column("id", "the dispute, and the number of the answer in it").needed(),
    column("dispute", "the dispute").of(Things).needed().key_of(DISPUTES, "slug"),
    column("answer", "what is said").needed(),
    column("by", "who says so: an id, or a name without a page").of(Things),
    column("status", "how the claim or relation is known"),
    CITED,
    PLACES,
];

const OF_SOURCES: &[Column] = &[
    column("slug", "the slug").needed(),
    column("url", "the page").of(Address).needed(),
    column("title", "the title").needed(),
    column("type", "the type"),
    column("original", "where it can be read").of(Elsewhere),
    column("publisher", "who published it"),
    column("author", "who wrote it"),
    column("published", "when it was published, as its file says").of(Edtf),
    column("accessed", "when we read it").of(Edtf),
    column("archived", "where a copy can be read").of(Elsewhere),
    column("checked", "when the original was last seen to work").of(Edtf),
    column("gone", "since when it no longer works").of(Edtf),
    day("published_earliest", "the first day on which it can have been published; empty when nothing bounds it"),
    day("published_latest", "the last day on which it can have been published; empty when nothing bounds it"),
    column("origin", "what it repeats; sources of one origin are one witness"),
    column("statements", "how many statements rest on it").of(Number).needed(),
];
