//! The lines of a site's files, found once for each file that is asked about.

use super::Sources;
use crate::base::lines::Lines;
use crate::base::path::SourcePath;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// For those who say where something stands, of many places in a few files.
pub(crate) struct SourceLines<'a> {
    sources: &'a Sources,
    known: RefCell<BTreeMap<&'a SourcePath, Rc<Lines<'a>>>>,
}

impl<'a> SourceLines<'a> {
    pub(crate) fn new(sources: &'a Sources) -> SourceLines<'a> {
        SourceLines { sources, known: RefCell::default() }
    }

    /// The lines of a file; none for one that is no text.
    pub(crate) fn of(&self, path: &SourcePath) -> Option<Rc<Lines<'a>>> {
        let (path, _) = self.sources.files.get_key_value(path)?;
        let text = self.sources.text(path)?;
        Some(self.known.borrow_mut().entry(path).or_insert_with(|| Rc::new(Lines::new(text))).clone())
    }

    /// The number of the line of a byte, from 1.
    pub(crate) fn line(&self, path: &SourcePath, at: usize) -> usize {
        self.of(path).map_or(1, |lines| lines.place(at).0)
    }
}
