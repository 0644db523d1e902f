//! What statements come to: the matrix of this repository's own content cell by cell, and the rules by which cells are
//! resolved, held against a second, plain reading of them on random sites.
//!
//! `SEED=n cargo test --test ledger` replays one random site, `LEDGERS=5000` makes so many of the two clocks.

#[path = "ledger/known.rs"]
mod known;
mod support;

use fissure::base::path::SourcePath;
use fissure::facts::Ledger;
use fissure::facts::cell::{Cell, Marks};
use fissure::link::{EntityId, Site};
use fissure::load::{SourceFile, Sources};
use fissure::model::access::{Layer, Status};
use fissure::{Memory, Outcome};
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use support::*;

fn id(site: &Site, kind: &str, slug: &str) -> EntityId {
    let is = |id: &&EntityId| site.config.kinds[id.kind].key == kind && id.slug.as_str() == slug;
    site.entities.keys().find(is).unwrap_or_else(|| panic!("there is no {kind} {slug}")).clone()
}

fn slugs<'a>(ids: impl IntoIterator<Item = &'a EntityId>) -> String {
    ids.into_iter().map(|id| id.slug.as_str()).collect::<Vec<_>>().join(" ")
}

/// A cell in one line: all that a reader can learn from it.
fn line(cell: &Cell) -> String {
    let given = cell.given.iter().map(|(status, sources)| format!("{} ({})", status.word(), slugs(sources)));
    let layer = |events: &[Arc<fissure::facts::cell::AccessEvent>]| {
        let sources: BTreeSet<&EntityId> = events.iter().flat_map(|event| &event.statement.sources).collect();
        slugs(sources)
    };
    format!(
        "{} [{}] by [{}] since {} given {} marks [{}] witnesses {} held by [{}] rule {} ({}) from [{}]",
        cell.status.word(),
        cell.layer.map_or("", Layer::word),
        slugs(&cell.by),
        cell.since.map_or("-".to_owned(), |since| since.edtf()),
        given.collect::<Vec<_>>().join(", "),
        cell.marks.words().join(" "),
        cell.witnesses,
        layer(&cell.held),
        cell.rule.map_or("-", Status::word),
        layer(&cell.beside),
        slugs(&cell.sources),
    )
}

/// A file of a build as text.
fn file(outcome: &Outcome, path: &str) -> String {
    let bytes = all_files(outcome).remove(path).unwrap_or_else(|| panic!("there is no {path}"));
    String::from_utf8(bytes).unwrap()
}

fn own_site() -> Outcome {
    let root = tests_folder().join("..");
    build_with(&root, fissure::load::theme::FILES, &inputs()).1
}

#[test]
fn the_first_edition_comes_to_the_matrix_of_its_two_sources() {
    let outcome = own_site();
    let ledger = &outcome.ledger;
    let mut text = String::new();
    for model in &ledger.models {
        for bloc in &ledger.columns {
            let cell = ledger.cell(model, bloc, ledger.today);
            text.push_str(&format!("{} in {}: {}\n", model.slug, bloc.slug, line(cell)));
        }
    }
    if let Err(wrong) = expect_text(&tests_folder().join("ledger/matrix.txt"), &text) {
        panic!("{wrong}");
    }
}

#[test]
fn the_order_of_the_first_edition_is_what_its_phrases_leave() {
    let outcome = own_site();
    let times = &outcome.ledger.times;
    assert!(times.conflicts.is_empty(), "{:?}", times.conflicts);
    let event = |id: &str| times.event(id).unwrap_or_else(|| panic!("there is no event {id}")).point;
    let source = |slug: &str| times.sources[&id(&outcome.site, "sources", slug)];
    let between = |from: usize, to: usize| times.network.distance(from, to);
    assert_eq!(between(source("a"), source("b")), (Some(-3), Some(10)), "B after A");
    assert_eq!(between(event("ban"), source("b")), (Some(13), Some(22)), "B after the ban");
    assert_eq!(between(event("executive-order"), source("b")), (Some(13), Some(30)), "B after the order");
    assert_eq!(between(event("ban"), event("announcement")), (Some(7), Some(22)), "the announcement after the ban");
}

