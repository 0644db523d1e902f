//! An export of WordPress (WXR): posts, pages, terms, authors and menus, each with the address that it had.
//!
//! The only module that names the XML library, which refuses entities that a file declares for itself. Texts are in `body`.

mod body;

use super::addresses::{joined, old_path, plain_slug};
use super::dates::{self, When};
use super::datum::Datum;
use super::html::{plain, to_markdown};
use super::imported::{Author, CopiedFile, Imported, Item, Settings, Sort, Tag, Term};
use super::left::Why;
use super::tags::folded;
use super::tree::Tree;
use crate::base::path::decoded;
use jiff::tz::{Offset, TimeZone};
use roxmltree::{Document, Node, ParsingOptions};
use std::collections::BTreeMap;

/// The elements, attributes and texts of an export, all together.
const NODES: u32 = 20_000_000;
/// Where pictures and files are below the site.
const UPLOADS: &str = "/wp-content/uploads/";
/// Sorts of posts that are no pages.
const NO_PAGES: [&str; 12] = [
    "revision",
    "custom_css",
    "customize_changeset",
    "oembed_cache",
    "wp_block",
    "wp_template",
    "wp_template_part",
    "wp_global_styles",
    "wp_navigation",
    "wp_font_family",
    "user_request",
    "acf-field-group",
];

pub(super) fn read(text: &str, uploads: Option<&Tree>) -> Result<Imported, String> {
    let options = ParsingOptions { nodes_limit: NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| format!("this is not an export of WordPress: {error}"))?;
    let channel = document.descendants().find(|node| node.has_tag_name("channel"));
    let Some(channel) =
        channel.filter(|channel| channel.children().any(|node| node.tag_name().name() == "wxr_version"))
    else {
        return Err("this is not an export of WordPress: it has no wxr_version".to_owned());
    };
    let mut reader = Reader {
        posts: channel.children().filter(|node| node.has_tag_name("item")).map(Post).collect(),
        ..Reader::default()
    };
    reader.settings(channel);
    reader.terms(channel);
    reader.attachments();
    for post in reader.posts.clone() {
        reader.post(post);
    }
    reader.menu();
    reader.uploads(uploads);
    reader.imported.left.note(Why::Feed, "the feed of the site and of its lists", "/feed/");
    Ok(reader.imported)
}

#[derive(Clone, Copy, Debug)]
struct Post<'a>(Node<'a, 'a>);

impl<'a> Post<'a> {
    fn get(self, name: &str) -> &'a str {
        text_of(self.0, name)
    }

    /// `content` and `excerpt` share the name `encoded`.
    fn encoded(self, of: &str) -> &'a str {
        let is_it = |node: &Node<'_, '_>| {
            node.tag_name().name() == "encoded" && node.tag_name().namespace().is_some_and(|space| space.contains(of))
        };
        self.0.children().find(is_it).and_then(|node| node.text()).unwrap_or_default()
    }

    fn meta(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let metas = self.0.children().filter(|node| node.tag_name().name() == "postmeta");
        metas.map(|meta| (text_of(meta, "meta_key"), text_of(meta, "meta_value")))
    }

    fn meta_of(self, key: &str) -> Option<&'a str> {
        self.meta().find(|(name, _)| *name == key).map(|(_, value)| value)
    }
}

fn text_of<'a>(node: Node<'a, 'a>, name: &str) -> &'a str {
    node.children()
        .find(|child| child.tag_name().name() == name)
        .and_then(|child| child.text())
        .unwrap_or_default()
        .trim()
}

/// A picture or file that posts name by a number.
#[derive(Debug, Clone)]
struct Attachment {
    url: String,
    alt: String,
    caption: String,
}

#[derive(Default)]
struct Reader<'a> {
    posts: Vec<Post<'a>>,
    hosts: Vec<String>,
    prefix: String,
    attachments: BTreeMap<&'a str, Attachment>,
    imported: Imported,
}

impl<'a> Reader<'a> {
    fn settings(&mut self, channel: Node<'a, 'a>) {
        let text = |name| Some(text_of(channel, name)).filter(|text| !text.is_empty()).map(str::to_owned);
        let url = text("base_blog_url").or_else(|| text("link"));
        self.imported.settings = Settings {
            title: text("title").map(|title| plain(&title)),
            tagline: text("description").map(|line| plain(&line)),
            base_url: url.clone(),
            language: text("language"),
            ..Settings::default()
        };
        let hosts = [url.clone(), text("base_site_url"), text("link")];
        self.hosts = hosts.iter().flatten().filter_map(|url| super::addresses::host_of(url)).collect();
        let path = url.as_deref().and_then(|url| url.split_once("//")).and_then(|(_, rest)| rest.split_once('/'));
        let path = path.map_or("", |(_, path)| path.trim_matches('/'));
        self.prefix = if path.is_empty() { String::new() } else { format!("/{path}") };
        for author in channel.children().filter(|node| node.tag_name().name() == "author") {
            let login = text_of(author, "author_login");
            let shown = text_of(author, "author_display_name");
            let slug = plain_slug(login);
            let made = Author {
                name: plain(if shown.is_empty() { login } else { shown }),
                addresses: vec![format!("/author/{slug}/")],
                slug: Some(slug),
                ..Author::default()
            };
            self.imported.authors.insert(login.to_owned(), made);
        }
    }

