//! Small sites with the whole tree that must come out, byte for byte.
//!
//! `tests/sites/<name>/` holds `content/` (and perhaps `templates/` and `static/`), `expected/`, and `told.txt` when the
//! build has something to tell. `drafts` in a site's folder publishes its drafts; `real-theme` takes the real theme.

mod support;

use fissure::extras::raster::Raster;
use fissure::plan::PagePlan;
use fissure::{Outcome, draw};
use std::fs;
use support::*;

#[test]
fn sites_come_out_as_expected() {
    let mut wrong = Vec::new();
    for site in folders_in(&tests_folder().join("sites")) {
        let mut inputs = inputs();
        inputs.drafts = site.join("drafts").exists();
        let (sources, outcome) = match site.join("real-theme").exists() {
            true => build_with(&site, fissure::load::theme::FILES, &inputs),
            false => build(&site, &inputs),
        };
        let told_file = site.join("told.txt");
        let said = reported(&sources, &outcome.diagnostics);
        if said.is_empty() && updating() {
            let _ = fs::remove_file(&told_file);
        } else if !said.is_empty() || told_file.exists() {
            wrong.extend(expect_text(&told_file, &said).err());
        }
        let mut files = all_files(&outcome);
        // The theme's static files are published as they are; the test of its table looks after them.
        let of_theme =
            |path: &str| fissure::load::theme::FILES.iter().find(|(file, _)| *file == format!("static/{path}"));
        files.retain(|path, bytes| of_theme(path).is_none_or(|(_, theirs)| theirs != bytes));
        if site.join("real-theme").exists() {
            files.retain(|path, _| !path.starts_with("assets/"));
            files.values_mut().for_each(|bytes| *bytes = without_fingerprints(bytes));
        }
        cards_as_texts(&outcome, &mut files);
        wrong.extend(expect_tree(&site.join("expected"), &files).err());
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n\n"));
}

/// A card is held as the text that it is drawn from, since a picture cannot be reviewed in a diff.
fn cards_as_texts(outcome: &Outcome, files: &mut Files) {
    for (path, page) in &outcome.plan.pages {
        let PagePlan::Card(card, fonts) = &**page else { continue };
        let drawn = files.remove(path.as_str()).unwrap_or_else(|| panic!("{path} is not drawn"));
        let svg = draw::card::card(card, fonts);
        assert!(Raster::new(fonts).knows(&svg, &drawn), "{path} is drawn from something else");
        assert_eq!(
            &drawn[..24],
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\xb0\0\0\x02\x76",
            "{path} is no PNG of 1200 x 630"
        );
        files.insert(path.as_str().replace(".png", ".svg"), svg.into_bytes());
    }
}

/// The theme's style may change without another page being expected: `style.1f3a5c7e90.css` becomes `style.*.css`.
fn without_fingerprints(page: &[u8]) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(page) else { return page.to_vec() };
    let mut parts = text.split("/assets/");
    let mut plain = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let (name, rest) = part.split_at(part.find(['"', '&']).unwrap_or(part.len()));
        let is_hash = |part: &&str| part.len() == 10 && part.bytes().all(|b| b.is_ascii_hexdigit());
        let name: Vec<&str> = name.split('.').map(|part| if is_hash(&part) { "*" } else { part }).collect();
        plain.push_str(&format!("/assets/{}{rest}", name.join(".")));
    }
    plain.into_bytes()
}

/// What the program calls its standard kinds, and the subject that it was first made for.
const OF_ONE_SUBJECT: [&str; 9] =
    ["model", "models", "company", "companies", "policy", "policies", "bloc", "blocs", "ai"];

