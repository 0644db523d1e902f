//! Cards: when they are drawn, and when an earlier one is taken instead. What they look like is held by `tests/sites/cards`.

mod support;

use fissure::base::path::SourcePath;
use fissure::load::{self, Look, SourceFile, Sources};
use std::sync::Arc;
use support::*;

fn site() -> Sources {
    let theme = small_theme();
    let theme: Vec<(&str, &[u8])> = theme.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    load::load(&tests_folder().join("sites/cards"), &theme, &Look::Everywhere, &mut load::LoadCache::default()).0
}

fn edit(sources: &mut Sources, path: &str, old: &str, new: &str) {
    let path = SourcePath::new(path);
    let text = sources.text(&path).unwrap().replace(old, new);
    sources.files.insert(path, SourceFile::Text(Arc::from(text)));
}

/// A build with its cards: the cards that were drawn, and all files.
fn run(sources: &Sources, memory: &mut Remembered) -> (Vec<String>, Files) {
    let outcome = build_sources(sources, &[], &inputs(), &mut memory.build);
    let made = extras_of(&outcome, &mut memory.extras);
    let mut files = bytes(&outcome.rendered.files);
    files.extend(bytes(&made.files));
    (made.drawn.iter().map(ToString::to_string).collect(), files)
}

fn clean(sources: &Sources) -> Files {
    run(sources, &mut Remembered::default()).1
}

const LONG: &str = "content/articles/2-long.md";

#[test]
fn a_card_is_drawn_again_when_what_it_shows_is_another_one() {
    let (mut sources, mut memory) = (site(), Remembered::default());
    let (first, _) = run(&sources, &mut memory);
    assert!(first.contains(&"card.png".to_owned()) && first.contains(&"models/fugu/card.png".to_owned()), "{first:?}");
    let mut drawn_after = |path: &str, old: &str, new: &str| {
        edit(&mut sources, path, old, new);
        let (drawn, warm) = run(&sources, &mut memory);
        assert_eq!(differing(&warm, &clean(&sources)), None, "{new}");
        drawn
    };
    assert_eq!(drawn_after(LONG, "A text.", "Another text."), [""; 0]);
    assert_eq!(drawn_after(LONG, "title: The", "title: All the"), ["articles/2-long/card.png"]);
    let of_model = drawn_after(LONG, "for: us, status: banned", "for: us, status: open");
    assert_eq!(of_model, ["articles/2-long/card.png", "models/fugu/card.png"]);
    // An article more pushes the oldest of the newest out, whose page then shows the card of the site.
    let of_new = drawn_after("content/articles/1-oldest.md", "date: 2026-11-01", "date: 2026-11-22");
    assert_eq!(of_new, ["articles/1-oldest/card.png", "blocs/us/card.png"]);
    let of_bloc = drawn_after("content/blocs/japan.md", "name: Japan", "name: Nippon");
    let expected = ["blocs/japan/card.png", "card.png", "companies/sakana/card.png", "models/fugu/card.png"];
    assert_eq!(of_bloc, expected);
}

#[test]
fn cards_of_an_earlier_run_are_taken_if_they_are_what_would_be_drawn() {
    let sources = site();
    let clean = clean(&sources);
    let with = |earlier: Files| {
        let mut memory = Remembered::default();
        memory.extras.recall(move |path| earlier.get(path.as_str()).cloned());
        let (drawn, files) = run(&sources, &mut memory);
        assert_eq!(differing(&files, &clean), None);
        drawn
    };
    assert_eq!(with(clean.clone()), [""; 0]);
    let mut spoilt = clean.clone();
    // Another page's card, whole as it is; one with a bit turned over; and one that was cut short.
    spoilt.insert("card.png".to_owned(), clean["models/fugu/card.png"].clone());
    spoilt.get_mut("blocs/us/card.png").unwrap()[2000] ^= 1;
    spoilt.get_mut("blocs/china/card.png").unwrap().truncate(3000);
    assert_eq!(with(spoilt), ["blocs/china/card.png", "blocs/us/card.png", "card.png"]);
}

#[test]
fn a_site_without_cards_or_without_an_address_draws_none() {
    for (old, new) in [("cards: {articles: 3}", "cards: false"), ("base_url: https://example.org/sub/", "")] {
        let mut sources = site();
        edit(&mut sources, "content/site.yaml", old, new);
        let files = clean(&sources);
        assert!(files.keys().all(|path| !path.ends_with(".png")));
        assert!(files.values().all(|page| !String::from_utf8_lossy(page).contains("og:image")));
    }
}

#[test]
fn a_font_more_draws_all_cards_again_and_is_not_published() {
    let mut sources = site();
    let font = std::fs::read(tests_folder().join("../src/draw/fonts/newsreader-600.ttf")).unwrap();
    let content = fissure::base::content::Content::Memory(font.into());
    sources.files.insert(SourcePath::new("fonts/own.ttf"), SourceFile::Data(content));
    edit(&mut sources, "content/site.yaml", "{articles: 3}", "{articles: 3, fonts: [fonts/own.ttf]}");
    let mut memory = Remembered::default();
    let (drawn, files) = run(&sources, &mut memory);
    assert!(files.keys().all(|path| !path.starts_with("fonts/")), "fonts are not published");
    // Another font may show anything otherwise.
    edit(&mut sources, "content/site.yaml", ", fonts: [fonts/own.ttf]", "");
    assert_eq!(run(&sources, &mut memory).0, drawn);
}
