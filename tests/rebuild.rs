//! Memory changes no byte: after every edit a build that remembers equals one that does not.
//!
//! Scripted edits (`tests/rebuild/edits.txt`) also pin which pages are rendered again (`rendered.txt`), so that a rebuild
//! costs what it shows. Random ones, 500 in all, also go to disk, where a `build --watch` must come to what a clean build
//! gives. They come from seeds that are printed when they fail: `SEED=n cargo test --test rebuild` does them again.

mod support;

use fissure::content::Content;
use fissure::diagnostic::{Severity, has_errors};
use fissure::load::{self, Look, SourceFile, Sources};
use fissure::path::SourcePath;
use fissure::{Inputs, Memory, Outcome, theme};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use support::running::{PATIENCE, Running};
use support::*;

/// A site in memory that is edited and built again and again.
struct Edited {
    sources: Sources,
    inputs: Inputs,
    memory: Memory,
    extras: fissure::extras::Memory,
}

impl Edited {
    fn new(site: &str) -> Edited {
        let theme = small_theme();
        let theme: Vec<(&str, &[u8])> = theme.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
        let (sources, _) =
            load::load(&tests_folder().join("sites").join(site), &theme, &Look::Everywhere, &mut Default::default());
        Edited::of(sources)
    }

    fn of(sources: Sources) -> Edited {
        let mut edited = Edited { sources, inputs: inputs(), memory: Memory::default(), extras: Default::default() };
        edited.build();
        edited
    }

    fn build(&mut self) -> Outcome {
        fissure::build(&self.sources, Vec::new(), &self.inputs, &mut self.memory, &mut |_| {})
    }

    fn text(&self, path: &str) -> &str {
        self.sources.text(&SourcePath::new(path)).unwrap_or_else(|| panic!("there is no {path}"))
    }

    fn write(&mut self, path: &str, text: &str) {
        let is_text = path.ends_with(".md") || path.ends_with(".yaml") || path.starts_with("templates/");
        let file = match is_text {
            true => SourceFile::Text(Arc::from(text)),
            false => SourceFile::Data(Content::Memory(Arc::from(text.as_bytes()))),
        };
        self.sources.files.insert(SourcePath::new(path), file);
    }

    fn delete(&mut self, path: &str) -> SourceFile {
        self.sources.files.remove(&SourcePath::new(path)).unwrap_or_else(|| panic!("there is no {path}"))
    }

    /// Carries out one line of the script.
    fn edit(&mut self, line: &str) {
        let (command, rest) = line.split_once(' ').unwrap();
        let arguments: Vec<String> = rest.split(" | ").map(|part| part.trim().replace("\\n", "\n")).collect();
        match (command, arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice()) {
            ("replace", [path, old, new]) => {
                let text = self.text(path);
                assert!(text.contains(old), "{path} has no {old:?}");
                let text = text.replacen(old, new, 1);
                self.write(path, &text);
            }
            ("write", [path, text]) => self.write(path, text),
            ("delete", [path]) => drop(self.delete(path)),
            ("move", [path, to]) => {
                let file = self.delete(path);
                self.sources.files.insert(SourcePath::new(to), file);
            }
            ("now", [instant]) => self.inputs.now = instant.parse().unwrap(),
            ("drafts", [drafts]) => self.inputs.drafts = *drafts == "on",
            _ => panic!("no such edit: {line}"),
        }
    }

    /// Builds with memory and without; gives what the first did, or where they differ.
    fn compare(&mut self) -> Result<Outcome, String> {
        let warm = self.build();
        let clean = fissure::build(&self.sources, Vec::new(), &self.inputs, &mut Memory::default(), &mut |_| {});
        if warm.diagnostics != clean.diagnostics {
            return Err(format!("told {:#?}\ninstead of {:#?}", warm.diagnostics, clean.diagnostics));
        }
        if warm.next_change != clean.next_change {
            return Err(format!("wakes at {:?} instead of {:?}", warm.next_change, clean.next_change));
        }
        let made = fissure::extras::extras(&warm, &mut self.extras, &mut |_| {});
        let files = |outcome: &Outcome| bytes(&outcome.rendered.files);
        for (warm, clean) in [(files(&warm), files(&clean)), (bytes(&made.files), bytes(&extras(&clean).files))] {
            if let Some(path) = differing(&warm, &clean) {
                return Err(format!("{path} differs from a clean build"));
            }
        }
        Ok(warm)
    }
}

