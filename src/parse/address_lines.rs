//! Addresses that stand alone on their lines.
//!
//! Says where they are in the tree. Which of them become cards is for `link` to say.

use super::body::{Body, Element, Node, Target};
use std::ops::Range;

/// The paragraphs at the top level that are addresses alone, one on each line: their nodes, and their links.
pub(crate) fn address_lines(body: &Body) -> Vec<(Range<usize>, Vec<usize>)> {
    let mut found = Vec::new();
    let mut depth = 0usize;
    for (place, node) in body.nodes.iter().enumerate() {
        match node {
            Node::Open(element) => {
                if depth == 0 && *element == Element::Paragraph {
                    found.extend(lines_at(body, place));
                }
                depth += 1;
            }
            Node::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    found
}

/// The same of one paragraph, by its opening.
fn lines_at(body: &Body, paragraph: usize) -> Option<(Range<usize>, Vec<usize>)> {
    let mut links = Vec::new();
    let mut at = paragraph + 1;
    loop {
        links.push(bare_link(body, body.nodes.get(at..)?)?);
        at += 3;
        let ends = body.nodes[at..].iter().take_while(|node| is_end_of_line(body, node)).count();
        at += ends;
        match body.nodes.get(at)? {
            Node::Close => return Some((paragraph..at + 1, links)),
            _ if ends == 0 => return None,
            _ => {}
        }
    }
}

/// The link that some nodes begin with, if it is an address that is its own text and stands in no brackets.
fn bare_link(body: &Body, nodes: &[Node]) -> Option<usize> {
    let [Node::Open(Element::Link(number)), Node::Text(run), Node::Close, ..] = nodes else { return None };
    let link = body.links.get(*number)?;
    let Target::Away(url) = &link.target else { return None };
    let is_bare = body.text.in_source(&link.span).is_some_and(|written| !written.starts_with('['));
    (url == body.text.get(*run) && link.title.is_empty() && is_bare).then_some(*number)
}

fn is_end_of_line(body: &Body, node: &Node) -> bool {
    match node {
        Node::Break => true,
        Node::Text(run) => {
            let text = body.text.get(*run);
            text.contains('\n') && text.trim().is_empty()
        }
        _ => false,
    }
}
