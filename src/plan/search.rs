//! The page of search, and the files of the index as files of the site.

use super::parts::Parts;
use super::planned::{Asked, Origin, Owner, Planned};
use super::{Context, PagePlan, pages};
use crate::context::SearchPage;
use crate::load::Content;
use crate::memo::Memo;
use crate::path::Address;
use crate::search::{Index, TEMPLATE};
use std::sync::Arc;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub struct Memory {
    files: Memo<Address, Arc<[u8]>, (), Arc<PagePlan>>,
}

/// Plans the page, if the theme has a template for it, and publishes the index.
pub fn add(
    parts: &Parts<'_>,
    index: &Index,
    planned: &mut Planned,
    has_template: &(dyn Fn(&str) -> bool + Sync),
    memory: &mut Memory,
) {
    let mut asked = Vec::new();
    if has_template(TEMPLATE) {
        let address = Address::new("/search/");
        let page = parts.shared.page("search", "Search", "", &address);
        let page = PagePlan::page(TEMPLATE, Context::Search(SearchPage { page }));
        asked.extend(pages::one(address, Origin::made("the page of search"), page));
    }
    let files = memory
        .files
        .answer(&index.files, &(), [], |_, bytes, ()| Some(Arc::new(PagePlan::File(Content::Memory(bytes.clone())))));
    asked.extend(files.iter().map(|(address, page)| Asked {
        address: address.clone(),
        origin: Origin::made("the index for search"),
        page: page.clone(),
    }));
    planned.ask(Owner::Search, asked);
}
