//! The attribute list at the end of a heading: `## Why {#why .wide}`.
//!
//! Only ids and classes are one; every other text in braces belongs to the heading.

/// What an attribute list says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Attributes {
    pub id: Option<String>,
    pub classes: Vec<String>,
    /// The byte of the text where the list begins.
    pub begins: usize,
}

/// The attribute list in which a text ends, if it ends in one.
pub(crate) fn at_end(text: &str) -> Option<Attributes> {
    let inner = text.trim_end().strip_suffix('}')?;
    let begins = inner.rfind('{')?;
    if !text[..begins].is_empty() && !text[..begins].ends_with(char::is_whitespace) {
        return None;
    }
    let mut found = Attributes { begins, ..Attributes::default() };
    for word in inner[begins + 1..].split_whitespace() {
        let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_:".contains(c));
        match word.split_at_checked(1)? {
            ("#", id) if is_name(id) && found.id.is_none() => found.id = Some(id.to_owned()),
            (".", class) if is_name(class) => found.classes.push(class.to_owned()),
            _ => return None,
        }
    }
    (found.id.is_some() || !found.classes.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_classes_are_taken_and_all_else_is_text() {
        let found = at_end("Why {#why .wide .a_b}").unwrap();
        assert_eq!((found.id.as_deref(), found.classes.len(), found.begins), (Some("why"), 2, 4));
        assert_eq!(at_end("{#why}").unwrap().begins, 0);
        for text in
            ["{a, b}", "x{#y}", "{}", "{ }", "{#}", "{#a #b}", "{onclick=x}", "{#a\"b}", "#y}", "{USD}", "{{#y}", "é}"]
        {
            assert_eq!(at_end(text), None, "{text}");
        }
    }
}
