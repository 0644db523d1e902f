//! What Ghost's editors keep of a text, as HTML: rendered HTML with its cards, Lexical, and Mobiledoc.
//!
//! Values in, text out. A card that says nothing here is noted.

use super::super::datum::Datum;
use super::super::left::{Left, Why};
use crate::parse::html::{Token, tokens};

/// HTML, and pieces of Markdown that stand in it under marks.
#[derive(Debug, Default)]
pub(super) struct Cards {
    pub html: String,
    markdown: Vec<String>,
}

impl Cards {
    fn mark(n: usize) -> String {
        format!("FISSURECARD{n}END")
    }

    fn keep(&mut self, markdown: &str) {
        self.html.push_str(&format!("<p>{}</p>\n", Cards::mark(self.markdown.len())));
        self.markdown.push(markdown.trim().to_owned());
    }

    /// The Markdown of the whole, with the pieces in their places.
    pub(super) fn put_back(&self, markdown: &str) -> String {
        let put = |text: String, (n, piece): (usize, &String)| text.replace(&Cards::mark(n), piece);
        self.markdown.iter().enumerate().fold(markdown.to_owned(), put)
    }
}

/// Rendered HTML, with bookmarks as links and without the buttons of toggles.
pub(super) fn of_html(html: &str) -> Cards {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("<figure class=\"kg-card kg-bookmark-card") {
        out.push_str(&rest[..at]);
        let end = rest[at..].find("</figure>").map_or(rest.len(), |end| at + end + "</figure>".len());
        out.push_str(&bookmark_of(&rest[at..end]));
        rest = &rest[end..];
    }
    out.push_str(rest);
    let mut html = String::with_capacity(out.len());
    let mut rest = out.as_str();
    while let Some(at) = rest.find("<button class=\"kg-toggle") {
        html.push_str(&rest[..at]);
        rest = rest[at..].find("</button>").map_or("", |end| &rest[at + end + "</button>".len()..]);
    }
    html.push_str(rest);
    Cards { html, markdown: Vec::new() }
}

