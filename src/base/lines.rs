//! The lines of a text, found once: on which one a byte stands, and in which column.
//!
//! Never holds the text itself.

use std::cell::Cell;

/// A text with the places at which its lines begin.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    text: &'a str,
    begins: Vec<usize>,
    /// The line, place and column that were counted last. Messages come in the order of a file, so that the next column of a long
    /// line is counted from there.
    last: Cell<(usize, usize, usize)>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Lines<'a> {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Lines { text, begins: std::iter::once(0).chain(ends).collect(), last: Cell::new((0, 0, 0)) }
    }

    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// The line and column of a byte, both from 1; columns count characters.
    pub(crate) fn place(&self, at: usize) -> (usize, usize) {
        let (n, at) = (self.line_of(at), floor(self.text, at));
        let (line, from, before) = self.last.get();
        let (from, before) = if line == n && from <= at { (from, before) } else { (self.begins[n], 0) };
        let column = before + self.text[from.max(self.begins[n])..at].chars().count();
        self.last.set((n, at, column));
        (n + 1, column + 1)
    }

    /// The lines from that of one byte to that of another: where they begin, and their text.
    pub(crate) fn around(&self, start: usize, end: usize) -> (usize, &'a str) {
        let (first, last) = (self.line_of(start), self.line_of(end));
        let until = self.begins.get(last + 1).copied().unwrap_or(self.text.len());
        (self.begins[first], &self.text[self.begins[first]..until])
    }

    /// The line of a byte, from 0.
    fn line_of(&self, at: usize) -> usize {
        self.begins.partition_point(|begin| *begin <= at) - 1
    }
}

/// The place itself, or the beginning of the character that it is in.
pub(crate) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The line and column of one byte, see [`Lines::place`]. For many of one text, `Lines` are found once.
pub(crate) fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    Lines::new(text).place(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_counted_from_one_in_any_order() {
        let text = "één\n\ntwo three\n";
        let lines = Lines::new(text);
        let at = |part: &str| lines.place(text.find(part).unwrap());
        assert_eq!(at("three"), (3, 5));
        assert_eq!(at("two"), (3, 1));
        assert_eq!(at("wo"), (3, 2));
        assert_eq!(at("n\n"), (1, 3));
        assert_eq!(at("three"), (3, 5));
        assert_eq!([lines.place(6), lines.place(text.len()), lines.place(999)], [(2, 1), (4, 1), (4, 1)]);
        assert_eq!(lines.place(1), (1, 1), "within a character");
        assert_eq!(lines.around(9, 9), (7, "two three\n"));
        assert_eq!(lines.around(0, 6), (0, "één\n\n"));
    }
}
