//! Superscripts and subscripts in plain text, where 10<sup>25</sup> must not become 1025.
//!
//! Unicode's own characters where there are some for all of it, otherwise the marks of plain text: `x^(a+b)`, `x_max`.
//! Looks at one run of text and the character before it.

/// Letters that end an ordinal number or an abbreviation, and are only set small: 1st, M<sup>me</sup>, n<sup>o</sup>.
const ENDINGS: [&str; 22] = [
    "st", "nd", "rd", "th", "er", "re", "e", "d", "nde", "ère", "ème", "me", "lle", "gr", "o", "a", "os", "as", "r",
    "rs", "ers", "es",
];

pub(crate) fn superscript(text: &str, before: Option<char>) -> String {
    let is_ending = ENDINGS.contains(&text.trim().to_lowercase().as_str());
    // One letter ends a number, Roman ones too, and n<sup>o</sup>; after any other letter it is a power.
    let follows = |c: char| c.is_numeric() || "IVXLCDMNn".contains(c) || text.trim().len() > 1 && c.is_alphabetic();
    if is_ending && before.is_some_and(follows) {
        return text.to_owned();
    }
    match text.trim() {
        "TM" | "tm" => return "™".to_owned(),
        "SM" | "sm" => return "℠".to_owned(),
        "®" | "©" | "™" | "℠" | "*" | "†" | "‡" => return text.to_owned(),
        _ => {}
    }
    raised(text, '^', |c| {
        Some(match c {
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '0' | '4'..='9' => char::from_u32(0x2070 + (c as u32 - '0' as u32))?,
            '+' => '⁺',
            '-' | '−' | '\u{2011}' => '⁻',
            '=' => '⁼',
            '(' => '⁽',
            ')' => '⁾',
            'n' => 'ⁿ',
            'i' => 'ⁱ',
            _ => return None,
        })
    })
}

pub(crate) fn subscript(text: &str) -> String {
    raised(text, '_', |c| {
        Some(match c {
            '0'..='9' => char::from_u32(0x2080 + (c as u32 - '0' as u32))?,
            '+' => '₊',
            '-' | '−' | '\u{2011}' => '₋',
            '=' => '₌',
            '(' => '₍',
            ')' => '₎',
            _ => return None,
        })
    })
}

fn raised(text: &str, mark: char, character: impl Fn(char) -> Option<char>) -> String {
    let words = text.trim();
    if words.is_empty() || words.chars().all(|c| character(c).is_none() && !c.is_alphanumeric()) {
        return text.to_owned();
    }
    let own: Option<String> = words.chars().map(character).collect();
    own.unwrap_or_else(|| match words.chars().all(char::is_alphanumeric) {
        true => format!("{mark}{words}"),
        false => format!("{mark}({words})"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_what_they_are() {
        assert_eq!(superscript("25", Some('0')), "²⁵");
        assert_eq!(superscript("-3", Some('0')), "⁻³");
        assert_eq!(superscript("n", Some('x')), "ⁿ");
        assert_eq!(superscript("a+b", Some('x')), "^(a+b)");
        assert_eq!(superscript("max", Some('x')), "^max");
        assert_eq!(superscript("th", Some('5')), "th");
        assert_eq!(superscript("e", Some('X')), "e");
        assert_eq!(superscript("e", Some('x')), "^e");
        assert_eq!(superscript("TM", Some('e')), "™");
        assert_eq!(subscript("2"), "₂");
        assert_eq!(subscript("max"), "_max");
        assert_eq!(superscript(" ", Some('0')), " ");
    }
}
