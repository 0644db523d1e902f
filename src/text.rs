//! What is known about text itself, whoever wrote it: which spellings are the same word, and which words are ordinary.
//!
//! Below all steps of the pipeline. Knows nothing of entities, pages or files.

pub mod fold;
pub mod ordinary;
