//! The templates of a site, compiled: Tera with our filters, fed from loaded bytes.
//!
//! Alone in naming the template engine, but for `view::prepared`. A template sees its page's context and `site`, nothing else.

use super::doubled::doubled;
use super::metered::{Metered, included, metered, too_deep, weight};
use super::reach::{Mentioned, Texts};
use super::{blocks, known, meter, typography, wording};
use crate::base::bounds::{self, INCLUDE_DEPTH, TEMPLATE_BYTES, exceeded};
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::memo::Last;
use crate::base::path::SourcePath;
use crate::base::table::Table;
use crate::base::text::capitalised;
use crate::load::{SourceFile, Sources, TEMPLATES};
use crate::model::language;
use crate::model::strings::{Strings, Text, is_strings};
use crate::model::suggest::nearest;
use crate::view::SiteContext;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use tera::{ErrorKind, Kwargs, State, Tera, TeraResult};

/// Compiled templates, ready to render from any thread.
pub(crate) struct Templates {
    tera: Tera,
    texts: Texts,
    site: Arc<SiteContext>,
    strings: Arc<Strings>,
    /// As the engine has them, by name.
    metered: BTreeMap<String, Metered>,
    /// What each template can reach.
    reaches: BTreeMap<String, Arc<Reach>>,
}

/// All that can show on a page of one template besides the page's context and the words of the interface: the template itself,
/// whatever it can include, extend or call, and `site`. Pages with equal contexts, equal reaches and equal words are equal.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Reach {
    texts: Texts,
    site: Option<Arc<SiteContext>>,
}

impl PartialEq for Templates {
    fn eq(&self, other: &Self) -> bool {
        self.texts == other.texts && self.site == other.site && self.strings == other.strings
    }
}

impl Eq for Templates {}

impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.texts.keys()).finish()
    }
}

/// What compiling remembers between builds.
pub(crate) type TemplatesCache = Last<Question, (Arc<Templates>, Arc<Vec<Diagnostic>>)>;

/// What templates are compiled from.
type Question = (Texts, Arc<SiteContext>, Arc<Strings>);

/// Why a template could not be rendered: a place in a template.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Failure {
    pub path: SourcePath,
    /// Where in that file; none where the engine knows no place, or where there is no such file.
    pub place: Option<(usize, usize)>,
    pub message: String,
    pub help: Option<String>,
}

impl Failure {
    pub(crate) fn diagnostic(self) -> Diagnostic {
        let span: Option<Span> = self.place.map(|(start, end)| start..end);
        let code = if meter::is_exceeded(&self.message) { Code::Exceeded } else { Code::Template };
        let diagnostic = Diagnostic::error(code, &self.path, span, self.message);
        Diagnostic { help: self.help, ..diagnostic }
    }
}

/// Compiles every file in `templates/`; all mistakes of all templates are told.
///
/// `site` is what every template sees under that name, and `strings` what the filter `t` knows.
pub(crate) fn compile(
    sources: &Sources,
    site: &Arc<SiteContext>,
    strings: &Arc<Strings>,
    memory: &mut TemplatesCache,
) -> (Arc<Templates>, Arc<Vec<Diagnostic>>) {
    let mut texts = Texts::new();
    for (path, file) in sources.in_folder(TEMPLATES).filter(|(path, _)| !is_strings(path)) {
        if let SourceFile::Text(text) = file {
            texts.insert(path.below(TEMPLATES).unwrap_or("").to_owned(), text.clone());
        }
    }
    let question = (texts, site.clone(), strings.clone());
    memory.answer(&question).unwrap_or_else(|| {
        let answer = compile_all(&question);
        memory.learn(question, answer)
    })
}

