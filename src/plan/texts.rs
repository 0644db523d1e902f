//! The texts that machines look for at known addresses: robots.txt, llms.txt, security.txt, and the headers and redirects for a
//! host.
//!
//! A file of the site with the same address takes the place of each, see [`Owner::gives_way`].

use super::data;
use super::page::{Context, PagePlan};
use super::parts::Parts;
use super::planned::{Asked, Origin, Owner, Planned};
use crate::base::content::Content;
use crate::base::path::Address;
use crate::link::Redirect;
use crate::model::security::Security;
use crate::view::assets::Assets;
use crate::view::{HeadersContext, LlmsContext, RobotsContext, SecurityContext};
use std::sync::Arc;

/// Plans them; every site has all but security.txt, which wants its contact in the settings.
pub(crate) fn add(parts: &Parts<'_>, assets: &Assets, sitemaps: &[Address], planned: &mut Planned) {
    let frame = &parts.frame;
    // Machines look for them at the root of the site.
    if !frame.config.is_whole_site() {
        return planned.ask(Owner::Texts, Vec::new());
    }
    let text = |address: &str, template: &str, context: Context| Asked {
        address: Address::new(address),
        origin: Origin::made(template),
        page: Arc::new(PagePlan::page(template, context)),
    };
    // Each language has a sitemap of its own.
    let others = frame.config.languages.iter().filter(|_| !sitemaps.is_empty());
    let others = others.map(|language| frame.config.whole_in(&language.folder, &Address::new("/sitemap.xml")));
    let sitemaps = sitemaps.iter().map(|address| frame.whole(address)).chain(others).collect();
    let [tables, files] = data::files(frame);
    let assets = assets.renamed().map(|asset| frame.url(&asset.address)).collect();
    let mut texts = vec![
        text("/robots.txt", "robots.txt", Context::Robots(RobotsContext { sitemaps })),
        text("/llms.txt", "llms.txt", Context::Llms(LlmsContext { tables, files })),
        text(
            "/_headers",
            "_headers",
            Context::Headers(HeadersContext { assets, policy: frame.config.policy.header() }),
        ),
    ];
    texts.extend(frame.config.security.as_ref().map(|security| {
        let context = security_context(parts, security);
        text(SECURITY, "security.txt", Context::Security(context))
    }));
    texts.extend((!parts.site.redirects.is_empty()).then(|| Asked {
        address: Address::new("/_redirects"),
        origin: Origin::made("_redirects"),
        page: Arc::new(PagePlan::File(Content::Memory(redirects(parts).into_bytes().into()))),
    }));
    planned.ask(Owner::Texts, texts);
}

/// The redirects for hosts that read them from a file, which answer with the status of an address that moved for good. Each has a
/// page too, for all others. All languages have the same old addresses.
fn redirects(parts: &Parts<'_>) -> String {
    let config = &parts.frame.config;
    let of_language = |folder: &str| {
        // These two stand for other things in that file, wherever it is read.
        let plain = |address: &Address| config.url_in(folder, address).replace('*', "%2A").replace(':', "%3A");
        let line = |redirect: &Redirect| format!("{} {} 301\n", plain(&redirect.old), plain(&redirect.to));
        parts.site.redirects.iter().map(line).collect::<String>()
    };
    config.codes().map(|(_, folder)| of_language(folder)).collect()
}

const SECURITY: &str = "/.well-known/security.txt";

fn security_context(parts: &Parts<'_>, security: &Security) -> SecurityContext {
    SecurityContext {
        contacts: security.contacts.clone(),
        expires: super::feed::instant(&parts.frame.config, security.expires.at),
        policy: security.policy.clone(),
        canonical: parts.frame.whole(&Address::new(SECURITY)),
    }
}
