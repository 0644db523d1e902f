//! What the ledger costs: a matrix of many models, blocs and days of change, and a timeline of fuzzy events.
//!
//! `cargo bench --bench ledger`. Made-up sites are built in memory with the real theme. The last columns are ratios to the
//! line before; only those can be compared between machines.

use fissure::base::path::SourcePath;
use fissure::load::theme;
use fissure::load::{SourceFile, Sources};
use fissure::{Inputs, Memory};
use std::sync::Arc;
use std::time::Instant;

struct Case {
    models: usize,
    blocs: usize,
    days: usize,
    access: usize,
    events: usize,
}

fn main() {
    // `cargo test --all-targets` runs this too, and without the option.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let case = |models, access, events| Case { models, blocs: 12, days: 60, access, events };
    let cases =
        [case(50, 1_000, 0), case(200, 1_000, 0), case(200, 10_000, 0), case(40, 100, 300), case(40, 100, 1_200)];
    println!(
        "models access events |  cells   stretches | facts ms  plan ms  render ms  all ms | matrix pages | all : before"
    );
    let mut last: Option<f64> = None;
    for case in cases {
        let sources = sites(&case);
        let inputs = Inputs {
            now: "2026-11-22T12:00:00Z".parse().expect("an instant"),
            drafts: false,
            base_url: None,
            tolerance: Default::default(),
            advice: None,
        };
        let mut steps: Vec<(&str, Instant)> = Vec::new();
        let outcome = fissure::build(&sources, Vec::new(), &inputs, &mut Memory::default(), &mut |step| {
            steps.push((step, Instant::now()))
        });
        let end = Instant::now();
        let errors: Vec<_> = outcome
            .diagnostics
            .iter()
            .filter(|d| d.severity == fissure::base::diagnostic::Severity::Error)
            .take(3)
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
        let took = |wanted: &str| {
            let at = steps.iter().position(|(step, _)| *step == wanted).expect("every step begins");
            let until = steps.get(at + 1).map_or(end, |(_, next)| *next);
            (until - steps[at].1).as_secs_f64() * 1e3
        };
        let all = (end - steps[0].1).as_secs_f64() * 1e3;
        let ledger = &outcome.ledger;
        let stretches: usize = ledger.cells.values().map(|history| history.segments.len()).sum();
        let pages = outcome.rendered.files.keys().filter(|path| path.as_str().starts_with("matrix/")).count();
        println!(
            "{:6} {:6} {:6} | {:6} {:11} | {:8.0} {:8.0} {:10.0} {:7.0} | {:12} | {}",
            case.models,
            case.access,
            case.events,
            ledger.cells.len(),
            stretches,
            took("facts"),
            took("plan"),
            took("render"),
            all,
            pages,
            last.map_or("-".to_owned(), |last| format!("{:.1}", all / last)),
        );
        last = Some(all);
    }
}

/// A site with as much as a case asks for; the same each time.
fn sites(case: &Case) -> Sources {
    let mut random = fastrand::Rng::with_seed(7);
    let mut sources = Sources::default();
    for (path, bytes) in theme::FILES {
        let file = match std::str::from_utf8(bytes) {
            Ok(text) if path.starts_with("templates/") => SourceFile::Text(Arc::from(text)),
            _ => SourceFile::Data(fissure::base::content::Content::Memory(Arc::from(*bytes))),
        };
        sources.files.insert(SourcePath::new(*path), file);
    }
    let mut file = |path: String, text: String| {
        sources.files.insert(SourcePath::new(format!("content/{path}")), SourceFile::Text(Arc::from(text)));
    };
    file("site.yaml".to_owned(), "title: Bench\nbase_url: https://bench.example/\n".to_owned());
    for n in 0..case.models {
        file(format!("models/model-{n}.md"), format!("---\nname: Model {n}\n---\n\nA model.\n"));
    }
    for n in 0..case.blocs {
        file(format!("blocs/bloc-{n}.md"), format!("---\nname: Bloc {n}\n---\n\nA bloc.\n"));
    }
    for n in 0..5 {
        file(format!("sources/source-{n}.md"), format!("---\ntitle: Source {n}\npublished: 2026-0{}\n---\n", n + 1));
    }
    let first = jiff::civil::date(2024, 1, 1);
    let statuses = ["open", "vetted-only", "restricted", "withdrawn"];
    for (article, from) in (0..case.access.max(case.events)).step_by(10).enumerate() {
        let mut text = "---\ntitle: Article\ndate: 2026-09-01\nsources: [source-0]\naccess:\n"
            .replace("Article", &format!("Article {article}"));
        for _ in from..(from + 10).min(case.access) {
            let day = first.checked_add(jiff::Span::new().days(random.i64(0..case.days as i64) * 14)).expect("a day");
            let (model, bloc) = (random.usize(..case.models), random.usize(..case.blocs));
            let status = statuses[random.usize(..4)];
            text.push_str(&format!("  - {{model: model-{model}, for: bloc-{bloc}, status: {status}, since: {day}}}\n"));
        }
        text.push_str("events:\n");
        for n in from..(from + 10).min(case.events) {
            let when = match random.u8(..4) {
                0 if n > 0 => format!("{{after: event-{}, within: P{}D}}", random.usize(..n), 1 + random.u8(..40)),
                1 => format!("{{says: two weeks ago, in: source-{}}}", random.u8(..5)),
                2 => format!("2026-0{}", 1 + random.u8(..7)),
                _ => "2025-06/..".to_owned(),
            };
            let bloc = random.usize(..case.blocs);
            text.push_str(&format!(
                "  - {{id: event-{n}, what: Event number {n}, when: {when}, tags: [bloc-{bloc}]}}\n"
            ));
        }
        file(format!("articles/article-{article}.md"), format!("{text}---\n\nText.\n"));
    }
    sources
}
