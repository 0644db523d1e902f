//! What one article states, its names looked up, and each statement as a sentence that readers and backlinks share.
//!
//! Looks at one article at a time. What all of them amount to is for `facts`.

use super::identity::{self, Stating};
use super::lookup::InFile;
use super::site::{self, EntityId, LinkedPart, Mention, Places};
pub(crate) use super::statements::*;
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::path::Address;
use crate::base::slug::Slug;
use crate::base::text::with_article;
use crate::model::Article;
use crate::model::access::Layer;
use crate::model::choice::CorrectionSort;
use crate::model::fact::{Reference, Wanted};
use crate::model::kind::{BLOC, MODEL, POLICY, SOURCE_KEY};
use crate::model::relation::{Is, RelationSort};
use crate::model::statement::{self as stated, Checked, Stated, Statement, Written};
use crate::model::strings::{Piece, Strings, pieces};
use crate::model::when::{Anchor, Days, DistanceWords, Time, When};
use crate::model::when_in_words::{in_words, since_in_words, until_in_words};
use crate::parse::yaml::Word;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Looks up all that an article states.
pub(crate) fn link(article: &Article, address: &Address, tagged: &Arc<[EntityId]>, look: &mut InFile<'_>) -> Testimony {
    let own = ArticleRef {
        path: article.stating.path.clone(),
        slug: article.slug.clone(),
        address: address.clone(),
        title: article.title.clone(),
        lang: article.lang.as_deref().map(Arc::from),
        date: article.date.day,
        as_of: article.as_of,
        retracted: article.retracted,
        withdrawn: withdrawn(article),
    };
    let events = article.statements.iter().filter_map(|statement| match &statement.stated {
        Stated::Event(event) => Some((event.id.as_deref()?, (event.what.as_str(), &statement.lang))),
        _ => None,
    });
    let mut linker = Linker { tagged, events: events.collect(), lang: None, look };
    let read: Vec<_> = article.statements.iter().map(|statement| linker.read(statement)).collect();
    let ids = article.statements.iter().map(|statement| statement.id.as_ref().map(Slug::as_str));
    let stating = ids.zip(&read).map(|(id, read)| Stating { id, says: &read.says, sources: &read.sources });
    let anchors = identity::anchors(&stating.collect::<Vec<_>>(), linker.look);
    linker.ids(&article.statements);
    let with_anchors = article.statements.iter().zip(read).zip(anchors);
    let statements =
        with_anchors.map(|((statement, read), anchor)| Arc::new(linker.linked(statement, read, anchor, &own)));
    let statements = statements.collect();
    Testimony { article: Arc::new(own), tagged: tagged.clone(), statements }
}

/// The day of the first correction that withdraws a retracted article.
fn withdrawn(article: &Article) -> Option<Date> {
    let day = |statement: &Statement| match &statement.stated {
        Stated::Correction(correction) if correction.sort == CorrectionSort::Retraction => Some(correction.date),
        _ => None,
    };
    article.statements.iter().filter(|_| article.retracted).filter_map(day).min()
}

struct Linker<'l, 'a, 'd> {
    tagged: &'l [EntityId],
    /// What the events of this article are called, by their ids.
    events: BTreeMap<&'l str, (&'l str, &'l Option<Arc<str>>)>,
    /// The language of the words of the statement that is read, where it is another than that of the page.
    lang: Option<Arc<str>>,
    look: &'a mut InFile<'d>,
}

/// A statement whose names are looked up, and that has no anchor yet.
struct Read {
    says: Says,
    sentence: SentenceParts,
    sources: Vec<EntityId>,
}

