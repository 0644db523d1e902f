//! Memory changes no byte: after every edit a build that remembers equals one that does not.
//!
//! Scripted edits (`tests/rebuild/edits.txt`) also pin which pages are rendered again (`rendered.txt`), so that a rebuild
//! costs what it shows. Random ones come from seeds that are printed when they fail: `SEED=n cargo test --test rebuild`.

mod support;

use fissure::diagnostic::Severity;
use fissure::load::{Content, SourceFile, Sources};
use fissure::path::SourcePath;
use fissure::{Inputs, Memory, Outcome};
use std::sync::Arc;
use support::*;

/// A site in memory that is edited and built again and again.
struct Edited {
    sources: Sources,
    inputs: Inputs,
    memory: Memory,
}

impl Edited {
    fn new(site: &str) -> Edited {
        let theme = small_theme();
        let theme: Vec<(&str, &[u8])> = theme.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
        let (sources, _) =
            fissure::load::load(&tests_folder().join("sites").join(site), &theme, &mut Default::default());
        let mut edited = Edited { sources, inputs: inputs(), memory: Memory::default() };
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

    /// Builds with memory and without; gives what the warm build did, or where the two differ.
    fn compare(&mut self) -> Result<Outcome, String> {
        let warm = self.build();
        let clean = fissure::build(&self.sources, Vec::new(), &self.inputs, &mut Memory::default(), &mut |_| {});
        if warm.diagnostics != clean.diagnostics {
            return Err(format!("told {:#?}\ninstead of {:#?}", warm.diagnostics, clean.diagnostics));
        }
        if warm.next_change != clean.next_change {
            return Err(format!("wakes at {:?} instead of {:?}", warm.next_change, clean.next_change));
        }
        let (warm_files, clean_files) = (bytes(&warm.rendered), bytes(&clean.rendered));
        for path in warm_files.keys().chain(clean_files.keys()) {
            if warm_files.get(path) != clean_files.get(path) {
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

/// A random edit of a random file: what writers do, right and wrong.
fn random_edit(site: &mut Edited, random: &mut fastrand::Rng) {
    const TAGS: &[&str] = &["fugu", "mythos", "fable-5", "new-one", "sakana-ai", "Sakana", "nobody"];
    let mut pick = |from: &[&str]| from[random.usize(0..from.len())].to_owned();
    let tag = pick(TAGS);
    let paths: Vec<String> = site.sources.files.keys().map(|path| path.to_string()).collect();
    let content: Vec<&String> =
        paths.iter().filter(|path| path.starts_with("content/") && path.ends_with(".md")).collect();
    let path = content[random.usize(0..content.len())].clone();
    let text = site.text(&path).to_owned();
    let n = random.u32(0..4);
    match random.u8(0..16) {
        0 => site.write(&path, &format!("{text}\nOne more sentence on [[{tag}]].\n")),
        1 => site.write(&path, &text.replacen("name: ", "name: New ", 1)),
        2 => site.write(&path, &text.replacen("title: ", "title: New ", 1)),
        3 => site.write(&path, &text.replacen("model: ", "model: [], x: ", 1)),
        4 => drop(site.delete(&path)),
        5 | 6 => {
            let article = format!(
                "---\ntitle: A {n}\ndate: 2026-11-2{n}\nmodel: [{tag}]\n---\nOn [[{tag}]]. And [[fugu]].\n\n## H\n"
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
            &format!("title: Site {n}\nbase_url: https://example.org/\npage_size: {}\n", n + 1),
        ),
        12 => site.write("templates/404.html", &format!("not here {n}")),
        13 => {
            site.write("templates/parts.html", &site.text("templates/parts.html").replacen("<li>", "<li class=x>", 1))
        }
        14 => site.inputs.now = format!("2026-11-2{}T12:00:00Z", n + 1).parse().unwrap(),
        _ => site.write(&format!("static/{n}.txt"), &tag),
    }
}

#[test]
fn random_edits_never_make_a_stale_page() {
    const SITES: u64 = 15;
    const EDITS: usize = 20;
    let seeds: Vec<u64> = match std::env::var("SEED") {
        Ok(seed) => vec![seed.parse().unwrap()],
        Err(_) => (0..SITES).collect(),
    };
    for seed in seeds {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut site = Edited::new("crosslinks");
        for edit in 0..EDITS {
            random_edit(&mut site, &mut random);
            if let Err(difference) = site.compare() {
                panic!("SEED={seed} cargo test --test rebuild: after edit {edit}: {difference}");
            }
        }
    }
}
