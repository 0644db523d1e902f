//! The pages that set two entities next to each other: what the ledger has on both, row by row, and what that comes to.
//!
//! Weighs nothing: where no source says anything of a side, the page says so.

use super::accounts::Accounts;
use super::finding::number;
use super::matrix::statuses;
use super::merged::merged_relations;
use super::pairs::Pair;
use super::question::FactsQuestion;
use super::words::Words;
use crate::base::path::Address;
use crate::base::text::capitalised;
use crate::facts::cell::newest;
use crate::facts::relation::Relation;
use crate::link::EntityId;
use crate::model::access::Status;
use crate::model::kind::{BLOC, MODEL, POLICY};
use crate::model::when_in_words::up_to;
use crate::plan::page::{Context, LedgerPage, PagePlan};
use crate::plan::parts::Linking;
use crate::view::{
    CellContext, Citation, CompareLink, ComparePage, CompareRow, CompareValue, Comparison, ComparisonGroup,
    ComparisonsPage, EntityLink, MatrixRow, Prepared, TextLink,
};
use std::collections::BTreeMap;
use std::sync::Arc;

const INDEX: &str = "/compare/";

/// How many differences are named one by one.
const NAMED: usize = 4;

/// The address of the page of a pair.
fn address(pair: &Pair<'_>) -> Address {
    let [one, other] = pair.sides;
    Address::new(format!("{INDEX}{}/{}/", one.slug, other.slug))
}

/// The address of the list of all, if there is one.
pub(super) fn index(words: &Words<'_>, pairs: &[Pair<'_>]) -> Option<String> {
    (words.has_comparisons && !pairs.is_empty()).then(|| words.shared.url(&Address::new(INDEX)))
}

/// What an entity is compared with.
pub(super) fn link(words: &Words<'_>, pair: &Pair<'_>, id: &EntityId) -> Option<CompareLink> {
    let other = pair.sides.into_iter().find(|side| *side != id)?;
    Some(CompareLink { entity: words.shared.link(other)?, url: words.shared.url(&address(pair)).into() })
}

/// Plans a page for each pair, and the list of them.
pub(super) fn pages(accounts: &Accounts<'_>, question: &FactsQuestion) -> Vec<LedgerPage> {
    let words = accounts.words;
    let comparison = |pair: &Pair<'_>| {
        let sides = pair.sides.iter().filter_map(|id| words.shared.link(id)).collect();
        Arc::new(Comparison {
            url: words.shared.url(&address(pair)).into(),
            sides,
            why: words.strings().word("compare_why", pair.why),
        })
    };
    let comparisons: Vec<Arc<Comparison>> = accounts.pairs.iter().map(comparison).collect();
    let mut of: BTreeMap<&EntityId, Vec<usize>> = BTreeMap::new();
    for (n, pair) in accounts.pairs.iter().enumerate() {
        pair.sides.into_iter().for_each(|id| of.entry(id).or_default().push(n));
    }
    let page = |address: Address, what: String, template: &str, context: Context| LedgerPage {
        address,
        what,
        page: Arc::new(PagePlan::page(template, context)),
        listed: Some(words.published()),
    };
    let mut pages = Vec::new();
    for (n, pair) in accounts.pairs.iter().enumerate() {
        let others = pair.sides.into_iter().flat_map(|id| &of[id]).filter(|other| **other != n);
        let others = others.map(|other| comparisons[*other].clone()).collect();
        if let Some(context) =
            (Compared { words, pair, sides: sides(words, pair) }).page(others, index(words, &accounts.pairs))
        {
            let what = format!("the comparison of {} with {}", pair.sides[0].slug, pair.sides[1].slug);
            pages.push(page(address(pair), what, "compare.html", Context::Compare(Box::new(context))));
        }
    }
    if question.has("comparisons.html") && !pages.is_empty() {
        let group = |kind: &'static str| {
            let pairs = accounts.pairs.iter().zip(&comparisons).filter(|(pair, _)| pair.kind == kind);
            ComparisonGroup { kind, comparisons: pairs.map(|(_, comparison)| comparison.clone()).collect() }
        };
        let groups = [MODEL, BLOC, POLICY].map(group).into_iter().filter(|group| !group.comparisons.is_empty());
        let address = Address::new(INDEX);
        let about = words.page("comparisons", "comparisons", &address);
        let context = ComparisonsPage { page: about, groups: groups.collect() };
        pages.push(page(
            address,
            "the list of comparisons".to_owned(),
            "comparisons.html",
            Context::Comparisons(context),
        ));
    }
    pages
}

