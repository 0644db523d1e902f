//! Runs what `init --ci` writes, step by step as its host would: the scripts are those of the files, with real git and real programs.
//!
//! Only what a host alone has stands in: `gh`, which notes what it is asked, the variables of a job, and the address of the releases,
//! which is a folder. Steps that are actions of others are left out. Needs git, curl and sha256sum, so it is run by `scripts/test`.

mod support;

use serde_yaml::from_str;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::*;

type Yaml = serde_json::Value;

/// A host: a repository that a clone is pushed to, and the release of this very program.
struct Host {
    folder: tempfile::TempDir,
}

impl Host {
    /// With a site in the clone `site`, whose branch main is pushed.
    fn with_site(host: &str) -> Host {
        let folder = tempfile::tempdir().unwrap();
        let host_folder = Host { folder };
        let path = host_folder.path();
        let name = concat!("fissure-", env!("CARGO_PKG_VERSION"), "-x86_64-unknown-linux-musl");
        let release = path.join(concat!("releases/v", env!("CARGO_PKG_VERSION")));
        fs::create_dir_all(release.join(name)).unwrap();
        fs::create_dir_all(path.join("bin")).unwrap();
        fs::create_dir_all(path.join("runner")).unwrap();
        let (program, shown) = (env!("CARGO_BIN_EXE_fissure"), release.display());
        // What only a debugger reads would make a large archive.
        let pack =
            format!("cd {shown} && strip -o {name}/fissure {program} && tar -c {name} | gzip -1 > {name}.tar.gz");
        let sum = host_folder.shell(path, &format!("{pack} && sha256sum {name}/fissure | cut -c 1-64"));
        write_files(
            path,
            &[(
                "bin/gh",
                "#!/bin/sh\necho \"gh $*\" >> \"$WORK/gh.log\"\n[ \"$1\" = run ] && cat \"$WORK/last-run\" || true\n",
            )],
        );
        host_folder.shell(path, "chmod +x bin/gh && git init --quiet --bare --initial-branch main origin.git");
        let init = ["init", "site", "--ci", host, "--base-url", "https://example.org/", "--release-sha256", sum.trim()];
        support::program::ok(path, &init);
        let site = path.join("site");
        host_folder.shell(&site, "git init --quiet --initial-branch main && git remote add origin ../origin.git");
        host_folder.commit("Begin");
        host_folder.shell(&site, "git push --quiet origin main");
        host_folder
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn site(&self) -> PathBuf {
        self.path().join("site")
    }

    fn commit(&self, message: &str) {
        self.shell(&self.site(), &format!("git add . && git commit --quiet --message '{message}'"));
    }

    fn shell(&self, folder: &Path, script: &str) -> String {
        let (code, said) = self.run(folder, script, &BTreeMap::new());
        assert_eq!(code, 0, "{script}\n{said}");
        said
    }

    /// Runs a script as a job would; gives its exit code and what it printed.
    fn run(&self, folder: &Path, script: &str, more: &BTreeMap<&str, String>) -> (i32, String) {
        let at = |name: &str| self.path().join(name).display().to_string();
        let added = fs::read_to_string(self.path().join("runner/path")).unwrap_or_default();
        let path = added.lines().collect::<Vec<_>>().join(":");
        let run = Command::new("bash")
            .args(["-e", "-o", "pipefail", "-c", &format!("exec 2>&1\n{script}")])
            .current_dir(folder)
            .env_clear()
            .env("PATH", format!("{path}:{}:{}", at("bin"), std::env::var("PATH").unwrap()))
            .envs([("HOME", at("runner")), ("WORK", at("")), ("RUNNER_TEMP", at("runner"))])
            .envs([("GITHUB_PATH", at("runner/path")), ("GITHUB_OUTPUT", at("runner/output"))])
            .envs([
                ("GITHUB_STEP_SUMMARY", at("runner/summary")),
                ("GITHUB_SERVER_URL", "https://host.example".to_owned()),
            ])
            .env("GITHUB_REPOSITORY", "desk/site")
            .env("FISSURE_RELEASES", format!("file://{}", at("releases")))
            // What a host calls its repository is a folder here.
            .envs([("GIT_CONFIG_COUNT", "2"), ("GIT_CONFIG_KEY_1", "pull.rebase"), ("GIT_CONFIG_VALUE_1", "true")])
            .env("GIT_CONFIG_KEY_0", format!("url.{}.insteadOf", at("origin.git")))
            .env("GIT_CONFIG_VALUE_0", "https://x-access-token:token@host.example/desk/site.git")
            .envs([("GIT_AUTHOR_NAME", "Writer"), ("GIT_COMMITTER_NAME", "Writer")])
            .envs([("GIT_AUTHOR_EMAIL", "writer@example.org"), ("GIT_COMMITTER_EMAIL", "writer@example.org")])
            .envs(more)
            .output()
            .unwrap();
        (run.status.code().unwrap(), String::from_utf8_lossy(&run.stdout).into_owned())
    }

    /// Runs the steps of a job of GitHub that have a script and whose condition is met; gives what each printed, by its name.
    fn job(&self, job: &str, variables: &[(&str, &str)]) -> BTreeMap<String, String> {
        let _ = fs::remove_file(self.path().join("runner/output"));
        let file = fs::read_to_string(self.site().join(".github/workflows/site.yml")).unwrap();
        let workflow: Yaml = from_str(&file).unwrap();
        let mut printed = BTreeMap::new();
        for step in workflow["jobs"][job]["steps"].as_array().unwrap() {
            let (Some(script), Some(name)) = (step["run"].as_str(), step["name"].as_str()) else { continue };
            let is_due =
                fs::read_to_string(self.path().join("runner/output")).is_ok_and(|output| output == "due=true\n");
            if step["if"].as_str().is_some_and(|condition| condition.contains("due.outputs.due")) && !is_due {
                continue;
            }
            let mut all: BTreeMap<&str, String> =
                variables.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
            all.insert("GH_TOKEN", "token".to_owned());
            let (code, said) = self.run(&self.site(), script, &all);
            assert_eq!(code, 0, "the step \"{name}\" ends with {code}:\n{said}");
            printed.insert(name.to_owned(), said);
        }
        printed
    }

    /// Runs the lines of a job of GitLab, in one shell.
    fn gitlab_job(&self, job: &str, variables: &[(&str, &str)]) -> (i32, String) {
        let file = fs::read_to_string(self.site().join(".gitlab-ci.yml")).unwrap();
        let pipeline: Yaml = from_str(&file).unwrap();
        let lines = [&pipeline["default"]["before_script"], &pipeline[job]["script"]];
        let lines: Vec<&str> =
            lines.iter().flat_map(|lines| lines.as_array().unwrap()).map(|line| line.as_str().unwrap()).collect();
        let variables = variables.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.run(&self.site(), &lines.join("\n"), &variables)
    }
}

const NEWS: &str = "---\ntitle: A second article\ndate: 2026-11-20\nmodel: sample-model\naccess:\n  - {for: sample-bloc, status: open, source: sample-source}\n\
                    sources: sample-source\n---\n\nIt is open.\n";

fn request(host: &Host) {
    host.shell(&host.site(), "git checkout --quiet -b change");
    write_files(
        &host.site(),
        &[
            ("content/articles/second.md", NEWS),
            (
                "content/articles/third.md",
                &NEWS.replace("A second", "draft: true\n# A").replace("title: draft", "title: Third\ndraft"),
            ),
        ],
    );
    host.commit("Say more");
}

#[test]
fn github_reviews_a_pull_request_and_publishes_and_records_the_main_branch() {
    let host = Host::with_site("github");
    request(&host);
    let printed =
        host.job("review", &[("BASE", "origin/main"), ("NUMBER", "7"), ("GITHUB_EVENT_NAME", "pull_request")]);
    assert!(printed["Install Fissure"].starts_with("fissure "), "{printed:?}");
    assert!(fs::read_to_string(host.path().join("runner/summary")).unwrap().contains("sample-model"), "{printed:?}");
    let log = fs::read_to_string(host.path().join("gh.log")).unwrap();
    assert!(log.starts_with("gh pr comment 7 --edit-last --create-if-none --body-file "), "{log}");
    let page = fs::read_to_string(host.site().join("public/articles/third/index.html")).unwrap();
    assert!(page.contains("noindex"), "a draft in the preview has no mark");
    assert!(
        fs::read_to_string(host.site().join("public/_headers")).unwrap().ends_with("/*\n  X-Robots-Tag: noindex\n")
    );

    host.shell(
        &host.site(),
        "git checkout --quiet main && git merge --quiet change && git push --quiet origin main && rm -r public",
    );
    host.job("publish", &[("GITHUB_EVENT_NAME", "push")]);
    assert!(host.site().join("public/articles/second/index.html").exists());
    assert!(!host.site().join("public/articles/third").exists(), "a draft is published");
    let recorded = host
        .shell(&host.path().join("origin.git"), "git log -1 --format=%s main && git ls-tree --name-only main records/");
    assert!(recorded.starts_with("Record what is published\nrecords/20"), "{recorded}");
}

#[test]
fn github_publishes_on_schedule_only_what_is_due() {
    let host = Host::with_site("github");
    let timed = NEWS.replace("date: 2026-11-20", "date: 2026-11-20T08:00:00Z");
    write_files(&host.site(), &[("content/articles/second.md", &timed)]);
    host.commit("Write ahead");
    host.shell(&host.site(), "git push --quiet origin main");
    fs::write(host.path().join("last-run"), "2026-11-20T07:00:00Z\n").unwrap();
    let _ = fs::remove_dir_all(host.site().join("public"));
    let printed = host.job("publish", &[("GITHUB_EVENT_NAME", "schedule")]);
    assert!(printed["Ask whether anything is due"].ends_with("\ndue=true\n"));
    assert!(host.site().join("public/articles/second/index.html").exists());
    fs::write(host.path().join("last-run"), "2126-11-20T07:00:00Z\n").unwrap();
    let printed = host.job("publish", &[("GITHUB_EVENT_NAME", "schedule")]);
    assert!(printed["Ask whether anything is due"].ends_with("due=false\n"));
    assert!(!printed.contains_key("Build"), "what is not due is built");
}

#[test]
fn a_program_with_another_checksum_is_refused() {
    let host = Host::with_site("github");
    let script = fs::read_to_string(host.site().join("ci/install-fissure")).unwrap();
    let begin = script.find("sha256='").unwrap() + 8;
    let other = format!("{}{}{}", &script[..begin], "0".repeat(64), &script[begin + 64..]);
    fs::write(host.site().join("ci/install-fissure"), other).unwrap();
    let (code, said) = host.run(&host.site(), "sh ci/install-fissure", &BTreeMap::new());
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("does not have the checksum 000"), "{said}");
    assert!(!host.site().join(".fissure/bin/fissure").exists());
}

