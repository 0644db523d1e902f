//! Addresses of an old site: patterns of permalinks, and the slugs of other generators.
//!
//! Texts in, texts out. Whether an address can be one of the new site is for `claims` to say.

use super::dates::When;
use crate::base::path::decoded;
use crate::base::text::fold::{is_mark, nfc};
use deunicode::deunicode_char;
use jiff::civil::Weekday;

/// The path of an address of the old site: decoded, from its root on, without query and section.
///
/// None for addresses of other hosts. `prefix` is the path below which the old site stood: `/blog`.
pub(super) fn old_path(address: &str, hosts: &[String], prefix: &str) -> Option<String> {
    let address = address.trim();
    let path = match address.split_once("//") {
        Some((scheme, rest)) if ["http:", "https:", ""].contains(&scheme) => {
            let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            let host = rest[..at].to_lowercase();
            hosts.contains(&host).then_some(&rest[at..])?
        }
        _ => address,
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = decoded(path);
    let path = path.strip_prefix(prefix).filter(|rest| rest.is_empty() || rest.starts_with('/')).unwrap_or(&path);
    Some(joined(path))
}

/// The host of a whole address, in small letters.
pub(super) fn host_of(url: &str) -> Option<String> {
    let rest = url.split_once("//")?.1;
    Some(rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())].to_lowercase()).filter(|host| !host.is_empty())
}

/// A path that begins with one slash, and has none twice.
pub(super) fn joined(path: &str) -> String {
    let ends = path.ends_with('/');
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let mut whole = format!("/{}", parts.join("/"));
    if ends && whole.len() > 1 {
        whole.push('/');
    }
    nfc(&whole).into_owned()
}

/// A path from the root without `.` and `..`; one that climbs out of the top stays there, as in a browser.
pub(super) fn clamped(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let is_page = path.ends_with(['/', '.']) && (path.ends_with('/') || path.ends_with("/..") || path.ends_with("/."));
    joined(&format!("/{}{}", parts.join("/"), if is_page { "/" } else { "" }))
}

/// Follows a relative path from a folder that ends with `/`; none when it climbs out of the top.
pub(super) fn follow(base: &str, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return Some(joined(path));
    }
    let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    let is_page = path.ends_with('/') || path == ".." || path.ends_with("/..") || path.is_empty() || path == ".";
    Some(joined(&format!("/{}{}", parts.join("/"), if is_page { "/" } else { "" })))
}

/// The parts of a date that patterns of Jekyll and Hugo name.
pub(super) fn of_date(token: &str, when: &When) -> Option<String> {
    let at = when.datetime();
    let day = at.date();
    let week = day.iso_week_date();
    Some(match token {
        "year" => format!("{:04}", day.year()),
        "short_year" => format!("{:02}", day.year() % 100),
        "month" => format!("{:02}", day.month()),
        "i_month" => day.month().to_string(),
        "short_month" => day.strftime("%b").to_string(),
        "long_month" | "monthname" => day.strftime("%B").to_string(),
        "day" => format!("{:02}", day.day()),
        "i_day" => day.day().to_string(),
        "y_day" => format!("{:03}", day.day_of_year()),
        "yearday" => day.day_of_year().to_string(),
        "week" => format!("{:02}", week.week()),
        "w_year" => week.year().to_string(),
        "w_day" => day.weekday().to_monday_one_offset().to_string(),
        "weekday" => match day.weekday() {
            Weekday::Sunday => "0".to_owned(),
            other => other.to_monday_one_offset().to_string(),
        },
        "short_day" => day.strftime("%a").to_string(),
        "long_day" | "weekdayname" => day.strftime("%A").to_string(),
        "hour" => format!("{:02}", at.hour()),
        "minute" => format!("{:02}", at.minute()),
        "second" => format!("{:02}", at.second()),
        _ => return None,
    })
}

/// A pattern with its tokens filled in; none where one of them is not known.
pub(super) fn filled(pattern: &str, mut value: impl FnMut(&str) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(':') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let end = after.find(|c: char| !c.is_ascii_alphabetic() && c != '_').unwrap_or(after.len());
        // Hugo: `:sections[1:]`.
        let end = match after[end..].strip_prefix('[').and_then(|inner| inner.find(']')) {
            Some(close) if end > 0 => end + close + 2,
            _ => end,
        };
        match end {
            0 => out.push(':'),
            end => out.push_str(&value(&after[..end])?),
        }
        rest = &after[end..];
    }
    out.push_str(rest);
    Some(out)
}