/// The link of a bookmark card.
fn bookmark_of(card: &str) -> String {
    let (mut href, mut title, mut in_title) = (String::new(), String::new(), false);
    for (token, _) in tokens(card) {
        match token {
            Token::Start { name, attributes, .. } => {
                let value = |key: &str| {
                    attributes.iter().find(|attribute| attribute.name == key).map(|found| found.value.clone())
                };
                if name == "a" && href.is_empty() {
                    href = value("href").unwrap_or_default();
                }
                in_title |= value("class").is_some_and(|class| class == "kg-bookmark-title");
            }
            Token::End { .. } => in_title = false,
            Token::Text(text) if in_title => title.push_str(&text),
            _ => {}
        }
    }
    link(&href, if title.trim().is_empty() { &href } else { &title })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn link(url: &str, text: &str) -> String {
    format!("<p><a href=\"{}\">{}</a></p>\n", escaped(url), escaped(text))
}

/// A card by its name and what it holds; the same in both editors.
fn card(cards: &mut Cards, name: &str, of: &Datum, source: &str, left: &mut Left) {
    let text = |key: &str| of.text_at(key).unwrap_or_default();
    match name {
        "image" | "extended-image" => picture(cards, of),
        "gallery" => of.get("images").map_or(&[][..], Datum::list).iter().for_each(|image| picture(cards, image)),
        "markdown" | "card-markdown" => cards.keep(text("markdown")),
        "html" => cards.html.push_str(&format!("{}\n", text("html"))),
        "hr" | "horizontalrule" => cards.html.push_str("<hr>\n"),
        "code" | "codeblock" => {
            let language = escaped(text("language"));
            let class = if language.is_empty() { String::new() } else { format!(" class=\"language-{language}\"") };
            cards.html.push_str(&format!(
                "<pre><code{class}>{}</code></pre>\n",
                escaped(of.text_at("code").unwrap_or_default())
            ));
        }
        "bookmark" => {
            let title = of.text_at("metadata.title").or(of.text_at("title")).unwrap_or(text("url"));
            cards.html.push_str(&link(text("url"), title));
        }
        "button" => cards.html.push_str(&link(text("buttonUrl"), text("buttonText"))),
        "callout" => cards.html.push_str(&format!(
            "<blockquote><p>{} {}</p></blockquote>\n",
            escaped(text("calloutEmoji")),
            text("calloutText")
        )),
        "toggle" => cards.html.push_str(&format!("<h4>{}</h4>\n{}\n", text("heading"), text("content"))),
        "embed" => cards.html.push_str(&link(text("url"), text("url"))),
        "paywall" => cards.html.push_str(super::MEMBERS_ONLY),
        _ => left.note(Why::Shortcode, format!("card {name}: left out"), source),
    }
}

fn picture(cards: &mut Cards, of: &Datum) {
    let text = |key: &str| of.text_at(key).unwrap_or_default();
    let picture = format!("<img src=\"{}\" alt=\"{}\">", escaped(text("src")), escaped(text("alt")));
    let picture = match of.text_at("href") {
        Some(href) => format!("<a href=\"{}\">{picture}</a>", escaped(href)),
        None => picture,
    };
    let caption = if text("caption").is_empty() {
        String::new()
    } else {
        format!("<figcaption>{}</figcaption>", text("caption"))
    };
    cards.html.push_str(&format!("<figure>{picture}{caption}</figure>\n"));
}

/// The newer editor's tree.
pub(super) fn of_lexical(lexical: &Datum, source: &str, left: &mut Left) -> Cards {
    let mut cards = Cards::default();
    if let Some(root) = lexical.get("root") {
        lexical_children(&mut cards, root, source, left);
    }
    cards
}

fn lexical_children(cards: &mut Cards, node: &Datum, source: &str, left: &mut Left) {
    for child in node.get("children").map_or(&[][..], Datum::list) {
        let kind = child.text_at("type").unwrap_or_default();
        let tag = child.text_at("tag").unwrap_or_default();
        let element = match kind {
            "paragraph" => "p",
            "heading" | "extended-heading" if ["h1", "h2", "h3", "h4", "h5", "h6"].contains(&tag) => tag,
            "list" => {
                if tag == "ol" || child.text_at("listType") == Some("number") {
                    "ol"
                } else {
                    "ul"
                }
            }
            "listitem" => "li",
            "quote" | "extended-quote" | "aside" => "blockquote",
            "link" => {
                cards.html.push_str(&format!("<a href=\"{}\">", escaped(child.text_at("url").unwrap_or_default())));
                lexical_children(cards, child, source, left);
                cards.html.push_str("</a>");
                continue;
            }
            "linebreak" => {
                cards.html.push_str("<br>");
                continue;
            }
            "text" | "extended-text" | "tab" => {
                lexical_text(cards, child);
                continue;
            }
            other => {
                card(cards, other, child, source, left);
                continue;
            }
        };
        cards.html.push_str(&format!("<{element}>"));
        lexical_children(cards, child, source, left);
        cards.html.push_str(&format!("</{element}>\n"));
    }
}

/// A text with its format, which is a sum of bits.
fn lexical_text(cards: &mut Cards, node: &Datum) {
    let format: u32 = node.text_at("format").and_then(|format| format.parse().ok()).unwrap_or(0);
    let Some(Datum::Text { text, .. }) = node.get("text") else { return };
    let of_bits = [(1, "strong"), (2, "em"), (4, "s"), (16, "code"), (32, "sub"), (64, "sup")];
    let elements: Vec<&str> =
        of_bits.iter().filter(|(bit, _)| format & bit != 0).map(|(_, element)| *element).collect();
    let open: String = elements.iter().map(|element| format!("<{element}>")).collect();
    let close: String = elements.iter().rev().map(|element| format!("</{element}>")).collect();
    cards.html.push_str(&format!("{open}{}{close}", escaped(text)));
}

/// The older editor's sections.
pub(super) fn of_mobiledoc(mobiledoc: &Datum, source: &str, left: &mut Left) -> Cards {
    let table = |key: &str| mobiledoc.get(key).map_or(&[][..], Datum::list);
    let mut cards = Cards::default();
    for section in table("sections") {
        let parts = section.list();
        let text = |n: usize| parts.get(n).and_then(Datum::as_text).unwrap_or_default();
        match text(0) {
            "1" => {
                let known = ["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "aside"].contains(&text(1));
                let element = match text(1) {
                    "aside" => "blockquote",
                    element if known => element,
                    _ => "p",
                };
                let inner = markers(parts.get(2), table("markups"), table("atoms"));
                cards.html.push_str(&format!("<{element}>{inner}</{element}>\n"));
            }
            "2" => cards.html.push_str(&format!("<p><img src=\"{}\" alt=\"\"></p>\n", escaped(text(1)))),
            "3" => {
                let element = if text(1) == "ol" { "ol" } else { "ul" };
                let items = parts.get(2).map_or(&[][..], Datum::list).iter();
                let items: String = items
                    .map(|item| format!("<li>{}</li>", markers(Some(item), table("markups"), table("atoms"))))
                    .collect();
                cards.html.push_str(&format!("<{element}>{items}</{element}>\n"));
            }
            "10" => {
                let of = text(1).parse().ok().and_then(|n: usize| table("cards").get(n)).map_or(&[][..], Datum::list);
                if let [name, payload] = of {
                    card(&mut cards, name.as_text().unwrap_or_default(), payload, source, left);
                }
            }
            _ => {}
        }
    }
    cards
}

/// Texts with the elements that open before and close after each of them.
fn markers(list: Option<&Datum>, markups: &[Datum], atoms: &[Datum]) -> String {
    let (mut out, mut open): (String, Vec<String>) = (String::new(), Vec::new());
    for marker in list.map_or(&[][..], Datum::list) {
        let [kind, opens, closes, value] = marker.list() else { continue };
        for markup in opens.list().iter().filter_map(|n| markups.get(n.as_text()?.parse::<usize>().ok()?)) {
            let name = markup.list().first().and_then(Datum::as_text).unwrap_or_default();
            let name = if ["a", "strong", "b", "em", "i", "s", "code", "sub", "sup", "u"].contains(&name) {
                name
            } else {
                "span"
            };
            let arguments: Vec<&str> =
                markup.list().get(1).map_or(&[][..], Datum::list).iter().filter_map(Datum::as_text).collect();
            let href = arguments.chunks(2).find(|pair| pair.first() == Some(&"href")).and_then(|pair| pair.get(1));
            match href.filter(|_| name == "a") {
                Some(href) => out.push_str(&format!("<a href=\"{}\">", escaped(href))),
                None => out.push_str(&format!("<{name}>")),
            }
            open.push(name.to_owned());
        }
        match (kind.as_text(), value) {
            (Some("0"), Datum::Text { text, .. }) => out.push_str(&escaped(text)),
            (Some("1"), value) => {
                let atom = value.as_text().and_then(|n| atoms.get(n.parse::<usize>().ok()?));
                if atom.and_then(|atom| atom.list().first()).and_then(Datum::as_text) == Some("soft-return") {
                    out.push_str("<br>");
                }
            }
            _ => {}
        }
        let closed = closes.as_text().and_then(|n| n.parse::<usize>().ok()).unwrap_or(0).min(open.len());
        open.split_off(open.len() - closed).iter().rev().for_each(|name| out.push_str(&format!("</{name}>")));
    }
    open.iter().rev().for_each(|name| out.push_str(&format!("</{name}>")));
    out
}

#[cfg(test)]
mod tests {
    use super::super::super::datum::from_json;
    use super::super::super::html::to_markdown;
    use super::*;

    fn markdown(cards: &Cards) -> String {
        cards.put_back(&to_markdown(&cards.html, "p", &mut Left::default()))
    }

    #[test]
    fn both_editors_become_markdown() {
        let mut left = Left::default();
        let lexical = r#"{"root":{"children":[
            {"type":"extended-heading","tag":"h2","children":[{"type":"extended-text","text":"Why <b>","format":0}]},
            {"type":"paragraph","children":[{"type":"text","text":"bold","format":1},{"type":"text","text":" and "},
              {"type":"link","url":"/x","children":[{"type":"text","text":"link","format":2}]}]},
            {"type":"list","listType":"bullet","tag":"ul","children":[{"type":"listitem","children":[{"type":"text","text":"a"}]}]},
            {"type":"markdown","markdown":"| a |\n|---|\n| *b* |"},{"type":"signup"}]}}"#;
        let cards = of_lexical(&from_json(lexical).unwrap(), "p", &mut left);
        assert_eq!(markdown(&cards), "## Why \\<b>\n\n**bold** and [*link*](/x)\n\n- a\n\n| a |\n|---|\n| *b* |");
        assert_eq!(left.count(Why::Shortcode), 1);
        let mobiledoc = r#"{"markups":[["strong"],["a",["href","/x"]]],"atoms":[["soft-return","",{}]],
            "cards":[["image",{"src":"/a.png","alt":"A","caption":"Cap"}],["code",{"code":"x < y","language":"rust"}]],
            "sections":[[1,"p",[[0,[0],1,"bold"],[1,[],0,0],[0,[1],1,"link"]]],[10,0],[10,1],[3,"ol",[[[0,[],0,"one"]]]],[10,9]]}"#;
        let cards = of_mobiledoc(&from_json(mobiledoc).unwrap(), "p", &mut left);
        assert_eq!(
            markdown(&cards),
            "**bold**\\\n[link](/x)\n\n![A](/a.png)\n\n*Cap*\n\n```rust\nx < y\n```\n\n1. one"
        );
    }

    #[test]
    fn a_bookmark_is_a_link() {
        let html = "<p>a</p><figure class=\"kg-card kg-bookmark-card\"><a class=\"kg-bookmark-container\" href=\"https://x.example/\"><div>\
            <div class=\"kg-bookmark-title\">X &amp; Y</div><div class=\"kg-bookmark-description\">d</div></div></a></figure><p>b</p>";
        assert_eq!(markdown(&of_html(html)), "a\n\n[X & Y](https://x.example/)\n\nb");
    }
}