#[test]
fn gitlab_reviews_a_merge_request_and_publishes_and_records_the_default_branch() {
    let host = Host::with_site("gitlab");
    request(&host);
    let (code, said) = host.gitlab_job("review", &[("BASE", "origin/main")]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("sample-model"), "{said}");
    assert!(
        fs::read_to_string(host.site().join("public/_headers")).unwrap().ends_with("/*\n  X-Robots-Tag: noindex\n")
    );
    host.shell(
        &host.site(),
        "rm diff.md; git checkout --quiet main && git merge --quiet change && git push --quiet origin main",
    );
    let variables = [
        ("CI_PIPELINE_SOURCE", "push"),
        ("GITLAB_USER_NAME", "Writer"),
        ("GITLAB_USER_EMAIL", "writer@example.org"),
        ("CI_COMMIT_BRANCH", "main"),
        ("GIT_CONFIG_VALUE_0", "https://gitlab-ci-token:token@host.example/desk/site.git"),
        ("CI_JOB_TOKEN", "token"),
        ("CI_SERVER_HOST", "host.example"),
        ("CI_PROJECT_PATH", "desk/site"),
    ];
    host.shell(&host.path().join("origin.git"), "git config receive.advertisePushOptions true");
    let (code, said) = host.gitlab_job("pages", &variables);
    assert_eq!(code, 0, "{said}");
    let recorded = host.shell(&host.path().join("origin.git"), "git log -1 --format=%s main");
    assert_eq!(recorded, "Record what is published\n");
    fs::write(host.site().join(".fissure/published"), "2126-11-20T07:00:00Z\n").unwrap();
    let (code, said) = host.gitlab_job("pages", &[&[("CI_PIPELINE_SOURCE", "schedule")][..], &variables[1..]].concat());
    assert_eq!(code, 42, "{said}");
}