impl Linker<'_, '_, '_> {
    fn read(&mut self, statement: &Statement) -> Read {
        self.read_stated(statement, &statement.stated)
    }

    fn read_stated(&mut self, statement: &Statement, stated: &Stated<Written>) -> Read {
        let span = &statement.span;
        self.lang.clone_from(&statement.lang);
        let (says, sentence) = match stated {
            Stated::Access(access) => self.access(access, span),
            Stated::Event(event) => self.event(event),
            Stated::Relation(relation) => self.relation(relation, span),
            Stated::Claim(claim) => self.claim(claim),
            Stated::Update(update) => (Says::Update(update.clone()), self.written(&update.what)),
            Stated::Correction(correction) => self.correction(correction),
        };
        Read { says, sentence, sources: self.entities(&statement.sources, Some(SOURCE_KEY)) }
    }

    /// An id is an address, so no two entries of an article have the same.
    fn ids(&mut self, statements: &[Statement]) {
        let mut taken = BTreeSet::new();
        for statement in statements {
            if let Some(id) = statement.id.as_ref().filter(|id| !taken.insert((*id).clone())) {
                let message = format!("Another entry of this article has the id \"{id}\" too.");
                self.tell(Code::BadValue, statement.span.clone(), &message, "Give each another one, or none.");
            }
        }
    }

    fn linked(&mut self, statement: &Statement, read: Read, anchor: String, article: &ArticleRef) -> LinkedStatement {
        // What it is known by is what the original states.
        let read =
            if statement.translated.is_some() { self.read_stated(statement, &statement.in_its_words()) } else { read };
        let Read { says, sentence, sources } = read;
        let known = match &says {
            Says::Update(update) => update.date,
            Says::Correction(correction) => correction.date,
            _ => statement.added.unwrap_or(article.date),
        };
        LinkedStatement {
            anchor,
            places: self.look.places(&statement.at, &sources),
            sources,
            sentence: sentence.parts,
            note: statement.note.clone(),
            lang: statement.lang.clone(),
            note_lang: statement.note_lang.clone(),
            check: self.check(&statement.check),
            span: statement.span.clone(),
            known,
            says,
        }
    }

    fn check(&mut self, checked: &Checked) -> Option<LinkedCheck> {
        let Checked::Yes(check) = checked else { return None };
        Some(LinkedCheck { by: check.by.iter().map(|word| self.look.speaker(word)).collect(), day: check.day })
    }

    fn entities(&mut self, words: &[Word], kind: Option<&str>) -> Vec<EntityId> {
        let mut ids = Vec::new();
        for word in words {
            let wanted = kind.map_or(Wanted::Any, |key| Wanted::Kind(key.to_owned()));
            let id = self.look.reference(&Reference { word: word.clone(), wanted }).to;
            ids.extend(id.filter(|id| !ids.contains(id)));
        }
        ids
    }

    fn access(&mut self, access: &stated::Access<Written>, span: &Span) -> (Says, SentenceParts) {
        let mut models = self.entities(&access.models, Some(MODEL));
        if access.models.is_empty() {
            models = self.tagged.iter().filter(|id| self.look.key_of(id) == MODEL).cloned().collect();
            if models.is_empty() {
                let message = "This does not say which {kind.model}, and the article is tagged with none.";
                let message = self.strings().with_kinds(message);
                self.tell(Code::MissingField, span.start..span.start, &message, "Add:  model: the-model");
            }
        }
        let linked = LinkedAccess {
            models,
            whom: self.entities(&access.whom, Some(BLOC)),
            status: access.status,
            layer: access.layer,
            since: access.since.as_ref().map(|when| self.when(when)),
            until: access.until.as_ref().map(|when| self.when(when)),
            by: self.entities(&access.by, Some(POLICY)),
            scope: access.scope,
        };
        let sentence = self.access_sentence(&linked);
        (Says::Access(linked), sentence)
    }

    fn access_sentence(&self, linked: &LinkedAccess) -> SentenceParts {
        let strings = self.strings();
        let status = SentenceParts::of(&strings.word("access", linked.status.word()));
        let (models, whom) = (self.list(&linked.models), self.list(&linked.whom));
        let mut sentence = self.fill("statement.access", &[("models", &models), ("status", &status), ("whom", &whom)]);
        if linked.layer == Layer::Rule {
            sentence = self.fill("statement.by_rule", &[("sentence", &sentence)]);
        }
        if let Some(since) = &linked.since {
            let words = match &since.time {
                LinkedTime::Days(days) => SentenceParts::of(&since_in_words(strings, days)),
                LinkedTime::Distance { .. } => self.fill("statement.since_time", &[("time", &self.time(since))]),
            };
            sentence = self.fill("statement.since", &[("sentence", &sentence), ("since", &words)]);
        }
        if let Some(until) = &linked.until {
            let words = match &until.time {
                LinkedTime::Days(days) => SentenceParts::of(&until_in_words(strings, days)),
                LinkedTime::Distance { .. } => self.time(until),
            };
            sentence = self.fill("statement.until", &[("sentence", &sentence), ("until", &words)]);
        }
        if !linked.by.is_empty() {
            sentence = self.fill("statement.under", &[("sentence", &sentence), ("policies", &self.list(&linked.by))]);
        }
        sentence
    }

    /// A time, where a noun is wanted: "since some time after the launch".
    fn time(&self, when: &LinkedWhen) -> SentenceParts {
        let words = SentenceParts { parts: when.words.clone() };
        if when.is_relation { self.fill("statement.some_time", &[("time", &words)]) } else { words }
    }

    /// Words of the writer, which may be in another language than the page.
    fn written(&self, text: &str) -> SentenceParts {
        SentenceParts::in_language(text, &self.lang)
    }

    fn strings(&self) -> &Strings {
        &self.look.common.strings
    }

    /// "A, B and C", each linked.
    fn list(&self, ids: &[EntityId]) -> SentenceParts {
        let mut sentence = SentenceParts::default();
        sentence.list(ids, self.look);
        sentence
    }

    /// A text of the interface with its holes filled.
    fn fill(&self, key: &str, holes: &[(&str, &SentenceParts)]) -> SentenceParts {
        let mut sentence = SentenceParts::default();
        for piece in pieces(self.strings().get(key)) {
            match piece {
                Piece::Text(text) => sentence.text(text),
                Piece::Hole(hole) => sentence.extend(holes.iter().filter(|(name, _)| *name == hole).map(|(_, s)| *s)),
            }
        }
        sentence
    }

    fn event(&mut self, event: &stated::StatedEvent<Written>) -> (Says, SentenceParts) {
        let linked = LinkedEvent {
            id: event.id.clone(),
            what: event.what.clone(),
            when: event.when.as_ref().map(|when| self.when(when)),
            tags: self.entities(&event.tags, None),
            disputed: event.disputed,
        };
        let mut sentence = self.written(&linked.what);
        if let Some(when) = &linked.when {
            let when = SentenceParts { parts: when.words.clone() };
            sentence = self.fill("statement.event", &[("event", &sentence), ("when", &when)]);
        }
        (Says::Event(linked), sentence)
    }

    fn relation(&mut self, stated: &stated::StatedRelation<Written>, span: &Span) -> (Says, SentenceParts) {
        let linked = LinkedRelation {
            from: self.fitting(&stated.from, &stated.relation, true),
            relation: stated.relation.clone(),
            to: self.fitting(&stated.to, &stated.relation, false),
            status: stated.status,
            by: stated.by.as_ref().map(|word| self.look.speaker(word)),
        };
        if linked.from == linked.to && !linked.from.is_empty() {
            let message = "This relates something to itself.";
            self.tell(Code::BadValue, span.start..span.start, message, "Name the other end in  to: ");
        }
        let to = match stated.to.is_empty() {
            true => SentenceParts::of(self.strings().get("relation.unknown")),
            false => self.list(&linked.to),
        };
        let verb = SentenceParts::of(&self.strings().word("verb", &stated.relation.name));
        let mut sentence =
            self.fill("statement.relation", &[("from", &self.list(&linked.from)), ("verb", &verb), ("to", &to)]);
        if let Some(by) = &linked.by {
            let by = SentenceParts { parts: vec![by.clone()] };
            sentence = self.fill("statement.says", &[("sentence", &sentence), ("by", &by)]);
        }
        (Says::Relation(linked), sentence)
    }

    /// The entities at one end of a relation; tells those of a kind that it does not join.
    fn fitting(&mut self, words: &[Word], relation: &RelationSort, is_from: bool) -> Vec<EntityId> {
        let wanted = if is_from { &relation.from } else { &relation.to };
        let mut ids = Vec::new();
        for word in words {
            let Some(id) = self.entities(std::slice::from_ref(word), None).pop() else { continue };
            let key = self.look.key_of(&id).to_owned();
            if wanted.iter().any(|is| is.fits(&key)) {
                ids.push(id);
                continue;
            }
            let kinds = self.look.kinds();
            let ends = |ends: &[Is]| ends.iter().flat_map(|is| is.words(kinds)).collect::<Vec<_>>().join(" or ");
            let message = format!(
                "\"{}\" goes from {} to {}; \"{}\" is {}.",
                relation.name,
                ends(&relation.from),
                ends(&relation.to),
                word.text,
                with_article(&self.look.word_of(&id))
            );
            self.tell(Code::BadValue, word.span.clone(), &message, "Turn it round, or choose another relation.");
        }
        ids
    }

    fn claim(&mut self, claim: &stated::Claim<Written>) -> (Says, SentenceParts) {
        let linked = LinkedClaim {
            id: claim.id.clone(),
            about: self.entities(&claim.about, None),
            says: claim.says.clone(),
            by: claim.by.as_ref().map(|word| self.look.speaker(word)),
            quote: claim.quote.clone(),
            status: claim.status,
            against: claim.against.clone(),
        };
        let mut sentence = self.written(&linked.says);
        if let Some(by) = &linked.by {
            let by = SentenceParts { parts: vec![by.clone()] };
            sentence = self.fill("statement.claim", &[("by", &by), ("claim", &sentence)]);
        }
        if let Some(quote) = linked.quote.as_ref().filter(|quote| !linked.says.contains(&quote.text)) {
            let quote = self.written(&quote.text);
            sentence = self.fill("statement.quote", &[("sentence", &sentence), ("quote", &quote)]);
        }
        let unsaid: Vec<EntityId> = linked
            .about
            .iter()
            .filter(|id| Some(*id) != linked.by.as_ref().and_then(|by| by.to.as_ref()))
            .cloned()
            .collect();
        if !unsaid.is_empty() {
            sentence = self.fill("statement.about", &[("sentence", &sentence), ("about", &self.list(&unsaid))]);
        }
        (Says::Claim(linked), sentence)
    }

    fn correction(&mut self, correction: &stated::StatedCorrection<Written>) -> (Says, SentenceParts) {
        let affected = |word: &Word| Affected { word: word.clone(), entity: self.look.exactly(word) };
        let linked = LinkedCorrection {
            date: correction.date,
            sort: correction.sort,
            severity: correction.severity,
            was: correction.was.clone(),
            now: correction.now.clone(),
            affects: correction.affects.iter().map(affected).collect(),
        };
        let [was, now] = [&linked.was, &linked.now].map(|text| text.as_ref().map(|text| self.written(text)));
        let sentence = match (was, now) {
            (Some(was), Some(now)) => self.fill("correction.was_and_now", &[("was", &was), ("now", &now)]),
            (Some(was), None) => self.fill("correction.was_alone", &[("was", &was)]),
            (None, Some(now)) => now,
            (None, None) => SentenceParts::of(self.strings().get("correction.see_article")),
        };
        (Says::Correction(linked), sentence)
    }

    fn when(&mut self, when: &When) -> LinkedWhen {
        let span = when.span.clone();
        let distance = match &when.time {
            Time::Days { days, .. } => {
                let words = SentenceParts::of(&in_words(self.strings(), days)).parts;
                return LinkedWhen { time: LinkedTime::Days(*days), words, is_relation: false, span };
            }
            Time::Distance(distance) => distance,
        };
        let source =
            |linker: &mut Self, word: &Word| linker.entities(std::slice::from_ref(word), Some(SOURCE_KEY)).pop();
        let says = distance.says.as_ref().and_then(|word| source(self, word));
        let own = match &distance.words {
            DistanceWords::Phrase(words) => Some(self.written(words)),
            DistanceWords::Within(..) => None,
        };
        let mut is_relation = false;
        let (mut words, from) = match &distance.from {
            Anchor::Source(word) => {
                let words = self.fill("statement.words", &[("words", &own.unwrap_or_default())]);
                (words, source(self, word).map(CountedFrom::Source))
            }
            Anchor::Event(word) => {
                let event = match self.events.get(word.text.as_str()) {
                    Some((what, lang)) => {
                        self.fill("statement.words", &[("words", &SentenceParts::in_language(what, lang))])
                    }
                    None => SentenceParts::other_event(self.strings().get("statement.another_event"), &word.text),
                };
                let (key, within) = distance.text();
                is_relation = matches!(key, "date.after" | "date.before");
                let days = within.map(|days| self.strings().count("distance.some_days", days, &[]));
                let days = SentenceParts::of(&days.unwrap_or_default());
                let mut words = self.fill(key, &[("event", &event), ("days", &days)]);
                if let Some(own) = own {
                    words = self.fill("statement.time_as_said", &[("time", &words), ("words", &own)]);
                }
                (words, Some(CountedFrom::Event(word.text.clone())))
            }
        };
        if let Some(says) = &says {
            let text = self.look.cited(says, &Places::default());
            let source = SentenceParts { parts: vec![LinkedPart::name(text, Some(says.clone()))] };
            words = self.fill("statement.in_source", &[("time", &words), ("source", &source)]);
        }
        let (least, most, same_month) = (distance.least, distance.most, distance.same_month);
        let time = match from {
            Some(from) => LinkedTime::Distance { from, least, most, same_month },
            None => LinkedTime::Days(Days::default()),
        };
        LinkedWhen { time, words: words.parts, is_relation, span }
    }

    fn tell(&mut self, code: Code, span: Span, message: &str, help: &str) {
        self.look.diagnostics.push(Diagnostic::error(code, self.look.file(), span, message).help(help));
    }
}

