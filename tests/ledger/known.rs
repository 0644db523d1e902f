//! The two clocks: what was known on one day of another, held against articles times days, and no cleverness.
//!
//! Where times are distances, what an article says of an event narrows what counts from it, from the day on which readers could know
//! it. There all articles say what is true, so that nothing contradicts anything else.

use super::*;
use jiff::ToSpan;

/// An article of the test of two clocks: when it came out, when it was withdrawn, and its entries, each with the day on which
/// it joined.
struct Published {
    out: Date,
    withdrawn: Option<Date>,
    facts: Vec<(Fact, Option<Date>)>,
}

fn random_published(random: &mut fastrand::Rng) -> Published {
    let out = date(2026, 10, 1 + random.i8(0..20));
    let later = |random: &mut fastrand::Rng| date(2026, 10, 21 + random.i8(0..10));
    let withdrawn = (random.u8(..4) == 0).then(|| later(random));
    let count = 1 + random.usize(..4);
    let facts = (0..count).map(|_| {
        let fact = random_fact(random);
        (fact, (random.u8(..3) == 0).then(|| later(random)))
    });
    Published { out, withdrawn, facts: facts.collect() }
}

impl Published {
    fn article(&self, name: String) -> (String, String, String) {
        let withdrawn = self.withdrawn.map_or(String::new(), |day| {
            format!("retracted: true\ncorrections: [{{date: {day}, type: retraction, was: All of it.}}]\n")
        });
        let entry = |(fact, added): &(Fact, Option<Date>)| {
            fact.entry(&added.map_or(String::new(), |day| format!(", added: {day}")))
        };
        (name, format!("date: {}\n{withdrawn}", self.out), self.facts.iter().map(entry).collect())
    }

    /// What of it readers knew on a day.
    fn known(&self, day: Date) -> Vec<Fact> {
        let is_there = self.out <= day && self.withdrawn.is_none_or(|withdrawn| day < withdrawn);
        let joined = |(_, added): &&(Fact, Option<Date>)| added.is_none_or(|added| added <= day);
        self.facts.iter().filter(|_| is_there).filter(joined).map(|(fact, _)| fact.clone()).collect()
    }
}

/// Articles times days, and no cleverness: what was known on one day of another is what those articles come to that were out.
#[test]
fn what_was_known_on_a_day_is_what_the_articles_of_that_day_come_to() {
    let count = std::env::var("LEDGERS").map_or(150, |count| count.parse().expect("LEDGERS is a number"));
    let seeds = if std::env::var("SEED").is_ok() { seeds() } else { (0..count).collect() };
    let known: Vec<Date> = ["09-30", "10-01", "10-07", "10-13", "10-20", "10-22", "10-26", "10-30", "11-22"]
        .map(|day| format!("2026-{day}").parse().unwrap())
        .into();
    for seed in seeds {
        let mut random = fastrand::Rng::with_seed(seed);
        let articles: Vec<Published> = (0..1 + random.usize(..4)).map(|_| random_published(&mut random)).collect();
        let files: Vec<_> = articles.iter().enumerate().map(|(n, one)| one.article(format!("article-{n}"))).collect();
        let outcome = build_articles(&files, &mut Memory::default());
        let cells = MODELS.iter().flat_map(|model| BLOCS.map(|bloc| (*model, bloc)));
        for (model, bloc) in cells {
            let (m, b) = (id(&outcome.site, "model", model), id(&outcome.site, "bloc", bloc));
            for known in &known {
                let facts: Vec<Fact> = articles.iter().flat_map(|one| one.known(*known)).collect();
                for day in days().into_iter().chain([*known]) {
                    let expected = by_the_rules(&facts, model, bloc, day);
                    let cell = outcome.ledger.cell_as_known(&m, &b, day, *known);
                    assert_eq!(
                        (cell.status, cell.layer, cell.marks),
                        expected,
                        "SEED={seed}: {model} in {bloc} on {day} as known on {known} with {facts:#?}"
                    );
                    if day == *known {
                        let cell = outcome.ledger.known_cell(&m, &b, day);
                        assert_eq!(
                            (cell.status, cell.layer, cell.marks),
                            expected,
                            "SEED={seed}: {model} in {bloc} on {day} as known on {known} with {facts:#?}"
                        );
                    }
                }
            }
        }
    }
}

