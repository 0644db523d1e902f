//! Files that are published as they are: static ones, and those that lie beside the page of a folder.
//!
//! Looks at paths alone, never into a file.

use super::embeds::{self, Names};
use super::site::Files;
use crate::base::content::Content;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::memo::{Last, Memo};
use crate::base::path::{Address, SourcePath};
use crate::base::table::Table;
use crate::base::text::fold::nfc;
use crate::load::{CONTENT, STATIC, SourceFile, Sources, is_renamed, picture_of_note};
use crate::model::files::is_bundle;
use crate::model::{Config, config, config_path};
use std::sync::Arc;

/// What a file is to its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileSort {
    Static,
    /// A file of the content that is no Markdown.
    Beside,
    /// The page of a folder.
    Index,
}

/// What the published files are remembered by: their paths, and where the page of each Markdown file is.
#[derive(Debug, Default)]
pub(crate) struct FilesCache {
    sorts: Memo<SourcePath, SourceFile, Indexes, FileSort>,
    heavy: Memo<SourcePath, SourceFile, (), Diagnostic>,
    whole: Last<FilesQuestion, Arc<Files>>,
}

/// What the page of a folder may be called: `index.md`, `index.ja.md`.
type Indexes = Vec<String>;

type FilesQuestion = (Table<SourcePath, FileSort>, Table<SourcePath, Address>, Table<SourcePath, Names>, Indexes);

/// Static files, and the files that lie beside a page that has a folder of its own. `homes` are the pages of all
/// Markdown files that are published, and `embeds` what all of them embed.
///
/// A file of the content that nothing publishes is told, since it would be missed by a reader first.
pub(crate) fn files(
    sources: &Sources,
    config: &Config,
    homes: &Table<SourcePath, Address>,
    embeds: &Table<SourcePath, Names>,
    memory: &mut FilesCache,
    diagnostics: &mut Vec<Diagnostic>,
) -> Arc<Files> {
    let indexes = indexes(config);
    let sorts = memory.sorts.answer(&sources.files, &indexes, |path, _, indexes| sort(path, indexes));
    let question = (sorts, homes.clone(), embeds.clone(), indexes.clone());
    let files = memory.whole.answer(&question).unwrap_or_else(|| {
        let mut files = sorted(&question.0, &question.1, &indexes);
        embeds::add(&mut files, &question.1, &question.2);
        memory.whole.learn(question, Arc::new(files))
    });
    diagnostics.extend(memory.heavy.answer(&sources.files, &(), |path, file, ()| heavy(path, file)).values().cloned());
    // What stands in for the settings is reported there.
    let settings = config::place(sources);
    let is_lost = |file: &&SourcePath| **file != settings && nearest_index(&sources.files, file, &indexes).is_none();
    diagnostics.extend(files.unpublished.keys().filter(is_lost).map(|file| {
        let message = "This file is not published: only files next to an index.md are.";
        let is_markdown = MARKDOWN.contains(&file.extension().to_lowercase().as_str());
        let help = match file {
            _ if is_markdown => format!("If it is an article or another page, rename it to  {}.md", file.stem()),
            _ if DOCUMENTS.contains(&file.extension().to_lowercase().as_str()) => {
                format!("If it is an article or another page, save its text as Markdown:  {}.md", file.stem())
            }
            _ if *file == settings_elsewhere() => {
                "The settings are read from content/site.yaml: move there what it lacks, and delete this file."
                    .to_owned()
            }
            _ => format!("Show it in a text:  ![[{}]]  Or move the file to static/.", file.file_name()),
        };
        Diagnostic::warning(Code::BadFile, file, None, message).help(help)
    }));
    files
}

/// From how many bytes on a picture is too heavy for a reader on a phone.
const HEAVY: u64 = 2_000_000;

/// A picture that readers would wait for. Those that the site loads for itself are looked at too.
fn heavy(path: &SourcePath, file: &SourceFile) -> Option<Diagnostic> {
    let SourceFile::Picture(content, Ok(picture)) = file else { return None };
    let len = match content {
        Content::Disk { seal, .. } => seal.len,
        Content::Memory(bytes) => bytes.len() as u64,
        Content::Stored(_) => return None,
    };
    // Of others there are smaller ones, made by us.
    (picture.variants().is_none() && len > HEAVY).then(|| {
        let message = format!("This picture has {} MB, and readers download all of it.", (len + 500_000) / 1_000_000);
        let help = "Scale it to at most 2000 pixels of width and save it as WebP or JPEG; 300 kB are plenty.";
        Diagnostic::warning(Code::BadFile, path, None, message).help(help)
    })
}

/// Endings that other programs give to Markdown.
const MARKDOWN: [&str; 6] = ["md", "markdown", "mdown", "mkd", "mdx", "txt"];
/// Endings of texts that are no Markdown.
const DOCUMENTS: [&str; 8] = ["adoc", "doc", "docx", "htm", "html", "odt", "rst", "rtf"];

