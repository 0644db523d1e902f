//! The quote lock and the copy guard: what stands between quotation marks is in a source word for word, and what does not
//! is in the writer's own words.
//!
//! Beside the pipeline, after `link`, and for `fissure check` alone. Looks at texts that stay in `private/`; nothing of
//! what it reads gets into a page.

mod copied;
mod find;
pub(crate) mod gather;
mod places;
mod texts;
mod vague;
mod words;

use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::slug::Slug;
use crate::parse::Document;
use crate::parse::body::Filling;
use crate::parse::passage::Passage;
use crate::parse::quotation::quotations;
pub(crate) use copied::{Copied, MAX_RUN, Runs, copied};
pub(crate) use find::{FoundQuote, Near, Original, find};
use places::{PlaceIn, QuotedPlaces};
use std::collections::BTreeMap;
use texts::{ArticleText, texts};
pub(crate) use vague::vague;
use words::{count, words};

/// An article with what it rests on.
#[derive(Debug)]
pub(crate) struct CheckedArticle<'a> {
    pub document: &'a Document,
    /// What readers read of its body.
    pub passages: Vec<Passage>,
    /// The sources that it lists.
    pub sources: Vec<&'a Slug>,
    /// What the links of its body lead to.
    pub filling: &'a Filling,
    /// Those of its claims that quote somebody.
    pub claims: Vec<QuotedClaim<'a>>,
    /// Whether its prose is English, which is what vague words are known in.
    pub english: bool,
}

/// A claim that quotes somebody.
#[derive(Debug)]
pub(crate) struct QuotedClaim<'a> {
    /// The words, without quotation marks.
    pub quote: &'a str,
    /// Where they stand in the article's file.
    pub span: Span,
    /// Where they are from; without any, those of the article.
    pub sources: Vec<&'a Slug>,
    /// The places in them that it names.
    pub places: Vec<PlaceIn<'a>>,
    /// Whether it says who speaks.
    pub speaker: bool,
}

/// A quotation of fewer words is a term, or a word held at arm's length.
const LEAST_WORDS: usize = 3;

/// What a quotation may begin with.
const MARKS: [char; 6] = ['"', '“', '„', '«', '「', '『'];

/// A quotation in a message is shown up to this many characters.
const SHOWN: usize = 240;

/// Checks the quotations and the prose of articles against the full texts of their sources.
pub(crate) fn check(
    articles: &[CheckedArticle<'_>],
    originals: &BTreeMap<Slug, Original>,
    max_run: usize,
) -> Vec<Diagnostic> {
    let runs = Runs::new(originals, max_run);
    articles.iter().flat_map(|article| check_article(article, originals, &runs)).collect()
}

fn check_article(
    article: &CheckedArticle<'_>,
    originals: &BTreeMap<Slug, Original>,
    runs: &Runs<'_>,
) -> Vec<Diagnostic> {
    let (lock, places) = (Lock { article, originals }, QuotedPlaces { article, originals });
    let mut diagnostics: Vec<Diagnostic> = article.claims.iter().flat_map(|claim| lock.claim(claim)).collect();
    diagnostics.extend(article.claims.iter().filter_map(|claim| places.claim(claim)));
    diagnostics.extend(article.passages.iter().flat_map(|passage| places.passage(passage)));
    for text in texts(article.document, &article.passages) {
        diagnostics.extend(lock.quotations(&text));
        diagnostics.extend(own_words(article, &text, runs));
        if article.english && !text.quoted {
            diagnostics.extend(named_sources(article, &text));
        }
    }
    diagnostics
}

/// The texts that an article's quotations are held against.
struct Lock<'a> {
    article: &'a CheckedArticle<'a>,
    originals: &'a BTreeMap<Slug, Original>,
}

/// A source with its full text.
type KnownOriginal<'a> = (&'a Slug, &'a Original);

