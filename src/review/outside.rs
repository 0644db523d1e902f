//! The addresses of other sites that the published pages lead to, each with its places: what `check --links` asks.
//!
//! Looks at what a writer wrote: links of texts, and every value of front matter and of the settings that is an address. Sends
//! nothing, and reads no disk.

use crate::base::diagnostic::Span;
use crate::base::path::SourcePath;
use crate::link::{LinkedItem, Site, target};
use crate::load::Sources;
use crate::model::config::BaseUrl;
use crate::model::config_path;
use crate::parse::Document;
use crate::parse::body::{Filling, Resolved, Target};
use crate::parse::front_matter;
use crate::parse::markdown::is_of_web;
use crate::parse::yaml::{Value, YamlNode};
use std::collections::{BTreeMap, BTreeSet};

/// A place at which an address stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutsidePlace {
    pub path: SourcePath,
    pub span: Span,
    pub role: OutsideRole,
    /// The part of the page that it leads to, with its `#`; no host is asked for that.
    pub fragment: String,
}

/// What an address is for, on which it depends what to do when it no longer works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OutsideRole {
    /// Where a source can be read.
    Original {
        has_copy: bool,
    },
    /// A copy of a source.
    Copy,
    Other,
}

/// Addresses without their fragments, each with its places in the order of files.
#[derive(Debug, Default)]
pub struct Outside(pub(crate) BTreeMap<String, Vec<OutsidePlace>>);

/// The addresses of a site in all its languages.
pub fn addresses<'s>(sites: impl Iterator<Item = &'s Site>, sources: &Sources) -> Outside {
    let mut outside = Gathered::default();
    for site in sites {
        outside.base = site.config.root.as_ref();
        for file in site.linked.values() {
            match &file.value {
                LinkedItem::Article(linked) => {
                    outside.of_item(&linked.article.document, &linked.article.fields, &linked.filling);
                }
                LinkedItem::Profile(own) => {
                    if let (Some(text), Some(fields)) = (&own.entity.document, &own.entity.fields) {
                        outside.of_item(text, fields, &own.filling);
                    }
                }
                LinkedItem::Page(linked) => {
                    outside.of_item(&linked.page.document, &linked.page.fields, &linked.filling)
                }
            }
        }
    }
    let path = config_path();
    if let Some(text) = sources.text(&path) {
        let (settings, _) = front_matter::read_fields(&path, text, 0..text.len());
        for (_, node) in settings.fields.iter().filter(|(key, _)| key.text != "base_url") {
            outside.of_field(&path, node, OutsideRole::Other);
        }
    }
    let mut found = outside.found;
    for places in found.0.values_mut() {
        places.sort_by(|a, b| (&a.path, a.span.start).cmp(&(&b.path, b.span.start)));
    }
    found
}

#[derive(Default)]
struct Gathered<'a> {
    /// Where the site is published, whose addresses are not those of others.
    base: Option<&'a BaseUrl>,
    /// The files that were looked at: one may stand in for its translations in several languages.
    texts: BTreeSet<&'a SourcePath>,
    fields: BTreeSet<&'a SourcePath>,
    found: Outside,
}

impl<'a> Gathered<'a> {
    /// A text, with the file that has the fields of its original.
    fn of_item(&mut self, text: &'a Document, original: &'a Document, filling: &Filling) {
        for document in [text, original] {
            if self.fields.insert(&document.path) {
                self.of_fields(document);
            }
        }
        if !self.texts.insert(&text.path) {
            return;
        }
        for (link, resolved) in text.body.links.iter().zip(&filling.links) {
            if let (Target::Away(url), Resolved::Away) = (&link.target, resolved) {
                self.add(&text.path, url, &link.span, OutsideRole::Other);
            }
        }
    }

    fn of_fields(&mut self, document: &Document) {
        let fields = &document.front_matter;
        let is_set = |key| fields.get(key).is_some_and(|node| node.value != Value::Null);
        let (has_copy, is_gone) = (is_set("archived"), is_set("gone"));
        for (key, node) in &fields.fields {
            match &*key.text {
                // It is known that this does not work.
                "url" if is_gone => {}
                "url" => self.of_field(&document.path, node, OutsideRole::Original { has_copy }),
                "archived" => self.of_field(&document.path, node, OutsideRole::Copy),
                _ => self.of_field(&document.path, node, OutsideRole::Other),
            }
        }
    }

    /// The addresses in a field: a text that is nothing else, at any depth.
    fn of_field(&mut self, path: &SourcePath, node: &YamlNode, role: OutsideRole) {
        match &node.value {
            Value::Text { text, .. } => {
                // A sentence may begin with an address; only what is there for one may have blanks in it.
                if role != OutsideRole::Other || !text.trim().contains(char::is_whitespace) {
                    self.add(path, text.trim(), &node.span, role);
                }
            }
            Value::List(items) => items.iter().for_each(|item| self.of_field(path, item, role)),
            Value::Map(fields) => fields.iter().for_each(|(_, value)| self.of_field(path, value, role)),
            Value::Null | Value::Broken => {}
        }
    }

    fn add(&mut self, path: &SourcePath, url: &str, span: &Span, role: OutsideRole) {
        // `//host/` takes the scheme of the page, which is published by https.
        let whole = if url.starts_with("//") { format!("https:{url}") } else { url.to_owned() };
        if !is_of_web(&whole) || self.base.is_some_and(|base| target::own_address(base, &whole).is_some()) {
            return;
        }
        let (address, fragment) = whole.split_at(whole.find('#').unwrap_or(whole.len()));
        let place = OutsidePlace { path: path.clone(), span: span.clone(), role, fragment: fragment.to_owned() };
        self.found.0.entry(address.to_owned()).or_default().push(place);
    }
}
