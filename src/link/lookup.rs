//! Finds what the words of one file stand for, and notes, at their place, those that stand for nothing.
//!
//! Only finds: `links` follows the links of bodies, and `unresolved` says in words what was not found.

use super::called::{LinkLabel, folded};
use super::known::Known;
use super::names::{Names, Unknown, as_list, parts_of_list};
use super::places::KnownPlaces;
use super::prose::{self, ProseMatch};
use super::site::{Check, EntityId, Files, LinkedPart, Places};
use super::target;
use super::unresolved::Unresolved;
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::path::{Address, SourcePath};
use crate::base::reads::Reading;
use crate::base::slug::Slug;
use crate::model::Config;
use crate::model::article::usual_address;
use crate::model::at::At;
use crate::model::config::{BaseUrl, MenuItem};
use crate::model::fact::{Reference, Wanted};
use crate::model::kind::{Kind, KindId, Kinds, SOURCE_KEY};
use crate::model::link_cards::CardHosts;
use crate::model::policy::Policy;
use crate::model::strings::Strings;
use crate::parse::markdown::is_external;
use crate::parse::yaml::Word;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the lookup of every file depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LookupSettings {
    pub kinds: Kinds,
    /// The language in which the site is made.
    pub language: Arc<str>,
    /// The words of the interface.
    pub strings: Arc<Strings>,
    /// Where the pages are published, and the site as a whole.
    pub base_url: Option<BaseUrl>,
    pub root: Option<BaseUrl>,
    /// The author of the settings.
    pub author: Option<Word>,
    /// What pages may load, where we know it.
    pub policy: Option<Policy>,
    /// Whose addresses become cards.
    pub link_cards: CardHosts,
    /// With what the addresses of other languages begin: `/ja/`.
    pub languages: Vec<String>,
}

impl LookupSettings {
    pub(crate) fn new(config: &Config, files: &Files) -> LookupSettings {
        // With headers of its own a site keeps another policy, which we do not know.
        let has_headers = files.by_address.contains_key(&Address::new("/_headers"));
        LookupSettings {
            kinds: config.kinds.clone(),
            language: config.language.as_str().into(),
            strings: config.strings.clone(),
            base_url: config.base_url.clone(),
            root: config.root.clone(),
            author: config.author.clone(),
            policy: (!has_headers).then(|| config.policy.clone()),
            link_cards: config.link_cards.clone(),
            languages: config.languages.iter().map(|language| format!("/{}/", language.folder)).collect(),
        }
    }
}

impl LookupSettings {
    /// The beginning of an address that is written with its language, and the same page within that language.
    pub(super) fn language_of<'t>(&self, address: &'t Address) -> Option<(&str, &'t str)> {
        let begins = |begin: &&String| address.as_str().starts_with(begin.as_str());
        let begin = self.languages.iter().find(begins)?;
        Some((begin, &address.as_str()[begin.len() - 1..]))
    }
}

