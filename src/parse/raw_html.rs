//! The links and ids in raw HTML, so that they are checked and moved like those of Markdown.
//!
//! Reads tags only as far as that needs: it neither corrects nor cleans what writers wrote.

use pulldown_cmark::{Event, Parser};
use std::ops::Range;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// `id`, or `name` of an anchor: a place to link to.
    Id,
    /// `href`, `src`, `poster`: an address.
    Url,
}

pub struct Attribute {
    pub name: Name,
    /// The bytes of the value, without its quotation marks.
    pub value: Range<usize>,
}

/// The attributes of interest in a piece of HTML, in order.
pub fn attributes(html: &str) -> Vec<Attribute> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = html[at..].find('<') {
        at += open;
        if html[at..].starts_with("<!--") {
            at = html[at..].find("-->").map_or(html.len(), |end| at + end);
            continue;
        }
        at = tag(html, at + 1, &mut found);
    }
    found
}

/// Whether a piece of inline HTML opens (true) or closes (false) one of the elements.
pub fn opens_or_closes(html: &str, elements: &[&str]) -> Option<bool> {
    let inner = html.strip_prefix('<')?;
    let (opens, inner) = inner.strip_prefix('/').map_or((true, inner), |inner| (false, inner));
    let name: String = inner.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    elements.contains(&name.as_str()).then_some(opens)
}

/// Reads the attributes of the tag whose name begins at `at`; gives the place after the tag.
fn tag(html: &str, mut at: usize, found: &mut Vec<Attribute>) -> usize {
    let rest = |at: usize| html[at..].bytes();
    let skip = |at: usize, stop: fn(u8) -> bool| at + rest(at).take_while(|b| !stop(*b)).count();
    let tag_end = skip(at, |b| b.is_ascii_whitespace() || b == b'>');
    let tag_name = html[at..tag_end].to_ascii_lowercase();
    at = tag_end;
    loop {
        at += rest(at).take_while(|b| b.is_ascii_whitespace() || *b == b'/').count();
        if at >= html.len() || html.as_bytes()[at] == b'>' || html.as_bytes()[at] == b'<' {
            return at.min(html.len());
        }
        let name_end = skip(at, |b| b.is_ascii_whitespace() || matches!(b, b'=' | b'>' | b'/')).max(at + 1);
        let name_end = (name_end..=html.len()).find(|at| html.is_char_boundary(*at)).unwrap_or(html.len());
        let name = html[at..name_end].to_ascii_lowercase();
        at = name_end + rest(name_end).take_while(u8::is_ascii_whitespace).count();
        if html.as_bytes().get(at) != Some(&b'=') {
            continue;
        }
        at += 1;
        at += rest(at).take_while(u8::is_ascii_whitespace).count();
        let value = match html.as_bytes().get(at) {
            Some(quote @ (b'"' | b'\'')) => {
                let start = at + 1;
                let end = html[start..].find(*quote as char).map_or(html.len(), |end| start + end);
                at = (end + 1).min(html.len());
                start..end
            }
            _ => {
                let start = at;
                at = skip(at, |b| b.is_ascii_whitespace() || b == b'>');
                start..at
            }
        };
        let name = match name.as_str() {
            "id" => Name::Id,
            "name" if tag_name == "a" => Name::Id,
            "href" | "src" | "poster" => Name::Url,
            _ => continue,
        };
        found.push(Attribute { name, value });
    }
}

/// A value with its character references undone: `&amp;`, `&eacute;`, `&#39;`. The Markdown parser knows them all.
pub fn unescape(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        let name = rest[at + 1..].bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
        let end = at + 1 + name;
        if rest.as_bytes().get(end) == Some(&b';') {
            // What is no reference after all comes back as it went in.
            for event in Parser::new(&rest[at..=end]) {
                if let Event::Text(part) = event {
                    text.push_str(&part);
                }
            }
            rest = &rest[end + 1..];
        } else {
            text.push_str(&rest[at..end]);
            rest = &rest[end..];
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(html: &str) -> Vec<&str> {
        attributes(html).into_iter().map(|a| &html[a.value]).collect()
    }

    #[test]
    fn finds_addresses_and_ids_however_they_are_quoted() {
        assert_eq!(
            values("<a href=\"/x/\" class=y>t</a><img src='p.png' alt='href=\"/no\"'><b id=z>"),
            ["/x/", "p.png", "z"]
        );
        assert_eq!(values("<!-- <a href=\"/no\"> --><A HREF = /x>"), ["/x"]);
        assert_eq!(values("<a href=\"/x"), ["/x"]);
    }

    #[test]
    fn undoes_character_references_and_leaves_what_is_none() {
        assert_eq!(unescape("caf&eacute;.html?a=1&amp;b=2&#39;&#x4e00;"), "café.html?a=1&b=2'一");
        assert_eq!(unescape("?a&b=&unknown;&é&"), "?a&b=&unknown;&é&");
    }

    #[test]
    fn never_fails_on_broken_html() {
        for html in ["<", "<a", "<a href", "<a href=", "< <<<", "<é é=é>", "<a =é>", "<a\u{a0}é", "</", "<a/é"] {
            attributes(html);
        }
    }
}
