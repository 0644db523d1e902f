//! Every file of the output, decided once: its path, and all that it will show.
//!
//! Feeds, sitemap and redirects are pages like the others. Here two pages on one path and
//! links that lead nowhere come to light; no template is touched and nothing is rendered.

mod blocked;
mod calendar;
mod cards;
mod changes;
mod check;
mod cited;
mod data;
mod described;
pub(crate) mod editions;
pub(crate) mod facts;
mod feed;
mod frame;
mod neighbours;
mod newest;
mod page;
mod pages;
mod parts;
pub(crate) mod pictures;
mod planned;
pub(crate) mod recorded;
pub(crate) mod search;
mod sitemap;
mod texts;

use crate::base::content::Content;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::memo::Last;
use crate::base::path::{Address, OutputPath, SourcePath};
use crate::base::reads::{Recorded, view};
use crate::base::table::{Rekeyed, Table};
use crate::facts::Ledger;
use crate::link::Site;
use crate::load::{SourceFile, Sources, TEMPLATES};
use crate::model::config_path;
use crate::record::Record;
use crate::view::SiteContext;
use crate::view::assets::{self, Asset, properties};
pub(crate) use calendar::CALENDAR;
use jiff::civil::Date;
pub(crate) use page::Context;
pub use page::PagePlan;
use parts::Parts;
use planned::{Asked, Origin, Owner, Planned};
use std::sync::Arc;

/// What is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub pages: Table<OutputPath, Arc<PagePlan>>,
    /// What every template sees as `site`.
    pub(crate) site: Arc<SiteContext>,
    /// The first day on which something that is news or due today is not any more.
    pub(crate) next_change: Option<Date>,
}

/// What `plan` remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct PlanCache {
    planned: Planned,
    files: Recorded<Address, SourcePath, (), FilesView, Arc<PagePlan>>,
    pictures: pictures::PicturePlansCache,
    assets: assets::AssetsCache,
    properties: properties::PropertiesCache,
    parts: parts::PartsCache,
    changes: changes::ChangesCache,
    facts: facts::FactsCache,
    as_known: facts::as_known::AsKnownCache,
    /// That the pages of the ledger are asked for, and those of its data.
    ledger: Last<Arc<facts::Whole>, ()>,
    changed: Last<Arc<Vec<page::LedgerPage>>, ()>,
    editions: editions::EditionsCache,
    data: Last<Arc<Vec<page::LedgerPage>>, ()>,
    pages: pages::PagesCache,
    feeds: feed::FeedCache,
    search: search::SearchPagesCache,
    sitemaps: sitemap::SitemapCache,
    cards: cards::CardPlansCache,
    links: check::ChecksCache,
    blocked: blocked::BlockedCache,
    recorded: recorded::LostCache,
    placed: Rekeyed<OutputPath, Arc<PagePlan>, OutputPath, Arc<PagePlan>>,
}

view! {
    /// The files of which some are published as they are.
    struct FilesView {
        sources: SourcePath => SourceFile,
    }
}