fn compile_all((texts, site, strings): &Question) -> (Arc<Templates>, Arc<Vec<Diagnostic>>) {
    let mut templates = Templates {
        tera: engine(strings),
        texts: texts.clone(),
        site: site.clone(),
        strings: strings.clone(),
        metered: BTreeMap::new(),
        reaches: BTreeMap::new(),
    };
    let exceeded = too_much(texts);
    if !exceeded.is_empty() {
        return (Arc::new(templates), Arc::new(exceeded));
    }
    let mentioned = Mentioned::of(texts);
    let reach = |name: &String| Reach { texts: mentioned.from([name.as_str()]), site: Some(site.clone()) };
    templates.reaches = texts.keys().map(|name| (name.clone(), Arc::new(reach(name)))).collect();
    let (changed, lost) = blocks::without_lost(texts);
    let weights: BTreeMap<&str, usize> = texts.iter().map(|(name, text)| (name.as_str(), weight(text))).collect();
    let weight_of = |name: &str| weights.get(name).copied().unwrap_or(1);
    let all = texts.iter().map(|(name, text)| (name.as_str(), changed.get(name.as_str()).map_or(&**text, |text| text)));
    templates.metered = all.clone().map(|(name, text)| (name.to_owned(), metered(text, &weight_of))).collect();
    let with_counts = templates.metered.iter().map(|(name, metered)| (name.as_str(), &*metered.text));
    let diagnostics = match templates.tera.add_raw_templates(with_counts) {
        Ok(()) => lost,
        // What is wrong is reported of the texts as they were written. A template that cannot be read seems to lack its blocks.
        Err(error) => templates.all_mistakes(&engine(strings).add_raw_templates(all).err().unwrap_or(error)),
    };
    templates.tera.global_context().insert("site", &**site);
    (Arc::new(templates), Arc::new(diagnostics))
}

/// What templates have too much of.
fn too_much(texts: &Texts) -> Vec<Diagnostic> {
    let path = |name: &str| SourcePath::new(format!("{TEMPLATES}/{name}"));
    if let Some((name, _)) = texts.iter().nth(bounds::TEMPLATES) {
        let what = format!("The number of templates is {}", texts.len());
        let exceeded = exceeded(&path(name), None, &what, bounds::TEMPLATES);
        return vec![exceeded.help("Join templates, or make components of what they share.")];
    }
    let found = texts.iter().filter_map(|(name, text)| match text.len() {
        bytes if bytes > TEMPLATE_BYTES => {
            let exceeded = exceeded(&path(name), None, &format!("This template has {bytes} bytes"), TEMPLATE_BYTES);
            Some(exceeded.help("Split it, and include its parts."))
        }
        _ => too_deep(&path(name), text),
    });
    let mut found: Vec<Diagnostic> = found.collect();
    let included: BTreeMap<&str, Vec<&str>> = texts.iter().map(|(name, text)| (&**name, included(text))).collect();
    let mut known = BTreeMap::new();
    let depths = included.keys().filter_map(|name| Some((*name, include_depth(name, &included, &mut known)?)));
    if let Some((name, depth)) = depths.max_by_key(|(_, depth)| *depth).filter(|(_, depth)| *depth > INCLUDE_DEPTH) {
        let what = format!("The number of templates that include each other from here on is {depth}");
        let exceeded = exceeded(&path(name), None, &what, INCLUDE_DEPTH);
        found.push(exceeded.help("Include fewer templates within those that are included."));
    }
    found
}

/// How many templates deep one includes others; none if it comes to itself again, which the engine reports.
fn include_depth<'a>(
    name: &'a str,
    included: &BTreeMap<&'a str, Vec<&'a str>>,
    known: &mut BTreeMap<&'a str, Option<usize>>,
) -> Option<usize> {
    if let Some(known) = known.get(name) {
        return *known;
    }
    // Until its depth is known, to come here is to have gone in a circle.
    known.insert(name, None);
    let mut depth = 0;
    for name in included.get(name).into_iter().flatten() {
        depth = depth.max(include_depth(name, included, known)? + 1);
    }
    known.insert(name, Some(depth));
    Some(depth)
}

