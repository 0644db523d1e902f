//! Old addresses: where each leads, and those that lead nowhere else.

use super::site::{FileId, Redirect};
use super::target::old_address;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::memo::{Gathered, Memo};
use crate::base::path::{Address, decoded};
use crate::base::table::Table;
use crate::base::text::fold::nfc;
use crate::model::Item;
use crate::parse::yaml::Word;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What this remembers between builds.
#[derive(Debug, Default)]
pub(crate) struct RedirectsCache {
    old: Memo<FileId, Item, (), Arc<OldAddresses>>,
    reported: Gathered<FileId, Arc<OldAddresses>, Diagnostic>,
    redirects: Memo<FileId, Arc<OldAddresses>, (), Arc<Vec<Redirect>>>,
}

/// The old addresses of a file, and what is wrong with them.
type OldAddresses = (Arc<Vec<Redirect>>, Arc<Vec<Diagnostic>>);

/// The old addresses of all files that have some.
pub(crate) fn redirects(
    seen: &Table<FileId, Item>,
    memory: &mut RedirectsCache,
    diagnostics: &mut Vec<Diagnostic>,
) -> Table<FileId, Arc<Vec<Redirect>>> {
    let old = memory.old.answer(seen, &(), |_, item, ()| {
        let old = || {
            let (redirects, reported) = of_item(item);
            Arc::new((Arc::new(redirects), Arc::new(reported)))
        };
        item.has_redirects().then(old)
    });
    diagnostics.extend(memory.reported.of(&old, |old| &old.1));
    memory.redirects.answer(&old, &(), |_, old, ()| Some(old.0.clone()))
}

/// The old addresses of one file, each once and with where it leads, and what is to be said of the others.
pub(crate) fn of_item(item: &Item) -> (Vec<Redirect>, Vec<Diagnostic>) {
    let (to, path) = (item.address(), &item.fields().path);
    let redirect = |word: &Word| Redirect {
        old: Address::new(nfc(&decoded(&word.text))),
        to: to.clone(),
        path: path.clone(),
        span: word.span.clone(),
    };
    let (mut redirects, mut reported): (Vec<Redirect>, Vec<Diagnostic>) = (Vec::new(), Vec::new());
    let (own, mut before) = (old_address(to), BTreeSet::new());
    for redirect in item.redirects().iter().map(redirect) {
        let old = old_address(&redirect.old);
        let message = match &redirect {
            Redirect { old: written, .. } if old == own => {
                format!("{written} is the address of this page itself, so nothing leads on from it.")
            }
            _ if !before.insert(old) => {
                format!("{} is an old address of this page already.", redirect.old)
            }
            _ => {
                redirects.push(redirect);
                continue;
            }
        };
        reported.push(Diagnostic::warning(Code::SameAddress, path, redirect.span, message).help("Delete it."));
    }
    (redirects, reported)
}