/// A site that calls its kinds otherwise in its settings, and has no texts of its own, reads as if the theme were made for it.
#[test]
fn no_text_of_the_theme_assumes_a_subject() {
    let site = tests_folder().join("sites/medicines");
    let (_, outcome) = build_with(&site, fissure::load::theme::FILES, &inputs());
    let files = all_files(&outcome);
    let texts = |path: &str, bytes: &[u8]| match path.rsplit('.').next() {
        Some("html") => seen(&String::from_utf8_lossy(bytes)),
        Some("txt" | "opml" | "ics") => vec![String::from_utf8_lossy(bytes).into_owned()],
        Some("json") if path.ends_with("datapackage.json") => described(&serde_json::from_slice(bytes).unwrap()),
        _ => Vec::new(),
    };
    let (mut pages, mut drugs, mut wrong) = (0, 0, Vec::new());
    for (path, bytes) in &files {
        let texts = texts(path, bytes);
        pages += usize::from(!texts.is_empty());
        for text in texts {
            let words = text.split(|letter: char| !letter.is_alphanumeric()).map(str::to_lowercase);
            let words: Vec<String> = words.collect();
            drugs += words.iter().filter(|word| ["drug", "drugs"].contains(&word.as_str())).count();
            let other = words.iter().find(|word| OF_ONE_SUBJECT.contains(&word.as_str()));
            wrong.extend(other.map(|word| format!("{path}: \"{word}\" in: {}", text.trim())));
        }
    }
    assert!(wrong.is_empty(), "{} texts:\n{}", wrong.len(), wrong.join("\n"));
    assert!(pages > 50 && drugs > 50, "{pages} pages, {drugs} times the site's own word");
}

/// What people read of a page, or hear of it. What stands as code is the name of something, the same on every site.
fn seen(html: &str) -> Vec<String> {
    let is_seen = |path: &[String]| !path.iter().any(|name| ["script", "style", "code"].contains(&name.as_str()));
    let elements = dom::parse(html).elements();
    let of = |(_, node): &(Vec<String>, dom::Node)| {
        let said = ["alt", "title", "aria-label", "content", "placeholder"].map(|name| node.attribute(name));
        node.children().iter().filter_map(dom::Node::text).chain(said.into_iter().flatten()).collect::<Vec<_>>()
    };
    elements.iter().filter(|(path, _)| is_seen(path)).flat_map(of).collect()
}

/// All descriptions in JSON.
fn described(json: &serde_json::Value) -> Vec<String> {
    let inner: Vec<&serde_json::Value> = match json {
        serde_json::Value::Object(map) => map.values().collect(),
        serde_json::Value::Array(list) => list.iter().collect(),
        _ => Vec::new(),
    };
    let own = json.get("description").and_then(|text| text.as_str()).map(str::to_owned);
    own.into_iter().chain(inner.into_iter().flat_map(described)).collect()
}

#[test]
fn two_builds_give_the_same_bytes() {
    for site in folders_in(&tests_folder().join("sites")) {
        let once = all_files(&build(&site, &inputs()).1);
        let again = all_files(&build(&site, &inputs()).1);
        assert!(once == again, "{} differs from build to build", site.display());
    }
}

#[test]
fn the_table_of_the_theme_leaves_no_file_out() {
    let root = tests_folder().parent().unwrap().to_owned();
    let mut on_disk = Vec::new();
    for folder in ["templates", "static"] {
        on_disk.extend(
            files_below(&root.join(folder)).into_iter().map(|(path, bytes)| (format!("{folder}/{path}"), bytes)),
        );
    }
    on_disk.sort();
    let in_table: Vec<(String, Vec<u8>)> =
        fissure::load::theme::FILES.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect();
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
    let mut sorted = in_table.clone();
    sorted.sort();
    assert_eq!(
        names(&sorted),
        names(&on_disk),
        "src/load/theme.rs must list exactly the files of templates/ and static/"
    );
    assert!(sorted == on_disk, "the binary was built from other files than those on disk");
}

