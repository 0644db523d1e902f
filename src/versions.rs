//! A site in one of its languages: each article, entity and page in the words that there are of it there.
//!
//! Comes before `link`, so that every later step works in each language as it does in one. Facts are those of the original, or of
//! the translation that has them, and the same in all languages. Where there are no words in a language the original stands in,
//! marked as such.

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::memo::Memo;
use crate::base::path::{Address, SourcePath};
use crate::base::reads::{Reading, Recorded, view};
use crate::base::table::{Rekeyed, Table, Turned};
use crate::model::files::version;
use crate::model::kind::SOURCE_KEY;
use crate::model::statement::{Stated, Statement};
use crate::model::translation::{ArticleWords, EntityWords, PageWords, Translation, Version, Words};
use crate::model::{Article, Config, Entity, Item, Items, Page};
use crate::parse::yaml::Word;
use std::sync::Arc;

/// What this remembers between builds, of one language.
#[derive(Debug, Default)]
pub(crate) struct VersionsCache {
    groups: Turned<SourcePath, Arc<Translation>, SourcePath, Arc<Translation>>,
    shown: Recorded<SourcePath, Item, Common, GroupsView, Arc<Shown>>,
    items: Rekeyed<SourcePath, Arc<Shown>, SourcePath, Item>,
    /// By files, of which several may ask for one address.
    languages: Turned<SourcePath, Arc<Shown>, Address, Languages>,
    first_languages: Memo<Address, Table<SourcePath, Languages>, (), Languages>,
    hidden: Turned<SourcePath, Arc<Shown>, SourcePath, Address>,
    places: Memo<SourcePath, Table<SourcePath, Address>, (), Address>,
    drafts: Rekeyed<SourcePath, Arc<Shown>, SourcePath, Drafts>,
}

/// The translations of an item that are drafts.
pub(crate) type Drafts = Arc<[DraftTranslation]>;

/// A translation that readers do not get yet.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DraftTranslation {
    pub path: SourcePath,
    /// Where its page is within its language, and the folder of that.
    pub address: Address,
    pub folder: String,
    pub title: String,
}

impl DraftTranslation {
    /// Where readers will find it.
    pub(crate) fn whole_address(&self) -> Address {
        let slash = if self.folder.is_empty() { "" } else { "/" };
        Address::new(format!("{slash}{}{}", self.folder, self.address))
    }
}

/// The settings in the language, and whether drafts are published.
type Common = (Arc<Config>, bool);

/// Codes of languages, in the order of the settings.
pub(crate) type Languages = Arc<[Arc<str>]>;

view! {
    /// The translations of each file.
    struct GroupsView {
        groups: SourcePath => Table<SourcePath, Arc<Translation>>,
    }
}

/// All items as they are in one language.
pub(crate) struct Versions {
    /// By the files that are shown.
    pub items: Table<SourcePath, Item>,
    /// The pages of files that are not shown in this language, since another one of the same item is.
    pub hidden: Table<SourcePath, Address>,
    /// In which languages there is a text of each page that a file has.
    pub languages: Table<Address, Languages>,
    /// What is not shown yet, by the files of the originals.
    pub drafts: Table<SourcePath, Drafts>,
}

/// An item in a language.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    item: Item,
    hidden: Vec<SourcePath>,
    /// None for what has a page in every language: its facts are shown in all of them.
    languages: Option<Languages>,
    drafts: Drafts,
    mistakes: Vec<Diagnostic>,
}

/// All items in the language of these settings.
pub(crate) fn in_language(
    items: &Items,
    config: &Arc<Config>,
    drafts: bool,
    memory: &mut VersionsCache,
) -> (Versions, Vec<Diagnostic>) {
    if config.languages.is_empty() && items.translations.is_empty() {
        let (hidden, languages, drafts) = Default::default();
        return (Versions { items: items.items.clone(), hidden, languages, drafts }, Vec::new());
    }
    let groups =
        memory.groups.follow(&items.translations, |_, translation| vec![(translation.of.clone(), translation.clone())]);
    let view = GroupsView { groups: groups.clone() };
    let shown = memory.shown.answer(&items.items, &(config.clone(), drafts), view, shown);
    let hidden = memory.hidden.follow(&shown, |_, shown| {
        shown.hidden.iter().map(|path| (path.clone(), shown.item.address().clone())).collect()
    });
    let languages = memory.languages.follow(&shown, |_, shown| {
        shown.languages.iter().map(|languages| (shown.item.address().clone(), languages.clone())).collect()
    });
    let versions = Versions {
        hidden: memory.places.answer(hidden, &(), |_, addresses, ()| addresses.values().next().cloned()),
        items: memory.items.follow(&shown, |_, shown| Some((shown.item.path().clone(), shown.item.clone()))),
        languages: memory.first_languages.answer(languages, &(), |_, of_files, ()| of_files.values().next().cloned()),
        drafts: memory
            .drafts
            .follow(&shown, |path, shown| (!shown.drafts.is_empty()).then(|| (path.clone(), shown.drafts.clone()))),
    };
    let mistakes = shown.values().flat_map(|shown| shown.mistakes.iter().cloned()).collect();
    (versions, mistakes)
}

