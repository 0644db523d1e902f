//! The words of one text, each with how much it weighs there.

use super::texts::IndexedText;
use super::words::words;
use crate::base::text::typed::as_typed;
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// How much a word may weigh, from the least on: what is at least so much and less than the next.
///
/// Each is the one before times the root of 2, so that `search.js` has the weight from the number of the level. The least
/// tell long texts apart, in which a word that comes once weighs little.
const LEVELS: [f64; 12] = [0.0, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0, 5.7, 8.0, 11.3, 16.0];

/// What a word weighs in a title, another name and a summary, beside what it weighs in the text.
const TITLE: f64 = 8.0;
const NAME: f64 = 4.0;
const SUMMARY: f64 = 1.0;
/// How soon a word that comes again and again says nothing more, and in a text of how many words it weighs what it weighs.
const SATURATION: f64 = 1.2;
const USUAL_LENGTH: f64 = 500.0;

/// The parts of the alphabet: all before `a`, each letter, and all after `z`.
pub(crate) const PARTS: usize = 28;

/// The words of one text, each once, by the part of the alphabet that they stand in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Terms {
    text: Box<str>,
    /// The end of each word in `text`, and its level.
    words: Box<[(u32, u8)]>,
    /// How many words there are up to the end of each part.
    parts: [u32; PARTS],
}

/// The places of words in a list.
pub(crate) type WordPlaces<'a> = HashMap<&'a str, usize, BuildHasherDefault<Fnv>>;

/// FNV-1a, for millions of short words. Nobody who could choose them has anything from their meeting in a table.
pub(crate) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The hash of a word, which is the same everywhere.
pub(crate) fn hash(word: &str) -> u64 {
    let mut fnv = Fnv::default();
    fnv.write(word.as_bytes());
    // The last bits are those of the last letter alone.
    fnv.finish() >> 32
}

/// Words in the order in which they came, with how often they stand in the text and what they weigh elsewhere.
#[derive(Default)]
struct Counting<'a> {
    places: WordPlaces<'a>,
    counted: Vec<(&'a str, Counted)>,
}

#[derive(Default)]
struct Counted {
    times: u32,
    extra: f64,
}

impl<'a> Counting<'a> {
    /// For about so many words.
    fn with_room(words: usize) -> Counting<'a> {
        let places = WordPlaces::with_capacity_and_hasher(words, BuildHasherDefault::default());
        Counting { places, counted: Vec::with_capacity(words) }
    }

    fn of(&mut self, word: &'a str) -> &mut Counted {
        let place = *self.places.entry(word).or_insert(self.counted.len());
        if place == self.counted.len() {
            self.counted.push((word, Counted::default()));
        }
        &mut self.counted[place].1
    }
}

impl Terms {
    pub(crate) fn of(text: &IndexedText) -> Terms {
        let body = as_typed(&text.body);
        let names = text.names.iter().map(|name| (name, NAME));
        let others = [(&text.title, TITLE), (&text.summary, SUMMARY)].into_iter().chain(names);
        let others: Vec<(Cow<'_, str>, f64)> = others.map(|(text, weight)| (as_typed(text), weight)).collect();

        let mut counting = Counting::with_room(body.len() / 8);
        let mut length = 0;
        words(&body, &mut |word| {
            counting.of(word).times += 1;
            length += 1;
        });
        for (text, weight) in &others {
            words(text, &mut |word| {
                // A name that stands in the title and in a tag weighs what the title gives it.
                let counted = counting.of(word);
                counted.extra = counted.extra.max(*weight);
            });
        }
        Terms::sorted(&counting.counted, length)
    }

    #[cfg(test)]
    pub(crate) fn of_text(text: &str) -> Terms {
        let mut counting = Counting::default();
        words(text, &mut |word| counting.of(word).times += 1);
        Terms::sorted(&counting.counted, 0)
    }

    fn sorted(counted: &[(&str, Counted)], length: usize) -> Terms {
        let norm = SATURATION * (0.5 + 0.5 * length as f64 / USUAL_LENGTH);
        let mut order: Vec<(usize, usize)> = counted.iter().enumerate().map(|(n, (w, _))| (part(w), n)).collect();
        order.sort_unstable();
        let mut parts = [0; PARTS];
        let (mut text, mut words) = (String::new(), Vec::with_capacity(order.len()));
        for (part, n) in order {
            let (word, Counted { times, extra }) = &counted[n];
            let times = f64::from(*times);
            let weight = extra + times * (SATURATION + 1.0) / (times + norm);
            text.push_str(word);
            let level = LEVELS.partition_point(|least| *least <= weight) - 1;
            words.push((text.len() as u32, level as u8));
            parts[part] += 1;
        }
        for part in 1..PARTS {
            parts[part] += parts[part - 1];
        }
        Terms { text: text.into(), words: words.into(), parts }
    }

    /// The words of a part of the alphabet, with their levels, in no order.
    pub(crate) fn in_part(&self, part: usize) -> impl Iterator<Item = (&str, u8)> {
        let first = part.checked_sub(1).map_or(0, |before| self.parts[before] as usize);
        let last = self.parts[part] as usize;
        let mut start = first.checked_sub(1).map_or(0, |before| self.words[before].0 as usize);
        self.words[first..last].iter().map(move |(end, level)| {
            let word = &self.text[start..*end as usize];
            start = *end as usize;
            (word, *level)
        })
    }
}

/// The part of the alphabet that a word stands in.
fn part(word: &str) -> usize {
    match word.as_bytes().first() {
        Some(first @ b'a'..=b'z') => usize::from(first - b'a') + 1,
        Some(first) if *first > b'z' => PARTS - 1,
        _ => 0,
    }
}
