//! The text of a file as HTML, written when its page is rendered: until then the page shares it with the site.

use crate::parse::Document;
use crate::parse::body::Filling;
use serde::{Serialize, Serializer};
use std::sync::Arc;

/// The text of a file, or nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Html(Option<(Arc<Document>, Arc<Filling>, Arc<str>)>);

impl Html {
    /// `prefix` is what stands before each address, see [`Body::html`](crate::parse::body::Body::html).
    pub(crate) fn new(document: &Arc<Document>, filling: &Arc<Filling>, prefix: &Arc<str>) -> Html {
        Html(Some((document.clone(), filling.clone(), prefix.clone())))
    }

    fn written(&self) -> String {
        self.0.as_ref().map_or(String::new(), |(document, filling, prefix)| document.body.html(filling, prefix))
    }
}

/// Two texts that were made of the same are not written to be compared.
impl PartialEq for Html {
    fn eq(&self, other: &Html) -> bool {
        let is_same = match (&self.0, &other.0) {
            (Some((document, filling, prefix)), Some((other, others, before))) => {
                Arc::ptr_eq(document, other) && Arc::ptr_eq(filling, others) && prefix == before
            }
            (one, other) => one.is_none() && other.is_none(),
        };
        is_same || self.written() == other.written()
    }
}

impl Eq for Html {}

impl Serialize for Html {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.written())
    }
}
