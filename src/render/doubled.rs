//! Components that two templates define, which the engine refuses one by one, in an order that changes.
//!
//! Finds all of them, each after the first where its name stands; never decides what to do about it.

use crate::base::diagnostic::Span;
use crate::parse::template::{PieceSort, pieces, signs};
use std::collections::BTreeMap;

/// A component that another template has too.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Doubled<'a> {
    pub template: &'a str,
    /// Its name there.
    pub span: Span,
    pub message: String,
}

/// All that templates, given by their names and texts, define again.
pub(super) fn doubled<'a>(texts: &[(&'a str, &'a str)]) -> Vec<Doubled<'a>> {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for &(template, text) in texts {
        for (name, span) in defined(text) {
            let other = *first.entry(name).or_insert(template);
            if other != template {
                let message = format!("Component `{name}` is defined in both `{other}` and `{template}`.");
                found.push(Doubled { template, span, message });
            }
        }
    }
    found
}

/// The components of a template, each with the place of its name.
fn defined(text: &str) -> Vec<(&str, Span)> {
    let mut found = Vec::new();
    for piece in pieces(text).iter().filter(|piece| piece.sort == PieceSort::Tag) {
        if let [tag, name, ..] = signs(piece.inner)[..]
            && tag.text == "component"
        {
            let start = piece.at + name.at;
            found.push((name.text, start..start + name.text.len()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_defined_again_is_found_where_its_name_stands() {
        let texts = [
            ("a.html", "{% component x() %}{% endcomponent x %}{% component y() %}{% endcomponent y %}"),
            ("b.html", "{# {% component x() %} #}{% raw %}{% component x() %}{% endraw %}"),
            ("c.html", "{%- component y(a) %}{% endcomponent y %}{% component x() %}{% endcomponent x %}"),
        ];
        let found = doubled(&texts);
        let words: Vec<(&str, &str)> =
            found.iter().map(|found| (found.template, &texts[2].1[found.span.clone()])).collect();
        assert_eq!(words, [("c.html", "y"), ("c.html", "x")]);
        assert_eq!(found[0].message, "Component `y` is defined in both `a.html` and `c.html`.");
        assert_eq!(found[0].span, 14..15);
    }
}