/// An item in the language of the settings.
fn shown(
    path: &SourcePath,
    item: &Item,
    (config, drafts): &Common,
    reading: &Reading<'_, GroupsView>,
) -> Option<Arc<Shown>> {
    let translations = reading.groups().get(path);
    let mut group = Group { config, original: item, own: language_of(item, config), mistakes: Vec::new() };
    let all: Vec<&Arc<Translation>> = translations.into_iter().flat_map(Table::values).collect();
    group.report_twice(&all);
    let mut out: Vec<&Arc<Translation>> = all.iter().copied().filter(|one| *drafts || !one.draft).collect();
    out.sort_by_key(|one| config.codes().position(|(code, _)| code.eq_ignore_ascii_case(&one.language)));
    let chosen = out.iter().copied().find(|one| one.language.eq_ignore_ascii_case(&config.language));
    let with_facts = match item {
        Item::Article(article) => Item::Article(group.with_facts(article, &out)),
        _ => item.clone(),
    };
    let item = match &with_facts {
        Item::Article(article) => Item::Article(group.article(article, chosen)),
        Item::Entity(entity) => Item::Entity(group.entity(entity, chosen)),
        Item::Page(page) => Item::Page(group.page(page, chosen)),
    };
    let is_there = |code: &str| {
        code.eq_ignore_ascii_case(&group.own) || out.iter().any(|one| one.language.eq_ignore_ascii_case(code))
    };
    let is_text_alone = match &item {
        Item::Article(_) => true,
        Item::Page(page) => page.is_plain(),
        Item::Entity(_) => false,
    };
    // For readers of none of them it is shown in that of the site, or else as it was written.
    let is_first = |code: &str| code == config.site_language || code.eq_ignore_ascii_case(&group.own);
    let mut languages: Vec<Arc<str>> =
        config.codes().map(|(code, _)| code.into()).filter(|code: &Arc<str>| is_there(code)).collect();
    languages.sort_by_key(|code| !is_first(code));
    let languages = is_text_alone.then(|| languages.into());
    let paths = std::iter::once(path).chain(all.iter().map(|one| &one.document.path));
    let hidden = paths.filter(|other| *other != item.path()).cloned().collect();
    let drafts = all.iter().filter(|one| one.draft && !*drafts).map(|one| group.draft(one)).collect();
    Some(Arc::new(Shown { hidden, languages, drafts, mistakes: group.mistakes, item }))
}

/// The language of an original: that of its file's name, else what it says, else that of the site.
fn language_of(item: &Item, config: &Config) -> Arc<str> {
    let said = match item {
        Item::Article(article) => article.lang.as_deref(),
        Item::Page(page) => page.lang.as_deref(),
        Item::Entity(_) => None,
    };
    let named = version(item.path(), config).1;
    let code = named.or(said).unwrap_or(&config.site_language);
    let known = config.codes().map(|(known, _)| known).find(|known| known.eq_ignore_ascii_case(code));
    known.unwrap_or(code).into()
}

/// The files of one item.
struct Group<'a> {
    config: &'a Config,
    original: &'a Item,
    /// The language of the original.
    own: Arc<str>,
    mistakes: Vec<Diagnostic>,
}

