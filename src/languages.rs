//! The languages of a site: what its files mean in each, and one site made of all.
//!
//! A language is a site of its own at addresses of its own, built by the same steps with its settings and words. Files that all
//! languages share, such as pictures, style sheets and data, are those of the site's own language.

use crate::base::content::Content;
use crate::base::diagnostic::{Code, Diagnostic, Span};
use crate::base::memo::Kept;
use crate::base::path::{OutputPath, SourcePath};
use crate::base::table::{Joined, Table};
use crate::load::Sources;
use crate::model::strings::{self, StringsCache};
use crate::model::{Config, ModelCache, config_path, items};
use crate::parse::Parsed;
use crate::plan::{PagePlan, Plan};
use crate::render::Rendered;
use crate::{Built, InLanguage, OtherOutcome};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What reading remembers between builds, for each language.
#[derive(Debug, Default)]
pub(crate) struct ReadCache {
    languages: BTreeMap<String, (Kept<Config>, ModelCache)>,
}

/// What joining remembers between builds: each language is joined to those before it.
#[derive(Debug, Default)]
pub(crate) struct JoinedCache {
    pages: Vec<Joined<OutputPath, Arc<PagePlan>>>,
    files: Vec<Joined<OutputPath, Content>>,
}

/// What all documents mean in each language, that of the site first. What is wrong with a file is the same in all of them.
pub(crate) fn read(
    sources: &Sources,
    documents: &Table<SourcePath, Parsed>,
    config: &Arc<Config>,
    strings: &mut StringsCache,
    memory: &mut ReadCache,
) -> (Vec<InLanguage>, Vec<Diagnostic>) {
    let (mut configs, mut mistakes) = (vec![(**config).clone()], Vec::new());
    for language in &config.languages {
        let kinds = config.kinds_in(language);
        let (texts, wrong) =
            strings::of_site(sources, &kinds, &config.vocabulary.texts, (&language.code, false), strings);
        mistakes.extend(wrong.iter().cloned());
        configs.push(config.in_language(language, kinds, texts));
    }
    name_languages(&mut configs);
    strings.retain(|code, _| configs.iter().any(|config| config.language == *code));
    memory.languages.retain(|at, _| configs.iter().any(|config| config.at == *at));
    let read = configs.into_iter().map(|config| {
        let (kept, model) = memory.languages.entry(config.at.clone()).or_default();
        let config = kept.keep(config);
        let (items, found) = items(documents, &config, model);
        if config.is_whole_site() {
            mistakes.extend(found);
        }
        InLanguage { config, items }
    });
    let read: Vec<InLanguage> = read.collect();
    (read, mistakes)
}

/// Gives each language of all settings the name by which it calls itself, unless they have one.
fn name_languages(configs: &mut [Config]) {
    let own = |config: &Config| {
        let text = config.strings.texts().get(&format!("language.{}", config.language)).is_some();
        text.then(|| config.strings.word("language", &config.language))
    };
    let names: BTreeMap<String, String> =
        configs.iter().filter_map(|config| Some((config.language.clone(), own(config)?))).collect();
    for config in configs {
        config.name_of_site_language = names.get(&config.site_language).cloned();
        for language in &mut config.languages {
            language.name = language.name.take().or_else(|| names.get(&language.code).cloned());
        }
    }
}

/// One site made of what was built in each language, that of the site first.
pub(crate) fn join(built: Vec<Built>, memory: &mut JoinedCache) -> Built {
    let others = built.len().saturating_sub(1);
    memory.pages.resize_with(others, Joined::default);
    memory.files.resize_with(others, Joined::default);
    let mut all = built.into_iter();
    let mut whole = all.next().expect("a site has a language");
    let mut known: BTreeSet<Mistake> = whole.diagnostics.iter().map(mistake).collect();
    for ((other, pages), files) in all.zip(&mut memory.pages).zip(&mut memory.files) {
        let Built { rendered, plan, diagnostics, next_change, site, ledger, .. } = other;
        whole.diagnostics.extend(taken(&whole.plan, &plan, &site.config));
        // What is wrong in all languages is said once.
        whole.diagnostics.extend(diagnostics.into_iter().filter(|found| known.insert(mistake(found))));
        whole.plan.pages = pages.follow(&whole.plan.pages, &plan.pages);
        whole.plan.next_change = [whole.plan.next_change, plan.next_change].into_iter().flatten().min();
        let again = [whole.rendered.again, rendered.again].concat();
        whole.rendered = Rendered { files: files.follow(&whole.rendered.files, &rendered.files), again };
        whole.next_change = [whole.next_change, next_change].into_iter().flatten().min();
        whole.others.push(OtherOutcome { site, ledger });
    }
    whole
}

/// What makes two mistakes the same: their words may be of different languages.
type Mistake = (Code, SourcePath, Option<(usize, usize)>);

fn mistake(diagnostic: &Diagnostic) -> Mistake {
    let span = diagnostic.span.as_ref().map(|span: &Span| (span.start, span.end));
    (diagnostic.code, diagnostic.path.clone(), span)
}

/// Reports pages that lie in the folder of a language and are none of its own.
fn taken(whole: &Plan, plan: &Plan, config: &Config) -> Option<Diagnostic> {
    let is_taken = |path: &&OutputPath| whole.pages.contains_key(*path) && path.as_str().starts_with(&config.at[1..]);
    let path = plan.pages.keys().find(is_taken)?;
    let message = format!("{} is a page of the site and one in the language \"{}\".", path.address(), config.language);
    let help =
        format!("Rename the page, or give the language another folder:  {{code: {}, folder: …}}", config.language);
    Some(Diagnostic::error(Code::SameAddress, &config_path(), None, message).help(help))
}
