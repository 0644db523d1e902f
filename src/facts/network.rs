//! A simple temporal network: what distances between days come to when they are taken together.
//!
//! Points in time joined by constraints "between so many and so many days after". Solving tightens the days of every
//! point, or finds the smallest set of constraints that cannot all be true. The method is that of Dechter, Meiri and
//! Pearl, "Temporal constraint networks" (1991): a constraint is two edges of a distance graph, shortest paths are the
//! tightest bounds, and a cycle of negative length is a contradiction. Knows numbers only, neither days nor statements.

use std::collections::{BTreeSet, VecDeque};

/// The point from which all days are counted.
pub(crate) const ORIGIN: usize = 0;

/// `least <= to - from <= most`, in days; an end that is not there is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Constraint {
    pub from: usize,
    pub to: usize,
    pub least: Option<i64>,
    pub most: Option<i64>,
    /// Whose constraint it is: several may have one reason.
    pub because: usize,
}

/// A network after solving.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Network {
    /// For each point, the edges that leave it: where to, how long, why.
    edges: Vec<Vec<Edge>>,
    /// The connected part of each point, the origin left out: the smallest point of it.
    part: Vec<usize>,
    /// For each point its first and last possible day, counted from the origin.
    bounds: Vec<(Option<i64>, Option<i64>)>,
    /// Reasons that cannot all be true, each set as small as can be. They are left out of the rest.
    pub(crate) conflicts: Vec<Vec<usize>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edge {
    to: usize,
    length: i64,
    because: usize,
}

impl Network {
    /// Solves the network of the points `0..points`, of which the first is the origin.
    pub(crate) fn solve(points: usize, constraints: &[Constraint]) -> Network {
        let mut network = Network { part: parts(points, constraints), ..Network::default() };
        let mut left_out: BTreeSet<usize> = BTreeSet::new();
        loop {
            network.edges = edges(points, constraints, &left_out);
            match network.paths(ORIGIN, false).zip(network.paths(ORIGIN, true)) {
                Some((latest, earliest)) => {
                    let bound = |(latest, earliest): (Option<i64>, Option<i64>)| (earliest.map(|days| -days), latest);
                    network.bounds = latest.into_iter().zip(earliest).map(bound).collect();
                    // Parts that nothing joins to the origin can contradict themselves too.
                    match network.contradiction_apart() {
                        Some(conflict) => network.leave_out(conflict, &mut left_out),
                        None => return network,
                    }
                }
                None => {
                    let conflict = network.smallest_contradiction((0..points).collect());
                    network.leave_out(conflict, &mut left_out);
                }
            }
        }
    }

    fn leave_out(&mut self, conflict: Vec<usize>, left_out: &mut BTreeSet<usize>) {
        left_out.extend(&conflict);
        self.conflicts.push(conflict);
    }

    /// The first and last day of a point, counted from the origin.
    pub(crate) fn bounds(&self, point: usize) -> (Option<i64>, Option<i64>) {
        self.bounds[point]
    }

    /// How many days lie from one point to another: least and most.
    pub fn distance(&self, from: usize, to: usize) -> (Option<i64>, Option<i64>) {
        let most = self.paths(from, false).and_then(|lengths| lengths[to]);
        let least = self.paths(from, true).and_then(|lengths| lengths[to]).map(|days| -days);
        (least, most)
    }

    /// The same from one point to each.
    pub(crate) fn distances(&self, from: usize) -> Vec<(Option<i64>, Option<i64>)> {
        let none = || vec![None; self.edges.len()];
        let most = self.paths(from, false).unwrap_or_else(none);
        let least = self.paths(from, true).unwrap_or_else(none);
        least.into_iter().map(|days| days.map(|days: i64| -days)).zip(most).collect()
    }

    /// The reasons on a shortest path from one point to another: why the second lies no later after the first. With the
    /// origin as one end, why a point is no earlier or no later than it is.
    pub(super) fn reasons(&self, from: usize, to: usize) -> BTreeSet<usize> {
        let Some(lengths) = self.paths(from, false) else { return BTreeSet::new() };
        let mut before: Vec<Option<(usize, usize)>> = vec![None; self.edges.len()];
        let mut open = VecDeque::from([from]);
        while let Some(point) = open.pop_front() {
            for edge in &self.edges[point] {
                let is_shortest = lengths[point].map(|length| length.saturating_add(edge.length)) == lengths[edge.to];
                if is_shortest && edge.to != from && before[edge.to].is_none() {
                    before[edge.to] = Some((point, edge.because));
                    open.push_back(edge.to);
                }
            }
        }
        let mut reasons = BTreeSet::new();
        let mut at = to;
        while let Some((point, because)) = before[at].filter(|_| at != from) {
            reasons.insert(because);
            at = point;
        }
        reasons
    }