/// Where the settings are not, though YAML has this ending too.
fn settings_elsewhere() -> SourcePath {
    SourcePath::new(config_path().as_str().replace(".yaml", ".yml"))
}

fn indexes(config: &Config) -> Indexes {
    let of_code = |(code, _): (&str, &str)| {
        let small = code.to_lowercase();
        let other = (small != code).then(|| format!("index.{small}.md"));
        std::iter::once(format!("index.{code}.md")).chain(other)
    };
    std::iter::once("index.md".to_owned()).chain(config.codes().flat_map(of_code)).collect()
}

fn sort(path: &SourcePath, indexes: &Indexes) -> Option<FileSort> {
    if picture_of_note(path).is_some() {
        return None;
    }
    if path.below(STATIC).is_some() {
        // Those have names that no writer can know.
        return (!is_renamed(path)).then_some(FileSort::Static);
    }
    match path.extension() {
        _ if path.below(CONTENT).is_none() => None,
        "md" => indexes.iter().any(|index| index == path.file_name()).then_some(FileSort::Index),
        _ => Some(FileSort::Beside),
    }
}

fn sorted(sorts: &Table<SourcePath, FileSort>, homes: &Table<SourcePath, Address>, indexes: &Indexes) -> Files {
    let mut files = Files::default();
    for (path, sort) in sorts {
        let address = match sort {
            FileSort::Static => Some(Address::new(format!("/{}", path.below(STATIC).unwrap_or("")))),
            // A page that is withheld keeps its files to itself.
            FileSort::Beside => {
                nearest_index(sorts, path, indexes).and_then(|(index, below)| Some(homes.get(&index)?.join(below)))
            }
            FileSort::Index => continue,
        };
        match address {
            Some(address) => {
                // Addresses are composed, whatever form the file system keeps names in.
                let composed = Address::new(nfc(address.as_str()));
                let address = if files.by_address.contains_key(&composed) { address } else { composed };
                // What lies beside a page comes before what is static: content is sorted first.
                if !files.by_address.contains_key(&address) {
                    files.by_address.insert(address.clone(), path.clone());
                }
                files.by_path.insert(path.clone(), address);
            }
            None => drop(files.unpublished.insert(path.clone(), ())),
        }
    }
    files
}

/// The `index.md` in whose folder a file stands, at whatever depth, and the file's path from there.
fn nearest_index<'a, V>(
    files: &Table<SourcePath, V>,
    file: &'a SourcePath,
    indexes: &Indexes,
) -> Option<(SourcePath, &'a str)> {
    let folders = file.as_str().match_indices('/').map(|(at, _)| file.as_str().split_at(at)).rev();
    let mut bundles = folders.filter(|(folder, _)| is_bundle(folder)).flat_map(|(folder, below)| {
        indexes.iter().map(move |index| (SourcePath::new(format!("{folder}/{index}")), &below[1..]))
    });
    bundles.find(|(index, _)| files.contains_key(index))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::seal;
    use crate::picture;

    #[test]
    fn a_picture_that_readers_would_wait_for_is_reported() {
        let on_disk = |len| {
            let file = tempfile::tempfile().unwrap();
            file.set_len(len).unwrap();
            let looked = picture::look("svg", b"<svg/>");
            SourceFile::Picture(Content::Disk { path: "x".into(), seal: seal(&file.metadata().unwrap()) }, looked)
        };
        let message = |path: &str, file: &SourceFile| heavy(&SourcePath::new(path), file).map(|d| d.message);
        let thirty = Some("This picture has 30 MB, and readers download all of it.".to_owned());
        for path in ["content/articles/a/chart.png", "static/Photo.JPG", "static/assets/map.svg", "content/b/x.webp"] {
            assert_eq!(message(path, &on_disk(30_000_000)), thirty, "{path}");
        }
        let data = SourceFile::Data(Content::Memory(vec![0; 2_600_000].into()));
        assert_eq!(message("static/report.pdf", &data), None);
        let photograph = fissure_pixels::Pixels {
            width: 900,
            height: 600,
            has_alpha: false,
            bytes: vec![9; 1_620_000],
            profile: None,
        };
        let looked = picture::look("jpg", &photograph.jpeg(90).unwrap());
        let large = SourceFile::Picture(Content::Memory(vec![0; 2_600_000].into()), looked);
        assert_eq!(message("static/a.jpg", &large), None, "readers get smaller ones");
        assert_eq!(message("static/small.png", &on_disk(HEAVY)), None);
        let looked = picture::look("svg", b"<svg/>");
        let in_memory = SourceFile::Picture(Content::Memory(vec![0; 2_600_000].into()), looked);
        assert!(message("static/large.png", &in_memory).is_some_and(|text| text.contains("3 MB")));
    }
}
