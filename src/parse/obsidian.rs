//! What Obsidian writes beyond Markdown: comments, marks, titles of callouts, ids of blocks.
//!
//! The parser knows none of them. What must not be read is replaced by a filler of the same length, so that every place in the
//! text stays the same, and [`Beyond`] says where the rest stands. Code, URLs and what has a backslash before it are left as
//! they are. Reads one body, and never another file.

mod prose;

use super::bare_url;
use super::body::{Alert, Fold};
use super::mistakes::MistakeKind;
use crate::base::diagnostic::Span;
use prose::{Prose, Walk};
use pulldown_cmark::Options;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// Stands for each byte that is not read.
pub(super) const FILLER: char = '\u{6}';

/// What a body has beyond Markdown. All places are bytes of the body.
#[derive(Debug, Default)]
pub(super) struct Beyond {
    /// Where `==` stands that begins (`true`) or ends a mark. Each pair stands in one element.
    pub marks: BTreeMap<usize, bool>,
    /// By where the quotation begins.
    pub callouts: BTreeMap<usize, Callout>,
    /// The callout that each title belongs to: where the parser sees a heading, and where the quotation begins.
    pub titles: BTreeMap<usize, usize>,
    pub mistakes: Vec<(MistakeKind, Span)>,
    pub has_fillers: bool,
}

/// `> [!type]- Title`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Callout {
    /// What it is; nothing for the words of another.
    pub alert: Option<Alert>,
    pub fold: Fold,
    /// The type as it is written.
    pub word: Range<usize>,
}

/// Finds all of it. Gives the text as the parser may see it.
pub(super) fn read(text: Cow<'_, str>, options: Options) -> (Cow<'_, str>, Beyond) {
    let mut beyond = Beyond::default();
    let has_comments = text.contains("%%");
    let has_callouts = text.contains("[!");
    let has_ids = text.contains(" ^") || text.contains("\n^") || text.starts_with('^');
    let has_marks = text.contains("==");
    if !(has_comments || has_callouts || has_ids || has_marks) || text.contains(FILLER) {
        return (text, beyond);
    }
    let mut walk = Walk::new(&text, options);
    let mut bytes = text.as_bytes().to_vec();
    if has_comments {
        comments(&text, &walk, &mut bytes, &mut beyond);
    }
    if has_callouts {
        callouts(&text, &walk, &mut bytes, &mut beyond);
    }
    if has_ids {
        block_ids(&text, &walk, &mut bytes, &mut beyond);
    }
    let text = match bytes == text.as_bytes() {
        true => text,
        false => Cow::Owned(String::from_utf8(bytes).expect("whole characters are replaced by ASCII")),
    };
    if has_marks {
        if beyond.has_fillers || !beyond.titles.is_empty() {
            walk = Walk::new(&text, options);
        }
        marks(&text, &walk, &mut beyond);
    }
    (text, beyond)
}

/// Replaces a part by fillers; its lines stay lines.
fn fill(bytes: &mut [u8], part: Range<usize>, beyond: &mut Beyond) {
    for byte in &mut bytes[part] {
        *byte = if matches!(*byte, b'\n' | b'\r') { *byte } else { FILLER as u8 };
    }
    beyond.has_fillers = true;
}

/// A sign of two characters in prose, and the prose in which it stands.
struct Sign<'a> {
    at: usize,
    prose: &'a Prose,
}

/// All signs that stand alone, are not escaped and not in a URL.
fn signs<'a>(text: &str, walk: &'a Walk, sign: &str) -> Vec<Sign<'a>> {
    let urls = bare_url::urls(text);
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    for prose in &walk.prose {
        for (at, _) in text[prose.place.clone()].match_indices(sign) {
            let at = prose.place.start + at;
            let is_long = |place: Option<usize>| place.and_then(|at| bytes.get(at)) == Some(&sign.as_bytes()[0]);
            let is_escaped = at.checked_sub(1).is_some_and(|before| bytes[before] == b'\\');
            let url = urls[..urls.partition_point(|url| url.start <= at)].last();
            // `==https://a.example/==` marks a URL.
            let ends = |url: &Range<usize>| at + 2 == url.end && text[..url.start].ends_with(sign);
            let in_url = url.is_some_and(|url| url.contains(&at) && !ends(url));
            if !is_long(at.checked_sub(1)) && !is_long(Some(at + 2)) && !is_escaped && !in_url {
                found.push(Sign { at, prose });
            }
        }
    }
    found
}

