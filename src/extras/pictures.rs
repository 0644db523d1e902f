//! Pictures as they are published: without metadata, the right way up, in several sizes and kinds.
//!
//! To encode a picture takes as long as to render a thousand pages, so each file is made once: it is remembered, and kept on a shelf for
//! later runs, under a hash of the picture's bytes and of what is made. As many are made at a time as have the pixels that one may have.

use crate::base::bounds::PICTURE_PIXELS;
use crate::base::content::{Content, Keeper, Nowhere, Shelf, ShelfKey};
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::memo::Memo;
use crate::base::parallel;
use crate::base::path::{Address, OutputPath, SourcePath};
use crate::base::table::Table;
use crate::base::trouble::in_words;
use crate::link::{LinkedItem, Site};
use crate::load;
use crate::parse::body::Node;
use crate::picture::variants::MadeAs;
use crate::picture::{Picture, PictureKind, without_metadata};
use crate::plan::PagePlan;
use crate::plan::pictures::{Make, PictureFile, PictureJob};
use fissure_pixels::{Format, Pixels, decode};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// To be raised when the same picture gives other files; a test says when that is.
const VERSION: &str = "fissure picture 1";
/// Of JPEGs: of smaller ones, and of one that is made anew in its own size.
const QUALITY: u8 = 80;
const SAME_SIZE: u8 = 90;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct PicturesCache {
    jobs: Memo<OutputPath, Arc<PagePlan>, (), Arc<PictureJob>>,
    finished: BTreeMap<OutputPath, (Arc<PictureJob>, Arc<Finished>)>,
    files: Table<OutputPath, Content>,
    keeper: Keeper,
    shelf: Shelf,
}

/// What came of a picture.
#[derive(Debug, Default)]
struct Finished {
    files: Vec<(OutputPath, Content)>,
    /// What it needs on the shelf.
    keys: Vec<ShelfKey>,
    /// Those that had to be made.
    made: Vec<OutputPath>,
    /// Why there is nothing.
    failed: Option<Failure>,
}

#[derive(Debug, Clone)]
enum Failure {
    /// The file cannot be read.
    Read(String),
    /// Its pixels cannot; in the words of a library.
    Decode(String),
}

impl PicturesCache {
    /// Says where to keep what later runs need.
    pub(crate) fn keep_on(&mut self, shelf: Shelf) {
        self.shelf = shelf;
    }

    pub(crate) fn forget_files(&mut self) {
        self.finished.clear();
    }

    /// Makes the picture again that a file is of.
    pub(crate) fn forget(&mut self, path: &OutputPath) {
        self.finished.retain(|_, (job, _)| !job.files.iter().any(|file| file.path == *path));
    }

    /// Takes from the shelf what the last pictures did not need.
    pub(crate) fn sweep(&self) {
        let used: BTreeSet<ShelfKey> = self.finished.values().flat_map(|(_, done)| done.keys.iter().copied()).collect();
        self.shelf.keep_only(&used);
    }
}

/// The files of all pictures of a plan, which of them had to be made, and what is wrong with pictures that cannot be decoded.
pub(crate) fn pictures(
    pages: &Table<OutputPath, Arc<PagePlan>>,
    site: &Site,
    keeper: &Keeper,
    memory: &mut PicturesCache,
) -> (Table<OutputPath, Content>, Vec<OutputPath>, Vec<Diagnostic>) {
    let jobs = memory.jobs.answer(pages, &(), |_, page, ()| match &**page {
        PagePlan::Picture(job, 0) => Some(job.clone()),
        _ => None,
    });
    if memory.keeper != *keeper {
        memory.keeper = keeper.clone();
        memory.finished.clear();
    }
    let is_done = |(path, job): &(&OutputPath, &Arc<PictureJob>)| {
        memory.finished.get(*path).is_some_and(|(done, _)| Arc::ptr_eq(done, job) || done == *job)
    };
    let open: Vec<(OutputPath, Arc<PictureJob>)> =
        jobs.iter().filter(|entry| !is_done(entry)).map(|(path, job)| (path.clone(), job.clone())).collect();
    let before = memory.finished.len();
    memory.finished.retain(|path, _| jobs.contains_key(path));
    let has_changed = !open.is_empty() || memory.finished.len() != before;
    let mut made = Vec::new();
    let shelf = &memory.shelf;
    for batch in batches(&open) {
        let results = parallel::map(batch, |(_, job)| Arc::new(Work { shelf, keeper, job }.finish()));
        for ((path, job), finished) in batch.iter().zip(results) {
            made.extend(finished.made.iter().cloned());
            memory.finished.insert(path.clone(), (job.clone(), finished));
        }
    }
    if has_changed {
        let files = memory.finished.values().flat_map(|(_, finished)| finished.files.iter().cloned());
        memory.files = files.collect::<BTreeMap<_, _>>().into_iter().collect();
    }
    let failed = memory.finished.values().filter_map(|(job, finished)| Some((job, finished.failed.as_ref()?)));
    let diagnostics = failed.map(|(job, failure)| report(site, job, failure)).collect();
    // What could not be read may be readable the next time.
    memory.finished.retain(|_, (_, finished)| !matches!(finished.failed, Some(Failure::Read(_))));
    (memory.files.clone(), made, diagnostics)
}

