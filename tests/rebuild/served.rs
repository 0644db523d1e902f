//! The same site under a running `fissure serve`, whose pages and output must come to those of a clean build. Never
//! builds anything in this process.

use crate::support::all_files;
use crate::support::built::{inputs, is_late};
use crate::support::running::{PATIENCE, Running};
use crate::support::{Files, differing};
use fissure::base::diagnostic::has_errors;
use fissure::base::path::OutputPath;
use fissure::{Inputs, Outcome};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub struct Served {
    running: Running,
    agent: ureq::Agent,
    /// Scheme, host and port.
    host: String,
    output: PathBuf,
    inputs: Inputs,
    /// What is published: the last good site and its prefix; nothing while it is not known which one that is.
    good: Option<(Files, String)>,
    /// Whether this run of the program has built a good site.
    has_good: bool,
}

impl Served {
    pub fn start(folder: TempDir) -> Served {
        let output = folder.path().join("out");
        let running = Running::start(folder, &["serve", "--port", "0", "--output", output.to_str().unwrap()]);
        let host = announced(&running);
        let agent = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE));
        let (inputs, agent) = (inputs(), agent.build().into());
        Served { running, agent, host, output, inputs, good: None, has_good: true }
    }

    /// Starts the program again where its inputs are others; says whether it did.
    pub fn follow(&mut self, inputs: &Inputs) -> bool {
        let Inputs { now, drafts, base_url, .. } = inputs;
        if (now, drafts, base_url) == (&self.inputs.now, &self.inputs.drafts, &self.inputs.base_url) {
            return false;
        }
        let mut arguments = ["serve", "--port", "0", "--output", self.output.to_str().unwrap(), "--now"].to_vec();
        let now = now.to_string();
        arguments.push(&now);
        arguments.extend(drafts.then_some("--drafts"));
        arguments.extend(base_url.iter().flat_map(|url| ["--base-url", url.as_str()]));
        self.running.start_again(&arguments);
        self.host = announced(&self.running);
        (self.inputs, self.has_good) = (inputs.clone(), false);
        true
    }

    /// Waits until all that is published, on disk and by HTTP, is what a clean build makes, or the last good site if that
    /// one has errors. `builds` says how many builds the edit may have led to: one for each file that changed, or none; after
    /// the first of several there may have been a good site.
    pub fn check(&mut self, clean: &Outcome, builds: usize, with_late: bool) -> Result<(), String> {
        let gone = self.good.take();
        let is_good = !has_errors(&clean.diagnostics);
        if is_good {
            self.good = Some((all_files(clean), clean.site.config.prefix().to_owned()));
            self.has_good = true;
        } else {
            if builds > 0 {
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
                None => return Ok(()),
                Some(_) if Instant::now() < deadline => said.extend(self.running.line(Duration::from_millis(20))),
                Some(difference) => return Err(format!("{difference}; the program said {said:#?}")),
            }
        }
    }

    fn difference(&self, files: &Files, gone: &Files, prefix: &str, with_late: bool) -> Option<String> {
        let counts = |path: &String| with_late || !is_late(path);
        let on_disk = read_while_written(&self.output);
        let lasting = |files: &Files| -> Files {
            files.iter().filter(|(path, _)| counts(path)).map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
        };
        let (mut on_disk, files) = (lasting(&on_disk), lasting(files));
        on_disk.remove(".fissure-manifest");
        if let Some(path) = differing(&on_disk, &files) {
            return Some(format!("{path} on disk differs from a clean build"));
        }
        let asked = files.keys().chain(gone.keys().filter(|path| !files.contains_key(*path) && counts(path)));
        asked.filter(|_| self.has_good).find_map(|path| {
            let answer = self.get(path, prefix);
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

    /// A page as it is without the script that the preview adds.
    fn get(&self, path: &str, prefix: &str) -> Result<(u16, Vec<u8>), String> {
        let address = OutputPath::new(path).map_err(|error| error.to_string())?.address().encoded();
        let url = format!("{}{prefix}{address}", self.host);
        let mut response = self.agent.get(url).call().map_err(|error| error.to_string())?;
        let body = response.body_mut().read_to_vec().map_err(|error| error.to_string())?;
        let body = if path.ends_with(".html") { without_script(body) } else { body };
        Ok((response.status().as_u16(), body))
    }
}

/// Where the program says that it serves.
fn announced(running: &Running) -> String {
    let line = running.expect("http://localhost:").pop().unwrap();
    let url = &line[line.find("http://").unwrap()..];
    url.split('/').take(3).collect::<Vec<_>>().join("/").replace("localhost", "127.0.0.1")
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
