//! A site as it was in a revision of git, and the files that differ from one. Alone in running git.
//!
//! Reads what git has and the names of what differs; never changes the repository, the index or a file.

use crate::base::path::SourcePath;
use crate::load::{self, Sources, theme};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The site as it was in a revision. Fails in words where there is no git, no repository or no such revision.
pub(crate) fn sources(root: &Path, revision: &str) -> Result<Sources, String> {
    let commit = commit(root, revision)?;
    let listed = git(root, &["ls-tree", "-r", "-z", &commit, "--", "."])?;
    let blobs: Vec<(&str, &str)> = listed.split('\0').filter_map(blob).collect();
    let mut reading = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("cannot run git: {error}"))?;
    let files = read_all(&mut reading, &blobs).map_err(|error| format!("cannot read {revision} from git: {error}"));
    let _ = reading.wait();
    Ok(load::of_files(files?, theme::FILES))
}

/// The files of the site that are not as they are in a revision, and those that git does not know.
pub(crate) fn changed(root: &Path, revision: &str) -> Result<BTreeSet<SourcePath>, String> {
    let commit = commit(root, revision)?;
    let differ = git(root, &["diff", "--name-only", "--relative", "--no-renames", "-z", &commit, "--", "."])?;
    let unknown = git(root, &["ls-files", "--others", "--exclude-standard", "-z", "--", "."])?;
    Ok(differ.split('\0').chain(unknown.split('\0')).filter(|path| !path.is_empty()).map(SourcePath::new).collect())
}

fn commit(root: &Path, revision: &str) -> Result<String, String> {
    let name = format!("{revision}^{{commit}}");
    let found = git(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &name]);
    let found = found.map_err(|error| match error.starts_with("cannot run") {
        true => error,
        false => format!("\"{revision}\" is no folder, no record, and no revision of git"),
    })?;
    Ok(found.trim().to_owned())
}

fn git(root: &Path, args: &[&str]) -> Result<String, String> {
    let run = Command::new("git").arg("-C").arg(root).args(args).output();
    let output = run.map_err(|error| format!("cannot run git: {error}"))?;
    let problem = String::from_utf8_lossy(&output.stderr);
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(format!("git {}: {}", args[0], problem.trim())),
    }
}

/// The id and the path of a file in a line of `ls-tree`; links and other repositories are passed over.
fn blob(line: &str) -> Option<(&str, &str)> {
    let (about, path) = line.split_once('\t')?;
    let mut about = about.split(' ');
    let (mode, sort, id) = (about.next()?, about.next()?, about.next()?);
    (sort == "blob" && mode != "120000" && load::is_of_site(path)).then_some((id, path))
}

/// Asks for one file after another, so that neither side waits for the other with full pipes.
fn read_all(git: &mut Child, blobs: &[(&str, &str)]) -> std::io::Result<Vec<(SourcePath, Vec<u8>)>> {
    let (Some(mut ask), Some(answers)) = (git.stdin.take(), git.stdout.take()) else { return Ok(Vec::new()) };
    let mut answers = BufReader::new(answers);
    let mut files = Vec::with_capacity(blobs.len());
    for (id, path) in blobs {
        writeln!(ask, "{id}")?;
        ask.flush()?;
        let mut head = String::new();
        answers.read_line(&mut head)?;
        let len = head.trim_end().rsplit(' ').next().and_then(|len| len.parse::<usize>().ok());
        let len = len.ok_or_else(|| std::io::Error::other(format!("{path} is not there")))?;
        let mut bytes = vec![0; len + 1];
        answers.read_exact(&mut bytes)?;
        bytes.truncate(len);
        files.push((SourcePath::new(path), bytes));
    }
    Ok(files)
}
