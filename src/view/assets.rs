//! What pages load besides themselves: style sheets, scripts and fonts, under names that change with what they hold.
//!
//! A file `static/assets/style.css` is published as `/assets/style.1f3a5c7e90.css`, so that a browser may keep it for
//! ever. What else lies there, such as pictures, keeps its address and is published with all static files. A style sheet
//! brings those that it imports with it, under their conditions, and names fonts and pictures as they are published; so a page loads
//! few files. Its comments and most of its spaces are for those who read the source, and stay there. A script is given the words of
//! the interface that it asks for, `/* strings: search_script */ {}`; else none is looked into, and no page is known here.

pub(crate) mod css;
mod import;
pub(crate) mod properties;
mod scan;
mod script;
mod sheets;

use crate::base::content::Content;
use crate::base::diagnostic::Diagnostic;
use crate::base::memo::Last;
use crate::base::path::{Address, SourcePath};
use crate::load::{ASSETS, SourceFile, Sources, is_renamed, theme};
use crate::model::Config;
use crate::model::strings::Strings;
use sheets::Sheets;
use std::collections::BTreeMap;
use std::sync::Arc;

/// All assets of a site.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Assets {
    /// All that have an address, by their path below the folder: `fonts/newsreader.woff2`.
    pub files: BTreeMap<String, Asset>,
    pub diagnostics: Vec<Diagnostic>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asset {
    pub path: SourcePath,
    pub address: Address,
    pub content: Content,
}

impl Assets {
    /// Those whose names change with what they hold.
    pub(crate) fn renamed(&self) -> impl Iterator<Item = &Asset> {
        self.files.values().filter(|asset| is_renamed(&asset.path))
    }
}

/// What is remembered between builds.
pub(crate) type AssetsCache = Last<AssetsQuestion, Arc<Assets>>;

/// The files, what stands before every address, whether there is search, and the words of the interface.
type AssetsQuestion = (AssetFiles, String, bool, Arc<Strings>);

/// The files as they are in the site, by their path below the folder.
type AssetFiles = BTreeMap<String, SourceFile>;

/// AssetFiles of the default theme that its page of search alone loads.
const OF_SEARCH: [&str; 2] = ["search-page.css", "search.js"];

/// Names all assets of a site with these settings. Without search its files are left out.
pub(crate) fn assets(sources: &Sources, config: &Config, memory: &mut AssetsCache) -> Arc<Assets> {
    let (prefix, search) = (config.shared_prefix(), config.search);
    let below = |path: &SourcePath| path.below(ASSETS).unwrap_or("").to_owned();
    let files: AssetFiles = sources.in_folder(ASSETS).map(|(path, file)| (below(path), file.clone())).collect();
    let question = (files, prefix.to_owned(), search, config.strings.clone());
    memory.answer(&question).unwrap_or_else(|| {
        let mut assets = named(&question.0, prefix, &question.3);
        let is_default = |name: &str| theme::FILES.contains(&(source(name).as_str(), bytes(&question.0[name])));
        assets.files.retain(|name, _| search || !OF_SEARCH.contains(&&**name) || !is_default(name));
        memory.learn(question, Arc::new(assets))
    })
}

fn bytes(file: &SourceFile) -> &[u8] {
    match file {
        SourceFile::Text(text) => text.as_bytes(),
        SourceFile::Data(Content::Memory(bytes)) => bytes,
        SourceFile::Data(_) | SourceFile::Picture(..) => &[],
    }
}

fn named(files: &AssetFiles, prefix: &str, strings: &Strings) -> Assets {
    let mut assets = Assets::default();
    for (name, file) in files {
        if let SourceFile::Data(content) | SourceFile::Picture(content, _) = file {
            let with_strings = is_script(name).then(|| script::with_strings(content, strings)).flatten();
            let content = with_strings.as_ref().unwrap_or(content);
            let address = match content {
                Content::Memory(bytes) if is_renamed(&source(name)) => fingerprinted(name, bytes),
                // `load` leaves nothing on the disk that gets another name.
                _ => Address::new(format!("/assets/{name}")),
            };
            assets.files.insert(name.clone(), Asset { path: source(name), address, content: content.clone() });
        }
    }
    let mut sheets = Sheets::new(files, prefix, &assets.files);
    let texts = sheets.all();
    let Sheets { diagnostics, .. } = sheets;
    for (name, text) in texts {
        let address = fingerprinted(&name, text.as_bytes());
        let content = Content::Memory(Arc::from(text.into_bytes()));
        let path = source(&name);
        assets.files.insert(name, Asset { path, address, content });
    }
    assets.diagnostics = diagnostics;
    assets
}

fn is_script(name: &str) -> bool {
    [".js", ".mjs"].iter().any(|end| name.ends_with(end))
}

/// Ten digits of a hash are enough to tell the versions of one file apart.
fn fingerprinted(name: &str, bytes: &[u8]) -> Address {
    let hash = &blake3::hash(bytes).to_hex()[..10];
    let (folder, file) = name.rsplit_once('/').map_or(("", name), |(folder, file)| (folder, file));
    let slash = if folder.is_empty() { "" } else { "/" };
    let file = match file.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{file}.{hash}"),
    };
    Address::new(format!("/assets/{folder}{slash}{file}"))
}

fn source(name: &str) -> SourcePath {
    SourcePath::new(format!("{ASSETS}/{name}"))
}

fn text(file: &SourceFile) -> Option<&str> {
    match file {
        SourceFile::Text(text) => Some(text),
        SourceFile::Data(_) | SourceFile::Picture(..) => None,
    }
}

#[cfg(test)]
mod tests;
