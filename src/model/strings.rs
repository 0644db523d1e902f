//! The words of the interface: every label, heading, legend and sentence of ours on pages and drawings, in one language.
//!
//! A text has a key of two parts, `matrix.title`, and may have holes, `{model}`. One that goes with a number has a form for each sort
//! of number that its language tells apart (`plural`), and a hole `{count}`. The theme has a file of texts for each language that it
//! knows, and a site's own files change the texts that they name (`files`). No text knows what a site calls its kinds: that is in
//! holes of its own (`kind_words`). What writers write is never here, nor are messages to writers.

mod files;
mod kind_words;
mod plural;

use super::kind::Kinds;
use super::suggest::nearest;
use crate::base::diagnostic::Diagnostic;
use crate::base::memo::Last;
use crate::base::table::Table;
use crate::base::text::capitalised;
use crate::load::{Sources, TEMPLATES};
pub(crate) use files::is_strings;
use plural::{Form, PluralForms};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The texts by their keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Strings {
    texts: Table<String, Text>,
    forms: PluralForms,
}

/// A text, with its forms for numbers where it has some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    forms: BTreeMap<Form, String>,
    other: String,
}

/// The texts of a site in one language, and what is wrong with its own files.
type Answer = (Arc<Strings>, Arc<Vec<Diagnostic>>);

/// What they are made from: the site's files, its kinds, and the texts that its settings have.
type Question = (Vec<Option<Arc<str>>>, Kinds, BTreeMap<String, String>);

/// What reading them remembers between builds, for each language.
pub(crate) type StringsCache = BTreeMap<String, Last<Question, Answer>>;

/// The texts of a site in a language. `settings` are those that its settings have in its own language. With the language comes whether
/// it is that one, to which `strings.yaml` belongs.
pub(crate) fn of_site(
    sources: &Sources,
    kinds: &Kinds,
    settings: &BTreeMap<String, String>,
    (language, is_of_site): (&str, bool),
    memory: &mut StringsCache,
) -> Answer {
    let paths = files::own(language, is_of_site);
    let own = paths.iter().map(|path| sources.text(path).cloned()).collect::<Vec<_>>();
    let question = (own, kinds.clone(), settings.clone());
    let memory = memory.entry(language.to_owned()).or_default();
    memory.answer(&question).unwrap_or_else(|| {
        let own = paths.iter().zip(&question.0).filter_map(|(path, text)| Some((path, text.as_deref()?)));
        let (strings, mistakes) = files::made((language, is_of_site), own, kinds, settings);
        memory.learn(question, (Arc::new(strings), Arc::new(mistakes)))
    })
}

/// Kinds with titles in the language of these texts, where the settings leave them as they are.
pub(crate) fn titled(mut kinds: Kinds, strings: &Strings) -> Kinds {
    let standard = Kinds::standard();
    for of in standard.iter() {
        let (one, several) = (strings.kind(&of.key).to_owned(), strings.word("kind", &of.key));
        if let Some(kind) =
            kinds.with_key_mut(&of.key).filter(|kind| (&kind.title, &kind.plural) == (&of.title, &of.plural))
        {
            (kind.title, kind.plural) = (capitalised(&one), capitalised(&several));
        }
    }
    kinds
}

impl Default for Strings {
    /// The English texts of the theme, for a site that declares no kinds.
    fn default() -> Strings {
        files::made(("en", true), std::iter::empty(), &Kinds::standard(), &BTreeMap::new()).0
    }
}

impl Strings {
    /// All texts by their keys.
    pub(crate) fn texts(&self) -> &Table<String, Text> {
        &self.texts
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

    /// Clauses as a list: "one is open in Japan and two are shut in the US".
    pub(crate) fn and_clauses(&self, clauses: &[impl AsRef<str>]) -> String {
        self.list("list.and_clauses", clauses)
    }

    /// Names or remarks that stand side by side: "a, b, c".
    pub(crate) fn listed(&self, texts: &[impl AsRef<str>]) -> String {
        texts.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(self.get("list.between"))
    }

    /// Sentences, or parts that have commas, one after the other: "a; b; c".
    pub(crate) fn in_a_row(&self, texts: &[impl AsRef<str>]) -> String {
        texts.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(self.get("list.after_sentence"))
    }

    /// Whole sentences as one text.
    pub(crate) fn sentences(&self, sentences: impl IntoIterator<Item = String>) -> String {
        let join = |before: String, last: String| self.fill("list.sentences", &[("before", &before), ("last", &last)]);
        sentences.into_iter().reduce(join).unwrap_or_default()
    }

    /// A text with more on it in brackets.
    pub(crate) fn with_more(&self, text: &str, more: &str) -> String {
        self.fill("list.in_brackets", &[("text", text), ("more", more)])
    }

    /// What a sentence lacks at its end: nothing where it has an end.
    pub(crate) fn stop(&self, sentence: &str) -> &str {
        let has_end = sentence.is_empty() || sentence.ends_with(['.', '?', '!', '。', '？', '！', '؟', '…']);
        match pieces(self.get("list.stop")).as_slice() {
            [Piece::Hole(_), Piece::Text(stop)] if !has_end => stop,
            _ => "",
        }
    }

    /// A sentence without its full stop.
    pub(crate) fn without_stop<'s>(&self, sentence: &'s str) -> &'s str {
        match pieces(self.get("list.stop")).as_slice() {
            [Piece::Hole(_), Piece::Text(stop)] => sentence.strip_suffix(stop).unwrap_or(sentence),
            _ => sentence,
        }
    }

    /// The names of the twelve months in few letters, for drawings.
    pub(crate) fn short_months(&self) -> Vec<String> {
        (1..=12).map(|month: u8| self.word("month_short", &month.to_string())).collect()
    }

    /// The texts of a group by their names, as JSON; one that goes with a number has its forms by their names: `one`, `other`.
    pub(crate) fn group(&self, group: &str) -> serde_json::Value {
        let named = |(key, text): (&String, &Text)| {
            let name = key.strip_prefix(group)?.strip_prefix('.')?.to_owned();
            let forms = text.forms.iter().map(|(form, text)| (form.name(), text)).chain([("other", &text.other)]);
            let value: serde_json::Value = match text.forms.is_empty() {
                true => text.other.clone().into(),
                false => serde_json::json!(forms.collect::<BTreeMap<_, _>>()),
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
        let form = count.filter(|_| !text.forms.is_empty()).and_then(|count| self.forms.of(count));
        Some(form.and_then(|form| text.forms.get(&form)).unwrap_or(&text.other))
    }

    /// The key that was meant by one that there is not.
    pub(crate) fn nearest(&self, key: &str) -> Option<&str> {
        nearest(key, self.texts.keys().map(String::as_str))
    }
}

impl Text {
    /// A text that is the same for all numbers.
    fn plain(other: String) -> Text {
        Text { forms: BTreeMap::new(), other }
    }

    fn holes(&self) -> BTreeSet<String> {
        let patterns = self.forms.values().chain([&self.other]);
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

#[cfg(test)]
mod tests;
