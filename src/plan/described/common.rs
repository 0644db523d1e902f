//! The JSON-LD that pages have in common: the site, its publisher, and the way from the home page to a page.

use crate::base::path::Address;
use crate::link::LinkedProfile;
use crate::model::Config;
use crate::model::kind::{BLOC, COMPANY, MODEL, POLICY, SOURCE_KEY};
use crate::view::{Ld, LdField, ld};
use std::sync::Arc;

/// What all pages say alike.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Common {
    pub publisher: Ld,
    pub part_of: Ld,
    /// The first step of the way to a page, and the second ones by the beginnings of the addresses that go through them.
    pub home: Ld,
    pub lists: Vec<(String, Ld)>,
}

impl Common {
    pub(crate) fn new(config: &Config) -> Common {
        // What lies below pages of a kind is known by its address, which may begin with nothing that is the kind's own.
        let of_kind = config.kinds.iter().flat_map(|kind| {
            let folder = format!("/{}/", kind.folder);
            let base = Some(&kind.base).filter(|base| **base != folder && *base != "/").cloned();
            std::iter::once(folder.clone()).chain(base).map(move |begin| (begin, folder.clone(), kind.plural.as_str()))
        });
        let ours = [
            ("/articles/", "archive.title"),
            ("/changes/", "changed.title"),
            ("/disputes/", "disputes.title"),
            ("/matrix/", "matrix.title"),
        ];
        let ours = ours.map(|(folder, name)| (folder.to_owned(), folder.to_owned(), config.strings.get(name)));
        let list = |(begin, folder, name): (String, String, &str)| {
            let item = step(config, 2, &Arc::from(name), &Address::new(&folder));
            (begin, item)
        };
        Common {
            publisher: publisher(config),
            part_of: part_of(config),
            home: step(config, 1, &Arc::from(config.title.as_str()), &Address::new("/")),
            lists: of_kind.chain(ours).map(list).collect(),
        }
    }

    /// The JSON-LD of most pages: which sort of page it is, and the way to it from the home page.
    pub(crate) fn page(&self, config: &Config, type_: &str, title: &Arc<str>, address: &Address) -> Ld {
        let sort = match type_ {
            "home" => return graph(config, [self.website(config)]),
            "archive" | "changes" | "corrections" | "disputes" | "index" => "CollectionPage",
            _ => "WebPage",
        };
        let id = config.whole(address);
        let node = ld!("@type": sort, "@id": id, "name": title, "isPartOf": &self.part_of);
        graph(config, [node, self.trail(config, title, address)])
    }

    fn website(&self, config: &Config) -> Ld {
        let home = || config.whole(&Address::new("/"));
        let target = format!("{}?q={{search_term_string}}", config.whole(&Address::new("/search/")));
        let target = ld!("@type": "EntryPoint", "urlTemplate": target);
        let mut site = node("WebSite", format!("{}#website", home()).into(), &config.title);
        site.push(("url", home().into()));
        if !config.tagline.is_empty() {
            site.push(("description", Ld::from(&config.tagline)));
        }
        site.push(("inLanguage", Ld::from(&config.language)));
        site.push(("publisher", Ld::from(&self.publisher)));
        if config.search {
            site.push(("potentialAction", ld!("@type": "SearchAction", "target": target)));
        }
        site.into()
    }

    /// The way from the home page to a page, through the list that it is in.
    pub(super) fn trail(&self, config: &Config, title: &Arc<str>, address: &Address) -> Ld {
        self.trail_from(address, config, title, address)
    }

    /// The same for a page that may be elsewhere than its list says: `listed` is where it would be by that.
    pub(super) fn trail_from(&self, listed: &Address, config: &Config, title: &Arc<str>, address: &Address) -> Ld {
        let is_in = |folder: &str| listed.as_str().starts_with(folder) && listed.as_str() != folder;
        let list = self.lists.iter().find(|(folder, _)| is_in(folder)).map(|(_, list)| list);
        let own = step(config, if list.is_some() { 3 } else { 2 }, title, address);
        let items: Ld = [Some(&self.home), list, Some(&own)].into_iter().flatten().cloned().collect();
        ld!("@type": "BreadcrumbList", "itemListElement": items)
    }
}

/// The parts of a page's JSON-LD put together.
pub(super) fn graph<const N: usize>(config: &Config, nodes: [Ld; N]) -> Ld {
    match config.base_url {
        Some(_) => ld!("@context": "https://schema.org", "@graph": Vec::from(nodes)),
        None => Ld::Null,
    }
}

fn part_of(config: &Config) -> Ld {
    let home = config.whole(&Address::new("/"));
    ld!("@type": "WebSite", "@id": format!("{home}#website"), "name": &config.title, "url": home)
}

fn publisher(config: &Config) -> Ld {
    let known = config.publisher.as_ref();
    let name = publisher_name(config);
    let home = config.shared_whole(&Address::new("/"));
    let mut publisher = node("Organization", format!("{home}#publisher").into(), name);
    publisher.push(("url", known.and_then(|publisher| publisher.url.clone()).unwrap_or(home).into()));
    let logo = known.and_then(|publisher| publisher.logo.as_deref());
    publisher.extend(logo.map(|logo| ("logo", config.whole_of_site(logo).into())));
    publisher.into()
}

pub(crate) fn publisher_name(config: &Config) -> &String {
    config.publisher.as_ref().map_or(&config.title, |publisher| &publisher.name)
}

pub(super) fn node(type_: &'static str, id: Ld, name: impl Into<Ld>) -> Vec<LdField> {
    vec![("@type", type_.into()), ("@id", id), ("name", name.into())]
}

fn step(config: &Config, position: usize, name: &Arc<str>, address: &Address) -> Ld {
    ld!("@type": "ListItem", "position": position, "name": name, "item": config.whole(address))
}

/// Which sort of thing an entity is; of a policy also whether its instrument is stated.
pub(super) fn sort(kind: &str, type_: Option<&str>, has_instrument: bool) -> &'static str {
    match (kind, type_) {
        (MODEL, _) => "SoftwareApplication",
        // A ban, a request or a rule of a company is law only if a source says in which form it was issued.
        (POLICY, Some("law" | "regulation" | "executive-order")) if has_instrument => "Legislation",
        (POLICY | SOURCE_KEY, _) => "CreativeWork",
        (COMPANY | "institution", Some("government")) => "GovernmentOrganization",
        (COMPANY | "institution", _) => "Organization",
        ("person", _) => "Person",
        (BLOC, Some("audience")) => "Audience",
        (BLOC, _) => "Place",
        _ => "Thing",
    }
}

/// Whether the file of a policy says in which form it was issued.
pub(crate) fn has_instrument(own: &LinkedProfile) -> bool {
    let values = own.facts.iter().filter(|fact| fact.key == "instrument").flat_map(|fact| &fact.values);
    values.flatten().any(|part| part.text != "unknown")
}

/// An entity as others name it; `url` is the whole address of its page.
pub(crate) fn named(own: &LinkedProfile, url: &Arc<str>, name: &Arc<str>) -> Ld {
    let entity = &own.entity;
    node(sort(&entity.kind.key, entity.type_.as_deref(), has_instrument(own)), url.into(), name).into()
}
