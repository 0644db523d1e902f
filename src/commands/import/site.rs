//! The files of the new site, made of what a reader found in the old one: slugs, addresses, front matter, links.
//!
//! Values in, values out: nothing is written here, and no other generator is known.

mod texts;

use super::claims::{Claims, of_redirect};
use super::datum::{Datum, Fields, to_yaml};
use super::entities::{self, Entities, entities};
use super::imported::{Imported, Item, Sort};
use super::left::{Left, Why};
use super::links::Links;
use super::permalinks;
use super::report::{self, Counts};
use super::settings;
use super::tags::{self, Rows};
use crate::base::bounds::ITEMS;
use crate::base::path::Address;
use crate::base::slug::Slug;
use crate::model::article::{usual_address, without_date};
use crate::model::language;
use crate::model::permalink::{self, Permalink};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Where the report is in the new site.
const REPORT: &str = "import/report.md";

/// A new site that is yet to be written.
#[derive(Debug)]
pub(super) struct NewSite {
    /// Paths and texts.
    pub files: Vec<(String, String)>,
    /// Files of the old site, and their paths in the new one.
    pub copies: Vec<(PathBuf, String)>,
    pub summary: Vec<String>,
}

/// Where an item goes.
struct Place {
    /// What links call it.
    name: String,
    slug: Option<Slug>,
    /// The address that its file asks for, where it would have another one.
    permalink: Option<String>,
    file: String,
    address: String,
    redirects: Vec<String>,
}

/// What is known while the files are made.
struct Making {
    zone: TimeZone,
    today: Date,
    rows: Rows,
    entities: Entities,
    claims: Claims,
    /// How most articles were addressed.
    pattern: Option<(String, Permalink)>,
    /// The addresses of items, in small letters.
    folded: BTreeSet<String>,
    links: Links,
    left: Left,
    counts: Counts,
    /// The old addresses that are counted.
    seen: BTreeSet<String>,
    /// Those that pages had themselves, whatever else led there.
    own: BTreeSet<String>,
}

/// Makes the new site. `table` is an edited table of tags; what is wrong with it is the only thing that can stop an import here.
pub(super) fn site(
    mut imported: Imported,
    format: &str,
    table: Option<&str>,
    today: Date,
) -> Result<NewSite, Vec<String>> {
    let mut rows = tags::proposed(&imported);
    if let Some(table) = table {
        rows = tags::edited(table, rows)?;
    }
    let entities = entities(&imported, &rows);
    let left = std::mem::take(&mut imported.left);
    let claims = Claims::new(entities.kinds.iter().map(|kind| kind.folder.as_str()));
    let mut making = Making {
        zone: settings::zone(&imported.settings),
        today,
        rows,
        entities,
        claims,
        pattern: None,
        folded: BTreeSet::new(),
        links: settings::links(&imported.settings),
        left,
        counts: Counts::default(),
        seen: BTreeSet::new(),
        own: own_addresses(&imported.items),
    };
    making.pattern = permalinks::of_articles(&imported.items, |item| Some(making.date(item).day_in(&making.zone)));
    let entity_files = making.entity_places();
    let mut places = making.places(&imported.items);
    let copies = making.copies(&imported);
    making.redirects(&imported.items, &mut places);
    let entity_redirects = making.entity_redirects(&entity_files);
    let mut files = vec![(".gitignore".to_owned(), include_str!("../scaffold/gitignore").to_owned())];
    let addresses = |links: &Links, url: &str| links.moved(url).cloned();
    let config = settings::written(
        &imported.settings,
        &making.entities.kinds,
        making.pattern.as_ref().map(|(text, _)| text.as_str()),
        |url| addresses(&making.links, url),
        &mut making.left,
    );
    files.push(("content/site.yaml".to_owned(), config));
    files.push((tags::TABLE.to_owned(), tags::written(&making.rows)));
    let translations = translations(&imported.items, &places);
    for (n, (item, place)) in imported.items.iter().zip(&places).enumerate() {
        files.push((place.file.clone(), making.file(item, place, translations.get(&n))));
    }
    files.extend(making.entity_texts(&entity_files, &entity_redirects));
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    making.entities.all.keys().for_each(|(kind, _)| *kinds.entry(kind).or_default() += 1);
    let kinds: Vec<(String, usize)> = kinds.into_iter().map(|(kind, count)| (kind.to_owned(), count)).collect();
    making.counts.files = copies.len();
    making.counts.entities = entity_files.len();
    files.push((REPORT.to_owned(), report::written(format, &making.counts, &kinds, &making.left)));
    let summary = report::summary(&making.counts, &making.left);
    Ok(NewSite { files, copies, summary })
}

