//! `security` in the settings: whom to tell of a hole in the site's security, as RFC 9116 publishes it.

use super::reader::Fields;
use super::time::Published;
use crate::base::diagnostic::{Code, Diagnostic, Span};
use jiff::civil::Date;
use jiff::tz::TimeZone;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Security {
    /// Addresses: `mailto:`, `https:` or `tel:`.
    pub contacts: Vec<String>,
    pub expires: Published,
    /// Where `expires` stands, so that it is told there when it is over.
    expires_at: Span,
    pub policy: Option<String>,
}

const CONTACT: &str = "Write:  contact: mailto:security@example.org";
const EXPIRES: &str = "Add a day within a year:  expires: 2027-11-22";

/// Reads it; without somebody to tell or an end there is none.
pub(crate) fn read(fields: &mut Fields<'_>, zone: &TimeZone) -> Option<Security> {
    fields.inside("security", |of| entry(of, zone)).flatten()
}

fn entry(of: &mut Fields<'_>, zone: &TimeZone) -> Option<Security> {
    let contacts = contacts(of);
    let expires = of.published("expires", zone);
    if of.word("expires").is_none() {
        of.missing("expires", "It is not said until when \"security\" holds.", EXPIRES);
    }
    let policy = of.word("policy").filter(|word| {
        let fine = word.text.starts_with("https://");
        if !fine {
            let message = format!("\"{}\" does not begin with https://.", word.text);
            of.error(Code::BadValue, word.span.clone(), message, "Write:  policy: https://example.org/security/");
        }
        fine
    });
    let expires = expires.filter(|_| !contacts.is_empty())?;
    Some(Security { contacts, expires, expires_at: of.place("expires"), policy: policy.map(|word| word.text) })
}

fn contacts(of: &mut Fields<'_>) -> Vec<String> {
    let words = of.words("contact");
    if words.is_empty() {
        of.missing("contact", "\"security\" has nobody to tell.", CONTACT);
    }
    let mut contacts = Vec::new();
    for word in words {
        if ["mailto:", "https://", "tel:"].iter().any(|scheme| word.text.starts_with(scheme)) {
            contacts.push(word.text);
            continue;
        }
        let help = match word.text.contains('@') {
            true => format!("Write:  contact: mailto:{}", word.text),
            false => CONTACT.to_owned(),
        };
        let message = format!("\"{}\" does not begin with mailto:, https:// or tel:.", word.text);
        of.error(Code::BadValue, word.span, message, help);
    }
    contacts
}

impl Security {
    /// What is wrong with it on a day: whoever reads it after its end is told to distrust it.
    pub(crate) fn expired(&self, today: Date) -> Option<Diagnostic> {
        let message = format!("security.txt has expired on {}, so nobody may trust it.", self.expires.day);
        let path = super::files::config_path();
        let told = Diagnostic::warning(Code::Expired, &path, self.expires_at.clone(), message);
        (self.expires.day <= today).then(|| told.help("See that the contact still holds, and give it a day to come."))
    }
}
