//! What drawings of time find: titles, sentences about the order and arrows, for days computed by hand.
//!
//! Looks at pages as they are built, with the real theme. How something is drawn is for the tests of `draw`.

mod support;

use fissure::Memory;
use fissure::base::content::Content;
use fissure::base::path::SourcePath;
use fissure::load::{SourceFile, Sources, theme};
use std::sync::Arc;
use support::*;

const SITE: &[(&str, &str)] = &[
    (
        "site.yaml",
        "title: T\nbase_url: https://t.example/\nmatrix: {columns: [us]}\nkinds:\n  - {key: institution, folder: institutions, title: Institution, plural: Institutions}\n",
    ),
    ("blocs/us.md", "---\nname: US\n---\n"),
    ("companies/zeta.md", "---\nname: Zeta\nbloc: us\n---\n"),
    ("models/m.md", "---\nname: M\ndeveloper: zeta\n---\n"),
    ("policies/ban.md", "---\nname: Ban\nbloc: us\n---\n"),
    ("institutions/gov.md", "---\nname: Government\n---\n"),
    ("sources/a.md", "---\ntitle: Text A\nshort: A\n---\n"),
    ("sources/b.md", "---\ntitle: Text B\nshort: B\n---\n"),
];

/// What stands in the front matter of an article, and what its timeline comes to.
struct Case {
    name: &'static str,
    events: &'static [&'static str],
    relations: &'static [&'static str],
    title: &'static str,
    order: &'static [&'static str],
    arrows: Arrows,
}

/// Arrows of each line: solid, dashed.
type Arrows = [usize; 2];

const CUT: &str = "{id: cut, what: The cut, tags: [zeta], source: a}";
const CUT_BEFORE_A: &str = "{id: cut, what: The cut, when: {says: two weeks ago, in: a}, tags: [zeta], source: a}";
const BAN_BEFORE_A: &str = "{id: cut, what: The cut, when: {says: two weeks ago, in: a}, tags: [ban, gov], source: a}";
const MEMO_AFTER: &str =
    "{id: memo, what: A memo, when: {says: just days after, after: cut, in: a}, tags: [us], source: a}";
const LAUNCH_ON_FRIDAY: &str = "{id: launch, what: The launch, when: {says: on Friday, in: a}, tags: [m], source: a}";
const ISSUED: &str = "{from: gov, rel: issues, to: [ban], source: a}";

