//! Cards: when they are drawn, and when an earlier one is taken instead. What they look like is held by `tests/sites/cards`.

mod support;

use fissure::diagnostic;
use fissure::load::{self, Look, SourceFile, Sources};
use fissure::path::SourcePath;
use fissure::{Inputs, Memory, Outcome};
use std::sync::Arc;
use support::*;

fn site() -> Sources {
    let theme = small_theme();
    let theme: Vec<(&str, &[u8])> = theme.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    load::load(&tests_folder().join("sites/cards"), &theme, &Look::Everywhere, &mut load::Memory::default()).0
}

fn edit(sources: &mut Sources, path: &str, old: &str, new: &str) {
    let path = SourcePath::new(path);
    let text = sources.text(&path).unwrap().replace(old, new);
    sources.files.insert(path, SourceFile::Text(Arc::from(text)));
}

fn run(sources: &Sources, hurry: bool, memory: &mut Memory) -> Outcome {
    let inputs = if hurry { at_once(&inputs()) } else { inputs() };
    build_sources(sources, &[], &inputs, memory)
}

fn drawn(outcome: &Outcome) -> Vec<String> {
    outcome.rendered.cards.iter().map(ToString::to_string).collect()
}

const LONG: &str = "content/articles/2-long.md";

#[test]
fn a_card_is_drawn_again_when_what_it_shows_is_another_one() {
    let (mut sources, mut memory) = (site(), Memory::default());
    let first = drawn(&run(&sources, false, &mut memory));
    assert!(first.contains(&"card.png".to_owned()) && first.contains(&"models/fugu/card.png".to_owned()), "{first:?}");
    let mut drawn_after = |path: &str, old: &str, new: &str| {
        edit(&mut sources, path, old, new);
        let warm = run(&sources, false, &mut memory);
        let clean = run(&sources, false, &mut Memory::default());
        assert_eq!(differing(&bytes(&warm.rendered), &bytes(&clean.rendered)), None, "{new}");
        drawn(&warm)
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
fn a_build_in_a_hurry_leaves_cards_as_they_were() {
    let (mut sources, mut memory) = (site(), Memory::default());
    let first = bytes(&run(&sources, false, &mut memory).rendered);
    edit(&mut sources, LONG, "title: The", "title: All the");
    let hurried = run(&sources, true, &mut memory);
    assert!(!is_whole(&hurried) && hurried.rendered.cards.is_empty());
    let files = bytes(&hurried.rendered);
    assert_eq!(files["articles/2-long/card.png"], first["articles/2-long/card.png"]);
    assert_ne!(files["articles/2-long/index.html"], first["articles/2-long/index.html"]);
    // A card that is not wanted any more goes at once.
    sources.files.remove(&SourcePath::new(LONG));
    let hurried = run(&sources, true, &mut memory);
    assert!(!bytes(&hurried.rendered).contains_key("articles/2-long/card.png"));
    let later = run(&sources, false, &mut memory);
    assert!(is_whole(&later) && later.rendered.again.is_empty());
    let clean = bytes(&run(&sources, false, &mut Memory::default()).rendered);
    assert_eq!(differing(&bytes(&later.rendered), &clean), None);
}

#[test]
fn a_build_with_errors_draws_no_card_and_forgets_none() {
    let (mut sources, mut memory) = (site(), Memory::default());
    edit(&mut sources, LONG, "A text.", "A text with a [dead link](/nowhere/).");
    // Not even the first one, which remembers nothing.
    let failed = run(&sources, false, &mut memory);
    assert!(diagnostic::has_errors(&failed.diagnostics) && is_whole(&failed));
    assert_eq!(drawn(&failed), [""; 0]);
    edit(&mut sources, LONG, "[dead link](/nowhere/)", "link");
    let all = drawn(&run(&sources, false, &mut memory));
    assert!(all.len() > 4, "{all:?}");
    // What is drawn while there is no mistake is remembered over one, in which other cards would be planned.
    edit(&mut sources, LONG, "title: The", "titel: The");
    assert_eq!(drawn(&run(&sources, false, &mut memory)), [""; 0]);
    edit(&mut sources, LONG, "titel: The", "title: The");
    let fixed = run(&sources, false, &mut memory);
    assert_eq!(drawn(&fixed), [""; 0]);
    let clean = bytes(&run(&sources, false, &mut Memory::default()).rendered);
    assert_eq!(differing(&bytes(&fixed.rendered), &clean), None);
    // A warning is an error where the build is strict.
    edit(&mut sources, LONG, "layer: rule, by: unknown", "layer: rule");
    let strict = |strict| build_sources(&sources, &[], &Inputs { strict, ..inputs() }, &mut Memory::default());
    let (free, held) = (strict(false), strict(true));
    assert!(!free.diagnostics.is_empty() && !diagnostic::has_errors(&free.diagnostics), "{:?}", free.diagnostics);
    assert!(!drawn(&free).is_empty() && drawn(&held).is_empty());
    let told = |outcome: &Outcome| outcome.diagnostics.iter().map(|d| d.message.clone()).collect::<Vec<_>>();
    assert_eq!(told(&free), told(&held));
}

#[test]
fn cards_of_an_earlier_run_are_taken_if_they_are_what_would_be_drawn() {
    let sources = site();
    let clean = bytes(&run(&sources, false, &mut Memory::default()).rendered);
    let with = |earlier: Files| {
        let mut memory = Memory::default();
        memory.recall(move |path| earlier.get(path.as_str()).cloned());
        let outcome = run(&sources, false, &mut memory);
        assert_eq!(differing(&bytes(&outcome.rendered), &clean), None);
        drawn(&outcome)
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
        let outcome = run(&sources, false, &mut Memory::default());
        let files = bytes(&outcome.rendered);
        assert!(files.keys().all(|path| !path.ends_with(".png")));
        assert!(files.values().all(|page| !String::from_utf8_lossy(page).contains("og:image")));
    }
}

#[test]
fn a_font_more_draws_all_cards_again_and_is_not_published() {
    let mut sources = site();
    let font = std::fs::read(tests_folder().join("../src/fonts/newsreader-600.ttf")).unwrap();
    let content = load::Content::Memory(font.into());
    sources.files.insert(SourcePath::new("fonts/own.ttf"), SourceFile::Data(content));
    edit(&mut sources, "content/site.yaml", "{articles: 3}", "{articles: 3, fonts: [fonts/own.ttf]}");
    let mut memory = Memory::default();
    let outcome = run(&sources, false, &mut memory);
    assert!(bytes(&outcome.rendered).keys().all(|path| !path.starts_with("fonts/")), "fonts are not published");
    // Another font may show anything otherwise.
    edit(&mut sources, "content/site.yaml", ", fonts: [fonts/own.ttf]", "");
    let without = run(&sources, false, &mut memory);
    assert_eq!(without.rendered.cards.len(), outcome.rendered.cards.len());
}
