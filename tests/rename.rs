//! `rename` of articles and plain pages, end to end: what it changes in the files, that every page stays as it was but for
//! its address, and what it refuses. Entities are in `tests/tools.rs`.
//!
//! Random sites come from seeds: `SEED=n cargo test --test rename` makes one again.

mod support;

use fastrand::Rng;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use support::program::{as_one_text, ok, own_site, pages, run, site};
use support::*;

/// What differs between two states of a site: each file that is not the same, by the path that it has after.
fn changes(before: &Files, after: &Files) -> String {
    let text =
        |bytes: Option<&Vec<u8>>| bytes.map_or(String::new(), |bytes| String::from_utf8_lossy(bytes).into_owned());
    let gone: Vec<&String> = before.keys().filter(|path| !after.contains_key(*path)).collect();
    let of_file = |path: &String| {
        // A file that is new is one that is gone, with the fewest lines that differ.
        let was = match before.get(path) {
            Some(was) => text(Some(was)),
            None => {
                let olds = gone.iter().map(|path| text(before.get(*path)));
                olds.min_by_key(|old| diff::lines(old, &text(after.get(path))).lines().count()).unwrap_or_default()
            }
        };
        let now = text(after.get(path));
        let differs = if was == now { String::new() } else { diff::lines(&was, &now) };
        (differs, format!("--- {path}\n"))
    };
    let changed = after.keys().filter(|path| before.get(*path) != after.get(*path)).map(of_file);
    changed.map(|(differs, title)| title + &differs).collect()
}

/// The codes of what `check` reports, each as often as it does.
fn codes(root: &Path) -> Vec<String> {
    let (_, said) = run(root, &["check"]);
    let mut codes: Vec<String> =
        said.lines().filter(|line| line.contains("[E")).map(|line| line[..9].to_owned()).collect();
    codes.sort();
    codes
}

#[test]
fn each_rename_changes_what_names_it_and_nothing_else() {
    let first = site("articles.txt");
    let (before, reported) = (files_below(first.path()), codes(first.path()));
    let mut said = String::new();
    for (kind, old, new) in [
        ("article", "tokyo", "kyoto"),
        ("article", "osaka", "nagoya"),
        ("article", "東京", "大阪"),
        ("article", "draft", "2027"),
        ("article", "later", "in-january"),
        ("article", "gone", "over"),
        ("article", "2026-11-10", "brief"),
        ("page", "help", "guide"),
        ("page", "citing", "how-to-cite"),
        ("page", "help/citing", "help/how-to-cite"),
        ("page", "colophon", "imprint"),
        ("page", "which", "null"),
    ] {
        let folder = site("articles.txt");
        if said.is_empty() {
            let dry = ok(folder.path(), &["rename", kind, old, new, "--dry-run"]);
            assert!(dry.ends_with("; nothing was written\n"), "{dry}");
            assert!(before == files_below(folder.path()), "a dry run wrote something");
        }
        said += &format!("$ fissure rename {kind} {old} {new}\n{}", ok(folder.path(), &["rename", kind, old, new]));
        said += &(changes(&before, &files_below(folder.path())) + "\n");
        assert_eq!(codes(folder.path()), reported, "{old}");
    }
    expect_text(&tests_folder().join("tools/articles.stdout"), &said).unwrap_or_else(|differs| panic!("{differs}"));
}

#[test]
fn translations_move_with_what_they_translate() {
    let first = site("languages.txt");
    let (before, reported) = (files_below(first.path()), codes(first.path()));
    let mut said = String::new();
    for (kind, old, new) in [
        ("model", "fugu", "shark"),
        ("company", "sakana", "fish"),
        ("article", "tokyo", "edo"),
        ("article", "riyadh", "jeddah"),
        ("article", "kyoto", "nara"),
        ("page", "about", "imprint"),
        ("page", "who", "by-whom"),
    ] {
        let folder = site("languages.txt");
        said += &format!("$ fissure rename {kind} {old} {new}\n{}", ok(folder.path(), &["rename", kind, old, new]));
        said += &(changes(&before, &files_below(folder.path())) + "\n");
        assert_eq!(codes(folder.path()), reported, "{old}");
    }
    expect_text(&tests_folder().join("tools/languages.stdout"), &said).unwrap_or_else(|differs| panic!("{differs}"));
}

