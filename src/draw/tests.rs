//! The layout of drawings of generated data: labels keep apart and inside, and nothing is left out.

use super::sheet::{Form, Sheet, WIDE, WIDTH};
use super::*;
use crate::model::access::Status;
use std::collections::{BTreeMap, BTreeSet};

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

const WORDS: [&str; 12] = [
    "export",
    "ban",
    "on",
    "frontier-model",
    "Mythos",
    "WWWWMMMM",
    "大規模言語モデルの輸出規制",
    "Genehmigungsverfahrensbeschleunigungsgesetz",
    "e\u{301}te\u{301}",
    "<&\">",
    "vetting",
    "ﷺ한국어",
];

/// A name that no other number has: short, long, or without a space to break at.
fn name(dice: &mut Dice, number: usize) -> String {
    match dice.below(4) {
        0 => char::from_u32(0x4e00 + number as u32).unwrap().to_string(),
        1 => format!("{} {number}", dice.pick(&WORDS)),
        2 => format!("{number}{}", dice.pick(&WORDS).repeat(9)),
        _ => (0..dice.below(16)).fold(format!("n{number}"), |text, _| text + " " + dice.pick(&WORDS)),
    }
}

fn fuzzy(dice: &mut Dice, around: i32) -> (Option<i32>, Option<i32>) {
    let first = around + dice.below(400) as i32;
    let last = first + if dice.one_in(2) { 0 } else { dice.below(90) as i32 };
    (Some(first).filter(|_| !dice.one_in(8)), Some(last).filter(|_| !dice.one_in(8)))
}

fn generated_timeline(seed: u64, axis: Axis, lanes: usize, items: usize) -> Timeline {
    let mut dice = Dice(seed);
    let around = if matches!(axis, Axis::Dates(_)) { 20_000 } else { -40 };
    let lane = |(index, name): (usize, String)| Lane { name, hue: (index > 0).then_some(index), items: Vec::new() };
    let names: Vec<String> = (0..lanes).map(|index| name(&mut dice, 1000 + index)).collect();
    let mut lanes: Vec<Lane> = names.into_iter().enumerate().map(lane).collect();
    let mut places = Vec::new();
    for number in 0..items {
        let (earliest, latest) = fuzzy(&mut dice, around + (number as i32 % 4) * 300);
        let until = dice.one_in(3).then(|| fuzzy(&mut dice, around + 600));
        let kind = dice.pick(&[ItemKind::Government, ItemKind::Company, ItemKind::Other, ItemKind::Source]);
        let href = dice.one_in(2).then(|| format!("/a/?b=\"<{number}>&c"));
        let lane = dice.below(lanes.len());
        places.push((lane, lanes[lane].items.len()));
        let label = name(&mut dice, number);
        lanes[lane].items.push(TimelineItem { label, lang: None, href, earliest, latest, until, kind });
    }
    let standings = [TieStanding::Fact, TieStanding::Claim, TieStanding::Disputed];
    let mut arrow = |_| {
        let (from, to) = (dice.pick(&places), dice.pick(&places[..items.div_ceil(4)]));
        TimelineArrow { from, to, standing: dice.pick(&standings) }
    };
    let mut arrows: Vec<TimelineArrow> = (0..items / 3).map(&mut arrow).collect();
    arrows.push(TimelineArrow { from: (99, 0), to: (0, 99), standing: TieStanding::Fact });
    Timeline { axis, lanes, arrows }
}

fn months() -> MonthNames {
    MonthNames::of(&crate::model::strings::Strings::default())
}

fn dates() -> Axis {
    Axis::Dates(months())
}

