//! The entities of an imported site: what its tags and authors become, each with a name that no other claims.
//!
//! Values in, values out; `site` makes files of them.

use super::addresses::{hugo_slug, plain_slug};
use super::datum::{Datum, Fields};
use super::imported::{Author, Imported, Settings, TermSlugs};
use super::tags::{self, Row, Rows};
use crate::base::bounds::{NAME_LETTERS, NAMES};
use crate::base::slug::Slug;
use crate::link::called::folded;
use crate::model::kind::{Kinds, SOURCE_KEY};
use std::collections::{BTreeMap, BTreeSet};

/// The kind of authors that the old site has more of than a name.
pub(super) const PERSON: &str = "person";

/// An entity that is yet to be a file.
#[derive(Debug, Default)]
pub(super) struct NewEntity {
    pub name: String,
    pub aliases: Vec<String>,
    pub weak: Vec<String>,
    pub link_never: bool,
    pub body: String,
    pub addresses: Vec<String>,
    pub extra: Fields,
}

/// A kind of the new site, with its folder; `declared` for `site.yaml` where it is not a standard one.
#[derive(Debug)]
pub(super) struct NewKind {
    pub key: String,
    pub folder: String,
    pub declared: Option<[String; 4]>,
    /// Whether no name of the kind becomes a link in prose.
    pub link_never: bool,
}

/// All entities by kind and slug, and the kinds that they are of.
#[derive(Debug, Default)]
pub(super) struct Entities {
    pub kinds: Vec<NewKind>,
    pub all: BTreeMap<(String, Slug), NewEntity>,
    /// The slug of an author's entity, by the word that items name the author with.
    pub authors: BTreeMap<String, Slug>,
}

pub(super) fn entities(imported: &Imported, rows: &Rows) -> Entities {
    let mut made = Entities::default();
    let taxonomies: BTreeSet<&str> = rows.values().map(|row| row.from.as_str()).collect();
    // The tag that is used most gives an entity its name.
    let mut sorted: Vec<&Row> = rows.values().collect();
    sorted.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.tag.cmp(&b.tag)));
    for row in sorted {
        let Some(kind) = &row.kind else { continue };
        let entity = made.all.entry((kind.clone(), row.slug.clone())).or_default();
        match entity.name.is_empty() {
            true => (entity.name, entity.link_never) = (row.name.clone(), row.link_never),
            false if entity.name != row.name && !entity.aliases.contains(&row.name) && entity.aliases.len() < NAMES => {
                entity.aliases.push(row.name.clone());
            }
            false => {}
        }
        entity.addresses.extend(term_address(&imported.settings, row));
        if let Some(term) = imported.terms.get(&(row.from.clone(), tags::folded(&row.tag))) {
            entity.addresses.extend(term.addresses.iter().cloned());
            if entity.body.is_empty() {
                entity.body.clone_from(&term.body);
            }
        }
    }
    people(imported, &mut made);
    let keys: BTreeSet<String> = made.all.keys().map(|(kind, _)| kind.clone()).collect();
    for key in keys {
        let declared = match key.as_str() {
            PERSON => Some([PERSON, "people", "Person", "People"].map(str::to_owned)),
            key => tags::declared(key, &taxonomies),
        };
        let standard = Kinds::standard();
        let folder = declared.as_ref().map(|kind| kind[1].clone());
        let folder = folder.or_else(|| standard.with_key(&key).map(|kind| kind.folder.clone())).unwrap_or_default();
        let of_kind = made.all.iter().filter(|((kind, _), _)| *kind == key);
        let link_never = declared.is_some() && of_kind.clone().all(|(_, entity)| entity.link_never);
        made.kinds.push(NewKind { key, folder, declared, link_never });
    }
    settle_names(&mut made.all);
    made
}

