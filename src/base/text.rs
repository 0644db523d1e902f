//! What holds for any plain text, whoever wrote it: where its sentences end, which spellings are the same word, and which
//! words are ordinary.
//!
//! Below all steps of the pipeline, so that every step may use it. Knows nothing of entities, pages or files.

mod abbreviations;
pub(crate) mod fold;
mod follow;
mod marks;
pub(crate) mod ordinary;
pub(crate) mod quotes;
pub(crate) mod sentence;
mod stop;
pub(crate) mod typed;
pub(crate) mod whole;
mod words;

/// A text with a capital at its beginning.
pub(crate) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
