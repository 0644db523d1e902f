//! Under what licence a site may be used: an identifier of SPDX, from which a name and an address follow, an address, or
//! any other line.

/// The licence of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Licence {
    /// For readers: "CC BY 4.0".
    pub name: String,
    /// The whole name, for machines.
    pub title: String,
    /// Its identifier in the list of SPDX, where that is known.
    pub id: Option<&'static str>,
    /// Where its text is.
    pub url: Option<String>,
}

/// The licences that are known by their identifiers.
struct KnownLicence {
    id: &'static str,
    name: &'static str,
    title: &'static str,
    url: &'static str,
}

const fn known(id: &'static str, name: &'static str, title: &'static str, url: &'static str) -> KnownLicence {
    KnownLicence { id, name, title, url }
}

/// Those under which texts and data are published.
const KNOWN: [KnownLicence; 13] = [
    known(
        "CC-BY-4.0",
        "CC BY 4.0",
        "Creative Commons Attribution 4.0 International",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    known(
        "CC-BY-SA-4.0",
        "CC BY-SA 4.0",
        "Creative Commons Attribution Share Alike 4.0 International",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    known(
        "CC-BY-NC-4.0",
        "CC BY-NC 4.0",
        "Creative Commons Attribution Non Commercial 4.0 International",
        "https://creativecommons.org/licenses/by-nc/4.0/",
    ),
    known(
        "CC-BY-NC-SA-4.0",
        "CC BY-NC-SA 4.0",
        "Creative Commons Attribution Non Commercial Share Alike 4.0 International",
        "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    ),
    known(
        "CC-BY-ND-4.0",
        "CC BY-ND 4.0",
        "Creative Commons Attribution No Derivatives 4.0 International",
        "https://creativecommons.org/licenses/by-nd/4.0/",
    ),
    known(
        "CC-BY-NC-ND-4.0",
        "CC BY-NC-ND 4.0",
        "Creative Commons Attribution Non Commercial No Derivatives 4.0 International",
        "https://creativecommons.org/licenses/by-nc-nd/4.0/",
    ),
    known(
        "CC0-1.0",
        "CC0 1.0",
        "Creative Commons Zero v1.0 Universal",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    known(
        "ODbL-1.0",
        "ODbL 1.0",
        "Open Data Commons Open Database License v1.0",
        "https://opendatacommons.org/licenses/odbl/1-0/",
    ),
    known(
        "ODC-By-1.0",
        "ODC-By 1.0",
        "Open Data Commons Attribution License v1.0",
        "https://opendatacommons.org/licenses/by/1-0/",
    ),
    known(
        "PDDL-1.0",
        "PDDL 1.0",
        "Open Data Commons Public Domain Dedication & License 1.0",
        "https://opendatacommons.org/licenses/pddl/1-0/",
    ),
    known("MIT", "MIT", "MIT License", "https://opensource.org/license/mit"),
    known("Apache-2.0", "Apache 2.0", "Apache License 2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
    known(
        "OGL-UK-3.0",
        "OGL 3.0",
        "Open Government Licence v3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
];

impl Licence {
    /// The licence that a line of the settings means: by its identifier, its name, its address; else the line is all that is known.
    pub(crate) fn of_line(line: &str) -> Licence {
        let line = line.trim();
        let bare = |url: &str| {
            url.trim_start_matches("http://").trim_start_matches("https://").trim_end_matches('/').to_owned()
        };
        let is_meant = |known: &&KnownLicence| {
            [known.id, known.name, known.title].iter().any(|name| name.eq_ignore_ascii_case(line))
                || bare(known.url) == bare(line)
        };
        if let Some(known) = KNOWN.iter().find(is_meant) {
            return Licence {
                name: known.name.to_owned(),
                title: known.title.to_owned(),
                id: Some(known.id),
                url: Some(known.url.to_owned()),
            };
        }
        let is_address =
            (line.starts_with("https://") || line.starts_with("http://")) && !line.contains(char::is_whitespace);
        let url = is_address.then(|| line.to_owned());
        Licence { name: line.to_owned(), title: line.to_owned(), id: None, url }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_is_known_by_its_identifier_its_name_and_its_address() {
        let check = |line: &str, name: &str, id: Option<&str>, url: Option<&str>| {
            let licence = Licence::of_line(line);
            assert_eq!((licence.name.as_str(), licence.id, licence.url.as_deref()), (name, id, url), "{line}");
        };
        let by = Some("https://creativecommons.org/licenses/by/4.0/");
        check("CC-BY-4.0", "CC BY 4.0", Some("CC-BY-4.0"), by);
        check(" cc-by-4.0 ", "CC BY 4.0", Some("CC-BY-4.0"), by);
        check("CC BY 4.0", "CC BY 4.0", Some("CC-BY-4.0"), by);
        check("http://creativecommons.org/licenses/by/4.0", "CC BY 4.0", Some("CC-BY-4.0"), by);
        check("CC-BY-3.0", "CC-BY-3.0", None, None);
        check("All rights reserved", "All rights reserved", None, None);
        check("https://example.org/terms", "https://example.org/terms", None, Some("https://example.org/terms"));
        check("https://example.org/ and more", "https://example.org/ and more", None, None);
    }
}
