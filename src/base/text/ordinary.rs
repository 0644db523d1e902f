//! Ordinary words of English: what may be a name only where it is written as one.
//!
//! The lists hold the words that most dictionaries share, and are taken from SCOWL, see `words-licence.txt`.
//! Forms that follow from a listed word by an ending or a prefix are left out and known by that rule. Other
//! languages have no list.

/// The ten thousand or so that are used most.
const COMMON: &str = include_str!("common-words.txt");
/// Others that nearly every dictionary has, of up to nine letters.
const RARER: &str = include_str!("rarer-words.txt");

/// Endings, each with what the word may have had in its place: "policies" is made of "policy".
const ENDINGS: &[(&str, &[&str])] = &[
    ("s", &[""]),
    ("es", &[""]),
    ("ies", &["y"]),
    ("d", &[""]),
    ("ed", &[""]),
    ("ied", &["y"]),
    ("ing", &["", "e"]),
    ("ings", &["", "e"]),
    ("er", &["", "e"]),
    ("ers", &["", "e"]),
    ("est", &["", "e"]),
    ("ier", &["y"]),
    ("iest", &["y"]),
    ("ly", &["", "le"]),
    ("ily", &["y"]),
    ("ally", &["", "al"]),
    ("ness", &[""]),
    ("iness", &["y"]),
    ("able", &["", "e"]),
    ("ment", &[""]),
    ("ments", &[""]),
    ("less", &[""]),
    ("ful", &[""]),
    ("fully", &[""]),
    ("ion", &["", "e"]),
    ("ions", &["", "e"]),
    ("ation", &["", "e"]),
    ("ations", &["", "e"]),
    ("ity", &["", "e"]),
    ("ability", &["able"]),
    ("ibility", &["ible"]),
];
const PREFIXES: &[&str] = &["un", "re", "non", "over", "dis", "mis", "pre", "out"];

/// Whether a word, in whatever case, is an ordinary word of English; one that a hyphen joins is when its parts are.
///
/// Words of up to three letters are not listed: names as short as these are weak anyway.
pub(crate) fn is_ordinary(word: &str) -> bool {
    are_known(word, &[COMMON, RARER])
}

/// Whether a word is one of those that are used most.
pub(crate) fn is_common(word: &str) -> bool {
    are_known(word, &[COMMON])
}

fn are_known(word: &str, lists: &[&str]) -> bool {
    word.split('-').all(|part| is_known(&part.to_ascii_lowercase(), lists, 2))
}

/// Whether a small word is listed, or follows from one that is by so many steps.
fn is_known(word: &str, lists: &[&str], steps: u8) -> bool {
    let is_known = || made_of(word).iter().any(|stem| is_known(stem, lists, steps - 1));
    lists.iter().any(|list| is_listed(word, list)) || (steps > 0 && is_known())
}

/// What a word may have been made of.
fn made_of(word: &str) -> Vec<String> {
    let mut stems = Vec::new();
    for (ending, before) in ENDINGS {
        let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() >= 3 && stem.is_ascii()) else { continue };
        stems.extend(before.iter().map(|before| format!("{stem}{before}")));
        // "planning" is made of "plan".
        if let [.., a, b] = stem.as_bytes()
            && a == b
            && stem.len() > 3
        {
            stems.push(stem[..stem.len() - 1].to_owned());
        }
    }
    let without = PREFIXES.iter().filter_map(|prefix| word.strip_prefix(prefix));
    stems.extend(without.filter(|rest| rest.len() >= 4).map(str::to_owned));
    stems
}

/// Looks a word up in a list, whose lines are sorted.
fn is_listed(word: &str, list: &str) -> bool {
    let (mut from, mut to) = (0, list.len());
    while from < to {
        let middle = from + (to - from) / 2;
        let start = list[..middle].rfind('\n').map_or(0, |at| at + 1);
        let end = list[middle..].find('\n').map_or(list.len(), |at| middle + at);
        match list[start..end].cmp(word) {
            std::cmp::Ordering::Equal => return !word.is_empty(),
            std::cmp::Ordering::Less => from = end + 1,
            std::cmp::Ordering::Greater => to = start,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_lists_is_found() {
        for list in [COMMON, RARER] {
            let lines: Vec<&str> = list.lines().collect();
            assert!(lines.is_sorted() && lines.iter().all(|word| is_listed(word, list)));
            assert!(lines.iter().all(|word| word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_lowercase())));
        }
    }

    #[test]
    fn words_are_told_from_names() {
        for word in ["artifact", "Safe", "faster", "apply", "Security", "will", "policies", "planning", "Open-source"] {
            assert!(is_ordinary(word), "{word}");
        }
        for name in ["Anthropic", "OpenAI", "Mistral", "Fugu", "Oise", "serde", "", "-", "360", "été", "東京", "Kate"]
        {
            assert!(!is_ordinary(name), "{name}");
        }
        assert!(is_common("Will") && is_common("designs") && !is_common("Trump") && !is_common("Oracle"));
    }
}
