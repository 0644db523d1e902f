//! Images of a body: where each is, and the plain text that describes it.
//!
//! Which file an image is, is for `link` to say.

use super::super::body::{Image, Medium, Node, Target};
use super::beyond::{medium, take_size};
use super::{Builder, target};
use crate::base::diagnostic::Span;
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

/// An image whose description is being read.
pub(super) struct PendingImage {
    image: Image,
    /// How many images are open: a description may hold another image.
    depth: usize,
    /// The name of a file in double brackets describes nothing.
    file: Option<String>,
    /// Whether it is a file to be opened and not one to be shown.
    is_document: bool,
}

impl Builder<'_> {
    pub(super) fn image(&mut self, link_type: LinkType, url: &str, title: &str, span: Span) {
        self.end_text();
        let is_embed = matches!(link_type, LinkType::WikiLink { .. });
        let url = if is_embed { url.trim_end_matches('\\').trim() } else { url };
        let file = is_embed.then(|| url.to_owned());
        let target = if is_embed { Target::Embed(url.to_owned()) } else { target(url) };
        let medium = medium(url).filter(|_| is_embed).unwrap_or(Some(Medium::Picture));
        let link = self.add_link(target, "", span);
        let is_document = medium.is_none();
        let medium = medium.unwrap_or(Medium::Picture);
        let image =
            Image { link, alt: String::new(), title: title.to_owned(), size: None, medium, is_decoration: false };
        self.image = Some(PendingImage { image, depth: 1, file, is_document });
    }

    /// The description of an image: plain text, whatever it is made of.
    pub(super) fn describe(&mut self, event: Event<'_>) {
        let Some(pending) = &mut self.image else { return };
        match event {
            Event::Start(Tag::Image { .. }) => pending.depth += 1,
            Event::End(TagEnd::Image) => pending.depth -= 1,
            Event::Text(text) | Event::Code(text) => pending.image.alt.push_str(&text),
            Event::SoftBreak | Event::HardBreak => pending.image.alt.push(' '),
            _ => {}
        }
        if pending.depth == 0
            && let Some(PendingImage { mut image, file, is_document, .. }) = self.image.take()
        {
            if file.as_ref() == Some(&image.alt) {
                image.alt.clear();
            }
            if self.extended {
                image.size = take_size(&mut image.alt, file.is_some());
                image.is_decoration = matches!(image.alt.trim(), "\"\"" | "“”");
                if image.is_decoration {
                    image.alt.clear();
                }
            }
            match file.filter(|_| is_document) {
                Some(file) => self.document(image, &file),
                None => self.push(Node::Image(Box::new(image))),
            }
        }
    }
}
