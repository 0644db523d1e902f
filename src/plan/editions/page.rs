//! One edition: its groups of changes in their order, how much there is, and what comes before and after it.

use super::{Edition, EditionId, EditionSettingsOfPages, EditionView, list_address, page_plan};
use crate::base::reads::Reading;
use crate::link::{LinkedPage, opening, texts};
use crate::model::edition_in_words::{days_in_words, period_in_words};
use crate::model::strings::Strings;
use crate::plan::changes::day_in_words;
use crate::view::{
    ChangeDay, EditionDay, EditionGroup, EditionPage, Html, HtmlParts, Prefixes, ReportedChange, TextLink,
};
use jiff::civil::Date;
use std::sync::Arc;

/// What an edition of the site shows, in this order: so few sorts that a reader comes to its end.
const OF_SITE: [&str; 4] = ["access", "disputes", "corrections", "articles"];
/// The edition of an entity has less of each, and so more sorts.
const OF_ENTITY: [&str; 7] = ["access", "disputes", "corrections", "articles", "events", "relations", "claims"];
/// What is counted of the rest.
const COUNTED: [&str; 5] = ["events", "relations", "claims", "again", "sources"];

/// How many letters a reader reads in a minute: some 200 words of English. A letter of a script without spaces counts twice.
const LETTERS_A_MINUTE: usize = 1200;
/// The first of those letters.
const IDEOGRAPHS: char = '\u{2e80}';

/// Works out an edition.
pub(super) fn edition(
    id: &EditionId,
    (): &(),
    (frame, has_changes): &EditionSettingsOfPages,
    reading: &Reading<'_, EditionView>,
) -> Option<Arc<Edition>> {
    let strings = frame.strings();
    let days: Vec<(&Date, &Arc<ChangeDay>)> = reading.days().get(id).into_iter().flat_map(|days| days.iter()).collect();
    let intro = reading.intros().get(id);
    let of = id.of.as_ref().and_then(|id| reading.links().get(id)).cloned();
    let names: &[&str] = if id.of.is_some() { &OF_ENTITY } else { &OF_SITE };
    let groups: Vec<EditionGroup> = names.iter().filter_map(|name| group(name, &days, strings, reading)).collect();
    let size = strings.and(&groups.iter().map(|group| counted(strings, group.name, group.count)).collect::<Vec<_>>());
    let runs = reading.running().get(&id.period).is_some();
    let name = period_in_words(strings, id.period);
    let title = match (&of, intro) {
        (Some(of), _) => strings.fill("edition.of", &[("name", &of.name), ("period", &name)]),
        (None, Some(intro)) => intro.page.title.clone(),
        (None, None) => name.clone(),
    };
    let address = id.address(frame);
    let mut page = frame.page("edition", &title, &description(intro, &size), &address);
    page.feed = frame.feed_link(strings.get("edition.title"), &super::address());
    let letters = letters_of(&groups) + intro.map_or(0, |intro| letters_of_intro(intro));
    let next_to = |found: Option<(&EditionId, &())>| {
        let (other, ()) = found.filter(|(other, ())| other.of == id.of && other.period.sort == id.period.sort)?;
        let text = period_in_words(strings, other.period);
        Some(TextLink { text: text.into(), url: Some(frame.url(&other.address(frame)).into()), lang: None })
    };
    let text = intro.map_or_else(Html::default, |intro| html(intro, &frame.prefixes));
    let shown = Arc::new(EditionPage {
        page,
        sort: id.period.sort.word(),
        days: days_in_words(strings, id.period),
        so_far: days.last().filter(|_| runs).map(|(day, _)| day_in_words(strings, **day)),
        runs,
        of,
        intro_parts: HtmlParts::of(&text),
        intro: text,
        intro_lang: intro.and_then(|intro| intro.page.lang.clone()),
        size,
        minutes: letters.div_ceil(LETTERS_A_MINUTE).max(1),
        groups,
        rest: rest(strings, names, &days),
        all: if *has_changes {
            days.iter().map(|(day, of_day)| link(strings, **day, of_day)).collect()
        } else {
            Vec::new()
        },
        older: next_to(reading.existing().before(id)),
        newer: next_to(reading.existing().after(id)),
        list: frame.url(&list_address(frame, id.of.as_ref())),
        name,
    });
    Some(Arc::new(Edition {
        address,
        page: page_plan(&shown),
        shown,
        changed: days.last().map(|(day, _)| **day),
        updated: days.iter().map(|(_, of_day)| of_day.updated).max(),
        intro: intro.cloned(),
    }))
}

