//! What all rooms use: addresses, tables, memory, texts and reports. Knows nothing of sites.

pub(crate) mod bounds;
pub mod content;
pub mod diagnostic;
pub(crate) mod lexicon;
pub(crate) mod lines;
pub(crate) mod memo;
pub(crate) mod parallel;
pub mod path;
pub mod reads;
pub mod slug;
pub mod table;
pub(crate) mod text;
pub(crate) mod trouble;
pub(crate) mod web_address;
