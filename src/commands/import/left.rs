//! What an import could not bring over: gathered by sort and name, with its places, for the report.
//!
//! Never decides what is left.

use std::collections::BTreeMap;

/// Why something is in the report. The order is that of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Why {
    Unreadable,
    Private,
    Address,
    Shortcode,
    Link,
    Html,
    Date,
    Renamed,
    Field,
    Tag,
    Page,
    File,
    Feed,
    Setting,
}

impl Why {
    /// The heading in the report, and a sentence on it.
    pub(super) fn in_words(self) -> (&'static str, &'static str) {
        match self {
            Why::Unreadable => ("Not read", "These files could not be read and are not in the new site."),
            Why::Private => (
                "Drafts that the old site showed to some readers",
                "They had a password or were for members only. Each is a draft now, so that nothing private is published.",
            ),
            Why::Address => ("Addresses", "These old addresses are not kept, or need a look. Each line says why."),
            Why::Shortcode => (
                "Shortcodes and template code",
                "They stand in the text as they were typed. Replace them by hand, or by search and replace.",
            ),
            Why::Link => ("Links", "They lead to nothing that was imported, and are plain text or unchanged now."),
            Why::Html => ("HTML", "It stands in the text as it was."),
            Why::Date => ("Dates", "These could not be read, or were missing."),
            Why::Renamed => {
                ("Other slugs", "The slug was taken, or had signs that an address of Fissure does not have.")
            }
            Why::Field => (
                "Fields of front matter",
                "Fissure has no field for them. They are under `extra`, where templates find them.",
            ),
            Why::Tag => ("Tags", "Pages have no tags. They are under `extra`, where templates find them."),
            Why::Page => ("Pages", "Generated or special pages of the old site that have no file here."),
            Why::File => ("Files", "They were not copied. Each line says why."),
            Why::Feed => {
                ("Feeds", "Fissure publishes `/feed.xml` and `/feed.json`. Redirect the old feeds on your host.")
            }
            Why::Setting => ("Settings", "They have no equal in `content/site.yaml`."),
        }
    }
}

/// All that is left.
#[derive(Debug, Default)]
pub(super) struct Left(BTreeMap<Why, BTreeMap<String, Vec<String>>>);

impl Left {
    /// Notes one thing by its name, with its place: a file, or `file:line`.
    pub(super) fn note(&mut self, why: Why, name: impl Into<String>, place: impl Into<String>) {
        self.0.entry(why).or_default().entry(name.into()).or_default().push(place.into());
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Why, &BTreeMap<String, Vec<String>>)> {
        self.0.iter().map(|(why, names)| (*why, names))
    }

    /// Takes in what was noted elsewhere.
    pub(super) fn join(&mut self, other: Left) {
        for (why, names) in other.0 {
            names
                .into_iter()
                .for_each(|(name, places)| self.0.entry(why).or_default().entry(name).or_default().extend(places));
        }
    }

    /// How many there are of a sort.
    pub(super) fn count(&self, why: Why) -> usize {
        self.0.get(&why).map_or(0, |names| names.values().map(Vec::len).sum())
    }
}

/// The number of the line in which a byte of a text stands.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1
}
