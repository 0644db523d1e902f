//! Jekyll's Liquid in a body: a few tags and outputs become Markdown, the others stay as they were typed and are noted.
//!
//! Text in, text out.

use super::imported::TO_FILE;
use super::left::{Left, Why, line_of};
use super::scan::shown;
use super::shortcodes::fenced;

/// What the outputs of a page may name.
pub(super) struct Known<'a> {
    pub page_title: &'a str,
    pub site_title: &'a str,
    /// Whether what stays is escaped for Markdown; HTML is not.
    pub escapes: bool,
}

/// What stands before the name of a post that `post_url` names.
pub(super) const TO_POST: &str = "post_url/";

/// The body with what is known as Markdown. Template code works within code blocks too, as it did.
pub(super) fn converted(body: &str, known: &Known<'_>, file: &str, first_line: usize, left: &mut Left) -> String {
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    let kept = |before: &str, code: &str| if known.escapes { shown(before, code) } else { code.to_owned() };
    let mut note = |what: String, at: usize| {
        left.note(Why::Shortcode, what, format!("{file}:{}", first_line + line_of(body, at) - 1));
    };
    while let Some(at) = [rest.find("{%"), rest.find("{{")].into_iter().flatten().min() {
        out.push_str(&rest[..at]);
        let place = body.len() - rest.len() + at;
        let code = &rest[at..];
        let close = if code.starts_with("{%") { "%}" } else { "}}" };
        let Some(end) = code.find(close).map(|end| end + 2) else {
            out.push_str(code);
            return without_contents(&out);
        };
        let (whole, after) = code.split_at(end);
        let inner = whole[2..end - 2].trim_matches('-').trim();
        rest = after;
        if close == "}}" {
            match output(inner, known) {
                Some(text) => out.push_str(&text),
                None => {
                    note(format!("{{{{ {} }}}}", short(inner)), place);
                    out.push_str(&kept(&out, whole));
                }
            }
            continue;
        }
        let (name, arguments) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        let block = |name: &str| until(after, name);
        match name {
            "raw" | "comment" | "highlight" if block(name).is_some() => {
                let (text, after) = block(name).unwrap_or_default();
                match name {
                    "raw" => out.push_str(text),
                    "highlight" => {
                        let language = arguments.split_whitespace().next().unwrap_or("");
                        out.push_str(&fenced(language, text, after));
                    }
                    _ => {}
                }
                rest = after;
            }
            "post_url" => out.push_str(&format!("{TO_FILE}{TO_POST}{}", arguments.trim())),
            "link" => {
                out.push_str(&format!("{TO_FILE}{}", arguments.trim().trim_start_matches('/').replace(' ', "%20")))
            }
            _ => {
                if !name.starts_with("end") && !["else", "elsif", "when"].contains(&name) {
                    let shown = if name.starts_with("include") { short(inner) } else { name };
                    note(format!("{{% {shown} %}}"), place);
                }
                out.push_str(&kept(&out, whole));
            }
        }
    }
    out.push_str(rest);
    without_contents(&out)
}

/// What stands before the tag that ends a block, and after it.
fn until<'a>(text: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    text.match_indices("{%").find_map(|(at, _)| {
        let end = text[at..].find("%}")? + at;
        let inner = text[at + 2..end].trim_matches('-').trim();
        (inner.strip_prefix("end") == Some(name)).then(|| (&text[..at], &text[end + 2..]))
    })
}

/// The first words of a tag, for the report.
fn short(inner: &str) -> &str {
    let inner = inner.split('|').next().unwrap_or_default().trim();
    let two = inner.match_indices(char::is_whitespace).nth(1).map_or(inner, |(at, _)| &inner[..at]);
    two.get(..60).unwrap_or(two)
}

/// `"/x" | relative_url`, `site.baseurl`, `page.title`.
fn output(inner: &str, known: &Known<'_>) -> Option<String> {
    let mut parts = inner.split('|').map(str::trim);
    let value = parts.next()?;
    let quoted = ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote));
    let (of, name) = value.split_once('.').unwrap_or(("site", value));
    let value = match (quoted, of, name) {
        (Some(text), ..) => text.to_owned(),
        (None, "site", "baseurl" | "url") => String::new(),
        (None, "page", "title") => known.page_title.to_owned(),
        (None, "site", "title") => known.site_title.to_owned(),
        _ => return None,
    };
    let is_address = |filter: &str| {
        let filter: String = filter.split_whitespace().collect();
        ["relative_url", "absolute_url", "prepend:site.baseurl", "prepend:site.url", "url"].contains(&filter.as_str())
    };
    let filters: Vec<&str> = parts.collect();
    match filters.iter().all(|filter| is_address(filter)) {
        false => None,
        true if filters.is_empty() => Some(value),
        true => Some(format!("/{}", value.trim_start_matches('/'))),
    }
}

/// Without kramdown's table of contents: Fissure has its own next to an article.
fn without_contents(body: &str) -> String {
    if !body.contains("{:toc}") {
        return body.to_owned();
    }
    let lines: Vec<&str> = body.split('\n').collect();
    let is_contents = |n: usize| lines.get(n).is_some_and(|line| line.trim() == "{:toc}");
    let is_marker = |n: usize| is_contents(n + 1) && lines[n].trim_start().starts_with(['*', '-', '1']);
    let kept = (0..lines.len()).filter(|n| !is_contents(*n) && !is_marker(*n)).map(|n| lines[n]);
    kept.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_tags_become_markdown_and_others_stay() {
        let mut left = Left::default();
        let known = Known { page_title: "T", site_title: "S", escapes: true };
        let body = "* TOC\n{:toc}\n[a]({{ site.baseurl }}{% post_url 2019-01-02-b %}) [c]({% link about.md %}) {{ \"/d\" | relative_url }}\n\
            {% highlight ruby %}\nx\n{% endhighlight %}\n{% raw %}{{ x }}{% endraw %}{% comment %}gone{% endcomment %} {{ page.title }}\n\
            {% include a_b.html id=\"1\" %} {{ site.data.x | y }} {% if z %}q{% endif %}";
        let expected = "[a](fissure-import:post_url/2019-01-02-b) [c](fissure-import:about.md) /d\n```ruby\nx\n```\n{{ x }} T\n\
            {% include a_b.html id=\"1\" %} {{ site.data.x | y }} {% if z %}q{% endif %}";
        assert_eq!(converted(body, &known, "f.md", 1, &mut left), expected);
        let noted: Vec<&str> = left.iter().flat_map(|(_, names)| names.keys().map(String::as_str)).collect();
        assert_eq!(noted, ["{% if %}", "{% include a_b.html %}", "{{ site.data.x }}"]);
    }
}
