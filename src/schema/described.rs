//! What each field is for, in the words of the README, which is the one table of them.
//!
//! The README is in the program for this; a test holds that no field is left without words.

const README: &str = include_str!("../../README.md");

/// The words on a field: from the table of its section, or else from that of articles.
pub fn described(section: &str, field: &str) -> Option<String> {
    let words = in_section(section, None, field).filter(|words| !words.starts_with("as for "));
    words.or_else(|| in_section("Articles", None, field).filter(|_| section != "Articles"))
}

/// The words on a field of an entry of a fact block.
pub fn described_in_block(block: &str, field: &str) -> Option<String> {
    let first_four = ["access", "events", "relations", "claims"].contains(&block);
    in_section("Fact blocks", Some(block), field)
        .or_else(|| in_section("Fact blocks", Some("the first four"), field).filter(|_| first_four))
        .or_else(|| in_section("Fact blocks", Some("all"), field))
}

/// Looks into the tables of a section. With a block, the first column says which one, and is empty where it goes on.
fn in_section(section: &str, block: Option<&str>, field: &str) -> Option<String> {
    let headed = |line: &&str| line.strip_prefix("### ").is_some_and(|title| title.trim_matches('`') == section);
    let lines = README.lines().skip_while(|line| !headed(line)).skip(1).take_while(|line| !line.starts_with("##"));
    let mut current = "";
    for line in lines {
        if !line.starts_with('|') {
            continue;
        }
        let cells: Vec<&str> = line.split('|').skip(1).map(str::trim).collect();
        let (names, words) = match block {
            None if section == "Entities" => (cells.first()?, cells.get(2)),
            None => (cells.first()?, cells.get(1)),
            Some(_) => {
                current = if cells.first()?.is_empty() { current } else { cells[0] };
                (cells.get(1)?, cells.get(2))
            }
        };
        let named =
            names.split(' ').any(|name| name.strip_prefix('`').and_then(|n| n.strip_suffix('`')) == Some(field));
        if named && block.is_none_or(|block| block == current) {
            return words.map(|words| (*words).to_owned());
        }
    }
    None
}
