//! Lists that run over several pages, filled from their oldest item on.

use crate::base::path::Address;
use crate::base::table::Table;
use crate::link::ArticleId;
use crate::model::strings::Strings;
use crate::plan::frame::Frame;
use crate::plan::page::{Context, PagePlan};
use crate::plan::parts::archive_address;
use crate::plan::planned::{Asked, Origin};
use crate::view::{ArchivePage, ArticleSummary, Pagination};
use std::sync::Arc;

/// The pages of a list, and where they are.
pub(super) type ListPages = Arc<Vec<(Address, Arc<PagePlan>)>>;

/// How many lasting pages a list has: full ones, filled from its oldest item on. The rest, which is at least half a page
/// and less than one and a half, stands on the first page; so an item more changes that one, and leaves the others alone.
fn lasting(size: usize, items: usize) -> usize {
    items.saturating_sub(size.div_ceil(2)) / size
}

/// The pages of lists that run side by side, the newest first: the address of each, and where it stands.
pub(super) fn paginate(frame: &Frame, first: &Address, lists: &[usize]) -> Vec<(Address, Pagination)> {
    let pages = lists.iter().map(|items| lasting(frame.config.page_size, *items)).max().unwrap_or(0);
    let address = |number: usize| if number > pages { first.clone() } else { first.join(&format!("page/{number}/")) };
    let page = |number: usize| {
        let is_first = number > pages;
        let pagination = Pagination {
            number: (!is_first).then_some(number),
            total: is_first.then(|| lists.iter().sum()),
            newer: (!is_first).then(|| frame.url(&address(number + 1))),
            older: (number > 1).then(|| frame.url(&address(number - 1))),
        };
        (address(number), pagination)
    };
    (1..=pages + 1).rev().map(page).collect()
}

/// The items of a list that stand on one of its pages.
pub(super) fn on_page<'b, T>(frame: &Frame, items: &'b [T], pagination: &Pagination) -> &'b [T] {
    let size = frame.config.page_size;
    let lasting = lasting(size, items.len());
    match pagination.number {
        None => &items[..items.len() - lasting * size],
        Some(number) if number > lasting => &[],
        Some(number) => &items[items.len() - number * size..][..size],
    }
}

/// A title with the number of its page, if that is one of the lasting ones.
pub(super) fn numbered(strings: &Strings, title: &Arc<str>, pagination: &Pagination) -> Arc<str> {
    let page =
        |number: usize| strings.fill("pagination.title", &[("title", &**title), ("number", &number.to_string())]);
    pagination.number.map_or_else(|| title.clone(), |number| page(number).into())
}

pub(super) fn archive(
    summaries: &Table<ArticleId, Arc<ArticleSummary>>,
    frame: &Frame,
) -> Vec<(Address, Arc<PagePlan>)> {
    let summaries: Vec<Arc<ArticleSummary>> = summaries.values().cloned().collect();
    let strings = frame.strings();
    let all: Arc<str> = Arc::from(strings.get("archive.title"));
    let ld = frame.described.page(&frame.config, "archive", &all, &archive_address());
    let page = |(address, pagination): (Address, Pagination)| {
        let title = numbered(strings, &all, &pagination);
        let description = match pagination.total {
            Some(total) => strings.count("archive.description", total, &[]),
            None => strings.fill("archive.description_page", &[("title", &title)]),
        };
        let page = frame.page_saying(ld.clone(), "archive", &title, &description.into(), &address);
        let articles = on_page(frame, &summaries, &pagination).to_vec();
        let context = Context::Archive(ArchivePage { page, articles, pagination });
        (address, Arc::new(PagePlan::page("archive.html", context)))
    };
    paginate(frame, &archive_address(), &[summaries.len()]).into_iter().map(page).collect()
}

/// The pages of a list, as they are asked for.
pub(super) fn all(pages: &[(Address, Arc<PagePlan>)], origin: &Origin) -> Vec<Asked> {
    let asked = |(address, page): &(Address, Arc<PagePlan>)| Asked {
        address: address.clone(),
        origin: origin.clone(),
        page: page.clone(),
    };
    pages.iter().map(asked).collect()
}
