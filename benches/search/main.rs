//! What search costs, and what it finds: `cargo bench --bench search -- 10000`, in a browser and beside Pagefind.
//!
//! Makes up a site, builds it, makes up queries for which the page that is meant is known, and hands both to `browser.js`,
//! which needs Node, Chromium and what `scripts/test web` installs. Pagefind comes from npm into a folder that goes
//! again. Nothing here passes or fails.

#[path = "../common/generate.rs"]
#[allow(dead_code, reason = "another bench uses the rest")]
mod generate;
mod prose;

use fastrand::Rng;
use generate::{Article, NOW, World};
use prose::Prose;
use serde_json::{Value, json};
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

const QUERIES: usize = 40;

fn main() -> io::Result<()> {
    // `cargo test --all-targets` runs this too, and without the option.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let articles = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(1000);
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let folder = tempfile::Builder::new().prefix("fissure-search-").tempdir_in(place)?;
    let [site, output] = ["site", "output"].map(|name| folder.path().join(name));
    let (world, prose) = (World::new(articles), Prose::new());
    let mut result = Ok(());
    world.files(|path, text| {
        if result.is_ok() && !path.starts_with("content/articles/") {
            result = write(&site.join(path), text);
        }
    });
    result?;
    for n in 0..articles {
        let article = article(&world, &prose, n);
        write(&site.join(article.path()), &world.text(&article))?;
    }
    for round in 0..3 {
        if round > 0 {
            fs::remove_dir_all(&output)?;
        }
        let mut build = Command::new(env!("CARGO_BIN_EXE_fissure"));
        build.arg("--root").arg(&site).args(["build", "--now", NOW, "--output"]).arg(&output);
        eprint!("{}", String::from_utf8_lossy(&build.output()?.stderr));
    }
    let queries = folder.path().join("queries.json");
    fs::write(&queries, Value::Array(queries_for(&world, &prose, articles)).to_string())?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/search/browser.js");
    Command::new("node").arg(script).arg(&output).arg(&queries).status()?;
    Ok(())
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(path.parent().expect("a file is in a folder"))?;
    fs::write(path, text)
}

/// An article of the made-up site with other prose.
fn article(world: &World, prose: &Prose, n: usize) -> Article {
    let mut article = world.article(n);
    let mut rng = Rng::with_seed(0x5345_4152_0000 + n as u64);
    let own = prose.own(&mut rng);
    article.title = format!("{} over {} {}", article.title, own[0], own[1]);
    let mut body = String::new();
    for paragraph in 0..rng.usize(7..=13) {
        for sentence in 0..rng.usize(2..=4) {
            let tag = &world.entities[article.tags[rng.usize(..article.tags.len())]];
            if sentence == 0 && paragraph % 2 == 0 {
                body.push_str(&format!("[[{}]] and ", tag.slug));
            }
            body.push_str(&prose.sentence(&mut rng, &own));
            body.push(' ');
        }
        body.push_str("\n\n");
    }
    article.body = body;
    article.summary = rng.bool().then(|| prose.sentence(&mut rng, &own));
    article
}

/// Queries of five sorts, each with the page that is meant.
fn queries_for(world: &World, prose: &Prose, articles: usize) -> Vec<Value> {
    let mut rng = Rng::with_seed(7);
    let mut queries = Vec::new();
    let mut add =
        |sort: &str, text: String, page: String| queries.push(json!({"sort": sort, "text": text, "page": page}));
    for _ in 0..QUERIES {
        let entity = &world.entities[rng.usize(..world.entities.len())];
        let page = format!("/{}/{}/", entity.kind.folder, entity.slug);
        add("name", entity.name.to_lowercase(), page.clone());
        let entity = &world.entities[rng.usize(..world.entities.len())];
        let page = format!("/{}/{}/", entity.kind.folder, entity.slug);
        add("alias", entity.aliases[0].clone(), page);
        let entity = &world.entities[rng.usize(..world.entities.len())];
        let page = format!("/{}/{}/", entity.kind.folder, entity.slug);
        add("typo", slip(&mut rng, &entity.name), page);
        let article = article(world, prose, rng.usize(..articles));
        let words: Vec<&str> = article.title.split(' ').collect();
        let from = rng.usize(..words.len() - 4);
        let wanted: Vec<&str> = words[from..].iter().copied().filter(|_| rng.usize(..4) > 0).take(4).collect();
        let wanted = if wanted.len() < 3 { words[words.len() - 3..].to_vec() } else { wanted };
        add("headline", wanted.join(" "), format!("/articles/{}/", article.slug));
        let article = self::article(world, prose, rng.usize(..articles));
        let sentences: Vec<&str> =
            article.body.split(". ").filter(|s| !s.contains("[[") && s.split(' ').count() > 7).collect();
        let words: Vec<&str> = sentences[rng.usize(..sentences.len())].split_whitespace().collect();
        let from = rng.usize(..words.len() - 5);
        add("phrase", words[from..from + 5].join(" ").replace('.', ""), format!("/articles/{}/", article.slug));
    }
    queries
}

/// A name with one slip of the fingers: a letter left out, doubled, exchanged with the next, or another one.
fn slip(rng: &mut Rng, name: &str) -> String {
    let mut letters: Vec<char> = name.to_lowercase().chars().collect();
    let word = name.split(' ').map(str::len).enumerate().max_by_key(|(_, len)| *len).map_or(0, |(n, _)| n);
    let start: usize = name.split(' ').take(word).map(|word| word.len() + 1).sum();
    let len = name.split(' ').nth(word).map_or(1, str::len);
    let at = start + rng.usize(1..len.max(3) - 1);
    match rng.usize(..4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 if at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => letters[at] = rng.lowercase(),
    }
    letters.into_iter().collect()
}
