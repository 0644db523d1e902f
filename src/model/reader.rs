//! Takes typed values out of front matter, and says what is wrong with each at its place.
//!
//! Collects instead of stopping: whoever asks for a field gets a usable value or nothing, and the mistake is kept. Which fields
//! there are and which words they take comes from the tables of `fields`.

use super::choice::Choice;
use super::fields::field::{Field, Takes};
use super::language;
use super::suggest::nearest;
use super::time::{self, BadTime, Published};
use crate::base::bounds::{NAME_LETTERS, NAMES, TAGS, exceeded};
use crate::base::diagnostic::{Code, Diagnostic, Severity, Span};
use crate::base::path::{Address, SourcePath, decoded};
use crate::base::slug::Slug;
use crate::base::text::on_one_line;
use crate::parse::explain::{field_name, is_invisible, quoted};
use crate::parse::front_matter::{FrontMatter, name_in};
use crate::parse::place;
use crate::parse::unintended::bad_address;
use crate::parse::yaml::{LostTo, Value, Word, YamlNode};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::borrow::Cow;

/// The fields of one map, and what was wrong with those that were asked for.
pub(crate) struct Fields<'a> {
    pub path: &'a SourcePath,
    fields: &'a [(Word, YamlNode)],
    /// Which fields there may be; empty where any may.
    table: Cow<'a, [Field<'a>]>,
    /// Where the map stands; what is missing is reported at its beginning.
    pub span: Span,
    /// Whether some fields could not be read, so that none may be called missing.
    broken: bool,
    pub diagnostics: Vec<Diagnostic>,
}

/// Fields of other generators, and what they are here.
const ELSEWHERE: [(&str, &[&str]); 10] = [
    ("tags", &["bloc", "model", "company", "policy"]),
    ("categories", &["bloc", "model", "company", "policy"]),
    ("category", &["bloc", "model", "company", "policy"]),
    ("keywords", &["bloc", "model", "company", "policy"]),
    ("description", &["summary"]),
    ("excerpt", &["summary"]),
    ("author", &["authors"]),
    ("aliases", &["redirects"]),
    ("cover", &["image"]),
    ("lastmod", &["updates"]),
];

