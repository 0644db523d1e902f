//! `fissure import`: the site of another generator as a site of Fissure, in a new folder.
//!
//! Each format has a reader of its own that makes an `Imported`; one writer makes the new site of it. Writing is the
//! `journal`'s: all or nothing, and never over a file. Never changes the old site.

mod addresses;
mod claims;
mod dates;
mod datum;
mod entities;
mod front;
mod ghost;
mod html;
mod hugo;
mod imported;
mod jekyll;
mod left;
mod links;
mod liquid;
mod obsidian;
mod permalinks;
mod report;
mod scan;
mod settings;
mod shortcodes;
mod site;
mod tags;
#[expect(clippy::disallowed_methods, reason = "reads a site of another generator")]
mod tree;
mod wordpress;

use crate::base::path::SourcePath;
use crate::commands::journal::{self, Step};
use crate::commands::scaffold;
use imported::Imported;
use jiff::civil::Date;
use left::Left;
use std::path::Path;
use tree::Tree;

/// Which generator or editor made the old site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Hugo,
    Jekyll,
    Wordpress,
    Ghost,
    Obsidian,
}

impl Format {
    fn name(self) -> &'static str {
        match self {
            Format::Hugo => "Hugo",
            Format::Jekyll => "Jekyll",
            Format::Wordpress => "WordPress",
            Format::Ghost => "Ghost",
            Format::Obsidian => "Obsidian",
        }
    }
}

/// What is to be imported.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub format: Format,
    pub from: &'a Path,
    pub into: &'a Path,
    /// An edited table of tags.
    pub tags: Option<&'a Path>,
    /// The folder of uploads, for formats whose export has none.
    pub uploads: Option<&'a Path>,
    pub today: Date,
}

/// Imports a site; gives the lines that say what was done, or what is wrong.
pub(crate) fn import(request: &Request<'_>) -> Result<Vec<String>, Vec<String>> {
    let one = |why: String| vec![why];
    scaffold::is_free(request.into).map_err(one)?;
    tree::apart(request.from, request.into).map_err(one)?;
    let table = request.tags.map(tree::table).transpose().map_err(one)?;
    let imported = read(request).map_err(one)?;
    let site = site::site(imported, request.format.name(), table.as_deref(), request.today).map_err(|wrong| {
        let path = request.tags.unwrap_or(Path::new(tags::TABLE)).display().to_string();
        wrong.into_iter().map(|line| format!("{path}: {line}")).collect::<Vec<_>>()
    })?;
    let texts =
        site.files.into_iter().map(|(path, text)| Step::Create { path: SourcePath::new(path), new: text.into_bytes() });
    let copies = site.copies.into_iter().map(|(from, path)| Step::Copy { path: SourcePath::new(path), from });
    let steps: Vec<Step> = texts.chain(copies).collect();
    journal::carry_out(request.into, &steps).map_err(|undone| vec![undone.to_string()])?;
    Ok(site.summary)
}

fn read(request: &Request<'_>) -> Result<Imported, String> {
    let tree = |from: &Path| {
        let mut left = Left::default();
        Tree::read(from, &mut left).map(|tree| (tree, left))
    };
    let with = |read: fn(&Tree) -> Result<Imported, String>| {
        let (tree, left) = tree(request.from)?;
        let mut imported = read(&tree)?;
        imported.left.join(left);
        Ok(imported)
    };
    match request.format {
        Format::Hugo => with(hugo::read),
        Format::Jekyll => with(jekyll::read),
        Format::Wordpress | Format::Ghost => {
            let uploads = request.uploads.map(tree).transpose()?;
            let export = tree::export(request.from)?;
            let files = uploads.as_ref().map(|(tree, _)| tree);
            let mut imported = match request.format {
                Format::Ghost => ghost::read(&export, files)?,
                _ => wordpress::read(&export, files)?,
            };
            imported.left.join(uploads.map(|(_, left)| left).unwrap_or_default());
            Ok(imported)
        }
        Format::Obsidian => {
            let (tree, left) = tree(request.from)?;
            let mut imported = obsidian::read(&tree)?;
            imported.left.join(left);
            Ok(imported)
        }
    }
}