#[test]
fn the_days_of_the_first_edition_obey_every_sentence_about_them() {
    let outcome = own_site();
    let times = &outcome.ledger.times;
    let event = |id: &str| times.event(id).unwrap_or_else(|| panic!("there is no event {id}")).days.edtf();
    let source = |slug: &str| times.published(&id(&outcome.site, "sources", slug)).unwrap().edtf();
    // B is of May 2026 or later, and the order lies in its month and 13 days or more before it.
    assert_eq!(source("b"), "[2026-05-14..]");
    assert_eq!(event("executive-order"), "[2026-05-01..]");
    // The cut came on the day of the order or later, the unveiling a day or more after the cut.
    assert_eq!(event("ban"), "[2026-05-01..]");
    assert_eq!(event("unveiling"), "[2026-05-02..]");
    // B was written at most 10 days after A, and OpenAI's announcement is at least 7 days after the cut and the request.
    assert_eq!(source("a"), "[2026-05-13..]");
    assert_eq!(event("announcement"), "[2026-05-08..]");
    assert_eq!(event("revenue"), "2026-05");
    // One fact has the same days wherever it stands.
    let since = |model: &str, bloc: &str| {
        let (model, bloc) = (id(&outcome.site, "model", model), id(&outcome.site, "bloc", bloc));
        outcome.ledger.cell(&model, &bloc, outcome.ledger.today).since.unwrap().edtf()
    };
    assert_eq!(since("mythos", "us"), event("ban"));
    assert_eq!(since("fable-5", "japan"), event("ban"));
    assert_eq!(since("gpt-5-6-sol", "china"), event("announcement"));
    assert_eq!(since("fugu", "japan"), event("fugu-launch"));
}

#[test]
fn the_day_of_publication_ends_nothing_that_readers_see() {
    let outcome = own_site();
    for event in ["ban", "executive-order", "unveiling", "fugu-launch", "slogan", "request", "announcement", "op-ed"] {
        let days = outcome.ledger.times.event(event).unwrap_or_else(|| panic!("there is no event {event}")).days.edtf();
        assert!(days.ends_with("..]") || days == "unknown", "{event}: {days}");
    }
}

#[test]
fn each_source_keeps_its_own_way_of_having_a_relation() {
    let outcome = own_site();
    let csv = file(&outcome, "data/relations.csv");
    let rows = |of: &str| -> Vec<String> {
        // The id comes first.
        let rows = csv.lines().filter_map(|line| line.split_once(',')?.1.strip_prefix(of));
        rows.map(|line| line.split(',').skip(1).take(3).collect::<Vec<_>>().join(",")).collect()
    };
    // Status, who says so, sources. B names no model: that it means these two is read into it, whatever the model's file
    // rests on as a whole.
    assert_eq!(rows("company/anthropic,developer-of,model/mythos"), ["fact,,a", "interpretation,,b"]);
    assert_eq!(rows("policy/us-export-ban-anthropic,bans,model/mythos"), ["fact,,a", "interpretation,,b"]);
    assert_eq!(rows("model/tulongfeng,positioned-against,company/anthropic"), ["claim,,b", "interpretation,,a"]);
}

#[test]
fn a_person_has_no_bloc_that_no_source_gives() {
    let outcome = own_site();
    let csv = file(&outcome, "data/entities.csv");
    for person in ["zhou-hongyi", "david-ha", "llion-jones", "ren-ito", "donald-trump"] {
        let row = csv.lines().find(|line| line.contains(&format!(",{person},https:"))).unwrap();
        assert!(!row.contains("japan,") && !row.contains("china,") && !row.contains(",us,"), "{row}");
    }
    let map = file(&outcome, "map/index.html");
    let (_, unstated) = map.split_once("No bloc stated").expect("the map has those without a bloc");
    assert!(unstated.contains("Zhou Hongyi") && unstated.contains("Ren Ito"));
}