fn html(intro: &LinkedPage, prefixes: &Prefixes) -> Html {
    Html::new(&intro.page.document, &intro.filling, prefixes)
}

/// "2 changes in access"
fn counted(strings: &Strings, name: &str, count: usize) -> String {
    strings.count(&format!("changed_count.{name}"), count, &[])
}

/// What is said of an edition in lists: by its editor, or how much there is.
fn description(intro: Option<&Arc<LinkedPage>>, size: &str) -> String {
    let of_editor = intro.map(|intro| {
        let opening = || opening(&intro.page.document, &intro.filling);
        intro.page.summary.clone().unwrap_or_else(opening)
    });
    of_editor.filter(|text| !text.is_empty()).unwrap_or_else(|| size.to_owned())
}

/// The changes of one sort; nothing where there are none.
fn group(
    name: &'static str,
    days: &[(&Date, &Arc<ChangeDay>)],
    strings: &Strings,
    reading: &Reading<'_, EditionView>,
) -> Option<EditionGroup> {
    let mut group = EditionGroup { name, count: 0, articles: Vec::new(), days: Vec::new(), left_out: 0 };
    for (day, of_day) in days {
        let changes = of_day.groups.iter().filter(|of| of.name == name).flat_map(|of| &of.changes);
        let mut others: Vec<Arc<ReportedChange>> = Vec::new();
        for change in changes {
            group.count += 1;
            let url = change.sentence.iter().find_map(|piece| piece.url.as_ref()).filter(|_| change.kind == "article");
            match url.and_then(|url| reading.articles().get(url)) {
                Some(summary) => group.articles.push(summary.clone()),
                None => others.push(change.clone()),
            }
        }
        if !others.is_empty() {
            group.days.push(EditionDay { day: **day, words: day_in_words(strings, **day), changes: others });
        }
    }
    (group.count > 0).then_some(group)
}

/// How much there is of what is not shown.
fn rest(strings: &Strings, shown: &[&str], days: &[(&Date, &Arc<ChangeDay>)]) -> String {
    let count = |name: &str| -> usize {
        let groups = days.iter().flat_map(|(_, of_day)| &of_day.groups);
        groups.filter(|group| group.name == name).map(|group| group.changes.len()).sum()
    };
    let counts = COUNTED.iter().filter(|name| !shown.contains(name)).map(|name| (name, count(name)));
    let texts = counts.filter(|(_, count)| *count > 0).map(|(name, count)| counted(strings, name, count));
    strings.and(&texts.collect::<Vec<_>>())
}

/// Where all of a day is.
fn link(strings: &Strings, day: Date, of_day: &ChangeDay) -> TextLink {
    TextLink { text: day_in_words(strings, day).into(), url: Some(of_day.url.clone()), lang: None }
}

fn letters(text: &str) -> usize {
    text.chars().map(|c| if c < IDEOGRAPHS { 1 } else { 2 }).sum()
}

fn letters_of(groups: &[EditionGroup]) -> usize {
    let articles = groups.iter().flat_map(|group| &group.articles);
    let articles: usize = articles.map(|article| letters(&article.title) + letters(&article.summary)).sum();
    let changes = groups.iter().flat_map(|group| &group.days).flat_map(|day| &day.changes);
    articles
        + changes
            .map(|change| letters(&change.sentence.iter().map(|piece| &*piece.text).collect::<String>()))
            .sum::<usize>()
}

fn letters_of_intro(intro: &LinkedPage) -> usize {
    texts(&intro.page.document.body, &intro.filling).iter().map(|text| letters(text)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_scripts_without_spaces_take_longer() {
        assert_eq!((letters("Tokyo answers"), letters("東京")), (13, 4));
    }

    #[test]
    fn what_is_shown_and_what_is_counted_is_all_there_is() {
        assert!(OF_SITE.iter().all(|name| OF_ENTITY.contains(name) && !COUNTED.contains(name)));
    }
}
