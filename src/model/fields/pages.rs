//! The fields of plain pages and of disputes, which are pages too.

use super::articles::AT;
use super::field::Takes::{Anything, Day, Entities, EntitiesOrUnknown, Flag, Language, Maps, Name, OneOf, Text, Texts};
use super::field::{Field, Of, field};
use crate::model::choice::DisputeState;
use crate::model::kind::{BLOC, MODEL, SOURCE_KEY};

const TITLE: Field<'_> = field("title", Text, "The title of the page.").needed().like("About");
const SUMMARY: Field<'_> = field("summary", Text, "What the page says, for lists and search engines.")
    .or("the first sentence or two")
    .like("Who we are.");
const LANG: Field<'_> = field("lang", Language, "The language of the page, where it is not the site's.").like("ja");
const DRAFT: Field<'_> = field("draft", Flag, "`true`: the page is not published.").or("`false`").like("true");
const REDIRECTS: Field<'_> = field("redirects", Texts, "Old addresses that lead here.").like("[/old-name/]");
const PERMALINK: Field<'_> = field(
    "permalink",
    Text,
    "The whole address of the page, where it is another than the pattern makes. It ends with `/` or `.html`.",
)
.or("by `permalinks` in the settings")
.like("/about.html");
const EXTRA: Field<'_> = field("extra", Anything, "Whatever your templates need.").like("{map: true}");

/// A plain page.
pub const PAGE: &[Field<'_>] = &[TITLE, SUMMARY, LANG, DRAFT, PERMALINK, REDIRECTS, EXTRA];

/// The introduction of an edition.
pub const EDITION: &[Field<'_>] = &[
    field("title", Text, "The title of the edition.").or("its week or month").like("Everyone answers"),
    field("summary", Text, "What the edition says, for lists, search engines and the line that mail programs show.")
        .or("how much there is of what")
        .like("Two firms answer the order."),
    LANG,
    DRAFT,
    REDIRECTS,
    EXTRA,
];

/// The page of a dispute.
pub const DISPUTE: &[Field<'_>] = &[
    field("question", Text, "What the sources disagree about. It is the title of the page.")
        .needed()
        .like("Was Ren Ito at Google?"),
    field("about", Entities(Of::Any), "What the dispute is about.").like("[ren-ito, google]"),
    field("cells", Maps(CELL), "Cells of the matrix that are `disputed` while the dispute is open.")
        .like("[{model: fugu, bloc: [us, japan]}]"),
    field("positions", Maps(POSITION), "The answers, each with the sources that give it.")
        .or("those that were found")
        .like("[{answer: He was., source: b}]"),
    field("reading", Text, "What the editor makes of it.").like("B alone says so."),
    field("would_settle", Text, "What would settle it.").like("A page of either company."),
    field("state", OneOf(DisputeState::WORDS), "Whether the dispute goes on.").or("`open`").like("settled"),
    field("opened", Day, "The day on which it began.").or("the first on which it could be seen").like("2026-11-20"),
    field("settled", Day, "The day on which it was settled, which makes its `state` `settled`.").like("2026-12-01"),
    field("settled_by", Name(Of::Kind(SOURCE_KEY)), "What settled it.").like("c"),
    SUMMARY,
    LANG,
    DRAFT,
    REDIRECTS,
    EXTRA,
];

const CELL: &[Field<'_>] = &[
    field("model", Entities(Of::Kind(MODEL)), "The {kinds.model} of the cells.").needed(),
    field("bloc", Entities(Of::Kind(BLOC)), "The {kinds.bloc} of the cells.").needed(),
];

const POSITION: &[Field<'_>] = &[
    field("answer", Text, "What these sources say.").needed(),
    field("source", EntitiesOrUnknown(Of::Kind(SOURCE_KEY)), "The sources that give this answer."),
    AT,
];
