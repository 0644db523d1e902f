//! What is published now, and at which address: drafts, held-back and expired pages are left out.

use super::redirects;
use super::site::{ArticleId, Circumstances, Early, EntityId, ExpiredShown, FileId, Withheld, WithheldReason};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::memo::{Gathered, Memo};
use crate::base::path::{Address, SourcePath};
use crate::base::reads::{Reading, Recorded, view};
use crate::base::slug::Slug;
use crate::base::table::{Rekeyed, Table, Turned};
use crate::model::{Article, Config, Item};
use jiff::Timestamp;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is published, still apart.
pub(crate) struct PublishedItems {
    /// What has a file and is to be seen.
    pub seen: Table<FileId, Item>,
    /// What readers do not get, drafts of entities among them.
    pub withheld: Table<SourcePath, Arc<Withheld>>,
    /// What readers do not get yet, and a build with drafts shows.
    pub early: Table<Address, Early>,
    pub next_change: Option<Timestamp>,
}

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct PublishCache {
    claims: Turned<SourcePath, Item, Address, Claim>,
    slugs: Turned<SourcePath, Item, Slug, ()>,
    instants: Turned<SourcePath, Item, Timestamp, ()>,
    past: Table<Timestamp, ()>,
    standings: Recorded<SourcePath, Item, PublishSettings, PublishView, Arc<Standing>>,
    reported: Gathered<SourcePath, Arc<Standing>, Diagnostic>,
    due: Turned<SourcePath, Arc<Standing>, Timestamp, ()>,
    /// The present of the last build.
    now: Option<Timestamp>,
    seen: Rekeyed<SourcePath, Arc<Standing>, FileId, Item>,
    withheld: Memo<SourcePath, Arc<Standing>, (), Arc<Withheld>>,
    early: Rekeyed<SourcePath, Arc<Standing>, Address, Early>,
}

/// That a file claims an address: as it writes it, and whether it asks for it by itself.
type Claim = (Address, bool);

/// What decides for all items alike.
#[derive(Debug, Clone, PartialEq, Eq)]
struct PublishSettings {
    config: Arc<Config>,
    drafts: bool,
    expired: ExpiredShown,
}

/// Whether an item is seen now.
#[derive(Debug, PartialEq, Eq)]
struct Standing {
    id: FileId,
    item: Item,
    place: Visibility,
    /// When it will stand otherwise.
    until: Option<Timestamp>,
    reported: Arc<Vec<Diagnostic>>,
}

#[derive(Debug, PartialEq, Eq)]
enum Visibility {
    Seen,
    /// Readers do not get it yet: a build with drafts shows it.
    Early(Early),
    Withheld(Arc<Withheld>),
    /// Another file comes first at its address.
    Taken,
}

/// Keeps what is to be seen now, and one of those that would share an address.
pub(crate) fn publish(
    config: &Arc<Config>,
    items: &Table<SourcePath, Item>,
    circumstances: &Circumstances,
    memory: &mut PublishCache,
    diagnostics: &mut Vec<Diagnostic>,
) -> PublishedItems {
    let standings = memory.standings(config, items, circumstances);
    diagnostics.extend(memory.reported.of(&standings, |standing| &standing.reported));
    let seen = memory.seen.follow(&standings, |_, standing| {
        matches!(standing.place, Visibility::Seen | Visibility::Early(_))
            .then(|| (standing.id.clone(), standing.item.clone()))
    });
    let withheld = memory.withheld.answer(&standings, &(), |_, standing, ()| match &standing.place {
        Visibility::Withheld(withheld) => Some(withheld.clone()),
        _ => None,
    });
    let early = memory.early.follow(&standings, |_, standing| match &standing.place {
        Visibility::Early(early) => Some((standing.item.address().clone(), early.clone())),
        _ => None,
    });
    let next_change = memory.due.groups().first_key_value().map(|(at, _)| *at);
    PublishedItems { seen, withheld, early, next_change }
}

