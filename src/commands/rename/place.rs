//! Where a file goes by its new slug, and which pages get another address with it.
//!
//! Looks at paths and at what the files mean there. The disk is not asked.

use super::Renaming;
use super::find::slug_of;
use super::moved::{Moved, MovedPage, path_after};
use super::proof::file_with_other_words;
use crate::base::path::{Address, SourcePath};
use crate::base::slug::Slug;
use crate::commands::scaffold::NewFileKind;
use crate::link::{WithheldReason, entity_address};
use crate::model::article::{self, without_date};
use crate::model::files::{stem, version, with_name};
use crate::model::{self, Config, Item, bundle, page};
use crate::parse::{self, yaml::Value};

impl Renaming<'_> {
    /// What moves when something gets another slug; or why it cannot.
    pub(super) fn moved(&self, what: NewFileKind<'_>, old: &str, new: &str) -> Result<Moved<'_>, String> {
        let item = self.meant(what, old)?;
        let new = self.new_slug(what, &item, new)?;
        if let Item::Entity(entity) = &item {
            self.refuse_name_of_other(entity, &new)?;
        }
        let address = address_with(&item, &new, &self.before.site.config);
        self.refuse_taken(&item, &address)?;
        let files = self.renamed_files(&item, &new);
        let pages = self.moved_pages(&item, &address, &files)?;
        let slug = slug_of(&item).rsplit('/').next().and_then(Slug::new).expect("a file has a slug");
        let moved = Moved { present: &self.present, item, old: slug, new, files, pages };
        self.refuse_shadowed(&moved)?;
        Ok(moved)
    }

    /// The files of an item, or the folder of an `index.md`, before and after; none where they keep their names.
    fn renamed_files(&self, item: &Item, new: &Slug) -> Vec<(SourcePath, SourcePath)> {
        if has_slug_field(item) {
            return Vec::new();
        }
        let config = &self.before.site.config;
        let dated = |stem: &str| match item {
            Item::Article(_) => format!("{}{new}", date_of(stem)),
            Item::Entity(_) | Item::Page(_) => new.to_string(),
        };
        if let Some(folder) = bundle(item.path(), config).map(SourcePath::new) {
            let new = SourcePath::new(format!("{}/{}", folder.parent(), dated(folder.file_name())));
            return vec![(folder, new)];
        }
        let name = dated(stem(item.path(), config));
        self.files_of(item.path()).map(|path| (path.clone(), with_name(path, &name, config))).collect()
    }

    /// The files of a dispute that is called after what moves, before and after.
    pub(super) fn parted_files(&self, page: &MovedPage, moved: &Moved<'_>) -> Vec<(SourcePath, SourcePath)> {
        let config = &self.before.site.config;
        let pair = |path: &SourcePath| (path.clone(), file_with_other_words(path, moved, config));
        self.files_of(&page.file).map(pair).collect()
    }

    /// The pages that get another address by a file or folder that moves; that of the item comes first, if it does.
    fn moved_pages(
        &self,
        item: &Item,
        address: &Address,
        files: &[(SourcePath, SourcePath)],
    ) -> Result<Vec<MovedPage>, String> {
        let is_there = |to: &SourcePath| {
            self.sources.files.contains_key(to) || self.sources.in_folder(to.as_str()).next().is_some()
        };
        if let Some((_, to)) = files.iter().find(|(_, to)| is_there(to)) {
            return Err(format!("{to} is there already."));
        }
        // A file of that name in another language would become a translation of this one.
        let config = &self.before.site.config;
        for (_, to) in files.iter().filter(|(_, to)| to.extension() == "md") {
            let is_same =
                |path: &&SourcePath| path.extension() == "md" && version(path, config).0 == version(to, config).0;
            if let Some(other) = self.sources.files.keys().find(is_same) {
                return Err(format!("{other} is there already, and has the same name in another language."));
            }
        }
        // What asks for an address in its file keeps it.
        let moves = address != item.address();
        let mut pages: Vec<MovedPage> = moves.then(|| self.moved_page(item, address.clone())).into_iter().collect();
        for other in &self.items {
            let path = path_after(other.path(), files);
            if path == *other.path() {
                continue;
            }
            let after = self.address_at(other, &path);
            if other.path() != item.path() {
                // Plain pages in the folder of another have its slug in their address.
                pages.extend(after.filter(|after| after != other.address()).map(|new| self.moved_page(other, new)));
            } else if after.as_ref() != Some(address) {
                let help = match item {
                    Item::Article(article) => format!(
                        " Write  slug: {}  into the front matter of {} first: then rename changes that, and the file \
                         keeps its name.",
                        article.slug,
                        item.path()
                    ),
                    Item::Entity(_) | Item::Page(_) => String::new(),
                };
                return Err(format!("a file called {path} would not get the address {address}.{help}"));
            }
        }
        Ok(pages)
    }

    fn moved_page(&self, item: &Item, new: Address) -> MovedPage {
        let withheld = self.files_of(item.path()).find_map(|path| self.before.site.withheld.get(path));
        let reason = withheld.map(|withheld| withheld.reason);
        let is_entity = matches!(item, Item::Entity(_));
        let was_out = is_entity || !matches!(reason, Some(WithheldReason::Draft | WithheldReason::Future));
        MovedPage { file: item.path().clone(), old: item.address().clone(), new, was_out }
    }

    /// The address that an item would have by another path.
    fn address_at(&self, item: &Item, path: &SourcePath) -> Option<Address> {
        let (document, _) = parse::document(path, self.sources.text(item.path())?);
        Some(model::item(&document, &self.before.site.config).0?.address().clone())
    }
}

/// The address of an item by another slug.
pub(super) fn address_with(item: &Item, new: &Slug, config: &Config) -> Address {
    match item {
        _ if item.has_own_address() => item.address().clone(),
        Item::Article(article) => article::address(config, item.path(), new, article.date.day),
        Item::Entity(entity) => entity_address(&entity.kind, new),
        // The page of a dispute has the address of its path, whatever the pattern of others.
        Item::Page(page) => {
            let path = page.path.rsplit_once('/').map_or(new.to_string(), |(folder, _)| format!("{folder}/{new}"));
            match page.dispute {
                Some(_) => Address::new(format!("/{path}/")),
                None => page::address(config, &path),
            }
        }
    }
}

/// Whether the slug of an item is a field of its front matter, so that its file keeps its name.
pub(super) fn has_slug_field(item: &Item) -> bool {
    let node = item.document().front_matter.get("slug");
    matches!(item, Item::Article(_)) && node.is_some_and(|node| matches!(node.value, Value::Text { .. }))
}

/// What comes before the slug in the name of an article: `2026-11-22-`, or nothing.
fn date_of(stem: &str) -> String {
    match &stem[..stem.len() - without_date(stem).len()] {
        "" if model::time::date(stem).is_ok() => format!("{stem}-"),
        date => date.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_in_a_file_name_stays() {
        for (stem, date) in [
            ("2026-11-22-closed-door", "2026-11-22-"),
            ("2026-11-22 closed door", "2026-11-22 "),
            ("2026-11-22", "2026-11-22-"),
            ("closed-door", ""),
        ] {
            assert_eq!(date_of(stem), date);
        }
    }
}
