//! What `init` and `new` write into a site's own folders: a first site, the file of a new article or entity.
//!
//! Next to the pipeline: it makes files for it to read, and does nothing else. Never writes over a file, and never into a folder
//! that has something in it unless it is asked for one file by name. Writing is the `journal`'s.

pub(crate) mod ci;

use crate::base::lexicon::Lexicon;
use crate::base::path::SourcePath;
use crate::base::slug::Slug;
use crate::base::table::Table;
use crate::commands::journal::{self, Step};
use crate::link::called::Called;
use crate::link::{EntityId, prose};
use crate::load::{CONTENT, Sources};
use crate::model::config::BaseUrl;
use crate::model::edition::{BadPeriod, Period};
use crate::model::fields::facts_of;
use crate::model::kind::{ARTICLES, BLOC, EDITIONS, Kind, KindId, PAGES, SOURCE_KEY, STANDARD};
use crate::model::{self, Config, Item, suggest};
use crate::parse::explain::quoted;
use crate::parse::yaml::Value;
use crate::parse::{self, front_matter};
use jiff::civil::Date;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

/// A file that is yet to be written: its path in the site, and its bytes.
pub(crate) type NewFile = (SourcePath, Vec<u8>);

macro_rules! sample {
    ($($path:literal $from:literal)*) => { &[$(($path, include_str!(concat!("scaffold/", $from)))),*] };
}

/// The first site, with `{date}`, `{base_url}` and `{version}` where these belong.
const SAMPLE: &[(&str, &str)] = sample! {
    ".gitignore" "gitignore"
    "README.md" "README.md"
    "content/site.yaml" "site.yaml"
    "content/articles/{date}-how-an-article-is-made.md" "article.md"
    "content/blocs/sample-bloc.md" "bloc.md"
    "content/companies/sample-company.md" "company.md"
    "content/models/sample-model.md" "model.md"
    "content/pages/about.md" "about.md"
    "content/sources/sample-source.md" "source.md"
};

/// The versions that a site of this one is made for.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));

/// The files of a new site, and those of the theme if they are given.
pub(crate) fn site(today: Date, base_url: Option<&BaseUrl>, theme: &[(&str, &[u8])]) -> Vec<NewFile> {
    let base_url = match base_url {
        Some(url) => format!("base_url: {}/", url.as_str()),
        None => "# base_url: https://example.org/".to_owned(),
    };
    let fill = |text: &str| {
        text.replace("{date}", &today.to_string()).replace("{base_url}", &base_url).replace("{version}", VERSION)
    };
    let sample = SAMPLE.iter().map(|(path, text)| (SourcePath::new(fill(path)), fill(text).into_bytes()));
    sample.chain(theme.iter().map(|(path, bytes)| (SourcePath::new(path), bytes.to_vec()))).collect()
}

/// What a new file is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NewFileKind<'a> {
    Article,
    Entity(&'a Kind),
    Page,
    /// The introduction of one.
    Edition,
}

/// Finds what a word of the command line means: `article`, `page`, `edition`, or a kind by its key, its title or its folder.
pub(crate) fn what<'a>(word: &str, config: &'a Config) -> Result<NewFileKind<'a>, String> {
    if word == "article" {
        return Ok(NewFileKind::Article);
    }
    let named = |of: fn(&Kind) -> &str| config.kinds.iter().find(|kind| of(kind).eq_ignore_ascii_case(word));
    let kind = named(|kind| &kind.key).or_else(|| named(|kind| &kind.title)).or_else(|| named(|kind| &kind.folder));
    match kind {
        Some(kind) => Ok(NewFileKind::Entity(kind)),
        None if word == "page" => Ok(NewFileKind::Page),
        None if word == "edition" => Ok(NewFileKind::Edition),
        None => {
            let known: Vec<&str> = ["article", "page", "edition"]
                .into_iter()
                .chain(config.kinds.iter().map(|kind| kind.key.as_str()))
                .collect();
            let help = match suggest::nearest(word, known.iter().copied()) {
                Some(near) => format!("Did you mean \"{near}\"?"),
                None => format!("There are: {}. More are declared under kinds in site.yaml.", known.join(", ")),
            };
            Err(format!("there is no kind \"{word}\". {help}"))
        }
    }
}

