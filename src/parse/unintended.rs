//! Markdown that is valid and that no writer means: marks of other programs, notes and links without an end, rows of tables
//! that do not fit.
//!
//! Looks at one body as it was read. Never changes it, and says nothing of code or of what is escaped.

use super::body::{Body, Element, Node, Run, Target};
use super::elements::{Role, role};
use crate::base::diagnostic::{Code, Diagnostic, Severity, Span};
use crate::base::path::SourcePath;

/// Schemes that run or open something on the machine of a reader.
const UNSAFE: [&str; 4] = ["javascript", "vbscript", "file", "data"];
/// Those of usual links, of which a typo can be recognised.
const USUAL: [&str; 4] = ["https", "http", "mailto", "tel"];

/// Marks of other programs, which stand round a part of a line: how they begin and end, what they are, and what to do.
const FOREIGN: [(&str, &str, &str, &str); 5] = [
    (
        "{%",
        "%}",
        "This is a command of another generator, and readers see it as it stands.",
        "Delete it, or show it as code:  `{% … %}`",
    ),
    (
        "{{",
        "}}",
        "This is a command of another generator, and readers see it as it stands.",
        "Delete it, or show it as code:  `{{ … }}`",
    ),
    ("%%", "%%", "This is not a comment within HTML, and readers see it.", "Delete it, or write:  <!-- … -->"),
    ("==", "==", "This highlights nothing within HTML, and readers see the signs.", "Write:  <mark>…</mark>"),
    ("[[", "]]", "These brackets name nothing.", "Write a slug or a name in them, or delete them."),
];

struct Unintended<'a> {
    path: &'a SourcePath,
    body: &'a Body,
    source: &'a str,
    found: Vec<Diagnostic>,
}

/// All that is unintended in a body, which was read from a file.
pub(super) fn find(path: &SourcePath, body: &Body, source: &str) -> Vec<Diagnostic> {
    let mut found = Unintended { path, body, source, found: Vec::new() };
    found.texts();
    found.headings();
    found.links();
    found.found
}

impl Unintended<'_> {
    fn report(
        &mut self,
        severity: Severity,
        code: Code,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let diagnostic = Diagnostic::error(code, self.path, span, message).help(help);
        self.found.push(Diagnostic { severity, ..diagnostic });
    }

    fn warn(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.report(Severity::Warning, Code::Unintended, span, message, help);
    }

    /// The texts that are prose.
    fn texts(&mut self) {
        let body = self.body;
        // Each with whether it, or one around it, is code.
        let mut open: Vec<(&Element, bool)> = Vec::new();
        for node in &body.nodes {
            match node {
                Node::Open(element) => {
                    let is_within = open.last().is_some_and(|(_, is_code)| *is_code);
                    open.push((element, is_within || is_code(element)));
                }
                Node::Close => drop(open.pop()),
                Node::Text(run) if !open.last().is_some_and(|(_, is_code)| *is_code) => {
                    if let Some((Element::Paragraph, _)) = open.last() {
                        self.table(*run);
                    }
                    self.marks(*run);
                    self.references(*run);
                }
                _ => {}
            }
        }
    }

    /// A part of a run, in the file; nothing where a backslash stands before it.
    fn place(&self, run: Run, part: std::ops::Range<usize>) -> Option<Span> {
        let start = self.body.text.in_file(run.range().start + part.start);
        let is_escaped = start.checked_sub(1).is_some_and(|before| self.source.as_bytes().get(before) == Some(&b'\\'));
        (!is_escaped).then(|| start..self.body.text.in_file(run.range().start + part.end - 1) + 1)
    }

    /// A row of dashes that makes no table, since it has another number of columns than the line before.
    fn table(&mut self, run: Run) {
        let text = self.body.text.get(run);
        let mut at = 0;
        let mut above: Option<usize> = None;
        for line in text.split_inclusive('\n') {
            let cells = cells(line);
            if let Some(columns) = above.filter(|columns| *columns != cells && is_delimiter(line))
                && let Some(span) = self.place(run, at..at + line.trim_end().len())
            {
                let message = format!("This is no table: its first line has {columns} cells and this one {cells}.");
                self.warn(span, message, format!("Write:  |{}", "---|".repeat(columns)));
            }
            above = line.contains('|').then_some(cells);
            at += line.len();
        }
    }

    fn marks(&mut self, run: Run) {
        let text = self.body.text.get(run);
        for (begin, end, message, help) in FOREIGN {
            let mut from = 0;
            while let Some(start) = text[from..].find(begin).map(|at| from + at) {
                let inner = start + begin.len();
                let line_end = text[inner..].find('\n').map_or(text.len(), |at| inner + at);
                // Then there is none for what follows in this line either.
                let Some(length) = text[inner..line_end].find(end) else {
                    from = line_end;
                    continue;
                };
                let within = &text[inner..inner + length];
                let is_mark = match begin {
                    "[[" => within.trim().is_empty(),
                    "==" | "%%" => is_tight(within) && is_apart(text, start, inner + length + end.len()),
                    _ => true,
                };
                from = inner + length + if is_mark { end.len() } else { 0 };
                if is_mark && let Some(span) = self.place(run, start..from) {
                    self.warn(span, message, help);
                }
            }
        }
    }

    /// `[^1]` and `[a][b]` of which the other half is missing.
    fn references(&mut self, run: Run) {
        let text = self.body.text.get(run);
        let label_end = |from: usize| {
            let end = text[from..].find(['[', ']'])?;
            (text.as_bytes()[from + end] == b']' && end > 0).then_some(from + end)
        };
        for (at, _) in text.match_indices("[^") {
            let Some(end) = label_end(at + 2).filter(|end| !text[at + 2..*end].contains(char::is_whitespace)) else {
                continue;
            };
            let (mark, Some(span)) = (&text[at..=end], self.place(run, at..end + 1)) else { continue };
            self.warn(
                span,
                format!("No note belongs to {mark}, so readers see the brackets."),
                format!("Add on a line of its own:  {mark}: The text of the note."),
            );
        }
        for (at, _) in text.match_indices("][") {
            let (Some(begin), Some(end)) = (text[..at].rfind(['[', ']']), label_end(at + 2)) else { continue };
            if text.as_bytes()[begin] != b'[' || begin + 1 == at {
                continue;
            }
            let (label, Some(span)) = (&text[at + 1..=end], self.place(run, begin..end + 1)) else { continue };
            self.warn(
                span,
                format!("Nothing says where {label} leads, so readers see the brackets."),
                format!("Add on a line of its own:  {label}: https://example.org/"),
            );
        }
    }

    /// The title of the page is its heading of the first level.
    fn headings(&mut self) {
        let mut texts = self.body.nodes.windows(2).filter_map(|pair| match pair {
            [Node::Open(Element::Heading(n)), Node::Text(run)] if self.body.headings.get(*n)?.level == 1 => Some(*run),
            _ => None,
        });
        let Some(run) = texts.next() else { return };
        if let Some(span) = self.place(run, 0..self.body.text.get(run).len().max(1)) {
            self.warn(
                span,
                "The page has a heading of the first level already: its title.",
                "Begin with the second level:  ## …",
            );
        }
    }

    fn links(&mut self) {
        for link in &self.body.links {
            let span = link.span.clone();
            match &link.target {
                _ if span.is_empty() => {}
                Target::Path(path) if path.is_empty() => {
                    self.warn(
                        span,
                        "This link leads nowhere: it has no address.",
                        "Write one between the brackets, or drop the link.",
                    );
                }
                Target::Away(url) => {
                    if let Some((message, help)) = bad_address(url) {
                        self.report(Severity::Error, Code::DeadLink, span, message, help);
                    }
                }
                _ => {}
            }
        }
    }
}

