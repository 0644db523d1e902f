//! The split as data for its map: who belongs to which bloc, where a policy stands between two, who acts on whom; and
//! the finding that is its title.
//!
//! Gives nothing a bloc that no file and no statement gives it, and makes an arrow of a stated relation alone. How it looks
//! is for `draw`.

use super::drawings::contexts;
use super::finding::{finding, number};
use super::merged::merged_relations;
use super::words::Words;
use crate::base::text::capitalised;
use crate::draw::{self, AccessSign, MapArrow, MapColumn, MapGroup, MapNode, TieStanding, Wall};
use crate::facts::relation::Relation;
use crate::link::EntityId;
use crate::model::access::Status;
use crate::model::kind::BLOC;
use crate::model::strings::Strings;
use crate::plan::parts::Linking;
use crate::view::{CellContext, DrawingContext, MatrixRow, Prepared, RelationContext, RelationGroup};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The relations that put something below who made or issued it.
const OWN: [&str; 2] = ["developer-of", "issues"];

/// The title of the map, and its drawings.
pub(super) fn map(words: &Words<'_>) -> (String, Vec<DrawingContext>) {
    let split = Split::of(words);
    let title = split.finding();
    let map = split.drawn();
    let drawings = contexts(draw::map("map", &title, words.strings().get("map.drawing"), &map));
    (title, drawings)
}

/// What is on the map.
struct Split<'a> {
    words: &'a Words<'a>,
    /// What has a place on it, each once.
    nodes: Vec<&'a EntityId>,
    /// The place of the bloc of each among the columns of the matrix.
    columns: Vec<Option<usize>>,
    walls: Vec<PolicyWall<'a>>,
}

/// A policy that keeps models of its own bloc from others.
struct PolicyWall<'a> {
    policy: &'a EntityId,
    /// The place of its bloc, and of those that it shuts out.
    home: usize,
    beyond: BTreeSet<usize>,
    models: Vec<(&'a EntityId, TieStanding)>,
    /// Whether no source says so outright of any of these cells.
    inferred: bool,
}

