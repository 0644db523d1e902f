//! A citation as BibTeX, RIS and CSL-JSON, and as an address that carries it.
//!
//! Knows nothing of pages. Whatever a title or a name has in it, a reader of the format gets it back.

use super::Cite;
use jiff::civil::Date;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// An entry of BibTeX for biblatex. Names and titles are in two pairs of braces: they are whole, and keep their capitals.
pub(super) fn bibtex(cite: &Cite) -> String {
    let authors: Vec<String> = cite.authors.iter().map(|name| format!("{{{}}}", tex(name))).collect();
    let whole = |text: &str| format!("{{{}}}", tex(text));
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let fields = [
        ("author", Some(authors.join(" and "))),
        ("title", Some(whole(&cite.title))),
        ("organization", Some(whole(&cite.site))),
        ("date", day(cite.issued())),
        ("url", Some(cite.url.to_string())),
        ("urldate", day(cite.accessed())),
    ];
    let mut out = format!("@{}{{{},\n", if cite.is_data { "dataset" } else { "online" }, cite.key);
    for (name, value) in fields.iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
        let _ = writeln!(out, "  {name} = {{{value}}},");
    }
    out + "}"
}

/// A text for TeX. Braces are commands, since BibTeX counts those that are escaped too; two marks that TeX would draw as one
/// are kept apart.
fn tex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for c in plain(text).chars() {
        let is_pair = c == before && matches!(c, '-' | '\'' | '`' | ',' | '<' | '>');
        if is_pair || (c == '`' && matches!(before, '?' | '!')) {
            out.push_str("{}");
        }
        before = c;
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '%' | '&' | '#' | '$' | '_' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

/// A record of RIS, with the ends of lines that it asks for.
pub(super) fn ris(cite: &Cite) -> String {
    let day = |day: Option<Date>| day.map(|day| day.strftime("%Y/%m/%d").to_string());
    let one = |tag: &'static str, value: &str| (tag, Some(plain(value)));
    let mut lines = vec![one("TY", if cite.is_data { "DATA" } else { "ELEC" })];
    lines.extend(cite.authors.iter().map(|name| one("AU", name)));
    lines.extend([
        one("TI", &cite.title),
        one("T2", &cite.site),
        ("PB", cite.publisher().map(plain)),
        ("PY", cite.issued().map(|day| day.strftime("%Y").to_string())),
        ("DA", day(cite.issued())),
        ("Y2", day(cite.accessed())),
        one("LA", &cite.lang),
        one("UR", &cite.url),
        one("ER", ""),
    ]);
    let line = |(tag, value): (&str, Option<String>)| Some(format!("{tag}  - {}\r\n", value?));
    lines.into_iter().filter_map(line).collect()
}

/// A list of one item in CSL-JSON.
pub(super) fn csl(cite: &Cite) -> String {
    let day = |day: Date| json!({"date-parts": [[day.year(), day.month(), day.day()]]});
    let authors: Vec<Value> = cite.authors.iter().map(|name| json!({"literal": plain(name)})).collect();
    let fields = [
        ("id", Some(json!(cite.key))),
        ("type", Some(json!(if cite.is_data { "dataset" } else { "webpage" }))),
        ("title", Some(json!(plain(&cite.title)))),
        ("author", Some(json!(authors))),
        ("container-title", Some(json!(plain(&cite.site)))),
        ("publisher", cite.publisher().map(|name| json!(plain(name)))),
        ("issued", cite.issued().map(day)),
        ("accessed", cite.accessed().map(day)),
        ("language", Some(json!(cite.lang))),
        ("URL", Some(json!(cite.url))),
    ];
    let item: Map<String, Value> =
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    json!([item]).to_string()
}

/// What an address that carries a file encodes: all but what stands for itself in each part of an address.
const NOT_PLAIN: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/').remove(b':');

/// An address that carries a file, so that there is no file more for each page. What is saved are its bytes, in UTF-8.
pub(super) fn data_url(media_type: &str, text: &str) -> String {
    format!("data:{media_type},{}", utf8_percent_encode(text, NOT_PLAIN))
}

/// A text in one line, without signs that are commands.
fn plain(text: &str) -> String {
    let shown: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn cited(title: &str, author: &str) -> Cite {
        Cite {
            authors: vec![author.into()],
            title: title.into(),
            site: "A & B".into(),
            publisher: "C".into(),
            url: "https://example.org/a_b/%C3%A4/".into(),
            key: "a-b:+C3+A4".to_owned(),
            published: Some(date(2026, 11, 20)),
            version: Some(date(2026, 11, 22)),
            lang: "en".into(),
            is_data: false,
        }
    }

    #[test]
    fn no_text_ends_its_field() {
        let cite = cited("100% {of}\n~C:\\a_b^2$ #1 -- ''x''", "Acme,\r\nER  - \r\nTY  - Inc.");
        assert_eq!(
            bibtex(&cite),
            "@online{a-b:+C3+A4,\n  author = {{Acme, ER - TY - Inc.}},\n  title = {{100\\% \
             \\textbraceleft{}of\\textbraceright{} \\textasciitilde{}C:\\textbackslash{}a\\_b\\textasciicircum{}2\\$ \\#1 \
             -{}- '{}'x'{}'}},\n  organization = {{A \\& B}},\n  date = {2026-11-20},\n  \
             url = {https://example.org/a_b/%C3%A4/},\n  urldate = {2026-11-22},\n}"
        );
        let ris = ris(&cite);
        assert_eq!(ris.lines().filter(|line| line.starts_with("TY") || line.starts_with("ER")).count(), 2, "{ris}");
        assert!(ris.ends_with("UR  - https://example.org/a_b/%C3%A4/\r\nER  - \r\n"), "{ris}");
    }

    #[test]
    fn a_page_without_a_day_has_none() {
        let cite = Cite { published: None, version: None, ..cited("東京", "日本 新聞") };
        assert!(!bibtex(&cite).contains("date"));
        assert!(!ris(&cite).contains("PY  -"));
        assert_eq!(serde_json::from_str::<Value>(&csl(&cite)).unwrap()[0]["author"][0]["literal"], "日本 新聞");
    }

    #[test]
    fn an_address_carries_any_text() {
        assert_eq!(data_url("a/b", "x \"<é\r\n&#"), "data:a/b,x%20%22%3C%C3%A9%0D%0A%26%23");
    }
}
