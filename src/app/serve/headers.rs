//! What the preview sends of the headers that a host would send by the site's own `_headers`.
//!
//! The rules are read by `commands::headers`. Never reads a file, and answers no request.

use crate::commands::headers::rules::Headers;

/// Headers of a host that the preview leaves out.
///
/// Those of the connection are for the server that has it. The preview keeps nothing in a cache and is no `https`. It opens
/// no file to scripts of other sites, which would read what is not published yet, and reports nothing of it to anyone.
const LEFT_OUT: [&str; 22] = [
    "accept-ranges",
    "age",
    "allow",
    "alt-svc",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-range",
    "cross-origin-resource-policy",
    "date",
    "etag",
    "expires",
    "keep-alive",
    "last-modified",
    "nel",
    "report-to",
    "reporting-endpoints",
    "strict-transport-security",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// What the preview sends of the headers of a host. `own` is the origin that the browser knows the preview by.
pub(super) fn in_preview(mut headers: Headers, own: &str) -> Headers {
    headers.retain(|name, _| !LEFT_OUT.contains(&&**name) && !name.starts_with("access-control-"));
    for (_, policy) in headers.iter_mut().filter(|(name, _)| name.starts_with("content-security-policy")) {
        let admitted: Vec<String> = policy.split(',').map(|policy| admitting(policy, own)).collect();
        *policy = admitted.join(", ");
    }
    headers
}

/// A policy under which the preview's script runs and may ask the preview for news.
///
/// Most policies allow both by `'self'` and stay as they are. Others get the address of the script and the folder that the
/// script asks, and nothing more: with `'self'` the page could load what it cannot load in production. (`'strict-dynamic'`
/// allows no address, so a page with that is not changed in place.)
fn admitting(policy: &str, own: &str) -> String {
    let directives = policy.split(';').filter_map(|directive| {
        let mut words = directive.split_whitespace().map(str::to_owned);
        Some((words.next()?.to_ascii_lowercase(), words.collect()))
    });
    let mut directives: Vec<(String, Vec<String>)> = directives.collect();
    // The preview has no https to change to, and reports are about what readers have.
    let left_out = ["upgrade-insecure-requests", "block-all-mixed-content", "report-uri", "report-to"];
    directives.retain(|(name, _)| !left_out.contains(&&**name));
    admit(&mut directives, &["script-src-elem", "script-src", "default-src"], format!("{own}{}", super::SCRIPT));
    admit(&mut directives, &["connect-src", "default-src"], format!("{own}{}", super::OURS));
    let text = |(name, sources): &(String, Vec<String>)| format!("{name} {}", sources.join(" ")).trim_end().to_owned();
    directives.iter().map(text).collect::<Vec<_>>().join("; ")
}

/// Adds a source to the first of some directives that there is, since that one counts. The last, the default for others too,
/// stays as it is, and the one before it takes its place.
fn admit(directives: &mut Vec<(String, Vec<String>)>, names: &[&str], source: String) {
    let place = |name: &&str| directives.iter().position(|(other, _)| other == name);
    let Some(at) = names.iter().find_map(place) else { return };
    let (name, sources) = &directives[at];
    if sources.iter().any(|source| source == "*" || source.eq_ignore_ascii_case("'self'")) {
        return;
    }
    let others = sources.iter().filter(|source| !source.eq_ignore_ascii_case("'none'")).cloned();
    let sources: Vec<String> = others.chain([source]).collect();
    match names {
        [.., before, last] if name == last => directives.push(((*before).to_owned(), sources)),
        _ => directives[at].1 = sources,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::headers::rules::HeaderRules;

    fn previewed(policy: &str) -> String {
        let headers = Headers::from([("content-security-policy".to_owned(), policy.to_owned())]);
        in_preview(headers, "http://localhost:1").remove("content-security-policy").unwrap()
    }

    #[test]
    fn the_preview_admits_itself_and_nothing_else() {
        let ours = "default-src 'none'; script-src 'self'; connect-src 'self'";
        assert_eq!(previewed(ours), ours);
        assert_eq!(previewed("img-src 'self'"), "img-src 'self'");
        assert_eq!(
            previewed("default-src 'none'"),
            "default-src 'none'; script-src http://localhost:1/_fissure/reload.js; connect-src http://localhost:1/_fissure/"
        );
        assert_eq!(
            previewed(
                "default-src 'self'; script-src-elem x.example; upgrade-insecure-requests; report-uri /r, connect-src 'none'"
            ),
            "default-src 'self'; script-src-elem x.example http://localhost:1/_fissure/reload.js, \
             connect-src http://localhost:1/_fissure/"
        );
    }

    #[test]
    fn the_preview_is_neither_kept_nor_opened() {
        let text = "/*\n  Cache-Control: immutable\n  Strict-Transport-Security: max-age=1\n  Access-Control-Allow-Origin: *\n  X: 1";
        let headers = in_preview(HeaderRules::read(text).of("", "/"), "");
        assert_eq!(headers.into_keys().collect::<Vec<_>>(), ["x"]);
    }
}
