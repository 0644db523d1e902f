//! Templates of a site that no page can show: their name is mistyped, or nothing names them.
//!
//! Looks at names and at what templates mention; never renders.

use super::reach::{Mentioned, Texts};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::path::SourcePath;
use crate::load::{SourceFile, Sources, TEMPLATES, theme};
use crate::model::Config;
use crate::model::strings::is_strings;
use crate::model::suggest::typo;
use std::collections::BTreeSet;

/// Reports the templates that neither we nor a kind of the site nor another template use.
pub(crate) fn unused(sources: &Sources, config: &Config) -> Vec<Diagnostic> {
    let names = theme::FILES.iter().filter_map(|(path, _)| path.strip_prefix(TEMPLATES)?.strip_prefix('/'));
    let of_kinds = config.kinds.iter().map(|kind| &*kind.template);
    let asked_for: BTreeSet<&str> = names.chain(of_kinds).collect();
    let mut texts = Texts::new();
    let mut own = Vec::new();
    for (path, file) in sources.in_folder(TEMPLATES).filter(|(path, _)| !is_strings(path)) {
        let name = path.below(TEMPLATES).unwrap_or("");
        if let SourceFile::Text(text) = file {
            texts.insert(name.to_owned(), text.clone());
            own.extend((!asked_for.contains(name) && path.extension() != "md").then_some((path, name)));
        }
    }
    if own.is_empty() {
        return Vec::new();
    }
    let roots = asked_for.iter().filter(|name| texts.contains_key(**name));
    let reached = Mentioned::of(&texts).from(roots.copied());
    let unused = own.into_iter().filter(|(_, name)| !reached.contains_key(*name));
    unused.map(|(path, _)| diagnostic(path, &asked_for, config)).collect()
}

fn diagnostic(path: &SourcePath, asked_for: &BTreeSet<&str>, config: &Config) -> Diagnostic {
    let extension = path.extension();
    let same = asked_for.iter().filter(|other| SourcePath::new(other).extension() == extension);
    let plural = config.kinds.iter().find(|kind| kind.folder == path.stem()).map(|kind| &*kind.template);
    let near =
        plural.or_else(|| same.copied().find(|other| typo(path.stem(), SourcePath::new(other).stem()).is_some()));
    let help = match near {
        Some(near) => format!("Did you mean {near}?"),
        None => "Include or extend it in another one, or name it in a kind of site.yaml:  template: …".to_owned(),
    };
    Diagnostic::warning(Code::Template, path, None, "Nothing uses this template.").help(help)
}
