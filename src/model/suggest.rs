//! "Did you mean": the one word that was probably meant, or none. A wrong guess is worse than no guess.

use crate::base::text::ordinary::is_ordinary;

/// Below this likeness (Jaro-Winkler, 0 to 1) two words have nothing to do with each other.
///
/// Measured on real misspellings: true ones lie at 0.91 and above, false ones at 0.61 and below.
const LIKE: f64 = 0.85;

/// The candidate that the word was probably meant to be.
///
/// A candidate that has the word as one of its parts comes first ("luna" in "gpt-5-6-luna"), if there is just one.
pub(crate) fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let small = word.to_lowercase();
    let mut parts: Option<&str> = None;
    let mut several = false;
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let other = candidate.to_lowercase();
        if other.split(|c: char| !c.is_alphanumeric()).any(|part| part == small) {
            several |= parts.is_some_and(|found| found != candidate);
            parts = Some(candidate);
        }
        let likeness = strsim::jaro_winkler(&small, &other);
        if likeness >= LIKE && best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, candidate));
        }
    }
    parts.filter(|_| !several).or(best.map(|(_, candidate)| candidate))
}

/// How many letters a word differs from another by, if it is probably a typo for it: letters doubled, left out, swapped or
/// mistaken, a hyphen left out.
///
/// What shares a word or begins alike is no typo: "database" and "data-access" are two things, and so are two words that
/// are both in the dictionary. Numbers must agree: `fable-6` is another version than `fable-5`.
pub(crate) fn typo(word: &str, other: &str) -> Option<usize> {
    let (word, other) = (word.to_lowercase(), other.to_lowercase());
    // Two letters and a few hyphens at most, of which the longest letters have four bytes.
    if word == other || word.len().abs_diff(other.len()) > 12 {
        return None;
    }
    let joined = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (ours, theirs) = (runs(&word), runs(&other));
    if joined(&word) == joined(&other) {
        return Some(1);
    }
    if ours.len() == theirs.len() {
        let is_one = |n: &usize| ours.len() > 1 && ours[*n] != theirs[*n];
        let differing = (0..ours.len()).filter(is_one).count();
        let edits: Option<Vec<usize>> = ours.iter().zip(&theirs).map(|(a, b)| mistaken(a, b, ours.len() > 1)).collect();
        return edits.map(|edits| edits.iter().sum()).filter(|edits| *edits <= 2 && differing <= 1);
    }
    // A hyphen and a letter: `opne-ai` for `openai`.
    let (ours, theirs) = (joined(&word), joined(&other));
    let is_name = |text: &str| text.chars().count() >= 6 && text.chars().all(char::is_alphabetic) && !is_ordinary(text);
    (is_name(&ours) && is_name(&theirs) && strsim::osa_distance(&ours, &theirs) <= 1).then_some(2)
}

/// Whether a word may be another with one letter or digit lost or doubled: too weak for a typo, and worth a question.
///
/// Digits count in a number of three or more only, since `gpt-55` may well be another version than `gpt-5`.
pub(crate) fn near_miss(word: &str, other: &str) -> bool {
    let joined = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<Vec<char>>();
    let (ours, theirs) = (joined(word), joined(other));
    let (short, long) = if ours.len() < theirs.len() { (&ours, &theirs) } else { (&theirs, &ours) };
    if short.len() < 6 || long.len() - short.len() != 1 {
        return false;
    }
    let at = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    if short[at..] != long[at + 1..] {
        return false;
    }
    let digits = |range: &mut dyn Iterator<Item = &char>| range.take_while(|c| c.is_numeric()).count();
    let number = digits(&mut long[..at].iter().rev()) + digits(&mut long[at..].iter());
    !long[at].is_numeric() || number > 3
}

/// A slug as its runs of letters and of digits.
fn runs(slug: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    for part in slug.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()) {
        let mut rest = part;
        while let Some(first) = rest.chars().next() {
            let end = rest.find(|c: char| c.is_numeric() != first.is_numeric()).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            runs.push(run);
            rest = after;
        }
    }
    runs
}

/// How many letters one run differs from another by, if that many are likely in a word of its length. In a short one of
/// several runs letters are swapped at most: `sakana-ia`.
fn mistaken(run: &str, other: &str, one_of_several: bool) -> Option<usize> {
    if run == other {
        return Some(0);
    }
    if run.contains(char::is_numeric) || other.contains(char::is_numeric) {
        return None;
    }
    let length = run.chars().count().min(other.chars().count());
    let edits = strsim::osa_distance(run, other);
    let likely = match length {
        0..=3 => one_of_several && run.chars().count() == other.chars().count() && is_swapped(run, other),
        4..=7 => edits <= 1,
        _ => edits <= 2,
    };
    let are_words = || is_ordinary(run) && is_ordinary(other);
    (likely && !are_words()).then_some(edits)
}

