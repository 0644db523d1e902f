//! Every file of the output, decided once: its path, and all that it will show.
//!
//! Fifth step of the pipeline. Feeds, sitemap and redirects are pages like the others. Here two pages on one path and
//! links that lead nowhere come to light; no template is touched and nothing is rendered.

mod check;
mod data;
mod facts;
mod feed;
mod neighbours;
mod pages;
mod parts;

use crate::context::{
    ArchivePage, ArticlePage, CorrectionsPage, DataPage, DisputePage, DisputesPage, EntityPage, FeedContext,
    HomeContext, IndexPage, InsteadPage, MapPage, MatrixPage, PlainPage, RedirectPage, RobotsContext, SiteContext,
    SitemapContext, TimelinePage,
};
use crate::data::{Format, Table};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::facts::Ledger;
use crate::link::Site;
use crate::load::{Content, SourceFile, Sources, TEMPLATES};
use crate::model::{Entity, config_path};
use crate::path::{Address, OutputPath, SourcePath};
use parts::Parts;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub pages: BTreeMap<OutputPath, Arc<PagePlan>>,
    /// What every template sees as `site`.
    pub site: Arc<SiteContext>,
}

/// One file of the output, with all that it depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PagePlan {
    Page { template: String, context: Box<Context> },
    Table(Arc<Table>, Format),
    File(Content),
}

impl PagePlan {
    fn page(template: &str, context: Context) -> PagePlan {
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
    Sitemap(SitemapContext),
    Robots(RobotsContext),
    Matrix(MatrixPage),
    Timeline(TimelinePage),
    Map(MapPage),
    Instead(InsteadPage),
    Disputes(DisputesPage),
    Dispute(Box<DisputePage>),
    Corrections(CorrectionsPage),
    Data(DataPage),
}

/// What `plan` remembers between builds.
#[derive(Debug, Default)]
pub struct Memory {
    parts: parts::Memory,
    facts: facts::Memory,
    pages: pages::Memory,
    feeds: feed::Memory,
    links: check::Memory,
}

/// Decides all pages of a site.
///
/// `sources` gives the bytes of files that are published as they are, and says which templates there are.
pub fn plan(site: &Site, ledger: &Arc<Ledger>, sources: &Sources, memory: &mut Memory) -> (Plan, Vec<Diagnostic>) {
    let parts = Parts::new(site, ledger, &mut memory.parts);
    let mut planned = Planned { pages: BTreeMap::new(), origins: BTreeMap::new(), diagnostics: Vec::new() };
    for (address, path) in &site.files {
        if let Some(SourceFile::Data(content)) = sources.files.get(path) {
            planned.add(address, Origin::file(path), PagePlan::File(content.clone()));
        } else if let Some(SourceFile::Text(text)) = sources.files.get(path) {
            let content = Content::Memory(Arc::from(text.as_bytes()));
            planned.add(address, Origin::file(path), PagePlan::File(content));
        }
    }
    let has_template = |name: &str| sources.files.contains_key(&SourcePath::new(format!("{TEMPLATES}/{name}")));
    let facts = facts::facts(&parts, ledger, &has_template, &mut memory.facts);
    pages::add(&parts, &facts, &mut planned, &has_template, &mut memory.pages);
    facts::add(&facts, &mut planned);
    pages::add_redirects(&parts, &mut planned);
    match &site.config.base_url {
        Some(base_url) => feed::add(&parts, &facts, base_url, &mut planned, &mut memory.feeds),
        None => planned.diagnostics.push(no_base_url()),
    }
    feed::add_robots(&parts, &mut planned);
    planned.files_that_are_folders();
    let mut diagnostics = planned.diagnostics;
    diagnostics.extend(check::links(site, &planned.pages, &mut memory.links));
    (Plan { pages: planned.pages, site: parts.site_context.clone() }, diagnostics)
}

fn no_base_url() -> Diagnostic {
    let message = "The site does not know its address, so feeds and sitemap are left out.";
    let help = "Add to site.yaml:  base_url: https://example.org/";
    Diagnostic::warning(Code::NoBaseUrl, &config_path(), None, message).help(help)
}

/// The pages so far, and who asked for each.
struct Planned {
    pages: BTreeMap<OutputPath, Arc<PagePlan>>,
    origins: BTreeMap<OutputPath, Origin>,
    diagnostics: Vec<Diagnostic>,
}

/// What a page is made from, to be named when two want one address.
#[derive(Clone)]
struct Origin {
    what: What,
    path: SourcePath,
    span: Option<Span>,
}

/// Words are put together only when they are told, since every page has an origin and hardly any is told.
#[derive(Clone)]
enum What {
    /// The file itself.
    File,
    Made(Arc<str>),
    /// "the page of" a name.
    Of(&'static str, Arc<Entity>),
    Redirect,
}

impl Origin {
    fn file(path: &SourcePath) -> Origin {
        Origin { what: What::File, path: path.clone(), span: None }
    }

    fn made(what: &str) -> Origin {
        Origin { what: What::Made(Arc::from(what)), path: config_path(), span: None }
    }

    /// `what` is told with the name of the entity after it.
    fn of(what: &'static str, entity: &Arc<Entity>) -> Origin {
        Origin { what: What::Of(what, entity.clone()), path: config_path(), span: None }
    }

    fn words(&self) -> String {
        match &self.what {
            What::File => self.path.to_string(),
            What::Made(what) => what.to_string(),
            What::Of(what, entity) => format!("{what} \"{}\"", entity.name),
            What::Redirect => format!("a redirect of {}", self.path),
        }
    }
}

impl Planned {
    fn add(&mut self, address: &Address, origin: Origin, page: impl Into<Arc<PagePlan>>) {
        let path = match address.output_path() {
            Ok(path) => path,
            Err(reason) => {
                let message = format!("{address} cannot be the address of a page: {reason}.");
                self.diagnostics.push(Diagnostic::error(Code::UnsafePath, &origin.path, origin.span, message));
                return;
            }
        };
        match self.origins.get(&path) {
            Some(first) => {
                let message = format!("{} and {} would both become {address}.", first.words(), origin.words());
                let help = "Rename one of the two.";
                self.diagnostics
                    .push(Diagnostic::error(Code::SameAddress, &origin.path, origin.span, message).help(help));
            }
            None => {
                self.origins.insert(path.clone(), origin);
                self.pages.insert(path, page.into());
            }
        }
    }

    /// A path that is a file and, for another page, a folder.
    fn files_that_are_folders(&mut self) {
        let mut before = "";
        for (path, origin) in &self.origins {
            let path = path.as_str();
            // The paths are sorted, so what a path has in common with the one before has been looked up.
            let new =
                |parent: &&str| !before.starts_with(*parent) || before.as_bytes().get(parent.len()) != Some(&b'/');
            for parent in path.match_indices('/').map(|(at, _)| &path[..at]).filter(new) {
                if let Some(file) = self.origins.get(parent) {
                    let message = format!("{} would be a file where {} needs a folder.", file.words(), origin.words());
                    let told = Diagnostic::error(Code::SameAddress, &file.path, file.span.clone(), message);
                    self.diagnostics.push(told.help("Rename one of the two."));
                }
            }
            before = path;
        }
    }
}
