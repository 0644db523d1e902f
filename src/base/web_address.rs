//! Addresses of the web as browsers read them, so that two that lead to one page are found to be one.
//!
//! With `app::links` and `app::lsp` alone in naming the library for URLs. Asks no network.

use url::{Host, Url};

/// An address that browsers ask over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WebAddress {
    /// The name of the host in small letters of ASCII, as DNS has it.
    pub host: String,
    /// By what two addresses are compared: all but the scheme and what stands behind `#`.
    pub key: String,
}

impl WebAddress {
    /// Reads an address; nothing where it is none of the web, or has a name of a user before its host, which is how links pretend
    /// to lead to another host.
    pub(crate) fn read(text: &str) -> Option<WebAddress> {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        let host = url.host_str()?.trim_end_matches('.').to_owned();
        let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
        let query = url.query().map_or_else(String::new, |query| format!("?{query}"));
        let key = format!("{host}{port}{}{query}", url.path());
        Some(WebAddress { host, key })
    }
}

/// The name of a host in small letters of ASCII, as DNS has it: `例え.jp` is `xn--r8jz45g.jp`. Nothing where it is not the name of one,
/// or has no dot, as no host of the web has.
pub(crate) fn host_in_ascii(name: &str) -> Option<String> {
    let is_label = |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
    match Host::parse(name).ok()? {
        Host::Domain(host) if host.contains('.') && host.split('.').all(is_label) => {
            host.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c)).then_some(host)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_addresses_of_one_page_have_one_key() {
        let key = |text: &str| WebAddress::read(text).map(|address| address.key);
        for other in
            ["http://a.example/x", "HTTPS://A.Example:443/x", "https://a.example./x#part", "https://a.example/y/../x"]
        {
            assert_eq!(key(other), key("https://a.example/x"), "{other}");
        }
        for other in
            ["https://a.example/x/", "https://a.example:8443/x", "https://a.example/x?p=1", "https://b.example/x"]
        {
            assert_ne!(key(other), key("https://a.example/x"), "{other}");
        }
        assert_eq!(key("https://a.example"), key("https://a.example/"));
        for none in ["mailto:a@a.example", "https://a.example@b.example/", "//a.example/", "https://", "/x"] {
            assert_eq!(key(none), None, "{none}");
        }
    }

    #[test]
    fn a_host_has_one_name_in_ascii() {
        assert_eq!(host_in_ascii("例え.jp").as_deref(), Some("xn--r8jz45g.jp"));
        assert_eq!(host_in_ascii("xn--r8jz45g.jp").as_deref(), Some("xn--r8jz45g.jp"));
        for none in
            ["", "com", "1.2.3.4", "[::1]", "a..example", "-a.example", "a b.example", "a.example/x", "*.a.example"]
        {
            assert_eq!(host_in_ascii(none), None, "{none}");
        }
    }
}
