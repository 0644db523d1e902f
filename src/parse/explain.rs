//! What is wrong with front matter that YAML cannot read, in the writer's words.
//!
//! Looks at each field by itself and knows the mistakes that people make; what it does not know it passes on in the
//! library's words. Only reached when the whole could not be read: good files never pay for it.

use super::yaml::{self, Unreadable, Value, Word, YamlNode};
use crate::base::bounds;
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::path::SourcePath;

/// Reads the fields one by one and says what is wrong with those that cannot be read.
///
/// A field that cannot be read is kept as [`Value::Broken`], so that nobody calls it missing. `whole` is what the
/// library said of all of it, used when every field by itself is fine.
pub(crate) fn field_by_field(
    path: &SourcePath,
    text: &str,
    part: Span,
    whole: Option<Unreadable>,
) -> (Vec<(Word, YamlNode)>, Vec<Diagnostic>) {
    let mut fields = Vec::new();
    let mut diagnostics = Vec::new();
    diagnostics.extend(three_dots(path, text, &part));
    for entry in entries(text, part.clone()) {
        match yaml::read(&text[entry.clone()], entry.start) {
            Ok(YamlNode { value: Value::Map(found), .. }) => fields.extend(found),
            Ok(YamlNode { value: Value::Null, .. }) => {}
            read => {
                diagnostics.push(mistake(path, text, entry.clone(), read.err()));
                fields.extend(key_of(text, &entry).map(|key| {
                    let span = key.span.clone();
                    (key, YamlNode { value: Value::Broken, span, lost: None })
                }));
            }
        }
    }
    if diagnostics.is_empty() {
        let no_fields = || Unreadable { at: part.start, message: "these are no fields".to_owned(), exceeded: None };
        diagnostics.push(in_the_librarys_words(path, text, &whole.unwrap_or_else(no_fields)));
    }
    (fields, diagnostics)
}

/// YAML ends its document at a line of three dots, and what follows is lost.
fn three_dots(path: &SourcePath, text: &str, part: &Span) -> Option<Diagnostic> {
    let at = part.start + text[part.clone()].find("\n...\n")? + 1;
    let message = "A line of three dots ends the fields, and more of them follow.";
    Some(Diagnostic::error(Code::BadYaml, path, at..at + 3, message).help("Delete this line."))
}

/// The lines of each top-level field, with what is indented below it.
fn entries(text: &str, part: Span) -> Vec<Span> {
    let mut entries: Vec<Span> = Vec::new();
    let mut at = part.start;
    for line in text[part].split_inclusive('\n') {
        let end = at + line.len();
        let continues = line.trim().is_empty() || line.starts_with([' ', '\t', '\u{a0}', '#', ']', '}', '-']);
        match entries.last_mut() {
            Some(entry) if continues => entry.end = end,
            _ => entries.push(at..end),
        }
        at = end;
    }
    entries
}

fn key_of(text: &str, entry: &Span) -> Option<Word> {
    let (written, _) = text[entry.clone()].split('\n').next()?.split_once(':')?;
    let key = written.trim();
    let start = entry.start + written.len() - written.trim_start().len();
    let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    plain.then(|| Word { text: key.to_owned(), span: start..start + key.len() })
}

/// The first known mistake in a field that cannot be read.
fn mistake(path: &SourcePath, text: &str, entry: Span, unreadable: Option<Unreadable>) -> Diagnostic {
    let field = OpenEntry { path, text, span: entry };
    let known = [
        OpenEntry::tab,
        OpenEntry::invisible,
        OpenEntry::quote,
        OpenEntry::bracket,
        OpenEntry::sign,
        OpenEntry::escape,
        OpenEntry::indent,
        OpenEntry::no_colon,
        OpenEntry::colon,
    ];
    known.iter().find_map(|look| look(&field)).unwrap_or_else(|| {
        let no_field = || Unreadable { at: field.span.start, message: "this is no field".to_owned(), exceeded: None };
        in_the_librarys_words(path, text, &unreadable.unwrap_or_else(no_field))
    })
}

