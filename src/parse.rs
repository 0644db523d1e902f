pub mod yaml;
pub mod front_matter;
pub mod explain;
