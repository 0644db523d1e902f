//! The ledger as data for drawings: which lanes, which days, which ties. How it is drawn is for `draw`.

use super::words::{Words, event_anchor};
use crate::base::path::Address;
use crate::base::text::capitalised;
use crate::draw::{
    self, Axis, Drawing, ItemKind, Lane, PlaceInGroup, RingNode, RingTie, Sector, Spell, TieStanding, TimelineItem,
};
use crate::facts::times::Event;
use crate::link::EntityId;
use crate::model::access::Status;
use crate::model::choice::RelationStatus;
use crate::model::kind::{BLOC, POLICY};
use crate::model::when::days_between;
use crate::plan::parts::Linking;
use crate::plan::parts::source_name;
use crate::view::{DrawingContext, TimelinePart};
use jiff::civil::Date;
use std::collections::BTreeMap;

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// Of so many events at most one is tried as the point from which days are counted.
const TRIED: usize = 50;

fn days_since_epoch(day: Date) -> i32 {
    i32::try_from(days_between(EPOCH, day)).unwrap_or(i32::MAX)
}

fn contexts(drawings: Vec<Drawing>) -> Vec<DrawingContext> {
    drawings.into_iter().map(|drawing| DrawingContext { part: drawing.part, svg: drawing.svg }).collect()
}

/// The access to a model in each bloc through time; none when nothing is known of it.
pub(crate) fn history(words: &Words<'_>, model: &EntityId) -> Option<DrawingContext> {
    let ledger = words.ledger;
    let row = |bloc: &EntityId| {
        let history = ledger.cells.get(&(model.clone(), bloc.clone()))?;
        let link = words.shared.link(bloc)?;
        let begun = history.phases(ledger.today);
        let ends = begun.iter().skip(1).map(|(from, _)| *from).chain([None]);
        let spell =
            |((from, cell), to): (&(Option<Date>, std::sync::Arc<crate::facts::cell::Cell>), Option<Date>)| Spell {
                from: from.map(days_since_epoch),
                to: to.map(days_since_epoch),
                status: cell.status,
                possible: cell.marks.possible,
            };
        let spells: Vec<Spell> = begun.iter().zip(ends).map(spell).collect();
        let known = spells.iter().any(|spell| spell.status != Status::Unknown);
        let (name, href, hue) = (link.name.to_string(), Some(link.url.to_string()), link.hue);
        known.then_some(draw::HistoryRow { name, href, hue, spells })
    };
    let rows: Vec<_> = ledger.columns.iter().filter_map(row).collect();
    let name = words.shared.link(model)?.name.clone();
    let title = format!("{name}: access through time");
    let description = "For each bloc the access from day to day; dashed where it is only possible. The same is in the list of changes.";
    let drawing = draw::history("history", &title, description, &draw::DrawnHistory { rows })?;
    contexts(vec![drawing]).pop()
}

/// Events that hang together, and the sources that tell of them.
struct TiedPart<'a> {
    events: Vec<&'a Event>,
    sources: Vec<(&'a EntityId, usize)>,
}

/// All events: each connected part of them by itself, and those that hang together with nothing as one.
pub(crate) fn timelines(words: &Words<'_>) -> Vec<TimelinePart> {
    let times = &words.ledger.times;
    let by_point: BTreeMap<usize, &Event> = times.events.iter().map(|event| (event.point, event)).collect();
    let sources: BTreeMap<usize, &EntityId> = times.sources.iter().map(|(id, point)| (*point, id)).collect();
    let mut alone = TiedPart { events: Vec::new(), sources: Vec::new() };
    let mut parts: Vec<TiedPart<'_>> = Vec::new();
    for points in times.network.parts() {
        let events: Vec<&Event> = points.iter().filter_map(|point| by_point.get(point).copied()).collect();
        let sources: Vec<_> = points.iter().filter_map(|point| Some((*sources.get(point)?, *point))).collect();
        match events.len() + sources.len() {
            _ if events.is_empty() => {}
            1 => alone.events.extend(events),
            _ => parts.push(TiedPart { events, sources }),
        }
    }
    if !alone.events.is_empty() {
        parts.push(alone);
    }
    parts.iter().enumerate().map(|(n, part)| timeline(words, part, n)).collect()
}

