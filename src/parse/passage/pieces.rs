//! Where each part of a passage was read: in the file, and in the text of the body.
//!
//! Knows nothing of what a reader reads; the text itself is not here.

use super::super::body::Run;
use crate::base::diagnostic::Span;
use std::ops::Range;

/// The parts of a passage, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Pieces(Vec<Piece>);

/// A part of a passage that runs on byte by byte both in a node's text and in the file, or that is shown in place of what is
/// written there.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    /// Where it begins in the passage.
    at: usize,
    place: WordsPlace,
}

/// Where words of a passage stand in the file and in the text of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WordsPlace {
    pub in_file: usize,
    pub in_body: usize,
    /// The node, where names may be found in it.
    pub node: Option<usize>,
    /// How many bytes of the file are shown by these words, if they are not written there themselves: `[[fugu]]` shows a name.
    pub instead: Option<usize>,
}

impl WordsPlace {
    pub(super) fn instead_of(span: &Span) -> WordsPlace {
        WordsPlace { in_file: span.start, in_body: 0, node: None, instead: Some(span.len()) }
    }

    /// The place of what comes some bytes later in the same words.
    pub(super) fn later(self, bytes: usize) -> WordsPlace {
        match self.instead {
            Some(_) => self,
            None => WordsPlace { in_file: self.in_file + bytes, in_body: self.in_body + bytes, ..self },
        }
    }

    /// Where so many bytes from here end in the file.
    fn end(self, bytes: usize) -> usize {
        self.in_file + self.instead.unwrap_or(bytes)
    }
}

impl Pieces {
    /// Adds words at the end of a passage, which is so long already.
    pub(super) fn push(&mut self, at: usize, place: WordsPlace) {
        if !self.0.last().is_some_and(|last| last.place.later(at - last.at) == place) {
            self.0.push(Piece { at, place });
        }
    }

    /// Leaves out what comes after the first bytes of the passage.
    pub(super) fn truncate(&mut self, length: usize) {
        self.0.retain(|piece| piece.at < length);
    }

    /// Where a passage of that length ends in the file.
    pub(super) fn end(&self, length: usize) -> usize {
        self.0.last().map_or(0, |last| last.place.end(length - last.at))
    }

    /// The bytes of the file that a part of the passage was read from.
    pub(super) fn span(&self, part: &Range<usize>) -> Span {
        let last = part.end.saturating_sub(1).max(part.start);
        let start = self.place(part.start).map_or(0, |place| place.in_file);
        let end = self.place(last).map_or(start, |place| place.end(part.end.max(last) - last));
        start..end.max(start)
    }

    /// The run of the body's text that a part of the passage was read from, if names may be found there and it is all of one node.
    pub(super) fn in_body(&self, part: &Range<usize>) -> Option<Run> {
        let (first, last) = (self.piece_at(part.start)?, self.piece_at(part.end.checked_sub(1)?)?);
        let pieces = self.0.get(first..=last)?;
        let node = pieces.first()?.place.node?;
        let place = |piece: &Piece, at: usize| piece.place.in_body + (at - piece.at);
        let range = place(pieces.first()?, part.start)..place(pieces.last()?, part.end - 1) + 1;
        (pieces.iter().all(|piece| piece.place.node == Some(node)) && range.start < range.end).then(|| Run::new(range))
    }

    fn place(&self, at: usize) -> Option<WordsPlace> {
        let piece = self.0.get(self.piece_at(at)?)?;
        Some(piece.place.later(at - piece.at))
    }

    fn piece_at(&self, at: usize) -> Option<usize> {
        self.0.partition_point(|piece| piece.at <= at).checked_sub(1)
    }
}
