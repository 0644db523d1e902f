//! An Obsidian vault: notes and attachments, each with the address that Obsidian Publish gives it.
//!
//! Reads by way of `tree` alone. Notes with a date become articles, the others pages. Links are in `wikilinks`.

mod wikilinks;

use super::addresses::joined;
use super::dates::{self, When};
use super::datum::Datum;
use super::front::{self, Split};
use super::imported::{CopiedFile, Imported, Item, Settings, Sort, Tag};
use super::left::{Left, Why, line_of};
use super::scan;
use super::tree::Tree;
use jiff::tz::TimeZone;
use wikilinks::Vault;

/// Files of Obsidian that are no text and no attachment.
const OF_OBSIDIAN: [&str; 2] = ["canvas", "base"];

pub(super) fn read(tree: &Tree) -> Result<Imported, String> {
    let mut imported = Imported::default();
    if !tree.paths().any(|path| path.ends_with(".md")) {
        return Err("there is no note (.md) in it; name the folder of a vault".to_owned());
    }
    imported.settings = Settings { title: tree.name.clone(), ..Settings::default() };
    imported.left.note(Why::Setting, "base_url: a vault does not know its address, so add it", "content/site.yaml");
    let templates = templates_folder(tree, &mut imported.left);
    let is_template = |path: &str| templates.as_deref().is_some_and(|folder| path.starts_with(&format!("{folder}/")));
    let mut notes: Vec<(String, Datum, String, usize)> = Vec::new();
    for path in tree.paths().filter(|path| !path.split('/').any(|part| part.starts_with('.'))) {
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
        match ending.as_str() {
            "md" if is_template(path) => imported.left.note(Why::File, "a template", path),
            "md" if path.ends_with(".excalidraw.md") => imported.left.note(Why::File, "a drawing of Excalidraw", path),
            "md" => {
                let Some(text) = tree.text(path, &mut imported.left) else { continue };
                match front::split(&text) {
                    Some(Split { front: Ok(front), body, first_line }) => {
                        notes.push((path.to_owned(), front, body.to_owned(), first_line))
                    }
                    Some(Split { front: Err(why), .. }) => {
                        imported.left.note(Why::Unreadable, format!("its properties cannot be read: {why}"), path);
                    }
                    None => notes.push((path.to_owned(), Datum::Map(Vec::new()), text, 1)),
                }
            }
            _ if OF_OBSIDIAN.contains(&ending.as_str()) => {
                imported.left.note(Why::File, "a file that Obsidian alone reads", path)
            }
            _ => {
                if let Some(from) = tree.on_disk(path) {
                    imported.files.push(CopiedFile { from: from.clone(), address: joined(path) });
                }
            }
        }
    }
    let mut vault = Vault::default();
    imported.files.iter().for_each(|file| vault.file(&file.address));
    notes.iter_mut().for_each(|(path, front, ..)| {
        vault.note(path, &front.take(&["aliases", "alias"]).map_or_else(Vec::new, |names| names.texts()))
    });
    for (path, front, body, first_line) in notes {
        let item = note(&path, front, &body, first_line, &vault, &mut imported.left);
        imported.items.push(item);
    }
    Ok(imported)
}

/// The folder of templates, by the settings of the vault.
fn templates_folder(tree: &Tree, left: &mut Left) -> Option<String> {
    let path = ".obsidian/templates.json";
    let settings = tree.has(path).then(|| tree.text(path, left)).flatten()?;
    let settings = super::datum::from_json(&settings).ok()?;
    settings.text_at("folder").map(|folder| folder.trim_matches('/').to_owned()).filter(|folder| !folder.is_empty())
}

