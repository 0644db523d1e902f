//! What is said of a text stands in it: random documents, read once by the program and once by an HTML parser.
//!
//! Documents are made of names, links, pictures, code, lists, notes, tables, quotations and raw HTML that touch. For each,
//! the build does not panic; the words that it reads out of the body are those of the rendered HTML, as a browser's parser
//! sees them; each sentence quoted on an entity's page stands in the article; and the page around the text stays whole.
//! Where a document uses nothing that is ours alone, its text is also that of cmark-gfm.
//! `SEED=n` replays one document, `DOCUMENTS=n` makes more of them.

mod support;

use fissure::base::path::SourcePath;
use fissure::link::{LinkedArticle, sentences};
use fissure::load::{self, Look, SourceFile, Sources};
use fissure::parse::body::{Filling, Resolved};
use fissure::parse::markdown::{self, Extensions};
use fissure::parse::passage::passages;
use std::fs::File;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::sync::Arc;
use support::dom::Node;
use support::*;

const DOCUMENTS: u64 = 2000;

/// How many documents are built as one site.
const AT_ONCE: u64 = 250;

const NAMES: [&str; 8] =
    ["Acme Labs", "Zed Corp", "Sakana AI", "Fugu", "O’Hara Ltd", "東京研究所", "Acme", "Yahoo! Japan"];

const PLACES: [&str; 5] = ["a ¶4", "a ¶3, ¶6", "a pp. 12-14", "a 12:30, §2.1", "a"];

const SLUGS: [&str; 5] = ["acme", "zed-corp", "sakana-ai", "fugu", "tokyo"];

/// The policy of the site allows none, so that a link stands in its place.
const FRAME: &str = "<iframe src=\"https://a.example/f\" title=\"Fugu &amp; more\">none</iframe>";

const WORDS: [&str; 16] = [
    "the",
    "said",
    "on Nov. 22,",
    "No. 5",
    "e.g.",
    "model",
    "was banned.",
    "It is open!",
    "“We will. We must.”",
    "a\u{ad}b",
    "x & y",
    "1 < 2",
    "10 %",
    "東京で。",
    "U.S.",
    "…",
];

fn site() -> Sources {
    let folder = tempfile::tempdir().unwrap();
    write_files(
        folder.path(),
        &[
            ("content/site.yaml", "title: Documents\nbase_url: https://example.org/\n"),
            ("content/companies/acme.md", "---\nname: Acme Labs\naliases: [Acme]\n---\n"),
            ("content/companies/zed-corp.md", "---\nname: Zed Corp\n---\n"),
            ("content/companies/sakana-ai.md", "---\nname: Sakana AI\n---\n"),
            ("content/companies/ohara.md", "---\nname: O'Hara Ltd\n---\n"),
            ("content/companies/yahoo-japan.md", "---\nname: Yahoo! Japan\n---\n"),
            ("content/models/fugu.md", "---\nname: Fugu\n---\n"),
            ("content/companies/tokyo.md", "---\nname: 東京研究所\n---\n"),
            ("content/sources/a.md", "---\ntitle: A source\n---\n"),
            ("static/logo.svg", "x"),
        ],
    );
    let theme = small_theme();
    let theme: Vec<(&str, &[u8])> = theme.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    load::load(folder.path(), &theme, &Look::Everywhere, &mut Default::default()).0
}

/// Writes a document.
struct Writer {
    random: fastrand::Rng,
    text: String,
    notes: usize,
    /// Whether it may use what GitHub Flavored Markdown has not.
    ours: bool,
}

