//! The rules of reading, a line each, and the way back from a passage to the tree and to the file.

use super::*;
use crate::parse::markdown::{Extensions, parse};

fn read(markdown: &str) -> Vec<Passage> {
    let (body, _) = parse(&markdown.into(), 0, Extensions::All);
    let name = |link: &Link| match &link.target {
        Target::Mention { name, .. } => Resolved::Text { name: format!("<{name}>").into() },
        _ => Resolved::Away,
    };
    let links: Box<[Resolved]> = body.links.iter().map(name).collect();
    passages(&body, &Filling { links, ..Filling::default() })
}

fn text(markdown: &str) -> String {
    read(markdown).into_iter().map(|passage| passage.text).collect::<Vec<_>>().join(" / ")
}

/// One rule a line: what is written, and what is read.
const RULES: [(&str, &str); 36] = [
    ("It is ~~banned~~ open ~~now~~.", "It is open."),
    ("Not <del>shut</del><s>, gone</s>, <ins>open</ins>", "Not, open"),
    ("10<sup>25</sup> FLOP, H<sub>2</sub>O, the 1<sup>st</sup>", "10²⁵ FLOP, H₂O, the 1st"),
    ("x<sup>*a*</sup>", "x^a"),
    ("a<br>b<BR/>c  \nd\\\ne", "a b c d e"),
    ("a\nb\tc   d", "a b c d"),
    ("`code`  and ``a ` b``", "code and a ` b"),
    ("Before:\n\n    code\n\nafter", "Before: / after"),
    ("- The tool:\n  ```\n  run\n  ```\n- Next", "The tool: / Next"),
    ("a <script>var x;</script><style>b{}</style>b", "a b"),
    ("<script>\nvar x = '<p>no</p>';\n</script>\n\ntext", "text"),
    ("<ruby>東<rp>(</rp><rt>とう</rt><rp>)</rp></ruby>京", "東京"),
    ("note[^1] and[^1].\n\n[^1]: Its *text*.", "note and. / Its text."),
    ("![alt text](/x.png) shown", "shown"),
    ("- [x] done\n- [ ] to do", "done / to do"),
    ("Zusammen&shy;arbeit", "Zusammenarbeit"),
    ("AT&amp;T &eacute; &#x4e00; \\*", "AT&T é 一 *"),
    ("<p>AT&amp;T caf&eacute;</p>", "AT&T café"),
    ("a&nbsp;b", "a\u{a0}b"),
    ("[[fugu]] and [[fugu|its *model*]] and [[fugu|]]", "<fugu> and its model and <fugu>"),
    ("see https://a.example/_x_.", "see https://a.example/_x_."),
    ("<https://a.example> [b](/c \"title\")", "https://a.example b"),
    ("| a | b |\n|---|---|\n| c\\|d | `e` |", "a / b / c|d / e"),
    ("Term\n: meaning", "Term / meaning"),
    ("> quoted\n\n> [!TIP]\n> hint", "quoted / Tip / hint"),
    ("1. a\n   1. b\n\n   c", "a / b / c"),
    ("# Head *one* {#x}\ntext", "Head one / text"),
    ("<table><tr><td>a<td>b</table>", "a / b"),
    ("<ul>\n<li>a\n<li>b <b>c</b>\n</ul>", "a / b c"),
    ("<details><summary>s</summary>\n\ninner\n\n</details>", "s / inner"),
    ("<!-- no --> yes <span hidden>no</span> <select><option>no</select>", "yes"),
    ("<div>\na <p>b</p> c\n</div>", "a / b / c"),
    ("a <q>b</q> <cite>c</cite> <kbd>d</kbd>", "a “b” c d"),
    ("*a*b**c**", "abc"),
    ("a<wbr>b <input value=no> <img alt=no src=/x>", "ab"),
    ("---\n\na\n\n***\n\nb", "a / b"),
];

#[test]
fn every_rule_of_reading_holds() {
    for (written, wanted) in RULES {
        assert_eq!(text(written), wanted, "{written}");
    }
}

