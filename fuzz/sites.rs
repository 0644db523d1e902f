//! The targets that are sites: makes one with edits from a grammar, damages it, and says what is wrong with its builds.
//!
//! For each edit, a build that remembers is compared with one that does not; every message must name a place in its file, and
//! no value of a field may become an element of a page.

use crate::driver::{self, Target};
use crate::grammar::{Grammar, Maker};
use crate::input::Input;
use crate::support::site::{Site, Theme};
use crate::support::tree::Tree;
use crate::support::{dom, inputs, reported, small_theme};
use fissure::Outcome;
use fissure::base::content::Content;
use fissure::load::theme::FILES;
use fissure::load::{self, Look, Sources};
use std::sync::Arc;

/// An element that no theme has, in the words of the grammars for fields.
const MARK: &str = "x-mark";

/// Runs a target on sites that its rules make.
pub fn fuzz(name: &'static str, inputs: u64, rules: &str) {
    let grammar = Grammar::read(&[include_str!("targets/common.rules"), rules]);
    let make = |seed| make(&grammar, seed).write();
    driver::run(Target { name, inputs, make: &make, check: &mut check });
}

/// The site of a seed: two of three are as the grammar makes them, and one is damaged.
fn make(grammar: &Grammar, seed: u64) -> Input {
    let mut maker = Maker::new(grammar, fastrand::Rng::with_seed(seed));
    let head = format!("base: {}\ntheme: {}\n", maker.text("base"), maker.text("theme"));
    let mut input = Input::read(&[head.into_bytes(), maker.make("files")].concat());
    for edit in 0..=maker.random.usize(1..3) {
        if edit > 0 {
            change(&mut maker, &mut input);
        }
        if maker.random.u8(0..3) == 0 {
            for _ in 0..maker.random.usize(1..4) {
                damage_one(&mut maker, &mut input);
            }
        }
    }
    input
}

/// Adds an edit of a file or two.
fn change(maker: &mut Maker<'_>, input: &mut Input) {
    let others = Input::read(&maker.make("files"));
    let paths: Vec<String> = input.trees().pop().unwrap_or_default().into_keys().collect();
    input.changes.push(Default::default());
    for _ in 0..maker.random.usize(1..3) {
        let others: Vec<_> = others.changes.iter().flatten().collect();
        let other = maker.random.choice(&others).map(|(path, file)| ((*path).clone(), (*file).clone()));
        let path = maker.random.choice(&paths).cloned();
        match (maker.random.u8(0..8), other, path) {
            (0, _, Some(path)) => drop(input.last().insert(path, None)),
            (1, Some((_, file)), Some(path)) => drop(input.last().insert(path, file)),
            (2, ..) => damage_one(maker, input),
            (_, Some((path, file)), _) => drop(input.last().insert(path, file)),
            _ => {}
        }
    }
}

/// Damages a file of the site as it is now.
fn damage_one(maker: &mut Maker<'_>, input: &mut Input) {
    let tree = input.trees().pop().unwrap_or_default();
    let texts: Vec<(&String, &str)> =
        tree.iter().filter_map(|(path, bytes)| Some((path, std::str::from_utf8(bytes).ok()?))).collect();
    // Those that the grammar made, as often as all others.
    let made: Vec<_> = texts.iter().filter(|(path, _)| input.changes.iter().any(|c| c.contains_key(*path))).collect();
    let chosen = match maker.random.bool() {
        true => maker.random.choice(&made).copied(),
        false => maker.random.choice(&texts),
    };
    if let Some((path, text)) = chosen {
        let damaged = damage(maker, text);
        input.last().insert((*path).clone(), Some(damaged.into_bytes().into()));
    }
}

