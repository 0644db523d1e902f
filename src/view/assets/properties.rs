//! Custom properties of CSS: those that are used and set nowhere, and those of `tokens.css` that are set for nothing.
//!
//! A file of the site replaces the theme's as a whole, and what it no longer sets fails silently in all other sheets: a browser
//! drops each declaration with such a `var(--x)`. Scripts and texts of the site may set properties too, so a name that one of
//! them mentions is never reported. The sheets that are published are made elsewhere.

use super::scan::{Sort, Token, tokens};
use super::{bytes, is_script};
use crate::base::bounds::{PROPERTIES, exceeded};
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::memo::Last;
use crate::base::path::SourcePath;
use crate::load::{ASSETS, CONTENT, STATIC, SourceFile, Sources, TEMPLATES, theme};
use crate::model::suggest::nearest;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is remembered between builds.
pub(crate) type PropertiesCache = Last<Files, Arc<Properties>>;

/// Style sheets, scripts and templates of a site.
type Files = BTreeMap<SourcePath, SourceFile>;

/// How many names a message lists.
const LISTED: usize = 3;

#[derive(Debug, Default)]
pub(crate) struct Properties {
    /// The values that each is set to.
    set: BTreeMap<String, Vec<(Place, String)>>,
    /// Where each is used by a `var()` that has no other value.
    needed: BTreeMap<String, Vec<Place>>,
    /// All that are used or mentioned.
    used: BTreeSet<String>,
    /// What a template or script mentions: names, and beginnings of names such as `--hue-`.
    mentioned: BTreeSet<String>,
}

/// A place in a file; without a span in one that is published as it is.
type Place = (SourcePath, Option<Span>);

/// What is wrong with the custom properties of a site.
pub(crate) fn mistakes(sources: &Sources, memory: &mut PropertiesCache) -> Vec<Diagnostic> {
    let files = files(sources);
    let found = memory.answer(&files).unwrap_or_else(|| {
        let found = Arc::new(Properties::of(&files));
        memory.learn(files, found)
    });
    let names = found.set.len() + found.needed.len();
    if names > PROPERTIES {
        let set = found.set.values().flatten().map(|(place, _)| place);
        let mut places = set.chain(found.needed.values().flatten());
        let first = places.find(|(path, _)| !is_of_theme(path, sources));
        let what = format!("The number of custom properties is {names}");
        let exceeded = |(path, span): &Place| {
            exceeded(path, span.clone(), &what, PROPERTIES).help("Write values where they are used once.")
        };
        return first.map(exceeded).into_iter().collect();
    }
    let of_content = OnceCell::new();
    let is_in_content = |name: &str| of_content.get_or_init(|| in_content(sources)).contains(name);
    let mut diagnostics = found.lacking(sources, &is_in_content);
    diagnostics.extend(found.for_nothing(sources, &is_in_content));
    diagnostics.extend(found.of_one_scheme(sources));
    diagnostics
}

fn files(sources: &Sources) -> Files {
    let is_read = |path: &SourcePath| is_sheet(path) || is_script(path.as_str());
    let statics = sources.in_folder(STATIC).filter(|(path, _)| is_read(path));
    statics.chain(sources.in_folder(TEMPLATES)).map(|(path, file)| (path.clone(), file.clone())).collect()
}

fn is_sheet(path: &SourcePath) -> bool {
    path.extension().eq_ignore_ascii_case("css")
}

fn is_of_theme(path: &SourcePath, sources: &Sources) -> bool {
    let theirs = theme::FILES.iter().find(|(name, _)| *name == path.as_str());
    theirs.zip(sources.files.get(path)).is_some_and(|((_, theirs), file)| *theirs == bytes(file))
}

fn tokens_path() -> SourcePath {
    SourcePath::new(format!("{ASSETS}/tokens.css"))
}

impl Properties {
    fn of(files: &Files) -> Properties {
        let mut found = Properties::default();
        for (path, file) in files {
            let text = String::from_utf8_lossy(bytes(file));
            let has_text = matches!(file, SourceFile::Text(_));
            let place = |span: Span| (path.clone(), has_text.then_some(span));
            match is_sheet(path) {
                true => found.sheet(&text, &place),
                false => found.other(&text, is_script(path.as_str()), &place),
            }
        }
        let Properties { set, needed, mentioned, .. } = &mut found;
        let is_built = |name: &str| mentioned.iter().any(|start| start.ends_with('-') && name.starts_with(&**start));
        needed.retain(|name, _| !set.contains_key(name) && !mentioned.contains(name) && !is_built(name));
        found
    }

