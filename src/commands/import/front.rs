//! Front matter of other generators: where it ends, in which language it is, and what its usual fields mean.
//!
//! What has no field in Fissure goes to `extra` and is noted. Never touches the disk.

use super::dates;
use super::datum::{Datum, Fields, from_json, from_toml, from_yaml};
use super::html::plain;
use super::imported::Item;
use super::left::{Left, Why};
use jiff::tz::TimeZone;

/// A file taken apart.
#[derive(Debug)]
pub(super) struct Split<'a> {
    pub front: Result<Datum, String>,
    pub body: &'a str,
    /// The line of the file in which the body begins.
    pub first_line: usize,
}

/// Splits a file into front matter (YAML, TOML or JSON) and body; none where it has no front matter.
pub(super) fn split(text: &str) -> Option<Split<'_>> {
    let whole = text;
    let text = text.trim_start_matches(['\n', ' ', '\t']);
    let line_of = |body: &str| whole[..whole.len() - body.len()].matches('\n').count() + 1;
    for (fence, read) in [("---", from_yaml as fn(&str) -> _), ("+++", from_toml)] {
        let Some(rest) = text.strip_prefix(fence) else { continue };
        let (first, rest) = rest.split_once('\n')?;
        if !first.trim().is_empty() {
            return None;
        }
        let mut at = 0;
        for line in rest.split_inclusive('\n') {
            if line.trim_end() == fence || (fence == "---" && line.trim_end() == "...") {
                let body = &rest[at + line.len()..];
                let read = |text: &str| read(text).or_else(|why| read(&continued(text)).map_err(|_| why));
                let front =
                    if rest[..at].trim().is_empty() { Ok(Datum::Map(Fields::new())) } else { read(&rest[..at]) };
                return Some(Split { front: front.and_then(a_map), body, first_line: line_of(body) });
            }
            at += line.len();
        }
        return None;
    }
    if text.starts_with('{') {
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>();
        let is_map = values.next().is_some_and(|value| value.is_ok_and(|value| value.is_object()));
        let end = values.byte_offset();
        if is_map {
            let body = &text[end..];
            return Some(Split { front: from_json(&text[..end]), body, first_line: line_of(body) });
        }
    }
    None
}

/// The same with lines indented that only go on with the one before: others read such texts, and our library does not.
fn continued(front: &str) -> String {
    let begins = |line: &str| {
        let key = line.split_once(':').map_or("", |(key, _)| key);
        let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_- \"'".contains(c));
        is_key || line.trim().is_empty() || line.starts_with([' ', '\t', '-', '#', '[', ']', '{', '}'])
    };
    front.lines().map(|line| if begins(line) { format!("{line}\n") } else { format!("  {line}\n") }).collect()
}

fn a_map(datum: Datum) -> Result<Datum, String> {
    match datum {
        Datum::Map(_) => Ok(datum),
        Datum::Null => Ok(Datum::Map(Fields::new())),
        _ => Err("its front matter is not a set of fields".to_owned()),
    }
}

/// Fields that belong to the old theme and mean nothing elsewhere.
const OF_THEMES: [&str; 3] = ["layout", "type", "outputs"];

/// Takes the usual fields out of front matter and gives them to the item. `fallback` has what holds where a file says nothing.
pub(super) fn fill(item: &mut Item, front: &mut Datum, fallback: &Datum, zone: &TimeZone, left: &mut Left) {
    let source = item.source.clone();
    let mut take = |keys: &[&str]| front.take(keys).or_else(|| keys.iter().find_map(|key| fallback.get(key)).cloned());
    if let Some(title) = take(&["title"]).as_ref().and_then(Datum::as_text).map(plain).filter(|title| !title.is_empty())
    {
        item.title = title;
    }
    if let Some(date) = take(&["date", "publishDate", "pubdate", "published_at"]) {
        match date.as_text().and_then(|text| dates::read(text, zone)) {
            Some(when) => item.date = Some(when),
            None => {
                let text = date.as_text().unwrap_or("(not a text)");
                left.note(Why::Date, format!("\"{text}\" cannot be read as a date"), source.as_str());
            }
        }
    }
    // Where both are there, `draft` is meant.
    let (draft, published) = (take(&["draft"]), take(&["published"]));
    item.draft |= match (draft, published) {
        (Some(draft), _) => draft.is_true(),
        (None, published) => published.is_some_and(|published| published.is_false()),
    };
    let summary = take(&["summary", "excerpt", "description", "deck"]);
    item.summary = summary.as_ref().and_then(Datum::as_text).map(plain).filter(|summary| !summary.is_empty());
    item.authors = take(&["authors", "author"]).map(|authors| names(&authors)).unwrap_or_default();
    item.lang =
        take(&["lang", "language", "locale"]).as_ref().and_then(Datum::as_text).map(|code| code.replace('_', "-"));
    if let Some(expires) = take(&["expiryDate", "unpublishdate"]) {
        item.expires = expires.as_text().and_then(|text| dates::read(text, zone));
    }
    if let Some(picture) = take(&["image", "featured_image", "feature_image", "thumbnail", "cover", "images"]) {
        image(item, &picture);
    }
    for key in OF_THEMES {
        front.take(&[key]);
    }
    let Datum::Map(rest) = std::mem::replace(front, Datum::Null) else { return };
    for (key, value) in rest.into_iter().filter(|(_, value)| !is_empty(value)) {
        left.note(Why::Field, key.as_str(), source.as_str());
        item.extra.push((key, value));
    }
}

