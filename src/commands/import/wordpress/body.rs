//! The text of a post of WordPress as Markdown: its shortcodes, and paragraphs that are made when a page is shown.
//!
//! Text in, text out.

use super::super::html::to_markdown;
use super::super::left::{Left, Why};
use super::Attachment;
use std::collections::BTreeMap;

/// Elements that stand as blocks: no paragraph is made around them.
const BLOCKS: [&str; 33] = [
    "table",
    "thead",
    "tfoot",
    "tbody",
    "tr",
    "td",
    "th",
    "div",
    "dl",
    "dd",
    "dt",
    "ul",
    "ol",
    "li",
    "pre",
    "form",
    "blockquote",
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "section",
    "article",
    "figure",
    "figcaption",
    "iframe",
    "script",
    "details",
    "aside",
];

pub(super) fn markdown(
    content: &str,
    source: &str,
    attachments: &BTreeMap<&str, Attachment>,
    left: &mut Left,
) -> String {
    if content.contains("<!--nextpage-->") {
        left.note(Why::Html, "<!--nextpage-->: one page is made of several", source);
    }
    let html = shortcodes(content, source, attachments, left);
    let html = if html.contains("<!-- wp:") { html } else { with_paragraphs(&html) };
    to_markdown(&html, source, left)
}

/// A shortcode in brackets.
struct Shortcode<'a> {
    whole: &'a str,
    name: &'a str,
    arguments: &'a str,
}

