//! The page of a source: what the site rests on it, in the order of its places.
//!
//! Each place that anything refers to has an anchor here, so that no reference leads nowhere.

use crate::base::text::capitalised;
use crate::link::LinkedProfile;
use crate::model::at::place_in_words;
use crate::model::strings::Strings;
use crate::model::when_in_words::{in_words, since_in_words};
use crate::parse::markdown::is_of_web;
use crate::parse::place::Place;
use crate::plan::facts::Resting;
use crate::view::{Backlink, OriginalContext, SourcePlace, TextLink};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Parts the sentences that speak of a source: those that refer to a place in it, and all others. Its statements stand among
/// its places anyway, so their sentences are left out; of what is not a source, all sentences are the others.
pub(super) fn parted(is_source: bool, backlinks: Vec<Backlink>) -> (Vec<Backlink>, Vec<Backlink>) {
    if !is_source {
        return (Vec::new(), backlinks);
    }
    let written = backlinks.into_iter().filter(|backlink| !backlink.sentence.is_stated);
    written.partition(|backlink| !backlink.sentence.places.is_empty())
}

/// The places of a source, in their order, and last what rests on it as a whole.
pub(super) fn places(strings: &Strings, rests: &[Resting], cited: Vec<Backlink>) -> Vec<SourcePlace> {
    let mut places: BTreeMap<Place, SourcePlace> = BTreeMap::new();
    let mut whole = SourcePlace::default();
    for (place, statements) in rests {
        let rests = place.map_or(&mut whole, |place| places.entry(place).or_default());
        rests.statements.extend(statements.iter().cloned());
    }
    for backlink in cited {
        for place in backlink.sentence.places.iter() {
            places.entry(*place).or_default().sentences.push(backlink.clone());
        }
    }
    let named = |(place, rests): (Place, SourcePlace)| SourcePlace {
        anchor: Some(place.anchor()),
        text: Some(place.short()),
        title: Some(capitalised(&place_in_words(strings, &place))),
        ..rests
    };
    let whole = (!whole.statements.is_empty()).then_some(whole);
    places.into_iter().map(named).chain(whole).collect()
}

/// Where a source can be read, if its file says so.
pub(super) fn original(strings: &Strings, own: &LinkedProfile) -> Option<OriginalContext> {
    let entity = &own.entity;
    let urls = own.facts.iter().filter(|fact| fact.key == "url").flat_map(|fact| &fact.values);
    let link = |text: Arc<str>| TextLink { url: is_of_web(&text).then(|| text.clone()), text, lang: None };
    let addresses: Vec<TextLink> =
        urls.map(|parts| link(parts.iter().map(|part| part.text.as_str()).collect::<String>().into())).collect();
    let is_somewhere = !addresses.is_empty() || entity.archived.is_some();
    is_somewhere.then(|| OriginalContext {
        addresses,
        archived: entity.archived.clone(),
        checked: entity.checked.map(|days| in_words(strings, &days)),
        gone: entity.gone.map(|days| since_in_words(strings, &days)),
    })
}
