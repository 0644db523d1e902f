//! Where a text quotes somebody: between which marks.
//!
//! Looks at marks alone. Whether the words are those of anybody is for `verbatim` to say.

use std::ops::Range;

/// The parts of a text that are somebody's words: between quotation marks of any kind but single ones, which are
/// apostrophes too. A mark that is never closed opens nothing.
///
/// Each begins with its opening mark and ends before its closing one.
pub(crate) fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut quotations = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, c) in text.char_indices() {
        match open {
            Some((start, close)) if c == close => {
                quotations.push(start..at);
                open = None;
            }
            Some(_) => {}
            None => open = closing(c).map(|close| (at, close)),
        }
    }
    quotations
}

/// Whether a part of a text lies within one of its quotations.
pub(crate) fn is_quoted(part: &Range<usize>, quotations: &[Range<usize>]) -> bool {
    let begun = quotations.partition_point(|quotation| quotation.start <= part.start);
    begun > 0 && part.end <= quotations[begun - 1].end
}

fn closing(open: char) -> Option<char> {
    Some(match open {
        '"' => '"',
        '“' => '”',
        '„' => '“',
        '«' => '»',
        '「' => '」',
        '『' => '』',
        _ => return None,
    })
}
