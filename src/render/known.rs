//! "Did you mean" for templates: the filter, test, function or component that was probably meant.
//!
//! Reads the engine's message and the texts of the templates; never compiles one.

use super::reach::Texts;
use crate::model::suggest::nearest;

/// The filters that templates can use: the engine's, then ours.
const FILTERS: [&str; 42] = [
    "abs",
    "capitalize",
    "default",
    "escape",
    "escape_html",
    "escape_xml",
    "first",
    "float",
    "get",
    "group_by",
    "indent",
    "int",
    "join",
    "keys",
    "last",
    "length",
    "lower",
    "newlines_to_br",
    "nth",
    "pairs",
    "pluralize",
    "replace",
    "reverse",
    "round",
    "safe",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
    "wordcount",
    "date",
    "direction",
    "json",
    "markdown",
    "t",
];

const TESTS: [&str; 15] = [
    "array",
    "bool",
    "containing",
    "defined",
    "divisible_by",
    "ending_with",
    "even",
    "float",
    "integer",
    "iterable",
    "map",
    "number",
    "odd",
    "starting_with",
    "string",
];

const FUNCTIONS: [&str; 3] = ["range", "super", "throw"];

/// What helps with a message of the engine, such as ``Unknown filter `uper` ``; nothing where it names something else.
pub(super) fn help(message: &str, texts: &Texts) -> Option<String> {
    let (what, rest) = message.split_once(" `")?;
    let name = rest.split('`').next()?;
    let defined = |tag: &str| -> Vec<String> {
        let mut names: Vec<String> = texts.values().flat_map(|text| names_after(text, tag)).collect();
        names.sort();
        names.dedup();
        names
    };
    let known: Vec<String> = match what {
        "Unknown filter" => FILTERS.into_iter().chain(["word"]).map(str::to_owned).collect(),
        "Unknown test" => TESTS.map(str::to_owned).into(),
        "Unknown function" => FUNCTIONS.map(str::to_owned).into(),
        "Unknown component" => defined("component"),
        _ => return None,
    };
    let near = nearest(name, known.iter().map(String::as_str));
    Some(match near {
        Some(near) => format!("Did you mean \"{near}\"?"),
        None => format!("There are: {}.", known.join(", ")),
    })
}

/// The names that a template gives to its components: `{%- component chip(...) %}`.
fn names_after(text: &str, tag: &str) -> Vec<String> {
    let tags = text.split("{%").skip(1).map(|tag| tag.trim_start_matches('-').trim_start());
    let names = tags.filter_map(|rest| rest.strip_prefix(tag)?.strip_prefix(' ')).map(|rest| {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').unwrap_or(rest.len());
        rest[..end].to_owned()
    });
    names.filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::templates::engine;
    use std::sync::Arc;

    #[test]
    fn what_is_listed_exists() {
        let is_known = |template: String| {
            let mut engine = engine(&Arc::default());
            let added = engine.add_raw_template("x", &template);
            !added.is_err_and(|error| error.to_string().contains("Unknown"))
        };
        let filters = FILTERS.map(|filter| format!("{{{{ x | {filter} }}}}"));
        let tests = TESTS.map(|test| format!("{{% if x is {test} %}}{{% endif %}}"));
        let unknown: Vec<String> = filters.into_iter().chain(tests).filter(|text| !is_known(text.clone())).collect();
        assert_eq!(unknown, [""; 0]);
        assert!(!is_known("{{ x | no_such }}".to_owned()), "an unknown one is reported");
    }

    #[test]
    fn the_name_that_was_meant_is_proposed() {
        let text = "{% block main %}{% endblock %}{%- component chip(a) %}{% endcomponent chip %}{% block x %}";
        let texts: Texts = [("base.html".to_owned(), Arc::from(text))].into();
        for (message, proposed) in [
            ("Unknown filter `uper`", "Did you mean \"upper\"?"),
            ("Unknown test `defned`", "Did you mean \"defined\"?"),
            ("Unknown function `rnage`", "Did you mean \"range\"?"),
            ("Unknown component `chp`", "Did you mean \"chip\"?"),
        ] {
            assert_eq!(help(message, &texts).as_deref(), Some(proposed));
        }
        assert_eq!(help("Unknown template `x`", &texts), None);
    }
}
