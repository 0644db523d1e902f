//! What the words next to a name say of it: whether it is the whole name, a part of a longer one, or perhaps no name.
//!
//! "Google Analytics" is not the topic Analytics, and "Will it rain?" is nobody called Will. Looks at capital letters, at
//! sentences and at a few words such as titles; knows nothing of entities but that a name next to it is known.

mod words;

use crate::base::text::fold::is_mark;
use crate::base::text::ordinary::{is_common, is_ordinary};
use std::ops::Range;
use words::*;

/// What a name looks like by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Nothing but a name looks so: digits, a capital within a word, a script without capitals.
    Distinct,
    /// An ordinary word in small letters, or the name of a month or day: "artifact", "April".
    Common,
    /// An ordinary word with a capital, which a sentence may begin with: "Will", "Security".
    Ordinary,
    /// Another word with a capital: "Kate", "Oise", "Mistral".
    Single,
    /// Several words.
    Several,
}

/// What a name is at its place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameStanding {
    Whole,
    /// It may be an ordinary word, so it counts as a weak name does.
    Weak,
    /// It belongs to a longer name.
    Part,
}

/// What is known of the words next to a name: whether they are names too, and of models.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Neighbour {
    pub is_name: bool,
    pub is_model: bool,
}

impl Shape {
    pub(crate) fn of(name: &str) -> Shape {
        let Some(first) = name.chars().find(|c| c.is_alphabetic()) else { return Shape::Distinct };
        let has_case = first.is_uppercase() || first.is_lowercase();
        if !has_case || name.chars().any(char::is_numeric) || name.split([' ', '-']).any(has_inner_capital) {
            return Shape::Distinct;
        }
        if name.contains(' ') {
            return if name.contains(char::is_uppercase) { Shape::Several } else { Shape::Distinct };
        }
        if name.chars().any(|c| !c.is_alphabetic() && !is_mark(c) && c != '-' && c != '\'') {
            // "Login.gov", "AT&T"
            return Shape::Distinct;
        }
        if TIMES.contains(&name) || FOREIGN_TIMES.contains(&name) {
            return Shape::Common;
        }
        match (first.is_uppercase(), is_ordinary(name)) {
            (true, true) => Shape::Ordinary,
            (true, false) => Shape::Single,
            // Only other languages put accents on their words; names in small letters are those of software.
            (false, is_ordinary) if is_ordinary || !name.is_ascii() => Shape::Common,
            (false, _) => Shape::Distinct,
        }
    }
}

/// "GitHub", "US", "iPhone", "O'Hara".
fn has_inner_capital(word: &str) -> bool {
    word.chars().skip(1).any(char::is_uppercase)
}

/// What the name at a place of a text in a `language` is, with what is known of the words before and after it. The language
/// is asked for only where it matters, since it is a guess from all words of the text.
pub(crate) fn standing(
    text: &str,
    at: &Range<usize>,
    shape: Shape,
    before: Neighbour,
    after: Neighbour,
    is_model: bool,
    language: &dyn Fn() -> Language,
) -> NameStanding {
    match shape {
        Shape::Distinct => return NameStanding::Whole,
        Shape::Common => return NameStanding::Weak,
        Shape::Ordinary | Shape::Single | Shape::Several => {}
    }
    // The lists of ordinary words are English.
    let shape = if shape == Shape::Ordinary && language() != Language::English { Shape::Single } else { shape };
    let is_part = (continues_before(text, at, shape, before, is_model) || continues_after(text, at, shape, after))
        && language() != Language::German;
    if is_part && !is_headline(text, at.start) {
        return NameStanding::Part;
    }
    let name = &text[at.clone()];
    let may_be_word =
        || is_part || (begins_sentence(text, at.start) && !is_shown_as_name(&text[at.end..]) && is_common(name));
    match shape == Shape::Ordinary && may_be_word() {
        true => NameStanding::Weak,
        false => NameStanding::Whole,
    }
}

