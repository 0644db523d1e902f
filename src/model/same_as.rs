//! By what identifiers an entity is known elsewhere: a Wikidata id, a CELEX number, an ELI, an ISNI, a LEI, a VIAF id, or an
//! address.
//!
//! Checked for form and for check digits; whether anything is there is never looked up.

use super::reader::Fields;
use crate::base::diagnostic::{Code, Span};

/// One identifier of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameAs {
    /// The whole address that it stands for.
    pub url: String,
    /// For readers: "Wikidata Q42", or the name of the host.
    pub label: String,
    /// Whether nothing else can have it: an identifier and not any address.
    pub is_unique: bool,
    /// Where it stands.
    pub span: Span,
}

/// Reads the identifiers of an entity; reports what is not one.
pub(crate) fn read(fields: &mut Fields<'_>) -> Vec<SameAs> {
    let mut all: Vec<SameAs> = Vec::new();
    for word in fields.words("same_as") {
        let span = word.span;
        match of_text(word.text.trim()) {
            Some((url, label, is_unique)) if all.iter().all(|other| other.url != url) => {
                all.push(SameAs { url, label, is_unique, span });
            }
            Some(_) => {}
            None => {
                let message = format!("\"{}\" is not an identifier that can be read.", word.text);
                fields.error(Code::BadValue, span, message, help(word.text.trim()));
            }
        }
    }
    all
}

const FORMS: &str =
    "Write a Wikidata id, a CELEX number, an ELI, an ISNI, a LEI, a VIAF id or an address:  same_as: [Q42]";

/// What to write instead, where the text begins like an identifier.
fn help(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if text.len() == digits.len() + 1 && text.starts_with('q') {
        return format!("Write the letter as a capital:  same_as: [Q{digits}]");
    }
    if let Some(rest) = text.strip_prefix("http://") {
        return format!("Begin with https:  same_as: [https://{rest}]");
    }
    let compact = compact(text);
    if compact.len() == 16 && compact.bytes().take(15).all(|byte| byte.is_ascii_digit()) {
        return "The last sign of an ISNI is counted from the others, and this one does not fit: compare each."
            .to_owned();
    }
    if compact.len() == 20 && compact.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return "The last two digits of a LEI are counted from the others, and these do not fit: compare each."
            .to_owned();
    }
    if !digits.is_empty() && digits.len() == text.len() {
        return format!("A number alone can be of anything. Of VIAF write:  same_as: [\"viaf:{digits}\"]");
    }
    FORMS.to_owned()
}

/// The address that a text stands for, what readers see, and whether it identifies one thing alone.
fn of_text(text: &str) -> Option<(String, String, bool)> {
    wikidata(text)
        .or_else(|| celex(text))
        .or_else(|| eli(text))
        .or_else(|| isni(text))
        .or_else(|| lei(text))
        .or_else(|| viaf(text))
        .or_else(|| address(text))
}

type Read = Option<(String, String, bool)>;

fn identifier(of: &str, id: &str, url: String) -> Read {
    Some((url, format!("{of} {id}"), true))
}

/// `Q42`, or an address of it.
fn wikidata(text: &str) -> Read {
    let bare = text.strip_prefix("https://www.wikidata.org/").or_else(|| text.strip_prefix("http://www.wikidata.org/"));
    let id = match bare {
        Some(path) => path.strip_prefix("wiki/").or_else(|| path.strip_prefix("entity/"))?,
        None => text,
    };
    let number = id.strip_prefix('Q')?;
    let is_number = !number.starts_with('0') && is_digits(number, 1..=12);
    is_number.then(|| identifier("Wikidata", id, format!("https://www.wikidata.org/entity/{id}")))?
}

/// `32024R1689`: sector, year, sort of act, number; a part in brackets may follow.
fn celex(text: &str) -> Read {
    let (sector, rest) = text.split_at_checked(1)?;
    let (year, rest) = rest.split_at_checked(4)?;
    let letters = rest.bytes().take_while(u8::is_ascii_uppercase).count();
    let (act, rest) = rest.split_at(letters);
    let (number, part) = rest.split_at_checked(4)?;
    let is_part =
        part.is_empty() || (part.starts_with('(') && part.ends_with(')') && is_digits(&part[1..part.len() - 1], 1..=4));
    let is_celex = "0123456789CE".contains(sector)
        && is_digits(year, 4..=4)
        && (1..=2).contains(&act.len())
        && is_digits(number, 4..=4)
        && is_part;
    is_celex.then(|| {
        identifier("CELEX", text, format!("https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:{text}"))
    })?
}

/// `eli/reg/2024/1689/oj`, of the European Union; those of countries are addresses.
fn eli(text: &str) -> Read {
    let bare = text.strip_prefix("https://data.europa.eu/").or_else(|| text.strip_prefix("http://data.europa.eu/"));
    let path = bare.unwrap_or(text).strip_prefix("eli/")?.trim_end_matches('/');
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.()".contains(&byte))
    };
    let is_eli = path.split('/').count() >= 3 && path.split('/').all(is_part);
    is_eli.then(|| identifier("ELI", path, format!("https://data.europa.eu/eli/{path}")))?
}

