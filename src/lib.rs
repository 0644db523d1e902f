pub mod diagnostic;
pub mod path;
pub mod parse;
