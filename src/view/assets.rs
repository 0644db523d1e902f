//! What pages load besides themselves: style sheets, scripts and fonts, under names that change with what they hold.
//!
//! A file `static/assets/style.css` is published as `/assets/style.1f3a5c7e90.css`, so that a browser may keep it for
//! ever. What else lies there, such as pictures, keeps its address and is published with all static files. A style sheet
//! brings those that it imports with it, in their layers, and names fonts and pictures as they are published; so a page loads
//! few files. Its comments and most of its spaces are for those who read the source, and stay there. A script is given the words of
//! the interface that it asks for, `/* strings: search_script */ {}`; else none is looked into, and no page is known here.

pub(crate) mod css;
mod script;

use crate::base::content::Content;
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::memo::Last;
use crate::base::path::{Address, SourcePath};
use crate::load::{ASSETS, SourceFile, Sources, is_renamed, theme};
use crate::model::Config;
use crate::model::strings::Strings;
use crate::model::suggest::nearest;
use css::{CssReference, FoundReference, Import};
use std::collections::{BTreeMap, BTreeSet};
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
    let (prefix, search) = (config.prefix(), config.search);
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
        SourceFile::Data(_) => &[],
    }
}

fn named(files: &AssetFiles, prefix: &str, strings: &Strings) -> Assets {
    let mut assets = Assets::default();
    for (name, file) in files {
        if let SourceFile::Data(content) = file {
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
    let mut sheets = Sheets { files, prefix, others: &assets.files, imported: BTreeSet::new(), told: Vec::new() };
    let texts: Vec<(&String, String)> = files
        .iter()
        .filter_map(|(name, file)| Some((name, sheets.whole(name, text(file)?, &mut vec![name]))))
        .collect();
    let (imported, told) = (sheets.imported, sheets.told);
    for (name, text) in texts.into_iter().filter(|(name, _)| !imported.contains(*name)) {
        let address = fingerprinted(name, text.as_bytes());
        let content = Content::Memory(Arc::from(text.into_bytes()));
        assets.files.insert(name.clone(), Asset { path: source(name), address, content });
    }
    assets.diagnostics = told;
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
        SourceFile::Data(_) => None,
    }
}

/// The style sheets while they are put together.
struct Sheets<'a> {
    files: &'a AssetFiles,
    prefix: &'a str,
    /// What is no style sheet, already named.
    others: &'a BTreeMap<String, Asset>,
    /// Those that another one has taken in.
    imported: BTreeSet<String>,
    told: Vec<Diagnostic>,
}

impl<'a> Sheets<'a> {
    /// A style sheet with all that it imports. `within` are those that it stands in, with itself as the last one.
    fn whole(&mut self, name: &str, text: &'a str, within: &mut Vec<&'a str>) -> String {
        let mut whole = String::with_capacity(text.len());
        let mut at = 0;
        for found in css::find(text) {
            let (all, replaced) = match found {
                FoundReference::Omitted(all) => (all, Some(String::new())),
                FoundReference::Reference(reference) => {
                    (reference.all.clone(), self.replaced(name, &reference, within))
                }
            };
            if let Some(replaced) = replaced {
                whole.push_str(&text[at..all.start]);
                whole.push_str(&replaced);
                at = all.end;
            }
        }
        whole.push_str(&text[at..]);
        whole
    }

    /// What stands for a reference in the published style sheet; none where it may stay as it is.
    fn replaced(&mut self, name: &str, reference: &CssReference<'_>, within: &mut Vec<&'a str>) -> Option<String> {
        let file = below(name, reference.target)?;
        match &reference.import {
            Some(import) => self.imported(name, &file, &reference.target_at, import, within),
            None => self.url(name, &file, &reference.target_at),
        }
    }

