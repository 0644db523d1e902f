//! A difference in words: for a terminal, as Markdown for a comment on a pull request, and as JSON for programs.
//!
//! Writers read it, so things bear the names of their files: slugs and addresses. Only words; what differs is worked out before.

use super::{Change, Difference, StatementName};
use crate::base::path::Address;
use crate::record::{CellName, RecordedCell, RecordedDispute, RecordedSource, RecordedStatement};
use serde_json::{Value as Json, json};

/// A heading, and a line for each change below it.
type Section = (&'static str, Vec<String>);

/// For people in a terminal; empty when nothing differs.
pub(crate) fn human(difference: &Difference) -> String {
    let section = |(heading, lines): Section| {
        let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
        format!("{heading}\n{lines}")
    };
    sections(difference).into_iter().map(section).collect::<Vec<_>>().join("\n")
}

/// For a comment on a pull request; empty when nothing differs.
pub(crate) fn markdown(difference: &Difference) -> String {
    let section = |(heading, lines): Section| {
        let lines: String = lines.iter().map(|line| format!("- {}\n", escaped(line))).collect();
        format!("**{heading}**\n\n{lines}")
    };
    sections(difference).into_iter().map(section).collect::<Vec<_>>().join("\n")
}

/// A line of text as Markdown shows it, whatever signs it has.
fn escaped(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    for letter in line.chars() {
        if letter.is_ascii_punctuation()
            && !matches!(letter, '.' | ',' | ':' | ';' | '/' | '(' | ')' | '"' | '\'' | '-')
        {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

fn sections(difference: &Difference) -> Vec<Section> {
    let Difference { cells, statements, corrections, disputes, sources, pages, leading_on } = difference;
    let page = |change: &Change<Address, String>| page(change, leading_on.contains(&change.of));
    let sections: [Section; 6] = [
        ("Cells", cells.iter().map(cell).collect()),
        ("Statements", statements.iter().map(statement).collect()),
        ("Corrections and updates", corrections.iter().map(statement).collect()),
        ("Disputes", disputes.iter().map(dispute).collect()),
        ("Sources", sources.iter().map(source).collect()),
        ("Pages", pages.iter().map(page).collect()),
    ];
    sections.into_iter().filter(|(_, lines)| !lines.is_empty()).collect()
}

/// `fugu/japan: unknown -> open, a ¶4`
fn cell(Change { of: (model, bloc), was, is }: &Change<CellName, RecordedCell>) -> String {
    let status = |cell: &Option<RecordedCell>| cell.as_ref().map_or("unknown".to_owned(), |cell| cell.status.clone());
    let [mut before, mut after] = [status(was), status(is)];
    if before == after {
        // The same status on other grounds.
        [before, after] = [was, is].map(|cell| cell.as_ref().map_or("unknown".to_owned(), grounds));
        return format!("{model}/{bloc}: {before} -> {after}");
    }
    let sources = is.as_ref().map_or(&[][..], |cell| &cell.sources).join("; ");
    let comma = if sources.is_empty() { "" } else { ", " };
    format!("{model}/{bloc}: {before} -> {after}{comma}{sources}")
}

/// `open since 2026-11-03 by us-export-ban (inferred), a ¶4`
fn grounds(cell: &RecordedCell) -> String {
    let mut text = cell.status.clone();
    if let Some(layer) = cell.layer.as_deref().filter(|layer| *layer == "rule") {
        text.push_str(&format!(" by the {layer}"));
    }
    if let Some(since) = &cell.since {
        text.push_str(&format!(" since {since}"));
    }
    if !cell.by.is_empty() {
        text.push_str(&format!(" by {}", cell.by.join(", ")));
    }
    if !cell.marks.is_empty() {
        text.push_str(&format!(" ({})", cell.marks.join(", ")));
    }
    if !cell.sources.is_empty() {
        text.push_str(&format!(", {}", cell.sources.join("; ")));
    }
    text
}

fn statement(Change { of: (page, anchor), was, is }: &Change<StatementName, RecordedStatement>) -> String {
    let sources = |of: &RecordedStatement| match of.sources.is_empty() {
        true => String::new(),
        false => format!(", {}", of.sources.join("; ")),
    };
    match (was, is) {
        (None, Some(is)) => format!("new: {}{} ({page}#{anchor})", is.says, sources(is)),
        (Some(was), None) => format!("gone: {}{} ({page}#{anchor})", was.says, sources(was)),
        (Some(was), Some(is)) => format!("changed: {} ({page}#{anchor})", changed(was, is)),
        (None, None) => String::new(),
    }
}

/// What is other in a statement that is there before and after.
fn changed(was: &RecordedStatement, is: &RecordedStatement) -> String {
    if was.says != is.says {
        return format!("{} -> {}", was.says, is.says);
    }
    let keys = was.fields.keys().chain(is.fields.keys());
    let mut differs: Vec<String> = keys
        .filter(|key| was.fields.get(*key) != is.fields.get(*key))
        .map(|key| {
            let value = |of: &RecordedStatement| of.fields.get(key).cloned().unwrap_or_else(|| "nothing".to_owned());
            format!("{key}: {} -> {}", value(was), value(is))
        })
        .collect();
    differs.dedup();
    if was.sources != is.sources {
        differs.push(format!("{} -> {}", was.sources.join("; "), is.sources.join("; ")));
    }
    if was.known != is.known {
        differs.push(format!("known since {} -> {}", was.known, is.known));
    }
    format!("{}: {}", is.says, differs.join(", "))
}

fn dispute(Change { of, was, is }: &Change<Address, RecordedDispute>) -> String {
    match (was, is) {
        (None, Some(is)) if is.open => format!("opened: {} ({of})", is.question),
        (None, Some(is)) => format!("new, settled: {} ({of})", is.question),
        (Some(was), None) => format!("gone: {} ({of})", was.question),
        (Some(was), Some(is)) if was.open && !is.open => format!("settled: {} ({of})", is.question),
        (Some(was), Some(is)) if !was.open && is.open => format!("open again: {} ({of})", is.question),
        (Some(was), Some(is)) => format!("another question: {} -> {} ({of})", was.question, is.question),
        (None, None) => String::new(),
    }
}

fn source(Change { of, was, is }: &Change<Address, RecordedSource>) -> String {
    let text = |of: &RecordedSource| of.url.as_ref().map_or(of.title.clone(), |url| format!("{}, {url}", of.title));
    match (was, is) {
        (None, Some(is)) => format!("new: {} ({of})", text(is)),
        (Some(was), None) => format!("gone: {} ({of})", text(was)),
        (Some(was), Some(is)) => format!("changed: {} -> {} ({of})", text(was), text(is)),
        (None, None) => String::new(),
    }
}

fn page(Change { of, was, is }: &Change<Address, String>, leads_on: bool) -> String {
    match (was, is) {
        (None, Some(is)) => format!("new: {of} ({is})"),
        (Some(was), None) if leads_on => format!("moved: {of} ({was}) leads on"),
        (Some(was), None) => format!("gone: {of} ({was})"),
        (Some(was), Some(is)) => format!("renamed: {of} ({was} -> {is})"),
        (None, None) => String::new(),
    }
}

/// For programs: each change with what it is of, as it was and as it is.
pub(crate) fn json(difference: &Difference) -> Json {
    let Difference { cells, statements, corrections, disputes, sources, pages, leading_on } = difference;
    let cells = cells
        .iter()
        .map(|Change { of: (model, bloc), was, is }| json!({"model": model, "bloc": bloc, "was": was, "is": is}));
    let stated = |changes: &[Change<StatementName, RecordedStatement>]| {
        let change = |Change { of: (page, anchor), was, is }: &Change<StatementName, RecordedStatement>| json!({"page": page.as_str(), "anchor": anchor, "was": was, "is": is});
        changes.iter().map(change).collect::<Vec<Json>>()
    };
    let disputes = disputes.iter().map(|Change { of, was, is }| json!({"page": of.as_str(), "was": was, "is": is}));
    let sources = sources.iter().map(|Change { of, was, is }| json!({"page": of.as_str(), "was": was, "is": is}));
    let pages = pages.iter().map(|Change { of, was, is }| {
        json!({"page": of.as_str(), "was": was, "is": is, "leads_on": leading_on.contains(of)})
    });
    json!({
        "cells": cells.collect::<Vec<_>>(),
        "statements": stated(statements),
        "corrections": stated(corrections),
        "disputes": disputes.collect::<Vec<_>>(),
        "sources": sources.collect::<Vec<_>>(),
        "pages": pages.collect::<Vec<_>>(),
    })
}
