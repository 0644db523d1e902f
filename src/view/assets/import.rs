//! The conditions of an `@import`: `@import "a.css" layer(b) supports(display: grid) screen and (width > 1px);`.
//!
//! What is imported is put between the rules that mean the same. Where that cannot be, since the sheet is elsewhere, the
//! conditions of the sheets around it are added to its own. Which file is meant is not known here.

use super::scan::{Sort, Token, closing, skip_blank, target, tokens};
use crate::base::diagnostic::Span;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Import<'a> {
    /// What is imported, as it is written.
    written: &'a str,
    conditions: Conditions,
}

/// On what an import depends, without comments. Each may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Conditions {
    layer: Option<Layer>,
    supports: String,
    media: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Layer {
    Anonymous,
    Named(String),
}

impl<'a> Import<'a> {
    /// Reads the tokens of an import, from `@import` to its end, and gives what it names too.
    ///
    /// CSS has one order: layer, `supports()`, media. What stands elsewhere is part of a media query that browsers do not
    /// know, so that they never take the sheet; it stays one.
    pub(super) fn read(text: &'a str, all: &[Token]) -> Option<(Span, Import<'a>)> {
        let is_end = all.last().is_some_and(|token| token.is(text, ";"));
        let all = &all[..all.len() - usize::from(is_end)];
        let start = skip_blank(all, 1);
        let (target_at, end) = target(text, all, start)?;
        let written = &text[all[start].span.start..all[end - 1].span.end];
        let at = skip_blank(all, end);
        let (layer, at) = layer(text, all, at).map_or((None, at), |(layer, at)| (Some(layer), at));
        let (supports, at) = supports(text, all, at).unwrap_or((String::new(), at));
        let conditions = Conditions { layer, supports, media: plain(text, &all[at..]) };
        Some((target_at, Import { written, conditions }))
    }

    /// What is imported, under its conditions. An empty sheet is nothing but the place of its layer.
    pub(super) fn around(&self, text: &str) -> String {
        let Conditions { layer, supports, media } = &self.conditions;
        let text = text.trim_matches([' ', '\t', '\r', '\n', '\u{c}']);
        let text = match layer {
            None => text.to_owned(),
            Some(Layer::Named(layer)) if text.is_empty() => format!("@layer {layer};"),
            Some(Layer::Anonymous) if text.is_empty() => String::new(),
            Some(Layer::Anonymous) => format!("@layer {{\n{text}\n}}"),
            Some(Layer::Named(layer)) => format!("@layer {layer} {{\n{text}\n}}"),
        };
        let within = |text: String, rule: String| match text.is_empty() || rule.ends_with(' ') {
            true => text,
            false => format!("{rule} {{\n{text}\n}}"),
        };
        let supports = if supports.is_empty() { String::new() } else { format!("({supports})") };
        within(within(text, format!("@supports {supports}")), format!("@media {media}"))
    }

    /// The layer that the imported sheet is in, if it is taken in without other conditions; empty for none.
    pub(super) fn sure_layer(&self) -> Option<&str> {
        let Conditions { layer, supports, media } = &self.conditions;
        match layer {
            _ if !supports.is_empty() || !media.is_empty() => None,
            None => Some(""),
            Some(Layer::Anonymous) => None,
            Some(Layer::Named(layer)) => Some(layer),
        }
    }