    fn path(&self, url: &str) -> Option<String> {
        old_path(url, &self.hosts, &self.prefix)
    }

    fn terms(&mut self, channel: Node<'a, 'a>) {
        let parents: BTreeMap<&str, &str> = channel
            .children()
            .filter(|node| node.tag_name().name() == "category")
            .map(|node| (text_of(node, "category_nicename"), text_of(node, "category_parent")))
            .collect();
        for node in channel.children() {
            let names = match node.tag_name().name() {
                "category" => ("categories", "cat_name", "category_nicename", "category_description"),
                "tag" => ("tags", "tag_name", "tag_slug", "tag_description"),
                _ => continue,
            };
            let (taxonomy, name, slug, body) = names;
            let slug = decoded(text_of(node, slug));
            let mut path = slug.clone();
            let mut at = text_of(node, "category_parent");
            // A circle of parents would never end.
            for _ in 0..20 {
                if at.is_empty() {
                    break;
                }
                path = format!("{at}/{path}");
                at = parents.get(at).copied().unwrap_or_default();
            }
            let base = if taxonomy == "tags" { "tag" } else { "category" };
            let body = to_markdown(text_of(node, body), "terms", &mut self.imported.left);
            let name = plain(text_of(node, name));
            let term = Term {
                name: Some(name.clone()),
                slug: Some(slug),
                body,
                addresses: vec![joined(&format!("{base}/{path}/"))],
                has_file: false,
            };
            self.imported.terms.insert((taxonomy.to_owned(), folded(&name)), term);
        }
    }

    fn attachments(&mut self) {
        for post in &self.posts {
            if post.get("post_type") == "attachment" {
                let attachment = Attachment {
                    url: post.get("attachment_url").to_owned(),
                    alt: post.meta_of("_wp_attachment_image_alt").unwrap_or_default().to_owned(),
                    caption: plain(post.encoded("excerpt")),
                };
                self.attachments.insert(post.get("post_id"), attachment);
            }
        }
    }

    fn post(&mut self, post: Post<'a>) {
        let (id, status, sort) = (post.get("post_id"), post.get("status"), post.get("post_type"));
        let source = format!("post {id} ({})", decoded(post.get("post_name")));
        match sort {
            "attachment" => return self.note(Why::Page, "pages of pictures and files", &source),
            "nav_menu_item" => return,
            _ if NO_PAGES.contains(&sort) => {
                return self.note(Why::Page, format!("{sort}: it is part of the theme or the editor"), &source);
            }
            _ if ["trash", "auto-draft", "inherit"].contains(&status) => {
                return self.note(Why::Page, format!("posts of the status {status}"), &source);
            }
            _ => {}
        }
        let mut item = Item::new(source, if sort == "post" { Sort::Article } else { Sort::Page });
        item.title = plain(post.get("title"));
        item.date = date(post);
        item.draft = !["publish", "future"].contains(&status);
        if status == "private" || !post.get("post_password").is_empty() {
            item.draft = true;
            self.note(Why::Private, item.title.clone(), &item.source);
        }
        let name = decoded(post.get("post_name"));
        item.name = if name.is_empty() { item.title.clone() } else { name };
        if item.title.is_empty() {
            item.title = super::front::title_of(&item.name);
        }
        let link = post.get("link");
        match self.path(link) {
            Some(path) if !link.contains('?') => {
                if item.sort == Sort::Page {
                    item.name = path.trim_matches('/').to_owned();
                }
                if path == "/" {
                    return self.note(Why::Page, "the home page: Fissure makes its own", &item.source);
                }
                item.stood_at(path);
            }
            _ if status != "publish" => {}
            _ => self.note(Why::Address, format!("{link}: a redirect has no query"), &item.source),
        }
        item.summary = Some(plain(post.encoded("excerpt"))).filter(|text| !text.is_empty());
        item.authors = Some(post.get("creator").to_owned()).filter(|login| !login.is_empty()).into_iter().collect();
        self.tags(post, &mut item);
        self.meta(post, &mut item);
        let comments = post.0.children().filter(|node| node.tag_name().name() == "comment").count();
        if comments > 0 {
            self.note(Why::Page, "comments, which Fissure does not have", format!("{}: {comments}", item.source));
        }
        item.body = body::markdown(post.encoded("content"), &item.source, &self.attachments, &mut self.imported.left);
        self.imported.items.push(item);
    }

