//! Finds what the words of one file stand for, and tells, at their place, those that stand for nothing.

use super::called::{Called, Shown, folded};
use super::names::{Names, Unknown};
use super::places::{Asking, Other, Places, Question};
use super::prose::Found;
use super::site::{Check, EntityId, LinkedPart};
use super::target;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::article::address as article_address;
use crate::model::config::{BaseUrl, MenuItem};
use crate::model::entity::address as entity_address;
use crate::model::fact::{Reference, Wanted};
use crate::model::kind::{ARTICLES, COMPANY, Kind, KindId, SOURCE_KEY};
use crate::model::policy::Policy;
use crate::model::suggest::nearest;
use crate::parse::body::{Link, Resolved, Target};
use crate::parse::markdown::is_external;
use crate::parse::yaml::Word;
use crate::path::{Address, SourcePath};
use crate::slug::Slug;
use crate::text::fold;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The lookup of one file, with what it found wrong.
pub struct InFile<'a> {
    names: &'a Names,
    pub places: Asking<'a>,
    pub base_url: Option<&'a BaseUrl>,
    /// What pages may load, where we know it.
    pub policy: Option<&'a Policy>,
    path: &'a SourcePath,
    pub checks: Vec<Check>,
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> InFile<'a> {
    pub fn new(
        names: &'a Names,
        places: &'a Places,
        base_url: Option<&'a BaseUrl>,
        policy: Option<&'a Policy>,
        path: &'a SourcePath,
    ) -> InFile<'a> {
        InFile { names, places: places.asking(), base_url, policy, path, checks: Vec::new(), diagnostics: Vec::new() }
    }

    /// Notes which names were asked for: when somebody else bears one of them, the file is looked up again.
    fn note_name(&mut self, word: &str) {
        self.places.asked.extend(Names::asked(word).map(Question::Name));
    }

    /// Notes that what came out may depend on all names.
    fn note_guess(&mut self) {
        self.places.asked.push(Question::Guess);
    }

    /// The names of the site, for a word whose names are noted.
    fn names_of(&mut self, word: &str) -> &'a Names {
        self.note_name(word);
        self.names
    }

    fn error(&mut self, code: Code, word: &Word, message: String, help: String) {
        self.diagnostics.push(Diagnostic::error(code, self.path, word.span.clone(), message).help(help));
    }

    /// The identity of an entity that is known to be there.
    pub fn id(&self, kind: &Kind, slug: &Slug) -> EntityId {
        EntityId { kind: kind.id, slug: slug.clone() }
    }

    /// The entities of tags, each once.
    pub fn tags(&mut self, tags: &[(String, Vec<Word>)]) -> Vec<EntityId> {
        let mut found = Vec::new();
        for (key, words) in tags {
            let kind = self.names.kind_of_key(key);
            for word in words {
                let id = self.entity(word, kind);
                found.extend(id.filter(|id| !found.contains(id)));
            }
        }
        found
    }

    /// The entity of a word in front matter; tells what is wrong if there is none.
    pub fn entity(&mut self, word: &Word, kind: Option<KindId>) -> Option<EntityId> {
        match self.names_of(&word.text).find(&word.text, kind) {
            Ok(id) => {
                self.hint_at_dots(word, &id);
                Some(id)
            }
            Err(unknown) => {
                self.tell(word, kind, unknown);
                None
            }
        }
    }

    /// `gpt-5.6-sol` is understood, but slugs have no dots; as an alias it is a name like any other.
    fn hint_at_dots(&mut self, word: &Word, id: &EntityId) {
        let written = folded(&word.text);
        let entity = self.names.called(id);
        let mut names = std::iter::once(&entity.name).chain(&entity.aliases).chain(&entity.weak);
        let is_name = names.any(|name| folded(name) == written);
        if written.contains('.') && !is_name && written.replace('.', "-") == id.slug.as_str() {
            let message = format!("Slugs have no dots: \"{}\" is \"{}\".", word.text, id.slug);
            let note = Diagnostic::note(Code::DottedSlug, self.path, word.span.clone(), message);
            self.diagnostics.push(note.help(format!("Write:  {}", id.slug)));
        }
    }

    fn tell(&mut self, word: &Word, kind: Option<KindId>, unknown: Unknown) {
        self.note_guess();
        let names = &self.names;
        let wanted = kind.map(|kind| &self.names.kinds()[kind]);
        let title = wanted.map_or("entity".to_owned(), |kind| kind.title.to_lowercase());
        // Where any kind would do, one of them is as good an example as another.
        let key = match wanted {
            Some(kind) if kind.key == SOURCE_KEY => "source",
            Some(kind) => &kind.key,
            None => COMPANY,
        };
        match unknown {
            Unknown::New { near: None, .. } => {
                let message = format!("No {title} is called \"{}\".", word.text);
                let or = if wanted.is_some() { "" } else { "  or of another kind" };
                let help = format!("If it is new:  fissure new {key} {}{or}", as_argument(&word.text));
                self.error(Code::UnknownTag, word, message, help);
            }
            Unknown::Slip(id) | Unknown::New { near: Some(id), .. } => {
                let message = format!("No {title} is called \"{}\".", word.text);
                let new = format!("If it is new:  fissure new {key} {}", as_argument(&word.text));
                self.error(Code::UnknownTag, word, message, format!("Did you mean {}? {new}", names.shown(&id)));
            }
            Unknown::Misspelt(id) => {
                let message = format!("\"{}\" is a known misspelling.", word.text);
                let help = format!("Use {}.", names.shown(&id));
                self.error(Code::Misspelt, word, message, help);
            }
            Unknown::OtherKind(id) => self.tell_other_kind(word, kind, &title, &id),
            Unknown::Ambiguous(ids) => {
                let folder = |id: &EntityId| if ids.len() == 1 { "" } else { &names.kind(id).folder };
                let shown: Vec<String> = ids.iter().map(|id| names.shown_in(folder(id), id)).collect();
                let message = match ids.len() {
                    1 => format!("\"{}\" could be several things here.", word.text),
                    _ => format!("\"{}\" could be any of {} entities.", word.text, ids.len()),
                };
                self.error(Code::AmbiguousName, word, message, format!("Write the slug: {}.", shown.join(" or ")));
            }
        }
    }

    fn tell_other_kind(&mut self, word: &Word, kind: Option<KindId>, title: &str, id: &EntityId) {
        let there = self.names.kind(id);
        let (a, is) = (article_of(&there.title), there.title.to_lowercase());
        let message = format!("\"{}\" is {a} {is}, not {} {title}.", word.text, article_of(title));
        let mut help = format!("Move it to  {}: [{}]", there.key, id.slug);
        let entities = self.names.entities().iter().filter(|(own, _)| Some(own.kind) == kind);
        let names_it =
            |called: &Called| called.refers_to.iter().any(|word| self.names.lookup(word, None).as_ref() == Ok(id));
        let of_it: Vec<_> = entities.filter(|(_, called)| names_it(called)).collect();
        if let [(own, _)] = of_it.as_slice() {
            help.push_str(&format!("  or did you mean its {title} \"{}\"?", own.slug));
        }
        self.error(Code::WrongList, word, message, help);
    }

    /// A reference in a fact, as text with perhaps an entity behind it.
    pub fn reference(&mut self, reference: &Reference) -> LinkedPart {
        let kind = match &reference.wanted {
            Wanted::Any => None,
            Wanted::Kind(key) => self.names.kind_of_key(key),
        };
        match self.entity(&reference.word, kind) {
            Some(id) => LinkedPart { text: self.names.called(&id).name.clone(), to: Some(id) },
            None => LinkedPart { text: reference.word.text.clone(), to: None },
        }
    }

    /// The file that is looked up.
    pub fn file(&self) -> &'a SourcePath {
        self.path
    }

    pub fn name_of(&self, id: &EntityId) -> &'a str {
        &self.names.called(id).name
    }

    /// The key of an entity's kind.
    pub fn key_of(&self, id: &EntityId) -> &'a str {
        &self.names.kind(id).key
    }

    /// What an entity's kind is called.
    pub fn title_of(&self, id: &EntityId) -> &'a str {
        &self.names.kind(id).title
    }

    /// The entity of a word that may also stand for something else.
    pub fn exactly(&mut self, word: &Word) -> Option<EntityId> {
        self.names_of(&word.text).lookup(&word.text, None).ok()
    }

    /// Whoever speaks: an entity, or somebody without a page. A slip for an entity's slug is told.
    pub fn speaker(&mut self, word: &Word) -> LinkedPart {
        match self.names_of(&word.text).find(&word.text, None) {
            Ok(id) => LinkedPart { text: self.name_of(&id).to_owned(), to: Some(id) },
            Err(unknown @ (Unknown::Slip(_) | Unknown::Misspelt(_) | Unknown::Ambiguous(_))) => {
                self.tell(word, None, unknown);
                LinkedPart { text: word.text.clone(), to: None }
            }
            Err(_) => {
                self.note_guess();
                LinkedPart { text: word.text.clone(), to: None }
            }
        }
    }

    /// An author: an entity when the word is its slug, with or without its folder, or its name; otherwise a name.
    pub fn author(&mut self, word: &Word) -> LinkedPart {
        let found = self.names_of(&word.text).lookup(&word.text, None).ok();
        let is_meant = |id: &EntityId| {
            let slug = word.text.strip_prefix(&self.names.kind(id).folder).and_then(|rest| rest.strip_prefix('/'));
            slug.unwrap_or(&word.text) == id.slug.as_str() || self.names.called(id).name == word.text
        };
        match found.filter(is_meant) {
            Some(id) => LinkedPart { text: self.names.called(&id).name.clone(), to: Some(id) },
            None => LinkedPart { text: word.text.clone(), to: None },
        }
    }

    pub fn translations(&mut self, translations: &BTreeMap<String, Word>) -> Vec<(String, Address)> {
        let mut found = Vec::new();
        for (lang, word) in translations {
            match Slug::new(&word.text).map(|slug| article_address(&slug)) {
                Some(address) => {
                    let address = self.places.moved(&address).cloned().unwrap_or(address);
                    if self.places.withheld(&address).is_some() {
                        continue;
                    }
                    self.check(address.clone(), None, word.span.clone());
                    found.push((lang.clone(), address));
                }
                None => {
                    let message = format!("\"{}\" is not the slug of an article.", word.text);
                    self.error(Code::BadValue, word, message, "Write:  translations: {ja: the-slug}".to_owned());
                }
            }
        }
        found
    }

    /// The picture of an article: an address elsewhere, or a file of the site.
    pub fn image(&mut self, word: &Word, file: &SourcePath) -> Option<String> {
        if self.own_path(&word.text).is_none() && is_external(&word.text) {
            return Some(word.text.clone());
        }
        let page = self.places.page(file)?.clone();
        let link = Link { target: Target::Path(word.text.clone()), title: String::new(), span: word.span.clone() };
        match self.path(&link, &word.text, &page) {
            Resolved::To { address, .. } => Some(address.to_string()),
            Resolved::Text { .. } | Resolved::Away => None,
        }
    }

    /// An entry of the menu, with the address that its page has now.
    pub fn menu_item(&mut self, item: &MenuItem) -> MenuItem {
        let path = self.own_path(&item.url).or_else(|| Some(item.url.clone()).filter(|url| !is_external(url)));
        let Some(path) = path else { return item.clone() };
        let destination = target::split(&path);
        let to = target::relative_address(&Address::new("/"), &destination.path);
        let url = match to.and_then(|address| self.places.moved(&address)) {
            Some(new) => format!("{}{}", new.encoded(), destination.rest()),
            None => path,
        };
        MenuItem { url, ..item.clone() }
    }

    /// A whole address; one of ours that is old becomes the one that its page has now.
    pub fn web_address(&mut self, url: &str) -> String {
        let now = |look: &mut Self| {
            let destination = target::split(&look.own_path(url)?);
            let address = target::relative_address(&Address::new("/"), &destination.path)?;
            let (base, new) = (look.base_url?, look.places.moved(&address)?);
            Some(format!("{}{}{}", base.as_str(), new.encoded(), destination.rest()))
        };
        now(self).unwrap_or_else(|| url.to_owned())
    }

    /// The path of an address that names the host of the site itself.
    fn own_path(&self, url: &str) -> Option<String> {
        target::own_address(self.base_url?, url)
    }

    fn check(&mut self, address: Address, anchor: Option<String>, span: crate::diagnostic::Span) {
        self.checks.push(Check { address, anchor, path: self.path.clone(), span, is_whole: false });
    }

    fn withheld(&mut self, link: &Link, what: &str, reason: &str) {
        let message = format!("{what} is not published: {reason}. The link becomes plain text.");
        self.diagnostics.push(Diagnostic::warning(Code::Withheld, self.path, link.span.clone(), message));
    }

    /// The names of entities in a text.
    pub fn names_in(&self, text: &str) -> Vec<Found<'a>> {
        self.names.prose.find(text)
    }

    /// The entity that a name in prose stands for here, if there is no doubt.
    pub fn bearer(&mut self, name: &Found<'_>, tagged: &[EntityId], span: crate::diagnostic::Span) -> Option<EntityId> {
        let here = name.bearers.iter().filter(|(id, weak)| !weak || tagged.contains(id)).map(|(id, _)| id);
        let here: Vec<&EntityId> = here.collect();
        let of_tags: Vec<&EntityId> = here.iter().copied().filter(|id| tagged.contains(id)).collect();
        let id = match (here.as_slice(), of_tags.as_slice()) {
            ([], _) if name.bearers.len() < 2 => return None,
            ([id], _) | (_, [id]) => (*id).clone(),
            _ => {
                let kind = |id: &EntityId| &self.names.kind(id).folder;
                let shown: Vec<String> = name.bearers.iter().map(|(id, _)| self.names.shown_in(kind(id), id)).collect();
                let message = "This name could be any of several entities, so it is no link.";
                let note = Diagnostic::note(Code::AmbiguousMention, self.path, span, message);
                self.diagnostics.push(note.help(format!("Link the one you mean: {}.", shown.join(" or "))));
                return None;
            }
        };
        (!self.names.called(&id).link_never).then_some(id)
    }

    /// What links to an entity show.
    pub fn shown(&self, id: &EntityId) -> &'a Shown {
        &self.names.called(id).shown
    }

    /// Notes the entities that an article names and is not tagged with.
    pub fn note_untagged(&mut self, named: &[EntityId]) {
        for id in named {
            let kind = self.names.kind(id);
            if kind.key == SOURCE_KEY {
                continue;
            }
            let message =
                format!("{} is named here, and the article is not tagged with it.", self.names.called(id).name);
            let note = Diagnostic::note(Code::UntaggedMention, self.path, None, message);
            self.diagnostics.push(note.help(format!("If it is about it, add  {}: {}", kind.key, id.slug)));
        }
    }

    /// What a link in a body leads to, and the entity it mentions.
    pub fn link(&mut self, link: &Link, page: &Address) -> (Resolved, Option<EntityId>) {
        match &link.target {
            Target::Path(path) => {
                let resolved = self.path(link, path, page);
                let id = self.entity_at(&resolved);
                (resolved, id)
            }
            Target::Away(url) => self.whole_address(link, url, page),
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
    fn is_page(&mut self, address: &str) -> bool {
        let path = target::decoded(address.split(['#', '?']).next().unwrap_or(""));
        let trimmed = path.trim_matches('/');
        let slug = trimmed.strip_prefix(ARTICLES).and_then(|rest| rest.strip_prefix('/')).unwrap_or(trimmed);
        self.places.other(slug).is_some_and(|other| other.address.as_str() == path)
    }

    /// The entity whose page an address is: a plain link to it is a mention too.
    fn entity_at(&mut self, resolved: &Resolved) -> Option<EntityId> {
        let Resolved::To { address, .. } = resolved else { return None };
        let path = target::decoded(address.split(['#', '?']).next()?);
        let (folder, slug) = path.strip_prefix('/')?.strip_suffix('/')?.split_once('/')?;
        let kind = self.names.kinds().with_folder(folder)?.id;
        let id = EntityId { kind, slug: Slug::new(slug)? };
        self.names_of(slug).entities().contains_key(&id).then_some(id)
    }

    fn mention(&mut self, link: &Link, written: &str, page: &Address) -> (Resolved, Option<EntityId>) {
        let whole = self.names_of(written).lookup(written, None);
        let (name, (anchor, directive)) = match written.split_once('#') {
            Some((name, rest)) if whole.is_err() => (name.trim(), target::fragment(rest)),
            _ => (written, (None, String::new())),
        };
        let has_anchor = name.len() < written.len();
        if name.is_empty() && anchor.as_ref().is_none_or(|anchor| anchor.trim().is_empty()) {
            let word = Word { text: written.to_owned(), span: link.span.clone() };
            self.error(Code::DeadLink, &word, "[[ ]] names nothing.".to_owned(), "Write what it links to.".to_owned());
            return (Resolved::Text { name: written.into() }, None);
        }
        if name.is_empty() {
            // [[#section]] leads to a section of the same page.
            return (self.path(link, written, page), None);
        }
        let with_anchor = |address: Arc<str>| match (&anchor, directive.as_str()) {
            (None, "") => address,
            (anchor, directive) => format!("{address}#{}{directive}", anchor.as_deref().unwrap_or("")).into(),
        };
        match if has_anchor { self.names_of(name).lookup(name, None) } else { whole } {
            Ok(id) => {
                if let Some(anchor) = &anchor {
                    let address = entity_address(self.names.kind(&id), &id.slug);
                    self.check(address, Some(anchor.clone()), link.span.clone());
                }
                let Shown { address, name: own, class } = self.shown(&id);
                // `[[models/fugu]]` and `[[fugu]]` show the name; a name or an alias shows itself.
                let last = name.rsplit('/').next().unwrap_or(name);
                let shown = if folded(last) == id.slug.as_str() { own.clone() } else { name.into() };
                (
                    Resolved::To { address: with_anchor(address.clone()), name: shown, class: Some(class.clone()) },
                    Some(id),
                )
            }
            Err(why) => (self.other_page(link, name, &with_anchor, anchor.clone(), why), None),
        }
    }

    /// An article or a plain page by its slug; the last thing that `[[...]]` may mean.
    fn other_page(
        &mut self,
        link: &Link,
        name: &str,
        with_anchor: &dyn Fn(Arc<str>) -> Arc<str>,
        anchor: Option<String>,
        why: Option<Unknown>,
    ) -> Resolved {
        let key = folded(name);
        // Slugs are in NFC, which keeps some letters apart that NFKC does not: Thai "น้ำ".
        let as_slug = fold::nfc(&name.to_lowercase()).into_owned();
        let other = self.places.other(&key).or_else(|| self.places.other(&as_slug).filter(|_| as_slug != key));
        if let Some(Other { address, title }) = other.cloned() {
            if anchor.is_some() {
                self.check(address.clone(), anchor, link.span.clone());
            }
            let address = with_anchor(address.encoded().into());
            return Resolved::To { address, name: title.into(), class: None };
        }
        let text = Resolved::Text { name: name.into() };
        let mut withheld = |address: String| self.places.withheld(&Address::new(address));
        let mut forms =
            [&key, &as_slug].into_iter().flat_map(|key| [format!("/{ARTICLES}/{key}/"), format!("/{key}/")]);
        let withheld = forms.find_map(&mut withheld);
        if let Some(reason) = withheld.cloned() {
            self.withheld(link, &format!("[[{name}]]"), &reason);
            return text;
        }
        let word = Word { text: name.to_owned(), span: link.span.clone() };
        self.note_guess();
        match why.unwrap_or_else(|| self.names.unknown(name, None)) {
            Unknown::Slip(id) | Unknown::New { near: Some(id), .. } => {
                let help = format!("Did you mean [[{}]]?", id.slug);
                self.error(Code::DeadLink, &word, format!("[[{name}]] leads nowhere."), help);
            }
            Unknown::New { .. } | Unknown::OtherKind(_) => {
                let near = nearest(&key, self.places.slugs());
                let help = match near {
                    Some(near) => format!("Did you mean [[{near}]]?"),
                    None => "Give the entity a file, or drop the brackets.".to_owned(),
                };
                self.error(Code::DeadLink, &word, format!("[[{name}]] leads nowhere."), help);
            }
            ambiguous => self.tell(&word, None, ambiguous),
        }
        text
    }

    /// A path or an address within the site; an address of others stays as it is.
    fn path(&mut self, link: &Link, written: &str, page: &Address) -> Resolved {
        let own = self.own_path(written);
        if own.is_none() && is_external(written) {
            return Resolved::Away;
        }
        let destination = target::split(own.as_deref().unwrap_or(written));
        let nowhere = Resolved::Text { name: Arc::default() };
        let anchored = |address: &Address| format!("{}{}", address.encoded(), destination.rest()).into();
        let to = |address: &Address| Resolved::To { address: anchored(address), name: Arc::default(), class: None };
        if destination.path.is_empty() {
            self.check(page.clone(), destination.anchor.clone(), link.span.clone());
            return to(page);
        }
        if !destination.path.starts_with('/')
            && let Some(file) = target::relative(self.path.parent(), &destination.path).map(SourcePath::new)
        {
            if let Some(address) = self.places.page(&file).cloned() {
                self.check(address.clone(), destination.anchor.clone(), link.span.clone());
                return to(&address);
            }
            if let Some(address) = self.places.file(&file) {
                return to(address);
            }
            if let Some(reason) = self.places.withheld_file(&file).cloned() {
                self.withheld(link, written, &reason);
                return nowhere;
            }
            if file.extension() == "md" || self.places.is_unpublished(&file) {
                self.dead_file(link, written, &file);
                return nowhere;
            }
        }
        let Some(address) = target::relative_address(page, &destination.path) else {
            let message = format!("{written} leads outside the site.");
            let word = Word { text: written.to_owned(), span: link.span.clone() };
            self.error(Code::UnsafePath, &word, message, "Begin with / for an address of the site.".to_owned());
            return nowhere;
        };
        let address = self.places.moved(&address).cloned().unwrap_or(address);
        if let Some(reason) = self.places.withheld(&address).cloned() {
            self.withheld(link, written, &reason);
            return nowhere;
        }
        self.check(address.clone(), destination.anchor.clone(), link.span.clone());
        to(&address)
    }

    /// A file that is not there, or is there and not published.
    fn dead_file(&mut self, link: &Link, written: &str, file: &SourcePath) {
        let word = Word { text: written.to_owned(), span: link.span.clone() };
        if file.extension() != "md" {
            let message = format!("{written} is not published: only files beside an index.md are.");
            let help = "Give the article a folder of its own with index.md, or move the file to static/.";
            return self.error(Code::DeadLink, &word, message, help.to_owned());
        }
        let folder = file.parent();
        let near = nearest(file.stem(), self.places.stems_in(folder).into_iter());
        let help = match near {
            Some(near) => format!("Did you mean {}?", written.replace(file.stem(), near)),
            None => format!("There is no file {}.", file.as_str()),
        };
        self.error(Code::DeadLink, &word, format!("{written} leads nowhere."), help);
    }
}

/// A word as it is typed at a shell.
fn as_argument(word: &str) -> String {
    match word.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c)) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

fn article_of(word: &str) -> &'static str {
    match word.chars().next() {
        Some('a' | 'e' | 'i' | 'o' | 'u' | 'A' | 'E' | 'I' | 'O' | 'U') => "an",
        _ => "a",
    }
}