    /// The import as it may stand at the head of the outermost sheet, of those that take it in one after the other; none when
    /// no conditions say the same.
    pub(super) fn at_head(&self, around: &[&Import<'_>]) -> Option<String> {
        let mut all = Conditions::default();
        for import in around.iter().copied().chain([self]) {
            all = all.and(&import.conditions)?;
        }
        let layer = match all.layer {
            None => String::new(),
            Some(Layer::Anonymous) => " layer".to_owned(),
            Some(Layer::Named(layer)) => format!(" layer({layer})"),
        };
        let supports = if all.supports.is_empty() { String::new() } else { format!(" supports({})", all.supports) };
        let media = if all.media.is_empty() { String::new() } else { format!(" {}", all.media) };
        Some(format!("@import {}{layer}{supports}{media};", self.written))
    }
}

impl Conditions {
    /// What holds when both hold. Two lists of media queries cannot be joined to one, nor a layer without a name with another.
    fn and(&self, inner: &Conditions) -> Option<Conditions> {
        let layer = match (&self.layer, &inner.layer) {
            (layer, None) | (None, layer) => layer.clone(),
            (Some(Layer::Named(outer)), Some(Layer::Named(inner))) => Some(Layer::Named(format!("{outer}.{inner}"))),
            _ => return None,
        };
        let supports = match (&*self.supports, &*inner.supports) {
            (supports, "") | ("", supports) => supports.to_owned(),
            (outer, inner) => format!("({outer}) and ({inner})"),
        };
        let media = match (&*self.media, &*inner.media) {
            (media, "") | ("", media) => media.to_owned(),
            (outer, inner) if outer == inner => outer.to_owned(),
            _ => return None,
        };
        Some(Conditions { layer, supports, media })
    }
}

/// The layer at some place, and the place after it: `layer`, or `layer(a.b)` without a space before the bracket.
fn layer(text: &str, all: &[Token], at: usize) -> Option<(Layer, usize)> {
    let is_layer = all.get(at)?.is_word(text, "layer");
    match all.get(at + 1) {
        _ if !is_layer => None,
        Some(open) if open.is(text, "(") => {
            let close = closing(text, all, at + 1)?;
            let name = plain(text, &all[at + 2..close]);
            let is_word = |part: &str| matches!(&*tokens(part), [word] if word.sort == Sort::Word);
            let is_name = |part: &str| is_word(part) && !part.starts_with(|c: char| c.is_ascii_digit());
            name.split('.').all(is_name).then(|| (Layer::Named(name), skip_blank(all, close + 1)))
        }
        _ => Some((Layer::Anonymous, skip_blank(all, at + 1))),
    }
}

/// What is between the brackets of `supports(…)`, and the place after it. It is a condition or a declaration, and either may
/// stand between the brackets of `@supports (…)`.
fn supports(text: &str, all: &[Token], at: usize) -> Option<(String, usize)> {
    let is_supports = all.get(at)?.is_word(text, "supports") && all.get(at + 1)?.is(text, "(");
    let close = is_supports.then(|| closing(text, all, at + 1)).flatten()?;
    let condition = plain(text, &all[at + 2..close]);
    (!condition.is_empty()).then(|| (condition, skip_blank(all, close + 1)))
}

/// Tokens as a text with one space where there are spaces or comments, and none at its ends.
fn plain(text: &str, all: &[Token]) -> String {
    let mut plain = String::new();
    let mut is_parted = false;
    for token in all {
        if token.is_blank() {
            // A comment parts words without a space: `not/**/(a)` is no function.
            is_parted = true;
        } else {
            plain.push_str(if is_parted && !plain.is_empty() { " " } else { "" });
            plain.push_str(token.text(text));
            is_parted = false;
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn import(text: &str) -> Import<'_> {
        Import::read(text, &tokens(text)).unwrap_or_else(|| panic!("{text} is an import")).1
    }

    /// The rules around what is imported, without line ends.
    fn around(conditions: &str, sheet: &str) -> String {
        import(&format!("@import 'x'{conditions};")).around(sheet).replace('\n', "")
    }

    #[test]
    fn what_is_imported_stands_in_rules_that_mean_the_same() {
        for (conditions, expected) in [
            ("", "a{}"),
            (" layer", "@layer {a{}}"),
            (" LAYER", "@layer {a{}}"),
            (" layer(b)", "@layer b {a{}}"),
            (" layer( b.c /* d */ )", "@layer b.c {a{}}"),
            ("layer(b)", "@layer b {a{}}"),
            (" screen, print", "@media screen, print {a{}}"),
            (" layer screen", "@media screen {@layer {a{}}}"),
            (" supports(display: grid)", "@supports (display: grid) {a{}}"),
            ("/**/supports(selector(:has(a)))", "@supports (selector(:has(a))) {a{}}"),
            (" supports(not (display: grid))", "@supports (not (display: grid)) {a{}}"),
            (" supports((a: b) and (c: d))", "@supports ((a: b) and (c: d)) {a{}}"),
            (" supports(a: ')') print", "@media print {@supports (a: ')') {a{}}}"),
            (
                " layer(b)/* c */supports(display: grid) screen and (width > 1px)",
                "@media screen and (width > 1px) {@supports (display: grid) {@layer b {a{}}}}",
            ),
            (" layer supports(a: b)", "@supports (a: b) {@layer {a{}}}"),
            // These are media queries that no browser knows.
            (" supports(a: b) layer(c)", "@media layer(c) {@supports (a: b) {a{}}}"),
            (" screen layer(c)", "@media screen layer(c) {a{}}"),
            (" layer(1 2)", "@media layer(1 2) {a{}}"),
            (" layer()", "@media layer() {a{}}"),
            (" layer(1)", "@media layer(1) {a{}}"),
            (" supports()", "@media supports() {a{}}"),
            (" layer (c)", "@media (c) {@layer {a{}}}"),
            (" layered", "@media layered {a{}}"),
        ] {
            assert_eq!(around(conditions, " a{}\n"), expected, "{conditions}");
        }
    }

    #[test]
    fn an_empty_sheet_keeps_the_place_of_its_layer_alone() {
        for (conditions, expected) in [
            ("", ""),
            (" print", ""),
            (" layer", ""),
            (" layer(b)", "@layer b;"),
            (" layer(b) print", "@media print {@layer b;}"),
        ] {
            assert_eq!(around(conditions, "\n"), expected, "{conditions}");
        }
    }

    #[test]
    fn conditions_of_several_imports_add_up() {
        for (outer, inner, expected) in [
            ("", "", Some("@import 'x';")),
            ("layer(a)", "layer(b) print", Some("@import 'x' layer(a.b) print;")),
            ("layer", "", Some("@import 'x' layer;")),
            ("layer", "layer(b)", None),
            ("print", "supports(a: b)", Some("@import 'x' supports(a: b) print;")),
            ("supports(not (a: b))", "supports(c: d)", Some("@import 'x' supports((not (a: b)) and (c: d));")),
            ("print", "print", Some("@import 'x' print;")),
            ("print", "screen", None),
        ] {
            let (outer, inner) = (format!("@import 'y' {outer};"), format!("@import 'x' {inner};"));
            let head = import(&inner).at_head(&[&import(&outer)]);
            assert_eq!(head.as_deref(), expected, "{outer} {inner}");
        }
    }
}
