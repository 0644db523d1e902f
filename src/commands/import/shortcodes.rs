//! Hugo's shortcodes in a body: a few become Markdown, the others stay as they were typed and are noted.
//!
//! Text in, text out.

use super::imported::TO_FILE;
use super::left::{Left, Why, line_of};
use super::scan::{outside_code, shown};

/// A shortcode taken apart: `{{< figure src="a.png" "b" >}}`.
#[derive(Debug, PartialEq, Eq)]
struct Shortcode<'a> {
    /// As it is written, with its braces.
    whole: &'a str,
    name: &'a str,
    closes: bool,
    named: Vec<(&'a str, &'a str)>,
    plain: Vec<&'a str>,
}

impl Shortcode<'_> {
    fn get(&self, key: &str, place: usize) -> Option<&str> {
        let named = self.named.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| *value);
        named.or_else(|| self.plain.get(place).copied().filter(|_| self.named.is_empty()))
    }
}

/// The body with those that are known as Markdown. `first_line` is where it begins in its file.
pub(super) fn converted(body: &str, file: &str, first_line: usize, left: &mut Left) -> String {
    let body = highlights(body);
    outside_code(&body, |part, begin| {
        let mut out = String::with_capacity(part.len());
        let mut rest = part;
        while let Some(at) = next(rest) {
            out.push_str(&rest[..at]);
            let Some(found) = read(&rest[at..]) else {
                out.push_str(&rest[at..at + 3]);
                rest = &rest[at + 3..];
                continue;
            };
            let place = begin + (part.len() - rest.len()) + at;
            rest = &rest[at + found.whole.len()..];
            match known(&found) {
                Some(markdown) => out.push_str(&markdown),
                None => {
                    // `{{</* x */>}}` shows a shortcode and is none.
                    if !found.name.starts_with("/*") && !found.closes {
                        let line = first_line + line_of(&body, place) - 1;
                        left.note(Why::Shortcode, format!("{{{{< {} >}}}}", found.name), format!("{file}:{line}"));
                    }
                    let whole = found.whole.replace("{{</*", "{{<").replace("*/>}}", ">}}");
                    let whole = whole.replace("{{%/*", "{{%").replace("*/%}}", "%}}");
                    out.push_str(&shown(&out, &whole));
                }
            }
        }
        out.push_str(rest);
        out
    })
}

fn next(text: &str) -> Option<usize> {
    [text.find("{{<"), text.find("{{%")].into_iter().flatten().min()
}

/// `highlight` becomes a fenced block, so that what stands in it is code from then on.
fn highlights(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = next(rest) {
        let found = read(&rest[at..]).filter(|found| found.name == "highlight" && !found.closes);
        let Some(found) = found else {
            out.push_str(&rest[..at + 3]);
            rest = &rest[at + 3..];
            continue;
        };
        let inner = &rest[at + found.whole.len()..];
        let close = inner.match_indices("{{").find_map(|(at, _)| {
            let found = read(&inner[at..]).filter(|found| found.name == "highlight" && found.closes)?;
            Some((at, found.whole.len()))
        });
        let Some((end, length)) = close else {
            out.push_str(&rest[..at + 3]);
            rest = &rest[at + 3..];
            continue;
        };
        out.push_str(&rest[..at]);
        rest = &inner[end + length..];
        out.push_str(&fenced(found.get("lang", 0).unwrap_or(""), &inner[..end], rest));
    }
    out.push_str(rest);
    out
}

/// Code as a fenced block, whatever fences it has itself. Its last line ends before what follows.
pub(super) fn fenced(language: &str, code: &str, follows: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let language: String = language.chars().take_while(|c| c.is_alphanumeric() || "+-#_.".contains(*c)).collect();
    let end = if follows.is_empty() || follows.starts_with('\n') { "" } else { "\n" };
    format!("{fence}{language}\n{}\n{fence}{end}", code.trim_matches('\n'))
}