fn cases() -> Vec<Case> {
    let case = |name, events, title, order| Case { name, events, relations: &[], title, order, arrows: [0, 0] };
    vec![
        case(
            "days of the calendar are left as they are",
            &[
                "{id: x, what: One, when: 2026-05-01, tags: [zeta], source: a}",
                "{id: y, what: Two, when: 2026-05-04, tags: [zeta], source: a}",
            ],
            "2 events by date",
            &[],
        ),
        case(
            "an event without a day is counted apart",
            &[
                "{id: x, what: One, when: 2026-05-01, tags: [zeta], source: a}",
                "{id: y, what: Two, tags: [zeta], source: a}",
            ],
            "One event by date, 1 without a known date",
            &[],
        ),
        case(
            "a distance that may be no day at all is no finding",
            &[CUT, "{id: reply, what: The reply, when: {after: cut, within: P3D}, tags: [zeta], source: a}"],
            "What came before and after: The cut",
            &["Before, after or on the same day as “The cut”: the reply (at most 3 days after)."],
        ),
        case(
            "before, and not after",
            &[CUT, "{id: reply, what: The reply, when: {before: cut, within: P6D}, tags: [zeta], source: a}"],
            "What came before and after: The cut",
            &["Before, after or on the same day as “The cut”: the reply (at most 6 days before, not after)."],
        ),
        case(
            "an order of which only one end is known is a finding where there is no better one",
            &[
                CUT,
                "{id: reply, what: The reply, when: {says: weeks after, after: cut, in: a}, tags: [zeta], source: a}",
            ],
            "The reply, 7 days or more after the cut",
            &[],
        ),
        case(
            "just days after is 1 to 6",
            &[
                CUT,
                "{id: reply, what: The reply, when: {says: just days after, after: cut, in: a}, tags: [zeta], source: a}",
            ],
            "The reply, 1 to 6 days after the cut",
            &[],
        ),
        case(
            "distances add up along a chain, and a source has its place in it",
            &[
                CUT_BEFORE_A,
                "{id: reply, what: The reply, when: {says: just days after, after: cut, in: a}, tags: [zeta], source: a}",
                "{id: stop, what: The end, when: {says: just days after, after: reply, in: a}, tags: [zeta], source: a}",
            ],
            "The reply, 1 to 6 days after the cut",
            &["After “The cut”: the end (2 to 12 days); source A appears (12 to 16 days)."],
        ),
        case(
            "two sources lie as far apart as what both report allows",
            // 1 to 13 less 12 to 16.
            &[CUT_BEFORE_A, "{id: cut, what: The cut, when: {says: last week, in: b}, tags: [zeta], source: a}"],
            "What came before and after: The cut",
            &[
                "After “The cut”: source B appears (1 to 13 days); source A appears (12 to 16 days).",
                "Source B appeared between 15 days before and 1 day after source A.",
            ],
        ),
        case(
            "a month that two days share bounds the later one",
            &[
                "{id: order, what: The order, when: {says: earlier this month, in: b}, tags: [zeta], source: a}",
                "{id: order, what: The order, when: {before: memo}, tags: [zeta], source: a}",
                "{id: memo, what: A memo, when: {says: two weeks ago, in: b}, tags: [zeta], source: a}",
            ],
            "What came before and after: A memo",
            &[
                "After “A memo”: source B appears (12 to 16 days).",
                "Before, after or on the same day as “A memo”: the order (at most 18 days before, not after).",
                "In the same month: the order and, 12 or more days later, source B appears. So source B appears on day 13 of \
                 the month or later.",
            ],
        ),
        Case {
            name: "the answer to a policy is the finding, though another event is known better",
            events: &[BAN_BEFORE_A, MEMO_AFTER, LAUNCH_ON_FRIDAY],
            relations: &[ISSUED, "{from: m, rel: responds-to, to: [ban], source: a, status: fact}"],
            title: "The launch, 6 to 16 days after the cut",
            order: &["After “The cut”: a memo (1 to 6 days); source A appears (12 to 16 days)."],
            arrows: [1, 0],
        },
        Case {
            name: "an answer that is a reading is dashed",
            events: &[BAN_BEFORE_A, MEMO_AFTER, LAUNCH_ON_FRIDAY],
            relations: &[ISSUED, "{from: m, rel: responds-to, to: [ban], source: a, status: interpretation}"],
            title: "The launch, 6 to 16 days after the cut",
            order: &["After “The cut”: a memo (1 to 6 days); source A appears (12 to 16 days)."],
            arrows: [0, 1],
        },
        Case {
            name: "no arrow leads from a policy whose issuer no source names",
            events: &[BAN_BEFORE_A, MEMO_AFTER, LAUNCH_ON_FRIDAY],
            relations: &["{from: m, rel: responds-to, to: [ban], source: a, status: fact}"],
            title: "A memo, 1 to 6 days after the cut",
            order: &["After “The cut”: the launch (6 to 16 days); source A appears (12 to 16 days)."],
            arrows: [0, 0],
        },
        Case {
            name: "no arrow leads to one of two events when the first is not known",
            events: &[
                BAN_BEFORE_A,
                LAUNCH_ON_FRIDAY,
                "{id: other, what: A price, when: {says: on Friday, in: a}, tags: [m], source: a}",
            ],
            relations: &[ISSUED, "{from: m, rel: responds-to, to: [ban], source: a, status: fact}"],
            title: "The launch, 6 to 16 days after the cut",
            order: &["After “The cut”: a price (6 to 16 days); source A appears (12 to 16 days)."],
            arrows: [0, 0],
        },
    ]
}

