//! A body as HTML, with everything that depends on other files filled in.
//!
//! Writes what the tree says, in the form of the CommonMark specification. A link never stands within a link: the inner
//! one is text.

use super::body::{
    Align, Before, Body, CitedPlace, Element, End, Filling, Fold, FoundName, IN_TEXT, Image, Medium, Node,
    NoteReference, Resolved, Run, Tag, Target,
};
use super::elements::{Role, has_paragraphs, role};
use super::figure::ShownPicture;
use super::link_card::{CardLines, LinkCard, TextPart};
use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};
use std::ops::Range;
use std::sync::Arc;

impl Body {
    /// The HTML of a body. `before` says what stands before each address.
    pub fn html<'a>(&'a self, filling: &'a Filling, before: impl Into<Before<'a>>) -> String {
        self.write_html(filling, before.into(), &mut |card, out| card.write(out))
    }

    /// The same in parts: each card stands by itself. None where there are no cards.
    pub(crate) fn html_in_parts(&self, filling: &Filling, before: Before<'_>) -> Vec<TextPart> {
        let mut parts = Vec::new();
        if filling.cards.is_empty() {
            return parts;
        }
        let rest = self.write_html(filling, before, &mut |card, out| {
            parts.push(TextPart { html: std::mem::take(out), card: None });
            parts.push(TextPart { html: String::new(), card: Some(card.clone()) });
        });
        parts.push(TextPart { html: rest, card: None });
        parts.retain(|part| part.card.is_some() || !part.html.is_empty());
        parts
    }

    fn write_html<'a>(
        &'a self,
        filling: &'a Filling,
        before: Before<'a>,
        card: &mut dyn FnMut(&Arc<LinkCard>, &mut String),
    ) -> String {
        let text: usize = self.texts().map(str::len).sum();
        let out = String::with_capacity(text + self.nodes.len() * 12);
        let mut writer = Writer {
            body: self,
            filling,
            before,
            out,
            names: &filling.names,
            in_links: 0,
            replaced: 0,
            in_head: false,
        };
        let mut open: Vec<Closing<'_>> = Vec::new();
        let mut after_cards = 0;
        for (place, node) in self.nodes.iter().enumerate() {
            if place < after_cards {
                continue;
            }
            match node {
                Node::Open(Element::Paragraph) if let Some(lines) = filling.cards_at(place) => {
                    writer.card_lines(lines, card);
                    after_cards = lines.nodes.end;
                }
                Node::Open(element) => {
                    let parent = open.last().map(|closing| closing.element);
                    open.push(writer.open(place, element, parent));
                }
                Node::Close => {
                    if let Some(closing) = open.pop() {
                        writer.close(closing);
                    }
                }
                node => writer.leaf(place, node),
            }
        }
        writer.out
    }
}

/// What to write when an element ends.
struct Closing<'a> {
    element: &'a Element,
    /// Whether it is a link that was written as one.
    is_link: bool,
    /// Whether something else was written in its place.
    is_replaced: bool,
    /// The picture that the paragraph is.
    figure: Option<&'a ShownPicture>,
}

struct Writer<'a> {
    body: &'a Body,
    filling: &'a Filling,
    before: Before<'a>,
    out: String,
    /// The names that are still to come.
    names: &'a [FoundName],
    /// How many links are open, and elements in whose place something else was written.
    in_links: usize,
    replaced: usize,
    in_head: bool,
}