fn in_the_librarys_words(path: &SourcePath, text: &str, unreadable: &Unreadable) -> Diagnostic {
    let Unreadable { at, ref message, exceeded } = *unreadable;
    if let Some((what, most)) = exceeded {
        return bounds::exceeded(path, character(text, at), what, most)
            .help("Put a part of it into fields of its own.");
    }
    // The library ends its message with a place of its own, counted within the part that it was given.
    let message = message.split(" at line ").next().unwrap_or(message.as_str());
    let message = format!("YAML cannot read this: {message}.");
    Diagnostic::error(Code::BadYaml, path, character(text, at), message)
        .help("A text with unusual characters wants quotes.")
}

/// The place of a character; at the end of a text there is none, and its place has no length.
fn character(text: &str, at: usize) -> Span {
    at..at + text[at..].chars().next().map_or(0, char::len_utf8)
}

/// One field that cannot be read.
struct OpenEntry<'a> {
    path: &'a SourcePath,
    text: &'a str,
    span: Span,
}

impl OpenEntry<'_> {
    fn str(&self) -> &str {
        &self.text[self.span.clone()]
    }

    /// The lines with the place of each, without line breaks.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut at = self.span.start;
        self.str().split_inclusive('\n').map(move |line| {
            let start = at;
            at += line.len();
            (start, line.trim_end_matches('\n'))
        })
    }

    /// The key, and the first line of the value with its place.
    fn value(&self) -> Option<(&str, usize, &str)> {
        let (at, line) = self.lines().next()?;
        let (key, value) = line.split_once(':')?;
        let blank = value.len() - value.trim_start().len();
        Some((key, at + key.len() + 1 + blank, value.trim()))
    }

    fn error(&self, code: Code, at: usize, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, self.path, character(self.text, at), message)
    }

    /// The values of a list that was meant, for a fix to paste: `[us, japan]`.
    fn as_flow_list(&self) -> Option<String> {
        let items: Vec<&str> =
            self.lines().skip(1).map(|(_, line)| line.trim()).filter(|line| !line.is_empty()).collect();
        let items: Option<Vec<&str>> = items.into_iter().map(|line| line.strip_prefix('-').map(str::trim)).collect();
        items.filter(|items| !items.is_empty()).map(|items| format!("[{}]", items.join(", ")))
    }

    fn tab(&self) -> Option<Diagnostic> {
        let (at, line) = self.lines().find(|(_, line)| {
            let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
            line[..indent].contains('\t')
        })?;
        let at = at + line.find('\t')?;
        let help = match (self.value(), self.as_flow_list()) {
            (Some((key, _, "")), Some(list)) => format!("Use two spaces before the dash, or write:  {key}: {list}"),
            _ => "Use two spaces instead of the tab.".to_owned(),
        };
        let message = "This line is indented with a tab. YAML needs spaces.";
        Some(self.error(Code::TabIndent, at, message).help(help))
    }

    fn invisible(&self) -> Option<Diagnostic> {
        let (at, c) = self.str().char_indices().find(|(_, c)| is_invisible(*c))?;
        let message = format!("There is an invisible character here (U+{:04X}).", c as u32);
        let help = "Delete it, or type the line again.";
        Some(self.error(Code::OddCharacters, self.span.start + at, message).help(help))
    }

    /// A value that begins with a quotation mark: never closed, or closed too early.
    fn quote(&self) -> Option<Diagnostic> {
        let (key, at, _) = self.value()?;
        let from = &self.text[at..self.span.end];
        let quote = from.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let Some(close) = closing_quote(from, quote) else {
            let message = "The quotation mark opened here is never closed.";
            let line = from.lines().next().unwrap_or(from).trim_end();
            let help = format!("Add it at the end of the text:  {key}: {line}{quote}");
            return Some(self.error(Code::UnclosedQuote, at, message).help(help));
        };
        let rest = from[close..].lines().next().unwrap_or("").trim();
        if rest.is_empty() || rest.starts_with('#') {
            return None;
        }
        let name = field_name(key);
        let message = format!("{name} begins with a quotation mark, so YAML stops at the second one.");
        let value = meant_in_quotes(from.lines().next().unwrap_or(from).trim(), quote, close);
        let after = at + close + from[close..].len() - from[close..].trim_start().len();
        Some(self.error(Code::QuoteThenText, after, message).help(format!("Write:  {key}: {}", quoted(value))))
    }

    fn bracket(&self) -> Option<Diagnostic> {
        let (key, at, first) = self.value()?;
        if !first.starts_with(['[', '{']) {
            return None;
        }
        let (offset, open) = last_open_bracket(&self.text[at..self.span.end])?;
        let close = if open == '[' { ']' } else { '}' };
        let message = format!("The list opened with \"{open}\" is never closed.");
        let line = first.split(" #").next().unwrap_or(first).trim_end().trim_end_matches(',');
        let help = format!("Add \"{close}\":  {key}: {line}{close}");
        Some(self.error(Code::UnclosedBracket, at + offset, message).help(help))
    }

    /// A text, or an item of a list, that begins with a sign of YAML: `@home`, `*bold*`, `[Draft] x`, `- "a" b`.
    fn sign(&self) -> Option<Diagnostic> {
        self.values().find_map(|(before, at, value)| {
            let first = value.chars().next()?;
            let rest = &value[first.len_utf8()..];
            let is_sign = match first {
                '@' | '`' | '%' | '*' | '&' | '!' | ',' | ']' | '}' => true,
                '-' | '?' => rest.starts_with(' '),
                '>' | '|' => {
                    !rest.trim_start_matches(['+', '-', ' ']).is_empty() && !rest.trim_start().starts_with('#')
                }
                '[' | '{' => last_open_bracket(value).is_none() && !value.ends_with([']', '}']),
                '"' | '\'' => closing_quote(value, first).is_some_and(|end| end < value.len()),
                _ => false,
            };
            if !is_sign || yaml::read(&format!("x: {value}"), 0).is_ok() {
                return None;
            }
            let (code, message) = match first {
                '"' | '\'' => (
                    Code::QuoteThenText,
                    format!("{} begins with a quotation mark, so YAML stops at the second one.", self.name()),
                ),
                _ => (
                    Code::ColonInText,
                    format!("{} begins with \"{first}\", which YAML reads as a sign of its own.", self.name()),
                ),
            };
            let mut help = format!("Put quotes around it:  {before}{}", quoted(value));
            if first == '-' {
                help.push_str(&format!(
                    "  A list on the line of its field stands in brackets:  {before}[{}]",
                    rest.trim()
                ));
            }
            Some(self.error(code, at, message).help(help))
        })
    }

    /// A backslash in double quotes before a letter that YAML does not know there.
    fn escape(&self) -> Option<Diagnostic> {
        self.values().find_map(|(before, at, value)| {
            let inner = value.strip_prefix('"')?.strip_suffix('"')?;
            let backslash = inner.find('\\')?;
            yaml::read(value, 0).is_err().then(|| {
                let message = "A backslash in double quotes begins a sign of YAML, and this is none.";
                let help = format!("Use single ones:  {before}'{}'", inner.replace('\'', "''"));
                self.error(Code::BadYaml, at + 1 + backslash, message).help(help)
            })
        })
    }

    /// The value of the field and those of its items, each with what stands before it in its line, and its place.
    fn values(&self) -> impl Iterator<Item = (&str, usize, &str)> {
        self.lines().enumerate().filter_map(|(n, (at, line))| {
            let blank = line.len() - line.trim_start().len();
            let start = match n {
                0 => line.find(':')? + 1,
                _ => blank + line[blank..].strip_prefix('-').map(|_| 1)?,
            };
            let start = start + line[start..].len() - line[start..].trim_start().len();
            Some((&line[if n == 0 { 0 } else { blank }..start], at + start, line[start..].trim_end()))
        })
    }

    fn name(&self) -> String {
        self.value().map_or("The text".to_owned(), |(key, ..)| field_name(key))
    }

    fn indent(&self) -> Option<Diagnostic> {
        let mut above: Option<usize> = None;
        for (at, line) in self.lines().skip(1) {
            let item = line.trim_start();
            if !item.starts_with("- ") {
                continue;
            }
            let indent = line.len() - item.len();
            match above {
                Some(above) if above != indent => {
                    let spaces = |n: usize| if n == 1 { "1 space".to_owned() } else { format!("{n} spaces") };
                    let (here, above) = (spaces(indent), above.to_string());
                    let message = format!("\"{item}\" is indented by {here}, the line above by {above}.");
                    let help = match (self.value(), self.as_flow_list()) {
                        (Some((key, _, "")), Some(list)) => {
                            format!("Items of one list must line up, or write:  {key}: {list}")
                        }
                        _ => "Items of one list must line up.".to_owned(),
                    };
                    return Some(self.error(Code::WrongIndent, at + indent, message).help(help));
                }
                _ => above = Some(indent),
            }
        }
        None
    }

    fn no_colon(&self) -> Option<Diagnostic> {
        let (at, line) = self.lines().find(|(_, line)| !line.trim().is_empty())?;
        let word = line.split_whitespace().next()?;
        if let Some((key, value)) = line.split_once(':') {
            let tight = !value.is_empty() && !value.starts_with(' ') && !key.contains(' ');
            return tight.then(|| {
                let message = format!("There is no space after \"{key}:\".");
                self.error(Code::BadYaml, at + key.len(), message).help(format!("Write:  {key}: {value}"))
            });
        }
        let message = format!("This line has no colon, so it is no field: \"{}\".", line.trim());
        let help = format!("Write:  {word}: {}", line.trim_start()[word.len()..].trim());
        Some(Diagnostic::error(Code::BadYaml, self.path, at..at + line.len(), message).help(help))
    }

    fn colon(&self) -> Option<Diagnostic> {
        let (key, at, value) = self.value()?;
        if value.is_empty() || value.starts_with(['"', '\'', '[', '{', '|', '>', '&', '*']) {
            return None;
        }
        let colon = value.find(": ").or_else(|| value.ends_with(':').then(|| value.len() - 1))?;
        let message = format!("{} contains \": \", which YAML takes for a new field.", field_name(key));
        let help = format!("Put quotes around it:  {key}: {}", quoted(value));
        Some(self.error(Code::ColonInText, at + colon, message).help(help))
    }
}

