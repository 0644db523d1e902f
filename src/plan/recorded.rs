//! Addresses that were once published: what moved leads on, and what leads nowhere is reported.
//!
//! A page whose folder moved is followed by all that lay in it: pages by redirects, feeds and files by copies. What is left is a
//! mistake, with the redirect to paste. Lists of pages, searches and pictures for other sites are no record and not looked at,
//! see `review::published`.

use super::pages::redirect_to;
use super::parts::Parts;
use super::planned::{Asked, Origin, Owner, Planned};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::memo::{Gathered, Memo};
use crate::base::path::{Address, SourcePath};
use crate::base::table::Table;
use crate::link::target::old_address;
use crate::link::{FileId, LinkedEntity, LinkedFile, LinkedItem, Site, Withheld, WithheldReason};
use crate::model::config_path;
use crate::model::kind::{BLOC, KindId, MODEL};
use crate::record::Record;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct LostCache {
    record: Arc<Record>,
    /// The recorded addresses that nothing but the record asks for.
    without_page: BTreeSet<Address>,
    sections: Memo<FileId, Arc<LinkedFile>, Arc<Record>, Arc<Vec<Diagnostic>>>,
    reported: Gathered<FileId, Arc<Vec<Diagnostic>>, Diagnostic>,
}

/// Plans what leads on from recorded addresses, and reports those that lead nowhere. Comes after all other pages are asked for.
pub(super) fn add(
    parts: &Parts<'_>,
    record: &Arc<Record>,
    planned: &mut Planned,
    memory: &mut LostCache,
) -> Vec<Diagnostic> {
    memory.follow(record, planned);
    let site = parts.site;
    let past = if memory.without_page.is_empty() { Past::default() } else { Past::of(site) };
    let (mut asked, mut lost) = (Vec::new(), Vec::new());
    for address in &memory.without_page {
        match successor(address, &past, planned, record, site) {
            Some(to) => asked.push(Asked {
                address: address.clone(),
                origin: Origin::made("an old address that the record has"),
                page: page_at(parts, &to, planned),
            }),
            None => lost.push(address),
        }
    }
    planned.ask(Owner::Recorded, asked);
    let lost = of_their_own(&lost).filter(|address| !has_expired(address, site));
    let mut reported: Vec<Diagnostic> =
        lost.map(|address| lost_address(address, record.names.get(address).map(String::as_str), site)).collect();
    let sections: Table<FileId, Arc<Vec<Diagnostic>>> =
        memory.sections.answer(&site.linked, record, |_, file, record| {
            let lost = lost_sections(&file.value, record);
            (!lost.is_empty()).then(|| Arc::new(lost))
        });
    reported.extend(memory.reported.of(&sections, |lost| lost));
    reported
}

impl LostCache {
    /// Notes which recorded addresses have lost their page or got one back.
    fn follow(&mut self, record: &Arc<Record>, planned: &Planned) {
        let is_lost = |address: &Address| {
            address.output_path().is_ok_and(|path| !planned.is_wanted_by_others(&path, &Owner::Recorded))
        };
        if *record != self.record {
            self.record = record.clone();
            self.without_page = record.addresses.keys().filter(|address| is_lost(address)).cloned().collect();
            return;
        }
        let touched = planned.moved().iter().map(|path| path.address());
        let touched = touched.filter(|address| record.addresses.contains_key(address));
        let lost = touched.chain(self.without_page.iter().cloned()).filter(|address| is_lost(address)).collect();
        self.without_page = lost;
    }
}