impl Writer {
    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.random.usize(0..of.len())]
    }

    /// A part of a line, `depth` elements deep at the most.
    fn inline(&mut self, depth: usize) -> String {
        let inner = |writer: &mut Writer| match depth {
            0 => writer.one(&WORDS).to_owned(),
            _ => writer.line(depth - 1),
        };
        let form = self.random.u8(0..40);
        if !self.ours && matches!(form, 12..=14 | 25 | 27..=29 | 31 | 33..=38) {
            return inner(self);
        }
        match form {
            0..=6 => self.one(&NAMES).to_owned(),
            7..=11 => self.one(&WORDS).to_owned(),
            12 => format!("[[{}]]", self.one(&SLUGS)),
            13 => format!("[[{}|{}]]", self.one(&SLUGS), inner(self)),
            14 => format!("[[{}|]]", self.one(&SLUGS)),
            15 => format!("[{}](/companies/acme/)", inner(self)),
            16 => format!("[![{}](/logo.svg)](/companies/{}/)", self.one(&NAMES), self.one(&["acme", "zed-corp"])),
            17 => format!("![{}](/logo.svg)", self.one(&NAMES)),
            18 => format!("`{}`", self.one(&NAMES)),
            19 => format!("*{}*", inner(self)),
            20 => format!("**{}**", inner(self)),
            21 => format!("~~{}~~", inner(self)),
            22 => format!("<sup>{}</sup>", self.one(&["25", "2", "th", "n", "max", "a+b", "[1]"])),
            23 => format!("<sub>{}</sub>", self.one(&["2", "max", "Acme Labs"])),
            24 => self.one(&["<br>", "  \n", "\\\n", "\n", "<wbr>", "&nbsp;", "&shy;", "&amp;"]).to_owned(),
            25 => {
                self.notes += 1;
                format!("[^{}]", self.random.usize(1..=self.notes))
            }
            // Within a link cmark-gfm takes no URL as a whole.
            26 if !self.ours && depth < 2 => " https://a.example/x ".to_owned(),
            26 if !self.ours => format!(" https://a.example/{} ", self.one(&["__init__.py", "_x_", "*b*/c", "a|b"])),
            26 => format!("https://a.example/{}", self.one(&["__init__.py", "_x_", "*b*/c", "a|b", "x_(y)", ""])),
            27 => format!("<a href=\"/companies/acme/\">{}</a>", inner(self)),
            28 => {
                format!("<{0}>{1}</{0}>", self.one(&["b", "span", "q", "cite", "kbd", "del", "s", "mark"]), inner(self))
            }
            29 => {
                let hidden = ["<script>var x = 1;</script>", "<!-- Acme -->", "<b>", "</i>", "<a name=\"p\">", FRAME];
                self.one(&hidden).to_owned()
            }
            30 => "<ruby>東<rp>(</rp><rt>とう</rt><rp>)</rp></ruby>".to_owned(),
            31 => self.one(&["[[1]](https://a.example/)", "[[#part]]", "[x][defined]", "[[defined]]"]).to_owned(),
            32 => "<img src=\"/logo.svg\" alt=\"Zed Corp\">".to_owned(),
            33 => format!("[[{}]]", self.one(&PLACES)),
            34 => format!("[[{}|{}]]", self.one(&PLACES), inner(self)),
            35 => format!("=={}==", inner(self)),
            36 => format!("%%{}%%", inner(self)),
            37 => format!("![[logo.svg{}]]", self.one(&["", "|300", "|Zed Corp|20x30", "|Fugu"])),
            38 => self.one(&[" ^block", "==", "%%", "=", "![[fugu]]", "[[#^block]]", "[[fugu#Part]]"]).to_owned(),
            _ if !self.ours => self.one(&["\\*", "[", "]", "&", "_", "*", "`", "~~", "|", "{x}", "!"]).to_owned(),
            _ => self.one(&["\\*", "[", "]", "<", "&", "_", "*", "`", "~~", "|", "{x}", "!", "{#x}"]).to_owned(),
        }
    }

    fn line(&mut self, depth: usize) -> String {
        let mut line = String::new();
        for _ in 0..self.random.usize(1..5) {
            line.push_str(&self.inline(depth));
            line.push_str(self.one(&["", "", " ", " ", ". ", "\n"]));
        }
        line
    }

    fn block(&mut self, depth: usize) -> String {
        let line = self.line(2);
        let inner = |writer: &mut Writer| match depth {
            0 => writer.line(1),
            _ => writer.blocks(depth - 1),
        };
        let form = self.random.u8(0..22);
        if !self.ours && matches!(form, 11 | 14 | 19..) {
            return line;
        }
        match form {
            0..=5 => line,
            6 => format!("- {}", indented(&line, "  ")),
            7 => format!("- {}\n  ```\n  code of Acme Labs\n  ```", indented(&line, "  ")),
            8 => format!("1. {}", indented(&inner(self), "   ")),
            9 => format!("- [x] {}", indented(&line, "  ")),
            10 => format!("> {}", indented(&inner(self), "> ")),
            11 => format!("> [!WARNING]\n> {}", indented(&inner(self), "> ")),
            12 => format!("## {}", line.replace('\n', " ")),
            13 => {
                let cell = |writer: &mut Writer| writer.line(1).replace(['\n', '|'], " ");
                format!("| {} | {} |\n|---|---|\n| {} | {} |", cell(self), cell(self), cell(self), cell(self))
            }
            14 => format!("[^{}]: {}", self.random.usize(1..=self.notes.max(1)), indented(&inner(self), "    ")),
            15 => format!("<div>\n{}\n</div>", line.replace("\n\n", "\n")),
            16 => format!("<figure>\n<figcaption>{}</figcaption></figure>", self.one(&NAMES)),
            17 => format!("<details>\n\n{}\n\n</details>", inner(self)),
            18 => format!("<table><tr><td>{}<td>{}</table>", self.one(&NAMES), self.one(&WORDS)),
            19 => format!("%%\n{}\n%%", inner(self)),
            20 => {
                let title = self.line(1).replace('\n', " ");
                format!(
                    "> [!{}]{} {title}\n> {}",
                    self.one(&["tip", "faq", "quote"]),
                    self.one(&["", "+", "-"]),
                    indented(&inner(self), "> ")
                )
            }
            _ => format!("{}\n: {}", line.replace('\n', " "), indented(&self.line(1), "  ")),
        }
    }

    fn blocks(&mut self, depth: usize) -> String {
        let mut text = String::new();
        for _ in 0..self.random.usize(1..4) {
            text.push_str(&self.block(depth));
            text.push_str(self.one(&["\n\n", "\n\n", "\n"]));
        }
        text
    }
}

