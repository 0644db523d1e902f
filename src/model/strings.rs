//! The words of the interface: every label, heading, legend and sentence of ours on pages and drawings, from
//! `templates/strings.yaml`.
//!
//! A text has a key of two parts, `matrix.title`, and may have holes, `{model}`. One that goes with a number has two forms,
//! `one` and `other`, and a hole `{count}`. A site's own file changes the texts that it names, and the theme has the rest. No text
//! knows what a site calls its kinds: that is in holes of its own (`kind_words`). What writers write is never here, nor are
//! messages to writers.

mod kind_words;

use super::kind::Kinds;
use super::suggest::nearest;
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::memo::Last;
use crate::base::path::SourcePath;
use crate::load::{Sources, TEMPLATES, theme};
use crate::parse::front_matter::{self, FrontMatter};
use crate::parse::yaml::{Value, Word, YamlNode};
use kind_words::KindHole;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The group of texts that a site's own templates may add, and that of types, which are free words.
const OPEN: [&str; 2] = ["own", "type"];

/// The texts by their keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Strings {
    texts: BTreeMap<String, Text>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Text {
    /// For the number 1, where that has a form of its own.
    one: Option<String>,
    other: String,
}

/// The texts of a site and what is wrong with its file.
type Answer = (Arc<Strings>, Arc<Vec<Diagnostic>>);

/// What they are made from: the site's file, its kinds, and the texts that its settings have.
type Question = (Option<Arc<str>>, Kinds, BTreeMap<String, String>);

/// What reading them remembers between builds.
pub(crate) type StringsCache = Last<Question, Answer>;

/// Where the texts are.
pub(crate) fn strings_path() -> SourcePath {
    SourcePath::new(format!("{TEMPLATES}/strings.yaml"))
}

/// The texts of a site: its own, and the theme's for the others.
pub(crate) fn of_site(
    sources: &Sources,
    kinds: &Kinds,
    settings: &BTreeMap<String, String>,
    memory: &mut StringsCache,
) -> Answer {
    let question = (sources.text(&strings_path()).cloned(), kinds.clone(), settings.clone());
    memory.answer(&question).unwrap_or_else(|| {
        let (strings, mistakes) = made(question.0.as_deref(), kinds, settings);
        memory.learn(question, (Arc::new(strings), Arc::new(mistakes)))
    })
}

impl Default for Strings {
    /// The texts of the theme, for a site that declares no kinds.
    fn default() -> Strings {
        made(None, &Kinds::standard(), &BTreeMap::new()).0
    }
}

/// The texts of the theme, as they are changed by the settings and by the file of a site, which goes before those; and what is
/// wrong with that file.
fn made(own: Option<&str>, kinds: &Kinds, settings: &BTreeMap<String, String>) -> (Strings, Vec<Diagnostic>) {
    let theme = Strings::of_theme();
    let mut strings = theme.clone();
    let called = kinds.iter().filter_map(|kind| Some((kind_words::key_of(&kind.key), kind_words::of_settings(kind)?)));
    strings.texts.extend(called);
    let text = |(key, text): (&String, &String)| (key.clone(), Text { one: None, other: text.clone() });
    strings.texts.extend(settings.iter().map(text));
    let mistakes = own.map_or_else(Vec::new, |text| strings.change(&strings_path(), text, &theme));
    let fill = |text: &String| kind_words::fill(text, &strings.texts);
    let fill = |Text { one, other }: &Text| Text { one: one.as_ref().map(fill), other: fill(other) };
    let texts = strings.texts.iter().map(|(key, text)| (key.clone(), fill(text))).collect();
    (Strings { texts }, mistakes)
}

impl Strings {
    /// The texts of the theme, with holes for the words of kinds.
    fn of_theme() -> Strings {
        let path = strings_path();
        let text = theme::FILES.iter().find(|(name, _)| *name == path.as_str()).map(|(_, bytes)| *bytes);
        let text = text.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("");
        let texts = read(&path, text, &mut Vec::new()).into_iter().map(|(key, text, _)| (key.text, text));
        Strings { texts: texts.collect() }
    }

