//! Another slug for an entity, an article or a plain page, in every file of the site: what each file should say instead,
//! worked out and proven.
//!
//! Next to the pipeline, which it calls: the site is built as it is and, in memory, as it would be. Whatever would be reported
//! then and is not reported now, a link that would lead elsewhere, and a mention that would be lost are reasons to change
//! nothing. Never touches the disk: writing is the `journal`'s.

mod elsewhere;
mod find;
mod left;
mod links;
mod lists;
mod moved;
mod place;
mod present;
mod proof;
pub(crate) mod splice;
mod words;

use crate::base::diagnostic::{Diagnostic, has_errors};
use crate::base::path::{Address, SourcePath};
use crate::base::reads::Reading;
use crate::commands::journal::Step;
use crate::commands::scaffold::NewFileKind;
use crate::link::called::{Called, folded, is_weak};
use crate::link::names::{Names, NamesView};
use crate::load::{SourceFile, Sources};
use crate::model::translation::{Sort, Translation};
use crate::model::{self, Entity, Item, config_path};
use crate::parse::{self, Document, front_matter};
use crate::{Inputs, Memory, Outcome, build};
use moved::{Moved, path_after};
use present::Present;
use proof::{also_moved, parted, parted_from_editors, said_otherwise, worse};
use splice::{Edit, apply, apply_as_typed, settled};
use std::collections::BTreeMap;
use std::sync::Arc;
use words::{Candidate, Named};

/// All that a rename does to the files of a site.
#[derive(Debug)]
pub(crate) struct Change {
    /// Files and folders with other names, before and after.
    pub files: Vec<(SourcePath, SourcePath)>,
    /// The file of an article that keeps its name, since its slug is a field of its front matter.
    pub keeps_name: Option<SourcePath>,
    /// What changes in each file, by the path that it has now.
    pub edits: BTreeMap<SourcePath, Vec<Edit>>,
    /// How many places of each file named it by its slug or its address.
    pub places: BTreeMap<SourcePath, usize>,
    /// Whether the old slug is left as another name.
    pub alias: bool,
    /// Old addresses that lead on to the new ones.
    pub redirects: Vec<Address>,
    /// Old addresses that were never published.
    pub unpublished: Vec<Address>,
}

/// Why nothing is renamed.
#[derive(Debug)]
pub(crate) enum Refused {
    /// What was asked for cannot be done, in words.
    Wrong(String),
    /// The site has mistakes, so it is not known what its words stand for.
    Errors(Vec<Diagnostic>),
    /// What would be reported of the renamed site, with its files as they would be.
    Worse(Sources, Vec<Diagnostic>),
}

/// Works out how something gets another slug.
pub(crate) fn rename(
    sources: &Sources,
    inputs: &Inputs,
    what: NewFileKind<'_>,
    old: &str,
    new: &str,
) -> Result<Change, Refused> {
    let before = outcome(sources, inputs);
    if has_errors(&before.diagnostics) {
        return Err(Refused::Errors(before.diagnostics));
    }
    let called = |entity: &Arc<Entity>| Arc::new(Called::new(entity));
    let entities = before.site.entities.iter().map(|(id, linked)| (id.clone(), called(&linked.own.entity)));
    let view = NamesView::new(entities.collect());
    let reading = Reading::new(&view);
    let site = Renaming::new(sources, inputs, &before, Names::of(&before.site.config.kinds, &reading));
    let moved = site.moved(what, old, new).map_err(Refused::Wrong)?;
    if site.can_be_alias(&moved) {
        // As a name of its own the old slug may be found in prose, which would be a link more than before.
        if let Ok(change) = site.prove(moved.clone(), true) {
            return Ok(change);
        }
    }
    site.prove(moved, false)
}

fn outcome(sources: &Sources, inputs: &Inputs) -> Outcome {
    build(sources, Vec::new(), inputs, &mut Memory::default(), &mut |_| {})
}

