//! One page as it is planned: its template and what that shows, or its bytes. Where it lies is for `planned` to say.

use super::pictures::PictureJob;
use crate::base::content::Content;
use crate::base::path::Address;
use crate::draw::card::Card;
use crate::draw::fonts::Fonts;
use crate::view::data::{DataFormat, DataPackage, PackageFile, RecordTable};
use crate::view::{
    ArchivePage, ArticlePage, AsKnownPage, CellPage, ChangesPage, ComparePage, ComparisonsPage, CorrectionsPage,
    DataPage, DisputePage, DisputesPage, DuePage, EditionPage, EditionsPage, EntityPage, FeedContext, FeedsContext,
    FeedsPage, HeadersContext, HomeContext, IndexPage, InsteadPage, KnownPage, LlmsContext, MapPage, MatrixPage,
    NewsSitemapContext, PlainPage, RedirectPage, RobotsContext, SearchPage, SecurityContext, SitemapContext,
    SitemapIndexContext, TimelinePage,
};
use serde::Serialize;
use std::sync::Arc;

/// One file of the output, with all that it depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PagePlan {
    Page {
        template: String,
        context: Box<Context>,
    },
    Table(Arc<RecordTable>, DataFormat),
    Package(Arc<DataPackage>, PackageFile),
    /// All tables as one file, which is packed after the build.
    Download(Arc<DataPackage>),
    /// A file of the site as it is.
    File(Content),
    /// A file that the plan makes of words: a calendar, a drawing. Each language has its own.
    Made(Content),
    /// With what it is set in. It is drawn after the build.
    Card(Arc<Card>, Arc<Fonts>),
    /// A picture and which of the files it is that are made of it, after the build.
    Picture(Arc<PictureJob>, usize),
    /// The index for readers who search, which is made after the build: the file that names all its others.
    Index,
}

impl PagePlan {
    /// Whether its file is made after the build, by `extras`.
    pub(crate) fn is_made_later(&self) -> bool {
        matches!(self, PagePlan::Card(..) | PagePlan::Index | PagePlan::Download(_) | PagePlan::Picture(..))
    }

    pub(super) fn page(template: &str, context: Context) -> PagePlan {
        PagePlan::Page { template: template.to_owned(), context: Box::new(context) }
    }
}

/// What a template gets. Its fields are the variables of the template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Context {
    Home(HomeContext),
    Article(Box<ArticlePage>),
    Entity(EntityPage),
    Index(IndexPage),
    Archive(ArchivePage),
    Plain(PlainPage),
    Redirect(RedirectPage),
    Feed(FeedContext),
    Feeds(FeedsContext),
    FeedsPage(FeedsPage),
    Sitemap(SitemapContext),
    SitemapIndex(SitemapIndexContext),
    NewsSitemap(NewsSitemapContext),
    Robots(RobotsContext),
    Llms(LlmsContext),
    Headers(HeadersContext),
    Security(SecurityContext),
    Matrix(MatrixPage),
    Known(KnownPage),
    AsKnown(Box<AsKnownPage>),
    Cell(Box<CellPage>),
    Timeline(TimelinePage),
    Due(DuePage),
    Map(MapPage),
    Instead(InsteadPage),
    Compare(Box<ComparePage>),
    Comparisons(ComparisonsPage),
    Disputes(DisputesPage),
    Dispute(Box<DisputePage>),
    Corrections(CorrectionsPage),
    Changes(ChangesPage),
    Edition(Arc<EditionPage>),
    Editions(EditionsPage),
    Data(DataPage),
    Search(SearchPage),
}

/// A page that is made of the ledger alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LedgerPage {
    pub address: Address,
    /// What to call it when another page wants its address.
    pub what: String,
    pub page: Arc<PagePlan>,
    /// Whether readers are sent there by the sitemap, and the day of the last change if they are.
    pub listed: Option<Option<String>>,
}