/// Carries out the edits of a script, and holds what each renders again against a file.
fn scripted(site: &str, script: &str, expected: &str, at_least: usize) -> Result<(), String> {
    let folder = tests_folder().join("rebuild");
    let script = std::fs::read_to_string(folder.join(script)).unwrap();
    let mut site = Edited::new(site);
    let mut rendered = String::new();
    let blocks: Vec<&str> = script.split("\n== ").skip(1).collect();
    assert!(blocks.len() >= at_least, "there are only {} edits", blocks.len());
    for block in blocks {
        let (name, edits) = block.split_once('\n').unwrap();
        for line in edits.lines().filter(|line| !line.is_empty()) {
            site.edit(line);
        }
        let outcome = site.compare().unwrap_or_else(|difference| panic!("after {name:?}: {difference}"));
        rendered.push_str(&format!("== {name}\n"));
        for error in outcome.diagnostics.iter().filter(|d| d.severity == Severity::Error) {
            rendered.push_str(&format!("error {} {}\n", error.code.name(), error.path.as_str()));
        }
        for path in &outcome.rendered.again {
            rendered.push_str(&format!("{path}\n"));
        }
    }
    expect_text(&folder.join(expected), &rendered)
}

#[test]
fn scripted_edits_render_what_they_must_and_nothing_else() {
    scripted("crosslinks", "edits.txt", "rendered.txt", 60).unwrap();
}

#[test]
fn edits_of_facts_render_the_pages_that_show_them() {
    scripted("facts", "facts.txt", "facts-rendered.txt", 12).unwrap();
}

/// A site that random edits are made of, with words that mean something in it.
struct Words {
    site: &'static str,
    tags: &'static [&'static str],
    authors: &'static [&'static str],
    /// Instants around its dates.
    presents: &'static [&'static str],
    /// Of sixteen edits, how many are of facts.
    facts: u8,
}

const CROSSLINKS: Words = Words {
    site: "crosslinks",
    tags: &["fugu", "mythos", "fable-5", "new-one", "sakana-ai", "Sakana", "nobody"],
    authors: &["", "david-ha", "David Ha", "fugu", "fugu, david-ha", "people/david-ha", "A guest"],
    presents: &["2026-11-21T12:00:00Z", "2026-11-22T12:00:00Z", "2026-11-23T12:00:00Z", "2026-11-24T12:00:00Z"],
    facts: 2,
};

const FACTS: Words = Words {
    site: "facts",
    tags: &["ant", "bee", "cod", "the-ban", "umi", "Acme", "new-one", "nobody"],
    authors: &["", "umi", "ant, umi", "Acme", "A guest"],
    presents: &["2026-06-11T12:00:00Z", "2026-06-30T12:00:00Z", "2026-11-22T12:00:00Z", "2027-06-22T12:00:00Z"],
    facts: 11,
};

type Random = fastrand::Rng;

fn pick<'a, T>(random: &mut Random, from: &'a [T]) -> &'a T {
    &from[random.usize(0..from.len())]
}

