//! The table of tags that an import proposes and a person edits: which tag becomes which entity.
//!
//! CSV in `import/tags.csv`: from, tag, count, kind, slug, name, link. Texts in, texts out.

use super::imported::{Imported, Sort, Tag};
use crate::base::bounds::NAME_LETTERS;
use crate::base::slug::Slug;
use crate::model::kind::Kinds;
use std::collections::{BTreeMap, BTreeSet};

/// Where the table is in the new site.
pub(super) const TABLE: &str = "import/tags.csv";
const COLUMNS: [&str; 7] = ["from", "tag", "count", "kind", "slug", "name", "link"];
/// The kind of tags.
const TOPIC: &str = "topic";
const CATEGORY: &str = "category";
/// What `kind` says of a tag that is dropped.
const DROPPED: &str = "-";
/// What `link` says of names that become links in prose.
const AUTO: &str = "auto";
const NEVER: &str = "never";

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The taxonomy: `tags`, `categories`.
    pub from: String,
    pub tag: String,
    pub count: usize,
    /// None for a tag that is dropped.
    pub kind: Option<String>,
    pub slug: Slug,
    pub name: String,
    pub link_never: bool,
}

/// Rows by taxonomy and folded tag.
pub(super) type Rows = BTreeMap<(String, String), Row>;

/// How tags are compared: `News` and `news` are one.
pub(super) fn key(tag: &Tag) -> (String, String) {
    (tag.taxonomy.clone(), folded(&tag.name))
}

pub(super) fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The kind that a taxonomy becomes: its key, folder, title and plural.
pub(super) fn kind_of(taxonomy: &str) -> [String; 4] {
    let named = |key: &str, folder: &str, title: &str, plural: &str| [key, folder, title, plural].map(str::to_owned);
    match taxonomy {
        "tags" => named(TOPIC, "topics", "Topic", "Topics"),
        "categories" => named(CATEGORY, "categories", "Category", "Categories"),
        other => {
            let plural = Slug::from_text(other).map_or("terms".to_owned(), |slug| slug.to_string());
            let singular = match plural.strip_suffix("ies") {
                _ if plural == "series" => plural.clone(),
                Some(stem) => format!("{stem}y"),
                None => plural.strip_suffix('s').filter(|stem| !stem.ends_with('s')).unwrap_or(&plural).to_owned(),
            };
            // A field of articles, or a folder of the site, cannot be a kind.
            let taken = crate::model::fields::ARTICLE.iter().any(|field| field.key == singular);
            let singular = if taken || singular == "page" { format!("{singular}-term") } else { singular };
            let reserved = ["articles", "pages", "disputes"].contains(&plural.as_str());
            let folder = if reserved { format!("{plural}-terms") } else { plural };
            let title = capitalised(&singular);
            [singular, folder.clone(), title, capitalised(&folder)]
        }
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().to_string() + &chars.as_str().replace('-', " "))
}

