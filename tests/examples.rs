//! Runs every example of README.md and the documentation, as a reader would who follows a page from its top in one shell.
//!
//! A comment above a code block says what it is:
//!
//! | comment | the block |
//! |---|---|
//! | none, of `sh` | is run; the folder, and what earlier blocks left there, stay for the next |
//! | `<!-- output -->` | is what the last `sh` block printed; `…` stands for any text, alone on a line for any lines |
//! | `<!-- file: PATH -->` | is written to that file; of a script and of TOML the syntax is checked |
//! | `<!-- in: PATH -->` | stands in that file, line for line |
//! | `<!-- fields of: KIND -->` | is front matter of an article, a kind, or `settings`: the site with it is checked |
//! | `<!-- from: FILE -->` | stands in that file of the repository, which other tests run, line for line |
//! | `<!-- site: FOLDER -->`, above no block | the page goes on in a copy of that folder of the repository, without social cards, which take long |
//!
//! A block without any of these fails. Needs git, curl and Node, so it is run by `scripts/test`. Nothing here looks at what pages say.

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::*;

/// A code block of a page, with what the comment above it says.
struct Block {
    line: usize,
    language: String,
    says: String,
    text: String,
}

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn markdown_below(folder: &Path) -> Vec<PathBuf> {
    files_below(folder).into_keys().filter(|path| path.ends_with(".md")).map(|path| folder.join(path)).collect()
}

/// The pages with examples. Those of messages are run by `tests/commands.rs`.
fn pages() -> Vec<PathBuf> {
    let pages = repository().join("docs/content/pages");
    let mut all = markdown_below(&pages.join("guide"));
    all.extend(markdown_below(&pages.join("reference")));
    all.push(repository().join("README.md"));
    all
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let (mut says, mut fence) = (String::new(), None);
    for (at, line) in page.lines().enumerate() {
        if let Some(open) = &fence {
            if line == *open {
                fence = None;
            } else {
                writeln!(blocks.last_mut().unwrap().text, "{line}").unwrap();
            }
        } else if line.starts_with("```") {
            let ticks = line.trim_end_matches(|letter| letter != '`');
            fence = Some(ticks.to_owned());
            let language = line[ticks.len()..].to_owned();
            blocks.push(Block { line: at + 1, language, says: std::mem::take(&mut says), text: String::new() });
        } else if let Some(comment) = line.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->")) {
            if comment.starts_with("site: ") {
                blocks.push(Block {
                    line: at + 1,
                    language: String::new(),
                    says: comment.to_owned(),
                    text: String::new(),
                });
            } else {
                says = comment.to_owned();
            }
        } else {
            says.clear();
        }
    }
    blocks
}

/// What the shell does before the first block. The program gets the present of the tests, so that what pages show stays. The
/// preview goes on until it is stopped, so it is stopped once it answers.
const BEGIN: &str = r#"
set -Eeuo pipefail
step=0
trap 'echo "$step" > "$WORK/failed"' ERR
fissure() {
  case " $* " in
    *" --now "* | *" --help "* | *" --version "* | *" completions "* | *" man "* | *" import "*) ;;
    *) set -- "$@" --now "$NOW" ;;
  esac
  if [ "$1" != serve ]; then
    "$FISSURE" "$@"
    return
  fi
  local line
  coproc "$FISSURE" "${@/--open/--all}" --port 0 2>&1
  local preview=$COPROC_PID
  while IFS= read -r line <&"${COPROC[0]}"; do
    case "$line" in *http://*) break ;; esac
  done
  curl --silent --fail --output /dev/null "http://${line##*http://}"
  kill "$preview"
  wait "$preview" || true
}
"#;

