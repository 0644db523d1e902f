//! What of a body readers would not see, by the content security policy that the site publishes.
//!
//! Looks at the tags that the writer wrote and at pictures; what the policy blocks is for `model::policy` to say.

use super::lookup::InFile;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::parse::body::{Body, Element, Node, Target};

/// Reports what is blocked, and gives the frames among it, as nodes of the body in their order.
pub(crate) fn blocked(body: &Body, look: &mut InFile<'_>) -> Vec<usize> {
    let mut frames = Vec::new();
    let Some(policy) = &look.common.policy else { return frames };
    let base_url = look.common.base_url.as_ref();
    for (place, node) in body.nodes.iter().enumerate() {
        match node {
            Node::Open(Element::Html(tag)) => {
                let attributes: Vec<(&str, &str)> =
                    tag.attributes.iter().map(|attribute| (&*attribute.name, &*attribute.value)).collect();
                for blocked in policy.blocked(&tag.name, &attributes, base_url) {
                    let name = blocked.attribute.as_deref();
                    let attribute = tag.attributes.iter().find(|attribute| Some(&*attribute.name) == name);
                    let span = attribute.map_or(&tag.span, |attribute| &attribute.span).clone();
                    if &*tag.name == "iframe" && name == Some("src") {
                        frames.push(place);
                    }
                    warn(look, span, blocked.message, blocked.help);
                }
            }
            Node::Image(image) => {
                let Some(link) = body.links.get(image.link) else { continue };
                let (Target::Away(url) | Target::Path(url)) = &link.target else { continue };
                for blocked in policy.blocked("img", &[("src", url)], base_url) {
                    warn(look, link.span.clone(), blocked.message, blocked.help);
                }
            }
            _ => {}
        }
    }
    frames
}

fn warn(look: &mut InFile<'_>, span: crate::base::diagnostic::Span, message: String, help: String) {
    let warning = Diagnostic::warning(Code::Blocked, look.file(), span, message);
    look.diagnostics.push(warning.help(help));
}