impl<'a> Lock<'a> {
    fn known(&self, sources: &[&'a Slug]) -> Vec<KnownOriginal<'a>> {
        sources.iter().filter_map(|slug| Some((*slug, self.originals.get(*slug)?))).collect()
    }

    fn claim(&self, claim: &QuotedClaim<'a>) -> Vec<Diagnostic> {
        let path = &self.article.document.path;
        let mut diagnostics = Vec::new();
        if !claim.speaker {
            let message = "Whose words are these? The claim does not say.";
            let help = "Add  by:  with who said it, or leave out  quote:  and say it in your own words.";
            diagnostics.push(Diagnostic::error(Code::NoSpeaker, path, claim.span.clone(), message).help(help));
        }
        let sources = if claim.sources.is_empty() { &self.article.sources } else { &claim.sources };
        let altered = altered(claim.quote, &self.known(sources));
        diagnostics.extend(altered.map(|message| self.altered(claim.span.clone(), message)));
        diagnostics
    }

    /// The quotations of a text that are in none of the article's sources. Where one of these has no full text, they may
    /// all be in that.
    fn quotations(&self, text: &ArticleText<'_>) -> Vec<Diagnostic> {
        let known = self.known(&self.article.sources);
        if known.len() < self.article.sources.len() {
            return Vec::new();
        }
        if text.quoted && versions(text.text).iter().any(|version| altered(version, &known).is_none()) {
            return Vec::new();
        }
        // A block that begins with a quotation mark says of itself which part of it is the quotation.
        let whole = text.quoted && !text.text.starts_with(MARKS);
        let marked = if whole { std::iter::once(0..text.text.len()).collect() } else { quotations(text.text) };
        let mut diagnostics = Vec::new();
        for quotation in marked {
            let quote = text.text[quotation.clone()].trim_start_matches(MARKS);
            if count(&words(quote)) < LEAST_WORDS {
                continue;
            }
            let message = altered(quote, &known);
            diagnostics.extend(message.map(|message| self.altered(text.span(&quotation), message)));
        }
        diagnostics
    }

    fn altered(&self, span: Span, message: String) -> Diagnostic {
        let error = Diagnostic::error(Code::AlteredQuotation, &self.article.document.path, span, message);
        error.help("Correct it or drop the quotation marks.")
    }
}

/// What may be meant by a block quotation: all of it, or all but a few words at its end that say whose it is.
fn versions(text: &str) -> Vec<&str> {
    const FEW: usize = 10;
    let ends = [" — ", " – ", " -- ", " ("].iter().filter_map(|lead| text.rfind(lead));
    let few = ends.filter(|end| count(&words(&text[*end..])) <= FEW);
    few.map(|end| &text[..end]).chain([text]).map(without_marks).collect()
}

fn without_marks(text: &str) -> &str {
    text.trim_matches(|c| MARKS.contains(&c) || matches!(c, '”' | '»' | '」' | '』' | ' '))
}

/// What to say of a quotation that is in none of the sources; nothing when it is in one, or when there is none to look in.
fn altered(quote: &str, sources: &[KnownOriginal<'_>]) -> Option<String> {
    let mut nearest: Option<(&Slug, Near)> = None;
    let mut out_of_order = None;
    for (slug, original) in sources {
        match find(original, quote) {
            FoundQuote::Verbatim { .. } => return None,
            FoundQuote::OutOfOrder => out_of_order = out_of_order.or(Some(*slug)),
            FoundQuote::Altered { nearest: near } => {
                let near = near.filter(|near| nearest.as_ref().is_none_or(|(_, best)| near.shared > best.shared));
                nearest = near.map(|near| (*slug, near)).or(nearest);
            }
        }
    }
    let names: Vec<&str> = sources.iter().map(|(slug, _)| slug.as_str()).collect();
    let (names, wrote) = (names.join(" or "), format!("You wrote \"{}\"", shown(quote)));
    match (out_of_order, nearest) {
        (Some(slug), _) => Some(format!("Not verbatim in {slug}. {wrote}, the source has its parts in another order.")),
        (None, Some((slug, Near { passage, paragraph, .. }))) => {
            let has = shown(&passage);
            Some(format!("Not verbatim in {slug}. {wrote}, the source has \"{has}\" (¶{paragraph})."))
        }
        (None, None) if names.is_empty() => None,
        (None, None) => Some(format!("Not verbatim in {names}. {wrote}, and nothing like it is there.")),
    }
}

/// A text in one line, cut where it is too long for a message.
fn shown(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// The runs of words outside of quotations that are those of a source.
fn own_words(article: &CheckedArticle<'_>, text: &ArticleText<'_>, runs: &Runs<'_>) -> Vec<Diagnostic> {
    if text.quoted {
        return Vec::new();
    }
    let tell = |copied: Copied<'_>| {
        let Copied { words, source, paragraph, range } = copied;
        let message = format!("{words} words in a row are those of {source} ¶{paragraph}.");
        let help = "Say it in your own words, or quote at most 25 words with a speaker.";
        Diagnostic::error(Code::Copied, &article.document.path, text.span(&range), message).help(help)
    };
    copied(runs, text.text, &quotations(text.text)).into_iter().map(tell).collect()
}

fn named_sources(article: &CheckedArticle<'_>, text: &ArticleText<'_>) -> Vec<Diagnostic> {
    let tell = |range| {
        let message = format!("\"{}\" names no source.", shown(&text.text[std::ops::Range::clone(&range)]));
        let note = Diagnostic::note(Code::Vague, &article.document.path, text.span(&range), message);
        note.help("Name the source or cut the word.")
    };
    vague(text.text).into_iter().map(tell).collect()
}

#[cfg(test)]
mod tests;
