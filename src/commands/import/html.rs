//! HTML of an old site as Markdown, where that says the same; what Markdown cannot say stays HTML.
//!
//! The only module that names the library for it. HTML too deep in itself is not converted at all.

use super::left::{Left, Why};
use crate::base::bounds::DEPTH;
use crate::parse::html::{HtmlAttribute, Token, tokens, unescape};
use htmd::HtmlToMarkdown;
use htmd::options::{BrStyle, BulletListMarker, HrStyle, Options, TranslationMode};

/// Elements that say nothing of their own: their contents stay, as paragraphs.
const WRAPPERS: [&str; 9] = ["div", "section", "article", "figure", "main", "header", "footer", "center", "picture"];
/// The same within a line.
const INLINE_WRAPPERS: [&str; 4] = ["span", "font", "source", "noscript"];
/// Elements that Markdown has, with the attributes that it has a place for.
const SIMPLE: [(&str, &[&str]); 30] = [
    ("p", &[]),
    ("h1", &[]),
    ("h2", &[]),
    ("h3", &[]),
    ("h4", &[]),
    ("h5", &[]),
    ("h6", &[]),
    ("ul", &[]),
    ("ol", &["start"]),
    ("li", &[]),
    ("blockquote", &[]),
    ("pre", &[]),
    ("code", &["class"]),
    ("strong", &[]),
    ("b", &[]),
    ("em", &[]),
    ("i", &[]),
    ("a", &["href", "title"]),
    ("img", &["src", "alt", "title"]),
    ("br", &[]),
    ("hr", &[]),
    ("table", &[]),
    ("thead", &[]),
    ("tbody", &[]),
    ("tr", &[]),
    ("th", &["colspan", "rowspan"]),
    ("td", &["colspan", "rowspan"]),
    ("cite", &[]),
    ("sup", &["id"]),
    ("sub", &[]),
];
/// Elements that pages of Fissure show only if the site allows it, or that change the page.
const NOTED: [&str; 9] = ["script", "style", "iframe", "form", "object", "embed", "video", "audio", "svg"];
/// Elements that have no end, or whose end may be left out.
const UNCOUNTED: [&str; 20] = [
    "br", "hr", "img", "input", "meta", "link", "source", "col", "area", "embed", "track", "wbr", "p", "li", "td",
    "th", "tr", "dt", "dd", "option",
];

