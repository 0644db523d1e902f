//! What is drawn, as plain data, and what comes of it.

use crate::model::access::Status;

/// A drawing, or one part of a drawing that is too large for one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Drawing {
    /// An `<svg>` element for the body of a page.
    pub svg: String,
    /// The blocs or years that this part shows; empty when there is one part.
    pub part: String,
}

/// The group and the item in it, both counted from 0: a lane and its item, or a sector and its node.
///
/// A place that does not exist is passed over.
pub(crate) type PlaceInGroup = (usize, usize);

/// What happened when, in one lane per bloc.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Timeline {
    /// What the day numbers of the items count.
    pub axis: Axis,
    /// In the order in which they are shown; one without items is not shown.
    pub lanes: Vec<Lane>,
    /// From what was done to what answered it.
    pub arrows: Vec<(PlaceInGroup, PlaceInGroup)>,
}

/// What day numbers count.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Axis {
    /// Days since 1970-01-01.
    Dates,
    /// Days since something whose date nobody gives.
    Relative {
        /// Says so under the axis: "days from: access is cut".
        to: String,
    },
}

/// The items of one bloc.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Lane {
    pub name: String,
    /// The bloc's hue, 1 to 6; none for what belongs to no bloc.
    pub hue: Option<usize>,
    /// In any order; they are shown by `earliest`, then by label.
    pub items: Vec<TimelineItem>,
}

/// Something on a timeline.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TimelineItem {
    pub label: String,
    pub href: Option<String>,
    /// The first day on which it can have begun; none when nothing bounds it.
    pub earliest: Option<i32>,
    /// The last day on which it can have begun. Equal to `earliest` when the day is certain.
    pub latest: Option<i32>,
    /// For what lasts: the first and the last day on which it can have ended.
    pub until: Option<(Option<i32>, Option<i32>)>,
    pub kind: ItemKind,
}

/// What an item is, shown by its shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ItemKind {
    /// Something happened: a disc.
    Point,
    /// Somebody ruled: a triangle.
    Policy,
    /// Somebody wrote: a square.
    Source,
}

/// Who is tied to whom.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Map {
    /// In the order in which they are shown; one without nodes is not shown.
    pub sectors: Vec<Sector>,
    pub ties: Vec<RingTie>,
}

/// A bloc's part of the ring.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sector {
    pub name: String,
    /// The bloc's hue, 1 to 6; none for what belongs to no bloc.
    pub hue: Option<usize>,
    pub nodes: Vec<RingNode>,
}

/// Somebody or something on the ring.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RingNode {
    pub label: String,
    pub href: Option<String>,
    /// `model` is a disc, `company` a square, `policy` a triangle, anything else a diamond.
    pub kind: String,
    /// The access to it, whose symbol then stands in for the shape of its kind.
    pub status: Option<Status>,
}

/// A line between two nodes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RingTie {
    pub from: PlaceInGroup,
    pub to: PlaceInGroup,
    /// How the first is tied to the second, for those who point at the line: "responds to".
    pub label: String,
    pub standing: TieStanding,
}

/// How well a tie is founded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TieStanding {
    /// A solid line.
    Fact,
    /// Somebody's claim or reading: a dashed line.
    Claim,
    /// Sources disagree: a double line.
    Disputed,
}

/// The access to one model through time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DrawnHistory {
    /// One for each bloc; one without spells is not shown.
    pub rows: Vec<HistoryRow>,
}

/// The access of one bloc.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HistoryRow {
    pub name: String,
    pub href: Option<String>,
    /// The bloc's hue, 1 to 6; none for what belongs to no bloc.
    pub hue: Option<usize>,
    pub spells: Vec<Spell>,
}

/// A time through which the access was one and the same.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spell {
    /// Days since 1970-01-01; none when it began before all that is shown.
    pub from: Option<i32>,
    /// The day on which it ended; none when it goes on.
    pub to: Option<i32>,
    pub status: Status,
    /// Whether it is only possible: dashed, and its word has a question mark.
    pub possible: bool,
}