fn known(code: &Shortcode<'_>) -> Option<String> {
    match code.name {
        "ref" | "relref" if !code.closes => Some(format!("{TO_FILE}{}", code.get("path", 0)?.replace(' ', "%20"))),
        "figure" if !code.closes => {
            let text = |key| code.get(key, usize::MAX).map(|text| text.trim().replace('\n', " ")).unwrap_or_default();
            let (caption, title) = (text("caption"), text("title"));
            let alt = if text("alt").is_empty() { title.clone() } else { text("alt") };
            Some(picture(code.get("src", 0)?, &alt, code.get("link", usize::MAX), &[title, caption]))
        }
        _ => None,
    }
}

/// A picture as Markdown, with its captions as a paragraph of its own.
pub(super) fn picture(src: &str, alt: &str, link: Option<&str>, captions: &[String]) -> String {
    let alt = alt.replace(['[', ']'], "");
    let picture = format!("![{alt}]({})", super::scan::encoded(src));
    let picture = match link.filter(|link| !link.is_empty()) {
        Some(link) => format!("[{picture}]({})", super::scan::encoded(link)),
        None => picture,
    };
    let captions: Vec<&str> =
        captions.iter().map(|text| text.trim()).filter(|text| !text.is_empty() && *text != alt).collect();
    match captions.is_empty() {
        true => picture,
        false => format!("{picture}\n\n*{}*\n", captions.join(" ").replace('*', "\\*")),
    }
}

/// The shortcode that a text begins with.
fn read(text: &str) -> Option<Shortcode<'_>> {
    let close = if text.starts_with("{{<") { ">}}" } else { "%}}" };
    let (mut at, mut quote) = (3, None);
    let inner = loop {
        let rest = text.get(at..)?;
        let c = rest.chars().next()?;
        match quote {
            None if rest.starts_with(close) => break &text[3..at],
            None if ['"', '`'].contains(&c) => quote = Some(c),
            Some(open) if c == open && !text[..at].ends_with('\\') => quote = None,
            _ => {}
        }
        at += c.len_utf8();
    };
    let whole = &text[..at + 3];
    let inner = inner.trim().trim_end_matches('/').trim_end();
    let closes = inner.starts_with('/') && !inner.starts_with("/*");
    let inner = if closes { inner[1..].trim_start() } else { inner };
    let end = inner.find(char::is_whitespace).unwrap_or(inner.len());
    let (name, arguments) = inner.split_at(end);
    let mut code = Shortcode { whole, name, closes, named: Vec::new(), plain: Vec::new() };
    let mut rest = arguments.trim_start();
    while !rest.is_empty() {
        let key =
            rest.find(|c: char| !(c.is_alphanumeric() || "-_".contains(c))).filter(|at| rest[*at..].starts_with('='));
        let value = match key {
            Some(at) => &rest[at + 1..],
            None => rest,
        };
        let (value, after) = match value.chars().next().filter(|c| ['"', '`'].contains(c)) {
            Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        match key {
            Some(at) => code.named.push((&rest[..at], value)),
            None => code.plain.push(value),
        }
        rest = after.trim_start();
    }
    Some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_shortcodes_become_markdown_and_others_stay() {
        let mut left = Left::default();
        let body = "[a]({{< ref \"posts/b.md#why\" >}}) {{< figure src=\"/x y.png\" alt=\"X\" caption=\"A *cap*\" >}}\n\n\
            {{< highlight go \"linenos=true\" >}}\nif x {}\n{{< /highlight >}}\n\n{{% note %}}In `{{< code >}}`{{% /note %}} {{</* youtube x */>}} {{<yt a_b>}}\n{{< open";
        let expected = "[a](fissure-import:posts/b.md#why) ![X](/x%20y.png)\n\n*A \\*cap\\**\n\n\n\
            ```go\nif x {}\n```\n\n{{% note %}}In `{{< code >}}`{{% /note %}} {{< youtube x >}} {{\\<yt a_b>}}\n{{< open";
        assert_eq!(converted(body, "f.md", 5, &mut left), expected);
        let noted: Vec<String> =
            left.iter().flat_map(|(_, names)| names.iter().map(|(name, at)| format!("{name} {at:?}"))).collect();
        assert_eq!(noted, ["{{< note >}} [\"f.md:11\"]", "{{< yt >}} [\"f.md:11\"]"]);
    }
}