/// The same without making anything but the picture itself.
pub(crate) fn undecodable(
    pages: &Table<OutputPath, Arc<PagePlan>>,
    site: &Site,
    memory: &mut PicturesCache,
) -> Vec<Diagnostic> {
    let only_itself = |page: &Arc<PagePlan>| match &**page {
        PagePlan::Picture(job, 0) => {
            let job = PictureJob { files: job.files[..1].to_vec(), ..PictureJob::clone(job) };
            Some(Arc::new(PagePlan::Picture(Arc::new(job), 0)))
        }
        _ => None,
    };
    let pages = pages.iter().filter_map(|(path, page)| Some((path.clone(), only_itself(page)?))).collect();
    pictures(&pages, site, &Keeper::of(Arc::new(Nowhere)), memory).2
}

/// Runs of pictures that have, together, no more pixels than one may have.
fn batches(open: &[(OutputPath, Arc<PictureJob>)]) -> impl Iterator<Item = &[(OutputPath, Arc<PictureJob>)]> {
    let mut rest = open;
    std::iter::from_fn(move || {
        let mut pixels = 0;
        let fits = |(_, job): &&(OutputPath, Arc<PictureJob>)| {
            pixels +=
                job.looked.as_ref().ok().and_then(|picture| picture.size).map_or(0, |(w, h)| w as usize * h as usize);
            pixels <= PICTURE_PIXELS
        };
        let len = rest.iter().take_while(fits).count().max(1).min(rest.len());
        let (batch, after) = rest.split_at(len);
        rest = after;
        (!batch.is_empty()).then_some(batch)
    })
}

/// The work on one picture.
struct Work<'a> {
    shelf: &'a Shelf,
    keeper: &'a Keeper,
    job: &'a PictureJob,
}

impl Work<'_> {
    fn finish(&self) -> Finished {
        let mut finished = Finished::default();
        if let Err(failure) = self.fill(&mut finished) {
            finished = Finished { failed: Some(failure), ..Finished::default() };
        }
        finished
    }

    fn fill(&self, finished: &mut Finished) -> Result<(), Failure> {
        let Ok(picture) = &self.job.looked else { return Ok(()) };
        let bytes = load::bytes(&self.job.content).map_err(|error| Failure::Read(in_words(&error)))?;
        let source = blake3::hash(&bytes);
        let mut pixels: Option<Pixels> = None;
        // Each size is made as several kinds.
        let mut scaled: BTreeMap<(u32, u32), Pixels> = BTreeMap::new();
        for PictureFile { path, make, .. } in &self.job.files {
            let is_itself = is_as_it_is(picture, make);
            let key = key(&source, make);
            let known = if is_itself && format(picture).is_none() { Some(Vec::new()) } else { self.shelf.get(&key) };
            let made = match known {
                Some(known) if !is_itself => known,
                known => {
                    if known.is_none() {
                        finished.made.push(path.clone());
                        if pixels.is_none() {
                            pixels = Some(decoded(picture, &bytes).map_err(Failure::Decode)?);
                        }
                    }
                    let made = match (&pixels, is_itself) {
                        (_, true) => without_metadata(picture.kind, &bytes),
                        (Some(pixels), false) => {
                            made_of(picture, pixels, make, &mut scaled).map_err(Failure::Decode)?
                        }
                        (None, false) => return Err(Failure::Decode("it cannot be made smaller".to_owned())),
                    };
                    // Of the picture itself, the shelf has only that it can be decoded.
                    if known.is_none() {
                        self.shelf.put(&key, if is_itself { &[] } else { &made });
                    }
                    made
                }
            };
            finished.keys.push(key);
            finished.files.push((path.clone(), self.keeper.keep(path, made)));
        }
        Ok(())
    }
}

