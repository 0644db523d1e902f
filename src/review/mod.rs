//! What editors look at besides pages: quotations, lists of what needs work, and what changed since an older build.

pub mod against;
pub(crate) mod changed;
pub(crate) mod difference;
pub(crate) mod list;
pub mod lost;
pub(crate) mod published;
pub(crate) mod verbatim;
