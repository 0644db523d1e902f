//! The texts of an article that readers get, each with the way back to its place in the file: title, summary and key
//! points, what its claims say, and the passages of its body.

use crate::base::diagnostic::Span;
use crate::parse::Document;
use crate::parse::passage::Passage;
use crate::parse::yaml::{Value, YamlNode};
use std::ops::Range;

pub(crate) struct ArticleText<'a> {
    pub text: &'a str,
    /// Whether all of it is a block quotation.
    pub quoted: bool,
    place: TextPlace<'a>,
}

enum TextPlace<'a> {
    Body(&'a Passage),
    Field(&'a YamlNode),
}

impl ArticleText<'_> {
    /// The place of a part of the text in the file. In a field that YAML writes otherwise than it is read, that is the
    /// whole field.
    pub(crate) fn span(&self, part: &Range<usize>) -> Span {
        let (field, begin) = match self.place {
            TextPlace::Body(passage) => return passage.span(part),
            TextPlace::Field(node) => (&node.span, usize::from(is_quoted(node))),
        };
        match field.len() == self.text.len() + 2 * begin {
            true => field.start + begin + part.start..field.start + begin + part.end,
            false => field.clone(),
        }
    }
}

/// All texts of an article, in the order of its file as far as it matters: the fields come first.
pub(crate) fn texts<'a>(document: &'a Document, passages: &'a [Passage]) -> Vec<ArticleText<'a>> {
    let fields = ["title", "summary", "key"].iter().filter_map(|key| document.front_matter.get(key));
    let claims = document.front_matter.get("claims").into_iter().flat_map(items);
    let said = claims.filter_map(|claim| match &claim.value {
        Value::Map(fields) => fields.iter().find(|(key, _)| key.text == "says").map(|(_, says)| says),
        _ => None,
    });
    let fields = fields.chain(said).flat_map(items).filter_map(|node| match &node.value {
        Value::Text { text, .. } => Some(ArticleText { text, quoted: false, place: TextPlace::Field(node) }),
        _ => None,
    });
    let body = passages.iter().filter(|passage| !passage.text.is_empty());
    let body = body.map(|passage| ArticleText {
        text: &passage.text,
        quoted: passage.quoted,
        place: TextPlace::Body(passage),
    });
    fields.chain(body).collect()
}

/// Whether YAML needed quotation marks for it.
fn is_quoted(node: &YamlNode) -> bool {
    matches!(node.value, Value::Text { quoted: true, .. })
}

/// The items of a list; one value is a list of one.
fn items(node: &YamlNode) -> &[YamlNode] {
    match &node.value {
        Value::List(items) => items,
        _ => std::slice::from_ref(node),
    }
}
