//! The command line: what can be asked for, with the help text. Nothing is done here.

use crate::model::config::BaseUrl;
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;
use std::path::PathBuf;

/// A static site generator for a news brief on how AI splits into blocs.
#[derive(Debug, Parser)]
#[command(name = "fissure", version, about, disable_help_subcommand = true)]
#[command(after_help = "Exit codes: 0 good, 1 problems in the content, 2 wrong usage or trouble with files.")]
pub struct Cli {
    /// The folder of the site, with content/ in it.
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the site into a folder, all or nothing.
    Build(BuildArgs),
    /// Do all that build does, but write nothing.
    Check(CheckArgs),
}

#[derive(Debug, Args)]
pub struct BuildArgs {
    #[command(flatten)]
    pub common: CheckArgs,
    /// The folder to fill; it must be empty or one that Fissure made. [default: public in the site's folder]
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Replace files one by one instead of the whole folder at once.
    #[arg(long)]
    pub in_place: bool,
    /// Build again whenever a file changes, until stopped.
    #[arg(long)]
    pub watch: bool,
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Where the site will be published, instead of the base_url of site.yaml.
    #[arg(long, value_name = "URL", value_parser = |url: &str| BaseUrl::new(url))]
    pub base_url: Option<BaseUrl>,
    /// Publish drafts too.
    #[arg(long)]
    pub drafts: bool,
    /// Build as if it were this time (2026-11-22T08:00:00Z), not that of the clock.
    #[arg(long, value_name = "RFC3339", value_parser = instant)]
    pub now: Option<Timestamp>,
    /// Take every warning for an error.
    #[arg(long)]
    pub strict: bool,
    /// How to tell what is wrong: for people, or one JSON object a line on standard output.
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Human,
    Json,
}

fn instant(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| "write day, time and offset, like 2026-11-22T08:00:00Z".to_owned())
}