/// A random edit of a random file: what writers do, right and wrong.
fn random_edit(site: &mut Edited, words: &Words, random: &mut Random) {
    if random.u8(0..16) < words.facts {
        return random_edit_of_facts(site, random);
    }
    let tag = *pick(random, words.tags);
    let mut content = site.content(|_| true);
    content.retain(|path| path.ends_with(".md"));
    let path = pick(random, &content).clone();
    let text = site.text(&path).to_owned();
    let n = random.u32(0..4);
    match random.u8(0..24) {
        0 => site.write(&path, &format!("{text}\nOne more sentence on [[{tag}]].\n")),
        1 => site.write(&path, &text.replacen("name: ", "name: New ", 1)),
        2 => site.write(&path, &text.replacen("title: ", "title: New ", 1)),
        3 => site.write(&path, &text.replacen("model: ", "model: [], x: ", 1)),
        4 => drop(site.delete(&path)),
        5 | 6 => {
            let article = format!(
                "---\ntitle: A {n}\ndate: 2026-11-2{n}\nmodel: [{tag}]\n---\nOn [[{tag}]]. And [[{}]].\n\n## H\n",
                words.tags[0]
            );
            site.write(&format!("content/articles/random-{n}.md"), &article);
        }
        7 => site.write(
            &format!("content/models/random-{n}.md"),
            &format!("---\nname: Random {n}\naliases: [{tag}]\n---\nA text.\n"),
        ),
        8 => {
            let file = site.delete(&path);
            site.sources.files.insert(SourcePath::new(path.replace(".md", "-moved.md")), file);
        }
        9 => site.write(&path, &text.replacen("---\n", "---\nbroken: [\n", 1)),
        10 => site.write(&path, &text.replace("broken: [\n", "")),
        11 => site.write(
            "content/site.yaml",
            &format!(
                "title: Site {n}\nbase_url: https://example.org/\npage_size: {}\ncards: {{articles: 2, entities: false}}\n",
                n + 1
            ),
        ),
        12 => site.write("templates/404.html", &format!("not here {n}")),
        13 => {
            site.write("templates/parts.html", &site.text("templates/parts.html").replacen("<li>", "<li class=x>", 1))
        }
        14 => site.inputs.now = pick(random, words.presents).parse().unwrap(),
        15 => {
            let settings = site.text("content/site.yaml").replacen("title: ", "title: The ", 1);
            site.write("content/site.yaml", &settings);
        }
        16 => {
            let tags = format!("model: [{tag}, {}]", pick(random, words.tags));
            site.write(&path, &change_value(&text, "model", &tags["model: ".len()..], random));
        }
        17 => {
            let authors = *pick(random, words.authors);
            let authors = if authors.is_empty() { String::new() } else { format!("[{authors}]") };
            site.write(&path, &with_field(&text, "authors", &authors));
        }
        18 => {
            let settings = site.text("content/site.yaml").to_owned();
            let others = settings.lines().filter(|line| !line.starts_with("author: "));
            let settings: String = others.map(|line| format!("{line}\n")).collect();
            site.write("content/site.yaml", &format!("{settings}author: {}\n", pick(random, words.authors)));
        }
        19 => {
            let redirects = *pick(random, &["", "[/old-0/]", "[/old-0/, /old-1/]", "[/old-2/index.html]", "/old-3"]);
            site.write(&path, &with_field(&text, "redirects", redirects));
        }
        20 => site.write(&path, &format!("{text}\nSee [an old page](/old-{n}/) and [[{tag}]].\n")),
        21 => {
            let of = *pick(random, &["", "{de: random-0}", "{fr: random-1, ja: random-2}", "{en: random-3}"]);
            let lang = *pick(random, &["", "ja", "de-AT", "Japanese"]);
            site.write(&path, &with_field(&with_field(&text, "translations", of), "lang", lang));
        }
        22 => site.write(&path, &with_list_turned(&text, random)),
        _ => site.write(&format!("static/{n}.txt"), tag),
    }
}

/// A text with one of its lists, such as its tags, in the other order.
fn with_list_turned(text: &str, random: &mut Random) -> String {
    let lists: Vec<&str> = text.lines().filter(|line| line.ends_with(']') && line.contains(": [")).collect();
    if lists.is_empty() {
        return text.to_owned();
    }
    let line = *pick(random, &lists);
    let (key, list) = line.split_once(": [").unwrap();
    let items: Vec<&str> = list.trim_end_matches(']').split(", ").collect();
    let turned: Vec<&str> = items.into_iter().rev().collect();
    text.replacen(line, &format!("{key}: [{}]", turned.join(", ")), 1)
}