/// What is wrong with an address of another site, and what was meant.
pub(crate) fn bad_address(url: &str) -> Option<(String, String)> {
    let (scheme, rest) = url.split_once(':').filter(|(scheme, _)| !scheme.contains('/'))?;
    let small = scheme.to_ascii_lowercase();
    if UNSAFE.contains(&small.as_str()) && !rest.starts_with("image/") {
        return Some((
            format!("A link with \"{small}:\" does nothing good for a reader."),
            "Link to a page, or drop the link.".to_owned(),
        ));
    }
    if small == "https" || small == "http" {
        let host = rest.trim_start_matches('/');
        return match () {
            () if host.is_empty() || host.starts_with(['?', '#', ':']) => {
                Some((format!("\"{url}\" names no site."), "Write it in full:  https://example.org/".to_owned()))
            }
            () if !rest.starts_with("//") || rest.starts_with("///") => {
                Some((format!("\"{url}\" is no address."), format!("Write:  {small}://{host}")))
            }
            () => None,
        };
    }
    let near =
        USUAL.into_iter().find(|usual| *usual != small && usual.len() > 3 && strsim::osa_distance(&small, usual) == 1);
    let near = near.filter(|_| !USUAL.contains(&small.as_str()))?;
    Some((format!("There are no addresses with \"{scheme}:\"."), format!("Did you mean  {near}:{rest}?")))
}

fn is_code(element: &Element) -> bool {
    match element {
        Element::CodeBlock(_) => true,
        Element::Html(tag) => matches!(role(&tag.name), Role::Code | Role::CodeBlock | Role::Hidden),
        _ => false,
    }
}

/// Whether a text begins and ends with a letter or sign, as what is marked does.
fn is_tight(text: &str) -> bool {
    let is_end = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && c != '=' && c != '%');
    is_end(text.chars().next()) && is_end(text.chars().next_back())
}

/// Whether no word and none of these signs touches a part of a text from outside.
fn is_apart(text: &str, start: usize, end: usize) -> bool {
    let touches = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '=' || c == '%');
    !touches(text[..start].chars().next_back()) && !touches(text[end..].chars().next())
}

/// How many cells a line of a table has: what stands between bars that are not escaped.
pub(super) fn cells(line: &str) -> usize {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let is_bar = |(at, _): &(usize, &str)| !line[..*at].ends_with('\\');
    let bars: Vec<usize> = line.match_indices('|').filter(is_bar).map(|(at, _)| at).collect();
    let ends_with_bar = bars.last().is_some_and(|last| last + 1 == line.len());
    bars.len() + usize::from(!ends_with_bar)
}

/// Whether a line is the second of a table.
fn is_delimiter(line: &str) -> bool {
    let line = line.trim();
    let is_cell = |cell: &str| {
        let dashes = cell.trim().trim_start_matches(':').trim_end_matches(':');
        dashes.len() >= 2 && dashes.chars().all(|c| c == '-')
    };
    line.contains('|') && line.trim_matches('|').split('|').all(is_cell)
}
