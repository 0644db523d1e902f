//! `fissure edition`: an edition as a mail in each form, what it refuses, and how much it may have.

mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::Command;
use support::program::{ok, run};
use support::*;

/// After the weeks that the site's articles are of.
const LATER: &str = "2026-11-30T12:00:00Z";

fn edition(folder: &std::path::Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fissure"));
    command.arg("--root").arg(folder).arg("edition").args(arguments).args(["--now", LATER]);
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn printed(folder: &std::path::Path, arguments: &[&str]) -> String {
    let (code, mail, said) = edition(folder, arguments);
    assert_eq!(code, 0, "{arguments:?}: {said}");
    mail
}

/// The site of `tests/sites/editions`, with the theme of the program.
fn editions() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let files = files_below(&tests_folder().join("sites/editions/content"));
    for (path, bytes) in files {
        let path = format!("content/{}", path.replace('\\', "/"));
        write_files(folder.path(), &[(path.as_str(), std::str::from_utf8(&bytes).unwrap())]);
    }
    folder
}

#[test]
fn an_edition_is_printed_in_each_form_and_stays_the_same() {
    let site = editions();
    let mut wrong = Vec::new();
    for (arguments, name) in [
        (&["2026-w23", "--format", "text"][..], "w23.txt"),
        (&["2026-w23", "--format", "md"], "w23.md"),
        (&["2026-w23", "--format", "html", "--unsubscribe", "{{ UnsubscribeURL }}"], "w23.html"),
        (&["2026-w23", "--format", "eml", "--unsubscribe", "https://leave.example/?a=1&b=2"], "w23.eml"),
        (&["2026-w23", "--of", "ant"], "ant-w23.txt"),
        (&["2026-06", "--of", "The ban"], "the-ban-june.txt"),
        (&["2026-w30"], "w30.txt"),
    ] {
        let mail = printed(site.path(), arguments);
        assert_eq!(mail, printed(site.path(), arguments), "{name} is another at the second time");
        wrong.extend(expect_text(&tests_folder().join("editions").join(name), &mail.replace('\r', "")).err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn without_a_name_it_is_the_newest_that_is_over() {
    let site = editions();
    // Week 48 has the article of 24 November.
    assert!(printed(site.path(), &[]).starts_with("Week 48 of 2026\n"));
    // At the present of the tests that week has no change yet.
    let (code, text) = run(site.path(), &["edition", "2026-w48"]);
    assert!(code == 2 && text.contains("The nearest is 2026-w30"), "{text}");
}

#[test]
fn what_it_refuses_it_says_in_words() {
    let site = editions();
    for (arguments, reason) in [
        (&["2026-w26"][..], "there is no edition 2026-w26. The nearest are 2026-w25 and 2026-w27"),
        (&["2020-w01"], "there is no edition 2020-w01. The nearest is 2026-w23"),
        (&["2026-w5"], "\"2026-w5\" is no week and no month: the number has two digits. Write it like  2026-w05"),
        (&["last"], "\"last\" is no week and no month"),
        (&["2026-w23", "--of", "wire"], "\"wire\" has no editions of its own. Name it in site.yaml by its slug"),
    ] {
        let (code, mail, said) = edition(site.path(), arguments);
        assert_eq!((code, mail.as_str()), (2, ""), "{arguments:?}: {said}");
        assert!(said.contains(reason), "{arguments:?}: {said}");
    }
    let settings = site.path().join("content/site.yaml");
    let with = |text: &str| write_files(site.path(), &[("content/site.yaml", text)]);
    with("title: x\ncards: false\neditions: {months: true}\n");
    let (code, _, said) = edition(site.path(), &["2026-w23"]);
    assert!(code == 2 && said.contains("base_url: https://example.org/"), "{said}");
    assert!(printed(site.path(), &["2026-w23", "--base-url", "https://x.example"]).contains("https://x.example/"));
    with("title: x\nbase_url: https://x.example\neditions: {months: sometimes}\n");
    let (code, _, said) = edition(site.path(), &["2026-w23"]);
    assert!(code == 1 && said.contains("[E41]") && said.contains("so there is no mail"), "{said}");
    assert!(settings.exists());
}

#[test]
fn a_mistake_in_a_template_of_mails_is_reported_at_its_place() {
    let site = editions();
    write_files(site.path(), &[("templates/mail.txt", "One\n{{ edition.titel }}\n")]);
    let (code, mail, said) = edition(site.path(), &["2026-w23"]);
    assert_eq!((code, mail.as_str()), (1, ""), "{said}");
    assert!(said.contains("[E43]") && said.contains("templates/mail.txt:2:"), "{said}");
    assert!(printed(site.path(), &["2026-w23", "--format", "md"]).starts_with("# The first"));
}

#[test]
fn a_week_with_very_much_in_it_is_cut_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let settings = "title: Much\nbase_url: https://example.org/\ncards: false\nsearch: false\ndata: false\n";
    let mut intro = "---\ntitle: Much\n---\n".to_owned();
    (0..400).for_each(|n| writeln!(intro, "Paragraph {n} of an introduction that is too long for a mail.\n").unwrap());
    write_files(folder.path(), &[("content/site.yaml", settings), ("content/editions/2026-w46.md", &intro)]);
    for n in 0..600 {
        let text =
            format!("---\ntitle: \"Article {n} <b>&</b>\"\ndate: 2026-11-10\nmodel: m{}\n---\nText {n}.\n", n % 5);
        write_files(folder.path(), &[(format!("content/articles/a{n}.md").as_str(), text.as_str())]);
    }
    let html = printed(folder.path(), &["2026-w46", "--format", "html"]);
    assert!(html.len() <= 100_000 && html.len() > 50_000, "{}", html.len());
    let left: usize = html
        .split("and ")
        .skip(1)
        .find_map(|rest| {
            rest.strip_suffix(" more on the page").or(rest.split(" more on the page").next())?.parse().ok()
        })
        .unwrap();
    assert_eq!(html.matches("<strong>").count(), 0);
    let shown = html.matches("/articles/a").count();
    assert_eq!(shown + left, 600);
    assert!(!html.contains("<b>"), "titles are texts");
    let text = printed(folder.path(), &["2026-w46", "--format", "text"]);
    let all: BTreeSet<&str> = text.lines().filter(|line| line.starts_with("<https://example.org/articles/a")).collect();
    assert_eq!(all.len(), 600, "plain text is not cut");
    let message = printed(folder.path(), &["2026-w46", "--format", "eml"]);
    assert_eq!(message.matches("more on the page").count(), 2, "both parts say the same");
}

#[test]
fn no_title_becomes_a_header_of_a_message() {
    let folder = tempfile::tempdir().unwrap();
    let settings = "title: \"A\\r\\nBcc: all@example.org\"\nbase_url: https://example.org/\ncards: false\n\
                    editions: {sender: news@example.org}\n";
    let intro = "---\ntitle: \"Tokyo 東京\\nX-Evil: yes\\r\\n\\r\\n<script>\"\n---\nText.\n";
    write_files(folder.path(), &[("content/site.yaml", settings), ("content/editions/2026-w46.md", intro)]);
    let message = printed(folder.path(), &["2026-w46", "--format", "eml"]);
    let head = message.split("\r\n\r\n").next().unwrap();
    let names: Vec<&str> =
        head.split("\r\n").filter(|line| !line.starts_with(' ')).filter_map(|line| line.split(':').next()).collect();
    assert_eq!(names, ["From", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"], "{head}");
    assert!(message.is_ascii(), "{message}");
    assert!(head.contains("=?utf-8?"), "{head}");
}

#[test]
fn an_introduction_is_begun_and_is_not_renamed() {
    let site = editions();
    let path = ok(site.path(), &["new", "edition", "2026-W41"]);
    assert_eq!(path, "content/editions/2026-w41.md\n");
    let (code, said) = run(site.path(), &["new", "edition", "2026-w41"]);
    assert!(code == 2 && said.contains("content/editions/2026-w41.md introduces this edition already"), "{said}");
    ok(site.path(), &["check"]);
    let (code, said) = run(site.path(), &["rename", "edition", "2026-w41", "2026-w42"]);
    assert!(code == 2 && said.contains("an edition has the address of its week or month"), "{said}");
    let said = ok(site.path(), &["explain", "/sub/editions/2026-w23/"]);
    assert!(said.contains("content/editions/2026-w23.md"), "{said}");
}
