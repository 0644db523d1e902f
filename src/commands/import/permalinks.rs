//! The pattern that most articles of an old site were addressed by, so that they keep their addresses without a word in each file.
//!
//! Only looks at addresses. Whether a pattern can be had is for `model::permalink` to say.

use super::imported::{Item, Sort};
use crate::base::slug::Slug;
use crate::model::permalink::Permalink;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The pattern by which most of the articles with an address had theirs, at least two and a third of all, and its text. `day` is the day of an item.
pub(super) fn of_articles(items: &[Item], day: impl Fn(&Item) -> Option<Date>) -> Option<(String, Permalink)> {
    let articles = || items.iter().filter(|item| item.sort == Sort::Article && !item.addresses.is_empty());
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for item in articles() {
        let pattern = Slug::from_text(&item.name).and_then(|slug| pattern(&item.addresses[0], &slug, day(item)));
        pattern.into_iter().for_each(|pattern| *counts.entry(pattern).or_default() += 1);
    }
    let (text, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    let is_usual = count > 1 && count * 3 >= articles().count() && text != "/articles/{slug}/";
    let permalink = Permalink::of_articles(&text).filter(|_| is_usual)?;
    Some((text, permalink))
}

/// An address with holes for the slug at its end, and for the parts of the day before that.
fn pattern(address: &str, slug: &Slug, day: Option<Date>) -> Option<String> {
    let ending = [".html", "/"].into_iter().find(|ending| address.ends_with(ending))?;
    let mut parts: Vec<&str> = address[..address.len() - ending.len()].split('/').collect();
    if parts.pop()? != slug.as_str() {
        return None;
    }
    let parts: Vec<String> = parts.into_iter().map(str::to_owned).collect();
    let dated = day.and_then(|day| {
        let of_day = [format!("{:04}", day.year()), format!("{:02}", day.month()), format!("{:02}", day.day())];
        let at = parts.iter().position(|part| *part == of_day[0])?;
        let alike = parts[at..].iter().zip(&of_day).take_while(|(part, of)| part == of).count();
        let mut parts = parts.clone();
        for (part, hole) in parts[at..].iter_mut().zip(["{year}", "{month}", "{day}"]).take(alike) {
            *part = hole.to_owned();
        }
        Some(parts)
    });
    Some(format!("{}/{{slug}}{ending}", dated.unwrap_or(parts).join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_pattern() {
        let day = Some(Date::constant(2019, 5, 5));
        let of = |address: &str| pattern(address, &Slug::from_text("door").unwrap(), day).unwrap_or_default();
        assert_eq!(of("/2019/05/door/"), "/{year}/{month}/{slug}/");
        assert_eq!(of("/2019/05/05/door.html"), "/{year}/{month}/{day}/{slug}.html");
        assert_eq!(of("/news/2019/door/"), "/news/{year}/{slug}/");
        assert_eq!(of("/posts/door/"), "/posts/{slug}/");
        assert_eq!(of("/door/"), "/{slug}/");
        assert_eq!(of("/2018/05/door/"), "/2018/05/{slug}/");
        assert_eq!(of("/2019/05/Door/"), "");
        assert_eq!(of("/2019/05/door"), "");
    }
}