/// Whether a letter or digit stands there, so that a sign is within a word. Chinese, Japanese and others write without spaces.
fn is_of_word(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_alphanumeric() && !('\u{e00}'..='\u{3ffff}').contains(&c))
}

fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

fn after(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

/// `%%…%%` within a paragraph, or over lines of its own.
fn comments(text: &str, walk: &Walk, bytes: &mut [u8], beyond: &mut Beyond) {
    let signs = signs(text, walk, "%%");
    let ends = comment_ends(text, &signs);
    let mut next = 0;
    while let Some(open) = signs.get(next) {
        let (within, over_lines) = ends[next];
        let leads = begins_line(text, open.at);
        next += 1;
        if is_of_word(before(text, open.at)) {
            continue;
        }
        let end = within.into_iter().chain(over_lines.filter(|_| leads)).min();
        match end {
            Some(end) => {
                fill(bytes, with_space(text, open.at..signs[end].at + 2), beyond);
                next = end + 1;
            }
            None if leads => beyond.mistakes.push((MistakeKind::OpenComment, open.at..open.at + 2)),
            None => {}
        }
    }
}

/// For each sign, the next one that would end a comment in the same element, and the next that would end one over lines.
fn comment_ends(text: &str, signs: &[Sign<'_>]) -> Vec<(Option<usize>, Option<usize>)> {
    let mut within: HashMap<usize, usize> = HashMap::new();
    let mut over_lines = None;
    let mut ends = vec![(None, None); signs.len()];
    for (n, sign) in signs.iter().enumerate().rev() {
        ends[n] = (within.get(&sign.prose.element).copied(), over_lines);
        let is_end = !is_of_word(after(text, sign.at + 2));
        if is_end {
            within.insert(sign.prose.element, n);
        }
        if is_end && begins_line(text, sign.at) || ends_line(text, sign.at + 2) {
            over_lines = Some(n);
        }
    }
    ends
}

/// A part that is left out, with the space that would stand twice without it.
fn with_space(text: &str, part: Range<usize>) -> Range<usize> {
    let is_space = |c: &char| matches!(c, ' ' | '\t');
    let ends = after(text, part.end).is_none_or(|c| c.is_whitespace() || ".,;:!?)".contains(c));
    let space = text[..part.start].chars().rev().take_while(is_space).count();
    let leads = begins_line(text, part.start);
    if leads {
        let space = text[part.end..].chars().take_while(is_space).count();
        let end = part.end + space;
        // Two spaces at the end of a line break it.
        return part.start..if ends_line(text, part.end) { part.end } else { end };
    }
    part.start - if ends { space } else { 0 }..part.end
}

/// Whether nothing but space and marks of quotations stands before a place in its line.
fn begins_line(text: &str, at: usize) -> bool {
    text[..at].chars().rev().take_while(|c| *c != '\n').all(|c| c.is_whitespace() || c == '>')
}

fn ends_line(text: &str, at: usize) -> bool {
    text[at..].chars().take_while(|c| *c != '\n').all(char::is_whitespace)
}

/// Titles of callouts. For the parser each is a heading, which no other text can run into.
fn callouts(text: &str, walk: &Walk, bytes: &mut [u8], beyond: &mut Beyond) {
    for quote in &walk.quotes {
        let Some((marker, word, fold)) = callout(text, *quote) else { continue };
        let (alert, is_known) = alert(&text[word.clone()]);
        if !is_known && near_alert(&text[word.clone()]).is_some() {
            beyond.mistakes.push((MistakeKind::UnknownCallout, marker.start..word.end + 1));
        }
        bytes[marker.clone()].fill(b' ');
        bytes[marker.start] = b'#';
        beyond.titles.insert(marker.start, *quote);
        beyond.callouts.insert(*quote, Callout { alert, fold, word });
    }
}

/// The first line of a quotation as that of a callout: the place of `[!type]-`, and of its type.
fn callout(text: &str, quote: usize) -> Option<(Range<usize>, Range<usize>, Fold)> {
    let inner = text[quote..].trim_start_matches(' ').strip_prefix('>')?;
    let begin = inner.trim_start_matches(' ');
    let (indent, start) = (inner.len() - begin.len(), text.len() - begin.len());
    let length = begin.strip_prefix("[!")?.find([']', '\n'])?;
    if !begin[length + 2..].starts_with(']') {
        return None;
    }
    let word = begin[2..2 + length].split('|').next()?.trim_end();
    let is_word = word.starts_with(char::is_alphabetic)
        && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '));
    let rest = &begin[length + 3..];
    let fold = match rest.chars().next() {
        Some('-') => Fold::Closed,
        Some('+') => Fold::Open,
        _ => Fold::None,
    };
    let end = start + length + 3 + usize::from(fold != Fold::None);
    // `[!note](…)` is a link, and `[!note]: …` a definition of one.
    let is_other = indent > 4 || rest.starts_with(['(', '[', ':']);
    (is_word && !is_other).then(|| (start..end, start + 2..start + 2 + word.len(), fold))
}

/// What a type of callout is here, and whether it is one that Obsidian or GitHub knows.
fn alert(word: &str) -> (Option<Alert>, bool) {
    let alert = match word.to_lowercase().as_str() {
        "note" | "abstract" | "summary" | "tldr" | "info" | "todo" | "question" | "help" | "faq" | "example" => {
            Alert::Note
        }
        "tip" | "hint" | "success" | "check" | "done" => Alert::Tip,
        "important" => Alert::Important,
        "warning" | "attention" => Alert::Warning,
        "caution" | "danger" | "error" | "failure" | "fail" | "missing" | "bug" => Alert::Caution,
        // What others said stays a quotation.
        "quote" | "cite" => return (None, true),
        _ => return (Some(Alert::Note), false),
    };
    (Some(alert), true)
}

/// The alert that a word was probably meant for.
pub(super) fn near_alert(word: &str) -> Option<&'static str> {
    const ALERTS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];
    let word = word.to_uppercase();
    ALERTS.into_iter().find(|alert| strsim::osa_distance(&word, alert) <= if alert.len() > 4 { 2 } else { 1 })
}

