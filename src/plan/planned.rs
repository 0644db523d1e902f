//! Which page has which path: everything that asks for an address, and who gets it when two want the same.
//!
//! Lives from build to build and takes in what changed: an owner that asks for the same pages again costs nothing.

use super::editions::EditionId;
use super::page::PagePlan;
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::path::{Address, OutputPath, SourcePath};
use crate::base::table::Table;
use crate::facts::known::Subject;
use crate::link::{ArticleId, EntityId};
use crate::model::kind::KindId;
use crate::model::{Entity, config_path};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

/// Who asks for pages. Of two that want one address, the first in this order gets it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owner {
    File(Address),
    /// A picture, and what is made of it.
    Picture(Address),
    Assets,
    Home,
    Article(ArticleId),
    Archive,
    Entity(EntityId),
    /// The index of a kind, by its place in the settings.
    Index(KindId),
    Plain(SourcePath),
    NotFound,
    Ledger,
    Changes,
    Edition(EditionId),
    /// The lists of editions.
    Editions,
    /// What was known of an entity or a dispute.
    Known(Subject),
    Data,
    Search,
    Redirects,
    Feed,
    EntityFeed(EntityId),
    AccessFeeds,
    ChangesFeed,
    EditionsFeed,
    /// The list of all feeds.
    Feeds,
    Sitemap,
    NewsSitemap,
    SiteCard,
    ArticleCard(ArticleId),
    EntityCard(EntityId),
    /// What machines look for at known addresses.
    Texts,
    /// What leads on from addresses that were once published, where nothing else has them.
    Recorded,
}

impl Owner {
    /// Whether a file of the site may have an address of this owner, without a word: who puts a robots.txt among the
    /// static files wants that one.
    fn gives_way(&self) -> bool {
        *self == Owner::Texts
    }
}

/// A page that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub address: Address,
    pub origin: Origin,
    pub page: Arc<PagePlan>,
}

/// What a page is made from, to be named when two want one address. Words are put together only when they are needed, since
/// every page has an origin and hardly any is reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The file itself.
    File(SourcePath),
    Made(Arc<str>),
    /// "the page of" a name.
    Of(&'static str, Arc<Entity>),
    Redirect(Box<(SourcePath, Span)>),
}

impl Origin {
    pub(crate) fn file(path: &SourcePath) -> Origin {
        Origin::File(path.clone())
    }

    pub(crate) fn made(what: &str) -> Origin {
        Origin::Made(Arc::from(what))
    }

    /// The name of the entity follows `what`.
    pub(crate) fn of(what: &'static str, entity: &Arc<Entity>) -> Origin {
        Origin::Of(what, entity.clone())
    }

    pub(crate) fn redirect(path: &SourcePath, span: &Span) -> Origin {
        Origin::Redirect(Box::new((path.clone(), span.clone())))
    }

    fn words(&self) -> String {
        match self {
            Origin::File(path) => path.to_string(),
            Origin::Made(what) => what.to_string(),
            Origin::Of(what, entity) => format!("{what} \"{}\"", entity.name),
            Origin::Redirect(of) => format!("a redirect of {}", of.0),
        }
    }

    /// A mistake, at the place that the page comes from.
    fn error(&self, code: Code, message: String) -> Diagnostic {
        match self {
            Origin::File(path) => Diagnostic::error(code, path, None, message),
            Origin::Made(_) | Origin::Of(..) => Diagnostic::error(code, &config_path(), None, message),
            Origin::Redirect(of) => Diagnostic::error(code, &of.0, of.1.clone(), message),
        }
    }
}

/// All that is asked for, and what comes of it.
#[derive(Debug, Default)]
pub(crate) struct Planned {
    owners: BTreeMap<Owner, Vec<Asked>>,
    /// Who wants each path, and as which of their pages, in their order; mostly one.
    wanted: BTreeMap<OutputPath, Vec<(Owner, usize)>>,
    /// The page of each path.
    pages: Table<OutputPath, Arc<PagePlan>>,
    /// Paths that came or went in this build.
    moved: BTreeSet<OutputPath>,
    /// Paths that several want.
    contested: BTreeSet<OutputPath>,
    /// Addresses that no file can have.
    unusable: BTreeMap<Owner, Vec<Diagnostic>>,
    /// How many paths stand in each folder.
    folders: BTreeMap<String, usize>,
    /// Paths that are folders of others too.
    clashes: BTreeSet<OutputPath>,
}

