//! By what statements are known: addresses that stay when others come or go, in pages and in data.

mod support;

use fissure::base::diagnostic::has_errors;
use std::collections::{BTreeMap, BTreeSet};
use support::*;

/// A site with one article, whose fields are given.
fn built(fields: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let article = format!("---\ntitle: Said\ndate: 2026-11-20\nmodel: ant\nsources: [a, b]\n{fields}---\nText.\n");
    write_files(
        folder.path(),
        &[
            ("content/site.yaml", "title: T\nbase_url: https://example.org/\nsearch: false\ncards: false\n"),
            ("content/articles/said.md", &article),
            ("content/models/ant.md", "---\nname: Ant\n---\n"),
            ("content/models/bee.md", "---\nname: Bee\n---\n"),
            ("content/companies/acme.md", "---\nname: Acme\n---\n"),
            ("content/blocs/us.md", "---\nname: US\n---\n"),
            ("content/blocs/japan.md", "---\nname: Japan\n---\n"),
            ("content/sources/a.md", "---\ntitle: A\n---\n"),
            ("content/sources/b.md", "---\ntitle: B\n---\n"),
        ],
    );
    let (sources, outcome) = build_with(folder.path(), fissure::load::theme::FILES, &inputs());
    assert!(!has_errors(&outcome.diagnostics), "{}", reported(&sources, &outcome.diagnostics));
    all_files(&outcome)
}

/// One column of a table.
fn column(files: &BTreeMap<String, Vec<u8>>, table: &str, name: &str) -> Vec<String> {
    let table: serde_json::Value = serde_json::from_slice(&files[&format!("data/{table}.json")]).unwrap();
    let text = |row: &serde_json::Value| row[name].as_str().map_or_else(|| row[name].to_string(), str::to_owned);
    table["rows"].as_array().unwrap().iter().map(text).collect()
}

const OPEN: &str = "  - {model: ant, for: japan, status: open, since: 2026-11-01, source: a}\n";
const SHUT: &str = "  - {model: bee, for: japan, status: withdrawn, since: 2026-11-01, source: a}\n";

fn access(entries: &[&str]) -> Vec<String> {
    column(&built(&format!("access:\n{}", entries.concat())), "access", "statement")
}

#[test]
fn the_address_of_a_statement_stays_when_others_come_before_it() {
    let [open] = &access(&[OPEN])[..] else { panic!("one row") };
    assert!(open.starts_with("said#s-") && open.len() == "said#s-3f9a2c".len(), "{open}");
    assert_eq!(access(&[SHUT, OPEN])[1], *open);
    assert_eq!(access(&[OPEN, SHUT])[0], *open);
}

#[test]
fn what_is_beside_the_statement_is_no_part_of_its_address_and_what_is_stated_is() {
    let at = |entry: &str| access(&[entry]).remove(0);
    let open = at(OPEN);
    for same in [
        "  - {model: ant, for: japan, status: open, since: 2026-11-02, source: a}\n",
        "  - {model: ant, for: japan, status: open, source: a, at: ¶3, note: A word.}\n",
        "  - {source: A, status: open, for: Japan, model: [Ant], scope: inferred, added: 2026-11-21}\n",
    ] {
        assert_eq!(at(same), open, "{same}");
    }
    for other in [
        "  - {model: bee, for: japan, status: open, source: a}\n",
        "  - {model: ant, for: us, status: open, source: a}\n",
        "  - {model: ant, for: japan, status: restricted, source: a}\n",
        "  - {model: ant, for: japan, status: open, layer: rule, source: a}\n",
        "  - {model: ant, for: japan, status: open, source: b}\n",
    ] {
        assert_ne!(at(other), open, "{other}");
    }
}

#[test]
fn two_statements_that_differ_in_their_days_alone_have_two_addresses() {
    let later = "  - {model: ant, for: japan, status: open, since: 2026-11-09, source: a}\n";
    let both = access(&[OPEN, later]);
    assert_ne!(both[0], both[1]);
    let turned = access(&[later, OPEN]);
    assert_eq!([&turned[1], &turned[0]], [&both[0], &both[1]]);
    // Even equal ones.
    let twice = access(&[OPEN, OPEN]);
    assert_eq!(twice[1], format!("{}-2", twice[0]));
}

#[test]
fn an_id_is_the_address_however_the_entry_is_put() {
    let at = |status: &str| {
        access(&[&format!("  - {{id: Ant in Japan, model: ant, for: japan, status: {status}, source: a}}\n")]).remove(0)
    };
    assert_eq!(at("open"), "said#s-ant-in-japan");
    assert_eq!(at("withdrawn"), "said#s-ant-in-japan");
    let claim = |says: &str| {
        let files = built(&format!("claims:\n  - {{id: safe, about: ant, says: {says}, by: acme, source: a}}\n"));
        column(&files, "claims", "statement").remove(0)
    };
    assert_eq!(claim("It is safe."), claim("It is as safe as Bee."));
}

#[test]
fn every_statement_has_its_address_on_the_page_and_in_the_data() {
    let files = built(
        "access:\n  - {model: ant, for: japan, status: open, source: a}\nevents:\n  - {what: A launch, when: 2026-11-01, source: a}\n\
         relations:\n  - {from: acme, rel: developer-of, to: [ant, bee], source: [a, b]}\nclaims:\n  - {about: ant, says: It is good., source: b}\n\
         updates:\n  - {date: 2026-11-21, what: More}\ncorrections:\n  - {date: 2026-11-21, was: One, now: Two}\n",
    );
    let page = String::from_utf8(files["articles/said/index.html"].clone()).unwrap();
    let mut ids = BTreeSet::new();
    for table in ["access", "events", "claims"] {
        for (id, url) in column(&files, table, "statement").into_iter().zip(column(&files, table, "url")) {
            let anchor = id.strip_prefix("said#").unwrap();
            assert_eq!(url, format!("https://example.org/articles/said/#{anchor}"));
            assert!(page.contains(&format!(" id=\"{anchor}\"")), "{anchor} is not on the page");
            assert!(ids.insert(id), "twice");
        }
        let graph = String::from_utf8(files[&format!("data/{table}.jsonld")].clone()).unwrap();
        assert!(graph.contains("\"@id\": \"https://example.org/articles/said/#s-"), "{graph}");
    }
    let relations = column(&files, "relations", "statements");
    assert_eq!(relations.len(), 2);
    assert_eq!(relations[0], relations[1], "two rows of one statement");
    assert!(relations[0].starts_with("[\"said#s-"));
    let rows = column(&files, "relations", "id");
    assert_eq!(rows, ["developer-of:company/acme:model/ant:fact", "developer-of:company/acme:model/bee:fact"]);
    let graph = String::from_utf8(files["data/relations.jsonld"].clone()).unwrap();
    assert!(
        graph.contains(
            "\"@id\": \"https://example.org/data/relations.jsonld#developer-of:company/acme:model/ant:fact\""
        ),
        "{graph}"
    );
}

#[test]
fn a_statement_is_known_since_its_article_came_out_or_since_it_joined_it() {
    let files = built(&format!("access:\n{OPEN}{}", SHUT.replace('}', ", added: 2026-11-21}")));
    assert_eq!(column(&files, "access", "known_since"), ["2026-11-20", "2026-11-21"]);
}