impl<'a> Split<'a> {
    fn of(words: &'a Words<'a>) -> Split<'a> {
        let ledger = words.ledger;
        let ends = ledger.relations.iter().flat_map(|r| [Some(&r.from), r.to.as_ref()]).flatten();
        let is_bloc = |id: &EntityId| ledger.cards.get(id).is_some_and(|card| card.key == BLOC);
        let known = words.rows.iter().filter(|(_, row)| row.cells.iter().any(|cell| is_known(cell))).map(|(id, _)| id);
        let all: BTreeSet<&EntityId> =
            ends.chain(known).filter(|id| !is_bloc(id) && words.shared.link(id).is_some()).collect();
        let nodes: Vec<&EntityId> = all.into_iter().collect();
        let column = |id: &&EntityId| {
            let bloc = words.bloc(id)?;
            ledger.columns.iter().position(|column| column.slug.as_str() == bloc)
        };
        let columns = nodes.iter().map(column).collect();
        Split { words, nodes, columns, walls: walls(words) }
    }

    fn place(&self, id: &EntityId) -> Option<usize> {
        self.nodes.binary_search(&id).ok()
    }

    fn drawn(&self) -> draw::Map {
        let words = self.words;
        let column = |(n, link): (usize, &Prepared<crate::view::EntityLink>)| MapColumn {
            name: link.name.to_string(),
            href: Some(link.url.to_string()),
            hue: link.hue,
            groups: self.groups(Some(n)),
        };
        let mut columns: Vec<MapColumn> = words.columns.iter().enumerate().map(column).collect();
        let band = MapColumn {
            name: words.strings().get("map.no_bloc").to_owned(),
            href: None,
            hue: None,
            groups: self.groups(None),
        };
        // A bloc of which nothing is said has no column, unless a wall stands before it.
        let is_shown = |n: usize, column: &MapColumn| {
            !column.groups.is_empty() || self.walls.iter().any(|wall| wall.beyond.contains(&n))
        };
        let shown: Vec<usize> = (0..columns.len()).filter(|n| is_shown(*n, &columns[*n])).collect();
        let mut n = 0;
        columns.retain(|column| {
            n += 1;
            is_shown(n - 1, column)
        });
        draw::Map {
            nodes: self.nodes.iter().map(|id| self.node(id)).collect(),
            columns,
            band,
            walls: self.walls.iter().filter_map(|wall| self.wall(wall, &shown)).collect(),
            arrows: self.arrows(),
            across: words.strings().get("map.across").to_owned(),
        }
    }

    fn node(&self, id: &EntityId) -> MapNode {
        let link = self.words.shared.link(id);
        let text = |of: fn(&crate::view::EntityLink) -> String| link.as_ref().map_or(String::new(), |link| of(link));
        MapNode {
            label: text(|link| link.name.to_string()),
            href: link.as_ref().map(|link| link.url.to_string()),
            called: link.as_ref().map_or("", |link| self.words.strings().kind(&link.kind)).to_owned(),
            kind: text(|link| link.kind.clone()),
            access: self.words.rows.get(id).map_or(Vec::new(), |row| access(self.words.strings(), row)),
        }
    }

    /// What belongs to a bloc, or to none: makers and issuers with their own, then what has none in the same place.
    fn groups(&self, column: Option<usize>) -> Vec<MapGroup> {
        let here: Vec<usize> = (0..self.nodes.len()).filter(|n| self.columns[*n] == column).collect();
        let mut owned: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut taken: BTreeSet<usize> = BTreeSet::new();
        for relation in &self.words.ledger.relations {
            let Some((from, to)) = self.ends(relation).filter(|_| OWN.contains(&&*relation.relation.name)) else {
                continue;
            };
            if here.contains(&from) && here.contains(&to) && taken.insert(to) {
                owned.entry(from).or_default().push(to);
            }
        }
        let is_model = |n: &usize| self.words.rows.contains_key(self.nodes[*n]);
        let mut groups: Vec<MapGroup> = Vec::new();
        for head in here.iter().filter(|n| !taken.contains(n)) {
            let own = owned.remove(head).unwrap_or_default();
            let has_head = !own.is_empty();
            groups.push(MapGroup { nodes: std::iter::once(*head).chain(own).collect(), has_head });
        }
        // Who makes models comes first, who neither makes nor issues anything last.
        let rank = |group: &MapGroup| (!group.nodes.iter().any(is_model), !group.has_head);
        groups.sort_by_key(rank);
        groups
    }

    fn ends(&self, relation: &Relation) -> Option<(usize, usize)> {
        Some((self.place(&relation.from)?, self.place(relation.to.as_ref()?)?)).filter(|(from, to)| from != to)
    }

    /// One for each relation that is stated and that no group shows; those that differ in their object alone are one.
    fn arrows(&self) -> Vec<MapArrow> {
        type Alike<'n> = (usize, &'n str, Option<usize>, TieStanding);
        let mut standings: BTreeMap<(usize, &str, usize), TieStanding> = BTreeMap::new();
        for relation in &self.words.ledger.relations {
            let Some((from, to)) = self.ends(relation) else { continue };
            let sort = &relation.relation;
            if OWN.contains(&&*sort.name) && self.columns[from] == self.columns[to] {
                continue;
            }
            let standing = TieStanding::of(relation.status);
            let known = standings.entry((from, &*sort.name, to)).or_insert(standing);
            *known = firmer(*known, standing);
        }
        let mut arrows: Vec<(Alike<'_>, MapArrow)> = Vec::new();
        for ((from, name, to), standing) in standings {
            let alike: Alike<'_> = (from, name, self.columns[to], standing);
            match arrows.iter_mut().find(|(known, _)| *known == alike) {
                Some((_, arrow)) => arrow.to.push(to),
                None => {
                    let words = self.words.strings().word("verb", name);
                    let (targets, on_its_own, sentence) = Default::default();
                    let to = vec![to];
                    arrows.push((alike, MapArrow { from, to, targets, words, on_its_own, sentence, standing }));
                }
            }
        }
        let named = |arrow: MapArrow| {
            let links: Vec<_> = arrow.to.iter().filter_map(|n| self.words.shared.link(self.nodes[*n])).collect();
            let strings = self.words.strings();
            let targets = strings.and(&links.iter().map(|link| &*link.name).collect::<Vec<_>>());
            let from = self.words.shared.link(self.nodes[arrow.from]);
            let from = from.as_ref().map_or("", |link| &*link.name);
            let holes = [("from", from), ("verb", &*arrow.words), ("to", &targets)];
            let [sentence, on_its_own] =
                ["statement.relation", "statement.own_relation"].map(|key| strings.fill(key, &holes));
            MapArrow { targets, sentence, on_its_own, ..arrow }
        };
        arrows.into_iter().map(|(_, arrow)| named(arrow)).collect()
    }

    fn wall(&self, wall: &PolicyWall<'_>, shown: &[usize]) -> Option<Wall> {
        let link = self.words.shared.link(wall.policy)?;
        Some(Wall {
            home: shown.iter().position(|n| *n == wall.home)?,
            before: wall.beyond.iter().any(|n| *n < wall.home),
            after: wall.beyond.iter().any(|n| *n > wall.home),
            name: link.name.to_string(),
            href: Some(link.url.to_string()),
            words: self
                .words
                .strings()
                .fill("map.keeps_out", &[("models", &self.names(&wall.models)), ("blocs", &self.blocs(&wall.beyond))]),
            stopped: wall.models.iter().filter_map(|(id, standing)| Some((self.place(id)?, *standing))).collect(),
        })
    }

    fn names(&self, models: &[(&EntityId, TieStanding)]) -> String {
        let links: Vec<_> = models.iter().filter_map(|(id, _)| self.words.shared.link(id)).collect();
        self.words.strings().and(&links.iter().map(|link| &*link.name).collect::<Vec<_>>())
    }

    fn blocs(&self, blocs: &BTreeSet<usize>) -> String {
        let names = blocs.iter().filter_map(|n| self.words.columns.get(*n)).map(|link| &*link.in_sentences);
        self.words.strings().and(&names.collect::<Vec<_>>())
    }

    /// "US export ban on Anthropic models: two of eight models are shut in Japan and China, by inference"; where no policy
    /// stands between two blocs, what the matrix comes to.
    fn finding(&self) -> String {
        let strings = self.words.strings();
        let most = self.walls.iter().rev().max_by_key(|wall| wall.models.len());
        let Some((wall, link)) = most.and_then(|wall| Some((wall, self.words.shared.link(wall.policy)?))) else {
            let rows: Vec<Arc<MatrixRow>> = self.words.rows.values().cloned().collect();
            let finding = finding(strings, &rows, &self.words.columns);
            return finding.map_or_else(
                || strings.get("map.no_finding").to_owned(),
                |said| strings.without_stop(&said).to_owned(),
            );
        };
        let (shut, all) = (wall.models.len(), self.words.rows.len());
        let models = strings.count("map.models", all, &[("number", &number(strings, all))]);
        let holes = [
            ("policy", &*link.name),
            ("shut", &number(strings, shut)),
            ("models", &models),
            ("blocs", &self.blocs(&wall.beyond)),
        ];
        let key = if wall.inferred { "map.finding_inferred" } else { "map.finding" };
        capitalised(&strings.count(key, shut, &holes))
    }
}