/// The Markdown of a piece of HTML.
pub(super) fn to_markdown(html: &str, file: &str, left: &mut Left) -> String {
    let tokens = tokens(html);
    let mut depth = 0_usize;
    for (token, _) in &tokens {
        match token {
            Token::Start { name, closes_itself: false, .. } if !UNCOUNTED.contains(&name.as_str()) => depth += 1,
            Token::End { name } if !UNCOUNTED.contains(&name.as_str()) => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth > DEPTH {
            left.note(Why::Html, format!("elements stand more than {DEPTH} deep in each other; left out"), file);
            return String::new();
        }
    }
    let mut cleaner = Cleaner { html, out: String::with_capacity(html.len()), ..Cleaner::default() };
    for (n, (token, range)) in tokens.iter().enumerate() {
        let next = tokens.get(n + 1).map(|(token, _)| token);
        cleaner.take(token, &html[range.clone()], next, |name| left.note(Why::Html, format!("<{name}>"), file));
    }
    let options = Options {
        br_style: BrStyle::Backslash,
        hr_style: HrStyle::Dashes,
        bullet_list_marker: BulletListMarker::Dash,
        ul_bullet_spacing: 1,
        ol_number_spacing: 1,
        translation_mode: TranslationMode::Faithful,
        ..Options::default()
    };
    let converter = HtmlToMarkdown::builder().options(options).scripting_enabled(false).build();
    // Reading a text cannot fail.
    let markdown = converter.convert(&cleaner.out).unwrap_or_default();
    with_heading_ids(&markdown)
}

/// What stands for the id of a heading until the library has written the heading.
const ID_MARK: &str = "FISSUREHEADINGID";

/// `## Why FISSUREHEADINGIDwhyFISSUREHEADINGID` is `## Why {#why}`.
fn with_heading_ids(markdown: &str) -> String {
    let mut parts = markdown.split(ID_MARK);
    let mut out = parts.next().unwrap_or_default().to_owned();
    while let Some(id) = parts.next() {
        out.push_str(&format!("{{#{}}}", id.replace('\\', "")));
        out.push_str(parts.next().unwrap_or_default());
    }
    out
}

/// A plain text of HTML: character references undone, tags of a line left out. For titles.
pub(super) fn plain(html: &str) -> String {
    if !html.contains(['&', '<']) {
        return html.trim().to_owned();
    }
    let inline =
        ["em", "i", "strong", "b", "code", "span", "br", "sup", "sub", "a", "p", "small", "mark", "q", "cite", "u"];
    let is_inline = |token: &Token| match token {
        Token::Start { name, .. } | Token::End { name } => inline.contains(&name.as_str()),
        _ => false,
    };
    let kept: String = tokens(html)
        .into_iter()
        .map(|(token, range)| if is_inline(&token) { String::new() } else { html[range].to_owned() })
        .collect();
    // Some exports escape twice.
    let once = unescape(&kept);
    let text = if once.contains("&amp;") || once.contains("&#") { unescape(&once) } else { once };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// HTML without what a page needs no more: comments of editors, classes, wrappers.
#[derive(Default)]
struct Cleaner<'a> {
    html: &'a str,
    out: String,
    in_pre: bool,
    added_code: bool,
    heading_id: Option<String>,
    /// Captions are emphasised as a whole, so nothing in them is.
    in_caption: bool,
}

impl Cleaner<'_> {
    fn take(&mut self, token: &Token, written: &str, next: Option<&Token>, mut note: impl FnMut(&str)) {
        debug_assert!(self.html.contains(written));
        match token {
            Token::Comment | Token::Doctype => {}
            // The line ends with the break already.
            Token::Text(_) if self.out.ends_with("<br>") && !self.in_pre => {
                self.out.push_str(written.trim_start_matches('\n'))
            }
            Token::Text(_) | Token::Unfinished => self.out.push_str(written),
            Token::Start { name, .. } if self.in_pre && name != "code" => {
                if name == "br" {
                    self.out.push('\n');
                }
            }
            Token::End { name } if self.in_pre && !["pre", "code"].contains(&name.as_str()) => {}
            Token::Start { name, attributes, .. } => {
                if NOTED.contains(&name.as_str()) {
                    note(name);
                }
                self.start(name, attributes, written, next);
            }
            Token::End { name } => self.end(name, written),
        }
    }

    fn start(&mut self, name: &str, attributes: &[HtmlAttribute], written: &str, next: Option<&Token>) {
        match name {
            "figcaption" => {
                self.in_caption = true;
                return self.out.push_str("<p><em>");
            }
            "em" | "i" | "p" if self.in_caption => return,
            _ if WRAPPERS.contains(&name) => return self.out.push_str("<p>"),
            _ if INLINE_WRAPPERS.contains(&name) => return,
            _ => {}
        }
        let Some((_, kept)) = SIMPLE.iter().find(|(simple, _)| *simple == name) else {
            return self.out.push_str(written);
        };
        let value =
            |key: &str| attributes.iter().find(|attribute| attribute.name == key).map(|found| found.value.as_str());
        self.out.push_str(&format!("<{name}"));
        for attribute in attributes.iter().filter(|attribute| kept.contains(&attribute.name.as_str())) {
            let is_idle =
                matches!((name, &*attribute.name, &*attribute.value), (_, "start" | "colspan" | "rowspan", "1" | ""));
            let is_language = attribute.name != "class" || attribute.value.contains("lang");
            if !is_idle && is_language {
                let value = attribute.value.replace('&', "&amp;").replace('"', "&quot;");
                self.out.push_str(&format!(" {}=\"{value}\"", attribute.name));
            }
        }
        // Scripts that load pictures late keep the address elsewhere.
        if name == "img" && value("src").is_none_or(|src| src.is_empty() || src.starts_with("data:")) {
            let src = value("data-src").or(value("data-lazy-src")).unwrap_or("");
            self.out.push_str(&format!(" src=\"{}\"", src.replace('&', "&amp;").replace('"', "&quot;")));
        }
        self.out.push('>');
        match name {
            "pre" => {
                self.in_pre = true;
                self.added_code = !matches!(next, Some(Token::Start { name, .. }) if name == "code");
                if self.added_code {
                    self.out.push_str("<code>");
                }
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let is_name = |id: &&str| !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || c == '-');
                self.heading_id = value("id").filter(is_name).map(str::to_owned);
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str, written: &str) {
        match name {
            "figcaption" => {
                self.in_caption = false;
                self.out.push_str("</em></p>");
            }
            "em" | "i" | "p" if self.in_caption => {}
            "pre" => {
                if std::mem::take(&mut self.added_code) {
                    self.out.push_str("</code>");
                }
                self.in_pre = false;
                self.out.push_str(written);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                if let Some(id) = self.heading_id.take() {
                    self.out.push_str(&format!(" {ID_MARK}{id}{ID_MARK}"));
                }
                self.out.push_str(written);
            }
            _ if WRAPPERS.contains(&name) => self.out.push_str("</p>"),
            _ if INLINE_WRAPPERS.contains(&name) => {}
            _ => self.out.push_str(written),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_markdown_says_becomes_markdown() {
        let cases = [
            (
                "<p class=\"x\">A &amp; <strong>b</strong> &lt;c&gt;</p><!-- wp:x --><p>d<br>e</p>",
                "A & **b** \\<c>\n\nd\\\ne",
            ),
            ("<h2 class=\"wp-block-heading\" id=\"why-so\">Why</h2>", "## Why {#why-so}"),
            ("<div><ul class=\"w\"><li>a</li><li>b</li></ul></div>", "- a\n- b"),
            (
                "<figure class=\"wp-block-image\"><img src=\"/a.png\" alt=\"A\" class=\"c\" width=\"9\"/><figcaption>A <em>Cap</em></figcaption></figure>",
                "![A](/a.png)\n\n*A Cap*",
            ),
            ("<pre class=\"wp-block-preformatted\">a &lt;b&gt;\n  c</pre>", "```\na <b>\n  c\n```"),
            ("<pre><code class=\"language-rust\">fn x() {}</code></pre>", "```rust\nfn x() {}\n```"),
            ("<p><a href=\"/x\" target=\"_blank\" rel=\"noopener\">l</a></p>", "[l](/x)"),
            ("<p>[gallery ids=\"1\"] [[x]]</p>", "\\[gallery ids=\"1\"\\] \\[\\[x\\]\\]"),
        ];
        for (html, markdown) in cases {
            assert_eq!(to_markdown(html, "f", &mut Left::default()), markdown, "{html}");
        }
    }

    #[test]
    fn what_it_cannot_say_stays_and_is_noted() {
        let mut left = Left::default();
        let markdown = to_markdown(
            "<p>a</p><iframe src=\"https://v.example/\"></iframe><details><summary>s</summary>t</details>",
            "f",
            &mut left,
        );
        assert!(markdown.contains("<iframe src=\"https://v.example/\"></iframe>"), "{markdown}");
        assert!(markdown.contains("<details><summary>s</summary>t</details>"), "{markdown}");
        assert_eq!(left.count(Why::Html), 1);
        let deep = "<b>".repeat(5000);
        assert_eq!(to_markdown(&deep, "f", &mut left), "");
        assert_eq!(left.count(Why::Html), 2);
    }

    #[test]
    fn titles_are_plain_text() {
        assert_eq!(plain("Fish &amp;amp; <em>chips</em> &#8217;s"), "Fish & chips ’s");
        assert_eq!(plain("The <div> element"), "The <div> element");
        assert_eq!(plain(" a < b "), "a < b");
    }
}
