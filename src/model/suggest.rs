//! "Did you mean": the one word that was probably meant, or none. A wrong guess is worse than no guess.

/// Below this likeness (Jaro-Winkler, 0 to 1) two words have nothing to do with each other.
///
/// Measured on real misspellings: true ones lie at 0.91 and above, false ones at 0.61 and below.
const LIKE: f64 = 0.85;

/// The candidate that the word was probably meant to be.
///
/// A candidate that has the word as one of its parts comes first ("luna" in "gpt-5-6-luna"), if there is just one.
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
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

/// Whether two slugs are so alike that one is probably a slip for the other.
///
/// Slugs that differ in digits alone are different versions: `fable-6` is not a slip for `fable-5`.
pub fn is_slip(word: &str, other: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| !c.is_ascii_digit()).collect::<String>().to_lowercase();
    letters(word) != letters(other) && strsim::jaro_winkler(&word.to_lowercase(), &other.to_lowercase()) >= LIKE
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
    fn another_version_is_no_slip() {
        assert!(!is_slip("fable-6", "fable-5"));
        assert!(is_slip("fabel-5", "fable-5"));
    }
}
