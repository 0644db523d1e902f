//! Markdown looked at as text: where its code is, and where its links lead, so that an import changes the one and not the other.
//!
//! It knows as much of Markdown as that takes. Never reads a file.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::ops::Range;

/// The code of a text: fenced blocks, and what stands between backticks.
pub(super) fn code(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut at, mut fence): (usize, Option<(char, usize, usize)>) = (0, None);
    let mut plain_from = 0;
    for line in text.split_inclusive('\n') {
        let (start, end) = (at, at + line.len());
        at = end;
        let inner = line.trim_start_matches([' ', '\t', '>', '-', '*']).trim_end();
        let mark = inner.chars().next().filter(|c| ['`', '~'].contains(c));
        let length = mark.map_or(0, |mark| inner.len() - inner.trim_start_matches(mark).len());
        match fence {
            None if length >= 3 && !(mark == Some('`') && inner[length..].contains('`')) => {
                spans(text, plain_from..start, &mut found);
                fence = mark.map(|mark| (mark, length, start));
            }
            Some((open, least, from)) if mark == Some(open) && length >= least && inner.len() == length => {
                found.push(from..end);
                (fence, plain_from) = (None, end);
            }
            _ => {}
        }
    }
    match fence {
        Some((.., from)) => found.push(from..text.len()),
        None => spans(text, plain_from..text.len(), &mut found),
    }
    found
}

/// Code between backticks. It does not go beyond an empty line.
fn spans(text: &str, within: Range<usize>, found: &mut Vec<Range<usize>>) {
    let part = &text[within.clone()];
    let mut at = 0;
    while let Some(open) = part[at..].find('`').map(|open| at + open) {
        let length = part[open..].len() - part[open..].trim_start_matches('`').len();
        let after = open + length;
        let paragraph = part[after..].find("\n\n").map_or(part.len(), |end| after + end);
        let mut look = after;
        let mut close = None;
        while let Some(next) = part[look..paragraph].find('`').map(|next| look + next) {
            let run = part[next..].len() - part[next..].trim_start_matches('`').len();
            look = next + run;
            if run == length {
                close = Some(look);
                break;
            }
        }
        let is_escaped = part[..open].ends_with('\\');
        match close {
            Some(close) if !is_escaped => {
                found.push(within.start + open..within.start + close);
                at = close;
            }
            _ => at = after,
        }
    }
}

/// The text with each part outside code changed.
pub(super) fn outside_code(text: &str, mut change: impl FnMut(&str, usize) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for range in code(text) {
        out.push_str(&change(&text[done..range.start], done));
        out.push_str(&text[range.clone()]);
        done = range.end;
    }
    out.push_str(&change(&text[done..], done));
    out
}

/// The text with the destinations of its links and pictures changed, where `change` has a new one.
pub(super) fn with_links(text: &str, mut change: impl FnMut(&str) -> Option<String>) -> String {
    outside_code(text, |part, _| {
        let mut out = String::with_capacity(part.len());
        let mut done = 0;
        for place in destinations(part) {
            if place.start < done {
                continue;
            }
            if let Some(new) = change(&part[place.clone()]) {
                out.push_str(&part[done..place.start]);
                out.push_str(&new);
                done = place.end;
            }
        }
        out.push_str(&part[done..]);
        out
    })
}

/// Where destinations stand: `](here "title")`, `[label]: here`, `href="here"`, `src="here"`.
fn destinations(part: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, _) in part.match_indices("](") {
        found.extend(in_parentheses(part, at + 2));
    }
    let mut at = 0;
    for line in part.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let trimmed = line.trim_start_matches(' ');
        let Some(label) = trimmed.strip_prefix('[').and_then(|rest| rest.find("]:")) else { continue };
        let rest = start + (line.len() - trimmed.len()) + 1 + label + 2;
        let gap = part[rest..].len() - part[rest..].trim_start_matches([' ', '\t']).len();
        let from = rest + gap;
        let from = from + usize::from(part[from..].starts_with('<'));
        let end = part[from..].find(|c: char| c.is_whitespace() || c == '>').map_or(part.len(), |end| from + end);
        if end > from && !trimmed.starts_with("[^") {
            found.push(from..end);
        }
    }
    for attribute in ["href=", "src=", "poster="] {
        for (at, _) in part.match_indices(attribute) {
            let is_attribute = part[..at].ends_with(|c: char| c.is_ascii_whitespace() || c == '"' || c == '\'');
            let from = at + attribute.len();
            let quote = part[from..].chars().next().filter(|c| ['"', '\''].contains(c));
            if let (true, Some(quote)) = (is_attribute, quote)
                && let Some(end) = part[from + 1..].find(quote)
            {
                found.push(from + 1..from + 1 + end);
            }
        }
    }
    found.sort_by_key(|range| range.start);
    found
}