/// Adds the authors that wrote something, or had a page. Several words may name one of them.
fn people(imported: &Imported, made: &mut Entities) {
    let used: BTreeSet<&String> = imported.items.iter().flat_map(|item| &item.authors).collect();
    let named = imported.authors.iter().filter(|(word, author)| author.has_page || used.contains(word));
    let same: BTreeSet<(Option<&String>, &String)> =
        named.map(|(_, author)| (author.slug.as_ref(), &author.name)).collect();
    let is_used = |author: &Author| same.contains(&(author.slug.as_ref(), &author.name));
    let mut known: BTreeMap<(Option<&String>, &String), Slug> = BTreeMap::new();
    let wanted: Vec<(&String, &Author)> = imported.authors.iter().filter(|(_, author)| is_used(author)).collect();
    for (word, author) in wanted {
        if let Some(slug) = known.get(&(author.slug.as_ref(), &author.name)) {
            made.authors.insert(word.clone(), slug.clone());
            continue;
        }
        let name: String = author.name.trim().chars().take(NAME_LETTERS).collect();
        let slug = author.slug.as_deref().and_then(Slug::from_text).or_else(|| Slug::from_text(&name));
        let Some(slug) = slug.or_else(|| Slug::from_text(word)) else { continue };
        let slug = tags::unique(slug, |slug| !made.all.contains_key(&(PERSON.to_owned(), slug.clone())));
        known.insert((author.slug.as_ref(), &author.name), slug.clone());
        made.authors.insert(word.clone(), slug.clone());
        made.all.insert((PERSON.to_owned(), slug), person(name, author, &imported.settings));
    }
}

fn person(name: String, author: &Author, settings: &Settings) -> NewEntity {
    let mut addresses = author.addresses.clone();
    if let (Some(pattern), Some(slug)) = (&settings.author_address, &author.slug) {
        addresses.push(pattern.replace(":slug", slug));
    }
    NewEntity { name, body: author.body.clone(), addresses, extra: author.extra.clone(), ..NewEntity::default() }
}

/// The address that the page of a tag had.
fn term_address(settings: &Settings, row: &Row) -> Option<String> {
    let pattern = settings.term_addresses.get(&row.from)?;
    let slug = match settings.slugs {
        TermSlugs::Usual => plain_slug(&row.tag),
        TermSlugs::Hugo => hugo_slug(&row.tag),
    };
    (!slug.is_empty()).then(|| pattern.replace(":slug", &slug))
}

/// Makes a name weak where another entity has it: a build takes no name for two.
fn settle_names(all: &mut BTreeMap<(String, Slug), NewEntity>) {
    let mut claimed: BTreeMap<String, ((String, Slug), bool)> = BTreeMap::new();
    for (id, entity) in all.iter_mut().filter(|((kind, _), _)| kind != SOURCE_KEY) {
        for name in std::iter::once(&entity.name).chain(&entity.aliases) {
            let is_slug = Slug::from_text(name).as_ref() == Some(&id.1);
            match claimed.get(&folded(name)) {
                None => drop(claimed.insert(folded(name), (id.clone(), is_slug))),
                Some((first, first_is_slug)) if first == id || (*first_is_slug && is_slug) => {}
                Some(_) => entity.weak.push(name.clone()),
            }
        }
    }
}

/// The front matter of an entity.
pub(super) fn front_matter(entity: &NewEntity, kind_links_never: bool, redirects: &[String]) -> Fields {
    let list = |words: &[String]| Datum::List(words.iter().map(Datum::text).collect());
    let mut fields: Fields = vec![("name".to_owned(), Datum::text(entity.name.as_str()))];
    for (key, words) in [("aliases", &entity.aliases[..]), ("weak", &entity.weak), ("redirects", redirects)] {
        if !words.is_empty() {
            fields.push((key.to_owned(), list(words)));
        }
    }
    if entity.link_never && !kind_links_never {
        fields.push(("link".to_owned(), Datum::text("never")));
    }
    if !entity.extra.is_empty() {
        fields.push(("extra".to_owned(), Datum::Map(entity.extra.clone())));
    }
    fields
}