    /// Which points hang together without the origin, each part in the order of its points.
    pub(crate) fn parts(&self) -> Vec<Vec<usize>> {
        let mut parts: Vec<Vec<usize>> = vec![Vec::new(); self.part.len()];
        for (point, part) in self.part.iter().enumerate().skip(1) {
            parts[*part].push(point);
        }
        parts.retain(|part| !part.is_empty());
        parts
    }

    /// The lengths of the shortest paths from a point, or to it; none when there is a negative cycle on the way.
    fn paths(&self, start: usize, backwards: bool) -> Option<Vec<Option<i64>>> {
        let reversed;
        let edges = match backwards {
            false => &self.edges,
            true => {
                reversed = reverse(&self.edges);
                &reversed
            }
        };
        let mut lengths: Vec<Option<i64>> = vec![None; edges.len()];
        let mut hops = vec![0; edges.len()];
        let mut open = VecDeque::from([start]);
        let mut is_open = vec![false; edges.len()];
        lengths[start] = Some(0);
        while let Some(point) = open.pop_front() {
            is_open[point] = false;
            let Some(length) = lengths[point] else { continue };
            for edge in &edges[point] {
                let longer = length.saturating_add(edge.length);
                if lengths[edge.to].is_some_and(|known| known <= longer) {
                    continue;
                }
                lengths[edge.to] = Some(longer);
                hops[edge.to] = hops[point] + 1;
                // A shortest path passes no point twice.
                if hops[edge.to] >= edges.len() {
                    return None;
                }
                if !std::mem::replace(&mut is_open[edge.to], true) {
                    open.push_back(edge.to);
                }
            }
        }
        Some(lengths)
    }

    fn contradiction_apart(&self) -> Option<Vec<usize>> {
        let apart = |part: &Vec<usize>| part.iter().all(|point| self.bounds[*point] == (None, None));
        let broken = |part: &Vec<usize>| part.iter().any(|point| self.paths(*point, false).is_none());
        let part = self.parts().into_iter().filter(|part| part.len() > 1 && apart(part)).find(broken)?;
        Some(self.smallest_contradiction(part))
    }

    /// The reasons on the negative cycle that has the fewest edges.
    ///
    /// All walks from each point are lengthened edge by edge; the first to come home with less than nothing is it. A
    /// subset of its reasons would be a shorter one, so no reason on it can be spared.
    fn smallest_contradiction(&self, points: Vec<usize>) -> Vec<usize> {
        let mut best: Option<(usize, Vec<usize>)> = None;
        for start in points {
            let most = best.as_ref().map_or(self.edges.len(), |(length, _)| *length);
            let found = self.shortest_negative_walk(start, most);
            if let Some(found) = found.filter(|found| best.as_ref().is_none_or(|best| found < best)) {
                best = Some(found);
            }
        }
        best.map(|(_, reasons)| reasons).unwrap_or_default()
    }

    /// Edges and reasons of the shortest negative walk from a point to itself, of at most so many edges.
    fn shortest_negative_walk(&self, start: usize, most: usize) -> Option<(usize, Vec<usize>)> {
        let mut rounds: Vec<Round> = vec![vec![None; self.edges.len()]];
        rounds[0][start] = Some((0, start, usize::MAX));
        for round in 0..most {
            let mut next: Round = vec![None; self.edges.len()];
            for (point, reached) in rounds[round].iter().enumerate() {
                let Some((length, ..)) = reached else { continue };
                for edge in &self.edges[point] {
                    let longer = length.saturating_add(edge.length);
                    if next[edge.to].is_none_or(|(known, ..)| longer < known) {
                        next[edge.to] = Some((longer, point, edge.because));
                    }
                }
            }
            let home = next[start].is_some_and(|(length, ..)| length < 0);
            rounds.push(next);
            if home {
                return Some((round + 1, reasons_back(&rounds, start)));
            }
        }
        None
    }
}

/// For each point the shortest walk of so many edges: its length, the point before, and why one may go on from there.
type Round = Vec<Option<(i64, usize, usize)>>;

