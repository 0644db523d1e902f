//! Whether front matter and a body are within their bounds, before anything is made of them.
//!
//! Counts, and says which bound is exceeded where. What to do then is for `parse` to decide; the bounds are those of
//! [`crate::base::bounds`].

use super::body::{Body, Element, Link, Node, Target};
use super::yaml::{Value, Word, YamlNode};
use crate::base::bounds::{
    DEPTH, FIELD_DEPTH, FIELDS, HEADINGS, ITEMS, LINE_BYTES, LINKS, MENTION_BYTES, NOTES, VALUE_BYTES, VALUES, exceeded,
};
use crate::base::diagnostic::{Diagnostic, Span};
use crate::base::path::SourcePath;

/// The first line of a text that is too long.
pub(super) fn line(path: &SourcePath, text: &str) -> Option<Diagnostic> {
    let mut start = 0;
    for line in text.split('\n') {
        if line.len() > LINE_BYTES {
            let what = format!("This line has {} bytes", line.len());
            return Some(
                exceeded(path, first_letter(text, start), &what, LINE_BYTES).help("Break it into paragraphs."),
            );
        }
        start += line.len() + 1;
    }
    None
}

fn first_letter(text: &str, at: usize) -> Span {
    at..at + text[at..].chars().next().map_or(0, char::len_utf8)
}

/// What the front matter of a file has too much of.
pub(super) fn front_matter(path: &SourcePath, fields: &[(Word, YamlNode)]) -> Option<Diagnostic> {
    let mut count = Count { path, values: 0 };
    count.fields(fields, 1).err().map(|found| *found)
}

struct Count<'a> {
    path: &'a SourcePath,
    values: usize,
}

impl Count<'_> {
    fn check(&self, span: &Span, what: &str, has: usize, most: usize, help: &str) -> Result<(), Box<Diagnostic>> {
        match has > most {
            true => Err(Box::new(exceeded(self.path, span.clone(), &format!("{what} {has}"), most).help(help))),
            false => Ok(()),
        }
    }

    fn fields(&mut self, fields: &[(Word, YamlNode)], depth: usize) -> Result<(), Box<Diagnostic>> {
        let Some((first, _)) = fields.first() else { return Ok(()) };
        self.check(
            &first.span,
            "The number of fields here is",
            fields.len(),
            FIELDS,
            "Delete those that nothing uses.",
        )?;
        for (key, value) in fields {
            self.text(&key.text, &key.span)?;
            self.value(value, depth)?;
        }
        Ok(())
    }

    fn value(&mut self, node: &YamlNode, depth: usize) -> Result<(), Box<Diagnostic>> {
        let span = &node.span;
        self.values += 1;
        self.check(span, "The number of values in this file is", self.values, VALUES, "Split it into several files.")?;
        self.check(span, "The number of lists within each other is", depth, FIELD_DEPTH, "Write it in fewer lists.")?;
        match &node.value {
            Value::Text { text, .. } => self.text(text, span),
            Value::Map(fields) => self.fields(fields, depth + 1),
            Value::List(items) => {
                let help = "Split it over the files that its items are about.";
                self.check(span, "The number of items in this list is", items.len(), ITEMS, help)?;
                items.iter().try_for_each(|item| self.value(item, depth + 1))
            }
            Value::Null | Value::Broken => Ok(()),
        }
    }

    fn text(&self, text: &str, span: &Span) -> Result<(), Box<Diagnostic>> {
        let help = "What is this long belongs into the text below the front matter.";
        self.check(span, "The bytes of this value are", text.len(), VALUE_BYTES, help)
    }
}

/// What a body, which begins at a byte of the text of its file, has too much of.
pub(super) fn body(path: &SourcePath, text: &str, at: usize, body: &Body) -> Option<Diagnostic> {
    let (mut depth, mut deepest, mut notes) = (0usize, 0, 0);
    for node in &body.nodes {
        match node {
            Node::Open(element) => {
                depth += 1;
                deepest = deepest.max(depth);
                notes += usize::from(matches!(element, Element::Note { .. }));
            }
            Node::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    let long = |link: &&Link| matches!(&link.target, Target::Mention { name, .. } if name.len() > MENTION_BYTES);
    if let Some(link) = body.links.iter().find(long) {
        let what = format!("The bytes between these brackets are {}", link.span.len());
        return Some(exceeded(path, link.span.clone(), &what, MENTION_BYTES).help("Write several links."));
    }
    let most = [
        ("The number of links in this text is", body.links.len(), LINKS, "Split it into several."),
        ("The number of headings in this text is", body.headings.len(), HEADINGS, "Split it into several."),
        ("The number of notes in this text is", notes, NOTES, "Split it into several."),
        (
            "The number of blocks within each other is",
            deepest,
            DEPTH,
            "Write it in fewer lists, quotations or elements.",
        ),
    ];
    let (what, has, most, help) = most.into_iter().find(|(_, has, most, _)| has > most)?;
    Some(exceeded(path, first_letter(text, at), &format!("{what} {has}"), most).help(help))
}
