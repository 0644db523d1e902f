//! Makes up a news site of any size, for the bench and for a test: entities that appear one by one, and articles that
//! are tagged with them, name them and link to them.
//!
//! The same number of articles gives the same bytes. A larger site has the articles and entities of a smaller one in
//! it, with older dates. Nothing is read: words and names are made here.

use fastrand::Rng;
use fissure::base::slug::slugify;
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// The day of the newest article, and a present for builds of the site.
const NEWEST: Date = date(2026, 11, 22);
pub const NOW: &str = "2026-11-23T12:00:00Z";

const ARTICLES_A_DAY: usize = 16;
/// 600 entities at 10,000 articles, growing with the square root: news keeps naming those that it knows.
const ENTITIES_PER_ROOT: f64 = 6.0;
const LEAST_ENTITIES: usize = 12;

pub struct World {
    pub entities: Vec<Entity>,
    articles: usize,
    /// The sum of 1/rank up to each entity: the more often something was named, the more often it is named again.
    zipf: Vec<f64>,
}

#[derive(Clone)]
pub struct Entity {
    pub kind: &'static Kind,
    pub slug: String,
    pub name: String,
    pub aliases: Vec<String>,
    facts: String,
    pub profile: String,
}

pub struct Kind {
    pub key: &'static str,
    pub folder: &'static str,
}

#[derive(Clone)]
pub struct Article {
    pub slug: String,
    pub title: String,
    /// Places in [`World::entities`].
    pub tags: Vec<usize>,
    pub body: String,
    pub date: Date,
    pub form: &'static str,
    pub summary: Option<String>,
}

static BLOC: Kind = Kind { key: "bloc", folder: "blocs" };
static MODEL: Kind = Kind { key: "model", folder: "models" };
static COMPANY: Kind = Kind { key: "company", folder: "companies" };
static POLICY: Kind = Kind { key: "policy", folder: "policies" };
static PERSON: Kind = Kind { key: "person", folder: "people" };

impl World {
    pub fn new(articles: usize) -> World {
        let count = entities_after(articles);
        let mut world = World { entities: Vec::with_capacity(count), articles, zipf: Vec::with_capacity(count) };
        let mut sum = 0.0;
        for rank in 0..count {
            let entity = world.new_entity(rank);
            world.entities.push(entity);
            sum += 1.0 / (rank + 1) as f64;
            world.zipf.push(sum);
        }
        world
    }

    /// Hands over every file of the site, as path and text.
    pub fn files(&self, mut file: impl FnMut(&str, &str)) {
        file("content/site.yaml", SETTINGS);
        file("content/pages/about.md", "---\ntitle: About\n---\nA site that a program made up, to be built.\n");
        for entity in &self.entities {
            file(&entity.path(), &entity.text());
        }
        for n in 0..self.articles {
            let article = self.article(n);
            file(&article.path(), &self.text(&article));
        }
    }

    /// An article by its age: 0 is the oldest.
    pub fn article(&self, n: usize) -> Article {
        let (mut rng, title, tags) = self.head(n);
        let age = (self.articles - 1 - n) / ARTICLES_A_DAY;
        let summary = rng.bool().then(|| sentence(&mut rng, None));
        let form = pick(&mut rng, &["brief", "brief", "analysis", "opinion"]);
        let body = self.body(&mut rng, n, &tags);
        let date = NEWEST.saturating_sub((age as i64).days());
        Article { slug: slug(&title, n), title, tags, body, date, form, summary }
    }

    /// The file of an article.
    pub fn text(&self, article: &Article) -> String {
        let mut text = format!("---\ntitle: {}\ndate: {}\nform: {}\n", article.title, article.date, article.form);
        text.extend(article.summary.iter().map(|summary| format!("summary: {summary}\n")));
        for kind in [&BLOC, &MODEL, &COMPANY, &POLICY, &PERSON] {
            let entities = article.tags.iter().map(|tag| &self.entities[*tag]);
            let of_kind: Vec<&str> = entities.filter(|e| e.kind.key == kind.key).map(|e| e.slug.as_str()).collect();
            if !of_kind.is_empty() {
                text.push_str(&format!("{}: [{}]\n", kind.key, of_kind.join(", ")));
            }
        }
        format!("{text}---\n\n{}", article.body)
    }

