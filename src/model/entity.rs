//! An entity of any kind as its file describes it, or as tags alone make it known.

use super::article::extra;
use super::at::{self, At};
use super::config::Config;
use super::fact::{self, Audience, Fact};
use super::fields::of_entity;
use super::files::{slug_of_file, stem};
use super::kind::{Kind, SOURCE_KEY};
use super::permalink;
use super::reader::Fields;
use super::same_as::{self, SameAs};
use super::short;
use super::translation::Version;
use super::when::Days;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::path::Address;
use crate::base::slug::Slug;
use crate::parse::Document;
use crate::parse::markdown::is_of_web;
use crate::parse::yaml::Word;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// The file; none for a stub, which exists because something is tagged with it.
    pub document: Option<Arc<Document>>,
    /// The file that has its fields: in another language than the text, where that is a translation.
    pub(crate) fields: Option<Arc<Document>>,
    /// What its text is to readers of the language in which the site is made.
    pub version: Version,
    pub kind: Arc<Kind>,
    pub slug: Slug,
    /// The slug that it had first.
    pub first_slug: Slug,
    /// The address of its page.
    pub address: Address,
    /// Whether its file asks for that address itself, whatever its slug is.
    pub has_own_address: bool,
    /// Shown as it is written, always.
    pub name: String,
    /// The name within a sentence, where that is another: "the US".
    pub in_sentences: Option<String>,
    /// The language of the name, where it is not the site's.
    pub lang: Option<String>,
    pub type_: Option<String>,
    /// Other names, which tags, links and prose may use.
    pub aliases: Vec<Word>,
    /// Names that mean this entity only where it is tagged.
    pub weak: Vec<Word>,
    /// Known misspellings: suggested against, never shown.
    pub sic: Vec<Word>,
    /// Its name in other languages, by language.
    pub names: Vec<(String, String)>,
    /// By what identifiers it is known elsewhere.
    pub same_as: Vec<SameAs>,
    pub facts: Vec<Fact>,
    /// When a source was published.
    pub published: Option<Days>,
    /// When we read a source: it cannot be younger.
    pub accessed: Option<Days>,
    /// The address of a copy of a source.
    pub archived: Option<String>,
    /// When the address of a source was last seen to work.
    pub checked: Option<Days>,
    /// Since when it no longer does.
    pub gone: Option<Days>,
    /// Since when a policy is in force, or is to be.
    pub in_force: Option<Days>,
    /// What a source repeats: sources of one origin are one witness.
    pub origin: Option<String>,
    /// Which blocs an audience stands for; its facts name them.
    pub audience: Option<Audience>,
    /// What its facts rest on.
    pub sources: Vec<Word>,
    /// Where in them these stand.
    pub at: Vec<At>,
    /// What references to a source print; none for other kinds.
    pub short: Option<Arc<str>>,
    pub superseded_by: Option<Word>,
    pub note: Option<String>,
    /// The file in `private/` that has the full text of a source.
    pub text: Option<String>,
    /// A bloc's hue, 1 to 6.
    pub hue: Option<usize>,
    pub draft: bool,
    /// Whether its names in prose stay plain text.
    pub link_never: bool,
    pub redirects: Vec<Word>,
    pub extra: serde_json::Value,
}

/// Checks the file of an entity.
pub(crate) fn read(document: &Arc<Document>, kind: &Arc<Kind>, config: &Config) -> (Entity, Vec<Diagnostic>) {
    let strings = &config.strings;
    let mut fields = Fields::new(&document.path, &document.front_matter, of_entity(kind));
    let slug = slug_of_file(&mut fields, stem(&document.path, config));
    let own_address = permalink::of_file(&mut fields);
    let example = format!("Add:  {}: {}", kind.name_field, slug);
    let name = fields.needed(kind.name_field, &format!("No {}.", kind.name_field), &example);
    // A source has a title, which is not looked for in prose.
    let name = name.filter(|_| kind.key == SOURCE_KEY || fields.name(kind.name_field).is_some());
    let link_never = fields.choice_word("link").is_some();
    let text = file_name_only(&mut fields, "text");
    let sources = fields.tags("source");
    let facts = fact::entity_facts(&mut fields, &kind.key, strings);
    fields.addresses("url");
    let name = name.unwrap_or_else(|| slug.to_string());
    let short = (kind.key == SOURCE_KEY).then(|| short::read(&mut fields, &slug, &name, &facts));
    let entity = Entity {
        document: Some(document.clone()),
        fields: Some(document.clone()),
        version: Version::default(),
        kind: kind.clone(),
        name,
        has_own_address: own_address.is_some(),
        address: own_address.unwrap_or_else(|| address(kind, &slug)),
        first_slug: fields.slug("first_slug").unwrap_or_else(|| slug.clone()),
        slug,
        in_sentences: fields.text("in_sentences"),
        lang: fields.language("name_lang"),
        type_: fields.text("type"),
        aliases: fields.names("aliases"),
        weak: fields.names("weak"),
        sic: fields.names("sic"),
        names: fields.by_language("names", Fields::text),
        same_as: same_as::read(&mut fields),
        facts,
        short,
        published: quiet(&mut fields, |fields| fact::edtf(fields, "published")),
        accessed: quiet(&mut fields, |fields| fact::edtf(fields, "accessed")),
        archived: archived(&mut fields),
        checked: fact::edtf(&mut fields, "checked"),
        gone: gone(&mut fields),
        in_force: quiet(&mut fields, |fields| fact::edtf(fields, "in_force")),
        origin: fields.text("origin"),
        audience: quiet(&mut fields, |fields| fact::expands(fields, strings)).map(|(audience, _)| audience),
        at: at::read(&mut fields, &sources),
        sources,
        superseded_by: fields.tag("superseded_by"),
        note: fields.text("note"),
        text,
        hue: hue(&mut fields),
        draft: fields.flag("draft"),
        link_never,
        redirects: fields.redirects(),
        extra: extra(&fields, &[]),
    };
    (entity, fields.diagnostics)
}

