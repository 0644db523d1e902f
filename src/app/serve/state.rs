//! What the preview shows after a build, and what is new in it for a browser that knows an older state.
//!
//! A state is never changed: each build makes the next one. Nothing here knows of HTTP.

use super::gone::{self, FilePages, Gone};
use crate::base::content::Content;
use crate::base::diagnostic::{self, Diagnostic, PlainDiagnostic, Severity};
use crate::base::path::{Address, OutputPath};
use crate::base::table::{self, Table};
use crate::base::text::fold::nfc;
use crate::commands::headers::rules::{HeaderRules, Headers};
use crate::load::{SourceLines, Sources};
use crate::plan::PagePlan;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    /// Higher with every build; 0 before the first one.
    pub version: u64,
    /// The version before the first build.
    began: u64,
    /// Where the last good site is written, for what cannot be read from the site any more.
    pub output: PathBuf,
    /// What stands before every address: empty, or `/sub`.
    pub prefix: String,
    /// What stood there in earlier builds, the last one last.
    former: Vec<String>,
    /// The last good build; none before the first one.
    pub site: Option<Table<OutputPath, Content>>,
    /// What is planned of it, some of which may still be being made.
    planned: Table<OutputPath, Arc<PagePlan>>,
    /// What its host would send with it.
    pub headers: Arc<HeaderRules>,
    /// The scheme and host that it is published at.
    origin: String,
    /// What its files became.
    pages: FilePages,
    /// What went since the first build.
    gone: Gone,
    /// The files that changed, came or went since the first build, with the version that did it last.
    changed: Table<OutputPath, u64>,
    /// The same by version.
    news: Table<u64, Table<OutputPath, ()>>,
    /// What is wrong now; empty when the site is that of the last build.
    problems: Arc<[Problem]>,
    /// The warnings of the last build, good or not.
    warnings: Warnings,
}

/// A build without a mistake, as far as the preview shows it.
#[derive(Debug, Default)]
pub(crate) struct Built {
    pub files: Table<OutputPath, Content>,
    pub planned: Table<OutputPath, Arc<PagePlan>>,
    pub prefix: String,
    pub headers: Arc<HeaderRules>,
    pub origin: String,
    pub pages: FilePages,
}

/// What the preview says of a page that is not there, above what the host will show.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PageNote {
    words: String,
    /// Where the page is now, as it stands in URLs.
    to: Option<String>,
}

/// A mistake as the browser shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Problem {
    #[serde(flatten)]
    what: PlainDiagnostic,
    /// What mistakes of its sort are about.
    about: &'static str,
    /// The line before the mark, what is marked, and the rest of the line.
    excerpt: Option<[String; 3]>,
}

impl Problem {
    pub(crate) fn new(diagnostic: &Diagnostic, lines: &SourceLines<'_>) -> Problem {
        let lines = lines.of(&diagnostic.path);
        let excerpt = lines.as_deref().and_then(|lines| diagnostic::excerpt(diagnostic, lines));
        let (what, about) = (diagnostic::plain(diagnostic, lines.as_deref()), diagnostic.code.about());
        Problem { what, about, excerpt: excerpt.map(|parts| parts.map(str::to_owned)) }
    }
}

/// Warnings with the texts that they are about: places in these are worked out when a browser asks for them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Warnings {
    list: Arc<[Diagnostic]>,
    sources: Sources,
}

impl Warnings {
    pub(crate) fn among(diagnostics: &[Diagnostic], sources: &Sources) -> Warnings {
        let is_warning = |diagnostic: &&Diagnostic| diagnostic.severity == Severity::Warning;
        Warnings { list: diagnostics.iter().filter(is_warning).cloned().collect(), sources: sources.clone() }
    }
}

/// What is new for somebody who knows an older version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct News {
    version: u64,
    /// Whether everything may have changed.
    all: bool,
    /// The addresses of what changed, as they stand in URLs.
    changed: Vec<String>,
    problems: Arc<[Problem]>,
    /// How many warnings there are.
    warnings: usize,
    /// What stands before every address.
    prefix: String,
}