/// The relations as sentences, by what they begin with; those that differ in their object alone are one.
pub(super) fn sentences(words: &Words<'_>) -> Vec<RelationGroup> {
    let mut groups: BTreeMap<&EntityId, Vec<&Arc<RelationContext>>> = BTreeMap::new();
    for (relation, context) in words.ledger.relations.iter().zip(&words.relations) {
        groups.entry(&relation.from).or_default().push(context);
    }
    let group = |(id, relations): (_, Vec<_>)| {
        Some(RelationGroup { entity: words.shared.link(id)?, relations: merged_relations(words.strings(), relations) })
    };
    groups.into_iter().filter_map(group).collect()
}

/// Whether a source says anything of a cell.
fn is_known(cell: &CellContext) -> bool {
    cell.status != Status::Unknown.word()
}

/// Who can use a model, one sign for each status.
fn access(strings: &Strings, row: &MatrixRow) -> Vec<AccessSign> {
    let of = |word: &&'static str| {
        let there: Vec<&str> =
            row.cells.iter().filter(|cell| cell.status == *word).map(|cell| &*cell.bloc.in_sentences).collect();
        let status = Status::from_word(word).filter(|status| *status != Status::Unknown && !there.is_empty())?;
        let words =
            strings.fill("map.access", &[("status", &strings.word("access", word)), ("blocs", &strings.and(&there))]);
        Some(AccessSign { status, words })
    };
    Status::WORDS.iter().filter_map(of).collect()
}

