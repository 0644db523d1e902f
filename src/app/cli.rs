//! The command line: what can be asked for, with the help text. Nothing is done here.
//!
//! Completions and the manual page are made from the same definition.

use crate::base::diagnostic::Tolerance;
use crate::commands::scaffold::ci::CiHost;
use crate::model::config::BaseUrl;
use crate::review::{list, verbatim};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::io::{self, Write};
use std::path::PathBuf;

/// A static site generator for a news brief on how AI splits into blocs.
#[derive(Debug, Parser)]
#[command(name = "fissure", version = env!("FISSURE_VERSION"), about, disable_help_subcommand = true, max_term_width = 80)]
#[command(
    after_help = "Exit codes: 0 good, 1 problems in the content, 2 wrong usage, or trouble with files or the network."
)]
pub struct Cli {
    /// The folder of the site, with content/ in it.
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    pub(crate) root: PathBuf,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Begin a new site in a folder that is empty or not there yet.
    Init(InitArgs),
    /// Make a site of one that another generator made, in a new folder.
    Import(ImportArgs),
    /// Begin a new article, plain page or entity, and print its file.
    New(NewArgs),
    /// Give an article, plain page or entity another slug, in every file of the site.
    Rename(RenameArgs),
    /// Build the site into a folder, all or nothing.
    Build(BuildArgs),
    /// Do what build --watch does, and show the site in a browser while it is written.
    Serve(ServeArgs),
    /// Do all that build does, but write nothing.
    Check(CheckArgs),
    /// Print the next moment at which the site will be another one by itself.
    Next(NextArgs),
    /// Write down what the site publishes today, as a file in records/, so that it stays.
    Record(RecordArgs),
    /// Print what the site would change of what is published: cells, statements, disputes, sources and pages.
    Diff(DiffArgs),
    /// Print the headers and redirects that are to be sent with the site, in the words of a server.
    Headers(HeadersArgs),
    /// Print the edition of a week or month as a mail: HTML, plain text, Markdown, or a message of both.
    Edition(EditionArgs),
    /// List what readers do not see, or do not find.
    List(ListArgs),
    /// Say more about a message, or what a page is made of.
    Explain(ExplainArgs),
    /// Write JSON Schemas of the site's front matter for editors, or the forms of a CMS.
    Schema(SchemaArgs),
    /// Answer an editor that speaks the Language Server Protocol, over standard input and output.
    Lsp(LspArgs),
    /// Print what makes a shell complete commands and options.
    Completions(CompletionsArgs),
    /// Print the manual page; man -l shows it.
    Man,
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The folder to write the site into. With --ci it may have a site already.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Write the files of the theme too, to change them.
    #[arg(long)]
    pub theme: bool,
    /// Where the site will be published: the base_url of site.yaml.
    #[arg(long, value_name = "URL", value_parser = |url: &str| BaseUrl::new(url))]
    pub base_url: Option<BaseUrl>,
    /// Also write the files with which a host builds, checks, records and publishes the site.
    #[arg(long, value_enum, value_name = "HOST", default_value = "none")]
    pub ci: CiHost,
    /// Let the host take the program of this version's release, by its SHA-256, instead of compiling the commit that runs here.
    #[arg(long, value_name = "HEX", value_parser = sha256)]
    pub release_sha256: Option<String>,
    #[command(flatten)]
    pub present: PresentArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// What made the old site.
    #[arg(value_enum, value_name = "FORMAT")]
    pub format: ImportFormat,
    /// The folder of the old site; of WordPress the file of its export (XML), of Ghost too (JSON).
    #[arg(value_name = "FROM")]
    pub from: PathBuf,
    /// The folder to write the new site into, empty or not there yet. [default: the folder of --root]
    #[arg(value_name = "INTO")]
    pub into: Option<PathBuf>,
    /// A table of tags that was edited, after import/tags.csv of an earlier import.
    #[arg(long, value_name = "FILE")]
    pub tags: Option<PathBuf>,
    /// The folder with the pictures and files that an export of WordPress (wp-content/uploads) or Ghost (content) names.
    #[arg(long, value_name = "DIR")]
    pub uploads: Option<PathBuf>,
    #[command(flatten)]
    pub present: PresentArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ImportFormat {
    Hugo,
    Jekyll,
    Wordpress,
    Ghost,
    Obsidian,
}

#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// What it is: article, page, edition, or a kind of the site, like model.
    pub kind: String,
    /// The title of an article or page, the name of an entity, the week or month of an edition.
    #[arg(required = true)]
    pub title: Vec<String>,
    /// Open the file in $VISUAL or $EDITOR, even if the output is no terminal.
    #[arg(long, conflicts_with = "no_edit")]
    pub edit: bool,
    /// Do not open the file.
    #[arg(long)]
    pub no_edit: bool,
    #[command(flatten)]
    pub present: PresentArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RenameArgs {
    /// What it is: article, page, or a kind of the site, like model. A dispute is a page.
    pub kind: String,
    /// The slug that it has. That of a page may have its folder before it, like help/citing.
    pub old: String,
    /// The slug that it gets.
    pub new: String,
    /// Print what would change, and write nothing.
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub present: PresentArgs,
}

#[derive(Debug, Args)]
pub(crate) struct NextArgs {
    /// Where the site will be published, instead of the base_url of site.yaml.
    #[arg(long, value_name = "URL", value_parser = |url: &str| BaseUrl::new(url))]
    pub base_url: Option<BaseUrl>,
    #[command(flatten)]
    pub present: PresentArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RecordArgs {
    /// Where the site will be published, instead of the base_url of site.yaml.
    #[arg(long, value_name = "URL", value_parser = |url: &str| BaseUrl::new(url))]
    pub base_url: Option<BaseUrl>,
    /// Print what would be recorded, and write nothing.
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub present: PresentArgs,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// What to compare with: a file of records/, the folder of another site, or a revision of git. [default: all of records/]
    #[arg(value_name = "OLD")]
    pub old: Option<String>,
    /// How to print it: for people, as Markdown for a pull request, or as JSON.
    #[arg(long, value_enum, default_value = "human")]
    pub format: DiffFormat,
    /// Where the site will be published, instead of the base_url of site.yaml.
    #[arg(long, value_name = "URL", value_parser = |url: &str| BaseUrl::new(url))]
    pub base_url: Option<BaseUrl>,
    #[command(flatten)]
    pub present: PresentArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    Human,
    Markdown,
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct HeadersArgs {
    /// Who is to send them. Netlify, Cloudflare Pages and others read the _headers of the site themselves.
    #[arg(long, value_enum)]
    pub format: HeadersFormat,
    /// Where the site will be published, instead of the base_url of site.yaml.
    #[arg(long, value_name = "URL", value_parser = |url: &str| BaseUrl::new(url))]
    pub base_url: Option<BaseUrl>,
    #[command(flatten)]
    pub present: PresentArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum HeadersFormat {
    Netlify,
    Nginx,
    Caddy,
    Apache,
}

#[derive(Debug, Args)]
pub(crate) struct EditionArgs {
    /// The week or month, like 2026-w47 or 2026-11. [default: the newest that is over]
    #[arg(value_name = "EDITION")]
    pub period: Option<String>,
    /// As what to print it.
    #[arg(long, value_enum, default_value = "text")]
    pub format: EditionFormat,
    /// The slug or name of an entity that has editions of its own, instead of the edition of the site.
    #[arg(long, value_name = "ENTITY")]
    pub of: Option<String>,
    /// The address where a reader goes who wants no more mails, or what your sender puts one in place of: a link at the end.
    #[arg(long, value_name = "URL")]
    pub unsubscribe: Option<String>,
    /// Where the site will be published, instead of the base_url of site.yaml.
    #[arg(long, value_name = "URL", value_parser = |url: &str| BaseUrl::new(url))]
    pub base_url: Option<BaseUrl>,
    /// Take introductions that are drafts too.
    #[arg(long)]
    pub drafts: bool,
    #[command(flatten)]
    pub present: PresentArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EditionFormat {
    /// A message with text and HTML, for a program that sends it as it is.
    Eml,
    /// The HTML of it, with its styles in it.
    Html,
    /// The same as plain text.
    Text,
    /// The same as Markdown, for services that take that.
    Md,
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// What to list.
    #[arg(value_enum)]
    pub what: list::ListFilter,
    /// How to list it: for people, or one JSON object a line.
    #[arg(long, value_enum, default_value = "human")]
    pub format: ListFormat,
    #[command(flatten)]
    pub present: PresentArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The code of a message, like E07, or the address of a page, like /models/fugu/; without it, all codes are listed.
    #[arg(value_name = "CODE|ADDRESS")]
    pub what: Option<String>,
    #[command(flatten)]
    pub present: PresentArgs,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// The folder to write them into. [default: .fissure/schema in the site's folder]
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Write .vscode/settings.json too, if it is not there yet, instead of printing it.
    #[arg(long)]
    pub vscode: bool,
    /// Write the configuration of a CMS instead, if it is not there yet, or print it.
    #[arg(long, value_enum, conflicts_with_all = ["output", "vscode"])]
    pub cms: Option<CmsName>,
    #[command(flatten)]
    pub present: PresentArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CmsName {
    Sveltia,
    Decap,
    PagesCms,
    FrontMatter,
}

#[derive(Debug, Args)]
pub(crate) struct LspArgs {
    #[command(flatten)]
    pub present: PresentArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    #[command(flatten)]
    pub common: CommonArgs,
    /// The folder to fill; it must be empty or one that Fissure made. [default: public in the site's folder]
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Replace files one by one instead of the whole folder at once.
    #[arg(long)]
    pub in_place: bool,
    /// Build again whenever a file changes, until stopped.
    #[arg(long)]
    pub watch: bool,
    /// Show the site in a browser too, as serve does.
    #[arg(long, requires = "watch")]
    pub serve: bool,
    #[command(flatten)]
    pub watching: WatchArgs,
}

/// What `serve` is told: the same as a build that watches and serves.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    pub common: CommonArgs,
    /// The folder to fill; it must be empty or one that Fissure made. [default: public in the site's folder]
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub watching: WatchArgs,
}

/// What a build is told that goes on until it is stopped.
#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    /// Look at the files again and again, where the system tells of no changes (network folders, some containers).
    #[arg(long)]
    pub poll: bool,
    /// The port of the preview; the next free one where it is taken, any free one for 0. [default: 4321]
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// Open the browser at the article that was edited last.
    #[arg(long)]
    pub open: bool,
    /// Also print how long each step of a build took.
    #[arg(long)]
    pub timings: bool,
}

impl From<ServeArgs> for BuildArgs {
    fn from(args: ServeArgs) -> Self {
        let ServeArgs { common, output, watching } = args;
        BuildArgs { common, output, in_place: false, watch: true, serve: true, watching }
    }
}

impl BuildArgs {
    /// Says which option has no effect without another one.
    pub(crate) fn refuse_idle_options(&self) -> Result<(), String> {
        let WatchArgs { poll, port, open, timings } = &self.watching;
        match () {
            () if *poll && !self.watch => Err("--poll needs --watch".to_owned()),
            () if *timings && !self.watch => {
                Err("--timings needs --watch; a build that ends tells them anyway".to_owned())
            }
            () if port.is_some() && !self.serve => Err("--port needs --watch --serve".to_owned()),
            () if *open && !self.serve => Err("--open needs --watch --serve".to_owned()),
            () => Ok(()),
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub common: CommonArgs,
    /// How many words in a row an article may share with a source without quoting it; at least 3.
    #[arg(long, value_name = "N", default_value_t = verbatim::MAX_RUN, value_parser = max_run)]
    pub max_run: usize,
    /// Also report what was changed silently since an older build, whose data/ folder this is, and addresses that are gone.
    #[arg(long, value_name = "DIR")]
    pub against: Option<PathBuf>,
    /// Give advice only on files that differ from a revision of git; errors and warnings are reported of all. [default: HEAD]
    #[arg(long, value_name = "REVISION", num_args = 0..=1, default_missing_value = "HEAD")]
    pub changed: Option<String>,
    /// Also ask addresses of other sites whether they work: those that are new or did not work, and others after 30 days (new),
    /// after another number of days, or in any case (all). Answers are kept in links.json. [default: new]
    #[arg(long, value_name = "WHICH", num_args = 0..=1, require_equals = true, default_missing_value = "new",
        value_parser = link_age)]
    pub links: Option<LinkAge>,
    /// How long --links leaves a host alone after each request. [default: 1000]
    #[arg(long, value_name = "MILLISECONDS", requires = "links")]
    pub pace: Option<u64>,
    /// How long --links waits for an answer; at least 1. [default: 20]
    #[arg(long, value_name = "SECONDS", requires = "links", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: Option<u64>,
    /// Also say what the site will be up to this time, in the forms that --now has. [default: the next change]
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub at: Option<Timestamp>,
}

/// After how many days an address is asked again; none for all addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LinkAge(pub Option<i32>);

/// What `build` and `check` have in common.
#[derive(Debug, Args)]
pub(crate) struct CommonArgs {
    /// Where the site will be published, instead of the base_url of site.yaml.
    #[arg(long, value_name = "URL", value_parser = |url: &str| BaseUrl::new(url))]
    pub base_url: Option<BaseUrl>,
    /// Show drafts and scheduled articles too, marked as such.
    #[arg(long)]
    pub drafts: bool,
    #[command(flatten)]
    pub present: PresentArgs,
    #[command(flatten)]
    pub tolerance: ToleranceArgs,
    /// Print every message; without this, many of one kind are shortened to the first and a count.
    #[arg(long)]
    pub all: bool,
    /// How to report what is wrong: for people, or on standard output as one JSON object a line or as GitHub annotations.
    #[arg(long, value_enum, default_value = "human")]
    pub format: MessageFormat,
}

impl CommonArgs {
    pub(crate) fn printed(&self) -> Printed {
        Printed { format: self.format, all: self.all }
    }
}

/// How severe messages are.
#[derive(Debug, Args)]
pub(crate) struct ToleranceArgs {
    /// Take every warning for an error.
    #[arg(long)]
    pub strict: bool,
    /// Take links that lead nowhere for warnings, for the first builds of a site that comes from elsewhere.
    #[arg(long, conflicts_with = "strict")]
    pub lenient: bool,
}

impl ToleranceArgs {
    pub(crate) fn tolerance(&self) -> Tolerance {
        match self {
            ToleranceArgs { strict: true, .. } => Tolerance::Strict,
            ToleranceArgs { lenient: true, .. } => Tolerance::Lenient,
            ToleranceArgs { .. } => Tolerance::Usual,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct PresentArgs {
    /// Act as if it were this time, not that of the clock: 2026-11-22T08:00:00+09:00; without an offset it is UTC.
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub now: Option<Timestamp>,
}

/// How messages are printed: for whom, and whether every one of them is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Printed {
    pub format: MessageFormat,
    pub all: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    Human,
    Json,
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    Human,
    Json,
}

/// A time with its offset, or a day with or without a time, in UTC.
fn instant(text: &str) -> Result<Timestamp, String> {
    let in_utc =
        |_| text.parse::<DateTime>().and_then(|time| time.to_zoned(TimeZone::UTC)).map(|time| time.timestamp());
    text.parse()
        .or_else(in_utc)
        .map_err(|_| "write a day or a time, like 2026-11-22 or 2026-11-22T08:00:00Z".to_owned())
}

/// After how many days the address of a link is asked again where nothing else is said.
const LINK_DAYS: i32 = 30;

/// A SHA-256 as programs print it.
fn sha256(text: &str) -> Result<String, String> {
    match text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        true => Ok(text.to_ascii_lowercase()),
        false => Err("write 64 hexadecimal digits, from SHA256SUMS of the release".to_owned()),
    }
}

fn link_age(text: &str) -> Result<LinkAge, String> {
    let days = match text {
        "all" => None,
        "new" => Some(LINK_DAYS),
        days => Some(days.parse().ok().filter(|days| *days >= 0).ok_or("write new, all, or a number of days")?),
    };
    Ok(LinkAge(days))
}

fn max_run(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|run| *run >= 3).ok_or_else(|| "write a number of words from 3 on".to_owned())
}

/// What a shell reads to complete commands and options.
pub(crate) fn completions(shell: clap_complete::Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "fissure", &mut script);
    script
}

/// The manual page, with every command on it.
pub(crate) fn man() -> io::Result<Vec<u8>> {
    let mut whole = Cli::command();
    whole.build();
    let mut page = Vec::new();
    let man = clap_mangen::Man::new(whole.clone());
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    for command in whole.get_subcommands() {
        let man = clap_mangen::Man::new(command.clone());
        let mut part = Vec::new();
        man.render_synopsis_section(&mut part)?;
        man.render_description_section(&mut part)?;
        man.render_options_section(&mut part)?;
        writeln!(page, ".SH \"{}\"", command.get_bin_name().unwrap_or_default().to_uppercase())?;
        // Each command is one section, so its parts lose their headings and become paragraphs.
        page.extend(String::from_utf8_lossy(&part).lines().flat_map(|line| match line.starts_with(".SH ") {
            true => ".PP\n".bytes().collect::<Vec<u8>>(),
            false => format!("{line}\n").into_bytes(),
        }));
    }
    let mut end = Vec::new();
    man.render_extra_section(&mut end)?;
    page.extend(String::from_utf8_lossy(&end).replace(".SH EXTRA", ".SH \"EXIT STATUS\"").into_bytes());
    Ok(page)
}

/// What a run comes to; the numbers are a promise to scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExitStatus {
    Good = 0,
    Problems = 1,
    Trouble = 2,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_may_be_a_day_or_lack_its_offset() {
        let read = |text| instant(text).map(|at| at.to_string());
        for text in ["2026-11-22", "2026-11-22T00:00", "2026-11-22 00:00:00", "2026-11-22T09:00:00+09:00"] {
            assert_eq!(read(text).as_deref(), Ok("2026-11-22T00:00:00Z"), "{text}");
        }
        for text in ["today", "22.11.2026", "2026-11", ""] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn help_fits_eighty_columns() {
        let mut whole = Cli::command();
        whole.build();
        for command in whole.get_subcommands_mut() {
            let help = command.render_long_help().to_string();
            let long: Vec<&str> = help.lines().filter(|line| line.chars().count() > 80).collect();
            assert_eq!(long, [""; 0]);
        }
    }
}
