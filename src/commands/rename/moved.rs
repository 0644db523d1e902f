//! What moves when something gets another slug: its word, its file and its addresses, and how each is written anew.
//!
//! Pure: from what is in a file to what should be there, or nothing where it should stay.

use super::present::Present;
use crate::base::path::{Address, SourcePath, decoded};
use crate::base::slug::Slug;
use crate::base::text::fold::nfc;
use crate::link::EntityId;
use crate::link::called::{folded, is_weak};
use crate::link::target::{self, own_address};
use crate::model::kind::KindId;
use crate::model::{Article, Item};
use crate::parse::markdown::is_external;
use std::ops::Range;
use std::sync::Arc;

/// An entity, an article or a plain page on its way to another slug.
#[derive(Clone)]
pub(crate) struct Moved<'a> {
    pub present: &'a Present<'a>,
    pub item: Item,
    pub old: Slug,
    pub new: Slug,
    /// Files and folders with other names, before and after: that of the item first, unless it keeps its name, then those of
    /// its translations and files of disputes called after it.
    pub files: Vec<(SourcePath, SourcePath)>,
    /// Pages whose address changes; that of the item comes first.
    pub pages: Vec<MovedPage>,
}

/// A page with another address.
#[derive(Debug, Clone)]
pub(crate) struct MovedPage {
    /// The file, as it is called now, in which the redirect is to be.
    pub file: SourcePath,
    /// Both end with `/`.
    pub old: Address,
    pub new: Address,
    /// Whether readers may know the old address.
    pub was_out: bool,
}

/// The part of a word that changes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NewWord {
    pub part: Range<usize>,
    /// Whether a reader was shown the word itself, and not the name of what it leads to.
    pub was_shown: bool,
}

impl Moved<'_> {
    /// The entity that is renamed, if it is one.
    pub(crate) fn entity_id(&self) -> Option<EntityId> {
        match &self.item {
            Item::Entity(entity) => Some(EntityId { kind: entity.kind.id, slug: entity.slug.clone() }),
            Item::Article(_) | Item::Page(_) => None,
        }
    }

    /// The article that is renamed, if it is one.
    pub(crate) fn article(&self) -> Option<&Arc<Article>> {
        if let Item::Article(article) = &self.item { Some(article) } else { None }
    }

    /// The part of a name in `[[...]]` that changes.
    pub(crate) fn in_mention(&self, name: &str) -> Option<NewWord> {
        match self.present.names.lookup(name, None) {
            Ok(_) => self.in_tag(name, None),
            Err(_) => self.in_page_name(name),
        }
    }

    /// The part of a word that is the old slug of the entity; none when the word stands for something else, or is a name.
    pub(crate) fn in_tag(&self, word: &str, kind: Option<KindId>) -> Option<NewWord> {
        let (id, names) = (self.entity_id()?, &self.present.names);
        if names.find(word, kind).as_ref() != Ok(&id) {
            return None;
        }
        let folder = &names.kind(&id).folder;
        let old = word.strip_prefix(folder.as_str()).and_then(|rest| rest.strip_prefix('/')).unwrap_or(word);
        let slug = id.slug.as_str();
        let is_slug = folded(old) == slug;
        let has_dots = !is_slug && folded(old).replace('.', "-") == slug;
        let stays = old != slug && self.is_name(&id, old, has_dots);
        let part = word.len() - old.len()..word.len();
        ((is_slug || has_dots) && !stays).then_some(NewWord { part, was_shown: has_dots })
    }

    /// Whether the entity is called so, strongly enough to be found by it once the slug is another.
    fn is_name(&self, id: &EntityId, word: &str, in_any_case: bool) -> bool {
        let called = self.present.names.called(id);
        let weak = is_weak(word) || called.weak.iter().any(|name| folded(name) == folded(word));
        let is = |name: &String| name == word || (in_any_case && folded(name) == folded(word));
        !weak && std::iter::once(&called.name).chain(&called.aliases).any(is)
    }

    /// The part of the slug of an article, or of the path of a plain page, that changes: `help` in `help/citing`.
    fn in_page_name(&self, name: &str) -> Option<NewWord> {
        let address = self.present.page_called(name)?;
        if address == *self.item.address() && self.item.has_own_address() {
            // Its address says nothing of its name.
            let start = name.rfind('/').map_or(0, |slash| slash + 1);
            return Some(NewWord { part: start..name.len(), was_shown: false });
        }
        let page = self.pages.iter().find(|page| page.old == address)?;
        let (old, at) = (parts(page.old.as_str()), differing(page.old.as_str(), page.new.as_str())?);
        let names: Vec<&str> = name.split('/').collect();
        let at = names.len().checked_sub(old.len() - at)?;
        let start: usize = names[..at].iter().map(|name| name.len() + 1).sum();
        Some(NewWord { part: start..start + names[at].len(), was_shown: false })
    }

    /// Whether a word is the slug of the article that is renamed, in a field that takes one.
    pub(crate) fn is_article(&self, word: &str) -> bool {
        self.article().is_some() && Slug::new(word).as_ref() == Some(&self.old)
    }

    /// A path or address as it should be written; none when it leads elsewhere.
    ///
    /// `path` is the file in which it is written, `page` the address of the page that is made of it.
    pub(crate) fn destination(&self, written: &str, path: &SourcePath, page: &Address) -> Option<String> {
        if let Some(own) = self.present.base_url.and_then(|base| own_address(base, written)) {
            let before = written.strip_suffix(own.trim_start_matches('/'))?;
            let new = self.destination(&own, path, page)?;
            return Some(format!("{before}{}", new.trim_start_matches('/')));
        }
        let end = written.find(['#', '?']).unwrap_or(written.len());
        let (place, rest) = written.split_at(end);
        if place.is_empty() || is_external(written) {
            return None;
        }
        let by_file = || {
            let mut files = self.files.iter();
            files.find_map(|(old, new)| rebased(path.parent(), place, old.as_str(), new.as_str()))
        };
        let new = if decoded(place).starts_with('/') { None } else { by_file() };
        new.or_else(|| self.by_address(place, page)).map(|place| place + rest)
    }

    /// The address of one of the pages that move, or of something that moves with it.
    fn by_address(&self, written: &str, page: &Address) -> Option<String> {
        let whole = target::relative_address(page, &nfc(&decoded(written)))?;
        let (begin, below) = self.present.in_language(whole.as_str());
        let address = Address::new(below);
        let moved = |moved: &&MovedPage| moved.old.is_above(&address);
        let moved = self.pages.iter().filter(moved).max_by_key(|moved| moved.old.as_str().len())?;
        if self.present.stays(&address, &moved.old) {
            return None;
        }
        let (folder, _) = page.as_str().rsplit_once('/')?;
        let (old, new) = match address == moved.old {
            true => (moved.old.as_str().into(), moved.new.as_str().into()),
            // What belongs to a page that ends with .html lies in a folder called like it.
            false => (moved.old.folder(), moved.new.folder()),
        };
        rebased(folder, written, &format!("{begin}{old}"), &format!("{begin}{new}"))
    }
}

