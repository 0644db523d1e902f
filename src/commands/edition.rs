//! An edition as a mail: HTML, plain text, Markdown for services that take that, or a whole message of both.
//!
//! Takes what the page of the edition shows from a finished build and renders it by the templates of mails, so that a mail
//! and its page never differ. Sends nothing and writes no file: to whom it goes is for the program that sends it. What is too
//! large for the mail programs of readers is cut, group by group, and the page has the rest.

mod message;
mod wrapped;

use crate::Outcome;
use crate::base::bounds::MAIL_BYTES;
use crate::base::diagnostic::Diagnostic;
use crate::base::path::OutputPath;
use crate::link::LinkedPage;
use crate::load::Sources;
use crate::model::edition::{BadPeriod, Period, PeriodSort};
use crate::parse::plain::{PlainBlock, plain_blocks};
use crate::plan::{Context, PagePlan};
use crate::render::templates::{Failure, Templates, TemplatesCache, compile};
use crate::view::{EditionGroup, EditionMail, EditionPage};
use std::sync::Arc;

/// As what an edition is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MailFormat {
    /// A message of RFC 5322, with text and HTML.
    Eml,
    Html,
    Text,
    Markdown,
}

/// What is asked for.
#[derive(Debug)]
pub(crate) struct AskedMail<'a> {
    /// The week or month; without it the newest that is over.
    pub period: Option<&'a str>,
    /// The slug of the entity whose edition it is; without it that of the site.
    pub of: Option<&'a str>,
    pub format: MailFormat,
    /// An address, or what the sender's program puts one in place of.
    pub unsubscribe: Option<&'a str>,
}

/// Why there is no mail.
#[derive(Debug)]
pub(crate) enum NoMail {
    /// In words, with what to do.
    Why(String),
    /// A template cannot be rendered.
    Template(Box<Diagnostic>),
}

/// How many changes each group has at most: the first of these by which the mail is no larger than it may be.
const MOST: [usize; 12] = [usize::MAX, 400, 200, 100, 60, 40, 25, 15, 8, 4, 1, 0];

/// The edition that is asked for, in its form.
pub(crate) fn mail(sources: &Sources, outcome: &Outcome, asked: &AskedMail<'_>) -> Result<String, NoMail> {
    let config = &outcome.site.config;
    let Some(base) = &config.base_url else {
        let why = "the site does not know its address, so no link in a mail would lead anywhere. Add to site.yaml:  \
                   base_url: https://example.org/";
        return Err(NoMail::Why(why.to_owned()));
    };
    let (period, edition) = find(outcome, asked).map_err(NoMail::Why)?;
    let intro = outcome.site.pages.values().find(|linked| is_intro(linked, period) && edition.of.is_none());
    let blocks = |linked: &Arc<LinkedPage>| plain_blocks(&linked.page.document.body, &linked.filling, base.as_str());
    let strings = &config.strings;
    let holes = [("site", &*config.title), ("period", &edition.name), ("title", &edition.page.title)];
    let has_title = *edition.page.title != *edition.name;
    let mail = EditionMail {
        edition: EditionPage::clone(edition),
        subject: strings.fill(if has_title { "edition.subject_with_title" } else { "edition.subject" }, &holes),
        intro: intro.map_or_else(Vec::new, blocks),
        intro_is_cut: false,
        url: edition.page.canonical.to_string(),
        origin: base.origin().to_owned(),
        unsubscribe: asked.unsubscribe.map(str::to_owned),
    };
    let (templates, _) = compile(sources, &outcome.plan.site, strings, &mut TemplatesCache::default());
    let html = || within(&mail, &templates);
    let text = |mail: &EditionMail| Ok(wrapped::wrapped(&rendered(&templates, "mail.txt", mail)?));
    match asked.format {
        MailFormat::Html => Ok(html()?.1),
        MailFormat::Text => text(&mail),
        MailFormat::Markdown => Ok(wrapped::joined(&rendered(&templates, "mail.md", &mail)?)),
        MailFormat::Eml => {
            // Both say the same, so that no reader misses what another has.
            let (mail, html) = html()?;
            let text = text(&mail)?;
            let at = config.midnight(day_of(period, &mail.edition, outcome)).unwrap_or_default();
            let head = message::Head {
                subject: &mail.subject,
                from: config.editions.as_ref().and_then(|editions| editions.sender.as_deref()),
                name: &config.title,
                at,
                host: base.host(),
                address: &edition.page.url,
            };
            Ok(message::message(&head, &text, &html))
        }
    }
}

/// The day on which an edition went out: the first after its last.
fn day_of(period: Period, edition: &EditionPage, outcome: &Outcome) -> jiff::civil::Date {
    if !edition.runs {
        return period.over();
    }
    let days = edition.groups.iter().flat_map(|group| &group.days).map(|day| day.day);
    let articles = edition.groups.iter().flat_map(|group| &group.articles).map(|article| article.date);
    let last = days.chain(articles).max().unwrap_or(outcome.ledger.today);
    crate::model::when::next_day(last)
}

fn is_intro(linked: &LinkedPage, period: Period) -> bool {
    linked.page.edition.as_ref().is_some_and(|edition| edition.period == period)
}

/// All editions of a build by their paths.
fn editions(outcome: &Outcome) -> impl Iterator<Item = (&OutputPath, &Arc<EditionPage>)> {
    outcome.plan.pages.iter().filter_map(|(path, page)| match &**page {
        PagePlan::Page { context, .. } => match &**context {
            Context::Edition(edition) => Some((path, edition)),
            _ => None,
        },
        _ => None,
    })
}