    fn sheet(&mut self, text: &str, place: &dyn Fn(Span) -> Place) {
        let all: Vec<Token> = tokens(text).into_iter().filter(|token| !token.is_blank()).collect();
        let sign = |n: Option<usize>| n.and_then(|n| all.get(n)).map_or("", |token| token.text(text));
        for (n, token) in all.iter().enumerate().filter(|(_, token)| is_property(token, text)) {
            let name = token.text(text).to_owned();
            let (before, after) = (sign(n.checked_sub(1)), sign(Some(n + 1)));
            let is_var = before == "(" && sign(n.checked_sub(2)).eq_ignore_ascii_case("var");
            let is_set = after == ":" && matches!(before, "" | "{" | "}" | ";");
            if is_set || before.eq_ignore_ascii_case("@property") {
                let value = if is_set { value(text, &all[n + 2..]) } else { String::new() };
                self.set.entry(name).or_default().push((place(token.span.clone()), value));
                continue;
            }
            if is_var && after == ")" {
                self.needed.entry(name.clone()).or_default().push(place(token.span.clone()));
            }
            self.used.insert(name);
        }
    }

    /// A template, in which CSS is found by its form, or a script, in which any mention may set a property.
    fn other(&mut self, text: &str, is_script: bool, place: &dyn Fn(Span) -> Place) {
        for span in names(text) {
            let name = text[span.clone()].to_owned();
            let (before, after) = (text[..span.start].trim_end(), text[span.end..].trim_start());
            let is_var = before.get(before.len().saturating_sub(4)..).is_some_and(|b| b.eq_ignore_ascii_case("var("));
            self.used.insert(name.clone());
            match is_var {
                true if after.starts_with(')') => self.needed.entry(name).or_default().push(place(span)),
                false if is_script || after.starts_with(':') || name.ends_with('-') => {
                    self.mentioned.insert(name);
                }
                _ => {}
            }
        }
    }

    /// Properties that are used and set nowhere: reported at the file that replaces one of the theme in which they are set,
    /// else where the site uses them.
    fn lacking(&self, sources: &Sources, is_in_content: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
        let replaced = OnceCell::new();
        let mut of_files: BTreeMap<SourcePath, Vec<&str>> = BTreeMap::new();
        let mut diagnostics = Vec::new();
        for (name, places) in self.needed.iter().filter(|(name, _)| !is_in_content(name)) {
            match replaced.get_or_init(|| replaced_sets(sources)).get(name) {
                Some(path) => of_files.entry(path.clone()).or_default().push(name),
                None => diagnostics.extend(
                    places
                        .iter()
                        .filter(|(path, _)| !is_of_theme(path, sources))
                        .map(|place| self.unknown(name, place)),
                ),
            }
        }
        diagnostics.extend(of_files.iter().map(|(path, names)| incomplete(path, names)));
        diagnostics
    }

    fn unknown(&self, name: &str, (path, span): &Place) -> Diagnostic {
        let message = format!("No style sheet sets {name}, so browsers ignore this declaration.");
        let help = match near(name, self.set.keys()) {
            Some(near) => format!("Did you mean --{near}?"),
            None => format!("Set it in {}, or say what to take without it:  var({name}, …)", tokens_path()),
        };
        Diagnostic::warning(Code::Style, path, span.clone(), message).help(help)
    }

    /// What the site's `tokens.css` sets: the names with their places and values.
    fn own_tokens(&self, sources: &Sources) -> Vec<(&str, &Place, &str)> {
        let own = tokens_path();
        if is_of_theme(&own, sources) {
            return Vec::new();
        }
        let all =
            self.set.iter().flat_map(|(name, places)| places.iter().map(move |(at, value)| (&**name, at, &**value)));
        all.filter(|(_, (path, _), _)| *path == own).collect()
    }

    /// Tokens of the site that nothing uses, such as a mistyped one.
    fn for_nothing(&self, sources: &Sources, is_in_content: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
        let is_built = |name: &str| self.used.iter().any(|used| used.ends_with('-') && name.starts_with(&**used));
        let is_unused = |name: &str| !self.used.contains(name) && !is_built(name) && !is_in_content(name);
        let unused = self.own_tokens(sources).into_iter().filter(|(name, ..)| is_unused(name));
        let report = |(name, (path, span), _): (&str, &Place, &str)| {
            let message = format!("Nothing uses {name}, so this changes nothing.");
            match near(name, self.used.iter()) {
                Some(near) => Diagnostic::warning(Code::Style, path, span.clone(), message)
                    .help(format!("Did you mean --{near}?")),
                None => Diagnostic::note(Code::Style, path, span.clone(), message)
                    .help("The documentation lists the properties of the theme, under Templates."),
            }
        };
        unused.map(report).collect()
    }

