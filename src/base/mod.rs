//! What all rooms use: addresses, tables, memory, texts and reports. Knows nothing of sites.

pub mod content;
pub mod diagnostic;
pub mod lexicon;
pub mod memo;
pub mod parallel;
pub mod path;
pub mod reads;
pub mod slug;
pub mod table;
pub mod text;
