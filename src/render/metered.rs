//! Templates with counts put in, since the engine has no bounds of its own on what a template does.
//!
//! Before what is repeated, included or named, a call to `meter` is put. It prints nothing, so a page is what it would be
//! without; and places in what the engine reports are led back to the writer's text.

use super::meter::{STEP, items_by};
use crate::base::bounds::{TEMPLATE_DEPTH, exceeded};
use crate::base::diagnostic::{Diagnostic, Span};
use crate::base::path::SourcePath;
use crate::parse::template::{Piece, PieceSort, Sign, pieces, signs};
use std::collections::BTreeSet;

/// A template as the engine gets it.
pub(super) struct Metered {
    pub text: String,
    /// What was put in: where in the writer's text, and how many bytes.
    added: Vec<(usize, usize)>,
}

impl Metered {
    /// The place in the writer's text of a place in this one.
    pub(super) fn original(&self, span: Span) -> Span {
        let back = |place: usize| {
            let mut shift = 0;
            for (at, length) in &self.added {
                if at + shift + length > place {
                    return if at + shift > place { place - shift } else { *at };
                }
                shift += length;
            }
            place - shift
        };
        let start = back(span.start);
        start..back(span.end).max(start)
    }
}

/// How many tags and expressions a template does, those in loops not counted.
pub(super) fn weight(text: &str) -> usize {
    let mut depth = 0usize;
    let outside = pieces(text).iter().filter(|piece| within_loop(piece, &mut depth) == 0).count();
    outside + 1
}

fn within_loop(piece: &Piece<'_>, depth: &mut usize) -> usize {
    match first_word(piece) {
        "for" => *depth += 1,
        "endfor" => *depth = depth.saturating_sub(1),
        _ => {}
    }
    *depth
}

/// Puts counts into a template. `weight_of` says how much another template does.
///
/// A call takes longer than most of what it counts, so there is none where nothing can grow: a component that calls one other at
/// most is no more work than its caller, and a text is no longer than those that it is made of unless it has two of them.
pub(super) fn metered(text: &str, weight_of: &dyn Fn(&str) -> usize) -> Metered {
    let all = pieces(text);
    let pieces: Vec<(&Piece<'_>, Vec<Sign<'_>>)> = all.iter().map(|piece| (piece, signs(piece.inner))).collect();
    let mut counts = Counts { added: Vec::new() };
    let repeated = repeated(&all);
    let named = named(&pieces);
    let mut blocks: Vec<Block<'_>> = Vec::new();
    for (n, (piece, signs)) in pieces.iter().enumerate().filter(|(_, (piece, _))| piece.sort != PieceSort::Comment) {
        counts.comprehensions(piece, signs);
        if piece.sort == PieceSort::Print {
            let texts = signs.iter().filter(|sign| named.contains(sign.text)).count();
            blocks.iter_mut().for_each(|block| block.prints(texts + 2 * calls(piece)));
            continue;
        }
        // What is called or included may print a text again and again.
        let prints = calls(piece) + usize::from(first_word(piece) == "include");
        blocks.iter_mut().for_each(|block| block.prints(2 * prints));
        let words: Vec<&str> = signs.iter().map(|sign| sign.text).collect();
        match words[..] {
            ["for", ..] => {
                blocks.iter_mut().for_each(|block| block.loops += 1);
                let from = signs.iter().find(|sign| sign.text == "in" && sign.depth == 0);
                let Some(from) = from else { continue };
                counts.items(piece.at + from.at + 2..piece.at + piece.inner.len(), repeated[n]);
            }
            ["endfor", ..] => blocks.iter_mut().for_each(|block| block.loops = block.loops.saturating_sub(1)),
            ["set" | "set_global", name, "=", ref value @ ..] => {
                let is_made = value.iter().any(|sign| matches!(*sign, "[" | "{"));
                if is_made || value.contains(&"~") {
                    let made = if is_made { format!(", made={name}") } else { String::new() };
                    counts.after(piece, &format!("n=1, of=[{name}]{made}"));
                }
            }
            // A block may have filters: `{% set x | trim %}`.
            ["set" | "set_global", name, ..] => blocks.push(Block { name, texts: 0, loops: 0 }),
            ["endset", ..] => {
                if let Some(Block { name, .. }) = blocks.pop().filter(|block| block.texts > 1) {
                    counts.after(piece, &format!("n=1, of=[{name}]"));
                }
            }
            ["include", ..] => counts.before(piece, weight_of(name_of_included(piece))),
            ["component", ..] => {
                let body = &pieces[n + 1..];
                let end = body.iter().position(|(piece, _)| first_word(piece) == "endcomponent").unwrap_or(body.len());
                let calls: usize = body[..end].iter().map(|(piece, _)| calls(piece)).sum();
                let joins = body[..end].iter().any(|(_, signs)| signs.iter().any(|sign| sign.text == "~"));
                if calls > 1 || joins {
                    let names = if joins { parameters(signs).join(", ") } else { String::new() };
                    counts.after(piece, &format!("n={}, of=[{names}]", repeated[n]));
                }
            }
            _ => {}
        }
    }
    counts.put_into(text)
}

