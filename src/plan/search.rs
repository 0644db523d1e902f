//! The page of search, all names from A to Z on it or next to it, and the addresses of the index.

use super::frame::Frame;
use super::page::{Context, PagePlan};
use super::parts::{Links, Parts};
use super::planned::{Asked, Origin, Owner, Planned};
use crate::base::diagnostic::Diagnostic;
use crate::base::memo::Last;
use crate::base::path::{Address, OutputPath};
use crate::base::text::typed::as_typed;
use crate::model::collation::Collation;
use crate::view::{EntityLink, LetterGroup, LetterLink, Prepared, SearchPage};
use std::collections::BTreeMap;
use std::sync::Arc;

/// With more names than this, each letter has a page of its own: whoever comes to search should not load them all.
const ON_ONE_PAGE: usize = 300;

/// The template of the page of search; without it there is no index.
const TEMPLATE: &str = "search.html";

/// How many characters of its hash the name of a file of the index has, and of one of what results show.
pub(crate) const NAME: usize = 8;
pub(crate) const BLOCK_NAME: usize = 4;

/// Where the file is that comes first.
pub(crate) fn start_address() -> Address {
    Address::new("/search/start.json")
}

/// Whether a file of the index might get this path, so that no other file may have it. `folder` is that of the language.
pub(crate) fn is_reserved(path: &OutputPath, folder: &str) -> bool {
    let below = path.as_str().strip_prefix(folder).map(|below| below.trim_start_matches('/'));
    let name = below.and_then(|below| below.strip_prefix("search/"));
    let Some((name, extension)) = name.and_then(|name| name.rsplit_once('.')) else {
        return false;
    };
    let is_hash = |text: &str, len| text.len() == len && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    match extension {
        "txt" => is_hash(name.strip_prefix("articles-").unwrap_or(name), NAME),
        "json" => name.split_once('-').is_some_and(|(number, hash)| {
            !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) && is_hash(hash, BLOCK_NAME)
        }),
        _ => false,
    }
}

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct SearchPagesCache {
    pages: Last<(Links, Arc<Frame>), SearchPages>,
}

type SearchPages = Arc<Vec<(Address, Arc<PagePlan>)>>;

/// Plans the pages and the index, if the theme has a template for them.
pub(crate) fn add(
    parts: &Parts<'_>,
    planned: &mut Planned,
    has_template: &(dyn Fn(&str) -> bool + Sync),
    memory: &mut SearchPagesCache,
) {
    let mut asked = Vec::new();
    if has_template(TEMPLATE) && parts.frame.config.search {
        let question = (parts.shared.links.clone(), parts.frame.clone());
        let pages = memory.pages.answer(&question).unwrap_or_else(|| {
            let pages = Arc::new(pages(&question.0, &question.1));
            memory.pages.learn(question, pages)
        });
        let origin = Origin::made("the page of search");
        asked.extend(pages.iter().map(|(address, page)| {
            let (address, page, origin) = (address.clone(), page.clone(), origin.clone());
            Asked { address, origin, page }
        }));
        asked.push(Asked { address: start_address(), origin: origin_of_index(), page: Arc::new(PagePlan::Index) });
    }
    planned.ask(Owner::Search, asked);
}

/// SearchPages at addresses of the index, of which `plan` knows the first alone: the others are named by what they hold.
pub(crate) fn collisions(planned: &Planned) -> Vec<Diagnostic> {
    match start_address().output_path().is_ok_and(|path| planned.is_wanted(&path, &Owner::Search)) {
        true => planned.at_reserved("search/", |path| is_reserved(path, ""), &origin_of_index()),
        false => Vec::new(),
    }
}

fn origin_of_index() -> Origin {
    Origin::made("the index for search")
}

fn pages(links: &Links, frame: &Frame) -> Vec<(Address, Arc<PagePlan>)> {
    let (own, strings) = (Address::new("/search/"), frame.strings());
    let groups = from_a_to_z(links, &frame.config.collation);
    let is_small = links.len() <= ON_ONE_PAGE;
    let address = |group: &LetterGroup| own.join(&format!("{}/", group.id));
    let link = |group: &LetterGroup| {
        let url = if is_small { format!("#{}", group.id) } else { frame.url(&address(group)) };
        LetterLink { label: group.label.clone(), url }
    };
    let letters: Arc<Vec<LetterLink>> = Arc::new(groups.iter().map(link).collect());
    let page = |address: Address, title: &str, groups: Vec<LetterGroup>| {
        let description = strings.fill("search.description", &[("title", title), ("site", &frame.config.title)]);
        let page = frame.page("search", title, &description, &address);
        let context = SearchPage { page, letters: letters.clone(), groups, start: frame.url(&own) };
        (address, Arc::new(PagePlan::page(TEMPLATE, Context::Search(context))))
    };
    if is_small {
        return vec![page(own.clone(), strings.get("search.title"), groups)];
    }
    let first = page(own.clone(), strings.get("search.title"), Vec::new());
    let of_letter = |group: LetterGroup| {
        let title = strings.fill("search.names_with", &[("letter", &group.label)]);
        page(address(&group), &title, vec![group])
    };
    std::iter::once(first).chain(groups.into_iter().map(of_letter)).collect()
}

/// An entity with what its name is sorted by.
type Sorted = (Vec<u8>, Prepared<EntityLink>);

/// All entities by the first letter of their names.
fn from_a_to_z(links: &Links, collation: &Collation) -> Vec<LetterGroup> {
    let mut groups: BTreeMap<Letter, Vec<Sorted>> = BTreeMap::new();
    for link in links.values() {
        let name = as_typed(&link.name).into_owned();
        groups.entry(Letter::of(&name)).or_default().push((collation.key(&link.name), link.clone()));
    }
    let group = |(letter, mut entities): (Letter, Vec<Sorted>)| {
        entities.sort_by(|(a, one), (b, other)| (a, &one.kind, &one.slug).cmp(&(b, &other.kind, &other.slug)));
        let entities = entities.into_iter().map(|(_, link)| link).collect();
        LetterGroup { label: letter.label(), id: letter.id(), entities }
    };
    groups.into_iter().map(group).collect()
}

/// Where a name stands: under its first letter, without accents. Those of a script that has thousands stand together.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Letter {
    Digit,
    Of(char),
    Han,
}

impl Letter {
    fn of(folded: &str) -> Letter {
        match folded.chars().find(|c| c.is_alphanumeric()) {
            Some('\u{2e80}'..='\u{2fdf}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..) => {
                Letter::Han
            }
            Some(c) if c.is_alphabetic() => Letter::Of(c),
            _ => Letter::Digit,
        }
    }

    fn label(&self) -> String {
        match self {
            Letter::Digit => "0–9".to_owned(),
            Letter::Of(c) => c.to_uppercase().collect(),
            Letter::Han => "漢字".to_owned(),
        }
    }

    fn id(&self) -> String {
        match self {
            Letter::Digit => "0-9".to_owned(),
            Letter::Of(c) => c.to_string(),
            Letter::Han => "han".to_owned(),
        }
    }
}
