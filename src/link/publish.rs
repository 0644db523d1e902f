//! What is published now, and at which address: drafts, held-back and expired pages are left out.

use super::site::{ArticleId, Circumstances, EntityId, FileId, Reason, Redirect, Withheld};
use super::target::{decoded, old_address};
use crate::diagnostic::{Code, Diagnostic};
use crate::memo::{Gathered, Memo};
use crate::model::{Config, Item};
use crate::parse::yaml::Word;
use crate::path::{Address, SourcePath};
use crate::table::{Rekeyed, Table, Turned};
use crate::text::fold::nfc;
use jiff::Timestamp;
use std::cmp::Reverse;
use std::sync::Arc;

/// What is published, still apart.
pub struct Parts {
    /// What has a file and is to be seen.
    pub seen: Table<FileId, Item>,
    /// What readers do not get, drafts of entities among them.
    pub withheld: Table<SourcePath, Arc<Withheld>>,
    pub next_change: Option<Timestamp>,
}

/// What this remembers between builds.
#[derive(Debug, Default)]
pub struct Memory {
    addresses: Turned<SourcePath, Item, Address, ()>,
    standings: Memo<SourcePath, Item, (Arc<Config>, bool), Arc<Standing>>,
    told: Gathered<SourcePath, Arc<Standing>, Diagnostic>,
    due: Turned<SourcePath, Arc<Standing>, Timestamp, ()>,
    /// The present of the last build.
    now: Option<Timestamp>,
    seen: Rekeyed<SourcePath, Arc<Standing>, FileId, Item>,
    withheld: Memo<SourcePath, Arc<Standing>, (), Arc<Withheld>>,
}

/// Whether an item is seen now.
#[derive(Debug, PartialEq, Eq)]
struct Standing {
    id: FileId,
    item: Item,
    place: Place,
    /// When it will stand otherwise.
    until: Option<Timestamp>,
    told: Arc<Vec<Diagnostic>>,
}

#[derive(Debug, PartialEq, Eq)]
enum Place {
    Seen,
    Withheld(Arc<Withheld>),
    /// Another file comes first at its address.
    Taken,
}

/// Keeps what is to be seen now, and one of those that would share an address.
pub fn publish(
    config: &Arc<Config>,
    items: &Table<SourcePath, Item>,
    circumstances: &Circumstances,
    memory: &mut Memory,
    diagnostics: &mut Vec<Diagnostic>,
) -> Parts {
    let standings = memory.standings(config, items, circumstances);
    diagnostics.extend(memory.told.of(&standings, |standing| &standing.told));
    let seen = memory.seen.follow(&standings, |_, standing| {
        matches!(standing.place, Place::Seen).then(|| (standing.id.clone(), standing.item.clone()))
    });
    let withheld = memory.withheld.answer(&standings, &(), [], |_, standing, ()| match &standing.place {
        Place::Withheld(withheld) => Some(withheld.clone()),
        _ => None,
    });
    let next_change = memory.due.groups().get_min().map(|(at, _)| *at);
    Parts { seen, withheld, next_change }
}

impl Memory {
    fn standings(
        &mut self,
        config: &Arc<Config>,
        items: &Table<SourcePath, Item>,
        circumstances: &Circumstances,
    ) -> Table<SourcePath, Arc<Standing>> {
        let now = circumstances.now;
        self.addresses.follow(items, |_, item| vec![(item.address().clone(), ())]);
        let addresses = &self.addresses;
        // Backwards, as only tests and `--now` go, nothing is known of when things stood otherwise.
        if self.now.is_none_or(|last| now < last) {
            self.standings.forget();
        }
        self.now = Some(now);
        let due = self.due.groups().range(..=now).flat_map(|(_, files)| files.keys());
        let beside = addresses.changed.iter().flat_map(|address| addresses.of(address));
        let stale: Vec<SourcePath> = due.chain(beside).cloned().collect();
        let common = (config.clone(), circumstances.drafts);
        let standings = self.standings.answer(items, &common, stale, |path, item, (config, drafts)| {
            let first = addresses.of(item.address()).next().filter(|first| *first != path);
            Some(Arc::new(standing(item, first, config, Circumstances { drafts: *drafts, ..*circumstances })))
        });
        self.due.follow(&standings, |_, standing| standing.until.map(|at| (at, ())).into_iter().collect());
        standings
    }
}

