//! What templates see: one struct for each sort of page, every field documented here and in docs/content/pages/reference/templates.md.
//!
//! This is the contract with theme authors. A context holds all that its page shows and nothing else, so that two
//! equal contexts make equal pages. Addresses are ready to use in links: they begin with the site's path. Nothing is
//! looked up or worked out here, but texts become HTML when they are asked for. What many pages show is shared by them.

pub(crate) mod assets;
mod backlink;
mod changes;
mod cite;
mod compare;
pub(crate) mod data;
mod due;
mod editions;
mod facts;
mod html;
mod known;
mod ld;
mod machines;
mod matrix;
mod pages;
mod prepared;
mod shared;

pub(crate) use backlink::Backlink;
pub(crate) use changes::*;
pub(crate) use cite::Cite;
pub(crate) use compare::*;
pub(crate) use due::*;
pub(crate) use editions::*;
pub(crate) use facts::*;
pub(crate) use html::{Html, HtmlParts, Prefixes};
pub(crate) use known::*;
pub(crate) use ld::{Ld, LdField, ld};
pub(crate) use machines::*;
pub(crate) use matrix::*;
pub(crate) use pages::*;
pub(crate) use prepared::Prepared;
pub(crate) use shared::*;
