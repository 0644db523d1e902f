//! Facts with their sources, as articles state them: checked and typed, their names not yet looked up.
//!
//! One statement is one entry of a fact block. What the statements of all articles amount to is not decided here.

use super::access::{Layer, Status};
use super::at::{self, At};
use super::choice::{ClaimStatus, CorrectionSeverity, CorrectionSort, RelationStatus, Scope};
use super::config::Config;
use super::fields::BLOCKS;
use super::reader::Fields;
use super::relation::RelationSort;
use super::suggest::nearest;
use super::when::{self, When};
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::slug::Slug;
use crate::parse::yaml::Word;
use jiff::civil::Date;
use std::fmt::Debug;
use std::sync::Arc;

/// One entry of a fact block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement {
    pub stated: Stated<Written>,
    /// Slugs or names of sources.
    pub sources: Vec<Word>,
    /// Where in them it stands.
    pub at: Vec<At>,
    pub note: Option<String>,
    /// Its text in the language in which the site is made, where a translation has it.
    pub translated: Option<String>,
    /// The language of its words, where it is another than that of the page; and that of the note.
    pub lang: Option<Arc<str>>,
    pub note_lang: Option<Arc<str>>,
    /// The name that the writer gives to the entry alone, as an anchor.
    pub id: Option<Slug>,
    /// When it joined an article that was out.
    pub added: Option<Date>,
    pub check: Checked,
    pub span: Span,
}

/// Whether a statement was checked against its sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Checked {
    No,
    Yes(Check),
    /// It says so in a way that was reported.
    Unclear,
}

/// Who checked a statement, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Check {
    pub by: Vec<Word>,
    pub day: Date,
}

/// How far the names in a statement have been read: as words here, looked up in `link`.
pub(crate) trait Stage {
    type Entity: Debug + Clone + PartialEq + Eq;
    /// An entity, or the name of a person or thing without a page.
    type Speaker: Debug + Clone + PartialEq + Eq;
    type When: Debug + Clone + PartialEq + Eq;
    /// The id of a claim or an event, or an entity.
    type Affected: Debug + Clone + PartialEq + Eq;
}

/// As the file has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written;

impl Stage for Written {
    type Entity = Word;
    type Speaker = Word;
    type When = When;
    type Affected = Word;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stated<S: Stage> {
    Access(Access<S>),
    Event(StatedEvent<S>),
    Relation(StatedRelation<S>),
    Claim(Claim<S>),
    Update(Update),
    Correction(StatedCorrection<S>),
}

impl<S: Stage> Stated<S> {
    /// The fact block that it stands in.
    pub(crate) fn block(&self) -> &'static str {
        match self {
            Stated::Access(_) => "access",
            Stated::Event(_) => "events",
            Stated::Relation(_) => "relations",
            Stated::Claim(_) => "claims",
            Stated::Update(_) => "updates",
            Stated::Correction(_) => "corrections",
        }
    }
}

/// Who can use what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Access<S: Stage> {
    /// Where none is written, the models that the article is tagged with.
    pub models: Vec<S::Entity>,
    /// Blocs and audiences.
    pub whom: Vec<S::Entity>,
    pub status: Status,
    pub layer: Layer,
    pub since: Option<S::When>,
    pub until: Option<S::When>,
    /// Policies; empty when none is known.
    pub by: Vec<S::Entity>,
    pub scope: Scope,
}

/// Something that happened. Statements with one `id` are about one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StatedEvent<S: Stage> {
    pub id: Option<String>,
    pub what: String,
    pub when: Option<S::When>,
    pub tags: Vec<S::Entity>,
    /// A disputed time is shown, and nothing is concluded from it.
    pub disputed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StatedRelation<S: Stage> {
    pub from: Vec<S::Entity>,
    pub relation: Arc<RelationSort>,
    /// Empty for `unknown`.
    pub to: Vec<S::Entity>,
    pub status: RelationStatus,
    /// Who says so.
    pub by: Option<S::Speaker>,
}

