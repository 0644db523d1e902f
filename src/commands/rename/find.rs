//! Who is meant by a slug, and whether the new slug can be had: what a rename refuses before anything is built.
//!
//! Says in words why not. Changes nothing.

use super::Renaming;
use super::moved::Moved;
use super::place::address_with;
use crate::base::path::Address;
use crate::base::slug::Slug;
use crate::base::text::fold::nfc;
use crate::commands::scaffold::NewFileKind;
use crate::link::EntityId;
use crate::link::called::Called;
use crate::link::target::old_address;
use crate::model::files::stem;
use crate::model::kind::Kind;
use crate::model::suggest::nearest;
use crate::model::{Config, Entity, Item};
use crate::parse::body::{Link, Target};
use std::sync::Arc;

/// What an item is called in `rename`: a slug, or the path of slugs of a plain page.
pub(super) fn slug_of(item: &Item) -> &str {
    match item {
        Item::Article(article) => article.slug.as_str(),
        Item::Entity(entity) => entity.slug.as_str(),
        Item::Page(page) => &page.path,
    }
}

/// What a sort of file is called in a sentence.
pub(super) fn title_of(what: NewFileKind<'_>) -> String {
    match what {
        NewFileKind::Article => "article".to_owned(),
        NewFileKind::Page => "page".to_owned(),
        NewFileKind::Edition => "edition".to_owned(),
        NewFileKind::Entity(kind) => kind.one(),
    }
}

/// The last part of a path of slugs.
fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