#[test]
fn timelines_say_what_their_days_come_to() {
    let wrong: Vec<String> = cases().iter().filter_map(|case| differs(case).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn differs(case: &Case) -> Result<(), String> {
    let front = list("events", case.events) + &list("relations", case.relations);
    let page = page(&front, "timeline/index.html");
    let titles = texts(&page, "<h2 class=\"finding\"", "</h2>");
    let order = texts(&page, "<ul class=\"sentences\"", "</ul>").join("\n");
    let order: Vec<&str> = order.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
    let arrows = arrows(&page);
    if titles == [case.title] && order == case.order && arrows == case.arrows {
        return Ok(());
    }
    Err(format!("{}: found {titles:#?}\n{order:#?}\narrows {arrows:?}", case.name))
}

#[test]
fn histories_say_when_each_status_held() {
    let cases: &[(&[&str], &[&str])] = &[
        (&["status: open, since: 2026-05-14"], &["open since 14 May 2026"]),
        (&["status: open, since: 2026-05/.."], &["open, not before May 2026"]),
        (&["status: open"], &["open, beginning not known"]),
        // The last day is the one that was written, not the day after.
        (&["status: open, since: 2026-05-02, until: 2026-06-06"], &["open from 2 May 2026 until 6 June 2026"]),
        (
            &["status: open, since: 2026-03-01", "status: withdrawn, since: 2026-05-02"],
            &["open from 1 March 2026 until 1 May 2026", "withdrawn since 2 May 2026"],
        ),
        // From the first day on which the next can have begun either may hold.
        (
            &["status: open, since: 2026-03-01", "status: withdrawn, since: 2026-05-02/2026-05-10"],
            &["open from 1 March 2026 until 1 May 2026 or later", "withdrawn, not before 2 May 2026"],
        ),
    ];
    let wrong = cases.iter().filter_map(|(access, expected)| {
        let entries: String =
            access.iter().map(|one| format!("  - {{model: m, for: us, {one}, source: a}}\n")).collect();
        let page = page(&format!("access:\n{entries}"), "models/m/index.html");
        let (_, wide) = page.split_once("history wide").expect("a wide drawing");
        let mut found = texts(wide.split_once("</svg>").unwrap().0, "<text ", "</text>");
        found.retain(|text| text.starts_with("open") || text.starts_with("withdrawn"));
        (found != *expected).then(|| format!("{access:?}: {found:?}, not {expected:?}"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A page of a site with one article, which has this in its front matter.
fn page(front: &str, path: &str) -> String {
    let mut sources = Sources::default();
    for (path, bytes) in theme::FILES {
        let file = match std::str::from_utf8(bytes) {
            Ok(text) if path.starts_with("templates/") => SourceFile::Text(Arc::from(text)),
            _ => SourceFile::Data(Content::Memory(Arc::from(*bytes))),
        };
        sources.files.insert(SourcePath::new(*path), file);
    }
    let mut file = |path: &str, text: &str| {
        sources.files.insert(SourcePath::new(format!("content/{path}")), SourceFile::Text(Arc::from(text)));
    };
    for (path, text) in SITE {
        file(path, text);
    }
    file("articles/x.md", &format!("---\ntitle: X\ndate: 2026-10-01\nsources: [a, b]\n{front}---\n\nText.\n"));
    let outcome = build_sources(&sources, &[], &inputs(), &mut Memory::default());
    let messages = reported(&sources, &outcome.diagnostics);
    assert!(!messages.contains("error"), "{front}\n{messages}");
    String::from_utf8(all_files(&outcome).remove(path).expect("the page")).unwrap()
}

fn list(name: &str, entries: &[&str]) -> String {
    let lines: String = entries.iter().map(|entry| format!("  - {entry}\n")).collect();
    if lines.is_empty() { lines } else { format!("{name}:\n{lines}") }
}

/// The text inside each element that begins so.
fn texts(page: &str, begin: &str, end: &str) -> Vec<String> {
    let inner = page.split(begin).skip(1).map(|rest| {
        let (_, rest) = rest.split_once('>').unwrap();
        rest.split_once(end).unwrap().0
    });
    inner.map(without_tags).collect()
}

fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut within = false;
    for c in html.chars() {
        match c {
            '<' => within = true,
            '>' => within = false,
            c if !within => text.push(c),
            _ => {}
        }
    }
    text.trim().to_owned()
}

fn arrows(page: &str) -> Arrows {
    let lines = page.split("stroke-width=\"1.2\"").skip(1).map(|rest| rest.split('>').next().unwrap());
    let (dashed, solid): (Vec<&str>, Vec<&str>) = lines.partition(|line| line.contains("dasharray"));
    [solid.len(), dashed.len()]
}
