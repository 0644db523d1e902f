//! Texts as HTML. The text of a file is written when its page is rendered: until then the page shares it with the site.

use crate::parse::Document;
use crate::parse::body::{Before, Filling};
use crate::parse::link_card::TextPart;
use serde::{Serialize, Serializer};
use std::sync::Arc;

/// What stands before addresses: of pages, and of files that all languages of the site share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Prefixes {
    pub pages: Arc<str>,
    pub files: Arc<str>,
}

impl Prefixes {
    fn as_before(&self) -> Before<'_> {
        Before { pages: &self.pages, files: &self.files }
    }
}

/// A text as HTML, or nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Html(Option<HtmlSource>);

#[derive(Debug, Clone)]
enum HtmlSource {
    /// The text of a file.
    File(Arc<Document>, Arc<Filling>, Prefixes),
    /// HTML that was put together before.
    Ready(Arc<str>),
}

impl Html {
    pub(crate) fn new(document: &Arc<Document>, filling: &Arc<Filling>, prefixes: &Prefixes) -> Html {
        Html(Some(HtmlSource::File(document.clone(), filling.clone(), prefixes.clone())))
    }

    /// HTML as it is: what texts there are in it are escaped.
    pub(crate) fn ready(html: String) -> Html {
        Html(Some(HtmlSource::Ready(html.into())))
    }

    pub(crate) fn written(&self) -> String {
        match &self.0 {
            Some(HtmlSource::File(document, filling, prefixes)) => document.body.html(filling, prefixes.as_before()),
            Some(HtmlSource::Ready(html)) => html.to_string(),
            None => String::new(),
        }
    }
}

/// A text in parts, where link cards stand in it: a template draws these. Without one it has none.
#[derive(Debug, Clone, Default)]
pub(crate) struct HtmlParts(Html);

impl HtmlParts {
    pub(crate) fn of(html: &Html) -> HtmlParts {
        HtmlParts(html.clone())
    }

    fn parts(&self) -> Vec<TextPart> {
        match &self.0.0 {
            Some(HtmlSource::File(document, filling, prefixes)) => {
                document.body.html_in_parts(filling, prefixes.as_before())
            }
            _ => Vec::new(),
        }
    }
}

impl PartialEq for HtmlParts {
    fn eq(&self, other: &HtmlParts) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for HtmlParts {}

impl Serialize for HtmlParts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.parts().serialize(serializer)
    }
}

/// Two texts that were made of the same are not written to be compared.
impl PartialEq for Html {
    fn eq(&self, other: &Html) -> bool {
        let is_same = match (&self.0, &other.0) {
            (Some(HtmlSource::File(document, filling, prefix)), Some(HtmlSource::File(other, others, before))) => {
                Arc::ptr_eq(document, other) && Arc::ptr_eq(filling, others) && prefix == before
            }
            (one, other) => one.is_none() && other.is_none(),
        };
        is_same || self.written() == other.written()
    }
}

impl Eq for Html {}

impl Serialize for Html {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.written())
    }
}
