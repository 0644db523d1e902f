//! Typography of a finished page: straight quotation marks and apostrophes become curled, and a name like "GPT-5.6" is kept
//! on one line.
//!
//! Changes the text that readers see, on the page or where it is linked to, and nothing else: no code, script or style.
//! Words are the same for whoever copies them, since a name is kept together by an element around it, not by other letters.

use crate::base::text::quotes::curl;
use std::fmt::Write;

/// Elements whose text is left as it is.
const LITERAL: [&str; 7] = ["script", "style", "pre", "code", "kbd", "samp", "textarea"];

/// Metadata in words that readers see elsewhere.
const SAID: [&str; 3] = ["name=\"description\"", "property=\"og:title\"", "property=\"og:description\""];

/// Elements that stand within a line: what comes before them is what comes before their text.
const INLINE: [&str; 18] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "del", "dfn", "em", "i", "ins", "mark", "q", "small", "span", "strong",
    "sub", "sup",
];

/// Sets the text of a page.
pub(super) fn set(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 64);
    let (mut rest, mut before, mut is_drawn) = (html, ' ', false);
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        // A drawing has broken its lines already, and knows no elements of HTML.
        before = if is_drawn { curl(&mut out, text, before) } else { set_text(&mut out, text, before) };
        let (tag, after) = tag.split_at(tag_end(tag));
        set_tag(&mut out, tag);
        rest = after;
        let name = tag_name(tag);
        is_drawn = if name == "svg" { !tag.starts_with("</") } else { is_drawn };
        if name == "title" && !tag.starts_with("</") {
            let (title, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
            curl(&mut out, title, ' ');
            rest = after;
            continue;
        }
        if LITERAL.contains(&name) && !tag.starts_with("</") {
            let end = rest.find(&format!("</{name}")).unwrap_or(rest.len());
            out.push_str(&rest[..end]);
            before = rest[..end].chars().next_back().unwrap_or(before);
            rest = &rest[end..];
        } else if !INLINE.contains(&name) && !LITERAL.contains(&name) {
            before = ' ';
        }
    }
    set_text(&mut out, rest, before);
    out
}

/// Sets what a page says of itself to those who link to it, in its metadata. All other tags stay as they are.
fn set_tag(out: &mut String, tag: &str) {
    let said = tag.strip_prefix("<meta ").and_then(|attributes| attributes.split_once(" content=\""));
    match said {
        Some((named, content)) if SAID.iter().any(|name| named.ends_with(name)) => {
            let (text, end) = content.split_at(content.find('"').unwrap_or(content.len()));
            out.push_str(&tag[..tag.len() - content.len()]);
            curl(out, text, ' ');
            out.push_str(end);
        }
        _ => out.push_str(tag),
    }
}

/// The length of a tag or a comment at the beginning of a text, with its end.
fn tag_end(tag: &str) -> usize {
    if tag.starts_with("<!--") {
        return tag.find("-->").map_or(tag.len(), |end| end + 3);
    }
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// `a` of `<a href="…">` and of `</a>`.
fn tag_name(tag: &str) -> &str {
    let tag = tag.trim_start_matches(['<', '/']);
    tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default()
}

/// Sets a text between two tags; takes the character before it and gives the one before what follows.
fn set_text(out: &mut String, text: &str, before: char) -> char {
    let (mut rest, mut before) = (text, before);
    while let Some(at) = hyphen_before_number(rest) {
        before = curl(out, &rest[..at], before);
        let number = keep_together(out, &rest[at..]);
        before = if number > 0 { '0' } else { before };
        rest = &rest[at + number..];
    }
    curl(out, rest, before)
}

/// Where a hyphen stands before a digit.
fn hyphen_before_number(text: &str) -> Option<usize> {
    text.as_bytes().windows(2).position(|pair| pair[0] == b'-' && pair[1].is_ascii_digit())
}

/// Puts the letters before a hyphen, which were written already, and the number after it into an element that does not
/// break. Gives how many bytes of the hyphen and the number it took.
fn keep_together(out: &mut String, hyphen: &str) -> usize {
    let number = 1 + hyphen[1..].find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(hyphen.len() - 1);
    let number = hyphen[..number].trim_end_matches('.').len();
    let letters = out.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
    let is_name = out[letters..].starts_with(|c: char| c.is_ascii_uppercase())
        && !out[..letters].ends_with(|c: char| c.is_alphanumeric() || c == '&' || c == ';');
    if is_name {
        let name = out.split_off(letters);
        let _ = write!(out, r#"<span class="nobr">{name}{}</span>"#, &hyphen[..number]);
    } else {
        out.push_str(&hyphen[..number]);
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_and_apostrophes_are_curled() {
        let cases = [
            ("<p>\"Yes,\" he said.</p>", "<p>“Yes,” he said.</p>"),
            ("<p>Anthropic's models aren't \"open\".</p>", "<p>Anthropic’s models aren’t “open”.</p>"),
            ("<p>&quot;A &#39;wall&#39;&quot;</p>", "<p>“A ‘wall’”</p>"),
            ("<p>said <em>\"no\"</em>, and \"<b>yes</b>\"</p>", "<p>said <em>“no”</em>, and “<b>yes</b>”</p>"),
            ("<p>the '90s</p>", "<p>the ’90s</p>"),
            ("<p>(\"so\")</p><p>\"new\"</p>", "<p>(“so”)</p><p>“new”</p>"),
            ("<p>the <a href=\"/x/\">US</a>'s</p>", "<p>the <a href=\"/x/\">US</a>’s</p>"),
        ];
        for (written, shown) in cases {
            assert_eq!(set(written), shown);
        }
    }

    #[test]
    fn code_attributes_and_scripts_stay_as_they_are() {
        for text in [
            "<code>let a = \"b\";</code>",
            "<pre>it's</pre>",
            "<script type=\"application/ld+json\">{\"a\":\"it's\"}</script>",
            "<img alt='say \"no\" > it&#39;s'>",
            "<!-- \"no\" -->",
            "<p title=\"it's\">",
            "<meta name=\"author\" content=\"O'Neill\">",
            "a < b \" c",
        ] {
            if text.starts_with('a') {
                assert!(set(text).starts_with("a < b"));
            } else {
                assert_eq!(set(text), text);
            }
        }
    }

    #[test]
    fn a_drawing_has_curls_and_no_elements() {
        let drawn = "<svg><title>It's</title><text>GPT-5.6 isn't</text></svg><p>GPT-5</p>";
        let expected =
            "<svg><title>It’s</title><text>GPT-5.6 isn’t</text></svg><p><span class=\"nobr\">GPT-5</span></p>";
        assert_eq!(set(drawn), expected);
    }

    #[test]
    fn titles_and_descriptions_are_set_and_not_broken_into_elements() {
        let page = "<title>GPT-5's &quot;end&quot;</title><meta property=\"og:title\" content=\"GPT-5&#39;s end\">";
        assert_eq!(set(page), "<title>GPT-5’s “end”</title><meta property=\"og:title\" content=\"GPT-5’s end\">");
    }

    #[test]
    fn a_name_with_a_number_stays_on_one_line() {
        assert_eq!(set("<h1>OpenAI opens GPT-5.6.</h1>"), "<h1>OpenAI opens <span class=\"nobr\">GPT-5.6</span>.</h1>");
        for text in ["non-US, 2026-05, A-level, x&nbsp-1", "https://example.org/gpt-5/ and ren-ito-0"] {
            assert_eq!(set(text), text);
        }
    }
}
