//! Words that name a source without naming one, in English prose.
//!
//! A short table, to be read by whoever wonders why a word is told. Never guesses at what is not in it.

use super::words::words;
use crate::parse::quotation::{is_quoted, quotations};
use std::ops::Range;

/// Each in small letters and without apostrophes, in their order. Where several fit, the longest is told.
const VAGUE: &[&str] = &[
    "according to reports",
    "allegedly",
    "analysts say",
    "are believed to",
    "are said to",
    "critics say",
    "experts say",
    "insiders said",
    "insiders say",
    "is believed to",
    "is rumored to",
    "is rumoured to",
    "is said to",
    "is thought to",
    "it is believed",
    "it is said",
    "it is thought",
    "it is understood",
    "its said",
    "observers",
    "people familiar with",
    "purportedly",
    "reportedly",
    "reports indicate",
    "reports say",
    "reports suggest",
    "rumor has it",
    "rumored",
    "rumour has it",
    "rumoured",
    "some say",
    "sources claim",
    "sources close to",
    "sources said",
    "sources say",
    "sources tell",
    "was said to",
    "were said to",
    "word has it",
];

/// Where a text speaks of sources that it does not name, outside of its quotations.
pub(crate) fn vague(text: &str) -> Vec<Range<usize>> {
    let words = words(text);
    let quotations = quotations(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let fits = |phrase: &&&str| {
            let mut rest = words[at..].iter();
            phrase.split(' ').all(|part| rest.next().is_some_and(|word| word.form == part))
        };
        let first = words[at].form.as_str();
        let begin_so = VAGUE[VAGUE.partition_point(|phrase| *phrase < first)..].iter();
        let begin_so = begin_so.take_while(|phrase| phrase.starts_with(first));
        let longest = begin_so.filter(fits).map(|phrase| phrase.split(' ').count()).max();
        if let Some(longest) = longest {
            let range = words[at].range.start..words[at + longest - 1].range.end;
            if !is_quoted(&range, &quotations) {
                found.push(range);
            }
        }
        at += longest.unwrap_or(1);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<&str> {
        vague(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn whole_words_outside_of_quotations() {
        assert_eq!(
            told("It Reportedly sank. It is\nsaid to be so, rumour has it."),
            ["Reportedly", "It is\nsaid", "rumour has it"]
        );
        assert_eq!(told("The firm is rumoured to sell; others are said to wait."), ["is rumoured to", "are said to"]);
        assert_eq!(told("He said \"reportedly\". “Sources say so”, A writes. No source says so."), Vec::<&str>::new());
        assert_eq!(told("The report suggests; unreportedly; the sources differ."), Vec::<&str>::new());
    }

    #[test]
    fn every_entry_is_as_words_are_compared() {
        for phrase in VAGUE {
            let forms: Vec<String> = words(phrase).into_iter().map(|word| word.form).collect();
            assert_eq!(forms.join(" "), *phrase);
        }
        assert!(VAGUE.is_sorted());
    }
}