    /// Colours of the site that are the same in the dark, where the theme has two. A site that says anything about schemes
    /// itself knows what it does.
    fn of_one_scheme(&self, sources: &Sources) -> Vec<Diagnostic> {
        let own = sources.in_folder(ASSETS).filter(|(path, _)| is_sheet(path) && !is_of_theme(path, sources));
        if own.map(|(_, file)| bytes(file)).any(|text| String::from_utf8_lossy(text).contains("color-scheme")) {
            return Vec::new();
        }
        let has_two = |value: &str| ["light-dark(", "var("].iter().any(|word| value.contains(word));
        let theirs_have_two = |name: &str| {
            self.set[name].iter().any(|((path, _), value)| *path != tokens_path() && value.contains("light-dark("))
        };
        let report = |(name, (path, span), value): (&str, &Place, &str)| {
            let message = format!("{name} has one colour now, in the light and in the dark.");
            let help =
                format!("For two, write  {name}: light-dark({value}, …);  for one scheme alone, color-scheme: light;");
            Diagnostic::note(Code::Style, path, span.clone(), message).help(help)
        };
        let tokens = self.own_tokens(sources).into_iter();
        tokens.filter(|(name, _, value)| !has_two(value) && theirs_have_two(name)).map(report).collect()
    }
}

fn is_property(token: &Token, text: &str) -> bool {
    token.sort == Sort::Word && token.text(text).starts_with("--") && token.span.len() > 2
}

/// A value as it is written, from after the colon; the tokens are without spaces and comments.
fn value(text: &str, rest: &[Token]) -> String {
    let end = rest.iter().position(|token| token.is(text, ";") || token.is(text, "}")).unwrap_or(rest.len());
    match &rest[..end] {
        [] => String::new(),
        tokens => text[tokens[0].span.start..tokens[end - 1].span.end].to_owned(),
    }
}

/// Every `--name` in a text.
fn names(text: &str) -> Vec<Span> {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii();
    let starts = text.match_indices("--").map(|(at, _)| at).filter(|at| !text[..*at].ends_with(is_letter));
    let span = |at: usize| at..text[at..].find(|c| !is_letter(c)).map_or(text.len(), |length| at + length);
    starts.map(span).filter(|span| !text[span.clone()].chars().all(|c| c == '-')).collect()
}

/// What the texts of the site mention: they may hold HTML with a style of its own.
fn in_content(sources: &Sources) -> BTreeSet<String> {
    let mut mentioned = BTreeSet::new();
    for (_, file) in sources.in_folder(CONTENT) {
        if let SourceFile::Text(text) = file {
            mentioned.extend(names(text).into_iter().map(|span| text[span].to_owned()));
        }
    }
    mentioned
}

/// What the theme's sheets set in whose place the site has files of its own, each with that file.
fn replaced_sets(sources: &Sources) -> BTreeMap<String, SourcePath> {
    let mut all = BTreeMap::new();
    for (path, bytes) in theme::FILES.iter().filter(|(path, _)| path.ends_with(".css")) {
        let path = SourcePath::new(path);
        if sources.files.contains_key(&path) && !is_of_theme(&path, sources) {
            let mut theirs = Properties::default();
            theirs.sheet(&String::from_utf8_lossy(bytes), &|span| (path.clone(), Some(span)));
            for name in theirs.set.into_keys() {
                all.entry(name).or_insert_with(|| path.clone());
            }
        }
    }
    all
}

fn near<'a>(name: &str, others: impl Iterator<Item = &'a String>) -> Option<&'a str> {
    let others = others.map(|other| other.trim_start_matches('-')).filter(|other| !other.ends_with('-'));
    nearest(name.trim_start_matches('-'), others)
}

