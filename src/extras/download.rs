//! All tables as one file to download, with what describes them: alone in naming the libraries for ZIP.
//!
//! Packed after the build, since to compress takes longer than to render the same pages. Same tables, same bytes: the files
//! have a fixed order and the time of no clock.

use crate::base::content::{Content, Keeper};
use crate::base::memo::Memo;
use crate::base::path::OutputPath;
use crate::base::table::Table;
use crate::plan::{PagePlan, Plan};
use crate::view::data::{self, DataFormat, DataPackage, PackageFile};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use rawzip::time::UtcDateTime;
use rawzip::{CompressionMethod, ZipArchiveWriter};
use std::io::Write;
use std::sync::Arc;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct DownloadCache {
    planned: Memo<OutputPath, Arc<PagePlan>, (), Arc<DataPackage>>,
    packed: Memo<OutputPath, Arc<DataPackage>, Keeper, Content>,
}

impl DownloadCache {
    /// Packs all again next time.
    pub(crate) fn forget_files(&mut self) {
        self.packed = Memo::default();
    }

    /// The same for one.
    pub(crate) fn forget(&mut self, path: &OutputPath) {
        self.packed.forget(path);
    }
}

/// The downloads of a plan.
pub(crate) fn downloads(plan: &Plan, keeper: &Keeper, memory: &mut DownloadCache) -> Table<OutputPath, Content> {
    let planned = memory.planned.answer(&plan.pages, &(), |_, page, ()| match &**page {
        PagePlan::Download(package) => Some(package.clone()),
        _ => None,
    });
    memory.packed.answer(&planned, keeper, |path, package, keeper| Some(keeper.keep(path, packed(package))))
}

/// Midnight of the first day that a ZIP can have.
fn no_time() -> UtcDateTime {
    UtcDateTime::from_unix(315_532_800)
}

fn packed(package: &DataPackage) -> Vec<u8> {
    let mut files = vec![("README.txt".to_owned(), data::readme(package))];
    files.extend(PackageFile::ALL.map(|file| (file.name().to_owned(), data::package(package, file))));
    let csv = |table: &Arc<data::RecordTable>| (format!("{}.csv", table.sort.name), data::text(table, DataFormat::Csv));
    files.extend(package.tables.iter().map(csv));
    zip(&files).expect("memory takes all, and names of tables are short")
}

fn zip(files: &[(String, String)]) -> Result<Vec<u8>, rawzip::Error> {
    let mut zip = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut zip);
    for (name, text) in files {
        let file = archive.new_file(name.as_str()).compression_method(CompressionMethod::DEFLATE);
        let (mut entry, config) = file.last_modified(no_time()).unix_permissions(0o100_644).start()?;
        let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
        writer.write_all(text.as_bytes())?;
        let (encoder, descriptor) = writer.finish()?;
        encoder.finish()?;
        entry.finish(descriptor)?;
    }
    archive.finish()?;
    Ok(zip)
}
