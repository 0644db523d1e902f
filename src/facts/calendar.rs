//! What a network of distances cannot hold by itself: two days that lie in one month of the calendar.
//!
//! Which days "earlier this month" leaves depends on where the months begin, so it is no distance. The network is solved, what
//! its days leave of the months is fed back as further constraints, and it is solved again until nothing more follows.
//! Knows numbers and months only, neither statements nor sources.

use super::network::{Constraint, Network, ORIGIN};
use crate::model::when::{days_after, days_between};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The day from which the network counts.
pub(super) const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// So often days are fed back at most. Each round is true by itself, so stopping early leaves days wider than need be.
const ROUNDS: usize = 24;

/// Two points that lie in one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SameMonth {
    pub earlier: usize,
    pub later: usize,
    /// Whose constraint it is.
    pub because: usize,
}

/// A constraint that follows from months, with all reasons that it follows from.
struct Fed {
    constraint: Constraint,
    reasons: BTreeSet<usize>,
}

/// Solves a network along with the months in which its points lie.
pub(super) fn solve(points: usize, constraints: &[Constraint], months: &[SameMonth]) -> Network {
    if months.is_empty() {
        return Network::solve(points, constraints);
    }
    let first_of_ours = constraints.iter().map(|constraint| constraint.because + 1).max().unwrap_or(0);
    let mut left_out: BTreeSet<usize> = BTreeSet::new();
    let mut conflicts: Vec<Vec<usize>> = Vec::new();
    let mut fed: Vec<Fed> = Vec::new();
    let mut round = 0;
    loop {
        let kept = constraints.iter().filter(|constraint| !left_out.contains(&constraint.because));
        let all: Vec<Constraint> = kept.chain(fed.iter().map(|fed| &fed.constraint)).cloned().collect();
        let network = Network::solve(points, &all);
        if network.conflicts.is_empty() {
            let more = if round < ROUNDS { follow(&network, months, &left_out) } else { Vec::new() };
            if more.is_empty() {
                let mut network = network;
                network.conflicts = conflicts;
                return network;
            }
            for mut more in more {
                more.constraint.because = first_of_ours + fed.len();
                more.reasons = origins(more.reasons, first_of_ours, &fed);
                fed.push(more);
            }
            round += 1;
            continue;
        }
        // The others may follow from the same, so they are looked for again without the first.
        if let Some(conflict) = network.conflicts.first() {
            let reasons = origins(conflict.iter().copied().collect(), first_of_ours, &fed);
            left_out.extend(&reasons);
            conflicts.push(reasons.into_iter().collect());
        }
        fed.clear();
    }
}

/// The reasons, with those of what was fed back in the place of our own.
fn origins(reasons: BTreeSet<usize>, first_of_ours: usize, fed: &[Fed]) -> BTreeSet<usize> {
    let origin = |reason: usize| match reason.checked_sub(first_of_ours).and_then(|n| fed.get(n)) {
        Some(fed) => fed.reasons.clone(),
        None => BTreeSet::from([reason]),
    };
    reasons.into_iter().flat_map(origin).collect()
}

/// What the months say beyond the days that a network leaves.
fn follow(network: &Network, months: &[SameMonth], left_out: &BTreeSet<usize>) -> Vec<Fed> {
    let mut fed = Vec::new();
    for month in months.iter().filter(|month| !left_out.contains(&month.because)) {
        let SameMonth { earlier, later, because } = *month;
        let gap = network.distance(earlier, later).0.unwrap_or(0).max(0);
        let [(early_from, early_to), (late_from, late_to)] = [earlier, later].map(|point| network.bounds(point));
        let mut learn = |point: usize, from: usize, is_first: bool, day: Option<Date>| {
            let (known_least, known_most) = network.bounds(point);
            let Some(day) = day.map(|day| days_between(EPOCH, day)) else { return };
            let (least, most) = if is_first { (Some(day), None) } else { (None, Some(day)) };
            let is_news = match is_first {
                true => known_least.is_none_or(|known| known < day),
                false => known_most.is_none_or(|known| known > day),
            };
            if is_news {
                let bound = if is_first { network.reasons(from, ORIGIN) } else { network.reasons(ORIGIN, from) };
                let apart = if gap > 0 { network.reasons(later, earlier) } else { BTreeSet::new() };
                let reasons = bound.into_iter().chain(apart).chain([because]).collect();
                fed.push(Fed { constraint: Constraint { from: ORIGIN, to: point, least, most, because }, reasons });
            }
        };
        let day = |days: Option<i64>| days_after(EPOCH, days?);
        let late_from = day(late_from).and_then(|day| first_with(day, |day| i64::from(day.day()) > gap));
        learn(later, later, true, late_from);
        learn(earlier, later, true, late_from.map(Date::first_of_month));
        let early_from = day(early_from).and_then(|day| first_with(day, |day| room_after(*day) >= gap));
        learn(earlier, earlier, true, early_from);
        let early_to = day(early_to).and_then(|day| last_with(day, |day| room_after(*day) >= gap));
        learn(earlier, earlier, false, early_to);
        learn(later, earlier, false, early_to.map(Date::last_of_month));
        let late_to = day(late_to).and_then(|day| last_with(day, |day| i64::from(day.day()) > gap));
        learn(later, later, false, late_to);
    }
    fed
}

