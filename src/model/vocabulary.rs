//! A site's own words in its settings: relations, what the statuses are called, and what phrases of sources mean in days.
//!
//! Each list changes or adds to a table that is there without it, and is checked against that. How the words are shown is for
//! `strings`; what a relation means to the program stays with the standard names.

use super::access::Status;
use super::kind::Kinds;
use super::phrases::{self, EVENT_FIELDS, PhraseFrom, Phrases, TimePhrase};
use super::reader::Fields;
use super::relation::{ANY, Is, Only, RelationSort, Relations};
use super::suggest::nearest;
use crate::base::diagnostic::Code;
use crate::base::slug::Slug;
use crate::parse::yaml::Word;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The words of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Vocabulary {
    pub relations: Arc<Relations>,
    pub phrases: Arc<Phrases>,
    /// Texts of the interface that the settings have, by their keys: `access.open`, `verb.supplies`.
    pub texts: BTreeMap<String, String>,
}

/// Reads the words of a site from its settings.
pub(crate) fn read(fields: &mut Fields<'_>, kinds: &Kinds) -> Vocabulary {
    let mut texts = BTreeMap::new();
    fields.inside("statuses", |of| {
        for status in Status::WORDS {
            of.inside(status, |of| {
                texts.extend(shown(of, "label").map(|label| (format!("access.{status}"), label)));
                texts.extend(shown(of, "means").map(|means| (format!("legend.{status}"), means)));
            });
        }
    });
    let relations = relations(fields, kinds, &mut texts);
    Vocabulary { relations: Arc::new(relations), phrases: Arc::new(phrases(fields)), texts }
}

/// A text that becomes one of the interface. It has no braces: those stand for words there.
fn shown(of: &mut Fields<'_>, key: &str) -> Option<String> {
    let text = of.text(key)?;
    if text.contains(['{', '}']) {
        let help = "Leave them out, or write the text in templates/strings.yaml, where they stand for other words.";
        of.error(Code::BadValue, of.place(key), "There are braces in this text.", help);
        return None;
    }
    Some(text)
}

/// The standard relations, changed and followed by those that the site declares.
fn relations(fields: &mut Fields<'_>, kinds: &Kinds, texts: &mut BTreeMap<String, String>) -> Relations {
    let mut relations = Relations::standard();
    let mut declared: Vec<String> = Vec::new();
    fields.each("relations", |of| {
        let help = "Write:  {name: supplies, inverse: supplied-by, from: company, to: model}";
        let Some(name) = of.needed("name", "A relation has no name.", help) else { return };
        if Slug::new(&name).is_none() {
            let message = format!("\"{name}\" cannot be the name of a relation: small letters, digits and hyphens.");
            return of.error(Code::BadValue, of.place("name"), message, "Write one word:  name: supplies");
        }
        if declared.contains(&name) {
            let message = format!("The relation \"{name}\" is declared twice.");
            return of.error(Code::BadValue, of.place("name"), message, "Join the two.");
        }
        if let Some(other) = relations.with_inverse(&name) {
            let message = format!("\"{name}\" is how \"{}\" is read from its other end.", other.name);
            return of.error(Code::BadValue, of.place("name"), message, "Choose another name.");
        }
        let verb = shown(of, "verb");
        if let Some(relation) = relation(of, &name, &relations, kinds) {
            texts.extend(verb.map(|verb| (format!("verb.{name}"), verb)));
            relations.put(relation);
            declared.push(name);
        }
    });
    relations
}

/// One relation, as it is declared or as the standard one of its name is changed; none that cannot be used.
fn relation(of: &mut Fields<'_>, name: &str, relations: &Relations, kinds: &Kinds) -> Option<RelationSort> {
    let known = relations.named(name);
    let [from, to] = ["from", "to"].map(|key| ends(of, key, kinds));
    let inverse = match of.word("inverse") {
        Some(word) => Some(inverse(of, &word, name, relations)?),
        None => known.and_then(|known| known.inverse.clone()),
    };
    let only = of.choice::<Only>("only").or(known.map(|known| known.only)).unwrap_or(Only::Many);
    let symmetric = of.node("symmetric").map_or(known.is_some_and(|known| known.symmetric), |_| of.flag("symmetric"));
    let given = |given: Option<Vec<Is>>, of_known: fn(&RelationSort) -> &Vec<Is>| {
        given.unwrap_or_else(|| known.map_or(vec![Is::Anything], |known| of_known(known).clone()))
    };
    let (from, to) = (given(from?, |known| &known.from), given(to?, |known| &known.to));
    if symmetric && (inverse.is_some() || from != to || only != Only::Many) {
        let message = format!("\"{name}\" is symmetric, and its two ends differ.");
        let help = "A symmetric relation has no  inverse:  and no  only: , and the same kinds in  from:  and  to: .";
        of.error(Code::BadValue, of.place("symmetric"), message, help);
        return None;
    }
    Some(RelationSort { name: name.into(), inverse, from, to, only, symmetric })
}

