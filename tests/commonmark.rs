//! The examples of the CommonMark specification, read by our own Markdown reader.
//!
//! With our extensions off, every example comes out as the specification has it. With everything on,
//! `tests/commonmark.txt` lists what differs, in groups with a reason each. `UPDATE_EXPECT=1` writes it anew; an example
//! that is new to the list has no reason yet, and the test fails until somebody has moved it into a group.

mod support;

use fissure::base::path::decoded;
use fissure::parse::body::{Filling, Resolved, Target};
use fissure::parse::markdown::{self, Extensions};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use support::*;

struct Example {
    number: usize,
    markdown: String,
    html: String,
}

/// The examples stand between fences in the text of the specification, with an arrow for each tab.
fn examples() -> Vec<Example> {
    let path = tests_folder().join("web/node_modules/commonmark-spec/spec.txt");
    let spec = fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!("{}: {error}. `scripts/test rust` installs it, and then runs this test with the others.", path.display())
    });
    let fence = "`".repeat(32);
    let begin = format!("\n{fence} example\n");
    let example = |(n, text): (usize, &str)| {
        let (text, _) = text.split_once(&format!("{fence}\n")).unwrap();
        // The Markdown may be nothing, and the dot follows on its last line.
        let dot = if text.starts_with(".\n") { 0 } else { text.find("\n.\n").unwrap() + 1 };
        let part = |text: &str| text.replace('→', "\t");
        Example { number: n + 1, markdown: part(&text[..dot]), html: part(&text[dot + 2..]) }
    };
    let examples: Vec<Example> = spec.split(&begin).skip(1).enumerate().map(example).collect();
    assert!(examples.len() > 600, "{} examples were found", examples.len());
    examples
}

/// Our own reader. Links of the text lead where they say, and there is no entity to link to.
fn ours(markdown: &str, extensions: Extensions) -> String {
    let (body, _) = markdown::parse(&markdown.into(), 0, extensions);
    let itself = |target: &Target| match target {
        Target::Path(path) => {
            Resolved::To { address: path.as_str().into(), name: Default::default(), class: None, lang: None }
        }
        Target::Mention { name, .. } => Resolved::Text { name: name.as_str().into() },
        Target::Away(_) | Target::Embed(_) => Resolved::Away,
    };
    let links = body.links.iter().map(|link| itself(&link.target)).collect();
    body.html(&Filling { links, ..Filling::default() }, "")
}

/// The parser with its own renderer, as a reference.
fn parser(markdown: &str) -> String {
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(markdown));
    html
}

/// HTML in which there is one way to write a thing, without what we add to what was written.
fn normal(html: &str) -> String {
    let html = html.replace("&quot;", "\"").replace(" />", ">").replace("<li>\n", "<li>");
    // Ours: images load late, and headings can be linked to.
    let mut html = html.replace(" loading=\"lazy\"", "");
    for level in 1..=6 {
        rewrite(&mut html, &format!("<h{level}"), " id=\"", |_| String::new());
    }
    // Ours: addresses are percent-encoded, in raw HTML too.
    rewrite(&mut html, "", " href=\"", |address| format!(" href={}", decoded(&unescape(address))));
    html
}

/// An address with the character references undone that a renderer writes.
fn unescape(address: &str) -> String {
    let references = [
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&auml;", "ä"),
        ("&ouml;", "ö"),
        ("&amp;", "&"),
    ];
    references.iter().fold(address.to_owned(), |address, (reference, c)| address.replace(reference, c))
}

/// Puts something else in the place of each attribute that begins so, from the space before it to the quotation mark
/// after it.
fn rewrite(html: &mut String, tag: &str, attribute: &str, new: fn(&str) -> String) {
    let opens = format!("{tag}{attribute}");
    let mut done = 0;
    while let Some(at) = html[done..].find(&opens).map(|at| done + at) {
        let value = at + opens.len();
        let Some(end) = html[value..].find('"') else { return };
        let new = new(&html[value..value + end]);
        html.replace_range(at + tag.len()..value + end + 1, &new);
        done = at + tag.len() + new.len();
    }
}

#[test]
fn without_extensions_we_read_as_the_specification_says() {
    let mut wrong = Vec::new();
    for Example { number, markdown, html } in examples() {
        let ours = ours(&markdown, Extensions::None);
        if normal(&ours) != normal(&html) {
            let whose = if normal(&parser(&markdown)) == normal(&html) { "ours alone" } else { "the parser's too" };
            wrong.push(format!("example {number}, {whose}\n{markdown}--- expected\n{html}--- actual\n{ours}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where we take events apart ourselves and the specification has no example.
#[test]
fn images_in_odd_places_come_out_as_the_parser_has_them_and_are_known() {
    for markdown in ["## See ![a *chart*](/a.png) here\n", "![one ![two](/b.png) three](/a.png) four\n"] {
        assert_eq!(normal(&ours(markdown, Extensions::None)), normal(&parser(markdown)));
        let links = markdown::parse(&markdown.into(), 0, Extensions::None).0.links;
        assert_eq!(links.iter().map(|link| &link.target).collect::<Vec<_>>(), [&Target::Path("/a.png".to_owned())]);
    }
}

#[test]
fn with_extensions_only_what_is_listed_differs() {
    let differs = |Example { number, markdown, html }: Example| {
        let ours = ours(&markdown, Extensions::All);
        (normal(&ours) != normal(&html)).then_some((number, ours))
    };
    let differences: BTreeMap<usize, String> = examples().into_iter().filter_map(differs).collect();
    let file = tests_folder().join("commonmark.txt");
    let list = list(&differences, &groups(&file));
    expect_text(&file, &list).unwrap_or_else(|wrong| panic!("{wrong}"));
    assert!(!list.contains(UNREVIEWED), "{}: move what is new into a group with a reason", file.display());
}

const UNREVIEWED: &str = "Not reviewed yet.";

/// The reasons of the list as it stands, each with the numbers of its examples.
fn groups(file: &Path) -> Vec<(String, BTreeSet<usize>)> {
    let mut groups: Vec<(String, BTreeSet<usize>)> = Vec::new();
    for line in fs::read_to_string(file).unwrap_or_default().lines() {
        if let Some(reason) = line.strip_prefix("# ") {
            groups.push((reason.to_owned(), BTreeSet::new()));
        } else if let (Some(number), Some((_, numbers))) = (line.strip_prefix("example "), groups.last_mut()) {
            numbers.insert(number.parse().unwrap());
        }
    }
    groups.retain(|(reason, _)| reason != UNREVIEWED);
    groups
}

/// The differences under the reasons that they have, and those without one at the end.
fn list(differences: &BTreeMap<usize, String>, groups: &[(String, BTreeSet<usize>)]) -> String {
    let grouped: BTreeSet<usize> = groups.iter().flat_map(|(_, numbers)| numbers).copied().collect();
    let new = differences.keys().copied().filter(|number| !grouped.contains(number)).collect();
    let mut text = String::new();
    for (reason, numbers) in groups.iter().chain([&(UNREVIEWED.to_owned(), new)]) {
        let still: Vec<_> = differences.iter().filter(|(number, _)| numbers.contains(number)).collect();
        if !still.is_empty() {
            text.push_str(&format!("# {reason}\n"));
        }
        for (number, html) in still {
            text.push_str(&format!("\nexample {number}\n"));
            html.lines().for_each(|line| text.push_str(&format!("    {line}\n")));
        }
        text.push('\n');
    }
    format!("{}\n", text.trim_end())
}