/// An article with another value of a field that stands on a line of its own, or without it.
fn with_field(text: &str, key: &str, value: &str) -> String {
    let others: String = text.split_inclusive('\n').filter(|line| !line.starts_with(&format!("{key}: "))).collect();
    match value {
        "" => others,
        _ => others.replacen("\ndate: ", &format!("\n{key}: {value}\ndate: "), 1),
    }
}

/// What the values of facts may become, in the two sites together; some mean nothing, and are mistakes.
const VALUES: &[(&str, &[&str])] = &[
    ("status", &["open", "banned", "restricted", "vetted-only", "withdrawn", "unknown", "disputed", "claim", "shut"]),
    ("source", &["wire", "order", "echo", "undated", "[wire, echo]", "nobody"]),
    ("sources", &["wire", "[wire, order]", "[wire, echo, undated]", "[wire, echo, undated, order]"]),
    ("since", DAYS),
    ("when", DAYS),
    ("until", &["2026-06-05", "2026-01", "2027"]),
    ("published", &["2026-06-02", "2026-06", "unknown", "2026-05-30"]),
    ("for", &["japan", "us", "non-us", "everyone", "allies", "[us, japan]", "nowhere"]),
    ("model", &["ant", "bee", "cod", "[ant, bee]"]),
    ("by", &["umi", "unknown", "the-ban", "Somebody"]),
    ("scope", &["inferred", "unstated", "stated"]),
    ("layer", &["rule", "offer", "practice"]),
    ("rel", &["bans", "responds-to", "works-at", "positioned-against", "likes"]),
    ("columns", &["[us, japan]", "[japan, china]", "[us]", "[china, us, japan]", "[nowhere]"]),
    ("stale_after", &["1", "100", "1000"]),
    ("expands", &["all", "[japan]", "{not: [us]}", "{not: [japan, china]}"]),
    ("about", &["ant", "[ant, bee]", "umi"]),
    ("says", &["Otherwise.", "Bee answers the ban."]),
    ("what", &["Something else", "It ends"]),
    ("severity", &["minor", "major"]),
    ("affects", &["[launch]", "[cod, ban]"]),
    ("date", &["2026-06-03", "2026-06-20", "2026-06-25", "2026-12-30"]),
    ("as_of", &["2026-06-01", "2026-06-11"]),
    ("origin", &["wire", "order"]),
    ("developer", &["umi", "acme"]),
    ("retracted", &["true", "false"]),
    ("state", &["open", "settled"]),
    ("id", &["ban", "launch", "why-bee", "other"]),
];

const DAYS: &[&str] = &[
    "2026-06-05",
    "2026-06",
    "2026",
    "unknown",
    "{says: just days after, after: ban, in: wire}",
    "{says: two weeks ago, in: echo}",
    "2026-13-01",
];

/// Lines for the blocks that they name.
const LINES: &[(&str, &str)] = &[
    ("access", "{model: bee, for: us, status: vetted-only, source: wire, since: 2026-06-05}"),
    ("access", "{model: cod, for: japan, status: open, source: order}"),
    ("access", "{model: ant, for: everyone, status: withdrawn, since: 2026-06-09, source: wire}"),
    ("events", "{id: more, what: More happens, when: 2026-06-04, tags: [bee], source: wire}"),
    (
        "events",
        "{id: late, what: It is late, when: {says: weeks after, after: more, in: wire}, tags: ant, source: wire}",
    ),
    ("relations", "{from: cod, rel: positioned-against, to: bee, source: wire}"),
    ("claims", "{id: why-bee, about: bee, says: Bee came by chance., by: Ann, source: wire}"),
    ("updates", "{date: 2026-06-14, what: A word was added.}"),
    ("corrections", "{date: 2026-06-22, severity: minor, was: A., now: B., affects: [ban]}"),
];

