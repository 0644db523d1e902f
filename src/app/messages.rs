//! Messages as they are printed: each with its line, what follows from another one counted under that, and many of one
//! kind shortened to the first and a count.
//!
//! Makes text alone; never decides what is wrong, and what is printed changes nothing else.

use crate::base::diagnostic::{self, Code, Diagnostic, Severity};
use crate::base::path::SourcePath;
use crate::load::{SourceLines, Sources};
use std::collections::{BTreeMap, BTreeSet};

/// From how many messages of one kind on they are shortened, to how many, and how many more places are named then.
const MANY: usize = 10;
const FIRST: usize = 3;
const PLACES: usize = 3;
/// From how many messages on a summary by code ends them.
const SUMMARY: usize = 10;

/// All messages for people, in colour, as one text; with `all` none is left out.
pub fn human(sources: &Sources, diagnostics: &[Diagnostic], all: bool) -> String {
    let lines = SourceLines::new(sources);
    let mut following = Following::of(diagnostics, all);
    let shown: Vec<&Diagnostic> = diagnostics.iter().filter(|d| all || d.follows.is_none()).collect();
    let mut kinds: BTreeMap<Kind, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in &shown {
        kinds.entry(kind(diagnostic)).or_default().push(diagnostic);
    }
    let mut texts = Vec::new();
    let mut seen: BTreeMap<Kind, usize> = BTreeMap::new();
    for diagnostic in shown {
        let kind = kind(diagnostic);
        let of_kind = &kinds[&kind];
        let n = seen.entry(kind).or_default();
        *n += 1;
        let is_short = !all && of_kind.len() > MANY;
        if is_short && *n > FIRST {
            continue;
        }
        let others = (is_short && *n == FIRST).then(|| others(&lines, &of_kind[FIRST..]));
        let more: Vec<String> = following.under(diagnostic).into_iter().chain(others).collect();
        let more = (!more.is_empty()).then(|| more.join("\n"));
        texts.push(format!(
            "{}\n",
            diagnostic::human(diagnostic, lines.of(&diagnostic.path).as_deref(), more.as_deref())
        ));
    }
    texts.join("\n")
}

/// The messages as annotations of GitHub, a line each. What follows from another one is counted under that.
pub(crate) fn github(sources: &Sources, diagnostics: &[Diagnostic], root: &str) -> String {
    let mut following = Following::of(diagnostics, false);
    let shown = diagnostics.iter().filter(|d| d.follows.is_none());
    let lines = SourceLines::new(sources);
    let line = |d: &Diagnostic| {
        let more = following.under(d);
        format!("{}\n", diagnostic::github(d, lines.of(&d.path).as_deref(), more.as_deref(), root))
    };
    shown.map(line).collect()
}

/// How many messages there are of each code, the most first; empty where a glance at them is enough.
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    if diagnostics.len() < SUMMARY {
        return String::new();
    }
    let mut lines: Vec<(usize, Code)> = counts(diagnostics.iter()).into_iter().map(|(code, n)| (n, code)).collect();
    lines.sort_by_key(|(n, code)| (std::cmp::Reverse(*n), *code));
    let width = lines.iter().map(|(n, _)| n.to_string().len()).max().unwrap_or(0);
    let line = |(n, code): &(usize, Code)| format!("  {n:>width$}  {}  {}\n", code.name(), code.about());
    let lines: String = lines.iter().map(line).collect();
    format!("By code; for more on one: fissure explain CODE\n{lines}")
}

fn counts<'a>(diagnostics: impl Iterator<Item = &'a Diagnostic>) -> BTreeMap<Code, usize> {
    let mut counts = BTreeMap::new();
    diagnostics.for_each(|d| *counts.entry(d.code).or_default() += 1);
    counts
}

/// What follows from the first message of a file.
struct Following<'a>(BTreeMap<&'a SourcePath, Vec<&'a Diagnostic>>);