fn generated_map(seed: u64, columns: usize, nodes: usize, arrows: usize) -> Map {
    let mut dice = Dice(seed);
    let node = |number: usize, dice: &mut Dice| MapNode {
        label: name(dice, number),
        href: Some(format!("/{number}/")),
        kind: dice.pick(&["model", "company", "policy", "person"]).to_owned(),
        called: dice.pick(&["chip", "Schrift & <b>"]).to_owned(),
        access: (0..dice.below(3)).map(|_| AccessSign { status: Status::Banned, words: name(dice, 5000) }).collect(),
    };
    let column = |index: usize, dice: &mut Dice| {
        let name = name(dice, 1000 + index);
        MapColumn { name, href: None, hue: (index > 0).then_some(index), groups: Vec::new() }
    };
    let mut all: Vec<MapColumn> = (0..columns + 1).map(|index| column(index, &mut dice)).collect();
    let mut places = vec![0; nodes];
    for (number, place) in places.iter_mut().enumerate() {
        *place = dice.below(all.len()).min(dice.below(all.len()));
        match all[*place].groups.last_mut() {
            Some(group) if dice.one_in(2) => (group.nodes.push(number), group.has_head = true).1,
            _ => all[*place].groups.push(MapGroup { nodes: vec![number], has_head: false }),
        }
    }
    let arrow = |number: usize, dice: &mut Dice| {
        let (from, first) = (dice.below(nodes), dice.below(nodes));
        let also = (0..nodes).filter(|other| places[*other] == places[first] && *other > first).take(dice.below(4));
        let standing = dice.pick(&[TieStanding::Fact, TieStanding::Claim, TieStanding::Disputed]);
        MapArrow {
            from,
            to: std::iter::once(first).chain(also).collect(),
            words: format!("acts {number} on"),
            targets: String::new(),
            on_its_own: String::new(),
            sentence: String::new(),
            standing,
        }
    };
    let wall = |number: usize, dice: &mut Dice| Wall {
        home: dice.below(columns),
        before: dice.one_in(2),
        after: dice.one_in(2),
        name: name(dice, 7000 + number),
        href: None,
        words: name(dice, 8000 + number),
        stopped: vec![(dice.below(nodes), TieStanding::Claim), (99_999, TieStanding::Fact)],
    };
    let mut map = Map {
        arrows: (0..arrows).map(|number| arrow(number, &mut dice)).collect(),
        walls: (0..2).map(|number| wall(number, &mut dice)).collect(),
        nodes: (0..nodes).map(|number| node(number, &mut dice)).collect(),
        band: all.pop().unwrap(),
        columns: all,
        across: "From one bloc to another".to_owned(),
    };
    for arrow in &mut map.arrows {
        let labels: Vec<&str> = arrow.to.iter().map(|to| map.nodes[*to].label.as_str()).collect();
        arrow.targets = labels.join(" and ");
        arrow.on_its_own = format!("{} {}", arrow.words, arrow.targets);
        arrow.sentence = format!("{} {}", map.nodes[arrow.from].label, arrow.on_its_own);
    }
    map
}

fn generated_history(seed: u64, rows: usize) -> DrawnHistory {
    let mut dice = Dice(seed);
    let statuses = ["open", "vetted-only", "restricted", "banned", "withdrawn", "unknown", "disputed"];
    let mut row = |index: usize| {
        let name = name(&mut dice, index);
        let mut day = 20_000 + dice.below(100) as i32;
        let spells = (0..dice.below(8)).map(|_| {
            let from = day;
            day += dice.pick(&[1, 3, 30, 200]);
            let (from, to) = (Some(from).filter(|_| !dice.one_in(9)), Some(day).filter(|_| !dice.one_in(9)));
            let status = Status::from_word(dice.pick(&statuses)).unwrap();
            let sure = Some(day - 1).filter(|_| !dice.one_in(4));
            Spell { from, sure, to, status, words: format!("{} {}", status.word(), dice.pick(&WORDS)) }
        });
        let spells = spells.collect();
        HistoryRow { name, href: None, hue: Some(index), spells }
    };
    DrawnHistory { rows: (0..rows).map(&mut row).collect(), months: months() }
}

/// That no two labels meet, that all of them are inside, and that they can be read.
fn check_layout(sheet: &Sheet) {
    let labels: Vec<_> = sheet.labels().map(|label| (label, label.area())).collect();
    assert!(!labels.is_empty());
    for (index, (label, area)) in labels.iter().enumerate() {
        let full = &label.full;
        assert!(area.left >= 0.0 && area.right <= sheet.width, "{full} leaves the sides: {area:?}");
        assert!(area.top >= 0.0 && area.bottom <= sheet.height, "{full} leaves {}: {area:?}", sheet.height);
        // At 390 px a drawing is 358 px wide, and 12 px can be read.
        assert!(label.size * 358.0 / WIDTH >= 12.0, "{full} is too small");
        for (other, taken) in &labels[..index] {
            assert!(!area.meets(taken), "{full:?} {area:?} meets {:?} {taken:?}", other.full);
        }
    }
    // Links are far enough apart for a finger (WCAG 2.2, 2.5.8: circles of 24 around their middles).
    let links: Vec<_> = labels.iter().filter(|(label, _)| label.href.is_some()).collect();
    for (index, (label, area)) in links.iter().enumerate() {
        let middle = |area: &sheet::Area| f64::midpoint(area.top, area.bottom);
        for (other, taken) in &links[..index] {
            let level = area.left < taken.right && taken.left < area.right;
            let apart = (middle(area) - middle(taken)).abs();
            assert!(!level || apart > 23.9, "{} is {apart} from {}", label.full, other.full);
        }
    }
}