/// Whether the word before a name is the beginning of a longer one.
fn continues_before(text: &str, name: &Range<usize>, shape: Shape, known: Neighbour, is_model: bool) -> bool {
    let before = &text[..name.start];
    // "Val d'Oise", "Ministère de l'Intérieur": an article without its vowel, with a capital before it.
    match before.rsplit_once(' ') {
        Some((rest, "d'" | "D'")) => return shape != Shape::Several && word_before(rest).is_some_and(is_capital),
        Some((rest, "l'")) => return is_head_of_name(rest, shape),
        _ => {}
    }
    let Some(rest) = before.strip_suffix(' ') else { return false };
    let Some(word) = word_before(rest) else { return false };
    let at = rest.len() - word.len();
    if PARTICLES.contains(&word) || ARTICLES.contains(&word) {
        return is_head_of_name(rest, shape);
    }
    if word == "St." || MODIFIERS.contains(&word) {
        return shape != Shape::Several;
    }
    if shape == Shape::Several || !is_capital(word) || is_possessive(word) || TIMES.contains(&word) {
        return false;
    }
    if PERSONAL.contains(&word) {
        return false;
    }
    let begins = begins_sentence(text, at);
    match shape {
        // "Meta Llama" is a model and who made it.
        Shape::Ordinary => !(known.is_name && is_model) && !(begins && (FUNCTION.contains(&word) || is_ordinary(word))),
        _ => !known.is_name && !begins && !OFFICES.contains(&word) && !is_demonym(word),
    }
}

/// Whether the word after a name goes on with it.
fn continues_after(text: &str, name: &Range<usize>, shape: Shape, known: Neighbour) -> bool {
    let Some(rest) = text[name.end..].strip_prefix(' ') else { return false };
    let word = first_word(rest);
    if PARTICLES.contains(&word) && shape == Shape::Ordinary {
        // "Code for America"
        let next = rest[word.len()..].trim_start();
        let next = first_word(next.strip_prefix("the ").unwrap_or(next));
        return is_capital(next);
    }
    if !is_capital(word) || HEADS.contains(&word) || TIMES.contains(&word) || THINGS.contains(&word) {
        return false;
    }
    let last = text[name.clone()].rsplit(' ').next().unwrap_or("");
    match shape {
        Shape::Ordinary => !known.is_model,
        // "White House Office of Policy" speaks of the White House, "National Archives Foundation" of another.
        Shape::Several if is_ordinary(last) => OTHERS.contains(&word),
        _ => !known.is_name && !is_title(word),
    }
}

/// Whether what follows a word shows that it is a name: "Apple CEO", "Apple's".
fn is_shown_as_name(after: &str) -> bool {
    after.starts_with("'s ") || after.strip_prefix(' ').is_some_and(|rest| HEADS.contains(&first_word(rest)))
}

/// The word that a text begins with.
fn first_word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric() && !is_mark(c) && c != '-').next().unwrap_or("")
}

/// The word that a text ends with; none after a mark that parts what follows from it.
fn word_before(text: &str) -> Option<&str> {
    let start = text
        .rfind(|c: char| c.is_whitespace() || "([{\"“«„".contains(c))
        .map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let word = &text[start..];
    // An initial has its full stop: "J. Towsey".
    let is_initial = word.ends_with('.') && word.chars().count() == 2 && is_capital(word);
    (is_initial || word == "St." || word.ends_with(|c: char| c.is_alphanumeric() || is_mark(c))).then_some(word)
}

fn is_capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

fn is_possessive(word: &str) -> bool {
    word.ends_with("'s")
}

