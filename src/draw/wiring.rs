//! Which nodes and ties of a map one drawing shows: all of them, or those of one bloc and whom it is tied to.
//!
//! Every node and every tie is in at least one. Never shrinks anything so that more fits.

use super::data::{Map, PlaceInGroup};
use std::collections::BTreeSet;

/// How many nodes and headings one side of the ring may have.
const MOST: usize = 36;

/// What one drawing shows.
#[derive(Debug, Default)]
pub(super) struct Share {
    pub name: String,
    pub left: Vec<PlaceInGroup>,
    pub right: Vec<PlaceInGroup>,
    /// Which of the map's ties.
    pub ties: Vec<usize>,
}

/// The drawings of a map; none when it has no nodes.
pub(super) fn shares(map: &Map) -> Vec<Share> {
    let places = |sector: usize| (0..map.sectors[sector].nodes.len()).map(move |node| (sector, node));
    let all: Vec<PlaceInGroup> = (0..map.sectors.len()).flat_map(places).collect();
    if all.is_empty() {
        return Vec::new();
    }
    let cut = cut(&all);
    let (left, right) = all.split_at(cut);
    if rows(left).max(rows(right)) <= MOST {
        let ties = (0..map.ties.len()).filter(|tie| ends(map, *tie).is_some()).collect();
        return vec![Share { name: String::new(), left: left.to_vec(), right: right.to_vec(), ties }];
    }
    (0..map.sectors.len()).flat_map(|sector| sector_shares(map, sector)).collect()
}

/// How many rows nodes take, with a heading for each sector.
fn rows<'a>(nodes: impl IntoIterator<Item = &'a PlaceInGroup>) -> usize {
    let (mut rows, mut sector) = (0, None);
    for place in nodes {
        rows += if sector == Some(place.0) { 1 } else { 2 };
        sector = Some(place.0);
    }
    rows
}

/// Where the left side ends: between two sectors if that leaves the sides about alike, else within one.
fn cut(all: &[PlaceInGroup]) -> usize {
    let taller = |at: &usize| rows(&all[..*at]).max(rows(&all[*at..]));
    let between = (1..all.len()).filter(|at| all[at - 1].0 != all[*at].0).min_by_key(taller);
    let anywhere = (1..all.len()).min_by_key(taller).unwrap_or(all.len());
    between.filter(|at| taller(at) <= taller(&anywhere) + 4).unwrap_or(anywhere)
}

/// The two nodes of a tie, when both exist and are two.
pub(super) fn ends(map: &Map, tie: usize) -> Option<(PlaceInGroup, PlaceInGroup)> {
    let tie = &map.ties[tie];
    let exists = |place: PlaceInGroup| map.sectors.get(place.0).is_some_and(|sector| place.1 < sector.nodes.len());
    (exists(tie.from) && exists(tie.to) && tie.from != tie.to).then_some((tie.from, tie.to))
}

/// What is gathered for one drawing of a bloc: its own nodes on the left, those they are tied to on the right.
#[derive(Default, Clone)]
struct GatheredTies {
    own: BTreeSet<PlaceInGroup>,
    other: BTreeSet<PlaceInGroup>,
    ties: BTreeSet<usize>,
}

impl GatheredTies {
    fn add(&mut self, sector: usize, place: PlaceInGroup) {
        if place.0 == sector {
            self.own.insert(place)
        } else {
            self.other.insert(place)
        };
    }

    fn fits(&self) -> bool {
        rows(&self.own).max(rows(&self.other)) <= MOST
    }
}

/// The drawings of one bloc, as few as the height of a side allows.
fn sector_shares(map: &Map, sector: usize) -> Vec<Share> {
    let mut done: Vec<GatheredTies> = Vec::new();
    let mut now = GatheredTies::default();
    let mut drawn: BTreeSet<usize> = BTreeSet::new();
    let mut gather = |now: &mut GatheredTies, tie: Option<usize>, places: &[PlaceInGroup]| {
        let mut next = now.clone();
        places.iter().for_each(|place| next.add(sector, *place));
        if !next.fits() {
            done.push(std::mem::take(now));
            next = GatheredTies::default();
            places.iter().for_each(|place| next.add(sector, *place));
        }
        next.ties.extend(tie);
        *now = next;
    };
    for node in 0..map.sectors[sector].nodes.len() {
        let place = (sector, node);
        gather(&mut now, None, &[place]);
        for tie in 0..map.ties.len() {
            if let Some((from, to)) = ends(map, tie).filter(|(from, to)| *from == place || *to == place)
                && drawn.insert(tie)
            {
                gather(&mut now, Some(tie), &[from, to]);
            }
        }
    }
    done.push(now);
    let many = done.iter().filter(|gathered| !gathered.own.is_empty()).count() > 1;
    let full = done.into_iter().filter(|gathered| !gathered.own.is_empty());
    full.enumerate()
        .map(|(index, gathered)| Share {
            name: name(&map.sectors[sector].name, index, many),
            left: gathered.own.into_iter().collect(),
            right: gathered.other.into_iter().collect(),
            ties: gathered.ties.into_iter().collect(),
        })
        .collect()
}

fn name(sector: &str, index: usize, many: bool) -> String {
    if many { format!("{sector} ({})", index + 1) } else { sector.to_owned() }
}
