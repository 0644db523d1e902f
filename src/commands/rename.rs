//! Another slug for an entity, in every file of the site: what each file should say instead, worked out and proven.
//!
//! Beside the pipeline, which it calls: the site is built as it is and, in memory, as it would be. Whatever would be told
//! then and is not told now, and whoever would no longer be mentioned, is a reason to change nothing. Never touches the
//! disk: writing is the `journal`'s.

mod links;
mod lists;
mod moved;
mod proof;
pub(crate) mod splice;
mod words;

use crate::base::diagnostic::{Diagnostic, has_errors};
use crate::base::path::{Address, SourcePath};
use crate::base::reads::Reading;
use crate::base::slug::Slug;
use crate::commands::journal::Step;
use crate::link::called::{Called, folded, is_weak};
use crate::link::names::{Names, NamesView};
use crate::link::{EntityId, entity_address};
use crate::load::{CONTENT, SourceFile, Sources};
use crate::model::kind::Kind;
use crate::model::suggest::nearest;
use crate::model::{Config, Entity, Item, config_path};
use crate::parse::yaml::Word;
use crate::parse::{self, Document, front_matter};
use crate::{Inputs, Memory, Outcome, build};
use lists::ListEntry;
use moved::{Moved, path_after};
use proof::{also_moved, parted, worse};
use splice::{Edit, apply, apply_as_typed, settled};
use std::collections::BTreeMap;
use std::sync::Arc;

/// All that a rename does to the files of a site.
#[derive(Debug)]
pub(crate) struct Change {
    /// Files and folders that are called otherwise, before and after; that of the entity comes first.
    pub files: Vec<(SourcePath, SourcePath)>,
    /// What changes in each file, by the path that it has now.
    pub edits: BTreeMap<SourcePath, Vec<Edit>>,
    /// How many places of each file named the entity by its slug.
    pub places: BTreeMap<SourcePath, usize>,
    /// Whether the old slug is left as another name.
    pub alias: bool,
    /// Old addresses that lead on to the new ones.
    pub redirects: Vec<Address>,
}

/// Why nothing is renamed.
#[derive(Debug)]
pub(crate) enum Refused {
    /// What was asked for cannot be done, in words.
    Wrong(String),
    /// The site has mistakes, so nobody can say what its words stand for.
    Errors(Vec<Diagnostic>),
    /// What would be told of the renamed site, with its files as they would be.
    Worse(Sources, Vec<Diagnostic>),
}

/// Works out how an entity gets another slug.
pub(crate) fn rename(sources: &Sources, inputs: &Inputs, kind: &Kind, old: &str, new: &str) -> Result<Change, Refused> {
    let before = outcome(sources, inputs);
    if has_errors(&before.diagnostics) {
        return Err(Refused::Errors(before.diagnostics));
    }
    let called = |entity: &Arc<Entity>| Arc::new(Called::new(entity));
    let entities = before.site.entities.iter().map(|(id, linked)| (id.clone(), called(&linked.own.entity)));
    let view = NamesView::new(entities.collect());
    let reading = Reading::new(&view);
    let site = Renaming::new(sources, &before.site.config, Names::of(&before.site.config.kinds, &reading));
    let (entity, moved) = site.moved(kind, old, new).map_err(Refused::Wrong)?;
    let is_name = folded(&entity.name) == old || entity.aliases.iter().any(|alias| folded(&alias.text) == old);
    let taken = site.names.entities().iter().any(|(id, called)| *id != moved.id && called.answers_to(old));
    if !is_name && !is_weak(old) && !taken {
        // As a name of its own the old slug may be found in prose, which would be a link more than before.
        if let Ok(change) = site.prove(inputs, &before, &entity, moved.clone(), true) {
            return Ok(change);
        }
    }
    site.prove(inputs, &before, &entity, moved, false)
}

fn outcome(sources: &Sources, inputs: &Inputs) -> Outcome {
    build(sources, Vec::new(), inputs, &mut Memory::default(), &mut |_| {})
}

/// A site while one of its entities is renamed.
struct Renaming<'a> {
    sources: &'a Sources,
    names: Names<'a>,
    config: &'a Config,
    /// Every file of the content, drafts too.
    items: Vec<(Arc<Document>, Item)>,
}