/// A text that is being put together between `{% set x %}` and `{% endset %}`.
struct Block<'a> {
    name: &'a str,
    /// How often it prints what a template has named; what is printed in a loop counts twice.
    texts: usize,
    loops: usize,
}

impl Block<'_> {
    fn prints(&mut self, texts: usize) {
        self.texts += texts * if self.loops > 0 { 2 } else { 1 };
    }
}

/// What a template gives names to: variables, and what its components take.
fn named<'a>(pieces: &[(&Piece<'a>, Vec<Sign<'a>>)]) -> BTreeSet<&'a str> {
    let names = |(_, signs): &(&Piece<'a>, Vec<Sign<'a>>)| match signs.first().map(|sign| sign.text) {
        Some("set" | "set_global") => signs.get(1).map(|sign| sign.text).into_iter().collect(),
        Some("component") => parameters(signs),
        _ => Vec::new(),
    };
    pieces.iter().filter(|(piece, _)| piece.sort == PieceSort::Tag).flat_map(names).collect()
}

/// How many components a tag or expression calls.
fn calls(piece: &Piece<'_>) -> usize {
    let opens = piece.sort == PieceSort::Tag && piece.inner.starts_with('<') && !piece.inner.starts_with("</");
    piece.inner.matches("/>").count() + usize::from(opens)
}

/// The templates that a template includes.
pub(super) fn included(text: &str) -> Vec<&str> {
    let is_include = |piece: &&Piece<'_>| first_word(piece) == "include";
    pieces(text).iter().filter(is_include).map(name_of_included).collect()
}

fn name_of_included<'a>(piece: &Piece<'a>) -> &'a str {
    piece.inner["include".len()..].trim().trim_matches(['"', '\'', '`'])
}

/// Where a template stands too deep in itself.
pub(super) fn too_deep(path: &SourcePath, text: &str) -> Option<Diagnostic> {
    let mut depth = 0usize;
    for piece in pieces(text).iter().filter(|piece| piece.sort == PieceSort::Tag) {
        let first = first_word(piece);
        let opens = matches!(first, "if" | "for" | "block" | "component" | "filter")
            || (piece.inner.starts_with('<') && !piece.inner.starts_with("</"))
            || (first.starts_with("set") && !piece.inner.contains('='));
        if opens {
            depth += 1;
        } else if first.starts_with("end") || piece.inner.starts_with("</") {
            depth = depth.saturating_sub(1);
        }
        if depth > TEMPLATE_DEPTH {
            let what = format!("The number of tags within each other is {depth} and more");
            return Some(
                exceeded(path, piece.span.clone(), &what, TEMPLATE_DEPTH).help("Move a part into a component."),
            );
        }
    }
    None
}

/// The word that a tag begins with.
fn first_word<'a>(piece: &Piece<'a>) -> &'a str {
    let inner = if piece.sort == PieceSort::Tag { piece.inner } else { "" };
    inner.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or("")
}

/// For each piece, what one round of a loop or component that it begins does, loops within it not counted.
fn repeated(pieces: &[Piece<'_>]) -> Vec<usize> {
    let mut weights = vec![1; pieces.len()];
    let mut open: Vec<usize> = Vec::new();
    for (n, piece) in pieces.iter().enumerate() {
        if let Some(innermost) = open.last() {
            weights[*innermost] += 1;
        }
        match first_word(piece) {
            "for" | "component" => open.push(n),
            "endfor" | "endcomponent" => drop(open.pop()),
            _ => {}
        }
    }
    weights
}

/// The names of what a component takes, which stand after a bracket or a comma.
fn parameters<'a>(signs: &[Sign<'a>]) -> Vec<&'a str> {
    let begins = |pair: &&[Sign<'a>]| matches!(pair[0].text, "(" | "," | "@") && pair[1].depth == 1;
    let is_name = |name: &&str| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let end = signs.iter().position(|sign| sign.text == ")" && sign.depth == 0).unwrap_or(signs.len());
    signs[..end].windows(2).filter(begins).map(|pair| pair[1].text).filter(is_name).collect()
}

struct Counts {
    added: Vec<(usize, String)>,
}

impl Counts {
    /// Counts the items of what an expression comes to.
    fn items(&mut self, expression: Span, weight: usize) {
        self.added.push((expression.start, " (".to_owned()));
        self.added.push((expression.end, format!(") | {} ", items_by(weight))));
    }

