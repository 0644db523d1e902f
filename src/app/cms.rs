//! `fissure schema --cms`: writes the configuration of a CMS where there is none, and prints it where there is one.

use super::cli::{CmsName, ExitStatus};
use super::say::{line, print};

use crate::base::path::SourcePath;
use crate::commands::cms::{Cms, files};
use crate::commands::scaffold;
use crate::link::Site;
use crate::load::Sources;
use std::path::Path;

/// Writes the files that are not there yet.
pub(super) fn write(root: &Path, name: CmsName, site: &Site, sources: &Sources) -> Result<ExitStatus, String> {
    let cms = match name {
        CmsName::Sveltia => Cms::Sveltia,
        CmsName::Decap => Cms::Decap,
        CmsName::PagesCms => Cms::Pages,
        CmsName::FrontMatter => Cms::FrontMatter,
    };
    let (there, new): (Vec<_>, Vec<_>) =
        files(cms, site, sources).into_iter().partition(|(path, _)| root.join(path).exists());
    scaffold::write(
        root,
        new.iter().map(|(path, text)| (SourcePath::new(*path), text.clone().into_bytes())).collect(),
    )?;
    for (path, _) in &new {
        line(&format!("{} is new", root.join(path).display()));
    }
    match there.first() {
        // A page that loads the CMS is not made anew.
        Some((path, config)) if !path.ends_with(".html") => {
            line(&format!("{} is there already and was left as it is. It should be:", root.join(path).display()));
            Ok(print(config.as_bytes()))
        }
        _ => Ok(ExitStatus::Good),
    }
}
