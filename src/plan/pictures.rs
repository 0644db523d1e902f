//! The files that are made of each picture: itself without metadata, smaller ones and other kinds where a text shows it, and the part
//! that others show when they link to an article.
//!
//! Only says which files there are and where. They are made after the build, by `extras`.

use super::page::PagePlan;
use super::planned::{Asked, Origin, Owner, Planned};
use crate::base::content::Content;
use crate::base::path::{Address, OutputPath, SourcePath};
use crate::base::reads::{Recorded, view};
use crate::base::table::{Table, Turned};
use crate::link::{ArticleId, FileId, LinkedArticle, PublishedPicture, Site};
use crate::load::{SourceFile, Sources};
use crate::picture::variants::{MadeAs, address};
use crate::picture::{Picture, Unusable};
use std::sync::Arc;

/// A picture, and all files that are made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureJob {
    pub source: SourcePath,
    /// Where the picture itself is published.
    pub address: Address,
    pub content: Content,
    pub looked: Result<Picture, Unusable>,
    /// The first is the picture itself.
    pub files: Vec<PictureFile>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureFile {
    pub address: Address,
    pub path: OutputPath,
    pub make: Make,
}

/// What is made of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Make {
    /// The picture itself, without metadata and the right way up.
    Clean,
    /// All of it with so many pixels.
    Scaled(u32, u32, MadeAs),
    /// The middle of it with so many pixels, as a JPEG.
    Card(u32, u32),
}

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct PicturePlansCache {
    heads: Turned<ArticleId, Arc<LinkedArticle>, Address, ()>,
    jobs: Recorded<Address, Arc<PublishedPicture>, (), JobView, Arc<PictureJob>>,
}

view! {
    /// What says which files are made of a picture.
    struct JobView {
        sources: SourcePath => SourceFile,
        shown: Address => Table<FileId, ()>,
        heads: Address => Table<ArticleId, ()>,
    }
}

/// Plans the files of all pictures.
pub(crate) fn add(site: &Site, sources: &Sources, planned: &mut Planned, memory: &mut PicturePlansCache) {
    let heads = memory.heads.follow(&site.articles, |_, linked| {
        let own = linked.picture.as_ref().and_then(|picture| picture.file.as_ref());
        own.map(|(address, _)| (Address::new(crate::base::path::decoded(address)), ())).into_iter().collect()
    });
    let view = JobView { sources: sources.files.clone(), shown: site.shown.clone(), heads: heads.clone() };
    let jobs = memory.jobs.answer(&site.pictures, &(), view, |address, published, (), reading| {
        let SourceFile::Picture(content, _) = reading.sources().get(&published.path)? else { return None };
        let is_shown = reading.shown().get(address).is_some();
        let is_head = reading.heads().get(address).is_some();
        job(address, published, content, is_shown, is_head).map(Arc::new)
    });
    for address in memory.jobs.touched() {
        let ask = |job: &Arc<PictureJob>| {
            let asked = |(n, file): (usize, &PictureFile)| Asked {
                address: file.address.clone(),
                origin: match n {
                    0 => Origin::file(&job.source),
                    _ => Origin::made(&format!("a smaller {}", job.source)),
                },
                page: Arc::new(PagePlan::Picture(job.clone(), n)),
            };
            job.files.iter().enumerate().map(asked).collect()
        };
        planned.ask(Owner::Picture(address.clone()), jobs.get(address).map(ask).unwrap_or_default());
    }
}

fn job(
    own: &Address,
    published: &PublishedPicture,
    content: &Content,
    is_shown: bool,
    is_head: bool,
) -> Option<PictureJob> {
    let file = |address: Address, make| {
        let path = address.output_path().ok()?;
        Some(PictureFile { address, path, make })
    };
    let mut files = vec![file(own.clone(), Make::Clean)?];
    let picture = published.looked.as_ref().ok();
    if let Some(variants) = picture.filter(|_| is_shown).and_then(Picture::variants) {
        for variant in variants.modern.iter().chain(&variants.plain) {
            let Some(made) = variant.made else { continue };
            let to = Address::new(address(own.as_str(), &variant.width.to_string(), made));
            files.extend(file(to, Make::Scaled(variant.width, variant.height, made)));
        }
    }
    if let Some((width, height)) = picture.filter(|_| is_head).and_then(Picture::card) {
        files.extend(file(card_address(own), Make::Card(width, height)));
    }
    let looked = published.looked.clone();
    Some(PictureJob { source: published.path.clone(), address: own.clone(), content: content.clone(), looked, files })
}

/// Where the part of a picture is that others show when they link to an article.
pub(crate) fn card_address(picture: &Address) -> Address {
    Address::new(address(picture.as_str(), "card", MadeAs::Jpeg))
}
