//! What is held back is checked as if it were out: scheduled articles, drafts, and what has expired.
//!
//! Each mistake is reported today at the place where it stands on the day it comes out, and what is reported as sound today
//! builds at its hour: the test moves the clock.

mod support;

use fissure::base::diagnostic::Severity;
use fissure::base::path::SourcePath;
use fissure::load::{SourceFile, Sources};
use fissure::{Inputs, Memory, Outcome};
use std::sync::Arc;
use support::*;

const TODAY: &str = "2026-11-22T12:00:00Z";
const HOUR: &str = "2026-12-01T09:00:00Z";
const PATH: &str = "content/articles/later.md";

const SITE: &[(&str, &str)] = &[
    ("content/site.yaml", "title: T\nbase_url: https://example.org/\n"),
    ("content/blocs/us.md", "---\nname: US\n---\n"),
    ("content/companies/zeta.md", "---\nname: Zeta\nbloc: us\n---\n"),
    ("content/models/ant-five.md", "---\nname: Ant Five\ndeveloper: zeta\n---\n"),
    ("content/sources/a.md", "---\ntitle: Text A\n---\n"),
    (
        "content/articles/now.md",
        "---\ntitle: Now\ndate: 2026-11-20\nbloc: us\nredirects: [/old/]\n---\n\n## Why\n\nText.\n",
    ),
];

/// What stands in the front matter and in the body, and the code of its mistake.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("", "See [[nowhere]].", "E19"),
    ("", "See [it](/nowhere/).", "E19"),
    ("", "See [it](now.md#wherefore).", "E19"),
    ("", "![A chart](chart.png)", "E19"),
    ("image: chart.png", "", "E19"),
    ("model: ant-fvie", "", "E12"),
    ("sources: [b]", "", "E12"),
    ("bloc: [ant-five]", "", "E14"),
    ("", "See [[ant-five#nowhere]].", "E19"),
    ("model: zeta", "", "E14"),
    ("model: ant-five\nsources: [a]\naccess:\n  - {model: ant-five, for: nobody, status: open}", "", "E12"),
    (
        "sources: [a]\nevents:\n  - {id: x, what: X, when: {after: y, within: P2D}, tags: [zeta]}\n  - {id: y, what: Y, when: {after: x, says: weeks after, in: a}, tags: [zeta]}",
        "",
        "E28",
    ),
];

fn sources(later: &str, body: &str, when: &str) -> Sources {
    let mut sources = Sources::default();
    let mut file = |path: &str, text: &str| {
        sources.files.insert(SourcePath::new(path), SourceFile::Text(Arc::from(text)));
    };
    for (path, bytes) in small_theme() {
        file(&path, std::str::from_utf8(&bytes).unwrap());
    }
    for (path, text) in SITE {
        file(path, text);
    }
    let later = if later.is_empty() { String::new() } else { format!("{later}\n") };
    file(PATH, &format!("---\ntitle: Later\n{when}\n{later}---\n\nText.\n\n{body}\n"));
    sources
}

fn at(sources: &Sources, now: &str, drafts: bool) -> Outcome {
    let inputs = Inputs { now: now.parse().unwrap(), drafts, ..inputs() };
    build_sources(sources, &[], &inputs, &mut Memory::default())
}

/// Severity, code and what stands at the place of each mistake in the article.
fn found(sources: &Sources, outcome: &Outcome) -> Vec<String> {
    let of_article = outcome.diagnostics.iter().filter(|d| d.path.as_str() == PATH && d.severity != Severity::Note);
    let plain = |d: &fissure::base::diagnostic::Diagnostic| {
        let shown = reported(sources, std::slice::from_ref(d));
        let place = shown.lines().find(|line| line.contains("-->")).unwrap_or_default().trim().to_owned();
        format!("{:?} {} {place}", d.severity, d.code.name())
    };
    of_article.map(plain).collect()
}