/// Times of access that count from an event or a source: as they are written, from what, how many days at least and at most.
const DISTANCES: [(&str, &str, Option<i64>, Option<i64>); 8] = [
    ("{after: e0, within: P6D}", "e0", Some(0), Some(6)),
    ("{after: e1}", "e1", Some(0), None),
    ("{before: e1, within: P2W}", "e1", Some(-14), Some(0)),
    ("{near: e2, within: P3D}", "e2", Some(-3), Some(3)),
    ("{near: e3, within: P0D}", "e3", Some(0), Some(0)),
    ("{says: weeks after, after: e2, in: a}", "e2", Some(7), None),
    ("{says: two weeks ago, in: a}", "a", Some(-16), Some(-12)),
    ("{says: last week, in: b}", "b", Some(-13), Some(-1)),
];

/// When everything happened, which no article says outright: the sources, then the events.
const HAPPENED: [(&str, Date); 7] = [
    ("a", date(2026, 3, 15)),
    ("b", date(2026, 4, 2)),
    ("c", date(2026, 5, 20)),
    ("e0", date(2026, 2, 10)),
    ("e1", date(2026, 3, 3)),
    ("e2", date(2026, 3, 20)),
    ("e3", date(2026, 4, 25)),
];

/// The last day of which all articles are true.
const TRUE_UP_TO: Date = date(2026, 10, 1);

/// What an article says of an event: its time as it is written, and what that leaves of its days.
#[derive(Clone, Debug)]
struct Stated {
    event: &'static str,
    source: &'static str,
    written: String,
    limit: Limit,
}

#[derive(Clone, Debug)]
enum Limit {
    Days(Option<Date>, Option<Date>),
    From(&'static str, Option<i64>, Option<i64>),
}

fn happened(of: &str) -> Date {
    HAPPENED.iter().find(|(name, _)| *name == of).unwrap().1
}

fn days_between(from: Date, to: Date) -> i64 {
    i64::from((to - from).get_days())
}

/// Something true of an event.
fn random_stated(random: &mut fastrand::Rng) -> Stated {
    let event = ["e0", "e1", "e2", "e3"][random.usize(..4)];
    let source = ["a", "b", "c"][random.usize(..3)];
    let day = happened(event);
    let around = |before: i64, after: i64| (day - before.days(), day + after.days());
    let other = HAPPENED[random.usize(..HAPPENED.len())].0;
    let far = days_between(happened(other), day);
    let more = random.i64(0..20);
    let of_event = other.starts_with('e') && other != event;
    let (written, limit) = match random.u8(..5) {
        0 => (day.to_string(), Limit::Days(Some(day), Some(day))),
        1 => {
            let (from, to) = around(more, random.i64(0..20));
            (format!("{from}/{to}"), Limit::Days(Some(from), Some(to)))
        }
        2 => {
            let (from, _) = around(more, 0);
            (format!("{from}/.."), Limit::Days(Some(from), None))
        }
        _ if of_event && far >= 0 => {
            let within = far + more;
            (format!("{{after: {other}, within: P{within}D}}"), Limit::From(other, Some(0), Some(within)))
        }
        _ if of_event => {
            let within = more - far;
            (format!("{{before: {other}, within: P{within}D}}"), Limit::From(other, Some(-within), Some(0)))
        }
        _ if other == "b" && (-13..=-1).contains(&far) => {
            ("{says: last week, in: b}".to_owned(), Limit::From(other, Some(-13), Some(-1)))
        }
        _ if other == "c" && (-30..=-1).contains(&far) => {
            ("{says: last week, in: c}".to_owned(), Limit::From(other, Some(-13), Some(-1)))
        }
        _ => ("unknown".to_owned(), Limit::Days(None, None)),
    };
    let is_true = match &limit {
        Limit::Days(..) => true,
        Limit::From(from, least, most) => {
            let far = days_between(happened(from), day);
            least.is_none_or(|least| least <= far) && most.is_none_or(|most| far <= most)
        }
    };
    let (written, limit) = if is_true { (written, limit) } else { ("unknown".to_owned(), Limit::Days(None, None)) };
    Stated { event, source, written, limit }
}

/// An article of the test of distances: its entries, each with the day on which it joined.
struct PublishedTimes {
    published: Published,
    stated: Vec<(Stated, Option<Date>)>,
}

impl PublishedTimes {
    fn random(random: &mut fastrand::Rng) -> PublishedTimes {
        let mut published = random_published(random);
        for (fact, _) in &mut published.facts {
            match random.u8(..4) {
                0 => {}
                1 => (fact.since, fact.until) = (TIMES[5].0, Some(DISTANCES[random.usize(..DISTANCES.len())].0)),
                _ => (fact.since, fact.until) = (DISTANCES[random.usize(..DISTANCES.len())].0, None),
            }
        }
        let later = |random: &mut fastrand::Rng| date(2026, 10, 21 + random.i8(0..10));
        let stated = (0..random.usize(..4)).map(|_| {
            let stated = random_stated(random);
            (stated, (random.u8(..3) == 0).then(|| later(random)))
        });
        PublishedTimes { stated: stated.collect(), published }
    }

