//! Every word of a file's fields that may stand for an entity, with the kind that it has to be of.
//!
//! Walks what `model` made of the file, so a field is known here as soon as it has a type there. Resolves nothing.

use crate::model::fact::{Part, Phrase, Wanted};
use crate::model::kind::SOURCE_KEY;
use crate::model::statement::{Stated, Statement};
use crate::model::when::{Anchor, Time, When};
use crate::model::{Article, Config, Entity, Item, Page};
use crate::parse::yaml::Word;

/// A word, and the key of the kind that it names; none where any entity will do.
pub type Candidate<'a> = (&'a Word, Option<&'a str>);

/// The words of an article, an entity or a page.
pub fn of_item(item: &Item) -> Vec<Candidate<'_>> {
    let mut words = Words::default();
    match item {
        Item::Article(article) => words.article(article),
        Item::Entity(entity) => words.entity(entity),
        Item::Page(page) => words.page(page),
    }
    words.found
}

/// The words of the settings.
pub fn of_settings(config: &Config) -> Vec<Candidate<'_>> {
    let columns = config.columns.iter().map(|word| (word, Some("bloc")));
    columns.chain(config.author.iter().map(|word| (word, None))).collect()
}

#[derive(Default)]
struct Words<'a> {
    found: Vec<Candidate<'a>>,
}

impl<'a> Words<'a> {
    fn add(&mut self, words: impl IntoIterator<Item = &'a Word>, kind: Option<&'a str>) {
        self.found.extend(words.into_iter().map(|word| (word, kind)));
    }

    fn article(&mut self, article: &'a Article) {
        for (key, words) in &article.tags {
            self.add(words, Some(key));
        }
        self.add(&article.authors, None);
        article.statements.iter().for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &'a Statement) {
        self.add(&statement.sources, Some(SOURCE_KEY));
        match &statement.stated {
            Stated::Access(access) => {
                self.add(&access.models, Some("model"));
                self.add(&access.whom, Some("bloc"));
                self.add(&access.by, Some("policy"));
                access.since.iter().chain(&access.until).for_each(|when| self.when(when));
            }
            Stated::Event(event) => {
                self.add(&event.tags, None);
                event.when.iter().for_each(|when| self.when(when));
            }
            Stated::Relation(relation) => {
                self.add(relation.from.iter().chain(&relation.to).chain(&relation.by), None);
            }
            Stated::Claim(claim) => self.add(claim.about.iter().chain(&claim.by), None),
            Stated::Correction(correction) => self.add(&correction.affects, None),
            Stated::Update(_) => {}
        }
    }

    fn when(&mut self, when: &'a When) {
        let Time::Distance(distance) = &when.time else { return };
        self.add(&distance.says, Some(SOURCE_KEY));
        if let Anchor::Source(word) = &distance.from {
            self.add([word], Some(SOURCE_KEY));
        }
    }

    fn entity(&mut self, entity: &'a Entity) {
        entity.facts.iter().flat_map(|fact| &fact.values).for_each(|phrase| self.phrase(phrase));
        self.add(&entity.sources, Some(SOURCE_KEY));
        self.add(&entity.superseded_by, Some(&entity.kind.key));
    }

    fn page(&mut self, page: &'a Page) {
        let Some(dispute) = &page.dispute else { return };
        self.add(dispute.about.iter().chain(&dispute.settled_by), None);
        for cells in &dispute.cells {
            self.add(&cells.models, Some("model"));
            self.add(&cells.blocs, Some("bloc"));
        }
        dispute.positions.iter().for_each(|position| self.phrase(&position.sources));
    }

    fn phrase(&mut self, phrase: &'a Phrase) {
        for part in phrase {
            let Part::Reference(reference) = part else { continue };
            let kind = match &reference.wanted {
                Wanted::Kind(key) => Some(key.as_str()),
                Wanted::Any => None,
            };
            self.found.push((&reference.word, kind));
        }
    }
}
