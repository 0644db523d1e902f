//! `link_cards` in the settings: the hosts whose addresses become cards where they stand alone on a line.
//!
//! Nothing is loaded from these hosts, so it is no part of the policy of `_headers`.

use super::reader::Fields;
use crate::base::diagnostic::Code;
use crate::base::path::authority;
use crate::base::web_address::host_in_ascii;
use crate::parse::yaml::{Value, Word};

/// The hosts, in small letters of ASCII. Each stands for its subdomains too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct CardHosts(Vec<String>);

impl CardHosts {
    /// Reads the setting.
    pub(crate) fn read(fields: &mut Fields<'_>) -> CardHosts {
        report_empty(fields);
        let words = fields.words(FIELD);
        let mut hosts: Vec<String> = words.iter().filter_map(|word| host(fields, word)).collect();
        hosts.sort();
        hosts.dedup();
        CardHosts(hosts)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an address of a host may become a card.
    pub(crate) fn allow(&self, host: &str) -> bool {
        let is_below = |own: &String| host.strip_suffix(own).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        self.0.iter().any(is_below)
    }
}

const FIELD: &str = "link_cards";

/// An item of the list that is nothing was probably to become something.
fn report_empty(fields: &mut Fields<'_>) {
    let Some(node) = fields.node(FIELD) else { return };
    let Value::List(items) = &node.value else { return };
    for item in items.iter().filter(|item| matches!(item.value, Value::Null)) {
        fields.error(Code::BadValue, item.span.clone(), EMPTY, write("news.example"));
    }
}

const EMPTY: &str = "This item of \"link_cards\" is empty.";

/// The host that a word names; reports what is wrong with it.
fn host(fields: &mut Fields<'_>, word: &Word) -> Option<String> {
    let text = word.text.trim();
    let ascii = host_in_ascii(text);
    if let Some(ascii) = ascii.as_ref().filter(|_| text == text.to_lowercase()) {
        return Some(ascii.clone());
    }
    let (message, help) = match text {
        "" => (EMPTY.to_owned(), write("news.example")),
        _ if ascii.is_some() => {
            (format!("The name of a host has small letters, and \"{text}\" has capitals."), write(&text.to_lowercase()))
        }
        _ => wrong(text),
    };
    fields.error(Code::BadValue, word.span.clone(), message, help);
    None
}

/// What is wrong with a text that is not the name of a host.
fn wrong(text: &str) -> (String, String) {
    let below = text.strip_prefix("*.").filter(|host| host_in_ascii(host).is_some());
    if let Some(host) = below {
        return ("A host stands for its subdomains too, without a star.".to_owned(), write(&host.to_lowercase()));
    }
    // With a scheme that it has, or might have.
    let whole = if text.contains("//") { text.to_owned() } else { format!("//{text}") };
    match authority(&whole).filter(|(host, ..)| host_in_ascii(host).is_some()) {
        Some((host, ..)) => (format!("\"{text}\" is more than the name of a host."), write(&host.to_lowercase())),
        None => (format!("\"{text}\" is not the name of a host."), write("news.example")),
    }
}

fn write(host: &str) -> String {
    format!("Write:  link_cards: [{host}]")
}
