//! The fields of the file next to a picture, which says what cannot stand in the picture itself.

use super::field::Takes::{Address, Text};
use super::field::{Field, field};

/// What is said of a picture: `photo.jpg.yaml` next to `photo.jpg`.
pub const PICTURE: &[Field<'_>] = &[
    field(
        "alt",
        Text,
        "What the picture shows, for readers who do not see it. A text that shows it may say so itself.",
    )
    .like("A queue in front of a shop"),
    field("caption", Text, "What stands below it. A text that shows it may give another one.").like("Tokyo on Monday."),
    field("credit", Text, "Who made it, and who owns it.").like("Ann Lee / Reuters"),
    field("licence", Text, "Under what licence it may be used: an identifier such as `CC-BY-4.0`, or a line.")
        .like("CC-BY-4.0"),
    field("source", Address, "Where it comes from.").like("https://example.org/photos/1"),
];
