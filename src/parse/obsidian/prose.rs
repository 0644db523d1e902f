//! Where the prose of a body stands: the texts of the parser that are no code, each with the element that it stands in.
//!
//! Knows no signs; what they mean is for its parent.

use super::super::elements::{Role, is_void, role};
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};
use std::collections::HashMap;
use std::ops::Range;

/// A text of the parser that stands in the body as it is read.
#[derive(Debug)]
pub(super) struct Prose {
    pub place: Range<usize>,
    /// Equal for two that stand directly in one element.
    pub element: usize,
    /// Whether its block ends with it.
    pub ends_block: bool,
}

#[derive(Debug, Default)]
pub(super) struct Walk {
    pub prose: Vec<Prose>,
    /// Where quotations begin that are not alerts.
    pub quotes: Vec<usize>,
}

impl Walk {
    pub(super) fn new(text: &str, options: Options) -> Walk {
        let mut walk = Walk::default();
        let mut open = OpenElements::default();
        // The text that came last, while nothing has come after it.
        let mut last: Option<usize> = None;
        for (event, place) in Parser::new_ext(text, options).into_offset_iter() {
            let came_last = last.take();
            match event {
                Event::Start(tag) => {
                    if matches!(tag, Tag::List(_)) {
                        walk.end_block(came_last);
                    }
                    if matches!(tag, Tag::BlockQuote(None)) {
                        walk.quotes.push(place.start);
                    }
                    open.enter(None, is_verbatim(&tag));
                }
                Event::End(tag) => {
                    if is_block(tag) {
                        walk.end_block(came_last);
                    }
                    open.leave_block();
                }
                Event::InlineHtml(html) => match tag_name(&html) {
                    Some((name, true)) => open.leave(&name),
                    Some((name, false)) if !is_void(&name) && !html.ends_with("/>") => {
                        let is_code = matches!(role(&name), Role::Code | Role::CodeBlock | Role::Hidden);
                        open.enter(Some(name), is_code);
                    }
                    _ => {}
                },
                Event::Text(read) if !open.is_code() && text.get(place.clone()) == Some(&*read) => {
                    last = Some(walk.prose.len());
                    walk.prose.push(Prose { place, element: open.innermost(), ends_block: false });
                }
                _ => {}
            }
        }
        walk
    }

    fn end_block(&mut self, prose: Option<usize>) {
        if let Some(prose) = prose.and_then(|prose| self.prose.get_mut(prose)) {
            prose.ends_block = true;
        }
    }
}

/// An element that is open; one of raw HTML has a name.
struct Open {
    id: usize,
    tag: Option<String>,
    /// The element of Markdown that it stands in.
    container: usize,
    /// Whether it is code or shows its text as it stands.
    is_code: bool,
}

#[derive(Default)]
struct OpenElements {
    open: Vec<Open>,
    ids: usize,
    /// How many of each name are open in each element of Markdown.
    tags: HashMap<(usize, String), usize>,
}

impl OpenElements {
    fn innermost(&self) -> usize {
        self.open.last().map_or(0, |element| element.id)
    }

    fn is_code(&self) -> bool {
        self.open.last().is_some_and(|element| element.is_code)
    }

    fn container(&self) -> usize {
        self.open.last().map_or(0, |outer| if outer.tag.is_some() { outer.container } else { outer.id })
    }

    fn enter(&mut self, tag: Option<String>, is_code: bool) {
        self.ids += 1;
        let (is_code, container) = (is_code || self.is_code(), self.container());
        if let Some(name) = &tag {
            *self.tags.entry((container, name.clone())).or_default() += 1;
        }
        self.open.push(Open { id: self.ids, tag, container, is_code });
    }

    /// Closes the element of Markdown that was opened last, with what is open in it.
    fn leave_block(&mut self) {
        while self.pop().is_some() {}
    }

    /// Closes the element of a name that was opened last, with what is open in it.
    fn leave(&mut self, name: &str) {
        if self.tags.get(&(self.container(), name.to_owned())).is_some_and(|count| *count > 0) {
            while self.pop().is_some_and(|closed| closed != name) {}
        }
    }

    /// The name of the element that was opened last, which closes; nothing for one of Markdown.
    fn pop(&mut self) -> Option<String> {
        let Open { tag, container, .. } = self.open.pop()?;
        let key = (container, tag?);
        if let Some(count) = self.tags.get_mut(&key) {
            *count -= 1;
        }
        Some(key.1)
    }
}

/// Whether the text of an element is not prose: code, the description of a picture, the name of an entity.
fn is_verbatim(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::CodeBlock(_)
            | Tag::HtmlBlock
            | Tag::Image { .. }
            | Tag::Link {
                link_type: LinkType::WikiLink { has_pothole: false } | LinkType::Autolink | LinkType::Email,
                ..
            }
    )
}

fn is_block(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Paragraph
            | TagEnd::Item
            | TagEnd::Heading(_)
            | TagEnd::TableCell
            | TagEnd::DefinitionListDefinition
            | TagEnd::DefinitionListTitle
    )
}

/// The name of a tag in small letters, and whether it is one that closes.
fn tag_name(html: &str) -> Option<(String, bool)> {
    let inner = html.strip_prefix('<')?;
    let (inner, closes) = inner.strip_prefix('/').map_or((inner, false), |inner| (inner, true));
    let name: String = inner.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    (!name.is_empty()).then(|| (name.to_ascii_lowercase(), closes))
}