impl PublishCache {
    fn standings(
        &mut self,
        config: &Arc<Config>,
        items: &Table<SourcePath, Item>,
        circumstances: &Circumstances,
    ) -> Table<SourcePath, Arc<Standing>> {
        let claims = self.claims.follow(items, |_, item| vec![(folded(item.address()), claim(item))]).clone();
        let slugs = self.slugs.follow(items, |_, item| match item {
            Item::Article(article) => vec![(article.slug.clone(), ())],
            _ => Vec::new(),
        });
        let slugs = slugs.clone();
        let past = self.past(items, circumstances.now);
        let common =
            PublishSettings { config: config.clone(), drafts: circumstances.drafts, expired: circumstances.expired };
        let standings = self.standings.answer(items, &common, PublishView { claims, slugs, past }, standing);
        self.due.follow(&standings, |_, standing| standing.until.map(|at| (at, ())).into_iter().collect());
        standings
    }

    /// The instants at which something is published or expires and that have come.
    fn past(&mut self, items: &Table<SourcePath, Item>, now: Timestamp) -> Table<Timestamp, ()> {
        self.instants.follow(items, |_, item| match item {
            Item::Article(article) => {
                let instants = [Some(article.date.at), article.expires.map(|expires| expires.at)];
                let instants: BTreeSet<Timestamp> = instants.into_iter().flatten().collect();
                instants.into_iter().map(|at| (at, ())).collect()
            }
            _ => Vec::new(),
        });
        let before = self.now.replace(now).unwrap_or(now);
        let between = self.instants.groups().range(before.min(now)..=before.max(now)).map(|(at, _)| *at);
        let moved: Vec<Timestamp> = between.chain(self.instants.changed.iter().copied()).collect();
        for at in moved {
            match at <= now && self.instants.groups().contains_key(&at) {
                true => drop(self.past.insert(at, ())),
                false => drop(self.past.remove(&at)),
            }
        }
        self.past.clone()
    }
}

view! {
    /// What decides whether an item is seen, beyond it.
    struct PublishView {
        /// Which files claim each address, in small letters: some disks and hosts do not tell capitals apart.
        claims: Address => Table<SourcePath, Claim>,
        /// Which articles have each slug, by which links and data name them.
        slugs: Slug => Table<SourcePath, ()>,
        /// The instants that have come, of all that decide something.
        past: Timestamp => (),
    }
}

/// Whether an item is to be seen.
fn standing(
    path: &SourcePath,
    item: &Item,
    settings: &PublishSettings,
    reading: &Reading<'_, PublishView>,
) -> Option<Arc<Standing>> {
    let mut standing = Standing {
        id: file_id(item),
        item: item.clone(),
        place: Visibility::Seen,
        until: None,
        reported: Arc::default(),
    };
    // Before one that asks for an address comes one that has it anyway.
    let claims = reading.claims().get(&folded(item.address())).into_iter().flatten();
    let first = claims.min_by_key(|(path, (_, asks))| (*asks, *path));
    let taken = first.filter(|(first, _)| *first != path).map(|(first, (theirs, _))| same_address(theirs, first, item));
    // Without what it asks for it may stay, so that one mistake gives one message.
    let usual = taken.as_ref().and_then(|_| item.without_own_address(&settings.config));
    let is_free = |usual: &Item| reading.claims().get(&folded(usual.address())).is_none();
    let usual = usual.filter(is_free);
    if let Some(usual) = &usual {
        standing.item = usual.clone();
        standing.reported = Arc::new(taken.iter().cloned().collect());
    }
    let (item, taken) = (usual.as_ref().unwrap_or(item), taken.filter(|_| usual.is_none()));
    let same_slug = || match item {
        Item::Article(article) => {
            let (first, ()) = reading.slugs().get(&article.slug)?.first_key_value()?;
            (first != path).then(|| same_name(article, first))
        }
        _ => None,
    };
    if let Some(reported) = taken.or_else(same_slug) {
        let reported = Arc::new(standing.reported.iter().cloned().chain([reported]).collect());
        return Some(Arc::new(Standing { place: Visibility::Taken, reported, ..standing }));
    }
    let has_come = |at: &Timestamp| reading.past().get(at).is_some();
    let withhold = |reason, why| Visibility::Withheld(Arc::new(withheld(&standing.id, item, reason, why)));
    let is_shown_late = match settings.expired {
        ExpiredShown::Nothing => false,
        ExpiredShown::Drafts => item.is_draft(),
        ExpiredShown::All => true,
    };
    let from = match item {
        Item::Article(article) if !has_come(&article.date.at) => Some(article.date),
        _ => None,
    };
    if item.is_draft() && !settings.drafts {
        standing.place = withhold(WithheldReason::Draft, "it is a draft".to_owned());
    } else if settings.drafts && (item.is_draft() || from.is_some()) {
        standing.place = Visibility::Early(Early { is_draft: item.is_draft(), from: from.map(|date| date.day) });
        standing.until = from.map(|date| date.at);
    } else if let Item::Article(article) = item {
        if from.is_some() {
            let until = article.date.text(&settings.config.time_zone);
            let span = article.fields.front_matter.get("date").map(|node| node.span.clone());
            let message = format!("This article is held back until {until}: its date lies in the future.");
            let note = Diagnostic::note(Code::Withheld, &item.fields().path, span, message);
            standing.reported = Arc::new(standing.reported.iter().cloned().chain([note]).collect());
            standing.place = withhold(WithheldReason::Future, format!("it is held back until {until}"));
            standing.until = Some(article.date.at);
        } else if let Some(expires) = article.expires.filter(|_| !is_shown_late) {
            if has_come(&expires.at) {
                standing.place = withhold(WithheldReason::Expired, format!("it expired on {}", expires.day));
            } else {
                standing.until = Some(expires.at);
            }
        }
    }
    Some(Arc::new(standing))
}

