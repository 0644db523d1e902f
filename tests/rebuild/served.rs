//! The same site under a running `fissure serve` or `build --watch`, whose pages and output must come to those of a clean build.
//! Never builds anything in this process.

use crate::support::all_files;
use crate::support::built::{inputs, is_late};
use crate::support::running::{PATIENCE, Running};
use crate::support::world::World;
use crate::support::{Files, differing};
use fissure::base::diagnostic::has_errors;
use fissure::base::path::OutputPath;
use fissure::{Inputs, Outcome};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// What a site is built by while it is edited.
#[derive(Debug, Clone, Copy)]
pub enum Way {
    /// A preview that is started again for another present.
    Serve,
    /// The others see the clock jump.
    ServeInWorld,
    Watch,
    Poll,
}

impl Way {
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Way::Serve => &["serve", "--port", "0"],
            Way::ServeInWorld => &["serve", "--port", "0"],
            Way::Watch => &["build", "--watch"],
            Way::Poll => &["build", "--watch", "--poll"],
        }
    }

    pub fn is_in_world(self) -> bool {
        !matches!(self, Way::Serve)
    }
}

pub struct Served {
    way: Way,
    world: World,
    running: Running,
    agent: ureq::Agent,
    /// Scheme, host and port, where pages are served.
    host: Option<String>,
    output: PathBuf,
    inputs: Inputs,
    /// What is published: the last good site and its prefix; nothing while it is not known which one that is.
    good: Option<(Files, String)>,
    /// Whether this run of the program has built a good site.
    has_good: bool,
    /// How often all that is published was found to be what it must be.
    pub compared: usize,
}

impl Served {
    pub fn start(folder: TempDir, way: Way) -> Served {
        let (output, world, inputs) = (folder.path().join("out"), World::new(), inputs());
        let running = Running::start_command(folder, command(way, &world, &inputs, &output));
        let host = announced(way, &running);
        if host.is_none() {
            // Without the folder of the content it does not start.
            running.expect(" ok ");
        }
        let agent = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE));
        let agent = agent.build().into();
        Served { way, world, running, agent, host, output, inputs, good: None, has_good: true, compared: 0 }
    }

    /// Lets the clock jump, or starts the program again where its inputs are others; says whether it did one of both.
    pub fn follow(&mut self, inputs: &Inputs) -> bool {
        let Inputs { now, drafts, base_url, .. } = inputs;
        let is_now = *now == self.inputs.now;
        if (drafts, base_url) != (&self.inputs.drafts, &self.inputs.base_url) || (!is_now && !self.way.is_in_world()) {
            self.running.start_again_with(command(self.way, &self.world, inputs, &self.output));
            self.host = announced(self.way, &self.running);
            self.has_good = false;
        } else if is_now {
            return false;
        } else {
            set_clock(&self.world, *now);
        }
        self.inputs = inputs.clone();
        true
    }

    /// Waits until the program has said that it keeps the last good site, and looks whether the output does.
    pub fn check_kept(&self) -> Result<(), String> {
        self.running.expect("the last good site stays");
        let different = self.good.as_ref().and_then(|(files, _)| self.difference_on_disk(files, false));
        different.map_or(Ok(()), |difference| Err(format!("while a disk is away, {difference}")))
    }

    /// Waits until the program has seen that a disk is back. What is published is the same as before, so that it does not show.
    pub fn wait_for_the_disk(&self) {
        self.running.expect(" ok ");
    }

    /// Waits until all that is published, on disk and by HTTP, is what a clean build makes, or the last good site if that
    /// one has errors. `is_said` says whether errors are reported now, and `builds` how many builds the edit may have led to: one for
    /// each file that changed, or none; after the first of several there may have been a good site.
    pub fn check(&mut self, clean: &Outcome, is_said: bool, builds: usize, with_late: bool) -> Result<(), String> {
        let gone = self.good.take();
        let is_good = !has_errors(&clean.diagnostics);
        if is_good {
            self.good = Some((all_files(clean), clean.site.config.prefix().to_owned()));
            self.has_good = true;
        } else {
            if is_said {
                self.running.expect("the last good site stays");
            }
            self.good = gone.clone().filter(|_| builds <= 1);
        }
        let Some((files, prefix)) = self.good.clone() else { return Ok(()) };
        let gone = gone.map_or_else(Files::new, |(files, _)| files);
        let deadline = Instant::now() + PATIENCE;
        let mut said = Vec::new();
        loop {
            // What is late was perhaps not made yet when the errors came.
            match self.difference(&files, &gone, &prefix, with_late && is_good) {
                None => {
                    self.compared += 1;
                    return Ok(());
                }
                Some(_) if Instant::now() < deadline => said.extend(self.running.line(Duration::from_millis(20))),
                Some(difference) => return Err(format!("{difference}; the program said {said:#?}")),
            }
        }
    }

    fn difference(&self, files: &Files, gone: &Files, prefix: &str, with_late: bool) -> Option<String> {
        if let Some(difference) = self.difference_on_disk(files, with_late) {
            return Some(difference);
        }
        let counts = |path: &String| with_late || !is_late(path);
        let asked = files
            .keys()
            .filter(|path| counts(path))
            .chain(gone.keys().filter(|path| !files.contains_key(*path) && counts(path)));
        let host = self.host.as_deref().filter(|_| self.has_good)?;
        asked.into_iter().find_map(|path| {
            let answer = self.get(host, path, prefix);
            let expected = files.get(path);
            let is_equal = match (&answer, expected) {
                (Ok((200, body)), Some(expected)) => body == expected,
                (Ok((status, _)), None) => [302, 404].contains(status),
                _ => false,
            };
            let said = || answer.map_or_else(|error| error, |(status, _)| format!("status {status}"));
            (!is_equal).then(|| format!("{path} by HTTP ({}) differs from a clean build", said()))
        })
    }

    fn difference_on_disk(&self, files: &Files, with_late: bool) -> Option<String> {
        let lasting = |files: &Files| -> Files {
            let files = files.iter().filter(|(path, _)| with_late || !is_late(path));
            files.map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
        };
        let (mut on_disk, files) = (lasting(&read_while_written(&self.output)), lasting(files));
        on_disk.remove(".fissure-manifest");
        differing(&on_disk, &files).map(|path| format!("{path} on disk differs from a clean build"))
    }

    /// A page as it is without the script that the preview adds.
    fn get(&self, host: &str, path: &str, prefix: &str) -> Result<(u16, Vec<u8>), String> {
        let address = OutputPath::new(path).map_err(|error| error.to_string())?.address().encoded();
        let url = format!("{host}{prefix}{address}");
        let mut response = self.agent.get(url).call().map_err(|error| error.to_string())?;
        let body = response.body_mut().read_to_vec().map_err(|error| error.to_string())?;
        let body = if path.ends_with(".html") { without_script(body) } else { body };
        Ok((response.status().as_u16(), body))
    }
}