/// How often each text is a label, over all parts.
fn label_counts(sheets: &[(String, Sheet)]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let labels = sheets.iter().flat_map(|(_, sheet)| sheet.labels());
    labels.for_each(|label| *counts.entry(label.full.clone()).or_default() += 1);
    counts
}

fn names_are_apart(sheets: &[(String, Sheet)]) {
    let names: BTreeSet<&String> = sheets.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), sheets.len(), "{names:?}");
}

#[test]
fn timelines_have_each_item_once_and_labels_apart() {
    let relative = || Axis::Relative { to: "days from: access to the models <is> cut".to_owned() };
    for (seed, items) in [(1, 1), (2, 7), (3, 40), (4, 60), (5, 61), (6, 300), (7, 900)] {
        for axis in [dates(), relative()] {
            let mut timeline = generated_timeline(seed, axis, 12, items);
            let sheets = timeline::sheets(&timeline);
            assert_eq!(sheets.len() > 1, items > 60);
            names_are_apart(&sheets);
            sheets.iter().for_each(|(_, sheet)| check_layout(sheet));
            // Notes repeat labels, so items are counted without arrows.
            timeline.arrows.clear();
            let counts = label_counts(&timeline::sheets(&timeline));
            for item in timeline.lanes.iter().flat_map(|lane| &lane.items) {
                assert_eq!(counts.get(&item.label), Some(&1), "{}", item.label);
            }
        }
    }
}

/// What those who point at it are shown.
fn titles(sheet: &Sheet) -> BTreeSet<&str> {
    let title = |mark: &'_ sheet::Mark| match &mark.form {
        Form::Path { title, .. } => title.is_some(),
        Form::Label(_) => false,
    };
    let marks = sheet.marks.iter().filter(|mark| title(mark));
    marks
        .filter_map(|mark| match &mark.form {
            Form::Path { title, .. } => title.as_deref(),
            Form::Label(_) => None,
        })
        .collect()
}

#[test]
fn maps_have_each_node_and_arrow_and_labels_apart() {
    let cases = [
        (1, 1, 1, 1),
        (2, 1, 30, 20),
        (3, 2, 16, 20),
        (4, 3, 40, 60),
        (5, 5, 60, 90),
        (6, 5, 61, 9),
        (7, 12, 200, 400),
    ];
    for (seed, columns, nodes, arrows) in cases {
        let map = generated_map(seed, columns, nodes, arrows);
        let narrow = map::narrow_sheets(&map);
        assert_eq!(narrow.len() > 1, nodes > 60);
        names_are_apart(&narrow);
        let wide = map::wide::sheet(&map);
        assert_eq!(wide.is_some(), nodes <= 60 && columns <= 5);
        narrow.iter().for_each(|(_, sheet)| check_layout(sheet));
        wide.iter().for_each(check_layout);
        let narrow: Vec<&Sheet> = narrow.iter().map(|(_, sheet)| sheet).collect();
        for sheets in [narrow, wide.iter().collect()] {
            let titles: BTreeSet<&str> = sheets.iter().flat_map(|sheet| titles(sheet)).collect();
            let labels: BTreeSet<&str> =
                sheets.iter().flat_map(|sheet| sheet.labels()).map(|label| label.full.as_str()).collect();
            if sheets.is_empty() {
                continue;
            }
            assert!(map.nodes.iter().all(|node| labels.contains(node.label.as_str())));
            for arrow in &map.arrows {
                let start = format!("{} {} {}", map.nodes[arrow.from].label, arrow.words, map.nodes[arrow.to[0]].label);
                assert!(titles.iter().any(|title| title.starts_with(&start)), "{start}");
            }
        }
    }
}

