//! Where a path in a link leads: from the file it is written in to an address of the site.
//!
//! Only paths are worked out here; whether there is a page is known when everything is planned.

use crate::base::path::{Address, authority, decoded};
use crate::base::text::fold::nfc;
use crate::model::config::BaseUrl;

/// A link's destination taken apart: `../models/fugu.md?x#why`; path and anchor in Unicode's composed form, as addresses
/// are.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Destination {
    /// Without query and anchor, percent-decoded.
    pub path: String,
    /// With its `?`, or empty.
    pub query: String,
    /// Without its `#`.
    pub anchor: Option<String>,
    /// What a browser is to look for in the text, as it is written: `:~:text=so%20it%20says`, or empty.
    pub directive: String,
}

pub(crate) fn split(destination: &str) -> Destination {
    let (rest, (anchor, directive)) = match destination.split_once('#') {
        Some((rest, written)) => (rest, fragment(written)),
        None => (destination, (None, String::new())),
    };
    let (path, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
    Destination { path: composed(path), query: query.to_owned(), anchor, directive }
}

/// What stands after a `#`, taken apart: the section, and a directive that only browsers understand (text fragments).
pub(crate) fn fragment(written: &str) -> (Option<String>, String) {
    let (anchor, directive) = written.split_at(written.find(":~:").unwrap_or(written.len()));
    (Some(composed(anchor)).filter(|anchor| !anchor.is_empty()), directive.to_owned())
}

impl Destination {
    /// Query, section and directive, as a link has them behind the path.
    pub(crate) fn rest(&self) -> String {
        let anchor = self.anchor.as_deref().unwrap_or("");
        let hash = if anchor.is_empty() && self.directive.is_empty() { "" } else { "#" };
        format!("{}{hash}{anchor}{}", self.query, self.directive)
    }
}

/// The path of an address that names the host of the site itself: `https://example.org/sub/x/#why` is `/x/#why` where
/// the site is published at `http://Example.org/sub`.
///
/// None for the addresses of others, and for what lies beside the site on its host.
pub(crate) fn own_address(base_url: &BaseUrl, url: &str) -> Option<String> {
    let (host, port, rest) = authority(url)?;
    let (own_host, own_port, own_path) = authority(base_url.as_str())?;
    let is_same_host = host.eq_ignore_ascii_case(own_host) && (port == own_port || [port, own_port] == [None, None]);
    if !is_same_host {
        return None;
    }
    let (path, end) = rest.split_at(rest.find(['?', '#']).unwrap_or(rest.len()));
    if path.split('/').any(|part| matches!(decoded(part).as_str(), "." | "..")) {
        return None;
    }
    let below = path.strip_prefix(own_path)?;
    let below = if below.is_empty() { "/" } else { below };
    below.starts_with('/').then(|| format!("/{}{end}", below.trim_start_matches('/')))
}

/// The form in which old addresses are compared: without a final slash or `index.html`, which hosts answer alike.
pub(crate) fn old_address(address: &Address) -> Address {
    let path = address.as_str();
    let page = path.strip_suffix("/index.html").unwrap_or(path).trim_end_matches('/');
    Address::new(if page.is_empty() { "/" } else { page })
}

fn composed(text: &str) -> String {
    nfc(&decoded(text)).into_owned()
}

/// An address without what stands behind its path.
pub(crate) fn without_anchor(address: &str) -> &str {
    address.split(['#', '?']).next().unwrap_or("")
}

/// The path of an address as pages have it.
pub(crate) fn path_of(address: &str) -> String {
    decoded(without_anchor(address))
}

/// Follows a relative path from a folder; none when it climbs out of the top.
pub(crate) fn relative(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// An address relative to that of a page, as a browser would take it.
pub(crate) fn relative_address(page: &Address, path: &str) -> Option<Address> {
    let folder = page.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
    let joined = if path.starts_with('/') { relative("", path)? } else { relative(folder, path)? };
    let page_like = path.is_empty() || path.ends_with('/') || path.ends_with("..") || path == ".";
    let end = if page_like && !joined.is_empty() { "/" } else { "" };
    Some(Address::new(format!("/{joined}{end}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_followed_but_never_out_of_the_top() {
        assert_eq!(relative("content/articles", "../models/fugu.md").unwrap(), "content/models/fugu.md");
        assert_eq!(relative("content", "../../etc/passwd"), None);
        let page = Address::new("/articles/x/");
        let to = |path| relative_address(&page, path).map(|address| address.to_string());
        assert_eq!(to("../y/"), Some("/articles/y/".into()));
        assert_eq!(to("photo.png"), Some("/articles/x/photo.png".into()));
        assert_eq!(to("/models/"), Some("/models/".into()));
        assert_eq!(to("../../"), Some("/".into()));
        assert_eq!(to("../../../../x"), None);
    }

    #[test]
    fn an_address_of_our_own_host_is_a_path() {
        let own = |base: &str, url: &str| own_address(&BaseUrl::new(base).unwrap(), url);
        for (base, url, path) in [
            ("https://example.org/", "https://example.org/articles/x/", "/articles/x/"),
            ("https://example.org/", "http://example.org/articles/x/?a=b#why", "/articles/x/?a=b#why"),
            ("https://example.org/", "//example.org/x/", "/x/"),
            ("https://example.org/", "HTTPS://Example.ORG/X/", "/X/"),
            ("https://example.org/", "https://example.org", "/"),
            ("https://example.org/", "https://example.org#why", "/#why"),
            ("https://example.org/", "https://example.org.:443/x/", "/x/"),
            ("https://example.org:8443/", "https://example.org:8443/x/", "/x/"),
            ("https://example.org/sub/", "https://example.org/sub/x/", "/x/"),
            ("https://example.org/sub/", "https://example.org/sub", "/"),
            ("https://example.org/", "https://example.org//x/", "/x/"),
        ] {
            assert_eq!(own(base, url).as_deref(), Some(path), "{url}");
        }
        for (base, url) in [
            ("https://example.org/", "https://example.org.evil/x/"),
            ("https://example.org/", "https://www.example.org/x/"),
            ("https://example.org/", "https://example.org@evil.example/x/"),
            ("https://example.org/", "https://me@example.org/x/"),
            ("https://example.org/", "https://example.org:8443/x/"),
            ("https://example.org:8443/", "https://example.org/x/"),
            ("https://example.org/", "ftp://example.org/x/"),
            ("https://example.org/", "mailto:me@example.org"),
            ("https://example.org/sub/", "https://example.org/x/"),
            ("https://example.org/sub/", "https://example.org/subway/"),
            ("https://example.org/sub/", "https://example.org/sub/%2e%2e/x/"),
            ("https://example.org/", "https:///x/"),
        ] {
            assert_eq!(own(base, url), None, "{url}");
        }
    }

    #[test]
    fn old_addresses_are_compared_as_hosts_answer_them() {
        let old = |address: &str| old_address(&Address::new(address)).to_string();
        for page in ["/old/a/", "/old/a", "/old/a/index.html"] {
            assert_eq!(old(page), "/old/a");
        }
        assert_eq!((old("/old/a.html"), old("/")), ("/old/a.html".to_owned(), "/".to_owned()));
    }

    #[test]
    fn destinations_come_apart() {
        let parts = split("a%20b.md?v=1#w%C3%A4rum");
        assert_eq!(
            (parts.path.as_str(), parts.query.as_str(), parts.anchor.as_deref()),
            ("a b.md", "?v=1", Some("wärum"))
        );
        let rest = |destination| split(destination).rest();
        assert_eq!(rest("/x/?v=1#why:~:text=so%20it,is"), "?v=1#why:~:text=so%20it,is");
        assert_eq!(split("#:~:text=so").anchor, None);
        assert_eq!(rest("#:~:text=so"), "#:~:text=so");
        assert_eq!((rest("/x/"), rest("/x/#")), (String::new(), String::new()));
        assert_eq!(split("/articles/%E1%84%92%E1%85%A1%E1%86%AB/").path, "/articles/한/");
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(decoded("%zz%e9"), "%zz%e9");
    }
}