/// Something that a person or an organisation says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claim<S: Stage> {
    /// What it is about, as a word: claims of one id on one subject answer the same question.
    pub id: Option<String>,
    pub about: Vec<S::Entity>,
    pub says: String,
    pub by: Option<S::Speaker>,
    pub quote: Option<Word>,
    pub status: ClaimStatus,
    /// The ids of claims that this one contradicts.
    pub against: Vec<Word>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Update {
    pub date: Date,
    pub what: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StatedCorrection<S: Stage> {
    pub date: Date,
    pub sort: CorrectionSort,
    pub severity: CorrectionSeverity,
    pub was: Option<String>,
    pub now: Option<String>,
    /// What rested on the mistake.
    pub affects: Vec<S::Affected>,
}

impl Statement {
    /// The word by which events and claims of several files are one.
    pub(crate) fn shared_id(&self) -> Option<&str> {
        match &self.stated {
            Stated::Event(event) => event.id.as_deref(),
            Stated::Claim(claim) => claim.id.as_deref(),
            _ => None,
        }
    }

    /// What it states, in the words of the language in which the site is made.
    pub(crate) fn in_its_words(&self) -> Stated<Written> {
        let mut stated = self.stated.clone();
        if let Some(text) = &self.translated {
            match &mut stated {
                Stated::Event(event) => event.what.clone_from(text),
                Stated::Claim(claim) => claim.says.clone_from(text),
                _ => {}
            }
        }
        stated
    }
}

/// Reads the fact blocks of an article. `listed` are the sources that the article lists, `config` has the words of the site.
pub(crate) fn statements(fields: &mut Fields<'_>, listed: &[Word], config: &Config) -> Vec<Statement> {
    let mut statements = Vec::new();
    for (block, _) in BLOCKS {
        statements.extend(fields.each(block, |of| Entry { of, listed, config }.statement(block)).into_iter().flatten());
    }
    statements
}

/// Reports the statements that have not been checked, on a site that requires it. `day` is that of the article.
pub(crate) fn require_checked(fields: &mut Fields<'_>, statements: &[Statement], day: Date) {
    let is_open = |statement: &&Statement| statement.check == Checked::No && !is_dated(&statement.stated);
    for statement in statements.iter().filter(is_open) {
        let message = "This entry does not say who checked it, and the site requires that.";
        let help = format!("Add:  checked_by: Ann Lee  and  checked: {day}  Until it is checked:  draft: true");
        fields.error(Code::NotChecked, statement.span.clone(), message, help);
    }
}

/// Whether an entry has a day of its own on which it joined the article, and rests on no source.
fn is_dated<S: Stage>(stated: &Stated<S>) -> bool {
    matches!(stated, Stated::Update(_) | Stated::Correction(_))
}

/// One entry of a fact block while it is read.
struct Entry<'e, 'a> {
    of: &'e mut Fields<'a>,
    listed: &'e [Word],
    config: &'e Config,
}

impl Entry<'_, '_> {
    fn statement(&mut self, block: &str) -> Option<Statement> {
        let stated = match block {
            "access" => Stated::Access(self.access()?),
            "events" => Stated::Event(self.event()?),
            "relations" => Stated::Relation(self.relation()?),
            "claims" => Stated::Claim(self.claim()?),
            "updates" => Stated::Update(self.update()?),
            _ => Stated::Correction(self.correction()?),
        };
        let sources = if is_dated(&stated) { Vec::new() } else { self.sources() };
        let at = if sources.is_empty() { Vec::new() } else { at::read(self.of, &sources) };
        // An event or a claim has an `id` too, which it shares with others.
        let has_own_id = matches!(stated, Stated::Access(_) | Stated::Relation(_));
        let id = if has_own_id { self.of.slug("id") } else { None };
        let (added, check) = if is_dated(&stated) { (None, Checked::No) } else { (self.of.day("added"), self.check()) };
        let (note, span) = (self.of.text("note"), self.of.span.clone());
        let (lang, note_lang) = (None, None);
        Some(Statement { stated, sources, at, note, translated: None, lang, note_lang, id, added, check, span })
    }

    fn check(&mut self) -> Checked {
        let (by, day) = (self.of.names("checked_by"), self.of.day("checked"));
        let by: Vec<Word> = by.into_iter().filter(|word| !word.text.trim().is_empty()).collect();
        // A day that cannot be read is reported.
        let has_day = self.of.node("checked").is_some();
        match (by.is_empty(), day) {
            (false, Some(day)) => return Checked::Yes(Check { by, day }),
            (true, None) if !has_day => return Checked::No,
            (false, None) if !has_day => self.not_checked("checked_by", "when", "checked: 2026-11-22"),
            (true, Some(_)) => self.not_checked("checked", "by whom", "checked_by: Ann Lee"),
            _ => {}
        }
        Checked::Unclear
    }

    fn not_checked(&mut self, key: &str, what: &str, add: &str) {
        let message = format!("This entry was checked, and does not say {what}.");
        self.of.error(Code::NotChecked, self.of.place(key), message, format!("Add:  {add}"));
    }

    fn access(&mut self) -> Option<Access<Written>> {
        let status = self.status();
        let layer = self.of.choice("layer");
        let scope = self.of.choice("scope");
        let whom = self.of.tags("for");
        if whom.is_empty() {
            let help = self.config.strings.with_kinds("Add {kinds.bloc} or audiences:  for: [us]");
            self.of.missing("for", "This does not say for whom.", &help);
        }
        let by = self.of.tags("by");
        let access = Access {
            models: self.of.tags("model"),
            whom,
            status: status?,
            layer: layer.unwrap_or(Layer::Effect),
            since: when::read(self.of, "since", &self.config.vocabulary.phrases),
            until: when::read(self.of, "until", &self.config.vocabulary.phrases),
            scope: scope.unwrap_or(Scope::Stated),
            by: by.iter().filter(|word| word.text != "unknown").cloned().collect(),
        };
        if access.status == Status::Banned && by.is_empty() {
            let message = self.config.strings.with_kinds("\"banned\" without  by: . Which {kind.policy}?");
            let told = Diagnostic::warning(Code::NoPolicy, self.of.path, self.of.place("status"), message);
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
            } else if let Some(near) = nearest(&word.text, Status::WRITTEN.iter().copied()) {
                help.push_str(&format!(" Did you mean \"{near}\"?"));
            }
            self.of.error(Code::UnknownStatus, word.span, message, help);
        }
        known.and_then(|status| Status::from_word(status))
    }

    fn event(&mut self) -> Option<StatedEvent<Written>> {
        let what = self.of.needed("what", "This event has no name.", "Add:  what: What happened, in a few words");
        Some(StatedEvent {
            id: self.of.tag("id").map(|word| word.text),
            when: when::read(self.of, "when", &self.config.vocabulary.phrases),
            tags: self.of.tags("tags"),
            disputed: self.of.choice_word("status").is_some(),
            what: what?,
        })
    }

    fn relation(&mut self) -> Option<StatedRelation<Written>> {
        let example = "Write:  {from: fugu, rel: responds-to, to: us-export-ban}";
        let (from, to) = (self.of.tags("from"), self.of.tags("to"));
        for (key, words) in [("from", &from), ("to", &to)] {
            if words.is_empty() {
                self.of.missing(key, &format!("This relation has no \"{key}\"."), example);
            }
        }
        let status = self.of.choice("status").unwrap_or(RelationStatus::Fact);
        let by = self.of.tag("by");
        let Some(word) = self.of.word("rel") else {
            self.of.missing("rel", "This does not say how the two are related.", example);
            return None;
        };
        let Some(relation) = self.config.vocabulary.relations.named(&word.text).cloned() else {
            self.tell_unknown_relation(&word, &from, &to);
            return None;
        };
        let to = to.into_iter().filter(|word| word.text != "unknown").collect();
        Some(StatedRelation { from, relation, to, status, by })
    }

    fn tell_unknown_relation(&mut self, word: &Word, from: &[Word], to: &[Word]) {
        let message = format!("There is no relation \"{}\".", word.text);
        let relations = &self.config.vocabulary.relations;
        let help = match (relations.with_inverse(&word.text), nearest(&word.text, relations.names())) {
            (Some(relation), _) => {
                let (from, to) = (in_list(to), in_list(from));
                format!("Turn it round:  {{from: {from}, rel: {}, to: {to}}}", relation.name)
            }
            (None, Some(near)) => format!("Did you mean \"{near}\"?"),
            (None, None) => {
                let names: Vec<&str> = relations.names().collect();
                format!("Use one of: {}. What has free text as its object is a claim.", names.join(", "))
            }
        };
        self.of.error(Code::BadValue, word.span.clone(), message, help);
    }

    fn claim(&mut self) -> Option<Claim<Written>> {
        let quote = self.of.word("quote").filter(|word| !word.text.trim().is_empty());
        let says = self.of.text("says").or_else(|| quote.as_ref().map(|quote| format!("“{}”", quote.text)));
        if says.is_none() {
            self.of.missing("says", "This claim says nothing.", "Add:  says: What is claimed, in your own words");
        }
        let by = self.of.word("by").filter(|word| !word.text.trim().is_empty());
        let mut status = self.of.choice("status").unwrap_or(ClaimStatus::Reported);
        if status == ClaimStatus::MakerClaim && by.is_none() {
            // What no maker is named for is no maker's claim; that a source reports it is all that is known.
            let message = "\"maker-claim\" without  by: , so it counts as \"reported\". Whose claim is it?";
            let told = Diagnostic::warning(Code::NoSpeaker, self.of.path, self.of.place("status"), message);
            self.of.diagnostics.push(told.help("Name the maker in  by: . If the source names none:  status: reported"));
            status = ClaimStatus::Reported;
        }
        Some(Claim {
            id: self.of.tag("id").map(|word| word.text),
            about: self.of.tags("about"),
            says: says?,
            by,
            quote,
            status,
            against: self.of.tags("against"),
        })
    }

    fn update(&mut self) -> Option<Update> {
        let what = self.of.needed("what", "This update does not say what is new.", "Add:  what: What is new");
        Some(Update { date: self.date()?, what: what? })
    }

    fn correction(&mut self) -> Option<StatedCorrection<Written>> {
        let sort = self.of.choice("type");
        Some(StatedCorrection {
            date: self.date()?,
            sort: sort.unwrap_or(CorrectionSort::Correction),
            severity: self.of.choice("severity").unwrap_or(CorrectionSeverity::Minor),
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
                self.of.error(Code::NoSource, self.of.place(""), message, help);
                Vec::new()
            }
        }
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
