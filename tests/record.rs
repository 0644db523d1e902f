//! The record: what was once published keeps its address, and a day that is over keeps what was known on it.
//!
//! Random histories of a small site, in which an editor publishes, edits, renames, deletes, corrects and withdraws, and repairs what
//! is reported by what the message says. `SEED=n cargo test --test record` replays one, `HISTORIES=2000` makes so many.

mod support;

use fissure::base::diagnostic::{Code, Diagnostic, Severity};
use fissure::base::path::SourcePath;
use fissure::commands::record::{NewRecord, Unrecorded, record};
use fissure::load::{SourceFile, Sources};
use fissure::{Inputs, Memory, Outcome};
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use support::*;

const STATUSES: [&str; 4] = ["open", "restricted", "banned", "withdrawn"];
const BLOCS: [&str; 3] = ["us", "japan", "china"];
const TIMES: [&str; 4] = ["2026-10-01", "2026-10-20", "2026-10", "2026-09/.."];

const PATTERNS: &str = "permalinks: {articles: '/{year}/{slug}.html', models: '/m/{slug}.html'}\n";

/// A sequence of numbers that looks random and is the same for each seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

#[derive(Clone)]
struct Entry {
    model: usize,
    bloc: &'static str,
    status: &'static str,
    since: &'static str,
    source: &'static str,
    added: Option<Date>,
    /// An id by hand stays when the entry comes to say something else, of another model even.
    id: Option<String>,
}

impl Entry {
    fn random(dice: &mut Dice, models: usize) -> Entry {
        Entry {
            model: dice.below(models),
            bloc: dice.pick(&BLOCS),
            status: dice.pick(&STATUSES),
            since: dice.pick(&TIMES),
            source: dice.pick(&["a", "b"]),
            added: None,
            id: None,
        }
    }
}

/// That one model is positioned against another.
#[derive(Clone)]
struct Relation {
    from: usize,
    to: usize,
    status: &'static str,
    id: Option<String>,
}

impl Relation {
    fn random(dice: &mut Dice, models: usize, id: Option<String>) -> Relation {
        let from = dice.below(models);
        let to = (from + 1 + dice.below(models - 1)) % models;
        Relation { from, to, status: dice.pick(&["fact", "claim", "disputed"]), id }
    }
}

/// What an article says of a model.
#[derive(Clone)]
struct Claim {
    model: usize,
    says: String,
    added: Option<Date>,
}

#[derive(Clone)]
struct Article {
    slug: String,
    date: Date,
    entries: Vec<Entry>,
    claims: Vec<Claim>,
    relations: Vec<Relation>,
    redirects: Vec<String>,
    /// Each with a model that rested on the mistake.
    corrections: Vec<(Date, usize)>,
    headings: Vec<String>,
    withdrawn: Option<Date>,
    draft: bool,
}

/// A site as its editor has it.
#[derive(Clone)]
struct Paper {
    today: Date,
    /// The slug of each, and its old addresses.
    models: Vec<(String, Vec<String>)>,
    articles: Vec<Article>,
    /// Old addresses that the page of moved things answers for.
    moved: Vec<String>,
    records: BTreeMap<String, String>,
    /// Whether addresses have patterns and end with `.html`.
    has_patterns: bool,
    /// How many slugs were given.
    count: usize,
}

fn list(items: &[String]) -> String {
    items.join(", ")
}