fn indented(text: &str, by: &str) -> String {
    text.trim_end().replace('\n', &format!("\n{by}"))
}

fn body(seed: u64, ours: bool) -> String {
    let mut writer = Writer { random: fastrand::Rng::with_seed(seed), text: String::new(), notes: 0, ours };
    for _ in 0..writer.random.usize(1..6) {
        let block = writer.block(2);
        writer.text.push_str(&block);
        let end = writer.one(&["\n\n", "\n\n", "\n"]);
        writer.text.push_str(end);
    }
    writer.text
}

fn document(seed: u64) -> String {
    let end = "\n\n## Part {#part}\n\n[defined]: https://a.example/defined\n";
    format!("---\ntitle: Document {seed}\ndate: 2026-11-20\n---\n{}{end}", body(seed, true))
}

fn build(sources: &Sources) -> fissure::Outcome {
    build_sources(sources, &[], &inputs(), &mut fissure::Memory::default())
}

fn seeds() -> Range<u64> {
    let number = |name: &str| std::env::var(name).ok().map(|value| value.parse::<u64>().unwrap());
    match number("SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("DOCUMENTS").unwrap_or(DOCUMENTS),
    }
}

#[test]
fn what_is_said_of_a_text_stands_in_it() {
    let seeds = seeds();
    let site = site();
    let mut wrong = Vec::new();
    for first in seeds.clone().step_by(AT_ONCE as usize) {
        let here = first..(first + AT_ONCE).min(seeds.end);
        let with = |seeds: &mut dyn Iterator<Item = u64>| {
            let mut sources = site.clone();
            for seed in seeds {
                let path = SourcePath::new(format!("content/articles/{seed}.md"));
                sources.files.insert(path, SourceFile::Text(Arc::from(document(seed))));
            }
            sources
        };
        let Ok(outcome) = catch_unwind(AssertUnwindSafe(|| build(&with(&mut here.clone())))) else {
            let panics = |seed: &u64| {
                let mut one = std::iter::once(*seed);
                catch_unwind(AssertUnwindSafe(|| build(&with(&mut one)))).is_err()
            };
            wrong.extend(here.filter(panics).map(|seed| format!("{seed}: the build panics")));
            continue;
        };
        for linked in outcome.site.articles.values() {
            wrong.extend(compare(linked).err().map(|what| format!("{}: {what}", linked.article.slug)));
        }
        for (file, linked) in outcome.site.linked.iter() {
            let Some(article) = file.article().and_then(|id| outcome.site.articles.get(id)) else { continue };
            let text = squeezed(&seen(&html(article)));
            for (_, quoted) in sentences(linked) {
                let quoted = quoted.iter().map(|sentence| sentence.text().to_owned());
                let strange = quoted.filter(|sentence| !text.contains(&squeezed(sentence)));
                wrong.extend(strange.map(|s| format!("{}: nobody wrote {s:?}\n{text}", article.article.slug)));
            }
        }
    }
    let count = wrong.len();
    wrong.truncate(10);
    assert!(wrong.is_empty(), "{count} wrong; SEED=n cargo test --test documents\n{}", wrong.join("\n"));
}