impl Planned {
    /// A new build begins.
    pub(crate) fn begin(&mut self) {
        self.moved.clear();
    }

    pub(crate) fn pages(&self) -> &Table<OutputPath, Arc<PagePlan>> {
        &self.pages
    }

    /// Paths that came or went in this build.
    pub(crate) fn moved(&self) -> &BTreeSet<OutputPath> {
        &self.moved
    }

    /// Says which pages an owner wants from now on; none when there is nothing left of it. A page that is equal to the
    /// old one of its path stays the old one.
    pub(crate) fn ask(&mut self, owner: Owner, mut pages: Vec<Asked>) {
        let old = self.owners.remove(&owner).unwrap_or_default();
        for (n, asked) in pages.iter_mut().enumerate() {
            let same = |other: &&Asked| other.address == asked.address && other.page == asked.page;
            // Mostly it has the same place in the list.
            if let Some(before) = old.get(n).filter(same).or_else(|| old.iter().find(same)) {
                asked.page = before.page.clone();
            }
        }
        let mut touched = BTreeSet::new();
        for n in 0..old.len().max(pages.len()) {
            let [was, is] = [old.get(n), pages.get(n)];
            if was == is {
                continue;
            }
            let want = (owner.clone(), n);
            if let Some(path) = was.and_then(|asked| asked.address.output_path().ok()) {
                self.drop_want(&path, &want);
                touched.insert(path);
            }
            if let Some(path) = is.and_then(|asked| asked.address.output_path().ok()) {
                let wants = self.wanted.entry(path.clone()).or_insert_with(|| Vec::with_capacity(1));
                if let Err(at) = wants.binary_search(&want) {
                    wants.insert(at, want);
                }
                touched.insert(path);
            }
        }
        self.note_unusable(&owner, &old, &pages);
        self.keep(owner, pages);
        touched.iter().for_each(|path| self.settle(path));
    }

    fn note_unusable(&mut self, owner: &Owner, old: &[Asked], pages: &[Asked]) {
        let differs = old.len() != pages.len() || old.iter().zip(pages).any(|(was, is)| was.address != is.address);
        if differs || self.unusable.contains_key(owner) {
            let unusable: Vec<Diagnostic> = pages.iter().filter_map(unusable).collect();
            match unusable.is_empty() {
                true => drop(self.unusable.remove(owner)),
                false => drop(self.unusable.insert(owner.clone(), unusable)),
            }
        }
    }

    fn keep(&mut self, owner: Owner, pages: Vec<Asked>) {
        if !pages.is_empty() {
            self.owners.insert(owner, pages);
        }
    }

    fn drop_want(&mut self, path: &OutputPath, want: &(Owner, usize)) {
        if let Some(wants) = self.wanted.get_mut(path) {
            wants.retain(|other| other != want);
            if wants.is_empty() {
                self.wanted.remove(path);
            }
        }
    }

    /// Gives a path to the first who wants it.
    fn settle(&mut self, path: &OutputPath) {
        let wants = self.wanted.get(path);
        match wants.is_some_and(|wants| wants.len() > 1) {
            true => drop(self.contested.insert(path.clone())),
            false => drop(self.contested.remove(path)),
        }
        let first = wants.and_then(|wants| wants.first()).map(|want| self.asked(want).page.clone());
        match first {
            Some(page) => {
                if self.pages.get(path).is_some_and(|old| Arc::ptr_eq(old, &page)) {
                    return;
                }
                if self.pages.insert(path.clone(), page).is_none() {
                    self.note_move(path, true);
                }
            }
            None => {
                if self.pages.remove(path).is_some() {
                    self.note_move(path, false);
                }
            }
        }
    }

    fn asked(&self, (owner, n): &(Owner, usize)) -> &Asked {
        &self.owners[owner][*n]
    }

    /// A path has come or gone; looks for paths that are a file and, for another page, a folder.
    fn note_move(&mut self, path: &OutputPath, has_come: bool) {
        self.moved.insert(path.clone());
        let text = path.as_str();
        for folder in text.match_indices('/').map(|(at, _)| &text[..at]) {
            let count = self.folders.entry(folder.to_owned()).or_default();
            *count = if has_come { *count + 1 } else { *count - 1 };
            if *count == 0 {
                self.folders.remove(folder);
            }
            if let Some((file, _)) = self.pages.get_key_value(folder) {
                let file = file.clone();
                self.note_clash(&file);
            }
        }
        self.note_clash(path);
    }