    /// A text of the program, with the words for kinds that it has holes for.
    pub(crate) fn with_kinds(&self, text: &str) -> String {
        kind_words::fill(text, &self.texts)
    }

    /// What one thing of a kind is called in running text.
    pub(crate) fn kind(&self, key: &str) -> &str {
        self.pattern(&kind_words::key_of(key), Some(1)).unwrap_or("")
    }

    /// A text without holes. A key that there is not stands for itself; a test holds ours against the file.
    pub(crate) fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(key).map_or(key, |text| &text.other)
    }

    /// The text of a word that the content model has, `access.open`; a word without a text is its own, without its hyphens.
    pub(crate) fn word(&self, group: &str, word: &str) -> String {
        self.word_for(group, word, None)
    }

    /// The same in the form for a number.
    pub(crate) fn word_for(&self, group: &str, word: &str, count: Option<usize>) -> String {
        let text = self.pattern(&format!("{group}.{word}"), count);
        text.map_or_else(|| word.replace(['-', '_'], " "), str::to_owned)
    }

    /// A text with its holes filled. A hole of which nothing is said stays.
    pub(crate) fn fill(&self, key: &str, holes: &[(&str, &str)]) -> String {
        filled(self.get(key), |hole| holes.iter().find(|(name, _)| *name == hole).map(|(_, value)| (*value).to_owned()))
    }

    /// The form of a text for a number, with its holes and `{count}` filled.
    pub(crate) fn count(&self, key: &str, count: usize, holes: &[(&str, &str)]) -> String {
        let number = count.to_string();
        let pattern = self.pattern(key, Some(count)).unwrap_or(key);
        filled(pattern, |hole| {
            let given = holes.iter().find(|(name, _)| *name == hole).map(|(_, value)| *value);
            given.or((hole == "count").then_some(&number)).map(str::to_owned)
        })
    }

    /// Texts as a list: "a", "a and b", "a, b and c".
    pub(crate) fn and(&self, texts: &[impl AsRef<str>]) -> String {
        self.list("list.and", texts)
    }

    /// The same with another last link: `list.or`.
    pub(crate) fn list(&self, last: &str, texts: &[impl AsRef<str>]) -> String {
        let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
        match texts.split_last() {
            None => String::new(),
            Some((only, [])) => (*only).to_owned(),
            Some((end, before)) => {
                self.fill(last, &[("before", &before.join(self.get("list.between"))), ("last", end)])
            }
        }
    }

    /// The names of the twelve months in few letters, for drawings.
    pub(crate) fn short_months(&self) -> Vec<String> {
        (1..=12).map(|month: u8| self.word("month_short", &month.to_string())).collect()
    }

    /// The texts of a group by their names, as JSON; one that goes with a number has its forms as `one` and `other`.
    pub(crate) fn group(&self, group: &str) -> serde_json::Value {
        let named = |(key, text): (&String, &Text)| {
            let name = key.strip_prefix(group)?.strip_prefix('.')?.to_owned();
            let value = match &text.one {
                Some(one) => serde_json::json!({ "one": one, "other": text.other }),
                None => text.other.clone().into(),
            };
            Some((name, value))
        };
        self.texts.iter().filter_map(named).collect()
    }

    /// What stands between the last two of a list: " and ".
    pub(crate) fn last_link(&self) -> &str {
        match pieces(self.get("list.and")).as_slice() {
            [Piece::Hole(_), Piece::Text(link), Piece::Hole(_)] => link,
            _ => self.get("list.between"),
        }
    }

    /// The text with its holes, in the form for a number.
    pub(crate) fn pattern(&self, key: &str, count: Option<usize>) -> Option<&str> {
        let text = self.texts.get(key)?;
        Some(text.one.as_deref().filter(|_| count == Some(1)).unwrap_or(&text.other))
    }

    /// The key that was meant by one that there is not.
    pub(crate) fn nearest(&self, key: &str) -> Option<&str> {
        nearest(key, self.texts.keys().map(String::as_str))
    }

    /// Puts the texts of a site's file over these; gives what is wrong with it. One that is the theme's changes nothing: it is
    /// there because the file is a copy, and what the settings say goes before it.
    fn change(&mut self, path: &SourcePath, text: &str, theme: &Strings) -> Vec<Diagnostic> {
        let mut mistakes = Vec::new();
        for (key, text, span) in read(path, text, &mut mistakes) {
            match self.mistake(path, &key, &text, span) {
                Some(mistake) => mistakes.push(mistake),
                None if theme.texts.get(&key.text) == Some(&text) => {}
                None => drop(self.texts.insert(key.text, text)),
            }
        }
        mistakes
    }

    /// What is wrong with a text of a site, if anything is.
    fn mistake(&self, path: &SourcePath, key: &Word, text: &Text, span: Span) -> Option<Diagnostic> {
        let error =
            |code, span, message: String, help: String| Some(Diagnostic::error(code, path, span, message).help(help));
        let known = self.texts.get(&key.text);
        if let (None, Some(kind)) = (known, kind_words::kind_of(&key.text)) {
            let message = format!("There is no kind \"{kind}\".");
            let keys = self.texts.keys().filter_map(|key| kind_words::kind_of(key));
            return error(Code::UnknownField, key.span.clone(), message, near_kind(kind, keys));
        }
        if known.is_none() && !OPEN.iter().any(|group| key.text.split('.').next() == Some(group)) {
            let message = format!("The interface has no text \"{}\".", key.text);
            let help = match self.nearest(&key.text) {
                Some(near) => format!("Did you mean \"{near}\"?"),
                None => "Texts of your own templates stand under  own: ".to_owned(),
            };
            return error(Code::UnknownField, key.span.clone(), message, help);
        }
        let mut wants = text.holes();
        let is_of_kind = |hole: &String| {
            KindHole::named(hole).is_some_and(|of| self.texts.contains_key(&kind_words::key_of(of.kind)))
        };
        // The words themselves have no holes: they are filled in once.
        wants.retain(|hole| kind_words::kind_of(&key.text).is_some() || !is_of_kind(hole));
        let unknown = wants.iter().find(|hole| !is_of_kind(hole)).and_then(|hole| KindHole::named(hole));
        if let Some(of) = unknown {
            let message = format!("\"{}\" has a hole for the kind \"{}\", which there is not.", key.text, of.kind);
            let keys = self.texts.keys().filter_map(|key| kind_words::kind_of(key));
            return error(Code::BadValue, span, message, near_kind(of.kind, keys));
        }
        let has = known.map(Text::holes)?;
        let hole = wants.difference(&has).next()?;
        let message = format!("\"{}\" has no hole {{{hole}}}.", key.text);
        let all: Vec<String> =
            has.iter().filter(|hole| KindHole::named(hole).is_none()).map(|hole| format!("{{{hole}}}")).collect();
        let help = if all.is_empty() { "It has none.".into() } else { format!("It has {}.", all.join(", ")) };
        error(Code::BadValue, span, message, help)
    }
}

