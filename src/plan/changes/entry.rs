//! The changes of a day as one entry of a feed: a headline, what there is in numbers, and all sentences as HTML.

use super::day_in_words;
use super::sentence::stop;
use crate::base::path::Address;
use crate::model::strings::Strings;
use crate::plan::feed::instant;
use crate::plan::frame::Frame;
use crate::view::{ChangeDay, Citation, FeedEntry, Html, ReportedChange};
use jiff::Timestamp;
use jiff::civil::Date;
use pulldown_cmark_escape::escape_html;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The entry of a day. Its address is its id, which stays.
pub(crate) fn entry(frame: &Frame, day: Date, changes: &ChangeDay) -> FeedEntry {
    let at = |day: Date| -> Arc<str> {
        instant(&frame.config, frame.config.midnight(day).unwrap_or(Timestamp::UNIX_EPOCH)).into()
    };
    let words = day_in_words(frame.strings(), day);
    let about = changes.groups.iter().filter(|group| group.name == "access").flat_map(|group| &group.changes);
    let about: BTreeSet<Arc<str>> = about.flat_map(|change| &change.about).map(|link| link.name.clone()).collect();
    let url: Arc<str> = frame.whole_url(&changes.url).into();
    FeedEntry {
        id: url.clone(),
        title: frame.strings().fill("changed.title_of_day", &[("day", &words)]).into(),
        url,
        published: at(day),
        updated: at(changes.updated),
        summary: changes.summary.as_str().into(),
        authors: vec![frame.author.as_ref().unwrap_or(&frame.config.title).as_str().into()],
        categories: about.into_iter().collect(),
        html: Some(Html::ready(html(frame, changes))),
        lang: None,
        image: None,
    }
}

/// Where readers find the entries.
pub(crate) fn page() -> Address {
    Address::new(super::CHANGES)
}

fn html(frame: &Frame, changes: &ChangeDay) -> String {
    let mut html = String::new();
    for group in &changes.groups {
        heading(&mut html, &frame.strings().word("changed_group", group.name));
        list(frame, &group.changes, &mut html);
    }
    html
}

pub(crate) fn heading(html: &mut String, text: &str) {
    html.push_str("<h2>");
    add(html, text);
    html.push_str("</h2>\n");
}

/// Changes as a list.
pub(crate) fn list<'c>(frame: &Frame, changes: impl IntoIterator<Item = &'c Arc<ReportedChange>>, html: &mut String) {
    html.push_str("<ul>\n");
    changes.into_iter().for_each(|change| item(frame, change, html));
    html.push_str("</ul>\n");
}

fn item(frame: &Frame, change: &ReportedChange, html: &mut String) {
    html.push_str("<li>");
    for piece in &change.sentence {
        match &piece.url {
            Some(url) => link(html, &frame.whole_url(url), &piece.text),
            None => add(html, &piece.text),
        }
    }
    let strings = frame.strings();
    add(html, stop(strings, &change.sentence));
    let stands = change.status.filter(|status| change.kind != "cell" && *status != "fact");
    let standing = stands.map(|status| strings.word("standing", status));
    let marks = change.marks.iter().map(|mark| strings.word("mark", mark));
    let withdrawn = change.withdrawn.map(|day| withdrawn(strings, day));
    let sources = change.sources.iter().map(Citation::text);
    let known: Vec<String> = standing.into_iter().chain(marks).chain(withdrawn).chain(sources).collect();
    if !known.is_empty() {
        add(html, &strings.with_more("", &strings.in_a_row(&known)));
    }
    html.push_str("</li>\n");
}

fn withdrawn(strings: &Strings, day: Date) -> String {
    strings.fill("changed.withdrawn_on", &[("day", &day_in_words(strings, day))])
}

pub(crate) fn link(html: &mut String, url: &str, text: &str) {
    html.push_str("<a href=\"");
    add(html, url);
    html.push_str("\">");
    add(html, text);
    html.push_str("</a>");
}

/// A text, escaped.
pub(crate) fn add(html: &mut String, text: &str) {
    // Writing to a text cannot fail.
    let _ = escape_html(html, text);
}
