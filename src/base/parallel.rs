//! Work on all cores, for many sorts of items.
//!
//! The loop itself is compiled once, whatever it works on, since one for each sort made the program larger and longer to compile.

use rayon::prelude::*;
use std::sync::OnceLock;

/// What comes of each item, in the order of the items.
pub(crate) fn map<T: Sync, R: Send + Sync>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    match items.len() {
        // To wake the other cores takes longer than a few items.
        0..4 => items.iter().map(work).collect(),
        count => {
            let places: Vec<OnceLock<R>> = (0..count).map(|_| OnceLock::new()).collect();
            each(count, &|n| drop(places[n].set(work(&items[n]))));
            places.into_iter().filter_map(OnceLock::into_inner).collect()
        }
    }
}

/// Calls work with each number up to a count, each once.
fn each(count: usize, work: &(dyn Fn(usize) + Sync)) {
    (0..count).into_par_iter().for_each(work);
}