/// Some file systems keep names decomposed; writers type them composed. Such files are made here, since a repository of
/// them would not look the same everywhere.
#[test]
fn files_are_found_in_any_form_of_unicode() {
    let (nfc, nfd) = ("é", "e\u{301}");
    for (on_disk, typed) in [(nfd, nfc), (nfc, nfd), (nfd, nfd)] {
        let guide = |form: &str| if form == nfc { "ガイド" } else { "カ\u{3099}イト\u{3099}" };
        let (article, section) = (guide(on_disk), guide(typed));
        let folder = tempfile::tempdir().unwrap();
        let links = format!(
            "---\ntitle: Links\ndate: 2026-11-22\n---\n![]({typed}.svg) ![](/{typed}t.svg) [a](../{section}.md) \
             [b](/articles/{section}/#{section}) [c](e%CC%81.svg) [d](/%C3%A9t.svg)\n"
        );
        write_files(
            folder.path(),
            &[
                ("content/site.yaml", "title: Forms\ncards: false\n"),
                (&format!("content/articles/d{on_disk}/index.md"), &links),
                (&format!("content/articles/d{on_disk}/{on_disk}.svg"), "x"),
                (&format!("content/articles/{article}.md"), "---\ntitle: x\ndate: 2026-11-20\n---\n# ガイド\n"),
                (&format!("static/{on_disk}t.svg"), "x"),
            ],
        );
        let (sources, outcome) = build(folder.path(), &inputs());
        let said = reported(&sources, &outcome.diagnostics);
        assert!(!said.contains("error"), "{on_disk:?} {typed:?}: {said}");
        let files = all_files(&outcome);
        for path in ["articles/de/é.svg", "ét.svg", "articles/ガイド/index.html"] {
            assert!(files.contains_key(path), "{path} in {:?}", files.keys());
        }
        let page = String::from_utf8_lossy(&files["articles/de/index.html"]).into_owned();
        assert!(page.contains("/articles/de/%C3%A9.svg") && page.contains("/%C3%A9t.svg"), "{page}");
    }
}

/// `check` gives advice and writes nothing; besides that it knows what `build` does.
#[test]
fn a_check_finds_the_files_and_the_mistakes_of_a_build() {
    for site in folders_in(&tests_folder().join("sites")) {
        let checked = build(&site, &inputs()).1;
        let built = build(&site, &fissure::Inputs { advice: None, ..inputs() }).1;
        let problems: Vec<_> = checked.diagnostics.iter().filter(|d| !d.code.is_advice()).collect();
        assert_eq!(problems, built.diagnostics.iter().collect::<Vec<_>>(), "{}", site.display());
        if !fissure::base::diagnostic::has_errors(&built.diagnostics) {
            assert_eq!(fissure::extras::count(&checked), all_files(&built).len(), "{}", site.display());
        }
    }
}

/// The index for search is made after the build, by names that only its texts decide.
#[test]
fn a_file_at_a_place_of_the_index_is_a_mistake_in_a_check_too() {
    let folder = tempfile::tempdir().unwrap();
    let kept = ["start.json", "0123abcd.txt", "articles-0123abcd.txt", "12-0abc.json"];
    let free = ["notes.txt", "0123abcg.txt", "x-0abc.json", "0123abcd.txt/x"];
    write_files(folder.path(), &[("templates/search.html", "{{ page.title }}"), ("content/site.yaml", "title: x\n")]);
    let mistakes_of = |names: &[&str]| {
        let _ = fs::remove_dir_all(folder.path().join("static"));
        names.iter().for_each(|name| write_files(folder.path(), &[(&format!("static/search/{name}"), "x")]));
        let told = build(folder.path(), &inputs()).1.diagnostics;
        told.into_iter()
            .filter(|d| d.code == fissure::base::diagnostic::Code::SameAddress)
            .map(|d| d.message)
            .collect::<Vec<_>>()
    };
    assert_eq!(mistakes_of(&free), [""; 0]);
    let message = |name: &&str| match *name {
        "start.json" => format!("static/search/{name} and the index for search would both become /search/{name}."),
        _ => format!("the index for search and static/search/{name} would both become /search/{name}."),
    };
    let mut expected: Vec<String> = kept.iter().map(message).collect();
    let mut found = mistakes_of(&kept);
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}
