//! Sentences of plain text: what a backlink quotes, and what a summary is made of.
//!
//! Two sentences taken for one make a long quotation; one sentence cut in two makes a wrong one. So wherever a full stop
//! may be that of an abbreviation, a name or a quotation, the sentence goes on. The caller names no language: the
//! tables apply to all at once. This never changes a text; it gives ranges of it.

use super::abbreviations::{self, Class};
use super::follow::{self, Follow};
use super::marks::{self, Open};
use super::stop::{self, Stop, StopKind};
use super::words;
use std::ops::Range;

/// The sentences of a text as ranges of bytes, without the space between them.
pub(crate) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = text.len() - text.trim_start().len();
    let mut at = start;
    let mut open = None;
    // Where the first letter or digit of the sentence is, and how far it was looked for.
    let (mut first, mut looked_at) = (None, start);
    while let Some((here, c)) = marks::next_special(text, at) {
        at = here + c.len_utf8();
        (open, _) = marks::track(open, text, here, c);
        if !stop::is_terminal(c) {
            continue;
        }
        let stop = Stop::read(text, here);
        first = first.or_else(|| first_word(text, looked_at..stop.end));
        (at, looked_at) = (stop.marks_end, stop.end);
        if stop.next < text.len() && (SentencePiece { text, start, first, stop: &stop }).ends(&mut open) {
            sentences.push(start..stop.end);
            (start, at, looked_at) = (stop.next, stop.next, stop.next);
            (open, first) = (None, None);
        }
    }
    let end = text.trim_end().len();
    sentences.extend((start < end).then_some(start..end));
    sentences
}

/// The first sentence, and those after it while they stay short: never so little that it says nothing.
pub(crate) fn opening(text: &str) -> &str {
    const SHORT_ENOUGH: usize = 120;
    const SAYS_NOTHING: usize = 40;
    let sentences = sentences(text);
    let Some(first) = sentences.first() else { return "" };
    let mut end = first.end;
    for (n, next) in sentences.iter().enumerate().skip(1) {
        let is_short = n == 1 && first.len() < SHORT_ENOUGH && next.end < 2 * SHORT_ENOUGH;
        let taken = text.get(first.start..end).unwrap_or("");
        if !is_short && taken.chars().nth(SAYS_NOTHING - 1).is_some() {
            break;
        }
        end = next.end;
    }
    text.get(first.start..end).unwrap_or("")
}

fn first_word(text: &str, within: Range<usize>) -> Option<usize> {
    let start = within.start;
    text.get(within)?.find(char::is_alphanumeric).map(|at| start + at)
}

/// What stands between the beginning of a sentence and a place where it may end.
struct SentencePiece<'a> {
    text: &'a str,
    start: usize,
    /// Where its first letter or digit is.
    first: Option<usize>,
    stop: &'a Stop,
}

impl<'a> SentencePiece<'a> {
    /// Whether the sentence ends. An open mark that nothing closes is forgotten.
    fn ends(&self, open: &mut Option<Open>) -> bool {
        let SentencePiece { text, stop, .. } = *self;
        let follow = Follow::new(text, stop.next);
        if stop.kind != StopKind::Sure && !stop.is_spaced {
            return self.ends_unspaced(&follow);
        }
        if follow.first.is_none() || self.first.is_none() {
            return false;
        }
        let (still_open, closed) = self.after_closers(*open);
        if let Some(open) = still_open
            && open.closes_after(text, stop.end)
        {
            return false;
        }
        *open = None;
        if stop.kind != StopKind::Sure && follow.goes_on() {
            return false;
        }
        if closed.is_some_and(|closed| self.is_aside(&closed, &follow) || self.is_attributed(&closed, &follow)) {
            return false;
        }
        match stop.kind {
            StopKind::Sure => !matches!(follow.first, Some('、' | '，')) && !self.is_name_with_mark(&follow),
            StopKind::Ellipsis => !follow.is_digit() && follow.word != "I",
            StopKind::Loud => !self.is_name_with_mark(&follow) && !closed.is_some_and(|_| self.is_reported()),
            StopKind::Dot => self.ends_with_dot(&follow, closed.is_some_and(|closed| closed.is_bracket())),
        }
    }

