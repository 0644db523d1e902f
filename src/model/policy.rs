//! The content security policy of `_headers`: what pages may load, which hosts the settings (`allow`) add to that, and what
//! a browser that keeps it does not show.
//!
//! Looks at one tag at a time, as whoever read the HTML hands it over. Never reads HTML, and never decides where a tag stands.

use super::base_url::BaseUrl;
use super::reader::Fields;
use crate::base::diagnostic::Code;
use crate::base::path::authority;
use crate::base::web_address::host_in_ascii;
use std::borrow::Cow;

/// The hosts that a site allows besides its own, by what they may be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Policy {
    images: Vec<String>,
    media: Vec<String>,
    frames: Vec<String>,
    scripts: Vec<String>,
    styles: Vec<String>,
    fonts: Vec<String>,
    forms: Vec<String>,
    /// Whether a tag may have a style of its own.
    inline_styles: bool,
}

/// Something in a tag that a browser does not show or do, by the policy that the site publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Blocked {
    /// The attribute that asks for it; none when the tag itself does.
    pub attribute: Option<String>,
    pub message: String,
    pub help: String,
}

/// What a tag or a style sheet asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask {
    Font,
    Image,
    Media,
    Frame,
    Script,
    Style,
    Form,
    /// A plug-in or a base, which nothing allows.
    Never(&'static str),
}

impl Ask {
    fn words(self) -> &'static str {
        match self {
            Ask::Font => "font",
            Ask::Image => "picture",
            Ask::Media => "sound or film",
            Ask::Frame => "frame",
            Ask::Script => "script",
            Ask::Style => "style sheet",
            Ask::Form => "form",
            Ask::Never(what) => what,
        }
    }
}

/// Reads `allow` of the settings.
pub(crate) fn read(fields: &mut Fields<'_>) -> Policy {
    let read = |of: &mut Fields<'_>| Policy {
        images: hosts(of, "images"),
        media: hosts(of, "media"),
        frames: hosts(of, "frames"),
        scripts: hosts(of, "scripts"),
        styles: hosts(of, "styles"),
        fonts: hosts(of, "fonts"),
        forms: hosts(of, "forms"),
        inline_styles: of.flag("inline_styles"),
    };
    fields.inside("allow", read).unwrap_or_default()
}

fn hosts(of: &mut Fields<'_>, key: &str) -> Vec<String> {
    let mut hosts: Vec<String> = Vec::new();
    for word in of.words(key) {
        let host = in_ascii(word.text.trim());
        let is_data = host == "data:" && takes_data(key);
        if is_data || is_host(&host) {
            hosts.push(host);
            continue;
        }
        let message = format!("\"{}\" is not the name of a host.", word.text);
        let help = match authority(&host).filter(|(host, ..)| is_host(host)) {
            Some((host, Some(port), _)) => format!("Write:  {key}: [\"{host}:{port}\"]"),
            Some((host, None, _)) => format!("Write:  {key}: [{host}]"),
            None => format!("Write:  {key}: [video.example]"),
        };
        of.error(Code::BadValue, word.span, message, help);
    }
    hosts.sort();
    hosts.dedup();
    hosts
}

/// A host of the settings as the header has it: in small letters of ASCII, whatever its script.
fn in_ascii(text: &str) -> String {
    let (star, rest) = text.strip_prefix("*.").map_or(("", text), |rest| ("*.", rest));
    let (name, port) = rest.split_once(':').map_or((rest, None), |(name, port)| (name, Some(port)));
    match host_in_ascii(name) {
        Some(name) => format!("{star}{name}{}", port.map_or_else(String::new, |port| format!(":{port}"))),
        None => text.to_ascii_lowercase(),
    }
}

/// Whether what is asked for may stand in its address.
fn takes_data(key: &str) -> bool {
    matches!(key, "images" | "media" | "fonts")
}

