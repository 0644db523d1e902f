//! Curled quotation marks and apostrophes for straight ones, in plain text and in text with HTML's references.
//!
//! Knows nothing of tags, languages or settings: the caller decides which text is set.

/// A straight mark.
#[derive(Clone, Copy)]
enum Mark {
    Double,
    Single,
}

/// What marks are written as: themselves, or a reference of HTML.
const WRITTEN: [(&str, Mark); 7] = [
    ("\"", Mark::Double),
    ("'", Mark::Single),
    ("&quot;", Mark::Double),
    ("&#34;", Mark::Double),
    ("&#39;", Mark::Single),
    ("&#x27;", Mark::Single),
    ("&apos;", Mark::Single),
];

/// A text with its marks curled.
pub(crate) fn curled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    curl(&mut out, text, ' ');
    out
}

/// Writes a text with its marks curled; takes the character before it and gives the one that stands before what follows.
pub(crate) fn curl(out: &mut String, text: &str, before: char) -> char {
    let (mut rest, mut before) = (text, before);
    while let Some(at) = rest.find(['"', '\'', '&']) {
        let plain = &rest[..at];
        out.push_str(plain);
        before = plain.chars().next_back().unwrap_or(before);
        let marked = &rest[at..];
        let Some((len, mark)) = mark(marked) else {
            out.push('&');
            before = '&';
            rest = &marked[1..];
            continue;
        };
        rest = &marked[len..];
        let after = rest.chars().next().unwrap_or(' ');
        let is_opening = opens(before);
        out.push(match mark {
            Mark::Double if is_opening => '“',
            Mark::Single if is_opening && !after.is_ascii_digit() => '‘',
            Mark::Double => '”',
            Mark::Single => '’',
        });
        // A mark within one that opens does so too.
        before = if is_opening { '(' } else { '’' };
    }
    out.push_str(rest);
    rest.chars().next_back().unwrap_or(before)
}

/// The mark at the beginning of a text, and how many bytes it is written in.
fn mark(text: &str) -> Option<(usize, Mark)> {
    WRITTEN.iter().find(|(written, _)| text.starts_with(written)).map(|(written, mark)| (written.len(), *mark))
}

/// Whether a quotation mark after this character opens.
fn opens(before: char) -> bool {
    before.is_whitespace() || matches!(before, '(' | '[' | '{' | '“' | '‘' | '–' | '—' | '/' | '¡' | '¿')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_open_after_a_space_and_close_after_a_letter() {
        let cases = [
            ("\"Yes,\" he said.", "“Yes,” he said."),
            ("Anthropic's models aren't \"open\".", "Anthropic’s models aren’t “open”."),
            ("&quot;A &#39;wall&#39;&quot; &amp; more", "“A ‘wall’” &amp; more"),
            ("\"'Wall' it is\"", "“‘Wall’ it is”"),
            ("the '90s, 5 & 6", "the ’90s, 5 & 6"),
            ("(\"so\")", "(“so”)"),
            ("'", "‘"),
            ("", ""),
        ];
        for (written, set) in cases {
            assert_eq!(curled(written), set);
        }
    }
}