/// The lines of shell for a block; `work` is a folder for what they need.
fn steps(number: usize, block: &Block, work: &Path) -> String {
    let saved = work.join(format!("{number}.text"));
    fs::write(&saved, &block.text).unwrap();
    let saved = saved.display();
    let begin = format!("step={number}\nexec > {0}/{number}.out 2>&1\n", work.display());
    let rest = match block.says.split_once(": ") {
        Some(("file", path)) => {
            let check = match path.rsplit('.').next() {
                Some("mjs") => format!("node --check '{path}'\n"),
                Some("toml") => {
                    format!("python3 -c 'import sys, tomllib; tomllib.load(open(sys.argv[1], \"rb\"))' '{path}'\n")
                }
                _ => String::new(),
            };
            format!("mkdir -p \"$(dirname '{path}')\"; cp {saved} '{path}'\n{check}")
        }
        Some(("in", path)) => format!("cp '{path}' {0}/{number}.in\n", work.display()),
        Some(("site", folder)) => format!(
            "mkdir -p site; cp -r \"$REPOSITORY/{folder}\" site/content; cd site; echo 'cards: false' >> content/site.yaml\n"
        ),
        Some(("from", file)) => format!("cp \"$REPOSITORY/{file}\" {0}/{number}.in\n", work.display()),
        Some(("fields of", "settings")) => {
            let site = work.join(format!("site-{number}"));
            write_files(
                &site,
                &[("content/site.yaml", &format!("title: Example\nbase_url: https://example.org/\n{}", block.text))],
            );
            format!("fissure --root {} check\n", site.display())
        }
        Some(("fields of", kind)) => {
            let (folder, begin) = match kind {
                "article" => ("articles".to_owned(), "title: Example\ndate: 2026-11-22\nbloc: japan\n"),
                "source" => ("sources".to_owned(), "title: Example\ntype: statement\npublished: 2026-11-20\n"),
                "page" => ("pages".to_owned(), "title: Example\n"),
                "dispute" => ("disputes".to_owned(), "question: Example?\n"),
                kind => (format!("{kind}s"), ""),
            };
            let text = format!("---\n{begin}{}---\n\nExample of the kind {kind}.\n", block.text);
            fs::write(work.join(format!("{number}.text")), text).unwrap();
            format!("cp {saved} content/{folder}/example-{number}.md; fissure check\n")
        }
        _ if block.says == "output" => String::new(),
        _ => block.text.clone(),
    };
    begin + &rest
}

/// Whether printed lines are those expected, where `…` is any text and alone on a line any lines.
fn fits(expected: &[&str], printed: &[&str]) -> bool {
    match (expected, printed) {
        ([], printed) => printed.is_empty(),
        (["…", rest @ ..], _) => (0..=printed.len()).any(|from| fits(rest, &printed[from..])),
        ([line, rest @ ..], [first, more @ ..]) => line_fits(line, first) && fits(rest, more),
        _ => false,
    }
}

fn line_fits(expected: &str, mut printed: &str) -> bool {
    let mut parts = expected.trim_end().split('…');
    let Some(rest) = printed.strip_prefix(parts.next().unwrap()) else { return false };
    printed = rest;
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else { return printed.trim_end().is_empty() };
    for part in between {
        let Some((_, rest)) = printed.split_once(part) else { return false };
        printed = rest;
    }
    printed.trim_end().ends_with(last)
}

/// Whether the lines stand in a file one after another; there each may have more before and after it.
fn stands_in(lines: &str, file: &str) -> bool {
    let trimmed = |text: &str| text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>();
    let (lines, file) = (trimmed(lines), trimmed(file));
    file.windows(lines.len())
        .any(|window| window.iter().zip(&lines).all(|(line, wanted)| line.contains(wanted.as_str())))
}

/// What is wrong with the examples of a page.
fn wrong(page: &Path) -> Vec<String> {
    let name = page.strip_prefix(repository()).unwrap().display().to_string();
    let blocks = blocks(&fs::read_to_string(page).unwrap());
    let place = |block: &Block| format!("{name}:{}", block.line);
    let is_said = |block: &&Block| block.says.is_empty() && block.language != "sh";
    let unsaid: Vec<String> =
        blocks.iter().filter(is_said).map(|block| format!("{}: no test runs it", place(block))).collect();
    if !unsaid.is_empty() || blocks.is_empty() {
        return unsaid;
    }
    let (home, work) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut script = BEGIN.to_owned();
    for (number, block) in blocks.iter().enumerate() {
        script.push_str(&steps(number, block, work.path()));
    }
    let run = Command::new("bash")
        .args(["-c", &script])
        .current_dir(home.path())
        .env("HOME", home.path())
        .env("NOW", NOW)
        .env("WORK", work.path())
        .env("REPOSITORY", repository())
        .env("FISSURE", env!("CARGO_BIN_EXE_fissure"))
        .env("DESTINATION", home.path().join("published"))
        .envs([("GIT_AUTHOR_NAME", "Writer"), ("GIT_COMMITTER_NAME", "Writer")])
        .envs([("GIT_AUTHOR_EMAIL", "writer@example.org"), ("GIT_COMMITTER_EMAIL", "writer@example.org")])
        .output()
        .unwrap();
    let printed = |number: usize| fs::read_to_string(work.path().join(format!("{number}.out"))).unwrap_or_default();
    if !run.status.success() {
        let failed = fs::read_to_string(work.path().join("failed")).unwrap_or_default();
        let number = failed.trim().parse().unwrap_or(0);
        return vec![format!("{}: the example fails:\n{}", place(&blocks[number]), printed(number))];
    }
    let mut wrong = Vec::new();
    let mut last = String::new();
    for (number, block) in blocks.iter().enumerate() {
        let text = || fs::read_to_string(work.path().join(format!("{number}.in"))).unwrap();
        if block.says == "output" {
            let (expected, given): (Vec<&str>, Vec<&str>) = (block.text.lines().collect(), last.lines().collect());
            if !fits(&expected, &given) {
                wrong.push(format!("{}: this is printed instead:\n{last}", place(block)));
            }
        } else if (block.says.starts_with("in: ") || block.says.starts_with("from: "))
            && !stands_in(&block.text, &text())
        {
            wrong.push(format!("{}: these lines do not stand in {}", place(block), block.says));
        } else if block.language == "sh" {
            last = printed(number);
        }
    }
    wrong
}

