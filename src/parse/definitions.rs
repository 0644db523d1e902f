//! The link definitions of a body (`[label]: ../models/fugu.md`), with their places.
//!
//! Rendering needs none of this, since the library puts them in where they are used; whoever changes a file does.

use super::markdown::Extensions;
use crate::base::diagnostic::Span;
use pulldown_cmark::Parser;

/// Where a label leads.
pub(crate) struct Definition {
    /// As the writer wrote it.
    pub destination: String,
    /// The whole definition in the file.
    pub span: Span,
}

/// All of a body, in their order. `base` is where it begins in its file.
pub(crate) fn definitions(text: &str, base: usize) -> Vec<Definition> {
    let parser = Parser::new_ext(text, Extensions::All.options());
    let found = parser.reference_definitions().iter().map(|(_, definition)| Definition {
        destination: definition.dest.to_string(),
        span: base + definition.span.start..base + definition.span.end,
    });
    let mut found: Vec<Definition> = found.collect();
    found.sort_by_key(|definition| definition.span.start);
    found
}
