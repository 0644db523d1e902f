//! Work grows with the size of an input and not with its square: it is counted for sizes that double.
//!
//! What is counted is what is asked of memory, in a process of its own with one test, so that nothing else is counted. That very
//! much ends at all is for `bounds` to say.

#[path = "bounds/inputs.rs"]
mod inputs;
mod support;

use inputs::{BODIES, FIELDS, Input, SHEETS};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use support::*;

/// Counts what is asked of memory: work that grows with the square of a size asks for more and more of it.
struct Counting;

static ASKED: AtomicUsize = AtomicUsize::new(0);

// SAFETY: all is left to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ASKED.fetch_add(layout.size(), Ordering::Relaxed);
        // SAFETY: as the caller says.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: as the caller says.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// What a build asks of memory in all.
fn work(input: &Input, size: usize) -> usize {
    let folder = tempfile::tempdir().unwrap();
    write_files(folder.path(), &[("content/site.yaml", "title: x\nbase_url: https://x.example/\n")]);
    for (path, text) in (input.files)(size) {
        write_files(folder.path(), &[(&path, &text)]);
    }
    let before = ASKED.load(Ordering::Relaxed);
    build(folder.path(), &support::inputs());
    ASKED.load(Ordering::Relaxed) - before
}

#[test]
fn work_grows_with_the_size() {
    let mut wrong = Vec::new();
    for input in FIELDS.iter().chain(BODIES).chain(SHEETS) {
        let [small, middle, large] = [100, 200, 400].map(|size| work(input, size));
        let (first, second) = (middle.saturating_sub(small), large.saturating_sub(middle));
        println!("{}: {small} {middle} {large}", input.name);
        // Twice as much for twice the size, and a little for the logarithm and for tables that double. With a square it is four
        // times as much.
        if second > first * 3 && second > small {
            wrong.push(format!("{}: {small}, {middle} and {large} bytes", input.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
