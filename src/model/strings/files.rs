//! The files of texts: those of the theme, one for each language that it knows, and those of a site, which change what they name.
//!
//! `strings.yaml` has the texts in the language of the site (in the theme: in English), `strings.ja.yaml` those in Japanese.

use super::kind_words::{self, KindHole};
use super::plural::{Form, PluralForms};
use super::{Kinds, Strings, TEMPLATES, Text, nearest};
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::path::SourcePath;
use crate::base::table::Table;
use crate::load::theme;
use crate::model::language;
use crate::parse::front_matter::{self, FrontMatter};
use crate::parse::yaml::{Value, Word, YamlNode};
use std::collections::BTreeMap;

/// The group of texts that a site's own templates may add, and those of types and languages, which are free words.
const OPEN: [&str; 3] = ["language", "own", "type"];

/// The file of the site's own language, and of English in the theme.
pub(super) fn strings_path() -> SourcePath {
    SourcePath::new(format!("{TEMPLATES}/strings.yaml"))
}

fn path_of(language: &str) -> SourcePath {
    SourcePath::new(format!("{TEMPLATES}/strings.{language}.yaml"))
}

/// Whether a file among the templates has texts of the interface.
pub(crate) fn is_strings(path: &SourcePath) -> bool {
    let language = path.file_name().strip_prefix("strings").and_then(|rest| rest.strip_suffix("yaml"));
    path.parent() == TEMPLATES && language.is_some_and(|language| language.starts_with('.') && language.ends_with('.'))
}

/// The files in which a site may change the texts of a language, the last of which counts.
pub(super) fn own(language: &str, is_of_site: bool) -> Vec<SourcePath> {
    is_of_site.then(strings_path).into_iter().chain([path_of(language)]).collect()
}

/// The texts of the theme in a language, as they are changed by the settings and by the files of a site, which go before those; and
/// what is wrong with these files. What the theme does not have in a language is in English.
pub(super) fn made<'a>(
    (language, is_of_site): (&str, bool),
    own: impl Iterator<Item = (&'a SourcePath, &'a str)>,
    kinds: &Kinds,
    settings: &BTreeMap<String, String>,
) -> (Strings, Vec<Diagnostic>) {
    let english = of_theme(&strings_path());
    let in_language =
        language::theme_languages(language).find_map(|code| Some(of_theme(&path_of(code))).filter(|t| !t.is_empty()));
    let mut texts = english.clone();
    texts.extend(in_language.iter().flat_map(|texts| texts.iter().map(|(key, text)| (key.clone(), text.clone()))));
    let called =
        kinds.iter().filter_map(|kind| Some((kind_words::key_of(&kind.key), kind_words::of_settings(kind, language)?)));
    texts.extend(called);
    // In another language the texts of the settings are better than none.
    let counts = |key: &String| is_of_site || texts.get(key).is_none();
    let of_settings =
        settings.iter().filter(|(key, _)| counts(key)).map(|(key, text)| (key.clone(), Text::plain(text.clone())));
    let of_settings: Vec<(String, Text)> = of_settings.collect();
    texts.extend(of_settings);
    let mut strings = Strings { texts, forms: PluralForms::of_language(language) };
    let mut mistakes = Vec::new();
    for (path, text) in own {
        let theme = if *path == strings_path() { Some(&english) } else { in_language.as_ref() };
        mistakes.extend(strings.change(path, text, theme));
    }
    let fill = |text: &String| kind_words::fill(text, &strings.texts);
    let fill = |Text { forms, other }: &Text| {
        let forms = forms.iter().map(|(form, text)| (*form, fill(text))).collect();
        Text { forms, other: fill(other) }
    };
    let texts = strings.texts.iter().map(|(key, text)| (key.clone(), fill(text))).collect();
    (Strings { texts, ..strings }, mistakes)
}

/// The texts of a file of the theme, with holes for the words of kinds; none where there is no such file.
pub(super) fn of_theme(path: &SourcePath) -> Table<String, Text> {
    let text = theme::FILES.iter().find(|(name, _)| *name == path.as_str()).map(|(_, bytes)| *bytes);
    let text = text.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("");
    read(path, text, &mut Vec::new()).into_iter().map(|(key, text, _)| (key.text, text)).collect()
}

impl Strings {
    /// Puts the texts of a site's file over these; gives what is wrong with it. One that is the theme's changes nothing: it is
    /// there because the file is a copy, and what the settings say goes before it.
    fn change(&mut self, path: &SourcePath, text: &str, theme: Option<&Table<String, Text>>) -> Vec<Diagnostic> {
        let mut mistakes = Vec::new();
        for (key, text, span) in read(path, text, &mut mistakes) {
            match self.mistake(path, &key, &text, span) {
                Some(mistake) => mistakes.push(mistake),
                None if theme.is_some_and(|theme| theme.get(&key.text) == Some(&text)) => {}
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
            let keys: Vec<&str> = self.texts.keys().filter_map(|key| kind_words::kind_of(key)).collect();
            return error(Code::UnknownField, key.span.clone(), message, near_kind(kind, &keys));
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
            let keys: Vec<&str> = self.texts.keys().filter_map(|key| kind_words::kind_of(key)).collect();
            return error(Code::BadValue, span, message, near_kind(of.kind, &keys));
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
fn near_kind(meant: &str, keys: &[&str]) -> String {
    match nearest(meant, keys.iter().copied()) {
        Some(near) => format!("Did you mean \"{near}\"?"),
        None => format!("Write the key of a kind: {}.", keys.join(", ")),
    }
}

/// The texts of a file with their keys and places; what cannot be read is reported.
pub(super) fn read(path: &SourcePath, text: &str, mistakes: &mut Vec<Diagnostic>) -> Vec<(Word, Text, Span)> {
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
                None => bad(&span, "Write a text, or its forms:  {one: 1 model, other: \"{count} models\"}"),
            }
        }
    }
    texts
}

/// A text, or its forms for numbers.
fn forms(node: YamlNode) -> Option<Text> {
    let text = |node: &YamlNode| match &node.value {
        Value::Text { text, .. } => Some(text.clone()),
        _ => None,
    };
    let Value::Map(forms) = &node.value else { return text(&node).map(Text::plain) };
    let form = |name: &str| forms.iter().find(|(word, _)| word.text == name).and_then(|(_, node)| text(node));
    let of_numbers = Form::ALL.into_iter().filter_map(|of| Some((of, form(of.name())?)));
    Some(Text { forms: of_numbers.collect(), other: form("other")? })
}