    /// What can be known of an article without writing it, and the dice for the rest.
    fn head(&self, n: usize) -> (Rng, String, Vec<usize>) {
        let mut rng = Rng::with_seed(0x4152_5400_0000 + n as u64);
        let mut tags = Vec::new();
        let wanted = rng.usize(2..=6);
        while tags.len() < wanted {
            let tag = self.draw(&mut rng, n);
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        let name = &self.entities[*tags.last().expect("there are two at least")].name;
        let (verb, adjective, noun) = (pick(&mut rng, VERBS), pick(&mut rng, ADJECTIVES), pick(&mut rng, NOUNS));
        let title = match rng.usize(..3) {
            0 => format!("{name} {verb} the {adjective} {noun}"),
            1 => format!("How {name} {verb} a {noun} {}", pick(&mut rng, TIMES)),
            _ => format!("The {adjective} {noun} that {name} {verb}"),
        };
        (rng, title, tags)
    }

    /// An entity that is known when article `n` is written.
    fn draw(&self, rng: &mut Rng, n: usize) -> usize {
        let known = &self.zipf[..entities_after(n + 1)];
        let at = rng.f64() * known[known.len() - 1];
        known.partition_point(|sum| *sum <= at).min(known.len() - 1)
    }

    fn body(&self, rng: &mut Rng, n: usize, tags: &[usize]) -> String {
        let wanted = rng.usize(320..=720);
        let mut body = self.paragraph(rng, n, tags);
        let mut notes = Vec::new();
        let mut blocks = 1;
        while body.split_whitespace().count() < wanted {
            if blocks % 3 == 0 {
                let level = if rng.usize(..4) == 0 { "###" } else { "##" };
                let (adjective, noun) = (pick(rng, ADJECTIVES), pick(rng, NOUNS));
                body.push_str(&format!("\n{level} The {adjective} {noun}\n"));
            }
            body.push('\n');
            match rng.usize(..16) {
                0 | 1 => body.push_str(&self.list(rng, n, tags)),
                2 => body.push_str(&format!("> {}", self.paragraph(rng, n, tags))),
                3 if blocks > 2 => body.push_str(&self.table(rng, tags)),
                4 => {
                    notes.push(self.sentence(rng, n, tags));
                    body.push_str(&format!("{}[^{}]\n", self.paragraph(rng, n, tags).trim_end(), notes.len()));
                }
                _ => body.push_str(&self.paragraph(rng, n, tags)),
            }
            blocks += 1;
        }
        for (number, note) in notes.iter().enumerate() {
            body.push_str(&format!("\n[^{}]: {note}\n", number + 1));
        }
        body
    }

    fn paragraph(&self, rng: &mut Rng, n: usize, tags: &[usize]) -> String {
        let sentences: Vec<String> = (0..rng.usize(3..=5)).map(|_| self.sentence(rng, n, tags)).collect();
        sentences.join(" ") + "\n"
    }

    /// A sentence of an article: every third names an entity, and some have a link.
    fn sentence(&self, rng: &mut Rng, n: usize, tags: &[usize]) -> String {
        let subject = (rng.usize(..3) == 0).then(|| {
            // Mostly what the article is about.
            let of = if rng.usize(..5) > 0 { tags[rng.usize(..tags.len())] } else { self.draw(rng, n) };
            self.entities[of].mention(rng)
        });
        let sentence = sentence(rng, subject.as_deref());
        let link = match rng.usize(..24) {
            0 => format!("See [the notice](https://notices.example/{}).", rng.u16(..)),
            1 if n > 0 => {
                let earlier = n - 1 - rng.usize(..n.min(200));
                let (_, title, _) = self.head(earlier);
                let slug = slug(&title, earlier);
                if rng.bool() {
                    format!("We [wrote about it](/articles/{slug}/) before.")
                } else {
                    format!("It was told in [[{slug}|another article]].")
                }
            }
            2 => format!("The text is at https://example.com/{}/ for all.", pick(rng, NOUNS)),
            3 => format!("That is *{}*, and **{}**.", pick(rng, ADJECTIVES), pick(rng, ADJECTIVES)),
            _ => return sentence,
        };
        format!("{sentence} {link}")
    }

    fn list(&self, rng: &mut Rng, n: usize, tags: &[usize]) -> String {
        let numbered = rng.bool();
        let item = |place: usize| {
            let mark = if numbered { format!("{place}.") } else { "-".to_owned() };
            format!("{mark} {}\n", self.sentence(rng, n, tags))
        };
        (1..=3).map(item).collect()
    }

    fn table(&self, rng: &mut Rng, tags: &[usize]) -> String {
        let mut table = format!("| Who | {} | {} |\n|---|:---:|---:|\n", pick(rng, NOUNS), pick(rng, NOUNS));
        for tag in tags {
            let slug = &self.entities[*tag].slug;
            table.push_str(&format!("| [[{slug}]] | {} | {} |\n", pick(rng, ADJECTIVES), rng.usize(1..400)));
        }
        table
    }

    /// The entity that appears after all those before it.
    fn new_entity(&self, rank: usize) -> Entity {
        let mut rng = Rng::with_seed(0x454e_5400_0000 + rank as u64);
        // The blocs come early and then ever more rarely: after 0, 2, 5, 9, 14 … others.
        let bloc = (0..BLOCS.len()).find(|n| n * (n + 3) / 2 == rank);
        let kind = match (bloc, rng.usize(..20)) {
            (Some(_), _) => &BLOC,
            _ if rank == 1 => &COMPANY,
            (_, 0..7) => &MODEL,
            (_, 7..12) => &COMPANY,
            (_, 12..15) => &POLICY,
            _ => &PERSON,
        };
        let word = self.new_word(&mut rng);
        let (name, aliases) = match kind.key {
            "bloc" => {
                let name = BLOCS[bloc.unwrap_or(0)];
                (name.to_owned(), vec![format!("{name} members")])
            }
            "model" => (format!("{word} {}.{}", rng.usize(1..9), rng.usize(..10)), vec![word]),
            "company" => (format!("{word} {}", pick(&mut rng, &["Labs", "Systems", "Research", "Works"])), vec![word]),
            "policy" => {
                (format!("{word} {}", pick(&mut rng, &["Act", "Order", "Directive"])), vec![format!("{word} rules")])
            }
            _ => (format!("{} {word}", pick(&mut rng, FIRST_NAMES)), vec![word]),
        };
        let mut earlier = |kind: &Kind| {
            let of_kind: Vec<&Entity> = self.entities.iter().filter(|e| e.kind.key == kind.key).collect();
            of_kind.get(rng.usize(..of_kind.len().max(1))).map_or("", |entity| entity.slug.as_str())
        };
        let facts = match kind.key {
            "bloc" => format!("hue: {}\n", bloc.unwrap_or(0) % 6 + 1),
            "model" => format!("developer: {}\nbloc: {}\nweights: closed\n", earlier(&COMPANY), earlier(&BLOC)),
            "company" => format!("bloc: {}\n", earlier(&BLOC)),
            "policy" => format!("issuer: {}\ninstrument: law\nbloc: {}\n", earlier(&BLOC), earlier(&BLOC)),
            _ => format!("roles:\n  - {{at: {}, role: founder}}\n", earlier(&COMPANY)),
        };
        let about = (rank > 0).then(|| self.entities[rng.usize(..rank)].mention(&mut rng));
        let mut profile = format!("{name} {}.\n", predicate(&mut rng));
        for n in 0..rng.usize(3..=7) {
            let subject = about.as_deref().filter(|_| n == 1);
            profile.push_str(&sentence(&mut rng, subject));
            profile.push('\n');
        }
        Entity { kind, slug: slugify(&name), name, aliases, facts, profile }
    }

    /// A word that looks like a name and is no other's.
    fn new_word(&self, rng: &mut Rng) -> String {
        loop {
            let syllable = |rng: &mut Rng| format!("{}{}", pick(rng, ONSETS), pick(rng, VOWELS));
            let word = format!("{}{}{}", syllable(rng), syllable(rng), pick(rng, CODAS));
            let word = word[..1].to_uppercase() + &word[1..];
            if !self.entities.iter().any(|entity| entity.name.contains(&word)) {
                return word;
            }
        }
    }
}

impl Entity {
    pub fn path(&self) -> String {
        format!("content/{}/{}.md", self.kind.folder, self.slug)
    }