pub(super) fn engine(strings: &Arc<Strings>) -> Tera {
    let mut tera = Tera::default();
    tera.autoescape_on([".html", ".xml", ".opml"]);
    tera.register_filter("date", date);
    tera.register_filter("direction", |code: &str, _: Kwargs, _: &State<'_>| language::direction(code));
    tera.register_filter("json", json);
    // The first letter alone: what follows may be a name, or a noun of a language that writes these so.
    tera.register_filter("capitalised", |text: &str, _: Kwargs, _: &State<'_>| capitalised(text));
    tera.register_filter("markdown", |text: &str, _: Kwargs, _: &State<'_>| markdown(text));
    wording::register(&mut tera, strings);
    meter::register(&mut tera);
    tera
}

/// `{{ article.date | date(format="%-d %B %Y") }}`: a day in another form; the letters are those of `strftime`.
fn date(day: &str, kwargs: Kwargs, _: &State<'_>) -> TeraResult<String> {
    let format = kwargs.get::<&str>("format")?.unwrap_or("%-d %B %Y");
    let day: Date = day.parse().map_err(|_| tera::Error::message(format!("\"{day}\" is not a day like 2026-11-22")))?;
    jiff::fmt::strtime::format(format, day).map_err(|error| tera::Error::message(format!("date format: {error}")))
}

/// `{{ value | json | safe }}`: any value as JSON that may stand in HTML.
fn json(value: &tera::Value, _: Kwargs, _: &State<'_>) -> TeraResult<String> {
    let text = serde_json::to_string(value).map_err(|error| tera::Error::message(error.to_string()))?;
    Ok(text.replace('<', "\\u003c"))
}

/// `{{ title | markdown }}`: a text whose signs mean nothing in Markdown.
fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let number = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    for (at, c) in text.char_indices() {
        // What makes an item of a list does so at the beginning alone.
        let is_mark = at == 0 && matches!(c, '-' | '+' | '=') || at == number && number > 0 && matches!(c, '.' | ')');
        if is_mark || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' | '|' | '&') {
            escaped.push('\\');
        }
        escaped.push(if matches!(c, '\n' | '\r') { ' ' } else { c });
    }
    escaped
}

impl Templates {
    /// What the pages of each template depend on besides their contexts.
    pub(crate) fn reaches(&self) -> &BTreeMap<String, Arc<Reach>> {
        &self.reaches
    }

    /// All words of the interface that templates may ask for.
    pub(crate) fn words(&self) -> &Table<String, Text> {
        self.strings.texts()
    }

    /// Renders one page. Which words of the interface it reads, [`wording::noting`](super::wording::noting) hears.
    pub(crate) fn render(&self, template: &str, context: &impl Serialize) -> Result<String, Box<Failure>> {
        let context =
            tera::Context::from_serialize(context).map_err(|error| Box::new(self.failure(template, &error)))?;
        let (rendered, page) = meter::within_bounds(|page| self.tera.render_to(template, &context, page));
        if page.is_full {
            return Err(Box::new(self.failure_at(template, 0..0, &meter::page_too_large(), None)));
        }
        rendered.map_err(|error| Box::new(self.failure(template, &error)))?;
        let text = String::from_utf8(page.bytes).expect("templates, contexts and what is made of them are UTF-8");
        let is_set = self.site.has_typography && template.ends_with(".html");
        Ok(if is_set { typography::set(&text) } else { text })
    }

    /// What is wrong with each template. The engine stops at the first that it cannot read, so each is tried by itself.
    fn all_mistakes(&self, first: &tera::Error) -> Vec<Diagnostic> {
        let mut failures = Vec::new();
        let mut readable = Vec::new();
        for (name, text) in &self.texts {
            match engine(&self.strings).add_raw_template(name, text) {
                Err(error) if matches!(error.kind(), ErrorKind::SyntaxError(_)) => {
                    failures.push(self.failure(name, &error));
                    // An empty one takes its place, so that those that include it are not blamed.
                    readable.push((name.as_str(), ""));
                }
                _ => readable.push((name.as_str(), &**text)),
            }
        }
        // So does what defines a component again: then those that use what else it has are not blamed.
        let again = doubled(&readable);
        for (name, text) in &mut readable {
            if again.iter().any(|found| found.template == *name) {
                *text = "";
            }
        }
        failures.extend(
            again.iter().map(|found| self.failure_at(found.template, found.span.clone(), &found.message, None)),
        );
        if failures.is_empty() {
            failures = self.reports(first);
        } else if let Err(error) = engine(&self.strings).add_raw_templates(readable) {
            // What an unreadable template would have defined is not missing.
            let known =
                |failure: &Failure| failure.message.contains("component") || failure.message.starts_with("Block");
            failures.extend(self.reports(&error).into_iter().filter(|failure| !known(failure)));
        }
        failures.into_iter().map(Failure::diagnostic).collect()
    }

    /// The mistakes of an error: the engine joins several of one sort to one text.
    fn reports(&self, error: &tera::Error) -> Vec<Failure> {
        match error.kind() {
            ErrorKind::Msg(reports) => reports.split("\n\n").map(|report| self.report(report)).collect(),
            _ => vec![self.failure("", error)],
        }
    }

    /// An error of the engine as a place and a sentence. `template` is named when the error knows no place.
    fn failure(&self, template: &str, error: &tera::Error) -> Failure {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let name = if report.filename().is_empty() { template } else { report.filename() };
                let help = self.similar_variable(report.message()).or_else(|| self.unended(name, report));
                let span = report.span().range.clone();
                let is_rendered = matches!(error.kind(), ErrorKind::RenderingError(_));
                let metered = self.metered.get(name).filter(|_| is_rendered);
                let span = metered.map_or(span.clone(), |metered| metered.original(span));
                self.failure_at(name, span, report.message(), help)
            }
            ErrorKind::MissingParent { current, parent } => {
                let message = format!("This template extends \"{parent}\", which does not exist.");
                self.failure_at(current, self.place_of(current, parent), &message, self.similar_template(parent))
            }
            ErrorKind::TemplateNotFound(name) => {
                let help = Some("Make it, or leave out the setting that names it.".to_owned());
                self.failure_at(name, 0..0, &format!("There is no template \"{name}\"."), help)
            }
            ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
                self.failure_at(tpl, 0..0, "This template includes or extends itself.", None)
            }
            _ => self.failure_at(template, 0..0, &error.to_string(), None),
        }
    }

    /// A report as the engine prints it, taken apart again: `error: …` and ` --> file:line:column`.
    fn report(&self, report: &str) -> Failure {
        let message = report.lines().next().unwrap_or("").trim_start_matches("error: ");
        let place = report.lines().find_map(|line| line.trim_start().strip_prefix("--> "));
        let mut parts = place.unwrap_or("").rsplitn(3, ':');
        let column = parts.next().and_then(|n| n.trim().parse::<usize>().ok()).unwrap_or(1);
        let line = parts.next().and_then(|n| n.trim().parse::<usize>().ok()).unwrap_or(1);
        let name = parts.next().unwrap_or("").trim_matches(['[', ']']).to_owned();
        if name.is_empty() {
            return self.without_place(message);
        }
        let text = self.texts.get(&name).map_or("", |text| &**text);
        let line_start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let mut rest = text[line_start..].chars();
        let start = line_start + rest.by_ref().take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>();
        let end = start + rest.next().map_or(0, char::len_utf8);
        let quoted = message.split(['`', '\'', '"']).nth(1).unwrap_or("");
        let help = match message.starts_with("Block") {
            true => blocks::similar(&name, quoted, &self.texts),
            false => known::help(message, &self.texts).or_else(|| self.similar_template(quoted)),
        };
        self.failure_at(&name, start..end, message, help)
    }

    /// A report that knows no place: it is about the last of the templates that it names, and the word before them.
    fn without_place(&self, message: &str) -> Failure {
        let named: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
        let template = named.iter().rev().find(|name| self.texts.contains_key(**name)).copied().unwrap_or("");
        let word = named.first().filter(|word| **word != template).copied().unwrap_or(" ");
        self.failure_at(template, self.place_of(template, word), message, None)
    }

    /// A failure at a place of a template, if that is a file in which there is such a place.
    fn failure_at(&self, template: &str, span: Span, message: &str, help: Option<String>) -> Failure {
        let path = if template.is_empty() { TEMPLATES.to_owned() } else { format!("{TEMPLATES}/{template}") };
        let is_there = self.texts.get(template).is_some_and(|text| text.get(span.clone()).is_some());
        let place = is_there.then_some((span.start, span.end));
        Failure { path: SourcePath::new(path), place, message: sentence(message), help }
    }

    fn place_of(&self, template: &str, word: &str) -> Span {
        let text = self.texts.get(template).map_or("", |text| &**text);
        text.find(word).map_or(0..0, |at| at..at + word.len())
    }

    fn similar_template(&self, name: &str) -> Option<String> {
        let (stem, extension) = name.rsplit_once('.')?;
        let others = self.texts.keys().filter_map(|other| other.rsplit_once('.'));
        let near = nearest(stem, others.filter(|(_, other)| *other == extension).map(|(stem, _)| stem))?;
        Some(format!("Did you mean \"{near}.{extension}\"?"))
    }

    /// The engine does not know an end that it does not wait for; what it waits for is the end of something else.
    fn unended(&self, template: &str, report: &tera::ReportError) -> Option<String> {
        let ends = self.texts.get(template)?.get(report.span().range.clone())?.starts_with("end");
        (ends && report.message().starts_with("Unknown tag")).then(|| {
            "Something before it has no end yet: {% if %} needs {% endif %}, {% for %} needs {% endfor %}.".to_owned()
        })
    }

    /// The engine lists the variables there are; the one that was meant is picked out of them.
    fn similar_variable(&self, message: &str) -> Option<String> {
        if message.contains("`undefined`") {
            return Some("What stands here does not exist: check its name in the template reference.".to_owned());
        }
        let wanted = message.split('`').nth(1)?;
        let (_, known) = message.split_once("Available ")?.1.split_once(": ")?;
        let near = nearest(wanted, known.trim_end_matches('.').split(", "))?;
        Some(format!("Did you mean \"{near}\"?"))
    }
}

fn sentence(message: &str) -> String {
    let message = message.trim();
    let end = if message.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{message}{end}")
}