/// "Bank of", "Foundation for the": whether a text ends with a capital word and the particle that makes a name with it.
fn is_head_of_name(text: &str, shape: Shape) -> bool {
    let Some(mut word) = word_before(text) else { return false };
    let mut rest = text[..text.len() - word.len()].trim_end();
    if ARTICLES.contains(&word) {
        let Some(particle) = word_before(rest) else { return false };
        rest = rest[..rest.len() - particle.len()].trim_end();
        word = particle;
    }
    let Some(head) = word_before(rest).filter(|_| PARTICLES.contains(&word)) else { return false };
    // A name of several words does not join most heads: "Congress of the United States", "Lead for the White House".
    let is_separate = (shape == Shape::Several && !OTHERS.contains(&head))
        || is_title(head)
        || HEADS.contains(&head)
        || PLACES.contains(&head);
    is_capital(head) && !is_separate && !begins_sentence(text, rest.len() - head.len())
}

fn is_title(word: &str) -> bool {
    PERSONAL.contains(&word) || OFFICES.contains(&word)
}

/// Whether a sentence, a quotation or what follows a colon begins at a place.
fn begins_sentence(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(|c: char| c.is_whitespace() || "([{\"'“«„*_–—-•".contains(c));
    // "the U.S. Department" and "Mr. Ito" do not end one.
    let last = before.rsplit(char::is_whitespace).next().unwrap_or("");
    let is_short =
        last.ends_with('.') && (last.matches('.').count() > 1 || last.chars().count() <= 4) && is_capital(last);
    before.is_empty() || (before.ends_with(['.', '!', '?', ':', '…', '。', '！', '？', '|', ';']) && !is_short)
}

/// Whether nearly all words round a place have capitals, so that they say nothing. What stands between commas is no
/// headline but a list of names and what these do.
fn is_headline(text: &str, at: usize) -> bool {
    let ends = |c: char| ".!?,:;—–|()".contains(c);
    let before = text[..at].rsplit(ends).next().unwrap_or("");
    let after = text[at..].split(ends).next().unwrap_or("");
    if text[..at - before.len()].ends_with(',') || text[at + after.len()..].starts_with(',') {
        return false;
    }
    let words: Vec<&str> = text[at - before.len()..at + after.len()].split_whitespace().collect();
    let long: Vec<&&str> = words.iter().filter(|word| word.chars().count() > 3 && !SMALL.contains(word)).collect();
    words.len() >= 5 && is_capital(words[0]) && long.len() >= 3 && long.iter().all(|word| is_capital(word))
}

/// The language of a text, as far as it matters what its capitals say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    /// Every noun has a capital.
    German,
    /// Another, of which no ordinary words are listed.
    Other,
}

/// Guesses the language of a text by its smallest words. In doubt it is English.
pub(crate) fn language(text: &str) -> Language {
    let (mut english, mut german, mut other) = (0, 0, 0);
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && word.len() < 6) {
        let word = word.to_lowercase();
        english += usize::from(ENGLISH_WORDS.contains(&&*word));
        german += usize::from(GERMAN_WORDS.contains(&&*word));
        other += usize::from(OTHER_WORDS.contains(&&*word));
    }
    if german.max(other) <= english {
        Language::English
    } else if german >= other {
        Language::German
    } else {
        Language::Other
    }
}

