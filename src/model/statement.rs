//! Facts with their sources, as articles state them: checked and typed, their names not yet looked up.
//!
//! One statement is one entry of a fact block. What the statements of all articles amount to is not decided here.

use super::access::{Layer, Status};
use super::fields::Fields;
use super::relation::{RELATIONS, Relation};
use super::suggest::nearest;
use super::when::{self, When};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::parse::yaml::Word;
use jiff::civil::Date;

/// One entry of a fact block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub stated: Stated,
    /// Slugs or names of sources.
    pub sources: Vec<Word>,
    pub note: Option<String>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stated {
    Access(Access),
    Event(Event),
    Relation(StatedRelation),
    Claim(Claim),
    Update(Update),
    Correction(Correction),
}

/// Who can use what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Empty for the models that the article is tagged with.
    pub models: Vec<Word>,
    /// Blocs and audiences.
    pub whom: Vec<Word>,
    pub status: Status,
    pub layer: Layer,
    pub since: Option<When>,
    pub until: Option<When>,
    /// Policies; empty when none is known.
    pub by: Vec<Word>,
    pub scope: Scope,
}

/// How well a source says for whom its statement holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    Stated,
    Unstated,
    Inferred,
}

/// Something that happened. Statements with one `id` are about one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub id: Option<Word>,
    pub what: String,
    pub when: Option<When>,
    pub tags: Vec<Word>,
    /// A disputed time is shown, and nothing is concluded from it.
    pub disputed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedRelation {
    pub from: Vec<Word>,
    pub relation: &'static Relation,
    /// Empty for `unknown`.
    pub to: Vec<Word>,
    pub status: &'static str,
    /// Who says so.
    pub by: Option<Word>,
}

/// Something that somebody says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What it is about, as a word: claims of one id on one subject answer the same question.
    pub id: Option<Word>,
    pub about: Vec<Word>,
    pub says: String,
    /// An entity, or the name of somebody without a page.
    pub by: Option<Word>,
    pub quote: Option<Word>,
    pub status: &'static str,
    /// The ids of claims that this one contradicts.
    pub against: Vec<Word>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    pub date: Date,
    pub what: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub date: Date,
    /// `correction`, `clarification` or `retraction`
    pub sort: &'static str,
    /// `minor` or `major`
    pub severity: &'static str,
    pub was: Option<String>,
    pub now: Option<String>,
    /// Ids of claims or events, or entities: what rested on the mistake.
    pub affects: Vec<Word>,
}

/// The words of an entry, where it takes one of a few.
pub const LAYERS: [&str; 2] = ["effect", "rule"];
pub const SCOPES: [&str; 3] = ["stated", "unstated", "inferred"];
pub const EVENT_STATUSES: [&str; 1] = ["disputed"];
pub const SORTS: [&str; 3] = ["correction", "clarification", "retraction"];
pub const SEVERITIES: [&str; 2] = ["minor", "major"];
pub const RELATION_STATUSES: [&str; 4] = ["fact", "claim", "interpretation", "disputed"];
pub const CLAIM_STATUSES: [&str; 8] =
    ["reported", "confirmed", "maker-claim", "interpretation", "opinion", "prediction", "disputed", "withdrawn"];

/// The names of the fact blocks, which are fields of an article.
pub const BLOCKS: [&str; 6] = ["access", "events", "relations", "claims", "updates", "corrections"];

/// The fields that an entry of a block may have.
pub fn fields_of(block: &str) -> &'static [&'static str] {
    match block {
        "access" => &["model", "for", "status", "layer", "since", "until", "by", "source", "scope", "note"],
        "events" => &["id", "what", "when", "tags", "source", "status", "note"],
        "relations" => &["from", "rel", "to", "by", "source", "status", "note"],
        "claims" => &["id", "about", "says", "by", "quote", "source", "status", "against", "note"],
        "updates" => &["date", "what", "note"],
        _ => &["date", "type", "severity", "was", "now", "affects", "note"],
    }
}

/// Reads the fact blocks of an article. `listed` are the sources that the article lists.
pub fn statements(fields: &mut Fields<'_>, listed: &[Word]) -> Vec<Statement> {
    let mut statements = Vec::new();
    for block in BLOCKS {
        for (map, span) in fields.maps(block) {
            let mut of = Fields::of_map(fields.path, map, span.start);
            let mut entry = Entry { of: &mut of, span: &span, listed };
            statements.extend(entry.statement(block));
            fields.diagnostics.append(&mut of.diagnostics);
        }
    }
    statements
}