/// The lookup of one file, with what it found wrong.
pub(crate) struct InFile<'a> {
    pub(super) names: Names<'a>,
    pub(super) places: KnownPlaces<'a>,
    pub common: &'a LookupSettings,
    path: &'a SourcePath,
    /// The language of the text that is looked up.
    text_lang: Arc<str>,
    pub checks: Vec<Check>,
    /// The pictures of the site that it shows.
    pub pictures: Vec<Address>,
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> InFile<'a> {
    pub(crate) fn new(common: &'a LookupSettings, known: &'a Reading<'a, Known>, path: &'a SourcePath) -> InFile<'a> {
        let names = Names::new(&common.kinds, known.called(), known.bearers(), known.guesses());
        let (checks, pictures, diagnostics) = Default::default();
        let text_lang = common.language.clone();
        InFile { names, places: KnownPlaces(known), common, path, text_lang, checks, pictures, diagnostics }
    }

    /// What comes next stands in this file: the facts of an article may stand in the file of another language.
    pub(crate) fn read_from(&mut self, path: &'a SourcePath) {
        self.path = path;
    }

    /// The text that comes next is in this language, if it is another than that in which the site is made.
    pub(crate) fn in_language(&mut self, lang: Option<&str>) {
        self.text_lang = lang.map_or_else(|| self.common.language.clone(), Arc::from);
    }

    /// The language of a name that the site puts into a text, where it is another than that of the text. Takes that of the name, where
    /// it is not that of the site.
    pub(super) fn lang_in_text(&self, lang: Option<Arc<str>>) -> Option<Arc<str>> {
        Some(lang.unwrap_or_else(|| self.common.language.clone())).filter(|lang| *lang != self.text_lang)
    }

    /// The file that is looked up.
    pub(crate) fn file(&self) -> &'a SourcePath {
        self.path
    }

    pub(super) fn report(&mut self, span: impl Into<Option<Span>>, what: Unresolved<'_>) {
        self.diagnostics.push(what.diagnostic(self.names, self.path, span.into()));
    }

    /// The identity of an entity that is known to be there.
    pub(crate) fn id(&self, kind: &Kind, slug: &Slug) -> EntityId {
        EntityId { kind: kind.id, slug: slug.clone() }
    }

    pub(crate) fn name_of(&self, id: &EntityId) -> &'a str {
        &self.names.called(id).name
    }

    /// The slug that an entity had first.
    pub(crate) fn first_slug_of(&self, id: &EntityId) -> &'a str {
        self.names.called(id).first_slug.as_str()
    }

    /// The key of an entity's kind.
    pub(crate) fn key_of(&self, id: &EntityId) -> &'a str {
        &self.names.kind(id).key
    }

    /// The kinds of the site.
    pub(crate) fn kinds(&self) -> &'a Kinds {
        self.names.kinds()
    }

    /// What one of an entity's kind is called in running text.
    pub(crate) fn word_of(&self, id: &EntityId) -> String {
        self.names.kind(id).one()
    }

    /// What links to an entity show.
    pub(crate) fn shown(&self, id: &EntityId) -> &'a LinkLabel {
        &self.names.called(id).shown
    }

    /// The entities of tags, each once.
    pub(crate) fn tags(&mut self, tags: &[(String, Vec<Word>)]) -> Vec<EntityId> {
        let (mut found, mut known) = (Vec::new(), BTreeSet::new());
        for (key, words) in tags {
            let kind = self.names.kind_of_key(key);
            for word in words {
                let id = self.entity(word, kind);
                found.extend(id.filter(|id| known.insert(id.clone())));
            }
        }
        found
    }

    /// The entity of a word in front matter; reports what is wrong if there is none.
    pub(crate) fn entity(&mut self, word: &Word, kind: Option<KindId>) -> Option<EntityId> {
        match self.names.find(&word.text, kind) {
            Ok(id) => {
                self.hint_at_dots(word, &id);
                Some(id)
            }
            Err(why) => {
                self.report(word.span.clone(), Unresolved::Name { word: &word.text, kind, why });
                None
            }
        }
    }

    /// `gpt-5.6-sol` is understood, but slugs have no dots; as an alias it is a name like any other.
    fn hint_at_dots(&mut self, word: &Word, id: &EntityId) {
        let written = folded(&word.text);
        if written.contains('.')
            && written.replace('.', "-") == id.slug.as_str()
            && !self.names.called(id).answers_to(&word.text)
        {
            self.report(word.span.clone(), Unresolved::Dotted { word: &word.text, slug: &id.slug });
        }
    }

    /// A reference in a fact, as text with perhaps an entity behind it; a source in few letters.
    pub(crate) fn reference(&mut self, reference: &Reference) -> LinkedPart {
        let kind = match &reference.wanted {
            Wanted::Any => None,
            Wanted::Kind(key) => self.names.kind_of_key(key),
        };
        let id = self.entity(&reference.word, kind);
        match id.as_ref().and_then(|id| self.shown(id).short.as_ref()) {
            Some(short) => LinkedPart::name(short.to_string(), id),
            None => self.part(&reference.word, id),
        }
    }

    /// A word as text: an entity's name, or the word itself.
    fn part(&self, word: &Word, to: Option<EntityId>) -> LinkedPart {
        LinkedPart::name(to.as_ref().map_or(&*word.text, |id| self.name_of(id)).to_owned(), to)
    }

    /// The places in the sources that something rests on; reports those in other sources.
    pub(crate) fn places(&mut self, ats: &[At], sources: &[EntityId]) -> Places {
        let mut places = Places::default();
        for at in ats {
            let source = match &at.source {
                Some(word) => self.entity(word, self.names.kind_of_key(SOURCE_KEY)),
                None => sources.first().cloned(),
            };
            let Some(source) = source else { continue };
            match sources.contains(&source) {
                true => places.add(&source, at.places.iter().copied()),
                false => self.report(at.span.clone(), Unresolved::PlaceElsewhere { source: &source, sources }),
            }
        }
        places
    }

    /// A source with its places, in few letters: "A ¶3, ¶6".
    pub(crate) fn cited(&self, source: &EntityId, places: &Places) -> String {
        let LinkLabel { name, short, .. } = self.shown(source);
        let mut text = short.as_ref().unwrap_or(name).to_string();
        for (n, place) in places.in_source(source).enumerate() {
            text.push_str(if n == 0 { "\u{a0}" } else { ", " });
            text.push_str(&place.short());
        }
        text
    }

    /// The entity of a word that may also stand for something else.
    pub(crate) fn exactly(&mut self, word: &Word) -> Option<EntityId> {
        self.names.lookup(&word.text, None).ok()
    }

    /// A person or organisation that says something: an entity, or one without a page. A typo in an entity's slug is
    /// reported.
    pub(crate) fn speaker(&mut self, word: &Word) -> LinkedPart {
        let found = self.names.find(&word.text, None).map_err(|why| match why {
            Unknown::Typo(_) | Unknown::Misspelt(_) | Unknown::Ambiguous(_) | Unknown::Several(_) => {
                self.report(word.span.clone(), Unresolved::Name { word: &word.text, kind: None, why });
            }
            Unknown::New { .. } | Unknown::OtherKind(_) => {}
        });
        self.part(word, found.ok())
    }

    /// An author that this file names; reports what cannot be meant.
    pub(crate) fn author(&mut self, word: &Word) -> LinkedPart {
        let author = self.known_author(word);
        if author.to.is_none() {
            self.report_author(word);
        }
        author
    }

    /// An author: an entity when the word is its slug, with or without its folder, or its name; otherwise a name.
    pub(crate) fn known_author(&self, word: &Word) -> LinkedPart {
        let is_meant = |id: &EntityId| {
            let slug = word.text.strip_prefix(&self.names.kind(id).folder).and_then(|rest| rest.strip_prefix('/'));
            slug.unwrap_or(&word.text) == id.slug.as_str() || self.name_of(id) == word.text
        };
        let found = self.names.lookup(&word.text, None).ok().filter(is_meant);
        self.part(word, found)
    }

    /// Most authors have no page, so only what is surely no name is reported: a slug with a slip, several names in one text.
    fn report_author(&mut self, word: &Word) {
        let parts = parts_of_list(&word.text);
        let is_name = |part: &&str| {
            let mut words = part.split_whitespace();
            words.clone().count() > 1 && words.all(|word| word.starts_with(char::is_uppercase))
        };
        if !parts.is_empty() && parts.iter().all(|part| is_name(part) || self.names.lookup(part, None).is_ok()) {
            let message = format!("\"{}\" is one author here.", word.text);
            let help = format!("If they are several, write a list:  authors: {}", as_list(&parts));
            let warning = Diagnostic::warning(Code::BadValue, self.file(), word.span.clone(), message);
            self.diagnostics.push(warning.help(help));
        } else if Slug::new(&word.text).is_some()
            && let Err(why @ (Unknown::Typo(_) | Unknown::New { near: Some(_), .. })) =
                self.names.find(&word.text, None)
        {
            self.report(word.span.clone(), Unresolved::Name { word: &word.text, kind: None, why });
        }
    }

    /// The pages of an article in other languages, where they are published.
    pub(crate) fn translations(&mut self, translations: &BTreeMap<String, Word>) -> Vec<(String, Address)> {
        let mut found = Vec::new();
        for (lang, word) in translations {
            let Some(slug) = Slug::new(&word.text) else {
                self.report(word.span.clone(), Unresolved::NotAnArticle { word: &word.text });
                continue;
            };
            let usual = usual_address(slug.as_str());
            let moved = || self.places.moved(&usual);
            let address = self.places.article(slug.as_str()).or_else(moved).unwrap_or(&usual).clone();
            if self.places.withheld(&address).is_none() && self.places.withheld_article(slug.as_str()).is_none() {
                self.check(&address, None, &word.span);
                found.push((lang.clone(), address));
            }
        }
        found
    }

    /// The entities that have editions of their own by the settings.
    pub(crate) fn digests(&mut self, config: &Config) -> Vec<EntityId> {
        let words = config.editions.iter().flat_map(|editions| &editions.entities);
        words.filter_map(|word| self.entity(word, None)).collect()
    }

    /// An entry of the menu, with the address that its page has now.
    pub(crate) fn menu_item(&mut self, item: &MenuItem) -> MenuItem {
        let path = self.own_path(&item.url).or_else(|| Some(item.url.clone()).filter(|url| !is_external(url)));
        let Some(path) = path else { return item.clone() };
        let as_pages_have_it = || {
            let destination = target::split(&path);
            let is_whole = destination.path.starts_with('/');
            is_whole.then(|| Address::new(&destination.path).encoded() + &destination.rest())
        };
        let url = self.moved_path(&path).or_else(as_pages_have_it).unwrap_or(path);
        MenuItem { url, ..item.clone() }
    }

    /// A whole address; one of ours that is old becomes the one that its page has now.
    pub(crate) fn web_address(&mut self, url: &str) -> String {
        let now = || {
            let new = self.moved_path(&self.own_path(url)?)?;
            Some(format!("{}{new}", self.common.base_url.as_ref()?.as_str()))
        };
        now().unwrap_or_else(|| url.to_owned())
    }

    /// A path from the root as it is now, where it leads to an old address.
    fn moved_path(&self, path: &str) -> Option<String> {
        let destination = target::split(path);
        let address = target::relative_address(&Address::new("/"), &destination.path)?;
        let (begin, below) = self.common.language_of(&address).unwrap_or(("/", address.as_str()));
        let moved = self.places.moved(&Address::new(below))?;
        let new = Address::new(format!("{}{moved}", begin.trim_end_matches('/')));
        Some(format!("{}{}", new.encoded(), destination.rest()))
    }

    /// The path of a whole address that leads to the site: within the language that is made, else from the root of the site.
    pub(super) fn own_path(&self, url: &str) -> Option<String> {
        let bases = [&self.common.base_url, &self.common.root].into_iter().flatten();
        bases.into_iter().find_map(|base| target::own_address(base, url))
    }

    pub(super) fn check(&mut self, address: &Address, anchor: Option<String>, span: &Span) {
        // All languages have the same pages.
        let address =
            self.common.language_of(address).map_or_else(|| address.clone(), |(_, below)| Address::new(below));
        let (path, span) = (self.path.clone(), span.clone());
        self.checks.push(Check { address, anchor, path, span, is_whole: false });
    }

    /// The names of entities in a text.
    pub(crate) fn names_in(&self, text: &str) -> Vec<ProseMatch<'a>> {
        let names = self.places.0.prose();
        prose::find(text, |folded| names.find(folded))
    }

    /// The entity that a name in prose stands for here, if there is no doubt.
    pub(crate) fn bearer(&mut self, name: &ProseMatch<'_>, tagged: &[EntityId], span: Span) -> Option<EntityId> {
        let here = name.bearers.iter().filter(|(id, weak)| !weak || tagged.contains(id)).map(|(id, _)| id);
        let here: Vec<&EntityId> = here.collect();
        let of_tags: Vec<&EntityId> = here.iter().copied().filter(|id| tagged.contains(id)).collect();
        let id = match (here.as_slice(), of_tags.as_slice()) {
            ([], _) if name.bearers.len() < 2 => return None,
            ([id], _) | (_, [id]) => *id,
            _ => {
                let bearers = name.bearers.iter().map(|(id, _)| id.clone()).collect();
                self.report(span, Unresolved::Ambiguous { bearers });
                return None;
            }
        };
        (!self.names.called(id).link_never).then(|| id.clone())
    }

    /// Notes the entities that an article names and is not tagged with.
    pub(crate) fn note_untagged<'n>(&mut self, named: impl Iterator<Item = (&'n EntityId, &'n Span)>) {
        let names = self.names;
        for (id, span) in named.filter(|(id, _)| names.kind(id).key != SOURCE_KEY) {
            self.report(span.clone(), Unresolved::Untagged { id });
        }
    }
}