/// How many days of its month come after a day.
fn room_after(day: Date) -> i64 {
    i64::from(day.days_in_month() - day.day())
}

/// Days are looked for through so many days: two months, one of which is a long one.
const FAR: usize = 62;

fn first_with(day: Date, is: impl Fn(&Date) -> bool) -> Option<Date> {
    day.series(1.day()).take(FAR).find(is)
}

fn last_with(day: Date, is: impl Fn(&Date) -> bool) -> Option<Date> {
    day.series(-1.day()).take(FAR).find(is)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn days(day: Date) -> i64 {
        days_between(EPOCH, day)
    }

    fn from_to(network: &Network, point: usize) -> (Option<Date>, Option<Date>) {
        let day = |days: Option<i64>| days_after(EPOCH, days?);
        let (from, to) = network.bounds(point);
        (day(from), day(to))
    }

    fn between(from: usize, to: usize, least: Option<i64>, most: Option<i64>, because: usize) -> Constraint {
        Constraint { from, to, least, most, because }
    }

    #[test]
    fn a_month_in_common_moves_both_ends() {
        // A text (1) of May or later; an order (2) of the same month, 13 to 30 days before it.
        let constraints =
            [between(ORIGIN, 1, Some(days(date(2026, 5, 1))), None, 0), between(1, 2, Some(-30), Some(-13), 1)];
        let network = solve(3, &constraints, &[SameMonth { earlier: 2, later: 1, because: 1 }]);
        assert!(network.conflicts.is_empty());
        assert_eq!(from_to(&network, 1), (Some(date(2026, 5, 14)), None));
        assert_eq!(from_to(&network, 2), (Some(date(2026, 5, 1)), None));
    }

    #[test]
    fn ends_that_are_known_are_moved_too() {
        // A text of 20 May to 10 June, an order at least 13 days before it: June has no day 14 by then.
        let constraints = [
            between(ORIGIN, 1, Some(days(date(2026, 5, 20))), Some(days(date(2026, 6, 10))), 0),
            between(1, 2, Some(-30), Some(-13), 1),
        ];
        let network = solve(3, &constraints, &[SameMonth { earlier: 2, later: 1, because: 1 }]);
        assert_eq!(from_to(&network, 1), (Some(date(2026, 5, 20)), Some(date(2026, 5, 31))));
        assert_eq!(from_to(&network, 2), (Some(date(2026, 5, 1)), Some(date(2026, 5, 18))));
    }

    #[test]
    fn a_contradiction_names_all_that_it_follows_from() {
        // A text of 10 May, an order of 30 April, said to be of the same month. The last has nothing to do with it.
        let constraints = [
            between(ORIGIN, 1, Some(days(date(2026, 5, 10))), Some(days(date(2026, 5, 10))), 0),
            between(1, 2, Some(-30), Some(-1), 1),
            between(ORIGIN, 2, Some(days(date(2026, 4, 30))), Some(days(date(2026, 4, 30))), 2),
            between(ORIGIN, 3, Some(0), Some(9), 3),
        ];
        let network = solve(4, &constraints, &[SameMonth { earlier: 2, later: 1, because: 1 }]);
        assert_eq!(network.conflicts, [vec![0, 1, 2]]);
        assert_eq!(network.bounds(3), (Some(0), Some(9)), "the rest is still solved");
    }

    #[test]
    fn more_days_than_a_month_has_end() {
        // 31 days before a text of the same month: no month has both.
        let constraints =
            [between(ORIGIN, 1, Some(days(date(2026, 5, 1))), None, 0), between(1, 2, Some(-40), Some(-31), 1)];
        let network = solve(3, &constraints, &[SameMonth { earlier: 2, later: 1, because: 1 }]);
        assert!(network.conflicts.is_empty(), "nothing bounds the search, and it stops");
    }
}
