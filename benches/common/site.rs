//! The same made-up site for each of the programs: Markdown with plain links and a small theme of the program's own, in
//! which all do the same work. For Fissure also with mentions, facts and its own theme.
//!
//! Addresses are equal everywhere, so that one list of pages can be asked for. Of how long anything takes, nothing is known
//! here.

use super::cost::write;
use super::generate::{Article, World};
use super::tool::Tool;
use fissure::load::theme;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::PathBuf;

/// Files of a small theme, with their path in a site.
type Files = &'static [(&'static str, &'static str)];

macro_rules! files {
    ($($path:literal = $file:literal)*) => {
        &[$(($path, include_str!($file))),*]
    };
}

const FISSURE: Files = files! {
    "content/site.yaml" = "fissure/site.yaml"
    "templates/archive.html" = "fissure/archive.html"
    "templates/article.html" = "fissure/article.html"
    "templates/base.html" = "fissure/base.html"
    "templates/entity.html" = "fissure/entity.html"
    "templates/home.html" = "fissure/home.html"
    "templates/index.html" = "fissure/index.html"
    "templates/parts.html" = "fissure/parts.html"
};

const HUGO: Files = files! {
    "hugo.yaml" = "hugo/hugo.yaml"
    "layouts/baseof.html" = "hugo/baseof.html"
    "layouts/home.html" = "hugo/home.html"
    "layouts/home.atom.xml" = "hugo/home.atom.xml"
    "layouts/page.html" = "hugo/page.html"
    "layouts/section.html" = "hugo/section.html"
    "layouts/taxonomy.html" = "hugo/taxonomy.html"
    "layouts/term.html" = "hugo/term.html"
    "layouts/_partials/articles.html" = "hugo/_partials/articles.html"
    "layouts/_partials/pager.html" = "hugo/_partials/pager.html"
};

const ELEVENTY: Files = files! {
    "eleventy.config.js" = "eleventy/eleventy.config.js"
    "_includes/article.11ty.js" = "eleventy/_includes/article.11ty.js"
    "_includes/entity.11ty.js" = "eleventy/_includes/entity.11ty.js"
    "_includes/parts.js" = "eleventy/_includes/parts.js"
    "content/index.11ty.js" = "eleventy/content/index.11ty.js"
    "content/archive.11ty.js" = "eleventy/content/archive.11ty.js"
    "content/feed.11ty.js" = "eleventy/content/feed.11ty.js"
    "content/further.11ty.js" = "eleventy/content/further.11ty.js"
    "content/kinds.11ty.js" = "eleventy/content/kinds.11ty.js"
    "content/sitemap.11ty.js" = "eleventy/content/sitemap.11ty.js"
    "content/articles/articles.json" = "eleventy/articles.json"
    "content/blocs/blocs.json" = "eleventy/entities.json"
    "content/models/models.json" = "eleventy/entities.json"
    "content/companies/companies.json" = "eleventy/entities.json"
    "content/policies/policies.json" = "eleventy/entities.json"
    "content/people/people.json" = "eleventy/entities.json"
};

const ZOLA: Files = files! {
    "config.toml" = "zola/config.toml"
    "content/_index.md" = "zola/home.md"
    "content/articles/_index.md" = "zola/articles.md"
    "content/profiles/_index.md" = "zola/profiles.md"
    "templates/base.html" = "zola/base.html"
    "templates/parts.html" = "zola/parts.html"
    "templates/index.html" = "zola/index.html"
    "templates/section.html" = "zola/section.html"
    "templates/page.html" = "zola/page.html"
    "templates/profile.html" = "zola/profile.html"
    "templates/taxonomy_list.html" = "zola/taxonomy_list.html"
    "templates/taxonomy_single.html" = "zola/taxonomy_single.html"
    "templates/feed.xml" = "zola/feed.xml"
};

/// How many articles of the made-up site are of one day.
pub const SAME_DAY: usize = 16;
/// The hour of the newest of them.
const LAST_HOUR: usize = 22;

/// What is made of the articles.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// All that Fissure does by itself, for Fissure alone.
    Own,
    /// What all programs do alike.
    Small,
}

/// A site in a folder, in the form that one of the programs reads.
pub struct Site<'a> {
    pub tool: Tool,
    theme: Theme,
    pub root: PathBuf,
    world: &'a World,
    /// The place of the entity that a mention means.
    entities: HashMap<&'a str, usize>,
}

