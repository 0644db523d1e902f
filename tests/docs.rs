//! Compares the documents with the code: what the code accepts or gives is written down, and nothing else is.
//!
//! `UPDATE_EXPECT=1 cargo test` writes the tables of fields anew; all else is written by hand.

mod support;

use fissure::base::diagnostic::Code;
use fissure::model::fields::{
    ARTICLE, BLOCKS, DISPUTE, EDITION, ENTITY, Field, Of, PAGE, PICTURE, SETTINGS, Takes, Whose, tags, translations,
};
use fissure::model::kind;
use fissure::model::relation::Relations;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::expect_text;

const COMMANDS: &str = include_str!("../docs/content/pages/reference/commands.md");
const MESSAGES: &str = include_str!("../docs/content/pages/reference/messages.md");
const STATEMENTS: &str = include_str!("../docs/content/pages/reference/statements.md");
const TEMPLATES: &str = include_str!("../docs/content/pages/reference/templates.md");
const FACTS: &str = include_str!("../docs/content/pages/reference/facts.md");
const CONTEXTS: [&str; 8] = [
    include_str!("../src/view/shared.rs"),
    include_str!("../src/view/due.rs"),
    include_str!("../src/view/editions.rs"),
    include_str!("../src/parse/plain.rs"),
    include_str!("../src/parse/link_card.rs"),
    include_str!("../src/view/pages.rs"),
    include_str!("../src/view/facts.rs"),
    include_str!("../src/view/machines.rs"),
];

type Names<'a> = BTreeSet<&'a str>;

/// The public fields of each struct of the contexts, under the names that templates see.
fn fields_of_contexts() -> BTreeMap<&'static str, Names<'static>> {
    let mut structs: BTreeMap<&str, Names<'_>> = BTreeMap::new();
    let (mut current, mut renamed, mut is_hidden, mut is_seen) = ("", None, false, false);
    for line in CONTEXTS.iter().flat_map(|text| text.lines()).map(str::trim) {
        let public = line.strip_prefix("pub ").or_else(|| line.strip_prefix("pub(crate) "));
        if let Some(rest) = public.and_then(|rest| rest.strip_prefix("struct ")) {
            // What is not serialized is no part of what templates see.
            current = if std::mem::take(&mut is_seen) { rest.split([' ', '<', '{']).next().unwrap() } else { "" };
            structs.insert(current, Names::new());
        } else if line.starts_with("#[derive(") {
            is_seen = line.contains("Serialize");
        } else if let Some(rest) = line.strip_prefix("#[serde(rename = \"") {
            renamed = rest.split('"').next();
        } else if line == "#[serde(skip)]" {
            is_hidden = true;
        } else if std::mem::take(&mut is_hidden) {
            continue;
        } else if let Some((name, _)) =
            public.filter(|rest| !rest.starts_with("fn ")).and_then(|rest| rest.split_once(": "))
        {
            structs.get_mut(current).unwrap().insert(renamed.take().unwrap_or(name));
        }
    }
    structs.remove("");
    assert!(structs.contains_key("PageContext"), "the contexts are written in another way");
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
    assert!(wrong.is_empty(), "the page of templates and the contexts differ:\n{}", wrong.join("\n"));
}

#[test]
fn every_message_code_is_in_the_reference() {
    let missing: Vec<&str> =
        Code::ALL.iter().map(|code| code.name()).filter(|code| !MESSAGES.contains(&row_of_code(code))).collect();
    assert!(missing.is_empty(), "the page of messages lacks the codes {missing:?}");
}

fn row_of_code(code: &str) -> String {
    format!("| [{code}](../messages/{code}.md) |")
}

#[test]
fn every_option_is_in_the_reference() {
    let help = |command| Command::new(env!("CARGO_BIN_EXE_fissure")).args([command, "--help"]).output().unwrap().stdout;
    let help = String::from_utf8([help("build"), help("serve"), help("check")].concat()).unwrap();
    let options: Names<'_> = help.split([' ', ',', '\n']).filter(|word| word.starts_with("--")).collect();
    assert!(options.contains("--output"), "the help has changed its form:\n{help}");
    let missing: Vec<&&str> = options.iter().filter(|option| !COMMANDS.contains(&format!("`{option}"))).collect();
    assert!(missing.is_empty(), "the page of commands lacks the options {missing:?}");
}