fn sides(words: &Words<'_>, pair: &Pair<'_>) -> Vec<Prepared<EntityLink>> {
    pair.sides.iter().filter_map(|id| words.shared.link(id)).collect()
}

/// A pair, of which both have a page.
struct Compared<'a> {
    words: &'a Words<'a>,
    pair: &'a Pair<'a>,
    sides: Vec<Prepared<EntityLink>>,
}

impl Compared<'_> {
    fn page(self, others: Vec<Arc<Comparison>>, index: Option<String>) -> Option<ComparePage> {
        let [one, other] = &self.sides[..] else { return None };
        let (mut rows, lead) = match self.pair.kind {
            MODEL => (self.of_models(), self.models_lead()),
            BLOC => (self.of_blocs(), self.blocs_lead()),
            _ => (self.of_policies(), self.policies_lead()),
        };
        rows.retain(|row| row.values.iter().any(|value| !value.is_silent()));
        let cells = rows.iter().flat_map(|row| &row.values).filter_map(|value| value.cell.as_ref());
        let true_to = newest(cells.filter_map(|cell| cell.true_to)).map(|days| up_to(self.words.strings(), &days));
        let title = self.words.strings().fill("compare.title", &[("one", &one.name), ("other", &other.name)]);
        Some(ComparePage {
            page: self.words.shared.page("compare", &title, &lead, &address(self.pair)),
            as_of: true_to.or_else(|| self.words.newest().filter(|_| self.pair.kind == POLICY)),
            kind: self.pair.kind,
            sides: self.sides.clone(),
            lead,
            rows,
            others,
            index,
        })
    }

    /// A row with a value for each side. Its label is a text of the group `compare`.
    fn row(&self, label: &str, value: impl Fn(&EntityId) -> CompareValue) -> CompareRow {
        row(&self.words.strings().word("compare", label), None, self.pair.sides.map(value).into())
    }

    fn cells(&self, model: &EntityId) -> &[Arc<CellContext>] {
        self.words.rows.get(model).map_or(&[][..], |row| &row.cells)
    }

    fn of_models(&self) -> Vec<CompareRow> {
        let words = self.words;
        let maker = |id: &EntityId| lines(words.maker(id).and_then(|maker| words.shared.link(maker)));
        let mut rows = vec![self.row("made_by", maker), self.row("bloc", |id| self.bloc(id))];
        for (n, bloc) in words.columns.iter().enumerate() {
            let value = |id: &EntityId| CompareValue { cell: self.cells(id).get(n).cloned(), lines: Vec::new() };
            let label = words.strings().fill("compare.in_bloc", &[("bloc", &bloc.in_sentences)]);
            rows.push(row(&label, Some(bloc.url.clone()), self.pair.sides.map(value).into()));
        }
        let policies = |id: &EntityId| lines(once(self.cells(id).iter().flat_map(|cell| &cell.by)));
        rows.push(self.row("policies", policies));
        rows.push(self.row("rivals", |id| {
            self.relations(id, |relation| {
                let is_rival =
                    ["competes-with", "positioned-against", "responds-to"].contains(&&*relation.relation.name);
                is_rival && (relation.from == *id || relation.to.as_ref() == Some(id))
            })
        }));
        let from = |id: &EntityId| sources(self.cells(id).iter().flat_map(|cell| &cell.sources));
        rows.push(self.row("sources_on_access", from));
        rows
    }

    fn of_blocs(&self) -> Vec<CompareRow> {
        let words = self.words;
        let with = |wanted: fn(&Words<'_>, &EntityId) -> bool| {
            move |bloc: &EntityId| {
                let here = words.ledger.cards.keys().filter(|id| wanted(words, id));
                let here = here.filter(|id| words.bloc(id).as_deref() == Some(bloc.slug.as_str()));
                lines(here.filter_map(|id| words.shared.link(id)))
            }
        };
        let is_policy =
            |words: &Words<'_>, id: &EntityId| words.ledger.cards.get(id).is_some_and(|card| card.key == POLICY);
        let is_model = |words: &Words<'_>, id: &EntityId| words.rows.contains_key(id);
        let mut rows = vec![self.row("models_of_bloc", with(is_model)), self.row("policies_of_bloc", with(is_policy))];
        for (model, of_model) in &words.rows {
            let value = |bloc: &EntityId| {
                let at = words.ledger.columns.iter().position(|column| column == bloc);
                CompareValue { cell: at.and_then(|at| self.cells(model).get(at).cloned()), lines: Vec::new() }
            };
            let label = of_model.model.name.to_string();
            rows.push(row(&label, Some(of_model.model.url.clone()), self.pair.sides.map(value).into()));
        }
        rows
    }

    fn of_policies(&self) -> Vec<CompareRow> {
        let words = self.words;
        let sort = |id: &EntityId| match words.shared.link(id).and_then(|link| link.type_.clone()) {
            Some(sort) => CompareValue {
                lines: vec![vec![plain(&capitalised(&words.strings().word("type", &sort)))]],
                cell: None,
            },
            None => CompareValue::default(),
        };
        let issuer = |id: &EntityId| {
            let issues = |r: &&Arc<Relation>| &*r.relation.name == "issues" && r.to.as_ref() == Some(id);
            let issuers = words.ledger.relations.iter().filter(issues).filter_map(|r| words.shared.link(&r.from));
            lines(once(issuers.collect::<Vec<_>>().iter()))
        };
        let since = |id: &EntityId| {
            let began = words.began(id);
            CompareValue { cell: None, lines: began.iter().map(|began| vec![plain(&capitalised(began))]).collect() }
        };
        let hit = |id: &EntityId| CompareValue { cell: None, lines: self.hit_lines(id) };
        let acts = |id: &EntityId| self.relations(id, |relation| relation.from == *id);
        let answers = |id: &EntityId| {
            self.relations(id, |relation| relation.to.as_ref() == Some(id) && &*relation.relation.name != "issues")
        };
        let from = |id: &EntityId| {
            let of = words.ledger.relations.iter().zip(&words.relations);
            let of = of.filter(|(relation, _)| relation.from == *id || relation.to.as_ref() == Some(id));
            let hit = self.words.shut_by(id);
            let cells = hit.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.sources);
            sources(of.flat_map(|(_, context)| &context.sources).chain(cells))
        };
        vec![
            self.row("what_it_is", sort),
            self.row("issued_by", issuer),
            self.row("bloc", |id| self.bloc(id)),
            self.row("limits_began", since),
            self.row("hit", hit),
            self.row("does", acts),
            self.row("answers", answers),
            self.row("sources", from),
        ]
    }

    fn bloc(&self, id: &EntityId) -> CompareValue {
        let bloc = self.words.bloc(id);
        lines(self.words.columns.iter().filter(|column| Some(&*column.slug) == bloc.as_deref()).cloned())
    }

    /// Relations as sentences, each once, with how sure each is where it is not stated as a fact; one that begins with the
    /// entity whose column it stands in begins with the verb.
    fn relations(&self, id: &EntityId, wanted: impl Fn(&Relation) -> bool) -> CompareValue {
        let all = self.words.ledger.relations.iter().zip(&self.words.relations);
        let wanted: Vec<_> = all.filter(|(relation, _)| wanted(relation)).map(|(_, context)| context).collect();
        let own = self.words.shared.link(id).map(|link| link.url.clone());
        let mut lines: Vec<Vec<TextLink>> = Vec::new();
        for context in merged_relations(self.words.strings(), wanted) {
            let strings = self.words.strings();
            let is_own = context.parts.from.first().is_some_and(|from| from.url == own);
            let mut line = if is_own { context.parts.on_its_own(strings) } else { context.sentence.clone() };
            let status = strings.word("relation_status", context.status);
            line.extend((context.status != "fact").then(|| plain(&strings.with_more("", &status))));
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        CompareValue { cell: None, lines }
    }

    /// "Mythos and Fable 5: withdrawn in Japan and China"
    fn hit_lines(&self, policy: &EntityId) -> Vec<Vec<TextLink>> {
        let groups = statuses(&self.words.shut_by(policy), self.words.columns.len());
        let lines = groups.iter().flat_map(|group| group.lines.iter().map(move |line| (group.status, line)));
        let line = |(status, line): (&'static str, &crate::view::StatusLine)| {
            let strings = self.words.strings();
            let mut pieces: Vec<TextLink> = Vec::new();
            for (n, model) in line.models.iter().enumerate() {
                let between =
                    if n + 1 == line.models.len() { strings.last_link() } else { strings.get("list.between") };
                pieces.extend((n > 0).then(|| plain(between)));
                pieces.push(linked(model));
            }
            let blocs: Vec<&str> = line.blocs.iter().map(|bloc| &*bloc.in_sentences).collect();
            let holes = [("status", &*strings.word("access", status)), ("blocs", &strings.and(&blocs))];
            pieces.push(plain(&strings.fill("compare.hit_line", &holes)));
            pieces
        };
        lines.map(line).collect()
    }

    /// "Both are withdrawn in Japan and China. Sources disagree on both in the US."
    fn models_lead(&self) -> String {
        let (words, strings) = (self.words, self.words.strings());
        let [one, other] = &self.sides[..] else { return String::new() };
        let [cells, others] = self.pair.sides.map(|id| self.cells(id));
        let mut alike: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let (mut apart, mut silent) = (Vec::new(), [Vec::new(), Vec::new(), Vec::new()]);
        for ((cell, other_cell), bloc) in cells.iter().zip(others).zip(&words.columns) {
            let bloc = &*bloc.in_sentences;
            match (said(cell), said(other_cell)) {
                (None, None) => silent[2].push(bloc),
                (None, _) => silent[0].push(bloc),
                (_, None) => silent[1].push(bloc),
                (Some(a), Some(b)) if a == b => alike.entry(a).or_default().push(bloc),
                (Some(a), Some(b)) => apart.push(strings.fill(
                    "compare.differ",
                    &[
                        ("bloc", bloc),
                        ("one", &one.name),
                        ("status", &strings.word("access", a)),
                        ("other", &other.name),
                        ("other_status", &strings.word("access", b)),
                    ],
                )),
            }
        }
        let alike = alike.into_iter().map(|(status, blocs)| {
            let key = if status == "disputed" { "compare.disputed_both" } else { "compare.alike" };
            strings.fill(key, &[("status", &strings.word("access", status)), ("blocs", &strings.and(&blocs))])
        });
        let silence = [("compare.silent", &*one.name), ("compare.silent", &*other.name), ("compare.silent_both", "")];
        let silent = silence.into_iter().zip(silent).filter(|(_, blocs)| !blocs.is_empty());
        let silent = silent.map(|((key, model), blocs)| {
            strings.fill(key, &[("model", model), ("blocs", &strings.list("list.or", &blocs))])
        });
        strings.sentences(apart.into_iter().chain(alike).chain(silent))
    }

    /// "One of eight models differs: Fugu."
    fn blocs_lead(&self) -> String {
        let strings = self.words.strings();
        let [one, other] = &self.sides[..] else { return String::new() };
        let columns = &self.words.ledger.columns;
        let at = self.pair.sides.map(|id| columns.iter().position(|column| column == id));
        let [Some(first), Some(second)] = at else { return String::new() };
        let pairs =
            self.words.rows.values().filter_map(|row| Some((row, row.cells.get(first)?, row.cells.get(second)?)));
        let apart: Vec<_> = pairs.filter(|(_, a, b)| a.status != b.status).collect();
        let all = self.words.rows.len();
        let models = strings.count("map.models", all, &[("number", &number(strings, all))]);
        let blocs = [("one", &*one.in_sentences), ("other", &*other.in_sentences), ("models", &models)];
        if apart.is_empty() {
            return strings.fill("compare.no_difference", &blocs);
        }
        let so = |cell: &CellContext| match said(cell) {
            Some(status) => strings.word("access", status),
            None => strings.get("compare.not_known").to_owned(),
        };
        let each = |(row, a, b): &(&Arc<MatrixRow>, &Arc<CellContext>, &Arc<CellContext>)| {
            let statuses = [("model", &*row.model.name), ("status", &so(a)), ("other_status", &so(b))];
            strings.fill("compare.difference", &[&statuses[..], &blocs[..2]].concat())
        };
        let named = match apart.len() {
            ..=NAMED => strings.in_a_row(&apart.iter().map(each).collect::<Vec<_>>()),
            _ => strings.and(&apart.iter().map(|(row, ..)| &*row.model.name).collect::<Vec<_>>()),
        };
        let holes = [("number", &*number(strings, apart.len())), ("models", &models), ("named", &named)];
        capitalised(&strings.count("compare.differences", apart.len(), &holes))
    }

    /// "US export ban limits two models; US request limits three."
    fn policies_lead(&self) -> String {
        let strings = self.words.strings();
        let says = |(id, link): (&EntityId, &Prepared<EntityLink>)| {
            let hit = self.words.shut_by(id).len();
            let key = if hit == 0 { "compare.limits_none" } else { "compare.limits" };
            strings.count(key, hit, &[("policy", &link.name), ("number", &number(strings, hit))])
        };
        let each: Vec<String> = self.pair.sides.into_iter().zip(&self.sides).map(says).collect();
        strings.fill("compare.limits_both", &[("each", &strings.in_a_row(&each))])
    }
}

