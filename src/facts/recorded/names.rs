//! Who bears a name of the record now, and where a recorded page lies now.

use super::super::entity::LedgerEntities;
use crate::base::path::Address;
use crate::link::target::old_address;
use crate::link::{EntityId, Places, Redirect};
use crate::load::CONTENT;
use crate::model::kind::SOURCE_KEY;
use crate::record;
use std::collections::{BTreeMap, HashMap};

pub(super) struct Names<'a> {
    /// By key and slug: the slug of today, the first one, and those of old addresses.
    of_kind: BTreeMap<(&'a str, String), EntityId>,
    moved: HashMap<Address, &'a Redirect>,
}

impl<'a> Names<'a> {
    pub(super) fn new(cards: &'a LedgerEntities, redirects: &'a [Redirect]) -> Names<'a> {
        let by_address: HashMap<&Address, &EntityId> = cards.iter().map(|(id, card)| (&card.address, id)).collect();
        let mut of_kind = BTreeMap::new();
        for (id, card) in cards.iter().filter(|(id, card)| id.slug.as_str() != card.first_slug) {
            of_kind.insert((card.key.as_str(), card.first_slug.clone()), id.clone());
        }
        for redirect in redirects {
            if let Some(id) = by_address.get(&redirect.to) {
                of_kind.insert((cards[*id].key.as_str(), redirect.old.last_part().to_owned()), (*id).clone());
            }
        }
        of_kind.extend(cards.iter().map(|(id, card)| ((card.key.as_str(), id.slug.to_string()), id.clone())));
        let moved = redirects.iter().rev().map(|redirect| (old_address(&redirect.old), redirect)).collect();
        Names { of_kind, moved }
    }

    pub(super) fn find(&self, key: &str, slug: &str) -> Option<EntityId> {
        self.of_kind.get(&(key, slug.to_owned())).cloned()
    }

    /// The entity of a name with its kind: `model/fugu`.
    pub(super) fn named(&self, name: &str) -> Option<EntityId> {
        let (key, slug) = name.split_once('/')?;
        self.of_kind.get(&(key, slug.to_owned())).cloned()
    }

    /// Where a page lies now.
    pub(super) fn page(&self, recorded: &Address) -> Address {
        self.moved.get(&old_address(recorded)).map_or_else(|| recorded.clone(), |redirect| redirect.to.clone())
    }

    /// The same, as long as its file is still in the folder of its sort. What took the place of another sort of page is not that page.
    pub(super) fn page_in(&self, folder: &str, recorded: &Address) -> Address {
        let moved = self.moved.get(&old_address(recorded));
        let is_of_folder = |redirect: &&&Redirect| {
            let file = redirect.path.below(CONTENT).and_then(|below| below.strip_prefix(folder));
            file.is_some_and(|below| below.starts_with('/'))
        };
        moved.filter(is_of_folder).map_or_else(|| recorded.clone(), |redirect| redirect.to.clone())
    }

    /// Recorded sources that are there still, with the places in them.
    pub(super) fn sources(&self, recorded: &[String]) -> (Vec<EntityId>, Places) {
        let (mut sources, mut places) = (Vec::new(), Places::default());
        for source in recorded {
            let (slug, at) = record::source(source);
            if let Some(id) = self.find(SOURCE_KEY, slug) {
                if !at.is_empty() {
                    places.add(&id, at);
                }
                sources.push(id);
            }
        }
        (sources, places)
    }
}
