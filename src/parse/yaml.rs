//! YAML as a tree that knows the place of everything and keeps every scalar as the text it was written as.
//!
//! The only module that names the YAML library. It never gives a value a type: `360`, `4.10` and `no` stay what
//! stands in the file, and what they mean is decided where they are used.

use crate::base::bounds::{FIELD_DEPTH, VALUES};
use crate::base::diagnostic::Span;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::budget::BudgetBreach;
use serde_yaml::{DuplicateKeyPolicy, Error, MergeKeyPolicy, NonFiniteFloatPolicy, Spanned};
use std::fmt;

/// A text with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    pub(crate) span: Span,
}

/// A value with its place; for lists and maps the place is where they begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlNode {
    pub value: Value,
    pub span: Span,
    /// What stands next to a plain text in its line and is no part of it, though it may be meant to be.
    pub lost: Option<Box<Lost>>,
}

/// A comment, a tag or an anchor next to a plain text; or a backslash that made something else of a quoted one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    pub(crate) to: LostTo,
    pub(crate) span: Span,
    /// The text with it, as it stands in the file.
    pub(crate) whole: String,
}

/// What YAML took a part of a text for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LostTo {
    Comment,
    /// A tag or an anchor.
    Mark,
    /// A line break or a tab: `"C:\new"`.
    Escape,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing, `null` or `~`.
    Null,
    /// `quoted` tells `"360"` from `360`.
    Text {
        text: String,
        quoted: bool,
    },
    List(Vec<YamlNode>),
    /// In the order of the file; a key that stands there twice is here twice.
    Map(Vec<(Word, YamlNode)>),
    /// Could not be read; the mistake has been told.
    Broken,
}

/// Why a text is not YAML, in the library's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unreadable {
    pub at: usize,
    pub message: String,
    /// What it has too much of, and the bound.
    pub exceeded: Option<(&'static str, usize)>,
}

/// Reads one YAML document.
///
/// `base` is added to all places, so that they count from the start of the file that `text` was cut out of.
pub(crate) fn read(text: &str, base: usize) -> Result<YamlNode, Unreadable> {
    let raw: Spanned<Raw> = serde_yaml::from_str_with_options(text, options()).map_err(|error| {
        let at = error.location().map_or(0, |location| byte_of(text, location));
        let error = error.without_snippet();
        let exceeded = match error {
            Error::Budget { breach: BudgetBreach::Depth { .. }, .. } => {
                Some(("Lists and sets stand too deep in each other here", FIELD_DEPTH))
            }
            Error::Budget { .. } => Some(("There are too many values here", VALUES)),
            _ => None,
        };
        Unreadable { at: base + at, message: error.to_string(), exceeded }
    })?;
    Ok(node(raw, text, base))
}

/// A value as YAML.
pub(crate) fn written(value: &serde_json::Value) -> String {
    serde_yaml::to_string(value).expect("JSON has nothing that YAML has not")
}

fn options() -> serde_yaml::Options {
    serde_yaml::options! {
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::AsOrdinary,
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        with_snippet: false,
        // One level is the set of fields itself. Reading calls itself for each, so more would be a matter of the stack.
        budget: serde_yaml::budget! { max_depth: FIELD_DEPTH + 1, max_nodes: 2 * VALUES },
    }
}

/// What the library hands over before scalars are taken back from the text.
enum Raw {
    Null,
    /// A scalar that the library made a number or a truth value of.
    Typed,
    Text(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<Raw>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

macro_rules! typed {
    ($($visit:ident: $type:ty),*) => {$(
        fn $visit<E>(self, _: $type) -> Result<Raw, E> { Ok(Raw::Typed) }
    )*};
}

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any YAML value")
    }

    typed!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_i128: i128, visit_u128: u128, visit_f64: f64);

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Raw::Map(map))
    }
}

fn node(raw: Spanned<Raw>, text: &str, base: usize) -> YamlNode {
    let written = bytes(text, raw.defined);
    let span = bytes(text, raw.referenced);
    let value = match raw.value {
        Raw::Null => Value::Null,
        Raw::Typed => Value::Text { text: text[written].trim().to_owned(), quoted: false },
        Raw::Text(value) => Value::Text { text: value, quoted: text[written].starts_with(['"', '\'', '|', '>']) },
        Raw::List(items) => {
            let item = |item| {
                let mut item = node(item, text, base);
                if item.value == Value::Null {
                    item.lost = lost_of_item(text, item.span.start - base).map(|lost| lost.moved(base));
                }
                item
            };
            Value::List(exactly(items.into_iter().map(item)))
        }
        Raw::Map(entries) => {
            let entry = |(key, value)| {
                let (key, mut value) = (word(node(key, text, base)), node(value, text, base));
                if value.value == Value::Null {
                    value.lost = lost_of_nothing(text, key.span.end - base).map(|lost| lost.moved(base));
                }
                (key, value)
            };
            Value::Map(exactly(entries.into_iter().map(entry)))
        }
    };
    let lost = match &value {
        Value::Text { quoted: false, .. } => lost(text, &span),
        Value::Text { text: value, .. } => escaped(text, &span, value),
        _ => None,
    };
    YamlNode { value, span: base + span.start..base + span.end, lost: lost.map(|lost| lost.moved(base)) }
}