/// The address of the entity of a kind with a slug.
pub(crate) fn address(kind: &Kind, slug: &Slug) -> Address {
    Address::new(format!("{}{slug}{}", kind.base, kind.end))
}

impl Entity {
    /// What it is called by those who hear it: "Source A".
    pub(crate) fn label(&self) -> Arc<str> {
        let Some(short) = &self.short else { return self.name.as_str().into() };
        let title = &self.kind.title;
        let is_said = short.to_lowercase().starts_with(&format!("{} ", title.to_lowercase()));
        if is_said { short.clone() } else { format!("{title} {short}").into() }
    }

    /// An entity that is known from tags alone. One whose file is a draft may ask for an address there.
    pub(crate) fn stub(kind: &Arc<Kind>, slug: Slug, name: String, own_address: Option<Address>) -> Entity {
        Entity {
            document: None,
            fields: None,
            version: Version::default(),
            kind: kind.clone(),
            has_own_address: own_address.is_some(),
            address: own_address.unwrap_or_else(|| address(kind, &slug)),
            short: (kind.key == SOURCE_KEY).then(|| short::of(&slug, &name, &[])),
            first_slug: slug.clone(),
            slug,
            name,
            in_sentences: None,
            lang: None,
            type_: None,
            aliases: Vec::new(),
            weak: Vec::new(),
            sic: Vec::new(),
            names: Vec::new(),
            same_as: Vec::new(),
            facts: Vec::new(),
            published: None,
            accessed: None,
            archived: None,
            checked: None,
            gone: None,
            in_force: None,
            origin: None,
            audience: None,
            sources: Vec::new(),
            at: Vec::new(),
            superseded_by: None,
            note: None,
            text: None,
            hue: None,
            draft: false,
            link_never: false,
            redirects: Vec::new(),
            extra: serde_json::Value::Object(serde_json::Map::new()),
        }
    }
}

/// Reads what has been read before, whose mistakes are told already.
fn quiet<'a, T>(fields: &mut Fields<'a>, read: impl FnOnce(&mut Fields<'a>) -> T) -> T {
    let told = fields.diagnostics.len();
    let value = read(fields);
    fields.diagnostics.truncate(told);
    value
}

/// The address of a copy, which is one of the web.
fn archived(fields: &mut Fields<'_>) -> Option<String> {
    let word = fields.address("archived")?;
    if is_of_web(&word.text) {
        return Some(word.text);
    }
    let message = format!("\"{}\" is not an address of the web.", word.text);
    let help = "Write it in full:  archived: https://web.archive.org/web/2026/https://example.org/";
    fields.error(Code::BadValue, word.span, message, help);
    None
}

/// Since when the address of a source does not work, if it has one.
fn gone(fields: &mut Fields<'_>) -> Option<Days> {
    let days = fact::edtf(fields, "gone")?;
    if fields.node("url").is_none() {
        let message = "\"gone\" says since when \"url\" no longer works, and there is no \"url\".";
        fields.error(Code::BadValue, fields.place("gone"), message, "Add the old address:  url: https://example.org/");
    }
    Some(days)
}

fn hue(fields: &mut Fields<'_>) -> Option<usize> {
    let place = fields.word("hue")?.span;
    let hue = fields.number("hue")?;
    if hue > 6 {
        fields.error(Code::BadValue, place, "\"hue\" is a number from 1 to 6.", "Write:  hue: 4");
        return None;
    }
    Some(hue)
}

/// The text of a source lies in `private/` and is named by its file name alone.
fn file_name_only(fields: &mut Fields<'_>, key: &str) -> Option<String> {
    let word = fields.word(key).filter(|word| !word.text.trim().is_empty())?;
    if word.text.contains(['/', '\\']) || word.text.starts_with('.') {
        let message = format!("\"{}\" is not the name of a file in private/.", word.text);
        fields.error(Code::UnsafePath, word.span, message, "Write the file name alone:  text: a.txt");
        return None;
    }
    Some(word.text)
}