#[test]
fn the_page_of_a_dispute_has_all_statements_of_its_id_and_a_question_made_of_names() {
    let outcome = own_site();
    let page = file(&outcome, "disputes/who-lost-mythos-and-fable-5/index.html");
    for said in ["Exports are banned", "disabled entirely", "banned for non-Americans", "withdrawn for"] {
        assert!(page.contains(said), "{said}");
    }
    assert!(page.contains("4 statements"));
    let list = file(&outcome, "disputes/index.html");
    assert!(!list.contains("which of") && !list.contains("Asian revenue:") && !list.contains("Coincidence:"));
    assert!(list.contains("How do the accounts of Anthropic and Asia differ?"));
    let revenue = file(&outcome, "disputes/asian-revenue/index.html");
    assert!(revenue.contains("Here a report stands against an opinion. They differ, and both can be right."));
    let coincidence = file(&outcome, "disputes/coincidence/index.html");
    assert!(
        coincidence
            .contains("Do the statements of Sakana AI on Fugu and US export ban on Anthropic models fit together?")
    );
    assert!(coincidence.contains("They differ, and more than one of them can be right."));
}

#[test]
fn a_page_says_up_to_when_it_is_true_only_where_an_article_does() {
    let outcome = own_site();
    for page in ["index.html", "matrix/index.html", "timeline/index.html", "models/mythos/index.html"] {
        let html = file(&outcome, page);
        assert!(html.contains("As of May 2026 or later"), "{page}");
        assert!(!html.contains("As of <time datetime=\"2026-11-22\""), "{page}");
    }
}

#[test]
fn a_history_has_no_phase_that_no_statement_gives() {
    let fact = |layer: &'static str, status: &'static str, since: &'static str| Fact {
        models: vec!["m-one"],
        whom: vec!["japan"],
        status,
        layer,
        since,
        until: None,
        source: "a",
        scope: "stated",
    };
    let phases = |facts: Vec<Fact>| {
        let outcome = site(&[("x".to_owned(), facts)]);
        let cell = (id(&outcome.site, "model", "m-one"), id(&outcome.site, "bloc", "japan"));
        let phases = outcome.ledger.cells[&cell].phases(date(2026, 11, 22));
        let phase = |(from, cell): &(Option<Date>, Arc<Cell>)| {
            format!("{} {}", from.map_or("-".to_owned(), |day| day.to_string()), cell.status.word())
        };
        phases.iter().map(phase).collect::<Vec<_>>()
    };
    // A rule of some day from 15 April on and an effect of some day from 1 May on: that the rule came first is not said.
    let open = phases(vec![fact("rule", "banned", "2026-04-15/.."), fact("effect", "withdrawn", "2026-05-01/..")]);
    assert_eq!(open, ["- unknown", "2026-05-01 withdrawn", "2026-10-01 withdrawn"]);
    // Here it is.
    let known = phases(vec![fact("rule", "banned", "2026-04-15"), fact("effect", "withdrawn", "2026-05-01")]);
    assert_eq!(known, ["- unknown", "2026-04-15 banned", "2026-05-01 withdrawn"]);
    // Between two spans that lie apart the first has a phase of its own.
    let apart = phases(vec![fact("effect", "open", "2026-03"), fact("effect", "withdrawn", "2026-05")]);
    assert_eq!(
        apart,
        ["- unknown", "2026-03-01 open", "2026-03-31 open", "2026-05-01 withdrawn", "2026-05-31 withdrawn"]
    );
}

/// One statement on access, with its times as the rules see them.
#[derive(Clone, Debug)]
struct Fact {
    models: Vec<&'static str>,
    whom: Vec<&'static str>,
    status: &'static str,
    layer: &'static str,
    since: &'static str,
    until: Option<&'static str>,
    source: &'static str,
    scope: &'static str,
}

