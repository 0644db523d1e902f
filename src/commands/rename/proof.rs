//! Whether a renamed site is the site that it was: which pages moved, what would be reported, and who is mentioned where.
//!
//! Compares two finished builds. Never makes one, and knows nothing of the texts.

use super::elsewhere::elsewhere;
use super::moved::{Moved, MovedPage, path_after};
use crate::Outcome;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::path::{Address, SourcePath};
use crate::link::target::old_address;
use crate::link::{EntityId, LinkedFile, Sentence, Site};
use crate::model::Config;
use crate::model::files::{version, with_name};
use crate::model::kind::DISPUTES;
use std::collections::BTreeMap;

/// Pages beyond those known to move whose address has the old slug in it, and the new one after.
pub(crate) fn also_moved(before: &Outcome, after: &Outcome, moved: &Moved<'_>) -> Vec<MovedPage> {
    let (old, new) = (moved.old.as_str(), moved.new.as_str());
    // All languages have the same pages.
    let mut pages: BTreeMap<Address, MovedPage> = BTreeMap::new();
    for address in gone(before, after, moved) {
        let with_other = |address: &str| {
            let parts = address.split('/').map(|part| with_other_words(part, old, new));
            Address::new(parts.collect::<Vec<_>>().join("/"))
        };
        let (begin, below) = moved.present.in_language(address.as_str());
        let (page, other) = (Address::new(below), with_other(below));
        let path = Address::new(format!("{begin}{other}")).output_path();
        if other != page && path.is_ok_and(|path| after.rendered.files.contains_key(&path)) {
            let file = moved.item.path().clone();
            pages.insert(page.clone(), MovedPage { file, old: page, new: other, was_out: true });
        }
    }
    pages.into_values().collect()
}

/// The pages that would have no address any more, but for those that are known to move.
fn gone<'a>(before: &'a Outcome, after: &'a Outcome, moved: &'a Moved<'_>) -> impl Iterator<Item = Address> + 'a {
    let gone = before.rendered.files.keys().filter(|path| !after.rendered.files.contains_key(*path));
    let pages = gone.map(|path| path.address()).filter(Address::is_page);
    let is_known = |address: &Address| {
        let (_, below) = moved.present.in_language(address.as_str());
        let below = Address::new(below);
        moved.pages.iter().any(|page| page.old.is_above(&below))
    };
    pages.filter(move |address| !is_known(address))
}

/// Editors' disputes that took in what was found of the same question, by an address that has the old slug in it.
///
/// What is found has another address after; unless the file gets it too, there are two pages of one question.
pub(crate) fn parted(before: &Outcome, after: &Outcome, moved: &Moved<'_>) -> Vec<MovedPage> {
    let is_new = |address: &Address| {
        let has = |outcome: &Outcome| outcome.ledger.disputes.iter().any(|dispute| dispute.address == *address);
        has(after) && !has(before)
    };
    // What is found is called after entities alone.
    let has_other_names = moved.entity_id().is_some();
    let put = before.site.pages.values().filter(|linked| has_other_names && linked.dispute.is_some());
    let pairs = put.filter_map(|linked| {
        let path = &linked.page.fields.path;
        let slug = with_other_words(linked.address.last_part(), moved.old.as_str(), moved.new.as_str());
        let address = Address::new(format!("/{DISPUTES}/{slug}/"));
        let file = file_with_other_words(path, moved, &before.site.config);
        // A file that was called so before is found there by its redirect.
        let is_former = linked.dispute.as_ref().is_some_and(|dispute| dispute.old.contains(&old_address(&address)));
        let parts = (is_new(&address) || is_former) && file != *path;
        parts.then(|| MovedPage { file: path.clone(), old: linked.address.clone(), new: address, was_out: true })
    });
    pairs.filter(|page| moved.files.iter().all(|(known, _)| *known != page.file)).collect()
}

/// A file that is called after what moves, by its next name.
pub(crate) fn file_with_other_words(path: &SourcePath, moved: &Moved<'_>, config: &Config) -> SourcePath {
    let (whole, _) = version(path, config);
    let name = whole.rsplit('/').next().unwrap_or(whole);
    with_name(path, &with_other_words(name, moved.old.as_str(), moved.new.as_str()), config)
}

/// A part of an address with one slug for another: `ren-ito-formerly-at` has `ren-ito` in it.
fn with_other_words(part: &str, old: &str, new: &str) -> String {
    let (name, end) = part.strip_suffix(".html").map_or((part, ""), |name| (name, ".html"));
    let (framed, old, new) = (format!("-{name}-"), format!("-{old}-"), format!("-{new}-"));
    format!("{}{end}", framed.replacen(&old, &new, 1).trim_matches('-'))
}

