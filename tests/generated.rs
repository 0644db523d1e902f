//! The made-up site of the bench: that it is sound, always the same, and never stale after an edit.

#[path = "../benches/common/generate.rs"]
mod generate;
mod support;

use fissure::base::path::SourcePath;
use fissure::load::theme;
use fissure::load::{SourceFile, Sources};
use generate::World;
use std::collections::BTreeMap;
use std::sync::Arc;
use support::*;

const ARTICLES: usize = 30;

fn files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    World::new(ARTICLES).files(|path, text| {
        let before = files.insert(path.to_owned(), text.to_owned());
        assert!(before.is_none(), "{path} was made twice");
    });
    files
}

#[test]
fn the_same_bytes_come_out_twice() {
    assert_eq!(files(), files());
}

#[test]
fn it_builds_and_nothing_is_wrong_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = files();
    // What is looked for is in pages.
    let settings = files.iter_mut().find(|(path, _)| *path == "content/site.yaml").unwrap();
    settings.1.push_str("cards: false\n");
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    write_files(folder.path(), &files);
    let inputs = fissure::Inputs { now: generate::NOW.parse().unwrap(), advice: None, ..inputs() };
    let (sources, outcome) = build_with(folder.path(), theme::FILES, &inputs);
    assert_eq!(reported(&sources, &outcome.diagnostics), "");
    let pages = bytes(&outcome.rendered.files);
    let articles = pages.keys().filter(|path| path.starts_with("articles/") && path.ends_with("/index.html"));
    assert!(articles.count() >= ARTICLES);
}

/// Edits of a site that is large enough for every list to have several pages, and for every table to have several parts.
/// Each build is held against one without memory.
#[test]
fn edits_of_a_large_site_never_make_a_stale_page() {
    const ARTICLES: usize = 120;
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(7);
    println!("SEED={seed} cargo test --test generated");
    let mut random = fastrand::Rng::with_seed(seed);
    let world = World::new(ARTICLES);
    let mut sources = Sources::default();
    let mut add = |path: &str, text: &str| {
        sources.files.insert(SourcePath::new(path), SourceFile::Text(Arc::from(text)));
    };
    small_theme().iter().for_each(|(path, bytes)| {
        if let Ok(text) = std::str::from_utf8(bytes) {
            add(path, text);
        }
    });
    world.files(&mut add);
    add("templates/search.html", "{{ page.title }}");
    let settings = SourcePath::new("content/site.yaml");
    let with_few_cards = format!("{}cards: {{articles: 3, entities: false}}\n", sources.text(&settings).unwrap());
    sources.files.insert(settings, SourceFile::Text(Arc::from(with_few_cards)));
    let inputs = fissure::Inputs { now: generate::NOW.parse().unwrap(), ..inputs() };
    let mut memory = Remembered::default();
    build_sources(&sources, &[], &inputs, &mut memory.build);
    for round in 0..30 {
        let n = random.usize(..ARTICLES);
        let mut article = world.article(n);
        let path = SourcePath::new(article.path());
        let what = random.u8(..10);
        match what {
            0 | 1 => article.body.push_str("\nOne more.\n"),
            2 => article.title = format!("Another title {round}"),
            3 => article.tags.push(random.usize(..world.entities.len())),
            4 => article.body = format!("On [[{}]] alone.\n", world.entities[random.usize(..20)].slug),
            _ => {}
        }
        let entity = &world.entities[random.usize(..world.entities.len())];
        let (path, text) = match what {
            5 => (path, None),
            6 => (SourcePath::new(entity.path()), Some(entity.text() + "\nMore of it.\n")),
            7 => (SourcePath::new(entity.path()), Some(entity.text().replacen("name: ", "name: The ", 1))),
            // Words that stand in the prose of many articles become names.
            8 => {
                (SourcePath::new(entity.path()), Some(entity.text().replacen("aliases: [", "aliases: [regulator, ", 1)))
            }
            9 => {
                let path = SourcePath::new(format!("content/models/newcomer-{round}.md"));
                (path, Some(format!("---\nname: Newcomer {round}\naliases: [supplier of a]\n---\nA text.\n")))
            }
            _ => (path, Some(world.text(&article))),
        };
        match text {
            Some(text) => drop(sources.files.insert(path, SourceFile::Text(Arc::from(text)))),
            None => drop(sources.files.remove(&path)),
        }
        // After several saves in a row, what is late is made once, after the last one.
        let compared = compare(&sources, &[], &inputs, &mut memory, round % 3 == 2);
        compared.unwrap_or_else(|difference| panic!("SEED={seed}, round {round}, edit {what}: {difference}"));
    }
}

#[test]
fn articles_are_as_long_as_those_of_a_newspaper() {
    let world = World::new(200);
    for n in 0..200 {
        let words = world.article(n).body.split_whitespace().count();
        assert!((300..=800).contains(&words), "article {n} has {words} words");
    }
}
