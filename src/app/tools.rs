//! The commands that help writers and are more than a call of their module: what they print, and when they end badly.
//!
//! Part of the program, not of the library. What a command finds out is its module's.

use super::cms;
use super::say::{count, line, print, print_text, report, status};
use super::session;
use crate::app::cli::{
    EditionArgs, EditionFormat, ExitStatus, ExplainArgs, HeadersArgs, HeadersFormat, InitArgs, MessageFormat, NewArgs,
    NextArgs, PresentArgs, Printed, RenameArgs, SchemaArgs,
};
use crate::base::content::Content;
use crate::base::diagnostic::{self, Code, Tolerance};
use crate::base::path::{SourcePath, shown_with_slashes};
use crate::base::slug::Slug;
use crate::base::trouble::in_words;
use crate::commands::edition::{self, AskedMail, MailFormat, NoMail};
use crate::commands::journal::{self, Undone};
use crate::commands::rename::{self, Change, Refused};
use crate::commands::scaffold;
use crate::commands::scaffold::ci::{self, CiHost, PinnedProgram};
use crate::commands::{explain, headers, next, schema};
use crate::extras;
use crate::load::{self, Look, Sources, theme};
use crate::model::config;
use crate::plan::pictures::{Make, PictureJob};
use crate::review::against::{self, PublishedData};
use crate::review::lost::lost_addresses;
use crate::{Advice, Inputs, Memory, Outcome, build};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::io::{ErrorKind, IsTerminal};
use std::path::Path;
use std::process::Command;

/// What a build is told that nobody is to publish: all that an editor looks at.
pub(super) fn inputs(present: &PresentArgs) -> Inputs {
    let now = present.now.unwrap_or_else(Timestamp::now);
    Inputs { now, drafts: false, base_url: None, tolerance: Tolerance::Usual, advice: Some(Advice::default()) }
}

/// The folder of a site, if there is one in it. What a killed command left half-way is finished first.
pub(crate) fn site(root: &Path) -> Result<&Path, String> {
    for path in journal::finish_interrupted(root)? {
        line(&format!("fissure: an interrupted command was finished, but {path} was saved since and stays as it is"));
    }
    let content = root.join(load::CONTENT);
    match content.metadata() {
        Ok(found) if found.is_dir() => return Ok(root),
        Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Err(format!("cannot read {}: {}", content.display(), in_words(&error)));
        }
        _ => {}
    }
    let shown = root.display();
    Err(format!(
        "there is no folder {}/ in {shown}. Name the folder of a site with --root, or begin one with: fissure init DIR",
        load::CONTENT
    ))
}

/// Opens a new file in the writer's editor, where there is somebody to write in it.
pub(crate) fn open(path: &Path, args: &NewArgs) -> Result<ExitStatus, String> {
    let wanted = args.edit || (!args.no_edit && std::io::stdout().is_terminal());
    let named = |name| std::env::var(name).ok().filter(|editor| !editor.trim().is_empty());
    let editor = match named("VISUAL").or_else(|| named("EDITOR")) {
        Some(editor) if wanted => editor,
        None if args.edit => return Err("no editor is set. Name one in VISUAL or EDITOR".to_owned()),
        _ => return Ok(ExitStatus::Good),
    };
    // `code --wait` is a program and its options.
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or_default();
    let ended = Command::new(program).args(words).arg(path).status();
    ended.map(|_| ExitStatus::Good).map_err(|error| format!("cannot start {program}: {error}"))
}

/// The site as it is, for those who ask about it.
fn built(root: &Path, present: &PresentArgs) -> (Sources, Outcome) {
    let (sources, noticed) = load::load(root, theme::FILES, &Look::Everywhere, &mut load::LoadCache::default());
    let outcome = build(&sources, noticed, &inputs(present), &mut Memory::default(), &mut |_| {});
    (sources, outcome)
}

