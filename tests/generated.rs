//! The made-up site of the bench: that it is sound, and always the same.

#[path = "../benches/build/generate.rs"]
mod generate;
mod support;

use fissure::theme;
use generate::World;
use std::collections::BTreeMap;
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
    let files = files();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    write_files(folder.path(), &files);
    let inputs = fissure::Inputs { now: generate::NOW.parse().unwrap(), advice: None, ..inputs() };
    let (sources, outcome) = build_with(folder.path(), theme::FILES, &inputs);
    assert_eq!(told(&sources, &outcome.diagnostics), "");
    let pages = bytes(&outcome.rendered);
    let articles = pages.keys().filter(|path| path.starts_with("articles/") && path.ends_with("/index.html"));
    assert!(articles.count() >= ARTICLES);
}

#[test]
fn articles_are_as_long_as_those_of_a_newspaper() {
    let world = World::new(200);
    for n in 0..200 {
        let words = world.article(n).body.split_whitespace().count();
        assert!((300..=800).contains(&words), "article {n} has {words} words");
    }
}
