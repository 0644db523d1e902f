//! Whether every link of a site leads where it led before a rename.
//!
//! Compares two finished builds. Never makes one, and knows nothing of the texts.

use super::moved::{Moved, path_after};
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::path::{Address, SourcePath, decoded};
use crate::link::target::without_anchor;
use crate::link::{LinkedItem, Site};
use crate::model::config_path;
use crate::parse::body::Resolved;
use std::collections::BTreeMap;

/// A link of a file: its place in the body, and the address that it leads to, where it is one of the site.
type Led = (Option<Span>, Option<String>);

/// The links that would lead to another page.
pub(crate) fn elsewhere(before: &Site, after: &Site, moved: &Moved<'_>) -> Vec<Diagnostic> {
    let later: BTreeMap<&SourcePath, &LinkedItem> =
        after.linked.values().map(|file| (file.value.path(), &file.value)).collect();
    let of_file = |item: &LinkedItem| {
        let path = path_after(item.path(), &moved.files);
        let after = later.get(&path).map_or_else(Vec::new, |item| links(item));
        let pairs = links(item).into_iter().zip(after);
        let other = pairs.filter_map(|((_, was), (span, now))| {
            let wanted = was.as_ref().map(|was| address_after(was, moved));
            (wanted != now).then(|| diagnostic(&path, span, was, now))
        });
        other.collect::<Vec<_>>()
    };
    let mut all: Vec<Diagnostic> = before.linked.values().flat_map(|file| of_file(&file.value)).collect();
    for (was, now) in before.menu.iter().zip(&after.menu) {
        // The settings may have letters of any script as they are.
        if decoded(&address_after(&was.url, moved)) != decoded(&now.url) {
            let (was, url) = (Some(was.url.clone()), Some(now.url.clone()));
            all.push(diagnostic(&config_path(), Some(now.span.clone()), was, url));
        }
    }
    all
}

/// The links of a file, those of its fields after those of its body.
fn links(item: &LinkedItem) -> Vec<Led> {
    let (document, filling) = match item {
        LinkedItem::Article(linked) => (&linked.article.document, &linked.filling),
        LinkedItem::Profile(own) => (own.entity.document.as_ref().expect("a linked file is there"), &own.filling),
        LinkedItem::Page(linked) => (&linked.page.document, &linked.filling),
    };
    let address = |resolved: &Resolved| match resolved {
        Resolved::To { address, .. } => Some(address.to_string()),
        Resolved::Cited { places, .. } => places.first().map(|cited| cited.address.to_string()),
        Resolved::Text { .. } | Resolved::Away => None,
    };
    let in_body = document.body.links.iter().zip(&filling.links);
    let mut links: Vec<Led> = in_body.map(|(link, to)| (Some(link.span.clone()), address(to))).collect();
    if let LinkedItem::Article(linked) = item {
        links.push((None, linked.image.clone()));
        links.extend(linked.translations.iter().map(|(_, address)| (None, Some(address.encoded()))));
    }
    links
}

/// Where an address of the site is to be found after the rename.
fn address_after(written: &str, moved: &Moved<'_>) -> String {
    let path = decoded(without_anchor(written));
    let rest = &written[without_anchor(written).len()..];
    if !path.starts_with('/') || written.starts_with("//") {
        return written.to_owned();
    }
    let (begin, path) = moved.present.in_language(&path);
    let address = Address::new(path);
    let page = moved.pages.iter().filter(|page| page.old.is_above(&address));
    match page.max_by_key(|page| page.old.as_str().len()) {
        Some(page) if !moved.present.stays(&address, &page.old) => {
            let below = path.strip_prefix(&*page.old.folder());
            let new =
                below.filter(|below| !below.is_empty()).map_or_else(|| page.new.clone(), |below| page.new.join(below));
            format!("{}{rest}", Address::new(format!("{begin}{new}")).encoded())
        }
        _ => written.to_owned(),
    }
}

fn diagnostic(path: &SourcePath, span: Option<Span>, was: Option<String>, now: Option<String>) -> Diagnostic {
    let to = |address: Option<String>| address.map_or("nowhere".to_owned(), |address| format!("to {address}"));
    let message = format!("This would lead {}, and leads {} now.", to(now), to(was));
    let help = "Something else answers to the new slug. Choose another one.";
    Diagnostic::error(Code::DeadLink, path, span, message).help(help)
}