/// What sources say of one relation: a fact where any states it as one, unless they disagree.
fn firmer(one: TieStanding, other: TieStanding) -> TieStanding {
    match (one, other) {
        (TieStanding::Disputed, _) | (_, TieStanding::Disputed) => TieStanding::Disputed,
        (TieStanding::Fact, _) | (_, TieStanding::Fact) => TieStanding::Fact,
        _ => TieStanding::Claim,
    }
}

/// The policies that a relation says to ban or restrict a model, where a cell of today names them for another bloc than
/// theirs, and the model's cell in theirs is not the same.
fn walls<'a>(words: &'a Words<'a>) -> Vec<PolicyWall<'a>> {
    let ledger = words.ledger;
    let mut barred: BTreeMap<&EntityId, BTreeMap<&EntityId, TieStanding>> = BTreeMap::new();
    for relation in ledger.relations.iter().filter(|r| ["bans", "restricts"].contains(&&*r.relation.name)) {
        let Some(to) = &relation.to else { continue };
        let is_of = |model: &&EntityId| *model == to || words.maker(model) == Some(to);
        for model in ledger.models.iter().filter(is_of) {
            let standing = TieStanding::of(relation.status);
            let known = barred.entry(&relation.from).or_default().entry(model).or_insert(standing);
            *known = firmer(*known, standing);
        }
    }
    let wall = |(policy, models): (&'a EntityId, BTreeMap<&'a EntityId, TieStanding>)| {
        let (link, bloc) = (words.shared.link(policy)?, words.bloc(policy)?);
        let home = ledger.columns.iter().position(|column| column.slug.as_str() == bloc)?;
        let mut wall = PolicyWall { policy, home, beyond: BTreeSet::new(), models: Vec::new(), inferred: true };
        for (model, standing) in models {
            let cells = words.rows.get(model).map_or(&[][..], |row| &row.cells);
            let own = cells.get(home).map(|cell| cell.status);
            let is_shut = |(n, cell): &(usize, &Arc<CellContext>)| {
                let shut = [Status::Banned, Status::Withdrawn].map(Status::word);
                *n != home && shut.contains(&cell.status) && Some(cell.status) != own && cell.by.contains(&link)
            };
            let shut: Vec<_> = cells.iter().enumerate().filter(is_shut).collect();
            wall.beyond.extend(shut.iter().map(|(n, _)| *n));
            wall.inferred &= shut.iter().all(|(_, cell)| cell.marks.contains(&"inferred"));
            wall.models.extend((!shut.is_empty()).then_some((model, standing)));
        }
        (!wall.models.is_empty()).then_some(wall)
    };
    barred.into_iter().filter_map(wall).collect()
}
