//! What an editor is answered about the name at its cursor: what could stand there, where its file is, what is known of it, and what another
//! slug would change.
//!
//! Looks at the site as it was built last. A rename is worked out and proven by `commands::rename`, as at a prompt.

use super::cursor::{NameAtCursor, name_at};
use super::positions::{range, uri_of};
use crate::Inputs;
use crate::Outcome;
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::path::SourcePath;
use crate::base::reads::Reading;
use crate::commands::rename::splice::apart;
use crate::commands::rename::{self, Change, Refused};
use crate::commands::scaffold::NewFileKind;
use crate::facts::Ledger;
use crate::link::called::Called;
use crate::link::names::{Names, NamesView};
use crate::link::{EntityId, Site};
use crate::load::Sources;
use crate::model::access::Status;
use crate::model::fields::{ARTICLE, BLOCKS, DISPUTE, ENTITY, Field, Of, Takes};
use crate::model::files::version;
use crate::model::kind::KindId;
use crate::model::translation::original;
use crate::model::{Article, Page, sort};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// What answers are made of.
pub(super) struct Answers<'a> {
    root: &'a Path,
    sources: &'a Sources,
    /// The site in the language of the file, with what its statements come to.
    site: &'a Site,
    ledger: &'a Ledger,
    /// The texts in the editor, saved or not.
    open: &'a BTreeMap<SourcePath, String>,
    /// The fields of the file, where it is a translation, which has few.
    of_translation: Option<Vec<Field<'a>>>,
}

