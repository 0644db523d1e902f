//! Prose with the statistics of a language, so that words can tell articles apart: few words come often and most hardly ever,
//! and each article has words of its own that it comes back to. The same number gives the same text.

use fastrand::Rng;

const WORDS: usize = 40_000;
/// Words of an article's own, and of how many words one is such.
const OWN: usize = 24;
const OWN_SHARE: usize = 7;

#[rustfmt::skip]
const OFTEN: &[&str] = &[
    "the", "of", "and", "to", "a", "in", "that", "it", "was", "is", "for", "on", "with", "as", "by", "at", "be", "had",
    "from", "not", "are", "but", "which", "or", "have", "they", "this", "an", "were", "one", "their", "been", "has", "would",
    "there", "what", "will", "all", "if", "can", "when", "who", "more", "no", "out", "so", "said", "up", "its", "about",
    "than", "into", "could", "other", "after", "some", "then", "two", "may", "now", "over", "such", "first", "made",
];
#[rustfmt::skip]
const ONSETS: &[&str] = &[
    "b", "br", "c", "ch", "cl", "cr", "d", "dr", "f", "fl", "g", "gr", "h", "j", "l", "m", "n", "p", "pl", "pr", "r", "s",
    "sc", "sh", "sp", "st", "t", "th", "tr", "v", "w",
];
const VOWELS: &[&str] = &["a", "e", "i", "o", "u", "ea", "ou", "ai"];
const CODAS: &[&str] = &["n", "r", "t", "l", "s", "nd", "st", "ck", "m", "ment", "tion", "ing", "er", "ed", "al", "ly"];

pub struct Prose {
    words: Vec<String>,
    sums: Vec<f64>,
}

impl Prose {
    pub fn new() -> Prose {
        let mut words: Vec<String> = OFTEN.iter().map(|word| (*word).to_owned()).collect();
        let mut known: std::collections::BTreeSet<String> = words.iter().cloned().collect();
        let mut rng = Rng::with_seed(0x5052_4f53);
        while words.len() < WORDS {
            let syllables = if words.len() < 2000 { 1 } else { rng.usize(1..=2) };
            let syllable = |rng: &mut Rng| format!("{}{}", one(rng, ONSETS), one(rng, VOWELS));
            let mut word: String = (0..syllables).map(|_| syllable(&mut rng)).collect();
            word.push_str(&syllable(&mut rng));
            word.push_str(one(&mut rng, CODAS));
            if known.insert(word.clone()) {
                words.push(word);
            }
        }
        // Zipf's law, as Mandelbrot mended it.
        let mut sum = 0.0;
        let sums = (0..WORDS).map(|rank| {
            sum += 1.0 / (rank as f64 + 3.7).powf(1.05);
            sum
        });
        let sums = sums.collect();
        Prose { words, sums }
    }

    fn draw(&self, rng: &mut Rng) -> &str {
        let at = rng.f64() * self.sums[WORDS - 1];
        &self.words[self.sums.partition_point(|sum| *sum <= at).min(WORDS - 1)]
    }

    /// The words that an article has of its own.
    pub fn own(&self, rng: &mut Rng) -> Vec<&str> {
        let rank = |rng: &mut Rng| (300.0 * (WORDS as f64 / 300.0).powf(rng.f64())) as usize;
        (0..OWN).map(|_| &*self.words[rank(rng).min(WORDS - 1)]).collect()
    }

    pub fn sentence(&self, rng: &mut Rng, own: &[&str]) -> String {
        let words = rng.usize(8..=22);
        let word = |rng: &mut Rng| match rng.usize(..OWN_SHARE) {
            0 => own[rng.usize(..own.len())].to_owned(),
            _ => self.draw(rng).to_owned(),
        };
        let words: Vec<String> = (0..words).map(|_| word(rng)).collect();
        let text = words.join(" ");
        format!("{}{}.", text[..1].to_uppercase(), &text[1..])
    }
}

fn one<'a>(rng: &mut Rng, from: &[&'a str]) -> &'a str {
    from[rng.usize(..from.len())]
}