/// A sentence while it is put together.
#[derive(Default)]
struct SentenceParts {
    parts: Vec<LinkedPart>,
}

impl SentenceParts {
    fn of(text: &str) -> SentenceParts {
        let mut sentence = SentenceParts::default();
        sentence.text(text);
        sentence
    }

    fn in_language(text: &str, lang: &Option<Arc<str>>) -> SentenceParts {
        SentenceParts { parts: vec![LinkedPart { lang: lang.clone(), ..LinkedPart::text(text.to_owned()) }] }
    }

    fn text(&mut self, text: &str) {
        match self.parts.last_mut() {
            Some(LinkedPart { text: last, to: None, event: None, lang: None }) => last.push_str(text),
            _ => self.parts.push(LinkedPart::text(text.to_owned())),
        }
    }

    fn extend<'p>(&mut self, others: impl Iterator<Item = &'p SentenceParts>) {
        for part in others.flat_map(|other| &other.parts) {
            match part {
                LinkedPart { text, to: None, event: None, lang: None } => self.text(text),
                linked => self.parts.push(linked.clone()),
            }
        }
    }

    /// The name of an event that another article reports; the plan puts it in.
    fn other_event(text: &str, id: &str) -> SentenceParts {
        let part = LinkedPart { event: Some(id.into()), ..LinkedPart::text(text.to_owned()) };
        SentenceParts { parts: vec![part] }
    }

    /// "A, B and C", each linked.
    fn list(&mut self, ids: &[EntityId], look: &InFile<'_>) {
        for (n, id) in ids.iter().enumerate() {
            if n > 0 {
                let strings = &look.common.strings;
                self.text(if n + 1 == ids.len() { strings.last_link() } else { strings.get("list.between") });
            }
            self.parts.push(LinkedPart::name(look.name_of(id).to_owned(), Some(id.clone())));
        }
    }
}

/// The entities that a statement names, its sources too: the statement is the sentence.
pub(crate) fn mentions(statement: &LinkedStatement, look: &InFile<'_>) -> Vec<Mention> {
    let mut whole = SentenceParts { parts: statement.sentence.clone() };
    if let Says::Event(event) = &statement.says
        && !event.tags.is_empty()
    {
        whole.text(" – ");
        whole.list(&event.tags, look);
    }
    if !statement.sources.is_empty() {
        for (n, source) in statement.sources.iter().enumerate() {
            whole.text(if n == 0 { " (" } else { "; " });
            let text = look.cited(source, &statement.places);
            whole.parts.push(LinkedPart::name(text, Some(source.clone())));
        }
        whole.text(")");
    }
    let text: Arc<str> = whole.parts.iter().map(|part| part.text.as_str()).collect::<String>().into();
    let mut end = 0;
    let mention = |part: LinkedPart| {
        let start = end;
        end += part.text.len();
        Some(Mention { of: part.to?, sentence: site::Sentence::stated(text.clone(), start..end) })
    };
    whole.parts.into_iter().filter_map(mention).collect()
}