impl<'a> Fields<'a> {
    /// The fields of a file; those that its table does not have are reported.
    pub(crate) fn new(
        path: &'a SourcePath,
        front_matter: &'a FrontMatter,
        table: impl Into<Cow<'a, [Field<'a>]>>,
    ) -> Self {
        let (fields, table) = (&*front_matter.fields, table.into());
        let broken = front_matter.broken;
        let mut fields = Fields { path, fields, table, span: 0..0, broken, diagnostics: Vec::new() };
        fields.report_unknown();
        fields
    }

    pub(crate) fn error(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(code, self.path, span, message).help(help));
    }

    /// A warning at a field.
    pub(crate) fn warn(&mut self, key: &str, code: Code, message: impl Into<String>, help: impl Into<String>) {
        let warning = Diagnostic::warning(code, self.path, self.place(key), message);
        self.diagnostics.push(warning.help(help));
    }

    /// The value of a field; nothing for a field that the table does not have.
    pub(crate) fn node(&self, key: &str) -> Option<&'a YamlNode> {
        let (_, node) = self.fields.iter().find(|(word, _)| word.text == key)?;
        self.knows(key).then_some(node)
    }

    /// Where a field stands, or the beginning of the map where it does not.
    pub(crate) fn place(&self, key: &str) -> Span {
        self.node(key).map_or(self.span.start..self.span.start, |node| node.span.clone())
    }

    fn knows(&self, key: &str) -> bool {
        self.table.is_empty() || self.table.iter().any(|field| field.key == key)
    }

    fn takes(&self, key: &str) -> Option<Takes<'a>> {
        self.table.iter().find(|field| field.key == key).map(|field| field.takes)
    }

    fn report_unknown(&mut self) {
        for (key, _) in self.fields {
            if self.knows(&key.text) || (key.text.is_empty() && self.broken) {
                continue;
            }
            if let Some(c) = key.text.chars().find(|c| is_invisible(*c)) {
                let message = format!("There is an invisible character in this name (U+{:04X}).", c as u32);
                self.error(Code::OddCharacters, key.span.clone(), message, "Delete it, or type the name again.");
                continue;
            }
            if place::places(&key.text).is_ok() {
                let message = format!("\"{}\" is a place in a source, not a field.", key.text);
                self.error(Code::BadPlace, key.span.clone(), message, "Put several places in a list:  at: [¶3, ¶6]");
                continue;
            }
            let message = format!("There is no field \"{}\".", key.text);
            if key.text == "<<" {
                let help = "Fields are not merged here: write them where they are needed.";
                self.error(Code::UnknownField, key.span.clone(), message, help);
                continue;
            }
            let known = || self.table.iter().map(|field| field.key);
            let elsewhere =
                ELSEWHERE.iter().find(|(name, ours)| *name == key.text && ours.iter().all(|our| self.knows(our)));
            if let Some((_, ours)) = elsewhere {
                let help = format!("Here that is  {}:", ours.join(":  or  "));
                self.error(Code::UnknownField, key.span.clone(), message, help);
                continue;
            }
            let help = match nearest(&key.text, known()) {
                Some(field) => format!("Did you mean \"{field}\"?"),
                None => format!("The fields here are: {}.", known().collect::<Vec<_>>().join(", ")),
            };
            self.error(Code::UnknownField, key.span.clone(), message, help);
        }
    }

    /// A text with its place, on one line: no field but `extra` has a meaning for line breaks.
    pub(crate) fn word(&mut self, key: &str) -> Option<Word> {
        let node = self.node(key)?;
        match &node.value {
            Value::Null | Value::Broken => None,
            Value::Text { text, .. } => Some(Word { text: on_one_line(text).into_owned(), span: node.span.clone() }),
            Value::List(_) | Value::Map(_) => {
                let message = format!("\"{key}\" takes one text, not a list.");
                self.error(Code::BadValue, node.span.clone(), message, format!("Write:  {key}: …"));
                None
            }
        }
    }

    pub(crate) fn text(&mut self, key: &str) -> Option<String> {
        if let Some(node) = self.node(key) {
            self.report_lost(key, node, &format!("{key}: "));
        }
        self.word(key).map(|word| word.text).filter(|text| !text.trim().is_empty())
    }

    /// Reports what looks like a part of a text and is none, so that it would be lost.
    fn report_lost(&mut self, key: &str, node: &YamlNode, before: &str) {
        let Some(lost) = &node.lost else { return };
        let name = field_name(key);
        let message = match lost.to {
            LostTo::Mark => format!("{name} begins with a mark of YAML, so it is cut."),
            LostTo::Comment => format!("{name} is cut: YAML takes what follows \" #\" for a comment."),
            LostTo::Escape => {
                format!("{name} has a line break or a tab: YAML makes one of a backslash in double quotes.")
            }
        };
        let mut help = match lost.to {
            LostTo::Escape => format!("Use single ones:  {before}'{}'", lost.whole.replace('\'', "''")),
            _ => format!("Put quotes around it:  {before}{}", quoted(&lost.whole)),
        };
        if lost.to == LostTo::Comment && lost.whole.contains(" # ") {
            help.push_str("  A comment goes on a line of its own.");
        }
        // What has a space on both sides of the sign is a comment, as many write them.
        let is_comment = lost.whole.split_once(" #").is_some_and(|(_, after)| after.starts_with(' '));
        let diagnostic = Diagnostic::error(Code::ColonInText, self.path, lost.span.clone(), message).help(help);
        let is_doubtful = is_comment || lost.to == LostTo::Escape;
        let severity = if is_doubtful { Severity::Warning } else { Severity::Error };
        self.diagnostics.push(Diagnostic { severity, ..diagnostic });
    }

    /// A text that must be there. `help` says what to add; a broken file is not blamed for it.
    pub(crate) fn needed(&mut self, key: &str, message: &str, help: &str) -> Option<String> {
        let text = self.text(key);
        if text.is_none() {
            self.missing(key, message, help);
        }
        text
    }

    /// Tells that a field is missing, unless it is there and has been told to be wrong.
    pub(crate) fn missing(&mut self, key: &str, message: &str, help: &str) {
        let node = self.node(key);
        let is_read = |node: &YamlNode| matches!(node.value, Value::Null | Value::Text { .. }) && node.lost.is_none();
        let is_reported = node.is_some_and(|node| !is_read(node));
        let unreadable = self.broken && node.is_none();
        if !is_reported && !unreadable {
            let is_word = node.is_some_and(|node| node.value == Value::Null && !node.span.is_empty());
            let help = match is_word {
                true => format!("YAML takes this word for nothing; put quotes around it if it is meant. {help}"),
                false => help.to_owned(),
            };
            self.error(Code::MissingField, self.place(key), message, help);
        }
    }

    /// One text or a list of texts, each with its place.
    pub(crate) fn words(&mut self, key: &str) -> Vec<Word> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut words = Vec::with_capacity(items.len());
        for item in items {
            match &item.value {
                Value::Text { text, .. } => {
                    words.push(Word { text: on_one_line(text).into_owned(), span: item.span.clone() });
                }
                Value::Null | Value::Broken => {}
                Value::List(_) | Value::Map(_) => {
                    let message = format!("\"{key}\" takes texts, and this is none.");
                    let help = match as_text(item) {
                        Some((text, true)) => format!("Put quotes around it:  {}", quoted(&text)),
                        Some((list, false)) => format!("Write:  {key}: [{list}]"),
                        None => format!("Write:  {key}: [one, two]"),
                    };
                    self.error(Code::BadValue, item.span.clone(), message, help);
                }
            }
        }
        words
    }

    pub(crate) fn texts(&mut self, key: &str) -> Vec<String> {
        let node = self.node(key);
        let items = node.map_or(&[][..], |node| match &node.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        });
        items.iter().for_each(|item| self.report_lost(key, item, ""));
        self.words(key).into_iter().map(|word| word.text).collect()
    }

    /// Slugs, names or aliases of entities, free of curly quotes and invisible characters.
    pub(crate) fn tags(&mut self, key: &str) -> Vec<Word> {
        let words = self.few(key, TAGS);
        words.into_iter().filter_map(|word| self.clean(word)).collect()
    }

    /// Names: of persons that need not be entities, or more names of an entity.
    pub(crate) fn names(&mut self, key: &str) -> Vec<Word> {
        let words = self.few(key, NAMES);
        words.into_iter().map(named).filter(|word| self.is_short(word)).collect()
    }

    /// The same for one.
    pub(crate) fn name(&mut self, key: &str) -> Option<Word> {
        let word = named(self.word(key)?);
        self.is_short(&word).then_some(word)
    }

    /// A list of words, up to a number of them.
    fn few(&mut self, key: &str, most: usize) -> Vec<Word> {
        let mut words = self.words(key);
        if words.len() > most {
            let what = format!("The number of items in \"{key}\" is {}", words.len());
            let exceeded = exceeded(self.path, self.place(key), &what, most);
            self.diagnostics.push(exceeded.help("Keep those that matter to a reader."));
            words.truncate(most);
        }
        words
    }

    fn is_short(&mut self, word: &Word) -> bool {
        let letters = word.text.chars().count();
        if letters > NAME_LETTERS {
            let what = format!("The letters of this name are {letters}");
            let exceeded = exceeded(self.path, word.span.clone(), &what, NAME_LETTERS);
            self.diagnostics.push(exceeded.help("Write a name as a sentence would have it."));
        }
        letters <= NAME_LETTERS
    }

    /// The same for one.
    pub(crate) fn tag(&mut self, key: &str) -> Option<Word> {
        let word = self.word(key)?;
        self.clean(word)
    }

    /// A word as a part of an address.
    pub(crate) fn slug(&mut self, key: &str) -> Option<Slug> {
        let word = self.tag(key)?;
        let slug = Slug::from_text(&word.text);
        if slug.is_none() {
            let message = format!("\"{}\" has no letter or digit that an address can have.", word.text);
            self.error(Code::BadValue, word.span, message, format!("Write a word:  {key}: in-a-few-words"));
        }
        slug
    }

    fn clean(&mut self, word: Word) -> Option<Word> {
        let word = named(word);
        if !self.is_short(&word) {
            return None;
        }
        const CURLY: [char; 8] = ['“', '”', '„', '‟', '‘', '’', '«', '»'];
        let bare = word.text.trim_matches(CURLY);
        if bare.len() < word.text.len() && (word.text.starts_with(CURLY)) {
            let message = format!("These are curly quotes ({}).", word.text);
            let help = format!("Use straight ones or none:  {bare}");
            self.error(Code::OddCharacters, word.span, message, help);
            return None;
        }
        if let Some(c) = word.text.chars().find(|c| is_invisible(*c)) {
            let message = format!("There is an invisible character in \"{}\" (U+{:04X}).", word.text, c as u32);
            self.error(Code::OddCharacters, word.span, message, "Delete it, or type the name again.");
            return None;
        }
        (!word.text.trim().is_empty()).then_some(word)
    }

    /// `true` or `false`; false when it is not there.
    pub(crate) fn flag(&mut self, key: &str) -> bool {
        let Some(word) = self.word(key) else { return false };
        match word.text.as_str() {
            "true" | "True" | "TRUE" => true,
            "false" | "False" | "FALSE" => false,
            other => {
                let message = format!("\"{key}\" is true or false, not \"{other}\".");
                self.error(Code::BadValue, word.span, message, format!("Write:  {key}: true"));
                false
            }
        }
    }

    /// A whole number, of at least what the table says.
    pub(crate) fn number(&mut self, key: &str) -> Option<usize> {
        let least = if let Some(Takes::Number(least)) = self.takes(key) { least } else { 1 };
        let word = self.word(key)?;
        let number = word.text.parse::<usize>().ok().filter(|number| *number >= least);
        if number.is_none() {
            let message = format!("\"{key}\" is a whole number of at least {least}, not \"{}\".", word.text);
            self.error(Code::BadValue, word.span, message, format!("Write:  {key}: {}", least.max(20)));
        }
        number
    }

    /// One of the words that the table has for a field.
    pub(crate) fn choice_word(&mut self, key: &str) -> Option<&'static str> {
        let Some(Takes::OneOf(choices)) = self.takes(key) else { return None };
        let word = self.word(key)?;
        let chosen = choices.iter().copied().find(|choice| *choice == word.text);
        if chosen.is_none() {
            let message = format!("\"{}\" is no value of \"{key}\".", word.text);
            let mut help = format!("Use one of: {}.", choices.join(", "));
            if let Some(near) = nearest(&word.text, choices.iter().copied()) {
                help.push_str(&format!(" Did you mean \"{near}\"?"));
            }
            self.error(Code::BadValue, word.span, message, help);
        }
        chosen
    }

    /// The same as a member of an enum.
    pub(crate) fn choice<T: Choice>(&mut self, key: &str) -> Option<T> {
        T::from_word(self.choice_word(key)?)
    }

    /// A day or an instant of publication.
    pub(crate) fn published(&mut self, key: &str, zone: &TimeZone) -> Option<Published> {
        let word = self.word(key)?;
        time::published(word.text.trim(), zone).map_err(|bad| self.bad_time(word.span, bad)).ok()
    }

    /// A day; one that cannot be read is reported.
    pub(crate) fn day(&mut self, key: &str) -> Option<Date> {
        let word = self.word(key)?;
        time::date(&word.text).map_err(|bad| self.bad_time(word.span, bad)).ok()
    }

    pub(crate) fn bad_time(&mut self, span: Span, bad: BadTime) {
        let diagnostic = Diagnostic::error(Code::BadDate, self.path, span, bad.message);
        self.diagnostics.push(Diagnostic { help: bad.help, ..diagnostic });
    }

    /// What `read` makes of each set in a list of sets of fields.
    pub(crate) fn each<T>(&mut self, key: &str, mut read: impl FnMut(&mut Fields<'a>) -> T) -> Vec<T> {
        let maps = self.maps(key);
        maps.into_iter().map(|(map, span)| self.within(key, map, span, &mut read)).collect()
    }

    /// What `read` makes of a set of fields.
    pub(crate) fn inside<T>(&mut self, key: &str, read: impl FnOnce(&mut Fields<'a>) -> T) -> Option<T> {
        let (map, span) = self.map(key)?;
        Some(self.within(key, map, span, read))
    }

    /// The addresses of the web in a field; reports those that would harm readers or that lead nowhere.
    pub(crate) fn addresses(&mut self, key: &str) -> Vec<Word> {
        let words = self.words(key);
        words.into_iter().filter(|word| self.is_address(word)).collect()
    }

    fn is_address(&mut self, word: &Word) -> bool {
        let bad = bad_address(&word.text);
        let is_good = bad.is_none();
        if let Some((message, help)) = bad {
            self.error(Code::DeadLink, word.span.clone(), message, help);
        }
        is_good
    }

    /// The same for one.
    pub(crate) fn address(&mut self, key: &str) -> Option<Word> {
        let word = self.word(key).filter(|word| !word.text.trim().is_empty())?;
        self.is_address(&word).then_some(word)
    }

    /// Reads the code of a language; reports what is not one, with the code that was meant.
    pub(crate) fn language(&mut self, key: &str) -> Option<String> {
        let word = self.word(key).filter(|word| !word.text.trim().is_empty())?;
        self.language_code(&word, &format!("{key}: "))
    }

    /// The code that a word is. `before` stands before it in a proposal.
    fn language_code(&mut self, word: &Word, before: &str) -> Option<String> {
        let text = word.text.trim();
        if language::is_code(text) {
            return Some(text.to_owned());
        }
        let message = format!("\"{}\" is not the code of a language.", word.text);
        let help = match language::meant(text) {
            Some(code) => format!("Did you mean {before}{code}?"),
            None => format!("Write a code of BCP 47, such as  {before}ja  or  {before}pt-BR"),
        };
        self.error(Code::BadValue, word.span.clone(), message, help);
        None
    }

    /// What `read` makes of each value in a set that has languages as its keys.
    pub(crate) fn by_language<T>(
        &mut self,
        key: &str,
        read: impl Fn(&mut Fields<'a>, &str) -> Option<T>,
    ) -> Vec<(String, T)> {
        let entry = |of: &mut Fields<'a>, lang: &Word| Some((of.language_code(lang, "")?, read(of, &lang.text)?));
        let entries = |of: &mut Fields<'a>| of.fields.iter().filter_map(|(lang, _)| entry(of, lang)).collect();
        self.inside(key, entries).unwrap_or_default()
    }

    /// The texts of a set with any keys, each with its key.
    pub(crate) fn by_word(&mut self, key: &str) -> Vec<(Word, Word)> {
        let entries = |of: &mut Fields<'a>| {
            let entries = of.fields.iter().filter_map(|(word, _)| Some((word.clone(), of.word(&word.text)?)));
            entries.collect()
        };
        self.inside(key, entries).unwrap_or_default()
    }

    fn within<T>(
        &mut self,
        key: &str,
        fields: &'a [(Word, YamlNode)],
        span: Span,
        read: impl FnOnce(&mut Fields<'a>) -> T,
    ) -> T {
        let table = self.takes(key).map_or(&[][..], Takes::inner);
        let diagnostics = std::mem::take(&mut self.diagnostics);
        let mut of = Fields { path: self.path, fields, table: table.into(), span, broken: false, diagnostics };
        of.report_unknown();
        let value = read(&mut of);
        self.diagnostics = of.diagnostics;
        value
    }

    /// A list of maps, each with its place.
    fn maps(&mut self, key: &str) -> Vec<(&'a [(Word, YamlNode)], Span)> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            Value::Null | Value::Broken => &[],
            _ => std::slice::from_ref(node),
        };
        let mut maps = Vec::new();
        for item in items {
            match &item.value {
                Value::Map(fields) => maps.push((fields.as_slice(), item.span.clone())),
                Value::Broken => {}
                _ => {
                    let message = format!("Each entry of \"{key}\" is a set of fields.");
                    self.error(Code::BadValue, item.span.clone(), message, self.written_as(key, "[{…: …}]"));
                }
            }
        }
        maps
    }

    /// How to write a field: as its example, or in this shape where it has none of sets.
    fn written_as(&self, key: &str, shape: &str) -> String {
        let example = self.table.iter().find(|field| field.key == key).map(|field| field.example);
        format!("Write:  {key}: {}", example.filter(|example| example.starts_with(['[', '{'])).unwrap_or(shape))
    }

    /// One map.
    fn map(&mut self, key: &str) -> Option<(&'a [(Word, YamlNode)], Span)> {
        let node = self.node(key)?;
        match &node.value {
            Value::Map(fields) => Some((fields, node.span.clone())),
            Value::Null | Value::Broken => None,
            _ => {
                let message = format!("\"{key}\" is a set of fields.");
                self.error(Code::BadValue, node.span.clone(), message, self.written_as(key, "{…: …}"));
                None
            }
        }
    }

    /// Old addresses of a page: each begins with `/` and stays within the site.
    pub(crate) fn redirects(&mut self) -> Vec<Word> {
        let words = self.words("redirects");
        let good = |word: &Word| {
            let address = word.text.as_str();
            // Browsers encode an address and hosts decode it again, so both forms are one address.
            let decoded = decoded(address);
            let path = Address::new(if decoded.starts_with('/') { &decoded } else { "/" });
            decoded.starts_with('/') && decoded.len() > 1 && path.output_path().is_ok() && !address.contains(['?', '#'])
        };
        words
            .into_iter()
            .filter(|word| {
                let fine = good(word);
                if !fine {
                    let message = format!("{} is not an address within the site.", quoted(&word.text));
                    let help = "Write the old address from its first slash on:  redirects: [/models/old-name/]";
                    self.error(Code::UnsafePath, word.span.clone(), message, help);
                }
                fine
            })
            .collect()
    }
}

/// A word without the brackets of a link.
fn named(word: Word) -> Word {
    match name_in(&word.text) {
        name if name.len() == word.text.len() => word,
        name => Word { text: name.to_owned(), span: word.span },
    }
}

/// What was probably meant by a set or a list where texts are wanted: a text with a colon in it, which is `true`, or the
/// items of a list.
fn as_text(node: &YamlNode) -> Option<(String, bool)> {
    let text = |node: &YamlNode| match &node.value {
        Value::Text { text, .. } => Some(text.clone()),
        _ => None,
    };
    match &node.value {
        Value::Map(fields) if fields.iter().all(|(_, value)| value.value == Value::Null) => {
            let keys: Vec<&str> = fields.iter().map(|(key, _)| &*key.text).collect();
            Some((keys.join(", "), false))
        }
        Value::Map(fields) => match fields.as_slice() {
            [(key, value)] => Some((format!("{}: {}", key.text, text(value)?), true)),
            _ => None,
        },
        Value::List(items) => Some((items.iter().map(text).collect::<Option<Vec<_>>>()?.join(", "), false)),
        _ => None,
    }
}
