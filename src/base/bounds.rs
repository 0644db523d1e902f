//! How much of each thing a site may have, so that no input takes a build more time or memory than a page is worth.
//!
//! Each is far above what a writer needs. What exceeds one is an error that names it ([`exceeded`]), and is left out of the
//! build; docs/content/pages/reference/messages.md lists them. Work that is more than linear in a thing is done only within its bound.

use super::diagnostic::{Code, Diagnostic, Span};
use super::path::SourcePath;

/// The bytes of a file that is read as text: an article, settings, a template, a style sheet, the text of a source.
pub(crate) const FILE_BYTES: usize = 4 << 20;
/// The bytes of a line of content.
pub(crate) const LINE_BYTES: usize = 256 << 10;
/// The fields of a file, or of one set in it.
pub(crate) const FIELDS: usize = 1000;
/// The items of a list in front matter: statements, positions, redirects, entries of the menu.
pub(crate) const ITEMS: usize = 2000;
/// The values in the front matter of a file, all together.
pub(crate) const VALUES: usize = 50_000;
/// How deep lists and sets may stand in each other.
pub(crate) const FIELD_DEPTH: usize = 32;
/// The bytes of one value.
pub(crate) const VALUE_BYTES: usize = 20_000;
/// The letters of a name, an alias or a tag.
pub(crate) const NAME_LETTERS: usize = 200;
/// The aliases of an entity; its weak names; its misspellings.
pub(crate) const NAMES: usize = 200;
/// The tags of one kind that an article has.
pub(crate) const TAGS: usize = 200;
/// What a body has of each.
pub(crate) const LINKS: usize = 10_000;
pub(crate) const HEADINGS: usize = 2000;
pub(crate) const NOTES: usize = 2000;
/// How deep blocks and HTML elements may stand in each other.
pub(crate) const DEPTH: usize = 100;
/// The bytes between the brackets of a link to an entity, with its places in a source.
pub(crate) const MENTION_BYTES: usize = 2000;

/// The entities that tags alone make.
pub(crate) const STUBS: usize = 2000;
/// The templates of a site, the theme's too; the bytes of each; how deep its tags may stand in each other.
pub(crate) const TEMPLATES: usize = 500;
pub(crate) const TEMPLATE_BYTES: usize = 256 << 10;
pub(crate) const TEMPLATE_DEPTH: usize = 64;
/// How many templates deep one may include others.
pub(crate) const INCLUDE_DEPTH: usize = 16;
/// What templates do for one page: a step is a tag or an expression, each as often as it is done.
pub(crate) const TEMPLATE_STEPS: usize = 5_000_000;
/// The bytes of a text or list that a template makes and gives a name.
pub(crate) const MADE_BYTES: usize = 2 << 20;
/// The bytes of a page.
pub(crate) const PAGE_BYTES: usize = 64 << 20;
/// The bytes of a mail as HTML: Gmail shows no more than 102 KB of one.
pub(crate) const MAIL_BYTES: usize = 100_000;
/// The style sheets that one takes in, each as often as it is taken in, and the bytes of all.
pub(crate) const IMPORTS: usize = 500;
/// The custom properties of all style sheets.
pub(crate) const PROPERTIES: usize = 1000;

/// The bytes and the pixels of a picture. All that are decoded at the same time have no more pixels than one may have.
pub(crate) const PICTURE_BYTES: usize = 64 << 20;
pub(crate) const PICTURE_PIXELS: usize = 64_000_000;

/// The error for what is more than its bound. `what` counts it: "This list has 3000 items".
pub(crate) fn exceeded(path: &SourcePath, span: impl Into<Option<Span>>, what: &str, most: usize) -> Diagnostic {
    Diagnostic::error(Code::Exceeded, path, span, format!("{what}; the most is {most}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_lists_every_bound() {
        let reference = include_str!("../../docs/content/pages/reference/messages.md");
        let table = reference.split_once("<!-- bounds -->").and_then(|(_, rest)| rest.split_once("\n\n")).unwrap().0;
        let listed: Vec<usize> = table
            .lines()
            .skip(3)
            .map(|row| row.rsplit('|').nth(1).unwrap().chars().filter(char::is_ascii_digit).collect::<String>())
            .map(|number| number.parse().unwrap())
            .collect();
        let bounds = [
            FILE_BYTES,
            LINE_BYTES,
            FIELDS,
            ITEMS,
            VALUES,
            FIELD_DEPTH,
            VALUE_BYTES,
            NAME_LETTERS,
            NAMES,
            TAGS,
            STUBS,
            LINKS,
            HEADINGS,
            NOTES,
            DEPTH,
            MENTION_BYTES,
            TEMPLATES,
            TEMPLATE_BYTES,
            TEMPLATE_DEPTH,
            INCLUDE_DEPTH,
            TEMPLATE_STEPS,
            MADE_BYTES,
            PAGE_BYTES,
            MAIL_BYTES,
            IMPORTS,
            PROPERTIES,
            PICTURE_BYTES,
            PICTURE_PIXELS,
        ];
        assert_eq!(listed, bounds);
    }
}
