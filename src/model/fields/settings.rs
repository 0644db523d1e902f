//! The fields of `site.yaml`, and of the sets in it.

use super::field::Takes::{
    Address, ByKind, Day, Entities, Flag, FlagOrMap, Language, Map, Maps, Name, Number, OneOf, Text, Texts,
};
use super::field::{Field, Of, field};
use crate::model::kind::BLOC;
use crate::model::relation::Only;

/// The settings of a site.
pub const SETTINGS: &[Field<'_>] = &[
    field("title", Text, "The name of the site.").needed().like("Fissure"),
    field("tagline", Text, "A line under the name of the site.").like("Who can use which AI model"),
    field("finding", Text, "What the matrix comes to, in a sentence or two for the home page.")
        .or("counted")
        .like("Asia is building its own models."),
    field("base_url", Text, "Where the site is published. Without it there are no feeds, no sitemap and no JSON-LD.")
        .like("https://example.org/sub/"),
    field("language", Language, "The language of the site.").or("`en`").like("ja"),
    field("languages", Maps(LANGUAGES), "Other languages in which all pages are made too, each below its code: `/ja/`. Words in one stand in files of their own, `tokyo.ja.md` for `tokyo.md`.")
        .like("[{code: ja, title: 分かれるAI}]"),
    field("time_zone", Text, "The zone that days are counted in, by its IANA name.").or("`UTC`").like("Europe/Berlin"),
    field("publisher", Map(PUBLISHER), "Who publishes the site.").like("{name: Fissure}"),
    field("author", Name(Of::Any), "The author of articles that do not name one.").like("The editors"),
    field(
        "licence",
        Text,
        "The licence of texts and data: an identifier of SPDX, whose name and address are known, an address, or any other line.",
    )
    .like("CC-BY-4.0"),
    field("menu", Maps(MENU), "The entries of the menu.").like("[{title: Models, url: /models/}]"),
    field("kinds", Maps(KINDS), "More kinds of entity, or changes to the standard ones.")
        .like("[{key: person, folder: people}]"),
    field(
        "permalinks",
        ByKind,
        "Patterns of addresses: for `articles`, `pages`, and kinds by their keys. They end with `/` or `.html`. Holes: `{slug}`, `{year}`, `{month}`, `{day}`, `{folder}`.",
    )
    .or("`/articles/{slug}/`, `/{folder}/{slug}/`, and `/models/{slug}/` with the folder of the kind")
    .like("{articles: \"/{year}/{month}/{slug}/\"}"),
    field("statuses", Map(STATUSES), "What the statuses of access are called, and what they mean. There are no others.")
        .like("{open: {label: on sale}}"),
    field("relations", Maps(RELATIONS), "More relations, or changes to the standard ones.")
        .like("[{name: supplies, from: company, to: model}]"),
    field("phrases", Maps(PHRASES), "Words of sources for times, with the days that they mean, or other days for the standard ones.")
        .like("[{says: letzte Woche, days: -13..-1}]"),
    field("matrix", Map(MATRIX), "The matrix of {kinds.model} and {kinds.bloc}.").like("{columns: [us, china]}"),
    field(
        "stale_after",
        Number(1),
        "After how many days a cell of the matrix that no statement confirms is marked as stale.",
    )
    .or("never")
    .like("90"),
    field("fields", Texts, "Fields of your own that articles may have, for templates.").like("[region]"),
    field("page_size", Number(1), "How many articles, or backlinks, a full page of a list has.").or("`20`").like("50"),
    field("feed", Map(FEED), "What feeds hold.").like("{items: 50}"),
    field(
        "security",
        Map(SECURITY),
        "Where to report a security problem of the site. It becomes `/.well-known/security.txt`.",
    )
    .like("{contact: \"mailto:desk@example.org\", expires: 2027-11-22}"),
    field("allow", Map(ALLOW), "Hosts that pages may load from, besides the site's own.")
        .like("{frames: [video.example]}"),
    field("cards", FlagOrMap(CARDS), "Social cards: the pictures that others show where they link to a page.")
        .like("{fonts: [fonts/NotoSansJP.ttf]}"),
    field(
        "link_cards",
        Texts,
        "Hosts whose addresses become cards where they stand alone on a line. Each stands for its subdomains too.",
    )
    .like("[news.example]"),
    field("editions", FlagOrMap(EDITIONS), "Editions: a page for each week, which `fissure edition` makes a mail of.")
        .like("{months: true}"),
    field("typography", Flag, "Whether pages have curled quotation marks, and names like GPT-5.6 on one line.")
        .or("`false`")
        .like("true"),
    field("search", Flag, "Whether there is a page of search, with its index.").or("`true`").like("false"),
    field("data", Flag, "Whether there is a page of data, with its files, which `check --against` reads.")
        .or("`true`")
        .like("false"),
    field("new_drafts", Flag, "Whether `fissure new article` makes drafts.").or("`true`").like("false"),
    field(
        "require_checked",
        Flag,
        "`true`: every statement says who checked it (`checked_by`) and when (`checked`), unless its article is a draft (E65).",
    )
    .or("`false`")
    .like("true"),
    field("requires", Text, "The versions of Fissure that the site is made for. Another one refuses to build it.").like("\"0.1\""),
    field("hover_cards", Flag, "Whether links to entities in articles open a few words on them.")
        .or("`true`")
        .like("false"),
];

