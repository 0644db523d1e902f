//! The headers of a site for Apache: a file that the configuration of a host includes, or `.htaccess`. Needs `mod_headers`.

use super::redirects::Redirects;
use super::rules::Part;
use super::{CONTENT_TYPE, Configuration, Rules, expression, title};
use crate::base::path::decoded;
use std::collections::BTreeSet;

const HEAD: &str = "# Include this in the configuration of the host, or call it .htaccess. It needs mod_headers, mod_mime and mod_alias.\n";

pub(super) fn configuration(rules: &[Rules]) -> Configuration {
    let mut made = Configuration { text: HEAD.to_owned(), left_out: Vec::new() };
    let mut set_before: BTreeSet<&str> = BTreeSet::new();
    for rules in rules {
        // What was asked for stands in the request; the path becomes that of a file.
        let path = rules.expression(false, &|_| "?:".to_owned());
        let only = match rules.is_for_all() {
            true => String::new(),
            false => format!(" \"expr=%{{THE_REQUEST}} =~ m#^[A-Z]+ {path}([?]| )#\""),
        };
        for header in &rules.removed {
            made.text.push_str(&format!("Header always unset {}{only}\n", title(header)));
        }
        for (header, text) in &rules.set {
            let name = title(header);
            if header == CONTENT_TYPE {
                match rules.type_of_extension() {
                    Some((type_, extension)) => {
                        made.text.push_str(&format!("AddType \"{}\" .{extension}\n", escaped(type_)));
                    }
                    None => made.left_out.push("a Content-Type that is not that of one extension".to_owned()),
                }
            } else if text.contains("${") || has_name(text, rules) {
                made.left_out.push(format!("{name}: {text}, since Apache puts no part of a path into a header"));
            } else {
                // Values of one header add up, as hosts add them up.
                let act = if set_before.insert(header) { "set" } else { "append" };
                made.text.push_str(&format!("Header always {act} {name} \"{}\"{only}\n", escaped(text)));
            }
        }
    }
    made
}

/// The redirects. Paths are decoded when they are compared, and targets encoded when they are sent.
pub(super) fn redirects(redirects: &Redirects, made: &mut Configuration) {
    let mut line = |path: &str, to: &str, status: u16| {
        let quoted = |text: &str| text.replace('\\', r"\\").replace('"', "\\\"");
        made.text.push_str(&format!("RedirectMatch {status} \"^{}$\" \"{}\"\n", quoted(path), quoted(to)));
    };
    for redirect in &redirects.exact {
        line(&super::escaped(&redirect.from), &decoded(&redirect.to).replace('$', r"\$"), redirect.status);
    }
    for redirect in &redirects.fitting {
        let names: Vec<&str> = redirect.from.iter().filter_map(Part::name).collect();
        let path = expression(&redirect.from, true, &|_| String::new());
        let group =
            |name: &str| names.iter().position(|known| *known == name).map_or(String::new(), |n| format!("${}", n + 1));
        line(&path, &decoded(&redirect.target(&redirect.from, group)), redirect.status);
    }
}

/// Whether a value asks for a part of the path.
fn has_name(text: &str, rules: &Rules) -> bool {
    super::value(text, &rules.patterns, |_| String::new(), |_| "x".to_owned()) != String::new()
}

/// A text between quotes. A backslash is read twice: by the configuration, and by the module.
fn escaped(text: &str) -> String {
    text.replace('\\', r"\\\\").replace('"', "\\\"").replace('%', "%%")
}
