//! The settings of a site, from `content/site.yaml`.

pub use super::base_url::BaseUrl;
use super::collation::Collation;
use super::editions::{self, Editions};
use super::fields::{ARTICLE, SETTINGS};
use super::files::config_path;
use super::kind::{ARTICLES, DISPUTES, EDITIONS, Kinds, PAGES};
use super::languages::{self, OtherLanguage};
use super::licence::Licence;
use super::link_cards::CardHosts;
use super::permalink::{self, Permalinks};
use super::policy::{self, Policy};
use super::reader::Fields;
use super::security::{self, Security};
use super::strings::{self, Strings, StringsCache};
use super::vocabulary::{self, Vocabulary};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::path::{Address, SourcePath};
use crate::base::slug::Slug;
use crate::load::{CONTENT, Sources};
use crate::parse::front_matter;
use crate::parse::markdown::is_external;
use crate::parse::yaml::{Value, Word};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use semver::{Version, VersionReq};
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    pub(crate) title: String,
    pub(crate) tagline: String,
    /// What the matrix comes to, as the editor puts it.
    pub(crate) finding: Option<String>,
    /// Whether quotation marks of pages are curled.
    pub(crate) typography: bool,
    /// Where the pages are published; none when the site does not know.
    pub(crate) base_url: Option<BaseUrl>,
    /// Where the site as a whole is: files that all its languages share.
    pub(crate) root: Option<BaseUrl>,
    /// The language of the pages that are made with these settings.
    pub(crate) language: String,
    /// The language of the site, before whose addresses nothing stands.
    pub(crate) site_language: String,
    /// What it calls itself.
    pub(crate) name_of_site_language: Option<String>,
    /// The other languages in which all pages are made.
    pub(crate) languages: Vec<OtherLanguage>,
    /// What stands before the addresses of pages in this language: nothing for that of the site, else `/ja`.
    pub(crate) at: String,
    pub(crate) time_zone: TimeZone,
    pub(crate) publisher: Option<Publisher>,
    /// Who wrote the articles that name no author: an entity, or a name.
    pub(crate) author: Option<Word>,
    pub(crate) licence: Option<Licence>,
    pub(crate) menu: Vec<MenuItem>,
    pub kinds: Kinds,
    /// Patterns of addresses of its own.
    pub(crate) permalinks: Permalinks,
    /// Relations, phrases and labels of its own.
    pub(crate) vocabulary: Vocabulary,
    /// Keys beyond ours that articles may have, for templates.
    pub(crate) fields: Vec<String>,
    pub(crate) page_size: usize,
    pub(crate) feed_items: usize,
    pub(crate) feed_full_text: bool,
    /// Whether entities have feeds of their own.
    pub(crate) feed_entities: bool,
    /// The blocs that are columns of the matrix, in their order; empty for all that there are.
    pub(crate) columns: Vec<Word>,
    /// After how many days what was said last is no longer fresh; none when nothing grows stale.
    pub(crate) stale_after: Option<i32>,
    /// Whom to tell of a hole in the site's security.
    pub(crate) security: Option<Security>,
    /// What pages may load from other hosts.
    pub(crate) policy: Policy,
    /// None when editions are turned off.
    pub(crate) editions: Option<Editions>,
    /// None when no cards are wanted.
    pub(crate) cards: Option<Cards>,
    /// Whose addresses become cards where they stand alone on a line.
    pub(crate) link_cards: CardHosts,
    /// Whether there is a page of search, with its index.
    pub(crate) search: bool,
    /// Whether there is a page of data, with its files.
    pub(crate) data: bool,
    /// Whether links to entities in articles show a few words on them.
    pub(crate) hover_cards: bool,
    /// Whether new articles are drafts.
    pub(crate) new_drafts: bool,
    /// Whether every statement has to say who checked it.
    pub(crate) require_checked: bool,
    /// The words of the interface.
    pub(crate) strings: Arc<Strings>,
    /// The order of names.
    pub(crate) collation: Collation,
}

/// Which pages have a card of their own, and what cards are drawn with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cards {
    /// So many of the newest articles.
    pub articles: usize,
    pub entities: bool,
    /// Files in the site's folder of fonts, for scripts that our fonts do not have.
    pub fonts: Vec<Word>,
}

