//! What the elements of HTML mean to a reader of the text: one table, from the HTML Standard.
//!
//! Knows names alone. Elements that are not listed are part of the line that they stand in, as `<b>` and `<span>` are.

/// What an element does to the text in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Part of the line.
    Line,
    /// A block: text in it is apart from text around it.
    Block,
    /// A block of text of its own, from which a summary may be taken.
    Paragraph,
    /// A block that holds blocks and is no more than that: `<div>`.
    Division,
    /// A block that quotes somebody.
    Quote,
    /// A heading, or the head of a column or row.
    Head,
    /// Text as it was typed or printed: no names are looked for in it.
    Code,
    /// A block of such text, which is not prose.
    CodeBlock,
    /// A link, or something else to press, in which no other link may stand.
    Link,
    /// Words of somebody, shown within quotation marks.
    Quotation,
    /// A title of a work: no name of an entity.
    Title,
    /// What was struck out and no longer holds.
    Struck,
    Superscript,
    Subscript,
    /// Not seen as text: scripts, styles, form fields, what stands in for a frame, readings of ruby.
    Hidden,
}

/// What an element, named in small letters, does to the text in it.
pub(crate) fn role(name: &str) -> Role {
    match name {
        "p" => Role::Paragraph,
        "div" | "section" | "article" | "main" | "center" => Role::Division,
        "address" | "aside" | "body" | "caption" | "dd" | "details" | "dialog" | "dir" | "dl" | "dt" | "fieldset"
        | "figcaption" | "figure" | "footer" | "form" | "header" | "hgroup" | "hr" | "html" | "legend" | "li"
        | "menu" | "nav" | "ol" | "optgroup" | "search" | "summary" | "table" | "tbody" | "td" | "tfoot" | "thead"
        | "tr" | "ul" => Role::Block,
        "blockquote" => Role::Quote,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "th" => Role::Head,
        "code" | "kbd" | "samp" | "tt" => Role::Code,
        "pre" | "listing" | "xmp" | "plaintext" => Role::CodeBlock,
        "a" | "button" | "label" => Role::Link,
        "q" => Role::Quotation,
        "cite" => Role::Title,
        "s" | "strike" | "del" => Role::Struck,
        "sup" => Role::Superscript,
        "sub" => Role::Subscript,
        "audio" | "canvas" | "datalist" | "head" | "iframe" | "math" | "noembed" | "noframes" | "noscript"
        | "object" | "rp" | "rt" | "script" | "select" | "style" | "svg" | "template" | "textarea" | "title"
        | "video" => Role::Hidden,
        _ => Role::Line,
    }
}

/// Whether what stands directly in an element makes paragraphs of its own; without a role it stands in no element.
pub(crate) fn has_paragraphs(role: Option<Role>) -> bool {
    matches!(role, None | Some(Role::Division | Role::Quote))
}

/// Elements that have no end tag.
pub(crate) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements whose end tag may be left out.
pub(crate) fn may_stay_open(name: &str) -> bool {
    matches!(
        name,
        "caption"
            | "colgroup"
            | "dd"
            | "dt"
            | "li"
            | "optgroup"
            | "option"
            | "p"
            | "rp"
            | "rt"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
    )
}

/// Elements of a whole document. In the middle of one a browser gives their attributes to the page that is there, or ignores
/// their tags, or puts a set of frames in the place of a page that has no text before it.
pub(crate) fn is_of_document(name: &str) -> bool {
    matches!(name, "body" | "frameset" | "head" | "html")
}

/// The element that no end tag ends, so that it would hold the rest of the page.
pub(crate) fn is_endless(name: &str) -> bool {
    name == "plaintext"
}

/// What an attribute holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// A place to link to.
    Id,
    /// An address.
    Address,
    /// Addresses, each with the width or density that it is for.
    AddressSet,
}

/// What an attribute of an element holds, both named in small letters; nothing for one that neither leads nor is led to.
pub(crate) fn holds(element: &str, attribute: &str) -> Option<Holds> {
    match attribute {
        "id" => Some(Holds::Id),
        "name" if element == "a" => Some(Holds::Id),
        "href" | "src" | "poster" | "action" | "formaction" | "cite" | "longdesc" | "xlink:href" => {
            Some(Holds::Address)
        }
        "data" if element == "object" => Some(Holds::Address),
        "background" if matches!(element, "body" | "table" | "td" | "th") => Some(Holds::Address),
        "srcset" | "imagesrcset" => Some(Holds::AddressSet),
        _ => None,
    }
}
