//! The order of names in a language, by the rules of that language (CLDR), from the library for collation, which is named here alone.

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;
use std::fmt;
use std::sync::Arc;

/// The order of one language.
#[derive(Clone)]
pub(crate) struct Collation {
    language: String,
    /// None for a language that the library does not know; then the order is that of the characters.
    collator: Option<Arc<CollatorBorrowed<'static>>>,
}

impl Collation {
    pub(crate) fn of_language(language: &str) -> Collation {
        let mut options = CollatorOptions::default();
        // Names that differ in accents or capitals alone stand side by side, and never as one.
        options.strength = Some(Strength::Tertiary);
        let locale: Option<Locale> = language.parse().ok();
        let collator = locale.and_then(|locale| Collator::try_new((&locale).into(), options).ok());
        Collation { language: language.to_owned(), collator: collator.map(Arc::new) }
    }

    /// A key for sorting names. Names with equal keys are sorted by what comes after it.
    pub(crate) fn key(&self, name: &str) -> Vec<u8> {
        let mut key = Vec::new();
        match &self.collator {
            Some(collator) => {
                let Ok(()) = collator.write_sort_key_to(name, &mut key);
            }
            None => key.extend_from_slice(name.as_bytes()),
        }
        key
    }
}

impl PartialEq for Collation {
    fn eq(&self, other: &Collation) -> bool {
        self.language == other.language
    }
}

impl Eq for Collation {}

impl fmt::Debug for Collation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "order of {}", self.language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(language: &str, names: &[&'static str]) -> Vec<&'static str> {
        let collation = Collation::of_language(language);
        let mut names = names.to_vec();
        names.sort_by_cached_key(|name| collation.key(name));
        names
    }

    #[test]
    fn names_stand_as_readers_of_a_language_look_for_them() {
        assert_eq!(
            sorted("en", &["Zed", "Éclair", "apple", "Apple", "eclair"]),
            ["apple", "Apple", "eclair", "Éclair", "Zed"]
        );
        assert_eq!(sorted("de", &["Zebra", "Österreich", "Oslo", "Panda"]), ["Oslo", "Österreich", "Panda", "Zebra"]);
        assert_eq!(sorted("sv", &["Zebra", "Österreich", "Oslo"]), ["Oslo", "Zebra", "Österreich"]);
        assert_eq!(sorted("zh", &["中国", "日本", "美国", "Fugu"]), ["美国", "日本", "中国", "Fugu"]);
        assert_eq!(sorted("ja", &["サカナ", "あおい", "アイ"]), ["アイ", "あおい", "サカナ"]);
    }
}