fn note(path: &str, mut front: Datum, body: &str, first_line: usize, vault: &Vault, left: &mut Left) -> Item {
    let stem = path.strip_suffix(".md").unwrap_or(path);
    let name = stem.rsplit('/').next().unwrap_or(stem);
    let mut item = Item::new(path, Sort::Page);
    let dated = dates::of_name(name);
    item.title = dated.map_or(name, |(_, rest)| if rest.is_empty() { name } else { rest }).to_owned();
    item.draft = front.take(&["publish"]).is_some_and(|publish| publish.is_false());
    let permalink = front.take_text(&["permalink"]);
    let slug = front.take_text(&["slug"]);
    front.take(&["cssclasses", "cssclass"]);
    let created =
        front.take_text(&["created", "created_at", "date created"]).and_then(|text| dates::read(&text, &TimeZone::UTC));
    let mut tags = front.take(&["tags", "tag"]).map(|tags| words(&tags)).unwrap_or_default();
    front::fill(&mut item, &mut front, &Datum::Null, &TimeZone::UTC, left);
    item.date = item.date.or(created).or_else(|| dated.map(|(day, _)| When::of_day(day)));
    item.sort = if item.date.is_some() { Sort::Article } else { Sort::Page };
    item.name = match item.sort {
        Sort::Article => {
            slug.unwrap_or_else(|| dated.map_or(name, |(_, rest)| if rest.is_empty() { name } else { rest }).to_owned())
        }
        Sort::Page => stem.to_owned(),
    };
    item.stood_at(joined(&stem.replace(' ', "+")));
    item.base = joined(&stem[..stem.rfind('/').map_or(0, |at| at + 1)]);
    if !item.base.ends_with('/') {
        item.base.push('/');
    }
    if stem.contains(' ') {
        item.addresses.push(joined(stem));
    }
    if let Some(permalink) = permalink {
        item.addresses.insert(0, joined(&permalink));
    }
    tags.extend(in_text(body));
    for name in tags {
        let is_new = !item.tags.iter().any(|tag| tag.name.eq_ignore_ascii_case(&name));
        if is_new {
            item.tags.push(Tag { taxonomy: "tags".to_owned(), name });
        }
    }
    for (sign, what) in
        [("```dataview", "a query of Dataview"), ("```tasks", "a query of Tasks"), ("<%", "a command of Templater")]
    {
        for (at, _) in body.match_indices(sign) {
            left.note(Why::Shortcode, what, format!("{path}:{}", first_line + line_of(body, at) - 1));
        }
    }
    let text = without_title(body, &item.title);
    let first_line = first_line + line_of(body, body.len() - text.len()) - 1;
    item.body = vault.linked(text, path, first_line, left);
    item
}

/// A heading that only repeats the title, which the page shows anyway.
fn without_title<'a>(body: &'a str, title: &str) -> &'a str {
    let trimmed = body.trim_start();
    let Some(heading) = trimmed.strip_prefix("# ") else { return body };
    let (first, rest) = heading.split_once('\n').unwrap_or((heading, ""));
    if first.trim().eq_ignore_ascii_case(title) { rest } else { body }
}

/// Tags of properties: a list, or words of one text.
fn words(tags: &Datum) -> Vec<String> {
    let split = |text: &String| {
        text.split([',', ' ']).map(|word| word.trim().trim_start_matches('#').to_owned()).collect::<Vec<_>>()
    };
    tags.texts().iter().flat_map(split).filter(|word| !word.is_empty()).collect()
}

/// The tags in a text: `#tag`, `#a/b`, with a letter in them.
fn in_text(body: &str) -> Vec<String> {
    let mut found = Vec::new();
    scan::outside_code(body, |part, _| {
        for (at, _) in part.match_indices('#') {
            let begins = part[..at].is_empty() || part[..at].ends_with(char::is_whitespace);
            let word = &part[at + 1..];
            let end = word.find(|c: char| !(c.is_alphanumeric() || "-_/".contains(c))).unwrap_or(word.len());
            let word = word[..end].trim_matches('/');
            if begins && word.chars().any(char::is_alphabetic) {
                found.push(word.to_owned());
            }
        }
        String::new()
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_a_text_are_found() {
        assert_eq!(in_text("#one a#no `#code` #two/three, #4 # five\n## six #été-1"), ["one", "two/three", "été-1"]);
        assert_eq!(words(&Datum::text("#a, b c")), ["a", "b", "c"]);
        assert_eq!(without_title("\n# A note\n\ntext", "a note"), "\ntext");
    }
}
