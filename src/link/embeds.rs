//! Files that a text embeds by their names: `![[picture.png]]`, wherever in the content the file is.
//!
//! Each is published next to the page that shows it, unless it is published already. Looks at paths alone, never into a file.

use super::site::{Embedded, Files};
use super::target;
use crate::base::path::{Address, SourcePath};
use crate::base::table::Table;
use crate::base::text::fold::nfc;
use crate::load::{CONTENT, STATIC};
use crate::model::Item;
use crate::model::suggest::nearest;
use crate::parse::body::{Node, Target};
use crate::parse::markdown::is_external;
use crate::parse::yaml::Word;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The names that a body embeds, each once.
pub(crate) type Names = Arc<[Box<str>]>;

/// The names in a document, and in `image` of an article; nothing where there are none.
pub(crate) fn names(item: &Item) -> Option<Names> {
    let body = &item.document().body;
    let embedded = body.links.iter().filter_map(|link| match &link.target {
        Target::Embed(written) => Some(written.split('#').next().unwrap_or(written).to_owned()),
        _ => None,
    });
    let shown = body.nodes.iter().filter_map(|node| match node {
        Node::Image(image) => relative(&body.links.get(image.link)?.target),
        _ => None,
    });
    let own = match item {
        Item::Article(article) => article.image.as_ref().and_then(own_picture),
        _ => None,
    };
    let names: BTreeSet<String> = embedded.chain(shown).chain(own).collect();
    (!names.is_empty()).then(|| names.into_iter().map(Box::from).collect())
}

/// The path in `image: ../media/chart.png`.
pub(crate) fn own_picture(image: &Word) -> Option<String> {
    if is_external(&image.text) { None } else { relative(&Target::Path(image.text.clone())) }
}

/// The path of a picture that is written as Markdown: `![A chart](../media/chart.png)`.
fn relative(target: &Target) -> Option<String> {
    let Target::Path(path) = target else { return None };
    let path = target::split(path).path;
    (!path.is_empty() && !path.starts_with('/')).then_some(path)
}

/// Finds what is embedded, and publishes it.
///
/// `homes` are the pages of all Markdown files that are published. A page that is withheld keeps what it embeds to itself.
pub(crate) fn add(files: &mut Files, homes: &Table<SourcePath, Address>, embeds: &Table<SourcePath, Names>) {
    if embeds.is_empty() {
        return;
    }
    let known = KnownFiles::new(files);
    for (page, names) in embeds {
        for name in names.iter() {
            let found = known.find(page, name);
            if let [file] = found.as_slice() {
                files.unpublished.remove(file);
            }
            let Some(home) = homes.get(page) else { continue };
            let embedded = match found.as_slice() {
                [] => Embedded::Missing(known.near(name).map(Box::from)),
                [file] => publish(files, home, file),
                several => Embedded::Several(several.iter().cloned().collect()),
            };
            files.embedded.insert((page.clone(), name.clone()), embedded);
        }
    }
}

/// The address of a file for a page that embeds it.
fn publish(files: &mut Files, home: &Address, file: &SourcePath) -> Embedded {
    if let Some(address) = files.by_path.get(file) {
        return Embedded::To(address.clone());
    }
    // Of two with one name the second keeps its path.
    let path = file.below(CONTENT).unwrap_or(file.as_str());
    let mut addresses = [file.file_name(), path].map(|name| Address::new(nfc(home.join(name).as_str()))).into_iter();
    let is_free = |address: &Address| files.by_address.get(address).is_none_or(|other| other == file);
    let Some(address) = addresses.find(is_free) else { return Embedded::Several([file.clone()].into()) };
    files.by_address.insert(address.clone(), file.clone());
    Embedded::To(address)
}

/// All files that may be embedded, without regard to case.
struct KnownFiles {
    /// By the parts of their paths from the last to the first, so that all whose paths end alike stand together.
    by_end: BTreeMap<String, Vec<SourcePath>>,
    /// One file of each name.
    names: BTreeMap<String, SourcePath>,
}

impl KnownFiles {
    fn new(files: &Files) -> KnownFiles {
        let mut known = KnownFiles { by_end: BTreeMap::new(), names: BTreeMap::new() };
        for path in files.by_path.keys().chain(files.unpublished.keys()) {
            known.by_end.entry(from_end(&folded(path.as_str()))).or_default().push(path.clone());
            known.names.entry(folded(path.file_name())).or_insert_with(|| path.clone());
        }
        known
    }

    /// The files that a name in a page may stand for: one next to the page, then one whose path ends so.
    fn find(&self, page: &SourcePath, name: &str) -> Vec<SourcePath> {
        let written = folded(name);
        let written = written.trim_start_matches("./").trim_start_matches('/');
        if written.starts_with("../") {
            return self.at(&target::relative(&folded(page.parent()), written).unwrap_or_default()).to_vec();
        }
        let folders = [page.parent(), CONTENT, "", STATIC];
        let is_at = |folder: &str| {
            let path = if folder.is_empty() { written.to_owned() } else { format!("{}/{written}", folded(folder)) };
            self.at(&path).first().cloned()
        };
        if let Some(file) = folders.into_iter().find_map(is_at) {
            return vec![file];
        }
        let end = from_end(written);
        self.by_end
            .range(end.clone()..)
            .take_while(|(path, _)| path.starts_with(&end))
            .flat_map(|(_, files)| files)
            .cloned()
            .collect()
    }

    /// The files with this path, of which there are several where paths differ in case alone.
    fn at(&self, path: &str) -> &[SourcePath] {
        self.by_end.get(&from_end(path)).map_or(&[], Vec::as_slice)
    }

    /// The name that was probably meant.
    fn near(&self, name: &str) -> Option<&str> {
        let near = nearest(&folded(name), self.names.keys().map(String::as_str))?;
        self.names.get(near).map(SourcePath::file_name)
    }
}

/// `content/media/chart.png` as `chart.png/media/content/`.
fn from_end(path: &str) -> String {
    path.rsplit('/').flat_map(|part| [part, "/"]).collect()
}

fn folded(text: &str) -> String {
    nfc(&text.to_lowercase()).into_owned()
}
