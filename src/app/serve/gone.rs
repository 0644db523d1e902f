//! Pages that went: what became of the page that an address had, for the reader of a preview who has it open or asks for it.
//!
//! Compares what the files of the former build became with what they become now. A page that went is found again by its
//! file or its words, or by its title among the pages that are new. Reads no file and changes no page.

use crate::base::path::{Address, SourcePath};
use crate::base::table::{DiffItem, Table};
use crate::link::WithheldReason;
use crate::link::target::old_address;
use crate::link::{ArticleId, EntityId, LinkedArticle, LinkedEntity, LinkedPage, Redirect, Site, Withheld};
use crate::load::{SourceFile, Sources};
use crate::parse::Document;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Which file is at which address, and which files have none now.
#[derive(Debug, Clone, Default)]
pub(crate) struct FilePages {
    articles: Table<ArticleId, Arc<LinkedArticle>>,
    entities: Table<EntityId, Arc<LinkedEntity>>,
    pages: Table<SourcePath, Arc<LinkedPage>>,
    withheld: Table<SourcePath, Arc<Withheld>>,
    redirects: Vec<Redirect>,
    files: Files,
}

/// The page of a file.
#[derive(Debug, Clone)]
struct FilePage {
    address: Address,
    title: String,
    path: SourcePath,
    /// The whole file.
    file: Option<Arc<str>>,
}

type Files = Table<SourcePath, SourceFile>;

/// Pages that went since the preview began, by the addresses that they had.
pub(crate) type Gone = Table<Address, GonePage>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GonePage {
    path: SourcePath,
    title: String,
    /// The words of its body; empty where there are none.
    text: String,
    to: Option<(Address, Likeness)>,
}

/// By what a page was found again.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Likeness {
    File,
    Text(SourcePath),
    Title(SourcePath),
}

/// What to say of an address.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Note {
    pub words: String,
    /// Where the page is now; it follows the words.
    pub to: Option<Address>,
}

impl FilePages {
    pub(crate) fn of(site: &Site, sources: &Sources) -> FilePages {
        FilePages {
            articles: site.articles.clone(),
            entities: site.entities.clone(),
            pages: site.pages.clone(),
            withheld: site.withheld.clone(),
            redirects: site.redirects.clone(),
            files: sources.files.clone(),
        }
    }

    /// The pages that are gone in `now`, and those that are new.
    fn differences(&self, now: &FilePages) -> [Vec<FilePage>; 2] {
        let mut all = [Vec::new(), Vec::new()];
        let files = [&self.files, &now.files];
        sort_out([&self.articles, &now.articles], files, &mut all, |linked, files| {
            let article = &linked.article;
            Some(FilePage::new(&linked.address, &article.title, &article.document, files))
        });
        sort_out([&self.entities, &now.entities], files, &mut all, |linked, files| {
            let entity = &linked.own.entity;
            Some(FilePage::new(&linked.own.address, &entity.name, entity.document.as_ref()?, files))
        });
        sort_out([&self.pages, &now.pages], files, &mut all, |linked, files| {
            let page = &linked.page;
            Some(FilePage::new(&linked.address, &page.title, &page.document, files))
        });
        all
    }
}

impl FilePage {
    fn new(address: &Address, title: &str, document: &Document, files: &Files) -> FilePage {
        let file = match files.get(&document.path) {
            Some(SourceFile::Text(text)) => Some(text.clone()),
            _ => None,
        };
        FilePage { address: address.clone(), title: title.to_owned(), path: document.path.clone(), file }
    }

    /// The words of its body, as they are written.
    fn text(&self) -> &str {
        let body = self.file.as_deref().and_then(|file| file.split_once("\n---\n"));
        body.map_or("", |(_, body)| body.trim())
    }
}

/// Puts what differs between two tables into lists of what went and what came. That another address counts as both.
fn sort_out<K: Ord, V: PartialEq>(
    [before, now]: [&Table<K, V>; 2],
    [files_before, files_now]: [&Files; 2],
    [went, came]: &mut [Vec<FilePage>; 2],
    page: impl Fn(&V, &Files) -> Option<FilePage>,
) {
    for difference in before.diff(now) {
        let (old, new) = match difference {
            DiffItem::Add(_, new) => (None, page(new, files_now)),
            DiffItem::Remove(_, old) => (page(old, files_before), None),
            DiffItem::Update { old: (_, old), new: (_, new) } => (page(old, files_before), page(new, files_now)),
        };
        if old.as_ref().map(|page| &page.address) != new.as_ref().map(|page| &page.address) {
            went.extend(old);
            came.extend(new);
        }
    }
}