/// What there is at an address.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Served<'a> {
    File(&'a OutputPath, &'a Content),
    /// It is elsewhere: the path to go to.
    Redirect(String),
    /// It is not there, and perhaps the site has a page that says so.
    Missing(Option<(&'a OutputPath, &'a Content)>),
    /// Nothing could be built yet.
    NoSite,
}

const NOT_FOUND: &str = "404.html";

impl State {
    /// The state before the first build, of a preview that began at that version.
    pub(crate) fn new(began: u64, output: &Path) -> State {
        State { began, output: output.into(), ..State::default() }
    }

    /// The state after a build without a mistake.
    pub(crate) fn after_build(&self, built: Built) -> State {
        let Built { files, planned, prefix, headers, origin, pages } = built;
        let gone = gone::after(&self.gone, &self.pages, &pages);
        let mut next = self.next(&prefix);
        match &self.site {
            Some(before) if self.prefix == prefix => next.note_changes(before, &files),
            // Whoever looks at the message of a broken first build, or at another prefix, has to ask for all anew.
            _ => next.began = next.version - 1,
        }
        if self.site.is_some() && self.prefix != prefix {
            next.former.push(self.prefix.clone());
            next.former.retain(|former| *former != prefix);
        }
        State { site: Some(files), planned, problems: Arc::default(), headers, origin, pages, gone, ..next }
    }

    /// The state after a build with mistakes: the last good site stays.
    pub(crate) fn after_mistake(&self, problems: Vec<Problem>, prefix: &str) -> State {
        // Links of the last good pages carry the prefix that they were made with.
        let prefix = if self.site.is_some() { &self.prefix } else { prefix };
        State { problems: problems.into(), ..self.next(prefix) }
    }

    /// The same with the warnings of its build.
    pub(crate) fn with_warnings(self, warnings: Warnings) -> State {
        State { warnings, ..self }
    }

    /// All warnings, each at its place.
    pub(crate) fn warnings(&self) -> Vec<Problem> {
        let lines = SourceLines::new(&self.warnings.sources);
        self.warnings.list.iter().map(|warning| Problem::new(warning, &lines)).collect()
    }

    fn next(&self, prefix: &str) -> State {
        State { version: self.version.max(self.began) + 1, prefix: prefix.to_owned(), ..self.clone() }
    }

    fn note_changes(&mut self, before: &Table<OutputPath, Content>, now: &Table<OutputPath, Content>) {
        for path in table::changed(before, now) {
            if let Some(version) = self.changed.insert(path.clone(), self.version)
                && let Some(old) = self.news.get_mut(&version)
            {
                old.remove(&path);
            }
            self.news.get_or_default(self.version).insert(path, ());
        }
    }

    /// What somebody has to hear who knows version `since`.
    pub(crate) fn news(&self, since: u64) -> News {
        // A version from the future is one of a preview whose clock was wrong.
        let all = since <= self.began || since > self.version;
        let news = (!all).then(|| self.news.range(since + 1..)).into_iter().flatten();
        let changed: BTreeSet<&OutputPath> = news.flat_map(|(_, paths)| paths.keys()).collect();
        News {
            version: self.version,
            all,
            changed: changed.into_iter().map(|path| self.whole(path)).collect(),
            problems: self.problems.clone(),
            warnings: self.warnings.list.len(),
            prefix: self.prefix.clone(),
        }
    }

    /// The address of a file as it stands in URLs.
    pub(crate) fn whole(&self, path: &OutputPath) -> String {
        format!("{}{}", self.prefix, path.address().encoded())
    }

    /// A file of the last good build.
    pub(crate) fn file(&self, path: &str) -> Option<&Content> {
        self.site.as_ref()?.get(path)
    }

