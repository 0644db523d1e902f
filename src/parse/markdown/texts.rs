//! The text of a body as runs, each with its place in the file; the URLs in it become links.
//!
//! Which text there is, is for the parser's events to say; where a link leads is never looked up here.

use super::super::bare_url;
use super::super::body::{Element, Node, Run, Target, Text};
use super::{Builder, OpenFrame};
use std::ops::Range;

impl Builder<'_> {
    pub(super) fn add_text(&mut self, text: &str, start: usize) {
        let is_named = |frame: &OpenFrame| match &self.nodes[frame.node] {
            Node::Open(Element::Link(link)) => {
                matches!(self.links[*link].target, Target::Mention { named: true, .. })
            }
            _ => false,
        };
        // The name of an entity is shown in the place of the slug.
        if !self.frames.last().is_some_and(is_named) {
            self.text.push(text, self.base + start);
        }
    }

    /// The text that has come since the last run ended.
    fn end_run(&mut self) -> Run {
        let end = self.text.as_str().len();
        Run::new(std::mem::replace(&mut self.begun, end)..end)
    }

    /// A run of text for a node of its own, read from a place in the file.
    pub(in super::super) fn run(&mut self, text: &str, file: usize) -> Run {
        self.end_text();
        self.text.push(text, file);
        self.end_run()
    }

    /// A run of a text of which the places are known; `written` is how it was written, where that has to be kept.
    pub(in super::super) fn placed_run(&mut self, text: &Text, part: Range<usize>, written: Option<&str>) -> Run {
        self.end_text();
        self.text.push_part(text, part);
        let run = self.end_run();
        if let Some(written) = written {
            self.text.keep_written(run, written);
        }
        run
    }

    /// Ends a run of text; the URLs in it become links.
    pub(in super::super) fn end_text(&mut self) {
        let run = self.end_run();
        let text = self.text.get(run);
        if text.is_empty() {
            return;
        }
        if !self.extended || self.plain > 0 || !text.contains("://") {
            return self.nodes.push(Node::Text(run));
        }
        let Range { start, end } = run.range();
        let mut done = start;
        for url in bare_url::urls(text) {
            let url = start + url.start..start + url.end;
            if done < url.start {
                self.nodes.push(Node::Text(Run::new(done..url.start)));
            }
            let span = self.text.in_file(url.start)..self.text.in_file(url.end - 1) + 1;
            let run = Run::new(url.clone());
            let link = self.add_placed_link(Target::Away(self.text.get(run).to_owned()), "", span);
            self.nodes.extend([Node::Open(Element::Link(link)), Node::Text(run), Node::Close]);
            done = url.end;
        }
        if done < end {
            self.nodes.push(Node::Text(Run::new(done..end)));
        }
    }
}