impl Renaming<'_> {
    /// Finds who is meant.
    pub(super) fn meant(&self, what: NewFileKind<'_>, old: &str) -> Result<Item, String> {
        let old = &*nfc(old);
        if what == NewFileKind::Edition {
            let why = "an edition has the address of its week or month and no other. Give its introduction the name of another \
                       file to move it to another edition.";
            return Err(why.to_owned());
        }
        let of_sort = || self.items.iter().filter(move |item| is_of_sort(item, what));
        if let Some(item) = of_sort().find(|item| slug_of(item) == old) {
            return Ok(item.clone());
        }
        // A plain page in a folder may go by its last name.
        let pages: Vec<&Item> = match what {
            NewFileKind::Page => of_sort().filter(|item| last(slug_of(item)) == old).collect(),
            _ => Vec::new(),
        };
        match pages.as_slice() {
            [] => Err(self.unknown(what, old)),
            [page] => Ok((*page).clone()),
            pages => {
                let paths: Vec<&str> = pages.iter().map(|page| slug_of(page)).collect();
                Err(format!("several pages have the slug \"{old}\". Write one of: {}.", paths.join(", ")))
            }
        }
    }

    /// Why nothing of a sort has a slug, and what was probably meant.
    fn unknown(&self, what: NewFileKind<'_>, old: &str) -> String {
        let title = title_of(what);
        let of_sort = || self.items.iter().filter(move |item| is_of_sort(item, what));
        let named = match what {
            NewFileKind::Entity(kind) => self.present.names.find(old, Some(kind.id)).ok().map(|id| (kind, id)),
            NewFileKind::Article | NewFileKind::Page | NewFileKind::Edition => None,
        };
        if let Some((kind, _)) = named.as_ref().filter(|(_, id)| id.slug.as_str() == old) {
            return format!("the {title} \"{old}\" has no file. Make one first: fissure new {} {old}", kind.key);
        }
        let near = named.map(|(_, id)| id.slug.to_string());
        let near = near.or_else(|| {
            of_sort().find(|item| is_called(item, old, &self.before.site.config)).map(|item| slug_of(item).to_owned())
        });
        let near = near.or_else(|| match self.items.iter().any(|item| slug_of(item) == old) {
            true => None,
            false => nearest(old, of_sort().map(slug_of)).map(str::to_owned),
        });
        let help = match near {
            Some(near) => format!(" Did you mean \"{near}\"?"),
            None => self.of_other_sort(old),
        };
        format!("no {title} has the slug \"{old}\".{help}")
    }

    /// The command for something else that has the slug.
    fn of_other_sort(&self, old: &str) -> String {
        let Some(item) = self.items.iter().find(|item| slug_of(item) == old || last(slug_of(item)) == old) else {
            return String::new();
        };
        let (title, word) = match item {
            Item::Article(_) => ("article".to_owned(), "article"),
            Item::Page(page) if page.edition.is_some() => return String::new(),
            Item::Page(_) => ("page".to_owned(), "page"),
            Item::Entity(entity) => (entity.kind.one(), &*entity.kind.key),
        };
        format!(" It is the slug of a {title}: fissure rename {word} {old} NEW").replace(" a article", " an article")
    }

    /// The new slug, if it is one. That of a plain page may have its folder before it, as the old one may.
    pub(super) fn new_slug(&self, what: NewFileKind<'_>, item: &Item, new: &str) -> Result<Slug, String> {
        let old = slug_of(item);
        let folder = &old[..old.len() - last(old).len()];
        let slug = match item {
            Item::Page(_) if !folder.is_empty() => new.strip_prefix(folder).unwrap_or(new),
            _ => new,
        };
        let Some(slug) = Slug::new(slug) else {
            let (folder_of_new, name) = new.rsplit_once('/').unwrap_or(("", new));
            if matches!(item, Item::Page(_)) && !folder_of_new.is_empty() && Slug::new(name).is_some() {
                return Err(format!("a page stays in its folder: write its last name alone, as in  {name}"));
            }
            let help = Slug::from_text(new).map_or(String::new(), |slug| format!(" Did you mean \"{slug}\"?"));
            return Err(format!("\"{new}\" is no slug: small letters, digits and single hyphens.{help}"));
        };
        if slug.as_str() == last(old) {
            return Err(format!("the {} \"{old}\" is called so already.", title_of(what)));
        }
        Ok(slug)
    }

    /// Refuses a slug that an entity has, or is called.
    pub(super) fn refuse_name_of_other(&self, entity: &Entity, new: &Slug) -> Result<(), String> {
        let id = EntityId { kind: entity.kind.id, slug: entity.slug.clone() };
        let other = |(other, called): &(&EntityId, &Arc<Called>)| {
            **other != id && ((other.kind == id.kind && other.slug == *new) || called.answers_to(new.as_str()))
        };
        match self.present.names.entities().iter().find(other) {
            Some((other, _)) => Err(format!("\"{new}\" is taken by {}.", self.present.names.shown_in_folder(other))),
            None => Ok(()),
        }
    }

    /// Refuses a slug by which `[[...]]` leads to something else, where links name an article or a page so.
    pub(super) fn refuse_shadowed(&self, moved: &Moved<'_>) -> Result<(), String> {
        let name = match &moved.item {
            Item::Entity(_) => return Ok(()),
            Item::Article(_) => moved.new.to_string(),
            Item::Page(page) => format!("{}{}", &page.path[..page.path.len() - last(&page.path).len()], moved.new),
        };
        let other = match self.present.names.lookup(&name, None) {
            Ok(id) => Some(self.present.names.shown_in_folder(&id)),
            // An article comes before a plain page.
            Err(_) if moved.article().is_none() => self.present.page_called(&name).map(|page| page.to_string()),
            Err(_) => None,
        };
        let named = |link: &Link| {
            let Target::Mention { name, .. } = &link.target else { return false };
            moved.in_mention(name.split('#').next().unwrap_or(name).trim()).is_some()
        };
        let links = self.items.iter().flat_map(|item| &item.document().body.links).filter(|link| named(link)).count();
        match other.filter(|_| links > 0) {
            Some(other) => Err(format!(
                "[[{name}]] leads to {other}, so what is linked as [[{}]] could not be linked so. Choose another slug.",
                slug_of(&moved.item)
            )),
            None => Ok(()),
        }
    }

    /// Refuses an address that another page has, or had.
    pub(super) fn refuse_taken(&self, item: &Item, address: &Address) -> Result<(), String> {
        let others = || self.items.iter().filter(|other| other.path() != item.path());
        if let Some(other) = others().find(|other| other.address() == address) {
            return Err(format!("{address} is the address of {}.", other.path()));
        }
        let had = |other: &Item| other.redirects().iter().any(|old| is_old_address(&old.text, address));
        if let Some(other) = others().find(|other| had(other)) {
            return Err(format!(
                "{address} is an old address of {}. Take it out of the redirects there first.",
                other.path()
            ));
        }
        let is_page = address.output_path().is_ok_and(|path| self.before.plan.pages.contains_key(&path));
        // What asks for an address in its file keeps it.
        match is_page && address != item.address() && !had(item) {
            true => Err(format!("{address} is another page of the site already.")),
            false => Ok(()),
        }
    }
}

/// Whether an item may be meant by something that is not its slug: the name of its file, its address, or one that it had.
fn is_called(item: &Item, word: &str, config: &Config) -> bool {
    let address = old_address(&Address::new(format!("/{}", word.trim_matches('/'))));
    let had = |address: &Address| item.redirects().iter().any(|old| is_old_address(&old.text, address));
    let is_old_slug = Slug::new(word).is_some_and(|slug| had(&address_with(item, &slug, config)));
    let is_file = stem(item.path(), config) == word || item.path().as_str() == word;
    is_file || is_old_slug || old_address(item.address()) == address || had(&address)
}

fn is_of_sort(item: &Item, what: NewFileKind<'_>) -> bool {
    match (item, what) {
        (Item::Article(_), NewFileKind::Article) => true,
        (Item::Page(page), NewFileKind::Page) => page.edition.is_none(),
        (Item::Entity(entity), NewFileKind::Entity(Kind { key, .. })) => entity.kind.key == *key,
        _ => false,
    }
}

/// Whether a redirect, as it is written, is an address.
pub(super) fn is_old_address(written: &str, address: &Address) -> bool {
    let decoded = crate::base::path::decoded(written);
    decoded.starts_with('/') && old_address(&Address::new(nfc(&decoded))) == old_address(address)
}
