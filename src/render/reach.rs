//! Which templates each template can reach: by including, extending or calling them.
//!
//! Follows the names that texts mention, which may be more than they use and is never less. Never compiles.

use aho_corasick::AhoCorasick;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The texts of all templates, by name.
pub(super) type Texts = BTreeMap<String, Arc<str>>;

/// Which templates each template mentions.
pub(super) struct Mentioned<'a> {
    texts: &'a Texts,
    /// By the name of the one that mentions them.
    mentioned: BTreeMap<&'a str, Vec<&'a str>>,
    /// Components have names of their own, so what has some counts as mentioned by all.
    with_components: Vec<&'a str>,
}

impl<'a> Mentioned<'a> {
    pub(super) fn of(texts: &'a Texts) -> Mentioned<'a> {
        let names: Vec<&str> = texts.keys().map(String::as_str).collect();
        // Each text is read once, however many names there are.
        let finder = AhoCorasick::new(&names).expect("names of templates are few and short");
        let mentioned_in = |text: &str| {
            let mut found: Vec<usize> =
                finder.find_overlapping_iter(text).map(|found| found.pattern().as_usize()).collect();
            found.sort_unstable();
            found.dedup();
            found.into_iter().map(|n| names[n]).collect()
        };
        let has_component = |(_, text): &(&String, &Arc<str>)| text.contains("component");
        Mentioned {
            texts,
            mentioned: texts.iter().map(|(name, text)| (name.as_str(), mentioned_in(text))).collect(),
            with_components: texts.iter().filter(has_component).map(|(name, _)| name.as_str()).collect(),
        }
    }

    /// The texts of some templates and of all that they can reach; of those that are there.
    pub(super) fn from<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Texts
    where
        'a: 'n,
    {
        let mut open: Vec<&str> = names.into_iter().chain(self.with_components.iter().copied()).collect();
        let mut reached = Texts::new();
        while let Some(name) = open.pop() {
            if let Some((name, text)) = self.texts.get_key_value(name)
                && reached.insert(name.clone(), text.clone()).is_none()
            {
                open.extend(&self.mentioned[name.as_str()]);
            }
        }
        reached
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_template_mentions_is_followed() {
        let texts = [
            ("a.html", "{% include 'b.html' %}"),
            ("b.html", "{% extends 'c.html' %}"),
            ("c.html", ""),
            ("d.html", "{% component x() %}"),
        ];
        let texts: Texts = texts.map(|(name, text)| (name.to_owned(), Arc::from(text))).into();
        let reached = |name| Mentioned::of(&texts).from([name]).into_keys().collect::<Vec<_>>().join(" ");
        assert_eq!(reached("a.html"), "a.html b.html c.html d.html");
        assert_eq!(reached("c.html"), "c.html d.html");
        assert_eq!(reached("none.html"), "d.html");
    }
}