impl Fact {
    /// As an article has it, with more fields.
    fn entry(&self, more: &str) -> String {
        let Fact { models, whom, status, layer, since, until, source, scope } = self;
        let until = until.map_or(String::new(), |until| format!(", until: {until}"));
        let (models, whom) = (models.join(", "), whom.join(", "));
        format!(
            "  - {{model: [{models}], for: [{whom}], status: {status}, layer: {layer}, since: {since}{until}, source: {source}, scope: {scope}{more}}}\n"
        )
    }
}

/// Times as they are written, with the days that they leave when the article was true up to 1 October.
const TIMES: [(&str, Option<Date>, Date); 7] = [
    ("2026-03-05", Some(date(2026, 3, 5)), date(2026, 3, 5)),
    ("2026-04-20", Some(date(2026, 4, 20)), date(2026, 4, 20)),
    ("2026-03", Some(date(2026, 3, 1)), date(2026, 3, 31)),
    ("2026-02/..", Some(date(2026, 2, 1)), date(2026, 10, 1)),
    ("2026-01-10/2026-04-02", Some(date(2026, 1, 10)), date(2026, 4, 2)),
    ("../2026-03", None, date(2026, 3, 31)),
    ("2026-06-30", Some(date(2026, 6, 30)), date(2026, 6, 30)),
];

const BLOCS: [&str; 4] = ["us", "japan", "china", "eu"];
const MODELS: [&str; 2] = ["m-one", "m-two"];

/// What an audience stands for, and how wide it is.
fn members(whom: &str) -> (Vec<&'static str>, u8) {
    match whom {
        "everyone" => (BLOCS.to_vec(), 2),
        "non-us" => (vec!["japan", "china", "eu"], 1),
        "allies" => (vec!["japan", "eu"], 1),
        "nobody-named" | "asia" => (Vec::new(), 1),
        bloc => (BLOCS.into_iter().filter(|b| *b == bloc).collect(), 0),
    }
}