/// Where the page of an address went: the nearest folder above that leads on, and the same place below it. Cells have the slugs of
/// a model and a bloc in their addresses.
fn successor(address: &Address, past: &Past<'_>, planned: &Planned, record: &Record, site: &Site) -> Option<Address> {
    let is_there =
        |to: &Address| to.output_path().is_ok_and(|path| planned.is_wanted_by_others(&path, &Owner::Recorded));
    let text = address.as_str();
    if let Some((begin, model, bloc, end)) = cell(text) {
        let now = |key: &str, slug: &str| {
            let kind = site.config.kinds.with_key(key)?.id;
            past.renamed.get(&(kind, slug)).copied().filter(|linked| linked.own.entity.slug.as_str() != slug)
        };
        let (of_model, of_bloc) = (now(MODEL, model), now(BLOC, bloc));
        let slug = |to: Option<&LinkedEntity>, slug: &str| {
            to.map_or(slug.to_owned(), |linked| linked.own.entity.slug.to_string())
        };
        let to = Address::new(format!("{begin}{}/{}{end}", slug(of_model, model), slug(of_bloc, bloc)));
        let of_page = of_model.or(of_bloc).map(|linked| linked.own.address.clone());
        return Some(to).filter(is_there).or(of_page).filter(is_there);
    }
    if let Some(to) = past.without_file(address, record).filter(|to| is_there(to)) {
        return Some(to.clone());
    }
    let folders = text.trim_end_matches('/').rmatch_indices('/').map(|(at, _)| &text[..=at]);
    let folders = folders.filter(|folder| *folder != "/");
    let candidates = folders.filter_map(|folder| {
        // What belongs to a page that ends with .html lies in a folder called like it.
        let page = [Address::new(folder), Address::new(format!("{}.html", folder.trim_end_matches('/')))];
        let moved = |page: &Address| past.moved.get(&old_address(page)).copied();
        let to = page.iter().find_map(|page| moved(page).or_else(|| past.without_file(page, record)))?;
        Some(to.join(&text[folder.len()..]))
    });
    candidates.into_iter().find(is_there)
}

/// Who had a slug once, and where old addresses lead.
#[derive(Default)]
struct Past<'a> {
    moved: BTreeMap<Address, &'a Address>,
    renamed: BTreeMap<(KindId, &'a str), &'a LinkedEntity>,
    /// The entities that tags alone make, by their slugs.
    stubs: BTreeMap<&'a str, &'a LinkedEntity>,
}

impl<'a> Past<'a> {
    fn of(site: &'a Site) -> Past<'a> {
        let moved = site.redirects.iter().rev().map(|redirect| (old_address(&redirect.old), &redirect.to)).collect();
        let at: BTreeMap<&Address, _> =
            site.entities.iter().map(|(id, linked)| (&linked.own.address, (id, linked))).collect();
        let mut renamed = BTreeMap::new();
        for (id, linked) in &site.entities {
            renamed.insert((id.kind, linked.own.entity.first_slug.as_str()), &**linked);
        }
        for redirect in site.redirects.iter().rev() {
            if let Some((id, linked)) = at.get(&redirect.to) {
                renamed.insert((id.kind, redirect.old.last_part()), linked);
            }
        }
        // Who has a slug now has it for good.
        renamed.extend(site.entities.iter().map(|(id, linked)| ((id.kind, id.slug.as_str()), &**linked)));
        let stubs = site.entities.iter().filter(|(_, linked)| linked.own.entity.document.is_none());
        Past { moved, renamed, stubs: stubs.map(|(id, linked)| (id.slug.as_str(), &**linked)).collect() }
    }

    /// Where the page is now that tags alone make: when the pattern of its kind changes, there is no file to write a redirect into.
    fn without_file(&self, page: &Address, record: &Record) -> Option<&'a Address> {
        let own = &self.stubs.get(page.last_part())?.own;
        (record.names.get(page) == Some(&own.entity.name)).then_some(&own.address)
    }
}

/// The parts of the address of a cell: what stands before the slugs of model and bloc, these, and what stands after.
fn cell(address: &str) -> Option<(&str, &str, &str, &str)> {
    let begin = ["/matrix/", "/embed/"].into_iter().find(|begin| address.starts_with(begin))?;
    let (model, rest) = address[begin.len()..].split_once('/')?;
    let (bloc, end) = rest.split_at(rest.find(['/', '.'])?);
    Some((begin, model, bloc, end))
}