impl Default for Cards {
    fn default() -> Self {
        Cards { articles: 100, entities: true, fonts: Vec::new() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Publisher {
    pub name: String,
    pub url: Option<String>,
    pub logo: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MenuItem {
    pub title: String,
    pub url: String,
    /// Where the address stands, so that a dead one is told there.
    pub span: crate::base::diagnostic::Span,
}

impl Config {
    /// What stands before the address of every page: empty at a host's root, else `/sub` or `/sub/ja`.
    pub fn prefix(&self) -> &str {
        self.base_url.as_ref().map_or(&self.at, BaseUrl::path)
    }

    /// The same of files that all languages share.
    pub(crate) fn shared_prefix(&self) -> &str {
        self.root.as_ref().map_or("", BaseUrl::path)
    }

    /// Whether the pages are those in the language of the site, with which the files are that all languages share.
    pub(crate) fn is_whole_site(&self) -> bool {
        self.at.is_empty()
    }

    /// The address of a file that all languages share, as links within the site have it.
    pub(crate) fn shared_url(&self, address: &Address) -> String {
        format!("{}{}", self.shared_prefix(), address.encoded())
    }

    /// The whole of it, or an empty text when the site does not know its own.
    pub(crate) fn shared_whole(&self, address: &Address) -> String {
        self.root.as_ref().map_or(String::new(), |base| format!("{}{}", base.as_str(), address.encoded()))
    }

    /// The day of the site at an instant.
    pub(crate) fn day(&self, at: Timestamp) -> Date {
        at.to_zoned(self.time_zone.clone()).date()
    }

    /// When a day of the site begins.
    pub(crate) fn midnight(&self, day: Date) -> Option<Timestamp> {
        Some(day.to_zoned(self.time_zone.clone()).ok()?.timestamp())
    }

    /// The whole address, or an empty text when the site does not know its own.
    pub(crate) fn whole(&self, address: &Address) -> String {
        self.base_url.as_ref().map_or(String::new(), |base| format!("{}{}", base.as_str(), address.encoded()))
    }

    /// The whole of an address that a writer gives: one of the site begins with `/`.
    pub(crate) fn whole_of_site(&self, address: &str) -> String {
        let base = self.root.as_ref().map_or("", |base| base.as_str());
        let is_of_site = address.starts_with('/') && !address.starts_with("//");
        if is_of_site { format!("{base}{address}") } else { address.to_owned() }
    }
}

/// The settings of a site, with the words of its interface, which call its kinds as it does; `base_url` stands in for theirs.
pub(crate) fn of_site(
    sources: &Sources,
    base_url: Option<&BaseUrl>,
    memory: &mut StringsCache,
) -> (Config, Vec<Diagnostic>) {
    let (config, mut found) = settings(sources);
    let texts = &config.vocabulary.texts;
    let (strings, wrong) = strings::of_site(sources, &config.kinds, texts, (&config.language, true), memory);
    found.extend(wrong.iter().cloned());
    let base_url = base_url.cloned().or(config.base_url);
    let kinds = strings::titled(config.kinds, &strings);
    (Config { root: base_url.clone(), base_url, strings, kinds, ..config }, found)
}

/// The settings of a site, with the words of the theme.
pub(crate) fn settings(sources: &Sources) -> (Config, Vec<Diagnostic>) {
    let path = place(sources);
    let is_there = path == config_path();
    read(&path, sources.text(&path).filter(|_| is_there).map(|text| &**text))
}

/// The file of the settings; where it is not there, the one that was probably meant to be it.
pub(crate) fn place(sources: &Sources) -> SourcePath {
    let path = config_path();
    if sources.files.contains_key(&path) {
        return path;
    }
    const NAMES: [&str; 6] = ["site", "_config", "config", "hugo", "settings", "zola"];
    const ENDINGS: [&str; 5] = ["yml", "yaml", "toml", "json", "txt"];
    let is_meant = |file: &&SourcePath| {
        let is_one_of = |list: &[&str], text: &str| list.contains(&text.to_lowercase().as_str());
        file.parent() == CONTENT && is_one_of(&NAMES, file.stem()) && is_one_of(&ENDINGS, file.extension())
    };
    sources.in_folder(CONTENT).map(|(file, _)| file).find(is_meant).cloned().unwrap_or(path)
}

/// Reads the settings, with the words of the theme. A site without the file gets the mistake and the defaults, so that the rest
/// is read too.
pub(crate) fn read(path: &SourcePath, text: Option<&str>) -> (Config, Vec<Diagnostic>) {
    let Some(text) = text else {
        let missing = if *path == config_path() {
            let help = "Make this file with one line:  title: The name of the site";
            Diagnostic::error(Code::MissingField, path, None, "A site needs its settings.").help(help)
        } else {
            let message = format!("The settings are read from {}, which is not there.", config_path());
            Diagnostic::error(Code::BadFile, path, None, message)
                .help(format!("If these are the settings, call them  {}", config_path()))
        };
        // An address that leads nowhere keeps the rest from complaining that there is none.
        let (config, _) = read(path, Some("title: x\nbase_url: https://address.invalid/"));
        return (config, vec![missing]);
    };
    let (front_matter, mut diagnostics) = front_matter::read_fields(path, text, 0..text.len());
    let mut fields = Fields::new(path, &front_matter, SETTINGS);
    let (feed_items, feed_full_text, feed_entities) = feed(&mut fields);
    let time_zone = time_zone(&mut fields);
    let language = fields.language("language").unwrap_or_else(|| "en".to_owned());
    let base_url = base_url(&mut fields);
    let mut kinds = kinds(&mut fields);
    let permalinks = permalink::read(&mut fields, &mut kinds);
    let config = Config {
        title: fields
            .needed("title", "The site has no title.", "Add:  title: The name of the site")
            .unwrap_or_default(),
        tagline: fields.text("tagline").unwrap_or_default(),
        finding: fields.text("finding"),
        typography: fields.flag("typography"),
        root: base_url.clone(),
        base_url,
        at: String::new(),
        languages: languages::read(&mut fields, &language),
        site_language: language.clone(),
        collation: Collation::of_language(&language),
        name_of_site_language: None,
        language,
        security: security::read(&mut fields, &time_zone),
        time_zone,
        publisher: publisher(&mut fields),
        author: fields.word("author").filter(|word| !word.text.trim().is_empty()),
        licence: fields.text("licence").map(|line| Licence::of_line(&line)),
        menu: menu(&mut fields),
        editions: editions::read(&mut fields, &kinds),
        permalinks,
        vocabulary: vocabulary::read(&mut fields, &kinds),
        kinds,
        fields: fields.texts("fields"),
        page_size: fields.number("page_size").unwrap_or(20),
        feed_items,
        feed_full_text,
        feed_entities,
        columns: columns(&mut fields),
        stale_after: fields.number("stale_after").and_then(|days| i32::try_from(days).ok()),
        policy: policy::read(&mut fields),
        cards: cards(&mut fields),
        link_cards: CardHosts::read(&mut fields),
        search: is_on(&mut fields, "search"),
        data: is_on(&mut fields, "data"),
        hover_cards: is_on(&mut fields, "hover_cards"),
        new_drafts: is_on(&mut fields, "new_drafts"),
        require_checked: fields.flag("require_checked"),
        strings: Arc::default(),
    };
    requires(&mut fields);
    diagnostics.append(&mut fields.diagnostics);
    (config, diagnostics)
}

/// Reports that the site is made for other versions of the program, in the words of Cargo: `0.1`, `>=0.1, <0.3`.
fn requires(fields: &mut Fields<'_>) {
    let Some(word) = fields.word("requires") else { return };
    let version = Version::parse(env!("CARGO_PKG_VERSION")).expect("Cargo gives packages versions of this form");
    match VersionReq::parse(&word.text) {
        Ok(wanted) if wanted.matches(&version) => {}
        Ok(_) => {
            let message = format!("The site is made for Fissure {}, and this is {version}.", word.text);
            fields.error(
                Code::OtherVersion,
                word.span,
                message,
                "Install such a version, or change this when the site builds",
            );
        }
        Err(reason) => {
            let message = format!("This is no range of versions: {reason}.");
            fields.error(Code::BadValue, word.span, message, "Write:  requires: \"0.1\"");
        }
    }
}

fn base_url(fields: &mut Fields<'_>) -> Option<BaseUrl> {
    let word = fields.word("base_url").filter(|word| !word.text.is_empty())?;
    let url = BaseUrl::new(&word.text).map_err(|reason| {
        let message = format!("This is not the address of a site: {reason}.");
        fields.error(Code::BadValue, word.span, message, "Write:  base_url: https://example.org/");
    });
    // The mistake is told; an address that leads nowhere keeps the rest from complaining that there is none.
    url.or_else(|()| BaseUrl::new("https://address.invalid")).ok()
}

fn time_zone(fields: &mut Fields<'_>) -> TimeZone {
    let Some(word) = fields.word("time_zone") else { return TimeZone::UTC };
    TimeZone::get(&word.text).unwrap_or_else(|_| {
        let message = format!("There is no time zone \"{}\".", word.text);
        fields.error(Code::BadValue, word.span, message, "Write an IANA name:  time_zone: Europe/Berlin");
        TimeZone::UTC
    })
}

fn publisher(fields: &mut Fields<'_>) -> Option<Publisher> {
    let read = |of: &mut Fields<'_>| {
        let name = of.needed("name", "The publisher has no name.", "Add:  name: Who publishes this")?;
        let [url, logo] = ["url", "logo"].map(|key| of.address(key).map(|word| word.text));
        Some(Publisher { name, url, logo })
    };
    fields.inside("publisher", read).flatten()
}

pub(super) fn menu(fields: &mut Fields<'_>) -> Vec<MenuItem> {
    fields.each("menu", menu_item).into_iter().flatten().collect()
}

fn menu_item(of: &mut Fields<'_>) -> Option<MenuItem> {
    let title = of.needed("title", "A menu entry has no title.", "Write:  {title: Models, url: /models/}");
    of.needed("url", "A menu entry has no url.", "Write:  {title: Models, url: /models/}");
    let url = of.address("url");
    if let Some(url) = url.as_ref().filter(|url| !url.text.starts_with('/') && !is_external(&url.text)) {
        let message = format!("\"{}\" is neither an address of the site nor one elsewhere.", url.text);
        let help = format!("Begin with a slash:  url: /{}/", url.text.trim_matches('/'));
        of.error(Code::BadValue, url.span.clone(), message, help);
        return None;
    }
    title.zip(url).map(|(title, url)| MenuItem { title, url: url.text, span: url.span })
}

/// Whether something is wanted that every site has unless it says `false`.
fn is_on(fields: &mut Fields<'_>, key: &str) -> bool {
    fields.node(key).is_none() || fields.flag(key)
}

fn feed(fields: &mut Fields<'_>) -> (usize, bool, bool) {
    let read = |of: &mut Fields<'_>| (of.number("items").unwrap_or(20), is_on(of, "full_text"), is_on(of, "entities"));
    fields.inside("feed", read).unwrap_or((20, true, true))
}

fn columns(fields: &mut Fields<'_>) -> Vec<Word> {
    fields.inside("matrix", |of| of.tags("columns")).unwrap_or_default()
}

fn cards(fields: &mut Fields<'_>) -> Option<Cards> {
    let default = Cards::default();
    match fields.node("cards").map(|node| &node.value) {
        Some(Value::Map(_)) => {}
        None | Some(Value::Null | Value::Broken) => return Some(default),
        Some(_) => return fields.flag("cards").then_some(default),
    }
    fields.inside("cards", |of| Cards {
        articles: of.number("articles").unwrap_or(default.articles),
        entities: is_on(of, "entities"),
        fonts: of.words("fonts"),
    })
}

/// The standard kinds, changed and followed by those that the site declares.
fn kinds(fields: &mut Fields<'_>) -> Kinds {
    let mut kinds = Kinds::standard();
    fields.each("kinds", |of| declare(&mut kinds, of));
    kinds
}

fn declare(kinds: &mut Kinds, of: &mut Fields<'_>) {
    let key =
        of.needed("key", "A kind has no key.", "Write:  {key: person, folder: people, title: Person, plural: People}");
    let Some(key) = key else { return };
    if Slug::new(&key).is_none() {
        let message = format!("\"{key}\" cannot be a field of articles: small letters, digits and hyphens.");
        return of.error(Code::BadValue, of.place("key"), message, "Write one word:  key: person");
    }
    let (folder, title, plural, template) =
        (of.word("folder"), of.text("title"), of.text("plural"), of.text("template"));
    let link_never = of.choice_word("link").is_some();
    for (field, words) in [("title", &title), ("plural", &plural)] {
        if words.as_ref().is_some_and(|words| words.contains(['{', '}'])) {
            let help = "Leave the braces out: they stand for words in texts of the interface.";
            return of.error(Code::BadValue, of.place(field), "The name of a kind has no braces.", help);
        }
    }
    if ARTICLE.iter().any(|field| field.key == key) {
        let message = format!("\"{key}\" is a field of articles, so it cannot be the key of a kind.");
        return of.error(Code::BadValue, of.place("key"), message, "Choose another key.");
    }
    if let Some(word) = &folder {
        let taken = kinds.iter().any(|kind| kind.folder == word.text && kind.key != key);
        if taken || [ARTICLES, DISPUTES, EDITIONS, PAGES].contains(&&*word.text) || Slug::new(&word.text).is_none() {
            let message = format!("\"{}\" cannot be the folder of this kind: it is taken, or no slug.", word.text);
            of.error(Code::BadValue, word.span.clone(), message, "Choose a folder of small letters and hyphens.");
            return;
        }
    }
    let folder = folder.map(|word| word.text);
    if let Some(kind) = kinds.with_key_mut(&key) {
        kind.folder = folder.unwrap_or_else(|| kind.folder.clone());
        kind.base = format!("/{}/", kind.folder);
        // A title alone is the plural too, as for a new kind: the standard plural belongs to another title.
        kind.plural = plural.or(title.clone()).unwrap_or_else(|| kind.plural.clone());
        kind.title = title.unwrap_or_else(|| kind.title.clone());
        kind.template = template.unwrap_or_else(|| kind.template.clone());
        kind.link_never |= link_never;
        return;
    }
    let Some(folder) = folder else {
        let help = format!("Add:  folder: {key}s");
        return of.missing("folder", "A new kind needs a folder.", &help);
    };
    kinds.add(&key, &folder, |kind| {
        kind.title = title.unwrap_or_else(|| key.clone());
        kind.plural = plural.unwrap_or_else(|| kind.title.clone());
        kind.template = template.unwrap_or_else(|| kind.template.clone());
        kind.link_never = link_never;
    });
}