    /// Without a space a sentence ends where nothing else is possible: "closed.The bank", or between letters of a
    /// script that has none.
    fn ends_unspaced(&self, follow: &Follow<'_>) -> bool {
        let SentencePiece { text, stop, .. } = *self;
        if stop.end > stop.marks_end || stop.kind == StopKind::Ellipsis {
            return false;
        }
        let before = marks::before(text, stop.at);
        if stop.kind == StopKind::Loud && before.is_some_and(has_no_case) && follow.has_no_case() {
            return true;
        }
        let word = self.word();
        let is_word = word.chars().nth(1).is_some() && word.chars().all(char::is_lowercase);
        is_word && follow.begins_unspaced()
    }

    /// What is open behind the closing marks after the full stop, and what was closed by them last.
    fn after_closers(&self, mut open: Option<Open>) -> (Option<Open>, Option<Open>) {
        let mut closed = None;
        let closers = self.text.get(self.stop.marks_end..self.stop.end).unwrap_or("");
        for (at, c) in closers.char_indices() {
            let (still, now) = marks::track(open, self.text, self.stop.marks_end + at, c);
            open = still;
            closed = now.or(closed);
        }
        (open, closed)
    }

    /// Whether a bracket that closes here is a part of the sentence: "(what now?)", "(!)", "[...]".
    fn is_aside(&self, closed: &Open, follow: &Follow<'_>) -> bool {
        let inner = marks::from(self.text, closed.inner());
        let is_small =
            inner.starts_with(char::is_lowercase) && !(self.stop.kind == StopKind::Dot && follow.begins(false));
        closed.is_bracket() && (is_small || closed.inner() == self.stop.at)
    }

    /// Whether what follows a quotation may say whose it is, in a script without capitals: 「はい。」と彼は言った。
    ///
    /// After a colon it is known already, and another quotation is another's.
    fn is_attributed(&self, closed: &Open, follow: &Follow<'_>) -> bool {
        let before = self.text.get(self.start..closed.at).unwrap_or("").trim_end();
        let is_introduced = before.ends_with([':', '：', ',', '，', '、']);
        let is_quoted = marks::from(self.text, self.stop.next).starts_with(marks::is_opener);
        follow.has_no_case() && !closed.is_bracket() && !is_introduced && !is_quoted
    }

    /// Whether a name ends in the mark: "Yahoo! Japan".
    fn is_name_with_mark(&self, follow: &Follow<'_>) -> bool {
        let mark = match self.text.get(self.stop.at..self.stop.marks_end) {
            Some("!" | "！") => '!',
            Some("?" | "？") => '?',
            _ => return false,
        };
        let word = self.word();
        words::is_name_across_mark(word, follow.word) || words::is_name_with_mark(word, mark) && !follow.begins(false)
    }

    /// Whether a name and a verb follow that say whose question it was: `"Why?" Ann Lee asked.`
    fn is_reported(&self) -> bool {
        const LONGEST: usize = 4;
        let rest = marks::from(self.text, self.stop.next);
        for (n, word) in rest.split_whitespace().take(LONGEST + 1).enumerate() {
            let word = word.trim_end_matches(['.', ',', ':', ';']);
            if n > 0 && words::is_report(word) {
                return true;
            }
            let is_pronoun = n == 0 && words::begins(word).is_some() && word != "The";
            if is_pronoun || !word.starts_with(char::is_uppercase) {
                return false;
            }
        }
        false
    }