impl Making {
    /// Claims the address of each entity; gives its file and address.
    fn entity_places(&mut self) -> BTreeMap<(String, Slug), (String, String)> {
        let folder =
            |key: &str| self.entities.kinds.iter().find(|kind| kind.key == key).map(|kind| kind.folder.clone());
        let mut places = BTreeMap::new();
        for (kind, slug) in self.entities.all.keys() {
            let folder = folder(kind).unwrap_or_default();
            let address = format!("/{folder}/{slug}/");
            // Slugs differ within a kind, so it is free.
            let _ = self.claims.take(&Address::new(&address), "an entity");
            places.insert((kind.clone(), slug.clone()), (format!("content/{folder}/{slug}.md"), address));
        }
        for (id, (_, new)) in &places {
            self.entities.all[id].addresses.iter().for_each(|old| self.links.address(old, new));
        }
        places
    }

    /// Decides where each item goes. Published items come first, so that drafts take no address from them.
    fn places(&mut self, items: &[Item]) -> Vec<Place> {
        let mut slugs: BTreeSet<Slug> = BTreeSet::new();
        let mut order: Vec<usize> = (0..items.len()).collect();
        order.sort_by_key(|n| (items[*n].draft, *n));
        let mut places: BTreeMap<usize, Place> = BTreeMap::new();
        for n in order {
            let item = &items[n];
            let place = match item.sort {
                Sort::Article => self.article_place(item, &mut slugs),
                Sort::Page => self.page_place(item),
            };
            item.addresses.iter().for_each(|old| self.links.address(old, &place.address));
            places.insert(n, place);
        }
        for (item, place) in items.iter().zip(places.values()) {
            for name in std::iter::once(&item.source).chain(&item.known_as) {
                self.links.file(name, &place.address);
            }
        }
        places.into_values().collect()
    }

    fn article_place(&mut self, item: &Item, slugs: &mut BTreeSet<Slug>) -> Place {
        let wanted = Slug::from_text(&item.name).or_else(|| Slug::from_text(&item.title));
        let wanted = wanted.unwrap_or_else(|| Slug::from_text("article").expect("letters make a slug"));
        let day = self.date(item).day_in(&self.zone);
        let old = self.old_address(item).filter(|old| self.claims.take(old, "an article").is_ok());
        let usual = |making: &Making, slug: &Slug| {
            let by_pattern = making.pattern.as_ref().map(|(_, of)| of.address(slug.as_str(), Some(day), ""));
            by_pattern.unwrap_or_else(|| usual_address(slug.as_str()))
        };
        let slug = tags::unique(wanted.clone(), |slug| {
            // Lists have addresses of their own below.
            let is_free = slug.as_str() != "page" && slugs.insert(slug.clone());
            let address = usual(self, slug);
            is_free && (old.is_some() || self.claims.take(&address, "an article").is_ok())
        });
        let usual = usual(self, &slug).to_string();
        let address = old.map_or_else(|| usual.clone(), |old| old.to_string());
        self.folded.insert(address.to_lowercase());
        let permalink = (usual != address).then(|| address.replace('%', "%25"));
        if slug != wanted {
            self.left.note(Why::Renamed, format!("{wanted} is {slug}"), &item.source);
        }
        let stem = format!("{day}-{slug}");
        let is_lost = without_date(&stem) != slug.as_str();
        let file = format!("content/articles/{:04}/{stem}.md", day.year());
        Place { name: slug.to_string(), slug: is_lost.then_some(slug), permalink, file, address, redirects: Vec::new() }
    }

