//! What is wrong with a site, as values: made by every step, sorted and printed once by the caller.
//!
//! A diagnostic names its file and a range of bytes in it; lines and columns are worked out only when it is shown.
//! This module never decides what is wrong and never ends the program.

use crate::base::lines::{Lines, floor};
use crate::base::path::SourcePath;
use crate::base::text::visible;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;
use std::collections::BTreeSet;
use std::ops::Range;

/// A range of bytes in a file, as [`crate::load::SourceFile::text`] gives it.
pub(crate) type Span = Range<usize>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is written while there is one.
    Error,
    /// The site is written; `--strict` makes it an error.
    Warning,
    /// Worth knowing, never a reason to stop.
    Note,
}

/// One thing to tell the writer, at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub severity: Severity,
    pub code: Code,
    /// The file to open, relative to the site's root.
    pub path: SourcePath,
    /// Where in that file; none when the whole file is meant, or when it is no text.
    pub span: Option<Span>,
    /// What is wrong, in the writer's words.
    pub message: String,
    /// What to do about it, ready to paste where that is possible.
    pub help: Option<String>,
    /// From when on it is so, if it is not so yet.
    pub later: Option<String>,
    /// The file whose first message this one follows from, if it would go with that.
    pub(crate) follows: Option<SourcePath>,
}

impl Diagnostic {
    pub(crate) fn error(
        code: Code,
        path: &SourcePath,
        span: impl Into<Option<Span>>,
        message: impl Into<String>,
    ) -> Self {
        let (span, message) = (span.into(), message.into());
        let (severity, path) = (Severity::Error, path.clone());
        Diagnostic { severity, code, path, span, message, help: None, later: None, follows: None }
    }

    pub(crate) fn warning(
        code: Code,
        path: &SourcePath,
        span: impl Into<Option<Span>>,
        message: impl Into<String>,
    ) -> Self {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, path, span, message) }
    }

    pub(crate) fn note(
        code: Code,
        path: &SourcePath,
        span: impl Into<Option<Span>>,
        message: impl Into<String>,
    ) -> Self {
        Diagnostic { severity: Severity::Note, ..Diagnostic::error(code, path, span, message) }
    }

    /// Adds the fix.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// How severe a message is in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tolerance {
    /// As it is.
    #[default]
    Usual,
    /// Warnings are errors.
    Strict,
    /// A link that leads nowhere is a warning: for the first builds of a site that comes from elsewhere.
    Lenient,
}

impl Tolerance {
    fn of(self, diagnostic: &Diagnostic) -> Severity {
        match (self, diagnostic.severity) {
            (Tolerance::Strict, Severity::Warning) => Severity::Error,
            (Tolerance::Lenient, Severity::Error) if diagnostic.code == Code::DeadLink => Severity::Warning,
            (_, severity) => severity,
        }
    }
}

/// Sorts by file and place, and keeps each once. What others follow from comes first.
pub(crate) fn settle(mut diagnostics: Vec<Diagnostic>, tolerance: Tolerance) -> Vec<Diagnostic> {
    // A tag that cannot be read leads nowhere, which is no news about the page that it was to lead to.
    if has_errors(&diagnostics) {
        diagnostics.retain(|d| d.code != Code::Orphan);
    }
    for diagnostic in &mut diagnostics {
        diagnostic.severity = tolerance.of(diagnostic);
    }
    let causes: BTreeSet<SourcePath> = diagnostics.iter().filter_map(|d| d.follows.clone()).collect();
    let place = |d: &Diagnostic| {
        let span = d.span.as_ref().map(|s| (s.start, s.end));
        (!causes.contains(&d.path), d.path.clone(), span, d.code, d.message.clone())
    };
    diagnostics.sort_by_cached_key(place);
    diagnostics.dedup();
    diagnostics
}

/// Whether there is something among them that the system did not let us read, which may pass by itself.
pub(crate) fn has_unreadable(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.code == Code::Unreadable)
}

pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error)
}

/// How many bytes a line may have to be shown.
const MOST_OF_A_LINE: usize = 4000;