/// What a rename would do to the site beyond moving pages: what is reported then, pages that are lost, links that lead
/// elsewhere, mentions that are lost or gained.
pub(crate) fn worse(before: &Outcome, after: &Outcome, moved: &Moved<'_>) -> Vec<Diagnostic> {
    let count = |outcome: &Outcome| {
        let mut codes: BTreeMap<_, usize> = BTreeMap::new();
        outcome.diagnostics.iter().for_each(|found| *codes.entry(found.code).or_default() += 1);
        codes
    };
    let known = count(before);
    let more = count(after).into_iter().filter(|(code, n)| known.get(code).is_none_or(|known| n > known));
    let more: Vec<_> = more.map(|(code, _)| code).collect();
    let found = after.diagnostics.iter().filter(|found| more.contains(&found.code)).cloned();
    let mut worse: Vec<Diagnostic> = found.collect();
    worse.extend(gone(before, after, moved).map(|address| {
        let message = format!("{address} would be gone, and nothing would lead on from it.");
        Diagnostic::error(Code::LostAddress, moved.item.path(), None, message)
    }));
    worse.extend(said_otherwise(before, after, moved));
    worse
}

/// The files whose links would lead elsewhere, and those that would not mention the same entities, in any language.
pub(crate) fn said_otherwise(before: &Outcome, after: &Outcome, moved: &Moved<'_>) -> Vec<Diagnostic> {
    let mut worse: Vec<Diagnostic> = Vec::new();
    for ((before, _), (after, _)) in before.in_languages().zip(after.in_languages()) {
        // What stands in for a translation is the same file in several languages.
        let found = said_otherwise_in(before, after, moved);
        worse.extend(found.into_iter().filter(|found| !worse.contains(found)).collect::<Vec<_>>());
    }
    worse
}

fn said_otherwise_in(before: &Site, after: &Site, moved: &Moved<'_>) -> Vec<Diagnostic> {
    let mut worse = elsewhere(before, after, moved);
    // A link to a page that readers do not get is text, and shows the slug.
    let has_text = !before.withheld.values().any(|page| page.address == *moved.item.address());
    let after_mentions = mentions(after, None, has_text, &moved.files);
    for (path, was) in mentions(before, Some(moved), has_text, &moved.files) {
        let is_known = worse.iter().any(|found| found.path == path);
        if !is_known && after_mentions.get(&path) != Some(&was) {
            let message = "This file would no longer name the same entities.";
            worse.push(Diagnostic::error(Code::DeadLink, &path, None, message).help("Write it as [[slug]]."));
        }
    }
    worse
}

/// An editor's dispute in whose page something of the articles is shown now, and would not be any more.
pub(crate) fn parted_from_editors(before: &Outcome, after: &Outcome, moved: &Moved<'_>) -> Option<SourcePath> {
    let shown = |outcome: &Outcome| -> BTreeMap<SourcePath, [usize; 3]> {
        let of_editors = outcome.ledger.disputes.iter().filter_map(|dispute| {
            let path = dispute.editors.as_ref()?.path.clone();
            Some((path, [dispute.positions.len(), dispute.statements.len(), dispute.cells.len()]))
        });
        of_editors.collect()
    };
    let after = shown(after);
    let mut parted =
        shown(before).into_iter().filter(|(path, was)| after.get(&path_after(path, &moved.files)) != Some(was));
    parted.next().map(|(path, _)| path)
}

/// Whom each file mentions, with the sentence; files and entities by what they will be called.
fn mentions(
    site: &Site,
    moved: Option<&Moved<'_>>,
    has_text: bool,
    files: &[(SourcePath, SourcePath)],
) -> BTreeMap<SourcePath, Vec<(EntityId, String)>> {
    let old = moved.and_then(Moved::entity_id);
    let id = |id: &EntityId| match moved {
        Some(moved) if Some(id) == old.as_ref() => EntityId { kind: id.kind, slug: moved.new.clone() },
        _ => id.clone(),
    };
    let text = |sentence: &Sentence| if has_text { sentence.text().to_owned() } else { String::new() };
    let of_file = |file: &LinkedFile| {
        let mut found: Vec<_> = file.mentions.iter().map(|m| (id(&m.of), text(&m.sentence))).collect();
        found.sort();
        found
    };
    site.linked.values().map(|file| (path_after(file.value.path(), files), of_file(file))).collect()
}
