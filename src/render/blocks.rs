//! Blocks of templates that no parent has: what fills them is lost.
//!
//! The template engine refuses a template that fills such a block, the theme's too. A site that replaces `base.html` would
//! get that for each template of the theme, so the theme's are given to the engine without those blocks, and one warning names
//! what the site's file lacks. In a template of the site the block stays a mistake, with the name that was probably meant.

use super::reach::Texts;
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::path::SourcePath;
use crate::load::{TEMPLATES, theme};
use crate::model::suggest::nearest;
use crate::parse::template::{PieceSort, pieces};
use std::collections::{BTreeMap, BTreeSet};

/// A block with all between its tags, and these.
struct Block<'a> {
    name: &'a str,
    all: Span,
    /// Whether it is in another block: then it is made there, and fills nothing.
    is_nested: bool,
}

/// Templates as the engine may have them, where they differ from their files, and what is lost by that.
pub(super) fn without_lost(texts: &Texts) -> (BTreeMap<&str, String>, Vec<Diagnostic>) {
    let mut changed: BTreeMap<&str, String> = BTreeMap::new();
    let mut lacking: BTreeMap<&str, BTreeMap<&str, BTreeSet<&str>>> = BTreeMap::new();
    let owned: BTreeSet<&str> =
        texts.iter().filter(|(name, text)| !is_of_theme(name, text)).map(|(n, _)| &**n).collect();
    // Without a template of its own the site has the theme's blocks.
    let of_theme = texts.iter().filter(|(name, _)| !owned.is_empty() && !owned.contains(name.as_str()));
    for (name, text) in of_theme {
        let Some(parents) = parents(name, texts) else { continue };
        let Some(own) = parents.iter().copied().find(|parent| owned.contains(parent)) else { continue };
        for block in lost(text, &parents, texts) {
            let changed = changed.entry(name).or_insert_with(|| text.to_string());
            let blank: String =
                changed[block.all.clone()].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
            changed.replace_range(block.all, &blank);
            lacking.entry(own).or_default().entry(block.name).or_default().insert(name);
        }
    }
    (changed, lacking.iter().map(|(own, blocks)| diagnostic(own, blocks)).collect())
}

/// The block that was probably meant, of those that the parents of a template have.
pub(super) fn similar(template: &str, block: &str, texts: &Texts) -> Option<String> {
    let parents = parents(template, texts)?;
    let known: BTreeSet<&str> =
        parents.iter().flat_map(|parent| blocks(&texts[*parent])).map(|block| block.name).collect();
    match nearest(block, known.iter().copied()) {
        Some(near) => Some(format!("Did you mean \"{near}\"?")),
        None if known.is_empty() => None,
        None => {
            let known: Vec<String> = known.iter().map(|name| format!("\"{name}\"")).collect();
            Some(format!("The template that it extends has the blocks {}.", known.join(", ")))
        }
    }
}

fn is_of_theme(name: &str, text: &str) -> bool {
    let path = format!("{TEMPLATES}/{name}");
    theme::FILES.iter().any(|(theirs, bytes)| *theirs == path && *bytes == text.as_bytes())
}

fn lost<'a>(text: &'a str, parents: &[&str], texts: &Texts) -> Vec<Block<'a>> {
    if parents.is_empty() {
        return Vec::new();
    }
    let known: BTreeSet<&str> =
        parents.iter().flat_map(|parent| blocks(&texts[*parent])).map(|block| block.name).collect();
    blocks(text).into_iter().filter(|block| !block.is_nested && !known.contains(block.name)).collect()
}

/// What a template extends, the nearest first; none where one is missing or extends itself, which the engine reports.
fn parents<'a>(name: &str, texts: &'a Texts) -> Option<Vec<&'a str>> {
    let mut parents: Vec<&str> = Vec::new();
    let mut text = texts.get(name)?;
    while let Some(parent) = extended(text) {
        let (parent, next) = texts.get_key_value(parent)?;
        if parent == name || parents.contains(&parent.as_str()) {
            return None;
        }
        parents.push(parent);
        text = next;
    }
    Some(parents)
}

fn extended(text: &str) -> Option<&str> {
    let argument = tags(text).into_iter().find_map(|(_, tag)| tag.strip_prefix("extends"))?;
    Some(argument.trim().trim_matches(['"', '\'', '`']))
}

/// The blocks of a template, in the order of their ends.
fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut blocks = Vec::new();
    for (span, tag) in tags(text) {
        let mut words = tag.split_whitespace();
        match (words.next(), words.next()) {
            (Some("block"), Some(name)) => open.push((name, span.start)),
            (Some("endblock"), _) => {
                let block = open.pop();
                let is_nested = !open.is_empty();
                blocks.extend(block.map(|(name, start)| Block { name, all: start..span.end, is_nested }));
            }
            _ => {}
        }
    }
    blocks
}

/// The tags of a template, each with what is in it.
fn tags(text: &str) -> Vec<(Span, &str)> {
    let tags = pieces(text).into_iter().filter(|piece| piece.sort == PieceSort::Tag);
    tags.map(|piece| (piece.span, piece.inner)).collect()
}

fn diagnostic(own: &str, blocks: &BTreeMap<&str, BTreeSet<&str>>) -> Diagnostic {
    let names: Vec<String> = blocks.keys().map(|name| format!("\"{name}\"")).collect();
    let templates: BTreeSet<&str> = blocks.values().flatten().copied().collect();
    let fill = match templates.iter().collect::<Vec<_>>()[..] {
        [one] => format!("{one} fills"),
        [one, ref others @ ..] => format!("{one} and {} more fill", others.len()),
        [] => String::new(),
    };
    let message = match &names[..] {
        [name] => format!("This template lacks the block {name}, which {fill}: that part is left out."),
        names => {
            format!("This template lacks the blocks {}, which {fill}: those parts are left out.", names.join(", "))
        }
    };
    let tags = blocks.keys().map(|name| format!("{{% block {name} %}}{{% endblock {name} %}}"));
    let help = format!("Add at the right place:  {}", tags.collect::<Vec<_>>().join(" "));
    Diagnostic::warning(Code::Template, &SourcePath::new(format!("{TEMPLATES}/{own}")), None, message).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn blocks_are_found_where_the_engine_finds_them() {
        let text = "{# {% block no %}{% endblock no %} #}{%- block a -%}x{% block b %}{% endblock %}{% endblock a %}\
                    {% raw %}{% block no %}{% endblock %}{# {% endraw %}{% block c %}{% endblock c %}{% block open %}";
        let found: Vec<(&str, bool)> = blocks(text).iter().map(|block| (block.name, block.is_nested)).collect();
        assert_eq!(found, [("b", true), ("a", false), ("c", false)]);
        assert_eq!(&text[blocks(text)[2].all.clone()], "{% block c %}{% endblock c %}");
    }

    #[test]
    fn parents_are_followed_until_the_last() {
        let texts = |texts: &[(&str, &str)]| -> Texts {
            texts.iter().map(|(name, text)| ((*name).to_owned(), Arc::from(*text))).collect()
        };
        let chain = texts(&[("a", "{% extends \"b\" %}"), ("b", "{%- extends 'c' -%}"), ("c", "x")]);
        assert_eq!(parents("a", &chain), Some(vec!["b", "c"]));
        assert_eq!(parents("c", &chain), Some(vec![]));
        assert_eq!(parents("a", &texts(&[("a", "{% extends \"b\" %}")])), None);
        assert_eq!(parents("a", &texts(&[("a", "{% extends \"b\" %}"), ("b", "{% extends \"a\" %}")])), None);
    }
}
