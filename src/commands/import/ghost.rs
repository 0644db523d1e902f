//! An export of Ghost (JSON): posts, pages, tags, authors and settings, each with the address that it had.
//!
//! Texts in, values out; what editors made of a text is read in `cards`.

mod cards;

use super::addresses::{filled, joined, of_date};
use super::dates::{self, When};
use super::datum::{Datum, from_json};
use super::html::{plain, to_markdown};
use super::imported::{Author, CopiedFile, Imported, Item, Settings, Sort, Tag, Term};
use super::left::Why;
use super::tags::folded;
use super::tree::Tree;
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use std::collections::BTreeMap;

/// What stands for the address of the site in an export.
const GHOST_URL: &str = "__GHOST_URL__";
/// What follows it in a text is for members alone.
const MEMBERS_ONLY: &str = "<!--members-only-->";

pub(super) fn read(text: &str, uploads: Option<&Tree>) -> Result<Imported, String> {
    let whole = from_json(text).map_err(|error| format!("this is not an export of Ghost: {error}"))?;
    let first = whole.get("db").and_then(|db| db.list().first()).unwrap_or(&whole);
    let Some(data) = first.get("data").filter(|data| data.get("posts").is_some()) else {
        return Err("this is not an export of Ghost: it has no db[0].data.posts".to_owned());
    };
    let mut reader = Reader { data, imported: Imported::default(), zone: TimeZone::UTC };
    reader.settings();
    reader.terms_and_authors();
    for post in reader.all("posts") {
        reader.post(post);
    }
    reader.uploads(uploads);
    reader.imported.left.note(Why::Feed, "the feed of the site", "/rss/");
    Ok(reader.imported)
}

struct Reader<'a> {
    data: &'a Datum,
    imported: Imported,
    zone: TimeZone,
}