fn incomplete(path: &SourcePath, names: &[&str]) -> Diagnostic {
    let listed = match names {
        [name] => (*name).to_owned(),
        names if names.len() <= LISTED => {
            format!("{} and {}", names[..names.len() - 1].join(", "), names[names.len() - 1])
        }
        names => format!("{} and {} more", names[..LISTED].join(", "), names.len() - LISTED),
    };
    let message = format!("This file replaces the theme's and does not set {listed}, which others use.");
    let help = format!(
        "To change a few properties or rules, delete it: {} and custom.css add to the theme's files.",
        tokens_path()
    );
    Diagnostic::warning(Code::Style, path, None, message).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reported(files: &[(&str, &str)]) -> Vec<String> {
        let files = files.iter().map(|(path, text)| (SourcePath::new(path), SourceFile::Text(Arc::from(*text))));
        let sources = Sources { files: files.collect() };
        let said = |found: Diagnostic| format!("{} {}", found.message, found.help.unwrap_or_default());
        mistakes(&sources, &mut PropertiesCache::default()).into_iter().map(said).collect()
    }

    const OWN: &str = "static/assets/own.css";
    const TOKENS: &str = "static/assets/tokens.css";

    #[test]
    fn what_is_set_anywhere_is_known() {
        for (path, setting) in [
            (OWN, "a { --x: 1 }"),
            (OWN, "@media print { a { b: c; --x : 1 } }"),
            (OWN, "@property --x { syntax: '*' }"),
            ("static/assets/site.js", "e.style.setProperty('--x', 1)"),
            ("templates/a.html", "<p style=\"--x: {{ n }}\">"),
            ("templates/a.html", "<style>p{--x:1}</style>"),
            ("content/articles/a.md", "<p style=\"--x: 1\">"),
        ] {
            let using = ("static/assets/z.css", "a { b: calc(1px + var( --x )) }");
            assert_eq!(reported(&[(path, setting), using]), [""; 0], "{setting}");
        }
    }

    #[test]
    fn what_is_set_nowhere_is_reported_where_it_is_used() {
        for (path, using) in [
            (OWN, "a { b: var(--sise) }"),
            (OWN, "a { b: VAR(/* c */ --sise) }"),
            (OWN, "a { b: var(--size, var(--sise)) }"),
            (OWN, "/* --sise: 1 */ a { b: var(--sise); c: '--sise: 1' }"),
            ("templates/a.html", "<p style=\"b: var(--sise)\">don't</p>"),
            ("templates/a.html", "<p style=\"b: var( --sise )\">don't</p>"),
        ] {
            let found = reported(&[(path, using), ("static/assets/z.css", ":root { --size: 1 }")]);
            let expected =
                "No style sheet sets --sise, so browsers ignore this declaration. Did you mean --size?".to_owned();
            assert_eq!(found, [expected], "{using}");
        }
        for using in
            ["a { b: var(--y, 1) }", "a { b: var(--y,) }", "a { b: c(--y) }", "@container style(--y: 1) { a {} }"]
        {
            assert_eq!(reported(&[(OWN, using)]), [""; 0], "{using}");
        }
        let built = ("templates/a.html", "<p style=\"--hue-{{ n }}: red; b: var(--tone-{{ n }})\">");
        assert_eq!(reported(&[(OWN, "a { b: var(--hue-1) }"), built]), [""; 0]);
    }

    #[test]
    fn a_file_that_replaces_the_theme_s_is_reported_once() {
        let theirs = "static/assets/theme-tokens.css";
        let using = (OWN, "a { b: var(--ink) var(--ink-2) var(--rule) var(--link) var(--line); c: var(--ink) }");
        let found = reported(&[(theirs, ":root { --line: 1px }"), using]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("does not set --ink, --ink-2, --link and 1 more, which others use."), "{found:?}");
    }

    #[test]
    fn tokens_that_change_nothing_are_reported() {
        let using = (OWN, "a { b: var(--link) }\n:root { --link: light-dark(red, blue) }");
        let nothing = |name: &str| format!("Nothing uses {name}, so this changes nothing.");
        for (tokens, expected) in [
            (":root { --link: light-dark(green, lime) }", None),
            (":root { --link: green }", Some("--link has one colour now, in the light and in the dark.".to_owned())),
            (":root { --link: green; color-scheme: light }", None),
            (":root { --link: green } @media (prefers-color-scheme: dark) { :root { --link: lime } }", None),
            (":root { --lnik: light-dark(green, lime) }", Some(nothing("--lnik") + " Did you mean --link?")),
            (":root { --accent: green }", Some(nothing("--accent"))),
            (":root { --mine: green } a { c: var(--mine) }", None),
        ] {
            let found = reported(&[(TOKENS, tokens), using]);
            assert_eq!(found.len(), usize::from(expected.is_some()), "{tokens} {found:?}");
            assert!(found.iter().zip(expected).all(|(found, expected)| found.starts_with(&expected)), "{found:?}");
        }
    }
}