/// The pages that are gone after a build, each with where it is now, as far as that can be known.
pub(crate) fn after(gone: &Gone, before: &FilePages, now: &FilePages) -> Gone {
    let mut gone = gone.clone();
    let [went, came] = before.differences(now);
    for page in &went {
        let (path, title, text) = (page.path.clone(), page.title.clone(), page.text().to_owned());
        gone.insert(page.address.clone(), GonePage { path, title, text, to: None });
    }
    came.iter().for_each(|page| drop(gone.remove(&page.address)));
    if went.is_empty() && (came.is_empty() || gone.is_empty()) {
        return gone;
    }
    let paths: BTreeMap<&str, &FilePage> = came.iter().map(|page| (page.path.as_str(), page)).collect();
    let titles: BTreeMap<&str, &FilePage> = came.iter().map(|page| (page.title.as_str(), page)).collect();
    // A file may be copied first and taken away later; a title alone says too little of a page that is no news.
    let [_, all] = FilePages::default().differences(now);
    let texts: BTreeMap<&str, &FilePage> = all.iter().map(|page| (page.text(), page)).collect();
    let found = |page: &GonePage| {
        let path = |found: &&FilePage| found.path.clone();
        let by_file = paths.get(page.path.as_str()).map(|found| (found, Likeness::File));
        let by_text = || texts.get(&*page.text).filter(|_| !page.text.is_empty());
        let by_title = || titles.get(&*page.title).map(|found| (found, Likeness::Title(path(found))));
        let found = by_file.or_else(|| by_text().map(|found| (found, Likeness::Text(path(found))))).or_else(by_title);
        found.map(|(found, by)| (found.address.clone(), by))
    };
    // Also those that went in an earlier build: the new file may come later.
    let again: Vec<(Address, GonePage)> = gone
        .iter()
        .filter_map(|(address, page)| Some((address.clone(), GonePage { to: Some(found(page)?), ..page.clone() })))
        .collect();
    again.into_iter().for_each(|(address, page)| drop(gone.insert(address, page)));
    gone
}

/// Where an old address leads on to.
pub(crate) fn redirect(address: &Address, now: &FilePages) -> Option<Note> {
    let old = old_address(address);
    let redirect = now.redirects.iter().find(|redirect| old_address(&redirect.old) == old)?;
    Some(Note { words: moved(&Likeness::File), to: Some(redirect.to.clone()) })
}

/// What became of the page of an address that leads to none; nothing where that is not known.
pub(crate) fn note(address: &Address, now: &FilePages, gone: &Gone) -> Option<Note> {
    let redirect = redirect(address, now);
    if redirect.is_some() {
        return redirect;
    }
    if let Some(withheld) = now.withheld.values().find(|withheld| withheld.address == *address) {
        return Some(Note { words: held_back(withheld), to: None });
    }
    let mut page = gone.get(address)?;
    // A page may have moved on, but not in circles for ever.
    let mut words = None;
    for _ in 0..8 {
        let Some((to, by)) = &page.to else { break };
        words.get_or_insert_with(|| moved(by));
        match gone.get(to) {
            Some(next) => page = next,
            None => return Some(Note { words: words.unwrap_or_default(), to: Some(to.clone()) }),
        }
    }
    let words = match now.withheld.get(&page.path) {
        Some(withheld) => held_back(withheld),
        None if now.files.contains_key(&page.path) => format!("No page is made of {} any more.", page.path),
        None => format!("The file of this page is gone: {}", page.path),
    };
    Some(Note { words, to: None })
}

fn held_back(withheld: &Withheld) -> String {
    // The reason is a sentence on "it".
    let why = withheld.why.strip_prefix("it ").unwrap_or(&withheld.why);
    let now = if withheld.reason == WithheldReason::Draft { " now" } else { "" };
    format!("This page {why}{now}: {}", withheld.path)
}