/// One entry of a fact block while it is read.
struct Entry<'e, 'a> {
    of: &'e mut Fields<'a>,
    span: &'e Span,
    listed: &'e [Word],
}

impl Entry<'_, '_> {
    fn statement(&mut self, block: &str) -> Option<Statement> {
        self.of.only(fields_of(block));
        let stated = match block {
            "access" => Stated::Access(self.access()?),
            "events" => Stated::Event(self.event()?),
            "relations" => Stated::Relation(self.relation()?),
            "claims" => Stated::Claim(self.claim()?),
            "updates" => Stated::Update(self.update()?),
            _ => Stated::Correction(self.correction()?),
        };
        let sources = match stated {
            Stated::Update(_) | Stated::Correction(_) => Vec::new(),
            _ => self.sources(),
        };
        Some(Statement { stated, sources, note: self.of.text("note"), span: self.span.clone() })
    }

    fn access(&mut self) -> Option<Access> {
        let status = self.status();
        let layer = self.of.choice("layer", &LAYERS);
        let scope = match self.of.choice("scope", &SCOPES) {
            Some("unstated") => Scope::Unstated,
            Some("inferred") => Scope::Inferred,
            _ => Scope::Stated,
        };
        let whom = self.of.tags("for");
        if whom.is_empty() {
            self.of.missing("for", "This does not say for whom.", "Add a bloc or an audience:  for: [us]");
        }
        let by = self.of.tags("by");
        let access = Access {
            models: self.of.tags("model"),
            whom,
            status: status?,
            layer: if layer == Some("rule") { Layer::Rule } else { Layer::Effect },
            since: when::read(self.of, "since"),
            until: when::read(self.of, "until"),
            scope,
            by: by.iter().filter(|word| word.text != "unknown").cloned().collect(),
        };
        if access.status == Status::Banned && by.is_empty() {
            let message = "\"banned\" without  by: . Which policy?";
            let told = Diagnostic::warning(Code::NoPolicy, self.of.path, self.place("status"), message);
            self.of.diagnostics.push(told.help("If no source names one:  by: unknown"));
        }
        Some(access)
    }

    fn status(&mut self) -> Option<Status> {
        let Some(word) = self.of.word("status") else {
            let help = format!("Add  status:  with one of: {}.", Status::WRITTEN.join(", "));
            self.of.missing("status", "This does not say what people can do.", &help);
            return None;
        };
        let known = Status::WRITTEN.iter().find(|status| **status == word.text);
        if known.is_none() {
            let message = format!("\"{}\" is not an access status.", word.text);
            let mut help = format!("Use one of: {}.", Status::WRITTEN.join(", "));
            if word.text == "disputed" {
                help = "Enter what each source says; where they differ, the dispute shows by itself.".to_owned();
            } else if word.text == "stale" {
                help = "Enter what the source says; what has become old shows by itself.".to_owned();
            } else if let Some(near) = nearest(&word.text, Status::WRITTEN.into_iter()) {
                help.push_str(&format!(" Did you mean \"{near}\"?"));
            }
            self.of.error(Code::UnknownStatus, word.span, message, help);
        }
        known.and_then(|status| Status::from_word(status))
    }

    fn event(&mut self) -> Option<Event> {
        let what = self.of.needed("what", "This event has no name.", "Add:  what: What happened, in a few words");
        Some(Event {
            id: self.of.tag("id"),
            when: when::read(self.of, "when"),
            tags: self.of.tags("tags"),
            disputed: self.of.choice("status", &EVENT_STATUSES).is_some(),
            what: what?,
        })
    }

    fn relation(&mut self) -> Option<StatedRelation> {
        let example = "Write:  {from: fugu, rel: responds-to, to: us-export-ban}";
        let (from, to) = (self.of.tags("from"), self.of.tags("to"));
        for (key, words) in [("from", &from), ("to", &to)] {
            if words.is_empty() {
                self.of.missing(key, &format!("This relation has no \"{key}\"."), example);
            }
        }
        let status = self.of.choice("status", &RELATION_STATUSES).unwrap_or("fact");
        let by = self.of.tag("by");
        let Some(word) = self.of.word("rel") else {
            self.of.missing("rel", "This does not say how the two are related.", example);
            return None;
        };
        let Some(relation) = RELATIONS.iter().find(|relation| relation.name == word.text) else {
            self.tell_unknown_relation(&word, &from, &to);
            return None;
        };
        let to = to.into_iter().filter(|word| word.text != "unknown").collect();
        Some(StatedRelation { from, relation, to, status, by })
    }

