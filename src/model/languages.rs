//! The languages in which a site is made besides its own, as the settings declare them.
//!
//! Each has addresses of its own, `/ja/…`, under which all pages stand once more. Which files have words in which language is
//! for `versions` to say.

use super::collation::Collation;
use super::config::{Config, MenuItem, menu};
use super::kind::Kinds;
use super::reader::Fields;
use super::strings::{self, Strings};
use crate::base::diagnostic::{Code, Span};
use crate::base::path::{Address, BadPath, OutputPath};
use crate::base::slug::Slug;
use std::sync::Arc;

/// A language of the settings beyond that of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OtherLanguage {
    /// Its code (BCP 47), as it is written.
    pub code: String,
    /// The first part of its addresses: `ja`.
    pub folder: String,
    /// What the language calls itself, for readers who choose one.
    pub name: Option<String>,
    title: Option<String>,
    tagline: Option<String>,
    finding: Option<String>,
    menu: Vec<MenuItem>,
    /// What kinds are called, by their keys: one, and several.
    kinds: Vec<(String, Option<String>, Option<String>)>,
}

/// Reads the languages. One that is there twice is reported and left out.
pub(super) fn read(fields: &mut Fields<'_>, own: &str) -> Vec<OtherLanguage> {
    let mut languages: Vec<OtherLanguage> = Vec::new();
    for (language, place) in fields.each("languages", language).into_iter().flatten() {
        let is_same = |code: &str| code.eq_ignore_ascii_case(&language.code);
        let problem = if is_same(own) {
            Some((format!("\"{}\" is the language of the site itself.", language.code), "Leave it out here."))
        } else if languages.iter().any(|other| is_same(&other.code) || other.folder == language.folder) {
            Some((format!("\"{}\" stands here twice.", language.code), "Remove one of the two."))
        } else {
            None
        };
        match problem {
            Some((message, help)) => fields.error(Code::BadValue, place, message, help),
            None => languages.push(language),
        }
    }
    languages
}

fn language(of: &mut Fields<'_>) -> Option<(OtherLanguage, Span)> {
    const HELP: &str = "Write:  {code: ja, title: The name of the site in Japanese}";
    let place = of.place("code");
    if of.node("code").is_none() {
        of.missing("code", "A language has no code.", HELP);
        return None;
    }
    let code = of.language("code")?;
    let folder = match of.word("folder") {
        Some(word) if Slug::new(&word.text).is_some() => word.text,
        Some(word) => {
            let message =
                format!("\"{}\" cannot be a part of an address: small letters, digits and hyphens.", word.text);
            of.error(Code::BadValue, word.span, message, "Leave it out, or write one word.");
            code.to_lowercase()
        }
        None => code.to_lowercase(),
    };
    let kinds = of.each("kinds", |of| {
        let key = of.needed("key", "This does not say which kind.", "Write:  {key: model, title: モデル}")?;
        Some((key, of.text("title"), of.text("plural")))
    });
    let language = OtherLanguage {
        name: of.text("name"),
        title: of.text("title"),
        tagline: of.text("tagline"),
        finding: of.text("finding"),
        menu: menu(of),
        kinds: kinds.into_iter().flatten().collect(),
        code,
        folder,
    };
    Some((language, place))
}

impl Config {
    /// The kinds with what they are called in another language, as far as that is said for it.
    pub(crate) fn kinds_in(&self, language: &OtherLanguage) -> Kinds {
        let mut kinds = self.kinds.clone();
        for (key, title, plural) in &language.kinds {
            let Some(kind) = kinds.with_key_mut(key) else { continue };
            kind.plural = plural.clone().or(title.clone()).unwrap_or_else(|| kind.plural.clone());
            kind.title = title.clone().unwrap_or_else(|| kind.title.clone());
        }
        kinds
    }

    /// The settings as the pages in another language have them. What is not said in that language stays as it is.
    pub(crate) fn in_language(&self, language: &OtherLanguage, kinds: Kinds, strings: Arc<Strings>) -> Config {
        let or = |own: &Option<String>, whole: &String| own.clone().unwrap_or_else(|| whole.clone());
        Config {
            base_url: self.base_url.as_ref().map(|base| base.below(&language.folder)),
            at: format!("/{}", language.folder),
            language: language.code.clone(),
            collation: Collation::of_language(&language.code),
            title: or(&language.title, &self.title),
            tagline: or(&language.tagline, &self.tagline),
            finding: language.finding.clone().or(self.finding.clone()),
            menu: if language.menu.is_empty() { self.menu.clone() } else { language.menu.clone() },
            kinds: strings::titled(kinds, &strings),
            strings,
            ..self.clone()
        }
    }

    /// The address of a page in the language whose addresses begin with a folder, as links within the site have it.
    pub(crate) fn url_in(&self, folder: &str, address: &Address) -> String {
        let slash = if folder.is_empty() { "" } else { "/" };
        format!("{}{slash}{folder}{}", self.shared_prefix(), address.encoded())
    }

    /// The whole of it, or an empty text when the site does not know its own.
    pub(crate) fn whole_in(&self, folder: &str, address: &Address) -> String {
        let origin = self.root.as_ref().map(|root| root.origin());
        origin.map_or(String::new(), |origin| format!("{origin}{}", self.url_in(folder, address)))
    }

    /// With what an address begins that names its language, `/ja`, and the same page within that language.
    pub(crate) fn named_language<'t>(&self, address: &'t str) -> Option<(&'t str, &'t str)> {
        let begins = |folder: &str| {
            let rest = address.strip_prefix('/')?.strip_prefix(folder)?;
            rest.starts_with('/').then(|| address.split_at(address.len() - rest.len()))
        };
        self.languages.iter().find_map(|language| begins(&language.folder))
    }

    /// What a language of the site calls itself.
    pub(crate) fn name_of_language<'a>(&'a self, code: &'a str) -> &'a str {
        let other = self.languages.iter().find(|language| language.code == code);
        let own = self.name_of_site_language.as_deref().filter(|_| code == self.site_language);
        other.and_then(|language| language.name.as_deref()).or(own).unwrap_or(code)
    }

    /// The file of a page in the language that is made. Fails like [`OutputPath::new`].
    pub(crate) fn output_path(&self, address: &Address) -> Result<OutputPath, BadPath> {
        match &*self.at {
            "" => address.output_path(),
            at => Address::new(format!("{at}{address}")).output_path(),
        }
    }

    /// All languages of the site, its own first: code and first part of the addresses.
    pub(crate) fn codes(&self) -> impl Iterator<Item = (&str, &str)> {
        let others = self.languages.iter().map(|language| (&*language.code, &*language.folder));
        std::iter::once((&*self.site_language, "")).chain(others)
    }
}
