//! The programs that are compared.

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    Fissure,
    Hugo,
    Eleventy,
}

impl Tool {
    pub const ALL: [Tool; 3] = [Tool::Fissure, Tool::Hugo, Tool::Eleventy];

    pub fn name(self) -> &'static str {
        match self {
            Tool::Fissure => "fissure",
            Tool::Hugo => "hugo",
            Tool::Eleventy => "eleventy",
        }
    }
}
