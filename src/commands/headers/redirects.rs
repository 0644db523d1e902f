//! The lines of a site's `_redirects`, for servers that do not read that file.
//!
//! Reads the syntax that Cloudflare Pages and Netlify have in common: an old path, where it leads, and a status. `*` and `:name` stand
//! for parts of a path, as in `_headers`. What a server of files cannot answer is left out and named. Answers no request.

use super::rules::{Part, pattern};
use crate::base::path::decoded;
use std::collections::BTreeSet;

/// The redirects of a site, in their order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Redirects {
    /// From one path, decoded, to an address; the first one counts.
    pub exact: Vec<Redirect<String>>,
    /// From all paths that fit.
    pub fitting: Vec<Redirect<Vec<Part>>>,
    pub left_out: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Redirect<From> {
    pub from: From,
    /// As it stands in a URL.
    pub to: String,
    pub status: u16,
}

/// What hosts answer with where a line has no status. Netlify answers 301, Cloudflare Pages 302, which no browser keeps.
const USUAL: u16 = 302;

impl Redirects {
    pub(super) fn read(text: &str) -> Redirects {
        let mut redirects = Redirects::default();
        let mut taken = BTreeSet::new();
        let lines = text.lines().map(|line| line.split(" #").next().unwrap_or(line).trim());
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match parsed(line) {
                Ok((from, to, status)) => redirects.add(from, to, status, &mut taken),
                Err(why) => redirects.left_out.push(format!("the redirect  {line}  {why}")),
            }
        }
        redirects
    }

    fn add(&mut self, from: Vec<Part>, to: &str, status: u16, taken: &mut BTreeSet<String>) {
        let [Part::Text(path)] = from.as_slice() else {
            return self.fitting.push(Redirect { from, to: to.to_owned(), status });
        };
        for from in spellings(&decoded(path)) {
            // Without its slash a page would lead to itself.
            if decoded(to) != from && taken.insert(from.clone()) {
                self.exact.push(Redirect { from, to: to.to_owned(), status });
            }
        }
    }
}

fn parsed(line: &str) -> Result<(Vec<Part>, &str, u16), String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (from, to, status) = match words.as_slice() {
        [from, to] => (*from, *to, USUAL),
        [from, to, status] => {
            let status = status.strip_suffix('!').unwrap_or(status);
            let status = status.parse().map_err(|_| "has a condition, or no status".to_owned())?;
            (*from, *to, status)
        }
        _ => return Err("is not an old path, a new address and a status".to_owned()),
    };
    if !from.starts_with('/') {
        return Err("is for one host".to_owned());
    }
    if !matches!(status, 301 | 302 | 303 | 307 | 308) {
        return Err(format!("answers with {status}, which leads nowhere else"));
    }
    let from = pattern(from);
    if from.iter().filter(|part| **part == Part::Any).count() > 1 {
        return Err("has more than one *".to_owned());
    }
    let names: Vec<&str> = from.iter().filter_map(Part::name).collect();
    if (1..names.len()).any(|n| names[..n].contains(&names[n])) {
        return Err("has one name twice".to_owned());
    }
    if to.contains(['"', '\\', '`', '{', '}', '<', '>']) || to.chars().any(char::is_control) {
        return Err("leads to what cannot be an address".to_owned());
    }
    Ok((from, to, status))
}

/// A path of a page with and without the slash at its end, which hosts answer alike.
fn spellings(path: &str) -> Vec<String> {
    let without = path.trim_end_matches('/');
    let is_file = without.rsplit('/').next().is_some_and(|name| name.contains('.'));
    match without {
        "" => vec!["/".to_owned()],
        _ if is_file => vec![path.to_owned()],
        _ => vec![format!("{without}/"), without.to_owned()],
    }
}

impl<From> Redirect<From> {
    /// Where it leads, with what is written so that no server reads a variable in it; names of the path are put in by `name`.
    pub(super) fn target(&self, from: &[Part], name: impl Fn(&str) -> String) -> String {
        super::value(&self.to, std::slice::from_ref(&from.to_vec()), |text| text.replace('$', "%24"), name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_are_read_as_hosts_read_them() {
        let read = Redirects::read(
            "# All\n/old/ /new/ 301\n/old /other/ 301\n/a%20b /c # why\n/x.html /x/ 308!\n/y /y/ 301\n",
        );
        let exact: Vec<_> = read.exact.iter().map(|one| (one.from.as_str(), one.to.as_str(), one.status)).collect();
        assert_eq!(
            exact,
            [
                ("/old/", "/new/", 301),
                ("/old", "/new/", 301),
                ("/a b/", "/c", 302),
                ("/a b", "/c", 302),
                ("/x.html", "/x/", 308),
                ("/y", "/y/", 301),
            ]
        );
        assert_eq!((read.fitting.len(), read.left_out.len()), (0, 0));
    }

    #[test]
    fn what_no_server_of_files_can_answer_is_left_out() {
        for line in [
            "/a /b 200",
            "/a /b 404",
            "/a /b 301 Country=de",
            "/a id=:id /b 301",
            "https://example.org/a /b 301",
            "/a",
            "/*/* /b 301",
            "/:a/:a /b 301",
            "/a /{b} 301",
        ] {
            let read = Redirects::read(line);
            assert_eq!((read.exact.len(), read.fitting.len(), read.left_out.len()), (0, 0, 1), "{line}");
        }
        assert_eq!(Redirects::read("/blog/:year/* /:year/:splat 301").fitting.len(), 1);
    }
}