/// A list with memory for no more than its items. `collect` would use that of the library's items, which are larger.
fn exactly<T>(items: impl ExactSizeIterator<Item = T>) -> Vec<T> {
    let mut list = Vec::with_capacity(items.len());
    list.extend(items);
    list
}

impl Lost {
    fn new(to: LostTo, text: &str, span: Span, whole: Span) -> Box<Lost> {
        Box::new(Lost { to, span, whole: text.get(whole).unwrap_or("").trim().to_owned() })
    }

    fn moved(mut self: Box<Self>, base: usize) -> Box<Lost> {
        self.span = self.span.start + base..self.span.end + base;
        self
    }
}

/// What YAML takes for a comment after a text, or for a tag or an anchor before it.
fn lost(text: &str, value: &Span) -> Option<Box<Lost>> {
    let line = text[..value.start].rfind('\n').map_or(0, |newline| newline + 1);
    // Between the field's name, or the dash of an item, and the value.
    let before = text[line..value.start].trim_end();
    let word = before.trim_end_matches(|c: char| !c.is_whitespace()).len();
    let is_mark = word > 0 && before[word..].starts_with(['!', '&']) && !before[word..].starts_with("!!");
    // An anchor that something refers to is meant.
    let is_meant = is_mark && before[word..].starts_with('&') && text.contains(&before[word..].replace('&', "*"));
    let mark = (is_mark && !is_meant).then(|| line + word..line + before.len());
    let end = text[value.end..].find('\n').map_or(text.len(), |newline| value.end + newline);
    let after = &text[value.end..end];
    let comment = Some(after.trim_start()).filter(|rest| rest.starts_with('#') && rest.len() < after.len());
    let comment = comment.map(|comment| end - comment.len()..value.end + after.trim_end().len());
    let whole = mark.as_ref().map_or(value.start, |mark| mark.start)..comment.as_ref().map_or(value.end, |c| c.end);
    let to = if mark.is_some() { LostTo::Mark } else { LostTo::Comment };
    Some(Lost::new(to, text, mark.or(comment)?, whole))
}

/// A line break or a tab in a quoted text of one line, which only a backslash can have made.
fn escaped(text: &str, span: &Span, value: &str) -> Option<Box<Lost>> {
    let inner = text.get(span.clone())?.strip_prefix('"')?.strip_suffix('"')?;
    let is_escaped = value.contains(['\n', '\t', '\r', '\u{7}', '\u{8}', '\u{b}', '\u{c}', '\u{1b}', '\0']);
    (is_escaped && !inner.contains('\n') && inner.contains('\\'))
        .then(|| Lost::new(LostTo::Escape, text, span.clone(), span.start + 1..span.end - 1))
}

/// What a comment or a mark leaves of an item of a list, which is nothing: `- #1 in Tokyo`.
fn lost_of_item(text: &str, at: usize) -> Option<Box<Lost>> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[start..].lines().next()?;
    let value = line.trim_start().strip_prefix("- ")?.trim();
    let start = start + line.find(value).filter(|_| !value.is_empty())?;
    lost_to(value).map(|to| Lost::new(to, text, start..start + value.len(), start..start + value.len()))
}

/// What YAML takes a whole value for, if its writer probably did not mean that.
fn lost_to(value: &str) -> Option<LostTo> {
    match value.strip_prefix('#') {
        Some(comment) => comment.starts_with(|c: char| !c.is_whitespace() && c != '#').then_some(LostTo::Comment),
        None => (value.starts_with(['!', '&']) && !value.starts_with("!!")).then_some(LostTo::Mark),
    }
}

/// The same where it leaves a field with no value: `title: #1 in Tokyo`.
fn lost_of_nothing(text: &str, key_end: usize) -> Option<Box<Lost>> {
    let line = text.get(key_end..)?.lines().next()?;
    let value = line.trim_start().strip_prefix(':')?.trim();
    let start = key_end + line.find(value)?;
    lost_to(value).map(|to| Lost::new(to, text, start..start + value.len(), start..start + value.len()))
}