/// Which kind was meant, or which there are.
fn near_kind<'a>(meant: &str, keys: impl Iterator<Item = &'a str> + Clone) -> String {
    match nearest(meant, keys.clone()) {
        Some(near) => format!("Did you mean \"{near}\"?"),
        None => format!("Write the key of a kind: {}.", keys.collect::<Vec<_>>().join(", ")),
    }
}

impl Text {
    fn holes(&self) -> BTreeSet<String> {
        let patterns = self.one.iter().chain([&self.other]);
        let hole = |piece| match piece {
            Piece::Hole(hole) => Some(hole.to_owned()),
            Piece::Text(_) => None,
        };
        patterns.flat_map(|pattern| pieces(pattern)).filter_map(hole).collect()
    }
}

/// A part of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    Text(&'a str),
    /// The name between braces.
    Hole(&'a str),
}

/// The parts of a pattern in their order. A brace that is never closed is text.
pub(crate) fn pieces(pattern: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while let Some((before, (hole, after))) =
        rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
    {
        pieces.extend((!before.is_empty()).then_some(Piece::Text(before)));
        pieces.push(Piece::Hole(hole));
        rest = after;
    }
    pieces.extend((!rest.is_empty()).then_some(Piece::Text(rest)));
    pieces
}

/// A pattern with each hole, `{name}`, filled with what is given for it; one for which there is nothing stays.
pub(crate) fn filled(pattern: &str, mut value: impl FnMut(&str) -> Option<String>) -> String {
    let piece = |piece| match piece {
        Piece::Text(text) => text.to_owned(),
        Piece::Hole(hole) => value(hole).unwrap_or_else(|| format!("{{{hole}}}")),
    };
    pieces(pattern).into_iter().map(piece).collect()
}