#[test]
fn netlify_and_cloudflare_build_the_site_or_a_preview() {
    for (name, preview) in [
        ("netlify", [("CONTEXT", "deploy-preview"), ("DEPLOY_PRIME_URL", "https://preview.example")]),
        ("cloudflare", [("CF_PAGES_BRANCH", "change"), ("CF_PAGES_URL", "https://preview.example")]),
    ] {
        let host = Host::with_site(name);
        request(&host);
        let run = |variables: &[(&str, &str)]| {
            let variables = variables.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
            let (code, said) = host.run(&host.site(), "sh ci/build-site", &variables);
            assert_eq!(code, 0, "{name}: {said}");
            fs::read_to_string(host.site().join("public/_headers")).unwrap().contains("X-Robots-Tag: noindex")
        };
        assert!(run(&preview), "{name}: a preview may be indexed");
        assert!(host.site().join("public/articles/third/index.html").exists());
        assert!(!run(&[]), "{name}: the site may not be indexed");
        assert!(!host.site().join("public/articles/third/index.html").exists());
    }
}

#[test]
fn a_site_that_is_there_gets_the_files_of_a_host_and_loses_none() {
    let folder = tempfile::tempdir().unwrap();
    support::program::ok(folder.path(), &["init", "site"]);
    let before = files_below(folder.path());
    support::program::ok(folder.path(), &["init", "site", "--ci", "github"]);
    let after = files_below(folder.path());
    assert!(before.iter().all(|(path, bytes)| after.get(path) == Some(bytes)));
    let new: Vec<&String> = after.keys().filter(|path| !before.contains_key(*path)).collect();
    assert_eq!(new, ["site/.github/workflows/site.yml", "site/ci/install-fissure"]);
    let (code, said) = support::program::run(folder.path(), &["init", "site", "--ci", "github"]);
    assert_eq!(code, 2, "{said}");
    assert_eq!(files_below(folder.path()), after);
}