/// Shows a diagnostic as text with its line, a mark, the fix and the code.
///
/// `lines` are those of its file; without them only the file is named. `more` is one more line on it. The text is
/// coloured; to print it to something other than a terminal, take the colours out.
pub(crate) fn human(diagnostic: &Diagnostic, lines: Option<&Lines<'_>>, more: Option<&str>) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    // File names and values of a site never command the terminal. The library does the same for the title and the line.
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code.name());
    let path = visible(diagnostic.path.as_str());
    let later = diagnostic.later.as_deref().map(visible);
    let help = diagnostic.help.as_deref().map(visible);
    let more = more.map(visible);
    let path = &*path;
    let mut group = match (lines, &diagnostic.span) {
        (Some(lines), Some(span)) => {
            let marked = clamp(span, lines);
            let (line, column) = lines.place(marked.start);
            let (begin, around) = lines.around(marked.start, marked.end);
            match around.len() <= MOST_OF_A_LINE {
                true => {
                    let mark = AnnotationKind::Primary.span(marked.start - begin..marked.end - begin);
                    title.element(Snippet::source(around).path(path).line_start(line).annotation(mark))
                }
                // A line that fills pages says nothing.
                false => title.element(Origin::path(path).line(line).char_column(column)),
            }
        }
        _ => title.element(Origin::path(path)),
    };
    if let Some(later) = &later {
        group = group.element(Level::NOTE.message(&**later));
    }
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(&**help));
    }
    if let Some(more) = &more {
        group = group.element(Level::NOTE.message(&**more));
    }
    let groups: [Group<'_>; 1] = [group];
    Renderer::styled().render(&groups)
}

/// The same as one line of JSON, for scripts and editors.
pub(crate) fn json(diagnostic: &Diagnostic, lines: Option<&Lines<'_>>) -> String {
    serde_json::to_string(&plain(diagnostic, lines)).expect("a struct of texts and numbers is always JSON")
}

/// A diagnostic with its place counted, as machines read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PlainDiagnostic {
    pub severity: Severity,
    pub code: &'static str,
    pub path: String,
    pub line: Option<usize>,
    pub column: Option<usize>,
    pub message: String,
    help: Option<String>,
    /// From when on it is so, if it is not so yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub later: Option<String>,
    /// The file whose first message this one follows from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follows: Option<String>,
}

pub(crate) fn plain(diagnostic: &Diagnostic, lines: Option<&Lines<'_>>) -> PlainDiagnostic {
    let place = lines.zip(diagnostic.span.as_ref()).map(|(lines, span)| lines.place(span.start));
    PlainDiagnostic {
        severity: diagnostic.severity,
        code: diagnostic.code.name(),
        path: diagnostic.path.as_str().to_owned(),
        line: place.map(|p| p.0),
        column: place.map(|p| p.1),
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
        later: diagnostic.later.clone(),
        follows: diagnostic.follows.as_ref().map(|cause| cause.as_str().to_owned()),
    }
}

/// The line that a diagnostic is about: what stands before the mark, what is marked, and the rest. None for a line that would
/// fill the screen.
pub(crate) fn excerpt<'a>(diagnostic: &Diagnostic, lines: &Lines<'a>) -> Option<[&'a str; 3]> {
    let marked = clamp(diagnostic.span.as_ref()?, lines);
    let (begin, line) = lines.around(marked.start, marked.end);
    let (line, text) = (line.strip_suffix('\n').unwrap_or(line), lines.text());
    let shown = [&text[begin..marked.start], &text[marked.clone()], &line[marked.end - begin..]];
    (line.len() <= MOST_OF_A_LINE).then_some(shown)
}

/// The same as an annotation of GitHub Actions, which shows it at its line of a change.
///
/// `root` is the folder of the site as seen from the folder that GitHub starts in; empty when it is that folder.
pub(crate) fn github(diagnostic: &Diagnostic, lines: Option<&Lines<'_>>, more: Option<&str>, root: &str) -> String {
    let message = |text: &str| {
        let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
        visible(&text).into_owned()
    };
    let property = |text: &str| message(text).replace(':', "%3A").replace(',', "%2C");
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let slash = if root.is_empty() || root.ends_with('/') { "" } else { "/" };
    let file = property(&format!("{root}{slash}{}", diagnostic.path));
    let place = lines.zip(diagnostic.span.as_ref()).map(|(lines, span)| lines.place(span.start));
    let place = place.map_or(String::new(), |(line, column)| format!(",line={line},col={column}"));
    let help = diagnostic.help.as_ref().map_or(String::new(), |help| format!("\n{help}"));
    let later = diagnostic.later.as_ref().map_or(String::new(), |later| format!("\n{later}"));
    let more = more.map_or(String::new(), |more| format!("\n{more}"));
    let text = message(&format!("{}{later}{help}{more}", diagnostic.message));
    format!("::{level} file={file}{place},title={}::{text}", diagnostic.code.name())
}

