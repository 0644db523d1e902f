//! The commands that help writers: each finds out or changes one thing, by a build where it needs one.

pub mod explain;
pub mod rename;
pub mod scaffold;
pub mod schema;