/// But where the parser that we use reads a block otherwise, which is not for us to judge: there the text is the parser's.
///
/// Notes are left out: cmark-gfm drops those that nothing refers to. They have cases of their own in `tests/sites/notes`.
#[test]
fn the_text_is_that_of_cmark_gfm() {
    let texts: Vec<String> = seeds().map(|seed| body(seed, false)).collect();
    let differs = |texts: &[String]| -> Vec<String> {
        let theirs = by_cmark(texts);
        let pairs = texts.iter().zip(theirs);
        pairs
            .filter(|(text, theirs)| read_by_us(text) != squeezed(&seen(theirs)))
            .map(|(text, _)| text.clone())
            .collect()
    };
    // cmark-gfm takes no URL as a whole after an open bracket, wherever that leads.
    let in_brackets = |text: &str| {
        let before = text.match_indices("https://").map(|(at, _)| text[..at].rsplit("\n\n").next().unwrap_or(""));
        before.into_iter().any(|before| before.contains('['))
    };
    // The parser knows no bare URLs, so that it is asked about texts in which these have no marks of Markdown.
    let plain: Vec<String> = differs(&texts).iter().map(|text| text.replace("__init__", "init")).collect();
    let plain: Vec<String> = plain.iter().map(|text| text.replace("/_x_", "/x").replace("/*b*/c", "/b/c")).collect();
    let others = differs(&plain);
    let mut wrong: Vec<&String> = plain.iter().filter(|text| !others.contains(text) && !in_brackets(text)).collect();
    wrong.extend(others.iter().filter(|text| read_by_us(text) != squeezed(&seen(&by_parser(text)))));
    let count = wrong.len();
    wrong.truncate(5);
    assert!(count == 0, "{count} texts are read otherwise by cmark-gfm:\n{wrong:#?}");
    assert!(others.len() * 12 <= texts.len(), "the parser differs in {} of {} texts", others.len(), texts.len());
}

