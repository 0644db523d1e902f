//! What all pages share: the settings, the site's own feed and card, and the head of each page.
//!
//! Made once for a build; never looks at an article or an entity.

use super::described::common::Common;
use super::parts::card_address;
use crate::base::path::Address;
use crate::base::table::Table;
use crate::draw::card;
use crate::draw::fonts::{Face, Fonts};
use crate::link::{Early, EntityId, entity_address};
use crate::model::Config;
use crate::model::config::BaseUrl;
use crate::model::kind::SOURCE_KEY;
use crate::model::strings::Strings;
use crate::model::translation::Version;
use crate::record::Record;
use crate::versions::Languages;
use crate::view::{
    FeedLink, ImageContext, KindContext, Ld, PageContext, PageInLanguage, Prefixes, Prepared, VersionContext,
};
use std::sync::Arc;

/// What all pages share: when it differs, all of them are worked out anew.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub config: Arc<Config>,
    /// What the author of the settings is called.
    pub author: Option<String>,
    /// One for each of the settings' kinds, by its place there.
    pub kinds: Vec<Prepared<KindContext>>,
    /// What cards are set in; none when there are no cards.
    pub fonts: Option<Arc<Fonts>>,
    /// What stands before the addresses in texts: on pages, and in feeds.
    pub prefixes: Prefixes,
    pub prefixes_in_feeds: Prefixes,
    pub described: Common,
    /// The pages that readers do not get yet, and this build shows.
    pub early: Table<Address, Early>,
    /// In which languages there is a text of each page that a file has; nothing where the site has one language.
    pub languages: Table<Address, Languages>,
    /// The pages of entities that are elsewhere than their kinds say.
    pub elsewhere: Table<EntityId, Address>,
    /// What was once published.
    pub record: Arc<Record>,
    /// The feed and the card of the site, which pages have that have none of their own.
    feed: Option<Arc<FeedLink>>,
    card: Option<Arc<ImageContext>>,
}

/// What is known of single pages, as a frame has it.
#[derive(Default)]
pub(crate) struct OfPages {
    pub early: Table<Address, Early>,
    pub languages: Table<Address, Languages>,
    pub elsewhere: Table<EntityId, Address>,
}

/// The id of a feed on the page of all feeds: `models-fugu`, or `models-fugu-access` of the changes in access.
pub(crate) fn feed_anchor(page: &Address, name: &str) -> String {
    let folder = page.folder();
    let parts = folder.split('/').chain((name != "feed").then_some(name));
    let anchor = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    if anchor.is_empty() { "news".to_owned() } else { anchor }
}

fn feed(config: &Config, title: &str, page: &Address, name: &str) -> Option<Arc<FeedLink>> {
    let url = |extension: &str| format!("{}{}", config.prefix(), page.join(&format!("{name}.{extension}")).encoded());
    let feed = || {
        let (title, anchor) = (title.to_owned(), feed_anchor(page, name));
        Arc::new(FeedLink { title, url: url("xml"), json: url("json"), anchor })
    };
    config.base_url.is_some().then(feed)
}

/// The card of a page, which lies in its folder; none when the title cannot be set.
fn card(config: &Config, fonts: Option<&Fonts>, title: &Arc<str>, page: &Address) -> Option<Arc<ImageContext>> {
    fonts?.settable(Face::Titles, title)?;
    let url = config.whole(&card_address(page)).into();
    Some(Arc::new(ImageContext { url, width: Some(card::WIDTH), height: Some(card::HEIGHT), alt: title.clone() }))
}

impl Frame {
    /// The words of the interface.
    pub(crate) fn strings(&self) -> &Strings {
        &self.config.strings
    }

    pub(crate) fn new(
        config: Arc<Config>,
        author: Option<String>,
        kinds: Vec<Prepared<KindContext>>,
        fonts: Option<Arc<Fonts>>,
        pages: OfPages,
        record: Arc<Record>,
    ) -> Frame {
        let home = Address::new("/");
        let whole = |base: &Option<BaseUrl>| base.as_ref().map_or("", |base| base.as_str()).into();
        Frame {
            prefixes: Prefixes { pages: config.prefix().into(), files: config.shared_prefix().into() },
            prefixes_in_feeds: Prefixes { pages: whole(&config.base_url), files: whole(&config.root) },
            described: Common::new(&config),
            feed: feed(&config, &config.title, &home, "feed"),
            card: card(&config, fonts.as_deref(), &config.title.as_str().into(), &home),
            config,
            author,
            kinds,
            fonts,
            early: pages.early,
            languages: pages.languages,
            elsewhere: pages.elsewhere,
            record,
        }
    }

    /// An address as links within the site have it.
    pub(crate) fn url(&self, address: &Address) -> String {
        format!("{}{}", self.config.prefix(), address.encoded())
    }

    /// The whole address where the site knows its own, else as links within the site have it.
    pub(crate) fn url_anywhere(&self, address: &Address) -> String {
        self.whole_url(&self.url(address))
    }

    /// The whole address, or an empty text when the site does not know its own.
    pub(crate) fn whole(&self, address: &Address) -> String {
        self.config.whole(address)
    }

