//! What editors look at besides pages: quotations, lists of what needs work, what changed since an older build, and addresses of
//! other sites.

pub mod against;
pub mod answers;
pub(crate) mod changed;
pub(crate) mod difference;
pub(crate) mod list;
pub mod lost;
pub mod outside;
pub(crate) mod published;
pub(crate) mod verbatim;
