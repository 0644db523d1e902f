//! Sentences of texts and links, put together by the patterns of the interface.
//!
//! A hole takes pieces, so that names stay links. The same pieces are printed on pages, and as plain text in feeds and data.

use crate::link::EntityId;
use crate::model::strings::{Piece, Strings, pieces};
use crate::plan::parts::Linking;
use crate::view::TextLink;
use std::sync::Arc;

/// A part of a sentence.
#[derive(Debug, Clone, Default)]
pub(super) struct Pieces(pub Vec<TextLink>);

impl Pieces {
    pub(super) fn text(text: &str) -> Pieces {
        Pieces(vec![TextLink { text: text.into(), url: None, lang: None }])
    }

    pub(super) fn link(text: &str, url: String) -> Pieces {
        Pieces(vec![TextLink { text: text.into(), url: Some(url.into()), lang: None }])
    }

    /// A pattern with its holes filled. Texts that meet are one.
    pub(super) fn filled(pattern: &str, holes: &[(&str, &Pieces)]) -> Pieces {
        let mut sentence = Pieces::default();
        for piece in pieces(pattern) {
            match piece {
                Piece::Text(text) => sentence.add(&Pieces::text(text)),
                Piece::Hole(hole) => holes.iter().filter(|(name, _)| *name == hole).for_each(|(_, p)| sentence.add(p)),
            }
        }
        sentence
    }

    /// The same, which is in another language than the page if one is given.
    pub(super) fn in_language(mut self, lang: &Option<Arc<str>>) -> Pieces {
        self.0.iter_mut().for_each(|piece| piece.lang.clone_from(lang));
        self
    }

    pub(super) fn add(&mut self, more: &Pieces) {
        for piece in &more.0 {
            match self.0.last_mut() {
                Some(last) if last.url.is_none() && piece.url.is_none() && last.lang == piece.lang => {
                    last.text = Arc::from(format!("{}{}", last.text, piece.text));
                }
                _ => self.0.push(piece.clone()),
            }
        }
    }

    /// "A, B and C", each linked.
    pub(super) fn names(shared: &impl Linking, ids: &[EntityId]) -> Pieces {
        let strings = shared.strings();
        let link = |id| {
            shared.link(id).map(|link| {
                Pieces(vec![TextLink { text: link.in_sentences.clone(), url: Some(link.url.clone()), lang: None }])
            })
        };
        let names: Vec<Pieces> = ids.iter().filter_map(link).collect();
        let Some((last, others)) = names.split_last() else { return Pieces::default() };
        let Some((first, others)) = others.split_first() else { return last.clone() };
        let mut before = first.clone();
        for other in others {
            before.add(&Pieces::text(strings.get("list.between")));
            before.add(other);
        }
        Pieces::filled(strings.get("list.and"), &[("before", &before), ("last", last)])
    }
}

/// A text of the interface with its holes filled.
pub(super) fn fill(strings: &Strings, key: &str, holes: &[(&str, &Pieces)]) -> Pieces {
    Pieces::filled(strings.get(key), holes)
}

/// The same in the form for a number.
pub(super) fn count(strings: &Strings, key: &str, count: usize, holes: &[(&str, &Pieces)]) -> Pieces {
    Pieces::filled(strings.pattern(key, Some(count)).unwrap_or(key), holes)
}

/// Pieces as plain text, with an end.
pub(crate) fn plain(strings: &Strings, sentence: &[TextLink]) -> String {
    let text: String = sentence.iter().map(|piece| &*piece.text).collect();
    format!("{text}{}", stop(strings, sentence))
}

/// The full stop that a sentence lacks.
pub(super) fn stop<'s>(strings: &'s Strings, sentence: &[TextLink]) -> &'s str {
    sentence.last().map_or("", |last| strings.stop(&last.text))
}
