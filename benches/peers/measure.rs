//! Builds each site again and again, one program after the other, each build followed by a copy of what it made.

use crate::common::cost::{Cost, Size, remove, run, scratch, size, steps_in};
use crate::common::generate::{NOW, World};
use crate::common::site::{Site, Theme};
use crate::common::tool::Tool;
use crate::pages::Pages;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A program with what it is to do.
pub struct Candidate {
    pub name: &'static str,
    pub tool: Tool,
    pub theme: Theme,
    /// What is different in one file of its site: the path, a text in it, and the one in its place.
    pub change: Option<[&'static str; 3]>,
    pub program: PathBuf,
}

/// What one candidate took, on a site of one size.
pub struct Measured {
    pub name: &'static str,
    pub tool: Tool,
    pub rounds: Vec<Round>,
    pub output: Size,
    pub pages: Pages,
    /// What Fissure says of its steps.
    pub steps: Option<String>,
}

/// A build, and a copy of its output right after it.
pub struct Round {
    pub build: Cost,
    pub copy: Cost,
}

pub fn measure(articles: usize, candidates: &[Candidate], rounds: usize) -> io::Result<Vec<Measured>> {
    let folder = scratch()?;
    let world = World::new(articles);
    let site = |n: usize| folder.path().join(format!("site-{n}"));
    for (n, candidate) in candidates.iter().enumerate() {
        eprintln!("{articles} articles, {}: writing the site", candidate.name);
        let made = Site::new(candidate.tool, candidate.theme, site(n), &world);
        made.write(articles)?;
        if let Some([file, before, after]) = candidate.change {
            let file = made.root.join(file);
            let text = std::fs::read_to_string(&file)?;
            std::fs::write(file, text.replacen(before, after, 1))?;
        }
    }
    let mut all: Vec<Measured> = Vec::new();
    for round in 1..=rounds {
        for (n, candidate) in candidates.iter().enumerate() {
            eprintln!("{articles} articles, {}: build {round} of {rounds}", candidate.name);
            let [output, copy] = ["output", "copy"].map(|name| folder.path().join(name));
            let (build, said) = run(&mut candidate.command(&site(n), &output))?;
            let (copied, _) = run(Command::new("cp").arg("-r").args([&output, &copy]))?;
            if round == 1 {
                let Candidate { name, tool, .. } = *candidate;
                let (output, pages) = (size(&output)?, Pages::of(&output)?);
                all.push(Measured { name, tool, rounds: Vec::new(), output, pages, steps: None });
            }
            all[n].rounds.push(Round { build, copy: copied });
            all[n].steps = said.lines().find_map(steps_in);
            remove(&output)?;
            remove(&copy)?;
        }
    }
    let (first, others) = all.split_first().ok_or_else(|| io::Error::other("there is no program to measure"))?;
    let alike = others.iter().zip(&candidates[1..]).filter(|(_, candidate)| candidate.theme == Theme::Small);
    for (other, _) in alike {
        first.pages.check(&other.pages).map_err(|what| io::Error::other(format!("{}: {what}", other.name)))?;
    }
    Ok(all)
}

impl Candidate {
    /// The command for a full build.
    fn command(&self, site: &Path, output: &Path) -> Command {
        let mut command = Command::new(if self.tool == Tool::Eleventy { Path::new("node") } else { &self.program });
        match self.tool {
            Tool::Fissure => command.args(["build", "--now", NOW, "--output"]).arg(output),
            Tool::Hugo => {
                command.args(["build", "--quiet", "--clock", NOW, "--cacheDir"]).arg(site.with_extension("cache"));
                command.arg("--destination").arg(output)
            }
            Tool::Zola => command.args(["build", "--force", "--output-dir"]).arg(output),
            Tool::Eleventy => command.arg(&self.program).arg("--quiet").arg(format!("--output={}", output.display())),
        };
        command.current_dir(site);
        command
    }
}
