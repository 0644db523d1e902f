//! Kinds: which sorts of entity there are is data, some of it standard and the rest from the settings.

/// A sort of entity: bloc, model, company, policy, source, and those that a site declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// The field of an article that tags it: `model`.
    pub key: String,
    /// Its folder in the content, and the first part of its addresses: `models`.
    pub folder: String,
    pub title: String,
    pub plural: String,
    /// The template of its pages; `entity.html` serves when the theme does not have it.
    pub template: String,
    /// The field of an entity's file that names it.
    pub name_field: &'static str,
    /// Whether a tag without a file makes a page of its own.
    pub stubs: bool,
    /// Whether names of its entities in prose stay plain text.
    pub link_never: bool,
}

/// The field of an article that lists its sources, which are entities with stricter rules.
pub const SOURCE_KEY: &str = "sources";

/// Folders of the content, and first parts of addresses, that are no kind's.
pub const ARTICLES: &str = "articles";
/// The folder of editors' disputes, and the beginning of the addresses of all of them.
pub const DISPUTES: &str = "disputes";
pub const PAGES: &str = "pages";

/// The kinds that are there without being declared.
pub fn standard_kinds() -> Vec<Kind> {
    let kind = |key: &str, folder: &str, title: &str, plural: &str| Kind {
        key: key.to_owned(),
        folder: folder.to_owned(),
        title: title.to_owned(),
        plural: plural.to_owned(),
        template: format!("{key}.html"),
        name_field: "name",
        stubs: true,
        link_never: false,
    };
    vec![
        kind("bloc", "blocs", "Bloc", "Blocs"),
        kind("model", "models", "Model", "Models"),
        kind("company", "companies", "Company", "Companies"),
        kind("policy", "policies", "Policy", "Policies"),
        Kind {
            name_field: "title",
            template: "source.html".to_owned(),
            stubs: false,
            ..kind(SOURCE_KEY, "sources", "Source", "Sources")
        },
    ]
}

/// The fields that every article may have beside the tags of its kinds.
pub const OWN_FIELDS: &[&str] = &[
    "title",
    "date",
    "summary",
    "form",
    "authors",
    "as_of",
    "slug",
    "redirects",
    "draft",
    "retracted",
    "expires",
    "lang",
    "translations",
    "key",
    "image",
    "access",
    "events",
    "relations",
    "claims",
    "updates",
    "corrections",
    "link",
    "extra",
];