/// A key. Keys that are no text (a list as a key) become an empty one, which no field is called.
fn word(node: YamlNode) -> Word {
    match node.value {
        Value::Text { text, .. } => Word { text, span: node.span },
        _ => Word { text: String::new(), span: node.span },
    }
}

/// The bytes of a location; the library leaves them out for some tokens, then line and column serve.
fn bytes(text: &str, location: serde_yaml::Location) -> Span {
    let start = byte_of(text, location);
    let len = location.span().byte_len().unwrap_or(0) as usize;
    let mut end = (start + len).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    start..end
}

fn byte_of(text: &str, location: serde_yaml::Location) -> usize {
    let at = location.span().byte_offset().map(|at| at as usize).unwrap_or_else(|| {
        let line = text.split_inclusive('\n').take((location.line() as usize).saturating_sub(1));
        let start: usize = line.map(str::len).sum();
        let column = (location.column() as usize).saturating_sub(1);
        start + text[start..].chars().take(column).map(char::len_utf8).sum::<usize>()
    });
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(node: &YamlNode) -> String {
        match &node.value {
            Value::Null => "null".into(),
            Value::Broken => "broken".into(),
            Value::Text { text, quoted } => format!("{text:?}{}", if *quoted { "q" } else { "" }),
            Value::List(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(", ")),
            Value::Map(entries) => {
                let entry = |(key, value): &(Word, YamlNode)| format!("{}: {}", key.text, show(value));
                format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
        }
    }

    #[test]
    fn scalars_stay_as_they_are_written() {
        let tree = read("a: [360, 4.10, no, yes, 017, 1_000, 0x10, 1e3, true, .inf]\nb: '360'\nc:\nd: ~\n360: x\n", 0)
            .unwrap();
        assert_eq!(
            show(&tree),
            r#"{a: ["360", "4.10", "no", "yes", "017", "1_000", "0x10", "1e3", "true", ".inf"], b: "360"q, c: null, d: null, 360: "x"}"#
        );
    }

    #[test]
    fn a_key_twice_is_there_twice() {
        assert_eq!(show(&read("a: 1\na: 2\n", 0).unwrap()), r#"{a: "1", a: "2"}"#);
    }

    #[test]
    fn places_are_bytes_of_the_file() {
        let text = "título: Año nuevo\nbloc: [us, japón]\n";
        let tree = read(text, 100).unwrap();
        let Value::Map(entries) = &tree.value else { panic!("no map") };
        let cut = |span: &Span| &text[span.start - 100..span.end - 100];
        assert_eq!(cut(&entries[0].0.span), "título");
        assert_eq!(cut(&entries[0].1.span), "Año nuevo");
        let Value::List(items) = &entries[1].1.value else { panic!("no list") };
        assert_eq!(cut(&items[1].span), "japón");
    }

    #[test]
    fn what_a_plain_text_loses_is_kept_beside_it() {
        let lost = |text: &str| {
            let Value::Map(entries) = read(text, 0).unwrap().value else { panic!("no map") };
            let lost = entries[0].1.lost.clone();
            lost.map(|lost| format!("{} in {}", &text[lost.span.clone()], lost.whole))
        };
        for (text, expected) in [
            ("title: Fugu is #1\nb: c\n", "#1 in Fugu is #1"),
            ("title: Fugu   # ours \n", "# ours in Fugu   # ours"),
            ("title: 12 #1", "#1 in 12 #1"),
            ("title: !a b #c", "!a in !a b #c"),
            ("title: !important x y\n", "!important in !important x y"),
            ("title: &co and\n", "&co in &co and"),
            ("title: #1 in Tokyo\n", "#1 in Tokyo in #1 in Tokyo"),
            ("title: !important\n", "!important in !important"),
            ("title: a\n  b #c\n", "#c in a\n  b #c"),
        ] {
            assert_eq!(lost(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "title: C#\n",
            "title: \"a\" #c\n",
            "title: 'a' # c\n",
            "title: # to be written\n",
            "title: ##\n",
            "title: |\n  a #c\n",
            "title: !!str x\n",
            "title: a & b!\n",
            "title:\n# more\nb: c\n",
        ] {
            assert_eq!(lost(text), None, "{text}");
        }
    }

    #[test]
    fn aliases_keep_the_text_of_their_anchor() {
        assert_eq!(show(&read("a: &x 4.10\nb: *x\n", 0).unwrap()), r#"{a: "4.10", b: "4.10"}"#);
    }
}