fn timeline(words: &Words<'_>, part: &TiedPart<'_>, n: usize) -> TimelinePart {
    let frame = DrawingFrame::of(words, part);
    let title = match &frame.from {
        Some((_, name)) => format!("Counted from “{name}”"),
        None => "By date".to_owned(),
    };
    let mut events: Vec<(Option<i64>, &Event)> =
        part.events.iter().map(|event| (frame.days(words, event.point).0, *event)).collect();
    events.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.id.cmp(&b.1.id)));
    let position = |event: &Event| words.ledger.times.events.iter().position(|other| other.id == event.id);
    let contexts_of = events.iter().filter_map(|(_, event)| Some(words.events[position(event)?].clone())).collect();
    TimelinePart {
        drawings: draw(
            words,
            part,
            &frame,
            &format!("timeline-{n}"),
            &format!("{}#", words.shared.url(&Address::new("/timeline/"))),
        ),
        title,
        events: contexts_of,
        order: order(words, part, &frame),
    }
}

/// The events of one article, with those of its story left out.
pub(crate) fn small_timeline(words: &Words<'_>, events: &[usize]) -> Vec<DrawingContext> {
    if events.len() < 2 {
        return Vec::new();
    }
    let part =
        TiedPart { events: events.iter().map(|n| &words.ledger.times.events[*n]).collect(), sources: Vec::new() };
    let frame = DrawingFrame::of(words, &part);
    draw(words, &part, &frame, "timeline", &format!("{}#", words.shared.url(&Address::new("/timeline/"))))
}

/// From where the days of a part are counted.
struct DrawingFrame {
    /// A point and its name; none when days are dates.
    from: Option<(usize, String)>,
    distances: Vec<(Option<i64>, Option<i64>)>,
}

impl DrawingFrame {
    /// Dates, or days from an event, whichever leaves less open.
    fn of(words: &Words<'_>, part: &TiedPart<'_>) -> DrawingFrame {
        let network = &words.ledger.times.network;
        let points: Vec<usize> =
            part.events.iter().map(|event| event.point).chain(part.sources.iter().map(|(_, point)| *point)).collect();
        let open = |bounds: &dyn Fn(usize) -> (Option<i64>, Option<i64>)| -> i64 {
            const FOR_EVER: i64 = 100_000;
            let width = |(least, most): (Option<i64>, Option<i64>)| match (least, most) {
                (Some(least), Some(most)) => most - least,
                _ => FOR_EVER,
            };
            points.iter().map(|point| width(bounds(*point))).sum()
        };
        let dates = open(&|point| network.bounds(point));
        let tried = part.events.iter().take(TRIED).map(|event| {
            let distances = network.distances(event.point);
            (open(&|point| distances[point]), event, distances)
        });
        match tried.min_by_key(|(open, event, _)| (*open, event.id.clone())) {
            // A date says more than a distance, so a little doubt about it is no reason to drop it.
            Some((distance, event, distances)) if distance * 2 < dates => {
                DrawingFrame { from: Some((event.point, event.what.clone())), distances }
            }
            _ => DrawingFrame { from: None, distances: Vec::new() },
        }
    }

    fn days(&self, words: &Words<'_>, point: usize) -> (Option<i64>, Option<i64>) {
        match &self.from {
            Some(_) => self.distances[point],
            None => words.ledger.times.network.bounds(point),
        }
    }
}

