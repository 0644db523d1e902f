//! How a page is cited: by whom it is, what it is called, its days, the address that stays, and the same in the formats of
//! BibTeX, RIS and CSL-JSON.
//!
//! Like the text of a page, the formats are written when the page is rendered: until then a page holds no more than its names
//! and days. No value can end its field: what a format cannot hold is escaped, and what would break a line is a space.

mod formats;

use super::shared::CiteContext;
use formats::{bibtex, csl, data_url, ris};
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use std::sync::Arc;

/// How a page is cited; templates see a [`CiteContext`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cite {
    /// Whole names, as the page has them: no program knows which word of a name is that of the family.
    pub authors: Vec<Arc<str>>,
    pub title: Arc<str>,
    /// The site.
    pub site: Arc<str>,
    pub publisher: Arc<str>,
    /// The whole address at which later changes do not change what is cited, where there is one.
    pub url: Arc<str>,
    /// Unique within the site, of plain letters: `articles:an-order-that-asks`.
    pub key: String,
    /// The day of publication, of an article.
    pub published: Option<Date>,
    /// The day of the last change, none where it is not known. On each later day the page was the same.
    pub version: Option<Date>,
    /// The language of the page: `en`.
    pub lang: Arc<str>,
    /// Whether it is a set of data rather than a text.
    pub is_data: bool,
}

impl Cite {
    /// The publisher, where it is not called what the site is.
    fn publisher(&self) -> Option<&str> {
        Some(&*self.publisher).filter(|name| *name != &*self.site)
    }

    /// The day that a list of references prints.
    fn issued(&self) -> Option<Date> {
        self.published.or(self.version)
    }

    /// The day on which it was there in this version.
    fn accessed(&self) -> Option<Date> {
        self.version.or(self.published)
    }
}

impl Serialize for Cite {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let context = CiteContext {
            authors: &self.authors,
            title: &self.title,
            url: &self.url,
            key: &self.key,
            published: self.published,
            version: self.version.filter(|day| Some(*day) != self.published),
            bibtex: bibtex(self),
            ris: data_url("application/x-research-info-systems", &ris(self)),
            csl: data_url("application/vnd.citationstyles.csl+json", &csl(self)),
        };
        context.serialize(serializer)
    }
}
