//! Why a page is as it is: the file, template, tags, statements and links behind an address of the site.
//!
//! Looks at a finished build and its plan, and puts into words what stands there. Never works out by itself what a page
//! shows, and never touches the disk.

mod behind;
mod pictures;

use crate::Outcome;
use crate::base::lines::line_and_column;
use crate::base::path::{Address, SourcePath, decoded, shown_with_slashes};
use crate::base::text::fold::nfc;
use crate::facts::Ledger;
use crate::link::Site;
use crate::load::{ASSETS, Sources};
use crate::model::files::version;
use crate::model::suggest::nearest;
use crate::plan::pictures::{Make, PictureJob};
use crate::plan::{Context, PagePlan, Plan};
use behind::{Behind, behind};
use std::path::Path;

/// The page behind an address: `/models/fugu/`, `fugu/index.html`, a whole URL, or the file that it is made of.
///
/// `is_own` says whether a file of the theme is the site's own, and `weight` how many bytes a file of a picture has. For an address that no page has, says in words which
/// one was probably meant.
pub(crate) fn explain(
    written: &str,
    sources: &Sources,
    outcome: &Outcome,
    is_own: &dyn Fn(&SourcePath) -> bool,
    weight: &dyn Fn(&PictureJob, &Make) -> Option<usize>,
) -> Result<String, String> {
    let plan = &outcome.plan;
    let address = match page_of_file(written, outcome) {
        Some(address) => address,
        None => address(written, &outcome.site),
    };
    if let Some(why) = not_published(&address, outcome) {
        return Err(why);
    }
    if let Some(why) = draft_in_other_language(written, &outcome.site) {
        return Err(why);
    }
    let Some((address, page)) = find(&address, plan) else {
        let help = similar(&address, plan).map_or(String::new(), |near| format!(" Did you mean {near}?"));
        return Err(format!("no page has the address {address}.{help}"));
    };
    let shown = page_in_language(&address, outcome);
    let site = shown.site;
    let mut lines = Lines { text: format!("{address}\n"), sources };
    match page {
        PagePlan::Page { template, context } => {
            let path = SourcePath::new(format!("templates/{template}"));
            let whose = if is_own(&path) { "" } else { THEMES };
            let to = match &**context {
                Context::Redirect(_) => site.redirects.iter().find(|redirect| redirect.old == shown.address),
                _ => None,
            };
            lines.add("template", &format!("{path}{whose}"));
            made_from(context).into_iter().for_each(|what| lines.add("made from", what));
            if let Some(redirect) = to {
                lines.place("written in", &redirect.path, redirect.span.start, "");
                lines.add("leads to", &format!("{}{}", site.config.at, redirect.to));
            }
        }
        PagePlan::Table(table, _) => lines.add("table", &format!("{} rows of {}", table.rows.len(), table.sort.name)),
        PagePlan::Package(..) | PagePlan::Download(_) => lines.add("made from", "all tables"),
        PagePlan::Card(..) => lines.add("card of", address.as_str().trim_end_matches("card.png")),
        PagePlan::Picture(job, _) => lines.add("made from", job.source.as_str()),
        PagePlan::Made(_) => lines.add("made from", "all statements"),
        PagePlan::File(_) => match site.files.by_address.get(&address).cloned().or_else(|| asset(&address, plan)) {
            Some(path) => lines.add("copied from", &format!("{path}{}", if is_own(&path) { "" } else { THEMES })),
            None => lines.add("made from", "all statements"),
        },
        PagePlan::Index => lines.add("made from", "all texts"),
    }
    pictures::line(&shown, plan, weight).into_iter().for_each(|line| lines.add("pictures", &line));
    lines.behind(&behind(&shown));
    Ok(lines.text)
}

/// The file of an asset, by the address that it is published at.
fn asset(address: &Address, plan: &Plan) -> Option<SourcePath> {
    let site = &plan.site;
    let url = format!("{}{}", site.root.trim_end_matches('/'), address.encoded());
    let (name, _) = site.assets.iter().find(|(_, asset)| **asset == url)?;
    Some(SourcePath::new(format!("{ASSETS}/{name}")))
}

/// What is said of a file that the site does not have itself.
const THEMES: &str = "  (of the theme in the program)";

/// What pages without a file are made from.
fn made_from(context: &Context) -> Option<&'static str> {
    match context {
        Context::Compare(_) | Context::Comparisons(_) => Some("all statements on the entities that it names"),
        Context::Matrix(_) | Context::Known(_) | Context::Instead(_) => Some("the access statements of all articles"),
        Context::AsKnown(_) => Some("the statements about it that were known on that day"),
        Context::Timeline(_) => Some("the events and access statements of all articles"),
        Context::Map(_) => Some("the relations that articles and entities state"),
        Context::Disputes(_) => Some("the disputes of editors, and statements that contradict each other"),
        Context::Corrections(_) => Some("the corrections of all articles"),
        Context::Data(_) => Some("all statements"),
        Context::Home(_) | Context::Index(_) | Context::Archive(_) => Some("all pages that it lists"),
        Context::Feed(_) | Context::Sitemap(_) => Some("all pages that it lists"),
        _ => None,
    }
}

/// Whether a word is meant as an address, and not as the code of a message.
pub(crate) fn is_address(word: &str) -> bool {
    word.contains(['/', '.'])
}

/// A page within its language.
struct Page<'a> {
    address: Address,
    site: &'a Site,
    ledger: &'a Ledger,
}