impl<'a> Site<'a> {
    pub fn new(tool: Tool, theme: Theme, root: PathBuf, world: &'a World) -> Site<'a> {
        let mut entities = HashMap::new();
        for (n, entity) in world.entities.iter().enumerate() {
            let names = [&entity.slug, &entity.name].into_iter().chain(&entity.aliases);
            entities.extend(names.map(|name| (name.as_str(), n)));
        }
        Site { tool, theme, root, world, entities }
    }

    /// Writes all files of a site with so many articles.
    pub fn write(&self, articles: usize) -> io::Result<()> {
        if self.theme == Theme::Own {
            let mut result = Ok(());
            self.world.files(|path, text| {
                if result.is_ok() {
                    result = write(&self.root.join(path), text);
                }
            });
            return result.and_then(|()| write(&self.template(), self.template_text("")));
        }
        let files = match self.tool {
            Tool::Fissure => FISSURE,
            Tool::Hugo => HUGO,
            Tool::Eleventy => ELEVENTY,
            Tool::Zola => ZOLA,
        };
        files.iter().try_for_each(|(path, text)| write(&self.root.join(path), text))?;
        let tagged: BTreeSet<usize> = (0..articles).flat_map(|n| self.world.article(n).tags).collect();
        for n in 0..self.world.entities.len() {
            self.write_entity(n, tagged.contains(&n))?;
        }
        for n in 0..articles {
            let article = self.world.article(n);
            write(&self.article(&article), self.article_text(&article, &time(articles, n)))?;
        }
        Ok(())
    }

    fn write_entity(&self, n: usize, is_tagged: bool) -> io::Result<()> {
        let entity = &self.world.entities[n];
        // In Zola the page of a tag takes the text of another file in, and there is no page of a tag that no article has.
        let more = match (self.tool, is_tagged) {
            (Tool::Zola, true) => "render: false\n".to_owned(),
            (Tool::Zola, false) => format!("path: {}/{}\ntemplate: profile.html\n", entity.kind.folder, entity.slug),
            _ => String::new(),
        };
        let file = match self.tool {
            Tool::Hugo => format!("content/{}/{}/_index.md", entity.kind.folder, entity.slug),
            Tool::Zola => format!("content/profiles/{}/{}.md", entity.kind.folder, entity.slug),
            _ => format!("content/{}/{}.md", entity.kind.folder, entity.slug),
        };
        let field = if self.tool == Tool::Fissure { "name" } else { "title" };
        let text = format!("---\n{field}: {}\n{more}---\n\n{}", entity.name, self.linked(&entity.profile));
        write(&self.root.join(file), &text)
    }

    /// The file of an article.
    pub fn article(&self, article: &Article) -> PathBuf {
        match self.theme {
            Theme::Own => self.root.join(article.path()),
            Theme::Small => self.root.join(format!("content/articles/{}.md", article.slug)),
        }
    }

    /// The text of that file. With the small theme it has a time of day, `15:00`, since each sorts the articles of a day in its own way.
    pub fn article_text(&self, article: &Article, time: &str) -> String {
        if self.theme == Theme::Own {
            return self.world.text(article);
        }
        let Article { title, date, form, summary, .. } = article;
        let mut text = format!("---\ntitle: {title}\ndate: {date}T{time}:00Z\n");
        // The names that Zola has for fields, and where it lets others stand.
        let is_zola = self.tool == Tool::Zola;
        let (summary_field, form_field) = if is_zola { ("description", "extra: {form") } else { ("summary", "form") };
        let end = if is_zola { "}\ntaxonomies:\n" } else { "\n" };
        text.extend(summary.iter().map(|summary| format!("{summary_field}: {summary}\n")));
        text.push_str(&format!("{form_field}: {form}{end}"));
        let mut by_kind: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for entity in article.tags.iter().map(|tag| &self.world.entities[*tag]) {
            let field = if self.tool == Tool::Fissure { entity.kind.key } else { entity.kind.folder };
            by_kind.entry(field).or_default().push(if is_zola { &entity.name } else { &entity.slug });
        }
        let indent = if is_zola { "  " } else { "" };
        text.extend(by_kind.iter().map(|(field, tags)| format!("{indent}{field}: [{}]\n", tags.join(", "))));
        format!("{text}---\n\n{}", self.linked(&article.body))
    }

    /// Turns mentions into links of Markdown.
    fn linked(&self, body: &str) -> String {
        let mut parts = body.split("[[");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (mention, rest) = part.split_once("]]").expect("what we made up ourselves closes its brackets");
            let (target, label) = mention.split_once('|').unwrap_or((mention, mention));
            let (label, address) = match self.entities.get(target).map(|n| &self.world.entities[*n]) {
                Some(entity) if label == entity.slug => (entity.name.as_str(), self.entity_address(target)),
                Some(_) => (label, self.entity_address(target)),
                None => (label, format!("/articles/{target}/")),
            };
            text.push_str(&format!("[{label}]({address}){rest}"));
        }
        text
    }

    fn entity_address(&self, name: &str) -> String {
        let entity = &self.world.entities[self.entities[name]];
        format!("/{}/{}/", entity.kind.folder, entity.slug)
    }

    /// The template of articles.
    pub fn template(&self) -> PathBuf {
        self.root.join(match self.tool {
            Tool::Fissure => "templates/article.html",
            Tool::Hugo => "layouts/page.html",
            Tool::Eleventy => "_includes/article.11ty.js",
            Tool::Zola => "templates/page.html",
        })
    }

    /// The text of that template with a comment at the end of the article.
    pub fn template_text(&self, mark: &str) -> String {
        let path = "templates/article.html";
        let ours = || theme::FILES.iter().find(|(name, _)| *name == path).map(|(_, bytes)| *bytes);
        let text = match self.tool {
            Tool::Fissure => String::from_utf8_lossy(ours().expect("the theme has a template of articles")),
            Tool::Hugo => include_str!("hugo/page.html").into(),
            Tool::Eleventy => include_str!("eleventy/_includes/article.11ty.js").into(),
            Tool::Zola => include_str!("zola/page.html").into(),
        };
        let comment = match self.tool {
            // It takes comments of HTML out of its templates.
            Tool::Hugo => format!("{{{{ \"<!-- {mark} -->\" | safeHTML }}}}\n</article>"),
            _ => format!("<!-- {mark} -->\n</article>"),
        };
        text.replacen("</article>", &comment, 1)
    }
}

pub fn article_address(article: &Article) -> String {
    format!("/articles/{}/", article.slug)
}

/// The time of an article, which is the later the newer it is among those of its day.
pub fn time(articles: usize, n: usize) -> String {
    format!("{:02}:00", LAST_HOUR - (articles - 1 - n) % SAME_DAY)
}