impl Article {
    fn text(&self, models: &[(String, Vec<String>)]) -> String {
        let mut text = format!("---\ntitle: Article {}\ndate: {}\nbloc: us\nsources: [a, b]\n", self.slug, self.date);
        text.push_str(&format!("redirects: [{}]\n", list(&self.redirects)));
        if self.draft {
            text.push_str("draft: true\n");
        }
        if self.withdrawn.is_some() {
            text.push_str("retracted: true\n");
        }
        let retraction =
            self.withdrawn.map(|day| format!("- {{date: {day}, type: retraction, severity: major, was: It.}}\n"));
        let corrections = self.corrections.iter().map(|(day, model)| {
            format!("- {{date: {day}, was: It was., now: It is., affects: {}}}\n", models[*model].0)
        });
        let corrections: String = corrections.chain(retraction).collect();
        if !corrections.is_empty() {
            text.push_str(&format!("corrections:\n{corrections}"));
        }
        let entry = |entry: &Entry| {
            let Entry { model, bloc, status, since, source, added, id } = entry;
            let added = added.map_or(String::new(), |day| format!(", added: {day}"));
            let id = id.as_ref().map_or(String::new(), |id| format!(", id: {id}"));
            let model = &models[*model].0;
            format!(
                "- {{model: {model}, for: {bloc}, status: {status}, since: {since}, source: {source}, by: unknown{added}{id}}}\n"
            )
        };
        if !self.entries.is_empty() {
            text.push_str(&format!("access:\n{}", self.entries.iter().map(entry).collect::<String>()));
        }
        let claim = |Claim { model, says, added }: &Claim| {
            let added = added.map_or(String::new(), |day| format!(", added: {day}"));
            format!("- {{about: {}, says: {says}, source: a{added}}}\n", models[*model].0)
        };
        if !self.claims.is_empty() {
            text.push_str(&format!("claims:\n{}", self.claims.iter().map(claim).collect::<String>()));
        }
        let relation = |Relation { from, to, status, id }: &Relation| {
            let id = id.as_ref().map_or(String::new(), |id| format!(", id: {id}"));
            let (from, to) = (&models[*from].0, &models[*to].0);
            format!("- {{from: {from}, rel: positioned-against, to: {to}, status: {status}, source: b{id}}}\n")
        };
        if !self.relations.is_empty() {
            text.push_str(&format!("relations:\n{}", self.relations.iter().map(relation).collect::<String>()));
        }
        let headings: String = self.headings.iter().map(|heading| format!("\n## {heading}\n\nText.\n")).collect();
        format!("{text}---\n\nText.\n{headings}")
    }
}

impl Paper {
    fn new() -> Paper {
        let models = ["fugu", "mythos", "sol"].map(|slug| (slug.to_owned(), Vec::new()));
        Paper {
            today: date(2026, 11, 1),
            models: models.into(),
            articles: Vec::new(),
            moved: Vec::new(),
            records: BTreeMap::new(),
            has_patterns: false,
            count: 0,
        }
    }

    fn slug(&mut self) -> String {
        self.count += 1;
        format!("n{}", self.count)
    }

    fn sources(&self) -> Sources {
        let mut files = small_theme();
        let mut file = |path: String, text: String| files.push((path, text.into_bytes()));
        let rows = "{% for row in rows %}{{ row.model.name }}:{% for cell in row.cells %} {{ cell.status }} \
                    ({{ cell.known }}){% endfor %}\n{% endfor %}";
        file("templates/known.html".to_owned(), rows.to_owned());
        let stated = "{{ name }} on {{ day }}\n{% if state %}{{ state }}\n{% endif %}{% for place in cells %}\
                      {{ place.model.name }} {{ place.bloc.name }} {{ place.cell.status }} {{ place.cell.known }}\n\
                      {% endfor %}{% for dispute in disputes %}{{ dispute.text }}\n{% endfor %}{% for block in blocks %}\
                      {% for stated in block.statements %}{{ block.block }} {% for piece in stated.sentence %}\
                      {{ piece.text }}{% endfor %} {{ stated.status }} {{ stated.known }}\
                      {% for origin in stated.sources %} {{ origin.short }}{% endfor %}\
                      {% if not stated.article %} of no article{% endif %}\n{% endfor %}{% endfor %}";
        file("templates/as-known.html".to_owned(), stated.to_owned());
        file("templates/matrix.html".to_owned(), "{{ page.title }}".to_owned());
        file("templates/cell.html".to_owned(), "{{ page.title }}".to_owned());
        file("templates/dispute.html".to_owned(), "{{ page.title }}".to_owned());
        let patterns = if self.has_patterns { PATTERNS } else { "" };
        file(
            "content/site.yaml".to_owned(),
            format!("title: T\nbase_url: https://t.example/\nmatrix: {{columns: [us, japan, china]}}\n{patterns}"),
        );
        for (n, (slug, redirects)) in self.models.iter().enumerate() {
            let text = format!("---\nname: Model {n}\nredirects: [{}]\n---\n", list(redirects));
            file(format!("content/models/{slug}.md"), text);
        }
        for bloc in BLOCS {
            file(format!("content/blocs/{bloc}.md"), format!("---\nname: Bloc {bloc}\n---\n"));
        }
        for source in ["a", "b"] {
            file(format!("content/sources/{source}.md"), format!("---\ntitle: Source {source}\n---\n"));
        }
        let moved = format!("---\ntitle: Moved\nredirects: [{}]\n---\n\nText.\n", list(&self.moved));
        file("content/pages/moved.md".to_owned(), moved);
        for article in &self.articles {
            file(format!("content/articles/{}.md", article.slug), article.text(&self.models));
        }
        for (path, text) in &self.records {
            file(path.clone(), text.clone());
        }
        let mut sources = Sources::default();
        for (path, bytes) in files {
            let text = String::from_utf8(bytes).unwrap();
            sources.files.insert(SourcePath::new(path), SourceFile::Text(Arc::from(text)));
        }
        sources
    }

