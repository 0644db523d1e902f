//! The rules of a site's own `_headers`, and what a host sends by them.
//!
//! Reads the syntax that Netlify and Cloudflare Pages document. A line that begins with `/` or a scheme is a path; below it
//! stands one header a line, or `! Name`, which takes away what earlier rules set. `*` is any text and `:name` any part of
//! a path between slashes. All rules that match add up. Never reads a file, and answers no request.

use std::collections::{BTreeMap, BTreeSet};

/// The rules of a `_headers` file, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct HeaderRules(pub(super) Vec<Rule>);

/// The headers of a path; those that it takes away go first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) pattern: Vec<Part>,
    pub(super) removed: Vec<String>,
    pub(super) set: Vec<(String, String)>,
}

/// How long a line may be, as Cloudflare Pages documents it.
const LONGEST: usize = 2000;

/// A part of the path of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Text(String),
    /// `*`
    Any,
    /// `:name`
    Named(String),
}

impl Part {
    /// What values call it, where it stands for a part of the path.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Part::Text(_) => None,
            Part::Any => Some(super::SPLAT),
            Part::Named(name) => Some(name),
        }
    }
}

/// Headers by their names, in small letters.
pub(crate) type Headers = BTreeMap<String, String>;

impl HeaderRules {
    /// Reads a file. Lines that a host would refuse are passed over.
    pub(crate) fn read(text: &str) -> HeaderRules {
        let mut rules: Vec<Rule> = Vec::new();
        let is_read = |line: &&str| !line.is_empty() && !line.starts_with('#') && line.len() <= LONGEST;
        for line in text.lines().map(str::trim).filter(is_read) {
            if is_path(line) {
                rules.push(Rule { pattern: pattern(line), removed: Vec::new(), set: Vec::new() });
                continue;
            }
            let Some(rule) = rules.last_mut() else { continue };
            if let Some(name) = line.strip_prefix('!') {
                rule.removed.push(name.trim().to_ascii_lowercase());
            } else if let Some((name, value)) = line.split_once(':') {
                rule.set.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        // Hosts allow one `*` in a path. With more a path could be read in too many ways to try them all.
        rules.retain(|rule| rule.pattern.iter().filter(|part| **part == Part::Any).count() < 2);
        HeaderRules(rules)
    }

    /// What a host sends with a path of the site, as it stands in a URL. `origin` is the scheme and host that the site is
    /// published at, for rules that name one.
    pub(crate) fn of(&self, origin: &str, path: &str) -> Headers {
        let mut headers = Headers::new();
        for rule in &self.0 {
            let is_whole = matches!(rule.pattern.first(), Some(Part::Text(text)) if !text.starts_with('/'));
            let address = if is_whole { format!("{origin}{path}") } else { path.to_owned() };
            let mut search = Search::default();
            if !search.matches(&rule.pattern, &address) {
                continue;
            }
            rule.removed.iter().for_each(|name| drop(headers.remove(name)));
            for (name, value) in &rule.set {
                let value = filled(value, &search.found);
                headers.entry(name.clone()).and_modify(|set| *set = format!("{set}, {value}")).or_insert(value);
            }
        }
        headers
    }
}

fn is_path(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or("");
    first.starts_with('/') || first.contains("://")
}

/// The parts of a path or a value with `*` and `:name` in it. `https://` and a port are text.
pub(super) fn pattern(line: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let name_end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
        let part = match c {
            '*' => Part::Any,
            ':' if after.starts_with(|c: char| c.is_ascii_alphabetic()) => Part::Named(after[..name_end].to_owned()),
            _ => {
                text.push(c);
                rest = after;
                continue;
            }
        };
        rest = if part == Part::Any { after } else { &after[name_end..] };
        parts.extend((!text.is_empty()).then(|| Part::Text(std::mem::take(&mut text))));
        parts.push(part);
    }
    parts.extend((!text.is_empty()).then_some(Part::Text(text)));
    parts
}

/// A search for what stands for the names of a path.
#[derive(Default)]
struct Search {
    /// What stands for each name, and for `*` under the name `splat`.
    found: Vec<(String, String)>,
    /// How many parts and how many bytes were left where nothing fitted. Each such rest is looked at once, since names that
    /// touch, as in `/:a:b:c`, can be read in very many ways.
    failed: BTreeSet<(usize, usize)>,
}

impl Search {
    /// Whether a path fits.
    fn matches(&mut self, pattern: &[Part], path: &str) -> bool {
        let Some((first, others)) = pattern.split_first() else { return path.is_empty() };
        let (name, longest) = match first {
            Part::Text(text) => return path.strip_prefix(&**text).is_some_and(|rest| self.matches(others, rest)),
            Part::Any => ("splat", path.len()),
            Part::Named(name) => (&**name, path.find('/').unwrap_or(path.len())),
        };
        if self.failed.contains(&(pattern.len(), path.len())) {
            return false;
        }
        let shortest = if *first == Part::Any { 0 } else { 1 };
        for end in (shortest..=longest).rev().filter(|end| path.is_char_boundary(*end)) {
            let before = self.found.len();
            self.found.push((name.to_owned(), path[..end].to_owned()));
            if self.matches(others, &path[end..]) {
                return true;
            }
            self.found.truncate(before);
        }
        self.failed.insert((pattern.len(), path.len()));
        false
    }
}

/// A value with what stood for the names of its path.
fn filled(value: &str, found: &[(String, String)]) -> String {
    let part = |part| match part {
        Part::Text(text) => text,
        Part::Any => "*".to_owned(),
        Part::Named(name) => {
            found.iter().find(|(known, _)| *known == name).map_or_else(|| format!(":{name}"), |(_, text)| text.clone())
        }
    };
    pattern(value).into_iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(text: &str, path: &str) -> String {
        let headers = HeaderRules::read(text).of("https://example.org", path);
        headers.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn rules_that_match_add_up() {
        let text = "# All\n/*\n  X-A: 1\n  X-B: a:b\n\n/data/*.json\n  X-A: 2\n/data/:name\n  x-name: :name!\n";
        assert_eq!(sent(text, "/"), "x-a=1 | x-b=a:b");
        assert_eq!(sent(text, "/data/a.json"), "x-a=1, 2 | x-b=a:b | x-name=a.json!");
        assert_eq!(sent(text, "/data/a/b.json"), "x-a=1, 2 | x-b=a:b");
        assert_eq!(sent(text, "/data/"), "x-a=1 | x-b=a:b");
    }

    #[test]
    fn a_header_can_be_taken_away_again() {
        let text = "/*\n  X-A: 1\n  X-B: 1\n/b/*\n  ! X-A\n  X-B: 2\n  ! X-B\n/b/c\n  X-A: :splat\n";
        assert_eq!(sent(text, "/b/"), "x-b=2");
        assert_eq!(sent(text, "/b/c"), "x-a=:splat | x-b=2");
    }

    #[test]
    fn a_path_fits_as_a_whole() {
        assert_eq!(sent("/a\n  X: 1", "/a/"), "");
        assert_eq!(sent("/brief/*\n  X: :splat", "/brief/a/b"), "x=a/b");
        assert_eq!(sent("/brief/*\n  X: 1", "/briefs/"), "");
        assert_eq!(sent("/:a/:b/x\n  X: :b:a", "/1/2/x"), "x=21");
        assert_eq!(sent("/:a/é\n  X: 1", "//é"), "");
        // An address with a host is for that host.
        assert_eq!(sent("https://example.org/*\n  X: 1", "/a"), "x=1");
        assert_eq!(sent("https://other.example/*\n  X: 1", "/a"), "");
        assert_eq!(sent("https://:project.pages.dev/*\n  X: 1", "/a"), "");
    }

    #[test]
    fn what_no_host_would_read_is_passed_over() {
        assert_eq!(sent("  X: 1\n/*\n  nothing\n  Y: 2\n/*/*\n  Z: 3", "/a/b"), "y=2");
    }

    /// It would not end if every way to read the names were tried.
    #[test]
    fn names_that_touch_are_found_in_few_steps() {
        let names: String = (0..40).map(|n| format!(":n{n}")).collect();
        let path = format!("/{}", "x".repeat(80));
        assert_eq!(sent(&format!("/{names}/\n  X: 1"), &path), "");
        assert_eq!(sent(&format!("/{names}\n  X: :n39"), &path), "x=x");
    }
}