fn reasons_back(rounds: &[Round], home: usize) -> Vec<usize> {
    let mut reasons = BTreeSet::new();
    let mut at = home;
    for round in rounds.iter().skip(1).rev() {
        let Some((_, before, because)) = round[at] else { break };
        reasons.insert(because);
        at = before;
    }
    reasons.into_iter().collect()
}

fn edges(points: usize, constraints: &[Constraint], left_out: &BTreeSet<usize>) -> Vec<Vec<Edge>> {
    let mut edges: Vec<Vec<Edge>> = vec![Vec::new(); points];
    for constraint in constraints.iter().filter(|constraint| !left_out.contains(&constraint.because)) {
        let &Constraint { from, to, least, most, because } = constraint;
        edges[from].extend(most.map(|length| Edge { to, length, because }));
        edges[to].extend(least.map(|least| Edge { to: from, length: -least, because }));
    }
    edges
}

fn reverse(edges: &[Vec<Edge>]) -> Vec<Vec<Edge>> {
    let mut reversed = vec![Vec::new(); edges.len()];
    for (from, edges) in edges.iter().enumerate() {
        for edge in edges {
            reversed[edge.to].push(Edge { to: from, ..*edge });
        }
    }
    reversed
}

/// The smallest point of the connected part of each point, when the origin joins nothing.
fn parts(points: usize, constraints: &[Constraint]) -> Vec<usize> {
    let mut part: Vec<usize> = (0..points).collect();
    fn root(part: &mut [usize], mut point: usize) -> usize {
        while part[point] != point {
            part[point] = part[part[point]];
            point = part[point];
        }
        point
    }
    for constraint in constraints.iter().filter(|c| c.from != ORIGIN && c.to != ORIGIN) {
        let (a, b) = (root(&mut part, constraint.from), root(&mut part, constraint.to));
        part[a.max(b)] = a.min(b);
    }
    (0..points).map(|point| root(&mut part, point)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(from: usize, to: usize, least: i64, most: i64, because: usize) -> Constraint {
        Constraint { from, to, least: Some(least), most: Some(most), because }
    }

    #[test]
    fn days_are_tightened_along_chains() {
        // Point 1 on day 100 to 130, 2 one to six days later, 3 at most day 105.
        let network = Network::solve(
            4,
            &[
                between(ORIGIN, 1, 100, 130, 0),
                between(1, 2, 1, 6, 1),
                between(2, 3, 0, 0, 2),
                Constraint { from: ORIGIN, to: 3, least: None, most: Some(105), because: 3 },
            ],
        );
        assert!(network.conflicts.is_empty());
        assert_eq!(network.bounds(1), (Some(100), Some(104)));
        assert_eq!(network.bounds(2), (Some(101), Some(105)));
        assert_eq!(network.distance(1, 3), (Some(1), Some(5)));
        assert_eq!(network.distance(3, 1), (Some(-5), Some(-1)));
        assert_eq!(network.parts(), [vec![1, 2, 3]]);
    }

    #[test]
    fn the_smallest_contradiction_is_named_and_the_rest_still_solved() {
        // 1 before 2 before 3 before 1, among others that are fine.
        let network = Network::solve(
            6,
            &[
                between(ORIGIN, 1, 0, 100, 0),
                between(1, 2, 1, 9, 1),
                between(2, 3, 1, 9, 2),
                between(3, 1, 1, 9, 3),
                between(1, 4, 0, 9, 4),
                between(ORIGIN, 5, 7, 7, 5),
            ],
        );
        assert_eq!(network.conflicts, [vec![1, 2, 3]]);
        assert_eq!(network.bounds(5), (Some(7), Some(7)));
        assert_eq!(network.bounds(4), (Some(0), Some(109)));
    }

    #[test]
    fn of_two_contradictions_in_one_part_the_shorter_is_told_first() {
        let network = Network::solve(
            4,
            &[
                between(ORIGIN, 1, 0, 9, 0),
                between(1, 2, 1, 1, 1),
                between(2, 3, 1, 1, 2),
                between(3, 1, 1, 1, 3),
                between(2, 1, 1, 1, 4),
            ],
        );
        assert_eq!(network.conflicts, [vec![1, 4]]);
    }

    #[test]
    fn parts_without_a_date_can_contradict_themselves() {
        let network = Network::solve(3, &[between(1, 2, 1, 2, 0), between(2, 1, 1, 2, 1)]);
        assert_eq!(network.conflicts, [vec![0, 1]]);
        assert_eq!(network.bounds(1), (None, None));
    }
}
