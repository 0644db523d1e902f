//! Kinds: which sorts of entity there are is data, some of it standard and the rest from the settings.

use std::ops::{Deref, Index};
use std::sync::Arc;

/// A sort of entity: bloc, model, company, policy, source, and those that a site declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    pub(crate) id: KindId,
    /// The field of an article that tags it: `model`.
    pub key: String,
    /// Its folder in the content, and that of the page which lists it: `models`.
    pub folder: String,
    /// What stands before the slugs in its addresses: `/models/`.
    pub(crate) base: String,
    /// What stands behind them: `/` or `.html`.
    pub(crate) end: &'static str,
    pub(crate) title: String,
    pub plural: String,
    /// The template of its pages; `entity.html` serves when the theme does not have it.
    pub(crate) template: String,
    /// The field of an entity's file that names it.
    pub(crate) name_field: &'static str,
    /// Whether a tag without a file makes a page of its own.
    pub(crate) stubs: bool,
    /// Whether names of its entities in prose stay plain text.
    pub(crate) link_never: bool,
}

impl Kind {
    /// What one of it is called in running text: "chip", but "GPU".
    pub(crate) fn one(&self) -> String {
        running(&self.title)
    }

    /// What several of it are called in running text.
    pub(crate) fn several(&self) -> String {
        running(&self.plural)
    }
}

/// A title with a small letter at its beginning, unless it has other capitals: those belong to it.
fn running(title: &str) -> String {
    let mut letters = title.chars();
    match letters.next() {
        Some(first) if !letters.clone().any(char::is_uppercase) => first.to_lowercase().chain(letters).collect(),
        _ => title.to_owned(),
    }
}

/// A kind of the settings, by its place among them. Only [`Kinds`] makes one, so it always leads to a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindId(usize);

impl KindId {
    /// Its place among the kinds, for lists that have something for each.
    pub(crate) fn place(self) -> usize {
        self.0
    }
}

/// The keys of the standard kinds, by which the program knows them whatever a site calls them.
pub(crate) const BLOC: &str = "bloc";
pub(crate) const MODEL: &str = "model";
pub(crate) const COMPANY: &str = "company";
pub(crate) const POLICY: &str = "policy";
/// The field of an article that lists its sources, which are entities with stricter rules.
pub(crate) const SOURCE_KEY: &str = "sources";
pub const STANDARD: &[&str] = &[BLOC, MODEL, COMPANY, POLICY, SOURCE_KEY];

/// Folders of the content, and first parts of addresses, that are no kind's.
pub(crate) const ARTICLES: &str = "articles";
/// The folder of editors' disputes, and the beginning of the addresses of all of them.
pub(crate) const DISPUTES: &str = "disputes";
/// The folder of the introductions of editions, and the beginning of the addresses of all editions of the site.
pub(crate) const EDITIONS: &str = "editions";
pub(crate) const PAGES: &str = "pages";

/// The kinds of a site, standard ones first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kinds(Vec<Arc<Kind>>);

impl Kinds {
    /// The kinds that are there without being declared.
    pub fn standard() -> Kinds {
        let mut kinds = Kinds(Vec::new());
        for (key, folder, title, plural) in [
            (BLOC, "blocs", "Bloc", "Blocs"),
            (MODEL, "models", "Model", "Models"),
            (COMPANY, "companies", "Company", "Companies"),
            (POLICY, "policies", "Policy", "Policies"),
            (SOURCE_KEY, "sources", "Source", "Sources"),
        ] {
            kinds.add(key, folder, |kind| (kind.title, kind.plural) = (title.to_owned(), plural.to_owned()));
        }
        if let Some(sources) = kinds.with_key_mut(SOURCE_KEY) {
            (sources.template, sources.name_field, sources.stubs) = ("source.html".to_owned(), "title", false);
        }
        kinds
    }

    /// Adds a kind with all that follows from its key, as `change` leaves it.
    pub(crate) fn add(&mut self, key: &str, folder: &str, change: impl FnOnce(&mut Kind)) {
        let mut kind = Kind {
            id: KindId(self.0.len()),
            key: key.to_owned(),
            folder: folder.to_owned(),
            base: format!("/{folder}/"),
            end: "/",
            title: key.to_owned(),
            plural: key.to_owned(),
            template: format!("{key}.html"),
            name_field: "name",
            stubs: true,
            link_never: false,
        };
        change(&mut kind);
        self.0.push(Arc::new(kind));
    }

    pub fn with_key(&self, key: &str) -> Option<&Arc<Kind>> {
        self.0.iter().find(|kind| kind.key == key)
    }

    /// The same, to be changed.
    pub(crate) fn with_key_mut(&mut self, key: &str) -> Option<&mut Kind> {
        self.0.iter_mut().find(|kind| kind.key == key).map(Arc::make_mut)
    }

    pub(crate) fn with_folder(&self, folder: &str) -> Option<&Arc<Kind>> {
        self.0.iter().find(|kind| kind.folder == folder)
    }
}

impl Index<KindId> for Kinds {
    type Output = Arc<Kind>;

    fn index(&self, id: KindId) -> &Arc<Kind> {
        &self.0[id.0]
    }
}

impl Deref for Kinds {
    type Target = [Arc<Kind>];

    fn deref(&self) -> &[Arc<Kind>] {
        &self.0
    }
}