    /// What a host would send with the path of a URL.
    pub(crate) fn headers(&self, path: &str) -> Headers {
        self.headers.of(&self.origin, path)
    }

    /// What became of the page at the path of a URL, if it is not there, or only leads on to another.
    pub(crate) fn note(&self, path: &str) -> Option<PageNote> {
        let site = self.site.as_ref()?;
        let below = path.strip_prefix(&self.prefix)?.strip_prefix('/').and_then(decoded)?;
        let address = Address::new(format!("/{}", below.strip_suffix("index.html").unwrap_or(&below)));
        let file = address.output_path().ok()?;
        // A page without a file of its own may have taken the place of one with a file.
        let note = match site.contains_key(&file) {
            true => gone::redirect(&address, &self.pages),
            false => gone::note(&address, &self.pages, &self.gone),
        };
        let note = note.map(|note| {
            let to = note.to.map(|to| format!("{}{}", self.prefix, to.encoded()));
            PageNote { words: note.words, to }
        });
        // Lists and pages that no file is for go, too.
        let went = self.changed.contains_key(&file) && !site.contains_key(&file);
        let words = || "This page is no longer a part of the site.".to_owned();
        note.or_else(|| went.then(|| PageNote { words: words(), to: None }))
    }

    /// Whether the path of a URL is that of a picture which is still being made.
    pub(crate) fn is_coming(&self, path: &str) -> bool {
        let below = path.strip_prefix(&self.prefix).and_then(|below| decoded(below.strip_prefix('/')?));
        let path = below.and_then(|below| OutputPath::new(&below).ok());
        let is_picture =
            |path: &OutputPath| matches!(self.planned.get(path).map(|page| &**page), Some(PagePlan::Picture(..)));
        path.is_some_and(|path| is_picture(&path) && self.file(path.as_str()).is_none())
    }

    /// What there is at the path of a URL. Where there is nothing, the path may have been right under an earlier `base_url`.
    pub(crate) fn find(&self, path: &str) -> Served<'_> {
        let found = self.at(path);
        if !matches!(found, Served::Missing(_)) {
            return found;
        }
        let below = |former: &String| {
            path.strip_prefix(former.as_str()).filter(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let moved = |rest: &str| format!("{}/{}", self.prefix, rest.trim_start_matches('/'));
        let is_there = |to: &String| matches!(self.at(to), Served::File(..) | Served::Redirect(_));
        let to = self.former.iter().rev().filter_map(below).map(moved).find(is_there);
        to.map_or(found, Served::Redirect)
    }

    fn at(&self, path: &str) -> Served<'_> {
        let Some(site) = &self.site else { return Served::NoSite };
        let file = |path: &str| OutputPath::new(path).ok().and_then(|path| site.get_key_value(&path));
        let missing = || Served::Missing(file(NOT_FOUND));
        let Some(below) = path.strip_prefix(&self.prefix) else {
            return if path == "/" { Served::Redirect(format!("{}/", self.prefix)) } else { missing() };
        };
        if below.is_empty() {
            return Served::Redirect(format!("{path}/"));
        }
        let Some(below) = below.strip_prefix('/').and_then(decoded) else { return missing() };
        if below.is_empty() || below.ends_with('/') {
            let index = file(&format!("{below}index.html"));
            return index.map_or_else(missing, |(path, content)| Served::File(path, content));
        }
        match file(&below) {
            Some((path, content)) => Served::File(path, content),
            None if file(&format!("{below}/index.html")).is_some() => Served::Redirect(format!("{path}/")),
            None => missing(),
        }
    }
}

