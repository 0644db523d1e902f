//! The programs that are compared.

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    Fissure,
    Hugo,
    Eleventy,
    Zola,
}

impl Tool {
    pub const ALL: [Tool; 4] = [Tool::Fissure, Tool::Hugo, Tool::Eleventy, Tool::Zola];

    pub fn name(self) -> &'static str {
        match self {
            Tool::Fissure => "fissure",
            Tool::Hugo => "hugo",
            Tool::Eleventy => "eleventy",
            Tool::Zola => "zola",
        }
    }
}
