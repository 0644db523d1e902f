//! The writer's tools, end to end: `rename`, `explain` of an address, `new` with its tags, `list stale`,
//! `check --against`, `schema`.

mod support;

use fissure::model::kind::OWN_FIELDS;
use fissure::model::statement::{BLOCKS, fields_of};
use fissure::model::{config, entity};
use fissure::parse::front_matter::{self, read_fields};
use fissure::parse::yaml::{Node, Value};
use fissure::path::SourcePath;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use support::*;

/// Runs the program in a folder at the present of the tests; gives the exit code, and both outputs as one text.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_fissure"))
        .args(arguments)
        .args(["--now", NOW])
        .current_dir(folder)
        .env_clear()
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout) + &text(&output.stderr))
}

fn ok(folder: &Path, arguments: &[&str]) -> String {
    let (code, said) = run(folder, arguments);
    assert_eq!(code, 0, "{arguments:?} says:\n{said}");
    said
}

/// A site from a file of several, each after a line `=== path`.
fn site(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let all = fs::read_to_string(tests_folder().join("tools").join(name)).unwrap();
    for part in all.split("=== ").skip(1) {
        let (path, text) = part.split_once('\n').unwrap();
        write_files(folder.path(), &[(path, &text.replace("\\r\n", "\r\n"))]);
    }
    folder
}

/// All files of a content folder as one text, in the form in which [`site`] reads them.
fn as_one_text(folder: &Path) -> String {
    let files = files_below(&folder.join("content"));
    let one = |(path, bytes): (&String, &Vec<u8>)| {
        format!("=== content/{path}\n{}", String::from_utf8_lossy(bytes).replace("\r\n", "\\r\n"))
    };
    files.iter().map(one).collect()
}

