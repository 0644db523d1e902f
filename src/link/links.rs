//! Follows the links of one file: to pages, to files, to other sites, and to the entities that `[[names]]` stand for.

use super::called::{LinkLabel, folded};
use super::lookup::InFile;
use super::names::Unknown;
use super::site::{Embedded, EntityId};
use super::target;
use super::unresolved::Unresolved;
use crate::base::path::{Address, SourcePath, decoded};
use crate::base::text::fold::nfc;
use crate::model::article::without_date;
use crate::model::at::place_in_words;
use crate::model::kind::{ARTICLES, SOURCE_KEY};
use crate::model::suggest::nearest;
use crate::parse::body::{CitedPlace, Link, Resolved, Target};
use crate::parse::markdown::is_external;
use crate::parse::place::{self, BadPlace, Place};
use crate::parse::yaml::Word;
use std::sync::Arc;

/// The slugs, or paths of slugs, that the name of an article or a plain page in `[[...]]` may be, the likelier first.
pub(crate) fn page_keys(name: &str) -> Vec<String> {
    // Slugs are in NFC, which keeps some letters apart that NFKC does not: Thai "น้ำ".
    let mut keys = vec![folded(name), nfc(&name.to_lowercase()).into_owned()];
    // The name of the file has the day before the slug, and perhaps its folder.
    let file = name.rsplit('/').next().unwrap_or(name);
    let slug = without_date(file);
    if slug.len() < file.len() || name.strip_prefix(ARTICLES).is_some_and(|rest| rest.starts_with('/')) {
        keys.extend([folded(slug), nfc(&slug.to_lowercase()).into_owned()]);
    }
    keys.dedup();
    keys
}

/// An address with the section that a link names.
type WithAnchor<'a> = dyn Fn(Arc<str>, &Option<String>) -> Arc<str> + 'a;

