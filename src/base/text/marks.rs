//! Quotation marks and brackets: what is open at a place of a text, and whether it closes.
//!
//! A mark that nothing closes soon counts as no mark, so that a forgotten one joins no paragraph into one sentence.

/// How far a quotation or bracket may reach, in bytes, and still be kept whole.
const REACH: usize = 400;

/// An open mark. What is open within it is not looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Open {
    pub at: usize,
    opener: char,
    /// How many of its kind are open.
    depth: usize,
}

enum Step {
    Closes,
    Stays(Open),
    /// Another such quotation begins, so that the first one was none.
    Again(Open),
}

impl Open {
    /// The mark that a character opens, if it opens one where it stands.
    fn new(text: &str, at: usize, c: char) -> Option<Open> {
        let before = before(text, at);
        let opens = match c {
            // Not the mouth of a smiley.
            '(' | '[' => !matches!(before, Some(':' | ';')),
            '"' | '\'' | '”' | '»' | '›' => {
                let begins = before.is_none_or(|c| c.is_whitespace() || is_opener(c) || matches!(c, '—' | '–' | '…'));
                begins && from(text, at + c.len_utf8()).starts_with(|c: char| !c.is_whitespace())
            }
            c => !closers(c).is_empty(),
        };
        opens.then_some(Open { at, opener: c, depth: 1 })
    }

    pub(crate) fn is_bracket(&self) -> bool {
        matches!(self.opener, '(' | '[' | '（' | '【' | '《' | '〈')
    }

    /// Where what it encloses begins.
    pub(crate) fn inner(&self) -> usize {
        self.at + self.opener.len_utf8()
    }

    fn step(mut self, text: &str, at: usize, c: char) -> Step {
        let is_closer = closers(self.opener).contains(&c);
        let again = (c == self.opener).then(|| Open::new(text, at, c)).flatten();
        match again {
            Some(_) if self.is_bracket() => self.depth += 1,
            Some(other) => return Step::Again(other),
            None if is_closer && ends_quotation(text, at, c) => {
                self.depth -= 1;
                if self.depth == 0 {
                    return Step::Closes;
                }
            }
            None => {}
        }
        Step::Stays(self)
    }

    /// Whether it closes at or after a place, within its reach.
    pub(crate) fn closes_after(mut self, text: &str, place: usize) -> bool {
        let end = self.at + REACH;
        let mut at = place;
        while let Some((here, c)) = next_special(text, at).filter(|(here, _)| *here <= end) {
            at = here + c.len_utf8();
            match self.step(text, here, c) {
                Step::Closes => return true,
                Step::Stays(open) => self = open,
                Step::Again(_) => return false,
            }
        }
        false
    }
}

/// What is open after a character, and what it closes.
pub(crate) fn track(open: Option<Open>, text: &str, at: usize, c: char) -> (Option<Open>, Option<Open>) {
    match open.filter(|open| at <= open.at + REACH) {
        None => (Open::new(text, at, c), None),
        Some(open) => match open.step(text, at, c) {
            Step::Closes => (None, Some(open)),
            Step::Stays(open) | Step::Again(open) => (Some(open), None),
        },
    }
}

/// Whether a character may stand between the end of one sentence and the first word of the next.
pub(crate) fn is_opener(c: char) -> bool {
    matches!(c, '"' | '\'' | '¿' | '¡' | '{' | '”' | '’' | '»' | '›') || !closers(c).is_empty()
}

/// Whether a character after a full stop belongs to the sentence that ends there.
pub(crate) fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | ')' | ']' | '}' | '”' | '’' | '“' | '‘' | '»' | '«' | '›' | '‹')
        || matches!(c, '」' | '』' | '）' | '】' | '》' | '〉' | '＂' | '〟')
}

fn closers(opener: char) -> &'static [char] {
    match opener {
        '(' => &[')'],
        '[' => &[']'],
        // Some programs make one of the two curly.
        '"' => &['"', '”'],
        '\'' => &['\''],
        '“' | '‟' | '”' => &['”', '"'],
        '„' => &['“', '”'],
        '‘' => &['’'],
        '‚' => &['‘', '’'],
        '«' => &['»'],
        '»' => &['«'],
        '‹' => &['›'],
        '›' => &['‹'],
        '「' => &['」'],
        '『' => &['』'],
        '（' => &['）'],
        '【' => &['】'],
        '《' => &['》'],
        '〈' => &['〉'],
        _ => &[],
    }
}

/// Whether a closing mark is more than an apostrophe: those of `the models' end` and `it's` are none.
fn ends_quotation(text: &str, at: usize, c: char) -> bool {
    if !matches!(c, '\'' | '’') {
        return c != '"' || Open::new(text, at, c).is_none();
    }
    let after = from(text, at + c.len_utf8()).chars().next();
    let ended = before(text, at).is_some_and(|c| matches!(c, '.' | ',' | '!' | '?' | '…'));
    match after {
        None => true,
        Some(c) if c.is_whitespace() => ended,
        Some(c) => matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | '—' | '"' | '”'),
    }
}

/// The next character that is a mark of any kind, where most of a text is skipped byte by byte.
pub(crate) fn next_special(text: &str, at: usize) -> Option<(usize, char)> {
    const SPECIAL: [bool; 256] = special();
    let skipped = text.as_bytes().get(at..)?.iter().position(|byte| SPECIAL[usize::from(*byte)])?;
    let here = at + skipped;
    from(text, here).chars().next().map(|c| (here, c))
}

/// The bytes with which marks begin; of those above ASCII, the first byte of every character in `stop` and here.
const fn special() -> [bool; 256] {
    let mut special = [false; 256];
    let begin = b".!?\"'()[]\xc2\xcd\xd6\xd8\xdb\xe0\xe1\xe2\xe3\xef";
    let mut n = 0;
    while n < begin.len() {
        special[begin[n] as usize] = true;
        n += 1;
    }
    special
}

/// The character before a place.
pub(crate) fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at).and_then(|text| text.chars().next_back())
}

/// What follows a place.
pub(crate) fn from(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or("")
}
