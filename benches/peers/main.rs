//! What a full build costs under Fissure, Hugo, Eleventy and Zola, on the same articles: `cargo bench --bench peers`.
//!
//! Writes what it finds into docs/content/pages/reference/benchmarks/index.md, with a chart. `-- --sizes 1000 --rounds 3` prints only. Nothing here passes
//! or fails by a time; that the programs do not make the same pages is a failure.

mod chart;
#[path = "../common/mod.rs"]
mod common;
mod measure;
mod pages;
mod report;

use common::cost::load;
use common::install::programs;
use common::site::Theme;
use common::tool::Tool;
use measure::{Candidate, measure};
use report::Report;
use std::io;
use std::num::NonZero;
use std::path::Path;
use std::process::ExitCode;

const SIZES: [usize; 2] = [1000, 10_000];
const ROUNDS: usize = 5;

/// What is asked for on the command line.
struct Asked {
    sizes: Vec<usize>,
    rounds: usize,
    /// Whether the document is written anew.
    writes: bool,
}

fn main() -> ExitCode {
    // `cargo test --all-targets` runs this too, and without the option.
    if !std::env::args().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    let Some(asked) = asked(std::env::args().skip(1)) else {
        eprintln!("usage: cargo bench --bench peers -- [--sizes ARTICLES,...] [--rounds NUMBER]");
        return ExitCode::FAILURE;
    };
    match compare(&asked) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("{trouble}");
            ExitCode::FAILURE
        }
    }
}

fn asked(arguments: impl Iterator<Item = String>) -> Option<Asked> {
    let number = |text: &str| text.parse::<NonZero<usize>>().ok().map(NonZero::get);
    let mut asked = Asked { sizes: SIZES.to_vec(), rounds: ROUNDS, writes: true };
    let mut arguments = arguments.filter(|argument| argument != "--bench");
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--sizes" => {
                asked.sizes = arguments.next()?.split(',').map(number).collect::<Option<_>>()?;
                asked.writes = false;
            }
            "--rounds" => asked.rounds = number(&arguments.next()?)?,
            _ => return None,
        }
    }
    Some(asked)
}

fn compare(asked: &Asked) -> io::Result<()> {
    let candidates: Vec<Candidate> =
        programs(&Tool::ALL).into_iter().flat_map(|(tool, program)| candidates(tool, &program)).collect();
    let mut report = Report { rounds: asked.rounds, load: [load(), String::new()], sizes: Vec::new() };
    for articles in &asked.sizes {
        report.sizes.push((*articles, measure(*articles, &candidates, asked.rounds)?));
    }
    report.load[1] = load();
    println!("{}", report.text());
    println!("How long an edit takes to be seen:  cargo bench --bench preview -- 1000 10000");
    if asked.writes { report.write() } else { Ok(()) }
}

/// What is measured of a program, equal work first.
fn candidates(tool: Tool, program: &Path) -> Vec<Candidate> {
    let small = |name, change| Candidate { name, tool, theme: Theme::Small, change, program: program.to_owned() };
    match tool {
        Tool::Fissure => {
            // Cards are drawn once in the life of a page, and no other program has any.
            let change = Some(["content/site.yaml", "kinds:", "cards: false\nkinds:"]);
            let full = Candidate { theme: Theme::Own, ..small("Fissure, full theme", change) };
            vec![small("Fissure, equal work", None), full]
        }
        Tool::Hugo => {
            let change = Some(["layouts/page.html", "site.RegularPages.Related .", "slice"]);
            vec![small("Hugo", None), small("Hugo, nothing related", change)]
        }
        Tool::Eleventy => vec![small("Eleventy", None)],
        Tool::Zola => vec![small("Zola, nothing related", None)],
    }
}