impl Group<'_> {
    /// Whether the original is in the language in which the site is made.
    fn is_original(&self) -> bool {
        self.own.eq_ignore_ascii_case(&self.config.language)
    }

    /// What the text is to readers, where there is no translation.
    fn without_translation(&self) -> Version {
        if self.is_original() { Version::Theirs } else { Version::NotYet(self.own.clone()) }
    }

    fn draft(&self, translation: &Translation) -> DraftTranslation {
        let title = match &translation.words {
            Words::Article(words) => words.title.clone(),
            Words::Entity(words) => words.name.clone(),
            Words::Page(words) => words.title.clone(),
        };
        let mut codes = self.config.codes();
        let folder = codes.find(|(code, _)| code.eq_ignore_ascii_case(&translation.language)).map(|(_, folder)| folder);
        DraftTranslation {
            path: translation.document.path.clone(),
            address: self.original.address().clone(),
            folder: folder.unwrap_or("").to_owned(),
            title: title.unwrap_or_else(|| self.original.title().to_owned()),
        }
    }

    /// Reports files of one language.
    fn report_twice(&mut self, all: &[&Arc<Translation>]) {
        for (n, one) in all.iter().enumerate() {
            let is_same = |other: &&&Arc<Translation>| other.language == one.language;
            let other = match all[..n].iter().find(is_same) {
                Some(other) => &other.document.path,
                None if one.language.eq_ignore_ascii_case(&self.own) => self.original.path(),
                None => continue,
            };
            let message = format!("{other} has the same text in the same language.");
            let path = &one.document.path;
            self.mistakes.push(
                Diagnostic::error(Code::SameAddress, path, None, message).help("Join the two, or rename one of them."),
            );
        }
    }

    /// An article with the facts of the first of its files that states some.
    fn with_facts(&mut self, article: &Arc<Article>, translations: &[&Arc<Translation>]) -> Arc<Article> {
        let mut stating = article.clone();
        let mut lang = self.own.clone();
        for translation in translations {
            let Words::Article(words) = &translation.words else { continue };
            if stating.statements.is_empty() && !words.statements.is_empty() {
                let article = Arc::make_mut(&mut stating);
                article.statements.clone_from(&words.statements);
                article.stating = translation.document.clone();
                lang = self.code(&translation.language);
                self.mistakes.extend(words.without_source.iter().cloned());
                if !words.sources.is_empty() && !article.tags.iter().any(|(key, _)| key == SOURCE_KEY) {
                    article.tags.push((SOURCE_KEY.to_owned(), words.sources.clone()));
                }
                continue;
            }
            let elsewhere =
                words.statements.iter().filter(|statement| matching(statement, &stating.statements).is_none());
            for statement in elsewhere {
                let message = format!("The facts of this article stand in {}.", stating.stating.path);
                let help = match statement.shared_id() {
                    Some(id) => {
                        format!("There is no such entry with the id \"{id}\" there: add it there, or correct the id.")
                    }
                    None => {
                        "Add it there. Here stand the words of events and claims, by their ids:  {id: ban, what: …}"
                            .to_owned()
                    }
                };
                let path = &translation.document.path;
                self.mistakes.push(Diagnostic::error(Code::BadValue, path, statement.span.clone(), message).help(help));
            }
        }
        if !lang.eq_ignore_ascii_case(&self.config.language) && !stating.statements.is_empty() {
            for statement in &mut Arc::make_mut(&mut stating).statements {
                (statement.lang, statement.note_lang) = (Some(lang.clone()), Some(lang.clone()));
            }
        }
        stating
    }

    /// The code of a language as the settings have it.
    fn code(&self, language: &str) -> Arc<str> {
        let mut codes = self.config.codes().map(|(code, _)| code);
        codes.find(|code| code.eq_ignore_ascii_case(language)).unwrap_or(language).into()
    }

    fn article(&self, article: &Arc<Article>, translation: Option<&Arc<Translation>>) -> Arc<Article> {
        let Some((translation, words)) = translation.and_then(|one| match &one.words {
            Words::Article(words) => Some((one, words)),
            _ => None,
        }) else {
            let version = self.without_translation();
            if version == Version::Theirs {
                return article.clone();
            }
            let lang = article.lang.clone().or_else(|| version.lang().map(|lang| lang.to_string()));
            return Arc::new(Article { lang, version, ..(**article).clone() });
        };
        let ArticleWords { title, date, summary, key, image, statements, .. } = words;
        let translated = date.map_or(article.date.day, |date| date.day);
        let is_older = translated < article.updated;
        Arc::new(Article {
            document: translation.document.clone(),
            title: title.as_deref().map_or_else(|| article.title.clone(), Arc::from),
            summary: summary.clone(),
            key: key.clone(),
            image: image.clone().or_else(|| article.image.clone()),
            lang: None,
            version: if is_older { Version::Older(self.own.clone()) } else { Version::Theirs },
            statements: in_words(&article.statements, statements),
            ..(**article).clone()
        })
    }

    fn entity(&self, entity: &Arc<Entity>, translation: Option<&Arc<Translation>>) -> Arc<Entity> {
        let words = translation.and_then(|one| match &one.words {
            Words::Entity(words) => Some((one, words)),
            _ => None,
        });
        let named = || entity.names.iter().find(|(code, _)| code.eq_ignore_ascii_case(&self.config.language));
        let name = words.and_then(|(_, words)| words.name.clone()).or_else(|| named().map(|(_, name)| name.clone()));
        let version = if words.is_some() { Version::Theirs } else { self.without_translation() };
        if words.is_none() && name.is_none() && version == Version::Theirs {
            return entity.clone();
        }
        let mut shown = (**entity).clone();
        shown.version = version;
        if let Some(name) = name.filter(|name| *name != entity.name) {
            // What it is called elsewhere still finds it.
            shown.aliases.insert(0, Word { text: std::mem::replace(&mut shown.name, name), span: 0..0 });
            (shown.lang, shown.in_sentences) = (None, None);
        }
        if let Some((translation, words)) = words {
            let EntityWords { in_sentences, aliases, weak, sic, short, note, .. } = words;
            shown.document = Some(translation.document.clone());
            shown.in_sentences = in_sentences.clone().or(shown.in_sentences);
            shown.aliases.extend(aliases.iter().cloned());
            shown.weak.extend(weak.iter().cloned());
            shown.sic.extend(sic.iter().cloned());
            shown.short = short.as_deref().map(Arc::from).filter(|_| shown.short.is_some()).or(shown.short);
            shown.note = note.clone().or(shown.note);
        }
        Arc::new(shown)
    }

    fn page(&mut self, page: &Arc<Page>, translation: Option<&Arc<Translation>>) -> Arc<Page> {
        let Some((translation, words)) = translation.and_then(|one| match &one.words {
            Words::Page(words) => Some((one, words)),
            _ => None,
        }) else {
            let version = self.without_translation();
            if version == Version::Theirs {
                return page.clone();
            }
            let lang = page.lang.clone().or_else(|| version.lang().map(|lang| lang.to_string()));
            let mut shown = Page { lang, version, ..(**page).clone() };
            if let Some(dispute) = &mut shown.dispute {
                dispute.positions.iter_mut().for_each(|position| position.lang = Some(self.own.clone()));
                dispute.reading_lang = Some(self.own.clone());
                dispute.would_settle_lang = Some(self.own.clone());
            }
            return Arc::new(shown);
        };
        let PageWords { title, summary, answers, reading, would_settle } = words;
        let mut shown = Page {
            document: translation.document.clone(),
            title: title.clone().unwrap_or_else(|| page.title.clone()),
            summary: summary.clone(),
            lang: None,
            ..(**page).clone()
        };
        if let Some(edition) = &mut shown.edition {
            edition.has_title |= title.is_some();
        }
        if let Some(dispute) = &mut shown.dispute {
            self.check_answers(translation, answers, dispute.positions.len());
            let mut answers = answers.iter();
            for position in &mut dispute.positions {
                match answers.next() {
                    Some(answer) => position.answer.clone_from(&answer.text),
                    None => position.lang = Some(self.own.clone()),
                }
            }
            let own = || Some(self.own.clone());
            (dispute.reading, dispute.reading_lang) = match reading {
                Some(reading) => (Some(reading.clone()), None),
                None => (dispute.reading.take(), own()),
            };
            (dispute.would_settle, dispute.would_settle_lang) = match would_settle {
                Some(would_settle) => (Some(would_settle.clone()), None),
                None => (dispute.would_settle.take(), own()),
            };
        }
        Arc::new(shown)
    }

    fn check_answers(&mut self, translation: &Translation, answers: &[Word], wanted: usize) {
        let Some(last) = answers.last().filter(|_| answers.len() != wanted) else { return };
        let message = format!("There are {} answers here and {wanted} in {}.", answers.len(), translation.of);
        let help = "Write one for each of its positions, in their order.";
        let path = &translation.document.path;
        self.mistakes.push(Diagnostic::error(Code::BadValue, path, last.span.clone(), message).help(help));
    }
}

/// Statements with the words that a translation has of them.
fn in_words(statements: &[Statement], words: &[Statement]) -> Vec<Statement> {
    let mut statements = statements.to_vec();
    for translated in words {
        let Some(at) = matching(translated, &statements) else { continue };
        let statement = &mut statements[at];
        statement.translated = match &translated.stated {
            Stated::Event(event) => Some(event.what.clone()),
            Stated::Claim(claim) => Some(claim.says.clone()),
            _ => None,
        };
        if statement.translated.is_some() {
            statement.lang = None;
        }
        if translated.note.is_some() {
            statement.note.clone_from(&translated.note);
            statement.note_lang = None;
        }
    }
    statements
}

/// The entry of which another one has the words: of one block and one id, the first that has none yet.
fn matching(words: &Statement, statements: &[Statement]) -> Option<usize> {
    let id = words.shared_id()?;
    let is_same = |one: &Statement| {
        one.shared_id() == Some(id) && one.stated.block() == words.stated.block() && one.translated.is_none()
    };
    statements.iter().position(is_same)
}