/// A span that lies within the text, on character boundaries, and marks at least the place itself.
fn clamp(span: &Span, lines: &Lines<'_>) -> Span {
    let text = lines.text();
    let start = floor(text, span.start);
    let (begin, line) = lines.around(start, start);
    let line_end = begin + line.strip_suffix('\n').unwrap_or(line).len();
    // A mark over many lines hides what it is about: it ends with its line.
    start..floor(text, span.end.clamp(start, line_end))
}

impl Code {
    /// Advice for an editor's round: `check` tells it, `build` keeps quiet.
    pub fn is_advice(self) -> bool {
        use Code::*;
        let of_mentions = matches!(self, AmbiguousMention | UntaggedMention | Orphan);
        of_mentions || matches!(self, AlteredQuotation | NoSpeaker | Copied | Contradiction | Vague)
    }
}

macro_rules! codes {
    ($($code:ident $name:literal $about:literal)*) => {
        /// Which mistake it is: the number stays, the words may change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $about] $code),* }

        impl Code {
            /// All of them, in the order of their numbers.
            pub const ALL: &'static [Code] = &[$(Code::$code),*];

            /// The number under which the manual has it: `E07`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$code => $name),* }
            }

            /// A few words on what it is about.
            pub fn about(self) -> &'static str {
                match self { $(Code::$code => $about),* }
            }

            /// What it means, with an example and how to fix it: the text of its page in the documentation, under its title.
            pub fn long(self) -> String {
                let page = match self {
                    $(Code::$code => include_str!(concat!("../../docs/content/pages/messages/", $name, ".md"))),*
                };
                let text = page.splitn(3, "---\n").last().unwrap_or_default();
                format!("# {}: {}\n{text}", self.name(), self.about())
            }
        }
    };
}

