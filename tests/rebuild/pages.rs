//! Which pages there are, in short words: `home · archive · article tokyo · entity fugu · feed`. Knows their paths alone.

use std::collections::{BTreeMap, BTreeSet};

/// The groups that come first, in this order; others follow by their names.
const ORDER: [&str; 14] = [
    "home",
    "archive",
    "index",
    "article",
    "entity",
    "page",
    "dispute",
    "matrix",
    "instead",
    "data",
    "feed",
    "feed of",
    "access",
    "access of",
];

/// The paths of some pages in words. `all` are those that could be among them; `folders` those of the kinds.
pub fn in_words(some: &BTreeSet<String>, all: &BTreeSet<String>, folders: &[String]) -> String {
    let (some, all) = (grouped(some, folders), grouped(all, folders));
    if !all.is_empty() && all == some {
        return "everything".to_owned();
    }
    let mut groups: Vec<(&String, &Names)> = some.iter().collect();
    groups.sort_by_key(|(group, _)| (ORDER.iter().position(|known| known == group).unwrap_or(ORDER.len()), *group));
    let words = groups.into_iter().map(|(group, names)| group_in_words(group, names, all.get(group)));
    let words = words.collect::<Vec<_>>().join(" · ");
    if words.is_empty() { "nothing".to_owned() } else { words }
}

/// Names with the endings of the files that go by them: `feed.xml` and `feed.json`.
type Names = BTreeMap<String, BTreeSet<String>>;

fn grouped(paths: &BTreeSet<String>, folders: &[String]) -> BTreeMap<String, Names> {
    let mut groups: BTreeMap<String, Names> = BTreeMap::new();
    for path in paths {
        let (group, name, ending) = sorted_in(path, folders);
        groups.entry(group).or_default().entry(name).or_default().insert(ending);
    }
    groups
}

fn group_in_words(group: &str, names: &Names, all: Option<&Names>) -> String {
    let Some(all) = all else { return name_list(group, names, None) };
    let missing: Vec<&str> = all
        .iter()
        .filter(|(name, endings)| names.get(*name) != Some(*endings))
        .map(|(name, _)| name.as_str())
        .collect();
    if all.len() < 4 || missing.len() * 3 > all.len() {
        return name_list(group, names, Some(all));
    }
    match missing.is_empty() {
        true => format!("every {group}"),
        false => format!("every {group} but {}", missing.join(" ")),
    }
}

fn name_list(group: &str, names: &Names, all: Option<&Names>) -> String {
    let mut words = group.to_owned();
    for (name, endings) in names {
        let is_complete = all.is_none_or(|all| all.get(name) == Some(endings));
        let some = if is_complete { String::new() } else { endings.iter().map(|e| format!(".{e}")).collect() };
        if !(name.is_empty() && some.is_empty()) {
            words.push_str(&format!(" {name}{some}"));
        }
    }
    words
}

/// The group of a file, its name in the group, and its ending where several files share a name.
fn sorted_in(path: &str, folders: &[String]) -> (String, String, String) {
    let sorted = |group: &str, name: &str| (group.to_owned(), name.to_owned(), String::new());
    let (parent, file) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, ending) = file.split_once('.').unwrap_or((file, ""));
    let is_of = |folder: &str| folders.iter().any(|known| known == folder);
    match (parent, stem) {
        ("", "feed" | "access") if ending != "html" => (stem.to_owned(), String::new(), ending.to_owned()),
        ("data", stem) if file != "index.html" => ("data".to_owned(), stem.to_owned(), ending.to_owned()),
        (_, "feed" | "access") => {
            let leaf = parent.rsplit('/').next().unwrap_or_default();
            (format!("{stem} of"), leaf.to_owned(), ending.to_owned())
        }
        ("", _) if file == "index.html" => sorted("home", ""),
        _ if file != "index.html" => sorted(path, ""),
        _ => match parent.split_once('/') {
            None if parent == "articles" => sorted("archive", ""),
            None if is_of(parent) => sorted("index", parent),
            Some(("articles", rest)) if rest.starts_with("page/") => sorted("archive", &rest[5..]),
            Some(("articles", rest)) => sorted("article", rest),
            Some((folder, rest)) if folder != "matrix" && rest.contains("/known-") => {
                sorted("known of", &rest.replace("/known-", "-"))
            }
            Some(("disputes", rest)) => sorted("dispute", rest),
            Some(("instead-of", rest)) => sorted("instead", rest),
            Some(("matrix", rest)) => sorted("matrix of", rest),
            Some((folder, rest)) if is_of(folder) => sorted("entity", rest),
            _ => sorted("page", parent),
        },
    }
}