fn in_parentheses(part: &str, from: usize) -> Option<Range<usize>> {
    let gap = part[from..].len() - part[from..].trim_start_matches([' ', '\n']).len();
    let from = from + gap;
    if part[from..].starts_with('<') {
        let end = part[from + 1..].find(['>', '\n'])?;
        return Some(from + 1..from + 1 + end);
    }
    let mut depth = 0;
    for (at, c) in part[from..].char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return (at > 0).then_some(from..from + at),
            ')' => depth -= 1,
            c if c.is_whitespace() => return (at > 0).then_some(from..from + at),
            _ => {}
        }
    }
    None
}

/// An address as a link has it, so that nothing in it ends the link.
pub(super) fn encoded(address: &str) -> String {
    const NOT_PLAIN: &AsciiSet =
        &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'(').add(b')').add(b'\\').add(b'[').add(b']');
    utf8_percent_encode(address, NOT_PLAIN).to_string()
}

/// What another generator would have replaced, escaped so that a page shows it as it was typed.
///
/// Within a tag or the destination of a link nothing is escaped.
pub(super) fn shown(before: &str, code: &str) -> String {
    let tag =
        before.rfind('<').filter(|at| before[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'));
    let in_tag = tag.is_some_and(|at| !before[at..].contains('>'));
    let in_link = before.rfind("](").is_some_and(|at| !before[at..].contains(')'));
    if in_tag || in_link {
        return code.to_owned();
    }
    let mut out = String::with_capacity(code.len());
    let mut chars = code.chars().peekable();
    let mut last = ' ';
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        let needs = match c {
            '<' => next.is_ascii_alphabetic() || "/!?".contains(next),
            '*' | '`' | '[' | ']' | '\\' => true,
            '_' => !(last.is_alphanumeric() && next.is_alphanumeric()),
            _ => false,
        };
        if needs {
            out.push('\\');
        }
        out.push(c);
        last = c;
    }
    out
}

/// Double brackets as text: in Fissure they are links to entities.
pub(super) fn without_mentions(text: &str) -> String {
    outside_code(text, |part, _| {
        let mut out = String::with_capacity(part.len());
        let mut rest = part;
        while let Some(at) = rest.find("[[") {
            out.push_str(&rest[..at]);
            let inner = &rest[at + 2..];
            match inner.find("]]") {
                Some(end) if !inner[..end].contains(['[', ']', '\n']) => {
                    // `[[slides]](url)` is a link whose text has brackets.
                    let is_link = inner[end + 2..].starts_with('(');
                    let (open, close) = if is_link { ("[\\[", "\\]]") } else { ("\\[\\[", "\\]\\]") };
                    out.push_str(&format!("{open}{}{close}", &inner[..end]));
                    rest = &inner[end + 2..];
                }
                _ => {
                    out.push_str("[[");
                    rest = inner;
                }
            }
        }
        out.push_str(rest);
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_left_alone() {
        let text = "a [x](1) `[x](2)`\n\n```\n[x](3)\n```\n[x](<4 5> \"t\") ![y](6(7)8)\n[l]: 9 \"t\"\n<a href=\"10\">``[x](11)`` `` [x](12)\n\n~~~~\n~~~\n[x](13)";
        let new = with_links(text, |old| Some(format!("<{old}>")));
        let expected = "a [x](<1>) `[x](2)`\n\n```\n[x](3)\n```\n[x](<<4 5>> \"t\") ![y](<6(7)8>)\n[l]: <9> \"t\"\n<a href=\"<10>\">``[x](11)`` `` [x](<12>)\n\n~~~~\n~~~\n[x](13)";
        assert_eq!(new, expected);
    }

    #[test]
    fn what_is_left_shows_as_it_was_typed() {
        for (before, code, shown_as) in [
            ("", "{{< youtube id >}}", "{{< youtube id >}}"),
            ("", "{{<youtube my_id _x_>}}", "{{\\<youtube my_id \\_x\\_>}}"),
            ("<img src=\"", "{{<x>}}", "{{<x>}}"),
            ("[a](", "{{<x>}}", "{{<x>}}"),
            ("a > b <b>c</b>", "{% x `y` %}", "{% x \\`y\\` %}"),
        ] {
            assert_eq!(shown(before, code), shown_as, "{before}");
        }
    }

    #[test]
    fn double_brackets_become_text() {
        assert_eq!(
            without_mentions("[[a]] `[[b]]` [[slides]](u) x[[0]][1] [[\n]]"),
            "\\[\\[a\\]\\] `[[b]]` [\\[slides\\]](u) x\\[\\[0\\]\\][1] [[\n]]"
        );
    }
}
