//! Files become documents: front matter as a tree with places, bodies as one tree of text and HTML.
//!
//! One document at a time, on all cores; what it means is for `model` to say.

pub(crate) mod address_lines;
mod attributes;
mod bare_url;
pub mod body;
pub(crate) mod definitions;
mod elements;
pub(crate) mod explain;
pub mod figure;
pub mod front_matter;
pub(crate) mod html;
mod ids;
pub mod link_card;
pub mod markdown;
mod mask;
pub mod mistakes;
mod notes;
mod obsidian;
pub mod passage;
pub mod place;
pub(crate) mod plain;
pub(crate) mod quotation;
mod raw_html;
mod script;
pub(crate) mod template;
mod to_html;
pub(crate) mod unintended;
mod unmerged;
mod within;
pub mod yaml;

use crate::base::diagnostic::Diagnostic;
use crate::base::memo::{Gathered, Memo};
use crate::base::path::SourcePath;
use crate::base::table::Table;
use crate::load::{CONTENT, SourceFile, Sources};
use body::Body;
use front_matter::FrontMatter;
use markdown::Extensions;
use std::sync::Arc;

/// One Markdown file, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub path: SourcePath,
    pub front_matter: FrontMatter,
    pub body: Body,
}

/// A document, and what is wrong with it.
pub(crate) type Parsed = (Arc<Document>, Arc<Vec<Diagnostic>>);

/// What `parse` remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct ParseCache {
    documents: Memo<SourcePath, SourceFile, (), Parsed>,
    reported: Gathered<SourcePath, Parsed, Diagnostic>,
}

/// Reads all Markdown files of the content.
pub(crate) fn documents(sources: &Sources, memory: &mut ParseCache) -> (Table<SourcePath, Parsed>, Vec<Diagnostic>) {
    let documents = memory.documents.answer(&sources.files, &(), |path, file, ()| match file {
        SourceFile::Text(text) if path.extension() == "md" && path.below(CONTENT).is_some() => {
            let (document, found) = document(path, text);
            Some((document, Arc::new(found)))
        }
        _ => None,
    });
    let reported = memory.reported.of(&documents, |(_, found)| found);
    (documents, reported)
}

/// Reads a Markdown file. Always gives a document, however broken the file is.
pub(crate) fn document(path: &SourcePath, text: &Arc<str>) -> (Arc<Document>, Vec<Diagnostic>) {
    if let Some(whole) = unmerged::conflict(path, text).or_else(|| within::line(path, text)) {
        let front_matter = FrontMatter { broken: true, ..FrontMatter::default() };
        return (Arc::new(Document { path: path.clone(), front_matter, body: Body::default() }), vec![whole]);
    }
    let (front_matter, body, mut diagnostics) = front_matter::read(path, text);
    diagnostics.extend(unmerged::second_front_matter(path, text, body));
    diagnostics.extend(unmerged::control_characters(path, text));
    let (begin, (mut body, mut mistakes)) = (body, markdown::parse(text, body, Extensions::All));
    if let Some(exceeded) = within::body(path, text, begin, &body) {
        diagnostics.push(exceeded);
        (body, mistakes) = (Body::default(), Vec::new());
    }
    diagnostics.extend(mistakes.iter().map(|mistake| mistake.explained(path)));
    diagnostics.extend(unintended::find(path, &body, text));
    (Arc::new(Document { path: path.clone(), front_matter, body }), diagnostics)
}
