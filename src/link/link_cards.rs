//! Which addresses of a body become cards, and what the site knows of each: a source that is read at that very address.
//!
//! Asks no host. What is not known of an address is read from the address itself.

use super::lookup::InFile;
use super::read_sources::ReadSource;
use super::site::{EntityId, FileId};
use crate::base::path::{authority, decoded};
use crate::base::table::Table;
use crate::base::text::capitalised;
use crate::base::web_address::WebAddress;
use crate::parse::address_lines::address_lines;
use crate::parse::body::{Body, Resolved, Target};
use crate::parse::link_card::{CardLines, LinkCard};
use std::sync::Arc;

/// The addresses of a body that are shown as cards. `links` are where its links lead, `tagged` the sources that come first.
pub(crate) fn cards(body: &Body, links: &[Resolved], tagged: &[EntityId], look: &InFile<'_>) -> Box<[CardLines]> {
    if look.common.link_cards.is_empty() {
        return Box::default();
    }
    let card = |number: usize| {
        let leads_away = links.get(number) == Some(&Resolved::Away);
        match body.links.get(number).map(|link| &link.target) {
            Some(Target::Away(url)) if leads_away => look.link_card(url, tagged).map(Arc::new),
            _ => None,
        }
    };
    let lines = address_lines(body).into_iter().map(|(nodes, numbers)| {
        let lines = numbers.into_iter().map(|number| (number, card(number))).collect();
        CardLines { nodes, lines }
    });
    lines.filter(|lines| lines.lines.iter().any(|(_, card)| card.is_some())).collect()
}

impl InFile<'_> {
    /// The card of an address, if the settings allow one.
    fn link_card(&self, url: &str, tagged: &[EntityId]) -> Option<LinkCard> {
        let address = WebAddress::read(url).filter(|address| self.common.link_cards.allow(&address.host))?;
        let (written, ..) = authority(url)?;
        let host = written.to_lowercase();
        let host: Arc<str> = host.strip_prefix("www.").unwrap_or(&host).into();
        let source = self.places.read_at(&address.key).and_then(|sources| first(sources, tagged));
        let between = self.common.strings.get("list.between");
        let publisher = source.map(|source| source.publishers.join(between)).filter(|text| !text.is_empty());
        let published = source.and_then(|source| source.published.clone());
        let title = source.map_or_else(|| words_of_address(url).map(Arc::from), |source| Some(source.title.clone()));
        let about = [publisher.as_deref(), published.as_deref(), Some(&*host)];
        let about = about.into_iter().flatten().filter(|_| title.is_some()).collect::<Vec<_>>().join(between);
        Some(LinkCard {
            url: url.into(),
            title: title.unwrap_or_else(|| bare(url).into()),
            lang: source.and_then(|source| self.lang_in_text(source.lang.clone())),
            publisher: publisher.map(Arc::from),
            published,
            about: about.into(),
            host,
        })
    }
}

/// The source that is meant of those with one address: one that the article is tagged with, or the first by its slug.
fn first<'a>(sources: &'a Table<FileId, Arc<ReadSource>>, tagged: &[EntityId]) -> Option<&'a ReadSource> {
    let of_article = tagged.iter().find_map(|id| sources.get(&FileId::Entity(id.clone())));
    of_article.or_else(|| sources.values().next()).map(|source| &**source)
}

/// The words of an address of which nothing is known: the last part of its path that has several.
fn words_of_address(url: &str) -> Option<String> {
    let (_, _, rest) = authority(url)?;
    rest.split(['?', '#']).next().unwrap_or("").rsplit('/').find_map(words_of)
}

/// An address as readers know it, without its scheme.
fn bare(url: &str) -> String {
    let (_, bare) = url.split_once("//").unwrap_or(("", url));
    plain(&decoded(bare)).trim_end_matches('/').to_owned()
}

/// A part of a path in words, if it has two or more: `tokyo-answers-the-ban.html` as "Tokyo answers the ban".
fn words_of(part: &str) -> Option<String> {
    let part = plain(&decoded(part));
    let is_ending = |ending: &str| (2..=5).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_lowercase());
    let part = match part.rsplit_once('.') {
        Some((stem, ending)) if is_ending(ending) => stem,
        _ => &part,
    };
    let words: Vec<&str> =
        part.split(|c: char| "-_+".contains(c) || c.is_whitespace()).filter(|word| !word.is_empty()).collect();
    let in_letters = words.iter().filter(|word| word.chars().all(char::is_alphabetic)).count();
    // Scripts that write no spaces have several words in one.
    let is_unspaced =
        words.iter().any(|word| !word.is_ascii() && word.chars().filter(|c| c.is_alphabetic()).count() > 3);
    (in_letters > 1 || is_unspaced).then(|| capitalised(&words.join(" ")))
}

/// Without what could be seen as something else: signs of control, and those that turn the direction of a text.
fn plain(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| !c.is_control() && !turns(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_which_nothing_is_known_is_shown_by_its_words() {
        for (url, title) in [
            ("https://news.example/2026/11/22/tokyo-answers-the-ban.html", "Tokyo answers the ban"),
            ("https://news.example/tokyo_answers/12345/?from=home#top", "Tokyo answers"),
            ("https://news.example/gpt-5.6-is-out", "Gpt 5.6 is out"),
            ("https://news.example/%E6%9D%B1%E4%BA%AC%E3%81%AE%E7%AD%94%E3%81%88", "東京の答え"),
            ("https://news.example/", "news.example"),
            ("https://news.example", "news.example"),
            ("https://video.example/watch?v=a-b_c", "video.example/watch?v=a-b_c"),
            ("https://news.example/p/8f3a-22b1-99", "news.example/p/8f3a-22b1-99"),
            ("https://news.example/a%0Ab%E2%80%AEc", "news.example/abc"),
            ("https://news.example/%FF%FE-x", "news.example/%FF%FE-x"),
        ] {
            assert_eq!(words_of_address(url).unwrap_or_else(|| bare(url)), title, "{url}");
        }
    }
}
