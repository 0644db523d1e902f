//! The fields of an article, of the entries of its fact blocks, and of the times in them. Tags are the site's kinds.

use super::field::Takes::{
    Address, Anything, ArticleByLanguage, Day, Entities, EntitiesOrUnknown, Entity, Flag, Language, Maps, Name, Names,
    OneOf, Phrase, Places, Relation, Text, Texts, Time, When,
};
use super::field::{Field, NEVER, Of, field};
use crate::model::access::{Layer, Status};
use crate::model::choice::{
    ClaimStatus, CorrectionSeverity, CorrectionSort, EVENT_STATUSES, FORMS, RelationStatus, Scope,
};
use crate::model::kind::{BLOC, MODEL, POLICY, SOURCE_KEY};

/// An article, but for its tags.
pub const ARTICLE: &[Field<'_>] = &[
    field("title", Text, "What happened, in one line.").needed().like("Tokyo answers"),
    field("date", Day, "The day on which you publish the article, not the day on which something happened.")
        .needed()
        .like("2026-11-22"),
    field("summary", Text, "What happened, for lists, feeds and search engines.")
        .or("the first sentence or two")
        .like("What happened, in short."),
    field("form", OneOf(FORMS), "What sort of article it is.").like("brief"),
    field("authors", Names, "Who wrote it. The page of an entity lists its articles.")
        .or("the site's author")
        .like("[ren-ito, Ann Lee]"),
    field("as_of", Time, "Up to when it is true, as far as that is known.").or("not stated").like("2026-05/.."),
    field("slug", Text, "The last part of its address.").or("from the file name").like("tokyo-answers"),
    field(
        "permalink",
        Text,
        "The whole address of its page, where it is another than the pattern makes. It ends with `/` or `.html`.",
    )
    .or("by `permalinks` in the settings")
    .like("/2024/05/tokyo-answers.html"),
    field("redirects", Texts, "Old addresses that lead here.").like("[/old-name/]"),
    field("lead", Flag, "`true`: the article leads the home page.").or("`false`").like("true"),
    field("draft", Flag, "`true`: the article is not published.").or("`false`").like("true"),
    field("retracted", Flag, "`true`: the article is published with a notice.").or("`false`").like("true"),
    field("expires", Day, "From when on the article is not published.").or("never").like("2027-01-01"),
    field("lang", Language, "Its language, where it is not the site's.").or("the site's").like("ja"),
    field("translations", ArticleByLanguage, "Slugs of the same article in other languages. One of them need say so.")
        .like("{ja: tokyo-kotaeru}"),
    field("key", Texts, "The points to read in ten seconds.").like("[One point., Another.]"),
    field("image", Address, "A picture: a file next to the article, an address, or a URL.").like("photo.jpg"),
    field("access", Maps(ACCESS), "Who can use what.").like("[{model: fugu, for: japan, status: open}]"),
    field("events", Maps(EVENT), "What happened.").like("[{what: Fugu launches, when: 2026-06}]"),
    field("relations", Maps(RELATION_ENTRY), "Who is related to whom.")
        .like("[{from: fugu, rel: competes-with, to: fable-5}]"),
    field("claims", Maps(CLAIM), "Who says what.").like("[{about: fugu, says: It is good., by: sakana-ai}]"),
    field("updates", Maps(UPDATE), "What was added after publication.").like("[{date: 2026-11-23, what: A reply}]"),
    field("corrections", Maps(CORRECTION), "What was wrong in the article.")
        .like("[{date: 2026-11-23, was: 5, now: 6}]"),
    field("link", OneOf(NEVER), "`never`: names in its text do not become links by themselves.").like("never"),
    field("extra", Anything, "Whatever your templates need.").like("{map: true}"),
];

/// The fact blocks, which are fields of an article, and what an entry of each may have.
pub const BLOCKS: [(&str, &[Field<'_>]); 6] = [
    ("access", ACCESS),
    ("events", EVENT),
    ("relations", RELATION_ENTRY),
    ("claims", CLAIM),
    ("updates", UPDATE),
    ("corrections", CORRECTION),
];

const SOURCE: Field<'_> = field(
    "source",
    Entities(Of::Kind(SOURCE_KEY)),
    "The sources that the entry rests on. It is needed when the article lists several (E21).",
)
.or("the only one that the article lists");
pub(super) const AT: Field<'_> =
    field("at", Places, "Where in the source: `¶4`, `p. 12`, `§2.1`, `12:30`. For several sources, by the source.")
        .like("{a: ¶3, b: [¶3, ¶6]}");
const NOTE: Field<'_> = field("note", Text, "A line for readers.");
const ADDED: Field<'_> = field("added", Day, "When the entry joined an article that was out.").or("with the article");
const ID: Field<'_> = field(
    "id",
    Text,
    "A word for the entry's address, `#s-word`: with it the entry may be put otherwise and keep its address.",
)
.or("made of what it states");
const CHECKED_BY: Field<'_> =
    field("checked_by", Names, "Who checked the entry against its sources. It needs a `checked`.");
