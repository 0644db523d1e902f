//! The fields of the files of entities, and which kinds have which.

use super::field::Takes::{
    Addresses, Anything, Blocs, ByLanguage, Entities, EntitiesOrUnknown, Entity, Flag, Language, Maps, OneOf, Places,
    Text, Texts, Time, UpTo,
};
use super::field::{Field, NEVER, Of, field};
use crate::model::kind::{BLOC, COMPANY, MODEL, POLICY, SOURCE_KEY};

/// All fields of all kinds, the facts among them.
pub const ENTITY: [&[Field<'_>]; 3] = [OWN, FACTS, LAST];

const OWN: &[Field<'_>] = &[
    field("name", Text, "The name, shown exactly so.").needed().of(&[BLOC, MODEL, COMPANY, POLICY]).like("xAI"),
    field("in_sentences", Text, "The name within a sentence.").or("the name").like("the US"),
    field(
        "name_lang",
        Language,
        "The language of the name, where it is not the site's. In Latin letters it ends in `-Latn`.",
    )
    .or("the site's")
    .like("zh-Latn"),
    field("title", Text, "The title of the source.").needed().only_of(&[SOURCE_KEY]).like("The order in full"),
    field("short", Text, "What a reference to the source prints, in at most 24 characters.")
        .only_of(&[SOURCE_KEY])
        .like("Reuters"),
    field(
        "type",
        Text,
        "What sort of its kind it is. An `audience` or a `region` among the {kinds.bloc} is not a column of the matrix.",
    )
    .like("export-control"),
    field("aliases", Texts, "Other names, which tags, links and prose may use.").like("[United States]"),
    field("weak", Texts, "Names that are too common to stand for it alone.").like("[US, American]"),
    field("sic", Texts, "Known misspellings. A tag or link that uses one is an error that gives the right name (E13).")
        .like("[Anthropus]"),
    field("names", ByLanguage, "Its name in other languages.").like("{ja: 日本}"),
    field(
        "same_as",
        Texts,
        "What it is elsewhere: a Wikidata id, a CELEX number, an ELI, an ISNI, a LEI, a VIAF id (`viaf:113230702`), or an address.",
    )
    .like("[Q42, 32024R1689]"),
    field(
        "permalink",
        Text,
        "The whole address of its page, where it is another than the pattern makes. It ends with `/` or `.html`.",
    )
    .or("by `permalinks` in the settings")
    .like("/products/fugu.html"),
    field("redirects", Texts, "Old addresses that lead here.").like("[/models/old-name/]"),
    field(
        "first_slug",
        Text,
        "The slug that it had first: `rename` writes it. Addresses of statements are made of it.",
    )
    .or("its slug")
    .like("fugu"),
    field("superseded_by", Entity(Of::Same), "The entity that took its place.").like("fable-5"),
    field("draft", Flag, "`true`: the text of the file is not published.").or("`false`").like("true"),
    field("link", OneOf(NEVER), "`never`: its names in prose stay plain text. `[[...]]` still links them.")
        .like("never"),
    field("note", Text, "A line for readers.").like("Two sources differ."),
    field("source", Entities(Of::Kind(SOURCE_KEY)), "What its facts rest on.").like("[a, b]"),
    field("at", Places, "Where in its sources: `¶4`, `p. 12`, `§2.1`, `12:30`. For several, by the source.")
        .like("{a: ¶3, b: ¶6}"),
    field("extra", Anything, "Whatever your templates need.").like("{map: true}"),
];

/// What a file states of its entity.
pub const FACTS: &[Field<'_>] = &[
    field("developer", EntitiesOrUnknown(Of::Any), "Who makes it.").of(&[MODEL]).like("sakana-ai"),
    field("bloc", EntitiesOrUnknown(Of::Kind(BLOC)), "The {kind.bloc} it belongs to.")
        .of(&[MODEL, COMPANY, POLICY])
        .like("japan"),
    field("family", Texts, "The family of {kinds.model} it belongs to.").of(&[MODEL]).like("GPT-5.6"),
    field("weights", OneOf(&["open", "closed", "unknown"]), "Whether anyone can download the weights.")
        .of(&[MODEL])
        .like("closed"),
    field("issuer", EntitiesOrUnknown(Of::Any), "Who issued it.").of(&[POLICY]).like("trump-administration"),
    field("instrument", Texts, "In which form it was issued.").of(&[POLICY]).like("executive order"),
    field("in_force", Time, "Since when it is in force.").of(&[POLICY]).like("2026-06"),
    field("legal_basis", EntitiesOrUnknown(Of::Kind(POLICY)), "The {kinds.policy} that it rests on in law.")
        .of(&[POLICY])
        .like("unknown"),
    field(
        "expands",
        Blocs,
        "The {kinds.bloc} that an audience stands for. One with this field is not a column of the matrix.",
    )
    .of(&[BLOC])
    .like("{not: [us]}"),
    field("countries", Texts, "The countries of the {kind.bloc}.").of(&[BLOC]).like("[JP]"),
    field("roles", Maps(ROLE), "What a person or an institution does, and where.")
        .of(&[])
        .like("[{at: sakana-ai, role: founder}]"),
    field("publisher", Texts, "Who published the source.").only_of(&[SOURCE_KEY]).like("unknown"),
    field("author", Texts, "Who wrote the source.").only_of(&[SOURCE_KEY]).like("unknown"),
    field("published", Time, "When it was published. Times in the words of the source are counted from it.")
        .only_of(&[SOURCE_KEY])
        .like("2026-05/.."),
    field("accessed", Time, "When you read it.").only_of(&[SOURCE_KEY]).like("2026-06-01"),
    field("origin", Texts, "What it repeats: the slug of a source, or text. Sources of one origin count as one.")
        .only_of(&[SOURCE_KEY])
        .like("a"),
    field("url", Addresses, "Where to read it.").only_of(&[SOURCE_KEY]).like("https://example.org/"),
];

const LAST: &[Field<'_>] = &[
    field("archived", Text, "The address of a copy elsewhere. Pages print it next to `url`.")
        .only_of(&[SOURCE_KEY])
        .like("https://web.archive.org/web/20260601/https://example.org/"),
    field("checked", Time, "When `url` was last seen to work.").only_of(&[SOURCE_KEY]).like("2026-11-20"),
    field("gone", Time, "Since when `url` no longer works. Pages link to the archived copy instead.")
        .only_of(&[SOURCE_KEY])
        .like("2026-11-20"),
    field("hue", UpTo(6), "The colour of the {kind.bloc}.").only_of(&[BLOC]).like("3"),
    field("text", Text, "The file in `private/` with the full text of the source, for `check`.")
        .only_of(&[SOURCE_KEY])
        .like("a.txt"),
];

const ROLE: &[Field<'_>] = &[
    field("at", Entity(Of::Any), "The {kind.company} or institution."),
    field("role", Text, "What the person or institution does there."),
    field("source", EntitiesOrUnknown(Of::Kind(SOURCE_KEY)), "The sources that say so."),
];

/// What `expands` takes instead of a list.
pub(super) const EXPANDS: &[Field<'_>] =
    &[field("not", Entities(Of::Kind(BLOC)), "The {kinds.bloc} that are left out.").needed()];