/// `video.example`, `*.example.org`, `video.example:8443`: nothing that could end the header or its part.
fn is_host(text: &str) -> bool {
    let (host, port) = text.split_once(':').unwrap_or((text, "443"));
    let labels = host.strip_prefix("*.").unwrap_or(host).split('.');
    let is_label = |label: &str| {
        !label.is_empty()
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    port.parse::<u16>().is_ok() && host.contains('.') && labels.into_iter().all(is_label)
}

impl Policy {
    /// The policy as the header has it.
    pub(crate) fn header(&self) -> String {
        let own = |hosts: &[String]| [&["'self'".to_owned()], hosts].concat().join(" ");
        let mut styles = own(&self.styles);
        if self.inline_styles {
            styles.push_str(" 'unsafe-inline'");
        }
        let parts = [
            ("default-src", "'none'".to_owned()),
            ("script-src", own(&self.scripts)),
            ("style-src", styles),
            ("img-src", own(&self.images)),
            ("media-src", own(&self.media)),
            ("font-src", own(&self.fonts)),
            ("connect-src", "'self'".to_owned()),
            ("manifest-src", "'self'".to_owned()),
            // Without a host the default holds. Every byte here comes with every file.
            ("frame-src", self.frames.join(" ")),
            ("base-uri", "'none'".to_owned()),
            ("form-action", own(&self.forms)),
            // No frame-ancestors: `/embed/` is made for frames, no page acts for its reader, and a host cannot leave a part of
            // the policy out for some pages.
        ];
        let parts = parts.iter().filter(|(_, value)| !value.is_empty());
        parts.map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join("; ")
    }

    /// What of a tag the policy blocks. Names are in small letters, values without their character references; `base_url`
    /// says which addresses are the site's own.
    pub(crate) fn blocked(
        &self,
        element: &str,
        attributes: &[(&str, &str)],
        base_url: Option<&BaseUrl>,
    ) -> Vec<Blocked> {
        let of = |name: &str| attributes.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
        let mut blocked: Vec<Blocked> = inline(element, &of).into_iter().filter(|_| !self.inline(element)).collect();
        for (name, value) in attributes {
            let within = self.inline_attribute(name, value);
            let is_within = within.is_some();
            blocked.extend(within);
            let Some(ask) = asks(element, name, &of).filter(|_| !is_within) else { continue };
            let found = addresses(name, value).into_iter().find_map(|url| self.elsewhere(ask, url, base_url));
            blocked.extend(found.map(|(message, help)| Blocked { attribute: Some((*name).to_owned()), message, help }));
        }
        blocked
    }

    fn inline(&self, element: &str) -> bool {
        element == "style" && self.inline_styles
    }

    fn inline_attribute(&self, name: &str, value: &str) -> Option<Blocked> {
        let blocked = |message: &str, help: &str| {
            let (message, help) = (message.to_owned(), help.to_owned());
            Some(Blocked { attribute: Some(name.to_owned()), message, help })
        };
        let starts_script = || value.trim_start().to_ascii_lowercase().starts_with("javascript:");
        let holds_address = matches!(name, "href" | "xlink:href" | "src" | "action" | "formaction");
        match name {
            "style" if !self.inline_styles => {
                blocked("Readers do not see this style: the site's _headers allow none within a page.", STYLES)
            }
            _ if holds_address && starts_script() => blocked(SCRIPT, SCRIPTS),
            _ if name.starts_with("on") && name.len() > 2 => blocked(SCRIPT, SCRIPTS),
            _ => None,
        }
    }

    /// Why something from an address is not loaded, and what helps.
    pub(crate) fn elsewhere(&self, ask: Ask, url: &str, base_url: Option<&BaseUrl>) -> Option<(String, String)> {
        let what = ask.words();
        let (key, hosts) = match ask {
            Ask::Font => ("fonts", &self.fonts),
            Ask::Image => ("images", &self.images),
            Ask::Media => ("media", &self.media),
            Ask::Frame => ("frames", &self.frames),
            Ask::Script => ("scripts", &self.scripts),
            Ask::Style => ("styles", &self.styles),
            Ask::Form => ("forms", &self.forms),
            Ask::Never(_) => {
                let message = format!("Readers do not see this {what}: the site's _headers allow none.");
                return Some((message, "Link to it instead.".to_owned()));
            }
        };
        let Some(from) = host_of(url, base_url) else {
            let message = "Readers do not see this frame: no page of the site may be framed.".to_owned();
            return (ask == Ask::Frame).then(|| (message, "Link to it instead.".to_owned()));
        };
        // An empty frame is loaded from nowhere.
        if ask == Ask::Frame && from == "about:" {
            return None;
        }
        if hosts.iter().any(|allowed| fits(allowed, &from)) {
            return mixed(ask, url, base_url);
        }
        let message = match ask {
            Ask::Form => format!("This form cannot be sent: the site's _headers allow none to {from}."),
            Ask::Script => format!("This script does not run: the site's _headers allow none from {from}."),
            _ => format!("Readers do not see this {what}: the site's _headers allow none from {from}."),
        };
        if !(is_host(&from) || from == "data:" && takes_data(key)) {
            return Some((
                message,
                "No setting allows that. Let a link or a file of the site take its place.".to_owned(),
            ));
        }
        let shown = if from.contains(':') { format!("\"{from}\"") } else { from };
        let instead = if ask == Ask::Frame { "  or link to it instead." } else { "" };
        Some((message, format!("Add to site.yaml:  allow: {{{key}: [{shown}]}}{instead}")))
    }
}

/// Why something from a host that is allowed is not loaded all the same: by `http`, where the site comes by `https`. Browsers ask for
/// pictures, sound and film by `https` then.
fn mixed(ask: Ask, url: &str, base_url: Option<&BaseUrl>) -> Option<(String, String)> {
    let is_secure = base_url.is_some_and(|base| base.as_str().starts_with("https:"));
    let begins = url.get(.."http:".len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http:"));
    let what = ask.words();
    let message = match ask {
        _ if !is_secure || !begins => return None,
        Ask::Image | Ask::Media | Ask::Never(_) => return None,
        Ask::Form => "This form cannot be sent: it goes to an http address from an https site.".to_owned(),
        Ask::Script => "This script does not run: it has an http address on an https site.".to_owned(),
        Ask::Font | Ask::Frame | Ask::Style => {
            format!("Readers do not see this {what}: it has an http address on an https site.")
        }
    };
    Some((message, format!("Write:  https:{}", &url["http:".len()..])))
}

const SCRIPT: &str = "This script does not run: the site's _headers allow none within a page.";
const SCRIPTS: &str = "Put it into a file in static/ and load that:  <script src=\"/name.js\"></script>";
const STYLES: &str = "Give it a class and a rule in a style sheet, or add to site.yaml:  allow: {inline_styles: true}";

/// Scripts and styles that stand in the page itself.
fn inline<'a>(element: &str, of: &impl Fn(&str) -> Option<&'a str>) -> Option<Blocked> {
    let blocked = |message: &str, help: &str| {
        Some(Blocked { attribute: None, message: message.to_owned(), help: help.to_owned() })
    };
    match element {
        "style" => blocked("Readers do not see these styles: the site's _headers allow none within a page.", STYLES),
        "script" if of("src").is_none() && is_script(of("type").unwrap_or("")) => blocked(SCRIPT, SCRIPTS),
        _ => None,
    }
}

/// Whether a script of a type runs, or says what to load; others are data. A browser takes a type with parameters for data.
fn is_script(type_: &str) -> bool {
    let type_ = type_.trim().to_ascii_lowercase();
    let format = type_.strip_prefix("text/").or_else(|| type_.strip_prefix("application/")).unwrap_or("");
    let format = format.strip_prefix("x-").unwrap_or(format);
    let is_old = format.strip_prefix("javascript1.").is_some_and(|version| version.len() == 1);
    matches!(&*type_, "" | "module" | "importmap" | "speculationrules")
        || matches!(format, "javascript" | "ecmascript" | "jscript" | "livescript")
        || is_old
}

/// What an attribute of a tag asks a browser to load or to send to.
fn asks<'a>(element: &str, attribute: &str, of: &impl Fn(&str) -> Option<&'a str>) -> Option<Ask> {
    let rel = || of("rel").unwrap_or("").to_ascii_lowercase();
    let is = |name: &str, value: &str| of(name).is_some_and(|given| given.eq_ignore_ascii_case(value));
    let is_rel = |value: &str| rel().split_whitespace().any(|rel| rel == value);
    match (element, attribute) {
        ("img", "src" | "srcset") | ("source", "srcset") | ("video", "poster") => Some(Ask::Image),
        ("input", "src") if is("type", "image") => Some(Ask::Image),
        ("image" | "feimage", "href" | "xlink:href") | (_, "background") => Some(Ask::Image),
        ("audio" | "video" | "source" | "track", "src") => Some(Ask::Media),
        // A browser shows what stands in `srcdoc`, under the policy of the page that it is in.
        ("iframe" | "frame", "src") => Some(Ask::Frame),
        ("script", "src") => Some(Ask::Script),
        ("link", "href") if is_rel("stylesheet") => Some(Ask::Style),
        ("link", "href") if is_rel("icon") => Some(Ask::Image),
        ("link", "href") if is_rel("modulepreload") => Some(Ask::Script),
        ("link", "href") if is_rel("preload") => match of("as").unwrap_or("").to_ascii_lowercase().as_str() {
            "font" => Some(Ask::Font),
            "image" => Some(Ask::Image),
            "script" => Some(Ask::Script),
            "style" => Some(Ask::Style),
            "audio" | "video" | "track" => Some(Ask::Media),
            _ => None,
        },
        ("form", "action") | ("button" | "input", "formaction") => Some(Ask::Form),
        ("object", "data") | ("embed", "src") | ("applet", "code" | "archive") => Some(Ask::Never("object")),
        ("base", "href") => Some(Ask::Never("base address")),
        _ => None,
    }
}