/// Where a file of the site will be.
pub(crate) fn path_after(path: &SourcePath, files: &[(SourcePath, SourcePath)]) -> SourcePath {
    let moved = files.iter().find_map(|(old, new)| match path.below(old.as_str()) {
        Some(below) => Some(SourcePath::new(format!("{new}/{below}"))),
        None => (path == old).then(|| new.clone()),
    });
    moved.unwrap_or_else(|| path.clone())
}

/// The parts of a path or an address.
fn parts(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}

/// The part in which two paths differ, by its number.
fn differing(old: &str, new: &str) -> Option<usize> {
    parts(old).iter().zip(parts(new)).position(|(old, new)| **old != *new)
}

/// A path that leads from the folder `base` to `old`, or below it, so that it leads to `new`; written as it was but for one
/// part.
///
/// None where it leads elsewhere, and where the part that changes is not written: what is relative to something that moves
/// moves with it.
fn rebased(base: &str, written: &str, old: &str, new: &str) -> Option<String> {
    let mut written: Vec<&str> = written.split('/').collect();
    let from_root = decoded(written[0]).starts_with('/') || written[0].is_empty();
    let base = if from_root { Vec::new() } else { parts(base) };
    // Every part of the whole path, and which of the written ones it is.
    let mut whole: Vec<(String, Option<usize>)> = base.into_iter().map(|part| (nfc(part).into_owned(), None)).collect();
    for (n, part) in written.iter().enumerate() {
        match *part {
            "" | "." => {}
            ".." => drop(whole.pop()?),
            part => whole.push((nfc(&decoded(part)).into_owned(), Some(n))),
        }
    }
    let wanted = parts(old);
    let leads_there =
        whole.len() >= wanted.len() && wanted.iter().zip(&whole).all(|(old, (part, _))| nfc(old) == *part);
    let at = differing(old, new).filter(|_| leads_there)?;
    let n = whole[at].1?;
    let part = parts(new)[at];
    // What was written without percent signs may have such letters and spaces where it stands.
    let encoded = Address::new(format!("/{part}")).encoded();
    let part = if written[n].contains('%') { &encoded[1..] } else { part };
    written[n] = part;
    Some(written.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_of_a_path_changes() {
        let new = |base, written| rebased(base, written, "content/articles/old", "content/articles/new");
        for (base, written, expected) in [
            ("content/pages", "../articles/old/index.md", Some("../articles/new/index.md")),
            ("content/articles/old", "../old/old.png", Some("../new/old.png")),
            ("content/articles/old", "old.png", None),
            ("content/articles/old", "../../articles/./old", Some("../../articles/./new")),
            ("content/articles", "older/index.md", None),
            ("content/articles", "../../../articles/old", None),
        ] {
            assert_eq!(new(base, written).as_deref(), expected, "{written}");
        }
        let japanese = |written| rebased("", written, "/articles/東京/", "/articles/大阪/");
        assert_eq!(japanese("/articles/東京/#x").as_deref(), Some("/articles/大阪/#x"));
        assert_eq!(japanese("/articles/%E6%9D%B1%E4%BA%AC/").as_deref(), Some("/articles/%E5%A4%A7%E9%98%AA/"));
    }
}