    /// The address that an item had, if it can have it here: a host of files answers it, and it is free.
    fn old_address(&self, item: &Item) -> Option<Address> {
        let old = item.addresses.first().filter(|old| permalink::unusable(old).is_none())?;
        let first = old.trim_start_matches('/').split('/').next().unwrap_or_default();
        let address = Address::new(old);
        let is_free = !self.claims.has(&address) && !self.folded.contains(&old.to_lowercase());
        (is_free && !self.claims.is_own_folder(first)).then_some(address)
    }

    fn page_place(&mut self, item: &Item) -> Place {
        let parts: Vec<Slug> =
            item.name.split('/').filter(|part| *part != "index").filter_map(Slug::from_text).collect();
        let mut parts: Vec<String> = parts.iter().map(Slug::to_string).collect();
        if parts.is_empty() {
            parts.push(Slug::from_text(&item.title).map_or("page".to_owned(), |slug| slug.to_string()));
        }
        // What stands below a folder of Fissure could meet a page that it makes some day.
        let is_own = self.claims.is_own_folder(&parts[0]);
        if is_own {
            parts[0].push_str("-page");
        }
        let wanted = Slug::from_text(&parts.pop().unwrap_or_default()).or_else(|| Slug::from_text("page"));
        let wanted = wanted.expect("letters make a slug");
        let folder: String = parts.iter().map(|part| format!("{part}/")).collect();
        let old = self.old_address(item);
        let claims = &mut self.claims;
        let taken = old.as_ref().is_some_and(|old| claims.take(old, "a page").is_ok());
        let slug = tags::unique(wanted.clone(), |slug| {
            let usual = Address::new(format!("/{folder}{slug}/"));
            let is_own = old.as_ref() == Some(&usual);
            slug.as_str() != "index" && (taken && is_own || claims.take(&usual, "a page").is_ok())
        });
        let path = format!("{folder}{slug}");
        let usual = format!("/{path}/");
        let address = old.filter(|_| taken).map_or(usual.clone(), |old| old.to_string());
        self.folded.insert(address.to_lowercase());
        if slug != wanted || is_own {
            self.left.note(Why::Renamed, format!("{} is {path}", item.name.trim_matches('/')), &item.source);
        }
        Place {
            name: path.clone(),
            slug: None,
            permalink: (address != usual).then(|| address.replace('%', "%25")),
            file: format!("content/pages/{path}.md"),
            address,
            redirects: Vec::new(),
        }
    }

    /// The files that are copied into `static/`.
    fn copies(&mut self, imported: &Imported) -> Vec<(PathBuf, String)> {
        let mut copies = Vec::new();
        for file in &imported.files {
            match settings::refused_file(&file.address) {
                Some(why) => self.left.note(Why::File, why, &file.address),
                None => match self.claims.take(&Address::new(&file.address), "a file") {
                    Ok(path) => {
                        self.links.copied(&file.address);
                        copies.push((file.from.clone(), format!("static/{path}")));
                    }
                    Err(why) => self.left.note(Why::File, why, &file.address),
                },
            }
        }
        copies
    }

    /// Gives each item the redirects from its old addresses.
    fn redirects(&mut self, items: &[Item], places: &mut [Place]) {
        let mut order: Vec<usize> = (0..items.len()).collect();
        order.sort_by_key(|n| (items[*n].draft, *n));
        // What a page was itself comes before what led to it.
        for is_first in [true, false] {
            for n in &order {
                let (item, place) = (&items[*n], &mut places[*n]);
                let addresses = item.addresses.iter().enumerate().filter(|(n, _)| (*n == 0) == is_first);
                for (_, old) in addresses {
                    let kept = self.redirect(old, &place.address, &item.source, is_first);
                    place.redirects.extend(kept.filter(|_| place.redirects.len() < ITEMS));
                }
            }
        }
    }