fn random_fact(random: &mut fastrand::Rng) -> Fact {
    let mut pick = |from: &[&'static str]| from[random.usize(..from.len())];
    let whom = ["us", "japan", "china", "eu", "everyone", "non-us", "allies", "nobody-named"];
    let mut fact = Fact {
        models: vec![pick(&MODELS)],
        whom: vec![pick(&whom)],
        status: pick(&["open", "vetted-only", "restricted", "withdrawn", "unknown"]),
        layer: pick(&["effect", "effect", "rule"]),
        since: TIMES[0].0,
        until: None,
        source: pick(&["a", "b", "c"]),
        scope: pick(&["stated", "stated", "unstated", "inferred"]),
    };
    fact.since = TIMES[random.usize(..TIMES.len())].0;
    if random.u8(..4) == 0 {
        let until = TIMES[random.usize(..TIMES.len())].0;
        // What ends before it begins is a mistake.
        fact.until = span(fact.since).0.is_none_or(|since| since <= span(until).1).then_some(until);
    }
    if random.bool() {
        fact.whom.push(whom[random.usize(..whom.len())]);
        fact.whom.dedup();
    }
    if random.u8(..3) == 0 {
        fact.models = MODELS.to_vec();
    }
    fact
}

/// A site whose articles state these facts; each inner list is an article.
fn site(articles: &[(String, Vec<Fact>)]) -> Outcome {
    build_in_memory(articles, &mut Memory::default())
}

fn build_in_memory(articles: &[(String, Vec<Fact>)], memory: &mut Memory) -> Outcome {
    let article = |(name, facts): &(String, Vec<Fact>)| {
        (name.clone(), "date: 2026-10-01\n".to_owned(), facts.iter().map(|fact| fact.entry("")).collect())
    };
    build_articles(&articles.iter().map(article).collect::<Vec<_>>(), memory)
}

/// Articles as their names, their fields of their own, and their entries.
fn build_articles(articles: &[(String, String, String)], memory: &mut Memory) -> Outcome {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut file = |path: &str, text: &str| files.insert(format!("content/{path}"), text.to_owned());
    file("site.yaml", "title: T\nmatrix: {columns: [us, japan, china, eu]}\n");
    for model in MODELS {
        file(&format!("models/{model}.md"), &format!("---\nname: {model}\n---\n"));
    }
    for bloc in BLOCS {
        file(&format!("blocs/{bloc}.md"), &format!("---\nname: {bloc}\n---\n"));
    }
    file("blocs/everyone.md", "---\nname: everyone\ntype: audience\nexpands: all\n---\n");
    file("blocs/non-us.md", "---\nname: non-us\ntype: audience\nexpands: {not: [us]}\n---\n");
    file("blocs/allies.md", "---\nname: allies\ntype: audience\nexpands: [japan, eu]\n---\n");
    file("blocs/nobody-named.md", "---\nname: nobody-named\ntype: audience\n---\n");
    file("sources/a.md", "---\ntitle: A\npublished: 2026-03-05/2026-03-25\n---\n");
    file("sources/b.md", "---\ntitle: B\n---\n");
    file("sources/c.md", "---\ntitle: C\norigin: a\n---\n");
    for (name, head, entries) in articles {
        let text = format!(
            "---\ntitle: T\nas_of: 2026-10-01\nbloc: us\nsources: [a, b, c]\n{head}access:\n{entries}---\n\nText.\n"
        );
        file(&format!("articles/{name}.md"), &text);
    }
    let mut sources = Sources::default();
    for (path, text) in files {
        sources.files.insert(SourcePath::new(path), SourceFile::Text(Arc::from(text)));
    }
    let outcome = build_sources(&sources, &[], &inputs(), memory);
    let wrong: Vec<_> = outcome.diagnostics.iter().filter(|d| d.path.as_str().contains("articles/")).collect();
    assert!(wrong.iter().all(|d| d.severity != fissure::base::diagnostic::Severity::Error), "{wrong:?}");
    outcome
}

/// All cells on some days.
fn cells(outcome: &Outcome) -> BTreeMap<(String, String, Date), String> {
    let ledger: &Ledger = &outcome.ledger;
    let mut cells = BTreeMap::new();
    for model in &ledger.models {
        for bloc in &ledger.columns {
            for day in days() {
                let cell = ledger.cell(model, bloc, day);
                cells.insert((model.slug.to_string(), bloc.slug.to_string(), day), line(cell));
            }
        }
    }
    cells
}

/// Days around every time there is.
fn days() -> Vec<Date> {
    let mut days = BTreeSet::from([date(2025, 1, 1), date(2026, 11, 22)]);
    for (_, earliest, latest) in TIMES {
        for day in earliest.into_iter().chain([latest]) {
            days.extend([day.yesterday().unwrap(), day, day.tomorrow().unwrap()]);
        }
    }
    days.into_iter().collect()
}

fn span(written: &str) -> (Option<Date>, Date) {
    let (_, earliest, latest) = TIMES.iter().find(|(text, ..)| *text == written).unwrap();
    (*earliest, *latest)
}

/// The rules, read again and written down as plainly as can be: status, layer and marks of a cell.
fn by_the_rules(facts: &[Fact], model: &str, bloc: &str, day: Date) -> (Status, Option<Layer>, Marks) {
    let (status, layer, marks, _) = by_the_rules_of(facts, model, bloc, day, &span);
    (status, layer, marks)
}

/// The same with the facts that it rests on, where `span` says which days a time leaves.
fn by_the_rules_of<'f>(
    facts: &'f [Fact],
    model: &str,
    bloc: &str,
    day: Date,
    span: &dyn Fn(&str) -> (Option<Date>, Date),
) -> (Status, Option<Layer>, Marks, Vec<&'f Fact>) {
    // 1. Those that are about the cell and hold on the day.
    let about = facts.iter().filter_map(|fact| {
        let width = fact.whom.iter().map(|whom| members(whom)).filter(|(all, _)| all.contains(&bloc)).map(|(_, w)| w);
        Some((fact, width.min()?))
    });
    let holding: Vec<(&'f Fact, u8)> = about
        .filter(|(fact, _)| fact.models.contains(&model))
        .filter(|(fact, _)| span(fact.since).0.is_none_or(|earliest| earliest <= day))
        .filter(|(fact, _)| fact.until.is_none_or(|until| span(until).1 >= day))
        .collect();
    // 2. Within a layer: a definitely later one beats all; else the narrower.
    let later = |a: &Fact, b: &Fact| span(a.since).0.is_some_and(|a| a > span(b.since).1);
    let standing = |layer: &str| -> Vec<&'f Fact> {
        let all: Vec<_> = holding.iter().filter(|(fact, _)| fact.layer == layer).collect();
        let newest: Vec<_> = all.iter().filter(|(b, _)| !all.iter().any(|(a, _)| later(a, b))).collect();
        let wins = |width: u8| !newest.iter().any(|(_, other)| *other < width);
        newest.iter().filter(|(_, width)| wins(*width)).map(|(fact, _)| *fact).collect()
    };
    let status = |facts: &[&Fact]| match facts.iter().map(|fact| fact.status).collect::<BTreeSet<_>>().len() {
        1 => Status::from_word(facts[0].status).unwrap(),
        _ => Status::Disputed,
    };
    // 3. and 4.
    let (effect, rule) = (standing("effect"), standing("rule"));
    let (held, layer) = match (effect.is_empty(), rule.is_empty()) {
        (true, true) => return (Status::Unknown, None, Marks::default(), Vec::new()),
        (true, false) => (&rule, Layer::Rule),
        (false, _) => (&effect, Layer::Effect),
    };
    let scopes: BTreeSet<&str> = held.iter().map(|fact| fact.scope).collect();
    let marks = Marks {
        possible: held.iter().any(|fact| span(fact.since).1 > day),
        inferred: scopes == BTreeSet::from(["inferred"]),
        scope_not_stated: !scopes.contains("stated") && scopes.contains("unstated"),
        stale: false,
        rule_differs: layer == Layer::Effect && !rule.is_empty() && status(&rule) != status(held),
    };
    (status(held), Some(layer), marks, held.clone())
}