/// The rows that are proposed for a site.
pub(super) fn proposed(imported: &Imported) -> Rows {
    let mut counts: BTreeMap<(String, String), (String, usize)> = BTreeMap::new();
    for item in &imported.items {
        let mut seen = BTreeSet::new();
        // Pages have no tags, so that a tag of theirs is an entity only where it had a page.
        let had_page = |tag: &Tag| {
            imported.settings.term_addresses.contains_key(&tag.taxonomy) || imported.terms.contains_key(&key(tag))
        };
        let tags = item.tags.iter().filter(|tag| item.sort == Sort::Article || had_page(tag));
        for tag in tags.filter(|tag| seen.insert(key(tag))) {
            counts.entry(key(tag)).or_insert_with(|| (tag.name.clone(), 0)).1 += 1;
        }
    }
    for ((from, tag), term) in imported.terms.iter().filter(|(_, term)| term.has_file) {
        let name = term.slug.as_ref().or(term.name.as_ref()).unwrap_or(tag);
        let is_known = |slug: &Slug| Slug::from_text(tag).as_ref() == Some(slug);
        // A term is noted under its name and its slug, and becomes one row.
        if Slug::from_text(name).is_some_and(|slug| is_known(&slug)) {
            counts.entry((from.clone(), tag.clone())).or_insert_with(|| (name.clone(), 0));
        }
    }
    let mut taken: BTreeSet<(String, Slug)> = BTreeSet::new();
    let mut rows = Rows::new();
    for ((from, folded), (tag, count)) in counts {
        let term = imported.terms.get(&(from.clone(), folded.clone()));
        let name = shown_name(term.and_then(|term| term.name.as_deref()).unwrap_or(&tag));
        let [kind, ..] = kind_of(&from);
        let wanted = term.and_then(|term| term.slug.as_deref()).unwrap_or(&tag);
        // Tags of one slug had one page, and become one entity.
        let slug = Slug::from_text(wanted).unwrap_or_else(|| {
            let slug = Slug::from_text("tag").expect("letters make a slug");
            unique(slug, |slug| taken.insert((kind.clone(), slug.clone())))
        });
        rows.insert((from.clone(), folded), Row { from, tag, count, kind: Some(kind), slug, name, link_never: true });
    }
    rows
}

/// A slug that is not taken yet: `x`, `x-2`, `x-3`.
pub(super) fn unique(slug: Slug, mut take: impl FnMut(&Slug) -> bool) -> Slug {
    if take(&slug) {
        return slug;
    }
    let stem = slug.as_str().chars().take(150).collect::<String>();
    let numbered = (2_usize..).filter_map(|n| Slug::from_text(&format!("{stem}-{n}")));
    numbered.into_iter().find(|slug| take(slug)).unwrap_or(slug)
}

fn shown_name(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(NAME_LETTERS).collect::<String>().trim().to_owned()
}

/// The table as a file.
pub(super) fn written(rows: &Rows) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(COLUMNS);
    for row in rows.values() {
        let kind = row.kind.as_deref().unwrap_or(DROPPED);
        let link = if row.link_never { NEVER } else { AUTO };
        let count = row.count.to_string();
        let _ = writer.write_record([&row.from, &row.tag, &count, kind, row.slug.as_str(), &row.name, link]);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// The rows of an edited table in the place of those proposed; says every mistake in it, with its line.
pub(super) fn edited(text: &str, proposed: Rows) -> Result<Rows, Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| vec![error.to_string()])?.clone();
    let place = |column: &str| headers.iter().position(|header| header.eq_ignore_ascii_case(column));
    let missing: Vec<String> = ["from", "tag", "kind", "slug", "name", "link"]
        .iter()
        .filter(|name| place(name).is_none())
        .map(|name| format!("the column {name} is missing"))
        .collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    let (mut rows, mut wrong) = (proposed, Vec::new());
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                wrong.push(error.to_string());
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |column: &str| place(column).and_then(|at| record.get(at)).unwrap_or_default();
        let tag = Tag { taxonomy: cell("from").to_owned(), name: cell("tag").to_owned() };
        let Some(row) = rows.get_mut(&key(&tag)) else {
            wrong.push(format!("line {line}: no article has the tag \"{}\" from \"{}\"", tag.name, tag.taxonomy));
            continue;
        };
        let kind = cell("kind");
        row.kind = Some(kind.to_owned()).filter(|kind| !kind.is_empty() && kind != DROPPED);
        if kind == crate::model::kind::SOURCE_KEY || row.kind.as_deref().is_some_and(|kind| Slug::new(kind).is_none()) {
            wrong.push(format!("line {line}: \"{kind}\" cannot be the kind of a tag; write one like topic or company, or - to drop the tag"));
        }
        match Slug::new(cell("slug")) {
            Some(slug) => row.slug = slug,
            None if row.kind.is_none() => {}
            None => wrong.push(format!(
                "line {line}: \"{}\" is not a slug: small letters, digits and single hyphens",
                cell("slug")
            )),
        }
        let name = shown_name(cell("name"));
        match name.is_empty() && row.kind.is_some() {
            true => wrong.push(format!("line {line}: the name is empty")),
            false => row.name = name,
        }
        match cell("link") {
            NEVER => row.link_never = true,
            "" | AUTO => row.link_never = false,
            other => wrong.push(format!("line {line}: link is \"{other}\"; write never, or auto")),
        }
    }
    if wrong.is_empty() { Ok(rows) } else { Err(wrong) }
}

