//! Ctrl+C, and what a system sends when it shuts down: the program ends at once, but for a write, which it finishes, and leaves nothing
//! of its own next to the output.
//!
//! The only module that names the library for signals. Commands that change the site's files keep a journal instead, and are
//! not looked after here.

use crate::write::Pages;
use std::sync::Arc;

/// What a shell gives for a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// Ends the program when it is interrupted. Once in a run.
pub(super) fn end_cleanly(pages: &Arc<Pages>) {
    let pages = pages.clone();
    let mut is_first = true;
    let handler = move || {
        if !std::mem::replace(&mut is_first, false) || pages.abandon() {
            std::process::exit(INTERRUPTED);
        }
    };
    // Where there can be none the program ends in the middle, and the next build clears what is left.
    let _ = ctrlc::set_handler(handler);
}

/// Ends the program if it was interrupted while it wrote.
pub(super) fn end_if_interrupted(pages: &Pages) {
    if pages.is_abandoned() {
        std::process::exit(INTERRUPTED);
    }
}
