//! The headers and redirects of a site in the words of a server: what its `_headers` and `_redirects` say, for those whose host does not
//! read these files.
//!
//! Both are read as hosts read them (`rules`, `redirects`), and written in the form of each kind of server. What a server cannot say is left
//! out and named. Never writes a file, and builds nothing.

mod apache;
mod caddy;
mod nginx;
mod redirects;
pub(crate) mod rules;

use crate::base::path::decoded;
use redirects::Redirects;
use rules::{HeaderRules, Part, Rule};

/// The file of the site that says which headers a host sends.
pub(crate) const HEADERS: &str = "_headers";
/// The file of the site that says where old addresses lead.
pub(crate) const REDIRECTS: &str = "_redirects";

/// Who is to send the headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Server {
    Nginx,
    Caddy,
    Apache,
}

/// A configuration, and what it had to leave out, in words.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Configuration {
    pub text: String,
    pub left_out: Vec<String>,
}

/// What a `_headers` and a `_redirects` file say, for a kind of server.
pub(crate) fn configuration(headers: &str, redirects: &str, server: Server) -> Configuration {
    let rules = HeaderRules::read(headers).0;
    let (rules, of_hosts): (Vec<Rule>, Vec<Rule>) = rules.into_iter().partition(|rule| !names_a_host(rule));
    let mut configuration = match server {
        Server::Nginx => nginx::configuration(&joined(rules)),
        Server::Caddy => caddy::configuration(&joined(rules)),
        Server::Apache => apache::configuration(&joined(rules)),
    };
    let redirects = Redirects::read(redirects);
    match server {
        Server::Nginx => nginx::redirects(&redirects, &mut configuration),
        Server::Caddy => caddy::redirects(&redirects, &mut configuration),
        Server::Apache => apache::redirects(&redirects, &mut configuration),
    }
    configuration.left_out.extend(redirects.left_out);
    let left = of_hosts.iter().map(|rule| format!("the rule of {}, which is for one host", path_of(&rule.pattern)));
    configuration.left_out.extend(left);
    configuration
}

fn names_a_host(rule: &Rule) -> bool {
    !matches!(rule.pattern.first(), Some(Part::Text(text)) if text.starts_with('/'))
}

/// Rules with the paths that each is for.
struct Rules {
    patterns: Vec<Vec<Part>>,
    removed: Vec<String>,
    set: Vec<(String, String)>,
}

/// The same rules, those in a row that say the same as one.
fn joined(rules: Vec<Rule>) -> Vec<Rules> {
    let mut joined: Vec<Rules> = Vec::new();
    for Rule { pattern, removed, set } in rules {
        let has_names = |pattern: &[Part]| pattern.iter().any(|part| matches!(part, Part::Named(_)));
        match joined.last_mut() {
            Some(last)
                if (&last.removed, &last.set) == (&removed, &set)
                    && !has_names(&pattern)
                    && !last.patterns.iter().any(|pattern| has_names(pattern)) =>
            {
                last.patterns.push(pattern);
            }
            _ => joined.push(Rules { patterns: vec![pattern], removed, set }),
        }
    }
    joined
}

impl Rules {
    /// Whether it is for all paths.
    fn is_for_all(&self) -> bool {
        self.patterns.iter().any(|pattern| *pattern == [Part::Text("/".to_owned()), Part::Any])
    }

    /// A regular expression that fits its paths, without the delimiters of any language. What stands for `*` and for names has the
    /// names that `group` gives. Paths are as they stand in a URL, or else decoded.
    fn expression(&self, is_decoded: bool, group: &dyn Fn(&str) -> String) -> String {
        match self.patterns.as_slice() {
            [pattern] => expression(pattern, is_decoded, group),
            // With several, nothing can be called what stands for `*`.
            patterns => {
                let paths = patterns.iter().map(|pattern| expression(pattern, is_decoded, &|_| "?:".to_owned()));
                format!("(?:{})", paths.collect::<Vec<_>>().join("|"))
            }
        }
    }

    /// Its content type and the extension of the files that it is for, where it is for all of one extension.
    fn type_of_extension(&self) -> Option<(&str, &str)> {
        let [pattern] = self.patterns.as_slice() else { return None };
        let [Part::Text(_), Part::Any, Part::Text(end)] = pattern.as_slice() else { return None };
        let extension = end.strip_prefix('.').filter(|end| !end.contains(['/', '.']))?;
        let (_, value) = self.set.iter().find(|(name, _)| name == CONTENT_TYPE)?;
        Some((value, extension))
    }
}

/// The header that servers make of the name of a file.
const CONTENT_TYPE: &str = "content-type";

fn expression(parts: &[Part], is_decoded: bool, group: &dyn Fn(&str) -> String) -> String {
    let part = |part: &Part| match part {
        Part::Text(text) if is_decoded => escaped(&decoded(text)),
        Part::Text(text) => escaped(text),
        Part::Any if is_decoded => format!("({}.*)", group(SPLAT)),
        Part::Named(name) if is_decoded => format!("({}[^/]+)", group(name)),
        // Behind the path of a request comes what is asked of it.
        Part::Any => format!("({}[^? ]*)", group(SPLAT)),
        Part::Named(name) => format!("({}[^/? ]+)", group(name)),
    };
    parts.iter().map(part).collect()
}

/// What stands for `*`, as values name it.
const SPLAT: &str = "splat";

/// A text in a regular expression. Without backslashes, which each server reads in its own way.
fn escaped(text: &str) -> String {
    let escaped = |c: char| match c {
        '.' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '$' | '*' => format!("[{c}]"),
        c => c.to_string(),
    };
    text.chars().map(escaped).collect()
}

/// A value with what stands for `*` and for names put in by `name`; none where the path has no such name.
fn value(text: &str, patterns: &[Vec<Part>], escape: impl Fn(&str) -> String, name: impl Fn(&str) -> String) -> String {
    let has = |wanted: &str| {
        let [pattern] = patterns else { return false };
        pattern.iter().any(|part| match part {
            Part::Any => wanted == SPLAT,
            Part::Named(name) => name == wanted,
            Part::Text(_) => false,
        })
    };
    let part = |part: &Part| match part {
        Part::Text(text) => escape(text),
        Part::Any => escape("*"),
        Part::Named(named) if has(named) => name(named),
        Part::Named(named) => escape(&format!(":{named}")),
    };
    rules::pattern(text).iter().map(part).collect()
}

/// A path as its file has it.
fn path_of(pattern: &[Part]) -> String {
    let part = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        Part::Any => "*".to_owned(),
        Part::Named(name) => format!(":{name}"),
    };
    pattern.iter().map(part).collect()
}

/// The name of a header as it is usually written.
fn title(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or(String::new(), |first| format!("{}{}", first.to_ascii_uppercase(), letters.as_str()))
    };
    name.split('-').map(word).collect::<Vec<_>>().join("-")
}
