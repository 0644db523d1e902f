//! A grammar written as a text, and texts that it makes from a seed. Never knows what they are for.
//!
//! `name: one / two` is a rule of words. `name:` alone is a rule with an alternative on each of the indented lines after it.
//! In an alternative, `<rule>` is a text of that rule, `<rule*4>` none to four, `<rule+4>` one to four, `<rule^200>` the same
//! text 200 times, and `<=rule>` often a text that this rule gave before: names that are written twice, references to what is
//! there. `\n`, `\t`, `\r`, `\s` (a space), `\\`, `\<`, `\x80` (a byte) and `\u{85}` are escapes.

use fastrand::Rng;
use std::collections::BTreeMap;

/// How deep rules go before the shortest way out is taken, at the most.
const DEPTH: usize = 14;
/// From which length of a text on the shortest way out is taken.
const LONG: usize = 6000;

#[derive(Debug, Default)]
pub struct Grammar {
    rules: BTreeMap<String, Vec<Alternative>>,
}

#[derive(Debug)]
struct Alternative {
    parts: Vec<Part>,
    /// How many rules lie below it at the least.
    height: usize,
}

#[derive(Debug)]
enum Part {
    Bytes(Vec<u8>),
    Rule { name: String, least: usize, most: usize },
    Same { name: String, times: usize },
    Again(String),
}

/// What a text is made with.
pub struct Maker<'a> {
    grammar: &'a Grammar,
    pub random: Rng,
    depth: usize,
    made: BTreeMap<&'a str, Vec<Vec<u8>>>,
}

impl Grammar {
    /// Reads rules; those of a later text take the place of those before.
    pub fn read(texts: &[&str]) -> Grammar {
        let mut grammar = Grammar::default();
        for text in texts {
            let mut open: Option<&str> = None;
            for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
                if let Some(alternative) = line.strip_prefix("  ") {
                    let rule = open.unwrap_or_else(|| panic!("no rule above {line:?}"));
                    grammar.rules.get_mut(rule).unwrap().push(Alternative::read(alternative));
                    continue;
                }
                let (name, words) = line.split_once(':').unwrap_or_else(|| panic!("no rule: {line:?}"));
                let words = words.strip_prefix(' ').into_iter().flat_map(|words| words.split(" / "));
                grammar.rules.insert(name.to_owned(), words.map(Alternative::read).collect());
                open = Some(name);
            }
        }
        grammar.measure();
        grammar
    }

    /// Works out the heights, from the leaves on.
    fn measure(&mut self) {
        loop {
            let heights: BTreeMap<String, usize> =
                self.rules.iter().map(|(name, rule)| (name.clone(), shortest(rule))).collect();
            let mut is_done = true;
            for alternative in self.rules.values_mut().flatten() {
                let below = alternative.parts.iter().map(|part| match part {
                    Part::Bytes(_) | Part::Rule { least: 0, .. } => 0,
                    Part::Rule { name, .. } | Part::Same { name, .. } | Part::Again(name) => {
                        *heights.get(name).unwrap_or_else(|| panic!("there is no rule {name}"))
                    }
                });
                let height = below.max().unwrap_or(0).saturating_add(1);
                is_done &= height == alternative.height;
                alternative.height = height;
            }
            if is_done {
                return;
            }
        }
    }
}

fn shortest(rule: &[Alternative]) -> usize {
    rule.iter().map(|alternative| alternative.height).min().unwrap_or(0)
}

impl Alternative {
    fn read(text: &str) -> Alternative {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(at) = opening(rest) {
            parts.extend((at > 0).then(|| Part::Bytes(unescape(&rest[..at]))));
            let (inside, after) = rest[at + 1..].split_once('>').unwrap_or_else(|| panic!("unclosed: {text:?}"));
            parts.push(Part::read(inside));
            rest = after;
        }
        parts.extend((!rest.is_empty()).then(|| Part::Bytes(unescape(rest))));
        Alternative { parts, height: usize::MAX }
    }
}

/// Where a `<` stands that is not escaped.
fn opening(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.find(|c| {
        let found = c == '<' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        found
    })
}

