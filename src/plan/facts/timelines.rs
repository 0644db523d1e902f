//! What happened when, as data for drawings and in sentences: lanes, days, arrows, and the finding that is their title.
//!
//! Draws an arrow only for a relation that is stated, and no day that only the end of what we know gives. How it looks is
//! for `draw`.

use super::drawings::contexts;
use super::words::{Words, event_anchor};
use crate::base::path::Address;
use crate::base::text::capitalised;
use crate::draw::{self, Axis, ItemKind, Lane, MonthNames, PlaceInGroup, TieStanding, TimelineArrow, TimelineItem};
use crate::facts::relation::Relation;
use crate::facts::times::Event;
use crate::link::EntityId;
use crate::model::kind::{COMPANY, MODEL, POLICY};
use crate::model::strings::Strings;
use crate::model::when_in_words::with_doubt;
use crate::plan::parts::{Linking, source_name};
use crate::view::{DrawingContext, TimelinePart};
use std::collections::BTreeMap;

/// Of so many events at most one is tried as the point from which days are counted.
const TRIED: usize = 50;

/// How far something lies from a day: at least and at most so many days after it; an end that is not there is open.
type Reach = (Option<i64>, Option<i64>);

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
    let mut events: Vec<(Option<i64>, &Event)> =
        part.events.iter().map(|event| (frame.reach(words, event.point).0, *event)).collect();
    events.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.id.cmp(&b.1.id)));
    let position = |event: &Event| words.ledger.times.events.iter().position(|other| other.id == event.id);
    let contexts_of = events.iter().filter_map(|(_, event)| Some(words.events[position(event)?].clone())).collect();
    let href = format!("{}#", words.shared.url(&Address::new("/timeline/")));
    TimelinePart {
        drawings: drawn(words, part, &frame, &format!("timeline-{n}"), &href),
        title: finding(words, part, &frame).0,
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
    drawn(words, &part, &frame, "timeline", &format!("{}#", words.shared.url(&Address::new("/timeline/"))))
}

/// From where the days of a part are counted.
struct DrawingFrame<'a> {
    /// None when days are dates.
    from: Option<&'a Event>,
    distances: Vec<Reach>,
}

impl<'a> DrawingFrame<'a> {
    /// Dates, or days from an event, whichever leaves less open.
    fn of(words: &Words<'_>, part: &TiedPart<'a>) -> DrawingFrame<'a> {
        let mut frame = DrawingFrame { from: None, distances: Vec::new() };
        let network = &words.ledger.times.network;
        let points: Vec<usize> =
            part.events.iter().map(|event| event.point).chain(part.sources.iter().map(|(_, point)| *point)).collect();
        let open = |reach: &dyn Fn(usize) -> Reach| -> i64 {
            const FOR_EVER: i64 = 100_000;
            let width = |(least, most): Reach| match (least, most) {
                (Some(least), Some(most)) => most - least,
                _ => FOR_EVER,
            };
            points.iter().map(|point| width(reach(*point))).sum()
        };
        let dates = open(&|point| network.bounds(point));
        let tried = part.events.iter().take(TRIED).map(|event| {
            let distances = network.distances(event.point);
            (open(&|point| distances[point]), *event, distances)
        });
        let Some((distance, event, distances)) = tried.min_by_key(|(open, event, _)| (*open, event.id.clone())) else {
            return frame;
        };
        let undated = points.iter().all(|point| network.bounds(*point) == (None, None));
        let ordered = points.iter().any(|point| *point != event.point && distances[*point] != (None, None));
        // A date says more than a distance, so a little doubt about it is no reason to drop it.
        if distance * 2 < dates || (undated && ordered) {
            (frame.from, frame.distances) = (Some(event), distances);
        }
        frame
    }

    /// How far a point lies from where the frame counts.
    fn reach(&self, words: &Words<'_>, point: usize) -> Reach {
        match self.from {
            None => words.ledger.times.network.bounds(point),
            Some(_) => self.distances[point],
        }
    }
}

/// Who acted in an event, and the policy by whose issue that is known.
struct Actor<'a> {
    id: &'a EntityId,
    policy: Option<&'a EntityId>,
}