impl Renaming<'_> {
    fn new<'a>(sources: &'a Sources, config: &'a Config, names: Names<'a>) -> Renaming<'a> {
        let files = sources.in_folder(CONTENT).filter(|(path, _)| path.extension() == "md");
        let documents = files.filter_map(|(path, _)| Some(parse::document(path, sources.text(path)?).0));
        let items = documents.filter_map(|document| {
            let (item, _) = crate::model::item(&document, config);
            Some((document, item?))
        });
        Renaming { sources, names, config, items: items.collect() }
    }

    /// Finds who is meant, and whether the new slug can be had.
    fn moved(&self, kind: &Kind, old: &str, new: &str) -> Result<(Arc<Entity>, Moved<'_>), String> {
        let title = kind.title.to_lowercase();
        let at = kind.id;
        let of_kind = || {
            self.items.iter().filter_map(|(_, item)| match item {
                Item::Entity(entity) if entity.kind.key == kind.key => Some(entity),
                _ => None,
            })
        };
        let Some(entity) = of_kind().find(|entity| entity.slug.as_str() == old) else {
            let near = match self.names.find(old, Some(at)) {
                Ok(id) if id.slug.as_str() == old => {
                    return Err(format!(
                        "the {title} \"{old}\" has no file. Make one first: fissure new {} {old}",
                        kind.key
                    ));
                }
                Ok(id) => Some(id.slug.to_string()),
                Err(_) => nearest(old, of_kind().map(|entity| entity.slug.as_str())).map(str::to_owned),
            };
            let help = near.map_or(String::new(), |near| format!(" Did you mean \"{near}\"?"));
            return Err(format!("no {title} has the slug \"{old}\".{help}"));
        };
        let Some(slug) = Slug::new(new) else {
            let help = Slug::from_text(new).map_or(String::new(), |slug| format!(" Did you mean \"{slug}\"?"));
            return Err(format!("\"{new}\" is no slug: small letters, digits and single hyphens.{help}"));
        };
        let id = EntityId { kind: at, slug: entity.slug.clone() };
        if slug == id.slug {
            return Err(format!("the {title} \"{old}\" is called so already."));
        }
        let other = |(other, called): &(&EntityId, &Arc<Called>)| {
            **other != id && ((other.kind == at && other.slug == slug) || called.answers_to(new))
        };
        if let Some((other, _)) = self.names.entities().iter().find(other) {
            return Err(format!("\"{new}\" is taken by {}.", self.names.shown_in_folder(other)));
        }
        let path = &entity.document.as_ref().expect("items of files have a document").path;
        let file = match crate::model::bundle(path) {
            Some(folder) => {
                let above = folder.rsplit_once('/').map_or("", |(above, _)| above);
                (SourcePath::new(folder), SourcePath::new(format!("{above}/{slug}")))
            }
            None => (path.clone(), SourcePath::new(format!("{}/{slug}.md", path.parent()))),
        };
        if self.sources.files.contains_key(&file.1) {
            return Err(format!("{} is there already.", file.1));
        }
        let addresses = vec![(entity_address(kind, &id.slug), entity_address(kind, &slug))];
        Ok((
            entity.clone(),
            Moved { names: self.names, id, new: slug, files: vec![file], addresses, disputes: Vec::new() },
        ))
    }

    /// Works the change out, and builds the site with it to see that nothing is worse.
    fn prove(
        &self,
        inputs: &Inputs,
        before: &Outcome,
        entity: &Entity,
        mut moved: Moved<'_>,
        alias: bool,
    ) -> Result<Change, Refused> {
        loop {
            let change = self.change(entity, &moved, alias);
            let sources = self.changed(&change);
            let after = outcome(&sources, inputs);
            let more = also_moved(before, &after, &moved);
            let parted = parted(before, &after, &moved);
            if !more.is_empty() || !parted.is_empty() {
                for (file, address) in parted {
                    moved.files.push(file);
                    moved.disputes.push(address);
                }
                // Pages whose address is made of the slug move too, and links to them with them.
                moved.addresses.extend(more);
                continue;
            }
            let worse = worse(before, &after, &moved);
            return if worse.is_empty() { Ok(change) } else { Err(Refused::Worse(sources, worse)) };
        }
    }

    fn change(&self, entity: &Entity, moved: &Moved<'_>, alias: bool) -> Change {
        let mut edits: BTreeMap<SourcePath, Vec<Edit>> = BTreeMap::new();
        for (document, item) in &self.items {
            let Some(text) = self.sources.text(&document.path) else { continue };
            let page = address_of(item);
            let mut found = self.words(words::of_item(item, self.config), text, moved);
            if let Item::Article(article) = item {
                found.extend(
                    article.image.as_ref().and_then(|word| path_word(word, &document.path, &page, text, moved)),
                );
            }
            found.extend(links::edits(document, text, &page, moved));
            edits.insert(document.path.clone(), settled(found));
        }
        let settings = config_path();
        if let Some(text) = self.sources.text(&settings) {
            let (fields, _) = front_matter::read_fields(&settings, text, 0..text.len());
            let mut found = self.words(words::of_settings(&fields), text, moved);
            found.extend(self.config.menu.iter().filter(|entry| entry.url.starts_with('/')).filter_map(|entry| {
                let word = Word { text: entry.url.clone(), span: entry.span.clone() };
                path_word(&word, &settings, &Address::new("/"), text, moved)
            }));
            edits.insert(settings, settled(found));
        }
        edits.retain(|_, edits| !edits.is_empty());
        let places = edits.iter().map(|(path, edits)| (path.clone(), edits.len())).collect();
        let document = entity.document.as_ref().expect("who is renamed has a file");
        let left = edits.entry(document.path.clone()).or_default();
        left.extend(self.left_behind(document, entity, moved, alias));
        for ((path, _), (old, new)) in moved.files[1..].iter().zip(&moved.disputes) {
            let document = self.items.iter().map(|(document, _)| document).find(|document| document.path == *path);
            let Some((document, text)) = document.zip(self.sources.text(path)) else { continue };
            let entry = ListEntry { text: old.encoded(), instead_of: Some(new.encoded()) };
            let edit = lists::add(text, &document.front_matter, "redirects", "question", &[entry]);
            edits.entry(path.clone()).or_default().extend(edit);
        }
        edits.values_mut().for_each(|edits| *edits = settled(std::mem::take(edits)));
        let redirects = moved.addresses.iter().map(|(old, _)| old.clone()).collect();
        Change { files: moved.files.clone(), edits, places, alias, redirects }
    }

    fn words(&self, words: Vec<words::Candidate>, text: &str, moved: &Moved<'_>) -> Vec<Edit> {
        let edit = |(word, key): words::Candidate| {
            let kind = key.and_then(|key| self.names.kind_of_key(&key));
            let part = moved.word(&word.text, kind)?;
            let typed = text.get(word.span.clone())?;
            // What repeats an anchor of YAML says what the anchor says.
            if typed.starts_with('*') {
                return None;
            }
            let at = word.span.start + typed.rfind(part.old)?;
            let bare = typed == part.old && moved.new.as_str() == "null";
            let new = if bare { "\"null\"" } else { moved.new.as_str() };
            Some(Edit::new(at..at + part.old.len(), new))
        };
        words.into_iter().filter_map(edit).collect()
    }

    /// The old slug as another name and as the first one, and the old addresses as redirects.
    fn left_behind(&self, document: &Document, entity: &Entity, moved: &Moved<'_>, alias: bool) -> Vec<Edit> {
        let Some(text) = self.sources.text(&document.path) else { return Vec::new() };
        let (fields, name) = (&document.front_matter, entity.kind.name_field);
        let entry = |old: &str, new: &str| ListEntry { text: old.to_owned(), instead_of: Some(new.to_owned()) };
        let old = [entry(moved.id.slug.as_str(), moved.new.as_str())];
        let redirects: Vec<ListEntry> =
            moved.addresses.iter().map(|(old, new)| entry(&old.encoded(), &new.encoded())).collect();
        let mut edits = lists::add(text, fields, "redirects", name, &redirects);
        if alias {
            edits.extend(lists::add(text, fields, "aliases", name, &old));
        }
        if entity.first_slug == moved.new {
            edits.extend(lists::without(text, fields, "first_slug"));
        } else if fields.get("first_slug").is_none() {
            edits.extend(lists::add_value(text, fields, "first_slug", name, entity.slug.as_str()));
        }
        edits
    }

    /// The sources as they would be.
    fn changed(&self, change: &Change) -> Sources {
        let files = self.sources.files.iter().map(|(path, file)| {
            let file = match (file, change.edits.get(path)) {
                (SourceFile::Text(text), Some(edits)) => SourceFile::Text(Arc::from(apply(text, edits))),
                _ => file.clone(),
            };
            (change.path_after(path), file)
        });
        Sources { files: files.collect() }
    }
}

