//! Edits written down in a `.txt` file, each made on a fresh site, with what it renders again next to it.

use crate::pages::in_words;
use crate::site::{Site, Theme};
use crate::support::{Files, all_files, inputs, small_theme, tests_folder, updating};
use crate::text::parts;
use crate::tree::{self, Tree};
use fissure::Inputs;
use fissure::base::diagnostic::{Severity, has_errors};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Arc;

/// Makes the edits of `<name>.txt`. What is expected is compared, or written anew where expectations are.
pub fn run(name: &str, at_least: usize) {
    let path = tests_folder().join(format!("rebuild/{name}.txt"));
    let script = fs::read_to_string(&path).unwrap();
    let mut blocks = script.split("\n== ");
    let head = blocks.next().unwrap();
    let site = head.lines().find_map(|line| line.strip_prefix("site: ")).expect("the head names the site");
    let start = tree::of_site(site);
    let (mut anew, mut wrong, mut count) = (head.to_owned(), Vec::new(), 0);
    for block in blocks {
        let (edit, actual) = made(block, &start);
        anew.push_str(&format!("\n== {actual}"));
        count += 1;
        if actual.trim_end() != block.trim_end() {
            wrong.push(format!("{name}.txt, {edit:?}:\n{}", difference(block, &actual)));
        }
    }
    assert!(count >= at_least, "{name}.txt has only {count} edits");
    if updating() {
        fs::write(path, anew.trim_end().to_owned() + "\n").unwrap();
    } else {
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// Makes the steps of one edit on a fresh site; gives its name, and the block as it should be.
fn made(block: &str, start: &Tree) -> (String, String) {
    let (name, lines) = block.split_once('\n').unwrap();
    let mut edited = Edited::new(start);
    let mut actual = format!("{name}\n");
    let mut lines = lines.lines().filter(|line| !line.is_empty()).peekable();
    while let Some(line) = lines.next() {
        if is_expected(line) {
            continue;
        }
        edited.edit(line);
        actual.push_str(&format!("{line}\n"));
        if lines.peek().is_none_or(|line| is_expected(line)) {
            actual.push_str(&edited.build().unwrap_or_else(|difference| panic!("after {name:?}: {difference}")));
        }
    }
    (name.to_owned(), actual)
}

fn is_expected(line: &str) -> bool {
    ["> ", "- ", "! "].iter().any(|mark| line.starts_with(mark))
}

/// The words of the expected lines that are missing, and those that are too much.
fn difference(expected: &str, actual: &str) -> String {
    let words = |block: &str| -> BTreeSet<String> {
        let (mut step, mut was_expected, mut words) = (1, false, BTreeSet::new());
        for line in block.lines().skip(1) {
            step += usize::from(was_expected && !is_expected(line));
            was_expected = is_expected(line);
            for part in line.split(" · ").filter(|_| was_expected) {
                let part = part.trim_start_matches(['>', '-', '!', ' ']);
                let (group, names) = part.split_once(' ').unwrap_or((part, ""));
                let groups = names.split(' ').map(|name| format!("step {step}, {}: {group} {name}", &line[..1]));
                words.extend(groups);
            }
        }
        words
    };
    let (expected, actual) = (words(expected), words(actual));
    let missing = expected.difference(&actual).map(|word| format!("  missing   {word}\n"));
    missing.chain(actual.difference(&expected).map(|word| format!("  too much  {word}\n"))).collect()
}

/// A site while it is edited.
struct Edited {
    site: Site,
    tree: Tree,
    theme: Theme,
    inputs: Inputs,
    /// The last good output.
    files: Files,
    /// The files that are rendered and not copied, as far as is known.
    pages: BTreeSet<String>,
    _folder: tempfile::TempDir,
}

impl Edited {
    fn new(start: &Tree) -> Edited {
        let folder = tempfile::tempdir().unwrap();
        let (site, first) = Site::new(folder.path().to_owned(), small_theme(), start);
        let (files, tree) = (all_files(&first), start.clone());
        let pages = first.rendered.again.iter().map(ToString::to_string).collect();
        Edited { site, tree, theme: small_theme(), inputs: inputs(), files, pages, _folder: folder }
    }

    /// Builds; gives the expected lines: what was rendered again or is another file, what is gone, what is wrong.
    fn build(&mut self) -> Result<String, String> {
        let look = self.site.carry(&self.tree);
        let compared = self.site.compare(&look, &self.inputs, true)?;
        let outcome = &compared.clean;
        if has_errors(&outcome.diagnostics) {
            let errors = outcome.diagnostics.iter().filter(|d| d.severity == Severity::Error);
            let errors: BTreeSet<String> = errors
                .map(|d| format!("{} {}", d.code.name(), d.path.as_str().trim_start_matches("content/")))
                .collect();
            return Ok(format!("! {}\n", errors.into_iter().collect::<Vec<_>>().join(" · ")));
        }
        let before = std::mem::replace(&mut self.files, all_files(outcome));
        let folders: Vec<String> = outcome.site.config.kinds.iter().map(|kind| kind.folder.clone()).collect();
        let paths = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<BTreeSet<_>>();
        let mut fresh: BTreeSet<String> = compared.again.iter().map(ToString::to_string).collect();
        fresh.extend(self.files.iter().filter(|(path, file)| before.get(*path) != Some(*file)).map(|(p, _)| p.clone()));
        let all = paths(&self.files);
        self.pages = self.pages.union(&fresh).filter(|path| all.contains(*path)).cloned().collect();
        let mut lines = format!("> {}\n", in_words(&fresh, &self.pages, &folders));
        let gone: BTreeSet<String> = paths(&before).difference(&all).cloned().collect();
        if !gone.is_empty() {
            lines.push_str(&format!("- {}\n", in_words(&gone, &BTreeSet::new(), &folders)));
        }
        Ok(lines)
    }

    /// Carries out one line.
    fn edit(&mut self, line: &str) {
        let (command, rest) = line.split_once(' ').unwrap_or((line, ""));
        let arguments: Vec<String> = rest.split(" | ").map(|part| part.replace("\\n", "\n")).collect();
        match (command, arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice()) {
            ("set", [path, field]) => {
                let (key, value) = field.split_once(':').unwrap();
                let mut parts = parts(&whole(path), self.text(path)).unwrap_or_else(|| panic!("{path} has no fields"));
                parts.set(key, Some(value.trim_start_matches(' ')).filter(|value| !value.is_empty()));
                self.write(path, &parts.text());
            }
            ("replace", [path, old, new]) => {
                let text = self.text(path);
                assert!(text.contains(old), "{path} has no {old:?}");
                let text = text.replacen(old, new, 1);
                self.write(path, &text);
            }
            ("replace", [path, old]) => self.write(path, &self.text(path).replacen(old, "", 1)),
            ("write", [path]) => self.write(path, ""),
            ("append", [path, text]) => self.write(path, &format!("{}{text}\n", self.text(path))),
            ("write", [path, text]) => self.write(path, text),
            ("spell", [path, "CRLF"]) => self.write(path, &self.text(path).replace('\n', "\r\n")),
            ("spell", [path, "BOM"]) => self.write(path, &format!("\u{feff}{}", self.text(path))),
            ("delete", [path]) => drop(self.take(path)),
            ("move", [path, to]) => {
                let file = self.take(path);
                self.tree.insert(whole(to), file);
            }
            ("swap", [one, other]) => {
                let (first, second) = (self.take(one), self.take(other));
                self.tree.extend([(whole(one), second), (whole(other), first)]);
            }
            ("now", [instant]) => self.inputs.now = instant.parse().unwrap(),
            ("drafts", [drafts]) => self.inputs.drafts = *drafts == "on",
            ("nothing", _) => {}
            _ => panic!("no such edit: {line}"),
        }
    }

    fn text(&self, path: &str) -> &str {
        let theme = || self.theme.iter().find(|(known, _)| known == path);
        let of_theme = || theme().and_then(|(_, bytes)| std::str::from_utf8(bytes).ok());
        tree::text(&self.tree, &whole(path)).or_else(of_theme).unwrap_or_else(|| panic!("there is no {path}"))
    }

    fn write(&mut self, path: &str, text: &str) {
        self.tree.insert(whole(path), Arc::from(text.as_bytes()));
    }

    fn take(&mut self, path: &str) -> Arc<[u8]> {
        self.tree.remove(&whole(path)).unwrap_or_else(|| panic!("there is no {path}"))
    }
}

/// A path from the root on. What is in no other folder stands in `content/`.
fn whole(path: &str) -> String {
    match ["templates/", "static/", "private/", "fonts/"].iter().any(|folder| path.starts_with(folder)) {
        true => path.to_owned(),
        false => format!("content/{path}"),
    }
}