/// Decides all pages of a site.
///
/// `record` says which addresses were once published, and `sources` the bytes of files that are published as they are and which
/// templates there are.
pub(crate) fn plan(
    site: &Site,
    record: &Arc<Record>,
    ledger: &Arc<Ledger>,
    sources: &Sources,
    memory: &mut PlanCache,
) -> (Plan, Vec<Diagnostic>) {
    let planned = &mut memory.planned;
    planned.begin();
    let has_template = |name: &str| sources.files.contains_key(&SourcePath::new(format!("{TEMPLATES}/{name}")));
    let assets = assets::assets(sources, &site.config, &mut memory.assets);
    let (fonts, of_fonts) = cards::fonts(&site.config, sources, &mut memory.cards);
    let parts = Parts::new(site, record, ledger, &assets, fonts, &mut memory.parts);
    let changes = changes::changes(&parts, ledger, &has_template, &mut memory.changes);
    let facts = facts::facts(&parts, ledger, &changes.days, &has_template, &mut memory.facts);

    let view = FilesView { sources: sources.files.clone() };
    let files = memory
        .files
        .answer(&site.files.by_address, &(), view, |_, path, (), reading| file(reading.sources().get(path)?));
    for address in memory.files.touched() {
        let asked = |page: &Arc<PagePlan>| {
            let origin = Origin::file(&site.files.by_address[address]);
            Asked { address: address.clone(), origin, page: page.clone() }
        };
        planned.ask(Owner::File(address.clone()), files.get(address).map(asked).into_iter().collect());
    }
    pictures::add(site, sources, planned, &mut memory.pictures);
    planned.ask(Owner::Assets, assets.renamed().map(asset).collect());
    let editions = editions::add(&parts, &changes, ledger.today, planned, &has_template, &mut memory.editions);
    pages::add(&parts, &facts, &changes.week, &editions.entities, planned, &has_template, &mut memory.pages);
    facts::as_known::add(&parts, ledger, planned, &has_template, &mut memory.as_known);
    // There are thousands of them, which hardly an edit touches.
    if memory.ledger.answer(&facts.whole).is_none() {
        planned.ask(Owner::Ledger, facts::asked(&facts.whole.pages));
        memory.ledger.learn(facts.whole.clone(), ());
    }
    if memory.changed.answer(&changes.pages).is_none() {
        planned.ask(Owner::Changes, facts::asked(&changes.pages));
        memory.changed.learn(changes.pages.clone(), ());
    }
    if memory.data.answer(&facts.data).is_none() {
        planned.ask(Owner::Data, facts::asked(&facts.data));
        memory.data.learn(facts.data.clone(), ());
    }
    search::add(&parts, planned, &has_template, &mut memory.search);
    pages::add_redirects(&parts, planned);
    feed::add(&parts, &facts, &changes, &editions, planned, &has_template, &mut memory.feeds);
    let listed = sitemap::PagesOfChanges { days: changes.pages.clone(), editions: editions.listed.clone() };
    let sitemaps = sitemap::add(&parts, &facts, listed, ledger.today, planned, &mut memory.sitemaps);
    texts::add(&parts, &assets, &sitemaps.addresses, planned);
    cards::add(&parts, &facts, ledger, planned, &mut memory.cards);
    let lost = recorded::add(&parts, record, planned, &mut memory.recorded);
    let mut diagnostics = planned.diagnostics();
    diagnostics.extend(lost);
    diagnostics.extend(search::collisions(planned));
    diagnostics.extend(assets.diagnostics.iter().cloned());
    diagnostics.extend(properties::mistakes(sources, &mut memory.properties));
    diagnostics.extend(of_fonts);
    diagnostics.extend(site.config.base_url.is_none().then(no_base_url));
    diagnostics.extend(site.config.security.as_ref().and_then(|security| security.expired(ledger.today)));
    diagnostics.extend(check::links(site, planned, &mut memory.links));
    diagnostics.extend(blocked::in_theme(site, sources, &mut memory.blocked));
    let pages = match &*site.config.at {
        "" => planned.pages().clone(),
        at => memory.placed.follow(planned.pages(), |path, page| Some((placed(at, path, page)?, page.clone()))),
    };
    let site = parts.site_context.clone();
    let next_change = [sitemaps.next_change, facts.whole.next_due, editions.next_change].into_iter().flatten().min();
    (Plan { pages, site, next_change }, diagnostics)
}

/// Where a page in another language than that of the site is; nowhere if all languages share it, for then it is made with the site's
/// own. Style sheets and scripts have names that change with what they hold, so that those of several languages can lie in one folder.
fn placed(at: &str, path: &OutputPath, page: &PagePlan) -> Option<OutputPath> {
    match page {
        PagePlan::File(_) if path.as_str().starts_with("assets/") => Some(path.clone()),
        // A picture may be shown in this language alone.
        PagePlan::Picture(..) => Some(path.clone()),
        PagePlan::File(_) | PagePlan::Table(..) | PagePlan::Package(..) | PagePlan::Download(_) => None,
        _ => OutputPath::new(&format!("{}/{path}", at.trim_start_matches('/'))).ok(),
    }
}

/// A file that is published as it is.
fn file(file: &SourceFile) -> Option<Arc<PagePlan>> {
    let content = match file {
        SourceFile::Data(content) => content.clone(),
        // Never as it is, see `pictures`.
        SourceFile::Picture(..) => return None,
        SourceFile::Text(text) => Content::Memory(Arc::from(text.as_bytes())),
    };
    Some(Arc::new(PagePlan::File(content)))
}

fn asset(asset: &Asset) -> Asked {
    let page = Arc::new(PagePlan::File(asset.content.clone()));
    Asked { address: asset.address.clone(), origin: Origin::file(&asset.path), page }
}

fn no_base_url() -> Diagnostic {
    let message = "The site does not know its address, so feeds and sitemaps are left out.";
    let help = "Add to site.yaml:  base_url: https://example.org/";
    Diagnostic::warning(Code::NoBaseUrl, &config_path(), None, message).help(help)
}
