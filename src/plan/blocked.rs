//! What the site's `_headers` block in its own templates and style sheets, at its place in them.
//!
//! Reads a template as HTML with all expressions blanked out, since what they print is known when a page is rendered and not
//! before. What the policy blocks is for `model::policy` to say; files of the default theme keep it and are passed over.

use crate::base::content::Content;
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::memo::{Gathered, Memo};
use crate::base::path::{Address, SourcePath, authority};
use crate::link::Site;
use crate::load::{STATIC, SourceFile, Sources, TEMPLATES, theme};
use crate::model::config::BaseUrl;
use crate::model::policy::{Ask, Policy};
use crate::parse::html::{HtmlAttribute, Token, tokens};
use crate::parse::template::pieces;
use crate::view::assets::css::{self, Found};
use std::sync::Arc;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct BlockedCache {
    files: Memo<SourcePath, SourceFile, Settings, Arc<Vec<Diagnostic>>>,
    all: Gathered<SourcePath, Arc<Vec<Diagnostic>>, Diagnostic>,
}

/// What decides in all files alike.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Settings {
    /// None where the site has headers of its own, of which nothing is known.
    policy: Option<Policy>,
    base_url: Option<BaseUrl>,
}

/// Reports what readers will not get of the site's own templates and style sheets.
pub(crate) fn in_theme(site: &Site, sources: &Sources, memory: &mut BlockedCache) -> Vec<Diagnostic> {
    let has_headers = site.files.by_address.contains_key(&Address::new("/_headers"));
    let policy = (!has_headers).then(|| site.config.policy.clone());
    let settings = Settings { policy, base_url: site.config.base_url.clone() };
    let files = memory.files.answer(&sources.files, &settings, |path, file, settings| {
        let policy = settings.policy.as_ref()?;
        let text = own_text(path, file)?;
        let found = match path.extension() {
            "css" => in_sheet(path, text, policy, settings.base_url.as_ref()),
            _ => in_template(path, text, policy, settings.base_url.as_ref()),
        };
        (!found.is_empty()).then(|| Arc::new(found))
    });
    memory.all.of(&files, |found| found)
}

/// The templates of mails: no headers of the site go with them, and their styles must stand in them.
const IN_MAILS: [&str; 1] = ["mail.html"];

/// The text of a template or style sheet that the site brings itself.
fn own_text<'a>(path: &SourcePath, file: &'a SourceFile) -> Option<&'a str> {
    let is_template = path.below(TEMPLATES).is_some() && matches!(path.extension(), "html" | "htm");
    let is_template = is_template && !IN_MAILS.contains(&path.file_name());
    let is_sheet = path.below(STATIC).is_some() && path.extension() == "css";
    if !is_template && !is_sheet {
        return None;
    }
    let text = match file {
        SourceFile::Text(text) => text,
        SourceFile::Data(Content::Memory(bytes)) => std::str::from_utf8(bytes).ok()?,
        SourceFile::Data(_) | SourceFile::Picture(..) => return None,
    };
    (!theme::FILES.contains(&(path.as_str(), text.as_bytes()))).then_some(text)
}

fn in_template(path: &SourcePath, text: &str, policy: &Policy, base_url: Option<&BaseUrl>) -> Vec<Diagnostic> {
    let (masked, expressions) = masked(text);
    let mut found = Vec::new();
    for (token, range) in tokens(&masked) {
        let Token::Start { name, attributes, .. } = token else { continue };
        let known: Vec<(&str, String)> =
            attributes.iter().filter_map(|of| Some((&*of.name, known(&name, of, text, &expressions)?))).collect();
        let known: Vec<(&str, &str)> = known.iter().map(|(name, value)| (*name, &**value)).collect();
        for blocked in policy.blocked(&name, &known, base_url) {
            let attribute = attributes.iter().find(|of| Some(&of.name) == blocked.attribute.as_ref());
            let span = attribute.map_or(range.clone(), |attribute| attribute.range.clone());
            found.push(Diagnostic::warning(Code::Blocked, path, span, blocked.message).help(blocked.help));
        }
    }
    found
}

/// What stands for a value that nothing is known of: no type or relation that there is, and an address within the site.
const UNKNOWN: &str = "?";

/// As much of the value of an attribute as is known; none where nothing can be said of it.
fn known(element: &str, of: &HtmlAttribute, text: &str, expressions: &[Span]) -> Option<String> {
    let first = expressions.get(expressions.partition_point(|at| at.end <= of.range.start));
    let Some(first) = first.filter(|at| at.start < of.range.end) else { return Some(of.value.clone()) };
    // A host that is written out is known, whatever follows.
    let before = text.get(of.range.start..first.start).unwrap_or("").trim_start();
    if authority(before).is_some_and(|(.., rest)| !rest.is_empty()) {
        return Some(before.to_owned());
    }
    // Frames are blocked from within the site too, but not from hosts that are allowed.
    let is_frame = matches!(element, "iframe" | "frame") && of.name == "src";
    (!is_frame).then(|| UNKNOWN.to_owned())
}