    /// The redirect for an old address, if it needs one and can have it.
    fn redirect(&mut self, old: &str, new: &str, source: &str, is_first: bool) -> Option<String> {
        let is_new = self.seen.insert(old.trim_end_matches('/').to_owned());
        self.counts.addresses += usize::from(is_new);
        if old.trim_end_matches('/') == new.trim_end_matches('/') {
            self.counts.kept += usize::from(is_new);
            return None;
        }
        let taken = of_redirect(old).and_then(|address| self.claims.take(&address, source).map(|_| address));
        match taken {
            Ok(_) => {
                self.counts.kept += usize::from(is_new);
                self.counts.redirects += 1;
                if old.to_lowercase().trim_end_matches('/') == new.trim_end_matches('/') {
                    let name = format!(
                        "{old}: differs from {new} in capitals alone, so build on a file system on which they differ"
                    );
                    self.left.note(Why::Address, name, source);
                }
                // Addresses here are decoded, so these signs are no more than letters of a path.
                Some(old.replace('%', "%25").replace('#', "%23"))
            }
            Err(why) => {
                // What another page answers is kept, though it may lead elsewhere.
                let is_answered = of_redirect(old).is_ok_and(|address| self.claims.has(&address));
                self.counts.kept += usize::from(is_new && is_answered);
                // What led to the address of another page never worked.
                if !is_first && is_answered && self.own.contains(old.trim_end_matches('/')) {
                    return None;
                }
                self.left.note(Why::Address, format!("{old}: {why}"), source);
                None
            }
        }
    }

    fn entity_redirects(
        &mut self,
        places: &BTreeMap<(String, Slug), (String, String)>,
    ) -> BTreeMap<(String, Slug), Vec<String>> {
        let mut all = BTreeMap::new();
        for (id, (file, address)) in places {
            let old: BTreeSet<String> = self.entities.all[id].addresses.iter().cloned().collect();
            let kept: Vec<String> = old.iter().filter_map(|old| self.redirect(old, address, file, false)).collect();
            all.insert(id.clone(), kept);
        }
        all
    }

    fn entity_texts(
        &mut self,
        places: &BTreeMap<(String, Slug), (String, String)>,
        redirects: &BTreeMap<(String, Slug), Vec<String>>,
    ) -> Vec<(String, String)> {
        let mut texts = Vec::new();
        for (id, (file, _)) in places {
            let entity = &self.entities.all[id];
            let never = self.entities.kinds.iter().any(|kind| kind.key == id.0 && kind.link_never);
            let fields = entities::front_matter(entity, never, &redirects[id]);
            let body = self.body(&entity.body, "/", file, &mut Left::default());
            texts.push((file.clone(), format!("---\n{}---\n{body}", to_yaml(&fields))));
        }
        texts
    }
}

/// The addresses that items had themselves.
fn own_addresses(items: &[Item]) -> BTreeSet<String> {
    items
        .iter()
        .filter_map(|item| item.addresses.first())
        .map(|address| address.trim_end_matches('/').to_owned())
        .collect()
}

/// The slugs of the same text in other languages, by the place of an item. The one in the language of the site names the others.
fn translations(items: &[Item], places: &[Place]) -> BTreeMap<usize, Fields> {
    let mut groups: BTreeMap<&String, Vec<usize>> = BTreeMap::new();
    for (n, item) in items.iter().enumerate().filter(|(_, item)| item.sort == Sort::Article) {
        if let Some(name) = &item.translated {
            groups.entry(name).or_default().push(n);
        }
    }
    let slug = |n: usize| places[n].name.clone();
    let others = |first: usize, rest: &[usize]| -> Fields {
        let code = |n: usize| {
            items[n].lang.clone().filter(|code| language::is_code(code) && items[n].lang != items[first].lang)
        };
        rest.iter().filter_map(|n| Some((code(*n)?, Datum::text(slug(*n))))).collect()
    };
    let by_language = |mut group: Vec<usize>| {
        group.sort_by_key(|n| (items[*n].lang.is_some(), *n));
        group
    };
    let groups = groups.into_values().filter(|group| group.len() > 1).map(by_language);
    groups.map(|group| (group[0], others(group[0], &group[1..]))).filter(|(_, fields)| !fields.is_empty()).collect()
}