/// The file of something new, with its name and hints of the fields that it may have.
///
/// Says in words why there can be none: a title that no address can be made of, or a page that is there already.
pub(crate) fn file(
    what: NewFileKind<'_>,
    title: &str,
    today: Date,
    sources: &Sources,
    config: &Config,
) -> Result<NewFile, String> {
    let title = title.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let title = title.collect::<Vec<_>>().join(" ");
    if what == NewFileKind::Edition {
        return introduction(&title, sources);
    }
    let Some(slug) = Slug::from_text(&title) else {
        return Err(format!("no address can be made of \"{title}\": it has no letter and no digit."));
    };
    let folder = match what {
        NewFileKind::Article => ARTICLES,
        NewFileKind::Page => PAGES,
        NewFileKind::Edition => EDITIONS,
        NewFileKind::Entity(kind) => &kind.folder,
    };
    if let Some(path) = file_with_slug(&slug, folder, sources, config) {
        return Err(format!("{path} has this address already; nothing was written."));
    }
    let name = match what {
        NewFileKind::Article => format!("{today}-{slug}"),
        _ => slug.to_string(),
    };
    let text = match what {
        NewFileKind::Article => article(&title, today, &tags_of(&title, sources, config), config),
        NewFileKind::Page | NewFileKind::Edition => format!("---\n{}\n---\n\n", field("title", &title)),
        NewFileKind::Entity(kind) => entity(&title, kind),
    };
    Ok((SourcePath::new(format!("{CONTENT}/{folder}/{name}.md")), text.into_bytes()))
}

/// The introduction of the edition of a week or month.
fn introduction(period: &str, sources: &Sources) -> Result<NewFile, String> {
    let period = Period::read(period).map_err(|BadPeriod { why, meant }| {
        let meant = meant.map_or_else(|| "2026-w47".to_owned(), |meant| meant.to_string());
        format!("\"{period}\" is no week and no month: {why}. Write it like  {meant}")
    })?;
    let folder = format!("{CONTENT}/{EDITIONS}");
    let paths = ["", "/index"].map(|index| SourcePath::new(format!("{folder}/{period}{index}.md")));
    if let Some(path) = paths.iter().find(|path| sources.files.contains_key(*path)) {
        return Err(format!("{path} introduces this edition already; nothing was written."));
    }
    let text = "---\n# A title of its own, and a line for lists and mail programs. Take the # away:\n# title:\n# summary:\n---\n\n";
    let [path, _] = paths;
    Ok((path, text.as_bytes().to_vec()))
}

/// The file of an article. The kinds that its title names are tags already, the others are hints.
fn article(title: &str, today: Date, tags: &[EntityId], config: &Config) -> String {
    let mut text = format!("---\n{}\ndate: {today}\n", field("title", title));
    if config.new_drafts {
        text.push_str("draft: true\n");
    }
    let of_kind =
        |id: KindId| tags.iter().filter(move |tag| tag.kind == id).map(|tag| tag.slug.as_str()).collect::<Vec<_>>();
    for kind in config.kinds.iter() {
        match of_kind(kind.id).as_slice() {
            [] => {}
            [slug] => text.push_str(&format!("{}\n", field(&kind.key, slug))),
            slugs => text.push_str(&format!("{}: [{}]\n", kind.key, slugs.join(", "))),
        }
    }
    text.push_str("# What it is about, by slug or name. Take the # away where something is to be said:\n");
    let untagged = config.kinds.iter().filter(|kind| of_kind(kind.id).is_empty());
    untagged.for_each(|kind| text.push_str(&format!("# {}: []\n", kind.key)));
    text + "---\n\n"
}

/// The entities that a title names without doubt, found as prose finds them; never by a weak name.
fn tags_of(title: &str, sources: &Sources, config: &Config) -> Vec<EntityId> {
    let files = sources.in_folder(CONTENT).filter(|(path, _)| path.extension() == "md");
    let entities = files.filter_map(|(path, _)| {
        let folder = path.below(CONTENT)?.split('/').next()?;
        let kind = config.kinds.with_folder(folder)?;
        let (entity, _) = model::entity::read(&parse::document(path, sources.text(path)?).0, kind, config);
        Some((EntityId { kind: kind.id, slug: entity.slug.clone() }, Arc::new(Called::new(&entity))))
    });
    let entities: Table<EntityId, Arc<Called>> = entities.collect();
    let names = Lexicon::new(prose::names(&config.kinds, &entities));
    let mut tags: Vec<EntityId> = Vec::new();
    for found in prose::find(title, |folded| names.find(folded)) {
        let strong: Vec<&EntityId> = found.bearers.iter().filter(|(_, weak)| !weak).map(|(id, _)| id).collect();
        if let [id] = strong.as_slice()
            && !entities[*id].link_never
            && !tags.contains(id)
        {
            tags.push((*id).clone());
        }
    }
    tags
}