/// Turns captions, galleries and embeds into HTML, and notes all others.
fn shortcodes(content: &str, source: &str, attachments: &BTreeMap<&str, Attachment>, left: &mut Left) -> String {
    let mut out = String::with_capacity(content.len());
    let mut rest = content;
    while let Some(at) = rest.find('[') {
        out.push_str(&rest[..at]);
        let Some(code) = read(&rest[at..]) else {
            out.push('[');
            rest = &rest[at + 1..];
            continue;
        };
        let after = &rest[at + code.whole.len()..];
        let end = format!("[/{}]", code.name);
        let inner = after.find(&end).map(|at| (&after[..at], &after[at + end.len()..]));
        match (code.name, inner) {
            ("caption" | "wp_caption", Some((inner, after))) => {
                out.push_str(&caption(inner, argument(code.arguments, "caption")));
                rest = after;
            }
            ("embed", Some((inner, after))) => {
                let url = inner.trim().replace('"', "%22");
                out.push_str(&format!("<p><a href=\"{url}\">{}</a></p>", inner.trim()));
                rest = after;
            }
            ("gallery", _) if gallery(code.arguments, attachments).is_some() => {
                out.push_str(&gallery(code.arguments, attachments).unwrap_or_default());
                rest = after;
            }
            _ => {
                if inner.is_some() || code.arguments.contains('=') || code.name == "gallery" {
                    left.note(Why::Shortcode, format!("[{}]", code.name), source);
                }
                out.push_str(code.whole);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn read(text: &str) -> Option<Shortcode<'_>> {
    let end = text.find(']')?;
    let inner = &text[1..end];
    let length = inner.find(|c: char| !(c.is_ascii_alphanumeric() || "_-".contains(c))).unwrap_or(inner.len());
    let (name, arguments) = inner.split_at(length);
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
        && (arguments.is_empty() || arguments.starts_with([' ', '/']));
    (is_name && !inner.contains('\n')).then(|| Shortcode { whole: &text[..=end], name, arguments })
}

/// The value of an argument: `ids="1,2"`.
fn argument<'a>(arguments: &'a str, key: &str) -> Option<&'a str> {
    let start = arguments.find(&format!("{key}="))? + key.len() + 1;
    let quote = arguments[start..].chars().next().filter(|c| ['"', '\''].contains(c));
    match quote {
        Some(quote) => arguments[start + 1..].split(quote).next(),
        None => arguments[start..].split_whitespace().next(),
    }
}

/// `[caption]<img> Text[/caption]` as a figure.
fn caption(inner: &str, named: Option<&str>) -> String {
    let image = inner.find("<img").and_then(|at| Some(at + inner[at..].find('>')? + 1));
    let image = image.map(|end| {
        end + if inner[end..].trim_start().starts_with("</a>") { inner[end..].find("</a>").unwrap_or(0) + 4 } else { 0 }
    });
    let (picture, text) = inner.split_at(image.unwrap_or(0));
    let text = if text.trim().is_empty() { named.unwrap_or_default() } else { text.trim() };
    format!("\n\n<figure>{}<figcaption>{text}</figcaption></figure>\n\n", picture.trim())
}

/// The pictures of a gallery, where all of them are known.
fn gallery(arguments: &str, attachments: &BTreeMap<&str, Attachment>) -> Option<String> {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let ids = argument(arguments, "ids")?;
    let pictures = ids.split(',').map(|id| {
        let picture = attachments.get(id.trim())?;
        let caption = match picture.caption.is_empty() {
            true => String::new(),
            false => format!("<figcaption>{}</figcaption>", escaped(&picture.caption)),
        };
        Some(format!(
            "<figure><img src=\"{}\" alt=\"{}\">{caption}</figure>\n",
            escaped(&picture.url),
            escaped(&picture.alt)
        ))
    });
    Some(format!("\n\n{}\n\n", pictures.collect::<Option<String>>()?))
}

/// What WordPress does to texts without blocks: an empty line parts paragraphs, and a line break stays one.
fn with_paragraphs(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = html;
    while !rest.is_empty() {
        // What stands in `pre` and `script` keeps its lines.
        let kept = ["<pre", "<script", "<style"].iter().filter_map(|tag| rest.find(tag).map(|at| (at, *tag))).min();
        let (text, verbatim, after) = match kept {
            Some((at, tag)) => {
                let close = format!("</{}>", &tag[1..]);
                let end = rest[at..].find(&close).map_or(rest.len(), |end| at + end + close.len());
                (&rest[..at], &rest[at..end], &rest[end..])
            }
            None => (rest, "", ""),
        };
        for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
            match begins_block(paragraph) {
                true => out.push_str(paragraph),
                false => out.push_str(&format!(
                    "<p>{}</p>",
                    paragraph.replace("<br />\n", "\n").replace("<br>\n", "\n").replace('\n', "<br>\n")
                )),
            }
            out.push('\n');
        }
        out.push_str(verbatim);
        out.push('\n');
        rest = after;
    }
    out
}

fn begins_block(paragraph: &str) -> bool {
    let Some(tag) = paragraph.strip_prefix('<') else { return false };
    let name = tag.trim_start_matches('/');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    BLOCKS.contains(&name[..end].to_lowercase().as_str()) || tag.starts_with("!--")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_classic_post_becomes_markdown() {
        let picture = |url: &str| Attachment { url: url.to_owned(), alt: "A".to_owned(), caption: String::new() };
        let attachments = BTreeMap::from([("7", picture("/a.png")), ("8", picture("/b.png"))]);
        let content = "First line\nsecond line\n\n[caption id=\"x\" width=\"300\"]<a href=\"/big.png\"><img src=\"/s.png\" alt=\"S\" /></a> A cap[/caption]\n\n\
            <pre>a\n\nb</pre>\n\n[gallery ids=\"7,8\"] [form id=\"1\"] and [sic]";
        let mut left = Left::default();
        let expected = "First line\\\nsecond line\n\n[![S](/s.png)](/big.png)\n\n*A cap*\n\n```\na\n\nb\n```\n\n![A](/a.png)\n\n![A](/b.png)\n\n\
            \\[form id=\"1\"\\] and \\[sic\\]";
        assert_eq!(markdown(content, "post 1", &attachments, &mut left), expected);
        assert_eq!(left.count(Why::Shortcode), 1);
    }
}