fn draw(words: &Words<'_>, part: &TiedPart<'_>, frame: &DrawingFrame, id: &str, href: &str) -> Vec<DrawingContext> {
    let mut lanes: BTreeMap<(usize, String), (Lane, Vec<usize>)> = BTreeMap::new();
    let small = |days: Option<i64>| days.and_then(|days| i32::try_from(days).ok());
    let mut places: BTreeMap<usize, PlaceInGroup> = BTreeMap::new();
    let mut put = |lane: (usize, String), hue: Option<usize>, item: TimelineItem, point: usize| {
        let entry = lanes.entry(lane.clone());
        let (lane, points) = entry.or_insert_with(|| (Lane { name: lane.1, hue, items: Vec::new() }, Vec::new()));
        lane.items.push(item);
        points.push(point);
    };
    for event in &part.events {
        let (earliest, latest) = frame.days(words, event.point);
        let lane = lane_of(words, event);
        let hue = lane.1;
        let is_ruling = event.tags.iter().any(|id| words.ledger.cards.get(id).is_some_and(|card| card.key == POLICY));
        let item = TimelineItem {
            label: match event.days.doubt.words() {
                "" => event.what.clone(),
                doubt => format!("{} ({doubt})", event.what),
            },
            href: Some(format!("{href}{}", event_anchor(&event.id))),
            earliest: small(earliest),
            latest: small(latest),
            until: None,
            kind: if is_ruling { ItemKind::Policy } else { ItemKind::Point },
        };
        put(lane.0, hue, item, event.point);
    }
    for (id, point) in &part.sources {
        let Some(link) = words.shared.link(id) else { continue };
        let (earliest, latest) = frame.days(words, *point);
        let label = format!("Published: {}", source_name(&link));
        let (href, kind) = (Some(link.url.to_string()), ItemKind::Source);
        let item = TimelineItem { label, href, earliest: small(earliest), latest: small(latest), until: None, kind };
        put((usize::MAX, "Sources".to_owned()), None, item, *point);
    }
    let lanes: Vec<(Lane, Vec<usize>)> = lanes.into_values().collect();
    for (l, (_, points)) in lanes.iter().enumerate() {
        places.extend(points.iter().enumerate().map(|(i, point)| (*point, (l, i))));
    }
    let arrows =
        arrows(words, part).into_iter().filter_map(|(from, to)| Some((*places.get(&from)?, *places.get(&to)?)));
    let axis = match &frame.from {
        Some((_, name)) => Axis::Relative { to: format!("days from: {name}") },
        None => Axis::Dates,
    };
    let arrows = arrows.collect();
    let timeline = draw::Timeline { axis, lanes: lanes.into_iter().map(|(lane, _)| lane).collect(), arrows };
    let description = "One row for each event, by bloc: a mark where the day is sure, an outlined bar where it is not, and arrows from a policy to its answers. The same is in the list of events.";
    contexts(draw::timeline(id, "What happened when", description, &timeline))
}

/// The lane of an event: the bloc of the first of its tags that has one, in the order of the columns.
fn lane_of(words: &Words<'_>, event: &Event) -> ((usize, String), Option<usize>) {
    let bloc = event.tags.iter().find_map(|id| words.bloc(id));
    let at = bloc.and_then(|bloc| words.ledger.columns.iter().position(|id| id.slug.as_str() == bloc));
    match at.and_then(|at| Some((at, words.columns.get(at)?))) {
        Some((at, column)) => ((at, column.name.to_string()), column.hue),
        None => ((usize::MAX - 1, "No bloc".to_owned()), None),
    }
}

/// From events about a policy to events about what answers it.
fn arrows(words: &Words<'_>, part: &TiedPart<'_>) -> Vec<(usize, usize)> {
    let mut arrows = Vec::new();
    let answers = |r: &&std::sync::Arc<crate::facts::relation::Relation>| r.relation.name == "responds-to";
    for relation in words.ledger.relations.iter().filter(answers) {
        let Some(policy) = &relation.to else { continue };
        // The first event about each: later ones are about what came of it.
        let first = |id: &EntityId| {
            let of_it = part.events.iter().filter(|event| event.tags.contains(id));
            of_it.min_by_key(|event| (words.ledger.times.network.bounds(event.point).0, &event.id)).map(|e| e.point)
        };
        if let (Some(from), Some(to)) = (first(policy), first(&relation.from))
            && from != to
            && !arrows.contains(&(from, to))
        {
            arrows.push((from, to));
        }
    }
    arrows
}

/// What the network leaves of the order, in sentences.
fn order(words: &Words<'_>, part: &TiedPart<'_>, frame: &DrawingFrame) -> Vec<String> {
    let mut sentences = Vec::new();
    let network = &words.ledger.times.network;
    let named = |id: &EntityId| words.shared.link(id).map(|link| capitalised(&source_name(&link))).unwrap_or_default();
    if let Some((from, name)) = &frame.from {
        for event in part.events.iter().filter(|event| event.point != *from) {
            sentences
                .extend(distance(&frame.days(words, event.point)).map(|d| format!("{}: {d} “{name}”.", event.what)));
        }
        for (id, point) in &part.sources {
            let d = distance(&frame.days(words, *point));
            sentences.extend(d.map(|d| format!("{} was published {d} “{name}”.", named(id))));
        }
    }
    for (n, (id, point)) in part.sources.iter().enumerate() {
        for (other, from) in &part.sources[..n] {
            let d = distance(&network.distance(*from, *point));
            sentences
                .extend(d.map(|d| format!("{} was published {d} {}.", named(id), named(other).replacen('S', "s", 1))));
        }
    }
    for (event, source) in &words.ledger.times.same_month {
        let Some(at) = words.ledger.times.sources.get(source) else { continue };
        let Some(about) = part.events.iter().find(|known| known.point == *event) else { continue };
        if let (Some(least), _) = network.distance(*event, *at)
            && least > 0
        {
            let what = &about.what;
            sentences.push(format!(
                "“{what}” lies in the month of {} and at least {least} days before it, so that was published on day {} of its month or later.",
                named(source).replacen('S', "s", 1),
                least + 1
            ));
        }
    }
    sentences.sort();
    sentences.dedup();
    sentences
}

