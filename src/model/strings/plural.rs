//! The forms that words have for numbers, by the rules of each language (CLDR), from the library for plurals, which is named here alone.

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRuleType, PluralRules};
use std::fmt;
use std::sync::Arc;

/// A form for some numbers; all others have `other`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    Zero,
    One,
    Two,
    Few,
    Many,
}

impl Form {
    pub(super) const ALL: [Form; 5] = [Form::Zero, Form::One, Form::Two, Form::Few, Form::Many];

    pub(super) fn name(self) -> &'static str {
        match self {
            Form::Zero => "zero",
            Form::One => "one",
            Form::Two => "two",
            Form::Few => "few",
            Form::Many => "many",
        }
    }
}

/// Which form a language has for which number.
#[derive(Clone)]
pub(super) struct PluralForms {
    language: String,
    /// None for a language that the library does not know.
    rules: Option<Arc<PluralRules>>,
}

impl PluralForms {
    pub(super) fn of_language(language: &str) -> PluralForms {
        let locale: Option<Locale> = language.parse().ok();
        let rules =
            locale.and_then(|locale| PluralRules::try_new((&locale).into(), PluralRuleType::Cardinal.into()).ok());
        PluralForms { language: language.to_owned(), rules: rules.map(Arc::new) }
    }

    pub(super) fn of(&self, number: usize) -> Option<Form> {
        match self.rules.as_ref()?.category_for(number) {
            PluralCategory::Zero => Some(Form::Zero),
            PluralCategory::One => Some(Form::One),
            PluralCategory::Two => Some(Form::Two),
            PluralCategory::Few => Some(Form::Few),
            PluralCategory::Many => Some(Form::Many),
            PluralCategory::Other => None,
        }
    }
}

impl PartialEq for PluralForms {
    fn eq(&self, other: &PluralForms) -> bool {
        self.language == other.language
    }
}

impl Eq for PluralForms {}

impl fmt::Debug for PluralForms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "plural forms of {}", self.language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_its_own_forms() {
        let of = |language: &str, numbers: &[usize]| -> Vec<Option<Form>> {
            let forms = PluralForms::of_language(language);
            numbers.iter().map(|number| forms.of(*number)).collect()
        };
        assert_eq!(of("en", &[0, 1, 2]), [None, Some(Form::One), None]);
        assert_eq!(of("ja", &[0, 1, 2]), [None, None, None]);
        assert_eq!(of("fr", &[0, 1, 2]), [Some(Form::One), Some(Form::One), None]);
        let arabic = [Form::Zero, Form::One, Form::Two, Form::Few, Form::Many].map(Some);
        assert_eq!(of("ar", &[0, 1, 2, 3, 11]), arabic);
        assert_eq!(of("ar-EG", &[2]), [Some(Form::Two)]);
        assert_eq!(of("no language", &[1]), [None]);
    }
}
