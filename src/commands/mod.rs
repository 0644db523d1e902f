//! The commands that help writers: each finds out or changes one thing, by a build where it needs one.

pub(crate) mod explain;
pub(crate) mod rename;
#[expect(clippy::disallowed_methods, reason = "writes new files into a site")]
pub(crate) mod scaffold;
pub mod schema;
