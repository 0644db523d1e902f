//! What holds for any plain text, whoever wrote it.
//!
//! A room without knowledge of sites: it sees text and nothing else, so that every step may use it.

mod abbreviations;
mod follow;
mod marks;
pub mod sentence;
mod stop;
mod words;
