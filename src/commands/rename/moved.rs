//! What moves when an entity gets another slug: its word, its file and its addresses, and how each is written anew.
//!
//! Pure: from what stands in a file to what should stand there, or nothing where it should stay.

use crate::base::path::{Address, SourcePath, decoded};
use crate::base::slug::Slug;
use crate::link::called::{folded, is_weak};
use crate::link::names::Names;
use crate::link::{EntityId, target};
use crate::model::kind::KindId;

/// One entity on its way to another slug.
#[derive(Clone)]
pub(crate) struct Moved<'a> {
    pub names: Names<'a>,
    pub id: EntityId,
    pub new: Slug,
    /// Its file, or the folder that its `index.md` stands in, before and after; then files of disputes called after it.
    pub files: Vec<(SourcePath, SourcePath)>,
    /// Pages whose address changes, each ending with `/`; the old ones become redirects of the entity's file.
    pub addresses: Vec<(Address, Address)>,
    /// Pages of disputes with a file of their own, whose redirects stand there.
    pub disputes: Vec<(Address, Address)>,
}

/// A word as it stands, and what takes its place: `models/old` keeps its folder.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NewWord<'w> {
    /// The part that changes, at the end of the word.
    pub old: &'w str,
    /// Whether a reader was shown the word itself, and not the entity's name.
    pub was_shown: bool,
}

impl Moved<'_> {
    /// The part of a word that is the old slug; none when the word stands for something else, or is a name.
    pub(crate) fn word<'w>(&self, word: &'w str, kind: Option<KindId>) -> Option<NewWord<'w>> {
        if self.names.find(word, kind).as_ref() != Ok(&self.id) {
            return None;
        }
        let folder = &self.names.kind(&self.id).folder;
        let old = word.strip_prefix(folder.as_str()).and_then(|rest| rest.strip_prefix('/')).unwrap_or(word);
        let slug = self.id.slug.as_str();
        let is_slug = folded(old) == slug;
        let has_dots = !is_slug && folded(old).replace('.', "-") == slug;
        let stays = old != slug && self.is_name(old, has_dots);
        ((is_slug || has_dots) && !stays).then_some(NewWord { old, was_shown: has_dots })
    }

    /// Whether the entity is called so, strongly enough to be found by it once the slug is another.
    fn is_name(&self, word: &str, in_any_case: bool) -> bool {
        let called = self.names.called(&self.id);
        let weak = is_weak(word) || called.weak.iter().any(|name| folded(name) == folded(word));
        let is = |name: &String| name == word || (in_any_case && folded(name) == folded(word));
        !weak && std::iter::once(&called.name).chain(&called.aliases).any(is)
    }

    /// A path or address as it should be written; none when it leads elsewhere.
    ///
    /// `path` is the file in which it stands, `page` the address of the page that is made of it.
    pub(crate) fn destination(&self, written: &str, path: &SourcePath, page: &Address) -> Option<String> {
        let end = written.find(['#', '?']).unwrap_or(written.len());
        let (place, rest) = written.split_at(end);
        let decoded = decoded(place);
        if decoded.is_empty() {
            return None;
        }
        let changed = |(old, new): (&str, &str)| with_other_part(place, old, new).map(|place| place + rest);
        if !decoded.starts_with('/')
            && let Some(file) = target::relative(path.parent(), &decoded)
            && let Some((old, new)) = self.files.iter().find(|(old, _)| is_or_is_in(&file, old))
        {
            return changed((old.file_name(), new.file_name()));
        }
        let address = target::relative_address(page, &decoded)?;
        let leads_there = |(old, _): &&(Address, Address)| address.as_str().starts_with(old.as_str());
        changed(other_part(self.addresses.iter().chain(&self.disputes).find(leads_there)?)?)
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

fn is_or_is_in(file: &str, whole: &SourcePath) -> bool {
    file == whole.as_str() || SourcePath::new(file).below(whole.as_str()).is_some()
}

/// The part in which two addresses differ.
fn other_part((old, new): &(Address, Address)) -> Option<(&str, &str)> {
    old.as_str().split('/').zip(new.as_str().split('/')).find(|(old, new)| old != new)
}

/// A path with another name in the place of one of its parts, the last that is called so.
fn with_other_part(path: &str, old: &str, new: &str) -> Option<String> {
    let mut parts: Vec<&str> = path.split('/').collect();
    let at = parts.iter().rposition(|part| decoded(part) == old)?;
    parts[at] = new;
    Some(parts.join("/"))
}