    fn imported(
        &mut self,
        name: &str,
        file: &str,
        at: &Span,
        import: &Import<'_>,
        within: &mut Vec<&'a str>,
    ) -> Option<String> {
        let Some((file, text)) = self.files.get_key_value(file).and_then(|(file, found)| Some((file, text(found)?)))
        else {
            self.tell(name, file, at);
            return None;
        };
        if within.contains(&file.as_str()) {
            let message = "This style sheet imports itself.".to_owned();
            self.told.push(Diagnostic::error(Code::DeadLink, &source(name), at.clone(), message));
            return None;
        }
        self.imported.insert(file.clone());
        within.push(file);
        let text = self.whole(file, text, within);
        within.pop();
        Some(import.around(&text))
    }

    fn url(&mut self, name: &str, file: &str, at: &Span) -> Option<String> {
        let Some(asset) = self.others.get(file) else {
            self.tell(name, file, at);
            return None;
        };
        Some(format!("url(\"{}{}\")", self.prefix, asset.address.encoded()))
    }

    fn tell(&mut self, name: &str, missing: &str, at: &Span) {
        let message = format!("There is no file {ASSETS}/{missing}.");
        let error = Diagnostic::error(Code::DeadLink, &source(name), at.clone(), message);
        let near = nearest(missing, self.files.keys().map(String::as_str));
        self.told.push(match near {
            Some(near) => error.help(format!("Did you mean {near}?")),
            None => error.help("Paths begin at the style sheet's own folder."),
        });
    }
}