/// Whether two words differ in the order of two letters next to each other.
fn is_swapped(word: &str, other: &str) -> bool {
    let letters = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    letters(word) == letters(other) && strsim::osa_distance(word, other) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLUGS: [&str; 10] = [
        "anthropic",
        "openai",
        "sakana-ai",
        "360",
        "mythos",
        "fable-5",
        "gpt-5-6-sol",
        "gpt-5-6-luna",
        "tulongfeng",
        "fugu",
    ];

    #[test]
    fn a_suggestion_is_right_or_missing() {
        let meant = |word| nearest(word, SLUGS.into_iter());
        for (word, slug) in [
            ("anthropus", "anthropic"),
            ("antropic", "anthropic"),
            ("sakana", "sakana-ai"),
            ("tulonfeng", "tulongfeng"),
            ("fabel-5", "fable-5"),
            ("gpt-5.6-sol", "gpt-5-6-sol"),
            ("mythos-5", "mythos"),
            ("luna", "gpt-5-6-luna"),
            ("sol", "gpt-5-6-sol"),
            ("fugo", "fugu"),
        ] {
            assert_eq!(meant(word), Some(slug), "{word}");
        }
        assert_eq!(meant("qihoo"), None);
        assert_eq!(meant("gemini"), None);
    }

    #[test]
    fn a_letter_or_digit_lost_or_doubled_is_a_near_miss_and_a_version_is_none() {
        let near = [
            ("nxe-380e", "nxe-3800e"),
            ("nxe-33800e", "nxe-3800e"),
            ("ant-fiv", "ant-five"),
            ("law-226", "law-2026"),
            ("law-20266", "law-2026"),
        ];
        for (word, slug) in near {
            assert!(near_miss(word, slug), "{word} {slug}");
        }
        let far = [
            ("fable-6", "fable-5"),
            ("fable-55", "fable-5"),
            ("gpt-5", "gpt-5-6"),
            ("h100", "h1000"),
            ("law-2025", "law-2026"),
            ("sol", "sola"),
        ];
        for (word, slug) in far {
            assert!(!near_miss(word, slug), "{word} {slug}");
        }
    }

    #[test]
    fn a_typo_is_a_mistake_of_the_fingers() {
        for (word, slug) in [
            ("acme-crop", "acme-corp"),
            ("anthropc", "anthropic"),
            ("antropic", "anthropic"),
            ("anthropus", "anthropic"),
            ("antthropic", "anthropic"),
            ("mistrall", "mistral"),
            ("mistrla", "mistral"),
            ("sakana-ia", "sakana-ai"),
            ("sakanaai", "sakana-ai"),
            ("open-ai", "openai"),
            ("opne-ai", "openai"),
            ("opneai", "openai"),
            ("fabel-5", "fable-5"),
            ("fable5", "fable-5"),
            ("gtp-5-6-sol", "gpt-5-6-sol"),
            ("tulonfeng", "tulongfeng"),
            ("amercia", "america"),
            ("fugo", "fugu"),
            ("straetgy", "strategy"),
        ] {
            assert!(typo(word, slug).is_some(), "{word} {slug}");
        }
        for (word, slug) in [
            ("strategy", "content-strategy"),
            ("content", "content-strategy"),
            ("customer-service", "customer-experience"),
            ("database", "data-access"),
            ("digitalgov-community", "digital-services-movement"),
            ("digital-government", "digital-governance"),
            ("fable-6", "fable-5"),
            ("fabel-6", "fable-5"),
            ("gpt-4o", "gpt-4"),
            ("gpt-4o", "gpt-4-1"),
            ("mobile", "mobility"),
            ("firing", "hiring"),
            ("form", "from"),
            ("data-assess", "data-access"),
            ("us", "uk"),
            ("sol", "sola"),
            ("luna", "gpt-5-6-luna"),
            ("fugu", "fugu-two"),
            ("openapi", "open-data"),
            ("metadata", "metal"),
            ("anthropology", "anthropic"),
            ("政策", "政治"),
        ] {
            assert_eq!(typo(word, slug), None, "{word} {slug}");
        }
    }
}