const CHECKED: Field<'_> = field("checked", Day, "When that was.");
const BY: Field<'_> = field("by", Name(Of::Any), "Who says so.");

pub(super) const ACCESS: &[Field<'_>] = &[
    field("model", Entities(Of::Kind(MODEL)), "The {kinds.model}.").or("those that the article is tagged with"),
    field("for", Entities(Of::Kind(BLOC)), "For whom: {kinds.bloc} or audiences.").needed(),
    field("status", OneOf(Status::WRITTEN), "What people can do.").needed(),
    field("layer", OneOf(Layer::WORDS), "`effect`: what users can do. `rule`: what the {kind.policy} says.")
        .or("`effect`"),
    field("since", When, "Since when.").or("not known"),
    field("until", When, "Until when.").or("no end"),
    field("by", EntitiesOrUnknown(Of::Kind(POLICY)), "By which {kinds.policy}. A ban without one is a warning (E22)."),
    SOURCE,
    AT,
    field("scope", OneOf(Scope::WORDS), "Whether the source says for whom.").or("`stated`"),
    ID,
    ADDED,
    CHECKED_BY,
    CHECKED,
    NOTE,
];

pub(super) const EVENT: &[Field<'_>] = &[
    field("id", Text, "A word. Entries with one `id`, in any article, are one event."),
    field("what", Text, "What happened, in a few words.").needed(),
    field("when", When, "When it happened.").or("unknown"),
    field("tags", Entities(Of::Any), "The entities that it is about."),
    SOURCE,
    AT,
    field("status", OneOf(EVENT_STATUSES), "`disputed`: its time is shown, and nothing is concluded from it."),
    ADDED,
    CHECKED_BY,
    CHECKED,
    NOTE,
];

pub(super) const RELATION_ENTRY: &[Field<'_>] = &[
    field("from", Entities(Of::Any), "The entities at one end.").needed(),
    field("rel", Relation, "How they are related: a word of the table below.").needed(),
    field("to", EntitiesOrUnknown(Of::Any), "The entities at the other end.").needed(),
    BY,
    SOURCE,
    AT,
    field("status", OneOf(RelationStatus::WORDS), "How the relation is known.").or("`fact`"),
    ID,
    ADDED,
    CHECKED_BY,
    CHECKED,
    NOTE,
];

pub(super) const CLAIM: &[Field<'_>] = &[
    field("id", Text, "A word. Claims with one `id` answer one question."),
    field("about", Entities(Of::Any), "What the claim is about."),
    field("says", Text, "What is claimed, in your own words. It is needed unless there is a `quote`.")
        .or("the quotation"),
    BY,
    field("quote", Text, "The very words. It needs a `by` (E24)."),
    SOURCE,
    AT,
    field("status", OneOf(ClaimStatus::WORDS), "How the claim stands.").or("`reported`"),
    field("against", Texts, "The ids of claims that it contradicts."),
    ADDED,
    CHECKED_BY,
    CHECKED,
    NOTE,
];

const UPDATE: &[Field<'_>] =
    &[field("date", Day, "When something was added.").needed(), field("what", Text, "What is new.").needed(), NOTE];

const CORRECTION: &[Field<'_>] = &[
    field("date", Day, "When it was corrected.").needed(),
    field("type", OneOf(CorrectionSort::WORDS), "What sort of correction it is.").or("`correction`"),
    field("severity", OneOf(CorrectionSeverity::WORDS), "How serious the mistake was.").or("`minor`"),
    field("was", Text, "What you wrote."),
    field("now", Text, "What you should have written."),
    field("affects", Names, "What rested on the mistake: entities, or the `id` of claims and events."),
    NOTE,
];

/// A time at a distance from another.
pub(super) const DISTANCE: &[Field<'_>] = &[
    field("says", Phrase, "The words of the source."),
    field("in", Entity(Of::Kind(SOURCE_KEY)), "The source that says so."),
    field("after", Text, "The `id` of an event that came before."),
    field("before", Text, "The `id` of an event that came after."),
    field("near", Text, "The `id` of an event at about the same time."),
    field("within", Text, "How far away at most, in days or weeks.").like("P6D"),
];
