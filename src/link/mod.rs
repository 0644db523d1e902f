//! All files together: tags and links find their entities, and every entity learns who speaks of it.
//!
//! The first step that sees the whole site. It decides what is published, who is who, and
//! where each link leads; it never decides how a page looks or which pages a list is cut into.

mod blocked;
mod body;
pub(crate) mod called;
mod capitals;
mod claims;
mod dispute;
mod embeds;
mod files;
mod guess;
mod identity;
mod ids;
mod item;
mod known;
mod link_cards;
mod links;
mod lookup;
pub(crate) mod names;
mod orphans;
mod pictures;
mod places;
pub(crate) mod prose;
mod publish;
mod read_sources;
mod redirects;
mod site;
mod statements;
mod stubs;
pub(crate) mod target;
pub(crate) mod testimony;
mod times;
mod translated;
mod turned;
mod unresolved;

use crate::base::diagnostic::Diagnostic;
use crate::base::memo::Memo;
use crate::base::path::{Address, SourcePath};
use crate::base::reads::{Reading, Recorded};
use crate::base::table::{Joined, Rekeyed, Table, Turned};
use crate::load::Sources;
pub(crate) use crate::model::entity::address as entity_address;
use crate::model::{Config, Item, config_path};
use crate::versions::Versions;
pub(crate) use body::{opening, texts};
use jiff::civil::Date;
use known::{Known, known};
pub(crate) use links::page_keys;
use lookup::{InFile, LookupSettings};
pub(crate) use orphans::{Orphan, orphans};
pub(crate) use pictures::PublishedPicture;
pub use site::*;
use std::collections::BTreeMap;
use std::sync::Arc;
pub use turned::sentences;

/// What is not published, by its address.
type Held = Arc<BTreeMap<Address, Arc<Withheld>>>;

/// What `link` remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct LinkCache {
    published: publish::PublishCache,
    entities: stubs::EntitiesCache,
    claims: claims::ClaimsCache,
    pages_of_files: Rekeyed<FileId, Item, SourcePath, Address>,
    pages_in_languages: Joined<SourcePath, Address>,
    hidden_out: Memo<SourcePath, Address, Held, Address>,
    hidden_held: Memo<SourcePath, Address, Held, Arc<Withheld>>,
    static_files: files::FilesCache,
    pictures: pictures::PicturesCache,
    shown: Turned<FileId, Arc<LinkedFile>, Address, ()>,
    embeds: Rekeyed<SourcePath, Item, SourcePath, embeds::Names>,
    redirects: redirects::RedirectsCache,
    known: known::KnownCache,
    files: Recorded<FileId, Item, LookupSettings, Known, Arc<LinkedFile>>,
    reported: Memo<FileId, Arc<LinkedFile>, bool, Arc<Vec<Diagnostic>>>,
    times: Memo<FileId, Arc<LinkedFile>, Date, Arc<Vec<Diagnostic>>>,
    articles: Rekeyed<FileId, Arc<LinkedFile>, ArticleId, Arc<LinkedArticle>>,
    pages: Rekeyed<FileId, Arc<LinkedFile>, SourcePath, Arc<LinkedPage>>,
    turned: turned::TurnedCache,
    translated: translated::TranslatedCache,
}