/// The file that a style sheet means, by its path below the folder; none for what is elsewhere.
fn below(sheet: &str, target: &str) -> Option<String> {
    let is_elsewhere = target.is_empty() || target.starts_with(['/', '#']) || target.contains(':');
    let folders = sheet.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folders.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split(['?', '#']).next().unwrap_or("").split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    (!is_elsewhere).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{config, config_path};

    fn sources(files: &[(&str, &str)]) -> Sources {
        let file = |(name, text): &(&str, &str)| {
            let file = match name.ends_with(".css") {
                true => SourceFile::Text(Arc::from(*text)),
                false => SourceFile::Data(Content::Memory(text.as_bytes().into())),
            };
            (source(name), file)
        };
        Sources { files: files.iter().map(file).collect() }
    }

    fn config(setting: &str) -> Config {
        config::read(&config_path(), Some(&format!("title: x\n{setting}\n")), Arc::default()).0
    }

    fn published(files: &[(&str, &str)]) -> (Vec<(String, String)>, Vec<String>) {
        let assets = assets(&sources(files), &config("base_url: https://x.example/sub/"), &mut AssetsCache::default());
        let text = |asset: &Asset| match &asset.content {
            Content::Memory(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Content::Disk { .. } | Content::Stored(_) => String::new(),
        };
        let files = assets.files.values().map(|asset| (asset.address.to_string(), text(asset))).collect();
        (files, assets.diagnostics.iter().map(|told| told.message.clone()).collect())
    }

    #[test]
    fn a_style_sheet_takes_in_what_it_imports_and_names_what_it_loads() {
        let (files, told) = published(&[
            ("style.css", "@layer a, b;\n@import \"parts/a.css\" layer(a);\n@import url(b.css) print;\nc {}"),
            ("parts/a.css", "/* url(no.png) */ a { src: url( '../f.woff2' ), url(\"data:,x\"); content: \"url(no)\" }"),
            ("b.css", "b { background: url(/else.png) }"),
            ("f.woff2", "font"),
        ]);
        assert_eq!(told, [""; 0]);
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        let font = format!("/assets/f.{}.woff2", &blake3::hash(b"font").to_hex()[..10]);
        assert_eq!(names[0], font);
        assert_eq!(names.len(), 2, "what is imported is not published by itself: {names:?}");
        let expected = format!(
            "@layer a,b;@layer a {{\n a{{src:url(\"/sub{font}\"),url(\"data:,x\");content:\"url(no)\"}}\n}}@media print {{\nb{{background:url(/else.png)}}\n}}c{{}}"
        );
        assert_eq!(files[1].1, expected);
    }

    #[test]
    fn a_script_gets_the_texts_that_it_asks_for() {
        let script = "// Why.\n  /** What. */\nconst a = /* strings: list */ {}; b({}) // c\n";
        let (files, _) = published(&[("a.js", script), ("b.js", "/* strings: list */ [] {}"), ("c.txt", script)]);
        let texts: Vec<&str> = files.iter().map(|(_, text)| text.as_str()).collect();
        let list = r#"{"after_sentence":"; ","and":"{before} and {last}","between":", ","or":"{before} or {last}"}"#;
        assert_eq!(texts, [&*format!("const a = {list}; b({{}}) // c\n"), "/* strings: list */ [] {}", script]);
    }

    #[test]
    fn spaces_that_part_no_words_are_left_out_of_style_sheets() {
        let sheet = "a :hover,\n  b > c {\n  margin: 0  auto;\n  /* so */\n  --x: \" { } \";\n}\n\n@media (width >= 60rem) { d { e: 1 } }\u{a0}\n";
        let (files, _) = published(&[("style.css", sheet)]);
        let expected = "a :hover,b > c{margin:0 auto;\n--x:\" { } \";}@media (width >= 60rem){d{e:1}}\u{a0}\n";
        assert_eq!(files[0].1, expected);
    }

    #[test]
    fn only_style_sheets_scripts_and_fonts_get_other_names() {
        let sheet = "a { background: url(img/logo.svg) url('Photo.PNG') }";
        let kept = ["img/logo.svg", "Photo.PNG", "report.pdf", "LICENSE", "data.json", "app.js.map"];
        let renamed = [("style.css", sheet), ("app.js", "1"), ("sub/app.MJS", "1"), ("f.WOFF2", "1"), ("f.ttf", "1")];
        let files: Vec<(&str, &str)> = kept.into_iter().map(|name| (name, "x")).chain(renamed).collect();
        let assets = assets(&sources(&files), &config("base_url: https://x.example/sub/"), &mut AssetsCache::default());
        for name in kept {
            assert_eq!(assets.files[name].address.as_str(), format!("/assets/{name}"));
        }
        let others: Vec<&str> = assets.renamed().map(|asset| asset.path.below(ASSETS).unwrap()).collect();
        assert_eq!(others, ["app.js", "f.WOFF2", "f.ttf", "style.css", "sub/app.MJS"]);
        assert!(assets.renamed().all(|asset| asset.address.as_str().split('.').count() == 3));
        let Content::Memory(bytes) = &assets.files["style.css"].content else { panic!("it is in memory") };
        let expected = "a{background:url(\"/sub/assets/img/logo.svg\") url(\"/sub/assets/Photo.PNG\")}";
        assert_eq!(std::str::from_utf8(bytes), Ok(expected));
    }

    #[test]
    fn without_search_the_theme_publishes_no_file_for_it() {
        let text = |(_, bytes): &(&str, &'static [u8])| std::str::from_utf8(bytes).ok();
        let theirs = |name: &str| {
            let found = theme::FILES.iter().find(|(path, _)| *path == source(name).as_str());
            found.and_then(text).expect("the theme has it")
        };
        let own = "own()";
        for (script, expected) in [(theirs("search.js"), &["site.js"][..]), (own, &["search.js", "site.js"])] {
            let files = [("search-page.css", theirs("search-page.css")), ("search.js", script), ("site.js", "1")];
            let shared = [("search.css", ""), ("shared.css", "")];
            let sources = sources(&[&files[..], &shared].concat());
            let published = assets(&sources, &config("search: false"), &mut AssetsCache::default());
            assert_eq!(published.files.keys().collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn what_is_missing_or_goes_in_a_circle_is_told() {
        let (_, told) = published(&[
            ("a.css", "@import 'b.css'; x { y: url(f.wof2) }"),
            ("b.css", "@import \"a.css\";"),
            ("f.woff2", ""),
        ]);
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(told.contains(&"This style sheet imports itself.".to_owned()));
        assert!(told.contains(&"There is no file static/assets/f.wof2.".to_owned()));
    }

    #[test]
    fn broken_style_sheets_end() {
        for text in ["url(", "url(\"", "@import", "@import \"", "/*", "\"\\", "@import url(a.css", "é url(é)"] {
            published(&[("a.css", text)]);
        }
    }
}