/// A kind as `site.yaml` declares it; none for a standard kind.
pub(super) fn declared(key: &str, taxonomies: &BTreeSet<&str>) -> Option<[String; 4]> {
    if Kinds::standard().with_key(key).is_some() {
        return None;
    }
    let known =
        ["tags", "categories"].into_iter().chain(taxonomies.iter().copied()).map(kind_of).find(|kind| kind[0] == key);
    Some(known.unwrap_or_else(|| {
        let plural = match key.strip_suffix('y') {
            Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
            _ if key == "person" => "people".to_owned(),
            _ if key.ends_with('s') => format!("{key}es"),
            _ => format!("{key}s"),
        };
        [key.to_owned(), plural.clone(), capitalised(key), capitalised(&plural)]
    }))
}

#[cfg(test)]
mod tests {
    use super::super::imported::Item;
    use super::*;

    fn site() -> Imported {
        let mut item = Item::new("a.md", Sort::Article);
        item.tags = [("tags", "C++"), ("tags", "C#"), ("tags", "c++"), ("tags", "…"), ("series", "One, \"two\"")]
            .map(|(taxonomy, name)| Tag { taxonomy: taxonomy.to_owned(), name: name.to_owned() })
            .to_vec();
        Imported { items: vec![item], ..Imported::default() }
    }

    #[test]
    fn a_table_is_proposed_and_read_again() {
        let rows = proposed(&site());
        let table = written(&rows);
        assert_eq!(
            table,
            "from,tag,count,kind,slug,name,link\nseries,\"One, \"\"two\"\"\",1,series,one-two,\"One, \"\"two\"\"\",never\n\
             tags,C#,1,topic,c-sharp,C#,never\ntags,C++,1,topic,c-plus-plus,C++,never\ntags,…,1,topic,tag,…,never\n"
        );
        assert_eq!(edited(&table, rows.clone()).unwrap(), rows);
        let changed =
            table.replace("topic,c-sharp,C#,never", "company,c-sharp,C Sharp,auto").replace("topic,tag", "-,");
        let changed = edited(&changed, rows).unwrap();
        let row = &changed[&("tags".to_owned(), "c#".to_owned())];
        assert_eq!((row.kind.as_deref(), row.name.as_str(), row.link_never), (Some("company"), "C Sharp", false));
        assert_eq!(changed[&("tags".to_owned(), "…".to_owned())].kind, None);
    }

    #[test]
    fn every_mistake_of_a_table_is_said_with_its_line() {
        let table = "from,tag,kind,slug,name,link\ntags,C#,sources,C#,,maybe\ntags,none,topic,x,x,auto\n";
        let wrong = edited(table, proposed(&site())).unwrap_err();
        assert_eq!(wrong.len(), 5, "{wrong:#?}");
        assert!(wrong.iter().all(|line| line.starts_with("line ")));
        assert_eq!(edited("tag\n", Rows::new()).unwrap_err().len(), 5);
    }

    #[test]
    fn a_taxonomy_becomes_a_kind_that_a_site_may_declare() {
        for (taxonomy, key, folder) in [
            ("tags", "topic", "topics"),
            ("categories", "category", "categories"),
            ("countries", "country", "countries"),
            ("series", "series", "series"),
            ("authors", "author", "authors"),
            ("events", "event", "events"),
            ("claims-x", "claims-x", "claims-x"),
        ] {
            let kind = kind_of(taxonomy);
            assert_eq!((kind[0].as_str(), kind[1].as_str()), (key, folder));
        }
        assert_eq!(kind_of("articles")[1], "articles-terms");
    }
}