/// A text that stands whole in quotation marks, of which YAML takes an inner one for the end: the text between the outer
/// ones. `"Fugu" and "Lithos"` has its marks for each name; there the second one closes a word and a space follows.
fn meant_in_quotes(value: &str, quote: char, close: usize) -> &str {
    let Some(inner) = value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) else { return value };
    let is_opening = value[..close - 1].ends_with(char::is_whitespace);
    let is_within_word = value[close..].starts_with(char::is_alphanumeric);
    if is_opening || is_within_word { inner } else { value }
}

/// Characters that nobody sees and that make two equal words different.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// A text between quotation marks, as YAML wants it.
pub(crate) fn quoted(text: &str) -> String {
    match text.contains('"') {
        true => format!("'{}'", text.replace('\'', "''")),
        false => format!("\"{}\"", text.replace('\\', "\\\\")),
    }
}

pub(crate) fn field_name(key: &str) -> String {
    match key {
        "title" => "The title".to_owned(),
        "name" => "The name".to_owned(),
        "summary" => "The summary".to_owned(),
        _ => format!("The text of \"{key}\""),
    }
}

/// Where a quoted text ends (the place after its closing mark), counted from its opening mark.
fn closing_quote(text: &str, quote: char) -> Option<usize> {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\\' && quote == '"' {
            chars.next();
        } else if c == quote {
            match quote == '\'' && chars.peek().is_some_and(|(_, next)| *next == '\'') {
                true => drop(chars.next()),
                false => return Some(at + 1),
            }
        }
    }
    None
}

