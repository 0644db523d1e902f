//! What machines read and no reader sees: what may be told as plain facts, when news are none any more, and whose file
//! stands at an address that programs know.

mod support;

use fissure::{Inputs, Outcome};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::path::Path;
use support::*;

const SETTINGS: &str = "title: A site\nbase_url: https://site.example/sub/\n";

/// A site with sources A and B and these files.
fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let source = |name: &str| format!("---\ntitle: Source {name}\npublished: 2026-06\npublisher: unknown\n---\n");
    write_files(folder.path(), &[("content/site.yaml", SETTINGS)]);
    for name in ["a", "b"] {
        write_files(folder.path(), &[(&format!("content/sources/{name}.md"), &source(name))]);
    }
    write_files(folder.path(), files);
    folder
}

fn build_at(folder: &Path, now: &str) -> Outcome {
    let inputs = Inputs { now: now.parse().unwrap(), advice: None, ..inputs() };
    build_with(folder, fissure::load::theme::FILES, &inputs).1
}

fn text(outcome: &Outcome, path: &str) -> Option<String> {
    all_files(outcome).remove(path).map(|bytes| String::from_utf8(bytes).unwrap())
}

/// What a page says of its subject.
fn said(outcome: &Outcome, page: &str) -> Json {
    let html = text(outcome, page).unwrap_or_else(|| panic!("there is no {page}"));
    let (_, rest) = html.split_once("<script type=\"application/ld+json\">").expect("the page says something");
    let graph: Json = serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap();
    graph["@graph"][0].clone()
}

/// The addresses of things, without that of the site.
fn ids(value: &Json) -> BTreeSet<&str> {
    let things = value.as_array().into_iter().flatten().filter_map(|thing| thing["@id"].as_str());
    things.map(|id| id.strip_prefix("https://site.example/sub").unwrap()).collect()
}

