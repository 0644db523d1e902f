//! Files become documents: front matter as a tree with places, bodies as HTML with gaps.
//!
//! Second step of the pipeline. One document at a time, on all cores; what it means is for `model` to say.

pub mod body;
pub mod definitions;
pub mod explain;
pub mod front_matter;
pub mod markdown;
pub mod quotation;
pub mod raw_html;
pub mod yaml;

use crate::diagnostic::Diagnostic;
use crate::path::SourcePath;
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

/// Reads a Markdown file. Always gives a document, however broken the file is.
pub fn document(path: &SourcePath, text: &str) -> (Arc<Document>, Vec<Diagnostic>) {
    let (front_matter, body, diagnostics) = front_matter::read(path, text);
    let body = markdown::parse(&text[body..], body, Extensions::All);
    (Arc::new(Document { path: path.clone(), front_matter, body }), diagnostics)
}
