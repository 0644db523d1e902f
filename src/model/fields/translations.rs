//! The fields of files that have the words of an article, an entity or a page in another language.

use super::articles::{ACCESS, CLAIM, EVENT, RELATION_ENTRY};
use super::entities::ENTITY;
use super::field::Takes::{Address, Day, Entities, Flag, Maps, Text, Texts};
use super::field::{Field, Of, field};
use crate::model::kind::{Kind, SOURCE_KEY};

const DRAFT: Field<'_> =
    field("draft", Flag, "`true`: the original stands in for it until it is ready.").or("`false`").like("true");
const SUMMARY: Field<'_> = field("summary", Text, "What it says, for lists, feeds and search engines.")
    .or("the first sentence or two")
    .like("何が起きたか。");

/// An article in another language.
pub const ARTICLE: &[Field<'_>] = &[
    field("title", Text, "What happened, in one line.").needed().like("東京が答える"),
    field("date", Day, "When it was translated. What the original changed later is not in it, and its page says so.")
        .or("with the original")
        .like("2026-11-23"),
    SUMMARY,
    field("key", Texts, "The points to read in ten seconds.").or("none").like("[一つ目。, 二つ目。]"),
    field("image", Address, "A picture with words in this language.").or("that of the original").like("photo.ja.jpg"),
    field(
        SOURCE_KEY,
        Entities(Of::Kind(SOURCE_KEY)),
        "The sources of facts that this file states, where the original states none.",
    )
    .like("[a]"),
    field("access", Maps(ACCESS), "Facts, where the original states none.")
        .like("[{model: fugu, for: japan, status: open}]"),
    field(
        "events",
        Maps(EVENT),
        "The words of events of the original, by their `id`; or facts, where that states none.",
    )
    .like("[{id: ban, what: 禁止}]"),
    field("relations", Maps(RELATION_ENTRY), "Facts, where the original states none.")
        .like("[{from: fugu, rel: competes-with, to: fable-5}]"),
    field(
        "claims",
        Maps(CLAIM),
        "The words of claims of the original, by their `id`; or facts, where that states none.",
    )
    .like("[{id: good, says: 良い。}]"),
    DRAFT,
];

/// The fields of an entity that have words of a language.
const OF_ENTITY: [&str; 7] = ["name", "title", "in_sentences", "aliases", "weak", "sic", "short"];

/// An entity of a kind in another language.
pub(crate) fn of_entity(kind: &Kind) -> Vec<Field<'_>> {
    let has_words = |field: &&Field<'_>| OF_ENTITY.contains(&field.key) || field.key == "note";
    let own = ENTITY.into_iter().flatten().filter(|field| field.whose.has(&kind.key)).filter(has_words);
    own.map(|field| Field { needed: false, ..*field }).chain([DRAFT]).collect()
}

/// A plain page in another language.
pub const PAGE: &[Field<'_>] =
    &[field("title", Text, "The title of the page.").needed().like("編集部について"), SUMMARY, DRAFT];

/// The introduction of an edition in another language.
pub const EDITION: &[Field<'_>] =
    &[field("title", Text, "The title of the edition.").or("its week or month").like("東京が答えた週"), SUMMARY, DRAFT];

/// The page of a dispute in another language.
pub const DISPUTE: &[Field<'_>] = &[
    field("question", Text, "What the sources disagree about. It is the title of the page.")
        .needed()
        .like("伊藤氏はグーグルにいたのか。"),
    field("answers", Texts, "The answers of the original's `positions`, in their order.")
        .or("those of the original")
        .like("[いた。, いなかった。]"),
    field("reading", Text, "What the editor makes of it.").or("that of the original").like("Bだけがそう言う。"),
    field("would_settle", Text, "What would settle it.").or("that of the original").like("どちらかの会社のページ。"),
    SUMMARY,
    DRAFT,
];