/// A site of which an article says that Acme makes Ant, founded by Ann, who works there, and is based in Japan; and
/// `more`, another article or file.
fn of_acme(more: (&str, &str)) -> Outcome {
    let first = "---
title: Acme
date: 2026-06-20
sources: a
relations:
  - {from: acme, rel: developer-of, to: ant}
  - {from: ann, rel: founder-of, to: acme}
  - {from: ann, rel: works-at, to: acme}
  - {from: acme, rel: based-in, to: japan}
  - {from: desk, rel: issues, to: order}
---
Text.
";
    let named = |name: &str| format!("---\nname: {name}\n---\n");
    let files = [
        (
            "content/site.yaml",
            format!("{SETTINGS}kinds: [{{key: person, folder: people}}, {{key: institution, folder: institutions}}]\n"),
        ),
        ("content/models/ant.md", "---\nname: Ant\ndeveloper: acme\nsource: a\n---\n".to_owned()),
        ("content/models/bee.md", named("Bee")),
        ("content/companies/acme.md", named("Acme")),
        ("content/companies/umi.md", named("Umi")),
        ("content/people/ann.md", named("Ann")),
        ("content/institutions/desk.md", named("The desk")),
        ("content/policies/order.md", "---\nname: Order\ntype: law\ninstrument: Act 1\n---\n".to_owned()),
        ("content/blocs/japan.md", named("Japan")),
        ("content/blocs/us.md", named("US")),
        ("content/articles/2026-06-20-first.md", first.to_owned()),
        (more.0, more.1.to_owned()),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    // The small theme prints it too, in less time.
    let (_, outcome) = build(site(&files).path(), &inputs());
    assert_eq!(errors(&outcome), Vec::<String>::new());
    outcome
}

fn errors(outcome: &Outcome) -> Vec<String> {
    let errors = outcome.diagnostics.iter().filter(|d| d.severity == fissure::base::diagnostic::Severity::Error);
    errors.map(|d| format!("{} {}", d.path, d.message)).collect()
}

/// What the pages of Acme, Ann, Ant and the order tell as plain facts: maker, founder, employer, place, issuer.
fn facts(outcome: &Outcome) -> [BTreeSet<String>; 5] {
    let [ant, acme, ann, order] = ["models/ant", "companies/acme", "people/ann", "policies/order"]
        .map(|page| said(outcome, &format!("{page}/index.html")));
    [&ant["creator"], &acme["founder"], &ann["worksFor"], &acme["location"], &order["legislationPassedBy"]]
        .map(|value| ids(value).into_iter().map(str::to_owned).collect())
}

const ALL: [&str; 5] = ["/companies/acme/", "/people/ann/", "/companies/acme/", "/blocs/japan/", "/institutions/desk/"];

/// Those of the five that are told, by their places.
fn told_of(outcome: &Outcome) -> Vec<usize> {
    let facts = facts(outcome);
    for (fact, only) in facts.iter().zip(ALL) {
        assert!(fact.is_empty() || *fact == BTreeSet::from([only.to_owned()]), "{fact:?} is not {only}");
    }
    (0..5).filter(|n| !facts[*n].is_empty()).collect()
}

fn article(relations: &str) -> String {
    format!("---\ntitle: Second\ndate: 2026-06-21\nsources: b\n{relations}\n---\nText.\n")
}

fn told_beside(more: &str) -> Vec<usize> {
    told_of(&of_acme(("content/articles/2026-06-21-second.md", &article(more))))
}

#[test]
fn what_nobody_disputes_is_told_as_a_plain_fact() {
    assert_eq!(told_beside("company: acme"), [0, 1, 2, 3, 4]);
    assert_eq!(told_beside("relations: [{from: acme, rel: developer-of, to: ant}]"), [0, 1, 2, 3, 4]);
}

#[test]
fn what_sources_dispute_is_never_told_as_a_plain_fact() {
    let another_maker = "relations: [{from: umi, rel: developer-of, to: ant}]";
    assert_eq!(told_beside(another_maker), [1, 2, 3, 4]);
    // What is disputed between the two may be all that ties them.
    assert_eq!(told_beside("relations: [{from: ann, rel: founder-of, to: acme, status: disputed}]"), [0, 3, 4]);
    assert_eq!(told_beside("relations: [{from: ann, rel: works-at, to: acme, status: disputed}]"), [0, 3, 4]);
    assert_eq!(told_beside("relations: [{from: acme, rel: based-in, to: us}]"), [0, 1, 2, 4]);
    assert_eq!(told_beside("relations: [{from: umi, rel: issues, to: order}]"), [0, 1, 2, 3]);
    let claims = "claims:
  - {id: maker, about: [acme, ant], says: Acme made Ant alone., by: Ann, source: b}
  - {id: maker, about: [acme, ant], says: Ant was bought., by: Umi, source: b}";
    assert_eq!(told_beside(claims), [1, 2, 3, 4]);
    let editors =
        "---\nquestion: Did Ann found Acme?\nabout: [ann, acme]\npositions: [{answer: Yes, source: a}]\n---\n";
    assert_eq!(told_of(&of_acme(("content/disputes/who.md", editors))), [0, 3, 4]);
}

#[test]
fn a_claim_is_no_plain_fact() {
    let outcome = of_acme((
        "content/articles/2026-06-21-second.md",
        &article("relations: [{from: umi, rel: developer-of, to: bee, status: claim, by: umi}]"),
    ));
    assert_eq!(said(&outcome, "models/bee/index.html")["creator"], Json::Null);
}

#[test]
fn access_is_never_a_plain_fact() {
    let access = "access: [{model: ant, for: japan, status: open, source: b}]";
    let outcome = of_acme(("content/articles/2026-06-21-second.md", &article(access)));
    let keys = |page: &str| said(&outcome, page).as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys("models/ant/index.html"), ["@type", "@id", "name", "url", "creator"]);
    assert_eq!(keys("sources/a/index.html"), ["@type", "@id", "name", "url"], "neither unknown nor a day of a month");
}

#[test]
fn things_have_one_name_on_pages_and_in_the_data() {
    let folder = site(&[
        ("content/models/ant.md", "---\nname: Ant\n---\n"),
        ("content/companies/acme.md", "---\nname: Acme\n---\n"),
        ("content/articles/second.md", &article("company: acme\nmodel: ant")),
    ]);
    let outcome = build_at(folder.path(), NOW);
    let data: Json = serde_json::from_str(&text(&outcome, "data/entities.jsonld").unwrap()).unwrap();
    let rows = data["hasPart"].as_array().unwrap();
    assert_eq!(rows.len(), 4);
    for id in ids(&data["hasPart"]) {
        let page = said(&outcome, &format!("{}index.html", &id[1..]));
        assert_eq!(page["@id"], format!("https://site.example/sub{id}"));
    }
    assert_eq!(
        ids(&said(&outcome, "articles/second/index.html")["about"]),
        BTreeSet::from(["/companies/acme/", "/models/ant/"])
    );
    let of_data = said(&outcome, "data/index.html");
    assert!(ids(&of_data["hasPart"]).contains("/data/entities.jsonld"));
    assert_eq!(data["@id"], "https://site.example/sub/data/entities.jsonld");
}

#[test]
fn a_site_that_does_not_know_its_address_says_nothing() {
    let folder = site(&[("content/site.yaml", "title: A site\n"), ("content/articles/2026-11-22-x.md", &article(""))]);
    let outcome = build_at(folder.path(), NOW);
    let files = all_files(&outcome);
    assert!(!String::from_utf8_lossy(&files["index.html"]).contains("ld+json"));
    assert!(["feed.json", "feeds.opml", "news-sitemap.xml"].iter().all(|file| !files.contains_key(*file)));
    assert!(["robots.txt", "llms.txt", "_headers"].iter().all(|file| files.contains_key(*file)));
}

