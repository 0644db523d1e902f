//! The headers of a site as a file that the block of a server includes in nginx.
//!
//! A header that depends on the path is a variable that each rule sets in its turn, since nginx sends only the headers of one block.

use super::redirects::Redirects;
use super::{CONTENT_TYPE, Configuration, Rules, expression, title, value};
use std::collections::BTreeMap;

const HEAD: &str = "# Include this in the block of the server. A block of a location that has an add_header of its own sends these no more.\n";

pub(super) fn configuration(rules: &[Rules]) -> Configuration {
    let mut made = Configuration { text: HEAD.to_owned(), left_out: Vec::new() };
    made.text.push_str(&types(rules, &mut made.left_out));
    let of_path = variables(rules);
    for (header, variable) in &of_path {
        made.text.push_str(&format!("# {}\nset ${variable} \"\";\nset ${variable}_comma \"\";\n", title(header)));
    }
    let mut sent = String::new();
    for rules in rules {
        let mut act = String::new();
        for header in &rules.removed {
            if let Some(variable) = of_path.get(header.as_str()) {
                act.push_str(&format!("  set ${variable} \"\";\n  set ${variable}_comma \"\";\n"));
            }
        }
        for (header, text) in rules.set.iter().filter(|(header, _)| header != CONTENT_TYPE) {
            if text.contains('$') {
                made.left_out.push(format!("{}: {text}, since nginx has no way to write a $", title(header)));
                continue;
            }
            match of_path.get(header.as_str()) {
                Some(variable) => {
                    let text = value(text, &rules.patterns, escaped, |name| format!("${{fissure_{name}}}"));
                    act.push_str(&format!(
                        "  set ${variable} \"${variable}${{{variable}_comma}}{text}\";\n  set ${variable}_comma \", \";\n"
                    ));
                }
                None => sent.push_str(&format!("add_header {} \"{}\" always;\n", title(header), escaped(text))),
            }
        }
        if !act.is_empty() {
            // What was asked for: the path becomes that of a file, and these lines are read again.
            let path = rules.expression(false, &|name| format!("?<fissure_{name}>"));
            made.text.push_str(&format!("if ($request_uri ~ \"^{path}([?]|$)\") {{\n{act}}}\n"));
        }
    }
    let of_variables =
        of_path.iter().map(|(header, variable)| format!("add_header {} ${variable} always;\n", title(header)));
    made.text.extend(of_variables);
    made.text.push_str(&sent);
    made
}

/// The redirects: one path is a location, for which nginx has a table; what many paths fit is asked of each.
pub(super) fn redirects(redirects: &Redirects, made: &mut Configuration) {
    for redirect in &redirects.exact {
        let to = with_query(&redirect.target(&[], |_| String::new()));
        made.text.push_str(&format!(
            "location = \"{}\" {{ return {} \"{to}\"; }}\n",
            escaped(&redirect.from),
            redirect.status
        ));
    }
    for redirect in &redirects.fitting {
        let path = expression(&redirect.from, false, &|name| format!("?<fissure_to_{name}>"));
        let to = with_query(&redirect.target(&redirect.from, |name| format!("${{fissure_to_{name}}}")));
        made.text
            .push_str(&format!("if ($request_uri ~ \"^{path}([?]|$)\") {{ return {} \"{to}\"; }}\n", redirect.status));
    }
}

/// What was asked of the old address is asked of the new one.
fn with_query(to: &str) -> String {
    if to.contains(['?', '#']) { to.to_owned() } else { format!("{to}$is_args$args") }
}

/// The headers that are not the same for all paths, each with its variable.
fn variables(rules: &[Rules]) -> BTreeMap<&str, String> {
    let set = |header: &str| {
        let of_header = rules.iter().flat_map(|rules| rules.set.iter().map(move |(name, _)| (rules, name)));
        let all: Vec<bool> =
            of_header.filter(|(_, name)| *name == header).map(|(rules, _)| rules.is_for_all()).collect();
        all == [true] && !rules.iter().any(|rules| rules.removed.iter().any(|name| name == header))
    };
    let all = rules.iter().flat_map(|rules| rules.set.iter().map(|(name, _)| name.as_str()));
    let of_path = all.filter(|name| *name != CONTENT_TYPE && !set(name));
    of_path
        .map(|name| (name, format!("fissure_of_{}", name.replace(|c: char| !c.is_ascii_alphanumeric(), "_"))))
        .collect()
}

/// The types of files that nginx does not know, in addition to those that it does.
fn types(rules: &[Rules], left_out: &mut Vec<String>) -> String {
    let mut types = String::new();
    for rules in rules.iter().filter(|rules| rules.set.iter().any(|(name, _)| name == CONTENT_TYPE)) {
        match rules.type_of_extension() {
            Some((type_, extension)) => types.push_str(&format!("  \"{}\" {extension};\n", escaped(type_))),
            None => left_out.push("a Content-Type that is not that of one extension".to_owned()),
        }
    }
    if types.is_empty() { types } else { format!("include mime.types;\ntypes {{\n{types}}}\n") }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
