//! The files with which a host builds, checks, records and publishes a site.
//!
//! They take the program that wrote them: the release, by its checksum, where that is what runs here, else the same commit, compiled.
//! Nothing is asked of a network, and no file of the site is read.

use super::NewFile;
use crate::base::path::SourcePath;
use clap::ValueEnum;
use ring::digest::{SHA256, digest};
use std::fmt::Write as _;

/// Who builds and publishes the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CiHost {
    /// GitHub Actions and GitHub Pages
    Github,
    /// GitLab CI and GitLab Pages
    Gitlab,
    /// Netlify
    Netlify,
    /// Cloudflare Pages
    Cloudflare,
    /// No host
    None,
}

/// The program that the host is to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PinnedProgram {
    /// The static program of a release, by the SHA-256 of its bytes.
    Release { sha256: String },
    /// What `cargo install --git` is given: `--rev 4e01b78…`.
    Source { made_of: String },
}

impl PinnedProgram {
    /// The program that runs now. `bytes` are those of its file.
    pub(crate) fn this(bytes: &[u8]) -> PinnedProgram {
        if option_env!("FISSURE_RELEASE").is_some() && cfg!(target_env = "musl") && cfg!(target_arch = "x86_64") {
            return PinnedProgram::of_release(bytes);
        }
        let made_of = match env!("FISSURE_COMMIT") {
            "" => format!("--tag v{}", env!("CARGO_PKG_VERSION")),
            commit => format!("--rev {commit}"),
        };
        PinnedProgram::Source { made_of }
    }

    fn of_release(bytes: &[u8]) -> PinnedProgram {
        let mut sha256 = String::new();
        for byte in digest(&SHA256, bytes).as_ref() {
            write!(sha256, "{byte:02x}").expect("a text takes any letters");
        }
        PinnedProgram::Release { sha256 }
    }

    /// The script that puts it into `.fissure/bin`.
    fn install_script(&self) -> String {
        let (text, hole, value) = match self {
            PinnedProgram::Release { sha256 } => (include_str!("ci/install-release.sh"), "{sha256}", sha256),
            PinnedProgram::Source { made_of } => (include_str!("ci/install-source.sh"), "{made_of}", made_of),
        };
        text.replace("{version}", env!("CARGO_PKG_VERSION"))
            .replace("{repository}", env!("CARGO_PKG_REPOSITORY"))
            .replace(hole, value)
    }

    /// An image of a container in which the script runs.
    fn image(&self) -> &'static str {
        match self {
            PinnedProgram::Release { .. } => "buildpack-deps:stable-scm",
            PinnedProgram::Source { .. } => "rust:1",
        }
    }
}

/// The files for a host. `name` is what the site is called there.
pub(crate) fn files(host: CiHost, program: &PinnedProgram, name: &str) -> Vec<NewFile> {
    let build = |host: &str, is_published: &str, url: &str| {
        let text = include_str!("ci/build-site.sh").replace("{host}", host).replace("{is_published}", is_published);
        ("ci/build-site", text.replace("{url}", url))
    };
    let mut files = match host {
        CiHost::None => return Vec::new(),
        CiHost::Github => vec![(".github/workflows/site.yml", include_str!("ci/github.yml").to_owned())],
        CiHost::Gitlab => {
            vec![(".gitlab-ci.yml", include_str!("ci/gitlab.yml").replace("{image}", program.image()))]
        }
        CiHost::Netlify => {
            let build = build("Netlify", "\"${CONTEXT:-production}\" = production", "DEPLOY_PRIME_URL");
            vec![("netlify.toml", include_str!("ci/netlify.toml").to_owned()), build]
        }
        CiHost::Cloudflare => {
            let build = build("Cloudflare Pages", "\"${CF_PAGES_BRANCH:-main}\" = main", "CF_PAGES_URL");
            vec![("wrangler.toml", include_str!("ci/wrangler.toml").replace("{name}", name)), build]
        }
    };
    files.push(("ci/install-fissure", program.install_script()));
    files.into_iter().map(|(path, text)| (SourcePath::new(path), text.into_bytes())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_pinned_by_the_checksum_of_its_program() {
        let program = PinnedProgram::of_release(b"abc");
        let script = program.install_script();
        // The SHA-256 of "abc", from FIPS 180-2.
        assert!(
            script.contains("sha256='ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'"),
            "{script}"
        );
        assert!(script.contains("/releases/download}\"\n") && !script.contains("{version}"), "{script}");
    }

    #[test]
    fn no_hole_of_a_file_stays() {
        let programs = [PinnedProgram::of_release(b""), PinnedProgram::this(b"")];
        for host in CiHost::value_variants() {
            for (path, bytes) in programs.iter().flat_map(|program| files(*host, program, "site")) {
                let text = String::from_utf8(bytes).unwrap();
                let holes = [
                    "{version}",
                    "{sha256}",
                    "{made_of}",
                    "{repository}",
                    "{image}",
                    "{host}",
                    "{is_published}",
                    "{url}",
                    "{name}",
                ];
                // "${repository}" and the like are variables of the shell.
                let left: Vec<_> =
                    holes.iter().filter(|hole| text.replace(&format!("${hole}"), "").contains(**hole)).collect();
                assert!(left.is_empty(), "{} has {left:?}", path.as_str());
            }
        }
    }
}