    fn tags(&mut self, post: Post<'a>, item: &mut Item) {
        for node in post.0.children().filter(|node| node.tag_name().name() == "category") {
            let taxonomy = match node.attribute("domain").unwrap_or("category") {
                "category" => "categories",
                "post_tag" => "tags",
                "post_format" | "nav_menu" => continue,
                other => other,
            };
            let name = plain(node.text().unwrap_or_default());
            let slug = decoded(node.attribute("nicename").unwrap_or_default());
            if name.is_empty() {
                continue;
            }
            let base = match taxonomy {
                "categories" => "category",
                "tags" => "tag",
                other => other,
            };
            let term = || Term {
                name: Some(name.clone()),
                addresses: vec![joined(&format!("{base}/{slug}/"))],
                slug: Some(slug.clone()).filter(|slug| !slug.is_empty()),
                body: String::new(),
                has_file: false,
            };
            self.imported.terms.entry((taxonomy.to_owned(), folded(&name))).or_insert_with(term);
            item.tags.push(Tag { taxonomy: taxonomy.to_owned(), name });
        }
    }

    fn meta(&mut self, post: Post<'a>, item: &mut Item) {
        for (key, value) in post.meta() {
            if key == "_thumbnail_id"
                && let Some(attachment) = self.attachments.get(value)
            {
                item.image = Some(attachment.url.clone());
                for (name, text) in [("image_alt", &attachment.alt), ("image_caption", &attachment.caption)] {
                    if !text.is_empty() {
                        item.extra.push((name.to_owned(), Datum::text(text.as_str())));
                    }
                }
            }
            // What begins with an underscore is of WordPress and its plugins.
            if !key.starts_with('_')
                && !key.is_empty()
                && !value.is_empty()
                && !item.extra.iter().any(|(other, _)| other == key)
            {
                item.extra.push((key.to_owned(), Datum::text(value)));
                self.imported.left.note(Why::Field, key, item.source.as_str());
            }
        }
    }

    /// The entries of the first menu.
    fn menu(&mut self) {
        let menu_of = |post: &Post<'_>| {
            let of = post.0.children().find(|node| node.attribute("domain") == Some("nav_menu"));
            of.and_then(|node| node.attribute("nicename").map(str::to_owned))
        };
        let mut entries: Vec<Post<'_>> =
            self.posts.iter().filter(|post| post.get("post_type") == "nav_menu_item").copied().collect();
        entries.sort_by_key(|post| post.get("menu_order").parse::<i64>().unwrap_or(i64::MAX));
        let first = entries.first().and_then(menu_of);
        for entry in entries.into_iter().filter(|entry| menu_of(entry) == first) {
            let object = entry.meta_of("_menu_item_object_id");
            let of = self.posts.iter().find(|post| Some(post.get("post_id")) == object);
            let url = match (entry.meta_of("_menu_item_url").filter(|url| !url.is_empty()), of) {
                (Some(url), _) => self.path(url).unwrap_or_else(|| url.to_owned()),
                (None, Some(post)) => self.path(post.get("link")).unwrap_or_default(),
                (None, None) => continue,
            };
            let title = Some(entry.get("title")).filter(|title| !title.is_empty()).or(of.map(|post| post.get("title")));
            self.imported.settings.menu.push((plain(title.unwrap_or_default()), url));
        }
    }

    fn uploads(&mut self, uploads: Option<&Tree>) {
        if let Some(tree) = uploads {
            for path in tree.paths() {
                if let Some(from) = tree.on_disk(path) {
                    self.imported
                        .files
                        .push(CopiedFile { from: from.clone(), address: joined(&format!("{UPLOADS}{path}")) });
                }
            }
        }
        let missing: Vec<String> = self
            .attachments
            .values()
            .filter(|attachment| {
                let path = self.path(&attachment.url).unwrap_or_default();
                let below = path.split_once(UPLOADS).map_or("", |(_, below)| below);
                uploads.is_none_or(|tree| !tree.has(below))
            })
            .map(|attachment| attachment.url.clone())
            .collect();
        for url in missing {
            self.note(
                Why::File,
                "its address alone is in the export: name the folder wp-content/uploads with --uploads",
                &url,
            );
        }
    }

    fn note(&mut self, why: Why, what: impl Into<String>, place: impl AsRef<str>) {
        self.imported.left.note(why, what, place.as_ref());
    }
}

/// When a post was published, in its own time zone: what differs from the time in UTC is the offset.
fn date(post: Post<'_>) -> Option<When> {
    let [local, utc] = ["post_date", "post_date_gmt"].map(|name| dates::read(post.get(name), &TimeZone::UTC));
    if let (Some(local), Some(utc)) = (&local, &utc)
        && let (Some((time, _)), seconds) = (local.time, local.datetime().duration_since(utc.datetime()).as_secs())
        && let Some(offset) = i32::try_from(seconds).ok().filter(|seconds| seconds.abs() <= 14 * 3600)
        && let Ok(offset) = Offset::from_seconds(offset)
    {
        return Some(When { day: local.day, time: Some((time, offset)) });
    }
    utc.or(local).or_else(|| dates::read(post.get("pubDate"), &TimeZone::UTC))
}