/// "7 to 22 days after", "between 3 days before and 10 days after"; nothing when neither end is known.
fn distance(bounds: &(Option<i64>, Option<i64>)) -> Option<String> {
    let days = |n: i64| if n.abs() == 1 { "1 day".to_owned() } else { format!("{} days", n.abs()) };
    Some(match *bounds {
        (None, None) => return None,
        (Some(0), Some(0)) => "on the day of".to_owned(),
        (Some(a), Some(b)) if a == b && a > 0 => format!("{} after", days(a)),
        (Some(a), Some(b)) if a == b => format!("{} before", days(a)),
        (Some(a), Some(b)) if a >= 0 => format!("{a} to {} after", days(b)),
        (Some(a), Some(b)) if b <= 0 => format!("{} to {} before", -b, days(a)),
        (Some(a), Some(b)) => format!("between {} before and {} after", days(a), days(b)),
        (Some(a), None) if a >= 0 => format!("{} or more after", days(a)),
        (Some(a), None) => format!("at most {} before", days(a)),
        (None, Some(b)) if b <= 0 => format!("{} or more before", days(b)),
        (None, Some(b)) => format!("at most {} after", days(b)),
    })
}

/// Who is tied to whom, a sector for each bloc.
pub(crate) fn map(words: &Words<'_>) -> Vec<DrawingContext> {
    let ledger = words.ledger;
    let mut sectors: BTreeMap<(usize, String), (Option<usize>, Vec<EntityId>)> = BTreeMap::new();
    let ends = ledger.relations.iter().flat_map(|r| [Some(&r.from), r.to.as_ref()]).flatten();
    for id in ends {
        let Some(link) = words.shared.link(id) else { continue };
        if ledger.cards.get(id).is_some_and(|card| card.key == BLOC) {
            continue;
        }
        let bloc = words.bloc(id);
        let at = bloc.as_ref().and_then(|bloc| ledger.columns.iter().position(|id| id.slug.as_str() == *bloc));
        let (key, hue) = match at.and_then(|at| Some((at, words.columns.get(at)?))) {
            Some((at, column)) => ((at, column.name.to_string()), column.hue),
            None => ((usize::MAX, "No bloc stated".to_owned()), None),
        };
        let (_, nodes) = sectors.entry(key).or_insert_with(|| (hue, Vec::new()));
        if !nodes.contains(id) && !link.name.is_empty() {
            nodes.push(id.clone());
        }
    }
    let mut places: BTreeMap<&EntityId, PlaceInGroup> = BTreeMap::new();
    for (s, (_, nodes)) in sectors.values().enumerate() {
        places.extend(nodes.iter().enumerate().map(|(n, id)| (id, (s, n))));
    }
    let tie = |r: &std::sync::Arc<crate::facts::relation::Relation>| {
        let standing = match r.status {
            RelationStatus::Fact => TieStanding::Fact,
            RelationStatus::Disputed => TieStanding::Disputed,
            RelationStatus::Claim | RelationStatus::Interpretation => TieStanding::Claim,
        };
        let (from, to) = (*places.get(&r.from)?, *places.get(r.to.as_ref()?)?);
        Some(RingTie { from, to, label: r.relation.verb.to_owned(), standing })
    };
    let node = |id: &EntityId| {
        let link = words.shared.link(id)?;
        Some(RingNode {
            label: link.name.to_string(),
            href: Some(link.url.to_string()),
            kind: link.kind.clone(),
            status: None,
        })
    };
    let ties = ledger.relations.iter().filter_map(tie).collect();
    type TieKey = (usize, String);
    type Nodes = (Option<usize>, Vec<EntityId>);
    let sector = |((_, name), (hue, nodes)): (&TieKey, &Nodes)| Sector {
        name: name.clone(),
        hue: *hue,
        nodes: nodes.iter().filter_map(node).collect(),
    };
    let map = draw::Map { sectors: sectors.iter().map(sector).collect(), ties };
    let description = "A ring with a sector for each bloc: models, companies, policies and people, and lines for how they are related. The same is below as sentences.";
    contexts(draw::map("map", "Map of the split", description, &map))
}
