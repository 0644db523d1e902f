//! The address at which a site is published.

/// Where a site is published: `https://host/sub`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    url: String,
    path_at: usize,
}

impl BaseUrl {
    /// Takes `http` or `https`, a host, and perhaps a path; says in words why anything else is none.
    pub fn new(text: &str) -> Result<BaseUrl, String> {
        let url = text.trim_end_matches('/');
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        let Some(rest) = rest else { return Err(format!("\"{text}\" does not begin with https://")) };
        let path_at = url.len() - rest.len() + rest.find('/').unwrap_or(rest.len());
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if host.is_empty() || host.contains(['?', '#', ' ', '"', '<', '>', '@']) {
            return Err(format!("\"{text}\" has no host"));
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
        if !path.chars().all(plain) || path.split('/').any(|part| part == "..") || path.contains("//") {
            return Err(format!("the path of \"{text}\" has characters that an address cannot have"));
        }
        Ok(BaseUrl { url: url.to_owned(), path_at })
    }

    /// Where the pages of one folder are published.
    pub(crate) fn below(&self, folder: &str) -> BaseUrl {
        BaseUrl { url: format!("{}/{folder}", self.url), path_at: self.path_at }
    }

    /// The whole, without a `/` at its end.
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// Scheme and host alone.
    pub(crate) fn origin(&self) -> &str {
        &self.url[..self.path_at]
    }

    /// The host alone, without a port.
    pub(crate) fn host(&self) -> &str {
        let host = self.origin().split_once("://").map_or("", |(_, host)| host);
        host.split(':').next().unwrap_or(host)
    }

    /// The path alone: empty at a host's root, else `/sub`.
    pub(crate) fn path(&self) -> &str {
        &self.url[self.path_at..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_is_a_scheme_a_host_and_perhaps_a_path() {
        assert_eq!(BaseUrl::new("https://x.org/").unwrap().path(), "");
        assert_eq!(BaseUrl::new("https://x.org/a/b/").unwrap().path(), "/a/b");
        assert_eq!(BaseUrl::new("http://x.org:8080/a/").unwrap().host(), "x.org");
        for bad in ["", "x.org", "ftp://x.org", "https://", "https:///a", "https://x.org/../a", "https://x.org/a b"] {
            assert!(BaseUrl::new(bad).is_err(), "{bad}");
        }
    }
}