// Writing to a String cannot fail, so the results of the escape functions say nothing.
impl<'a> Writer<'a> {
    fn open(&mut self, place: usize, element: &'a Element, parent: Option<&Element>) -> Closing<'a> {
        let mut is_link = false;
        match element {
            Element::Paragraph
                if let Some(figure) = self.filling.picture(place + 1).filter(|shown| shown.is_figure) =>
            {
                self.block(figure.opening());
                return Closing { element, is_link, is_replaced: false, figure: Some(figure) };
            }
            Element::Paragraph => self.block("<p>"),
            Element::Heading(number) => self.heading(*number),
            Element::Quote => self.block("<blockquote>\n"),
            Element::Alert(alert) => {
                let title = alert.title();
                self.block("<blockquote class=\"markdown-alert-");
                self.out.push_str(&title.to_ascii_lowercase());
                self.out.push_str("\">\n<p class=\"markdown-alert-title\">");
                self.out.push_str(title);
                self.out.push_str("</p>\n");
            }
            Element::Callout(alert, fold) => {
                let class = alert.title().to_ascii_lowercase();
                self.block(&format!("<blockquote class=\"markdown-alert-{class}\">\n"));
                self.out.push_str(match fold {
                    Fold::None => "",
                    Fold::Open => "<details open>\n",
                    Fold::Closed => "<details>\n",
                });
            }
            Element::CalloutTitle(Fold::None) => self.block("<p class=\"markdown-alert-title\">"),
            Element::CalloutTitle(_) => self.block("<summary class=\"markdown-alert-title\">"),
            Element::CodeBlock(language) => {
                self.block("<pre><code");
                let language = self.body.text.get(*language);
                if !language.is_empty() {
                    self.out.push_str(" class=\"language-");
                    let _ = escape_html(&mut self.out, language);
                    self.out.push('"');
                }
                self.out.push('>');
            }
            Element::List(None) => self.block("<ul>\n"),
            Element::List(Some(1)) => self.block("<ol>\n"),
            Element::List(Some(first)) => self.block(&format!("<ol start=\"{first}\">\n")),
            Element::Item => self.block("<li>"),
            Element::Definitions => self.block("<dl>\n"),
            Element::Term => self.block("<dt>"),
            Element::Definition => self.block("<dd>"),
            // A wide table scrolls in a box of its own, which the keyboard must reach.
            Element::Table(columns) => {
                let class = if *columns > IN_TEXT { "table wide" } else { "table" };
                self.out.push_str(&format!("<div class=\"{class}\" tabindex=\"0\">\n<table>\n"));
            }
            Element::TableHead => {
                self.in_head = true;
                self.out.push_str("<thead><tr>");
            }
            Element::Row => self.out.push_str("<tr>"),
            Element::Cell(align) => self.cell(*align),
            Element::Emphasis => self.out.push_str("<em>"),
            Element::Strong => self.out.push_str("<strong>"),
            Element::Strikethrough => self.out.push_str("<del>"),
            Element::Mark => self.out.push_str("<mark>"),
            Element::Link(link) => is_link = self.link(*link),
            Element::Notes => self.out.push_str("<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n"),
            Element::Note { number, .. } => self.out.push_str(&format!("<li id=\"fn-{number}\">\n")),
            Element::Html(tag) if self.filling.blocked_frames.binary_search(&place).is_ok() => {
                self.blocked_frame(tag, parent);
                self.replaced += 1;
                return Closing { element, is_link: false, is_replaced: true, figure: None };
            }
            Element::Html(tag) => is_link = self.tag(tag),
        }
        self.in_links += usize::from(is_link);
        Closing { element, is_link, is_replaced: false, figure: None }
    }

    fn close(&mut self, closing: Closing<'a>) {
        self.in_links -= usize::from(closing.is_link);
        if let Some(figure) = closing.figure {
            figure.below(&mut self.out);
            return self.out.push_str("</figure>\n");
        }
        let end = match closing.element {
            Element::Paragraph => "</p>\n",
            Element::Heading(number) => {
                let level = self.body.headings.get(*number).map_or(2, |heading| heading.level);
                return self.out.push_str(&format!("</h{level}>\n"));
            }
            Element::Quote | Element::Alert(_) | Element::Callout(_, Fold::None) => "</blockquote>\n",
            Element::Callout(..) => "</details>\n</blockquote>\n",
            Element::CalloutTitle(Fold::None) => "</p>\n",
            Element::CalloutTitle(_) => "</summary>\n",
            Element::CodeBlock(_) => "</code></pre>\n",
            Element::List(None) => "</ul>\n",
            Element::List(Some(_)) => "</ol>\n",
            Element::Item => "</li>\n",
            Element::Definitions => "</dl>\n",
            Element::Term => "</dt>\n",
            Element::Definition => "</dd>\n",
            Element::Table(_) => "</tbody>\n</table>\n</div>\n",
            Element::TableHead => {
                self.in_head = false;
                "</tr></thead>\n<tbody>\n"
            }
            Element::Row => "</tr>\n",
            Element::Cell(_) if self.in_head => "</th>",
            Element::Cell(_) => "</td>",
            Element::Emphasis => "</em>",
            Element::Strong => "</strong>",
            Element::Strikethrough => "</del>",
            Element::Mark => "</mark>",
            Element::Link(_) if closing.is_link => "</a>",
            Element::Link(_) => "",
            Element::Notes => "</ol>\n</div>\n",
            Element::Note { back, .. } => {
                if let Some(back) = back {
                    self.out.push_str("<a href=\"");
                    self.address(*back as usize, "");
                    self.out.push_str("\" class=\"footnote-back\" aria-label=\"back\">↩</a>");
                }
                "</li>\n"
            }
            Element::Html(_) if closing.is_replaced => {
                self.replaced -= 1;
                ""
            }
            Element::Html(tag) => return self.end_tag(tag, closing.is_link),
        };
        self.out.push_str(end);
    }

    fn leaf(&mut self, place: usize, node: &Node) {
        match node {
            Node::Open(_) | Node::Close => {}
            _ if self.replaced > 0 => {}
            Node::Text(run) => self.text(*run),
            Node::Code(run) => {
                self.out.push_str("<code>");
                let _ = escape_html_body_text(&mut self.out, self.body.text.get(*run));
                self.out.push_str("</code>");
            }
            Node::Break => self.out.push_str("<br />\n"),
            Node::Rule => self.block("<hr />\n"),
            Node::Image(image) => self.image(place, image),
            Node::Reference(reference) => self.reference(reference),
            Node::Task(done) => {
                let state = if *done { " checked aria-label=\"done\"" } else { " aria-label=\"to do\"" };
                self.out.push_str(&format!("<input type=\"checkbox\" disabled{state}> "));
            }
            Node::Markup(run) => self.out.push_str(self.body.text.get(*run)),
        }
    }

    /// A picture, or what plays a sound or a film.
    fn image(&mut self, place: usize, image: &Image) {
        let shown = self.filling.picture(place);
        // A caption says it already.
        let title = if shown.is_some_and(|shown| shown.is_figure) { "" } else { &image.title };
        if let Some(shown) = shown.filter(|shown| shown.file.is_some()) {
            return shown.picture(self.before.files, title, image.size, &mut self.out);
        }
        let (tag, named) = match image.medium {
            Medium::Picture => ("img", "alt"),
            Medium::Sound => ("audio", "aria-label"),
            Medium::Film => ("video", "aria-label"),
        };
        self.out.push_str(&format!("<{tag} src=\""));
        self.address(image.link, "#");
        self.out.push('"');
        let alt = shown.map_or(&*image.alt, |shown| &*shown.alt);
        let alt = Some(alt).filter(|alt| image.medium == Medium::Picture || !alt.is_empty());
        let title = Some(title).filter(|title| !title.is_empty());
        for (name, value) in [(named, alt), ("title", title)] {
            if let Some(value) = value {
                self.out.push_str(&format!(" {name}=\""));
                let _ = escape_html(&mut self.out, value);
                self.out.push('"');
            }
        }
        if let Some((width, height)) = image.size.filter(|_| image.medium != Medium::Sound) {
            self.out.push_str(&format!(" width=\"{width}\""));
            height.into_iter().for_each(|height| self.out.push_str(&format!(" height=\"{height}\"")));
        }
        match image.medium {
            Medium::Picture => self.out.push_str(" loading=\"lazy\">"),
            _ => self.out.push_str(&format!(" controls preload=\"metadata\"></{tag}>")),
        }
    }

    /// Addresses that stand alone on their lines: each is a block, a card or not.
    fn card_lines(&mut self, lines: &CardLines, card: &mut dyn FnMut(&Arc<LinkCard>, &mut String)) {
        for (number, shown) in &lines.lines {
            self.block("");
            match (shown, self.body.links.get(*number).map(|link| &link.target)) {
                (Some(shown), _) => card(shown, &mut self.out),
                (None, Some(Target::Away(url))) => {
                    self.out.push_str("<p>");
                    let is_link = self.link(*number);
                    let _ = escape_html_body_text(&mut self.out, url);
                    self.out.push_str(if is_link { "</a></p>\n" } else { "</p>\n" });
                }
                _ => {}
            }
        }
    }

    /// Begins a block on a line of its own.
    fn block(&mut self, tag: &str) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.out.push_str(tag);
    }

