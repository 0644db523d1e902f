//! URLs that stand in a text without being marked as links, by the rules of GitHub Flavored Markdown, 6.9.
//!
//! Finds where they begin and end; it never asks whether anything is there. Other than GFM, a URL ends at a quotation
//! mark or at a full stop of Chinese and Japanese, which stand close to it without a space.

use std::ops::Range;

/// Each character that [`super::mask`] hides, and what stands for it: a URL runs on over these.
pub(crate) const STAND_INS: [(u8, u8); 5] = [(b'_', 1), (b'*', 2), (b'~', 3), (b'[', 4), (b']', 5)];

/// The URLs of a text: `http` or `https`, in letters of any case.
pub(crate) fn urls(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (colon, _) in text.match_indices("://") {
        let Some(start) = scheme_before(text, colon) else { continue };
        if found.last().is_some_and(|last| start < last.end) {
            continue;
        }
        let host = colon + "://".len();
        let run = text[host..].find(ends).map_or(text.len(), |end| host + end);
        let end = host + trimmed(&text[host..run]).len();
        let begins_well = text[host..end].starts_with(|c: char| c.is_alphanumeric() || c == '[');
        if begins_well {
            found.push(start..end);
        }
    }
    found
}

/// Where the scheme before a colon begins, if it is one that makes a link.
fn scheme_before(text: &str, colon: usize) -> Option<usize> {
    let before = &text.as_bytes()[..colon];
    let length = before.iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let start = colon - length;
    let scheme = &text[start..colon];
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    is_web.then_some(start)
}

/// Whether a URL ends before a character, wherever it stands.
fn ends(c: char) -> bool {
    c.is_whitespace()
        || c.is_control() && !is_stand_in(c)
        || "<>\"`“”„«»‹›、。，；：！？（）「」『』【】《》".contains(c)
}

fn is_stand_in(c: char) -> bool {
    STAND_INS.iter().any(|(_, stand_in)| char::from(*stand_in) == c)
}

/// A URL without what follows it as the punctuation of its sentence.
fn trimmed(url: &str) -> &str {
    let mut url = url;
    loop {
        let Some(last) = url.chars().next_back() else { return url };
        let opening = match last {
            ')' => '(',
            ']' => '[',
            '}' => '{',
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '’' | '…' | '|' | '\\' => '\0',
            _ => return url,
        };
        let is_balanced = opening != '\0' && url.matches(opening).count() >= url.matches(last).count();
        if is_balanced {
            return url;
        }
        url = &url[..url.len() - last.len_utf8()];
        // `&amp;` at the end is a character of the sentence.
        if last == ';'
            && let Some(at) = url.rfind('&')
            && url[at + 1..].bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#')
            && at + 1 < url.len()
        {
            url = &url[..at];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        urls(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_url_ends_where_its_sentence_goes_on() {
        assert_eq!(
            found("See https://a.example/x, and (https://b.example/y_(z))."),
            ["https://a.example/x", "https://b.example/y_(z)"]
        );
        assert_eq!(
            found("https://a.example/__init__.py and HTTPS://A.example/*b*/c."),
            ["https://a.example/__init__.py", "HTTPS://A.example/*b*/c"]
        );
        assert_eq!(
            found("https://a.example/a|b and **https://a.example/**"),
            ["https://a.example/a|b", "https://a.example/"]
        );
        assert_eq!(found("https://a.example/?a=1&amp; b"), ["https://a.example/?a=1"]);
        assert_eq!(found("「https://a.example/日本」と"), ["https://a.example/日本"]);
        assert_eq!(found("\"https://a.example\"; https://[::1]/x"), ["https://a.example", "https://[::1]/x"]);
    }

    #[test]
    fn what_is_no_url_of_the_web_is_none() {
        for text in ["ftp://a.example", "xhttps://a.example", "https://", "https:// x", "://"] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }
}