/// One bloc next to another, with a ban between them: where things stand, in units.
fn split() -> Map {
    let node = |label: &str, kind: &str, access: Vec<AccessSign>| MapNode {
        label: label.to_owned(),
        href: None,
        kind: kind.to_owned(),
        called: kind.to_owned(),
        access,
    };
    let shut = vec![AccessSign { status: Status::Banned, words: "banned in Japan".to_owned() }];
    let nodes = vec![
        node("Acme", "company", vec![]),
        node("Ant", "model", shut),
        node("The ban", "policy", vec![]),
        node("Ika", "model", vec![]),
        node("Nobody's", "person", vec![]),
    ];
    let column = |name: &str, hue: Option<usize>, groups: Vec<MapGroup>| MapColumn {
        name: name.to_owned(),
        href: None,
        hue,
        groups,
    };
    let group = |nodes: &[usize]| MapGroup { nodes: nodes.to_vec(), has_head: nodes.len() > 1 };
    Map {
        nodes,
        columns: vec![
            column("US", Some(1), vec![group(&[0, 1]), group(&[2])]),
            column("Japan", Some(2), vec![group(&[3])]),
        ],
        band: column("No bloc stated", None, vec![group(&[4])]),
        walls: vec![Wall {
            home: 0,
            before: false,
            after: true,
            name: "The ban".to_owned(),
            href: None,
            words: "keeps Ant out of Japan".to_owned(),
            stopped: vec![(1, TieStanding::Fact)],
        }],
        arrows: vec![
            MapArrow {
                from: 3,
                to: vec![2],
                words: "responds to".to_owned(),
                targets: "The ban".to_owned(),
                on_its_own: "responds to The ban".to_owned(),
                sentence: "Ika responds to The ban".to_owned(),
                standing: TieStanding::Claim,
            },
            MapArrow {
                from: 2,
                to: vec![1],
                words: "bans".to_owned(),
                targets: "Ant".to_owned(),
                on_its_own: "bans Ant".to_owned(),
                sentence: "The ban bans Ant".to_owned(),
                standing: TieStanding::Fact,
            },
        ],
        across: "From one bloc to another".to_owned(),
    }
}

#[test]
fn a_wall_stands_between_its_bloc_and_those_that_it_shuts_out() {
    let map = split();
    let wide = map::wide::sheet(&map).unwrap();
    let label = |sheet: &'_ Sheet, text: &str| {
        let found = sheet.labels().find(|label| label.full == text).map(|label| label.area());
        found.unwrap_or_else(|| panic!("{text}"))
    };
    // Columns of 394 with 164 between them, and the wall 30 from its own.
    assert_eq!((label(&wide, "US").left, label(&wide, "Japan").left), (4.0, 562.0));
    assert_eq!(label(&wide, "keeps Ant out of Japan").left, 398.0 + 30.0 + 9.0 + 9.0);
    // What stops at it is level with the model that does not pass.
    let ant = label(&wide, "Ant");
    let middle = sheet::number(f64::midpoint(ant.top, ant.bottom));
    let svg = wide.svg("map wide", "m", "T", "D");
    assert!(svg.contains(&format!("L425 {middle}\"><title>The ban keeps Ant out of Japan")), "{middle}: {svg}");
    // Blocs one below the other have it between them.
    let narrow = &map::narrow_sheets(&map)[0].1;
    let tops =
        ["US", "The ban", "keeps Ant out of Japan", "Japan", "No bloc stated"].map(|text| label(narrow, text).top);
    assert!(tops.is_sorted(), "{tops:?}");
}

#[test]
fn an_arrow_between_blocs_leads_from_who_acts() {
    let svg = &map("m", "T", "D", &split())[0].svg;
    // Dashed, from the right column to the left one.
    let drawn = r#"stroke-dasharray="4 2.5" d="M557 "#;
    assert!(svg.contains(drawn), "{svg}");
    assert_eq!(svg.matches("<title>Ika responds to The ban</title>").count(), 2, "narrow and wide");
}

#[test]
fn histories_have_each_spell_and_labels_apart() {
    for seed in 0..40 {
        let history = generated_history(seed, 1 + seed as usize % 12);
        let Some(sheet) = history::sheet(&history, WIDTH) else { continue };
        check_layout(&sheet);
        check_layout(&history::sheet(&history, WIDE).unwrap());
        let words = |word: &str| sheet.labels().filter(|label| label.full.starts_with(word)).count();
        let spells = history.rows.iter().flat_map(|row| &row.spells);
        assert!(words("vetted-only") >= spells.filter(|spell| spell.status == Status::VettedOnly).count());
    }
}

#[test]
fn arrows_are_drawn_or_noted() {
    let timeline = generated_timeline(6, dates(), 12, 300);
    let parts = parts::parts(&timeline);
    for part in &parts {
        let wires = arrows::plan(&part.items, &timeline.arrows);
        for (row, place) in part.items.iter().enumerate() {
            let asked: BTreeSet<PlaceInGroup> = timeline
                .arrows
                .iter()
                .filter(|arrow| arrow.to == *place && arrow.from != arrow.to && arrow.from.0 != 99)
                .map(|arrow| arrow.from)
                .collect();
            let found = wires.answered_by(row, &part.items);
            assert_eq!(asked, found, "row {row} of {}", part.name);
        }
    }
}