/// The tagged issuer of a tagged policy; else the first tagged company or maker of a tagged model; else the first that is
/// neither model nor policy.
fn actor<'a>(words: &Words<'a>, event: &'a Event) -> Option<Actor<'a>> {
    let is = |id: &EntityId, kind: &str| words.ledger.cards.get(id).is_some_and(|card| card.key == kind);
    let issues = |r: &&'a std::sync::Arc<Relation>| &*r.relation.name == "issues" && event.tags.contains(&r.from);
    for relation in words.ledger.relations.iter().filter(issues) {
        if let Some(policy) = relation.to.as_ref().filter(|policy| event.tags.contains(policy)) {
            return Some(Actor { id: &relation.from, policy: Some(policy) });
        }
    }
    let company = event.tags.iter().find(|id| is(id, COMPANY));
    let maker = || event.tags.iter().filter(|id| is(id, MODEL)).find_map(|id| words.maker(id));
    // One who is named speaks for himself, though his company is tagged too.
    let other = event.tags.iter().find(|id| {
        let named = words.ledger.cards.get(id).is_some_and(|card| event.what.starts_with(&card.name));
        named && !is(id, MODEL) && !is(id, POLICY)
    });
    let any = || event.tags.iter().find(|id| !is(id, MODEL) && !is(id, POLICY));
    let id = other.or(company).or_else(maker).or_else(any)?;
    Some(Actor { id, policy: None })
}

fn kind_of(words: &Words<'_>, actor: Option<&Actor<'_>>) -> ItemKind {
    let Some(actor) = actor else { return ItemKind::Other };
    match words.ledger.cards.get(actor.id).map(|card| card.key.as_str()) {
        Some(COMPANY) => ItemKind::Company,
        _ if actor.policy.is_some() => ItemKind::Government,
        _ => ItemKind::Other,
    }
}

/// The bloc of who acted, where one is stated: its own, where it is based, or that of the policy that it issued.
fn lane_of(words: &Words<'_>, actor: Option<&Actor<'_>>) -> ((usize, String), Option<usize>) {
    let bloc = actor.and_then(|actor| words.bloc(actor.id).or_else(|| words.bloc(actor.policy?)));
    let at = bloc.and_then(|bloc| words.ledger.columns.iter().position(|id| id.slug.as_str() == bloc));
    match at.and_then(|at| Some((at, words.columns.get(at)?))) {
        Some((at, column)) => ((at, column.name.to_string()), column.hue),
        None => ((usize::MAX - 2, words.strings().get("map.no_bloc").to_owned()), None),
    }
}