    /// Whether a single full stop ends the sentence, and not just a word.
    fn ends_with_dot(&self, follow: &Follow<'_>, in_brackets: bool) -> bool {
        let word = self.word();
        if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return self.ends_with_number(word, follow);
        }
        if follow.has_inner_capital() {
            return self.class(word, follow).is_none() && form(word).is_none();
        }
        if follow::is_roman(word) && self.is_first(word) {
            return false;
        }
        let begins = |after_initial| !in_brackets && !self.is_first(word) && follow.begins(after_initial);
        match self.class(word, follow) {
            Some(Class::Never) => false,
            Some(Class::Either) => begins(false),
            Some(Class::Number) => !follow.is_number() && !words::is_month(follow.word),
            None => match form(word) {
                Some(WordForm::Initial) => begins(true) && !self.is_named_by_first(word),
                Some(WordForm::Initials) => begins(false),
                None => true,
            },
        }
    }

    /// Numbers that end in a full stop: of a list, of a day, or the last of a sentence.
    fn ends_with_number(&self, number: &str, follow: &Follow<'_>) -> bool {
        if self.is_first(number) {
            return number.len() > 3 && !number.contains('.');
        }
        let before = self.before(number);
        let is_short = number.len() <= 2;
        let is_item = before.ends_with([':', ';', ',']) || follow.is_digit();
        let last = before.rsplit(char::is_whitespace).next().unwrap_or("");
        let is_day = words::is_month(last.trim_end_matches('.'));
        let is_ordinal =
            !is_day && words::is_month(follow.word) || words::goes_before_ordinal(last) && !follow.begins(false);
        !(is_short && (is_item || is_ordinal))
    }

    /// The word before the mark, without it; of a long one its end, which is enough to see that it is no abbreviation.
    fn word(&self) -> &'a str {
        const LONGEST: usize = 64;
        let near = self.start.max(self.stop.at.saturating_sub(LONGEST));
        let near = (near..=self.stop.at).find(|at| self.text.is_char_boundary(*at)).unwrap_or(self.stop.at);
        let piece = self.text.get(near..self.stop.at).unwrap_or("");
        let begins = |c: char| {
            c.is_whitespace() || matches!(c, '—' | '–' | '/' | '…') || !is_apostrophe(c) && marks::is_opener(c)
        };
        let word = piece.rsplit(begins).next().unwrap_or("");
        word.trim_start_matches(|c: char| !c.is_alphanumeric())
    }

    /// What stands before the last word.
    fn before(&self, word: &str) -> &'a str {
        self.text.get(self.start..self.stop.at - word.len()).unwrap_or("").trim_end()
    }

    /// Whether nothing but marks stands before the last word.
    fn is_first(&self, word: &str) -> bool {
        self.first.is_none_or(|first| first >= self.stop.at - word.len())
    }

    /// Whether an initial follows the first word alone, whose capital proves nothing: "See A. It".
    fn is_named_by_first(&self, initial: &str) -> bool {
        let before = self.before(initial);
        before.starts_with(char::is_uppercase) && !before.contains(char::is_whitespace)
    }

    /// What the table of abbreviations says of the last word.
    fn class(&self, word: &str, follow: &Follow<'_>) -> Option<Class> {
        let with_dot = self.text.get(self.stop.at - word.len()..self.stop.marks_end)?;
        let last = with_dot
            .rfind(|c| c == '-' || is_apostrophe(c))
            .and_then(|at| with_dot.get(at..)?.char_indices().nth(1).map(|(n, _)| at + n));
        abbreviations::class(with_dot)
            .or_else(|| last.and_then(|at| abbreviations::class(with_dot.get(at..)?)))
            .or_else(|| in_capitals(with_dot, follow))
            .or_else(|| without_soft_hyphens(with_dot))
    }
}

/// The class of a word in capitals, where the text goes on so: "JAN. 27", "MR. SMITH".
fn in_capitals(word: &str, follow: &Follow<'_>) -> Option<Class> {
    let shouted = follow.word.len() > 1 && follow.word.chars().all(char::is_uppercase);
    if !(shouted || follow.is_digit()) || !word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'.') {
        return None;
    }
    let mut lowered = String::with_capacity(word.len());
    lowered.extend(word.chars().enumerate().map(|(n, c)| if n == 0 { c } else { c.to_ascii_lowercase() }));
    abbreviations::class(&lowered)
}

fn without_soft_hyphens(word: &str) -> Option<Class> {
    word.contains('\u{ad}').then(|| word.replace('\u{ad}', "")).and_then(|word| abbreviations::class(&word))
}

/// Abbreviations that are known by their form.
enum WordForm {
    /// "J."
    Initial,
    /// "U.S.", "p.m.", "S.p.A."
    Initials,
}