fn moved(by: &Likeness) -> String {
    match by {
        Likeness::File => "This page has moved to".to_owned(),
        Likeness::Text(path) => format!("This page has probably moved: {path} has the same text. It is at"),
        Likeness::Title(path) => format!("This page has probably moved: {path} has the same title. It is at"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::content::{Content, Keeper};
    use crate::base::diagnostic::has_errors;
    use crate::{Inputs, Memory, build};

    /// The name of its file, its front matter and its text.
    type Article<'a> = (&'a str, &'a str, &'a str);

    /// The pages of a site with these articles.
    fn pages(articles: &[Article<'_>]) -> FilePages {
        let file = |path: String, text: String| (SourcePath::new(path), SourceFile::Text(Arc::from(text)));
        let article = |(name, fields, text): &Article<'_>| {
            file(format!("content/articles/{name}.md"), format!("---\ndate: 2026-11-20\n{fields}\n---\n{text}\n"))
        };
        let theme = crate::load::theme::FILES.iter().map(|(path, bytes)| {
            let file = match std::str::from_utf8(bytes) {
                Ok(text) if path.starts_with("templates/") || path.ends_with(".css") => SourceFile::Text(text.into()),
                _ => SourceFile::Data(Content::Memory((*bytes).into())),
            };
            (SourcePath::new(path), file)
        });
        let settings = file("content/site.yaml".to_owned(), "title: x\n".to_owned());
        let sources = Sources { files: articles.iter().map(article).chain(theme).chain([settings]).collect() };
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        let inputs = Inputs { now, drafts: false, base_url: None, tolerance: Default::default(), advice: None };
        let outcome = build(&sources, Vec::new(), &inputs, &mut Memory::of_one_build(Keeper::default()), &mut |_| {});
        assert!(!has_errors(&outcome.diagnostics), "{:?}", outcome.diagnostics);
        FilePages::of(&outcome.site, &sources)
    }

    /// What is said of `/articles/one/` after each of some builds.
    fn notes(builds: &[&[Article]]) -> Vec<String> {
        let (mut before, mut gone) = (FilePages::default(), Gone::default());
        let mut notes = Vec::new();
        for articles in builds {
            let now = pages(articles);
            gone = after(&gone, &before, &now);
            let note = note(&Address::new("/articles/one/"), &now, &gone);
            let text = |Note { words, to }: Note| format!("{words} {}", to.map_or(String::new(), |to| to.to_string()));
            notes.push(note.map(text).unwrap_or_default().trim_end().to_owned());
            before = now;
        }
        notes
    }

    const ONE: Article = ("one", "title: One", "Its words.");

    #[test]
    fn a_page_that_is_held_back_is_named_with_its_file() {
        let of = |fields: &str| notes(&[&[("one", fields, "x")]]).remove(0);
        assert_eq!(of("title: One\ndraft: true"), "This page is a draft now: content/articles/one.md");
        assert_eq!(of("title: One\nexpires: 2026-11-21"), "This page expired on 2026-11-21: content/articles/one.md");
        assert_eq!(of("title: One"), "");
    }

    #[test]
    fn a_page_that_moved_is_found_again() {
        let redirect = ("two", "title: Two\nredirects: [/articles/one/]", "Other words.");
        let cases: [(&[Article<'_>], &str); 5] = [
            (&[redirect], "This page has moved to /articles/two/"),
            (&[("one", "title: One\nslug: two", "x")], "This page has moved to /articles/two/"),
            (
                &[("two", "title: Two", "Its words.")],
                "This page has probably moved: content/articles/two.md has the same text. It is at /articles/two/",
            ),
            (
                &[("two", "title: One", "x")],
                "This page has probably moved: content/articles/two.md has the same title. It is at /articles/two/",
            ),
            (&[], "The file of this page is gone: content/articles/one.md"),
        ];
        for (now, expected) in cases {
            assert_eq!(notes(&[&[ONE], now])[1], expected);
        }
        let copy = ("two", "title: Two", "Its words.");
        assert_eq!(notes(&[&[ONE], &[ONE, copy], &[copy]])[2], cases[2].1);
    }

    #[test]
    fn a_page_is_followed_over_several_builds() {
        let moved = |to: &str| format!("This page has moved to {to}");
        let slug = |slug: &'static str| ("one", slug, "x");
        let found = notes(&[&[ONE], &[], &[slug("title: A\nslug: a")], &[slug("title: A\nslug: b")], &[ONE]]);
        let gone = "The file of this page is gone: content/articles/one.md".to_owned();
        assert_eq!(found, [String::new(), gone, moved("/articles/a/"), moved("/articles/b/"), String::new()]);
        let draft = slug("title: A\nslug: a\ndraft: true");
        assert_eq!(
            notes(&[&[ONE], &[slug("title: A\nslug: a")], &[draft]])[2],
            "This page is a draft now: content/articles/one.md"
        );
    }
}