    fn tell_unknown_relation(&mut self, word: &Word, from: &[Word], to: &[Word]) {
        let message = format!("There is no relation \"{}\".", word.text);
        let inverse = RELATIONS.iter().find(|relation| relation.inverse == Some(&*word.text));
        let help = match (inverse, nearest(&word.text, RELATIONS.iter().map(|relation| relation.name))) {
            (Some(relation), _) => {
                let (from, to) = (in_list(to), in_list(from));
                format!("Turn it round:  {{from: {from}, rel: {}, to: {to}}}", relation.name)
            }
            (None, Some(near)) => format!("Did you mean \"{near}\"?"),
            (None, None) => {
                let names: Vec<&str> = RELATIONS.iter().map(|relation| relation.name).collect();
                format!("Use one of: {}. What has free text as its object is a claim.", names.join(", "))
            }
        };
        self.of.error(Code::BadValue, word.span.clone(), message, help);
    }

    fn claim(&mut self) -> Option<Claim> {
        let quote = self.of.word("quote").filter(|word| !word.text.trim().is_empty());
        let says = self.of.text("says").or_else(|| quote.as_ref().map(|quote| format!("“{}”", quote.text)));
        if says.is_none() {
            self.of.missing("says", "This claim says nothing.", "Add:  says: What is claimed, in your own words");
        }
        Some(Claim {
            id: self.of.tag("id"),
            about: self.of.tags("about"),
            says: says?,
            by: self.of.word("by").filter(|word| !word.text.trim().is_empty()),
            quote,
            status: self.of.choice("status", &CLAIM_STATUSES).unwrap_or("reported"),
            against: self.of.tags("against"),
        })
    }

    fn update(&mut self) -> Option<Update> {
        let what = self.of.needed("what", "This update does not say what is new.", "Add:  what: What is new");
        Some(Update { date: self.date()?, what: what? })
    }

    fn correction(&mut self) -> Option<Correction> {
        let sort = self.of.choice("type", &SORTS);
        Some(Correction {
            date: self.date()?,
            sort: sort.unwrap_or("correction"),
            severity: self.of.choice("severity", &SEVERITIES).unwrap_or("minor"),
            was: self.of.text("was"),
            now: self.of.text("now"),
            affects: self.of.tags("affects"),
        })
    }

    fn date(&mut self) -> Option<Date> {
        let Some(word) = self.of.word("date") else {
            self.of.missing("date", "This has no date.", "Add the day on which we changed it:  date: 2026-11-22");
            return None;
        };
        super::time::date(&word.text).map_err(|bad| self.of.bad_time(word.span, bad)).ok()
    }

    /// The sources that this rests on: its own, or the only one that the article lists.
    fn sources(&mut self) -> Vec<Word> {
        let own = self.of.tags("source");
        match (own.is_empty(), self.listed) {
            (false, _) => own,
            (true, [only]) => vec![only.clone()],
            (true, listed) => {
                let (message, help) = match listed.first() {
                    None => (
                        "The article lists no source, so nobody can check this.".to_owned(),
                        "Name the source of the article:  sources: [the-source]".to_owned(),
                    ),
                    Some(first) => (
                        format!("{} sources are listed, so say which one this rests on.", count(listed.len())),
                        format!("Add:  source: {}", first.text),
                    ),
                };
                self.of.error(Code::NoSource, self.place(""), message, help);
                Vec::new()
            }
        }
    }

    /// The place of a field, or of the entry's beginning.
    fn place(&self, key: &str) -> Span {
        self.of.node(key).map_or(self.span.start..self.span.start, |node| node.span.clone())
    }
}

/// Words as a field takes them: `a`, or `[a, b]`.
fn in_list(words: &[Word]) -> String {
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    match texts[..] {
        [one] => one.to_owned(),
        _ => format!("[{}]", texts.join(", ")),
    }
}

fn count(n: usize) -> String {
    const WORDS: [&str; 9] = ["Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];
    n.checked_sub(2).and_then(|n| WORDS.get(n)).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}