/// The addresses of an attribute: one, or for `srcset` each with its size behind it.
fn addresses<'a>(attribute: &str, value: &'a str) -> Vec<&'a str> {
    match attribute {
        "srcset" => value
            .split_inclusive([' ', '\t', '\n'])
            .scan(true, |begins, part| {
                let first = std::mem::replace(begins, part.trim_end().ends_with(','));
                Some(Some(part.trim().trim_end_matches(',')).filter(|address| first && !address.is_empty()))
            })
            .flatten()
            .collect(),
        _ => vec![value.trim()],
    }
}

/// The host of an address, with its port where that is unusual, or the scheme of one that has none; nothing when it is the
/// site's own.
fn host_of(url: &str, base_url: Option<&BaseUrl>) -> Option<String> {
    if !crate::parse::markdown::is_external(url) {
        return None;
    }
    let bare = without_user(url);
    let Some((host, port, _)) = authority(&bare) else {
        let scheme = url.split(':').next().unwrap_or("");
        return Some(format!("{}:", scheme.to_ascii_lowercase()));
    };
    let own = base_url.and_then(|base| authority(base.as_str()));
    if own.is_some_and(|(own, own_port, _)| own.eq_ignore_ascii_case(host) && own_port == port) {
        return None;
    }
    let port = port.map_or(String::new(), |port| format!(":{port}"));
    Some(format!("{}{port}", host_in_ascii(host).unwrap_or_else(|| host.to_ascii_lowercase())))
}

