//! What reading a body finds at once: HTML that would change the page around it, rows that do not fit, unused definitions.
//!
//! Has the kinds and their words. Finding them is for `markdown` and `raw_html`.

use crate::base::diagnostic::{Code, Diagnostic, Severity, Span};
use crate::base::path::SourcePath;

/// Something that a writer cannot have meant, and its place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    pub kind: MistakeKind,
    /// The tag or the mark, as it was written.
    pub written: String,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MistakeKind {
    NeverClosed,
    NeverOpened,
    Unfinished,
    /// An element that no tag ends.
    Endless,
    /// A tag of a whole document.
    OfDocument,
    /// A row of a table with more cells than the table has columns: the library drops them.
    RowTooLong {
        cells: usize,
        columns: usize,
    },
    RowTooShort {
        cells: usize,
        columns: usize,
    },
    /// A definition that nothing refers to.
    Unused,
    /// `![[note]]`, where a file of another sort was expected.
    NoteEmbedded,
    /// `^abc` at the end of a block.
    BlockId,
    /// `%%` that nothing ends.
    OpenComment,
    /// A type of callout that is probably a typo.
    UnknownCallout,
}

impl MistakeKind {
    /// How loud it is, and under which code.
    pub(super) fn standing(self) -> (Severity, Code) {
        match self {
            MistakeKind::NeverClosed
            | MistakeKind::NeverOpened
            | MistakeKind::Unfinished
            | MistakeKind::Endless
            | MistakeKind::OfDocument => (Severity::Warning, Code::BrokenHtml),
            MistakeKind::RowTooLong { .. }
            | MistakeKind::NoteEmbedded
            | MistakeKind::BlockId
            | MistakeKind::OpenComment
            | MistakeKind::UnknownCallout => (Severity::Warning, Code::Unintended),
            MistakeKind::RowTooShort { .. } | MistakeKind::Unused => (Severity::Note, Code::Unintended),
        }
    }
}

impl Mistake {
    /// What is wrong, and what was done about it.
    pub(super) fn explained(&self, path: &SourcePath) -> Diagnostic {
        let written = &self.written;
        let (message, help) = match self.kind {
            MistakeKind::NeverClosed if written.starts_with("<!") => (
                "This comment is never closed.".to_owned(),
                "It hides the rest of the text. End it with  -->".to_owned(),
            ),
            MistakeKind::NeverClosed => {
                let name: String =
                    written[1..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
                let help = format!("It was closed at the end of its block. Add  </{name}>  where it should end.");
                (format!("<{name}> is never closed."), help)
            }
            MistakeKind::NeverOpened => (
                format!("{written} closes nothing."),
                "It was left out. Remove it, or open the element before it.".to_owned(),
            ),
            MistakeKind::Unfinished => {
                ("This tag is never finished.".to_owned(), "It is shown as text. End it with  >".to_owned())
            }
            MistakeKind::Endless => (
                format!("A browser takes the rest of the page for text after {written}, which no tag ends."),
                "It was left out. Write  <pre>  and  </pre>  around the text.".to_owned(),
            ),
            MistakeKind::OfDocument => (
                format!("{written} is about the whole page, of which this text is a part."),
                "It was left out. Remove it: the templates have what stands around a text.".to_owned(),
            ),
            MistakeKind::RowTooLong { cells, columns } => (
                format!("{}, so readers lose the rest.", row_and_table(cells, columns)),
                "Delete the bars that are too many, give the first line more cells, or write a bar in a cell as  \\|"
                    .to_owned(),
            ),
            MistakeKind::RowTooShort { cells, columns } => (
                format!("{}: the others are left empty.", row_and_table(cells, columns)),
                "Add a bar for each cell that is empty.".to_owned(),
            ),
            MistakeKind::Unused => {
                (format!("Nothing in the text uses {written}."), "Delete it, or refer to it.".to_owned())
            }
            MistakeKind::NoteEmbedded => (
                format!("{written} embeds a note, which Fissure cannot do: readers get a link to it."),
                format!("Write the link itself:  {}", written.trim_start_matches('!')),
            ),
            MistakeKind::BlockId => (
                format!("Links to blocks are not supported, so {written} does nothing and is left out."),
                "Delete it. Links can lead to a heading:  [[page#Heading]]".to_owned(),
            ),
            MistakeKind::OpenComment => {
                ("This comment is never closed, so readers see it.".to_owned(), "End it with  %%".to_owned())
            }
            MistakeKind::UnknownCallout => {
                let word = written.trim_matches(|c: char| !c.is_alphanumeric());
                let near = super::obsidian::near_alert(word).unwrap_or("NOTE");
                (
                    format!("There is no callout \"{word}\", so it is shown as a note."),
                    format!("Did you mean  [!{near}]?"),
                )
            }
        };
        let (severity, code) = self.kind.standing();
        Diagnostic { severity, ..Diagnostic::warning(code, path, self.span.clone(), message).help(help) }
    }
}

fn row_and_table(cells: usize, columns: usize) -> String {
    let number = |n: usize, name: &str| format!("{n} {name}{}", if n == 1 { "" } else { "s" });
    format!("This row has {} and its table {}", number(cells, "cell"), number(columns, "column"))
}
