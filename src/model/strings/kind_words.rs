//! What the kinds of a site are called in running text, and the holes for these words that any text of the interface may have.
//!
//! `{kind.model}` is the word for one, `{kinds.model}` that for several, and `{Kind.model}` and `{Kinds.model}` are the same with a
//! capital. The words come from the group `kind` of the texts, or from the title and plural of the settings. They are filled
//! in once, when the texts of a site are made: what shows a text knows nothing of them.

use super::plural::Form;
use super::{Text, filled};
use crate::base::table::Table;
use crate::base::text::capitalised;
use crate::model::kind::{Kind, Kinds};

/// A hole for a word of a kind.
pub(super) struct KindHole<'a> {
    /// The key of the kind.
    pub kind: &'a str,
    several: bool,
    capital: bool,
}

impl<'a> KindHole<'a> {
    /// The hole of a name, if it is one for the word of a kind.
    pub(super) fn named(hole: &'a str) -> Option<KindHole<'a>> {
        let (form, kind) = hole.split_once('.')?;
        let (several, capital) = match form {
            "kind" => (false, false),
            "kinds" => (true, false),
            "Kind" => (false, true),
            "Kinds" => (true, true),
            _ => return None,
        };
        Some(KindHole { kind, several, capital })
    }
}

/// The key of the text that has the words for a kind, in the group `kind`.
pub(super) fn key_of(kind: &str) -> String {
    format!("kind.{kind}")
}

/// The kind whose words a text is.
pub(super) fn kind_of(key: &str) -> Option<&str> {
    key.strip_prefix("kind")?.strip_prefix('.')
}

/// What the settings call a kind, where they call it something; the texts of the theme have the others.
pub(super) fn of_settings(kind: &Kind, language: &str) -> Option<Text> {
    let standard = Kinds::standard();
    let is_renamed =
        standard.with_key(&kind.key).is_none_or(|of| (&of.title, &of.plural) != (&kind.title, &kind.plural));
    let (one, other) = match has_capital_nouns(language) {
        true => (kind.title.clone(), kind.plural.clone()),
        false => (kind.one(), kind.several()),
    };
    is_renamed.then(|| Text { forms: [(Form::One, one)].into(), other })
}

/// Whether nouns have capitals in running text, as in German.
fn has_capital_nouns(language: &str) -> bool {
    language.split('-').next().is_some_and(|primary| ["de", "lb"].contains(&&*primary.to_lowercase()))
}

/// Fills the holes for kinds in a pattern; others stay.
pub(super) fn fill(pattern: &str, texts: &Table<String, Text>) -> String {
    filled(pattern, |hole| {
        let hole = KindHole::named(hole)?;
        let Text { forms, other } = texts.get(&key_of(hole.kind))?;
        let word = forms.get(&Form::One).filter(|_| !hole.several).unwrap_or(other);
        Some(if hole.capital { capitalised(word) } else { word.clone() })
    })
}
