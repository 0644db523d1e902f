//! What stands at the cursor: a name in double brackets, or in front matter with the field that it is a value of.
//!
//! Looks at one text, which may be half typed, and not at the site: whether the name is one of anything is not known here.

use crate::base::diagnostic::Span;

/// A name at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NameAtCursor {
    /// Where it stands; empty where nothing is typed yet.
    pub span: Span,
    /// The field that it is a value of, in front matter.
    pub field: Option<String>,
}

/// The name at a place of a text, if one may stand there.
pub(super) fn name_at(text: &str, at: usize) -> Option<NameAtCursor> {
    in_brackets(text, at).or_else(|| in_front_matter(text, at))
}

/// The line of a place, where it begins, and how far in it the place is.
fn line_of(text: &str, at: usize) -> (usize, &str, usize) {
    let begin = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = text[begin..].split('\n').next().unwrap_or_default().trim_end_matches('\r');
    (begin, line, (at - begin).min(line.len()))
}

/// `[[fugu|its model]]` and `[[fugu#why]]`: what stands before `|` and `#`.
fn in_brackets(text: &str, at: usize) -> Option<NameAtCursor> {
    let (begin, line, at) = line_of(text, at);
    let open = line[..at].rfind("[[")? + 2;
    let inner = &line[open..];
    let end = open + inner.find(['|', '#', ']', '[']).unwrap_or(inner.len());
    // What comes after the name is other text.
    (at <= end).then(|| NameAtCursor { span: trimmed(text, begin + open..begin + end), field: None })
}

fn in_front_matter(text: &str, at: usize) -> Option<NameAtCursor> {
    let inside = text.strip_prefix('\u{feff}').unwrap_or(text).strip_prefix("---")?;
    let first = text.len() - inside.len();
    let end = inside.find("\n---").map_or(text.len(), |end| first + end);
    if at <= first || at > end {
        return None;
    }
    let (begin, line, at) = line_of(text, at);
    let (before, after) = line.split_at(at);
    if before.contains(" #") {
        return None;
    }
    let is_edge = |letter: char| "[]{},\"'#".contains(letter);
    let edge = before.rfind(is_edge).map_or(0, |edge| edge + 1);
    let value = value_of(before).map_or(0, |colon| colon + 1);
    let item = before.rfind("- ").filter(|dash| before[..*dash].trim().is_empty()).map_or(0, |dash| dash + 2);
    let from = edge.max(value).max(item);
    let rest = &after[..after.find(is_edge).unwrap_or(after.len())];
    // What a colon follows is a field.
    if rest.contains(": ") || rest.ends_with(':') {
        return None;
    }
    let field = field_of(text, begin, &before[..from])?;
    Some(NameAtCursor { span: trimmed(text, begin + from..begin + at + rest.len()), field: Some(field) })
}

/// Where the value of the last field of a line begins: at the colon before it.
fn value_of(before: &str) -> Option<usize> {
    before.strip_suffix(':').map(str::len).or_else(|| before.rfind(": "))
}

/// The field that a value belongs to: that of its line or, of an item, of the line above the list.
fn field_of(text: &str, begin: usize, before: &str) -> Option<String> {
    let key = |line: &str| {
        let key = line[..value_of(line)?].trim_end().rsplit([' ', '{', ',']).next()?;
        (!key.is_empty()).then(|| key.to_owned())
    };
    if value_of(before).is_some() {
        return key(before);
    }
    before.trim_start().strip_prefix('-')?;
    let mut above = text[..begin].lines().rev().map(str::trim).take_while(|line| !line.starts_with("---"));
    let line = above.find(|line| !line.is_empty() && !line.starts_with('-'))?;
    key(line).filter(|_| line.ends_with(':'))
}

/// A span without the spaces at its ends; where there is nothing else, its end.
fn trimmed(text: &str, span: Span) -> Span {
    let part = &text[span.clone()];
    let begin = span.start + (part.len() - part.trim_start().len());
    begin..begin.max(span.start + part.trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The name at the place of `¦`, with its field before it.
    fn found(text: &str) -> Option<String> {
        let at = text.find('¦').unwrap();
        let text = text.replace('¦', "");
        let name = name_at(&text, at)?;
        Some(format!("{}={}", name.field.unwrap_or_default(), &text[name.span]))
    }

    #[test]
    fn a_name_stands_in_brackets_or_is_a_value_of_front_matter() {
        for (text, expected) in [
            ("See [[fu¦gu]] there.", Some("=fugu")),
            ("See [[fugu|its ¦model]]", None),
            ("See [[fugu#w¦hy]]", None),
            ("See [[¦", Some("=")),
            ("[[a]] and [[b¦]]", Some("=b")),
            ("[[a]] ¦ and", None),
            ("---\nmodel: fu¦gu\n---\n", Some("model=fugu")),
            ("---\nmodel: [fugu, fab¦le-5]\n---\n", Some("model=fable-5")),
            ("---\nmodel: ¦\n---\n", Some("model=")),
            ("---\nmodel:\n  - fugu\n  - Fable ¦5\n---\n", Some("model=Fable 5")),
            ("---\naccess:\n  - {model: fugu, for: jap¦an, status: open}\n---\n", Some("for=japan")),
            ("---\naccess:\n  - {model: [fugu, ¦\n---\n", Some("model=")),
            ("---\naccess:\n  - model: fu¦gu\n---\n", Some("model=fugu")),
            ("---\nmo¦del: fugu\n---\n", None),
            ("---\naccess:\n  - {model: fugu, sta¦tus: open}\n---\n", None),
            ("---\naccess:\n  - {model: fugu, st¦\n---\n", Some("model=st")),
            ("---\nmod¦\n---\n", None),
            ("---\nmodel: fugu # a ¦word\n---\n", None),
            ("---\nmodel: fugu\n---\nmodel: fu¦gu\n", None),
            ("---\r\nmodel: fu¦gu\r\n---\r\n", Some("model=fugu")),
            ("---\nmodel: \"Fable¦ 5\"\n---\n", Some("model=Fable 5")),
        ] {
            assert_eq!(found(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn no_place_of_no_text_is_too_odd() {
        let text = "---\nmodel: [東, {a: \"#: - ]]\n- [[ü|#\r\n---\n[[東]] [[\n";
        for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            for end in (at..=text.len()).filter(|end| text.is_char_boundary(*end)) {
                let found = name_at(&text[..end], at);
                assert!(found.is_none_or(|name| name.span.end <= end));
            }
        }
    }
}