/// An edit of what a site states: a value, a statement more or less, a retraction, a dispute.
fn random_edit_of_facts(site: &mut Edited, random: &mut Random) {
    let stating = site.content(|text| text.contains("\n  - {"));
    let path = match stating.is_empty() {
        true => "content/site.yaml".to_owned(),
        false => pick(random, &stating).clone(),
    };
    let text = site.text(&path).to_owned();
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("  - {")).collect();
    let n = random.u32(0..3);
    match random.u8(0..16) {
        0..=7 => {
            let &(key, values) = pick(random, VALUES);
            let having = site.content(|text| text.contains(&format!("{key}: ")));
            if !having.is_empty() {
                let path = pick(random, &having).clone();
                let value = *pick(random, values);
                let text = change_value(site.text(&path), key, value, random);
                site.write(&path, &text);
            }
        }
        8 if !lines.is_empty() => site.write(&path, &text.replacen(&format!("{}\n", pick(random, &lines)), "", 1)),
        9 if !lines.is_empty() => {
            let line = pick(random, &lines);
            site.write(&path, &text.replacen(line, &format!("{line}\n{line}"), 1));
        }
        10 | 11 => {
            let (block, line) = pick(random, LINES);
            let head = format!("\n{block}:\n");
            let more = match text.contains(&head) {
                true => text.replacen(&head, &format!("{head}  - {line}\n"), 1),
                false => text.replacen("\n---\n", &format!("{head}  - {line}\n---\n"), 1),
            };
            site.write(&path, &more);
        }
        12 => match text.contains("\nretracted: true\n") {
            true => site.write(&path, &text.replacen("retracted: true\n", "", 1)),
            false => site.write(&path, &text.replacen("\n---\n", "\nretracted: true\n---\n", 1)),
        },
        13 => {
            let state = pick(random, &["", "state: settled\nsettled_by: order\n", "reading: Nobody knows.\n"]);
            let dispute = format!("---\nquestion: Which {n}?\nabout: [ant, bee]\n{state}---\nA text.\n");
            site.write(&format!("content/disputes/random-{n}.md"), &dispute);
        }
        14 => site.write("content/disputes/ant-in-japan.md", "---\nquestion: May Japan use Ant?\n---\n"),
        _ => site.write(&path, &format!("{text}\nA sentence more.\n")),
    }
}

/// A text with another value for one of the places where it has a key.
fn change_value(text: &str, key: &str, value: &str, random: &mut Random) -> String {
    let key = format!("{key}: ");
    let is_key = |at: &usize| *at == 0 || matches!(text.as_bytes()[at - 1], b' ' | b'{' | b'\n');
    let places: Vec<usize> = text.match_indices(&key).map(|(at, _)| at).filter(is_key).collect();
    if places.is_empty() {
        return text.to_owned();
    }
    let from = pick(random, &places) + key.len();
    let mut depth = 0;
    let ends = |(_, c): &(usize, char)| {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth -= 1,
            _ => {}
        }
        depth < 0 || *c == '\n' || (depth == 0 && *c == ',')
    };
    let length = text[from..].char_indices().find(ends).map_or(text.len() - from, |(at, _)| at);
    format!("{}{value}{}", &text[..from], &text[from + length..])
}

impl Edited {
    /// The Markdown and settings of the content that are so.
    fn content(&self, is: impl Fn(&str) -> bool) -> Vec<String> {
        let paths = self.sources.in_folder("content").map(|(path, _)| path);
        let texts = paths.filter(|path| self.sources.text(path).is_some_and(|text| is(text)));
        texts.map(ToString::to_string).collect()
    }
}

/// The same site on disk, under a running `build --watch`.
struct OnDisk {
    running: Running,
    output: PathBuf,
    now: String,
    /// Whether something was written for which no line was waited for.
    pending: bool,
}