impl Part {
    fn read(inside: &str) -> Part {
        if let Some(name) = inside.strip_prefix('=') {
            return Part::Again(name.to_owned());
        }
        let at = inside.find(['*', '+', '^']).unwrap_or(inside.len());
        let name = inside[..at].to_owned();
        let number = || inside[at + 1..].parse().unwrap_or_else(|_| panic!("no number in <{inside}>"));
        match inside[at..].chars().next() {
            None => Part::Rule { name, least: 1, most: 1 },
            Some('*') => Part::Rule { name, least: 0, most: number() },
            Some('+') => Part::Rule { name, least: 1, most: number() },
            Some(_) => Part::Same { name, times: number() },
        }
    }
}

impl<'a> Maker<'a> {
    pub fn new(grammar: &'a Grammar, mut random: Rng) -> Maker<'a> {
        let depth = random.usize(DEPTH / 3..=DEPTH);
        Maker { grammar, random, depth, made: BTreeMap::new() }
    }

    /// A text of a rule.
    pub fn make(&mut self, rule: &str) -> Vec<u8> {
        let mut text = Vec::new();
        self.add(rule, 0, &mut text);
        text
    }

    /// The same as UTF-8, which rules without escaped bytes always are.
    pub fn text(&mut self, rule: &str) -> String {
        String::from_utf8_lossy(&self.make(rule)).into_owned()
    }

    fn add(&mut self, rule: &str, depth: usize, text: &mut Vec<u8>) {
        let grammar = self.grammar;
        let (name, rule) = grammar.rules.get_key_value(rule).unwrap_or_else(|| panic!("there is no rule {rule}"));
        let least = if depth >= self.depth || text.len() > LONG { shortest(rule) } else { usize::MAX };
        let possible: Vec<&Alternative> = rule.iter().filter(|alternative| alternative.height <= least).collect();
        let chosen = possible[self.random.usize(0..possible.len())];
        let from = text.len();
        for part in &chosen.parts {
            self.part(part, depth + 1, text);
        }
        let made = self.made.entry(name).or_default();
        if made.len() < 50 {
            made.push(text[from..].to_vec());
        }
    }

    fn part(&mut self, part: &Part, depth: usize, text: &mut Vec<u8>) {
        match part {
            Part::Bytes(bytes) => text.extend(bytes),
            Part::Rule { name, least, most } => {
                let most = if text.len() > LONG { *least } else { *most };
                for _ in 0..self.random.usize(*least..=most) {
                    self.add(name, depth, text);
                }
            }
            Part::Same { name, times } => {
                let mut one = Vec::new();
                self.add(name, depth, &mut one);
                text.extend(one.repeat(*times));
            }
            Part::Again(name) => {
                let before = self.made.get(name.as_str()).filter(|made| !made.is_empty());
                match before.filter(|_| self.random.u8(0..4) > 0) {
                    Some(made) => text.extend(&made[self.random.usize(0..made.len())]),
                    None => self.add(name, depth, text),
                }
            }
        }
    }
}

/// The bytes that a text with escapes stands for.
pub fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        bytes.extend(rest[..at].bytes());
        let mut after = rest[at + 1..].chars();
        match after.next() {
            Some('n') => bytes.push(b'\n'),
            Some('t') => bytes.push(b'\t'),
            Some('r') => bytes.push(b'\r'),
            Some('s') => bytes.push(b' '),
            Some('x') => {
                let digits = after.as_str().get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
                bytes.push(digits.unwrap_or_else(|| panic!("two digits after \\x: {text:?}")));
                after = after.as_str()[2..].chars();
            }
            Some('u') => {
                let inside = after.as_str().strip_prefix('{').and_then(|rest| rest.split_once('}'));
                let (digits, others) = inside.unwrap_or_else(|| panic!("no {{}} after \\u: {text:?}"));
                let c = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
                bytes.extend(c.unwrap_or_else(|| panic!("no character: {text:?}")).to_string().bytes());
                after = others.chars();
            }
            Some(c) => bytes.extend(c.to_string().bytes()),
            None => bytes.push(b'\\'),
        }
        rest = after.as_str();
    }
    bytes.extend(rest.bytes());
    bytes
}

/// Bytes as a text with escapes, with a line for each of theirs.
pub fn escape(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        match byte {
            b'\n' => text.push_str("\\n\n"),
            b'\r' => text.push_str("\\r"),
            b'\t' => text.push_str("\\t"),
            b'\\' => text.push_str("\\\\"),
            b' '..=b'~' => text.push(char::from(*byte)),
            _ => text.push_str(&format!("\\x{byte:02x}")),
        }
    }
    text
}