/// What a name means.
enum Target<'a> {
    Entity(EntityId),
    Article(&'a Article),
    Page(&'a Page),
}

impl<'a> Answers<'a> {
    /// `path` is the file that is asked about.
    pub(super) fn new(
        root: &'a Path,
        sources: &'a Sources,
        outcome: &'a Outcome,
        open: &'a BTreeMap<SourcePath, String>,
        path: Option<&SourcePath>,
    ) -> Answers<'a> {
        let config = &outcome.site.config;
        let code = path.and_then(|path| version(path, config).1);
        let is_of_file = |site: &Site| code.is_some_and(|code| code.eq_ignore_ascii_case(&site.config.language));
        let own = (&outcome.site, &*outcome.ledger);
        let (site, ledger) = outcome.in_languages().find(|(site, _)| is_of_file(site)).unwrap_or(own);
        let is_there = |path: &SourcePath| sources.text(path).is_some();
        let translation = path.filter(|path| original(path, config, &is_there).is_some());
        let of_translation = translation.and_then(|path| Some(sort(path, config)?.fields()));
        Answers { root, sources, site, ledger, open, of_translation }
    }

    pub(super) fn completion(&self, text: &str, at: usize) -> Value {
        let Some(name) = name_at(text, at) else { return Value::Null };
        let Some(kinds) = self.kinds_of(&name) else { return Value::Null };
        let site = self.site;
        let range = range(text, name.span.clone());
        let item = |slug: &str, title: &str, detail: &str| {
            json!({
                "label": slug,
                "detail": format!("{title} · {detail}"),
                "filterText": format!("{slug} {title}"),
                "textEdit": {"range": range, "newText": slug},
            })
        };
        let entities = site.entities.iter().filter(|(id, _)| kinds.is_none_or(|kind| kind == id.kind));
        let mut items: Vec<Value> = entities
            .map(|(id, linked)| {
                let entity = &linked.own.entity;
                item(id.slug.as_str(), &entity.name, &entity.kind.title)
            })
            .collect();
        if name.field.is_none() {
            let articles = site.articles.values().map(|linked| &linked.article);
            items.extend(articles.map(|article| item(article.slug.as_str(), &article.title, "article")));
            let pages = site.pages.values().map(|linked| &linked.page);
            items.extend(pages.map(|page| item(&page.path, &page.title, "page")));
        }
        json!(items)
    }

    pub(super) fn definition(&self, text: &str, at: usize) -> Value {
        let path = match self.target(text, at) {
            Some((_, Target::Entity(id))) => self.document_of(&id),
            Some((_, Target::Article(article))) => Some(&article.document.path),
            Some((_, Target::Page(page))) => Some(&page.document.path),
            None => None,
        };
        path.map_or(Value::Null, |path| json!({"uri": uri_of(self.root, path), "range": range("", 0..0)}))
    }

    pub(super) fn hover(&self, text: &str, at: usize) -> Value {
        let Some((name, target)) = self.target(text, at) else { return Value::Null };
        let says = match target {
            Target::Entity(id) => self.entity_in_short(&id),
            Target::Article(article) => format!("**{}** · article of {}", article.title, article.date.day),
            Target::Page(page) => format!("**{}** · page", page.title),
        };
        json!({"contents": {"kind": "markdown", "value": says}, "range": range(text, name.span)})
    }

    pub(super) fn renamed_range(&self, text: &str, at: usize) -> Value {
        match self.target(text, at) {
            Some((name, _)) => json!({"range": range(text, name.span.clone()), "placeholder": text[name.span]}),
            None => Value::Null,
        }
    }

    /// Says in words why nothing can be renamed.
    pub(super) fn rename(&self, inputs: &Inputs, text: &str, at: usize, new: &str) -> Result<Value, String> {
        let Some((_, target)) = self.target(text, at) else { return Err("there is no name here".to_owned()) };
        let unsaved =
            self.open.iter().find(|(path, text)| self.sources.text(path).is_some_and(|saved| **saved != *typed(text)));
        if let Some((path, _)) = unsaved {
            return Err(format!("{path} is not saved, so it is not known what it would say. Save it first"));
        }
        let config = &self.site.config;
        let (what, old) = match &target {
            Target::Entity(id) => (NewFileKind::Entity(&config.kinds[id.kind]), id.slug.as_str()),
            Target::Article(article) => (NewFileKind::Article, article.slug.as_str()),
            Target::Page(page) if page.edition.is_some() => (NewFileKind::Edition, page.path.as_str()),
            Target::Page(page) => (NewFileKind::Page, page.path.as_str()),
        };
        match rename::rename(self.sources, inputs, what, old, new) {
            Ok(change) => Ok(self.edit(&change)),
            Err(Refused::Wrong(message)) => Err(message),
            Err(Refused::Errors(found)) => Err(format!("the site has mistakes: {}", first(&found))),
            Err(Refused::Worse(_, found)) => Err(format!("the renamed site would have mistakes: {}", first(&found))),
        }
    }

    /// A change of the site as one that an editor makes: first the texts, then the names of files.
    fn edit(&self, change: &Change) -> Value {
        let texts = change.edits.iter().map(|(path, edits)| {
            let text = self.sources.text(path).map_or("", |text| &**text);
            let edits = apart(edits).map(|edit| json!({"range": range(text, edit.span()), "newText": edit.text()}));
            let document = json!({"uri": uri_of(self.root, path), "version": null});
            json!({"textDocument": document, "edits": edits.collect::<Vec<_>>()})
        });
        let files = change.files.iter().map(
            |(old, new)| json!({"kind": "rename", "oldUri": uri_of(self.root, old), "newUri": uri_of(self.root, new)}),
        );
        json!({"documentChanges": texts.chain(files).collect::<Vec<_>>()})
    }

    /// The name at a place, and what it means on this site.
    fn target(&self, text: &str, at: usize) -> Option<(NameAtCursor, Target<'_>)> {
        let name = name_at(text, at)?;
        let kind = self.kinds_of(&name)?;
        let site = self.site;
        let word = &text[name.span.clone()];
        let called = site.entities.iter().map(|(id, linked)| (id.clone(), Arc::new(Called::new(&linked.own.entity))));
        let view = NamesView::new(called.collect());
        let reading = Reading::new(&view);
        let entity = Names::of(&site.config.kinds, &reading).lookup(word, kind).ok().map(Target::Entity);
        let article = || {
            let mut articles = site.articles.values().map(|linked| &*linked.article);
            articles.find(|article| article.slug.as_str() == word).map(Target::Article)
        };
        let page = || {
            let mut pages = site.pages.values().map(|linked| &*linked.page);
            pages.find(|page| page.path == word.trim_matches('/')).map(Target::Page)
        };
        let in_text = |name: &NameAtCursor| name.field.is_none();
        let target =
            entity.or_else(|| in_text(&name).then(article).flatten()).or_else(|| in_text(&name).then(page).flatten());
        target.map(|target| (name, target))
    }

    /// Of which kind entities may stand at a name: any for `Some(None)`, and none where the field takes no entities.
    fn kinds_of(&self, name: &NameAtCursor) -> Option<Option<KindId>> {
        let Some(field) = &name.field else { return Some(None) };
        let kinds = &self.site.config.kinds;
        let known: Vec<Field<'_>> = match &self.of_translation {
            Some(fields) => with_inner(fields),
            None => {
                if let Some(kind) = kinds.with_key(field) {
                    return Some(Some(kind.id));
                }
                let tables = [ARTICLE, DISPUTE].into_iter().chain(ENTITY.iter().copied());
                tables.chain(BLOCKS.iter().map(|(_, fields)| *fields)).flat_map(with_inner).collect()
            }
        };
        let mut of: Vec<Option<KindId>> = known
            .iter()
            .filter(|known| known.key == field)
            .filter_map(|known| of_entities(known.takes))
            .map(|of| match of {
                Of::Kind(key) => kinds.with_key(key).map(|kind| kind.id),
                Of::Any | Of::Same => None,
            })
            .collect();
        of.dedup();
        match of.as_slice() {
            [] => None,
            [kind] => Some(*kind),
            _ => Some(None),
        }
    }

    fn document_of(&self, id: &EntityId) -> Option<&SourcePath> {
        self.site.entities.get(id)?.own.entity.document.as_ref().map(|document| &document.path)
    }

    /// An entity in a few lines: its name, other names, how often it is spoken of and, of a model, who can use it.
    fn entity_in_short(&self, id: &EntityId) -> String {
        let (site, ledger) = (self.site, self.ledger);
        let linked = &site.entities[id];
        let entity = &linked.own.entity;
        let mut lines = vec![format!("**{}** · {}", entity.name, entity.kind.title)];
        let aliases: Vec<&str> = entity.aliases.iter().map(|alias| alias.text.as_str()).collect();
        if !aliases.is_empty() {
            lines.push(format!("also {}", aliases.join(", ")));
        }
        if entity.document.is_none() {
            lines.push("It has no file yet.".to_owned());
        }
        for column in ledger.columns.iter().filter(|_| ledger.models.contains(id)) {
            let cell = ledger.cell(id, column, ledger.today);
            if cell.status != Status::Unknown {
                let sources: Vec<&str> = cell.sources.iter().map(|source| source.slug.as_str()).collect();
                let bloc = &site.entities[column].own.entity.name;
                lines.push(format!("- {bloc}: {} ({})", cell.status.word(), sources.join(", ")));
            }
        }
        let places: usize = linked.backlinks.values().map(|sentences| sentences.len()).sum();
        lines.push(format!("Articles: {}. Sentences: {places}.", linked.articles.len()));
        lines.join("\n\n").replace("\n\n- ", "\n- ")
    }
}

/// A text as the site has it, whatever the ends of its lines.
fn typed(text: &str) -> String {
    crate::load::text_of(text.as_bytes()).map_or_else(|| text.to_owned(), |text| text.to_string())
}

/// The first error, or the first of what is there.
fn first(found: &[Diagnostic]) -> String {
    let error = found.iter().find(|one| one.severity == Severity::Error);
    error.or(found.first()).map_or(String::new(), |first| format!("{}: {}", first.path, first.message))
}

/// The fields of a table, and those of the sets in it.
fn with_inner<'k>(fields: &[Field<'k>]) -> Vec<Field<'k>> {
    fields.iter().flat_map(|field| std::iter::once(*field).chain(with_inner(field.takes.inner()))).collect()
}

/// Of which entities a field takes names, if it takes any.
fn of_entities(takes: Takes<'_>) -> Option<Of<'_>> {
    match takes {
        Takes::Entity(of) | Takes::Entities(of) | Takes::EntitiesOrUnknown(of) | Takes::Name(of) => Some(of),
        Takes::Names => Some(Of::Any),
        Takes::Blocs => Some(Of::Kind(crate::model::kind::BLOC)),
        _ => None,
    }
}
