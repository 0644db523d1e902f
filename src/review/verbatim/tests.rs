//! What is told of whole articles: where, by which rule, and what is left alone.

use super::*;
use crate::base::path::SourcePath;
use crate::parse::body::Filling;
use crate::parse::passage::passages;

const A: &str = "A cut in two readings\n\
    The maker’s site promises “shipping the strongest tools with no licence that anyone could revoke.” A co-founder wrote \
    that “tools should not be locked away; they should be shared and mended.” He spoke of “Assembled Systems” as the “next \
    step, past larger engines.” He warned that “Supply of good tools can stop in a day,” and praised “shared judgement”.\n";
const B: &str = "\nThe firm said it \"trusts in wide supply\" but that vetting \"keeps good tools from nurses, builders, \
    schools and mutual friends who rely on them.\" \"Supply of good tools can stop in a day,\" the co-founder wrote.\n\
    \"We don't hold that this sort of review ought to become the rule for good,\" the firm stated. It calls the engine \
    \"better at mending a fence than it is at climbing one from end to end.\" A spokesperson called the date \"wholly \
    accidental\". Nobody has announced \"a lasting turn away from U.S. engines in Asia.\"\n";

fn originals() -> BTreeMap<Slug, Original> {
    BTreeMap::from([(slug("a"), Original::new(A)), (slug("b"), Original::new(B))])
}

fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

/// The code and the marked text of all that is told of an article with the sources a and b.
fn told(text: &str) -> Vec<String> {
    told_with(text, &["a", "b"], |_| Vec::new())
}

fn told_with<'a>(text: &str, sources: &[&str], claims: impl Fn(&str) -> Vec<QuotedClaim<'a>>) -> Vec<String> {
    let (document, found) = crate::parse::document(&SourcePath::new("x.md"), &text.into());
    assert!(found.is_empty(), "{found:?}");
    let sources: Vec<Slug> = sources.iter().map(|source| slug(source)).collect();
    let filling = Filling::default();
    let article = CheckedArticle {
        document: &document,
        filling: &filling,
        passages: passages(&document.body, &filling),
        sources: sources.iter().collect(),
        claims: claims(text),
        english: true,
    };
    let mut diagnostics = check(&[article], &originals(), MAX_RUN);
    diagnostics.sort_by_key(|d| d.span.clone().map(|span| (span.start, span.end)));
    diagnostics.into_iter().map(|d| format!("{} {}", d.code.name(), &text[d.span.unwrap()])).collect()
}

fn body(text: &str) -> String {
    format!("---\ntitle: x\n---\n{text}\n")
}

/// The kinds of quotations that an edition has: with and without the comma, cut at either end, in another typography.
#[test]
fn quotations_as_writers_cut_them_are_verbatim() {
    for quotation in [
        "shipping the strongest tools with no licence that anyone could revoke",
        "tools with no licence that anyone could revoke.",
        "Tools should not be locked away; they should be shared and mended.",
        "next step, past larger engines",
        "supply of good tools can stop in a day",
        "Supply of good tools can stop in a day,",
        "trusts in wide supply",
        "keeps good tools from nurses, builders, schools and mutual friends who rely on them",
        "We don’t hold that this sort of review ought to become the rule for good",
        "better at mending a fence than it is at climbing one from end to end",
        "a lasting turn away from U.S. engines in Asia",
        "We don't hold that this … ought to become the rule",
        "[The firm] trusts in wide supply",
        "The maker’s site promises 'shipping the strongest tools'",
    ] {
        for marked in
            [format!("It is \"{quotation}\" so."), format!("It is “{quotation}” so."), format!("> {quotation}")]
        {
            assert_eq!(told(&body(&marked)), Vec::<String>::new(), "{marked}");
        }
    }
}

