//! The words of an article, entity or page in another language, from a file of its own: `tokyo.ja.md` for `tokyo.md`.
//!
//! Checks one such file alone. Which words stand for which in a language is for `versions` to say.

use super::Item;
use super::config::Config;
use super::fields::translations::{ARTICLE, DISPUTE, EDITION, PAGE, of_entity};
use super::fields::{self, Field};
use super::files::version;
use super::kind::{Kind, SOURCE_KEY};
use super::reader::Fields;
use super::statement::{self, Statement};
use super::time::Published;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::path::SourcePath;
use crate::parse::Document;
use crate::parse::yaml::Word;
use std::sync::Arc;

/// What a text is to readers of a language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Version {
    /// It is in that language, and as new as the others.
    #[default]
    Theirs,
    /// There is none in that language, and the original stands in for it, which is in this one.
    NotYet(Arc<str>),
    /// It is in that language, and the original, which is in this one, has changed since.
    Older(Arc<str>),
}

impl Version {
    /// The language of the text, where it is another than that of the page.
    pub(crate) fn lang(&self) -> Option<&Arc<str>> {
        match self {
            Version::NotYet(lang) => Some(lang),
            Version::Theirs | Version::Older(_) => None,
        }
    }
}

/// The words of an item in another language.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Translation {
    pub document: Arc<Document>,
    /// The file that it translates.
    pub of: SourcePath,
    /// As the file's name has it, in small letters.
    pub language: String,
    pub draft: bool,
    pub words: Words,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Words {
    Article(ArticleWords),
    Entity(EntityWords),
    Page(PageWords),
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ArticleWords {
    pub title: Option<String>,
    /// When it was translated.
    pub date: Option<Published>,
    pub summary: Option<String>,
    pub key: Vec<String>,
    pub image: Option<Word>,
    pub sources: Vec<Word>,
    pub statements: Vec<Statement>,
    /// What to say of entries without a source, if they are the facts of the article.
    pub without_source: Vec<Diagnostic>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct EntityWords {
    pub name: Option<String>,
    pub in_sentences: Option<String>,
    pub aliases: Vec<Word>,
    pub weak: Vec<Word>,
    pub sic: Vec<Word>,
    pub short: Option<String>,
    pub note: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PageWords {
    /// The title, or the question of a dispute.
    pub title: Option<String>,
    pub summary: Option<String>,
    /// The answers of a dispute, in their order.
    pub answers: Vec<Word>,
    pub reading: Option<String>,
    pub would_settle: Option<String>,
}

/// The file that another one translates: of the files of one name the first in the order of the site's languages. None for a file that is
/// an original.
pub(crate) fn original(
    path: &SourcePath,
    config: &Config,
    is_there: &dyn Fn(&SourcePath) -> bool,
) -> Option<SourcePath> {
    let (whole, language) = version(path, config);
    language?;
    let plain = SourcePath::new(format!("{whole}.md"));
    let others = config.codes().flat_map(|(code, _)| {
        let small = code.to_lowercase();
        let other = (small != code).then(|| SourcePath::new(format!("{whole}.{small}.md")));
        std::iter::once(SourcePath::new(format!("{whole}.{code}.md"))).chain(other)
    });
    std::iter::once(plain).chain(others).find(|other| is_there(other)).filter(|other| other != path)
}

/// Checks the file of a translation. `of` is what it translates, and `sort` what that is.
pub(crate) fn read(
    document: &Arc<Document>,
    of: SourcePath,
    sort: Sort<'_>,
    config: &Config,
) -> (Translation, Vec<Diagnostic>) {
    let language = version(&document.path, config).1.unwrap_or_default().to_lowercase();
    let mut fields = Fields::new(&document.path, &document.front_matter, sort.fields());
    let words = match sort {
        Sort::Article => Words::Article(article(&mut fields, config)),
        Sort::Entity(kind) => Words::Entity(entity(&mut fields, kind)),
        Sort::Page => Words::Page(page(&mut fields, "title")),
        Sort::Dispute => Words::Page(page(&mut fields, "question")),
        Sort::Edition => Words::Page(edition(&mut fields)),
    };
    let draft = fields.flag("draft");
    for found in fields.diagnostics.iter_mut().filter(|found| found.code == Code::UnknownField) {
        let is_there = |key: &&Word| found.span.as_ref() == Some(&key.span);
        let mut keys = document.front_matter.fields.iter().map(|(key, _)| key);
        if let Some(key) = keys.find(is_there).filter(|key| sort.has_in_original(&key.text, config)) {
            found.message = format!("\"{}\" stands in the original alone, which is {of}.", key.text);
            found.help = Some(of_original(document, &of, sort, config));
        }
    }
    (Translation { document: document.clone(), of, language, draft, words }, fields.diagnostics)
}

/// What to do with a field of the original in a translation.
fn of_original(document: &Document, of: &SourcePath, sort: Sort<'_>, config: &Config) -> String {
    let has_language = version(of, config).1.is_some();
    match has_language {
        false => "Write it there.".to_owned(),
        true => format!(
            "Write it there: of the languages of this text its own comes first in site.yaml. If this file is the \
             original, {}.",
            as_original(&document.path, sort, config)
        ),
    }
}

/// How a file with a language in its name becomes the original of the others.
fn as_original(path: &SourcePath, sort: Sort<'_>, config: &Config) -> String {
    let (whole, code) = version(path, config);
    let name = SourcePath::new(format!("{whole}.md"));
    match (sort, code) {
        (Sort::Article | Sort::Page, Some(code)) => {
            format!("rename it to {} and add  lang: {code}", name.file_name())
        }
        _ => format!("rename it to {}", name.file_name()),
    }
}

/// What to say of a field that an original lacks, where another file of the same name may have been meant as the original.
pub(crate) fn perhaps_another(
    path: &SourcePath,
    sort: Sort<'_>,
    config: &Config,
    is_there: &dyn Fn(&SourcePath) -> bool,
) -> Option<String> {
    let (_, code) = version(path, config);
    let code = code?;
    let other = |other: &str| {
        let path = SourcePath::new(path.as_str().replace(&format!(".{code}.md"), &format!(".{other}.md")));
        (!other.eq_ignore_ascii_case(code) && is_there(&path)).then_some(path)
    };
    let other = config.codes().find_map(|(code, _)| other(code))?;
    let (own, rest) = (path.file_name(), as_original(&other, sort, config));
    Some(format!("{own} is taken as the original, since its language comes first in site.yaml. If {other} is, {rest}."))
}

/// What a translation is of.
#[derive(Clone, Copy)]
pub(crate) enum Sort<'k> {
    Article,
    Entity(&'k Kind),
    Page,
    Dispute,
    Edition,
}

impl<'k> Sort<'k> {
    /// What an item is.
    pub(crate) fn of(item: &'k Item) -> Sort<'k> {
        match item {
            Item::Article(_) => Sort::Article,
            Item::Entity(entity) => Sort::Entity(&entity.kind),
            Item::Page(page) if page.dispute.is_some() => Sort::Dispute,
            Item::Page(page) if page.edition.is_some() => Sort::Edition,
            Item::Page(_) => Sort::Page,
        }
    }

    /// Whether an original may have a field.
    fn has_in_original(self, key: &str, config: &Config) -> bool {
        let fields = match self {
            Sort::Article => fields::of_article(config),
            Sort::Entity(kind) => fields::of_entity(kind),
            Sort::Page => fields::PAGE.to_vec(),
            Sort::Dispute => fields::DISPUTE.to_vec(),
            Sort::Edition => fields::EDITION.to_vec(),
        };
        fields.iter().any(|field| field.key == key)
    }

    /// The fields that the file of a translation may have.
    pub(crate) fn fields(self) -> Vec<Field<'k>> {
        match self {
            Sort::Article => ARTICLE.to_vec(),
            Sort::Entity(kind) => of_entity(kind),
            Sort::Page => PAGE.to_vec(),
            Sort::Dispute => DISPUTE.to_vec(),
            Sort::Edition => EDITION.to_vec(),
        }
    }
}

fn article(fields: &mut Fields<'_>, config: &Config) -> ArticleWords {
    let title = fields.needed("title", "No title.", "Add:  title: What happened, in one line of this language");
    let sources = fields.tags(SOURCE_KEY);
    let reported = fields.diagnostics.len();
    let statements = statement::statements(fields, &sources, config);
    // The words of an entry rest on what that rests on, and facts that stand elsewhere are a mistake already: `versions` sees.
    let found = fields.diagnostics.split_off(reported);
    let (without_source, others) = found.into_iter().partition(|found| found.code == Code::NoSource);
    fields.diagnostics.extend::<Vec<_>>(others);
    let date = fields.published("date", &config.time_zone);
    if let Some(date) = date.filter(|_| config.require_checked) {
        statement::require_checked(fields, &statements, date.day);
    }
    ArticleWords {
        title,
        date,
        summary: fields.text("summary"),
        key: fields.texts("key"),
        image: fields.address("image"),
        sources,
        statements,
        without_source,
    }
}

fn entity(fields: &mut Fields<'_>, kind: &Kind) -> EntityWords {
    let name = fields.node(kind.name_field).and_then(|_| match kind.key == SOURCE_KEY {
        true => fields.text(kind.name_field),
        false => fields.name(kind.name_field).map(|word| word.text),
    });
    EntityWords {
        name,
        in_sentences: fields.text("in_sentences"),
        aliases: fields.names("aliases"),
        weak: fields.names("weak"),
        sic: fields.names("sic"),
        short: fields.text("short"),
        note: fields.text("note"),
    }
}

fn page(fields: &mut Fields<'_>, title: &str) -> PageWords {
    let title = fields.needed(title, "No title.", &format!("Add:  {title}: The title in this language"));
    PageWords { title, ..edition(fields) }
}

/// The introduction of an edition, which needs no title.
fn edition(fields: &mut Fields<'_>) -> PageWords {
    PageWords {
        title: fields.text("title"),
        summary: fields.text("summary"),
        answers: fields.words("answers"),
        reading: fields.text("reading"),
        would_settle: fields.text("would_settle"),
    }
}

/// A file that looks like a translation into a language that the site does not have.
pub(crate) fn of_no_language(path: &SourcePath, is_there: &dyn Fn(&SourcePath) -> bool) -> Option<Diagnostic> {
    let (name, code) = path.stem().rsplit_once('.')?;
    let original = SourcePath::new(format!("{}/{name}.md", path.parent()));
    if !super::language::is_code(code) || !is_there(&original) {
        return None;
    }
    let message = format!("This looks like {original} in another language, and the site has no pages in \"{code}\".");
    let help = format!("Add to site.yaml:  languages: [{{code: {code}}}]  Or rename the file.");
    Some(Diagnostic::warning(Code::BadFile, path, None, message).help(help))
}
