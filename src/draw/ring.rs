//! The ring of the map: an oval that grows downwards, and the curves that run through it.
//!
//! Both its sides are upright between two round ends, so that labels stand beside it one below the other.

use super::sheet::{WIDTH, number};

/// The middle of the ring.
const MIDDLE: f64 = WIDTH / 2.0;

/// Half the width of the ring.
pub(super) const HALF: f64 = 62.0;

/// A side of the ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

impl Side {
    /// So far from the middle on this side.
    pub(crate) fn at(self, distance: f64) -> f64 {
        match self {
            Side::Left => MIDDLE - distance,
            Side::Right => MIDDLE + distance,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Ring {
    pub top: f64,
    pub bottom: f64,
}

impl Ring {
    /// The height of a round end.
    fn cap(&self) -> f64 {
        ((self.bottom - self.top) / 2.0).min(110.0)
    }

    /// How far the ring is from the middle at a height.
    pub(crate) fn reach(&self, y: f64) -> f64 {
        let cap = self.cap();
        let beyond = (self.top + cap - y).max(y - (self.bottom - cap)).clamp(0.0, cap);
        let share = if cap > 0.0 { beyond / cap } else { 0.0 };
        HALF * (1.0 - share * share).sqrt()
    }

    /// The farthest that the ring reaches between two heights.
    pub(crate) fn farthest(&self, from: f64, to: f64) -> f64 {
        let middle = f64::midpoint(self.top, self.bottom).clamp(from.min(to), from.max(to));
        self.reach(from).max(self.reach(to)).max(self.reach(middle))
    }

    /// The path along one side from a height down to another.
    pub(crate) fn arc(&self, side: Side, from: f64, to: f64) -> String {
        let (cap, sweep) = (self.cap(), if side == Side::Right { 1 } else { 0 });
        let (from, to) = (from.max(self.top), to.min(self.bottom));
        let at = |y: f64| format!("{} {}", number(side.at(self.reach(y))), number(y));
        let mut d = format!("M{}", at(from));
        let (first, last) = (self.top + cap, self.bottom - cap);
        if from < first {
            d += &format!("A{} {} 0 0 {sweep} {}", number(HALF), number(cap), at(to.min(first)));
        }
        if to > first && from < last {
            d += &format!("V{}", number(to.min(last)));
        }
        if to > last {
            d += &format!("A{} {} 0 0 {sweep} {}", number(HALF), number(cap), at(to));
        }
        d
    }
}

/// A node's place on the ring.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub side: Side,
    pub x: f64,
    pub y: f64,
}

/// The curve of a tie between two spots.
pub(super) fn curve(from: Spot, to: Spot) -> String {
    shifted_curve(from, to, 0.0)
}

/// The curve of a tie as two lines beside each other.
pub(super) fn double_curve(from: Spot, to: Spot) -> String {
    shifted_curve(from, to, 1.4) + &shifted_curve(from, to, -1.4)
}

/// A curve a little beside the way between two spots.
fn shifted_curve(from: Spot, to: Spot, by: f64) -> String {
    // From top to bottom and from left to right, so that the same two spots are always joined alike.
    let (from, to) = if (from.y, from.x) <= (to.y, to.x) { (from, to) } else { (to, from) };
    let inward = |spot: Spot| if spot.side == Side::Left { 1.0 } else { -1.0 };
    let ((y1, y2), (c1, c2)) = if from.side == to.side {
        // Far ones reach deeper, so that curves of one side lie within each other.
        let depth = (8.0 + (to.y - from.y) * 0.45).min(HALF * 1.5) + by * 1.5;
        ((from.y - by, to.y + by), (from.x + inward(from) * depth, to.x + inward(to) * depth))
    } else {
        let lean = if to.x > from.x { by } else { -by };
        let bend = |spot: Spot| spot.x + (MIDDLE - spot.x) * 0.7 + lean;
        ((from.y - by, to.y - by), (bend(from), bend(to)))
    };
    format!(
        "M{} {}C{} {} {} {} {} {}",
        number(from.x),
        number(y1),
        number(c1),
        number(y1),
        number(c2),
        number(y2),
        number(to.x),
        number(y2)
    )
}
