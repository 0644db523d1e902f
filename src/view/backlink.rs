//! A sentence that speaks of an entity: until its page is rendered, the page shares it with the site.

use super::shared::{BacklinkContext, TextLink};
use crate::link::Sentence;
use jiff::civil::Date;
use serde::{Serialize, Serializer};

/// What templates see as a [`BacklinkContext`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Backlink {
    pub from: TextLink,
    pub date: Option<Date>,
    pub sentence: Sentence,
}

impl Serialize for Backlink {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let [before, name, after] = self.sentence.parts();
        // A fact is said in the words of the page.
        let lang = self.from.lang.as_deref().filter(|_| !self.sentence.is_stated);
        BacklinkContext { from: &self.from, date: self.date, lang, before, name, after }.serialize(serializer)
    }
}