    /// The whole of an address that begins with the site's path, as links have it.
    pub(crate) fn whole_url(&self, url: &str) -> String {
        self.config.base_url.as_ref().map_or(url.to_owned(), |base| format!("{}{url}", base.origin()))
    }

    /// The head of a page. A page that nothing is said of is described by its title.
    pub(crate) fn page(&self, type_: &'static str, title: &str, description: &str, address: &Address) -> PageContext {
        let title = Arc::from(title);
        let ld = self.described.page(&self.config, type_, &title, address);
        self.page_saying(ld, type_, &title, &description.into(), address)
    }

    /// The same with JSON-LD of its own, which the pages of a list share: there may be thousands of them.
    pub(crate) fn page_saying(
        &self,
        ld: Ld,
        type_: &'static str,
        title: &Arc<str>,
        description: &Arc<str>,
        address: &Address,
    ) -> PageContext {
        let early = self.early.get(address);
        PageContext {
            type_,
            title: title.clone(),
            description: match &**description {
                "" if **title == *self.config.title => title.clone(),
                "" => format!("{title} – {}", self.config.title).into(),
                _ => description.clone(),
            },
            url: self.url(address).into(),
            canonical: self.canonical(address).into(),
            languages: self.in_languages(address),
            version: None,
            lang: None,
            draft: early.is_some_and(|early| early.is_draft),
            from: early.and_then(|early| early.from),
            feed: self.feed.clone(),
            image: self.card.clone(),
            cite: None,
            ld,
        }
    }

    /// The languages in which a page has a text, with the first part of its addresses. That of the site is the first, or that of the
    /// original where there is none in it.
    fn spoken(&self, address: &Address) -> Vec<(&str, &str)> {
        match self.languages.get(address) {
            Some(own) => own.iter().filter_map(|own| self.config.codes().find(|(code, _)| **own == **code)).collect(),
            None => self.config.codes().collect(),
        }
    }

    /// The address by which search engines know a page: where it stands in for one that is not there in its language, that of the
    /// original.
    fn canonical(&self, address: &Address) -> String {
        match self.spoken(address).first() {
            Some((_, folder)) if !self.is_spoken(address) => self.config.whole_in(folder, address),
            _ => self.whole(address),
        }
    }

    /// Whether there is a text of a page in the language that is made.
    fn is_spoken(&self, address: &Address) -> bool {
        self.spoken(address).iter().any(|(code, _)| *code == self.config.language)
    }

    /// A page in all languages that have it. Parts of lists and of the alphabet are others in each.
    pub(crate) fn in_languages(&self, address: &Address) -> Vec<PageInLanguage> {
        let text = address.as_str();
        let is_part = text.contains("/page/") || text.strip_prefix("/search/").is_some_and(|rest| !rest.is_empty());
        if self.config.languages.is_empty() || is_part {
            return Vec::new();
        }
        let page = |(n, (code, folder)): (usize, (&str, &str))| PageInLanguage {
            lang: code.into(),
            name: self.config.name_of_language(code).into(),
            url: self.config.url_in(folder, address).into(),
            whole: self.config.whole_in(folder, address).into(),
            is_default: n == 0,
        };
        self.spoken(address).into_iter().enumerate().map(page).collect()
    }

    /// What the text of a page is to readers of its language.
    pub(crate) fn version(&self, version: &Version, address: &Address) -> Option<VersionContext> {
        let (state, original) = match version {
            Version::Theirs => return None,
            Version::NotYet(original) => ("not-yet", original),
            Version::Older(original) => ("older", original),
        };
        let folder = self.config.codes().find(|(code, _)| *code == &**original).map_or("", |(_, folder)| folder);
        let url = self.config.url_in(folder, address).into();
        Some(VersionContext { state, original: original.clone(), url })
    }

    /// The card of a page, which lies in its folder; none when the title cannot be set.
    pub(crate) fn card(&self, title: &Arc<str>, page: &Address) -> Option<Arc<ImageContext>> {
        card(&self.config, self.fonts.as_deref(), title, page)
    }

    pub(crate) fn feed_link(&self, title: &str, page: &Address) -> Option<Arc<FeedLink>> {
        feed(&self.config, title, page, "feed")
    }

    /// The feed of changes in access that belongs to a page.
    pub(crate) fn access_feed(&self, page: &Address) -> Option<Arc<FeedLink>> {
        feed(&self.config, self.strings().get("feeds.access"), page, "access")
    }

    /// The feed of all changes.
    pub(crate) fn changes_feed(&self) -> Option<Arc<FeedLink>> {
        feed(&self.config, self.strings().get("changed.title"), &Address::new("/"), "changes")
    }

    /// The page of an entity.
    pub(crate) fn address(&self, id: &EntityId) -> Address {
        let usual = || entity_address(&self.config.kinds[id.kind], &id.slug);
        self.elsewhere.get(id).cloned().unwrap_or_else(usual)
    }

    pub(crate) fn is_source(&self, id: &EntityId) -> bool {
        self.config.kinds[id.kind].key == SOURCE_KEY
    }
}