fn drawn(
    words: &Words<'_>,
    part: &TiedPart<'_>,
    frame: &DrawingFrame<'_>,
    id: &str,
    href: &str,
) -> Vec<DrawingContext> {
    let mut lanes: BTreeMap<(usize, String), (Lane, Vec<usize>)> = BTreeMap::new();
    let small = |days: Option<i64>| days.and_then(|days| i32::try_from(days).ok());
    let mut put = |lane: (usize, String), hue: Option<usize>, item: TimelineItem, point: usize| {
        let undated = item.earliest.is_none() && item.latest.is_none();
        let (lane, hue) = if undated {
            ((usize::MAX, words.strings().get("timeline.undated").to_owned()), None)
        } else {
            (lane, hue)
        };
        let entry = lanes.entry(lane.clone());
        let (lane, points) = entry.or_insert_with(|| (Lane { name: lane.1, hue, items: Vec::new() }, Vec::new()));
        lane.items.push(item);
        points.push(point);
    };
    for event in &part.events {
        let (earliest, latest) = frame.reach(words, event.point);
        let actor = actor(words, event);
        let (lane, hue) = lane_of(words, actor.as_ref());
        let item = TimelineItem {
            label: with_doubt(words.strings(), &event.what, event.days.doubt),
            lang: event.lang.clone(),
            href: Some(format!("{href}{}", event_anchor(&event.id))),
            earliest: small(earliest),
            latest: small(latest),
            until: None,
            kind: kind_of(words, actor.as_ref()),
        };
        put(lane, hue, item, event.point);
    }
    for (id, point) in &part.sources {
        let Some(link) = words.shared.link(id) else { continue };
        let (earliest, latest) = frame.reach(words, *point);
        let label = capitalised(&source_name(words.strings(), link.short_name()));
        let (href, kind) = (Some(link.url.to_string()), ItemKind::Source);
        let item = TimelineItem {
            label,
            lang: None,
            href,
            earliest: small(earliest),
            latest: small(latest),
            until: None,
            kind,
        };
        put((usize::MAX - 1, words.strings().get("timeline.sources").to_owned()), None, item, *point);
    }
    let lanes: Vec<(Lane, Vec<usize>)> = lanes.into_values().collect();
    let undated = words.strings().get("timeline.undated");
    let mut places: BTreeMap<usize, PlaceInGroup> = BTreeMap::new();
    for (l, (lane, points)) in lanes.iter().enumerate().filter(|(_, (lane, _))| lane.name != undated) {
        debug_assert_eq!(lane.items.len(), points.len());
        places.extend(points.iter().enumerate().map(|(i, point)| (*point, (l, i))));
    }
    let arrow = |(from, to, standing): (&Event, &Event, TieStanding)| {
        let (from, to) = (*places.get(&from.point)?, *places.get(&to.point)?);
        Some(TimelineArrow { from, to, standing })
    };
    let arrows = answers(words, part).into_iter().filter_map(arrow).collect();
    let axis = match frame.from {
        Some(event) => Axis::Relative { to: words.strings().fill("timeline.axis", &[("event", &event.what)]) },
        None => Axis::Dates(MonthNames::of(words.strings())),
    };
    let timeline = draw::Timeline { axis, lanes: lanes.into_iter().map(|(lane, _)| lane).collect(), arrows };
    let description = words.strings().get("timeline.drawing");
    contexts(draw::timeline(id, &finding(words, part, frame).0, description, &timeline))
}

/// From a policy's own event to the first event of what is said to respond to it, as surely as that is said.
fn answers<'a>(words: &Words<'_>, part: &TiedPart<'a>) -> Vec<(&'a Event, &'a Event, TieStanding)> {
    let mut answers: Vec<(&Event, &Event, TieStanding)> = Vec::new();
    for relation in words.ledger.relations.iter().filter(|r| &*r.relation.name == "responds-to") {
        let Some(policy) = &relation.to else { continue };
        let (Some(from), Some(to)) = (own_event(words, part, policy), first_event(words, part, &relation.from)) else {
            continue;
        };
        let known = answers.iter().any(|(f, t, _)| f.point == from.point && t.point == to.point);
        if from.point != to.point && !known {
            answers.push((from, to, TieStanding::of(relation.status)));
        }
    }
    answers
}

/// The event in which a policy's issuer acted by this policy and by no other; none when there are several.
fn own_event<'a>(words: &Words<'_>, part: &TiedPart<'a>, policy: &EntityId) -> Option<&'a Event> {
    let is_policy = |id: &&EntityId| words.ledger.cards.get(id).is_some_and(|card| card.key == POLICY);
    let own = |event: &&&'a Event| {
        event.tags.iter().filter(is_policy).eq([policy])
            && actor(words, event).is_some_and(|actor| actor.policy == Some(policy))
    };
    let mut own = part.events.iter().filter(own);
    own.next().filter(|_| own.next().is_none()).copied()
}

/// The event about something that no other event about it can have come before; none when that is not known.
fn first_event<'a>(words: &Words<'_>, part: &TiedPart<'a>, id: &EntityId) -> Option<&'a Event> {
    let about: Vec<&Event> = part.events.iter().filter(|event| event.tags.contains(id)).copied().collect();
    let network = &words.ledger.times.network;
    let after = |event: &Event, other: &Event| network.distance(event.point, other.point).0.is_some_and(|d| d >= 0);
    let first = |event: &&&Event| about.iter().all(|other| other.point == event.point || after(event, other));
    about.iter().find(first).copied()
}