/// How a relation is read from its other end, if that can be its name.
fn inverse(of: &mut Fields<'_>, word: &Word, name: &str, relations: &Relations) -> Option<String> {
    let (inverse, span) = (&word.text, word.span.clone());
    let other = relations.with_inverse(inverse).filter(|other| &*other.name != name);
    let message = if Slug::new(inverse).is_none() {
        format!("\"{inverse}\" cannot be the name of a relation: small letters, digits and hyphens.")
    } else if inverse == name {
        format!("\"{name}\" cannot be its own inverse.")
    } else if relations.named(inverse).is_some() {
        format!("\"{inverse}\" is a relation itself.")
    } else if let Some(other) = other {
        format!("\"{inverse}\" is how \"{}\" is read from its other end.", other.name)
    } else {
        return Some(inverse.clone());
    };
    let help = if inverse == name { "Write:  symmetric: true" } else { "Choose another inverse, or leave it out." };
    of.error(Code::BadValue, span, message, help);
    None
}

/// What may be at one end: none where the field is not there; nothing at all where it cannot be used.
fn ends(of: &mut Fields<'_>, key: &str, kinds: &Kinds) -> Option<Option<Vec<Is>>> {
    let words = of.tags(key);
    let mut ends = Vec::new();
    let mut is_right = true;
    for word in &words {
        if word.text == ANY || kinds.with_key(&word.text).is_some() {
            ends.push(Is::named(&word.text));
            continue;
        }
        is_right = false;
        let keys = || kinds.iter().map(|kind| kind.key.as_str());
        let by_folder = kinds.with_folder(&word.text).map(|kind| kind.key.as_str());
        let help = match by_folder.or_else(|| nearest(&word.text, keys())) {
            Some(near) => format!("Did you mean \"{near}\"?"),
            None => format!("Write the keys of kinds, or any: {}.", keys().collect::<Vec<_>>().join(", ")),
        };
        of.error(Code::BadValue, word.span.clone(), format!("There is no kind \"{}\".", word.text), help);
    }
    is_right.then(|| Some(ends).filter(|ends| !ends.is_empty()))
}

/// The standard phrases, changed and followed by those of the site.
fn phrases(fields: &mut Fields<'_>) -> Phrases {
    let mut phrases = Phrases::default();
    let mut declared: Vec<String> = Vec::new();
    fields.each("phrases", |of| {
        let help = "Write:  {says: last month, days: -61..-1}";
        let Some(words) = of.needed("says", "This phrase has no words.", help) else { return };
        let words = words.trim().to_owned();
        if declared.contains(&words.to_lowercase()) {
            let message = format!("\"{words}\" is declared twice.");
            return of.error(Code::BadValue, of.place("says"), message, "Keep one of the two.");
        }
        declared.push(words.to_lowercase());
        if let Some(phrase) = phrase(of, &words) {
            phrases.put(phrase);
        }
    });
    phrases
}

fn phrase(of: &mut Fields<'_>, words: &str) -> Option<TimePhrase> {
    let from = match of.choice_word("from") {
        Some(field) => {
            EVENT_FIELDS.into_iter().find(|event| *event == field).map_or(PhraseFrom::Source, PhraseFrom::Event)
        }
        None => PhraseFrom::Source,
    };
    let same_month = of.flag("same_month");
    let Some(days) = of.word("days").filter(|word| !word.text.is_empty()) else {
        of.missing("days", "This phrase does not say which days it means.", "Add:  days: -61..-1");
        return None;
    };
    let Some((least, most)) = phrases::range(&days.text) else {
        let message = format!("\"{}\" is not a range of days.", days.text);
        let help = "Write the least and the most days after it, negative before it:  days: -13..-1  or  days: 7..";
        of.error(Code::BadValue, days.span, message, help);
        return None;
    };
    let is_on_other_side = match from {
        PhraseFrom::Event("after") => least.is_none_or(|least| least < 0),
        PhraseFrom::Event("before") => most.is_none_or(|most| most > 0),
        _ => false,
    };
    if let (true, PhraseFrom::Event(field)) = (is_on_other_side, from) {
        let message = format!("\"{}\" are not days {field} an event alone.", days.text);
        let help = if field == "after" { "Write:  days: 1..6" } else { "Write:  days: -6..-1" };
        of.error(Code::BadValue, days.span, message, format!("{help}  Or count on both sides:  from: near"));
        return None;
    }
    Some(TimePhrase { words: words.into(), from, least, most, same_month })
}