/// A page leads to the new one; of a feed or a file there is a second one, since a program that asks for it expects its like.
fn page_at(parts: &Parts<'_>, to: &Address, planned: &Planned) -> Arc<super::PagePlan> {
    let page = to.output_path().ok().and_then(|path| planned.pages().get(&path));
    match page.filter(|_| !to.as_str().ends_with('/')) {
        Some(page) => page.clone(),
        None => redirect_to(parts, to),
    }
}

/// Those of some addresses that lie in no other of them: one page that goes takes all below it with it.
fn of_their_own<'a>(lost: &'a [&Address]) -> impl Iterator<Item = &'a Address> {
    let mut last: Option<&Address> = None;
    lost.iter().copied().filter(move |address| {
        let is_below = last.is_some_and(|last| last.is_page() && last.is_above(address));
        if !is_below {
            last = Some(address);
        }
        !is_below
    })
}

/// What has expired went on purpose.
pub(crate) fn has_expired(address: &Address, site: &Site) -> bool {
    let expired = site.withheld.values().filter(|withheld| withheld.reason == WithheldReason::Expired);
    expired.into_iter().any(|withheld| withheld.address.is_above(address))
}

/// An address that no page and no redirect has now, with what to write.
pub(crate) fn lost_address(address: &Address, title: Option<&str>, site: &Site) -> Diagnostic {
    let error = |path: &SourcePath, message: String| Diagnostic::error(Code::LostAddress, path, None, message);
    let old = old_address(address);
    let is_of = |withheld: &Withheld| {
        withheld.address == *address || withheld.redirects.iter().any(|redirect| old_address(&redirect.old) == old)
    };
    if let Some((path, withheld)) = site.withheld.iter().find(|(_, withheld)| is_of(withheld)) {
        let message = format!("{address} was published, and is not any more: {}.", withheld.why);
        return error(path, message).help("Retract it instead, so that readers find out:  retracted: true");
    }
    let message = format!("{address} was published, and no page has this address now.");
    let redirect = format!("redirects: [{address}]");
    match title.and_then(|title| titled(title, site)) {
        Some(path) => error(path, message).help(format!("If this page took its place, add:  {redirect}")),
        None => error(&config_path(), message)
            .help(format!("Put the file back, or add to the page that takes its place:  {redirect}")),
    }
}

/// The file of the page that has a title now.
fn titled<'a>(title: &str, site: &'a Site) -> Option<&'a SourcePath> {
    let articles = site.articles.values().map(|linked| (&*linked.article.title, &linked.article.document.path));
    let entities = site.entities.values().filter_map(|linked| {
        let entity = &linked.own.entity;
        Some((&*entity.name, &entity.document.as_ref()?.path))
    });
    let pages = site.pages.values().map(|linked| (&*linked.page.title, &linked.page.document.path));
    articles.chain(entities).chain(pages).find(|(other, _)| *other == title).map(|(_, path)| path)
}

/// Sections that a page had when it was recorded and has no more.
fn lost_sections(item: &LinkedItem, record: &Record) -> Vec<Diagnostic> {
    let (address, document) = match item {
        LinkedItem::Article(linked) => (&linked.address, &linked.article.document),
        LinkedItem::Profile(own) => match &own.entity.document {
            Some(document) => (&own.address, document),
            None => return Vec::new(),
        },
        LinkedItem::Page(linked) => (&linked.address, &linked.page.document),
    };
    // Of an old address only the page leads on: what took its place need not have its sections.
    let recorded = record.anchors.get(address).into_iter().flatten().map(String::as_str);
    let is_there = |id: &str| document.body.anchors.ids.binary_search_by(|other| (**other).cmp(id)).is_ok();
    let lost = recorded.filter(|id| !id.starts_with("s-") && !is_there(id));
    let report = |id: &str| {
        let message = format!("{address}#{id} was published, and the page has no section of this name now.");
        let help = format!("Add to the heading that takes its place:  {{#{id}}}");
        Diagnostic::error(Code::LostAddress, &document.path, None, message).help(help)
    };
    lost.map(report).collect()
}