/// A key of a cache as GitHub works it out: `hashFiles` by the contents of the files that its patterns fit.
fn key_of_cache(site: &Path, key: &str) -> String {
    let mut text = String::new();
    let mut rest = key;
    while let Some((before, after)) = rest.split_once("${{ hashFiles(") {
        let (patterns, after) = after.split_once(") }}").unwrap();
        text.push_str(before);
        let patterns: Vec<&str> = patterns.split(", ").map(|pattern| pattern.trim_matches('\'')).collect();
        let fits = |path: &str| patterns.iter().any(|pattern| fits(pattern.trim_start_matches("**/"), path));
        let files =
            files_below(site).into_iter().filter(|(path, _)| fits(path) || fits(path.rsplit('/').next().unwrap()));
        let mut hash = 0u32;
        files.for_each(|(_, bytes)| hash = hash.rotate_left(5) ^ crc32fast::hash(&bytes));
        text.push_str(&format!("{hash:08x}"));
        rest = after;
    }
    text + rest
}

/// Whether a name fits a pattern in which `*` is any text.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((before, after)) => name.strip_prefix(before).is_some_and(|rest| {
            (0..=rest.len()).filter(|at| rest.is_char_boundary(*at)).any(|at| fits(after, &rest[at..]))
        }),
    }
}

#[test]
fn a_job_begins_with_the_pictures_that_the_last_one_made() {
    let folder = tempfile::tempdir().unwrap();
    support::program::ok(folder.path(), &["init", "site", "--ci", "github"]);
    let site = folder.path().join("site");
    let workflow: Yaml = from_str(&fs::read_to_string(site.join(".github/workflows/site.yml")).unwrap()).unwrap();
    for job in ["review", "publish"] {
        let steps = workflow["jobs"][job]["steps"].as_array().unwrap();
        let is_cache = |step: &&Yaml| step["uses"].as_str().is_some_and(|uses| uses.starts_with("actions/cache@"));
        let cache = &steps.iter().find(is_cache).unwrap()["with"];
        assert_eq!(cache["path"], ".fissure", "{job}");
        let text = |name: &str| cache[name].as_str().unwrap_or_else(|| panic!("{job}: no {name}"));
        let (key, start) = (|| key_of_cache(&site, text("key")), || key_of_cache(&site, text("restore-keys")));
        let first = key();
        assert!(first.starts_with(&start()) && first != start(), "{job}");
        // Nothing new has to be kept of an edit.
        write_files(&site, &[("content/articles/of-today.md", NEWS)]);
        assert_eq!(key(), first, "{job}");
        // A key that is there already is never written again, so a new picture needs another one.
        let mut seen = vec![first];
        for name in ["one.jpg", "two.jpg", "three.jpeg", "four.png", "five.webp", "SIX.JPG"] {
            write_files(&site, &[(&format!("static/{name}"), name)]);
            let key = key();
            assert!(!seen.contains(&key) && key.starts_with(&start()), "{job} {name}");
            seen.push(key);
        }
        for name in ["one.jpg", "two.jpg", "three.jpeg", "four.png", "five.webp", "SIX.JPG"] {
            fs::remove_file(site.join("static").join(name)).unwrap();
        }
    }
    let gitlab = folder.path().join("other");
    support::program::ok(folder.path(), &["init", "other", "--ci", "gitlab"]);
    let pipeline: Yaml = from_str(&fs::read_to_string(gitlab.join(".gitlab-ci.yml")).unwrap()).unwrap();
    assert_eq!(pipeline["default"]["cache"]["paths"], serde_json::json!([".fissure"]));
}