    fn note_clash(&mut self, path: &OutputPath) {
        match self.pages.contains_key(path) && self.folders.contains_key(path.as_str()) {
            true => drop(self.clashes.insert(path.clone())),
            false => drop(self.clashes.remove(path)),
        }
    }

    /// What is wrong with the paths.
    pub(crate) fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut told: Vec<Diagnostic> = self.unusable.values().flatten().cloned().collect();
        for path in self.contested.iter().filter(|path| !self.belongs_to_contested(path)) {
            let mut wants = self.wanted[path].iter();
            let first = wants.next().expect("a contested path is wanted by two");
            let is_of_site = matches!(first.0, Owner::File(_));
            let (first, others) = (self.asked(first), wants.filter(|(owner, _)| !(is_of_site && owner.gives_way())));
            told.extend(others.map(|want| same_address(&first.origin, self.asked(want))));
        }
        for file in &self.clashes {
            let below = format!("{file}/");
            let from: Bound<&str> = Bound::Included(&below);
            let (below, _) =
                self.pages.range::<str>((from, Bound::Unbounded)).next().expect("a folder that is counted has a page");
            let [file, below] = [file, below].map(|path| &self.first(path).origin);
            let message = format!("{} would be a file where {} needs a folder.", file.words(), below.words());
            let error = file.error(Code::SameAddress, message);
            told.push(error.help("Rename one of the two."));
        }
        told
    }

    /// Whether a feed, a card or a file belongs to a page of which two want the address: that one is reported, and takes them along.
    fn belongs_to_contested(&self, path: &OutputPath) -> bool {
        let text = path.as_str();
        let folders = text.match_indices('/').map(|(at, _)| &text[..at]);
        let is_contested = |folder: &str| {
            let pages = [format!("{folder}/index.html"), format!("{folder}.html")];
            pages.iter().any(|page| self.contested.contains::<str>(page))
        };
        !path.address().is_page() && folders.into_iter().any(is_contested)
    }

    /// Whether an owner asks for a path, which another may have.
    pub(crate) fn is_wanted(&self, path: &OutputPath, by: &Owner) -> bool {
        self.wanted.get(path).is_some_and(|wants| wants.iter().any(|(owner, _)| owner == by))
    }

    /// Whether any other owner asks for a path.
    pub(crate) fn is_wanted_by_others(&self, path: &OutputPath, than: &Owner) -> bool {
        self.wanted.get(path).is_some_and(|wants| wants.iter().any(|(owner, _)| owner != than))
    }

    /// What is wrong with pages in a folder at paths that are kept for files which are made after the build.
    pub(crate) fn at_reserved(
        &self,
        folder: &str,
        is_reserved: fn(&OutputPath) -> bool,
        kept_for: &Origin,
    ) -> Vec<Diagnostic> {
        let from: Bound<&str> = Bound::Included(folder);
        let pages = self.pages.range::<str>((from, Bound::Unbounded)).map(|(path, _)| path);
        let below = pages.take_while(|path| path.as_str().starts_with(folder));
        below.filter(|path| is_reserved(path)).map(|path| same_address(kept_for, self.first(path))).collect()
    }

    /// Who has a path.
    fn first(&self, path: &OutputPath) -> &Asked {
        self.asked(self.wanted[path].first().expect("a page of the site is wanted by somebody"))
    }
}

fn same_address(first: &Origin, Asked { address, origin, .. }: &Asked) -> Diagnostic {
    let message = format!("{} and {} would both become {address}.", first.words(), origin.words());
    // At a file, which can be changed, where one of the two is made of one.
    let place = match origin {
        Origin::Made(_) | Origin::Of(..) => first,
        origin => origin,
    };
    place.error(Code::SameAddress, message).help("Rename one of the two.")
}

/// What is wrong with an address that no file can have.
fn unusable(Asked { address, origin, .. }: &Asked) -> Option<Diagnostic> {
    let reason = address.output_path().err()?;
    let message = format!("{address} cannot be the address of a page: {reason}.");
    Some(origin.error(Code::UnsafePath, message))
}