/// The page at an address of the whole site.
fn page_in_language<'a>(address: &Address, outcome: &'a Outcome) -> Page<'a> {
    let (begin, below) = outcome.site.config.named_language(address.as_str()).unwrap_or(("", address.as_str()));
    let mut sites = outcome.in_languages();
    match sites.find(|(site, _)| site.config.at == begin) {
        Some((site, ledger)) => Page { address: Address::new(below), site, ledger },
        None => Page { address: address.clone(), site: &outcome.site, ledger: &outcome.ledger },
    }
}

/// The path of a file as it is written at a prompt.
fn file(written: &str) -> SourcePath {
    let written = written.split(['#', '?']).next().unwrap_or(written);
    SourcePath::new(shown_with_slashes(Path::new(written)).trim_start_matches("./"))
}

/// The page that is made of a file, in the language of the file where it is shown there.
fn page_of_file(written: &str, outcome: &Outcome) -> Option<Address> {
    let file = file(written);
    let in_language = |(site, _): &(&Site, &Ledger)| {
        let (address, document) = site.documents().find(|(_, document)| document.path == file)?;
        let version = version(&document.path, &site.config).1;
        let is_own = version.is_some_and(|code| code.eq_ignore_ascii_case(&site.config.language));
        Some((!is_own, Address::new(format!("{}{address}", site.config.at))))
    };
    let pages: Vec<(bool, Address)> = outcome.in_languages().filter_map(|all| in_language(&all)).collect();
    // The first of those that are equal.
    pages.into_iter().min_by_key(|(is_foreign, _)| *is_foreign).map(|(_, address)| address)
}

/// Why an address has no page, where there will be one or was one.
fn not_published(address: &Address, outcome: &Outcome) -> Option<String> {
    let within = page_in_language(address, outcome);
    let page = within.site.withheld.values().find(|page| page.address == within.address)?;
    Some(format!("{address} is not published: it is made of {}, see  fissure list", page.path))
}

/// What is said of a translation that is not shown yet.
fn draft_in_other_language(written: &str, site: &Site) -> Option<String> {
    let file = file(written);
    let (original, draft) = site
        .drafts
        .iter()
        .find_map(|(original, drafts)| Some((original, drafts.iter().find(|draft| draft.path == file)?)))?;
    Some(format!("{file} is a draft: {original} stands in for it at {}", draft.whole_address()))
}

/// The address that is meant, without host, prefix, anchor and `index.html`.
fn address(written: &str, site: &Site) -> Address {
    let written = written.split(['#', '?']).next().unwrap_or(written);
    let path = match written.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |slash| &rest[slash..]),
        None => written,
    };
    let path = path.trim_start_matches('/');
    let prefix = site.config.prefix().trim_start_matches('/');
    let below =
        path.strip_prefix(prefix).filter(|below| !prefix.is_empty() && (below.is_empty() || below.starts_with('/')));
    let path = below.unwrap_or(path).trim_start_matches('/');
    let decoded = decoded(&format!("/{}", path.strip_suffix("index.html").unwrap_or(path)));
    Address::new(nfc(&decoded))
}

/// The page at an address, or at the same with a slash or `.html`.
fn find<'p>(address: &Address, plan: &'p Plan) -> Option<(Address, &'p PagePlan)> {
    let path = address.as_str().trim_end_matches('/');
    let with = |end: &str| Address::new(format!("{path}{end}"));
    [address.clone(), with("/"), with(".html")]
        .into_iter()
        .find_map(|address| Some((address.clone(), &**plan.pages.get(&address.output_path().ok()?)?)))
}

/// The page that was probably meant: one in the same folder that is spelt alike, or one of that name elsewhere.
fn similar(address: &Address, plan: &Plan) -> Option<Address> {
    let parts = |address: &Address| {
        let (folder, _) = address.as_str().trim_end_matches('/').rsplit_once('/')?;
        Some((folder.to_owned(), address.last_part().to_owned()))
    };
    let (folder, name) = parts(address)?;
    let pages = || plan.pages.keys().map(|path| path.address()).filter_map(|other| Some((parts(&other)?, other)));
    let beside: Vec<_> = pages().filter(|((parent, _), _)| *parent == folder).collect();
    let all: Vec<_> = pages().filter(|(_, other)| other.is_page()).collect();
    [beside, all].into_iter().find_map(|among| {
        let near = nearest(&name, among.iter().map(|((_, name), _)| name.as_str()))?.to_owned();
        among.into_iter().find(|((_, name), _)| *name == near).map(|(_, address)| address)
    })
}

/// The answer while it is written: a word in the first column, and what it is about in the second.
struct Lines<'a> {
    text: String,
    sources: &'a Sources,
}

impl Lines<'_> {
    fn add(&mut self, label: &str, what: &str) {
        self.text.push_str(format!("{label:<12}  {what}").trim_end());
        self.text.push('\n');
    }

    /// A place in a file, by its line.
    fn place(&mut self, label: &str, path: &SourcePath, at: usize, what: &str) {
        let line = self.sources.text(path).map_or(1, |text| line_and_column(text, at).0);
        self.add(label, format!("{path}:{line}  {what}").trim_end());
    }

    fn behind(&mut self, behind: &Behind) {
        for (label, what) in &behind.is {
            self.add(label, what);
        }
        for (label, path, at, what) in &behind.rests_on {
            self.place(label, path, *at, what);
        }
        for (label, what) in &behind.leads_here {
            self.add(label, what);
        }
    }
}