#[test]
fn a_mistake_of_a_scheduled_article_is_reported_today_where_it_stands_at_its_hour() {
    for (front, body, code) in MISTAKES {
        let sources = sources(front, body, &format!("date: {HOUR}"));
        let today = found(&sources, &at(&sources, TODAY, false));
        let then = found(&sources, &at(&sources, HOUR, false));
        assert!(then.iter().any(|line| line.starts_with("Error") && line.contains(code)), "{front} {body}: {then:?}");
        assert_eq!(today, then, "{front} {body}");
    }
}

#[test]
fn a_scheduled_article_that_is_sound_today_builds_at_its_hour() {
    let sources = sources("model: ant-five", "See [[zeta]] and [why](now.md#why).", &format!("date: {HOUR}"));
    let today = at(&sources, TODAY, false);
    assert_eq!(found(&sources, &today), Vec::<String>::new());
    let coming: Vec<_> = today.coming.iter().map(|coming| (coming.at.to_string(), coming.errors)).collect();
    assert_eq!(coming, [(HOUR.to_owned(), 0)]);
    assert_eq!(today.coming[0].out, [SourcePath::new(PATH)]);
    let then = at(&sources, HOUR, false);
    assert!(then.diagnostics.iter().all(|d| d.severity != Severity::Error));
    let new: Vec<_> = then.rendered.files.keys().filter(|path| !today.rendered.files.contains_key(*path)).collect();
    assert_eq!(new.len(), today.coming[0].files[0], "{new:?}");
    assert!(!today.rendered.files.keys().any(|path| path.as_str().contains("later")), "it is not out today");
}

#[test]
fn a_mistake_of_a_draft_is_an_error_without_the_option() {
    for (front, body, code) in MISTAKES {
        let sources = sources(front, body, "date: 2026-11-21\ndraft: true");
        let without = found(&sources, &at(&sources, TODAY, false));
        assert!(without.iter().any(|line| line.starts_with("Error") && line.contains(code)), "{front}: {without:?}");
        assert_eq!(without, found(&sources, &at(&sources, TODAY, true)), "{front} {body}");
    }
}

/// A day to come of another draft must not take this one away before it was looked at.
#[test]
fn a_draft_that_would_have_expired_is_checked_too() {
    let mut sources = sources("", "See [[nowhere]].", "date: 2026-11-21\nexpires: 2026-12-01\ndraft: true");
    let other = "---\ntitle: Other\ndate: 2027-06-01\ndraft: true\n---\nText.\n";
    sources.files.insert(SourcePath::new("content/articles/other.md"), SourceFile::Text(Arc::from(other)));
    let lines = found(&sources, &at(&sources, TODAY, false));
    assert!(lines.iter().any(|line| line.starts_with("Error E19")), "{lines:?}");
}

#[test]
fn a_mistake_of_an_expired_article_is_a_warning() {
    for (front, body, code) in MISTAKES {
        let sources = sources(front, body, "date: 2026-11-01\nexpires: 2026-11-10");
        let outcome = at(&sources, TODAY, false);
        let lines = found(&sources, &outcome);
        assert!(lines.iter().any(|line| line.starts_with("Warning") && line.contains(code)), "{front}: {lines:?}");
        let errors = outcome.diagnostics.iter().filter(|d| d.severity == Severity::Error);
        assert_eq!(errors.count(), 0, "{front} {body}");
    }
}

/// What only the end of something breaks: the last article about a kind takes its index along.
#[test]
fn an_article_that_expires_cannot_stop_the_site_at_its_hour_without_a_word_today() {
    let mut sources = sources("person: ann", "", "date: 2026-11-01\nexpires: 2026-12-01");
    let settings = "title: T\nbase_url: https://example.org/\nkinds:\n  - {key: person, folder: people, title: Person, plural: People}\n\
                    menu:\n  - {title: People, url: /people/}\n";
    sources.files.insert(SourcePath::new("content/site.yaml"), SourceFile::Text(Arc::from(settings)));
    let errors = |outcome: &Outcome| outcome.diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    let today = at(&sources, TODAY, false);
    let then = at(&sources, "2026-12-01T00:00:00Z", false);
    assert_eq!(errors(&today), errors(&then), "{}", reported(&sources, &today.diagnostics));
    assert_eq!(errors(&then), 1, "{}", reported(&sources, &then.diagnostics));
}
