//! The words of the interface in scripts: `/* strings: search_script */ {}` becomes an object with that group of texts.
//!
//! Nothing else of a script is looked at, and one without such a place stays as it is.

use crate::base::content::Content;
use crate::model::strings::Strings;

const BEGIN: &str = "/* strings: ";
const END: &str = " */ {}";

/// A script with the texts that it asks for; none where it asks for none.
pub(super) fn with_strings(content: &Content, strings: &Strings) -> Option<Content> {
    let Content::Memory(bytes) = content else { return None };
    let text = std::str::from_utf8(bytes).ok()?;
    let (before, rest) = text.split_once(BEGIN)?;
    let (group, after) = rest.split_once(END)?;
    let text = format!("{before}{}{after}", strings.group(group));
    Some(Content::Memory(text.into_bytes().into()))
}