/// Prints the moment on standard output, for scripts, and what it changes on standard error.
pub(crate) fn next(root: &Path, args: &NextArgs) -> ExitStatus {
    let (sources, noticed) = load::load(root, theme::FILES, &Look::Everywhere, &mut load::LoadCache::default());
    let inputs = Inputs { base_url: args.base_url.clone(), advice: None, ..inputs(&args.present) };
    let (present, next) = next::next(&sources, &noticed, &inputs);
    if diagnostic::has_errors(&present.diagnostics) {
        report(root, &sources, &present.diagnostics, Printed { format: MessageFormat::Human, all: false });
        line(&format!("{}, so it is not known when the site changes", count(&present.diagnostics)));
        return status(&present.diagnostics);
    }
    let Some(next) = next else {
        line("nothing in the site changes by itself");
        return ExitStatus::Good;
    };
    let at = next.at.to_zoned(present.site.config.time_zone.clone());
    let printed = print_text(&format!("{}\n", at.strftime("%Y-%m-%dT%H:%M:%S%:z")));
    if diagnostic::has_errors(&next.outcome.diagnostics) {
        line(&format!("the site has mistakes then ({}). fissure check reports them", count(&next.outcome.diagnostics)));
    } else {
        let [new, changed, gone] = next.files;
        line(&format!("{new} files are new then, {changed} changed, {gone} removed"));
    }
    printed
}

/// Prints the headers of the site for a server. What that cannot say is reported, and no success.
pub(crate) fn headers(root: &Path, args: &HeadersArgs) -> Result<ExitStatus, String> {
    let (sources, noticed) = load::load(root, theme::FILES, &Look::Everywhere, &mut load::LoadCache::default());
    let inputs = Inputs { base_url: args.base_url.clone(), advice: None, ..inputs(&args.present) };
    let outcome = build(&sources, noticed, &inputs, &mut Memory::default(), &mut |_| {});
    let Some(Content::Memory(bytes)) = outcome.rendered.files.get(headers::HEADERS) else {
        report(root, &sources, &outcome.diagnostics, Printed { format: MessageFormat::Human, all: false });
        return Err(format!("the site makes no {}", headers::HEADERS));
    };
    let text = String::from_utf8_lossy(bytes);
    let redirects = match outcome.rendered.files.get(headers::REDIRECTS) {
        Some(Content::Memory(bytes)) => String::from_utf8_lossy(bytes),
        _ => Default::default(),
    };
    let server = match args.format {
        HeadersFormat::Netlify => return Ok(print_text(&text)),
        HeadersFormat::Nginx => headers::Server::Nginx,
        HeadersFormat::Caddy => headers::Server::Caddy,
        HeadersFormat::Apache => headers::Server::Apache,
    };
    let made = headers::configuration(&text, &redirects, server);
    let printed = print_text(&made.text);
    made.left_out.iter().for_each(|left| line(&format!("left out: {left}")));
    Ok(if made.left_out.is_empty() { printed } else { ExitStatus::Problems })
}

/// Prints an edition as a mail.
pub(crate) fn edition(root: &Path, args: &EditionArgs) -> Result<ExitStatus, String> {
    let (sources, noticed) = load::load(root, theme::FILES, &Look::Everywhere, &mut load::LoadCache::default());
    let inputs = Inputs { base_url: args.base_url.clone(), drafts: args.drafts, advice: None, ..inputs(&args.present) };
    let outcome = build(&sources, noticed, &inputs, &mut Memory::default(), &mut |_| {});
    let printed = Printed { format: MessageFormat::Human, all: false };
    if diagnostic::has_errors(&outcome.diagnostics) {
        report(root, &sources, &outcome.diagnostics, printed);
        line(&format!("{}, so there is no mail", count(&outcome.diagnostics)));
        return Ok(status(&outcome.diagnostics));
    }
    let asked = AskedMail {
        period: args.period.as_deref(),
        of: args.of.as_deref(),
        format: match args.format {
            EditionFormat::Eml => MailFormat::Eml,
            EditionFormat::Html => MailFormat::Html,
            EditionFormat::Text => MailFormat::Text,
            EditionFormat::Md => MailFormat::Markdown,
        },
        unsubscribe: args.unsubscribe.as_deref(),
    };
    match edition::mail(&sources, &outcome, &asked) {
        Ok(mail) => Ok(print(mail.as_bytes())),
        Err(NoMail::Why(why)) => Err(why),
        Err(NoMail::Template(mistake)) => {
            report(root, &sources, std::slice::from_ref(&mistake), printed);
            Ok(ExitStatus::Problems)
        }
    }
}