    fn article(&self, name: String) -> (String, String, String) {
        let (name, head, entries) = self.published.article(name);
        let event = |(stated, added): &(Stated, Option<Date>)| {
            let Stated { event, source, written, .. } = stated;
            let added = added.map_or(String::new(), |day| format!(", added: {day}"));
            format!(
                "  - {{id: {event}, what: {event} happens, when: {written}, tags: m-one, source: {source}{added}}}\n"
            )
        };
        let events: String = self.stated.iter().map(event).collect();
        (name, head, if events.is_empty() { entries } else { format!("{entries}events:\n{events}") })
    }

    /// What of it readers knew on a day of events, and which sources it cited.
    fn known(&self, day: Date) -> (Vec<Stated>, Vec<(&'static str, Date)>) {
        let Published { out, withdrawn, .. } = self.published;
        let is_there = out <= day && withdrawn.is_none_or(|withdrawn| day < withdrawn);
        let stated = self.stated.iter().filter(|(_, added)| is_there && added.is_none_or(|added| added <= day));
        let stated: Vec<Stated> = stated.map(|(stated, _)| stated.clone()).collect();
        let facts = self.published.known(day);
        let cited = facts.iter().map(|fact| fact.source).chain(stated.iter().map(|stated| stated.source));
        let cited = cited.map(|source| (source, out)).collect();
        (stated, cited)
    }
}

/// The days that some limits leave of everything, each pair of points compared by way of each other: all that follows.
fn solved(
    stated: &[Stated],
    cited: &[(&str, Date)],
    with_ends: bool,
) -> BTreeMap<&'static str, (Option<Date>, Option<Date>)> {
    const FAR: i64 = i64::MAX / 4;
    let epoch = date(2026, 1, 1);
    let count = |day: Date| days_between(epoch, day);
    let at = |name: &str| 1 + HAPPENED.iter().position(|(other, _)| *other == name).unwrap();
    let points = 1 + HAPPENED.len();
    // How many days the second lies after the first at most.
    let mut most = vec![vec![FAR; points]; points];
    let mut limit = |from: usize, to: usize, least: Option<i64>, at_most: Option<i64>| {
        most[from][to] = most[from][to].min(at_most.unwrap_or(FAR));
        most[to][from] = most[to][from].min(least.map_or(FAR, |least| -least));
    };
    limit(0, at("a"), Some(count(date(2026, 3, 5))), Some(count(date(2026, 3, 25))));
    for (source, day) in cited.iter().filter(|_| with_ends) {
        limit(0, at(source), None, Some(count(*day)));
    }
    for Stated { event, limit: of, .. } in stated {
        let is_open = match of {
            Limit::Days(earliest, latest) => {
                limit(0, at(event), earliest.map(count), latest.map(count));
                latest.is_none()
            }
            Limit::From(from, least, most) => {
                // What no article says anything of is no point to count from.
                if !from.starts_with('e') || stated.iter().any(|stated| stated.event == *from) {
                    limit(at(from), at(event), *least, *most);
                }
                true
            }
        };
        if with_ends && is_open {
            limit(0, at(event), None, Some(count(TRUE_UP_TO)));
        }
    }
    for by in 0..points {
        for from in 0..points {
            for to in 0..points {
                most[from][to] = most[from][to].min(most[from][by].saturating_add(most[by][to]));
            }
        }
    }
    let day = |days: i64| (days.abs() < FAR / 2).then(|| epoch + days.days());
    let bounds = |(name, _): &(&'static str, Date)| (*name, (day(-most[at(name)][0]), day(most[0][at(name)])));
    HAPPENED.iter().map(bounds).collect()
}

/// What a time leaves when that from which it is counted has some days.
fn at_distance(
    written: &str,
    all: &BTreeMap<&'static str, (Option<Date>, Option<Date>)>,
) -> Option<(Option<Date>, Option<Date>)> {
    let (_, from, least, most) = DISTANCES.iter().find(|(text, ..)| *text == written)?;
    let (earliest, latest) = all[from];
    let moved = |day: Option<Date>, by: &Option<i64>| Some(day? + (*by)?.days());
    Some((moved(earliest, least), moved(latest, most)))
}

/// The most exact of several accounts of when something began.
fn most_exact(all: Vec<(Option<Date>, Option<Date>)>) -> Option<(Option<Date>, Option<Date>)> {
    let key = |(earliest, latest): &(Option<Date>, Option<Date>)| {
        let width = earliest.zip(*latest).map(|(earliest, latest)| days_between(earliest, latest));
        (width.unwrap_or(i64::MAX), width.is_none().then_some(std::cmp::Reverse(*earliest)), *earliest, *latest)
    };
    all.into_iter().min_by_key(key)
}

/// The same with distances: what was known of an event on a day, and so of what counts from it, is what all articles come to that
/// were out.
#[test]
fn what_a_distance_came_to_is_worked_out_from_what_was_known() {
    let count = std::env::var("LEDGERS").map_or(150, |count| count.parse().expect("LEDGERS is a number"));
    let seeds = if std::env::var("SEED").is_ok() { seeds() } else { (0..count).collect() };
    let known: Vec<Date> = ["10-01", "10-07", "10-13", "10-20", "10-22", "10-26", "10-30", "11-22"]
        .map(|day| format!("2026-{day}").parse().unwrap())
        .into();
    let days: Vec<Date> = (0..32).map(|n| date(2026, 1, 5) + (n * 5).days()).collect();
    for seed in seeds {
        let mut random = fastrand::Rng::with_seed(seed);
        let articles: Vec<_> = (0..1 + random.usize(..4)).map(|_| PublishedTimes::random(&mut random)).collect();
        let files: Vec<_> = articles.iter().enumerate().map(|(n, one)| one.article(format!("article-{n}"))).collect();
        let outcome = build_articles(&files, &mut Memory::default());
        for known in &known {
            let facts: Vec<Fact> = articles.iter().flat_map(|one| one.published.known(*known)).collect();
            let (stated, cited): (Vec<_>, Vec<_>) = articles.iter().map(|one| one.known(*known)).unzip();
            let (stated, cited) = (stated.concat(), cited.concat());
            let [seen, ended] = [false, true].map(|with_ends| solved(&stated, &cited, with_ends));
            let then = |written: &str| match at_distance(written, &ended) {
                Some((earliest, latest)) => (earliest, latest.map_or(TRUE_UP_TO, |latest| latest.min(TRUE_UP_TO))),
                None => span(written),
            };
            let began = |fact: &&Fact| match at_distance(fact.since, &seen) {
                Some(days) => days,
                None if fact.since.ends_with("..") => (span(fact.since).0, None),
                None => (span(fact.since).0, Some(span(fact.since).1)),
            };
            for (model, bloc) in MODELS.iter().flat_map(|model| BLOCS.map(|bloc| (*model, bloc))) {
                let (m, b) = (id(&outcome.site, "model", model), id(&outcome.site, "bloc", bloc));
                for day in days.iter().chain([known]) {
                    let (status, layer, marks, held) = by_the_rules_of(&facts, model, bloc, *day, &then);
                    let since = most_exact(held.iter().map(began).collect());
                    let found = |cell: &Cell| {
                        let since = cell.since.map(|since| (since.earliest, since.latest));
                        (cell.status, cell.layer, cell.marks, since)
                    };
                    let cell = outcome.ledger.cell_as_known(&m, &b, *day, *known);
                    assert_eq!(
                        found(&cell),
                        (status, layer, marks, since),
                        "SEED={seed}: {model} in {bloc} on {day} as known on {known} with {facts:#?} {stated:#?}"
                    );
                    if day == known {
                        assert_eq!(
                            found(outcome.ledger.known_cell(&m, &b, *day)),
                            (status, layer, marks, since),
                            "SEED={seed}: {model} in {bloc} on {day} as known on {known} with {facts:#?} {stated:#?}"
                        );
                    }
                }
            }
        }
    }
}

/// What was known on some days of a cell of which one article speaks, that was withdrawn on 20 June, and one dispute of the
/// editor's with these fields.
fn known_of_a_disputed_cell(fields: &str) -> Vec<&'static str> {
    let root = tempfile::tempdir().unwrap();
    let dispute = format!(
        "---\nquestion: May it?\ncells: [{{model: m, bloc: us}}]\npositions: [{{answer: It may., source: a}}]\n{fields}---\n"
    );
    let files = [
        ("content/site.yaml", "title: T\n"),
        ("content/models/m.md", "---\nname: M\n---\n"),
        ("content/blocs/us.md", "---\nname: US\n---\n"),
        ("content/sources/a.md", "---\ntitle: A\n---\n"),
        (
            "content/articles/x.md",
            "---\ntitle: T\ndate: 2026-06-10\nmodel: m\nsources: a\nretracted: true\naccess:\n  - {for: us, status: open, since: 2026-03-01}\ncorrections: [{date: 2026-06-20, type: retraction, was: All of it.}]\n---\n\nText.\n",
        ),
        ("content/disputes/may-it.md", dispute.as_str()),
    ];
    write_files(root.path(), &files);
    let outcome = build(root.path(), &inputs()).1;
    let (model, bloc) = (id(&outcome.site, "model", "m"), id(&outcome.site, "bloc", "us"));
    let status = |day: i8| outcome.ledger.known_cell(&model, &bloc, date(2026, 6, day)).status.word();
    [9, 10, 14, 15, 20, 25].map(status).into()
}

#[test]
fn a_cell_that_an_editor_calls_disputed_was_known_to_be_from_the_first_that_was_said_of_it() {
    let always = ["unknown", "disputed", "disputed", "disputed", "disputed", "disputed"];
    assert_eq!(known_of_a_disputed_cell(""), always);
    let opened = ["unknown", "open", "open", "disputed", "disputed", "disputed"];
    assert_eq!(known_of_a_disputed_cell("opened: 2026-06-15\n"), opened);
    let settled = ["unknown", "open", "open", "disputed", "disputed", "unknown"];
    assert_eq!(known_of_a_disputed_cell("opened: 2026-06-15\nsettled: 2026-06-25\n"), settled);
}