fn seeds() -> Vec<u64> {
    match std::env::var("SEED") {
        Ok(seed) => vec![seed.parse().expect("SEED is a number")],
        Err(_) => (0..60).collect(),
    }
}

fn random_articles(random: &mut fastrand::Rng) -> Vec<(String, Vec<Fact>)> {
    let count = 1 + random.usize(..4);
    let facts = |random: &mut fastrand::Rng| (0..1 + random.usize(..4)).map(|_| random_fact(random)).collect();
    (0..count).map(|n| (format!("article-{n}"), facts(random))).collect()
}

#[test]
fn cells_are_resolved_by_the_rules() {
    for seed in seeds() {
        let articles = random_articles(&mut fastrand::Rng::with_seed(seed));
        let outcome = site(&articles);
        let facts: Vec<Fact> = articles.iter().flat_map(|(_, facts)| facts.clone()).collect();
        for model in MODELS {
            for bloc in BLOCS {
                for day in days() {
                    let cell =
                        outcome.ledger.cell(&id(&outcome.site, "model", model), &id(&outcome.site, "bloc", bloc), day);
                    let expected = by_the_rules(&facts, model, bloc, day);
                    assert_eq!(
                        (cell.status, cell.layer, cell.marks),
                        expected,
                        "SEED={seed}: {model} in {bloc} on {day} with {facts:#?}"
                    );
                }
            }
        }
    }
}

#[test]
fn the_order_of_files_and_of_statements_never_matters() {
    for seed in seeds() {
        let mut random = fastrand::Rng::with_seed(seed);
        let articles = random_articles(&mut random);
        let mut facts: Vec<Fact> = articles.iter().flat_map(|(_, facts)| facts.clone()).collect();
        random.shuffle(&mut facts);
        let mut turned: Vec<(String, Vec<Fact>)> = vec![("z".to_owned(), Vec::new()), ("a".to_owned(), Vec::new())];
        for fact in facts {
            turned[random.usize(..2)].1.push(fact);
        }
        turned.retain(|(_, facts)| !facts.is_empty());
        assert_eq!(cells(&site(&articles)), cells(&site(&turned)), "SEED={seed}");
    }
}

