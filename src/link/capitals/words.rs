//! Words that say something of a name next to them: tables, no rules.

pub(crate) const ENGLISH_WORDS: [&str; 14] =
    ["the", "of", "and", "to", "is", "for", "with", "it", "that", "we", "our", "by", "at", "as"];
pub(crate) const GERMAN_WORDS: [&str; 16] = [
    "der", "und", "nicht", "ist", "ein", "eine", "das", "für", "den", "wird", "mit", "von", "auf", "dem", "hat", "sich",
];
pub(crate) const OTHER_WORDS: [&str; 30] = [
    "le", "la", "les", "des", "du", "de", "une", "et", "est", "pour", "avec", "sur", "dans", "que", "qui", "vos",
    "nous", "el", "los", "las", "una", "para", "con", "por", "il", "di", "che", "per", "não", "een",
];
/// Words between the parts of a name: "Bank of Japan", "Val de Marne".
pub(crate) const PARTICLES: [&str; 12] =
    ["of", "for", "de", "du", "des", "del", "della", "di", "da", "do", "von", "van"];
pub(crate) const ARTICLES: [&str; 8] = ["the", "la", "le", "les", "el", "los", "las", "l'"];
/// Words of four letters and more that have no capital in a headline.
pub(crate) const SMALL: [&str; 14] = [
    "with", "from", "into", "over", "than", "that", "upon", "after", "before", "about", "against", "between", "under",
    "through",
];
/// Titles that stand before somebody's name, be it an ordinary word: "President Trump".
pub(crate) const PERSONAL: [&str; 22] = [
    "President",
    "Minister",
    "Premier",
    "Chancellor",
    "Secretary",
    "Senator",
    "Representative",
    "Governor",
    "Mayor",
    "Judge",
    "Justice",
    "Professor",
    "Doctor",
    "King",
    "Queen",
    "Prince",
    "Princess",
    "Pope",
    "Sir",
    "Lord",
    "Lady",
    "Commissioner",
];
/// What else stands before a name or after it and is no part of it.
pub(crate) const OFFICES: [&str; 18] = [
    "Director",
    "Administrator",
    "Officer",
    "Executive",
    "Chief",
    "Chair",
    "Chairman",
    "Chairwoman",
    "Founder",
    "Co-founder",
    "Cofounder",
    "Spokesperson",
    "Spokesman",
    "Spokeswoman",
    "General",
    "CEO",
    "CTO",
    "CFO",
];
/// "The Government of Japan" speaks of Japan; the Bank of Japan is another.
pub(crate) const PLACES: [&str; 10] =
    ["Government", "Republic", "State", "States", "City", "Kingdom", "Commonwealth", "People", "Ville", "Région"];
/// What the head of a company is called: it ends any name, even that of an ordinary word.
pub(crate) const HEADS: [&str; 11] =
    ["CEO", "CTO", "CFO", "COO", "CIO", "Chairman", "Chairwoman", "Chairperson", "Founder", "Co-founder", "President"];
/// What is called after an institution and is another one.
pub(crate) const OTHERS: [&str; 16] = [
    "Foundation",
    "Building",
    "Museum",
    "Award",
    "Prize",
    "Street",
    "University",
    "College",
    "School",
    "Hospital",
    "Airport",
    "Park",
    "Library",
    "Memorial",
    "Society",
    "Association",
];
/// What makes another place of a place, also where a sentence begins: "South Korea".
pub(crate) const MODIFIERS: [&str; 20] = [
    "New", "North", "South", "East", "West", "Northern", "Southern", "Eastern", "Western", "Central", "Great",
    "Greater", "United", "Upper", "Lower", "Saint", "San", "Santa", "Latin", "Fort",
];
/// What somebody has or makes, in capitals.
pub(crate) const THINGS: [&str; 8] = ["API", "APIs", "SDK", "LLM", "LLMs", "IPO", "VP", "HQ"];
pub(crate) const TIMES: [&str; 19] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
pub(crate) const FOREIGN_TIMES: [&str; 20] = [
    "Janvier",
    "Février",
    "Avril",
    "Mai",
    "Juin",
    "Juillet",
    "Août",
    "Septembre",
    "Octobre",
    "Novembre",
    "Décembre",
    "Januar",
    "Februar",
    "März",
    "Juni",
    "Juli",
    "Oktober",
    "Dezember",
    "Enero",
    "Abril",
];
/// Short words that begin sentences and are in no list of ordinary words, which has none of up to three letters.
pub(crate) const FUNCTION: [&str; 30] = [
    "A", "An", "The", "In", "On", "At", "By", "To", "For", "As", "If", "So", "But", "And", "Or", "Is", "Are", "Was",
    "Can", "Did", "Our", "Its", "His", "Her", "My", "We", "All", "Any", "Not", "How",
];
