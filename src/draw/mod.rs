//! Drawings: plain data becomes SVG text.
//!
//! Pure functions: the same data gives the same bytes. Each drawing is first laid out as a [`sheet::Sheet`] of marks and
//! labels, then written. Hue says which bloc, shape says what access, line and outline say how certain; hues come as
//! classes (`hue-1` to `hue-6`), which the theme colours, so that every drawing can be read in black and white.
//!
//! Never decides what is true, never looks at a clock, and writes no script, and no style but in a drawing that stands alone.

mod arrows;
mod axis;
pub mod card;
mod cell;
mod data;
pub(crate) mod fonts;
mod history;
mod map;
mod parts;
mod sheet;
mod symbols;
mod text;
mod timeline;

#[cfg(test)]
mod tests;

pub(crate) use cell::{DrawnCell, cell};
pub(crate) use data::*;
pub(crate) use history::history;
pub(crate) use map::map;
pub(crate) use timeline::timeline;