    pub fn text(&self) -> String {
        let Entity { name, aliases, facts, profile, .. } = self;
        format!("---\nname: {name}\naliases: [{}]\n{facts}---\n\n{profile}", aliases.join(", "))
    }

    /// A way to name it in prose, with a link or without.
    fn mention(&self, rng: &mut Rng) -> String {
        let Entity { slug, name, aliases, .. } = self;
        match rng.usize(..10) {
            0..4 => format!("[[{slug}]]"),
            4 => format!("[[{slug}|{}]]", aliases[0]),
            5 => format!("[[{}]]", aliases[0]),
            6..9 => name.clone(),
            _ => aliases[0].clone(),
        }
    }
}

impl Article {
    pub fn path(&self) -> String {
        format!("content/articles/{}/{}-{}.md", self.date.year(), self.date, self.slug)
    }
}

/// How many entities are known when there are so many articles.
fn entities_after(articles: usize) -> usize {
    ((ENTITIES_PER_ROOT * (articles as f64).sqrt()) as usize).max(LEAST_ENTITIES)
}

fn slug(title: &str, n: usize) -> String {
    slugify(&format!("{title} {n}"))
}

/// A sentence about something; what it is about is made up when nothing is given.
fn sentence(rng: &mut Rng, subject: Option<&str>) -> String {
    let subject = match (subject, rng.usize(..4)) {
        (Some(subject), 0) => format!("{}, {subject}", pick(rng, OPENINGS)),
        (Some(subject), _) => subject.to_owned(),
        (None, 0) => format!("{}, the {}", pick(rng, OPENINGS), pick(rng, NOUNS)),
        (None, 1) => format!("Every {} {}", pick(rng, ADJECTIVES), pick(rng, NOUNS)),
        (None, _) => format!("The {} {}", pick(rng, ADJECTIVES), pick(rng, NOUNS)),
    };
    format!("{subject} {}.", predicate(rng))
}

fn predicate(rng: &mut Rng) -> String {
    let mut text = format!("{} the {} {}", pick(rng, VERBS), pick(rng, ADJECTIVES), pick(rng, NOUNS));
    if rng.bool() {
        text.push_str(&format!(" of a {}", pick(rng, NOUNS)));
    }
    if rng.usize(..3) == 0 {
        text.push_str(&format!(" {}", pick(rng, TIMES)));
    }
    if rng.usize(..3) == 0 {
        text.push_str(&format!(", {} the {} {} it", pick(rng, JOINTS), pick(rng, NOUNS), pick(rng, VERBS)));
    }
    text
}

fn pick(rng: &mut Rng, from: &[&'static str]) -> &'static str {
    from[rng.usize(..from.len())]
}

const SETTINGS: &str = "\
title: The Made-up Times
tagline: News of nobody
base_url: https://example.org/
publisher:
  name: Nobody
author: Nobody
menu:
  - {title: Articles, url: /articles/}
  - {title: Models, url: /models/}
  - {title: About, url: /about/}
kinds:
  - {key: person, folder: people, title: Person, plural: People}
";

#[rustfmt::skip]
const BLOCS: &[&str] = &[
    "Northern Compact", "Harbour Alliance", "Delta Union", "Coral League", "Steppe Accord", "Ridge Federation",
    "Isthmus Pact", "Lowland Community", "Archipelago Forum", "Highland Council", "Meridian Group", "Riverine Coalition",
];
#[rustfmt::skip]
const FIRST_NAMES: &[&str] = &[
    "Ada", "Bela", "Chiara", "Dario", "Emeka", "Farah", "Goran", "Hana", "Ines", "Jonas", "Keiko", "Lars", "Mara",
    "Noor", "Olga", "Paulo", "Quentin", "Rosa", "Samir", "Tomas", "Uma", "Vera", "Wanda", "Yusuf",
];
#[rustfmt::skip]
const ONSETS: &[&str] = &[
    "b", "br", "d", "dr", "f", "g", "gl", "h", "j", "k", "kr", "l", "m", "n", "p", "pr", "qu", "r", "s", "sk", "t",
    "tr", "v", "w", "z",
];
const VOWELS: &[&str] = &["a", "e", "i", "o", "u", "ai", "ei", "ou"];
const CODAS: &[&str] = &["kan", "lund", "mir", "nex", "rin", "sot", "tov", "vel", "zar", "bek", "dorn", "gath"];
#[rustfmt::skip]
const NOUNS: &[&str] = &[
    "licence", "shipment", "regulator", "benchmark", "cluster", "contract", "committee", "border", "market", "supplier",
    "ministry", "deadline", "audit", "release", "model", "threshold", "customer", "laboratory", "statement", "exemption",
    "tariff", "chip", "consortium", "hearing", "draft", "treaty", "budget", "report", "court", "waiver", "outage",
    "partner", "review", "sanction", "testbed", "spokesperson", "warehouse", "forecast", "quarter", "appeal",
];
#[rustfmt::skip]
const ADJECTIVES: &[&str] = &[
    "new", "former", "disputed", "quiet", "public", "foreign", "early", "narrow", "late", "costly", "open", "closed",
    "joint", "second", "plain", "regional", "temporary", "broad", "cautious", "rival", "smaller", "unsigned", "earlier",
    "common", "strict",
];
#[rustfmt::skip]
const VERBS: &[&str] = &[
    "delayed", "answered", "welcomed", "opened", "refused", "signed", "changed", "tested", "questioned", "sold",
    "described", "ended", "postponed", "reached", "lost", "praised", "moved", "closed", "reviewed", "followed",
    "named", "found", "passed", "widened",
];
#[rustfmt::skip]
const TIMES: &[&str] = &[
    "this week", "last month", "before the summer", "after two years", "on Monday", "in the spring", "for a while",
    "without notice", "in three countries", "at short notice", "by the end of the year", "once more",
];
#[rustfmt::skip]
const OPENINGS: &[&str] = &[
    "In March", "By then", "On paper", "As expected", "For now", "Even so", "A day later", "In private", "At first",
    "According to two officials", "Under the rules", "In the same week",
];
const JOINTS: &[&str] = &["while", "because", "although", "after", "before", "until", "as"];