/// The path of a URL below the site, as addresses are written.
fn decoded(below: &str) -> Option<String> {
    Some(nfc(&percent_encoding::percent_decode_str(below).decode_utf8().ok()?).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[(&str, &str)], prefix: &str) -> Built {
        let file =
            |(path, text): &(&str, &str)| (OutputPath::new(path).unwrap(), Content::Memory(text.as_bytes().into()));
        Built { files: files.iter().map(file).collect(), prefix: prefix.to_owned(), ..Built::default() }
    }

    fn found(state: &State, path: &str) -> String {
        match state.find(path) {
            Served::File(path, _) => path.to_string(),
            Served::Redirect(to) => format!("-> {to}"),
            Served::Missing(page) => format!("missing {}", page.map_or(String::new(), |(path, _)| path.to_string())),
            Served::NoSite => "no site".to_owned(),
        }
    }

    #[test]
    fn an_address_leads_to_a_file_as_on_a_static_host() {
        let files = site(&[("index.html", ""), ("a/index.html", ""), ("ü.txt", ""), ("404.html", "")], "/sub");
        let state = State::new(7, Path::new("")).after_build(files);
        let cases = [
            ("/sub/", "index.html"),
            ("/sub/a/", "a/index.html"),
            ("/sub/a/index.html", "a/index.html"),
            ("/sub/%C3%BC.txt", "ü.txt"),
            ("/", "-> /sub/"),
            ("/sub", "-> /sub/"),
            ("/sub/a", "-> /sub/a/"),
            ("/a/", "missing 404.html"),
            ("/subway/", "missing 404.html"),
            ("/sub/b", "missing 404.html"),
            ("/sub/../a/", "missing 404.html"),
            ("/sub/%2e%2e/a/", "missing 404.html"),
            ("/sub//a/", "missing 404.html"),
            ("/sub/%ff", "missing 404.html"),
        ];
        for (path, expected) in cases {
            assert_eq!(found(&state, path), expected, "{path}");
        }
        let at_root = State::new(7, Path::new("")).after_build(site(&[("index.html", "")], ""));
        assert_eq!((found(&at_root, "/"), found(&at_root, "/x")), ("index.html".into(), "missing ".into()));
        assert_eq!(found(&State::new(7, Path::new("")), "/"), "no site");
    }

    #[test]
    fn an_address_of_an_earlier_base_url_leads_to_the_new_one() {
        let files = [("index.html", ""), ("a/index.html", "")];
        let below = |prefix: &str| site(&files, prefix);
        let state =
            State::new(7, Path::new("")).after_build(below("/sub")).after_build(below("/other")).after_build(below(""));
        let cases = [
            ("/sub/a/", "-> /a/"),
            ("/other/a/", "-> /a/"),
            ("/sub", "-> /"),
            ("/sub/a", "-> /a"),
            ("/sub/b/", "missing "),
            ("/subway/", "missing "),
            ("/a/", "a/index.html"),
        ];
        for (path, expected) in cases {
            assert_eq!(found(&state, path), expected, "{path}");
        }
        let back = state.after_build(below("/sub"));
        assert_eq!((found(&back, "/a/"), found(&back, "/sub/a/")), ("-> /sub/a/".into(), "a/index.html".into()));
        assert_eq!(found(&back, "/other/a/"), "-> /sub/a/");
    }

    #[test]
    fn news_are_what_changed_since_the_version_that_one_knows() {
        let first = State::new(100, Path::new("")).after_build(site(&[("a.html", "1"), ("b.html", "1")], ""));
        let known = first.version;
        assert!(first.news(0).all && first.news(known + 1).all && !first.news(known).all);
        let second = first.after_build(site(&[("a.html", "2"), ("b.html", "1")], ""));
        let third = second.after_mistake(Vec::new(), "/other");
        let fourth = third.after_build(site(&[("a.html", "2"), ("c.html", "1")], ""));
        assert_eq!(second.news(known).changed, ["/a.html"]);
        assert_eq!(third.news(second.version).changed, [""; 0]);
        assert_eq!(fourth.news(third.version).changed, ["/b.html", "/c.html"]);
        assert_eq!(fourth.news(known).changed, ["/a.html", "/b.html", "/c.html"]);
        assert!(fourth.after_build(site(&[], "/other")).news(fourth.version).all);
    }
}