/// Adds what was changed without a word since an older build. `folder` is its data folder, or the folder above.
pub(crate) fn hold_against(folder: &Path, outcome: &mut Outcome, tolerance: Tolerance) -> Result<(), String> {
    let below = folder.join("data");
    let folder = if below.join("matrix.json").exists() { below.as_path() } else { folder };
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))
    };
    let published =
        PublishedData::read(&read("matrix.json")?, &read("access.json")?, read("articles.json").ok().as_deref())?;
    let mut diagnostics = std::mem::take(&mut outcome.diagnostics);
    diagnostics.extend(against::silent_changes(&published, &outcome.site, &outcome.ledger));
    let tables = ["articles.json", "entities.json", "sources.json"];
    // Older builds may lack some.
    let tables: Vec<(&str, String)> = tables.into_iter().filter_map(|name| Some((name, read(name).ok()?))).collect();
    diagnostics.extend(lost_addresses(&tables, &outcome.plan, &outcome.site)?);
    outcome.diagnostics = diagnostic::settle(diagnostics, tolerance);
    Ok(())
}

/// Says more about a message, or about a page of the site.
pub(crate) fn explain(root: &Path, args: &ExplainArgs) -> Result<ExitStatus, String> {
    let Some(address) = args.what.as_deref().filter(|what| explain::is_address(what)) else {
        return explain_code(args.what.as_deref());
    };
    let (sources, outcome) = built(site(root)?, &args.present);
    let is_own = |path: &SourcePath| root.join(path.as_str()).exists();
    let shelf = session::shelf(root, false);
    let weight = |job: &PictureJob, make: &Make| extras::pictures::weight(job, make, &shelf);
    let answer = explain::explain(address, &sources, &outcome, &is_own, &weight)?;
    let end = print_text(&answer);
    if diagnostic::has_errors(&outcome.diagnostics) {
        let problems = count(&outcome.diagnostics);
        line(&format!("{problems}, so something may be missing here. fissure check reports them"));
        return Ok(ExitStatus::Problems);
    }
    Ok(end)
}

fn explain_code(code: Option<&str>) -> Result<ExitStatus, String> {
    let Some(code) = code else {
        let lines = Code::ALL.iter().map(|code| format!("{}  {}\n", code.name(), code.about()));
        return Ok(print(lines.collect::<String>().as_bytes()));
    };
    match Code::ALL.iter().find(|known| known.name().eq_ignore_ascii_case(code)) {
        Some(code) => Ok(print(code.long().as_bytes())),
        None => Err(match nearest_code(code) {
            Some(near) => format!("there is no message \"{code}\". Did you mean {near}?"),
            None => format!("there is no message \"{code}\". All are listed by: fissure explain"),
        }),
    }
}

/// The code of that number, or the next one: `7` and `E7` are E07, and what has no number is none.
fn nearest_code(written: &str) -> Option<&'static str> {
    let number = |text: &str| text.trim_start_matches(['E', 'e']).parse::<u32>().ok();
    let wanted = number(written)?;
    let names = Code::ALL.iter().map(|code| code.name());
    names.min_by_key(|name| number(name).map_or(u32::MAX, |number| number.abs_diff(wanted)))
}