/// `0000 0001 2103 2683`, of which the last sign is counted from the others (ISO 7064, MOD 11-2).
fn isni(text: &str) -> Read {
    let id = compact(text);
    let (number, last) = id.split_at_checked(15)?;
    if !is_digits(number, 15..=15) {
        return None;
    }
    let sum = number.bytes().fold(0, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    let expected = match (12 - sum % 11) % 11 {
        10 => "X".to_owned(),
        digit => digit.to_string(),
    };
    (last == expected).then(|| identifier("ISNI", &id, format!("https://isni.org/isni/{id}")))?
}

/// Twenty letters and digits, of which the last two are counted from the others (ISO 7064, MOD 97-10).
fn lei(text: &str) -> Read {
    let is_lei = text.len() == 20 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let value = |rest: u32, letter: char| {
        let value = letter.to_digit(36).unwrap_or_default();
        (rest * if value > 9 { 100 } else { 10 } + value) % 97
    };
    let fits = is_lei && text.chars().fold(0, value) == 1;
    fits.then(|| identifier("LEI", text, format!("https://search.gleif.org/#/record/{text}")))?
}

/// `viaf:113230702`
fn viaf(text: &str) -> Read {
    let number =
        text.strip_prefix("viaf:").or_else(|| text.strip_prefix("https://viaf.org/viaf/"))?.trim_end_matches('/');
    is_digits(number, 1..=22).then(|| identifier("VIAF", number, format!("https://viaf.org/viaf/{number}")))?
}

/// Any address, by the name of its host.
fn address(text: &str) -> Read {
    let host = text.strip_prefix("https://")?.split(['/', '?', '#']).next()?;
    let is_odd = |letter: char| letter.is_whitespace() || letter.is_control() || "<>\"{}|\\^`".contains(letter);
    let is_host = host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains('@');
    let label = host.strip_prefix("www.").unwrap_or(host).to_owned();
    (is_host && !text.contains(is_odd)).then(|| (text.to_owned(), label, false))
}

fn is_digits(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Without the blanks and hyphens by which long numbers are made readable.
fn compact(text: &str) -> String {
    text.chars().filter(|letter| ![' ', '-'].contains(letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_become_addresses() {
        let check = |text: &str, label: &str, url: &str| {
            assert_eq!(
                of_text(text).map(|(url, label, _)| (label, url)),
                Some((label.to_owned(), url.to_owned())),
                "{text}"
            );
        };
        check("Q42", "Wikidata Q42", "https://www.wikidata.org/entity/Q42");
        check("https://www.wikidata.org/wiki/Q42", "Wikidata Q42", "https://www.wikidata.org/entity/Q42");
        let act = "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:";
        check("32024R1689", "CELEX 32024R1689", &format!("{act}32024R1689"));
        check("32016R0679(01)", "CELEX 32016R0679(01)", &format!("{act}32016R0679(01)"));
        check("52021PC0206", "CELEX 52021PC0206", &format!("{act}52021PC0206"));
        check("eli/reg/2024/1689/oj", "ELI reg/2024/1689/oj", "https://data.europa.eu/eli/reg/2024/1689/oj");
        check("0000 0001 2103 2683", "ISNI 0000000121032683", "https://isni.org/isni/0000000121032683");
        check("0000-0002-1694-233X", "ISNI 000000021694233X", "https://isni.org/isni/000000021694233X");
        check(
            "5493001KJTIIGC8Y1R12",
            "LEI 5493001KJTIIGC8Y1R12",
            "https://search.gleif.org/#/record/5493001KJTIIGC8Y1R12",
        );
        check("viaf:113230702", "VIAF 113230702", "https://viaf.org/viaf/113230702");
        check("https://www.example.org/a?b#c", "example.org", "https://www.example.org/a?b#c");
    }

    #[test]
    fn what_has_no_form_of_an_identifier_is_refused() {
        let wrong = [
            "",
            "Q",
            "Q0",
            "q42",
            "Q4x2",
            "42",
            "32024R168",
            "3R1689",
            "32024RRR1689",
            "32024R1689(",
            "eli/reg",
            "eli/reg//1689",
            "0000 0001 2103 2684",
            "5493001KJTIIGC8Y1R13",
            "viaf:x",
            "http://example.org/",
            "https://",
            "https://a",
            "https://a b.org/",
            "https://me@example.org/",
            "javascript:alert(1)",
            "é",
        ];
        let read: Vec<&str> = wrong.into_iter().filter(|text| of_text(text).is_some()).collect();
        assert_eq!(read, Vec::<&str>::new());
    }
}