#[test]
fn every_example_of_the_documentation_works() {
    // Each page has a folder of its own.
    let pages = pages();
    let halves = pages.split_at(pages.len() / 2);
    let look = |pages: &[PathBuf]| pages.iter().flat_map(|page| wrong(page)).collect::<Vec<String>>();
    let wrong = std::thread::scope(|scope| {
        let first = scope.spawn(|| look(halves.0));
        [look(halves.1), first.join().unwrap()].concat()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The documentation is a site of Fissure's. Its links are looked up as those of any site.
#[test]
fn the_documentation_is_a_site_without_a_problem() {
    let (code, said) = support::program::run(&repository(), &["--root", "docs", "check", "--strict"]);
    assert_eq!(code, 0, "{said}");
}

/// The second example is another subject: no page of it speaks of models where its own word belongs.
#[test]
fn the_site_on_chips_is_without_a_problem_and_says_chip() {
    let (code, said) = support::program::run(&repository(), &["--root", "examples/chips", "check", "--strict"]);
    assert_eq!(code, 0, "{said}");
    let output = tempfile::tempdir().unwrap();
    let public = output.path().join("public");
    support::program::ok(&repository(), &["--root", "examples/chips", "build", "--output", public.to_str().unwrap()]);
    let page = |path: &str| fs::read_to_string(public.join(path).join("index.html")).unwrap();
    assert!(page("matrix").contains("Which chip may be sold where"));
    assert!(page("chips/h20").contains("restricted") && page("rules/rule-2023").contains("A800"));
    for path in ["", "matrix", "chips", "chips/h20", "makers/nvidia", "rules/rule-2023", "blocs/china"] {
        let page = page(path);
        let texts = page.split('>').filter_map(|part| part.split('<').next());
        let wrong: Vec<&str> =
            texts.filter(|text| text.to_lowercase().contains("model") && !text.contains("language models")).collect();
        assert_eq!(wrong, [""; 0], "/{path}");
    }
}

/// Links of README.md and the other documents at the top lead to files, and to headings in them.
#[test]
fn links_of_documents_outside_the_site_lead_to_files() {
    let mut wrong = Vec::new();
    for name in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "DESIGN.md", "CHANGELOG.md"] {
        let text = fs::read_to_string(repository().join(name)).unwrap();
        // What stands between backticks is no link.
        let text: String = text.split('`').step_by(2).collect();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (path, section) = link.split_once('#').unwrap_or((link, ""));
            if path.contains("://") {
                continue;
            }
            let file = if path.is_empty() { repository().join(name) } else { repository().join(path) };
            let slug = |heading: &str| {
                let kept = heading.to_lowercase().replace(' ', "-");
                kept.chars().filter(|letter| letter.is_alphanumeric() || "-_".contains(*letter)).collect::<String>()
            };
            let has = |text: String| {
                text.lines().any(|line| line.starts_with('#') && slug(line.trim_start_matches('#').trim()) == section)
            };
            let leads = if section.is_empty() { file.exists() } else { fs::read_to_string(&file).is_ok_and(has) };
            if !leads {
                wrong.push(format!("{name}: {link}"));
            }
        }
    }
    assert!(wrong.is_empty(), "these lead nowhere:\n{}", wrong.join("\n"));
}

#[test]
fn expected_lines_may_leave_text_out() {
    let fits = |expected: &str, printed: &str| {
        fits(&expected.lines().collect::<Vec<_>>(), &printed.lines().collect::<Vec<_>>())
    };
    assert!(fits("a\n…\nd", "a\nb\nc\nd") && fits("a … ms\n…", "a 12 ms") && fits("…", ""));
    assert!(!fits("a\n…\nd", "a\nb") && !fits("a … ms", "a 12 s") && !fits("a", "a\nb") && !fits("a\nb", "a"));
}