    fn heading(&mut self, number: usize) {
        let Some(heading) = self.body.headings.get(number) else { return };
        self.block(&format!("<h{} id=\"", heading.level));
        let _ = escape_html(&mut self.out, &heading.id);
        if !heading.classes.is_empty() {
            self.out.push_str("\" class=\"");
            let _ = escape_html(&mut self.out, &heading.classes.join(" "));
        }
        self.out.push_str("\">");
    }

    fn cell(&mut self, align: Align) {
        // By a class, since a strict site forbids inline style.
        self.out.push_str(if self.in_head { "<th scope=\"col\"" } else { "<td" });
        self.out.push_str(match align {
            Align::None => ">",
            Align::Left => " class=\"left\">",
            Align::Center => " class=\"center\">",
            Align::Right => " class=\"right\">",
        });
    }

    /// Opens a link, and the name that it shows if it has no text of its own. Whether it is written as one.
    fn link(&mut self, number: usize) -> bool {
        let (Some(link), Some(resolved)) = (self.body.links.get(number), self.filling.links.get(number)) else {
            return false;
        };
        let is_named = matches!(link.target, Target::Mention { named: true, .. });
        if let Resolved::Cited { places, .. } = resolved
            && is_named
            && self.in_links == 0
        {
            self.cited(places);
            return false;
        }
        let is_link = self.in_links == 0 && !matches!(resolved, Resolved::Text { .. });
        if is_link {
            self.out.push_str("<a href=\"");
            self.address(number, "");
            let (class, lang) = match resolved {
                Resolved::To { class, lang, .. } => (class.as_deref().unwrap_or(""), lang.as_deref()),
                Resolved::Cited { .. } => ("cite", None),
                _ => ("", None),
            };
            let lang = lang.filter(|_| is_named).unwrap_or("");
            for (name, value) in [("class", class), ("lang", lang), ("title", &*link.title)] {
                if !value.is_empty() {
                    self.out.push_str(&format!("\" {name}=\""));
                    let _ = escape_html(&mut self.out, value);
                }
            }
            self.out.push_str("\">");
        }
        if let Resolved::To { name, .. } | Resolved::Cited { name, .. } | Resolved::Text { name } = resolved
            && is_named
        {
            let _ = escape_html_body_text(&mut self.out, name);
        }
        is_link
    }