const PUBLISHER: &[Field<'_>] = &[
    field("name", Text, "The name of the publisher.").needed(),
    field("url", Address, "The address of the publisher."),
    field("logo", Address, "The address of the publisher's logo."),
];

const MENU: &[Field<'_>] = &[
    field("title", Text, "What the entry says.").needed(),
    field("url", Address, "Where it leads. An address of the site begins with `/`.").needed(),
];

const LANGUAGES: &[Field<'_>] = &[
    field("code", Language, "The code of the language.").needed().like("ja"),
    field("name", Text, "What the language calls itself.").or("known for the languages of the theme").like("日本語"),
    field("folder", Text, "What its addresses begin with.").or("the code").like("japanese"),
    field("title", Text, "The name of the site in this language.").or("that of the site"),
    field("tagline", Text, "The line under the name.").or("that of the site"),
    field("finding", Text, "What the matrix comes to.").or("that of the site"),
    field("menu", Maps(MENU), "The entries of the menu, with addresses as in the language of the site.")
        .or("those of the site"),
    field("kinds", Maps(LANGUAGE_KINDS), "What kinds are called.").like("[{key: person, title: 人物}]"),
];

const LANGUAGE_KINDS: &[Field<'_>] = &[
    field("key", Text, "The key of the kind.").needed().like("person"),
    field("title", Text, "What one entity of the kind is called.").like("人物"),
    field("plural", Text, "What several are called.").or("the title").like("人物"),
];

const KINDS: &[Field<'_>] = &[
    field(
        "key",
        Text,
        "The field by which articles are tagged with the kind. The key of a standard kind changes that one.",
    )
    .needed()
    .like("person"),
    field("folder", Text, "Its folder in `content/`, and the first part of its addresses. A new kind needs one.")
        .like("people"),
    field("title", Text, "What one entity of the kind is called, on pages and in messages.")
        .or("the key")
        .like("Person"),
    field("plural", Text, "What several are called.").or("the title").like("People"),
    field("template", Text, "The template of its pages.").or("the key and `.html`").like("person.html"),
    field(
        "link",
        OneOf(super::field::NEVER),
        "`never`: names of its entities in prose stay plain text. `[[...]]` still links them.",
    )
    .like("never"),
];

const STATUSES: &[Field<'_>] = &[
    field("open", Map(STATUS), "People can use it."),
    field("vetted-only", Map(STATUS), "Only users who were checked and chosen can."),
    field("restricted", Map(STATUS), "They can in part, or under conditions."),
    field("banned", Map(STATUS), "A rule forbids it."),
    field("withdrawn", Map(STATUS), "It was available and no longer is."),
    field("unknown", Map(STATUS), "No source says."),
    field("disputed", Map(STATUS), "Sources differ. Fissure finds that out; it is never written."),
];

const STATUS: &[Field<'_>] = &[
    field("label", Text, "What it is called, in small letters, so that \"It may be …\" reads well.").like("on sale"),
    field("means", Text, "What the legend says of it.").like("a shop in the region sells it"),
];

