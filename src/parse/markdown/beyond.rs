//! What the tree has of Obsidian's writing: marks, titles of callouts, files that stand in a text.
//!
//! Where they are is found by `obsidian`, and where a file is by `link`.

use super::super::body::{Element, Image, Medium, Node};
use super::super::obsidian::FILLER;
use super::Builder;

impl Builder<'_> {
    /// Text as the parser gives it, with the marks that it does not know.
    pub(super) fn prose(&mut self, text: &str, start: usize) {
        let marks = self.beyond.marks.range(start..start + text.len());
        let marks: Vec<(usize, bool)> = marks.map(|(at, opens)| (at - start, *opens)).collect();
        let mut from = 0;
        for (at, opens) in marks {
            self.without_fillers(&text[from..at], start + from);
            if opens {
                self.open(Element::Mark, start + at..start + at + 2);
            } else {
                self.end_text();
                self.close_tags();
                self.close();
            }
            from = at + 2;
        }
        self.without_fillers(&text[from..], start + from);
    }

    fn without_fillers(&mut self, text: &str, start: usize) {
        if !self.beyond.has_fillers {
            return self.add_text(text, start);
        }
        let mut at = 0;
        for part in text.split(FILLER) {
            self.add_text(part, start + at);
            at += part.len() + FILLER.len_utf8();
        }
    }

    /// A link to a file, by its name where the writer gave no words.
    pub(super) fn document(&mut self, image: Image, file: &str) {
        let Some(span) = self.links.get(image.link).map(|link| link.span.clone()) else { return };
        let name = file.split('#').next().unwrap_or(file);
        let name = name.rsplit('/').next().unwrap_or(name);
        let words = if image.alt.is_empty() { name } else { &image.alt };
        let written = self.source.get(span.start - self.base..span.end - self.base).unwrap_or("");
        let place = span.start + written.find(words).unwrap_or(0);
        self.open_frame(Element::Link(image.link), None, true, span);
        let run = self.run(words, place);
        self.push(Node::Text(run));
        self.close();
    }

    /// The title of a callout; of one that is a quotation, its first paragraph.
    pub(super) fn callout_title(&self, at: usize) -> Element {
        let quote = self.beyond.titles.get(&at).and_then(|quote| self.beyond.callouts.get(quote));
        match quote {
            Some(callout) if callout.alert.is_some() => Element::CalloutTitle(callout.fold),
            _ => Element::Paragraph,
        }
    }

    /// A callout without a title has its type as one.
    pub(super) fn end_callout_title(&mut self) {
        let Some(frame) = self.frames.last() else { return };
        let (node, span) = (frame.node, frame.span.clone());
        if !self.beyond.titles.contains_key(&span.start) || !self.is_blank_from(node + 1) {
            return;
        }
        let callout = self.beyond.titles.get(&span.start).and_then(|quote| self.beyond.callouts.get(quote));
        let Some(word) = callout.filter(|callout| callout.alert.is_some()).map(|callout| callout.word.clone()) else {
            return;
        };
        let written = self.source.get(word.clone()).unwrap_or("").replace('-', " ").to_lowercase();
        let mut letters = written.chars();
        let title: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        self.nodes.truncate(node + 1);
        let run = self.run(&title, self.base + word.start);
        self.push(Node::Text(run));
    }

    fn is_blank_from(&self, node: usize) -> bool {
        let is_blank = |node: &Node| matches!(node, Node::Text(run) if self.text.get(*run).trim().is_empty());
        self.nodes.get(node..).is_none_or(|nodes| nodes.iter().all(is_blank))
    }

    /// Takes back the element that was opened last, if nothing is in it. Whether it did.
    pub(super) fn drop_blank(&mut self) -> bool {
        let Some(node) = self.frames.last().map(|frame| frame.node).filter(|node| self.is_blank_from(node + 1)) else {
            return false;
        };
        self.nodes.truncate(node);
        self.frames.pop();
        true
    }
}

/// What a file of a text is by its ending: something to be shown or played, or a document to be opened. Nothing for what is
/// probably a note.
pub(super) fn medium(file: &str) -> Option<Option<Medium>> {
    // In a table the bar is escaped, and the backslash is left in the name.
    let name = file.split('#').next().unwrap_or(file).trim_end_matches('\\').trim();
    let (stem, ending) = name.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        _ if stem.is_empty() => None,
        "avif" | "bmp" | "gif" | "jpeg" | "jpg" | "png" | "svg" | "webp" => Some(Some(Medium::Picture)),
        "3gp" | "flac" | "m4a" | "mp3" | "oga" | "ogg" | "opus" | "wav" => Some(Some(Medium::Sound)),
        "mkv" | "mov" | "mp4" | "ogv" | "webm" => Some(Some(Medium::Film)),
        "csv" | "doc" | "docx" | "epub" | "json" | "odp" | "ods" | "odt" | "pdf" | "ppt" | "pptx" | "txt" | "xls"
        | "xlsx" | "zip" => Some(None),
        _ => None,
    }
}

/// Takes the size out of a description: `300`, `300x200`, and those after a bar, `A chart|300`.
pub(super) fn take_size(alt: &mut String, may_be_alone: bool) -> Option<(u16, Option<u16>)> {
    let (words, last) = match alt.rsplit_once('|') {
        Some((words, last)) => (words.trim_end(), last),
        None if may_be_alone => ("", alt.as_str()),
        None => return None,
    };
    let (width, height) = match last.trim().split_once('x') {
        Some((width, height)) => (width, Some(height.parse().ok().filter(|height| *height > 0)?)),
        None => (last.trim(), None),
    };
    let width = width.parse().ok().filter(|width| *width > 0)?;
    *alt = words.to_owned();
    Some((width, height))
}