impl<'a> Following<'a> {
    fn of(diagnostics: &'a [Diagnostic], all: bool) -> Following<'a> {
        let mut following: BTreeMap<&SourcePath, Vec<&Diagnostic>> = BTreeMap::new();
        for diagnostic in diagnostics.iter().filter(|_| !all) {
            if let Some(cause) = &diagnostic.follows {
                following.entry(cause).or_default().push(diagnostic);
            }
        }
        Following(following)
    }

    /// `12 more messages follow from this: 8 E12, 4 E19`, under the first error of the file.
    fn under(&mut self, diagnostic: &Diagnostic) -> Option<String> {
        if diagnostic.severity != Severity::Error {
            return None;
        }
        let following = self.0.remove(&diagnostic.path)?;
        let codes: Vec<String> =
            counts(following.iter().copied()).iter().map(|(code, n)| format!("{n} {}", code.name())).collect();
        let follow = if following.len() == 1 { "follows" } else { "follow" };
        Some(format!("{} {follow} from this: {}.", number(following.len(), "more message"), codes.join(", ")))
    }
}

/// `1597 more of this kind in 212 files: content/a.md:9, ...; to see all: --all`
fn others(lines: &SourceLines<'_>, others: &[&Diagnostic]) -> String {
    let files: BTreeSet<&SourcePath> = others.iter().map(|d| &d.path).collect();
    let place = |d: &&Diagnostic| {
        let line = d.span.as_ref().filter(|_| lines.of(&d.path).is_some()).map(|span| lines.line(&d.path, span.start));
        let line = line.map_or(String::new(), |line| format!(":{line}"));
        format!("{}{line}", d.path)
    };
    let mut places: Vec<String> = others.iter().take(PLACES).map(place).collect();
    if others.len() > PLACES {
        places.push("…".to_owned());
    }
    let (n, files) = (others.len(), number(files.len(), "file"));
    format!("{n} more of this kind in {files}: {}. To see all: --all", places.join(", "))
}

/// `1 page`, `6 pages`.
pub(crate) fn number(n: usize, name: &str) -> String {
    format!("{n} {name}{}", if n == 1 { "" } else { "s" })
}

/// The kind of a message: its code, and its words without those that differ from place to place.
type Kind = (Severity, Code, String);

fn kind(diagnostic: &Diagnostic) -> Kind {
    (diagnostic.severity, diagnostic.code, common_words(&diagnostic.message))
}

/// The words of a message that are not about its very place: small letters alone, outside of quotes.
fn common_words(message: &str) -> String {
    let unquoted: String = message.split('"').step_by(2).collect();
    let is_common = |word: &&str| word.trim_end_matches([',', '.', ':', ';', '?']).chars().all(char::is_lowercase);
    unquoted.split_whitespace().filter(is_common).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &str, code: Code, message: &str) -> Diagnostic {
        Diagnostic::error(code, &SourcePath::new(path), None, message)
    }

    fn plain(diagnostics: &[Diagnostic], all: bool) -> String {
        anstream::adapter::strip_str(&human(&Sources::default(), diagnostics, all)).to_string()
    }

    #[test]
    fn the_kind_of_a_message_is_the_same_with_other_names() {
        for (one, other) in [
            ("No model is called \"fugo\".", "No model is called \"mythos two\"."),
            ("Lithos is named here, and not tagged.", "Qihoo 360 is named here, and not tagged."),
            ("This row has 3 cells.", "This row has 12 cells."),
            ("/a/ leads nowhere.", "/b/c/#d leads nowhere."),
            ("No note belongs to [^1], so it shows.", "No note belongs to [^note], so it shows."),
        ] {
            assert_eq!(common_words(one), common_words(other));
        }
        assert_ne!(common_words("There is no field \"x\"."), common_words("There is no model \"x\"."));
    }

    #[test]
    fn many_of_one_kind_are_shortened_and_none_is_with_all() {
        let of = |n: usize| at(&format!("{n:02}.md"), Code::DeadLink, &format!("/{n}/ leads nowhere."));
        let ten: Vec<Diagnostic> = (0..10).map(of).collect();
        assert_eq!(plain(&ten, false).matches("error[E19]").count(), 10);
        let mut eleven: Vec<Diagnostic> = (0..11).map(of).collect();
        eleven.push(at("x.md", Code::DeadLink, "The address is missing."));
        let text = plain(&eleven, false);
        assert_eq!(text.matches("error[E19]").count(), 4, "{text}");
        assert!(text.contains("8 more of this kind in 8 files: 03.md, 04.md, 05.md, …. To see all: --all"), "{text}");
        assert!(text.contains("The address is missing."), "{text}");
        assert_eq!(plain(&eleven, true).matches("error[E19]").count(), 12);
    }

    #[test]
    fn what_follows_from_another_message_is_counted_under_it() {
        let follows = |d: Diagnostic| Diagnostic { follows: Some(SourcePath::new("site.yaml")), ..d };
        let all = [
            at("site.yaml", Code::BadYaml, "This is no field."),
            follows(at("a.md", Code::UnknownTag, "No model is called \"x\".")),
            follows(at("b.md", Code::DeadLink, "/x/ leads nowhere.")),
            follows(at("b.md", Code::DeadLink, "/y/ leads nowhere.")),
        ];
        let text = plain(&all, false);
        assert_eq!(text.matches("error[").count(), 1, "{text}");
        assert!(text.contains("3 more messages follow from this: 1 E12, 2 E19."), "{text}");
        assert_eq!(plain(&all, true).matches("error[").count(), 4);
        assert_eq!(github(&Sources::default(), &all, "").lines().count(), 1);
    }

    #[test]
    fn a_summary_by_code_ends_many_messages() {
        let mut all: Vec<Diagnostic> = (0..9).map(|n| at(&n.to_string(), Code::DeadLink, "x")).collect();
        assert_eq!(summary(&all), "");
        all.push(at("a", Code::BadDate, "x"));
        let expected = "  9  E19  a link that leads nowhere\n  1  E10  a date or time that cannot be read\n";
        assert_eq!(summary(&all), format!("By code; for more on one: fissure explain CODE\n{expected}"));
    }
}
