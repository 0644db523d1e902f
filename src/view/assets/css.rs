//! What has another form in a published style sheet: `@import`, `url(…)`, and what is there for its writers.
//!
//! Also what would harm the sheets around it: a bracket too few or too many stays a mistake of its own file. No file is looked
//! for here, and no rule is read for what it means.

use super::import::Import;
use super::scan::{self, Sort, Token, closer, closing, skip_blank};
use crate::base::diagnostic::Span;

/// What was found in one style sheet.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Read<'a> {
    /// In the order of the text.
    pub found: Vec<Found<'a>>,
    pub mistakes: Vec<(Span, Mistake)>,
    /// What the text lacks at its end: browsers close what is open there, and another sheet that takes it in must not be
    /// swallowed by it.
    pub lacks: String,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found<'a> {
    /// What is not published: comments but those that begin with `/*!`, which are for those who get the file, spaces that part
    /// no words, `@charset`, and brackets that close nothing.
    Omitted(Span),
    Reference(Reference<'a>),
}

/// A place in a style sheet that names another file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reference<'a> {
    /// All that stands for it: from `url(` to `)`, or from `@import` to `;`.
    pub all: Span,
    pub target: &'a str,
    pub target_at: Span,
    /// Where a whole style sheet is taken in: under which conditions.
    pub import: Option<Import<'a>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mistake {
    /// An `@import` after a rule, or within one.
    LateImport,
    Unclosed,
    ClosesNothing,
    /// A custom property outside all rules, which takes the next rule with it.
    InNoRule,
}

pub(crate) fn read(text: &str) -> Read<'_> {
    let tokens = scan::tokens(text);
    let neighbours = Neighbours::of(text, &tokens);
    let (read, open) = (Read::default(), Vec::new());
    let mut reader = Reader { text, tokens: &tokens, neighbours, read, open, is_head: true, begun: None };
    let mut at = 0;
    while at < tokens.len() {
        at = reader.step(at);
    }
    reader.end()
}

/// Where imports may stand in a text: after the statements of layers and imports that it begins with.
pub(super) fn head_end(text: &str) -> usize {
    let tokens = scan::tokens(text);
    let (mut at, mut end) = (0, 0);
    loop {
        at = skip_blank(&tokens, at);
        let is_head = tokens.get(at).is_some_and(|t| t.is_word(text, "@layer") || t.is_word(text, "@import"));
        match statement_end(text, &tokens, at).filter(|_| is_head) {
            Some(next) => (at, end) = (next, tokens[next - 1].span.end),
            None => return end,
        }
    }
}

/// For each token, where the next ones before and after it are, past comments. Which of these count depends on who asks.
struct Neighbours {
    /// No comment.
    before: Vec<Option<usize>>,
    after: Vec<Option<usize>>,
    /// No comment but those that are kept.
    seen_before: Vec<Option<usize>>,
    /// The same, and no space.
    seen_after: Vec<Option<usize>>,
}

impl Neighbours {
    fn of(text: &str, tokens: &[Token]) -> Neighbours {
        let is_no_comment = |token: &Token| token.sort != Sort::Comment;
        let is_seen = |token: &Token| is_no_comment(token) || is_kept(text, token);
        let is_no_blank = |token: &Token| !token.is_blank() || is_kept(text, token);
        Neighbours {
            before: nearest(tokens.iter().enumerate(), &is_no_comment),
            seen_before: nearest(tokens.iter().enumerate(), &is_seen),
            after: reversed(nearest(tokens.iter().enumerate().rev(), &is_no_comment)),
            seen_after: reversed(nearest(tokens.iter().enumerate().rev(), &is_no_blank)),
        }
    }
}

/// For each token, the last one before it in the order of the walk that counts.
fn nearest<'t>(
    tokens: impl Iterator<Item = (usize, &'t Token)>,
    counts: &dyn Fn(&Token) -> bool,
) -> Vec<Option<usize>> {
    let mut last = None;
    let next = |(n, token): (usize, &Token)| {
        let before = last;
        last = if counts(token) { Some(n) } else { last };
        before
    };
    tokens.map(next).collect()
}

fn reversed<T>(mut list: Vec<T>) -> Vec<T> {
    list.reverse();
    list
}

/// A comment for those who get the file.
fn is_kept(text: &str, token: &Token) -> bool {
    token.sort == Sort::Comment && token.text(text).starts_with("/*!")
}