    /// `[x for x in xs if x]` repeats too.
    fn comprehensions(&mut self, piece: &Piece<'_>, signs: &[Sign<'_>]) {
        for (n, sign) in signs.iter().enumerate().filter(|(_, sign)| sign.text == "for" && sign.depth > 0) {
            let rest = &signs[n..];
            let Some(start) = rest.iter().find(|other| other.text == "in" && other.depth == sign.depth) else {
                continue;
            };
            let is_end = |other: &&Sign<'_>| {
                other.at > start.at
                    && ((other.text == "if" && other.depth == sign.depth)
                        || (other.text == "]" && other.depth < sign.depth))
            };
            if let Some(end) = rest.iter().find(is_end) {
                self.items(piece.at + start.at + 2..piece.at + end.at, 1);
            }
        }
    }

    /// Counts before a tag is done. The blanks before it stay as they are.
    fn before(&mut self, piece: &Piece<'_>, weight: usize) {
        let open = if piece.trims.0 { "{{-" } else { "{{" };
        self.added.push((piece.span.start, format!("{open} {STEP}(n={weight}) }}}}")));
    }

    /// The same after it.
    fn after(&mut self, piece: &Piece<'_>, arguments: &str) {
        let close = if piece.trims.1 { "-}}" } else { "}}" };
        self.added.push((piece.span.end, format!("{{{{ {STEP}({arguments}) {close}")));
    }

    fn put_into(mut self, text: &str) -> Metered {
        // What begins at one place stays in the order in which it was found.
        self.added.sort_by_key(|(at, _)| *at);
        let mut whole = String::with_capacity(text.len() + self.added.len() * 40);
        let mut done = 0;
        for (at, more) in &self.added {
            whole.push_str(&text[done..*at]);
            whole.push_str(more);
            done = *at;
        }
        whole.push_str(&text[done..]);
        Metered { text: whole, added: self.added.into_iter().map(|(at, more)| (at, more.len())).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_stand_where_something_is_repeated_included_or_named() {
        let put = |text: &str| metered(text, &|_| 7).text;
        assert_eq!(
            put("{% for a in b | f %}{{ a }}{% endfor %}"),
            "{% for a in ( b | f) | fissure_items_4  %}{{ a }}{% endfor %}"
        );
        assert_eq!(put("x {%- include \"y.html\" %}"), "x {{- fissure_step(n=7) }}{%- include \"y.html\" %}");
        assert_eq!(put("{% set a = b ~ c -%} c"), "{% set a = b ~ c -%}{{ fissure_step(n=1, of=[a]) -}} c");
        assert_eq!(put("{% set a = [b] %}"), "{% set a = [b] %}{{ fissure_step(n=1, of=[a], made=a) }}");
        let doubled = "{% set a %}{{ a }}{{ a }}{% endset %}";
        assert_eq!(put(doubled), format!("{doubled}{{{{ fissure_step(n=1, of=[a]) }}}}"));
        for doubled in ["{% set a %}{{ a ~ a }}{% endset %}", "{% set a %}{{<q a={a}/>}}{% endset %}"] {
            assert_eq!(put(doubled), format!("{doubled}{{{{ fissure_step(n=1, of=[a]) }}}}"));
        }
        assert_eq!(
            put("{% component q(a, b=[1, 2]) {c: 1, d: 2} %}{{<r a={a ~ b}/>}}{% endcomponent q %}"),
            "{% component q(a, b=[1, 2]) {c: 1, d: 2} %}{{ fissure_step(n=3, of=[a, b]) }}{{<r a={a ~ b}/>}}{% endcomponent q %}"
        );
        assert_eq!(
            put("{% component q() %}{{<r/>}}{{<r/>}}{% endcomponent q %}"),
            "{% component q() %}{{ fissure_step(n=4, of=[]) }}{{<r/>}}{{<r/>}}{% endcomponent q %}"
        );
        // Nothing grows there.
        for text in [
            "{% set a = b %}",
            "{% set a %}{{ b }}{{ c }}{% endset %}",
            "{% component q(a) %}{{<r/>}}{% endcomponent q %}",
        ] {
            assert_eq!(put(text), text);
        }
        assert_eq!(put("{{ [x for x in f(a=[1]) if x] }}"), "{{ [x for x in ( f(a=[1]) ) | fissure_items_1 if x] }}");
    }

    #[test]
    fn places_lead_back_to_what_was_written() {
        let text = "{% for a in b %}{{ a.c }}{% endfor %}{{ d }}";
        let metered = metered(text, &|_| 1);
        for word in ["a in", "b", "a.c", "endfor", "d }}"] {
            let (here, there) = (text.find(word).unwrap(), metered.text.find(word).unwrap());
            assert_eq!(metered.original(there..there + word.len()), here..here + word.len(), "{word}");
        }
        let within = metered.text.find("fissure_items").unwrap();
        let end = text.find(" %}").unwrap();
        assert_eq!(metered.original(within..within + 3), end..end);
    }
}
