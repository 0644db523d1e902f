//! All words with the articles that they stand in, cut into files of which a query needs one for each of its words.
//!
//! A line has a word, the articles by level, and nothing else: `sanction⇥2!#&⇥9%`. The first character of a part is the level;
//! what follows are numbers, each the step from the article before. Text and not bytes, since hosts compress text.
//!
//! A word that stands in most articles does not list those whose text alone has it. Its line has a part `*` first: in how many
//! articles it stands, and the newest of them. So no word that stands somewhere finds nothing.

use super::terms::{PARTS, Terms, WordPlaces, hash};
use rayon::prelude::*;

/// A file is cut before a word that is made for it (one of so many), once it has so many bytes: so what is added elsewhere
/// moves no boundary.
const CUTS: [(usize, u64); 2] = [(6_000, 64), (20_000, 4)];
/// A word that stands in more than one of so many articles tells little of them, and would be long.
const COMMON: usize = 2;
/// In a site of fewer articles, no word is too common.
const FEW: usize = 200;
/// How many of the newest articles a word that is too common lists: a few screens of results.
const NEWEST: usize = 48;
/// The least level that a title, a tag or a summary gives.
const BESIDES_TEXT: u8 = 5;
/// How many levels there are at most.
const LEVELS: usize = 12;

/// One file: the words from `first` on, up to the first of the next file.
pub(crate) struct Shard {
    pub first: String,
    pub text: String,
}

/// Where a word stands: the articles of each level, in their order.
type Places = [Vec<u32>; LEVELS];

/// `articles` are the words of each text, the newest article last.
pub(crate) fn shards(articles: &[&Terms]) -> Vec<Shard> {
    let of_part = |part: usize| lines(articles, part);
    let parts: Vec<Vec<(String, String)>> = (0..PARTS).into_par_iter().map(of_part).collect();
    let mut shards: Vec<Shard> = Vec::new();
    for (word, line) in parts.into_iter().flatten() {
        let cuts = |shard: &Shard| {
            let made_for_it = |one_of: u64| hash(&word).is_multiple_of(one_of);
            CUTS.iter().any(|(size, one_of)| shard.text.len() >= *size && made_for_it(*one_of))
        };
        match shards.last_mut().filter(|shard| !cuts(shard)) {
            Some(shard) => shard.text.push_str(&line),
            None => shards.push(Shard { first: word, text: line }),
        }
    }
    shards
}

/// The words of a part of the alphabet in their order, each with its line.
fn lines(articles: &[&Terms], part: usize) -> Vec<(String, String)> {
    let mut numbers: WordPlaces<'_> = WordPlaces::default();
    let mut words: Vec<(&str, Places)> = Vec::new();
    for (article, terms) in articles.iter().enumerate() {
        for (word, level) in terms.in_part(part) {
            let number = *numbers.entry(word).or_insert(words.len());
            if number == words.len() {
                words.push((word, Places::default()));
            }
            words[number].1[usize::from(level)].push(article as u32);
        }
    }
    words.sort_unstable_by_key(|(word, _)| *word);
    words.into_iter().map(|(word, places)| (word.to_owned(), line(word, &places, articles.len()))).collect()
}

fn line(word: &str, places: &Places, articles: usize) -> String {
    let of = places.iter().map(Vec::len).sum::<usize>();
    let common = articles >= FEW && of > articles / COMMON;
    let mut line = word.to_owned();
    if common {
        let mut all: Vec<u32> = places.iter().flatten().copied().collect();
        all.sort_unstable();
        line.push_str("\t*");
        push_number(&mut line, of as u32);
        push_steps(&mut line, all.split_off(of.saturating_sub(NEWEST)).into_iter());
    }
    let least = if common { usize::from(BESIDES_TEXT) } else { 0 };
    for (level, articles) in places.iter().enumerate().skip(least).filter(|(_, articles)| !articles.is_empty()) {
        line.push('\t');
        line.push((b'0' + level as u8) as char);
        push_steps(&mut line, articles.iter().copied());
    }
    line.push('\n');
    line
}

/// Numbers that grow, each as the step from the one before.
pub(crate) fn push_steps(text: &mut String, numbers: impl Iterator<Item = u32>) {
    let mut before = 0;
    for number in numbers {
        push_number(text, number - before);
        before = number;
    }
}

/// A number in base 47, the least digit first: digits that others follow are `P` to `~`, the last is `!` to `O`.
pub(crate) fn push_number(text: &mut String, mut number: u32) {
    const BASE: u32 = 47;
    while number >= BASE {
        text.push((b'P' + (number % BASE) as u8) as char);
        number /= BASE;
    }
    text.push((b'!' + number as u8) as char);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shards(texts: &[String]) -> Vec<Shard> {
        let articles: Vec<Terms> = texts.iter().map(|text| Terms::of_text(text)).collect();
        super::shards(&articles.iter().collect::<Vec<_>>())
    }

    #[test]
    fn a_line_has_a_word_and_steps_from_article_to_article() {
        let texts = ["b a", "a", "c", "a"].map(String::from);
        let shards = shards(&texts);
        assert_eq!(shards.len(), 1);
        assert_eq!(shards[0].text, "a\t3!\"#\nb\t3!\nc\t3#\n");
        let number = |n| {
            let mut text = String::new();
            push_number(&mut text, n);
            text
        };
        assert_eq!([0, 46, 47, 10_000].map(number), ["!", "O", "P\"", "th%"].map(String::from));
    }

    #[test]
    fn a_word_of_too_many_articles_is_counted_and_lists_the_newest() {
        let mut texts: Vec<String> = (0..FEW).map(|n| format!("word{n}")).collect();
        texts.iter_mut().take(FEW * 3 / 4).for_each(|text| text.push_str(" the 日本"));
        texts.iter_mut().take(FEW / 2).for_each(|text| text.push_str(" half"));
        let shards = shards(&texts);
        let line = |word: &str| {
            let mut lines = shards.iter().flat_map(|shard| shard.text.lines());
            lines.find_map(|line| line.strip_prefix(word)?.strip_prefix('\t')).expect("the word has a line").to_owned()
        };
        // 150 articles have it; the first of the newest 48 is number 102, and each of the 47 others is one on.
        let newest = format!("*Y${}{}", "X#", "\"".repeat(NEWEST - 1));
        assert_eq!(line("the"), newest);
        assert_eq!(line("日本"), newest);
        assert!(line("half").starts_with("3!\""));
    }

    #[test]
    fn what_is_added_elsewhere_moves_no_boundary() {
        let mut texts: Vec<String> = (0..20_000u32).map(|n| format!("w{:05}", n * 7919 % 100_003)).collect();
        let before = shards(&texts);
        texts.push("w00000 w99999".to_owned());
        let after = shards(&texts);
        let same = after.iter().filter(|shard| before.iter().any(|old| old.text == shard.text)).count();
        assert!(before.len() > 8 && same >= after.len() - 4, "{same} of {} are as before", after.len());
    }
}