/// Whether an item is to be seen. `first` is the file that has its address already.
fn standing(item: &Item, first: Option<&SourcePath>, config: &Config, circumstances: Circumstances) -> Standing {
    let mut standing = Standing {
        id: file_id(item, config),
        item: item.clone(),
        place: Place::Seen,
        until: None,
        told: Arc::default(),
    };
    if let Some(first) = first {
        let told = Arc::new(vec![same_address(item.address(), first, item.path(), item)]);
        return Standing { place: Place::Taken, told, ..standing };
    }
    let now = circumstances.now;
    let withhold = |reason, why| Place::Withheld(Arc::new(Withheld::new(&standing.id, item, reason, why)));
    if item.is_draft() && !circumstances.drafts {
        standing.place = withhold(Reason::Draft, "it is a draft".to_owned());
    } else if let Item::Article(article) = item {
        if article.date.at > now {
            let until = article.date.text(&config.time_zone);
            let span = article.document.front_matter.get("date").map(|node| node.span.clone());
            let message = format!("This article is held back until {until}: its date lies in the future.");
            standing.told = Arc::new(vec![Diagnostic::note(Code::Withheld, item.path(), span, message)]);
            standing.place = withhold(Reason::Future, format!("it is held back until {until}"));
            standing.until = Some(article.date.at);
        } else if let Some(expires) = article.expires {
            if expires.at <= now {
                standing.place = withhold(Reason::Expired, format!("it expired on {}", expires.day));
            } else {
                standing.until = Some(expires.at);
            }
        }
    }
    standing
}

fn file_id(item: &Item, config: &Config) -> FileId {
    match item {
        Item::Article(article) => {
            FileId::Article(ArticleId { at: Reverse(article.date.at), slug: article.slug.clone() })
        }
        Item::Entity(entity) => {
            let kind = config.kinds.iter().position(|kind| kind.key == entity.kind.key).unwrap_or(0);
            FileId::Entity(EntityId { kind, slug: entity.slug.clone() })
        }
        Item::Page(page) => FileId::Page(page.document.path.clone()),
    }
}

fn same_address(address: &Address, first: &SourcePath, second: &SourcePath, item: &Item) -> Diagnostic {
    let message = format!("{} and {} would both become {address}.", first.as_str(), second.as_str());
    let help = match item {
        Item::Article(article) => format!("Rename one, or add  slug: {}-2", article.slug),
        _ => "Rename one, or join the two.".to_owned(),
    };
    Diagnostic::error(Code::SameAddress, second, 0..0, message).help(help)
}

/// The old addresses of one file, each once and with where it leads, and what is to be said of the others.
pub fn redirects(item: &Item) -> (Vec<Redirect>, Vec<Diagnostic>) {
    let (to, path) = (item.address(), item.path());
    let redirect = |word: &Word| Redirect {
        old: Address::new(nfc(&decoded(&word.text))),
        to: to.clone(),
        path: path.clone(),
        span: word.span.clone(),
    };
    let (mut redirects, mut told): (Vec<Redirect>, Vec<Diagnostic>) = (Vec::new(), Vec::new());
    for redirect in item.redirects().iter().map(redirect) {
        let old = old_address(&redirect.old);
        let message = match &redirect {
            Redirect { old, .. } if old_address(old) == old_address(to) => {
                format!("{old} is the address of this page itself, so nothing leads on from it.")
            }
            _ if redirects.iter().any(|other| old_address(&other.old) == old) => {
                format!("{} is an old address of this page already.", redirect.old)
            }
            _ => {
                redirects.push(redirect);
                continue;
            }
        };
        told.push(Diagnostic::warning(Code::SameAddress, path, redirect.span, message).help("Delete it."));
    }
    (redirects, told)
}
