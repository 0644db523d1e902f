//! The names in an editor's dispute, looked up.

use super::lookup::InFile;
use super::site::{EntityId, LinkedDispute, LinkedPosition, Mention, Places, Sentence};
use super::target::old_address;
use crate::base::path::{Address, decoded};
use crate::base::text::fold::nfc;
use crate::model::Page;
use crate::model::dispute::StatedDispute;
use crate::model::fact::{Part, Reference, Wanted};
use crate::model::kind::{BLOC, MODEL};
use crate::parse::yaml::Word;

pub(crate) fn link(page: &Page, dispute: &StatedDispute, address: &Address, look: &mut InFile<'_>) -> LinkedDispute {
    let mut cells = Vec::new();
    for entry in &dispute.cells {
        let models = of_kind(&entry.models, MODEL, look);
        let blocs = of_kind(&entry.blocs, BLOC, look);
        cells.extend(models.iter().flat_map(|model| blocs.iter().map(|bloc| (model.clone(), bloc.clone()))));
    }
    let positions = dispute.positions.iter().map(|position| {
        let sources = position.sources.iter().filter_map(|part| match part {
            Part::Reference(reference) => look.reference(reference).to,
            Part::Text(_) => None,
        });
        let sources: Vec<EntityId> = sources.collect();
        let places = look.places(&position.at, &sources);
        LinkedPosition { answer: position.answer.clone(), lang: position.lang.clone(), sources, places }
    });
    LinkedDispute {
        path: page.document.path.clone(),
        address: address.clone(),
        old: page.redirects.iter().map(|word| old_address(&Address::new(nfc(&decoded(&word.text))))).collect(),
        question: page.title.clone(),
        lang: page.version.lang().cloned(),
        positions: positions.collect(),
        about: dispute.about.iter().filter_map(|word| look.entity(word, None)).collect(),
        cells,
        reading: dispute.reading.clone(),
        reading_lang: dispute.reading_lang.clone(),
        would_settle: dispute.would_settle.clone(),
        would_settle_lang: dispute.would_settle_lang.clone(),
        opened: dispute.opened,
        settled: dispute.settled,
        settled_on: dispute.settled_on.filter(|_| dispute.settled),
        settled_by: dispute.settled_by.as_ref().map(|word| look.speaker(word)),
    }
}

fn of_kind(words: &[Word], key: &str, look: &mut InFile<'_>) -> Vec<EntityId> {
    let reference = |word: &Word| Reference { word: word.clone(), wanted: Wanted::Kind(key.to_owned()) };
    words.iter().filter_map(|word| look.reference(&reference(word)).to).collect()
}

/// Everything that a dispute is about, and every source that takes part: the question is the sentence.
pub(crate) fn mentions(dispute: &LinkedDispute, look: &InFile<'_>) -> Vec<Mention> {
    let cells = dispute.cells.iter().flat_map(|(model, bloc)| [model, bloc]);
    let sources = dispute.positions.iter().flat_map(|position| &position.sources);
    let mut named: Vec<&EntityId> = dispute.about.iter().chain(cells).chain(sources).collect();
    named.sort();
    named.dedup();
    let places = Places::of_all(dispute.positions.iter().map(|position| &position.places));
    let mention = |id: &EntityId| {
        let (before, name) = (format!("{} (", dispute.question), look.cited(id, &places));
        let here = places.in_source(id).copied().collect();
        let name_range = before.len()..before.len() + name.len();
        Mention { of: id.clone(), sentence: Sentence::new(format!("{before}{name})").into(), name_range, here) }
    };
    named.into_iter().map(mention).collect()
}