impl CompareValue {
    /// Whether no source says anything.
    fn is_silent(&self) -> bool {
        self.lines.is_empty() && self.cell.as_ref().is_none_or(|cell| said(cell).is_none())
    }
}

fn row(label: &str, url: Option<Arc<str>>, values: Vec<CompareValue>) -> CompareRow {
    let alike = |one: &CompareValue, other: &CompareValue| {
        let status = |value: &CompareValue| value.cell.as_ref().map(|cell| cell.status);
        one.lines == other.lines && status(one) == status(other)
    };
    let same = values.windows(2).all(|pair| alike(&pair[0], &pair[1]));
    CompareRow { label: label.to_owned(), url, values, same }
}

/// What sources say of a cell, if any does.
fn said(cell: &CellContext) -> Option<&'static str> {
    Some(cell.status).filter(|status| *status != Status::Unknown.word())
}

fn plain(text: &str) -> TextLink {
    TextLink { text: text.into(), url: None, lang: None }
}

fn linked(link: &EntityLink) -> TextLink {
    TextLink { text: link.name.clone(), url: Some(link.url.clone()), lang: None }
}

/// Each of these on a line of its own.
fn lines(links: impl IntoIterator<Item = Prepared<EntityLink>>) -> CompareValue {
    CompareValue { cell: None, lines: links.into_iter().map(|link| vec![linked(&link)]).collect() }
}

/// Sources, in few letters, each once on a line of its own.
fn sources<'c>(citations: impl Iterator<Item = &'c Citation>) -> CompareValue {
    let mut lines: Vec<Vec<TextLink>> = Vec::new();
    for citation in citations {
        let line = vec![TextLink { text: citation.label.clone(), url: Some(citation.url.clone()), lang: None }];
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    CompareValue { cell: None, lines }
}

/// Links in the order in which each comes first.
fn once<'l>(links: impl Iterator<Item = &'l Prepared<EntityLink>>) -> Vec<Prepared<EntityLink>> {
    let mut once: Vec<Prepared<EntityLink>> = Vec::new();
    for link in links {
        if !once.contains(link) {
            once.push(link.clone());
        }
    }
    once
}
