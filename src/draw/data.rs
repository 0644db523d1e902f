//! What is drawn, as plain data, and what comes of it.

use crate::model::access::Status;
use crate::model::choice::RelationStatus;
use crate::model::strings::Strings;
use std::sync::Arc;

/// A drawing, or one part of a drawing that is too large for one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Drawing {
    /// An `<svg>` element for the body of a page.
    pub svg: String,
    /// The blocs or years that this part shows; empty when there is one part.
    pub part: String,
}

/// The lane and the item in it, both counted from 0.
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
    pub arrows: Vec<TimelineArrow>,
}

/// From what was done to what answered it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TimelineArrow {
    pub from: PlaceInGroup,
    pub to: PlaceInGroup,
    pub standing: TieStanding,
}

/// The names of the twelve months, in few letters.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MonthNames {
    pub names: Vec<String>,
    /// How a month stands with its year: `{month} {year}`.
    pub with_year: String,
}

impl MonthNames {
    pub(crate) fn of(strings: &Strings) -> MonthNames {
        MonthNames { names: strings.short_months(), with_year: strings.get("date.month").to_owned() }
    }
}

/// What day numbers count.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Axis {
    /// Days since 1970-01-01; months have these short names.
    Dates(MonthNames),
    /// Days since something whose date nobody gives.
    Relative {
        /// Says so under the axis: "Day 0: access is cut".
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
    /// The language of the label, where it is another than that of the page.
    pub lang: Option<Arc<str>>,
    pub href: Option<String>,
    /// The first day on which it can have begun; none when nothing bounds it.
    pub earliest: Option<i32>,
    /// The last day on which it can have begun. Equal to `earliest` when the day is certain.
    pub latest: Option<i32>,
    /// For what lasts: the first and the last day on which it can have ended.
    pub until: Option<(Option<i32>, Option<i32>)>,
    pub kind: ItemKind,
}

/// Who acted, shown by its shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ItemKind {
    /// The issuer of a policy: a triangle.
    Government,
    /// A disc.
    Company,
    /// A person, an institution, or one that is not stated: a diamond.
    Other,
    /// A source that was published: a square.
    Source,
}

/// The blocs next to each other: who makes what in each, who can use it, and who acts on whom.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Map {
    /// What columns, walls and arrows name by its place; one that is in no column is not shown.
    pub nodes: Vec<MapNode>,
    /// One for each bloc, in the order in which they are shown.
    pub columns: Vec<MapColumn>,
    /// What belongs to no bloc.
    pub band: MapColumn,
    pub walls: Vec<Wall>,
    pub arrows: Vec<MapArrow>,
    /// The heading of the arrows that lead from one bloc to another.
    pub across: String,
}

/// A model, a company, a policy, or anything else on the map.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MapNode {
    pub label: String,
    pub href: Option<String>,
    /// `model` is a disc, `company` a square, `policy` a triangle, anything else a diamond.
    pub kind: String,
    /// What the site calls its kind.
    pub called: String,
    /// Who can use it, one for each status.
    pub access: Vec<AccessSign>,
}

/// A status and where it is so.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AccessSign {
    pub status: Status,
    /// "withdrawn in Japan and China"
    pub words: String,
}

/// What belongs to a bloc.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MapColumn {
    pub name: String,
    pub href: Option<String>,
    /// The bloc's hue, 1 to 6; none for what belongs to no bloc.
    pub hue: Option<usize>,
    pub groups: Vec<MapGroup>,
}

/// A maker or issuer and its own, or one that stands alone.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MapGroup {
    pub nodes: Vec<usize>,
    /// Whether the first made or issued the others.
    pub has_head: bool,
}

/// A policy that stands between its bloc and others.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Wall {
    /// The column of its bloc.
    pub home: usize,
    /// Whether it stands before that column too or instead, because of whom it keeps out.
    pub before: bool,
    pub after: bool,
    pub name: String,
    pub href: Option<String>,
    /// "keeps Mythos out of Japan"
    pub words: String,
    /// What does not pass.
    pub stopped: Vec<(usize, TieStanding)>,
}

/// From who acts to whom it concerns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MapArrow {
    pub from: usize,
    /// All of one column, or all of none.
    pub to: Vec<usize>,
    /// What they are called: "Mythos and Fable 5".
    pub targets: String,
    /// Between the two: "responds to".
    pub words: String,
    /// With those it leads to: "responds to the ban".
    pub on_its_own: String,
    /// The whole: "Ika responds to the ban".
    pub sentence: String,
    pub standing: TieStanding,
}

/// How well a tie is founded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TieStanding {
    /// A solid line.
    Fact,
    /// Somebody's claim or reading: a dashed line.
    Claim,
    /// Sources disagree: a double line.
    Disputed,
}

impl TieStanding {
    pub(crate) fn of(status: RelationStatus) -> TieStanding {
        match status {
            RelationStatus::Fact => TieStanding::Fact,
            RelationStatus::Disputed => TieStanding::Disputed,
            RelationStatus::Claim | RelationStatus::Interpretation => TieStanding::Claim,
        }
    }
}

/// The access to one model through time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DrawnHistory {
    /// One for each bloc; one without spells is not shown.
    pub rows: Vec<HistoryRow>,
    pub months: MonthNames,
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
    /// The first day on which it can have begun, in days since 1970-01-01; none when nothing bounds it.
    pub from: Option<i32>,
    /// The day from which it is sure; what lies before is only possible. None when that is so to the end.
    pub sure: Option<i32>,
    /// The day on which it ended; none when no statement ends it.
    pub to: Option<i32>,
    pub status: Status,
    /// The status and its days in words: "banned, not before 2 May 2026".
    pub words: String,
}
