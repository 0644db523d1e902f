//! How wide a text is, how it is made to fit, and how it is escaped.
//!
//! Which font a reader has is not known, so widths are estimates, wide enough for IBM Plex Sans Condensed 500 and for the
//! fonts that usually stand in for it. Only a card is set in fonts that we have.

/// How wide a text is at a font size, rather too wide than too narrow.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

/// The width of a character at size 1: what it is in IBM Plex Sans Condensed, and a little more.
fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | '(' | ')' | '[' | ']' | '’' | '‘' | '·' => {
            0.33
        }
        'f' | 'r' | 't' | 'I' | '/' | '\\' | '-' => 0.4,
        'c' | 's' | 'v' | 'x' | 'y' | 'z' => 0.5,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | 'Æ' | 'Œ' | 'æ' | 'œ' | '—' | '…' => 0.9,
        'A'..='Z' | '#' => 0.66,
        ' '..='~' | '\u{2010}'..='\u{2013}' | '“' | '”' | '−' => 0.56,
        '\u{a0}'..='\u{17f}' | '\u{370}'..='\u{58f}' => 0.75,
        _ if is_joined(c) => 0.0,
        _ => 1.05,
    }
}

/// Whether a character stands on or in the one before it, so that the two cannot be parted.
fn is_joined(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}')
}

/// Whether a line can be broken next to this character, as between Chinese and Japanese ones.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

/// A text in lines that fit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fitted {
    pub lines: Vec<String>,
    /// Whether something is missing, so that the last line ends in "…".
    pub cut: bool,
}

/// Breaks a text into at most so many lines of this width, and cuts what is left.
pub(super) fn fit(text: &str, size: f64, room: f64, most: usize) -> Fitted {
    fit_measured(text, &|c| em(c) * size, room, most)
}

/// The same for a font whose letters are known: `of` says how wide each is.
pub(super) fn fit_measured(text: &str, of: &dyn Fn(char) -> f64, room: f64, most: usize) -> Fitted {
    let width = |text: &str| text.chars().map(of).sum::<f64>();
    let text = text.replace(char::is_control, " ");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (mut lines, mut rest) = (Vec::new(), text.as_str());
    while lines.len() + 1 < most && width(rest) > room {
        let (line, tail) = rest.split_at(break_at(rest, of, room));
        lines.push(line.trim_end().to_owned());
        rest = tail.trim_start();
    }
    let cut = width(rest) > room;
    if cut {
        let end = longest(rest, of, room - of('…'));
        lines.push(format!("{}…", rest[..end].trim_end()));
    } else {
        lines.push(rest.to_owned());
    }
    Fitted { lines, cut }
}

/// Where a line of a text that is too long for one ends: after a word, or within it when the word alone is too long.
fn break_at(text: &str, of: &dyn Fn(char) -> f64, room: f64) -> usize {
    let end = longest(text, of, room);
    let mut before = None;
    let mut best = None;
    for (at, c) in text.char_indices().take_while(|(at, _)| *at <= end) {
        let wide = is_wide(c) || before.is_some_and(is_wide);
        // "GPT-5.6" stays whole.
        let after_sign = matches!(before, Some('-' | '/')) && !c.is_ascii_digit();
        if at > 0 && !is_joined(c) && (c == ' ' || wide || after_sign) {
            best = Some(at);
        }
        before = Some(c);
    }
    best.unwrap_or(end)
}

/// How many bytes of a text fit; never less than its first character.
fn longest(text: &str, of: &dyn Fn(char) -> f64, room: f64) -> usize {
    let (mut used, mut end) = (0.0, 0);
    for (at, c) in text.char_indices() {
        used += of(c);
        if at > 0 && used > room && !is_joined(c) {
            return end;
        }
        end = at + c.len_utf8();
    }
    end
}

/// Adds a text to HTML, in an element or in a quoted attribute.
pub(super) fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
}
