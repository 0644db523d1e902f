//! What a writer does, again and again under a running server, and how long the pages take that must show it.

use crate::common::generate::World;
use crate::common::site::{SAME_DAY, Site, article_address, time};
use crate::common::tool::Tool;
use crate::said::Said;
use crate::tools::Server;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// So many edits of each sort.
const ROUNDS: usize = 20;
/// For the others on sites that take them seconds.
const FEW_ROUNDS: usize = 5;
const LARGE: usize = 5000;
/// How long a page may lack what it should show before it counts as stale, or three first builds if that is longer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Milliseconds that pass between two edits at most.
const LONGEST_PAUSE: u64 = 500;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    Body,
    Title,
    Tag,
    Article,
    Template,
}

impl Edit {
    pub const ALL: [Edit; 5] = [Edit::Body, Edit::Title, Edit::Tag, Edit::Article, Edit::Template];

    pub fn name(self) -> &'static str {
        match self {
            Edit::Body => "body",
            Edit::Title => "title",
            Edit::Tag => "new tag",
            Edit::Article => "new article",
            Edit::Template => "template",
        }
    }
}

/// The edits of one sort under one server.
pub struct Series {
    pub edit: Edit,
    pub rounds: Vec<Round>,
    /// How many pages were waited for.
    pub pages: usize,
    /// Those that did not show it, by their place among them.
    pub stale: BTreeMap<usize, String>,
}

/// One edit. Times are from before the file is written until it is served, in milliseconds.
pub struct Round {
    /// Until the page that the writer looks at has it; nothing if it never has.
    pub first: Option<f64>,
    /// Until the last page has it that should.
    pub last: Option<f64>,
    /// Seconds of processor, with our questions.
    pub cpu: Option<f64>,
    pub said: Said,
}

/// A file to be written, and the pages that must show it: the writer's own first.
struct Change {
    file: PathBuf,
    text: String,
    shown: Vec<(String, String)>,
}

pub struct Writer<'a> {
    pub world: &'a World,
    pub articles: usize,
    pub site: &'a Site<'a>,
    pub server: &'a Server,
}

impl Writer<'_> {
    pub fn series(&self) -> io::Result<Vec<Series>> {
        let strangers = self.strangers();
        let showing = self.showing_title()?;
        let few = self.site.tool != Tool::Fissure && self.articles >= LARGE;
        let rounds = if few { FEW_ROUNDS } else { ROUNDS }.min(strangers.len());
        let mut all = Vec::new();
        for edit in Edit::ALL {
            eprintln!("{} articles, {}: {}", self.articles, self.site.tool.name(), edit.name());
            let mut series = Series { edit, rounds: Vec::new(), pages: 0, stale: BTreeMap::new() };
            for (round, stranger) in strangers.iter().take(rounds).enumerate() {
                let change = self.change(edit, round, *stranger, &showing);
                series.pages = change.shown.len();
                series.rounds.push(self.carry_out(change, &mut series.stale)?);
            }
            all.push(series);
        }
        Ok(all)
    }

    /// Entities that the newest article does not name, those with the fewest articles first.
    fn strangers(&self) -> Vec<usize> {
        let article = self.world.article(self.articles - 1);
        let is_stranger = |n: &usize| {
            let entity = &self.world.entities[*n];
            !article.tags.contains(n)
                && !article.body.contains(&entity.slug)
                && !entity.aliases.iter().any(|alias| article.body.contains(alias))
        };
        (0..self.world.entities.len()).rev().filter(is_stranger).take(ROUNDS).collect()
    }

    /// The pages that show the title of the newest article, its own first.
    ///
    /// They are looked for where a title may stand: on the home page, the archive, those of its entities, and those of the
    /// other articles of the day, two of which are its neighbours.
    fn showing_title(&self) -> io::Result<Vec<String>> {
        let article = self.world.article(self.articles - 1);
        let of_day = (1..=self.articles.min(SAME_DAY)).map(|n| article_address(&self.world.article(self.articles - n)));
        let entities = article.tags.iter().map(|tag| self.entity(*tag));
        let places = of_day.chain(["/".to_owned(), "/articles/".to_owned()]).chain(entities);
        let mut showing = Vec::new();
        for address in places {
            if self.server.client.get(&address)?.contains(&article.title) {
                showing.push(address);
            }
        }
        // Hugo takes particular care of the pages that were looked at last.
        showing.iter().try_for_each(|address| self.server.client.get(address).map(drop))?;
        Ok(showing)
    }

    fn entity(&self, n: usize) -> String {
        let entity = &self.world.entities[n];
        format!("/{}/{}/", entity.kind.folder, entity.slug)
    }

    fn change(&self, edit: Edit, round: usize, stranger: usize, showing: &[String]) -> Change {
        let mark = format!("Marked {} {round:02}", edit.name());
        let mut article = self.world.article(self.articles - 1);
        let own = article_address(&article);
        let mut at = time(self.articles, self.articles - 1);
        let shown = match edit {
            Edit::Body => {
                article.body.push_str(&format!("\n{mark}.\n"));
                vec![(own, mark)]
            }
            Edit::Title => {
                article.title = mark.clone();
                showing.iter().map(|address| (address.clone(), mark.clone())).collect()
            }
            Edit::Tag => {
                article.tags.push(stranger);
                vec![(own.clone(), self.entity(stranger)), (self.entity(stranger), own)]
            }
            Edit::Article => {
                // Of one day the first by name are the newest.
                article.slug = format!("a-new-article-{round:02}");
                article.title = mark.clone();
                at = format!("23:{round:02}");
                vec![(article_address(&article), mark.clone()), ("/".to_owned(), mark)]
            }
            Edit::Template => {
                let (file, text) = (self.site.template(), self.site.template_text(&mark));
                return Change { file, text, shown: vec![(own, mark)] };
            }
        };
        Change { file: self.site.article(&article), text: self.site.article_text(&article, &at), shown }
    }

    fn carry_out(&self, change: Change, stale: &mut BTreeMap<usize, String>) -> io::Result<Round> {
        let patience = PATIENCE.max(3 * self.server.first);
        // Some look at their files by a clock; a writer saves at any moment of it.
        sleep(Duration::from_millis(fastrand::u64(..LONGEST_PAUSE)));
        let cpu = self.server.seconds();
        let began = Instant::now();
        std::fs::write(change.file, change.text)?;
        let mut times = Vec::new();
        for (place, (address, text)) in change.shown.into_iter().enumerate() {
            // What did not come once is not waited for again.
            let time = match stale.contains_key(&place) {
                true => None,
                false => self.server.client.wait(&address, &text, began, patience),
            };
            if time.is_none() {
                stale.entry(place).or_insert(address);
            }
            times.push(time.map(|time| time.as_secs_f64() * 1e3));
        }
        let said = self.server.settle()?;
        let cpu = self.server.seconds().zip(cpu).map(|(after, before)| after - before);
        let last = if times.contains(&None) { None } else { times.iter().flatten().copied().reduce(f64::max) };
        Ok(Round { first: times.first().copied().flatten(), last, cpu, said })
    }
}