/// Takes out, doubles or adds a few characters, words or lines.
fn damage(maker: &mut Maker<'_>, text: &str) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for _ in 0..maker.random.usize(1..6) {
        let at = maker.random.usize(0..=text.len());
        let is_of_lines = maker.random.u8(0..3) == 0;
        let (at, end) = match is_of_lines {
            true => lines(&text, at, maker.random.usize(1..4)),
            false => (at, (at + maker.random.usize(0..12)).min(text.len())),
        };
        match maker.random.u8(0..6) {
            0 => drop(text.drain(at..end)),
            1 | 2 => {
                let copy: Vec<char> = text[at..end].to_vec();
                let to = maker.random.usize(0..=text.len());
                let to = if is_of_lines { lines(&text, to, 1).0 } else { to };
                let times = if maker.random.u8(0..12) == 0 { 40 } else { 1 };
                text.splice(to..to, copy.repeat(times));
            }
            _ => drop(text.splice(at..at, maker.text("piece").chars().collect::<Vec<char>>())),
        }
    }
    text.into_iter().collect()
}

/// From the beginning of the line of a place to the end of the line some lines after it.
fn lines(text: &[char], at: usize, many: usize) -> (usize, usize) {
    let begin = text[..at].iter().rposition(|c| *c == '\n').map_or(0, |before| before + 1);
    let ends = text.iter().enumerate().skip(at).filter(|(_, c)| **c == '\n').map(|(end, _)| end + 1);
    (begin, ends.take(many).last().unwrap_or(text.len()))
}

/// Builds a site and its edits.
fn check(text: &[u8]) -> Result<(), String> {
    let input = Input::read(text);
    let theme = match input.theme.as_str() {
        "program" => FILES.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect(),
        _ => small_theme(),
    };
    let trees = input.trees();
    let folder = tempfile::tempdir().unwrap();
    let (mut site, outcome) = Site::new(folder.path().to_owned(), theme.clone(), &trees[0]);
    is_sound(&loaded(&site, &theme), &outcome, &trees[0]).map_err(|what| format!("{what}\nin the first build"))?;
    for (n, tree) in trees.iter().enumerate().skip(1) {
        let look = site.carry(tree);
        let compared = site.compare(&look, &inputs(), text.len().is_multiple_of(8));
        let sound = compared.and_then(|compared| is_sound(&loaded(&site, &theme), &compared.clean, tree));
        sound.map_err(|what| format!("{what}\nafter edit {n}"))?;
    }
    Ok(())
}

fn loaded(site: &Site, theme: &Theme) -> Sources {
    let theme: Vec<(&str, &[u8])> = theme.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    load::load(&site.root, &theme, &Look::Everywhere, &mut Default::default()).0
}

/// What is wrong with a build, whatever the site.
fn is_sound(sources: &Sources, outcome: &Outcome, tree: &Tree) -> Result<(), String> {
    reported(sources, &outcome.diagnostics);
    for diagnostic in &outcome.diagnostics {
        let Some(span) = &diagnostic.span else { continue };
        let Some(text) = sources.text(&diagnostic.path) else {
            return Err(format!("{:?} names a place in what is no text\n{diagnostic:#?}", diagnostic.code));
        };
        if text.get(span.clone()).is_none() {
            return Err(format!("{:?} names a place that its file does not have\n{diagnostic:#?}", diagnostic.code));
        }
    }
    for linked in outcome.site.articles.values() {
        let wrong = dom::wrong_around(&linked.article.document.body.html(&linked.filling, ""));
        wrong.map_or(Ok(()), Err)?;
    }
    if tree.iter().any(|(path, bytes)| may_have_markup(path, bytes)) {
        return Ok(());
    }
    for (path, content) in outcome.rendered.files.iter().filter(|(path, _)| path.as_str().ends_with(".html")) {
        let Content::Memory(bytes) = content else { continue };
        let text = String::from_utf8_lossy(bytes);
        let is_there = || dom::parse(&text).elements().iter().any(|(_, found)| found.name() == Some(MARK));
        if text.contains(&format!("<{MARK}")) && is_there() {
            return Err(format!("a value of a field became an element of a page: {path}"));
        }
    }
    Ok(())
}

/// Whether the element may come from what is HTML already: a body, a template, a text of the interface.
fn may_have_markup(path: &str, bytes: &Arc<[u8]>) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let body = text.get(4..).and_then(|text| text.split_once("\n---")).map_or(&*text, |(_, body)| body);
    path.starts_with("templates/") || !path.ends_with(".yaml") && body.contains(MARK)
}