/// The site of this repository, in a folder of its own.
fn own_site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files_below(&tests_folder().join("../content")) {
        let path = folder.path().join("content").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn expect(name: &str, actual: &str) {
    expect_text(&tests_folder().join("tools").join(name), actual).unwrap_or_else(|differs| panic!("{differs}"));
}

#[test]
fn a_rename_changes_every_place_and_nothing_else() {
    let folder = site("rename.txt");
    let told = run(folder.path(), &["check"]);
    let said = ok(folder.path(), &["rename", "model", "fugu-1", "fugu-two", "--dry-run"]);
    assert!(said.ends_with("nothing was written\n"), "{said}");
    assert!(as_one_text(folder.path()) == as_one_text(site("rename.txt").path()), "a dry run wrote something");
    let said = ok(folder.path(), &["rename", "model", "fugu-1", "fugu-two"]);
    expect("rename.stdout", &said);
    expect("rename.expected.txt", &as_one_text(folder.path()));
    let (code, after) = run(folder.path(), &["check"]);
    let codes = |said: &str| {
        said.lines().filter(|line| line.contains("[E")).map(|line| line[..12].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!((code, codes(&after)), (told.0, codes(&told.1)), "{after}");
}

/// Pages of the site, with one word for another in paths and texts.
fn pages(root: &Path, from: &str, to: &str) -> BTreeMap<String, String> {
    let (sources, outcome) = build_with(root, fissure::theme::FILES, &inputs());
    let told = told(&sources, &outcome.diagnostics);
    assert!(!fissure::diagnostic::has_errors(&outcome.diagnostics), "{told}");
    let other = |text: &str| text.replace(from, to);
    // What leads on from an old address gives way to the page that it was.
    let (moved, stayed): (Vec<_>, Vec<_>) =
        bytes(&outcome.rendered).into_iter().partition(|(path, _)| path.contains(from));
    let files = stayed.into_iter().chain(moved);
    files.map(|(path, bytes)| (other(&path), other(&String::from_utf8_lossy(&bytes)))).collect()
}

#[test]
fn every_page_is_as_before_but_for_the_address() {
    for (kind, slug, new) in [
        ("model", "fugu", "fugu-0"),
        ("person", "ren-ito", "ren-ito-0"),
        ("company", "360", "360-0"),
        ("bloc", "us", "us-0"),
    ] {
        let folder = own_site();
        let before = pages(folder.path(), new, slug);
        let content = as_one_text(folder.path());
        ok(folder.path(), &["rename", kind, slug, new]);
        let after = pages(folder.path(), new, slug);
        let changed: Vec<&String> =
            before.iter().filter(|(path, text)| after.get(*path) != Some(text)).map(|(path, _)| path).collect();
        // Its own page says the other name, which is new, and so do lists that show names.
        let own = |path: &&&String| !path.contains(&format!("/{slug}/"));
        assert_eq!(changed.iter().filter(own).collect::<Vec<_>>(), Vec::<&&String>::new(), "{slug}");
        // And back again: only what is left behind for others remains.
        ok(folder.path(), &["rename", kind, new, slug]);
        let back = as_one_text(folder.path());
        let rest = back.lines().filter(|line| !line.starts_with("aliases: ") && !line.starts_with("redirects: "));
        let was = content.lines().filter(|line| !line.starts_with("aliases: ") && !line.starts_with("redirects: "));
        assert!(rest.eq(was), "{slug} is not back");
    }
}

#[test]
fn what_cannot_be_renamed_is_left_as_it_was() {
    let folder = site("rename.txt");
    let before = files_below(folder.path());
    for (arguments, code, message) in [
        (["model", "fuga-1", "x"], 2, "no model has the slug \"fuga-1\". Did you mean \"fugu-1\"?"),
        (
            ["model", "fugu-1", "Fugu Two"],
            2,
            "\"Fugu Two\" is no slug: small letters, digits and single hyphens. Did you mean \"fugu-two\"?",
        ),
        (["model", "fugu-1", "mythos"], 2, "\"mythos\" is taken by \"models/mythos\" (Mythos, Model)."),
        (["model", "fugu-1", "fugu-1"], 2, "called so already"),
        (["model", "stub", "x"], 2, "the model \"stub\" has no file"),
        (["modell", "fugu-1", "x"], 2, "Did you mean \"model\"?"),
        (["article", "first", "x"], 2, "no kind of entity"),
        // Another kind has that slug, so [[us]] would say too little.
        (["model", "fugu-1", "us"], 1, "nothing was renamed"),
    ] {
        let (end, said) = run(folder.path(), &["rename", arguments[0], arguments[1], arguments[2]]);
        assert_eq!(end, code, "{arguments:?}: {said}");
        assert!(said.contains(message), "{arguments:?}: {said}");
        assert!(before == files_below(folder.path()), "{arguments:?} wrote something");
    }
    write_files(folder.path(), &[("content/articles/bad.md", "---\ntitle: Bad\n---\n")]);
    let (code, said) = run(folder.path(), &["rename", "model", "fugu-1", "fugu-two"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("[E09]") && said.contains("the site has mistakes; nothing was renamed"), "{said}");
}

#[test]
fn an_address_is_explained_by_what_made_its_page() {
    let folder = site("rename.txt");
    let said: String = [
        "/models/fugu-1/",
        "https://example.org/articles/first/#why",
        "disputes/which/index.html",
        "/matrix",
        "/models/stub/",
        "/data/access.csv",
        "/models/fugu-1/chart.txt",
        "content/pages/about.md",
        "/models/fugu-2/",
        "/first/",
        "/articles/second/",
        "/nothing/like/it/",
    ]
    .into_iter()
    .map(|address| format!("$ fissure explain {address}\n{}\n", run(folder.path(), &["explain", address]).1))
    .collect();
    expect("explain.stdout", &said);
    assert_eq!(run(folder.path(), &["explain", "/models/fugu-2/"]).0, 2);
    // A renamed entity is still found by its old address, which says where it leads.
    ok(folder.path(), &["rename", "model", "fugu-1", "fugu-two"]);
    let said = ok(folder.path(), &["explain", "/models/fugu-1/"]);
    assert!(said.contains("written in    content/models/fugu-two/index.md:3"), "{said}");
    assert!(said.contains("leads to      /models/fugu-two/"), "{said}");
    write_files(folder.path(), &[("templates/model.html", "x"), ("content/articles/bad.md", "---\ntitle: Bad\n---\n")]);
    let (code, said) = run(folder.path(), &["explain", "/models/mythos/"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("templates/model.html\n") && said.contains("may be missing here"), "{said}");
}

#[test]
fn a_new_article_has_the_tags_that_its_title_names() {
    let folder = site("rename.txt");
    let more = [
        ("content/blocs/us.md", "---\nname: US\naliases: [United States]\n---\n"),
        ("content/companies/quiet.md", "---\nname: Quiet\nlink: never\n---\n"),
        ("content/companies/two.md", "---\nname: Twin\nweak: [Twin]\n---\n"),
        ("content/companies/sakana-ai.md", "---\nname: Sakana AI\nnames: {ja: サカナAI}\n---\n"),
    ];
    write_files(folder.path(), &more);
    for (title, tags) in [
        ("Fugu One and Mythos leave Japan", "bloc: japan\nmodel: [fugu-1, mythos]\n"),
        ("The US asks Twin and Quiet", ""),
        ("What サカナAI said to the United States", "bloc: us\ncompany: sakana-ai\n"),
        ("mythos, non-Japan and Mythos 6", ""),
    ] {
        let path = ok(folder.path(), &["new", "article", title]);
        let text = fs::read_to_string(folder.path().join(path.trim())).unwrap();
        let (_, rest) = text.split_once("date: 2026-11-22\n").unwrap();
        assert_eq!(rest.split_once("# What").unwrap().0, tags, "{title}");
        assert!(!tags.is_empty() || rest.contains("# bloc: []\n"), "{text}");
    }
    let (code, said) = run(folder.path(), &["check"]);
    assert_eq!(code, 0, "{said}");
}

#[test]
#[cfg(unix)]
fn a_new_file_is_opened_where_that_is_asked_for() {
    use std::os::unix::fs::PermissionsExt;
    let folder = site("rename.txt");
    write_files(folder.path(), &[("editor", "#!/bin/sh\necho \"$@\" > opened\n")]);
    let editor = folder.path().join("editor");
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).unwrap();
    let new = |title: &str, option: &[&str], variables: &[(&str, &str)]| {
        let output = Command::new(env!("CARGO_BIN_EXE_fissure"))
            .args(["new", "page", title, "--now", NOW])
            .args(option)
            .current_dir(folder.path())
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        let opened = fs::read_to_string(folder.path().join("opened")).unwrap_or_default();
        let _ = fs::remove_file(folder.path().join("opened"));
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap(), said(&output.stdout), said(&output.stderr), opened)
    };
    let with_option = format!("{} --wait", editor.display());
    let (code, out, _, opened) = new("One", &["--edit"], &[("VISUAL", &with_option), ("EDITOR", "false")]);
    assert_eq!((code, out.as_str()), (0, "content/pages/one.md\n"));
    assert_eq!(opened, "--wait ./content/pages/one.md\n");
    // A pipe is nobody who could write in it.
    let (code, out, _, opened) = new("Two", &[], &[("EDITOR", &with_option)]);
    assert_eq!((code, out.as_str(), opened.as_str()), (0, "content/pages/two.md\n", ""));
    let (code, out, said, _) = new("Three", &["--edit"], &[]);
    assert_eq!((code, out.as_str()), (2, "content/pages/three.md\n"));
    assert!(said.contains("VISUAL or EDITOR"), "{said}");
    assert_eq!(new("Four", &["--edit", "--no-edit"], &[]).0, 2);
}

#[test]
fn cells_that_nobody_has_looked_at_for_long_are_listed() {
    let folder = site("rename.txt");
    let settings = fs::read_to_string(folder.path().join("content/site.yaml")).unwrap();
    write_files(folder.path(), &[("content/site.yaml", &(settings + "\nstale_after: 1\n"))]);
    let stale = "content/articles/first.md  Fugu 1 in US: open     2026-11-20\n\
                 content/articles/first.md  Fugu 1 in Japan: open  2026-11-20\n";
    // In the bloc that a dispute is about, nobody can be sure.
    assert_eq!(
        ok(folder.path(), &["list", "stale"]),
        stale
            .replace("US: open     ", "United States: disputed  ")
            .replace("Japan: open  ", "Japan: open              ")
    );
    let json = ok(folder.path(), &["list", "stale", "--format", "json"]);
    assert!(json.contains("\"address\":\"/articles/first/\"") && json.contains("\"when\":\"2026-11-20\""), "{json}");
}

/// A site of one article, whose front matter goes on with some lines.
fn cell(lines: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let article = format!("---\ntitle: A cell\ndate: 2026-11-01\nsources: a\n{lines}---\nText.\n");
    let files = [
        ("content/site.yaml", "title: T\nbase_url: https://example.org/\n"),
        ("content/blocs/us.md", "---\nname: United States\n---\n"),
        ("content/models/fugu.md", "---\nname: Fugu\n---\n"),
        ("content/sources/a.md", "---\ntitle: The wire\npublished: 2026-10-01\n---\n"),
        ("content/articles/cell.md", &article),
    ];
    write_files(folder.path(), &files);
    folder
}

#[test]
fn what_changes_without_a_word_is_told_and_what_is_news_is_not() {
    let access = |status: &str, rest: &str| {
        format!("access:\n  - {{model: fugu, for: us, status: {status}, by: unknown, since: 2026-10-01{rest}}}\n")
    };
    let old = cell(&access("banned", ""));
    ok(old.path(), &["build", "--output", "old"]);
    let data = old.path().join("old/data");
    let data = data.to_str().unwrap();
    let told = |lines: &str, more: &[(&str, &str)]| {
        let folder = cell(lines);
        write_files(folder.path(), more);
        let (code, said) = run(folder.path(), &["check", "--against", data]);
        assert_eq!(code, 0, "{said}");
        said.contains("[E27]")
    };
    let open = access("open", "");
    let later = "---\ntitle: Later\ndate: 2026-11-10\nsources: a\naccess:\n  - {model: fugu, for: us, status: open, since: 2026-11-05}\n---\n";
    let earlier = later.replace("2026-11-05", "2026-10-15");
    let later_file = |text: &'static str| [("content/articles/later.md", text)];
    assert!(!told(&access("banned", ""), &[]), "nothing changed");
    assert!(told(&open, &[]), "another status for the same day");
    assert!(told("", &[]), "a statement that is gone");
    assert!(!told(&format!("{open}corrections: [{{date: 2026-11-05, was: Banned., now: Open.}}]\n"), &[]));
    assert!(!told(&format!("{open}updates: [{{date: 2026-11-01, what: It opened.}}]\n"), &[]));
    assert!(told(&format!("{open}updates: [{{date: 2026-10-20, what: Before that.}}]\n"), &[]));
    assert!(!told(&access("banned", ", until: 2026-11-05"), &[]), "what ends later is news");
    assert!(!told(&access("banned", ""), &later_file(later)), "what begins later is news");
    assert!(!told("", &[("content/articles/later.md", &earlier)]), "a later article says so in public");
    assert!(!told(&format!("retracted: true\n{open}"), &[]), "a retraction is public");
    // The model may be called otherwise since.
    let renamed = cell(&open);
    ok(renamed.path(), &["rename", "model", "fugu", "fugu-1"]);
    let (_, said) = run(renamed.path(), &["check", "--against", data, "--strict"]);
    let line =
        "error[E27]: This cell was \"banned\" when published on 2026-11-01, and now it is \"open\": fugu-1 in us.";
    assert!(said.contains(line) && said.contains("content/articles/cell.md:6:5"), "{said}");
    // The folder above does as well; one without the data is no such folder.
    assert!(run(renamed.path(), &["check", "--against", old.path().join("old").to_str().unwrap()]).1.contains("[E27]"));
    let (code, said) = run(renamed.path(), &["check", "--against", "content"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("cannot read content/matrix.json"), "{said}");
    write_files(renamed.path(), &[("bad/matrix.json", "{}"), ("bad/access.json", "[]")]);
    let (code, said) = run(renamed.path(), &["check", "--against", "bad"]);
    assert!(code == 2 && said.contains("matrix.json is not the data of a build"), "{said}");
}

/// Whether a value fits a schema, by the few keywords that the schemas use; gives what does not fit.
fn misfit(value: &Json, schema: &Json, whole: &Json, at: &str) -> Option<String> {
    const KNOWN: [&str; 15] = [
        "$schema",
        "$defs",
        "$ref",
        "title",
        "description",
        "type",
        "enum",
        "anyOf",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "pattern",
        "minimum",
        "default",
    ];
    let keywords = schema.as_object()?;
    let unknown = keywords.keys().find(|key| !KNOWN.contains(&key.as_str()));
    assert_eq!(unknown, None, "this test does not know all keywords");
    if let Some(name) = schema["$ref"].as_str() {
        let target = &whole["$defs"][name.strip_prefix("#/$defs/").unwrap()];
        assert!(target.is_object(), "{name} leads nowhere");
        return misfit(value, target, whole, at);
    }
    let is = |name: &str| match name {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "array" => value.is_array(),
        _ => value.is_object(),
    };
    let types: Vec<&str> = match &schema["type"] {
        Json::String(name) => vec![name],
        Json::Array(names) => names.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    };
    if !types.is_empty() && !types.iter().any(|name| is(name)) {
        return Some(format!("{at}: {value} is none of {types:?}"));
    }
    if schema["enum"].as_array().is_some_and(|values| !values.contains(value)) {
        return Some(format!("{at}: {value} is none of {}", schema["enum"]));
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let misfits: Option<Vec<String>> = choices.iter().map(|choice| misfit(value, choice, whole, at)).collect();
        if let Some(misfits) = misfits {
            return Some(misfits.join("; "));
        }
    }
    if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
        return values.iter().find_map(|value| misfit(value, items, whole, &format!("{at}[]")));
    }
    let fields = value.as_object()?;
    let missing = schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str);
    if let Some(key) = missing.into_iter().find(|key| !fields.contains_key(*key)) {
        return Some(format!("{at}: no {key}"));
    }
    fields.iter().find_map(|(key, value)| match (&schema["properties"][key], &schema["additionalProperties"]) {
        (Json::Null, Json::Bool(false)) => Some(format!("{at}: no field {key}")),
        (Json::Null, other) => misfit(value, other, whole, &format!("{at}.{key}")),
        (known, _) => misfit(value, known, whole, &format!("{at}.{key}")),
    })
}

/// A tree of YAML as an editor's library reads it: plain scalars have types.
fn typed(node: &Node) -> Json {
    match &node.value {
        Value::Null | Value::Broken => Json::Null,
        Value::Text { text, quoted: true } => Json::from(text.as_str()),
        Value::Text { text, quoted: false } => match serde_json::from_str(text) {
            Ok(scalar @ (Json::Bool(_) | Json::Number(_))) => scalar,
            _ => Json::from(text.as_str()),
        },
        Value::List(items) => items.iter().map(typed).collect(),
        Value::Map(fields) => {
            Json::Object(fields.iter().map(|(key, value)| (key.text.clone(), typed(value))).collect())
        }
    }
}

fn schemas_of(folder: &Path) -> BTreeMap<String, Json> {
    let written = files_below(&folder.join(".fissure/schema")).into_iter();
    written.map(|(name, bytes)| (name.replace(".schema.json", ""), serde_json::from_slice(&bytes).unwrap())).collect()
}

#[test]
fn every_front_matter_of_this_site_fits_its_schema() {
    let folder = own_site();
    ok(folder.path(), &["schema"]);
    let schemas = schemas_of(folder.path());
    let mut wrong = Vec::new();
    for (path, bytes) in files_below(&folder.path().join("content")) {
        let text = String::from_utf8(bytes).unwrap();
        let source = SourcePath::new(format!("content/{path}"));
        let (fields, _) = match path.as_str() {
            "site.yaml" => read_fields(&source, &text, 0..text.len()),
            _ => {
                let (fields, _, told) = front_matter::read(&source, &text);
                (fields, told)
            }
        };
        let name = path.split('/').next().unwrap().trim_end_matches(".yaml");
        let fields = Node { value: Value::Map(fields.fields), span: 0..0 };
        wrong.extend(misfit(&typed(&fields), &schemas[name], &schemas[name], &path));
    }
    assert_eq!(wrong, Vec::<String>::new());
    // And what is wrong does not fit.
    let article = &schemas["articles"];
    for (bad, what) in [
        (serde_json::json!({"title": "x"}), "no date"),
        (serde_json::json!({"title": "x", "date": "2026-11-22", "blocs": "us"}), "no field blocs"),
        (serde_json::json!({"title": "x", "date": "2026-11-22", "form": "poem"}), "poem"),
        (serde_json::json!({"title": "x", "date": "2026-11-22", "access": {"for": "us", "status": "shut"}}), "shut"),
    ] {
        let told = misfit(&bad, article, article, "article").unwrap_or_else(|| panic!("{bad} fits"));
        assert!(told.contains(what), "{told}");
    }
    assert_eq!(article["$defs"]["model"]["enum"][0], "fable-5");
}

#[test]
fn the_schemas_have_every_field_with_its_words_and_its_shape() {
    let folder = own_site();
    let settings = fs::read_to_string(folder.path().join("content/site.yaml")).unwrap();
    write_files(folder.path(), &[("content/site.yaml", &(settings + "\nfields: [region]\n"))]);
    ok(folder.path(), &["schema"]);
    let schemas = schemas_of(folder.path());
    let (config, _) = config::read(&SourcePath::new("content/site.yaml"), Some("title: T\nfields: [region]\n"));
    let kinds = ["bloc", "model", "company", "policy", "sources", "region", "person", "institution"];
    let mut expected: Vec<(String, Vec<&str>)> = vec![
        ("site".to_owned(), config::FIELDS.to_vec()),
        ("articles".to_owned(), OWN_FIELDS.iter().chain(&kinds).copied().collect()),
        ("pages".to_owned(), entity::PAGE_FIELDS.to_vec()),
        ("disputes".to_owned(), entity::dispute_fields()),
    ];
    expected.extend(config.kinds.iter().map(|kind| (kind.folder.clone(), entity::known_fields(kind))));
    let mut wrong = Vec::new();
    let mut look = |name: &str, properties: &Json, fields: &[&str]| {
        let known: std::collections::BTreeSet<&str> =
            properties.as_object().unwrap().keys().map(|key| &**key).collect();
        assert_eq!(known, fields.iter().copied().collect(), "{name}");
        for (key, shape) in properties.as_object().unwrap() {
            let words = shape["description"].as_str().is_some_and(|words| !words.is_empty());
            let shaped = shape.as_object().unwrap().len() > 1 || ["extra", "region"].contains(&key.as_str());
            wrong.extend((!words || !shaped).then(|| format!("{name}.{key}: {shape}")));
        }
    };
    for (name, fields) in &expected {
        look(name, &schemas[name]["properties"], fields);
    }
    for block in BLOCKS {
        let entry = &schemas["articles"]["properties"][block]["anyOf"][0];
        look(block, &entry["properties"], fields_of(block));
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn editors_are_told_which_schema_is_for_which_file() {
    let folder = site("rename.txt");
    let said = ok(folder.path(), &["schema", "--output", "schemas"]);
    assert!(
        folder.path().join("schemas/models.schema.json").exists() && said.contains("9 schemas in schemas"),
        "{said}"
    );
    ok(folder.path(), &["schema", "--vscode"]);
    let settings: Json =
        serde_json::from_slice(&fs::read(folder.path().join(".vscode/settings.json")).unwrap()).unwrap();
    for (schema, files) in settings["yaml.schemas"].as_object().unwrap() {
        assert!(folder.path().join(schema).exists() && files.as_str().unwrap().starts_with("content/"), "{schema}");
    }
    write_files(folder.path(), &[(".vscode/settings.json", "{}")]);
    let said = ok(folder.path(), &["schema", "--vscode"]);
    assert!(said.contains("left as it is") && said.contains("\"yaml.schemas\""), "{said}");
    assert_eq!(fs::read_to_string(folder.path().join(".vscode/settings.json")).unwrap(), "{}");
}