/// "Chinese", "British", "American": the word says where something is from.
fn is_demonym(word: &str) -> bool {
    let ends = ["ese", "ish", "ican", "ian", "ean"].iter().any(|end| word.len() > end.len() + 1 && word.ends_with(end));
    ends || ["French", "German", "Dutch", "Greek", "Swiss", "Thai", "Czech"].contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing_of(text: &str, name: &str) -> NameStanding {
        let at = text.find(name).unwrap();
        standing(
            text,
            &(at..at + name.len()),
            Shape::of(name),
            Neighbour::default(),
            Neighbour::default(),
            false,
            &|| language(text),
        )
    }

    #[test]
    fn shapes() {
        for (name, shape) in [
            ("OpenAI", Shape::Distinct),
            ("18F", Shape::Distinct),
            ("東京", Shape::Distinct),
            ("Login.gov", Shape::Distinct),
            ("serde", Shape::Distinct),
            ("content strategy", Shape::Distinct),
            ("artifact", Shape::Common),
            ("santé", Shape::Common),
            ("Security", Shape::Ordinary),
            ("Kate", Shape::Single),
            ("National Archives", Shape::Several),
        ] {
            assert_eq!(Shape::of(name), shape, "{name}");
        }
    }

    #[test]
    fn a_name_within_a_longer_one_is_not_that_name() {
        for (text, name) in [
            ("We use Google Analytics.", "Analytics"),
            ("Google Analytics is used.", "Analytics"),
            ("our Chief Information Security Officer", "Security"),
            ("The Département du Val d'Oise pays.", "Oise"),
            ("asked Kate Towsey", "Kate"),
            ("asked Kate Towsey", "Towsey"),
            ("Kate Towsey asked", "Kate"),
            ("as J. Towsey said", "Towsey"),
            ("at the Bank of Mistral", "Mistral"),
            ("in the Foundation for the Oise", "Oise"),
            ("in the Foundation for the National Archives", "National Archives"),
            ("the National Archives Foundation paid", "National Archives"),
            ("South Korea says so", "Korea"),
            ("The New York Times and Oise University wrote on Korea", "York"),
            ("un agent du Ministère de l'Intérieur", "Intérieur"),
            ("near St. Mistral", "Mistral"),
            ("asked Andrew Hyder Jones", "Andrew Hyder"),
            ("a talk at Code for America", "Code"),
            ("GSA Administrator and Garren Givens, Program Director", "Garren"),
        ] {
            assert_eq!(standing_of(text, name), NameStanding::Part, "{name} in {text}");
        }
    }

    #[test]
    fn a_name_is_whole_next_to_what_is_no_part_of_it() {
        for (text, name) in [
            ("OpenAI CEO Sam Altman said", "OpenAI"),
            ("OpenAI CEO Sam Altman said", "Sam Altman"),
            ("Mistral CEO Arthur Mensch", "Mistral"),
            ("an Apple CEO said", "Apple"),
            ("met President Trump today", "Trump"),
            ("told Anthropic Monday", "Anthropic"),
            ("Anthropic's Claude answers", "Claude"),
            ("Anthropic's Claude answers", "Anthropic"),
            ("Yesterday Mistral said", "Mistral"),
            ("the White House Office of Policy", "White House"),
            ("the Archivist of the United States", "United States"),
            ("Depuis Paris, rien", "Paris"),
            ("The Security team", "Security"),
            ("told Oise. Then Paris", "Oise"),
            ("by the Government of Oise", "Oise"),
            ("Avec Perspectives, boostez vos talents", "Perspectives"),
            ("Hacking Bureaucracy — Greg Godbout", "Greg Godbout"),
            ("Das hat Mistral Reportern nicht und der Zeitung gesagt", "Mistral"),
            ("Why Mistral Leads And What Others Should Learn", "Mistral"),
        ] {
            assert_ne!(standing_of(text, name), NameStanding::Part, "{name} in {text}");
        }
    }

    #[test]
    fn an_ordinary_word_is_weak_where_any_word_has_a_capital() {
        for text in ["Will it rain?", "It ends. Will it?", "He asked: \"Will it?\"", "• Will it"] {
            assert_eq!(standing_of(text, "Will"), NameStanding::Weak, "{text}");
        }
        assert_eq!(standing_of("we asked Will about it", "Will"), NameStanding::Whole);
        assert_eq!(standing_of("in the U.S. Congress it", "Congress"), NameStanding::Whole);
        // Rare words seldom begin a sentence without an article.
        assert_eq!(standing_of("Trump signs it.", "Trump"), NameStanding::Whole);
        assert_eq!(standing_of("Apple CEO Tim Cook", "Apple"), NameStanding::Whole);
        assert_eq!(standing_of("Apple's profits rose.", "Apple"), NameStanding::Whole);
        assert_eq!(standing_of("In April it rains.", "April"), NameStanding::Weak);
    }
}