/// `^abc` at the end of a block. A power is none: `10 ^2`.
fn block_ids(text: &str, walk: &Walk, bytes: &mut [u8], beyond: &mut Beyond) {
    for prose in walk.prose.iter().filter(|prose| prose.ends_block) {
        let line = text[prose.place.clone()].trim_end();
        let Some(at) = line.rfind('^') else { continue };
        let (start, end) = (prose.place.start + at, prose.place.start + line.len());
        let id = &text[start + 1..end];
        let is_id = id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && (id.len() >= 6 || id.contains(|c: char| c.is_ascii_alphabetic()));
        let stands_alone = before(text, start).is_none_or(char::is_whitespace);
        if is_id && stands_alone && bytes[start] == b'^' {
            beyond.mistakes.push((MistakeKind::BlockId, start..end));
            fill(bytes, with_space(text, start..end), beyond);
        }
    }
}

/// `==…==`: each pair in one element, with a letter or sign next to each from within.
fn marks(text: &str, walk: &Walk, beyond: &mut Beyond) {
    let signs = signs(text, walk, "==");
    let is_blank = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || c == FILLER);
    // Where a mark begins in each element that is not ended yet.
    let mut begun: HashMap<usize, usize> = HashMap::new();
    for sign in &signs {
        let (element, inner) = (sign.prose.element, sign.at + 2);
        let ends = !is_of_word(after(text, inner)) && !is_blank(before(text, sign.at));
        match begun.get(&element) {
            Some(begin) if ends && sign.at > begin + 2 => {
                beyond.marks.extend([(*begin, true), (sign.at, false)]);
                begun.remove(&element);
            }
            Some(_) => {}
            None if is_of_word(before(text, sign.at)) || is_blank(after(text, inner)) => {}
            None => drop(begun.insert(element, sign.at)),
        }
    }
}
