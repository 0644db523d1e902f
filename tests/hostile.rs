//! Values stay data: one site that has something harmful in every field, and what each sort of output makes of it.
//!
//! Harmful are a command to a terminal, a line of one's own in a file of lines, a formula, markup and a script.

mod support;

use fissure::load::theme;
use std::path::Path;
use support::*;

/// In a text of YAML in double quotes: an escape sequence, a bell, a turned line, a line of one's own, markup.
const EVIL: &str =
    r#"=1+1\e[31m\a\u202e\nContact: mailto:evil@example.org\r\n# Evil\0 <script>evil()</script> ]]> \" ' {{ 7 * 7 }}"#;

/// A site in which it stands wherever a text may.
fn write(root: &Path) {
    let evil = |field: &str| format!("{field}: \"{EVIL}\"\n");
    let files = [
        (
            "content/site.yaml",
            format!(
                "{}{}base_url: https://example.org/\n{}{}publisher: {{name: \"{EVIL}\", url: https://example.org/}}\n\
                 security: {{contact: \"mailto:a@example.org\\nContact: mailto:evil@example.org\", expires: 2027-01-01, \
                 policy: \"https://example.org/\\nHiring: https://evil.example/\"}}\nmenu: [{{title: \"{EVIL}\", url: /models/}}]\n",
                evil("title"),
                evil("tagline"),
                evil("author"),
                evil("licence"),
            ),
        ),
        ("content/blocs/us.md", format!("---\nname: \"Bloc {EVIL}\"\n{}---\n", evil("note"))),
        ("content/models/fugu.md", format!("---\nname: \"Model {EVIL}\"\naliases: [\"=2+2 {EVIL}\"]\n---\nProse.\n")),
        ("content/sources/a.md", format!("---\ntitle: \"=Source {EVIL}\"\n{}short: A\n---\n", evil("publisher"))),
        (
            "content/articles/2026-11-20-evil.md",
            format!(
                "---\n{}{}date: 2026-11-20\nbloc: us\nmodel: fugu\nsources: a\nkey: [\"{EVIL}\"]\nauthors: [\"{EVIL}\"]\n\
                 access:\n  - {{model: fugu, for: us, status: open, since: 2026-11-01, source: a, note: \"{EVIL}\"}}\n\
                 events:\n  - {{id: e, when: 2026-11-02, what: \"{EVIL}\", source: a}}\n\
                 claims:\n  - {{id: c, says: \"{EVIL}\", by: fugu, source: a}}\n\
                 updates: [{{date: 2026-11-21, what: \"{EVIL}\"}}]\n---\nText on [[fugu]].\n",
                evil("title"),
                evil("summary"),
            ),
        ),
    ];
    for (path, text) in &files {
        write_files(root, &[(path, text)]);
    }
}

fn built() -> (Files, String) {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let (sources, outcome) = build_with(folder.path(), theme::FILES, &inputs());
    let said = reported(&sources, &outcome.diagnostics);
    assert!(!said.contains("error["), "{said}");
    (all_files(&outcome), said)
}

fn text<'a>(files: &'a Files, path: &str) -> &'a str {
    std::str::from_utf8(&files[path]).unwrap()
}

fn is_command(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t')) || ('\u{202a}'..='\u{202e}').contains(&c)
}

#[test]
fn no_value_commands_the_terminal() {
    let (_, said) = built();
    assert!(!said.contains(is_command), "{said:?}");
}

#[test]
fn no_value_adds_a_line_to_a_file_of_lines() {
    let (files, _) = built();
    let security = text(&files, ".well-known/security.txt");
    let fields: Vec<&str> = security.lines().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(fields, ["Contact", "Expires", "Canonical", "Preferred-Languages", "Policy"], "{security}");
    for path in ["llms.txt", "robots.txt", "_headers"] {
        let evil = text(&files, path).lines().find(|line| line.starts_with("# Evil") || line.starts_with("Contact"));
        assert_eq!(evil, None, "{path}");
    }
}

#[test]
fn no_file_has_a_control_character() {
    let (files, _) = built();
    let texts = [".html", ".xml", ".json", ".jsonld", ".csv", ".txt", ".svg", ".opml"];
    let is_text = |path: &str| texts.iter().any(|end| path.ends_with(end)) && !path.starts_with("assets/");
    for (path, bytes) in files.iter().filter(|(path, _)| is_text(path)) {
        let text = std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{path} is UTF-8"));
        let found = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r'));
        assert_eq!(found, None, "{path}");
    }
}

#[test]
fn no_cell_is_a_formula_and_each_comes_back_as_it_was() {
    let (files, _) = built();
    for table in ["articles", "entities", "sources", "access", "matrix", "events", "claims"] {
        let csv = text(&files, &format!("data/{table}.csv"));
        let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(csv.as_bytes()).into_records().flatten().collect();
        assert!(!rows.is_empty(), "{table}");
        let json: serde_json::Value = serde_json::from_str(text(&files, &format!("data/{table}.json"))).unwrap();
        // What is a list in JSON is one cell here.
        let whole = |value: &serde_json::Value| match value.as_array() {
            Some(items) => items.iter().filter_map(|item| item.as_str()).collect::<Vec<_>>().join("; "),
            None => value.as_str().unwrap_or_default().to_owned(),
        };
        let rows_of_json = json["rows"].as_array().unwrap().iter();
        let strings: Vec<String> = rows_of_json.flat_map(|row| row.as_object().unwrap().values()).map(whole).collect();
        for cell in rows.iter().flat_map(|row| row.iter()) {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{table}: {cell:?}");
            if let Some(value) = cell.strip_prefix('\'') {
                assert!(strings.iter().any(|string| string == value), "{table}: {cell:?}");
            }
        }
    }
    assert!(text(&files, "data/articles.csv").contains("'=1+1"));
}

#[test]
fn no_value_becomes_markup_or_a_command_of_a_template() {
    let (files, _) = built();
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("{{ 49 }}") && !text.contains("&quot; ' 49"), "{path}");
        for (_, found) in dom::parse(&text).elements().iter().filter(|(_, found)| found.name() == Some("script")) {
            let code: String = found.children().iter().filter_map(|child| child.text()).collect();
            let source = found.attribute("src");
            let is_of_ours = source.is_some() || found.attribute("type").as_deref() == Some("application/ld+json");
            assert!(is_of_ours, "{path}: {code}");
            if source.is_none() {
                serde_json::from_str::<serde_json::Value>(&code).unwrap_or_else(|error| panic!("{path}: {error}"));
            }
        }
    }
    for path in ["feed.xml", "feeds.opml", "sitemap.xml"] {
        assert!(!text(&files, path).contains("<script"), "{path}");
    }
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".svg")) {
        assert!(!String::from_utf8_lossy(bytes).contains("<script"), "{path}");
    }
}