#[test]
fn a_statement_about_another_model_or_bloc_changes_nothing_here() {
    for seed in seeds() {
        let mut random = fastrand::Rng::with_seed(seed);
        let articles = random_articles(&mut random);
        let before = cells(&site(&articles));
        let mut more = articles.clone();
        let mut fact = random_fact(&mut random);
        fact.models = vec!["m-two"];
        fact.whom = vec!["china"];
        more.push(("more".to_owned(), vec![fact]));
        let after = cells(&site(&more));
        let elsewhere = |(model, bloc, _): &(String, String, Date)| model != "m-two" || bloc != "china";
        for (at, cell) in before.iter().filter(|(at, _)| elsewhere(at)) {
            assert_eq!(cell, &after[at], "SEED={seed}: {at:?}");
        }
    }
}

#[test]
fn before_everything_began_nothing_is_known() {
    for seed in seeds() {
        let mut articles = random_articles(&mut fastrand::Rng::with_seed(seed));
        for fact in articles.iter_mut().flat_map(|(_, facts)| facts) {
            if span(fact.since).0.is_none() {
                (fact.since, fact.until) = ("2026-03", None);
            }
        }
        let outcome = site(&articles);
        for cell in outcome.ledger.cells.keys() {
            let before = outcome.ledger.cell(&cell.0, &cell.1, date(2026, 1, 9));
            assert_eq!((before.status, before.layer), (Status::Unknown, None), "SEED={seed}: {cell:?}");
        }
    }
}

#[test]
fn a_cell_is_worked_out_once_and_again_only_when_its_own_statements_change() {
    let mut articles = random_articles(&mut fastrand::Rng::with_seed(3));
    let outcome = site(&articles);
    for (cell, history) in &outcome.ledger.cells {
        let days: BTreeSet<Option<Date>> = history.segments.iter().map(|(from, _)| *from).collect();
        assert_eq!(days.len(), history.segments.len(), "{cell:?} has two cells for one stretch of days");
    }
    let mut memory = Memory::default();
    let before = build_in_memory(&articles, &mut memory);
    let mut fact = articles[0].1[0].clone();
    (fact.models, fact.whom) = (vec!["m-two"], vec!["china"]);
    articles.push(("more".to_owned(), vec![fact]));
    let after = build_in_memory(&articles, &mut memory);
    for (cell, history) in &before.ledger.cells {
        let same = Arc::ptr_eq(history, &after.ledger.cells[cell]);
        let is_changed = cell.0.slug.as_str() == "m-two" && cell.1.slug.as_str() == "china";
        assert_eq!(same, !is_changed, "{cell:?}");
    }
}

#[test]
fn a_retracted_article_leaves_the_ledger() {
    let root = tempfile::tempdir().unwrap();
    let article = |retracted: bool| {
        format!(
            "---\ntitle: T\ndate: 2026-10-01\nmodel: m\nsources: a\nretracted: {retracted}\naccess:\n  - {{for: us, status: open, since: 2026-03-01}}\n---\n\nText.\n"
        )
    };
    let status = |retracted: bool| {
        let article = article(retracted);
        let files = [
            ("content/site.yaml", "title: T\n"),
            ("content/models/m.md", "---\nname: M\n---\n"),
            ("content/blocs/us.md", "---\nname: US\n---\n"),
            ("content/sources/a.md", "---\ntitle: A\n---\n"),
            ("content/articles/x.md", article.as_str()),
        ];
        write_files(root.path(), &files);
        let outcome = build(root.path(), &inputs()).1;
        let ledger = &outcome.ledger;
        let cell = ledger.cell(&id(&outcome.site, "model", "m"), &id(&outcome.site, "bloc", "us"), ledger.today).status;
        (cell, outcome.rendered.files.keys().any(|path| path.as_str() == "articles/x/index.html"))
    };
    assert_eq!(status(false), (Status::Open, true));
    assert_eq!(status(true), (Status::Unknown, true), "its page stays");
}