fn is_empty(datum: &Datum) -> bool {
    match datum {
        Datum::Null => true,
        Datum::Text { text, .. } => text.trim().is_empty(),
        Datum::List(items) => items.iter().all(is_empty),
        Datum::Map(fields) => fields.iter().all(|(_, value)| is_empty(value)),
    }
}

/// A picture as text, list or set of fields; what is said of it goes to `extra`.
pub(super) fn image(item: &mut Item, picture: &Datum) {
    let picture = match picture {
        Datum::List(items) => items.first().unwrap_or(picture),
        other => other,
    };
    let of_map = |keys: &[&str]| keys.iter().find_map(|key| picture.text_at(key)).map(str::to_owned);
    item.image =
        picture.as_text().map(str::to_owned).or_else(|| of_map(&["path", "src", "url", "image", "feature", "name"]));
    for (keys, name) in
        [(&["alt"][..], "image_alt"), (&["caption", "title"], "image_caption"), (&["credit"], "image_credit")]
    {
        if let Some(text) = of_map(keys) {
            item.extra.push((name.to_owned(), Datum::text(text)));
        }
    }
}

/// The names of authors: a text, a list, or sets of fields with a name.
pub(super) fn names(authors: &Datum) -> Vec<String> {
    let name = |datum: &Datum| datum.as_text().or_else(|| datum.text_at("name")).map(str::to_owned);
    match authors {
        Datum::List(items) => items.iter().filter_map(name).collect(),
        other => name(other).into_iter().collect(),
    }
}

/// A file name as a title: `hello-world` is `Hello world`.
pub(super) fn title_of(name: &str) -> String {
    let words = name.rsplit('/').next().unwrap_or(name).replace(['-', '_'], " ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().to_string() + chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::super::imported::Sort;
    use super::*;

    #[test]
    fn front_matter_of_three_languages_is_found() {
        for (text, title, line) in [
            ("---\ntitle: A\n---\nbody", "A", 4),
            ("+++\ntitle = \"A\"\n+++\n\nbody", "A", 4),
            ("{\n\"title\": \"A\"\n}\nbody", "A", 3),
            ("\n---\ntitle: A\n---\nbody", "A", 5),
        ] {
            let split = split(text).unwrap();
            assert_eq!(split.front.unwrap().text_at("title"), Some(title));
            assert_eq!((split.body.trim(), split.first_line), ("body", line), "{text}");
        }
        assert!(
            split("no front matter").is_none() && split("---\nnever closed").is_none() && split("----\n---").is_none()
        );
        assert!(split("---\n- a\n---\n").unwrap().front.is_err());
        assert_eq!(split("---\n---\nbody").unwrap().body, "body");
    }

    #[test]
    fn usual_fields_are_taken_and_others_kept() {
        let yaml = "title: A &amp; B\ndate: 2026-01-02 10:00:00 +0100\npublished: false\nauthor: {name: Ann}\nlayout: post\n\
            image: {path: /a.png, alt: An A}\ndescription: \"\"\nmood: calm\nnone:\n";
        let (mut item, mut left) = (Item::new("a.md", Sort::Article), Left::default());
        fill(
            &mut item,
            &mut from_yaml(yaml).unwrap(),
            &from_yaml("lang: fr\nmood: x").unwrap(),
            &TimeZone::UTC,
            &mut left,
        );
        assert_eq!(
            (item.title.as_str(), item.draft, item.authors.as_slice()),
            ("A & B", true, &["Ann".to_owned()][..])
        );
        assert_eq!((item.image.as_deref(), item.lang.as_deref(), item.summary), (Some("/a.png"), Some("fr"), None));
        let keys: Vec<&str> = item.extra.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!((keys, left.count(Why::Field)), (vec!["image_alt", "mood"], 1));
    }
}
