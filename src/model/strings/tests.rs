//! Tests of the texts of the interface.

use super::files::{made, of_theme, read, strings_path};
use super::*;

fn changed(text: &str) -> (Strings, Vec<String>) {
    changed_in(&Kinds::standard(), text)
}

fn changed_in(kinds: &Kinds, text: &str) -> (Strings, Vec<String>) {
    let (strings, mistakes) = made(("en", true), std::iter::once((&strings_path(), text)), kinds, &BTreeMap::new());
    (
        strings,
        mistakes
            .into_iter()
            .map(|mistake| format!("{} {}", mistake.message, mistake.help.unwrap_or_default()))
            .collect(),
    )
}

#[test]
fn the_file_of_the_theme_has_no_mistake() {
    let text = include_str!("../../../templates/strings.yaml");
    let mut mistakes = Vec::new();
    let keys: Vec<String> = read(&strings_path(), text, &mut mistakes).into_iter().map(|(key, ..)| key.text).collect();
    assert!(mistakes.is_empty(), "{mistakes:?}");
    assert_eq!(keys.len(), of_theme(&strings_path()).len(), "a key stands there twice");
}

#[test]
fn a_text_has_its_holes_filled_and_a_form_for_one() {
    let (strings, mistakes) = changed("own:\n  many: {one: \"{count} model of {maker}\", other: \"{count} models\"}\n");
    assert!(mistakes.is_empty(), "{mistakes:?}");
    assert_eq!(strings.count("own.many", 1, &[("maker", "Acme")]), "1 model of Acme");
    assert_eq!(strings.count("own.many", 0, &[]), "0 models");
    assert_eq!(filled("a {b} {c} {", |hole| (hole == "b").then(|| "B{c}".to_owned())), "a B{c} {c} {");
    assert_eq!(strings.and(&["a"]), "a");
    assert_eq!(strings.and(&["a", "b", "c"]), "a, b and c");
    assert_eq!(strings.word("no-group", "maker-claim"), "maker claim");
}

#[test]
fn texts_say_what_a_site_calls_its_kinds() {
    let mut kinds = Kinds::standard();
    let model = kinds.with_key_mut("model").unwrap();
    (model.title, model.plural) = ("Chip".to_owned(), "Chips".to_owned());
    kinds.add("plant", "plants", |kind| (kind.title, kind.plural) = ("Fab in the US".into(), "Fabs".into()));
    let own = "own:\n  a: 'Each {kind.model}, {kind.bloc}, {kind.plant}. {Kinds.model}: {x}'\n  b: '{kind.modl}'\n\
               kind:\n  company: {one: maker, other: makers}\n  modle: GPU\n";
    let (strings, mistakes) = changed_in(&kinds, own);
    assert_eq!(strings.fill("own.a", &[("x", "y")]), "Each chip, bloc, Fab in the US. Chips: y");
    assert_eq!(strings.count("map.models", 1, &[("number", "one")]), "one chip");
    assert_eq!(strings.with_kinds("{Kind.company}, {kinds.company}"), "Maker, makers");
    assert_eq!(
        mistakes,
        [
            "\"own.b\" has a hole for the kind \"modl\", which there is not. Did you mean \"model\"?",
            "There is no kind \"modle\". Did you mean \"model\"?",
        ]
    );
    assert!(Strings::default().texts.values().all(|text| text.holes().iter().all(|hole| !hole.contains('.'))));
}

#[test]
fn no_text_has_the_word_of_a_kind_but_in_a_hole() {
    let mut kinds = Kinds::standard();
    for key in ["bloc", "model", "company", "policy"] {
        let kind = kinds.with_key_mut(key).unwrap();
        (kind.title, kind.plural) = ("Xyz".to_owned(), "Xyzs".to_owned());
    }
    let (strings, _) = made(("en", true), std::iter::empty(), &kinds, &BTreeMap::new());
    let words = ["bloc", "blocs", "model", "models", "company", "companies", "policy", "policies", "ai"];
    for (key, Text { forms, other }) in &strings.texts {
        let parts = forms.values().chain([other]).flat_map(|pattern| pieces(pattern));
        let text = parts.filter_map(|piece| if let Piece::Text(text) = piece { Some(text) } else { None });
        let wrong = text
            .flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric()))
            .find(|word| words.contains(&word.to_lowercase().as_str()));
        assert_eq!(wrong, None, "in {key}");
    }
}

#[test]
fn a_site_changes_what_it_names_and_a_wrong_key_is_reported() {
    let (strings, mistakes) = changed("list:\n  between: '; '\n  betwen: x\n  and: '{before} & {lst}'\nown: 5\n");
    assert_eq!(strings.and(&["a", "b", "c"]), "a; b and c");
    assert_eq!(
        mistakes,
        [
            "This is no text of the interface. Write a group with its texts:  matrix: {title: Who can use what}",
            "The interface has no text \"list.betwen\". Did you mean \"list.between\"?",
            "\"list.and\" has no hole {lst}. It has {before}, {last}.",
        ]
    );
}