/// One file that is made of a picture.
fn made_of(
    picture: &Picture,
    pixels: &Pixels,
    make: &Make,
    scaled: &mut BTreeMap<(u32, u32), Pixels>,
) -> Result<Vec<u8>, String> {
    let made = match *make {
        Make::Clean => match picture.kind {
            PictureKind::Png => pixels.png(),
            PictureKind::WebP => pixels.webp(),
            _ => pixels.jpeg(SAME_SIZE),
        },
        Make::Scaled(width, height, made) => {
            let scaled = scaled.entry((width, height)).or_insert_with(|| pixels.scaled(width, height));
            match made {
                MadeAs::Jpeg => scaled.jpeg(QUALITY),
                MadeAs::Png => scaled.png(),
                MadeAs::WebP => scaled.webp(),
                MadeAs::Avif => scaled.avif(),
            }
        }
        Make::Card(width, height) => pixels.cropped(width, height).scaled(width, height).jpeg(QUALITY),
    };
    made.ok_or_else(|| format!("nothing can be made of it ({make:?})"))
}

fn format(picture: &Picture) -> Option<Format> {
    match picture.kind {
        _ if picture.is_animated => None,
        PictureKind::Jpeg => Some(Format::Jpeg),
        PictureKind::Png => Some(Format::Png),
        PictureKind::WebP => Some(Format::WebP),
        PictureKind::Gif | PictureKind::Avif | PictureKind::Svg => None,
    }
}

fn decoded(picture: &Picture, bytes: &[u8]) -> Result<Pixels, String> {
    let format = format(picture).ok_or("it is of a kind that is not decoded")?;
    Ok(decode(format, bytes, PICTURE_PIXELS)?.turned(picture.orientation))
}

/// How many bytes a file of a picture has; nothing where it was not made yet.
pub(crate) fn weight(job: &PictureJob, make: &Make, shelf: &Shelf) -> Option<usize> {
    let picture = job.looked.as_ref().ok()?;
    let bytes = load::bytes(&job.content).ok()?;
    match is_as_it_is(picture, make) {
        true => Some(without_metadata(picture.kind, &bytes).len()),
        false => Some(shelf.get(&key(&blake3::hash(&bytes), make))?.len()),
    }
}

/// Whether a file has the very pixels of its picture.
fn is_as_it_is(picture: &Picture, make: &Make) -> bool {
    *make == Make::Clean && picture.orientation == 1 && !picture.is_cmyk
}

/// By what the shelf knows a file.
fn key(source: &blake3::Hash, make: &Make) -> ShelfKey {
    let mut hasher = blake3::Hasher::new();
    hasher.update(VERSION.as_bytes()).update(format!("{make:?}").as_bytes()).update(source.as_bytes());
    *hasher.finalize().as_bytes()
}

/// What is wrong with a picture, where a text shows it.
fn report(site: &Site, job: &PictureJob, failure: &Failure) -> Diagnostic {
    let (path, span) = place(site, job);
    let name = job.source.file_name();
    match failure {
        Failure::Read(why) => {
            Diagnostic::error(Code::Unreadable, &job.source, None, format!("Cannot read this: {why}."))
        }
        Failure::Decode(why) => {
            let message = format!("{name} is damaged: it begins well, and cannot be read to its end ({why}).");
            Diagnostic::error(Code::BadPicture, &path, span, message)
                .help("Copy or export it again from where it comes.")
        }
    }
}

/// The first place that shows a picture, or its file.
fn place(site: &Site, job: &PictureJob) -> (SourcePath, Option<Span>) {
    let shown = site.shown.get(&job.address).into_iter().flat_map(|by| by.keys());
    let place = shown.filter_map(|id| site.linked.get(id)).find_map(|file| {
        let (document, filling, image) = match &file.value {
            LinkedItem::Article(linked) => (&linked.article.document, &linked.filling, linked.article.image.as_ref()),
            LinkedItem::Profile(own) => (own.entity.document.as_ref()?, &own.filling, None),
            LinkedItem::Page(linked) => (&linked.page.document, &linked.filling, None),
        };
        let is_it = |address: &str| Address::new(crate::base::path::decoded(address)) == job.address;
        let of_text = filling.pictures.iter().find(|shown| shown.file.as_ref().is_some_and(|(at, _)| is_it(at)));
        let span = of_text.and_then(|shown| match document.body.nodes.get(shown.node)? {
            Node::Image(image) => document.body.links.get(image.link).map(|link| link.span.clone()),
            _ => None,
        });
        Some((document.path.clone(), span.or_else(|| image.map(|word| word.span.clone()))))
    });
    place.unwrap_or_else(|| (job.source.clone(), None))
}
