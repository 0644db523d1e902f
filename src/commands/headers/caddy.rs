//! The headers of a site as a file that a Caddyfile imports within the block of a site.

use super::redirects::Redirects;
use super::{Configuration, Rules, expression, title, value};
use std::collections::BTreeSet;

const HEAD: &str = "# Import this within the block of the site, before file_server.\n";

pub(super) fn configuration(rules: &[Rules]) -> Configuration {
    let mut made = Configuration { text: format!("{HEAD}route {{\n"), left_out: Vec::new() };
    let mut set_before: BTreeSet<&str> = BTreeSet::new();
    for (n, of) in rules.iter().enumerate() {
        for (m, (taken_away, headers)) in by_later_rules(of, &rules[n + 1..]).into_iter().enumerate() {
            let matcher = if m == 0 { format!("fissure{n}") } else { format!("fissure{n}_{m}") };
            made.text.push_str(&block(&matcher, of, &taken_away, &headers, &mut set_before));
        }
    }
    made.text.push_str("}\n");
    made
}

/// The redirects, before all that answers: those of one path as a table, and each that many paths fit.
pub(super) fn redirects(redirects: &Redirects, made: &mut Configuration) {
    let mut text = String::new();
    if !redirects.exact.is_empty() {
        text.push_str("map {http.request.uri.path} {fissure_to} {fissure_status} {\n");
        for redirect in &redirects.exact {
            let to = redirect.target(&[], |_| String::new());
            text.push_str(&format!(
                "\t{} {} {}\n",
                quoted(&placeholders_escaped(&redirect.from)),
                quoted(&to),
                redirect.status
            ));
        }
        text.push_str("\tdefault \"\" \"\"\n}\n");
        text.push_str(&answers("fissure_moved", "not vars {fissure_to} \"\"", "{fissure_to}", "{fissure_status}"));
    }
    for (n, redirect) in redirects.fitting.iter().enumerate() {
        let name = format!("fissure_to{n}");
        // As it was asked for: a part of a decoded path would have to be encoded again.
        let path = expression(&redirect.from, false, &|name| format!("?P<{name}>"));
        let to = redirect.target(&redirect.from, |part| format!("{{re.{name}.{part}}}"));
        let fits = format!("vars_regexp {name} {{http.request.uri}} {}", quoted(&format!("^{path}([?]|$)")));
        text.push_str(&answers(&name, &fits, &quoted(&to), &redirect.status.to_string()));
    }
    if !text.is_empty() {
        let lines: String = text.lines().map(|line| format!("\t{line}\n")).collect();
        made.text.push_str(&format!("route {{\n{lines}}}\n"));
    }
}

/// A redirect of what fits, once with what was asked of the old address and once without.
fn answers(name: &str, fits: &str, to: &str, status: &str) -> String {
    let with_query = match to.contains(['?', '#']) {
        true => String::new(),
        false => {
            let target = match to.strip_suffix('`') {
                Some(to) => format!("{to}?{{http.request.uri.query}}`"),
                None => format!("{to}?{{http.request.uri.query}}"),
            };
            format!(
                "@{name}_asked {{\n\t{fits}\n\tnot vars {{http.request.uri.query}} \"\"\n}}\nredir @{name}_asked {target} {status}\n"
            )
        }
    };
    format!("{with_query}@{name} {fits}\nredir @{name} {to} {status}\n")
}

/// A text in which nothing stands for something else.
fn placeholders_escaped(text: &str) -> String {
    text.replace('{', "\\{")
}

type Header = (String, String);

/// The headers of a rule, by the later rules that take them away. Caddy takes a header away when all others are set, too late for
/// one that is set again.
fn by_later_rules<'a>(of: &'a Rules, later: &'a [Rules]) -> Vec<(Vec<&'a Rules>, Vec<&'a Header>)> {
    let mut groups: Vec<(Vec<&Rules>, Vec<&Header>)> = Vec::new();
    for header in &of.set {
        let taken: Vec<&Rules> = later.iter().filter(|rules| rules.removed.contains(&header.0)).collect();
        let is_same = |other: &Vec<&Rules>| {
            other.len() == taken.len() && other.iter().zip(&taken).all(|(one, other)| std::ptr::eq(*one, *other))
        };
        match groups.iter_mut().find(|(other, _)| is_same(other)) {
            Some((_, headers)) => headers.push(header),
            None => groups.push((taken, vec![header])),
        }
    }
    groups
}

fn block<'a>(
    matcher: &str,
    of: &Rules,
    taken_away: &[&Rules],
    headers: &[&'a Header],
    set_before: &mut BTreeSet<&'a str>,
) -> String {
    let path = of.expression(true, &|name| format!("?P<{name}>"));
    let fits = (!of.is_for_all()).then(|| format!("path_regexp {matcher} {}", quoted(&format!("^{path}$"))));
    let not = taken_away.iter().enumerate().map(|(k, rules)| {
        let path = rules.expression(true, &|_| "?:".to_owned());
        format!("not path_regexp {matcher}_not{k} {}", quoted(&format!("^{path}$")))
    });
    let conditions: Vec<String> = fits.into_iter().chain(not).collect();
    let (mut text, only) = match conditions.as_slice() {
        [] => (String::new(), String::new()),
        conditions => (format!("\t@{matcher} {{\n\t\t{}\n\t}}\n", conditions.join("\n\t\t")), format!(" @{matcher}")),
    };
    text.push_str(&format!("\theader{only} {{\n"));
    for (name, header) in headers {
        // A second value is a second line of the header, which says the same as both in one.
        let add = if set_before.insert(name) { "" } else { "+" };
        let part = |name: &str| format!("{{re.{matcher}.{name}}}");
        let header = value(header, &of.patterns, placeholders_escaped, part);
        text.push_str(&format!("\t\t{add}{} {}\n", title(name), quoted(&header)));
    }
    text + "\t}\n"
}

/// A text as one word. Between quotes a backslash stands before a quote alone, between backticks nothing is read.
fn quoted(text: &str) -> String {
    match text.contains('`') {
        true => format!("\"{}\"", text.replace('"', "\\\"")),
        false => format!("`{text}`"),
    }
}
