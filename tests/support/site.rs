//! A site on disk that is edited and built again and again in this process. Never makes up an edit.

use super::built::Compared;
use super::tree::{self, Tree};
use super::{Remembered, build_sources, compare, inputs};
use fissure::base::diagnostic::Diagnostic;
use fissure::base::path::SourcePath;
use fissure::load::{self, Look, Sources};
use fissure::{Inputs, Outcome};
use std::path::PathBuf;

/// The files that fill in for those that a site does not have.
pub type Theme = Vec<(String, Vec<u8>)>;

pub struct Site {
    pub root: PathBuf,
    theme: Theme,
    /// The files on disk.
    pub tree: Tree,
    load: load::LoadCache,
    build: Remembered,
    /// What a build of a clean start read last, but for private texts, and what it reported.
    read: (Sources, Vec<Diagnostic>),
    /// Whether that is other than the time before.
    pub is_other: bool,
}

impl Site {
    /// Writes a site into a folder, and builds it for the first time.
    pub fn new(root: PathBuf, theme: Theme, tree: &Tree) -> (Site, Outcome) {
        let (load, build, read) = Default::default();
        let mut site = Site { root, theme, tree: Tree::new(), load, build, read, is_other: false };
        site.carry(tree);
        let (sources, noticed) = site.load(&Look::Everywhere);
        let outcome = build_sources(&sources, &noticed, &inputs(), &mut site.build.build);
        (site, outcome)
    }

    /// Makes the files on disk those of a tree; gives where to look.
    pub fn carry(&mut self, tree: &Tree) -> Look {
        let touched = tree::carry(&self.root, &self.tree, tree);
        self.tree = tree.clone();
        Look::Into(touched)
    }

    fn load(&mut self, look: &Look) -> (Sources, Vec<Diagnostic>) {
        load_site(&self.root, &self.theme, look, &mut self.load)
    }

    /// Loads and builds with memory and without, and compares the two.
    pub fn compare(&mut self, look: &Look, inputs: &Inputs, finish: bool) -> Result<Compared, String> {
        let (sources, noticed) = self.load(look);
        let everywhere = load_site(&self.root, &self.theme, &Look::Everywhere, &mut load::LoadCache::default());
        if (&sources, &noticed) != (&everywhere.0, &everywhere.1) {
            let differs = |path: &&SourcePath| sources.files.get(*path) != everywhere.0.files.get(*path);
            let path = sources.files.keys().chain(everywhere.0.files.keys()).find(differs);
            return Err(format!(
                "a look at {look:?} finds another {path:?} than a look everywhere, or reports {noticed:#?}"
            ));
        }
        let compared = compare(&sources, &noticed, inputs, &mut self.build, finish)?;
        let mut public = everywhere.0;
        let private: Vec<SourcePath> =
            public.files.keys().filter(|path| path.as_str().starts_with("private/")).cloned().collect();
        private.iter().for_each(|path| drop(public.files.remove(path)));
        let read = (public, compared.clean.diagnostics.clone());
        self.is_other = read != self.read;
        self.read = read;
        Ok(compared)
    }
}

fn load_site(
    root: &std::path::Path,
    theme: &Theme,
    look: &Look,
    memory: &mut load::LoadCache,
) -> (Sources, Vec<Diagnostic>) {
    let theme: Vec<(&str, &[u8])> = theme.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    load::load(root, &theme, look, memory)
}