impl InFile<'_> {
    /// Whether a link leads out of the language: to a page in another one, or to a file that all languages share, which is
    /// published as it is or one of the data.
    pub(crate) fn is_shared(&self, resolved: &Resolved) -> bool {
        let Resolved::To { address, .. } = resolved else { return false };
        let address = Address::new(decoded(target::without_anchor(address)));
        let is_of_data = address.as_str().starts_with("/data/") && !address.as_str().ends_with('/');
        !self.common.languages.is_empty()
            && (is_of_data || self.common.language_of(&address).is_some() || self.places.is_file(&address))
    }

    /// The picture of an article: an address elsewhere, or a file of the site, which may be anywhere in the content.
    /// `shown` is the file whose text is shown, and the file that is read the one that has the field: a translation has the picture of
    /// its original.
    pub(crate) fn image(&mut self, word: &Word, shown: &SourcePath) -> Option<String> {
        if self.own_path(&word.text).is_none() && is_external(&word.text) {
            return Some(word.text.clone());
        }
        if let Some(Embedded::To(address)) = self.places.embedded(shown, &target::split(&word.text).path) {
            return Some(address.encoded());
        }
        let page = self.places.page(self.file())?;
        let link = Link { target: Target::Path(word.text.clone()), title: String::new(), span: word.span.clone() };
        match self.path(&link, &word.text, page) {
            Resolved::To { address, .. } => Some(address.to_string()),
            Resolved::Cited { .. } | Resolved::Text { .. } | Resolved::Away => None,
        }
    }

    /// What a link in a body leads to, and the entity it mentions.
    pub(crate) fn link(&mut self, link: &Link, page: &Address) -> (Resolved, Option<EntityId>) {
        match &link.target {
            Target::Path(path) => {
                let resolved = self.path(link, path, page);
                let id = self.entity_at(&resolved);
                (resolved, id)
            }
            Target::Away(url) => self.whole_address(link, url, page),
            Target::Embed(written) => (self.embed(link, written), None),
            Target::Mention { name, .. } => self.mention(link, name, page),
        }
    }

    /// A link by its whole address. One that leads to a page of ours is a link of ours; any other stays as it is, since a
    /// host may have more than this site.
    fn whole_address(&mut self, link: &Link, url: &str, page: &Address) -> (Resolved, Option<EntityId>) {
        let checked = self.checks.len();
        let resolved = self.path(link, url, page);
        for check in &mut self.checks[checked..] {
            check.is_whole = true;
        }
        let id = self.entity_at(&resolved);
        let is_ours = id.is_some() || matches!(&resolved, Resolved::To { address, .. } if self.is_page(address));
        match resolved {
            Resolved::To { .. } if !is_ours => (Resolved::Away, None),
            resolved => (resolved, id),
        }
    }

    /// Whether an address is that of an article or a plain page.
    fn is_page(&self, address: &str) -> bool {
        self.places.is_page(&Address::new(target::path_of(address)))
    }

    /// The entity whose page an address is: a plain link to it is a mention too.
    fn entity_at(&self, resolved: &Resolved) -> Option<EntityId> {
        let Resolved::To { address, .. } = resolved else { return None };
        self.places.entity(&Address::new(target::path_of(address))).cloned()
    }

    /// A file that stands in the text, by its name.
    fn embed(&mut self, link: &Link, written: &str) -> Resolved {
        let (name, rest) = written.split_at(written.find('#').unwrap_or(written.len()));
        let nowhere = Resolved::Text { name: Arc::default() };
        match self.places.embedded(self.file(), name) {
            Some(Embedded::To(address)) => {
                let address = format!("{}{rest}", address.encoded()).into();
                return Resolved::To { address, name: Arc::default(), class: None, lang: None };
            }
            Some(Embedded::Several(paths)) => {
                self.report(link.span.clone(), Unresolved::SeveralFiles { name, paths });
            }
            Some(Embedded::Missing(near)) => {
                self.report(link.span.clone(), Unresolved::NoFile { name, near: near.as_deref() });
            }
            None => {}
        }
        nowhere
    }

    fn mention(&mut self, link: &Link, written: &str, page: &Address) -> (Resolved, Option<EntityId>) {
        let whole = self.names.lookup(written, None);
        let (name, (mut anchor, directive)) = match written.split_once('#') {
            Some((name, rest)) if whole.is_err() => (name.trim(), target::fragment(rest)),
            _ => (written, (None, String::new())),
        };
        let has_anchor = name.len() < written.len();
        if let Some(block) = anchor.take_if(|anchor| anchor.starts_with('^')) {
            self.report(link.span.clone(), Unresolved::Block { name, block: &block });
            if name.is_empty() {
                return (Resolved::Text { name: written.into() }, None);
            }
        }
        if name.is_empty() && anchor.as_ref().is_none_or(|anchor| anchor.trim().is_empty()) {
            self.report(link.span.clone(), Unresolved::Empty);
            return (Resolved::Text { name: written.into() }, None);
        }
        if name.is_empty() {
            // [[#section]] leads to a section of the same page.
            let section = anchor.as_deref().map(|anchor| self.places.section(page, anchor)).unwrap_or_default();
            return (self.path(link, &format!("#{section}{directive}"), page), None);
        }
        let with_anchor = |address: Arc<str>, anchor: &Option<String>| match (anchor, directive.as_str()) {
            (None, "") => address,
            (anchor, directive) => format!("{address}#{}{directive}", anchor.as_deref().unwrap_or("")).into(),
        };
        match if has_anchor { self.names.lookup(name, None) } else { whole } {
            Ok(id) => {
                let at = self.names.page(&id).clone();
                let anchor = anchor.map(|anchor| self.places.section(&at, &anchor));
                if anchor.is_some() {
                    self.check(&at, anchor.clone(), &link.span);
                }
                let LinkLabel { address, name: own, class, lang, .. } = self.shown(&id);
                // `[[models/fugu]]` and `[[fugu]]` show the name; a name or an alias shows itself.
                let last = name.rsplit('/').next().unwrap_or(name);
                let name = if folded(last) == id.slug.as_str() { own.clone() } else { name.into() };
                let (address, class) = (with_anchor(address.clone(), &anchor), Some(class.clone()));
                let lang = (name == *own).then(|| self.lang_in_text(lang.clone())).flatten();
                (Resolved::To { address, name, class, lang }, Some(id))
            }
            Err(why) => match place::cited(written).map(|(name, places)| self.citation(link, name, places)) {
                Some(Some(cited)) => cited,
                _ => (self.other_page(link, name, &with_anchor, anchor.clone(), why), None),
            },
        }
    }

    /// `[[a ¶3, ¶6]]`: places in a source. Nothing where the name before them is not that of an entity, so that it may be
    /// that of a page.
    fn citation(
        &mut self,
        link: &Link,
        name: &str,
        places: Result<Vec<Place>, BadPlace>,
    ) -> Option<(Resolved, Option<EntityId>)> {
        let of_kind = self.names.kind_of_key(SOURCE_KEY);
        let id = self.names.lookup(name, of_kind).or_else(|_| self.names.lookup(name, None)).ok()?;
        let LinkLabel { address, name: own, short, label, .. } = self.shown(&id);
        let nowhere = |name: &Arc<str>| (Resolved::Text { name: name.clone() }, Some(id.clone()));
        let Some(short) = short else {
            let word = self.word_of(&id);
            self.report(link.span.clone(), Unresolved::PlaceInOther { name, own, word });
            return Some(nowhere(own));
        };
        let places = match places {
            Ok(places) => places,
            Err(bad) => {
                self.report(link.span.clone(), Unresolved::Place { name, bad });
                return Some(nowhere(short));
            }
        };
        let text = |n: usize, place: &Place| match n {
            0 => format!("{short}\u{a0}{}", place.short()).into(),
            _ => place.short().into(),
        };
        let places: Arc<[CitedPlace]> = places
            .iter()
            .enumerate()
            .map(|(n, place)| CitedPlace {
                place: *place,
                address: format!("{address}#{}", place.anchor()).into(),
                text: text(n, place),
                // What is seen is a part of what is heard, for those who say the name of a link to follow it.
                label: format!("{label}\u{a0}{}, {}", place.short(), place_in_words(&self.common.strings, place))
                    .into(),
            })
            .collect();
        let texts: Vec<&str> = places.iter().map(|cited| &*cited.text).collect();
        let resolved = Resolved::Cited { source: id.slug.as_str().into(), name: texts.join(", ").into(), places };
        Some((resolved, Some(id)))
    }

    /// An article or a plain page by its slug; the last thing that `[[...]]` may mean.
    fn other_page(
        &mut self,
        link: &Link,
        name: &str,
        with_anchor: &WithAnchor<'_>,
        anchor: Option<String>,
        why: Option<Unknown>,
    ) -> Resolved {
        let keys = page_keys(name);
        if let Some(other) = keys.iter().find_map(|key| self.places.other(key)) {
            let anchor = anchor.map(|anchor| self.places.section(&other.address, &anchor));
            let address = with_anchor(other.address.encoded().into(), &anchor);
            if anchor.is_some() {
                self.check(&other.address, anchor, &link.span);
            }
            let lang = self.lang_in_text(other.lang.clone());
            return Resolved::To { address, name: other.title.clone(), class: None, lang };
        }
        let why_withheld = keys.iter().find_map(|key| self.places.withheld_called(key));
        match why_withheld {
            Some(why) => self.report(link.span.clone(), Unresolved::Withheld { what: &format!("[[{name}]]"), why }),
            None => self.dead_mention(link, name, &keys[0], why),
        }
        Resolved::Text { name: name.into() }
    }

    fn dead_mention(&mut self, link: &Link, name: &str, key: &str, why: Option<Unknown>) {
        let slugs;
        let unresolved = match why.unwrap_or_else(|| self.names.unknown(name, None)) {
            Unknown::Typo(id) | Unknown::New { near: Some(id), .. } => {
                let near = Some(id.slug.as_str());
                return self.report(link.span.clone(), Unresolved::Mention { name, near });
            }
            Unknown::New { .. } | Unknown::OtherKind(_) => {
                slugs = self.places.slugs();
                Unresolved::Mention { name, near: nearest(key, slugs.into_iter()) }
            }
            Unknown::Several(names) => {
                return self.report(link.span.clone(), Unresolved::Several { name, names: &names });
            }
            why => Unresolved::Name { word: name, kind: None, why },
        };
        self.report(link.span.clone(), unresolved);
    }

    /// A path or an address within the site; an address of others stays as it is.
    fn path(&mut self, link: &Link, written: &str, page: &Address) -> Resolved {
        let own = self.own_path(written);
        if own.is_none() && is_external(written) {
            return Resolved::Away;
        }
        let mut destination = target::split(own.as_deref().unwrap_or(written));
        let file = (!destination.path.is_empty() && !destination.path.starts_with('/'))
            .then(|| target::relative(self.file().parent(), &destination.path).map(SourcePath::new))
            .flatten();
        if let Some(page) = file.as_ref().and_then(|file| self.places.page(file)) {
            destination.anchor = destination.anchor.map(|anchor| self.places.section(page, &anchor));
        }
        let nowhere = Resolved::Text { name: Arc::default() };
        let anchored = |address: &Address| format!("{}{}", address.encoded(), destination.rest()).into();
        let to = |address: &Address| Resolved::To {
            address: anchored(address),
            name: Arc::default(),
            class: None,
            lang: None,
        };
        if destination.path.is_empty() {
            self.check(page, destination.anchor.clone(), &link.span);
            return to(page);
        }
        if let Some(file) = file {
            if let Some(address) = self.places.page(&file) {
                self.check(address, destination.anchor.clone(), &link.span);
                return to(address);
            }
            if let Some(address) = self.places.file(&file) {
                return to(address);
            }
            if let Some(Embedded::To(address)) = self.places.embedded(self.file(), &destination.path) {
                return to(address);
            }
            if let Some(why) = self.places.withheld_file(&file) {
                self.report(link.span.clone(), Unresolved::Withheld { what: written, why });
                return nowhere;
            }
            if file.extension() == "md" || self.places.is_unpublished(&file) {
                self.dead_file(link, written, &file);
                return nowhere;
            }
        }
        let Some(address) = target::relative_address(page, &destination.path) else {
            self.report(link.span.clone(), Unresolved::Outside { written });
            return nowhere;
        };
        // All languages have the same pages, and the same old addresses.
        let (begin, below) = self.common.language_of(&address).unwrap_or(("/", address.as_str()));
        let page = Address::new(below);
        let page = self.places.moved(&page).cloned().unwrap_or(page);
        if let Some(why) = self.places.withheld(&page) {
            self.report(link.span.clone(), Unresolved::Withheld { what: written, why });
            return nowhere;
        }
        let address = Address::new(format!("{}{page}", begin.trim_end_matches('/')));
        self.check(&address, destination.anchor.clone(), &link.span);
        to(&address)
    }

    /// A file that is not there, or is there and not published.
    fn dead_file(&mut self, link: &Link, written: &str, file: &SourcePath) {
        let near = || nearest(file.stem(), self.places.stems_in(file.parent()).into_iter());
        let unresolved = match file.extension() {
            "md" => Unresolved::File { written, file, near: near() },
            _ => Unresolved::Unpublished { written },
        };
        self.report(link.span.clone(), unresolved);
    }
}
