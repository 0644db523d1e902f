//! Small lists of words that help to see where a sentence ends: how sentences begin, names that end in a mark, months.
//!
//! This knows words and no rules; `sentence` has those.

/// How sure it is that a word with a capital begins a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begins {
    /// It is rarely part of a name: "The".
    Surely,
    /// It is also a surname, so after an initial it may be one: "K. He".
    NotAfterInitial,
    /// It is also part of names, so a word in small letters must follow: "A new", but not "A Coruña".
    BeforeSmall,
}

/// Whether a word usually begins a sentence.
pub(crate) fn begins(word: &str) -> Option<Begins> {
    let tables =
        [(SURELY, Begins::Surely), (NOT_AFTER_INITIAL, Begins::NotAfterInitial), (BEFORE_SMALL, Begins::BeforeSmall)];
    tables.into_iter().find(|(words, _)| words.binary_search(&word).is_ok()).map(|(_, begins)| begins)
}

#[rustfmt::skip]
const SURELY: &[&str] = &[
    "According", "Afterwards", "Although", "Because", "Before", "But", "Despite", "During", "Each", "Every",
    "Finally", "From", "Further", "Furthermore", "Hence", "Here", "How", "However", "If", "In", "Indeed", "Instead",
    "It", "Its", "Later", "Many", "Meanwhile", "Moreover", "Most", "Neither", "Nevertheless", "Nobody", "Nor",
    "Nothing", "Often", "Once", "Perhaps", "See", "Several", "She", "Similarly", "Since", "Some", "Somebody",
    "Someone", "Soon", "That", "The", "Their", "Then", "There", "Therefore", "These", "They", "This", "Those",
    "Though", "Through", "Throughout", "Thus", "Unless", "Unlike", "Until", "What", "Whatever", "When", "Whenever",
    "Where", "Whereas", "Whether", "Which", "While", "Who", "Whoever", "Whose", "Why", "Within", "Without",
];

#[rustfmt::skip]
const NOT_AFTER_INITIAL: &[&str] = &[
    "Aber", "After", "Also", "Am", "As", "At", "Auch", "Bei", "Can", "Could", "Das", "Der", "Did", "Die", "Diese",
    "Dieser", "Doch", "Does", "Ein", "Eine", "Er", "Es", "Even", "Had", "Has", "He", "Her", "His", "Im", "Is", "Mit",
    "My", "Nach", "Now", "On", "Our", "Seit", "Should", "Sie", "So", "Such", "Und", "Upon", "Was", "We", "Were",
    "Wir", "Would", "Yet", "You", "Your",
];

#[rustfmt::skip]
const BEFORE_SMALL: &[&str] = &[
    "A", "About", "Across", "All", "Almost", "Among", "An", "Analysts", "And", "Another", "Any", "Are", "Around",
    "As", "Author", "Authors", "Best", "Between", "Beyond", "Both", "By", "Cette", "Companies", "Con", "Critics",
    "Dans", "De", "Do", "Dos", "Eight", "Either", "El", "Ela", "Ele", "Elle", "Elles", "Em", "En", "Er", "Et",
    "Experts", "Few", "First", "Five", "Follow", "For", "Four", "Get", "Gli", "Het", "Hij", "I", "Il", "Ils",
    "Investors", "Join", "Just", "La", "Las", "Last", "Lawmakers", "Le", "Les", "Let", "Like", "Lo", "Los", "Ma",
    "Mais", "Mas", "More", "Much", "Na", "Nearly", "Nel", "Next", "Nine", "No", "None", "Not", "Note", "Nous",
    "Officials", "One", "Only", "Op", "Or", "Os", "Other", "Others", "Over", "Para", "Pero", "Please", "Por", "Pour",
    "Read", "Regulators", "Researchers", "Residents", "Se", "Secondo", "Según", "Selon", "Seven", "Six", "Sources",
    "Still", "Su", "Ten", "Thanks", "Three", "To", "Today", "Tomorrow", "Two", "Um", "Uma", "Un", "Una", "Under",
    "Une", "Users", "Using", "Voor", "Vous", "With", "Yes", "Yesterday", "Your", "Ze", "Zij",
];

/// Whether a word names a month, so that the number before it is a day: "1. Januar", "1. Jan. 2027".
pub(crate) fn is_month(word: &str) -> bool {
    MONTHS.split_ascii_whitespace().any(|month| month == word)
}

const MONTHS: &str = "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Okt Nov Dec Dez \
    January February March April May June July August September October November December \
    Januar Jänner Februar Feber März Mai Juni Juli Oktober Dezember";

/// Whether a number after this word may be an ordinal of German: "im 21. Jahrhundert".
pub(crate) fn goes_before_ordinal(word: &str) -> bool {
    GERMAN.split_ascii_whitespace().any(|article| article.eq_ignore_ascii_case(word))
}

const GERMAN: &str = "ab am bis das dem den der des die ihr ihre ihrem ihren im ins jeder jedes seit sein seine seinem \
    seinen vom zum zur beim";

/// Whether a name ends in this word and mark: "Yahoo!". What follows decides whether a sentence does, too.
pub(crate) fn is_name_with_mark(word: &str, mark: char) -> bool {
    NAMES.contains(&(word, mark))
}

const NAMES: [(&str, char); 16] = [
    ("Ahoy", '!'),
    ("Airplane", '!'),
    ("E", '!'),
    ("Guess", '?'),
    ("Jeb", '!'),
    ("Jeopardy", '!'),
    ("Joomla", '!'),
    ("Kahoot", '!'),
    ("Oklahoma", '!'),
    ("Shazam", '!'),
    ("Wham", '!'),
    ("Which", '?'),
    ("YAHOO", '!'),
    ("Yahoo", '!'),
    ("Yum", '!'),
    ("yahoo", '!'),
];

/// Whether a word and mark and the word after them are one name: "Who? Weekly".
pub(crate) fn is_name_across_mark(word: &str, next: &str) -> bool {
    ACROSS.contains(&(word, next))
}

const ACROSS: [(&str, &str); 10] = [
    ("Go", "Eevee"),
    ("Go", "Pikachu"),
    ("Go", "Team"),
    ("Hello", "Magazine"),
    ("Hey", "Say"),
    ("OK", "Magazine"),
    ("Say", "JUMP"),
    ("Who", "Weekly"),
    ("You", "Black"),
    ("Mia", "Here"),
];

/// Whether a verb says that somebody spoke: after `"Why?"` and a name it goes on with the sentence.
pub(crate) fn is_report(word: &str) -> bool {
    REPORTS.split_ascii_whitespace().any(|verb| verb == word)
}

const REPORTS: &str = "added announced asked asks continued cried declared exclaimed explained posted quipped recalled \
    remarked replied said says shouted told tweeted wondered writes wrote yelled";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        for words in [SURELY, NOT_AFTER_INITIAL, BEFORE_SMALL] {
            assert!(words.is_sorted(), "{words:?}");
        }
        assert_eq!(begins("The"), Some(Begins::Surely));
        assert_eq!(begins("He"), Some(Begins::NotAfterInitial));
        assert_eq!(begins("A"), Some(Begins::BeforeSmall));
        assert_eq!(begins("Sakana"), None);
    }
}
