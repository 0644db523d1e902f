//! Holds the documents against the code: what the code accepts or gives is written down, and nothing else is.

use fissure::diagnostic::Code;
use fissure::model::relation::RELATIONS;
use fissure::model::{dispute, fact, kind};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

const README: &str = include_str!("../README.md");
const TEMPLATES: &str = include_str!("../docs/templates.md");
const FACTS: &str = include_str!("../docs/facts.md");
const CONTEXTS: [&str; 3] = [
    include_str!("../src/context.rs"),
    include_str!("../src/context/facts.rs"),
    include_str!("../src/context/machines.rs"),
];

type Names<'a> = BTreeSet<&'a str>;

/// The public fields of each struct of the contexts, under the names that templates see.
fn fields_of_contexts() -> BTreeMap<&'static str, Names<'static>> {
    let mut structs: BTreeMap<&str, Names<'_>> = BTreeMap::new();
    let (mut current, mut renamed, mut is_hidden) = ("", None, false);
    for line in CONTEXTS.iter().flat_map(|text| text.lines()).map(str::trim) {
        if let Some(rest) = line.strip_prefix("pub struct ") {
            current = rest.split([' ', '<', '{']).next().unwrap();
            structs.insert(current, Names::new());
        } else if let Some(rest) = line.strip_prefix("#[serde(rename = \"") {
            renamed = rest.split('"').next();
        } else if line == "#[serde(skip)]" {
            is_hidden = true;
        } else if std::mem::take(&mut is_hidden) {
            continue;
        } else if let Some((name, _)) = line.strip_prefix("pub ").and_then(|rest| rest.split_once(": ")) {
            structs.get_mut(current).unwrap().insert(renamed.take().unwrap_or(name));
        }
    }
    structs
}

/// The first cells of the tables of each section, by the last word of the section's heading.
fn rows_of_sections(document: &str) -> BTreeMap<&str, Names<'_>> {
    let mut sections: BTreeMap<&str, Names<'_>> = BTreeMap::new();
    let mut current = "";
    for line in document.lines() {
        if line.starts_with('#') {
            current = line.rsplit([' ', '`']).find(|word| !word.is_empty()).unwrap_or("");
        } else {
            let cell = line.strip_prefix("| `").and_then(|rest| rest.split_once("` |"));
            sections.entry(current).or_default().extend(cell.map(|(name, _)| name));
        }
    }
    sections
}

#[test]
fn every_field_that_templates_see_is_in_the_reference_and_no_other() {
    let documented = rows_of_sections(TEMPLATES);
    let wrong: Vec<String> = fields_of_contexts()
        .into_iter()
        .filter(|(name, fields)| documented.get(name) != Some(fields))
        .map(|(name, fields)| format!("{name}: the code has {fields:?}, the document {:?}", documented.get(name)))
        .collect();
    assert!(wrong.is_empty(), "docs/templates.md and the contexts differ:\n{}", wrong.join("\n"));
}

#[test]
fn every_message_code_is_in_the_readme() {
    let missing: Vec<&str> =
        Code::ALL.iter().map(|code| code.name()).filter(|code| !README.contains(&format!("| {code} |"))).collect();
    assert!(missing.is_empty(), "README.md lacks the codes {missing:?}");
}

#[test]
fn every_option_is_in_the_readme() {
    let help = |command| Command::new(env!("CARGO_BIN_EXE_fissure")).args([command, "--help"]).output().unwrap().stdout;
    let help = String::from_utf8([help("build"), help("serve"), help("check")].concat()).unwrap();
    let options: Names<'_> = help.split([' ', ',', '\n']).filter(|word| word.starts_with("--")).collect();
    assert!(options.contains("--output"), "the help has changed its form:\n{help}");
    let missing: Vec<&&str> = options.iter().filter(|option| !README.contains(&format!("`{option}"))).collect();
    assert!(missing.is_empty(), "README.md lacks the options {missing:?}");
}

#[test]
fn every_field_of_an_article_or_entity_is_in_the_readme() {
    let (kinds, documented) = (kind::standard_kinds(), rows_of_sections(README));
    let of_articles = kind::OWN_FIELDS.iter().copied().chain(kinds.iter().map(|kind| kind.key.as_str()));
    assert_eq!(documented["Articles"], of_articles.collect(), "README.md on the left, the code on the right");
    // Kinds that a site declares may state nearly all facts, and `roles` is for them alone.
    let keys = kinds.iter().map(|kind| kind.key.as_str()).chain(["person"]).flat_map(fact::keys_for);
    let missing: Names<'_> = keys.filter(|key| !documented["Entities"].contains(key)).collect();
    assert!(missing.is_empty(), "README.md lacks the fields {missing:?} of entities");
}

#[test]
fn every_field_of_a_dispute_and_every_relation_is_written_down() {
    let disputes = &rows_of_sections(README)["Disputes"];
    let missing: Vec<&&str> = dispute::FIELDS.iter().filter(|field| !disputes.contains(*field)).collect();
    assert!(missing.is_empty(), "README.md lacks the fields {missing:?} of disputes");
    let relations: Names<'_> = RELATIONS.iter().map(|relation| relation.name).collect();
    assert_eq!(rows_of_sections(FACTS)["Relations"], relations, "docs/facts.md on the left, the code on the right");
    let missing: Vec<&&str> = relations.iter().filter(|name| !README.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "README.md lacks the relations {missing:?}");
}