    fn inputs(&self) -> Inputs {
        Inputs { now: format!("{}T12:00:00Z", self.today).parse().unwrap(), advice: None, ..inputs() }
    }

    fn build(&self) -> Outcome {
        build_sources(&self.sources(), &[], &self.inputs(), &mut Memory::default())
    }

    /// Something that an editor does.
    fn act(&mut self, dice: &mut Dice) {
        let models = self.models.len();
        let (today, act) = (self.today, dice.below(17));
        let slug = self.slug();
        let new = Entry::random(dice, models);
        if act < 3 || self.articles.is_empty() {
            let entries = (0..1 + dice.below(3)).map(|_| Entry::random(dice, models)).collect();
            let says = format!("It is so {slug}");
            let claims = vec![Claim { model: dice.below(models), says, added: None }];
            self.articles.push(Article {
                slug,
                date: today,
                entries,
                claims,
                relations: Vec::new(),
                redirects: Vec::new(),
                corrections: Vec::new(),
                headings: vec![format!("Part {}", self.count)],
                withdrawn: None,
                draft: false,
            });
            return;
        }
        let n = dice.below(self.articles.len());
        let article = &mut self.articles[n];
        match act {
            3 if !article.entries.is_empty() => {
                let entry = dice.below(article.entries.len());
                let id = article.entries[entry].id.clone();
                article.entries[entry] = Entry { id, ..new };
            }
            4 => article.slug = slug,
            5 => drop(self.articles.remove(n)),
            6 => {
                article.entries.push(new);
                article.corrections.push((today, dice.below(models)));
            }
            7 => self.models[dice.below(models)].0 = format!("model-{slug}"),
            8 => article.entries.push(Entry { added: dice.pick(&[None, Some(today)]), ..new }),
            11 if !article.claims.is_empty() => article.claims[0].says = format!("It is otherwise {slug}"),
            12 if !article.claims.is_empty() => drop(article.claims.remove(0)),
            13 => article.claims.push(Claim {
                model: dice.below(models),
                says: format!("It is more {slug}"),
                added: dice.pick(&[None, Some(today)]),
            }),
            14 => article.relations.push(Relation::random(dice, models, Some(slug))),
            15 if !article.relations.is_empty() => {
                let id = article.relations[0].id.clone();
                article.relations[0] = Relation::random(dice, models, id);
            }
            16 => article.entries.push(Entry { id: Some(slug), ..new }),
            9 => article.headings[0] = format!("Other {slug}"),
            10 if dice.below(2) == 0 => article.draft = true,
            _ => article.withdrawn = Some(today),
        }
    }

    /// Does what a message says.
    fn repair(&mut self, found: &Diagnostic) {
        let help = found.help.clone().unwrap_or_default();
        let in_file = |slug: &str| found.path.as_str().ends_with(&format!("/{slug}.md"));
        if found.code == Code::SameAddress && found.later.is_some() {
            // A dispute would be there again with a draft.
            self.articles.iter_mut().filter(|article| article.draft).for_each(|draft| draft.entries.clear());
        } else if found.code == Code::SameAddress {
            // A dispute is there again.
            self.moved.retain(|address| !found.message.contains(&format!(" {address}.")));
        } else if help.contains("retracted: true") {
            let article = self.articles.iter_mut().find(|article| in_file(&article.slug)).unwrap();
            article.draft = false;
        } else if let Some((_, id)) = help.split_once("{#") {
            let article = self.articles.iter_mut().find(|article| in_file(&article.slug)).unwrap();
            article.headings[0].push_str(&format!(" {{#{id}"));
            // A heading has one id, so what is lost next gets a heading of its own.
            article.headings.insert(0, "Next".to_owned());
        } else {
            let address = help.split_once("redirects: [").unwrap().1.trim_end_matches(']').to_owned();
            let of_article = self.articles.iter_mut().find(|article| in_file(&article.slug));
            let of_model = self.models.iter_mut().find(|(slug, _)| in_file(slug));
            match (of_article, of_model) {
                (Some(article), _) => article.redirects.push(address),
                (None, Some((_, redirects))) => redirects.push(address),
                (None, None) => self.moved.push(address),
            }
        }
    }
}

/// Whether something changed without a note. What a draft of an older date would change comes with that draft.
fn is_silent(found: &Diagnostic) -> bool {
    found.code == Code::SilentChange && found.later.is_none()
}