    /// A link to each place in a source.
    fn cited(&mut self, places: &[CitedPlace]) {
        for (n, cited) in places.iter().enumerate() {
            self.out.push_str(if n == 0 { "<a href=\"" } else { ", <a href=\"" });
            let _ = escape_href(&mut self.out, self.before.pages);
            let _ = escape_href(&mut self.out, &cited.address);
            self.out.push_str("\" class=\"cite\" aria-label=\"");
            let _ = escape_html(&mut self.out, &cited.label);
            self.out.push_str("\">");
            let _ = escape_html_body_text(&mut self.out, &cited.text);
            self.out.push_str("</a>");
        }
    }

    /// The address that a link leads to; `nowhere` when it leads nowhere.
    fn address(&mut self, number: usize, nowhere: &str) {
        match (self.filling.links.get(number), self.body.links.get(number).map(|link| &link.target)) {
            (Some(Resolved::To { address, .. }), _) => {
                let is_shared = self.filling.shared.binary_search(&number).is_ok();
                let before = if is_shared { self.before.files } else { self.before.pages };
                let _ = escape_href(&mut self.out, before);
                let _ = escape_href(&mut self.out, address);
            }
            (Some(Resolved::Cited { places, .. }), _) => {
                let _ = escape_href(&mut self.out, self.before.pages);
                let _ = escape_href(&mut self.out, places.first().map_or("", |cited| &cited.address));
            }
            (Some(Resolved::Away), Some(Target::Away(url) | Target::Path(url))) => {
                let _ = escape_href(&mut self.out, url);
            }
            _ => self.out.push_str(nowhere),
        }
    }