#[test]
fn every_relation_is_written_down() {
    let relations = Relations::standard();
    let relations: Names<'_> = relations.names().collect();
    assert_eq!(rows_of_sections(FACTS)["Relations"], relations, "the page of facts on the left, the code on the right");
    let missing: Vec<&&str> = relations.iter().filter(|name| !STATEMENTS.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "the page of statements lacks the relations {missing:?}");
}

#[test]
fn every_block_of_the_theme_is_in_the_reference() {
    let files = files_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &["html"]);
    let all: String = files.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let begin = ["{% block ", "{%- block "];
    let blocks: BTreeSet<&str> =
        begin.iter().flat_map(|begin| all.split(begin).skip(1)).filter_map(|rest| rest.split(' ').next()).collect();
    assert_eq!(
        rows_of_sections(TEMPLATES)["Blocks"],
        blocks,
        "the page of templates on the left, the theme on the right"
    );
}

/// Each table of fields stands in one document, after `<!-- fields: NAME -->` and before `<!-- end -->`.
#[test]
fn the_tables_of_fields_are_those_of_the_code() {
    let mut missing: BTreeMap<&str, String> = tables().into_iter().collect();
    let mut wrong = Vec::new();
    for path in documents() {
        let text = fs::read_to_string(&path).unwrap();
        let mut parts = text.split("<!-- fields: ");
        let mut expected = parts.next().unwrap().to_owned();
        for part in parts {
            let (name, rest) = part.split_once(" -->").unwrap();
            let (_, after) = rest.split_once("<!-- end -->").unwrap();
            let table = missing.remove(name).unwrap_or_else(|| panic!("no table {name}, or a second one"));
            expected.push_str(&format!("<!-- fields: {name} -->\n{table}<!-- end -->{after}"));
        }
        wrong.extend(expect_text(&path, &expected).err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(missing.is_empty(), "no document has the tables {:?}", missing.keys());
}

fn documents() -> Vec<PathBuf> {
    files_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/content"), &["md"])
}

/// The components of the theme, each with its arguments and the comment above it, or that of its file.
fn components() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/partials");
    let mut files = files_in(&root, &["html"]);
    files.sort();
    let mut rows = String::new();
    for path in files {
        let (file, text) = (path.file_name().unwrap().to_str().unwrap(), fs::read_to_string(&path).unwrap());
        for (before, rest) in
            text.match_indices("{% component ").map(|(at, begin)| (&text[..at], &text[at + begin.len()..]))
        {
            let call = rest.split_once(" -%}").into_iter().chain(rest.split_once(" %}")).map(|(call, _)| call);
            let call = call.min_by_key(|call| call.len()).unwrap();
            let says = before
                .trim_end()
                .strip_suffix("-#}")
                .and_then(|before| before.rsplit_once("{#-"))
                .map_or("", |(_, says)| says);
            let says = says.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
            rows.push_str(&format!("| `{call}` | `{file}` | {says} |\n"));
        }
    }
    format!("| component | file | what |\n|---|---|---|\n{rows}")
}

fn tables() -> [(&'static str, String); 12] {
    let article: Vec<Field<'_>> = ARTICLE.iter().copied().chain(kind::STANDARD.iter().map(|key| tags(key))).collect();
    let plain = |name: &str, field: &Field<'_>| {
        format!("| `{name}` | {} | {} | {} | {} |\n", takes(field), field.usual_words(), field.default, example(field))
    };
    let of_kinds = |name: &str, field: &Field<'_>| {
        format!(
            "| `{name}` | {} | {} | {} | {} |\n",
            whose(field.whose),
            takes(field),
            field.usual_words(),
            example(field)
        )
    };
    let with_head =
        |head: &str, rows: String| format!("{head}\n{}|\n{rows}", "|---".repeat(head.matches(" |").count()));
    let plain = |fields| with_head("| field | takes | what | default | example |", rows(fields, "", &plain));
    let entity = with_head("| field | kinds | takes | what | example |", rows(&ENTITY.concat(), "", &of_kinds));
    let blocks = with_head("| block | field | takes | what | default |", blocks());
    [
        ("settings", plain(SETTINGS)),
        ("articles", plain(&article)),
        ("fact blocks", blocks),
        ("entities", entity),
        ("disputes", plain(DISPUTE)),
        ("plain pages", plain(PAGE)),
        ("editions", plain(EDITION)),
        ("articles in another language", plain(translations::ARTICLE)),
        ("plain pages in another language", plain(translations::PAGE)),
        ("disputes in another language", plain(translations::DISPUTE)),
        ("picture", plain(PICTURE)),
        ("components", components()),
    ]
}