#[test]
fn a_file_in_any_language_keeps_its_name_from_others() {
    let folder = site("languages.txt");
    write_files(
        folder.path(),
        &[
            ("content/models/tuna.ja.md", "---\nname: まぐろ\n---\n"),
            ("content/articles/2026-11-20-nara.zh-Hant.md", "---\ntitle: 奈良\ndate: 2026-11-22\nslug: heijo\n---\n"),
            ("content/pages/imprint.ja.md", "---\ntitle: 奥付\n---\n"),
        ],
    );
    let before = files_below(folder.path());
    for (arguments, message) in [
        (["model", "fugu", "tuna"], "\"tuna\" is taken by"),
        (["model", "tuna", "fugu"], "\"fugu\" is taken by"),
        (["article", "tokyo", "riyadh"], "/articles/riyadh/ is the address of content/articles/riyadh/index.ja.md."),
        (
            ["article", "tokyo", "nara"],
            "content/articles/2026-11-20-nara.zh-Hant.md is there already, and has the same name in another language.",
        ),
        (["page", "about", "imprint"], "/imprint/ is the address of content/pages/imprint.ja.md."),
        (["page", "about", "ja"], "/ja/ is another page of the site already."),
    ] {
        let (end, said) = run(folder.path(), &["rename", arguments[0], arguments[1], arguments[2]]);
        assert!(end != 0 && said.contains(message), "{arguments:?} ends with {end} and says:\n{said}");
        assert!(before == files_below(folder.path()), "{arguments:?} wrote something");
    }
}

#[test]
fn every_page_is_as_before_but_for_the_address() {
    for (kind, slug) in [("article", "tokyo-answers"), ("page", "methodology"), ("page", "fugu-kind")] {
        let folder = own_site();
        let new = format!("{slug}-0");
        let before = pages(folder.path(), &new, slug);
        let content = as_one_text(folder.path());
        ok(folder.path(), &["rename", kind, slug, &new]);
        assert_eq!(differing_pages(&before, &pages(folder.path(), &new, slug)), [""; 0], "{slug}");
        ok(folder.path(), &["rename", kind, &new, slug]);
        let without =
            |text: &str| text.lines().filter(|line| !line.starts_with("redirects:")).collect::<Vec<_>>().join("\n");
        assert_eq!(without(&as_one_text(folder.path())), without(&content), "{slug}");
    }
}