fn form(word: &str) -> Option<WordForm> {
    let mut parts = word.split('.');
    let is_letter = |part: &str| {
        let mut letters = part.chars();
        letters.next().is_some_and(|c| c.is_alphabetic() && !is_wide(c)) && letters.next().is_none()
    };
    match (parts.next().is_some_and(is_letter), parts.next()) {
        (true, None) => Some(WordForm::Initial),
        (true, Some(second)) if is_letter(second) && parts.all(is_letter) => Some(WordForm::Initials),
        _ => None,
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

fn has_no_case(c: char) -> bool {
    c.is_alphabetic() && !c.is_uppercase() && !c.is_lowercase()
}

/// Letters of East Asia, of which one may be a word.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn full_stops_within_names_end_nothing() {
        assert_eq!(split("U.S. models remain. So D. Ha says."), ["U.S. models remain.", "So D. Ha says."]);
        assert_eq!(split("Is it open? No! \"It is.\" He left."), ["Is it open?", "No!", "\"It is.\"", "He left."]);
        assert_eq!(split("So does B. See A. It is John F. Kennedy."), ["So does B.", "See A. It is John F. Kennedy."]);
        assert_eq!(split("GPT-5.6 Sol is out. Who has it?"), ["GPT-5.6 Sol is out.", "Who has it?"]);
        assert_eq!(split("東京は静かだ。北京も静かだ。"), ["東京は静かだ。", "北京も静かだ。"]);
        assert_eq!(split(""), Vec::<&str>::new());
    }

    /// Each line of the file is a text in which `|` stands where it is cut.
    #[test]
    fn texts_are_cut_where_they_are_marked() {
        let lines = include_str!("sentences.txt").lines().filter(|line| !line.is_empty() && !line.starts_with("# "));
        let mut wrong = String::new();
        for line in lines.map(|line| line.replace("\\n", "\n")) {
            let expected: Vec<&str> = line.split('|').map(str::trim).collect();
            let text = line.replace(" | ", " ").replace('|', "");
            let given = split(&text);
            if given != expected {
                wrong += &format!("{}\n", given.join(" | "));
            }
        }
        assert!(wrong.is_empty(), "cut otherwise:\n{wrong}");
    }

    #[test]
    fn an_opening_says_something_and_ends_with_a_sentence() {
        let long = "The government of Japan asked every laboratory in the country on Nov. 22 what it would do without the \
            models of the two American companies that closed their doors to it.";
        assert_eq!(opening(""), "");
        assert_eq!(opening("It closed"), "It closed");
        assert_eq!(
            opening("No! Not now. It is open, says Sakana AI. It is."),
            "No! Not now. It is open, says Sakana AI."
        );
        assert_eq!(
            opening("It closed on Monday. It opened on Friday. It is."),
            "It closed on Monday. It opened on Friday."
        );
        assert_eq!(opening(long), long);
        assert_eq!(opening(&format!("{long} It did.")), long);
        assert_eq!(opening(&format!("Why now? {long} It did.")), format!("Why now? {long}"));
        let [kyoto, longer] =
            ["Sakana AI closed its laboratory in Kyoto.", &long.replace("asked", &"asked and asked ".repeat(9))];
        assert_eq!(opening(&format!("{kyoto} {long}")), format!("{kyoto} {long}"));
        assert_eq!(opening(&format!("{kyoto} {longer}")), kyoto);
    }

    #[test]
    fn any_text_is_cut_at_its_characters() {
        let marks = [
            "", ".", "!?", "…", "。", "\"", "“", "”", "«", "»", "(", ")", "[1]", " ", "\u{a0}", "\u{ad}", "A", "b",
            "é", "Mr", "9", "🙂",
        ];
        for a in marks {
            for b in marks {
                for c in marks {
                    let text = format!("{a}{b}{c}. {c}{a} {b}.{a}");
                    let sentences = sentences(&text);
                    assert!(
                        sentences.iter().all(|range| text.get(range.clone()).is_some_and(|piece| !piece.is_empty())),
                        "{text}"
                    );
                    assert!(sentences.windows(2).all(|pair| pair[0].end <= pair[1].start), "{text}");
                }
            }
        }
    }
}