/// Writes the schemas of the site, and prints which files they are for as editors are told so.
pub(crate) fn schema(root: &Path, args: &SchemaArgs) -> Result<ExitStatus, String> {
    let (sources, outcome) = built(root, &args.present);
    if let Some(name) = args.cms {
        return cms::write(root, name, &outcome.site, &sources);
    }
    let schemas = schema::schemas(&outcome.site);
    let folder = args.output.clone().unwrap_or_else(|| root.join(schema::FOLDER));
    let files =
        schemas.iter().map(|schema| journal::put(&folder, &format!("{}.schema.json", schema.name), schema.text()));
    journal::carry_out(&folder, &files.collect::<Vec<_>>()).map_err(|undone| undone.to_string())?;
    line(&format!("{} schemas in {}", schemas.len(), folder.display()));
    let shown = shown_with_slashes(folder.strip_prefix(root).unwrap_or(&folder));
    let settings = crate::view::data::pretty(&schema::settings(&schemas, &shown));
    let path = root.join(".vscode/settings.json");
    if args.vscode && !path.exists() {
        scaffold::write(root, vec![(SourcePath::new(".vscode/settings.json"), settings.into_bytes())])?;
        line(&format!("{} names them", path.display()));
        return Ok(ExitStatus::Good);
    }
    if args.vscode {
        line(&format!("{} is there already and was left as it is. It should have:", path.display()));
    }
    Ok(print(settings.as_bytes()))
}

/// How often a rename begins anew because a file was saved meanwhile.
const ATTEMPTS: usize = 5;

/// Gives an entity, an article or a page another slug, and says in which files that changed something.
pub(crate) fn rename(root: &Path, args: &RenameArgs) -> Result<ExitStatus, String> {
    let mut memory = load::LoadCache::default();
    for _ in 0..ATTEMPTS {
        match try_to_rename(root, args, &mut memory)? {
            Ok(end) => return Ok(end),
            Err(saved) => line(&format!("{saved} was saved meanwhile, so this begins anew")),
        }
    }
    Err("files of the site are saved again and again, so nothing was renamed".to_owned())
}

/// The same once. Answers which file was saved since it was read, where one was.
fn try_to_rename(
    root: &Path,
    args: &RenameArgs,
    memory: &mut load::LoadCache,
) -> Result<Result<ExitStatus, SourcePath>, String> {
    let (sources, noticed) = load::load(root, theme::FILES, &Look::Everywhere, memory);
    let (config, found) = config::settings(&sources);
    let found: Vec<_> = noticed.into_iter().chain(found).collect();
    if diagnostic::has_errors(&found) {
        return Ok(Ok(refuse(root, &sources, &found, "the site has mistakes")));
    }
    let what = scaffold::what(&args.kind, &config).map_err(|unknown| match args.kind.as_str() {
        "dispute" | "disputes" => {
            format!("a dispute is a page. Write:  fissure rename page {} {}", args.old, args.new)
        }
        _ => unknown,
    })?;
    let change = match rename::rename(&sources, &inputs(&args.present), what, &args.old, &args.new) {
        Ok(change) => change,
        Err(Refused::Wrong(message)) => return Err(message),
        Err(Refused::Errors(found)) => return Ok(Ok(refuse(root, &sources, &found, "the site has mistakes"))),
        Err(Refused::Worse(after, found)) => {
            return Ok(Ok(refuse(root, &after, &found, "the renamed site would have these mistakes")));
        }
    };
    if !args.dry_run {
        // A file that was saved meanwhile may name the entity too.
        let (now, _) = load::load(root, theme::FILES, &Look::Everywhere, memory);
        if let Some(saved) = sources.files.diff(&now.files).next() {
            return Ok(Err(saved.key().clone()));
        }
        let typed = match typed(root, &sources, change.edits.keys())? {
            Ok(typed) => typed,
            Err(saved) => return Ok(Err(saved)),
        };
        match journal::carry_out(root, &change.steps(&typed)) {
            Ok(()) => {}
            Err(Undone::Saved(saved)) => return Ok(Err(saved)),
            Err(Undone::Trouble(trouble)) => return Err(trouble),
        }
    }
    Ok(Ok(print_text(&shown(&change, args))))
}