impl<'a> Reader<'a> {
    fn all(&self, table: &str) -> &'a [Datum] {
        self.data.get(table).map_or(&[], Datum::list)
    }

    fn setting(&self, key: &str) -> Option<String> {
        let found = self.all("settings").iter().find(|setting| setting.text_at("key") == Some(key))?;
        found.text_at("value").map(str::to_owned)
    }

    fn settings(&mut self) {
        let language =
            self.setting("locale").or_else(|| self.setting("lang")).or_else(|| self.setting("default_locale"));
        let navigation = self.setting("navigation").and_then(|text| from_json(&text).ok());
        let entry =
            |entry: &Datum| Some((entry.text_at("label")?.to_owned(), entry.text_at("url")?.replace(GHOST_URL, "")));
        self.imported.settings = Settings {
            title: self.setting("title"),
            tagline: self.setting("description"),
            base_url: self.setting("url"),
            language,
            time_zone: self.setting("timezone").or_else(|| self.setting("active_timezone")),
            page_size: self.setting("posts_per_page").and_then(|size| size.parse().ok()),
            menu: navigation.iter().flat_map(|all| all.list()).filter_map(entry).collect(),
            ..Settings::default()
        };
        self.zone = super::settings::zone(&self.imported.settings);
        if self.imported.settings.base_url.is_none() {
            self.imported.left.note(Why::Setting, "base_url: it is not in the export, so add it", "content/site.yaml");
        }
        for key in ["codeinjection_head", "codeinjection_foot"] {
            if self.setting(key).is_some() {
                self.imported.left.note(Why::Setting, key, "settings");
            }
        }
    }

    fn terms_and_authors(&mut self) {
        for tag in self.all("tags") {
            let (Some(name), Some(slug)) = (tag.text_at("name"), tag.text_at("slug")) else { continue };
            if is_internal(name) {
                continue;
            }
            let body = tag.text_at("description").unwrap_or_default().to_owned();
            let addresses = vec![joined(&format!("tag/{slug}/"))];
            let term =
                Term { name: Some(name.to_owned()), slug: Some(slug.to_owned()), body, addresses, has_file: false };
            self.imported.terms.insert(("tags".to_owned(), folded(name)), term);
        }
        for user in self.all("users") {
            let (Some(slug), Some(id)) = (user.text_at("slug"), user.text_at("id")) else { continue };
            let kept = ["website", "location", "profile_image", "twitter", "facebook"];
            let extra =
                user.map().iter().filter(|(key, value)| kept.contains(&key.as_str()) && value.as_text().is_some());
            let text = |value: &Datum| Datum::text(value.as_text().unwrap_or_default().replace(GHOST_URL, ""));
            let author = Author {
                name: user.text_at("name").unwrap_or(slug).to_owned(),
                body: user.text_at("bio").unwrap_or_default().to_owned(),
                addresses: vec![joined(&format!("author/{slug}/"))],
                slug: Some(slug.to_owned()),
                extra: extra.map(|(key, value)| (key.clone(), text(value))).collect(),
                has_page: false,
            };
            self.imported.authors.insert(id.to_owned(), author);
        }
    }

    /// The ids that a table joins to a post, in their order.
    fn joined(&self, table: &str, post: &str, key: &str) -> Vec<&'a str> {
        let of_post = self.all(table).iter().filter(|row| row.text_at("post_id") == Some(post));
        let mut rows: Vec<&Datum> = of_post.collect();
        rows.sort_by_key(|row| row.text_at("sort_order").and_then(|order| order.parse::<i64>().ok()).unwrap_or(0));
        rows.into_iter().filter_map(|row| row.text_at(key)).collect()
    }

    fn post(&mut self, post: &'a Datum) {
        let id = post.text_at("id").unwrap_or_default();
        let slug = post.text_at("slug").unwrap_or_default();
        let source = format!("post {id} ({slug})");
        let is_page = post.text_at("type") == Some("page") || post.get("page").is_some_and(Datum::is_true);
        let mut item = Item::new(source, if is_page { Sort::Page } else { Sort::Article });
        item.title = plain(post.text_at("title").unwrap_or("Untitled"));
        item.name = slug.to_owned();
        item.date = ["published_at", "created_at"].iter().find_map(|key| date(post.text_at(key)?, &self.zone));
        let status = post.text_at("status").unwrap_or("draft");
        item.draft = !["published", "scheduled"].contains(&status);
        if status == "sent" {
            self.note(Why::Private, format!("{} (sent by e-mail alone)", item.title), &item.source);
        }
        if !["public", ""].contains(&post.text_at("visibility").unwrap_or_default()) {
            item.draft = true;
            self.note(Why::Private, item.title.clone(), &item.source);
        }
        item.summary = post.text_at("custom_excerpt").map(plain);
        item.image = post.text_at("feature_image").map(|url| url.replace(GHOST_URL, ""));
        item.lang = post.text_at("locale").map(str::to_owned);
        self.meta(post, id, &mut item);
        let authors = self.joined("posts_authors", id, "author_id");
        let authors = if authors.is_empty() { post.text_at("author_id").into_iter().collect() } else { authors };
        item.authors =
            authors.into_iter().filter(|id| self.imported.authors.contains_key(*id)).map(str::to_owned).collect();
        for id in self.joined("posts_tags", id, "tag_id") {
            let tag = self.all("tags").iter().find(|tag| tag.text_at("id") == Some(id));
            match tag.and_then(|tag| tag.text_at("name")) {
                Some(name) if is_internal(name) => {
                    self.note(Why::Tag, format!("{name}: internal, dropped"), &item.source)
                }
                Some(name) => item.tags.push(Tag { taxonomy: "tags".to_owned(), name: name.to_owned() }),
                None => {}
            }
        }
        match self.address(post, &item, is_page) {
            Some(address) => item.stood_at(address),
            None => self.note(Why::Address, "the pattern of its address has a word that is not known", &item.source),
        }
        item.body = self.body(post, &mut item);
        self.imported.items.push(item);
    }

    fn address(&self, post: &Datum, item: &Item, is_page: bool) -> Option<String> {
        let pattern = self.setting("permalinks").filter(|_| !is_page).unwrap_or_else(|| "/:slug/".to_owned());
        let value = |token: &str| match token {
            "slug" => Some(item.name.clone()),
            "id" => post.text_at("id").map(str::to_owned),
            token => of_date(token, item.date.as_ref()?),
        };
        filled(&pattern, value).map(|address| joined(&address))
    }

    fn meta(&mut self, post: &Datum, id: &str, item: &mut Item) {
        let meta = self.all("posts_meta").iter().find(|row| row.text_at("post_id") == Some(id));
        let get = |key: &str| post.text_at(key).or_else(|| meta?.text_at(key));
        for (key, name) in [
            ("feature_image_alt", "image_alt"),
            ("feature_image_caption", "image_caption"),
            ("canonical_url", "canonical_url"),
        ] {
            if let Some(text) = get(key) {
                item.extra.push((name.to_owned(), Datum::text(plain(text).replace(GHOST_URL, ""))));
            }
        }
        let others = [
            "meta_title",
            "meta_description",
            "og_title",
            "og_description",
            "twitter_title",
            "codeinjection_head",
            "codeinjection_foot",
            "custom_template",
        ];
        for key in others.into_iter().filter(|key| get(key).is_some()) {
            self.imported.left.note(Why::Field, key, item.source.as_str());
            item.extra.push((key.to_owned(), Datum::text(get(key).unwrap_or_default())));
        }
    }

    fn body(&mut self, post: &Datum, item: &mut Item) -> String {
        let source = item.source.clone();
        let left = &mut self.imported.left;
        let made = |key: &str| post.text_at(key).and_then(|text| from_json(text).ok());
        let cards = match (post.text_at("html"), made("lexical"), made("mobiledoc")) {
            (Some(html), ..) => cards::of_html(html),
            (None, Some(lexical), _) => cards::of_lexical(&lexical, &source, left),
            (None, None, Some(mobiledoc)) => cards::of_mobiledoc(&mobiledoc, &source, left),
            (None, None, None) => cards::Cards::default(),
        };
        if cards.html.contains(MEMBERS_ONLY) {
            item.draft = true;
            left.note(Why::Private, item.title.clone(), source.as_str());
        }
        let markdown = to_markdown(&cards.html, &source, left);
        cards.put_back(&markdown).replace(GHOST_URL, "")
    }

    fn uploads(&mut self, uploads: Option<&Tree>) {
        let Some(tree) = uploads else {
            let names: BTreeMap<&str, usize> = self
                .imported
                .items
                .iter()
                .filter(|item| item.body.contains("/content/"))
                .map(|item| (item.source.as_str(), 1))
                .collect();
            let places: Vec<String> = names.keys().map(|name| (*name).to_owned()).collect();
            for place in places {
                self.note(
                    Why::File,
                    "its pictures are not in the export: name Ghost's folder content with --uploads",
                    &place,
                );
            }
            return;
        };
        // The folder itself, or that of its pictures.
        let is_content =
            ["images/", "files/", "media/"].iter().any(|folder| tree.paths().any(|path| path.starts_with(folder)));
        let below = if is_content { "/content/" } else { "/content/images/" };
        for path in tree
            .paths()
            .filter(|path| !is_content || ["images/", "files/", "media/"].iter().any(|folder| path.starts_with(folder)))
        {
            if let Some(from) = tree.on_disk(path) {
                self.imported.files.push(CopiedFile { from: from.clone(), address: joined(&format!("{below}{path}")) });
            }
        }
    }

    fn note(&mut self, why: Why, what: impl Into<String>, place: &str) {
        self.imported.left.note(why, what, place);
    }
}

/// Tags that a page never shows.
fn is_internal(name: &str) -> bool {
    name.starts_with('#')
}

/// A date as text, or as milliseconds.
fn date(text: &str, zone: &TimeZone) -> Option<When> {
    if text.len() >= 11
        && let Ok(milliseconds) = text.parse::<i64>()
    {
        let at = Timestamp::from_millisecond(milliseconds).ok()?.to_zoned(TimeZone::UTC);
        let time = at.time().with().subsec_nanosecond(0).build().ok()?;
        return Some(When { day: at.date(), time: Some((time, Offset::UTC)) });
    }
    dates::read(text, zone)
}