/// An address without a name before its host, for which no browser asks another host.
fn without_user(url: &str) -> Cow<'_, str> {
    let Some((scheme, rest)) = url.split_once("//") else { return url.into() };
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    match rest[..end].rfind('@') {
        Some(at) => format!("{scheme}//{}", &rest[at + 1..]).into(),
        None => url.into(),
    }
}

/// Whether a host is one that is allowed.
fn fits(allowed: &str, host: &str) -> bool {
    match allowed.strip_prefix('*') {
        Some(end) => host.ends_with(end) && host.len() > end.len(),
        None => allowed == host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{config, config_path};

    fn policy(allow: &str) -> (Policy, Option<BaseUrl>) {
        let text = format!("title: x\nbase_url: https://example.org/sub/\n{allow}\n");
        let (config, mistakes) = config::read(&config_path(), Some(&text));
        assert!(mistakes.is_empty(), "{mistakes:?}");
        (config.policy, config.base_url)
    }

    fn said(allow: &str, element: &str, attributes: &[(&str, &str)]) -> Vec<String> {
        let (policy, base_url) = policy(allow);
        policy.blocked(element, attributes, base_url.as_ref()).into_iter().map(|blocked| blocked.message).collect()
    }

    #[test]
    fn the_policy_is_strict_unless_the_settings_open_it() {
        let strict = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; \
            connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'";
        assert_eq!(policy("").0.header(), strict);
        let open =
            policy("allow: {images: [\"*.images.example\", \"data:\"], frames: Video.example, inline_styles: true}")
                .0
                .header();
        for part in [
            "; img-src 'self' *.images.example data:;",
            "; frame-src video.example;",
            "; style-src 'self' 'unsafe-inline';",
        ] {
            assert!(open.contains(part), "{open}");
        }
    }

    #[test]
    fn no_host_ends_the_header() {
        for bad in [
            "https://video.example/x",
            "video.example;",
            "video.example script-src",
            "*",
            "'unsafe-inline'",
            "localhost",
            "a..b",
            "x.example/\n",
        ] {
            assert!(!is_host(bad), "{bad:?}");
        }
        for good in ["video.example", "*.video.example", "video.example:8443", "xn--bcher-kva.example"] {
            assert!(is_host(good), "{good}");
        }
    }

    #[test]
    fn what_is_blocked_is_said() {
        let frame = |host: &str| format!("Readers do not see this frame: the site's _headers allow none from {host}.");
        let picture =
            |host: &str| format!("Readers do not see this picture: the site's _headers allow none from {host}.");
        let of = |element: &str, name: &str, value: &str| said("", element, &[(name, value)]).join(" ");
        assert_eq!(of("iframe", "src", "https://video.example/embed/1"), frame("video.example"));
        assert_eq!(
            of("iframe", "src", "/articles/x/"),
            "Readers do not see this frame: no page of the site may be framed."
        );
        assert_eq!(of("img", "src", "//Images.example:8080/a.png"), picture("images.example:8080"));
        assert_eq!(of("img", "src", "data:image/png;base64,AA=="), picture("data:"));
        assert_eq!(of("img", "srcset", "/a.png 1x, https://images.example/b.png 2x"), picture("images.example"));
        assert_eq!(of("video", "poster", "https://images.example/a.png"), picture("images.example"));
        assert!(of("p", "style", "color: red").contains("this style"));
        assert!(of("p", "onclick", "x()").contains("does not run"));
        assert!(of("a", "href", " JavaScript:x()").contains("does not run"));
        assert!(of("form", "action", "https://forms.example/").contains("cannot be sent"));
        assert!(of("object", "data", "/a.swf").contains("this object"));
        assert!(said("", "script", &[]).concat().contains("within a page"));
        assert!(said("", "style", &[]).concat().contains("these styles"));
        assert!(of("script", "src", "https://scripts.example/a.js").contains("from scripts.example"));
        assert!(of("script", "type", "importmap").contains("within a page"));
        assert_eq!(of("iframe", "src", "javascript:x()"), SCRIPT);
        let font = [("rel", "preload"), ("as", "font"), ("href", "https://fonts.example/a.woff2")];
        assert!(said("", "link", &font).concat().contains("this font"));
        let sheet = [("rel", "alternate stylesheet"), ("href", "//styles.example/a.css")];
        assert!(said("", "link", &sheet).concat().contains("from styles.example"));
        let (policy, base_url) = policy("");
        let help = |ask, url| policy.elsewhere(ask, url, base_url.as_ref()).unwrap().1;
        assert!(help(Ask::Image, "data:,x").contains("allow: {images: [\"data:\"]}"));
        assert!(help(Ask::Form, "mailto:a@b.example").starts_with("No setting allows that."));
        // What is advised is a setting that can be read.
        assert!(help(Ask::Frame, "http://localhost:8000/").starts_with("No setting allows that."));
        assert!(help(Ask::Frame, "https://例え.jp/").contains("allow: {frames: [xn--r8jz45g.jp]}"));
        assert!(help(Ask::Frame, "https://me@video.example/").contains("allow: {frames: [video.example]}"));
        let allow =
            "allow: {frames: video.example, scripts: video.example, forms: video.example, images: video.example}";
        let plain = |element: &str, name: &str, url: &str| said(allow, element, &[(name, url)]).join(" ");
        assert!(plain("iframe", "src", "http://video.example/1").ends_with("it has an http address on an https site."));
        assert!(plain("script", "src", "HTTP://video.example/1.js").contains("does not run"));
        assert!(plain("form", "action", "http://video.example/").contains("cannot be sent"));
    }

    #[test]
    fn what_is_allowed_is_passed_over() {
        for (element, name, value) in [
            ("img", "src", "/a.png"),
            ("img", "src", "a.png"),
            ("img", "src", "https://example.org/elsewhere/a.png"),
            ("video", "src", "/a.mp4"),
            ("a", "href", "https://other.example/"),
            ("form", "action", "/search/"),
            ("script", "type", "application/ld+json"),
            ("link", "href", "https://other.example/"),
            ("iframe", "src", "about:blank"),
            ("iframe", "srcdoc", "<p>x"),
            // A browser takes it for data.
            ("script", "type", "text/javascript; charset=utf-8"),
            ("p", "class", "style"),
        ] {
            assert_eq!(said("", element, &[(name, value)]), Vec::<String>::new(), "{element} {name}={value}");
        }
        let allow = "allow: {frames: [\"*.video.example\"], images: [\"data:\", images.example], inline_styles: true}";
        let of = |element: &str, name: &str, value: &str| said(allow, element, &[(name, value)]).len();
        assert_eq!(of("iframe", "src", "https://www.video.example/1"), 0);
        assert_eq!(of("iframe", "src", "https://video.example/1"), 1);
        assert_eq!(of("iframe", "src", "https://evil-video.example/1"), 1);
        assert_eq!(of("img", "src", "data:image/png;base64,AA=="), 0);
        assert_eq!(of("img", "src", "https://images.example/a.png"), 0);
        assert_eq!(of("img", "src", "https://images.example.evil/a.png"), 1);
        assert_eq!((of("p", "style", "color: red"), said(allow, "style", &[]).len()), (0, 0));
        // Browsers ask for a picture by https; a host may be written in its own script.
        assert_eq!(of("img", "src", "http://images.example/a.png"), 0);
        assert_eq!(of("iframe", "src", "https://me@www.video.example/1"), 0);
        for (allowed, url) in [
            ("例え.jp", "https://例え.jp/1"),
            ("例え.jp", "https://xn--r8jz45g.jp/1"),
            ("\"*.例え.jp:8443\"", "https://a.例え.jp:8443/"),
        ] {
            assert_eq!(said(&format!("allow: {{frames: {allowed}}}"), "iframe", &[("src", url)]), [""; 0], "{url}");
        }
        assert!(policy("allow: {frames: 例え.jp}").0.header().contains("frame-src xn--r8jz45g.jp"));
    }
}