/// What a part shows, as its title, and the event that the title sets against that from which days are counted.
fn finding(words: &Words<'_>, part: &TiedPart<'_>, frame: &DrawingFrame<'_>) -> (String, Option<usize>) {
    let Some(from) = frame.from else { return (dated(words, part, frame), None) };
    // Only what surely came before or after is a finding; with an open end it is the least one.
    let width = |point: usize| match frame.reach(words, point) {
        (Some(least), Some(most)) if least > 0 || most < 0 => Some(most - least),
        (Some(1..), None) | (None, Some(..0)) => Some(i64::MAX),
        _ => None,
    };
    // A policy and its answer say most; else the two events whose distance is known best.
    let answers = answers(words, part);
    let answered = answers.iter().filter_map(|(a, b, _)| match (a.point == from.point, b.point == from.point) {
        (true, _) => Some(*b),
        (_, true) => Some(*a),
        _ => None,
    });
    let others = part.events.iter().filter(|event| event.point != from.point).copied();
    let best = |events: &mut dyn Iterator<Item = &Event>| {
        let known = events.filter_map(|event| Some((width(event.point)?, event.id.clone(), event.point)));
        known.min().map(|(_, _, point)| point)
    };
    let point = best(&mut { answered }).or_else(|| best(&mut { others }));
    let event = point.and_then(|point| part.events.iter().find(|event| event.point == point));
    let strings = words.strings();
    match event.and_then(|event| Some((event, distance(strings, frame.reach(words, event.point))?))) {
        Some((event, far)) => {
            let holes = [("event", &*event.what), ("distance", &far), ("other", &within(&from.what))];
            (strings.fill("timeline.finding", &holes), point)
        }
        None => (strings.fill("timeline.around", &[("event", &from.what)]), None),
    }
}

/// The title of events that have dates, or none.
fn dated(words: &Words<'_>, part: &TiedPart<'_>, frame: &DrawingFrame<'_>) -> String {
    let reaches: Vec<Reach> = part.events.iter().map(|event| frame.reach(words, event.point)).collect();
    let strings = words.strings();
    let known = reaches.iter().filter(|reach| **reach != (None, None)).count();
    match (known, part.events.len() - known) {
        (0, all) => strings.count("timeline.events_undated", all, &[]),
        (dated, 0) => strings.count("timeline.events_dated", dated, &[]),
        (dated, rest) => strings.count("timeline.events_some_dated", dated, &[("rest", &rest.to_string())]),
    }
}

/// A sentence as it stands in another: only its article loses the capital.
fn within(what: &str) -> String {
    let article = ["The ", "A ", "An "].into_iter().find(|article| what.starts_with(article));
    article.map_or(what.to_owned(), |article| format!("{}{}", article.to_lowercase(), &what[article.len()..]))
}