/// A slug as Jekyll makes it: `pretty` keeps what an address may have, `cased` the capitals.
pub(super) fn jekyll_slug(text: &str, pretty: bool, cased: bool) -> String {
    let fits = |c: char| c.is_alphanumeric() || (pretty && "._~!$&'()+,;=@".contains(c));
    hyphened(text, fits, cased)
}

/// A slug as WordPress and Ghost make it: plain small letters, digits and hyphens.
pub(super) fn plain_slug(text: &str) -> String {
    let plain: String = text
        .chars()
        .filter(|c| !matches!(c, '\'' | '’'))
        .flat_map(|c| match c.is_ascii() {
            true => vec![c],
            false => deunicode_char(c).map_or(vec![c], |text| text.chars().collect()),
        })
        .collect();
    hyphened(&plain, char::is_alphanumeric, false)
}

/// A part of an address as Hugo makes it: small letters, hyphens for spaces, and no other sign than `.`, `_`, `-`, `+`, `~`, `#`.
pub(super) fn hugo_slug(text: &str) -> String {
    let text = nfc(text.trim());
    let kept: String = text
        .chars()
        .filter(|c| c.is_alphanumeric() || c.is_whitespace() || "._-+~#%@/".contains(*c) || is_mark(*c))
        .map(|c| if c.is_whitespace() { '-' } else { c })
        .collect();
    let mut out = String::new();
    for c in kept.to_lowercase().chars() {
        if c != '-' || !out.ends_with('-') {
            out.push(c);
        }
    }
    out.trim_matches('-').to_owned()
}

fn hyphened(text: &str, fits: impl Fn(char) -> bool, cased: bool) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match fits(c) {
            true => out.push(c),
            false if !out.ends_with('-') => out.push('-'),
            false => {}
        }
    }
    let out = out.trim_matches('-').to_owned();
    if cased { out } else { out.to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_old_address_is_a_path_from_the_root() {
        let hosts = ["old.example".to_owned()];
        for (address, path) in [
            ("/a//b/", Some("/a/b/")),
            ("a/b.html", Some("/a/b.html")),
            ("https://old.example/x/?p=1", Some("/x/")),
            ("https://old.example", Some("/")),
            ("//OLD.example/x", Some("/x")),
            ("https://other.example/x", None),
            ("/blog/x/", Some("/x/")),
            ("/blogger/", Some("/blogger/")),
            ("/caf%C3%A9/", Some("/café/")),
        ] {
            assert_eq!(old_path(address, &hosts, "/blog").as_deref(), path, "{address}");
        }
    }

    #[test]
    fn patterns_are_filled_in() {
        let when = When::of_day(date(2026, 1, 2));
        let value = |token: &str| of_date(token, &when).or((token == "title").then(|| "x".to_owned()));
        assert_eq!(filled("/:year/:month/:day/:title/", value).as_deref(), Some("/2026/01/02/x/"));
        assert_eq!(filled("/:year/:y_day/:title.html", value).as_deref(), Some("/2026/002/x.html"));
        assert_eq!(filled("/W:week/:short_day", value).as_deref(), Some("/W01/Fri"));
        assert_eq!(filled("/:unknown/", value), None);
    }

    #[test]
    fn slugs_are_those_of_each_generator() {
        assert_eq!(jekyll_slug("Hello, World_2.0!", false, false), "hello-world-2-0");
        assert_eq!(jekyll_slug("Hello World_2.0", true, true), "Hello-World_2.0");
        assert_eq!(plain_slug("Économie d’État & Co"), "economie-detat-co");
        assert_eq!(hugo_slug("Économie d'État & C++ 4.0"), "économie-détat-c++-4.0");
        assert_eq!(hugo_slug("a/b c"), "a/b-c");
        assert_eq!(hugo_slug("C# 5"), "c#-5");
    }

    #[test]
    fn relative_links_are_followed() {
        assert_eq!(follow("/a/b/", "../c/").as_deref(), Some("/a/c/"));
        assert_eq!(follow("/a/b/", "x.png").as_deref(), Some("/a/b/x.png"));
        assert_eq!(follow("/", "../x"), None);
        assert_eq!(["/../../x", "/a/../b/", "/a/./b", "/a/.."].map(clamped), ["/x", "/b/", "/a/b", "/"]);
    }
}