#[test]
fn links_and_pictures_are_where_they_were_read() {
    let passages = read("See [![a picture](/x.png)](/y), [*the* ~~old~~ thing ](/z) and [](/w).");
    let places = |passage: &Passage| -> Vec<String> {
        passage.links.iter().map(|(_, range)| passage.text[range.clone()].to_owned()).collect()
    };
    assert_eq!(places(&passages[0]), ["", "the thing", ""]);
    assert_eq!(passages[0].alt, "a picture");
    let alone = read("[![a picture](/x.png)](/y)");
    assert_eq!((alone.len(), alone[0].text.as_str(), alone[0].links.len()), (1, "", 1));
}

#[test]
fn every_part_is_found_again_in_its_node_and_in_the_file() {
    let written = "- x ~~y~~  O&amp;O Fu\u{ad}gu\n  here";
    let passages = read(written);
    let (text, place) = (&passages[0].text, |part: &str| passages[0].text.find(part).unwrap());
    assert_eq!(text, "x O&O Fugu here");
    let fugu = place("Fugu")..place("Fugu") + 4;
    assert_eq!(&written[passages[0].span(&fugu)], "Fu\u{ad}gu");
    let run = passages[0].in_body(&fugu).unwrap();
    assert_eq!(run.range().len(), "Fu\u{ad}gu".len());
    let over_a_gap = 0..place("Fugu");
    assert_eq!(passages[0].in_body(&over_a_gap), None);
}

#[test]
fn a_summary_may_be_taken_from_paragraphs_at_the_top_alone() {
    let kinds = |markdown| read(markdown).into_iter().map(|passage| passage.kind).collect::<Vec<_>>();
    use PassageKind::{Heading, Other, Paragraph};
    assert_eq!(kinds("# a\n\nb\n\n> c\n\n- d\n\n[^1]: e"), [Heading(0), Paragraph, Other, Other, Other]);
    assert_eq!(kinds("<p>a</p>\n\n<div>\n\nb\n\n</div>\n\n<aside><p>c</p></aside>"), [Paragraph, Paragraph, Other]);
}

/// A note may be defined within another one; what stands around it stays, and each note is there once.
#[test]
fn a_note_within_a_note_leaves_the_text_around_it() {
    for markdown in [
        "Before.[^1][^2]\n\n[^1]: First.\n\n    - An item.\n\n      [^2]: Second.\n\nAfter.",
        "Before.[^1][^2]\n\n[^1]: First.\n\n    > A quotation.\n    >\n    > [^2]: Second.\n\nAfter.",
        "Before.[^1][^2]\n\n[^1]: First.\n\n    > [!NOTE]\n    > An alert.\n    >\n    > [^2]: Second.\n\nAfter.",
        "Before.[^1][^2][^3]\n\n[^1]: First.\n\n    > [^2]: Second.\n    >\n    >     - [^3]: Third.\n\nAfter.",
        "> Before.[^1][^2]\n>\n> [^1]: First.\n>\n>     [^2]: Second.\n>\n> After.",
        "Before.\n\n[^1]: First.\n\n    > [^2]: Second.\n\nAfter.",
    ] {
        let text = read(markdown).into_iter().map(|passage| passage.text).collect::<Vec<_>>().join(" ");
        let times = |word: &str| text.matches(word).count();
        assert_eq!([times("Before."), times("After.")], [1, 1], "{markdown}\n{text}");
        for word in ["First.", "Second.", "Third.", "An item.", "A quotation.", "An alert."] {
            let is_wanted = markdown.contains("[^1][^2]") && markdown.contains(word);
            assert!(times(word) == 1 || !is_wanted, "{word} of {markdown}\n{text}");
        }
    }
}

/// What is shown in place of other words stands where those are written.
#[test]
fn what_is_shown_instead_stands_where_it_is_written() {
    let written = "x <sup>2</sup> y [[４.１０]] “z”";
    let passages = read(written);
    let passage = &passages[0];
    let place = |part: &str| passage.text.find(part).map(|at| at..at + part.len()).unwrap();
    assert_eq!(&written[passage.span(&place("²"))], "2", "{}", passage.text);
    assert_eq!(&written[passage.span(&place("y"))], "y");
    assert_eq!(&written[passage.span(&place("<４.１０>"))], "[[４.１０]]");
    assert_eq!(&written[passage.span(&place("１０"))], "[[４.１０]]");
    assert_eq!(&written[passage.span(&place("“z”"))], "“z”");
}
