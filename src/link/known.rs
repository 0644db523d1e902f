//! What the words and links of a file are looked up in, as one view: the names of entities, and where everything is.
//!
//! Nearly every edit changes something here, a title or a page more, and hardly any file reads it. Only follows its
//! tables from build to build; `names`, `places` and `prose` read them.

use super::called::Called;
use super::guess::Guesses;
use super::names::{Bearers, NamesView};
use super::pictures::PublishedPicture;
use super::prose::{self, ProseName};
use super::read_sources::{ReadSource, read_at};
use super::site::{Embedded, EntityId, FileId, Files, Redirect, Withheld};
use super::target::old_address;
use crate::base::lexicon::Lexicon;
use crate::base::memo::Last;
use crate::base::path::{Address, SourcePath};
use crate::base::reads::view;
use crate::base::table::{Joined, Rekeyed, Table, Turned};
use crate::model::Item;
use crate::model::kind::Kinds;
use crate::parse::body::Anchors;
use std::sync::Arc;

view! {
    /// All that a file may look up in the rest of the site.
    pub(crate) struct Known {
        called: EntityId => Arc<Called>,
        bearers: String => Bearers,
        guesses: () => Arc<Guesses>,
        /// Articles and plain pages by slug: what `[[...]]` may also name.
        articles: String => OtherPage,
        plain: String => OtherPage,
        /// The addresses of both.
        others: Address => (),
        /// The entities whose page has an address: several where a tag makes a page at the address that a file asks for.
        entities_at: Address => Table<EntityId, ()>,
        /// The sections of each page.
        anchors: Address => Arc<Anchors>,
        /// The page of each Markdown file.
        pages: SourcePath => Address,
        files: SourcePath => Address,
        by_address: Address => SourcePath,
        unpublished: SourcePath => (),
        embedded: (SourcePath, Box<str>) => Embedded,
        pictures: Address => Arc<PublishedPicture>,
        /// The sources that are read at an address, by what addresses are compared by.
        read_at: String => Table<FileId, Arc<ReadSource>>,
        /// Pages that are not published, by address and by file.
        withheld: Address => Arc<Withheld>,
        withheld_files: SourcePath => Arc<Withheld>,
        /// The same by slug, and whether it is that of an article.
        withheld_called: (bool, String) => Arc<Withheld>,
        /// The pages that old addresses lead to, published ones and others.
        moved: Address => Table<FileId, Address>,
        moved_withheld: Address => Table<FileId, Address>,
    } in texts {
        prose: Arc<ProseName>,
    }
}

/// An article or a plain page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OtherPage {
    pub address: Address,
    pub title: Arc<str>,
    /// The language of the title, where it is another than that of the site.
    pub lang: Option<Arc<str>>,
}

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct KnownCache {
    articles: Rekeyed<FileId, Item, String, OtherPage>,
    plain: Rekeyed<FileId, Item, String, OtherPage>,
    others: Rekeyed<FileId, Item, Address, ()>,
    entities_at: Turned<EntityId, Arc<Called>, Address, ()>,
    anchors: Rekeyed<FileId, Item, Address, Arc<Anchors>>,
    withheld: Rekeyed<SourcePath, Arc<Withheld>, Address, Arc<Withheld>>,
    withheld_files: Rekeyed<SourcePath, Arc<Withheld>, SourcePath, Arc<Withheld>>,
    withheld_in_languages: Joined<SourcePath, Arc<Withheld>>,
    withheld_called: Rekeyed<SourcePath, Arc<Withheld>, (bool, String), Arc<Withheld>>,
    redirects_of_withheld: Rekeyed<SourcePath, Arc<Withheld>, FileId, Arc<Vec<Redirect>>>,
    read_at: Turned<FileId, Item, String, Arc<ReadSource>>,
    moved: Turned<FileId, Arc<Vec<Redirect>>, Address, Address>,
    moved_withheld: Turned<FileId, Arc<Vec<Redirect>>, Address, Address>,
    prose: Last<NamesByKind, Lexicon<Arc<ProseName>>>,
}

/// What each entity is called, and the kinds, which say how names are linked.
type NamesByKind = (Kinds, Table<EntityId, Arc<Called>>);