const RELATIONS: &[Field<'_>] = &[
    field("name", Text, "The word for `rel`. That of a standard relation changes that one.").needed().like("supplies"),
    field(
        "inverse",
        Text,
        "How it is read from the other end. An entry that uses it is an error, and the message shows how to write it.",
    )
    .like("supplied-by"),
    field("from", Texts, "The keys of the kinds at one end, or `any`.").or("`any`").like("company"),
    field("to", Texts, "The keys of the kinds at the other end, or `any`.").or("`any`").like("[company, model]"),
    field("verb", Text, "How it reads between the two.").or("the name, without its hyphens").like("supplies"),
    field(
        "only",
        OneOf(Only::WORDS),
        "Of which end there can be one, so that two are a contradiction: `one-from`, `one-to`.",
    )
    .or("`many`")
    .like("one-from"),
    field("symmetric", Flag, "`true`: said of one end, it is said of the other.").or("`false`").like("true"),
];

const PHRASES: &[Field<'_>] = &[
    field("says", Text, "The words of sources, in any language.").needed().like("letzte Woche"),
    field(
        "days",
        Text,
        "The least and the most days after what it counts from, negative before it. An end may be open: `7..`.",
    )
    .needed()
    .like("-13..-1"),
    field(
        "from",
        OneOf(COUNTED),
        "What it counts from: the day of the source, or the event that a writer names in this field.",
    )
    .or("`source`")
    .like("after"),
    field("same_month", Flag, "`true`: it lies in the same month as what it counts from.").or("`false`").like("true"),
];

/// What a phrase may count from.
const COUNTED: &[&str] = &["source", "after", "before", "near"];

const MATRIX: &[Field<'_>] =
    &[field("columns", Entities(Of::Kind(BLOC)), "The {kinds.bloc} that are columns, in their order.")
        .or("every bloc that is not an audience or a region")];

const FEED: &[Field<'_>] = &[
    field("items", Number(1), "How many articles a feed has.").or("`20`").like("50"),
    field("full_text", Flag, "Whether the feed of the site has the whole text of its articles.")
        .or("`true`")
        .like("false"),
    field("entities", Flag, "Whether each entity has feeds of its own.").or("`true`").like("false"),
];

const SECURITY: &[Field<'_>] = &[
    field("contact", Texts, "Addresses for reports: `mailto:`, `https:` or `tel:`.").needed(),
    field("expires", Day, "The day after which the contact must not be trusted, within a year.").needed(),
    field("policy", Address, "The address of your policy on reports, with `https:`."),
];

const ALLOW: &[Field<'_>] = &[
    field("images", Texts, "Hosts of pictures."),
    field("media", Texts, "Hosts of sound and film."),
    field("frames", Texts, "Hosts of frames."),
    field("scripts", Texts, "Hosts of scripts."),
    field("styles", Texts, "Hosts of style sheets."),
    field("fonts", Texts, "Hosts of fonts."),
    field("forms", Texts, "Hosts that forms may be sent to."),
    field("inline_styles", Flag, "`true`: a page may have styles in its own text.").or("`false`"),
];

const CARDS: &[Field<'_>] = &[
    field("articles", Number(0), "How many of the newest articles have a card of their own.").or("`100`"),
    field("entities", Flag, "Whether entities have a card of their own.").or("`true`"),
    field("fonts", Texts, "Files in `fonts/`, for scripts other than Latin."),
];

const EDITIONS: &[Field<'_>] = &[
    field("weeks", Flag, "Whether there is an edition for each week.").or("`true`").like("false"),
    field("months", Flag, "Whether there is one for each month.").or("`false`").like("true"),
    field("from", Text, "The first week or month that has one.").or("that of the first change").like("2026-w40"),
    field("kinds", Texts, "Kinds whose entities have editions of their own, by their keys.").like("[model]"),
    field("entities", Entities(Of::Any), "Entities that have editions of their own.").like("[fugu]"),
    field("sender", Text, "The address that mails are from. Without it `From` is left to the program that sends them.")
        .like("news@example.org"),
];
