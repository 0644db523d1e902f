//! Measures what a writer waits: from the write of a file to its new text in the preview.
//! `cargo bench --bench preview -- 1000 10000 50000`, and `--only-fissure` to leave out the others.
//!
//! The same edits are made under `hugo server` and `eleventy --serve`, on a site with the same articles. Nothing here
//! passes or fails.

mod edits;
#[path = "../build/generate.rs"]
mod generate;
mod http;
mod install;
mod report;
mod said;
mod site;
mod tools;

use edits::Writer;
use generate::World;
use report::Measured;
use site::Site;
use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tools::{Server, Tool};

/// What is asked for on the command line.
struct Asked {
    sizes: Vec<usize>,
    only_fissure: bool,
}

fn main() -> ExitCode {
    // `cargo test --all-targets` runs this too, and without the option.
    if !std::env::args().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    let Some(asked) = asked(std::env::args().skip(1)) else {
        eprintln!("usage: cargo bench --bench preview -- [--only-fissure] [ARTICLES]...");
        return ExitCode::FAILURE;
    };
    let programs = programs(asked.only_fissure);
    let mut sizes = Vec::new();
    for articles in asked.sizes {
        match measure(articles, &programs) {
            Ok(measured) => {
                report::print_size(articles, &measured);
                sizes.push((articles, measured));
            }
            Err(trouble) => {
                eprintln!("{articles} articles: {trouble}");
                return ExitCode::FAILURE;
            }
        }
    }
    report::print_growth(&sizes);
    ExitCode::SUCCESS
}

fn asked(arguments: impl Iterator<Item = String>) -> Option<Asked> {
    let mut asked = Asked { sizes: Vec::new(), only_fissure: false };
    for argument in arguments {
        match argument.as_str() {
            "--bench" => {}
            "--only-fissure" | "--without-others" => asked.only_fissure = true,
            number => asked.sizes.push(number.parse::<NonZero<usize>>().ok()?.get()),
        }
    }
    if asked.sizes.is_empty() {
        asked.sizes.push(1000);
    }
    Some(asked)
}

/// The programs that there are, ours first, and a word about those that are left out.
fn programs(only_fissure: bool) -> Vec<(Tool, PathBuf)> {
    let mut programs = Vec::new();
    for tool in [Tool::Fissure, Tool::Hugo, Tool::Eleventy] {
        if only_fissure && tool != Tool::Fissure {
            println!("{} is left out, as asked", tool.name());
            continue;
        }
        match install::install(tool) {
            Ok(program) => programs.push((tool, program)),
            Err(trouble) => println!("{} is left out, since it cannot be installed: {trouble}", tool.name()),
        }
    }
    programs
}

/// Makes all edits under one program after the other; only one runs at a time.
fn measure(articles: usize, programs: &[(Tool, PathBuf)]) -> io::Result<Vec<Measured>> {
    let world = World::new(articles);
    programs.iter().map(|(tool, program)| measure_tool(*tool, program, &world, articles)).collect()
}

fn measure_tool(tool: Tool, program: &Path, world: &World, articles: usize) -> io::Result<Measured> {
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let folder = tempfile::Builder::new().prefix("fissure-bench-").tempdir_in(place)?;
    let [root, output] = ["site", "output"].map(|name| folder.path().join(name));
    eprintln!("{articles} articles, {}: writing the site and starting the server", tool.name());
    let site = Site::new(tool, root, world);
    site.write(articles)?;
    let server = Server::start(tool, program, &site.root, &output)?;
    let series = Writer { world, articles, site: &site, server: &server }.series()?;
    Ok(Measured { tool, series, first: server.first.as_secs_f64() })
}