struct Reader<'a, 't> {
    text: &'a str,
    tokens: &'t [Token],
    neighbours: Neighbours,
    read: Read<'a>,
    /// The brackets that are open.
    open: Vec<&'t Token>,
    /// Whether an import may still stand here.
    is_head: bool,
    /// The token that the rule or statement begins with which is not over.
    begun: Option<&'t Token>,
}

impl<'a> Reader<'a, '_> {
    /// Reads what begins at a token, and gives the token to go on with.
    fn step(&mut self, at: usize) -> usize {
        let token = &self.tokens[at];
        match token.sort {
            Sort::Comment => self.comment(at),
            Sort::Space => self.space(at),
            Sort::At => return self.at_rule(at),
            _ => return self.of_rule(at),
        }
        at + 1
    }

    fn of_rule(&mut self, at: usize) -> usize {
        let token = &self.tokens[at];
        self.is_head = false;
        if self.open.is_empty() && token.is(self.text, "}") {
            // It would close the layer that the sheet is put into. Other brackets close nothing there either.
            self.read.found.push(Found::Omitted(token.span.clone()));
            self.read.mistakes.push((token.span.clone(), Mistake::ClosesNothing));
            return at + 1;
        }
        let is_bare = self.begun.is_none() && token.sort == Sort::Word && token.text(self.text).starts_with("--");
        self.read.mistakes.extend(is_bare.then(|| (token.span.clone(), Mistake::InNoRule)));
        let begun = *self.begun.get_or_insert(token);
        match token.sort {
            Sort::Url | Sort::Word => return self.url(at),
            Sort::Open => self.open.push(token),
            Sort::Close => self.close(token),
            Sort::Mark if self.open.is_empty() && begun.sort == Sort::At && token.is(self.text, ";") => {
                self.begun = None;
            }
            Sort::Mark if self.ends_last_of_block(at) => self.read.found.push(Found::Omitted(token.span.clone())),
            _ => {}
        }
        at + 1
    }

    /// Whether a token is the semicolon of the last declaration of a block, which needs none. After a colon it is kept: a property that
    /// is set to nothing is another thing for programs that are older than that.
    fn ends_last_of_block(&self, at: usize) -> bool {
        let is = |token: Option<usize>, mark: &str| token.is_some_and(|n| self.tokens[n].is(self.text, mark));
        let after_colon = is(self.neighbours.seen_before[at], ":");
        let is_in_block = self.open.last().is_some_and(|open| open.is(self.text, "{"));
        is_in_block && self.tokens[at].is(self.text, ";") && is(self.neighbours.seen_after[at], "}") && !after_colon
    }

    fn at_rule(&mut self, at: usize) -> usize {
        let token = &self.tokens[at];
        if token.is_word(self.text, "@import") {
            return self.import(at).unwrap_or(at + 1);
        }
        let end = statement_end(self.text, self.tokens, at).filter(|_| self.is_head);
        match end {
            // All is read and published as UTF-8.
            Some(end) if token.is_word(self.text, "@charset") => {
                self.read.found.push(Found::Omitted(token.span.start..self.tokens[end - 1].span.end));
                return end;
            }
            Some(end) if token.is_word(self.text, "@layer") => return self.layers(at, end),
            _ => {}
        }
        self.is_head = false;
        self.begun.get_or_insert(token);
        at + 1
    }

    /// `@layer a, b;`: spaces and comments go, and imports may follow.
    fn layers(&mut self, from: usize, end: usize) -> usize {
        for at in from..end {
            match self.tokens[at].sort {
                Sort::Comment => self.comment(at),
                Sort::Space => self.space(at),
                _ => {}
            }
        }
        let is_ended = self.tokens[end - 1].is(self.text, ";");
        self.read.lacks.push_str(if is_ended { "" } else { ";" });
        end
    }

    fn import(&mut self, at: usize) -> Option<usize> {
        let token = &self.tokens[at];
        if !self.is_head {
            self.read.mistakes.push((token.span.clone(), Mistake::LateImport));
            // It stays as it is: browsers ignore it, wherever the sheet is.
            return statement_end(self.text, self.tokens, at);
        }
        let found = statement_end(self.text, self.tokens, at)
            .and_then(|end| Some((end, Import::read(self.text, &self.tokens[at..end])?)));
        let Some((end, (target_at, import))) = found else {
            self.is_head = false;
            self.begun.get_or_insert(token);
            return None;
        };
        let all = token.span.start..self.tokens[end - 1].span.end;
        let target = &self.text[target_at.clone()];
        self.read.found.push(Found::Reference(Reference { all, target, target_at, import: Some(import) }));
        Some(end)
    }

    fn url(&mut self, at: usize) -> usize {
        let token = &self.tokens[at];
        let Some((target_at, end)) = scan::target(self.text, self.tokens, at) else { return at + 1 };
        let all = token.span.start..self.tokens[end - 1].span.end;
        let target = &self.text[target_at.clone()];
        self.read.found.push(Found::Reference(Reference { all, target, target_at, import: None }));
        end
    }

    fn close(&mut self, token: &Token) {
        if self.open.last().is_some_and(|open| closer(self.text, open) == token.text(self.text)) {
            self.open.pop();
            self.begun = self.begun.filter(|_| !self.open.is_empty() || !token.is(self.text, "}"));
        }
    }

    fn comment(&mut self, at: usize) {
        let token = &self.tokens[at];
        if is_kept(self.text, token) || !token.lacks.is_empty() {
            return;
        }
        let before = self.neighbours.before[at].map(|n| &self.tokens[n]);
        let after = self.neighbours.after[at].map(|n| &self.tokens[n]);
        let is_free = |token: Option<&Token>, marks: &str| {
            token.is_none_or(|token| {
                token.sort == Sort::Space || (self.is_sign(token) && marks.contains(token.text(self.text)))
            })
        };
        // `1px/**/2px` is two words, and stays two.
        let span = match is_free(before, "{}();,:") || is_free(after, "{});,:") {
            true => token.span.clone(),
            false => token.span.start + 2..token.span.end - 2,
        };
        self.read.found.extend((!span.is_empty()).then_some(Found::Omitted(span)));
    }

    /// Of several spaces one stays; none at the ends of a sheet, of a block and of a part of a list.
    fn space(&mut self, at: usize) {
        let span = self.tokens[at].span.clone();
        let before = self.neighbours.seen_before[at].map(|n| &self.tokens[n]);
        let after = self.neighbours.seen_after[at].map(|n| &self.tokens[n]);
        let is_one_of = |token: Option<&Token>, marks: &str| {
            token.is_none_or(|token| self.is_sign(token) && marks.contains(token.text(self.text)))
        };
        let is_second = before.is_some_and(|token| token.sort == Sort::Space);
        let parts_nothing = is_second || is_one_of(before, "{};,:") || is_one_of(after, "{}");
        let span = if parts_nothing { span } else { span.start + 1..span.end };
        self.read.found.extend((!span.is_empty()).then_some(Found::Omitted(span)));
    }

    fn is_sign(&self, token: &Token) -> bool {
        matches!(token.sort, Sort::Mark | Sort::Open | Sort::Close)
    }

    fn end(mut self) -> Read<'a> {
        if let Some(last) = self.tokens.last() {
            // A backslash would take the bracket after it for a letter.
            self.read.lacks.push_str(if last.is(self.text, "\\") { "\n" } else { last.lacks });
            let span = last.span.clone();
            self.read.mistakes.extend((!last.lacks.is_empty()).then_some((span, Mistake::Unclosed)));
        }
        for open in self.open.iter().rev() {
            self.read.lacks.push_str(closer(self.text, open));
        }
        let has_block = self.open.iter().any(|open| open.is(self.text, "{"));
        if self.begun.is_some() && !has_block {
            self.read.lacks.push_str("{}");
        }
        // A round bracket that is not closed takes all that follows for its own, so that no block after it ends either.
        let inner = self.open.iter().find(|open| !open.is(self.text, "{"));
        let unclosed = inner.or(self.open.first()).map(|open| (open.span.clone(), Mistake::Unclosed));
        self.read.mistakes.extend(unclosed);
        self.read
    }
}

/// The place after the `;` of a statement that begins at `at`, which the end of the text stands for too; none when it has a
/// block, or does not begin.
fn statement_end(text: &str, tokens: &[Token], at: usize) -> Option<usize> {
    let mut end = at + 1;
    while let Some(token) = tokens.get(end) {
        match token.text(text) {
            ";" if token.sort == Sort::Mark => return Some(end + 1),
            "{" | "}" if token.sort != Sort::Text => return None,
            _ if token.sort == Sort::Open => end = closing(text, tokens, end)? + 1,
            _ => end += 1,
        }
    }
    let is_whole = tokens.get(at).is_some() && tokens.last().is_some_and(|token| token.lacks.is_empty());
    is_whole.then_some(tokens.len())
}
