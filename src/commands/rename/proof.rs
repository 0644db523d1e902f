//! Whether a renamed site is the site that it was: which pages moved, what would be told, and who is mentioned where.
//!
//! Compares two finished builds. Never makes one, and knows nothing of the texts.

use super::moved::{Moved, path_after};
use crate::Outcome;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::path::{Address, SourcePath};
use crate::link::{EntityId, LinkedFile, Site};
use crate::model::kind::DISPUTES;
use std::collections::BTreeMap;

/// Pages beyond those known to move whose address has the old slug in it, and the new one after.
pub(crate) fn also_moved(before: &Outcome, after: &Outcome, moved: &Moved<'_>) -> Vec<(Address, Address)> {
    let (old, new) = (moved.id.slug.as_str(), moved.new.as_str());
    let known = |address: &Address| {
        moved.addresses.iter().chain(&moved.disputes).any(|(old, _)| address.as_str().starts_with(old.as_str()))
    };
    let gone = before.rendered.files.keys().filter(|path| !after.rendered.files.contains_key(*path));
    let pages = gone.map(|path| path.address()).filter(|address| address.as_str().ends_with('/') && !known(address));
    let pairs = pages.filter_map(|address| {
        let parts = address.as_str().split('/').map(|part| with_other_words(part, old, new));
        let other = Address::new(parts.collect::<Vec<_>>().join("/"));
        let path = other.output_path().ok()?;
        (other != address && after.rendered.files.contains_key(&path)).then_some((address, other))
    });
    pairs.collect()
}

/// The file and the address of a dispute, each before and after.
type Parted = ((SourcePath, SourcePath), (Address, Address));

/// Editors' disputes that took in what was found of the same question, by an address that has the old slug in it.
///
/// What is found has another address after; unless the file gets it too, there are two pages of one question.
pub(crate) fn parted(before: &Outcome, after: &Outcome, moved: &Moved<'_>) -> Vec<Parted> {
    let is_new = |address: &Address| {
        let has = |outcome: &Outcome| outcome.ledger.disputes.iter().any(|dispute| dispute.address == *address);
        has(after) && !has(before)
    };
    let put = before.site.pages.values().filter(|linked| linked.dispute.is_some());
    let pairs = put.filter_map(|linked| {
        let path = &linked.page.document.path;
        let other = |part: &str| with_other_words(part, moved.id.slug.as_str(), moved.new.as_str());
        let slug = linked.address.as_str().trim_matches('/').rsplit('/').next()?;
        let address = Address::new(format!("/{DISPUTES}/{}/", other(slug)));
        let file = SourcePath::new(format!("{}/{}.md", path.parent(), other(path.stem())));
        let parts = is_new(&address) && file != *path;
        parts.then(|| ((path.clone(), file), (linked.address.clone(), address)))
    });
    pairs.filter(|((path, _), _)| moved.files.iter().all(|(known, _)| known != path)).collect()
}

/// A part of an address with one slug for another: `ren-ito-formerly-at` has `ren-ito` in it.
fn with_other_words(part: &str, old: &str, new: &str) -> String {
    let (framed, old, new) = (format!("-{part}-"), format!("-{old}-"), format!("-{new}-"));
    framed.replacen(&old, &new, 1).trim_matches('-').to_owned()
}

/// What a rename would do to the site beyond moving pages: things that are told, mentions that are lost or gained.
pub(crate) fn worse(before: &Outcome, after: &Outcome, moved: &Moved<'_>) -> Vec<Diagnostic> {
    let count = |outcome: &Outcome| {
        let mut codes: BTreeMap<_, usize> = BTreeMap::new();
        outcome.diagnostics.iter().for_each(|told| *codes.entry(told.code).or_default() += 1);
        codes
    };
    let known = count(before);
    let more = count(after).into_iter().filter(|(code, n)| known.get(code).is_none_or(|known| n > known));
    let more: Vec<_> = more.map(|(code, _)| code).collect();
    let told = after.diagnostics.iter().filter(|told| more.contains(&told.code)).cloned();
    let mut worse: Vec<Diagnostic> = told.collect();
    let after_mentions = mentions(&after.site, None, &moved.files);
    for (path, was) in mentions(&before.site, Some(moved), &moved.files) {
        if after_mentions.get(&path) != Some(&was) {
            let message = "This file would no longer name the same entities.";
            worse.push(Diagnostic::error(Code::DeadLink, &path, None, message).help("Write it as [[slug]]."));
        }
    }
    worse
}

/// Whom each file mentions, with the sentence; files and entities by what they will be called.
fn mentions(
    site: &Site,
    moved: Option<&Moved<'_>>,
    files: &[(SourcePath, SourcePath)],
) -> BTreeMap<SourcePath, Vec<(EntityId, String)>> {
    let id = |id: &EntityId| match moved {
        Some(moved) if *id == moved.id => EntityId { kind: id.kind, slug: moved.new.clone() },
        _ => id.clone(),
    };
    let of_file = |file: &LinkedFile| {
        let mut found: Vec<_> = file.mentions.iter().map(|m| (id(&m.of), m.sentence.text().to_owned())).collect();
        found.sort();
        found
    };
    site.linked.values().map(|file| (path_after(file.value.path(), files), of_file(file))).collect()
}