/// What is known of the order beyond the title, each thing once.
fn order(words: &Words<'_>, part: &TiedPart<'_>, frame: &DrawingFrame<'_>) -> Vec<String> {
    let mut sentences = Vec::new();
    if let Some(from) = frame.from {
        sentences.extend(around(words, part, frame, from));
    }
    let (network, strings) = (&words.ledger.times.network, words.strings());
    let named = |id: &EntityId| {
        words.shared.link(id).map(|link| source_name(words.strings(), link.short_name())).unwrap_or_default()
    };
    for (n, (id, point)) in part.sources.iter().enumerate() {
        for (other, from) in &part.sources[..n] {
            let far = distance(strings, network.distance(*from, *point));
            let sentence = |far: String| {
                let holes = [("source", &*named(id)), ("distance", &far), ("other", &named(other))];
                capitalised(&strings.fill("timeline.source_order", &holes))
            };
            sentences.extend(far.map(sentence));
        }
    }
    for (event, source) in &words.ledger.times.same_month {
        let Some(at) = words.ledger.times.sources.get(source) else { continue };
        let Some(about) = part.events.iter().find(|known| known.point == *event) else { continue };
        if let (Some(least @ 1..), _) = network.distance(*event, *at) {
            let (later, day) = (least.to_string(), (least + 1).to_string());
            let holes = [("event", &*within(&about.what)), ("days", &later), ("source", &named(source)), ("day", &day)];
            sentences.push(strings.fill("timeline.same_month", &holes));
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    sentences.retain(|sentence: &String| seen.insert(sentence.clone()));
    sentences
}

/// What came before the event that days are counted from, what after it, and what may be either.
fn around(words: &Words<'_>, part: &TiedPart<'_>, frame: &DrawingFrame<'_>, from: &Event) -> Vec<String> {
    let strings = words.strings();
    let in_title = finding(words, part, frame).1;
    let events = part.events.iter().filter(|event| event.point != from.point && Some(event.point) != in_title);
    let events = events.map(|event| (event.point, within(&event.what)));
    let sources = part.sources.iter().filter_map(|(id, point)| {
        let name = source_name(strings, words.shared.link(id)?.short_name());
        Some((*point, strings.fill("timeline.source_appears", &[("source", &name)])))
    });
    let (mut before, mut after, mut either) = (Vec::new(), Vec::new(), Vec::new());
    for (point, what) in events.chain(sources) {
        let reach = frame.reach(words, point);
        let side = match reach {
            (None, None) => continue,
            (_, Some(..0)) => &mut before,
            (Some(1..), _) => &mut after,
            _ => &mut either,
        };
        side.push((reach, strings.with_more(&what, &span(strings, reach))));
    }
    let groups = [("timeline.before", before), ("timeline.after", after), ("timeline.either", either)];
    let sentence = |(key, mut group): (&str, Vec<(Reach, String)>)| {
        group.sort();
        let items: Vec<String> = group.into_iter().map(|(_, text)| text).collect();
        let items = strings.in_a_row(&items);
        (!items.is_empty()).then(|| strings.fill(key, &[("event", &from.what), ("items", &items)]))
    };
    groups.into_iter().filter_map(sentence).collect()
}

fn days(strings: &Strings, n: i64) -> String {
    strings.count("distance.days", usize::try_from(n.unsigned_abs()).unwrap_or(usize::MAX), &[])
}

/// A text about distances in days: `a` and `b` are how many.
fn of_days(strings: &Strings, key: &str, a: i64, b: i64) -> String {
    let (fewest, most) = (days(strings, a), days(strings, b));
    strings.fill(key, &[("number", &a.abs().to_string()), ("days", &fewest), ("other_days", &most)])
}

/// "1 to 6 days", "at most 1 day before, at most 15 days after": for what stands under a word for the side.
fn span(strings: &Strings, reach: Reach) -> String {
    let text = |key: &str, a: i64, b: i64| of_days(strings, key, a, b);
    match reach {
        (Some(a), Some(b)) if a == b => days(strings, a),
        (Some(a @ 1..), Some(b)) => text("distance.range", a, b),
        (Some(a), Some(b @ ..0)) => text("distance.range", b, a),
        (Some(a @ 1..), None) => text("distance.or_more", a, a),
        (None, Some(b @ ..0)) => text("distance.or_more", b, b),
        (Some(a), Some(0)) if a < 0 => text("distance.most_before_not_after", a, a),
        (Some(a), Some(b)) if a < 0 => text("distance.most_before_or_after", a, b),
        (Some(a), None) if a < 0 => text("distance.most_before_any_after", a, a),
        (_, Some(b)) => text("distance.most_after_alone", b, b),
        (Some(_), None) => strings.get("distance.not_before").to_owned(),
        (None, None) => String::new(),
    }
}

/// "7 to 22 days after", "between 3 days before and 10 days after"; nothing when neither end is known.
fn distance(strings: &Strings, bounds: Reach) -> Option<String> {
    let text = |key: &str, a: i64, b: i64| of_days(strings, key, a, b);
    Some(match bounds {
        (None, None) => return None,
        (Some(0), Some(0)) => strings.get("distance.same_day").to_owned(),
        (Some(a), Some(b)) if a == b && a > 0 => text("distance.after", a, b),
        (Some(a), Some(b)) if a == b => text("distance.before", a, b),
        (Some(a), Some(b)) if a >= 0 => text("distance.range_after", a, b),
        (Some(a), Some(b)) if b <= 0 => text("distance.range_before", b, a),
        (Some(a), Some(b)) => text("distance.between", a, b),
        (Some(a), None) if a >= 0 => text("distance.or_more_after", a, a),
        (Some(a), None) => text("distance.most_before", a, a),
        (None, Some(b)) if b <= 0 => text("distance.or_more_before", b, b),
        (None, Some(b)) => text("distance.most_after", b, b),
    })
}