/// The innermost bracket that is open at the end, with its place; quoted texts and comments are passed over.
fn last_open_bracket(text: &str) -> Option<(usize, char)> {
    let mut open = Vec::new();
    let mut at = 0;
    let mut before = ' ';
    while let Some(c) = text[at..].chars().next() {
        match c {
            '[' | '{' => open.push((at, c)),
            ']' | '}' => drop(open.pop()),
            '"' | '\'' if matches!(before, ' ' | ',' | '[' | '{' | '\n') => {
                at += closing_quote(&text[at..], c).unwrap_or(text.len() - at);
                before = c;
                continue;
            }
            '#' if before.is_whitespace() => {
                at += text[at..].find('\n').unwrap_or(text.len() - at);
                continue;
            }
            _ => {}
        }
        before = c;
        at += c.len_utf8();
    }
    open.pop()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(yaml: &str, code: &str, at: usize, help: &str) {
        let (_, found) = field_by_field(&SourcePath::new("x.md"), yaml, 0..yaml.len(), None);
        let [found] = found.as_slice() else { panic!("{yaml:?}: {found:?}") };
        let place = found.span.clone().unwrap().start;
        assert_eq!((found.code.name(), place), (code, at), "{yaml:?}: {found:?}");
        assert!(found.help.as_deref().unwrap().contains(help), "{yaml:?}: {found:?}");
    }

    #[test]
    fn known_mistakes_are_named_at_their_place() {
        check("title: Export ban: what it covers\n", "E01", 17, "title: \"Export ban: what it covers\"");
        check("title: 'Brussels's rule'\n", "E02", 17, "title: \"Brussels's rule\"");
        check("title: \"He said \"no\" to it\"\n", "E02", 17, "title: 'He said \"no\" to it'");
        check("title: \"Fugu\" and \"Lithos\"\n", "E02", 14, "title: '\"Fugu\" and \"Lithos\"'");
        check("title: \"Fugu\" launches in Tokyo\n", "E02", 14, "title: '\"Fugu\" launches in Tokyo'");
        check("bloc:\n\t- us\n\t- japan\n", "E03", 6, "bloc: [us, japan]");
        check("bloc:\n  - us\n - japan\n", "E04", 14, "must line up");
        check("bloc: [us, japan\n", "E05", 6, "bloc: [us, japan]");
        check("bloc: [us, [japan]\n", "E05", 6, "Add \"]\"");
        check("title: \"Fugu launches\n", "E06", 7, "title: \"Fugu launches\"");
        for (value, at, help) in [
            ("@home in Europe", 7, "title: \"@home in Europe\""),
            ("`code` first", 7, "title: \"`code` first\""),
            ("%50 of models", 7, "title: \"%50 of models\""),
            ("- dash first", 7, "title: \"- dash first\""),
            ("? a question", 7, "title: \"? a question\""),
            ("> quoted", 7, "title: \"> quoted\""),
            ("| bar", 7, "title: \"| bar\""),
            ("[Draft] Lithos", 7, "title: \"[Draft] Lithos\""),
            ("{x} lithos", 7, "title: \"{x} lithos\""),
            ("*bold* word", 7, "title: \"*bold* word\""),
            ("& more", 7, "title: \"& more\""),
            (",comma", 7, "title: \",comma\""),
        ] {
            check(&format!("title: {value}\n"), "E01", at, help);
        }
        check("key:\n  - *one*\n  - two\n", "E01", 9, "- \"*one*\"");
        check("key:\n  - \"a\" b\n", "E02", 9, "- '\"a\" b'");
        check("key: - One\n", "E01", 5, "key: [One]");
        check("title: \"50 \\% more\"\n", "E40", 11, "title: '50 \\% more'");
        check("title: x\n...\nkey: [a]\n", "E40", 9, "Delete this line.");
        check("title\n", "E40", 0, "title:");
        check("bloc:\n\u{a0}\u{a0}- us\n  - japan\n", "E30", 6, "Delete it");
    }
}