    fn reference(&mut self, NoteReference { number, id, link }: &NoteReference) {
        if self.in_links > 0 {
            return self.out.push_str(&format!("<sup class=\"footnote-reference\" id=\"{id}\">{number}</sup>"));
        }
        self.out.push_str("<sup class=\"footnote-reference\"><a href=\"");
        self.address(*link, "#");
        self.out.push_str(&format!("\" id=\"{id}\">{number}</a></sup>"));
    }

    /// Text, with the names in it as links.
    fn text(&mut self, run: Run) {
        let (body, names) = (self.body, self.names);
        let range = run.range();
        let is_here = |name: &&FoundName| range.start <= name.run.range().start && name.run.range().end <= range.end;
        let here = names.iter().take_while(is_here).count();
        if here == 0 {
            match body.text.written(run) {
                Some(written) => self.out.push_str(written),
                None => drop(escape_html_body_text(&mut self.out, body.text.get(run))),
            }
            return;
        }
        let mut done = range.start;
        for name in &names[..here] {
            let Range { start, end } = name.run.range();
            let _ = escape_html_body_text(&mut self.out, body.text.get(Run::new(done..start)));
            self.out.push_str("<a href=\"");
            let _ = escape_href(&mut self.out, self.before.pages);
            let _ = escape_href(&mut self.out, &name.address);
            self.out.push_str("\" class=\"");
            let _ = escape_html(&mut self.out, &name.class);
            if let Some(lang) = &name.lang {
                self.out.push_str("\" lang=\"");
                let _ = escape_html(&mut self.out, lang);
            }
            self.out.push_str("\">");
            let _ = escape_html_body_text(&mut self.out, body.text.get(name.run));
            self.out.push_str("</a>");
            done = end;
        }
        let _ = escape_html_body_text(&mut self.out, body.text.get(Run::new(done..range.end)));
        self.names = &names[here..];
    }

    /// Opens an element of HTML; whether it is a link that others may not stand in.
    fn tag(&mut self, tag: &Tag) -> bool {
        let is_link = &*tag.name == "a" && tag.end != End::AtOnce;
        if &*tag.name == "a" && self.in_links > 0 {
            return false;
        }
        let mut done = 0;
        for (place, link) in &tag.addresses {
            self.out.push_str(&tag.written[done..place.start]);
            match self.filling.links.get(*link) {
                Some(Resolved::Away) | None => self.out.push_str(&tag.written[place.clone()]),
                _ => self.address(*link, "#"),
            }
            done = place.end;
        }
        self.out.push_str(&tag.written[done..]);
        if tag.end == End::AtOnce {
            self.out.push_str("</a>");
        }
        is_link
    }

    /// A link to what a frame would show, by its title; a paragraph of its own where blocks stand.
    fn blocked_frame(&mut self, tag: &Tag, parent: Option<&Element>) {
        let parent = parent.map(|parent| match parent {
            Element::Quote => Role::Quote,
            Element::Html(tag) => role(&tag.name),
            _ => Role::Line,
        });
        let is_block = has_paragraphs(parent);
        if is_block {
            self.block("<p>");
        }
        let source = tag.attributes.iter().find(|attribute| &*attribute.name == "src").map(|source| &source.span);
        let of_source = |link: &usize| self.body.links.get(*link).map(|link| &link.span) == source;
        let link = tag.addresses.iter().map(|(_, link)| *link).find(of_source);
        if self.in_links == 0 {
            self.out.push_str("<a href=\"");
            link.into_iter().for_each(|link| self.address(link, "#"));
            self.out.push_str("\">");
        }
        let _ = escape_html_body_text(&mut self.out, tag.frame_title());
        if self.in_links == 0 {
            self.out.push_str("</a>");
        }
        if is_block {
            self.out.push_str("</p>\n");
        }
    }

    fn end_tag(&mut self, tag: &Tag, is_link: bool) {
        if &*tag.name == "a" && !is_link {
            return;
        }
        match &tag.end {
            End::Written(written) => self.out.push_str(written),
            End::Added => self.out.push_str(&format!("</{}>", tag.name)),
            End::None | End::AtOnce => {}
        }
    }
}
