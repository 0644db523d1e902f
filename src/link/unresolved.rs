//! What a writer reads of a word or a link that was not found, or that stands for less than its writer may think.
//!
//! Words alone: what was found and why not is for `lookup` and `links`.

use super::names::{Names, Unknown, as_list, is_web_address};
use super::site::EntityId;
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::path::SourcePath;
use crate::base::slug::Slug;
use crate::base::text::with_article;
use crate::load::CONTENT;
use crate::model::kind::{COMPANY, KindId, SOURCE_KEY};
use crate::parse::place::{BadPlace, SPELLINGS};

/// What was not found, and why.
#[derive(Debug)]
pub(crate) enum Unresolved<'w> {
    /// A word that stands for no entity of the kind that is wanted.
    Name { word: &'w str, kind: Option<KindId>, why: Unknown },
    /// A slug that is written with dots; it was understood.
    Dotted { word: &'w str, slug: &'w Slug },
    /// A translation that is not the slug of an article.
    NotAnArticle { word: &'w str },
    /// A name in prose that several entities bear.
    Ambiguous { bearers: Vec<EntityId> },
    /// An entity that an article names and is not tagged with.
    Untagged { id: &'w EntityId },
    /// A link to a page that readers do not get.
    Withheld { what: &'w str, why: &'w str },
    /// `[[ ]]` without a name.
    Empty,
    /// `[[name]]` that leads nowhere; `near` is the slug that was probably meant.
    Mention { name: &'w str, near: Option<&'w str> },
    /// `[[a, b]]`, which names several.
    Several { name: &'w str, names: &'w [String] },
    /// A source with a place that cannot be read.
    Place { name: &'w str, bad: BadPlace },
    /// A place in a source on which nothing rests here.
    PlaceElsewhere { source: &'w EntityId, sources: &'w [EntityId] },
    /// A place in something that is not a source.
    PlaceInOther { name: &'w str, own: &'w str, word: String },
    /// A path that climbs out of the site.
    Outside { written: &'w str },
    /// A file that is there and not published.
    Unpublished { written: &'w str },
    /// `[[page#^abc]]`, which leads to a block.
    Block { name: &'w str, block: &'w str },
    /// The name of an embedded file that several files have.
    SeveralFiles { name: &'w str, paths: &'w [SourcePath] },
    /// The name of an embedded file that is not there; `near` is the one that was probably meant.
    NoFile { name: &'w str, near: Option<&'w str> },
    /// A Markdown file that is not there; `near` is the name that was probably meant.
    File { written: &'w str, file: &'w SourcePath, near: Option<&'w str> },
}

impl Unresolved<'_> {
    /// Says it, with what helps.
    pub(crate) fn diagnostic(self, names: Names<'_>, path: &SourcePath, span: Option<Span>) -> Diagnostic {
        let error = |code, message, help: &str| Diagnostic::error(code, path, span.clone(), message).help(help);
        let note = |code, message, help: &str| Diagnostic::note(code, path, span.clone(), message).help(help);
        match self {
            Unresolved::Name { word, kind, why } => {
                let (code, message, help) = of_name(names, word, kind, &why);
                error(code, message, &help)
            }
            Unresolved::Dotted { word, slug } => {
                let message = format!("Slugs have no dots: \"{word}\" is \"{slug}\".");
                note(Code::DottedSlug, message, &format!("Write:  {slug}"))
            }
            Unresolved::NotAnArticle { word } => {
                let message = format!("\"{word}\" is not the slug of an article.");
                error(Code::BadValue, message, "Write:  translations: {ja: the-slug}")
            }
            Unresolved::Ambiguous { bearers } => {
                let message = "This name could be any of several entities, so it is no link.".to_owned();
                let shown: Vec<String> = bearers.iter().map(|id| names.shown_in_folder(id)).collect();
                note(Code::AmbiguousMention, message, &format!("Link the one you mean: {}.", shown.join(" or ")))
            }
            Unresolved::Untagged { id } => {
                let name = &names.called(id).name;
                let message = format!("{name} is named here, and the article is not tagged with it.");
                let help = format!("If it is about it, add  {}: {}", names.kind(id).key, id.slug);
                note(Code::UntaggedMention, message, &help)
            }
            Unresolved::Withheld { what, why } => {
                let message = format!("{what} is not published: {why}. The link becomes plain text.");
                Diagnostic::warning(Code::Withheld, path, span, message)
            }
            Unresolved::Empty => error(Code::DeadLink, "[[ ]] names nothing.".to_owned(), "Write what it links to."),
            Unresolved::Mention { name, near } => {
                let meant = near.map(|near| format!("Did you mean [[{near}]]?"));
                let help = meant.as_deref().unwrap_or("Give the entity a file, or drop the brackets.");
                error(Code::DeadLink, format!("[[{name}]] leads nowhere."), help)
            }
            Unresolved::Several { name, names } => {
                let each: Vec<String> = names.iter().map(|name| format!("[[{name}]]")).collect();
                let help = format!("Write brackets around each:  {}", each.join(" and "));
                error(Code::DeadLink, format!("[[{name}]] names several things."), &help)
            }
            Unresolved::Place { name, bad } => {
                let message = format!("\"{}\" is not a place in a source.", bad.text);
                let help = match bad.meant {
                    Some(meant) => format!("Did you mean [[{name} {meant}]]?"),
                    None => format!("Write one of: {SPELLINGS}. Whatever else you want to show comes after a bar."),
                };
                error(Code::BadPlace, message, &help)
            }
            Unresolved::PlaceElsewhere { source, sources } => {
                let slugs = || sources.iter().map(|id| id.slug.as_str());
                let message = format!(
                    "This does not rest on \"{}\", only on {}.",
                    source.slug,
                    slugs().collect::<Vec<_>>().join(", ")
                );
                let all: Vec<&str> = slugs().chain([source.slug.as_str()]).collect();
                error(Code::BadPlace, message, &format!("If it does, write:  source: [{}]", all.join(", ")))
            }
            Unresolved::PlaceInOther { name, own, word } => {
                let message = format!("{own} is {}, and only sources have places.", with_article(&word));
                error(Code::BadPlace, message, &format!("Write [[{name}]], and name the source:  ([[the-source ¶4]])"))
            }
            Unresolved::Outside { written } => {
                let message = format!("{written} leads outside the site.");
                error(Code::UnsafePath, message, "Begin with / for an address of the site.")
            }
            Unresolved::Unpublished { written } => {
                let message = format!("{written} is not published: only files next to an index.md are.");
                let help = "Give the article a folder of its own with index.md, or move the file to static/.";
                error(Code::DeadLink, message, help)
            }
            Unresolved::Block { name, block } => {
                let (message, help) = match name {
                    "" => (
                        "Links to blocks are not supported, so this one becomes plain text.",
                        "Link a heading:  [[#Heading]]".to_owned(),
                    ),
                    _ => (
                        "Links to blocks are not supported, so this one leads to the whole page.",
                        format!("Link the page or a heading:  [[{name}]]  or  [[{name}#Heading]]"),
                    ),
                };
                let message = format!("{message} ({block})");
                Diagnostic::warning(Code::Unintended, path, span, message).help(help)
            }
            Unresolved::SeveralFiles { name, paths } => {
                let paths: Vec<&str> = paths.iter().map(|path| path.below(CONTENT).unwrap_or(path.as_str())).collect();
                let message = format!("\"{name}\" could be any of {} files.", paths.len());
                let help = format!("Write the path from content/:  ![[{}]]", paths.join("]]  or  ![["));
                error(Code::DeadLink, message, &help)
            }
            Unresolved::NoFile { name, near } => {
                let help = match near {
                    Some(near) => format!("Did you mean  ![[{near}]]?"),
                    None => "Put the file anywhere in content/, or correct the name.".to_owned(),
                };
                error(Code::DeadLink, format!("There is no file \"{name}\" in content/."), &help)
            }
            Unresolved::File { written, file, near } => {
                let help = match near {
                    Some(near) => format!("Did you mean {}?", written.replace(file.stem(), near)),
                    None => format!("There is no file {}.", file.as_str()),
                };
                error(Code::DeadLink, format!("{written} leads nowhere."), &help)
            }
        }
    }
}

/// Why a word stands for no entity, and what helps.
fn of_name(names: Names<'_>, word: &str, kind: Option<KindId>, why: &Unknown) -> (Code, String, String) {
    let wanted = kind.map(|kind| &names.kinds()[kind]);
    let title = wanted.map_or("entity".to_owned(), |kind| kind.one());
    // Where any kind would do, one of them is as good an example as another.
    let key = match wanted {
        Some(kind) if kind.key == SOURCE_KEY => "source",
        Some(kind) => &kind.key,
        None => COMPANY,
    };
    let new = format!("If it is new:  fissure new {key} {}", as_argument(word));
    let unknown = format!("No {title} is called \"{word}\".");
    match why {
        Unknown::New { near, .. } if is_web_address(word) => {
            let help = match near {
                Some(id) => format!("Did you mean {}?", names.shown(id)),
                None => format!("Give it a file with its title and  url: {word}  by:  fissure new {key} 'Its title'"),
            };
            (Code::UnknownTag, format!("This is an address, and not the slug of a {title}."), help)
        }
        Unknown::New { near: None, .. } => {
            let or = if wanted.is_some() { "" } else { "  or of another kind" };
            (Code::UnknownTag, unknown, format!("{new}{or}"))
        }
        Unknown::Typo(id) | Unknown::New { near: Some(id), .. } => {
            (Code::UnknownTag, unknown, format!("Did you mean {}? {new}", names.shown(id)))
        }
        Unknown::Misspelt(id) => {
            let message = format!("\"{word}\" is a known misspelling.");
            (Code::Misspelt, message, format!("Use {}.", names.shown(id)))
        }
        Unknown::OtherKind(id) => {
            let there = names.kind(id);
            let message = format!("\"{word}\" is {}, not {}.", with_article(&there.one()), with_article(&title));
            let owner = kind.and_then(|kind| names.only_owner(id, kind));
            let owner = owner.map(|own| format!("  or did you mean its {title} \"{}\"?", own.slug));
            let help = format!("Move it to  {}: [{}]{}", there.key, id.slug, owner.unwrap_or_default());
            (Code::WrongList, message, help)
        }
        Unknown::Several(list) => {
            let key = wanted.map_or("", |kind| if kind.key == SOURCE_KEY { "sources" } else { &kind.key });
            let field = if key.is_empty() { String::new() } else { format!("{key}: ") };
            (
                Code::BadValue,
                format!("\"{word}\" is one text, and names several."),
                format!("Write a list:  {field}{}", as_list(list)),
            )
        }
        Unknown::Ambiguous(ids) => {
            let (message, shown): (String, Vec<String>) = match ids.as_slice() {
                [id] => (format!("\"{word}\" could be several things here."), vec![names.shown(id)]),
                _ => {
                    let message = format!("\"{word}\" could be any of {} entities.", ids.len());
                    (message, ids.iter().map(|id| names.shown_in_folder(id)).collect())
                }
            };
            (Code::AmbiguousName, message, format!("Write the slug: {}.", shown.join(" or ")))
        }
    }
}

/// A word as it is typed at a shell.
fn as_argument(word: &str) -> String {
    match word.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c)) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}
