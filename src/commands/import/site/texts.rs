//! The text of each file of the new site: front matter, and a body whose links lead to where pages are now.
//!
//! Part of `site`. Values in, texts out.

use super::{Making, Place};
use crate::base::bounds::{FILE_BYTES, NAME_LETTERS, NAMES, TAGS};
use crate::base::slug::Slug;
use crate::commands::import::dates::When;
use crate::commands::import::datum::{Datum, Fields, to_yaml};
use crate::commands::import::imported::{Item, Sort, TO_FILE};
use crate::commands::import::left::{Left, Why};
use crate::commands::import::{scan, tags};
use crate::model::language;
use std::collections::BTreeMap;

impl Making {
    pub(super) fn date(&self, item: &Item) -> When {
        item.date.clone().unwrap_or(When::of_day(self.today))
    }

    /// The text of an item's file.
    pub(super) fn file(&mut self, item: &Item, place: &Place, translations: Option<&Fields>) -> String {
        let mut fields: Fields = Vec::new();
        let mut add = |key: &str, value: Datum| fields.push((key.to_owned(), value));
        let mut extra = item.extra.clone();
        add("title", Datum::text(one_line(&item.title)));
        let mut is_draft = item.draft;
        if item.sort == Sort::Article {
            add("date", Datum::plain(self.date(item).written()));
            if item.date.is_none() && !item.draft {
                is_draft = true;
                self.left.note(Why::Date, "no date: a draft of today", &item.source);
            }
            if let Some(slug) = &place.slug {
                add("slug", Datum::text(slug.as_str()));
            }
        }
        if let Some(permalink) = &place.permalink {
            add("permalink", Datum::text(permalink.as_str()));
        }
        if let Some(summary) = &item.summary {
            add("summary", Datum::text(one_line(summary)));
        }
        if item.sort == Sort::Article {
            self.article_fields(item, &mut add);
        } else {
            self.page_leftovers(item, &mut extra);
        }
        if let Some(code) = &item.lang {
            match language::is_code(code) {
                true => add("lang", Datum::text(code.as_str())),
                false => self.left.note(Why::Field, format!("lang: {code}"), &item.source),
            }
        }
        if is_draft {
            add("draft", Datum::plain("true"));
        }
        match (&item.expires, item.sort) {
            (Some(expires), Sort::Article) => add("expires", Datum::plain(expires.written())),
            (Some(_), Sort::Page) => self.left.note(Why::Field, "expires", &item.source),
            _ => {}
        }
        if let (Some(translations), Sort::Article) = (translations, item.sort) {
            add("translations", Datum::Map(translations.clone()));
        }
        if !place.redirects.is_empty() {
            add("redirects", Datum::List(place.redirects.iter().map(Datum::text).collect()));
        }
        if !extra.is_empty() {
            add("extra", Datum::Map(extra));
        }
        match item.sort {
            Sort::Article if is_draft => {
                (self.counts.articles, self.counts.drafts) = (self.counts.articles + 1, self.counts.drafts + 1)
            }
            Sort::Article => self.counts.articles += 1,
            Sort::Page => self.counts.pages += 1,
        }
        let mut left = std::mem::take(&mut self.left);
        let body = self.body(&item.body, &item.base, &item.source, &mut left);
        self.left = left;
        format!("---\n{}---\n{body}", to_yaml(&fields))
    }

    fn article_fields(&mut self, item: &Item, add: &mut impl FnMut(&str, Datum)) {
        let authors = item.authors.iter().take(NAMES).map(|word| match self.entities.authors.get(word) {
            Some(slug) => Datum::text(slug.as_str()),
            None => Datum::text(one_line(word).chars().take(NAME_LETTERS).collect::<String>()),
        });
        let authors: Vec<Datum> = authors.collect();
        if !authors.is_empty() {
            add("authors", Datum::List(authors));
        }
        let mut by_kind: BTreeMap<&str, Vec<&Slug>> = BTreeMap::new();
        for row in item.tags.iter().filter_map(|tag| self.rows.get(&tags::key(tag))) {
            let Some(kind) = &row.kind else { continue };
            let slugs = by_kind.entry(kind).or_default();
            if !slugs.contains(&&row.slug) && slugs.len() < TAGS {
                slugs.push(&row.slug);
            }
        }
        for (kind, slugs) in by_kind {
            add(kind, Datum::List(slugs.iter().map(|slug| Datum::plain(slug.as_str())).collect()));
        }
        if let Some(image) = &item.image {
            let moved =
                self.links.destination(image, &item.base, &item.source, |_| {}).unwrap_or_else(|| image.clone());
            // Themes take such a path from the root as often as from the page.
            let of_root = format!("/{}", image.trim_start_matches(['.', '/']));
            let is_of_root = !self.links.has_file(&moved) && self.links.has_file(&of_root);
            add("image", Datum::text(if is_of_root { of_root } else { moved }));
        }
    }

    /// What a page cannot have as fields.
    fn page_leftovers(&mut self, item: &Item, extra: &mut Fields) {
        let mut keep = |key: &str, values: Vec<Datum>| {
            if !values.is_empty() && !extra.iter().any(|(other, _)| other == key) {
                extra.push((key.to_owned(), Datum::List(values)));
            }
        };
        for tag in &item.tags {
            self.left.note(Why::Tag, &tag.name, &item.source);
        }
        keep("tags", item.tags.iter().map(|tag| Datum::text(tag.name.as_str())).collect());
        let named =
            |word: &String| self.entities.authors.get(word).map_or(word.as_str(), |slug| slug.as_str()).to_owned();
        keep("authors", item.authors.iter().map(|word| Datum::text(named(word))).collect());
        if let Some(image) = &item.image {
            extra.push(("image".to_owned(), Datum::text(image.as_str())));
        }
        if let Some(date) = &item.date {
            extra.push(("date".to_owned(), Datum::plain(date.written())));
        }
    }

    /// Links to files that stand in the text itself, as addresses.
    fn without_names(&self, body: &str, source: &str) -> String {
        let mut parts = body.split(TO_FILE);
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find(|c: char| c.is_whitespace() || "\"'<>()[]`".contains(c)).unwrap_or(part.len());
            let written = format!("{TO_FILE}{}", &part[..end]);
            out.push_str(&self.links.destination(&written, "/", source, |_| {}).unwrap_or_default());
            out.push_str(&part[end..]);
        }
        out
    }

    pub(super) fn body(&self, body: &str, base: &str, source: &str, left: &mut Left) -> String {
        let body = scan::with_links(body, |old| {
            self.links.destination(old, base, source, |file| left.note(Why::Link, file, source))
        });
        let body = self.without_names(&body, source);
        let body = body.trim_matches('\n').trim_end();
        // A rule, and not the begin of more front matter.
        let ruled = body.strip_prefix("---\n").map(|rest| format!("***\n{rest}"));
        let body = ruled.as_deref().unwrap_or(body);
        if body.len() > FILE_BYTES / 2 {
            left.note(Why::Unreadable, "the text is larger than an article may be; left out", source);
            return String::new();
        }
        if body.is_empty() { String::new() } else { format!("\n{body}\n") }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
