//! The same article in several languages: who is whose translation, whichever of them says so.
//!
//! What one article states holds the other way round too, and from one to the next. Whether a translation is published was
//! decided when its name was looked up; never looks at pages.

use super::site::{ArticleId, Languages, LinkedArticle};
use crate::base::memo::{Last, Memo};
use crate::base::path::Address;
use crate::base::table::Table;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Which articles state translations, which of them gives its language, and the language of the site.
type TranslatedQuestion = (Table<ArticleId, Arc<LinkedArticle>>, Table<Address, String>, String);

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct TranslatedCache {
    stating: Memo<ArticleId, Arc<LinkedArticle>, (), Arc<LinkedArticle>>,
    languages: crate::base::table::Rekeyed<ArticleId, Arc<LinkedArticle>, Address, String>,
    groups: Last<TranslatedQuestion, ()>,
    table: Table<Address, Languages>,
}

/// The languages of every article that has several, by its address.
pub(crate) fn translated(
    articles: &Table<ArticleId, Arc<LinkedArticle>>,
    language: &str,
    memory: &mut TranslatedCache,
) -> Table<Address, Languages> {
    let stating =
        memory.stating.answer(articles, &(), |_, linked, ()| (!linked.translations.is_empty()).then(|| linked.clone()));
    let languages = memory
        .languages
        .follow(articles, |_, linked| linked.article.lang.as_ref().map(|lang| (linked.address.clone(), lang.clone())));
    let question = (stating, languages, language.to_owned());
    if memory.groups.answer(&question).is_none() {
        let new = groups(&question);
        let gone: Vec<Address> = memory.table.keys().filter(|address| !new.contains_key(*address)).cloned().collect();
        gone.iter().for_each(|address| drop(memory.table.remove(address)));
        for (address, languages) in new {
            if memory.table.get(&address) != Some(&languages) {
                memory.table.insert(address, languages);
            }
        }
        memory.groups.learn(question, ());
    }
    memory.table.clone()
}

fn groups((stating, languages, by_default): &TranslatedQuestion) -> BTreeMap<Address, Languages> {
    let mut named: BTreeMap<&Address, &String> = BTreeMap::new();
    let mut beside: BTreeMap<&Address, BTreeSet<&Address>> = BTreeMap::new();
    for linked in stating.values() {
        for (lang, other) in &linked.translations {
            named.entry(other).or_insert(lang);
            beside.entry(&linked.address).or_default().insert(other);
            beside.entry(other).or_default().insert(&linked.address);
        }
    }
    let lang = |address: &Address| languages.get(address).or_else(|| named.get(address).copied()).unwrap_or(by_default);
    let mut groups = BTreeMap::new();
    for first in beside.keys() {
        if groups.contains_key(*first) {
            continue;
        }
        let mut group: BTreeSet<&Address> = BTreeSet::from([*first]);
        let mut open = vec![*first];
        while let Some(address) = open.pop() {
            open.extend(beside[address].iter().filter(|other| group.insert(other)).copied());
        }
        let group: BTreeMap<&Address, &String> = group.into_iter().map(|address| (address, lang(address))).collect();
        groups.extend(group.keys().map(|address| ((*address).clone(), seen_from(address, &group))));
    }
    groups.retain(|_, languages: &mut Languages| languages.len() > 1);
    groups
}

/// One article for each language; of two in the language of a page its own stands there.
fn seen_from(own: &Address, group: &BTreeMap<&Address, &String>) -> Languages {
    let mut of: BTreeMap<&String, &Address> = BTreeMap::new();
    for (address, lang) in group {
        let first = of.entry(lang).or_insert(address);
        if *address == own {
            *first = own;
        }
    }
    Arc::new(of.into_iter().map(|(lang, address)| (lang.clone(), address.clone())).collect())
}