/// The bytes of files that are read as these sources; or the first that is not any more.
fn typed<'a>(
    root: &Path,
    sources: &Sources,
    paths: impl Iterator<Item = &'a SourcePath>,
) -> Result<Result<BTreeMap<SourcePath, Vec<u8>>, SourcePath>, String> {
    let mut typed = BTreeMap::new();
    for path in paths {
        let bytes = std::fs::read(root.join(path.as_str()))
            .map_err(|error| format!("cannot read {path}: {}", in_words(&error)))?;
        if load::text_of(&bytes).as_ref() != sources.text(path) {
            return Ok(Err(path.clone()));
        }
        typed.insert(path.clone(), bytes);
    }
    Ok(Ok(typed))
}

fn refuse(root: &Path, sources: &Sources, found: &[diagnostic::Diagnostic], why: &str) -> ExitStatus {
    let errors: Vec<_> = found.iter().filter(|d| d.severity == diagnostic::Severity::Error).cloned().collect();
    let shown = if errors.is_empty() { found } else { &errors };
    report(root, sources, shown, Printed { format: MessageFormat::Human, all: true });
    let count = count(shown);
    let count = if count.is_empty() { String::new() } else { format!("{count}: ") };
    line(&format!("{count}{why}; nothing was renamed"));
    status(found)
}

fn shown(change: &Change, args: &RenameArgs) -> String {
    let RenameArgs { old, new, dry_run, .. } = args;
    let becomes = if *dry_run { "would become" } else { "is now" };
    let mut lines: Vec<String> = change.files.iter().map(|(old, new)| format!("{old} {becomes} {new}")).collect();
    if let Some(path) = &change.keeps_name {
        let becomes = if *dry_run { "would be" } else { "is now" };
        lines.push(format!("{path} keeps its name: its field slug {becomes} \"{new}\""));
    }
    for (path, n) in &change.places {
        lines.push(format!("{} in {}", places(*n), change.path_after(path)));
    }
    if change.alias {
        lines.push(format!("\"{old}\" becomes an alias of it"));
    }
    lines.extend(change.redirects.iter().map(|address| format!("{address} becomes a redirect")));
    let never_out = |address| format!("{address} was never published, so it becomes no redirect");
    lines.extend(change.unpublished.iter().map(never_out));
    let files = match change.places.len() {
        0 => "nothing else names it".to_owned(),
        1 => format!("{} in 1 file", places(change.places.values().sum())),
        n => format!("{} in {n} files", places(change.places.values().sum())),
    };
    let end = if *dry_run { "; nothing was written" } else { "" };
    lines.push(format!("{old} -> {new}: {files}{end}"));
    lines.join("\n") + "\n"
}

fn places(n: usize) -> String {
    format!("{n} place{}", if n == 1 { "" } else { "s" })
}

/// The files of `init --ci`.
pub(crate) fn files_of_host(args: &InitArgs) -> Result<Vec<scaffold::NewFile>, String> {
    if args.ci == CiHost::None {
        return Ok(Vec::new());
    }
    let this = || {
        let bytes = std::env::current_exe().and_then(std::fs::read);
        bytes
            .map(|bytes| PinnedProgram::this(&bytes))
            .map_err(|error| format!("cannot read the program itself: {error}"))
    };
    let release = args.release_sha256.clone().map(|sha256| PinnedProgram::Release { sha256 });
    let program = release.map_or_else(this, Ok)?;
    let name = args.folder.canonicalize().unwrap_or_else(|_| args.folder.clone());
    let name = name.file_name().and_then(|name| Slug::from_text(&name.to_string_lossy()));
    let name = name.map_or_else(|| "site".to_owned(), |name| name.to_string());
    Ok(ci::files(args.ci, &program, &name))
}