fn errors(outcome: &Outcome) -> Vec<&Diagnostic> {
    outcome.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect()
}

/// The files that others may have kept the address of: pages and feeds, but for lists that go on.
fn lasting(files: &Files) -> impl Iterator<Item = &String> {
    files.keys().filter(|path| !path.contains("/page/") && !path.starts_with("search/") && *path != "404.html").filter(
        |path| {
            let is_feed = path.ends_with("feed.xml") || path.ends_with("feed.json") || path.contains("access.");
            path.ends_with(".html") || is_feed
        },
    )
}

/// What is known on each day, of the matrix and of each entity by its name.
type KnownPages = BTreeMap<(Date, String), BTreeSet<String>>;

/// The same by the pages of these days.
fn known(files: &Files) -> KnownPages {
    let pages = files.iter().filter_map(|(path, bytes)| {
        let (folder, day) = path.strip_suffix("/index.html")?.split_once("/known-")?;
        let text = String::from_utf8(bytes.clone()).unwrap();
        let name = if folder == "matrix" { folder } else { text.lines().next()?.rsplit_once(" on ")?.0 };
        Some(((day.parse().ok()?, name.to_owned()), text.lines().map(str::to_owned).collect()))
    });
    pages.collect()
}

/// Plays one history. Fails with what went wrong.
fn play(seed: u64) -> Result<(), String> {
    let mut dice = Dice(seed);
    let mut paper = Paper::new();
    let mut published: BTreeSet<String> = BTreeSet::new();
    let mut frozen = KnownPages::new();
    let mut last_record = None;
    for step in 0..8 {
        // One paper of three has patterns of addresses.
        paper.has_patterns = seed % 3 == 1;
        (0..1 + dice.below(2)).for_each(|_| paper.act(&mut dice));
        let mut outcome = paper.build();
        for _ in 0..20 {
            let repairable = |found: &&Diagnostic| matches!(found.code, Code::LostAddress | Code::SameAddress);
            let lost: Vec<Diagnostic> = errors(&outcome).into_iter().filter(repairable).cloned().collect();
            let Some(first) = lost.first() else { break };
            paper.repair(first);
            outcome = paper.build();
        }
        if let Some(error) = errors(&outcome).first() {
            return Err(format!("seed {seed}, step {step}: {error:?}"));
        }
        let files = bytes(&outcome.rendered.files);
        if let Some(lost) = published.iter().find(|path| !files.contains_key(*path)) {
            return Err(format!("seed {seed}, step {step}: {lost} is gone, and no error says so"));
        }
        let pages = known(&files);
        let is_over = |day: Date| day < paper.today && Some(day) <= last_record;
        for (page, was) in frozen.iter().filter(|((day, _), _)| is_over(*day)) {
            if pages.get(page) != Some(was) {
                let is = pages.get(page);
                return Err(format!("seed {seed}, step {step}: {page:?} was {was:#?}, is {is:#?}"));
            }
        }
        if dice.below(10) < 7 {
            match record(&paper.sources(), Vec::new(), &paper.inputs()) {
                Ok(NewRecord { path, text, .. }) => drop(paper.records.insert(path.to_string(), text)),
                Err(Unrecorded::Nothing(_)) => {}
                Err(unrecorded) => return Err(format!("seed {seed}, step {step}: {unrecorded:?}")),
            }
            // What is published without being recorded is the publisher's own fault.
            published.extend(lasting(&files).cloned());
            last_record = Some(paper.today);
            // A day that is not over is recorded anew as a whole.
            frozen.retain(|(day, _), _| *day < paper.today);
            frozen.extend(pages);
            let again = paper.build();
            if let Some(found) = again.diagnostics.iter().find(|found| is_silent(found)) {
                return Err(format!("seed {seed}, step {step}: recorded, and still: {found:?}"));
            }
            if !matches!(record(&paper.sources(), Vec::new(), &paper.inputs()), Err(Unrecorded::Nothing(_))) {
                return Err(format!("seed {seed}, step {step}: there is more to record at once"));
            }
        }
        for _ in 0..dice.below(3) {
            paper.today = paper.today.tomorrow().unwrap();
        }
    }
    Ok(())
}

#[test]
fn no_history_loses_an_address_or_changes_a_recorded_day() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seeds = match number("SEED") {
        Some(seed) => seed..seed + 1,
        None => 1..number("HISTORIES").unwrap_or(12) + 1,
    };
    let count = seeds.end - seeds.start;
    let wrong: Vec<String> = seeds.filter_map(|seed| play(seed).err()).collect();
    println!("{count} histories, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong[..wrong.len().min(3)].join("\n"));
}