codes! {
    ColonInText "E01" "a text without quotes that YAML cannot read, or cuts"
    QuoteThenText "E02" "a text that begins with a quotation mark and goes on after the second one"
    TabIndent "E03" "a line indented with a tab"
    WrongIndent "E04" "items of one list that do not line up"
    UnclosedBracket "E05" "a bracket that is never closed"
    UnclosedQuote "E06" "a quotation mark that is never closed"
    UnknownField "E07" "a field that does not exist"
    DuplicateField "E08" "a field that is set twice"
    MissingField "E09" "a field that is needed and missing"
    BadDate "E10" "a date or time that cannot be read"
    InventedDay "E11" "an event with a day that its source does not give"
    UnknownTag "E12" "a tag without an entity of that name"
    Misspelt "E13" "a known misspelling of a name"
    WrongList "E14" "a tag in the list of another kind"
    AmbiguousName "E15" "a name that several entities could bear"
    DottedSlug "E16" "a slug written with dots"
    SameAddress "E17" "two files that would become one page"
    ClaimedTwice "E18" "a name, or an identifier, that two entities claim"
    DeadLink "E19" "a link that leads nowhere"
    UnknownStatus "E20" "a word that is no status of access"
    NoSource "E21" "a statement that does not say what it rests on"
    NoPolicy "E22" "a ban without a policy"
    AlteredQuotation "E23" "a quotation that is not in its source word for word"
    NoSpeaker "E24" "a quotation or a maker's claim without the one who said it"
    Copied "E25" "words of a source that are not quoted"
    Contradiction "E26" "statements of two sources that contradict each other"
    SilentChange "E27" "a fact that was changed after it was published, without a note"
    ImpossibleOrder "E28" "times that cannot all be true"
    NoFrontMatter "E29" "front matter that does not begin or end"
    OddCharacters "E30" "curly quotes or invisible characters round a name"
    Orphan "E31" "a page that nothing leads to"
    Vague "E32" "a source that is spoken of and not named"
    BadYaml "E40" "front matter that YAML cannot read"
    BadValue "E41" "a value of a field that cannot be used"
    BadFile "E42" "a file that cannot be used"
    Template "E43" "a mistake in a template"
    Withheld "E44" "a page held back, or a link to a page that is not published"
    NoBaseUrl "E45" "a site without the address it will be published at"
    UnsafePath "E46" "an address or file that leads outside the site"
    AmbiguousMention "E47" "a name in prose that several entities bear"
    UntaggedMention "E48" "an entity that is named in an article and not among its tags"
    Expired "E49" "a contact for security that has expired"
    BrokenHtml "E50" "HTML that would change the page around it"
    Blocked "E51" "something that readers would not see, since the site's headers block it"
    BadPlace "E52" "a place in a source that cannot be read, or in a source that is not named"
    WrongPlace "E53" "a place that its source does not have, or that says something else"
    LongShort "E54" "a source whose references would print more than a few words"
    Unintended "E55" "Markdown that is valid and probably not what was meant"
    Unmerged "E56" "a file that another program left as no writer means it"
    LostAddress "E57" "an address that was published and is gone"
    Style "E58" "a mistake in a style sheet"
    Unreadable "E59" "a file or folder that the system does not let us read"
    Exceeded "E60" "more of something than a site may have"
    DeadAddress "E61" "an address of another site that does not work"
    MovedAddress "E62" "an address of another site that has moved for good"
    OtherVersion "E63" "a site that is made for other versions of Fissure"
    BadRecord "E64" "a file of the record that cannot be read"
    NotChecked "E65" "a statement that does not say who checked it, or when"
    BadPicture "E66" "a picture that cannot be published, or not well"
    NoAlt "E67" "a picture without a description"
    BadEdition "E68" "an introduction of no edition, or a period that is no week and no month"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_the_line_with_its_mark() {
        let at = |span: Span| Diagnostic::warning(Code::BadDate, &SourcePath::new("x"), span, "x");
        assert_eq!(excerpt(&at(6..7), &Lines::new("ab\ncüd\ne")), Some(["cü", "d", ""]));
        assert_eq!(excerpt(&at(3..9), &Lines::new("ab\ncd\nef")), Some(["", "cd", ""]));
        assert_eq!(excerpt(&at(90..99), &Lines::new("ab")), Some(["ab", "", ""]));
    }

    #[test]
    fn annotations_are_written_as_github_reads_them() {
        let reported =
            Diagnostic::warning(Code::UnknownField, &SourcePath::new("content/a,b:c.md"), 4..5, "100%\r\nsure");
        let reported = github(&reported.help("Or not: look."), Some(&Lines::new("a: b\nc: d")), None, "docs/site");
        assert_eq!(
            reported,
            "::warning file=docs/site/content/a%2Cb%3Ac.md,line=1,col=5,title=E07::100%25%0D%0Asure%0AOr not: look."
        );
        let note = Diagnostic::note(Code::Withheld, &SourcePath::new("x.md"), None, "Later.");
        assert_eq!(github(&note, None, None, ""), "::notice file=x.md,title=E44::Later.");
    }

    #[test]
    fn no_value_commands_the_terminal() {
        let evil = "\u{1b}[31m\u{7}\u{202e}";
        let diagnostic = Diagnostic {
            later: Some(evil.to_owned()),
            ..Diagnostic::error(
                Code::BadDate,
                &SourcePath::new(format!("content/{evil}.md")),
                0..1,
                format!("No {evil}."),
            )
        }
        .help(evil);
        let lines = Lines::new(evil);
        for lines in [Some(&lines), None] {
            let human = human(&diagnostic, lines, Some(evil));
            let plain = anstream::adapter::strip_str(&human).to_string();
            assert!(!plain.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{plain:?}");
            // What is left are the colours of ours, which no value has a part in.
            assert!(!human.contains("\u{1b}[31m\u{7}"), "{human:?}");
            let github = github(&diagnostic, lines, Some(evil), "");
            assert!(!github.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{github:?}");
        }
    }

    #[test]
    fn each_thing_is_reported_once_in_the_order_of_the_files() {
        let at = |path: &str, at: usize| Diagnostic::warning(Code::BadDate, &SourcePath::new(path), at..at + 1, "x");
        let reported = settle(vec![at("b", 1), at("a", 9), at("b", 1), at("a", 2)], Tolerance::Strict);
        assert_eq!(reported.iter().map(|d| d.span.clone().unwrap().start).collect::<Vec<_>>(), [2, 9, 1]);
        assert!(has_errors(&reported));
    }
}