impl Change {
    /// What to do on the disk, where `typed` gives the bytes of each file as they were read.
    pub(crate) fn steps(&self, typed: &BTreeMap<SourcePath, Vec<u8>>) -> Vec<Step> {
        let replace = |(path, edits): (&SourcePath, &Vec<Edit>)| {
            let old = typed.get(path)?.clone();
            let new = apply_as_typed(std::str::from_utf8(&old).ok()?, edits).into_bytes();
            Some(Step::Replace { path: path.clone(), old, new })
        };
        let moves = self.files.iter().map(|(from, to)| Step::Move { from: from.clone(), to: to.clone() });
        self.edits.iter().filter_map(replace).chain(moves).collect()
    }

    /// Where a file of the site will be.
    pub(crate) fn path_after(&self, path: &SourcePath) -> SourcePath {
        path_after(path, &self.files)
    }
}

fn address_of(item: &Item) -> Address {
    match item {
        Item::Article(article) => article.address.clone(),
        Item::Entity(entity) => entity.address.clone(),
        Item::Page(page) => page.address.clone(),
    }
}

/// A path or an address in a field.
fn path_word(word: &Word, path: &SourcePath, page: &Address, text: &str, moved: &Moved<'_>) -> Option<Edit> {
    let new = moved.destination(&word.text, path, page)?;
    let at = word.span.start + text.get(word.span.clone())?.find(&word.text)?;
    Some(Edit::new(at..at + word.text.len(), new))
}