impl OnDisk {
    /// Puts a site on disk with the small theme, and the same into memory.
    fn start(site: &str) -> (Edited, OnDisk) {
        let folder = tempfile::tempdir().unwrap();
        let theirs = files_below(&tests_folder().join("sites").join(site));
        let theirs =
            theirs.into_iter().filter(|(path, _)| path.starts_with("content/") || path.starts_with("templates/"));
        // What the real theme has and the small one has not would fill in: its parts clash with those of the small one.
        let blank = theme::FILES.iter().map(|(path, _)| ((*path).to_owned(), Vec::new()));
        for (path, bytes) in blank.chain(small_theme()).chain(theirs) {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let (sources, noticed) = load::load(folder.path(), theme::FILES, &Look::Everywhere, &mut Default::default());
        assert!(noticed.is_empty(), "{noticed:?}");
        let (output, now) = (folder.path().join("out"), NOW.to_owned());
        let running = Running::start(folder, &["build", "--watch", "--output", output.to_str().unwrap()]);
        let mut disk = OnDisk { running, output, now, pending: true };
        disk.settle(true);
        (Edited::of(sources), disk)
    }

    /// Carries a change over to the disk. Each file changes at once, so that a build sees the old or the new one.
    fn carry(&mut self, before: &Sources, after: &Sources) {
        let at = |path: &SourcePath| self.running.root().join(path.as_str());
        let mut changed: BTreeMap<&SourcePath, &SourceFile> = after.files.iter().collect();
        changed.retain(|path, file| before.files.get(*path) != Some(*file));
        for (gone, file) in before.files.iter().filter(|(path, _)| !after.files.contains_key(*path)) {
            self.pending = true;
            let to = changed.iter().find(|(to, new)| **new == file && !before.files.contains_key(**to));
            match to.map(|(to, _)| (*to).clone()) {
                Some(to) => {
                    fs::rename(at(gone), at(&to)).unwrap();
                    changed.remove(&to);
                }
                None => fs::remove_file(at(gone)).unwrap(),
            }
        }
        for (path, file) in changed {
            self.pending = true;
            let bytes = match file {
                SourceFile::Text(text) => text.as_bytes(),
                SourceFile::Data(Content::Memory(bytes)) => bytes,
                SourceFile::Data(_) => unreachable!("no edit makes a large file"),
            };
            let second = at(&SourcePath::new(format!("{}~", path.as_str())));
            fs::create_dir_all(second.parent().unwrap()).unwrap();
            fs::write(&second, bytes).unwrap();
            fs::rename(&second, at(path)).unwrap();
        }
    }

    /// A present is told at the start, so another one is another run.
    fn change_present(&mut self, now: String) {
        self.running.start_again(&["build", "--watch", "--output", self.output.to_str().unwrap(), "--now", &now]);
        (self.now, self.pending) = (now, true);
    }

    /// Waits until the last build is told, good or with errors, and no other follows for a moment.
    fn settle(&mut self, good: bool) {
        const QUIET: Duration = Duration::from_millis(150);
        if !std::mem::take(&mut self.pending) {
            return;
        }
        let deadline = Instant::now() + PATIENCE;
        let (mut last, mut said) = (None, Vec::new());
        loop {
            let wait = match last == Some(good) {
                true => QUIET,
                false => deadline.saturating_duration_since(Instant::now()),
            };
            match self.running.line(wait) {
                Some(line) => {
                    let told_good = line.contains(" ok ").then_some(true);
                    let told = told_good.or(line.contains("the last good site stays").then_some(false));
                    last = told.or(last);
                    said.push(line);
                }
                None if last == Some(good) => return,
                None => panic!("waited for a build that is good: {good}; there was: {said:#?}"),
            }
        }
    }

    /// What is published; while a site is without errors, it must come to what a clean build gives.
    fn expect_published(&mut self, clean: &Files) -> Result<Files, String> {
        self.settle(true);
        let deadline = Instant::now() + PATIENCE;
        loop {
            let files = read_while_written(&self.output);
            match differing(&files, clean) {
                None => return Ok(files),
                // What is slow comes later and without a line; and on a busy machine the last line may be of a build
                // before the last one.
                Some(_) if Instant::now() < deadline => drop(self.running.line(Duration::from_millis(50))),
                Some(path) => return Err(format!("{path} on disk differs from a clean build")),
            }
        }
    }

    /// What the program makes of the sources on disk in a folder of its own.
    fn clean(&self) -> Files {
        let elsewhere = tempfile::tempdir().unwrap();
        let output = elsewhere.path().join("clean");
        let built = std::process::Command::new(env!("CARGO_BIN_EXE_fissure"))
            .args(["--root", self.running.root().to_str().unwrap()])
            .args(["build", "--output", output.to_str().unwrap(), "--now", &self.now])
            .output()
            .unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        files_below(&output)
    }
}

/// What a folder holds when a build has been written to it: its files, and the list of them.
fn written(outcome: &Outcome) -> Files {
    let mut files = all_files(outcome);
    let list: String = files.keys().map(|path| format!("{path}\n")).collect();
    files.insert(".fissure-manifest".into(), format!("fissure-manifest 1\n{list}").into_bytes());
    files
}

/// The files below a folder that somebody may be writing: one that goes meanwhile is as one that is not there.
fn read_while_written(folder: &Path) -> Files {
    let entries = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let files = entries.filter(|entry| entry.file_type().is_file());
    let read = files.filter_map(|entry| {
        let path = entry.path().strip_prefix(folder).ok()?.to_str()?.to_owned();
        Some((path, fs::read(entry.path()).ok()?))
    });
    read.collect()
}

/// How many edits a seed makes, and after how many of them the disk is looked at.
const EDITS: usize = 50;
const LOOK: usize = 10;

fn random_edits(words: &Words) {
    const SITES: u64 = 5;
    let seeds: Vec<u64> = match std::env::var("SEED") {
        Ok(seed) => vec![seed.parse().unwrap()],
        Err(_) => (0..SITES).collect(),
    };
    for seed in seeds {
        println!("SEED={seed} cargo test --test rebuild");
        random_edits_of(seed, words);
    }
}

fn random_edits_of(seed: u64, words: &Words) {
    let mut random = Random::with_seed(seed);
    let (mut site, mut disk) = OnDisk::start(words.site);
    let (mut good, mut clean) = (site.sources.clone(), written(&site.build()));
    // What was published when the errors began, while there are some.
    let mut kept: Option<Files> = None;
    for edit in 1..=EDITS {
        let (before, now) = (site.sources.clone(), site.inputs.now);
        match kept.is_some() && random.u8(0..3) == 0 {
            // As `git checkout` does: all is as it was.
            true => site.sources = good.clone(),
            false => random_edit(&mut site, words, &mut random),
        }
        let told = |difference: String| -> ! { panic!("SEED={seed}, {}, edit {edit}: {difference}", words.site) };
        let outcome = site.compare().unwrap_or_else(|difference| told(difference));
        let is_good = !has_errors(&outcome.diagnostics);
        if kept.is_none() && !(is_good && now == site.inputs.now) {
            let published = disk.expect_published(&clean).unwrap_or_else(|difference| told(difference));
            kept = (!is_good).then_some(published);
        }
        disk.carry(&before, &site.sources);
        if now != site.inputs.now {
            disk.settle(kept.is_none());
            disk.change_present(site.inputs.now.to_string());
        }
        if is_good {
            (good, clean, kept) = (site.sources.clone(), written(&outcome), None);
        }
        if edit % LOOK != 0 && edit != EDITS {
            continue;
        }
        match &kept {
            Some(kept) => {
                disk.settle(false);
                if let Some(path) = differing(&files_below(&disk.output), kept) {
                    told(format!("{path} is not as in the last good site"));
                }
            }
            None => {
                let published = disk.expect_published(&clean).unwrap_or_else(|difference| told(difference));
                // The program itself is asked once, at the end: a run of it costs more than an edit.
                if edit == EDITS
                    && let Some(path) = differing(&published, &disk.clean())
                {
                    told(format!("{path} on disk differs from what a clean build writes"));
                }
            }
        }
    }
}

#[test]
fn random_edits_never_make_a_stale_page() {
    random_edits(&CROSSLINKS);
}

#[test]
fn random_edits_of_facts_never_make_a_stale_page() {
    random_edits(&FACTS);
}
