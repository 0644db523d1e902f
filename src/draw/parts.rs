//! What is too long for one timeline, in several: by year, by month, or by lane.
//!
//! Every item is in exactly one part. Never shrinks anything so that more fits.

use super::axis::{date, day_of, month_name};
use super::data::{Axis, PlaceInGroup, Timeline, TimelineItem};

/// How many items a timeline may show.
const MOST: usize = 60;

/// The items of one drawing.
#[derive(Debug)]
pub(super) struct DrawnPart {
    pub name: String,
    /// By lane, then in the order in which they are shown.
    pub items: Vec<PlaceInGroup>,
    /// The days beyond which nothing is shown; none when there is no such end.
    pub frame: Option<(i32, i32)>,
}

/// Items that stay together if they can.
struct Group {
    items: Vec<PlaceInGroup>,
    name: String,
}

/// The parts of a timeline; one without a name when everything fits, none when there is nothing.
pub(super) fn parts(timeline: &Timeline) -> Vec<DrawnPart> {
    let all: Vec<PlaceInGroup> = in_order(timeline);
    if all.is_empty() {
        return Vec::new();
    }
    if all.len() <= MOST {
        return vec![DrawnPart { name: String::new(), items: all, frame: None }];
    }
    let (dates, groups) = match timeline.axis {
        Axis::Dates(_) => (true, by_year(timeline, all)),
        Axis::Relative { .. } => (false, by_lane(timeline, &all)),
    };
    let mut parts: Vec<DrawnPart> = pack(timeline, groups, dates);
    name_apart(&mut parts);
    parts
}

/// All items by lane, then by their earliest day and label.
fn in_order(timeline: &Timeline) -> Vec<PlaceInGroup> {
    let places = |lane: usize| (0..timeline.lanes[lane].items.len()).map(move |item| (lane, item));
    let mut all: Vec<PlaceInGroup> = (0..timeline.lanes.len()).flat_map(places).collect();
    all.sort_by_key(|place| {
        let item = item(timeline, *place);
        (place.0, item.earliest, &item.label, item.latest, place.1)
    });
    all
}

pub(super) fn item(timeline: &Timeline, place: PlaceInGroup) -> &TimelineItem {
    &timeline.lanes[place.0].items[place.1]
}

/// The day by which an item is put into a part.
fn day(item: &TimelineItem) -> Option<i32> {
    let (first_end, last_end) = item.until.unwrap_or_default();
    item.earliest.or(item.latest).or(first_end).or(last_end)
}

/// Years in their order; what has no day comes last, as it belongs to none.
fn by_year(timeline: &Timeline, mut all: Vec<PlaceInGroup>) -> Vec<Group> {
    let day_of = |place: PlaceInGroup| day(item(timeline, place)).and_then(|day| Some((date(day)?.year(), day)));
    let late = |place: PlaceInGroup| day_of(place).is_none();
    all.sort_by_key(|place| (late(*place), day_of(*place), *place));
    let year = |place: PlaceInGroup| day_of(place).map(|(year, _)| year);
    let groups = all.chunk_by(|a, b| year(*a) == year(*b));
    groups
        .map(|group| Group {
            items: group.to_vec(),
            name: year(group[0]).map(|year| year.to_string()).unwrap_or_default(),
        })
        .collect()
}

fn by_lane(timeline: &Timeline, all: &[PlaceInGroup]) -> Vec<Group> {
    let groups = all.chunk_by(|a, b| a.0 == b.0);
    groups.map(|group| Group { items: group.to_vec(), name: timeline.lanes[group[0].0].name.clone() }).collect()
}

/// Puts small groups together while they fit, and cuts up one that alone is too large.
fn pack(timeline: &Timeline, groups: Vec<Group>, dates: bool) -> Vec<DrawnPart> {
    let mut packs: Vec<Vec<Group>> = Vec::new();
    for group in groups {
        let used = |pack: &Vec<Group>| pack.iter().map(|group| group.items.len()).sum::<usize>();
        match packs.last_mut() {
            Some(last) if used(last) + group.items.len() <= MOST => last.push(group),
            _ => packs.push(vec![group]),
        }
    }
    let mut parts = Vec::new();
    for pack in packs {
        let name = joined(pack.iter().map(|group| group.name.as_str()).filter(|name| !name.is_empty()), dates);
        let items: Vec<PlaceInGroup> = pack.into_iter().flat_map(|group| group.items).collect();
        let pieces = items.len().div_ceil(MOST);
        for piece in items.chunks(items.len().div_ceil(pieces)) {
            let months = if dates && pieces > 1 { months(timeline, piece) } else { String::new() };
            parts.push(part(timeline, format!("{name}{months}"), piece, dates));
        }
    }
    parts
}

fn joined<'a>(names: impl Iterator<Item = &'a str>, dates: bool) -> String {
    let names: Vec<&str> = names.collect();
    match &names[..] {
        [first, .., last] if dates => format!("{first}–{last}"),
        names => names.join(", "),
    }
}

/// Which months a piece of a year has: ", Jan–Mar".
fn months(timeline: &Timeline, piece: &[PlaceInGroup]) -> String {
    let Axis::Dates(names) = &timeline.axis else { return String::new() };
    let month = |place: &PlaceInGroup| Some(month_name(names, date(day(item(timeline, *place))?)?));
    match (piece.iter().find_map(month), piece.iter().rev().find_map(month)) {
        (Some(first), Some(last)) if first != last => format!(", {first}–{last}"),
        (Some(first), _) => format!(", {first}"),
        _ => String::new(),
    }
}

fn part(timeline: &Timeline, name: String, piece: &[PlaceInGroup], dates: bool) -> DrawnPart {
    let days = piece.iter().filter_map(|place| day(item(timeline, *place)));
    let first = days.clone().min().and_then(date).map(|date| day_of(date.first_of_month()));
    let last = days.max().and_then(date).map(|date| day_of(date.last_of_month()));
    let wanted = piece.iter().copied().collect::<std::collections::BTreeSet<_>>();
    let items = in_order(timeline).into_iter().filter(|place| wanted.contains(place)).collect();
    DrawnPart { name, items, frame: first.zip(last).filter(|_| dates) }
}

/// Numbers the parts that nothing else tells apart.
fn name_apart(parts: &mut [DrawnPart]) {
    let names: Vec<String> = parts.iter().map(|part| part.name.clone()).collect();
    for (index, part) in parts.iter_mut().enumerate() {
        let alike = |upto: usize| names[..upto].iter().filter(|name| **name == names[index]).count();
        if part.name.is_empty() || alike(names.len()) > 1 {
            part.name = format!("{} ({})", part.name, alike(index) + 1).trim_start().to_owned();
        }
    }
}