#[test]
fn quotations_that_differ_are_told_where_they_stand() {
    for (quotation, near) in [
        ("a lasting turn from US engines", "a lasting turn away from U.S. engines"),
        ("tools should never be locked away", "tools should not be locked away"),
        (
            "better at climbing a fence than it is at mending one",
            "better at mending a fence than it is at climbing one",
        ),
        ("Supply of good tools could stop in a day", "Supply of good tools can stop in a day"),
        ("We do hold that this sort of review ought", "We don't hold that this sort of review ought"),
    ] {
        let text = body(&format!("So *it* says \\* that\n“{quotation}”."));
        assert_eq!(told(&text), [format!("E23 “{quotation}")]);
        let known: BTreeMap<Slug, Original> = originals();
        let known: Vec<KnownOriginal<'_>> = known.iter().collect();
        let message = altered(quotation, &known).unwrap();
        assert!(message.contains(&format!("the source has \"{near}\"")), "{message}");
    }
    let none = altered("Of all this nobody ever wrote a line", &[(&slug("a"), &Original::new(A))]);
    assert_eq!(
        none.unwrap(),
        "Not verbatim in a. You wrote \"Of all this nobody ever wrote a line\", and nothing like it is there."
    );
}

#[test]
fn terms_and_sources_without_a_text_are_left_alone() {
    assert_eq!(told(&body("An \"own term\" and a 'phrase in single marks'.")), Vec::<String>::new());
    let text = body("\"This is in C, which we do not have.\"");
    assert_eq!(told_with(&text, &["a", "c"], |_| Vec::new()), Vec::<String>::new());
    assert_eq!(told_with(&text, &["a"], |_| Vec::new()).len(), 1);
    assert_eq!(told_with(&text, &[], |_| Vec::new()), Vec::<String>::new());
}

#[test]
fn block_quotations_may_say_whose_they_are() {
    assert_eq!(told(&body("> Supply of good tools can stop in a day. — A co-founder")), Vec::<String>::new());
    assert_eq!(told(&body("> “Supply of good tools can stop in a day” ([[a|A]] ¶2)")), Vec::<String>::new());
    assert_eq!(
        told(&body(
            "> “Supply of good tools can stop in a day,” as the co-founder of it wrote in his long letter to us"
        )),
        Vec::<String>::new()
    );
    assert_eq!(
        told(&body("> Supply of good tools can stop. — He said so in many more words than that to all of us")).len(),
        1
    );
    assert_eq!(told(&body("> [!NOTE]\n> Supply of tools can stop.")), Vec::<String>::new());
}

#[test]
fn a_claim_is_held_against_its_own_sources() {
    let text = body("");
    let claim = |quote, sources: &'static [Slug], speaker| {
        move |_: &str| {
            vec![QuotedClaim { quote, span: 4..9, sources: sources.iter().collect(), places: Vec::new(), speaker }]
        }
    };
    let own: &'static [Slug] = Box::leak(Box::new([slug("a")]));
    assert_eq!(told_with(&text, &["a", "b"], claim("trusts in wide supply", &[], true)), Vec::<String>::new());
    assert_eq!(told_with(&text, &["a", "b"], claim("trusts in wide supply", own, true)), ["E23 title"]);
    assert_eq!(told_with(&text, &["c"], claim("Nobody has this one", &[], true)), Vec::<String>::new());
    assert_eq!(told_with(&text, &["c"], claim("Nobody has this one", &[], false)), ["E24 title"]);
}

#[test]
fn copies_are_told_in_every_text_that_readers_get() {
    let copy = "We don't hold that this sort of review ought to become the rule";
    let text = format!(
        "---\ntitle: \"{copy}\"\nsummary: {copy}\nkey:\n  - One.\n  - {copy}\nclaims:\n  - {{says: So. {copy}, by: x}}\n---\n\
        - As *they* say, {copy}.\n"
    );
    assert_eq!(told(&text), vec![format!("E25 {copy}"); 5]);
    assert_eq!(told(&body(&format!("\"{copy}\" – says B."))), Vec::<String>::new());
    assert_eq!(told(&body(&format!("> {copy}"))), Vec::<String>::new());
    let folded =
        "---\ntitle: x\nsummary: >\n  We don't hold that this sort\n  of review ought to become the rule\n---\n";
    assert_eq!(told(folded).len(), 1);
}

#[test]
fn vague_words_are_told_in_english_prose_alone() {
    assert_eq!(told(&body("It is reportedly so, says \"insiders say\".\n\n> Allegedly.")), ["E32 reportedly"]);
}
