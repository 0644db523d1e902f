//! The commands that help writers: each finds out or changes one thing, by a build where it needs one.

pub mod cms;
pub(crate) mod edition;
pub(crate) mod explain;
pub(crate) mod headers;
pub(crate) mod import;
#[expect(clippy::disallowed_methods, reason = "writes files of a site")]
pub(crate) mod journal;
pub(crate) mod next;
pub mod record;
pub(crate) mod rename;
#[expect(clippy::disallowed_methods, reason = "looks at the folder for a new site")]
pub(crate) mod scaffold;
pub mod schema;