/// The parts that a view is made of.
pub(crate) struct KnownParts<'a> {
    pub names: NamesView,
    pub seen: &'a Table<FileId, Item>,
    pub withheld: &'a Table<SourcePath, Arc<Withheld>>,
    /// The same for files that one of them stands in for in this language.
    pub hidden_held: Table<SourcePath, Arc<Withheld>>,
    /// The page of each Markdown file.
    pub pages: Table<SourcePath, Address>,
    pub files: &'a Files,
    pub pictures: Table<Address, Arc<PublishedPicture>>,
    pub redirects: &'a Table<FileId, Arc<Vec<Redirect>>>,
}

/// All that is known of a site.
pub(crate) fn known(kinds: &Kinds, parts: KnownParts<'_>, memory: &mut KnownCache) -> Known {
    let of_withheld = memory.redirects_of_withheld.follow(parts.withheld, |_, withheld| {
        (!withheld.redirects.is_empty()).then(|| (withheld.id.clone(), withheld.redirects.clone()))
    });
    let other = |address: &Address, title: Arc<str>, lang: &Option<String>| OtherPage {
        address: address.clone(),
        title,
        lang: lang.as_deref().map(Arc::from),
    };
    let question = (kinds.clone(), parts.names.called.clone());
    let prose = memory.prose.answer(&question).unwrap_or_else(|| {
        let lexicon = Lexicon::new(prose::names(kinds, &question.1));
        memory.prose.learn(question, lexicon)
    });
    let of_file = |path: &SourcePath, page: &Arc<Withheld>| (!page.is_entity()).then(|| (path.clone(), page.clone()));
    let withheld_files = memory.withheld_files.follow(parts.withheld, of_file);
    let withheld_files = match parts.hidden_held.is_empty() {
        true => withheld_files,
        false => memory.withheld_in_languages.follow(&withheld_files, &parts.hidden_held),
    };
    Known {
        entities_at: memory
            .entities_at
            .follow(&parts.names.called, |_, called| vec![(called.page.clone(), ())])
            .clone(),
        called: parts.names.called,
        bearers: parts.names.bearers,
        guesses: parts.names.guesses,
        articles: memory.articles.follow(parts.seen, |_, item| match item {
            Item::Article(article) => {
                Some((article.slug.to_string(), other(&article.address, article.title.clone(), &article.lang)))
            }
            _ => None,
        }),
        plain: memory.plain.follow(parts.seen, |_, item| match item {
            Item::Page(page) => Some((page.path.clone(), other(&page.address, page.title.as_str().into(), &page.lang))),
            _ => None,
        }),
        others: memory.others.follow(parts.seen, |_, item| match item {
            Item::Entity(_) => None,
            item => Some((item.address().clone(), ())),
        }),
        anchors: memory
            .anchors
            .follow(parts.seen, |_, item| Some((item.address().clone(), item.document().body.anchors.clone()))),
        pages: parts.pages,
        files: parts.files.by_path.clone(),
        by_address: parts.files.by_address.clone(),
        unpublished: parts.files.unpublished.clone(),
        embedded: parts.files.embedded.clone(),
        pictures: parts.pictures,
        read_at: memory.read_at.follow(parts.seen, read_at).clone(),
        // Drafts of entities have pages, made from tags alone.
        withheld: memory.withheld.follow(parts.withheld, |_, withheld| {
            (!withheld.is_entity()).then(|| (withheld.address.clone(), withheld.clone()))
        }),
        withheld_files,
        withheld_called: memory
            .withheld_called
            .follow(parts.withheld, |_, withheld| Some((withheld.called.clone()?, withheld.clone()))),
        moved: memory.moved.follow(parts.redirects, moved).clone(),
        moved_withheld: memory.moved_withheld.follow(&of_withheld, moved).clone(),
        prose,
    }
}

/// The old addresses of a file, as they are looked up.
fn moved(_: &FileId, redirects: &Arc<Vec<Redirect>>) -> Vec<(Address, Address)> {
    redirects.iter().map(|redirect| (old_address(&redirect.old), redirect.to.clone())).collect()
}