/// A template with its expressions, tags and comments as spaces, and where they stand. All else keeps its place.
fn masked(text: &str) -> (String, Vec<Span>) {
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    let spans: Vec<Span> = pieces(text).into_iter().map(|piece| piece.span).collect();
    for span in &spans {
        masked.push_str(&text[at..span.start]);
        masked.extend(std::iter::repeat_n(' ', span.len()));
        at = span.end;
    }
    masked.push_str(&text[at..]);
    (masked, spans)
}

fn in_sheet(path: &SourcePath, text: &str, policy: &Policy, base_url: Option<&BaseUrl>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut block = Block::default();
    for reference in css::read(text).found {
        let Found::Reference(reference) = reference else { continue };
        let ask = match reference.import {
            Some(_) => Ask::Style,
            None if block.up_to(text, reference.all.start).is_font_face => Ask::Font,
            None => Ask::Image,
        };
        if let Some((message, help)) = policy.elsewhere(ask, reference.target, base_url) {
            let span = reference.target_at.clone();
            found.push(Diagnostic::warning(Code::Blocked, path, span, message).help(help));
        }
    }
    found
}

/// The block of a style sheet that is open at some place.
#[derive(Debug, Clone, Copy, Default)]
struct Block {
    at: usize,
    is_font_face: bool,
}

impl Block {
    /// Goes on to a place further down.
    fn up_to(&mut self, text: &str, place: usize) -> Block {
        if let Some(last) = text[self.at..place].rfind(['{', '}']).map(|last| self.at + last) {
            let head = text[..last].trim_end();
            let name = head.len().checked_sub("@font-face".len()).and_then(|start| head.get(start..));
            self.is_font_face =
                text[last..].starts_with('{') && name.is_some_and(|name| name.eq_ignore_ascii_case("@font-face"));
        }
        self.at = place;
        *self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(path: &str, text: &str) -> Vec<String> {
        let base_url = BaseUrl::new("https://example.org/").unwrap();
        let (path, policy) = (SourcePath::new(path), Policy::default());
        let found = match path.extension() {
            "css" => in_sheet(&path, text, &policy, Some(&base_url)),
            _ => in_template(&path, text, &policy, Some(&base_url)),
        };
        found.into_iter().map(|one| text[one.span.unwrap()].to_owned()).collect()
    }

    fn in_page(text: &str) -> Vec<String> {
        marked("templates/page.html", text)
    }

    #[test]
    fn what_a_template_writes_out_is_judged() {
        let font = "https://fonts.example/css?a=1&amp;b";
        assert_eq!(in_page(&format!("<link rel=\"stylesheet\" href=\"{font}\">")), [font]);
        assert_eq!(in_page("<script>x()</script><p {{ more }} style='a: {{ b }}'>"), ["<script>", "a: {{ b }}"]);
        assert_eq!(
            in_page("<img src=\"https://cdn.example/{{ image }}.png\">"),
            ["https://cdn.example/{{ image }}.png"]
        );
        assert_eq!(in_page("<img {% if a %}src=//a.example/b{% endif %} {# src=x #}>"), ["//a.example/b"]);
        assert_eq!(in_page("<form action=https://a.example/><iframe src=/x/></iframe>"), ["https://a.example/", "/x/"]);
    }

    #[test]
    fn what_an_expression_prints_is_not_known() {
        for text in [
            "<img src=\"{{ image }}\"> <img src={{ image }}>",
            "<script src=\"{{ site.assets[\"site.js\"] }}\"></script>",
            "<script type=\"{{ type }}\">1</script> <link rel=\"{{ rel }}\" href=\"https://a.example/\">",
            "<iframe src=\"{{ a }}\"></iframe> <img src=\"https://{{ host }}/a.png\"> <img src=\"https://a.{{ tld }}/\">",
            "{{ \"<script>}}\" }} {# <script> #} {% set a = '%}<script>' %}",
            "<script type=\"application/ld+json\">{{ page.ld | safe }}</script>",
        ] {
            assert_eq!(in_page(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_style_sheet_is_judged_by_what_it_loads() {
        let text = "@import url(https://a.example/a.css);\n/* url(https://b.example/) */ a { background: url(\"//c.example/c.png\") }\n\
            @font-face { font-family: x; src: url(d.woff2), url('https://e.example/e.woff2') } b { background: url(/f.png) }";
        let expected = ["https://a.example/a.css", "//c.example/c.png", "https://e.example/e.woff2"];
        assert_eq!(marked("static/a.css", text), expected);
        let is_font_face = |text: &str| Block::default().up_to(text, text.len()).is_font_face;
        assert!(
            is_font_face("a {} @font-face {x: y")
                && !is_font_face("@font-face {} a {")
                && !is_font_face("@font-face {}")
        );
    }

    #[test]
    fn the_default_theme_keeps_its_own_policy() {
        for (path, bytes) in theme::FILES {
            let Ok(text) = std::str::from_utf8(bytes) else { continue };
            let is_in_mail = IN_MAILS.contains(&SourcePath::new(path).file_name());
            if !is_in_mail && (path.ends_with(".html") || path.ends_with(".css")) {
                assert_eq!(marked(path, text), [""; 0], "{path}");
            }
        }
    }
}
