//! What something was from day to day, by what is recorded and by what is said now.
//!
//! One rule for cells, statements and disputes: a day that is recorded and over stays as it was; and what differs from the record by
//! nothing newer has not been published before today. Knows nothing of what it is about.

use jiff::civil::Date;
use std::collections::BTreeSet;

/// How two states are compared.
pub(super) struct Compare<'c, T> {
    /// Whether readers see no difference: then a recorded state is taken as it is said now, with all its links.
    pub looks_same: &'c dyn Fn(&T, &T) -> bool,
    /// Whether a state is no other than the one before it.
    pub goes_on: &'c dyn Fn(&T, &T) -> bool,
}

/// What something was from each day on: by `recorded` up to the day `until`, and by `now` after it. `nothing` is what it was before.
pub(super) fn through_time<T: Clone>(
    now: &[(Date, T)],
    recorded: &[(Date, T)],
    (until, today): (Date, Date),
    nothing: &T,
    compare: &Compare<'_, T>,
) -> Vec<(Date, T)> {
    let over = &recorded[..recorded.partition_point(|(from, _)| *from <= until)];
    let days = now.iter().chain(over).map(|(day, _)| *day).chain([today]);
    let mut states: Vec<(Date, T)> = Vec::new();
    for day in days.collect::<BTreeSet<Date>>() {
        let (since, is) = on(now, day).unwrap_or((Date::MIN, nothing));
        let (_, was) = on(over, day).unwrap_or((Date::MIN, nothing));
        let is_as_recorded = day <= until || (day < today && since <= until);
        let state = if is_as_recorded && !(compare.looks_same)(was, is) { was } else { is };
        let last = states.last().map_or(nothing, |(_, last)| last);
        if !(compare.goes_on)(last, state) {
            states.push((day, state.clone()));
        }
    }
    states
}

/// The state of a day, and since when it was so.
pub(super) fn on<T>(states: &[(Date, T)], day: Date) -> Option<(Date, &T)> {
    let after = states.partition_point(|(from, _)| *from <= day);
    states.get(after.checked_sub(1)?).map(|(from, state)| (*from, state))
}

/// Whether a state began today although nothing that is said now is of today: whichever day today is, it begins on it.
pub(super) fn is_unrecorded<T>(states: &[(Date, T)], now: &[(Date, T)], today: Date) -> bool {
    let begins = |states: &[(Date, T)]| states.iter().any(|(day, _)| *day == today);
    begins(states) && !begins(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn played(now: &[(i8, &'static str)], recorded: &[(i8, &'static str)], until: i8) -> Vec<(i8, &'static str)> {
        let dated = |states: &[(i8, &'static str)]| -> Vec<(Date, &'static str)> {
            states.iter().map(|(day, state)| (date(2026, 11, *day), *state)).collect()
        };
        let same = |one: &&str, other: &&str| one == other;
        let compare = Compare { looks_same: &same, goes_on: &same };
        let days = (date(2026, 11, until), date(2026, 11, 20));
        let states = through_time(&dated(now), &dated(recorded), days, &"", &compare);
        states.into_iter().map(|(day, state)| (day.day(), state)).collect()
    }

    #[test]
    fn a_recorded_day_stays_and_what_is_new_without_a_day_is_of_today() {
        for (about, now, recorded, until, right) in [
            ("nothing changed", &[(3, "a")][..], &[(3, "a")][..], 10, &[(3, "a")][..]),
            ("a new statement of a recorded day", &[(3, "a")], &[], 10, &[(20, "a")]),
            ("a new statement", &[(12, "a")], &[], 10, &[(12, "a")]),
            ("edited in place", &[(3, "b")], &[(3, "a")], 10, &[(3, "a"), (20, "b")]),
            ("edited, and dated since", &[(3, "a"), (12, "b")], &[(3, "a")], 10, &[(3, "a"), (12, "b")]),
            ("removed", &[], &[(3, "a")], 10, &[(3, "a"), (20, "")]),
            ("withdrawn since", &[(3, "a"), (12, "")], &[(3, "a")], 10, &[(3, "a"), (12, "")]),
            ("withdrawn on a recorded day", &[(3, "a"), (8, "")], &[(3, "a")], 10, &[(3, "a"), (20, "")]),
            (
                "recorded as withdrawn, and taken back",
                &[(3, "a")],
                &[(3, "a"), (8, "")],
                10,
                &[(3, "a"), (8, ""), (20, "a")],
            ),
            ("recorded today: today is not over", &[(20, "b")], &[(3, "a"), (20, "c")], 19, &[(3, "a"), (20, "b")]),
        ] {
            assert_eq!(played(now, recorded, until), right, "{about}");
        }
    }
}