/// Joins all items to a site.
pub(crate) fn link(
    sources: &Sources,
    config: &Arc<Config>,
    versions: Versions,
    circumstances: &Circumstances,
    memory: &mut LinkCache,
) -> (Site, Vec<Diagnostic>) {
    let Versions { items, hidden, languages, drafts } = versions;
    let items = &items;
    let mut reported = Vec::new();
    // What is published, and who is who.
    let published = publish::publish(config, items, circumstances, &mut memory.published, &mut reported);
    let (seen, withheld) = (&published.seen, &published.withheld);
    let (entities, names) = stubs::entities(config, seen, withheld, &mut memory.entities, &mut reported);
    claims::report(&entities, sources, &mut memory.claims, &mut reported);

    // Where everything is.
    let pages = memory.pages_of_files.follow(seen, |_, item| Some((item.path().clone(), item.address().clone())));
    let held: Held = match hidden.is_empty() {
        true => Held::default(),
        false => Arc::new(withheld.values().map(|page| (page.address.clone(), page.clone())).collect()),
    };
    // A file that another one stands in for is out when that is.
    let is_out = |_: &SourcePath, address: &Address, held: &Held| match held.get(address) {
        Some(page) if !page.is_entity() => None,
        _ => Some(address.clone()),
    };
    let hidden_out = memory.hidden_out.answer(&hidden, &held, is_out);
    let hidden_held = memory
        .hidden_held
        .answer(&hidden, &held, |_, address, held| held.get(address).filter(|page| !page.is_entity()).cloned());
    let pages = if hidden.is_empty() { pages } else { memory.pages_in_languages.follow(&pages, &hidden_out) };
    let embeds = memory.embeds.follow(items, |path, item| Some((path.clone(), embeds::names(item)?)));
    let files = files::files(sources, config, &pages, &embeds, &mut memory.static_files, &mut reported);
    let redirects = redirects::redirects(seen, &mut memory.redirects, &mut reported);
    let pictures = pictures::pictures(sources, &files, &mut memory.pictures, &mut reported);
    let parts = known::KnownParts {
        names,
        seen,
        withheld,
        hidden_held,
        pages,
        files: &files,
        pictures: pictures.clone(),
        redirects: &redirects,
    };
    let known = known(&config.kinds, parts, &mut memory.known);

    // What each file says, looked up.
    let common = LookupSettings::new(config, &files);
    let linked = memory.files.answer(seen, &common, known.clone(), item::link);
    reported.extend(reports(&linked, circumstances.advice, &mut memory.reported));

    let shown =
        memory.shown.follow(&linked, |_, file| file.pictures.iter().map(|at| (at.clone(), ())).collect()).clone();
    reported.extend(pictures::of_unshown(&pictures, &shown));

    // Both ways: what others say of each entity, and of each article in other languages.
    let articles = memory.articles.follow(&linked, |id, file| Some((id.article()?.clone(), file.article()?.clone())));
    let pages =
        memory.pages.follow(&linked, |_, file| file.page().map(|page| (page.page.document.path.clone(), page.clone())));
    let (settings, reading) = (config_path(), Reading::new(&known));
    let mut in_settings = InFile::new(&common, &reading, &settings);
    let site = Site {
        config: config.clone(),
        author: config.author.as_ref().map(|word| in_settings.author(word)),
        menu: config.menu.iter().map(|item| in_settings.menu_item(item)).collect(),
        digests: in_settings.digests(config),
        entities: turned::entities(&entities, &linked, &articles, &mut memory.turned),
        languages,
        drafts,
        translated: translated::translated(&articles, &config.language, &mut memory.translated),
        articles,
        pages,
        files,
        pictures,
        shown,
        redirects: redirects.values().flat_map(|redirects| redirects.iter().cloned()).collect(),
        withheld: published.withheld,
        early: published.early,
        linked,
        next_change: published.next_change,
    };
    reported.append(&mut in_settings.diagnostics);
    let today = config.day(circumstances.now);
    let of_times = memory.times.answer(&site.linked, &today, |_, file, today| {
        Some(Arc::new(times::of_file(file, *today))).filter(|found| !found.is_empty())
    });
    reported.extend(of_times.values().flat_map(|found| found.iter().cloned()));
    let of_withheld = site.withheld.keys().filter_map(|path| times::of_withheld(items.get(path)?, today));
    reported.extend(of_withheld);
    if circumstances.advice {
        reported.extend(orphans::notes(&site));
    }
    (site, reported)
}

/// What was found wrong in files; advice only where it is asked for.
fn reports(
    linked: &Table<FileId, Arc<LinkedFile>>,
    advice: bool,
    memory: &mut Memo<FileId, Arc<LinkedFile>, bool, Arc<Vec<Diagnostic>>>,
) -> Vec<Diagnostic> {
    let of_files = memory.answer(linked, &advice, |_, file, advice| {
        let wanted = file.diagnostics.iter().filter(|d| *advice || !d.code.is_advice());
        Some(Arc::new(wanted.cloned().collect::<Vec<_>>())).filter(|wanted| !wanted.is_empty())
    });
    of_files.values().flat_map(|reports| reports.iter().cloned()).collect()
}