#[test]
fn news_are_those_of_today_and_yesterday_on_the_calendar_of_the_site() {
    let dated = |date: &str| format!("---\ntitle: Of {date}\ndate: {date}\n---\nText.\n");
    let folder = site(&[
        ("content/site.yaml", &format!("{SETTINGS}time_zone: Asia/Tokyo\n")),
        ("content/articles/one.md", &dated("2026-11-20T23:59:00+09:00")),
        ("content/articles/two.md", &dated("2026-11-21")),
        ("content/articles/three.md", &dated("2026-11-22T08:00:00+09:00")),
        ("content/articles/gone.md", &dated("2026-11-22").replace("\n---\nText", "\nretracted: true\n---\nText")),
    ]);
    let news = |now: &str| {
        let outcome = build_at(folder.path(), now);
        let sitemap = text(&outcome, "news-sitemap.xml");
        let named = text(&outcome, "robots.txt").unwrap().contains("/sub/news-sitemap.xml");
        assert_eq!(named, sitemap.is_some(), "robots.txt names it while it is there");
        let titles = sitemap
            .unwrap_or_default()
            .lines()
            .filter_map(|line| {
                Some(line.split_once("<news:title>Of ")?.1.split_once("</news:title>")?.0.get(8..10)?.to_owned())
            })
            .collect::<Vec<_>>()
            .join(" ");
        (titles, outcome.next_change.map(|at| at.to_string()).unwrap_or_default())
    };
    let is = |titles: &str, next: &str| (titles.to_owned(), next.to_owned());
    assert_eq!(news("2026-11-21T14:59:59Z"), is("21 20", "2026-11-21T15:00:00Z"));
    assert_eq!(news("2026-11-21T15:00:00Z"), is("21", "2026-11-21T23:00:00Z"), "an article comes before midnight");
    assert_eq!(news("2026-11-21T23:00:00Z"), is("22 21", "2026-11-22T15:00:00Z"));
    assert_eq!(news("2026-11-22T15:00:00Z"), is("22", "2026-11-23T15:00:00Z"));
    assert_eq!(news("2026-11-23T15:00:00Z"), is("", ""));
}

#[test]
fn a_file_of_the_site_takes_the_place_of_a_text_that_we_make() {
    let security = "security: {contact: 'mailto:desk@site.example', expires: 2027-01-31}\n";
    let folder = site(&[("content/site.yaml", &format!("{SETTINGS}{security}"))]);
    let paths = ["robots.txt", "llms.txt", "_headers", ".well-known/security.txt"];
    let outcome = build_at(folder.path(), NOW);
    let ours = paths.map(|path| text(&outcome, path).unwrap_or_else(|| panic!("there is no {path}")));
    assert_eq!(
        ours[3],
        "Contact: mailto:desk@site.example\nExpires: 2027-01-31T00:00:00+00:00\n\
         Canonical: https://site.example/sub/.well-known/security.txt\nPreferred-Languages: en\n"
    );
    assert!(ours[2].contains("\n/sub/*\n  Content-Security-Policy: default-src 'none';"), "{}", ours[2]);
    for path in paths {
        write_files(folder.path(), &[(&format!("static/{path}"), "mine")]);
    }
    let outcome = build_at(folder.path(), NOW);
    assert_eq!(errors(&outcome), Vec::<String>::new());
    assert_eq!(paths.map(|path| text(&outcome, path)), paths.map(|_| Some("mine".to_owned())));
    write_files(folder.path(), &[("static/feed.json", "mine")]);
    assert!(errors(&build_at(folder.path(), NOW))[0].contains("would both become /feed.json"));
}

#[test]
fn a_policy_is_law_only_where_its_instrument_is_stated() {
    let type_of = |front: &str| {
        let text = format!("---\nname: Rule\n{front}---\n");
        let outcome = of_acme(("content/policies/rule.md", &text));
        said(&outcome, "policies/rule/index.html")["@type"].as_str().unwrap().to_owned()
    };
    assert_eq!(type_of("type: export-control\n"), "CreativeWork", "a ban of which the form is unknown");
    assert_eq!(type_of("type: executive-order\n"), "CreativeWork");
    assert_eq!(type_of("type: executive-order\ninstrument: unknown\n"), "CreativeWork");
    assert_eq!(type_of("type: executive-order\ninstrument: Executive Order 1\n"), "Legislation");
    assert_eq!(type_of("type: request\ninstrument: a letter\n"), "CreativeWork");
}
