//! The words of the interface in scripts: `/* strings: search_script */ {}` becomes an object with that group of texts.
//!
//! Such a script is published without the lines that are comments alone, which are for those who read the source; so no text
//! in it may have a line that begins like one. A script without such a place stays as it is.

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
    let is_comment = |line: &str| {
        let line = line.trim();
        line.starts_with("//") || (line.starts_with("/*") && line.find("*/") == Some(line.len() - 2))
    };
    let text: String = text.split_inclusive('\n').filter(|line| !is_comment(line)).collect();
    Some(Content::Memory(text.into_bytes().into()))
}