/// The texts of a file with their keys and places; what cannot be read is reported.
fn read(path: &SourcePath, text: &str, mistakes: &mut Vec<Diagnostic>) -> Vec<(Word, Text, Span)> {
    let (groups, found) = front_matter::read_fields(path, text, 0..text.len());
    mistakes.extend(found);
    let FrontMatter { fields, .. } = groups;
    let mut texts = Vec::new();
    let mut bad = |span: &Span, help: &str| {
        let message = "This is no text of the interface.";
        mistakes.push(Diagnostic::error(Code::BadValue, path, span.clone(), message).help(help));
    };
    for (group, node) in fields {
        let Value::Map(entries) = node.value else {
            bad(&group.span, "Write a group with its texts:  matrix: {title: Who can use what}");
            continue;
        };
        for (name, node) in entries {
            let key = Word { text: format!("{}.{}", group.text, name.text), span: name.span };
            let span = node.span.clone();
            match forms(node) {
                Some(text) => texts.push((key, text, span)),
                None => bad(&span, "Write a text, or its two forms:  {one: 1 model, other: \"{count} models\"}"),
            }
        }
    }
    texts
}

/// A text, or its two forms.
fn forms(node: YamlNode) -> Option<Text> {
    let text = |node: &YamlNode| match &node.value {
        Value::Text { text, .. } => Some(text.clone()),
        _ => None,
    };
    let Value::Map(forms) = &node.value else { return text(&node).map(|other| Text { one: None, other }) };
    let form = |name: &str| forms.iter().find(|(word, _)| word.text == name).and_then(|(_, node)| text(node));
    Some(Text { one: form("one"), other: form("other")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str) -> (Strings, Vec<String>) {
        changed_in(&Kinds::standard(), text)
    }

    fn changed_in(kinds: &Kinds, text: &str) -> (Strings, Vec<String>) {
        let (strings, mistakes) = made(Some(text), kinds, &BTreeMap::new());
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
        let text = include_str!("../../templates/strings.yaml");
        let mut mistakes = Vec::new();
        let keys: Vec<String> =
            read(&strings_path(), text, &mut mistakes).into_iter().map(|(key, ..)| key.text).collect();
        assert!(mistakes.is_empty(), "{mistakes:?}");
        assert_eq!(keys.len(), Strings::of_theme().texts.len(), "a key stands there twice");
    }

    #[test]
    fn a_text_has_its_holes_filled_and_a_form_for_one() {
        let (strings, mistakes) =
            changed("own:\n  many: {one: \"{count} model of {maker}\", other: \"{count} models\"}\n");
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
        let (strings, _) = made(None, &kinds, &BTreeMap::new());
        let words = ["bloc", "blocs", "model", "models", "company", "companies", "policy", "policies", "ai"];
        for (key, Text { one, other }) in &strings.texts {
            let parts = one.iter().chain([other]).flat_map(|pattern| pieces(pattern));
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
}