fn withheld(id: &FileId, item: &Item, reason: WithheldReason, why: String) -> Withheld {
    let (title, when) = match item {
        Item::Article(article) if reason == WithheldReason::Expired => (&*article.title, article.expires),
        Item::Article(article) => (&*article.title, Some(article.date)),
        Item::Entity(entity) => (&*entity.name, None),
        Item::Page(page) => (&*page.title, None),
    };
    let (path, address) = (item.path().clone(), item.address().clone());
    let redirects = Arc::new(redirects::of_item(item).0);
    let called = match item {
        Item::Article(article) => Some((true, article.slug.to_string())),
        Item::Page(page) => Some((false, page.path.clone())),
        Item::Entity(_) => None,
    };
    Withheld { id: id.clone(), path, called, address, title: title.to_owned(), reason, why, redirects, when }
}

fn file_id(item: &Item) -> FileId {
    match item {
        Item::Article(article) => {
            FileId::Article(ArticleId { at: Reverse(article.date.at), slug: article.slug.clone() })
        }
        Item::Entity(entity) => FileId::Entity(EntityId { kind: entity.kind.id, slug: entity.slug.clone() }),
        Item::Page(page) => FileId::Page(page.document.path.clone()),
    }
}

fn claim(item: &Item) -> Claim {
    (item.address().clone(), item.has_own_address())
}

/// An address in small letters.
fn folded(address: &Address) -> Address {
    match address.as_str().chars().any(char::is_uppercase) {
        true => Address::new(address.as_str().to_lowercase()),
        false => address.clone(),
    }
}

/// Another article has the same slug, at another address.
fn same_name(article: &Article, first: &SourcePath) -> Diagnostic {
    let (slug, second) = (&article.slug, &article.fields.path);
    let message = format!("{first} and {second} both have the slug \"{slug}\", by which links and data name articles.");
    let help =
        format!("Add to one of them:  slug: {slug}-2  and, to keep its address,  permalink: {}", article.address);
    Diagnostic::error(Code::SameAddress, second, 0..0, message).help(help)
}

fn same_address(theirs: &Address, first: &SourcePath, item: &Item) -> Diagnostic {
    let (address, second) = (item.address(), &item.fields().path);
    let message = match theirs == address {
        true => format!("{first} and {second} would both become {address}."),
        false => {
            format!("{first} would become {theirs} and {second} {address}: some disks do not tell capitals apart.")
        }
    };
    let help = match item {
        _ if item.has_own_address() => "Write another  permalink:  in one of them, or take it out.".to_owned(),
        Item::Article(article) => format!("Rename one, or add  slug: {}-2", article.slug),
        _ => "Rename one, or join the two.".to_owned(),
    };
    // Where the file asks for the address, if it does.
    let asks = item.fields().front_matter.get("permalink").filter(|_| item.has_own_address());
    let place = asks.map_or(0..0, |node| node.span.clone());
    Diagnostic::error(Code::SameAddress, second, place, message).help(help)
}
