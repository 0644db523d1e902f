//! What the quote lock looks at, taken from a linked site: its articles, and the full texts of its sources.

use super::{CheckedArticle, Original, QuotedClaim, check, places};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::path::SourcePath;
use crate::base::slug::Slug;
use crate::link::testimony::{LinkedStatement, Says};
use crate::link::{LinkedArticle, Site};
use crate::load::{PRIVATE, Sources};
use crate::model::kind::SOURCE_KEY;
use crate::model::{Entity, suggest};
use crate::parse::body::Filling;
use crate::parse::passage::passages;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Checks all published articles of a site. `max_run` words in a row may be those of a source.
pub(crate) fn check_site(site: &Site, sources: &Sources, max_run: usize) -> Vec<Diagnostic> {
    let (originals, mut diagnostics) = originals(site, sources);
    let articles: Vec<CheckedArticle<'_>> = site.articles.values().map(|linked| article(linked, site)).collect();
    diagnostics.extend(check(&articles, &originals, max_run));
    diagnostics.extend(places::missing(site, &originals));
    diagnostics
}

fn article<'a>(linked: &'a LinkedArticle, site: &'a Site) -> CheckedArticle<'a> {
    let article = &linked.article;
    let language = article.lang.as_deref().unwrap_or(&site.config.language);
    let listed = linked.tagged.iter().filter(|id| site.config.kinds[id.kind].key == SOURCE_KEY);
    CheckedArticle {
        document: &article.document,
        passages: passages(&article.document.body, &written(&linked.filling)),
        sources: listed.map(|id| &id.slug).collect(),
        filling: &linked.filling,
        claims: quoted_claims(linked),
        english: language == "en" || language.starts_with("en-"),
    }
}

/// What a text shows, without the titles of sources on its cards: they are no words of the writer's.
fn written(filling: &Filling) -> Cow<'_, Filling> {
    match filling.cards.is_empty() {
        true => Cow::Borrowed(filling),
        false => Cow::Owned(Filling { cards: Box::default(), ..filling.clone() }),
    }
}

/// The claims of an article that quote somebody.
fn quoted_claims(linked: &LinkedArticle) -> Vec<QuotedClaim<'_>> {
    linked.testimony.statements.iter().filter_map(|statement| quoted_claim(statement)).collect()
}

fn quoted_claim(statement: &LinkedStatement) -> Option<QuotedClaim<'_>> {
    let Says::Claim(claim) = &statement.says else { return None };
    let quote = claim.quote.as_ref()?;
    let sources = statement.sources.iter().map(|id| &id.slug).collect();
    let places = statement.places.all().map(|(source, place)| (source.slug.as_str(), *place)).collect();
    Some(QuotedClaim { quote: &quote.text, span: quote.span.clone(), sources, places, speaker: claim.by.is_some() })
}

/// The full texts that there are, by the slug of their source.
///
/// A site is checked without its `private/` too, but where there is one, a file that is missing in it is told.
fn originals(site: &Site, sources: &Sources) -> (BTreeMap<Slug, Original>, Vec<Diagnostic>) {
    let (mut originals, mut diagnostics) = (BTreeMap::new(), Vec::new());
    let there: Vec<&str> = sources.in_folder(PRIVATE).filter_map(|(path, _)| path.below(PRIVATE)).collect();
    let of_sources = site.entities.values().map(|linked| &linked.own.entity);
    for entity in of_sources.filter(|entity| entity.kind.key == SOURCE_KEY) {
        let Some(name) = &entity.text else { continue };
        match sources.text(&SourcePath::new(format!("{PRIVATE}/{name}"))) {
            Some(text) => drop(originals.insert(entity.slug.clone(), Original::new(text))),
            None if there.is_empty() => {}
            None => diagnostics.extend(missing(entity, name, &there)),
        }
    }
    (originals, diagnostics)
}

fn missing(entity: &Entity, name: &str, there: &[&str]) -> Option<Diagnostic> {
    let document = entity.document.as_ref()?;
    let span = document.front_matter.get("text").map(|node| node.span.clone());
    let message = format!("There is no text {PRIVATE}/{name}, so quotations cannot be held against this source.");
    let help = match suggest::nearest(name, there.iter().copied()) {
        Some(near) => format!("Did you mean  text: {near}"),
        None => "Put it there, as .txt or .md.".to_owned(),
    };
    Some(Diagnostic::warning(Code::BadFile, &document.path, span, message).help(help))
}