/// A site while one of its files is renamed.
struct Renaming<'a> {
    sources: &'a Sources,
    inputs: &'a Inputs,
    before: &'a Outcome,
    /// The same with drafts and scheduled articles, where there are pages that readers do not get.
    early: Option<Outcome>,
    present: Present<'a>,
    /// Every article, entity and page that has a file, drafts too, each in the language in which it was written.
    items: Vec<Item>,
    /// Their words in other languages.
    translations: Vec<Arc<Translation>>,
}

/// A file of the content, with what it may name.
struct File<'a> {
    document: &'a Arc<Document>,
    /// Where the page of it is, within its language.
    address: &'a Address,
    fields: Vec<Candidate>,
}

impl Renaming<'_> {
    fn new<'a>(sources: &'a Sources, inputs: &'a Inputs, before: &'a Outcome, names: Names<'a>) -> Renaming<'a> {
        let (documents, _) = parse::documents(sources, &mut parse::ParseCache::default());
        let (read, _) = model::items(&documents, &before.site.config, &mut model::ModelCache::default());
        let items: Vec<Item> = read.items.values().cloned().collect();
        let translations = read.translations.values().cloned().collect();
        let present = Present::new(&before.site, names, &items);
        let mut renaming = Renaming { sources, inputs, before, early: None, present, items, translations };
        renaming.early = renaming.with_drafts(sources);
        renaming
    }

    /// The site as a build with drafts shows it, where that is another one.
    fn with_drafts(&self, sources: &Sources) -> Option<Outcome> {
        let inputs = || Inputs { drafts: true, ..self.inputs.clone() };
        let is_draft = |translation: &Arc<Translation>| translation.draft;
        let is_other = !self.before.site.withheld.is_empty() || self.translations.iter().any(is_draft);
        is_other.then(|| outcome(sources, &inputs()))
    }

    /// The files of an item: its own, then those of its translations.
    fn files_of<'s>(&'s self, original: &'s SourcePath) -> impl Iterator<Item = &'s SourcePath> {
        let translations = self.translations.iter().filter(move |translation| translation.of == *original);
        std::iter::once(original).chain(translations.map(|translation| &translation.document.path))
    }

    /// All files of the content.
    fn files(&self) -> impl Iterator<Item = File<'_>> {
        let config = &self.before.site.config;
        let originals = self.items.iter().map(|item| File {
            document: item.document(),
            address: item.address(),
            fields: words::of_item(item, config),
        });
        let translations = self.translations.iter().filter_map(|translation| {
            let item = self.items.iter().find(|item| *item.path() == translation.of)?;
            let fields = words::of_document(&translation.document, &Sort::of(item).fields());
            Some(File { document: &translation.document, address: item.address(), fields })
        });
        originals.chain(translations)
    }

    /// Whether the old slug of an entity may become another name of it.
    fn can_be_alias(&self, moved: &Moved<'_>) -> bool {
        let (Item::Entity(entity), Some(id)) = (&moved.item, moved.entity_id()) else { return false };
        let old = moved.old.as_str();
        let is_name = folded(&entity.name) == old || entity.aliases.iter().any(|alias| folded(&alias.text) == old);
        let taken = self.present.names.entities().iter().any(|(other, called)| *other != id && called.answers_to(old));
        !is_name && !is_weak(old) && !taken
    }

    /// Works the change out, and builds the site with it to see that nothing is worse.
    fn prove(&self, mut moved: Moved<'_>, alias: bool) -> Result<Change, Refused> {
        loop {
            let change = self.change(&moved, alias);
            let sources = self.changed(&change);
            let after = outcome(&sources, self.inputs);
            // Pages whose address is made of the slug move too, and links to them with them.
            let more = also_moved(self.before, &after, &moved);
            let parted = parted(self.before, &after, &moved);
            if !more.is_empty() || !parted.is_empty() {
                for page in parted {
                    moved.files.extend(self.parted_files(&page, &moved));
                    moved.pages.push(page);
                }
                moved.pages.extend(more);
                continue;
            }
            if let Some(path) = parted_from_editors(self.before, &after, &moved) {
                return Err(Refused::Wrong(format!(
                    "what articles say on the question of {path} would no longer be on its page, so nothing was renamed."
                )));
            }
            let mut worse = worse(self.before, &after, &moved);
            if let (Some(early), true) = (&self.early, worse.is_empty()) {
                let later = self.with_drafts(&sources);
                worse.extend(later.iter().flat_map(|later| said_otherwise(early, later, &moved)));
            }
            return if worse.is_empty() { Ok(change) } else { Err(Refused::Worse(sources, worse)) };
        }
    }

    fn change(&self, moved: &Moved<'_>, alias: bool) -> Change {
        let mut edits: BTreeMap<SourcePath, Vec<Edit>> = BTreeMap::new();
        for File { document, address, fields } in self.files() {
            let Some(text) = self.sources.text(&document.path) else { continue };
            let mut found = self.fields(fields, &document.path, address, text, moved);
            found.extend(links::edits(document, text, address, moved));
            edits.insert(document.path.clone(), settled(found));
        }
        let settings = config_path();
        if let Some(text) = self.sources.text(&settings) {
            let (fields, _) = front_matter::read_fields(&settings, text, 0..text.len());
            let found = self.fields(words::of_settings(&fields), &settings, &Address::new("/"), text, moved);
            edits.insert(settings, settled(found));
        }
        edits.retain(|_, edits| !edits.is_empty());
        let places = edits.iter().map(|(path, edits)| (path.clone(), edits.len())).collect();
        let is_moved =
            |item: &Item| item.path() == moved.item.path() || moved.pages.iter().any(|page| page.file == *item.path());
        for item in self.items.iter().filter(|item| is_moved(item)) {
            let Some(text) = self.sources.text(item.path()) else { continue };
            let of_file = edits.entry(item.path().clone()).or_default();
            of_file.extend(left::edits(item, text, moved, alias));
            *of_file = settled(std::mem::take(of_file));
        }
        edits.retain(|_, edits| !edits.is_empty());
        let (out, unpublished): (Vec<_>, Vec<_>) = moved.pages.iter().partition(|page| page.was_out);
        let addresses = |pages: Vec<&moved::MovedPage>| pages.iter().map(|page| page.old.clone()).collect();
        Change {
            files: moved.files.clone(),
            keeps_name: place::has_slug_field(&moved.item).then(|| moved.item.path().clone()),
            edits,
            places,
            alias,
            redirects: addresses(out),
            unpublished: addresses(unpublished),
        }
    }

    /// The edits of fields. `page` is what relative addresses start from.
    fn fields(
        &self,
        words: Vec<Candidate>,
        path: &SourcePath,
        page: &Address,
        text: &str,
        moved: &Moved<'_>,
    ) -> Vec<Edit> {
        let edit = |(word, named): Candidate| {
            let typed = text.get(word.span.clone())?;
            // What repeats an anchor of YAML says what the anchor says.
            if typed.starts_with('*') {
                return None;
            }
            let (old, new) = match named {
                Named::Entity(key) => {
                    let kind = key.and_then(|key| self.present.names.kind_of_key(&key));
                    (&word.text[moved.in_tag(&word.text, kind)?.part], moved.new.to_string())
                }
                Named::Article if moved.is_article(&word.text) => (&*word.text, moved.new.to_string()),
                Named::Article => return None,
                Named::Address => (&*word.text, moved.destination(&word.text, path, page)?),
            };
            let at = word.span.start + typed.rfind(old)?;
            let new = if typed == old { lists::scalar(&new) } else { new };
            Some(Edit::new(at..at + old.len(), new))
        };
        words.into_iter().filter_map(edit).collect()
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
