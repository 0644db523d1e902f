//! Measures what a writer waits: from the write of a file to its new text in the preview.
//! `cargo bench --bench preview -- 1000 10000 50000`, and `--only-fissure` to leave out the others.
//!
//! The same edits are made under `hugo server` and `eleventy --serve`, on a site with the same articles. Nothing here
//! passes or fails.

#[path = "../common/mod.rs"]
mod common;
mod edits;
mod http;
mod report;
mod said;
mod tools;

use common::cost::scratch;
use common::generate::World;
use common::install::programs;
use common::site::{Site, Theme};
use common::tool::Tool;
use edits::Writer;
use report::Measured;
use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tools::Server;

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
    let programs = programs(if asked.only_fissure { &[Tool::Fissure] } else { &Tool::ALL });
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

/// Makes all edits under one program after the other; only one runs at a time.
fn measure(articles: usize, programs: &[(Tool, PathBuf)]) -> io::Result<Vec<Measured>> {
    let world = World::new(articles);
    programs.iter().map(|(tool, program)| measure_tool(*tool, program, &world, articles)).collect()
}

fn measure_tool(tool: Tool, program: &Path, world: &World, articles: usize) -> io::Result<Measured> {
    let folder = scratch()?;
    let [root, output] = ["site", "output"].map(|name| folder.path().join(name));
    eprintln!("{articles} articles, {}: writing the site and starting the server", tool.name());
    let theme = if tool == Tool::Fissure { Theme::Own } else { Theme::Small };
    let site = Site::new(tool, theme, root, world);
    site.write(articles)?;
    let server = Server::start(tool, program, &site.root, &output)?;
    let series = Writer { world, articles, site: &site, server: &server }.series()?;
    Ok(Measured { tool, series, first: server.first.as_secs_f64() })
}
