//! Which editions a site has, from `editions` in its settings.
//!
//! Which of them come out, and what is in them, is for `plan` to say.

use super::edition::{BadPeriod, Period, PeriodSort};
use super::kind::{KindId, Kinds};
use super::reader::Fields;
use super::suggest::nearest;
use crate::base::diagnostic::Code;
use crate::parse::yaml::{Value, Word};
use jiff::civil::Date;

/// Which editions there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Editions {
    pub weeks: bool,
    pub months: bool,
    /// The first day of the first edition; none where they begin with the first change.
    pub from: Option<Date>,
    /// Whose digests there are: all entities of some kinds, and some others.
    pub kinds: Vec<KindId>,
    pub entities: Vec<Word>,
    /// Whom mails say that they are from.
    pub sender: Option<String>,
}

impl Default for Editions {
    fn default() -> Self {
        Editions { weeks: true, months: false, from: None, kinds: Vec::new(), entities: Vec::new(), sender: None }
    }
}

impl Editions {
    /// Whether there may be an edition of a period.
    pub(crate) fn has(&self, period: Period) -> bool {
        let is_wanted = match period.sort {
            PeriodSort::Week => self.weeks,
            PeriodSort::Month => self.months,
        };
        is_wanted && self.from.is_none_or(|from| from < period.over())
    }

    /// The sorts of which there are editions.
    pub(crate) fn sorts(&self) -> impl Iterator<Item = PeriodSort> {
        let sorts = [(self.weeks, PeriodSort::Week), (self.months, PeriodSort::Month)];
        sorts.into_iter().filter(|(wanted, _)| *wanted).map(|(_, sort)| sort)
    }
}

/// Reads the setting; none where editions are turned off.
pub(super) fn read(fields: &mut Fields<'_>, kinds: &Kinds) -> Option<Editions> {
    match fields.node("editions").map(|node| &node.value) {
        Some(Value::Map(_)) => {}
        None | Some(Value::Null | Value::Broken) => return Some(Editions::default()),
        Some(_) => return fields.flag("editions").then(Editions::default),
    }
    fields.inside("editions", |of| Editions {
        weeks: of.node("weeks").is_none() || of.flag("weeks"),
        months: of.flag("months"),
        from: from(of),
        kinds: of.words("kinds").iter().filter_map(|word| kind(of, word, kinds)).collect(),
        entities: of.words("entities"),
        sender: sender(of),
    })
}

fn from(of: &mut Fields<'_>) -> Option<Date> {
    let word = of.word("from")?;
    let read = Period::read(&word.text).map(Period::first);
    read.map_err(|BadPeriod { why, meant }| {
        let message = format!("\"{}\" is no week and no month: {why}.", word.text);
        let meant = meant.map_or_else(|| "2026-w47".to_owned(), |meant| meant.to_string());
        of.error(Code::BadEdition, word.span, message, format!("Write:  from: {meant}"));
    })
    .ok()
}

fn kind(of: &mut Fields<'_>, word: &Word, kinds: &Kinds) -> Option<KindId> {
    let found = kinds.with_key(&word.text).map(|kind| kind.id);
    if found.is_none() {
        let keys = || kinds.iter().map(|kind| &*kind.key);
        let help = match nearest(&word.text, keys()) {
            Some(near) => format!("Did you mean \"{near}\"?"),
            None => format!("The kinds are: {}.", keys().collect::<Vec<_>>().join(", ")),
        };
        of.error(Code::BadValue, word.span.clone(), format!("There is no kind \"{}\".", word.text), help);
    }
    found
}

/// An address as `From` takes it. It is never more than an address, so that it can be no other header.
fn sender(of: &mut Fields<'_>) -> Option<String> {
    let word = of.word("sender")?;
    let is_plain = |part: &str| {
        let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte);
        !part.is_empty() && part.bytes().all(is_fit) && !part.starts_with('.') && !part.ends_with('.')
    };
    let text = word.text.trim();
    let is_address =
        text.len() <= 254 && text.split_once('@').is_some_and(|(name, host)| is_plain(name) && is_plain(host));
    if !is_address {
        let message = format!("\"{text}\" is no address of e-mail.");
        of.error(Code::BadValue, word.span, message, "Write the address alone:  sender: news@example.org");
        return None;
    }
    Some(text.to_owned())
}