/// The period of an edition, as its address says it.
fn period_of(path: &OutputPath) -> Option<Period> {
    Period::read(path.as_str().trim_end_matches("/index.html").rsplit('/').next()?).ok()
}

/// The edition that is meant; says in words why there is none, and which are near.
fn find<'o>(outcome: &'o Outcome, asked: &AskedMail<'_>) -> Result<(Period, &'o Arc<EditionPage>), String> {
    let wanted = asked.period.map(|text| {
        Period::read(text).map_err(|BadPeriod { why, meant }| {
            let meant = meant.map_or_else(|| "2026-w47".to_owned(), |meant| meant.to_string());
            format!("\"{text}\" is no week and no month: {why}. Write it like  {meant}")
        })
    });
    let wanted = wanted.transpose()?;
    let is_of = |edition: &EditionPage| match (&edition.of, asked.of) {
        (None, None) => true,
        (Some(of), Some(name)) => *of.slug == *name || of.name.eq_ignore_ascii_case(name),
        _ => false,
    };
    let of_it = editions(outcome).filter(|(_, edition)| is_of(edition));
    let mut all: Vec<(Period, &Arc<EditionPage>)> =
        of_it.filter_map(|(path, edition)| Some((period_of(path)?, edition))).collect();
    all.sort_by_key(|(period, _)| *period);
    if all.is_empty() {
        return Err(nothing(outcome, asked));
    }
    let Some(period) = wanted else {
        let sort = all.first().map_or(PeriodSort::Week, |(period, _)| period.sort);
        let newest = all.iter().rev().find(|(period, edition)| period.sort == sort && !edition.runs);
        return newest.copied().ok_or_else(|| {
            let (first, _) = all[0];
            format!("no edition is over yet. Name the one that goes on:  fissure edition {first}")
        });
    };
    all.iter().find(|(of, _)| *of == period).copied().ok_or_else(|| {
        let same = || all.iter().map(|(of, _)| *of).filter(|of| of.sort == period.sort);
        let near = [same().rfind(|of| *of < period), same().find(|of| *of > period)];
        let near: Vec<String> = near.into_iter().flatten().map(|near| near.to_string()).collect();
        match near.as_slice() {
            [] => format!("there is no edition {period}, and none for any {}", period.sort.word()),
            [only] => format!("there is no edition {period}. The nearest is {only}"),
            several => format!("there is no edition {period}. The nearest are {}", several.join(" and ")),
        }
    })
}

/// Why there is no edition at all.
fn nothing(outcome: &Outcome, asked: &AskedMail<'_>) -> String {
    if outcome.site.config.editions.is_none() {
        return "the settings turn editions off. Delete  editions: false  from site.yaml".to_owned();
    }
    match asked.of {
        Some(name) => format!(
            "\"{name}\" has no editions of its own. Name it in site.yaml by its slug:  editions: {{entities: [{name}]}}"
        ),
        None => "the site has no edition: nothing is published yet, or the theme has no edition.html".to_owned(),
    }
}

/// The mail as HTML, cut until it is no larger than it may be.
fn within(mail: &EditionMail, templates: &Templates) -> Result<(EditionMail, String), NoMail> {
    for most in MOST {
        let mail = shortened(mail, most);
        let html = rendered(templates, "mail.html", &mail)?;
        if html.len() <= MAIL_BYTES {
            return Ok((mail, html));
        }
    }
    let why = format!("the mail has more than {MAIL_BYTES} bytes without any change in it: shorten mail.html");
    Err(NoMail::Why(why))
}

/// The same with at most so many changes in each group, and no more of the introduction than is small.
fn shortened(mail: &EditionMail, most: usize) -> EditionMail {
    let mut mail = mail.clone();
    mail.edition.groups.iter_mut().for_each(|group| shorten(group, most));
    let mut room = MAIL_BYTES / 4;
    let mut is_small = |block: &PlainBlock| {
        let bytes: usize = block.pieces.iter().map(|piece| piece.text.len() + 200).sum();
        room = room.saturating_sub(bytes);
        room > 0
    };
    if most < usize::MAX {
        let kept = mail.intro.iter().take_while(|block| is_small(block)).count();
        mail.intro_is_cut = kept < mail.intro.len();
        mail.intro.truncate(kept);
    }
    mail
}

fn shorten(group: &mut EditionGroup, most: usize) {
    group.articles.truncate(most);
    let mut left = most - group.articles.len();
    for day in &mut group.days {
        day.changes.truncate(left);
        left -= day.changes.len();
    }
    group.days.retain(|day| !day.changes.is_empty());
    let shown = group.articles.len() + group.days.iter().map(|day| day.changes.len()).sum::<usize>();
    group.left_out = group.count.saturating_sub(shown);
}

fn rendered(templates: &Templates, name: &str, mail: &EditionMail) -> Result<String, NoMail> {
    let failed = |failure: Box<Failure>| NoMail::Template(Box::new(failure.diagnostic()));
    templates.render(name, mail).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_cut_and_says_how_much_is_left_out() {
        let mut group = EditionGroup { name: "access", count: 7, articles: Vec::new(), days: Vec::new(), left_out: 0 };
        shorten(&mut group, 3);
        assert_eq!(group.left_out, 7);
    }
}