fn command(way: Way, world: &World, inputs: &Inputs, output: &Path) -> Command {
    let Inputs { now, drafts, base_url, .. } = inputs;
    let mut command = Command::new(env!("CARGO_BIN_EXE_fissure"));
    // The output is in the folder of the site.
    command.arg("--root").arg(output.parent().unwrap()).args(way.arguments()).arg("--output").arg(output);
    command.args(drafts.then_some("--drafts"));
    command.args(base_url.iter().flat_map(|url| ["--base-url", url.as_str()]));
    if way.is_in_world() {
        world.hold(&mut command);
        set_clock(world, *now);
    } else {
        command.args(["--now", &now.to_string()]);
    }
    command
}

/// Sets the clock to a time, or a little later.
fn set_clock(world: &World, now: jiff::Timestamp) {
    world.set_clock(now.as_second() - jiff::Timestamp::now().as_second() + 1);
}

/// Where the program says that it serves, if it does.
fn announced(way: Way, running: &Running) -> Option<String> {
    if !way.arguments().contains(&"serve") {
        return None;
    }
    let line = running.expect("http://localhost:").pop().unwrap();
    let url = &line[line.find("http://").unwrap()..];
    Some(url.split('/').take(3).collect::<Vec<_>>().join("/").replace("localhost", "127.0.0.1"))
}

/// The files below a folder that is being written: one that goes meanwhile is as one that is not there.
fn read_while_written(folder: &Path) -> Files {
    let entries = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let files = entries.filter(|entry| entry.file_type().is_file());
    let read = files.filter_map(|entry| {
        let path = entry.path().strip_prefix(folder).ok()?.to_str()?.to_owned();
        Some((path, fs::read(entry.path()).ok()?))
    });
    read.collect()
}

fn without_script(page: Vec<u8>) -> Vec<u8> {
    const START: &[u8] = b"<script src=\"/_fissure/reload.js\"";
    const END: &[u8] = b"</script>";
    let find =
        |part: &[u8], from: usize| page[from..].windows(part.len()).position(|at| at == part).map(|at| from + at);
    match find(START, 0).and_then(|start| Some((start, find(END, start)? + END.len()))) {
        Some((start, end)) => [&page[..start], &page[end..]].concat(),
        None => page,
    }
}