fn differing_pages(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<String> {
    let differs = |(path, text): &(&String, &String)| after.get(*path) != Some(text);
    // What describes the tables says how long they are.
    let pages = before.iter().filter(differs).filter(|(path, _)| *path != "data/datapackage.json");
    pages.map(|(path, _)| path.clone()).collect()
}

#[test]
fn what_cannot_be_renamed_is_left_as_it_was() {
    let folder = site("articles.txt");
    let before = files_below(folder.path());
    for (arguments, message) in [
        (["article", "tokio", "x"], "no article has the slug \"tokio\". Did you mean \"tokyo\"?"),
        (["article", "2026-11-20-tokyo", "x"], "Did you mean \"tokyo\"?"),
        (["article", "/articles/osaka/", "x"], "Did you mean \"osaka\"?"),
        (["article", "content/articles/draft.md", "x"], "Did you mean \"draft\"?"),
        (["page", "imprint", "x"], "Did you mean \"colophon\"?"),
        (["page", "osaka", "x"], "It is the slug of an article: fissure rename article osaka NEW"),
        (["article", "help", "x"], "It is the slug of a page: fissure rename page help NEW"),
        (["page", "fugu", "x"], "It is the slug of a model: fissure rename model fugu NEW"),
        (["page", "cite", "x"], "no page has the slug \"cite\"."),
        (["dispute", "which", "x"], "a dispute is a page. Write:  fissure rename page which x"),
        (["article", "tokyo", "tokyo"], "the article \"tokyo\" is called so already."),
        (["page", "help/citing", "citing"], "the page \"help/citing\" is called so already."),
        (
            ["article", "tokyo", "Kyoto Answers"],
            "is no slug: small letters, digits and single hyphens. Did you mean \"kyoto-answers\"?",
        ),
        (["page", "colophon", "help/x"], "a page stays in its folder: write its last name alone, as in  x"),
        (
            ["article", "tokyo", "osaka"],
            "/articles/osaka/ is the address of content/articles/2026/2026-11-21-osaka.md.",
        ),
        (["article", "osaka", "draft"], "/articles/draft/ is the address of content/articles/draft.md."),
        (["page", "help", "imprint"], "/imprint/ is an old address of content/pages/colophon.md."),
        (["page", "help", "articles"], "/articles/ is another page of the site already."),
        (["page", "help", "leaflet"], "/leaflet/ is another page of the site already."),
        (
            ["article", "東京", "2026-11-20-x"],
            "Write  slug: 東京  into the front matter of content/articles/東京.md first",
        ),
        (
            ["article", "東京", "fugu"],
            "[[fugu]] leads to \"models/fugu\" (Fugu, Model), so what is linked as [[東京]] could not",
        ),
        (
            ["page", "colophon", "osaka"],
            "[[osaka]] leads to /articles/osaka/, so what is linked as [[colophon]] could not",
        ),
    ] {
        let (end, said) = run(folder.path(), &["rename", arguments[0], arguments[1], arguments[2]]);
        assert!(end != 0 && said.contains(message), "{arguments:?} ends with {end} and says:\n{said}");
        assert!(before == files_below(folder.path()), "{arguments:?} wrote something");
    }
    write_files(folder.path(), &[("content/articles/kyoto/note.txt", "x")]);
    write_files(folder.path(), &[("content/articles/bad.md", "---\ntitle: Bad\n---\n")]);
    let (code, said) = run(folder.path(), &["rename", "article", "tokyo", "kyoto"]);
    assert!(code == 1 && said.contains("the site has mistakes; nothing was renamed"), "{said}");
}

/// A site made up at random: articles and pages in all sorts of files, with links of all spellings.
struct RandomSite {
    random: Rng,
    /// The command's word, the slug, the path below `content/`, the address, and whether it is a draft.
    files: Vec<(&'static str, String, String, String, bool)>,
    /// Whether the site is in several languages, as every other one is.
    has_languages: bool,
    /// The language of each file, as its name has it, and of each translation of it.
    languages: Vec<(&'static str, Vec<&'static str>)>,
}

/// A path with a language before its ending.
fn in_language(path: &str, language: &str) -> String {
    path.replace(".md", &format!("{language}.md"))
}

impl RandomSite {
    fn new(seed: u64) -> RandomSite {
        let mut random = Rng::with_seed(seed);
        let mut words = ["amber", "birch", "cedar", "delta", "東京", "ember", "fjord", "grove", "हिन्दी"];
        random.shuffle(&mut words);
        let mut files = Vec::new();
        for (n, slug) in words.into_iter().enumerate() {
            let (day, draft) = (format!("2026-11-{:02}", n + 1), random.u8(..5) == 0);
            if n % 3 == 2 {
                let (path, name) = match random.u8(..4) {
                    0 => (format!("pages/{slug}.md"), slug.to_owned()),
                    1 => (format!("pages/{slug}/index.md"), slug.to_owned()),
                    2 => (format!("pages/above/{slug}.md"), format!("above/{slug}")),
                    _ => (format!("disputes/{slug}.md"), format!("disputes/{slug}")),
                };
                files.push(("page", name.clone(), path, format!("/{name}/"), draft));
                continue;
            }
            let path = match random.u8(..6) {
                0 => format!("articles/{slug}.md"),
                1 => format!("articles/{day}-{slug}.md"),
                2 => format!("articles/{day} {slug}.md"),
                3 => format!("articles/2026/{day}-{slug}/index.md"),
                4 => format!("articles/2026/{slug}.md"),
                _ => format!("articles/file-{n}.md"),
            };
            files.push(("article", slug.to_owned(), path, format!("/articles/{slug}/"), draft));
        }
        let has_languages = seed % 2 == 1;
        let mut languages = Vec::new();
        for _ in &files {
            let mut of = ["", ".ja", ".zh-hant"].into_iter().filter(|_| has_languages && random.bool());
            let first = of.next().unwrap_or("");
            languages.push((first, of.collect()));
        }
        RandomSite { random, files, has_languages, languages }
    }

    /// A link from one file to another, in one of the spellings that there are, and what belongs at the end of the file.
    fn link(&mut self, from: usize, to: usize) -> (String, String) {
        let (_, _, from_path, from_address, _) = self.files[from].clone();
        let (_, slug, path, address, draft) = self.files[to].clone();
        let up = |text: &str| "../".repeat(text.matches('/').count());
        let (first, others) = &self.languages[to];
        let language = if self.random.bool() { first } else { others.first().unwrap_or(first) };
        let file = format!("{}{}", up(&from_path), in_language(&path, language));
        let anchor = ["", "#why"][self.random.usize(..2)];
        let encoded: String = address
            .bytes()
            .map(|byte| if byte.is_ascii() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect();
        let link = match self.random.u8(..if self.has_languages { 12 } else { 10 }) {
            10 => format!("[a text](/ja{address}{anchor})"),
            11 => format!("[a text](https://example.org/tw{encoded}{anchor})"),
            0 => format!("[[{slug}{anchor}]]"),
            // Of what is not published the slug is shown, as it is written.
            1 if !draft => format!("[[{}]]", slug.to_uppercase()),
            2 => format!("[[{slug}{anchor}|a text]]"),
            3 => format!("[a text]({address}{anchor} \"{slug}\")"),
            4 => format!("[a text]({encoded}{anchor})"),
            5 => format!("[a text](<{file}{anchor}>)"),
            6 => format!("[a text]({}{}{anchor})", "../".repeat(from_address.matches('/').count() - 1), &address[1..]),
            7 => format!("<a href=\"{address}{anchor}\">a text</a>"),
            8 => format!("[a text](https://example.org{address}{anchor})"),
            _ => {
                let label = self.random.u32(..);
                return (format!("[a text][{label}]"), format!("\n[{label}]: <{file}{anchor}> \"{slug}\"\n"));
            }
        };
        (link, String::new())
    }

    fn write(&mut self, root: &Path) {
        let menu = self.files.iter().find(|file| !file.4).map_or("/".to_owned(), |file| file.3.clone());
        let languages = if self.has_languages { "languages: [{code: ja}, {code: zh-Hant, folder: tw}]\n" } else { "" };
        let settings = format!(
            "title: Random\nbase_url: https://example.org/\nmenu: [{{title: First, url: {menu}}}]\n{languages}"
        );
        write_files(root, &[("content/site.yaml", &settings), ("content/models/fugu.md", "---\nname: Fugu\n---\n")]);
        for n in 0..self.files.len() {
            let (kind, slug, path, _, draft) = self.files[n].clone();
            let title = if path.starts_with("disputes") { "question" } else { "title" };
            let mut text = format!("---\n{title}: Number {n}\n");
            if kind == "article" {
                text += &format!("date: 2026-11-{:02}\n", n + 1);
            }
            if path.contains("file-") {
                text += &format!("slug: {slug}\n");
            }
            text += if draft { "draft: true\n" } else { "" };
            text += "---\n\n## Why {#why}\n\n";
            let (first, others) = self.languages[n].clone();
            text += &self.body(n);
            write_files(root, &[(&format!("content/{}", in_language(&path, first)), &text)]);
            for language in others {
                let draft = if self.random.u8(..5) == 0 { "draft: true\n" } else { "" };
                let text =
                    format!("---\n{title}: Number {n} {language}\n{draft}---\n\n## Why {{#why}}\n\n{}", self.body(n));
                write_files(root, &[(&format!("content/{}", in_language(&path, language)), &text)]);
            }
        }
    }

    /// Some links of a file to others.
    fn body(&mut self, n: usize) -> String {
        let (mut text, mut end) = (String::new(), String::new());
        for _ in 0..self.random.usize(2..6) {
            let to = self.random.usize(..self.files.len());
            let (link, more) = self.link(n, to);
            text += &format!("It speaks of {link} and [[fugu]].\n");
            end += &more;
        }
        text + &end
    }
}

#[test]
fn random_sites_are_the_same_after_a_rename_and_back() {
    let seeds = match std::env::var("SEED").ok().and_then(|seed| seed.parse::<u64>().ok()) {
        Some(seed) => seed..seed + 1,
        None => 1..13,
    };
    for seed in seeds {
        let folder = tempfile::tempdir().unwrap();
        let mut made = RandomSite::new(seed);
        made.write(folder.path());
        let (kind, old, ..) = made.files[made.random.usize(..made.files.len())].clone();
        let last = old.rsplit('/').next().unwrap();
        let new = format!("{last}-{}", ["0z", "京", "x-1"][made.random.usize(..3)]);
        let whole = old.replace(last, &new);
        let said = format!("seed {seed}: {kind} {old} {new}");
        let (before, content) = (pages(folder.path(), &new, last), as_one_text(folder.path()));
        let (code, output) = run(folder.path(), &["rename", kind, &old, &new]);
        assert_eq!(code, 0, "{said}\n{output}\n{content}");
        let after = pages(folder.path(), &new, last);
        assert_eq!(differing_pages(&before, &after), [""; 0], "{said}\n{content}");
        let left = as_one_text(folder.path());
        ok(folder.path(), &["rename", kind, &whole, last]);
        let without = |text: &str| {
            let lines = text.lines().filter(|line| !line.starts_with("redirects:"));
            lines.collect::<Vec<_>>().join("\n").to_lowercase()
        };
        assert_eq!(without(&as_one_text(folder.path())), without(&content), "{said}\n{left}");
        assert!(fs::read_dir(folder.path()).unwrap().count() == 1, "{said} left something");
    }
}