/// The words that we read in a text.
fn read_by_us(text: &str) -> String {
    let (body, _) = markdown::parse(&text.into(), 0, Extensions::All);
    let links = body.links.iter().map(|_| Resolved::Away).collect();
    let words: Vec<String> =
        passages(&body, &Filling { links, ..Filling::default() }).into_iter().map(|passage| passage.text).collect();
    squeezed(&words.join(" "))
}

fn by_parser(text: &str) -> String {
    use pulldown_cmark::Options;
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new_ext(text, options));
    html
}

/// Markdown rendered by cmark-gfm, which `scripts/test rust` installs from a Python package.
fn by_cmark(texts: &[String]) -> Vec<String> {
    let folder = tests_folder().join("cmark");
    let python = folder.join("env/bin/python");
    let input = folder.join("env/texts.json");
    std::fs::write(&input, serde_json::to_string(texts).unwrap())
        .unwrap_or_else(|error| panic!("{}: {error}. Run  scripts/test rust  once: it installs it.", python.display()));
    let output = Command::new(&python).arg(folder.join("render.py")).stdin(File::open(&input).unwrap()).output();
    let output = output.unwrap_or_else(|error| panic!("{}: {error}", python.display()));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn html(linked: &LinkedArticle) -> String {
    linked.article.document.body.html(&linked.filling, "")
}

/// Compares the words that we read with those of the rendered text, and looks at the page around it.
fn compare(linked: &LinkedArticle) -> Result<(), String> {
    let html = html(linked);
    let ours: Vec<String> =
        passages(&linked.article.document.body, &linked.filling).into_iter().map(|passage| passage.text).collect();
    let (ours, theirs) = (squeezed(&ours.join(" ")), squeezed(&seen(&html)));
    if ours != theirs {
        return Err(format!("the text is another\nours   {ours}\ntheirs {theirs}\n{html}"));
    }
    dom::wrong_around(&html).map_or(Ok(()), Err)
}

/// Without spaces, which are another matter, and without the forms of characters.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{ad}').collect()
}

/// The text of HTML as a reader sees it.
fn seen(html: &str) -> String {
    let mut text = String::new();
    read(&dom::parse(html), &mut text);
    text
}

fn read(node: &Node, text: &mut String) {
    for child in &node.children() {
        match (child.text(), child.name()) {
            (Some(part), _) => text.push_str(&part),
            (None, Some(name)) => {
                let has_class = |class: &str| child.attribute("class").as_deref() == Some(class);
                match name {
                    "script" | "style" | "del" | "s" | "rt" | "rp" | "pre" => {}
                    "sup" if has_class("footnote-reference") => {}
                    "a" if has_class("footnote-back") => {}
                    "sup" | "sub" => {
                        let mut inner = String::new();
                        read(child, &mut inner);
                        text.push_str(&set_apart(&inner, name, text.chars().rev().find(|c| *c != '\u{ad}')));
                    }
                    "q" => {
                        text.push('“');
                        read(child, text);
                        text.push('”');
                    }
                    "p" | "div" | "li" | "td" | "th" | "h2" | "dt" | "dd" | "figcaption" | "br" => {
                        text.push('\n');
                        read(child, text);
                        text.push('\n');
                    }
                    _ => read(child, text),
                }
            }
            _ => {}
        }
    }
}

/// The superscripts and subscripts of the documents.
fn set_apart(inner: &str, name: &str, before: Option<char>) -> String {
    match (name, inner) {
        ("sup", "25") => "²⁵".to_owned(),
        ("sup", "2") => "²".to_owned(),
        ("sup", "n") => "ⁿ".to_owned(),
        ("sup", "th") if before.is_some_and(char::is_alphanumeric) => "th".to_owned(),
        ("sub", "2") => "₂".to_owned(),
        (name, inner) => {
            let mark = if name == "sup" { '^' } else { '_' };
            match inner.chars().all(char::is_alphanumeric) {
                true => format!("{mark}{inner}"),
                false => format!("{mark}({inner})"),
            }
        }
    }
}