/// A row for each field, those of a set in it after it: `publisher.name`.
fn rows(fields: &[Field<'_>], before: &str, row: &dyn Fn(&str, &Field<'_>) -> String) -> String {
    let has_own_table = |key: &str| BLOCKS.iter().any(|(block, _)| *block == key);
    let with_inner = |field: &Field<'_>| {
        let name = format!("{before}{}", field.key);
        let inner = if has_own_table(field.key) { &[] } else { field.takes.inner() };
        row(&name, field) + &rows(inner, &format!("{name}."), row)
    };
    fields.iter().map(with_inner).collect()
}

fn blocks() -> String {
    let row = |(block, field): (&str, &Field<'_>)| {
        format!("| {block} | `{}` | {} | {} | {} |\n", field.key, takes(field), field.usual_words(), field.default)
    };
    let block = |(block, fields): (&str, &[Field<'_>])| -> String {
        let names = std::iter::once(block).chain(std::iter::repeat(""));
        names.zip(fields).map(row).collect()
    };
    BLOCKS.into_iter().chain([("a time", Takes::When.inner())]).map(block).collect()
}

fn example(field: &Field<'_>) -> String {
    if field.example.is_empty() { String::new() } else { format!("`{}`", field.example) }
}

fn whose(whose: Whose) -> String {
    let own = whose.declared.then_some("own kinds");
    match whose.standard.len() {
        0 => "own kinds".to_owned(),
        4 => "all but sources".to_owned(),
        _ if whose == Whose::ALL => "all".to_owned(),
        _ => whose.standard.iter().copied().chain(own).collect::<Vec<_>>().join(", "),
    }
}

fn takes(field: &Field<'_>) -> String {
    let one = |of| match of {
        Of::Any => "an entity".to_owned(),
        Of::Same => "an entity of the same kind".to_owned(),
        Of::Kind(key) => format!("a {}", key.trim_end_matches('s')),
    };
    let several = |of| match of {
        Of::Kind(key) => {
            kind::Kinds::standard().with_key(key).map_or_else(|| key.to_owned(), |kind| kind.plural.to_lowercase())
        }
        _ => "entities".to_owned(),
    };
    let takes = match field.takes {
        Takes::Text | Takes::Address | Takes::Phrase => "text".to_owned(),
        Takes::Texts | Takes::Addresses => "a list of texts".to_owned(),
        Takes::Language => "a code of BCP 47".to_owned(),
        Takes::Flag => "`true` or `false`".to_owned(),
        Takes::Number(least) => format!("a number from {least} on"),
        Takes::UpTo(most) => format!("a number from 1 to {most}"),
        Takes::Day => "a day".to_owned(),
        Takes::Time => "a time in EDTF".to_owned(),
        Takes::When => "a time".to_owned(),
        Takes::Relation => "a relation".to_owned(),
        Takes::OneOf(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
        Takes::Entity(of) => one(of),
        Takes::Entities(of) => several(of),
        Takes::EntitiesOrUnknown(of) => format!("{}, or `unknown`", several(of)),
        Takes::Name(Of::Any) => "an entity, or a name".to_owned(),
        Takes::Name(of) => format!("{}, or text", one(of)),
        Takes::Names => "entities, or names".to_owned(),
        Takes::Places => "places in a source, or those in each".to_owned(),
        Takes::Blocs => "`all`, blocs, or a set of fields".to_owned(),
        Takes::Map(_) => "a set of fields".to_owned(),
        Takes::Maps(_) => "a list of sets".to_owned(),
        Takes::ByKind => "text for each kind of page".to_owned(),
        Takes::FlagOrMap(_) => "`false`, or a set of fields".to_owned(),
        Takes::ByLanguage | Takes::ArticleByLanguage => "texts by language".to_owned(),
        Takes::Anything => "anything".to_owned(),
    };
    if field.needed { format!("{takes}; needed") } else { takes }
}

/// All files of a folder with one of some endings.
fn files_in(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.extension().and_then(|extension| extension.to_str()) {
            _ if path.is_dir() => files.extend(files_in(&path, extensions)),
            Some(extension) if extensions.contains(&extension) => files.push(path),
            _ => {}
        }
    }
    files
}

/// The texts of the interface stand in one file: none that is asked for is missing there, and none there is asked for nowhere.
#[test]
fn each_text_of_the_interface_is_there_and_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = fs::read_to_string(root.join("templates/strings.yaml")).unwrap();
    let mut group = "";
    let mut keys: BTreeSet<String> = BTreeSet::new();
    for line in file.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        match line.strip_prefix("  ") {
            Some(text) => {
                assert!(keys.insert(format!("{group}.{}", text.split(':').next().unwrap())), "{line} is there twice")
            }
            None => group = line.trim_end_matches(':'),
        }
    }
    let folders = ["src", "templates", "static/assets"]
        .map(|folder| files_in(&root.join(folder), &["rs", "html", "xml", "opml", "txt", "js"]));
    let all: String = folders.iter().flatten().map(|path| fs::read_to_string(path).unwrap()).collect();
    let quoted: BTreeSet<&str> = all.split('"').collect();
    // Of these groups any text is asked for by a word of the content model, or by all of the group.
    let whole = |group: &str| {
        let by_word = [format!("word(\"{group}\""), format!("word(group=\"{group}\")"), format!("strings: {group} */")];
        by_word.iter().any(|form| all.contains(form)) || all.contains(&format!("\"{group}.{{"))
    };
    let of_page = |key: &str| {
        let (group, name) = key.split_once('.').unwrap();
        let pages = ["words.page(\"", "self.row(\""].iter().any(|form| all.contains(form));
        pages
            && (["title", "description"].contains(&name) && quoted.contains(group)
                || group == "compare" && quoted.contains(name))
    };
    let unused: Vec<&String> = keys
        .iter()
        .filter(|key| !quoted.contains(key.as_str()) && !whole(key.split('.').next().unwrap()) && !of_page(key))
        .collect();
    assert!(unused.is_empty(), "nothing asks for {unused:?}");
    let is_key = |text: &&str| {
        let known =
            text.split_once('.').is_some_and(|(group, _)| keys.iter().any(|key| key.starts_with(&format!("{group}."))));
        known && text.bytes().all(|byte| byte.is_ascii_lowercase() || b"._-".contains(&byte))
    };
    let names_of_files =
        ["html", "md", "lock", "css", "js", "txt", "xml", "json", "yaml", "yml", "png", "svg", "csv", "ics"];
    let is_file = |text: &&str| names_of_files.iter().any(|extension| text.ends_with(&format!(".{extension}")));
    // What looks like a key, and whatever is asked for as one.
    let asked = ["strings.fill(\"", "strings.get(\"", "strings.count(\"", "strings().fill(\"", "strings().get(\""];
    let asked = asked.iter().flat_map(|form| all.split(form).skip(1)).filter_map(|rest| rest.split('"').next());
    let unknown: Vec<&str> = asked.filter(|key| !keys.contains(*key) && !key.starts_with("own.")).collect();
    assert!(unknown.is_empty(), "there is no text {unknown:?}");
    let missing: Vec<&&str> = quoted
        .iter()
        .filter(|text| is_key(text) && !is_file(text) && !text.starts_with("own.") && !keys.contains(**text))
        .collect();
    assert!(missing.is_empty(), "there is no text {missing:?}");
}