#[test]
fn the_same_data_gives_the_same_bytes() {
    let draw = || {
        let timeline = timeline("t", "T", "D", &generated_timeline(6, dates(), 12, 300));
        let map = [map("m", "T", "D", &generated_map(5, 12, 200, 400)), map("m", "T", "D", &split())];
        (timeline, map, history("h", "T", "D", &generated_history(3, 9)))
    };
    assert_eq!(draw(), draw());
}

#[test]
fn texts_are_escaped_and_nothing_is_styled_inline() {
    let item = |label: &str| TimelineItem {
        label: label.to_owned(),
        lang: None,
        href: Some("/?a&b=\"<".to_owned()),
        earliest: Some(0),
        latest: Some(0),
        until: None,
        kind: ItemKind::Other,
    };
    let lane = Lane { name: "<&\">".to_owned(), hue: Some(1), items: vec![item("<&\">\u{7}")] };
    let drawn = timeline("<&\">", "<&\">", "<&\">", &Timeline { axis: dates(), lanes: vec![lane], arrows: vec![] });
    let svg = &drawn[0].svg;
    assert_eq!(svg.matches("&lt;&amp;&quot;&gt;").count(), 8, "{svg}");
    assert!(svg.contains(r#"<a href="/?a&amp;b=&quot;&lt;">"#), "{svg}");
    let all = generated_timeline(6, dates(), 12, 300);
    for svg in timeline("t", "T", "D", &all).into_iter().map(|drawing| drawing.svg) {
        assert!(!svg.contains("style") && !svg.contains("<script") && !svg.contains("<&"));
    }
}

#[test]
fn broken_lines_keep_the_spaces_of_their_text() {
    let label = "US request to vet GPT-5.6 partners 大規模言語";
    let mut split = split();
    split.nodes[2].label = label.to_owned();
    for arrow in &mut split.arrows {
        let of_label = |text: &str| text.replace("The ban", label);
        (arrow.targets, arrow.on_its_own) = (of_label(&arrow.targets), of_label(&arrow.on_its_own));
        arrow.sentence = of_label(&arrow.sentence);
    }
    let svg = &map("m", "T", "D", &split)[0].svg;
    let read: String = svg.split('<').filter_map(|tag| tag.split_once('>')).map(|(_, text)| text).collect();
    // Twice as a node, and as what an arrow leads to, with the title of both.
    assert!(read.matches(&label).count() >= 6, "{read}");
    // Ends stay even: a line that ends at a point has no space there.
    let ends = svg.split("</text>").filter(|text| text.contains(r#"text-anchor="end""#));
    assert!(ends.clone().count() > 0 && ends.into_iter().all(|text| !text.contains(" </tspan>")), "{svg}");
}

#[test]
fn parts_have_ids_and_titles_of_their_own() {
    let drawn = timeline("t", "T", "D", &generated_timeline(6, dates(), 12, 300));
    assert!(drawn.len() > 1);
    for (index, drawing) in drawn.iter().enumerate() {
        let number = index + 1;
        assert!(drawing.svg.contains(&format!(r#"aria-labelledby="t-{number}-title t-{number}-desc""#)));
        assert!(drawing.svg.contains(&format!(r#"<title id="t-{number}-title">T ({})</title>"#, drawing.part)));
    }
}

#[test]
fn nothing_gives_nothing() {
    let lanes = vec![Lane { name: "US".to_owned(), hue: None, items: vec![] }];
    assert_eq!(timeline("t", "T", "D", &Timeline { axis: dates(), lanes, arrows: vec![] }), []);
    let mut empty = split();
    empty.columns.iter_mut().for_each(|column| column.groups.clear());
    empty.band.groups.clear();
    assert_eq!(map("m", "T", "D", &empty), []);
    assert_eq!(history("h", "T", "D", &generated_history(0, 0)), []);
}

#[test]
fn days_at_the_ends_of_all_numbers_do_no_harm() {
    let mut all = generated_timeline(2, dates(), 3, 70);
    let days = [Some(i32::MIN), Some(i32::MAX), None, Some(0), Some(-800_000)];
    let items = all.lanes.iter_mut().flat_map(|lane| &mut lane.items);
    for (index, item) in items.enumerate() {
        (item.earliest, item.latest) = (days[index % 5], days[index / 5 % 5]);
    }
    timeline::sheets(&all).iter().for_each(|(_, sheet)| check_layout(sheet));
    all.axis = Axis::Relative { to: String::new() };
    timeline::sheets(&all).iter().for_each(|(_, sheet)| check_layout(sheet));
}
