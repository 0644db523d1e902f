//! What a link card shows, and the card as HTML where no template draws it.
//!
//! Which addresses become one is for `link` to say, and nothing here asks a host.

use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};
use serde::Serialize;
use std::ops::Range;
use std::sync::Arc;

/// An address as a block of its own, with what the site knows of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkCard {
    /// The address as it is written.
    pub url: Arc<str>,
    /// Its host, without `www.`
    pub host: Arc<str>,
    /// The title of a source that has the address; else its path in words, or the address.
    pub title: Arc<str>,
    /// The language of the title, where it is another than that of the text.
    pub lang: Option<Arc<str>>,
    /// Who published the source.
    pub publisher: Option<Arc<str>>,
    /// When it was published, in words.
    pub published: Option<Arc<str>>,
    /// Publisher, time and host in one line; empty where the title is the address.
    pub about: Arc<str>,
}

/// A paragraph of addresses alone, one on each line, of which one or more are shown as cards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardLines {
    /// The paragraph, from its opening up to its end.
    pub nodes: Range<usize>,
    /// The links in it, as numbers in [`super::body::Body::links`].
    pub lines: Box<[(usize, Option<Arc<LinkCard>>)]>,
}

impl LinkCard {
    /// The card as plain text.
    pub(crate) fn text(&self) -> String {
        let after = if self.about.is_empty() { String::new() } else { format!(" ({})", self.about) };
        format!("{}{after}", self.title)
    }

    /// The card as HTML where no template draws it, as in feeds.
    pub(super) fn write(&self, out: &mut String) {
        out.push_str("<p class=\"link-card\"><a href=\"");
        let _ = escape_href(&mut *out, &self.url);
        if let Some(lang) = &self.lang {
            out.push_str("\" lang=\"");
            let _ = escape_html(&mut *out, lang);
        }
        out.push_str("\">");
        let _ = escape_html_body_text(&mut *out, &self.title);
        out.push_str("</a>");
        if !self.about.is_empty() {
            out.push_str("<br />\n<small>");
            let _ = escape_html_body_text(&mut *out, &self.about);
            out.push_str("</small>");
        }
        out.push_str("</p>\n");
    }
}

/// A part of a text as HTML: a card, or what stands between cards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextPart {
    /// For `| safe`; empty in the place of a card.
    pub html: String,
    pub card: Option<Arc<LinkCard>>,
}
