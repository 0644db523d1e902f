//! HTML as a browser's parser reads it. Never changes what it read.

use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// A page, an element, a text, or anything else that stands in a page.
#[derive(Clone)]
pub struct Node(Handle);

/// Reads a page. A piece of one becomes what the body of a page has.
pub fn parse(html: &str) -> Node {
    Node(html5ever::parse_document(RcDom::default(), Default::default()).one(html).document)
}

impl Node {
    pub fn children(&self) -> Vec<Node> {
        self.0.children.borrow().iter().cloned().map(Node).collect()
    }

    /// What is in a text, and nothing of anything else.
    pub fn text(&self) -> Option<String> {
        match &self.0.data {
            NodeData::Text { contents } => Some(contents.borrow().to_string()),
            _ => None,
        }
    }

    /// The name of an element.
    pub fn name(&self) -> Option<&str> {
        match &self.0.data {
            NodeData::Element { name, .. } => Some(&name.local),
            _ => None,
        }
    }

    pub fn attribute(&self, wanted: &str) -> Option<String> {
        let NodeData::Element { attrs, .. } = &self.0.data else { return None };
        let attributes = attrs.borrow();
        attributes.iter().find(|attribute| &*attribute.name.local == wanted).map(|found| found.value.to_string())
    }

    /// All elements, each with the names of those it stands in, and its own last: `["html", "body", "p"]`.
    pub fn elements(&self) -> Vec<(Vec<String>, Node)> {
        let mut found = Vec::new();
        self.gather(&[], &mut found);
        found
    }

    fn gather(&self, within: &[String], found: &mut Vec<(Vec<String>, Node)>) {
        let mut path = within.to_vec();
        if let Some(name) = self.name() {
            path.push(name.to_owned());
            found.push((path.clone(), self.clone()));
        }
        self.children().iter().for_each(|child| child.gather(&path, found));
    }
}

/// What is wrong with a page that has a text in it: what stands around the text must stay there, and no link may stand in another.
pub fn wrong_around(text: &str) -> Option<String> {
    let page = parse(&format!("<main><div id=x-text>{text}</div><p id=x-after>x</p></main><footer id=x-end></footer>"));
    let elements = page.elements();
    let count = |path: &[&str], id: &str| {
        let is_it = |(at, found): &&(Vec<String>, Node)| at == path && found.attribute("id").as_deref() == Some(id);
        elements.iter().filter(is_it).count()
    };
    let (main, of_text) = (["html", "body", "main", "p"], ["html", "body", "main", "div"]);
    let around = [count(&of_text, "x-text"), count(&main, "x-after"), count(&["html", "body", "footer"], "x-end")];
    let is_link_in_link = |(at, found): &(Vec<String>, Node)| {
        found.name() == Some("a") && at.iter().filter(|name| *name == "a").count() > 1
    };
    match around {
        [1, 1, 1] if elements.iter().any(is_link_in_link) => Some(format!("a link is within a link\n{text}")),
        [1, 1, 1] => None,
        _ => Some(format!("a text changes the page around it: {around:?}\n{text}")),
    }
}
