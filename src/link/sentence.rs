//! Sentences of plain text: what a backlink quotes, and what a summary is made of.

use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// Words after which a full stop does not end a sentence.
const SHORT: [&str; 17] = [
    "Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "St.", "vs.", "No.", "Inc.", "Corp.", "Co.", "Ltd.", "Gen.", "Sen.", "Rep.",
    "approx.", "cf.",
];

/// The sentences of a text as ranges of bytes, without the space between them.
///
/// Unicode's rules (UAX 29), but "U.S. models", "D. Ha" and "Mr. Ito" do not end one.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences: Vec<Range<usize>> = Vec::new();
    let mut joins = false;
    for (at, piece) in text.split_sentence_bound_indices() {
        let end = at + piece.trim_end().len();
        match sentences.last_mut() {
            Some(last) if joins => last.end = end,
            _ if end > at => sentences.push(at..end),
            _ => {}
        }
        joins = ends_in_abbreviation(piece.trim_end());
    }
    sentences
}

fn ends_in_abbreviation(sentence: &str) -> bool {
    let mut words = sentence.rsplit(char::is_whitespace);
    let word = words.next().unwrap_or("").trim_start_matches(['(', '"', '“', '‘', '[']);
    let single = word.trim_end_matches('.').chars().count() == 1;
    if single && words.next().is_some_and(|before| !before.starts_with(char::is_uppercase)) {
        // "So does B." ends a sentence; "D. Ha" and "John F. Kennedy" do not.
        return false;
    }
    let initials = word.ends_with('.')
        && word
            .split('.')
            .filter(|part| !part.is_empty())
            .all(|part| part.len() == 1 && part.chars().all(char::is_uppercase));
    initials || SHORT.contains(&word)
}

/// The first sentence, and the second while both stay short.
pub fn opening(text: &str) -> &str {
    const SHORT_ENOUGH: usize = 120;
    let sentences = sentences(text);
    match sentences.as_slice() {
        [] => "",
        [first, second, ..] if first.len() < SHORT_ENOUGH && second.end < 2 * SHORT_ENOUGH => {
            &text[first.start..second.end]
        }
        [first, ..] => &text[first.clone()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn full_stops_within_names_end_nothing() {
        assert_eq!(split("U.S. models remain. So D. Ha says."), ["U.S. models remain.", "So D. Ha says."]);
        assert_eq!(split("Is it open? No! \"It is.\" He left."), ["Is it open?", "No!", "\"It is.\"", "He left."]);
        assert_eq!(split("So does B. See A. It is John F. Kennedy."), ["So does B.", "See A. It is John F. Kennedy."]);
        assert_eq!(split("GPT-5.6 Sol is out. Who has it?"), ["GPT-5.6 Sol is out.", "Who has it?"]);
        assert_eq!(split("東京は静かだ。北京も静かだ。"), ["東京は静かだ。", "北京も静かだ。"]);
        assert_eq!(split(""), Vec::<&str>::new());
    }
}