fn entity(name: &str, kind: &Kind) -> String {
    let mut text = format!("---\n{}\n", field(kind.name_field, name));
    text.push_str("# What else may be said of it. Take the # away:\n# aliases: []\n");
    // A site's own kinds may state nearly everything, which would be no hint.
    let facts = match STANDARD.contains(&kind.key.as_str()) {
        true => facts_of(&kind.key).map(|field| field.key).collect(),
        false => vec![BLOC],
    };
    facts.iter().for_each(|fact| text.push_str(&format!("# {fact}:\n")));
    if kind.key != SOURCE_KEY {
        text.push_str("# source: []\n");
    }
    text + "---\n\n"
}

/// A field of front matter; its value gets quotation marks only when YAML would read something else without them.
fn field(key: &str, value: &str) -> String {
    let plain = format!("{key}: {value}");
    let (read, told) = front_matter::read_fields(&SourcePath::new(""), &plain, 0..plain.len());
    let same =
        |node: &parse::yaml::YamlNode| matches!(&node.value, Value::Text { text, quoted: false } if text == value);
    match told.is_empty() && read.fields.len() == 1 && read.get(key).is_some_and(same) {
        true => plain,
        false => format!("{key}: {}", quoted(value)),
    }
}

/// The file in a folder of the content that has a slug already, whatever its name.
fn file_with_slug<'a>(slug: &Slug, folder: &str, sources: &'a Sources, config: &Config) -> Option<&'a SourcePath> {
    let folder = format!("{CONTENT}/{folder}");
    let files = sources.in_folder(&folder).filter(|(path, _)| path.extension() == "md");
    let mut files = files.filter_map(|(path, _)| Some((path, sources.text(path)?)));
    let found = files.find(|(path, text)| {
        let (document, _) = parse::document(path, text);
        match model::item(&document, config).0 {
            Some(Item::Article(article)) => article.slug == *slug,
            Some(Item::Entity(entity)) => entity.slug == *slug,
            Some(Item::Page(page)) => page.path == slug.as_str(),
            None => false,
        }
    });
    found.map(|(path, _)| path)
}

/// Whether a new site may be written into a folder: it is not there yet, or it is empty.
pub(crate) fn is_free(folder: &Path) -> Result<(), String> {
    let shown = folder.display();
    match fs::read_dir(folder) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(format!("{shown} is not empty; nothing was written. Name a new folder.")),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotADirectory => Err(format!("{shown} is a file, not a folder.")),
        Err(error) => Err(format!("cannot look into {shown}: {error}")),
    }
}

/// Whether a folder has a site already.
pub(crate) fn is_site(folder: &Path) -> bool {
    ["site.yaml", "site.yml"].iter().any(|name| folder.join(CONTENT).join(name).is_file())
}

/// Writes files that are not there yet: all of them, or none.
pub(crate) fn write(root: &Path, files: Vec<NewFile>) -> Result<(), String> {
    let steps: Vec<Step> = files.into_iter().map(|(path, new)| Step::Create { path, new }).collect();
    journal::carry_out(root, &steps).map_err(|undone| undone.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_only_where_yaml_needs_them() {
        for (title, written) in [
            ("Tokyo answers", "title: Tokyo answers"),
            ("360", "title: 360"),
            ("Export ban: what it covers", "title: \"Export ban: what it covers\""),
            ("\"Fugu\" launches", "title: '\"Fugu\" launches'"),
            ("It's \"here\": now", "title: 'It''s \"here\": now'"),
            ("C# and #tags", "title: \"C# and #tags\""),
            ("[Draft] of a title", "title: \"[Draft] of a title\""),
            ("null", "title: \"null\""),
            ("- a dash", "title: \"- a dash\""),
            ("a \\ b: c", "title: \"a \\\\ b: c\""),
            ("東京: 答え", "title: \"東京: 答え\""),
        ] {
            assert_eq!(field("title", title), written);
            let text = field("title", title);
            let (read, told) = front_matter::read_fields(&SourcePath::new(""), &text, 0..text.len());
            assert!(told.is_empty(), "{text}: {told:?}");
            let value = &read.get("title").unwrap().value;
            assert!(matches!(value, Value::Text { text, .. } if text == title), "{text} became {value:?}");
        }
    }
}
