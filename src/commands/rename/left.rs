//! What a renamed file says of its past: its old addresses, an entity's old and first slugs, and an article's own slug.
//!
//! Gives edits. What others say of it is for `words` and `links`.

use super::find::is_old_address;
use super::lists::{self, ListEntry};
use super::moved::{Moved, MovedPage};
use super::place::has_slug_field;
use super::splice::Edit;
use crate::base::path::Address;
use crate::model::{Entity, Item};
use crate::parse::front_matter::FrontMatter;
use crate::parse::yaml::Value;

/// The edits of the front matter of one of the files that move.
pub(super) fn edits(item: &Item, text: &str, moved: &Moved<'_>, alias: bool) -> Vec<Edit> {
    let fields = &item.document().front_matter;
    let of_file: Vec<&MovedPage> = moved.pages.iter().filter(|page| page.file == *item.path()).collect();
    let mut edits = redirects(text, fields, field_above(item), &of_file);
    if item.path() != moved.item.path() {
        return edits;
    }
    if has_slug_field(item) {
        edits.extend(slug(text, fields, moved));
    }
    if let Item::Entity(entity) = item {
        edits.extend(names(text, fields, entity, moved, alias));
    }
    edits
}

/// The field below which a new one is written.
fn field_above(item: &Item) -> &'static str {
    match item {
        Item::Entity(entity) => entity.kind.name_field,
        Item::Page(page) if page.dispute.is_some() => "question",
        Item::Page(_) => "title",
        Item::Article(_) => "date",
    }
}

/// The old addresses as redirects, unless no reader knows them. An address that is the page's own again is none.
fn redirects(text: &str, fields: &FrontMatter, above: &str, pages: &[&MovedPage]) -> Vec<Edit> {
    let entry = |page: &&MovedPage| ListEntry {
        text: page.was_out.then(|| page.old.to_string()),
        instead_of: Some(page.new.to_string()),
    };
    let is_same = |written: &str, wanted: &str| is_old_address(written, &Address::new(wanted));
    lists::change(text, fields, "redirects", above, &pages.iter().map(entry).collect::<Vec<_>>(), &is_same)
}

/// Another value in the field `slug`.
fn slug(text: &str, fields: &FrontMatter, moved: &Moved<'_>) -> Option<Edit> {
    let node = fields.get("slug")?;
    let Value::Text { text: old, .. } = &node.value else { return None };
    let typed = &text[node.span.clone()];
    let at = typed.rfind(old.as_str()).filter(|_| !typed.starts_with('*'));
    Some(match at {
        Some(at) if typed != old => {
            let start = node.span.start + at;
            Edit::new(start..start + old.len(), moved.new.as_str())
        }
        _ => Edit::new(node.span.clone(), lists::scalar(moved.new.as_str())),
    })
}

/// The old slug as another name of the entity, and as its first slug.
fn names(text: &str, fields: &FrontMatter, entity: &Entity, moved: &Moved<'_>, alias: bool) -> Vec<Edit> {
    let name = entity.kind.name_field;
    let mut edits = Vec::new();
    if alias {
        let old = ListEntry { text: Some(moved.old.to_string()), instead_of: Some(moved.new.to_string()) };
        edits.extend(lists::change(text, fields, "aliases", name, &[old], &|written, wanted| written == wanted));
    }
    if entity.first_slug == moved.new {
        edits.extend(lists::without(text, fields, "first_slug"));
    } else if fields.get("first_slug").is_none() {
        edits.extend(lists::add_value(text, fields, "first_slug", name, moved.old.as_str()));
    }
    edits
}
