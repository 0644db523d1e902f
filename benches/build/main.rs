//! Builds made-up sites of several sizes and says what that costs: `cargo bench --bench build -- 1000 10000 30000`, or with
//! `10000:languages`, `10000:pictures` and `10000:no-editions` what each of these does.
//!
//! Time is given as a ratio to what a copy of the output takes at the same moment, since a slow or busy machine slows
//! both. Nothing here passes or fails.

#[path = "../common/mod.rs"]
mod common;
mod reach;

use common::cost::{Cost, Size, load, median, remove, run, scratch, size, steps_in, write};
use common::generate::{NOW, World};
use reach::{Asked, Reach};
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// A build and a copy, so many times in turn.
const PAIRS: usize = 1;
/// So many rebuilds after edits of each sort.
const ROUNDS: usize = 5;
const EDITS: [&str; 4] = ["body", "title", "tag", "alias"];
/// How long a rebuild may take before we give up on it.
const PATIENCE: Duration = Duration::from_secs(600);

fn main() -> ExitCode {
    // `cargo test --all-targets` runs this too, and without the option.
    if !std::env::args().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    let numbers = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let Ok(mut sizes) = numbers.map(|number| number.parse()).collect::<Result<Vec<Asked>, _>>() else {
        eprintln!("usage: cargo bench --bench build -- [ARTICLES[:languages|:pictures|:no-editions]]...");
        return ExitCode::FAILURE;
    };
    if sizes.is_empty() {
        sizes.push(Asked { articles: 1000, reach: Reach::Plain });
    }
    let mut columns = Vec::new();
    for asked in sizes {
        match measure(asked) {
            Ok(measured) => columns.push(measured),
            Err(trouble) => {
                eprintln!("{} articles: {trouble}", asked.articles);
                return ExitCode::FAILURE;
            }
        }
    }
    print(&columns);
    ExitCode::SUCCESS
}

/// All that is found out about a site of one size.
struct Measured {
    asked: Asked,
    sources: Size,
    output: Size,
    build: Cost,
    copy: Cost,
    /// Medians of the ratios of each pair.
    wall_ratio: f64,
    cpu_ratio: f64,
    /// What the program says of its own steps, when it does.
    steps: Option<String>,
    rebuilds: Vec<Rebuild>,
    /// The load of the machine, before and after.
    load: [String; 2],
}

struct Rebuild {
    edit: &'static str,
    /// From the edit until the page on the disk has it.
    seconds: f64,
    /// What the program said of the last one.
    said: String,
}

fn measure(asked: Asked) -> io::Result<Measured> {
    let articles = asked.articles;
    let folder = scratch()?;
    let [site, output, copy] = ["site", "output", "copy"].map(|name| folder.path().join(name));
    let load_before = load();

    eprintln!("{articles} articles: writing the site");
    let world = World::new(articles);
    let mut sources = Size::default();
    let mut result = Ok(());
    let picture = reach::picture();
    world.files(|path, text| {
        asked.reach.files(path, text, &picture, |path, bytes| {
            sources.files += 1;
            sources.bytes += bytes.len() as u64;
            if result.is_ok() {
                result = write(&site.join(path), bytes);
            }
        });
    });
    result?;

    let mut pairs = Vec::new();
    let mut steps = None;
    for n in 1..=PAIRS {
        eprintln!("{articles} articles: build and copy, {n} of {PAIRS}");
        for folder in [&output, &copy] {
            remove(folder)?;
        }
        let (build, said) = run(&mut fissure(&site, &output))?;
        steps = said.lines().find_map(steps_in);
        let (copied, _) = run(Command::new("cp").arg("-r").args([&output, &copy]))?;
        pairs.push((build, copied));
    }
    fs::remove_dir_all(&copy)?;
    let of = |value: fn(&(Cost, Cost)) -> f64| median(pairs.iter().map(value).collect());
    let build = Cost { wall: of(|p| p.0.wall), cpu: of(|p| p.0.cpu), peak: of(|p| p.0.peak) };
    let copy = Cost { wall: of(|p| p.1.wall), cpu: of(|p| p.1.cpu), peak: of(|p| p.1.peak) };
    let (wall_ratio, cpu_ratio) = (of(|p| p.0.wall / p.1.wall), of(|p| p.0.cpu / p.1.cpu));
    let size = size(&output)?;
    let rebuilds = rebuilds(&world, asked, &site, &output)?;
    let load = [load_before, load()];
    Ok(Measured { asked, sources, output: size, build, copy, wall_ratio, cpu_ratio, steps, rebuilds, load })
}

/// The command for a build.
fn fissure(site: &Path, output: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fissure"));
    command.arg("--root").arg(site).args(["build", "--now", NOW, "--output"]).arg(output);
    command
}

/// Edits the newest article and one of its entities while `build --watch` runs.
fn rebuilds(world: &World, asked: Asked, site: &Path, output: &Path) -> io::Result<Vec<Rebuild>> {
    let articles = asked.articles;
    eprintln!("{articles} articles: starting --watch");
    let watched = Watched::start(site, output)?;
    let article = world.article(articles - 1);
    let article_page = output.join("articles").join(&article.slug).join("index.html");
    let entity_page = |n: usize| {
        let entity = &world.entities[n];
        output.join(entity.kind.folder).join(&entity.slug).join("index.html")
    };
    // Entities that the article does not name, whose pages must learn of it.
    let strangers: Vec<usize> = (0..world.entities.len())
        .rev()
        .filter(|n| !article.tags.contains(n))
        .filter(|n| {
            let entity = &world.entities[*n];
            !article.body.contains(&entity.slug) && !entity.aliases.iter().any(|alias| article.body.contains(alias))
        })
        .take(ROUNDS)
        .collect();
    let (first, address) = (article.tags[0], format!("/articles/{}/", article.slug));

    let mut rebuilds = Vec::new();
    for edit in EDITS {
        eprintln!("{articles} articles: rebuilds after edits, {edit}");
        let (mut times, mut said) = (Vec::new(), String::new());
        for (round, stranger) in strangers.iter().enumerate() {
            let mark = format!("Marked {edit} {round}");
            let mut edited = article.clone();
            let (page, text) = match edit {
                "body" => {
                    edited.body.push_str(&format!("\n{mark}.\n"));
                    (article_page.clone(), mark)
                }
                "title" => {
                    edited.title = mark.clone();
                    (article_page.clone(), mark)
                }
                "tag" => {
                    edited.tags.push(*stranger);
                    (entity_page(*stranger), address.clone())
                }
                _ => (entity_page(first), mark),
            };
            let before = Instant::now();
            if edit == "alias" {
                let mut entity = world.entities[first].clone();
                entity.aliases.push(text.clone());
                write(&site.join(entity.path()), entity.text())?;
            } else {
                // The file keeps its name, whatever the title becomes.
                write(&site.join(article.path()), asked.reach.article(&article.path(), &world.text(&edited)))?;
            }
            wait_for(&page, &text)?;
            times.push(before.elapsed().as_secs_f64());
            said = watched.next_build()?;
        }
        rebuilds.push(Rebuild { edit, seconds: median(times), said });
    }
    Ok(rebuilds)
}

/// Waits until a page has a text.
fn wait_for(page: &Path, text: &str) -> io::Result<()> {
    let began = Instant::now();
    while !fs::read_to_string(page).is_ok_and(|page| page.contains(text)) {
        if began.elapsed() > PATIENCE {
            return Err(io::Error::other(format!("\"{text}\" never came to {}", page.display())));
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}

/// A `build --watch` that is stopped with us.
struct Watched {
    child: Child,
    lines: Receiver<String>,
}

impl Watched {
    fn start(site: &Path, output: &Path) -> io::Result<Watched> {
        let mut child = fissure(site, output).arg("--watch").stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let (send, lines) = channel();
        if let Some(stderr) = child.stderr.take() {
            std::thread::spawn(move || {
                for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                    let _ = send.send(line);
                }
            });
        }
        let watched = Watched { child, lines };
        watched.next_build()?;
        Ok(watched)
    }

    /// What the program says when it has built, without the time of day.
    fn next_build(&self) -> io::Result<String> {
        loop {
            let line = self.lines.recv_timeout(PATIENCE).map_err(io::Error::other)?;
            match line.split_once(" ok ") {
                Some((_, said)) => return Ok(said.to_owned()),
                None => eprintln!("  {line}"),
            }
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn print(columns: &[Measured]) {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!("\nfissure {}, {cores} cores; a ratio says how many times as much\n", env!("CARGO_PKG_VERSION"));
    let row = |name: &str, value: &dyn Fn(&Measured) -> String| {
        let values = columns.iter().map(|m| format!("{:>16}", value(m))).collect::<String>();
        println!("{name:<36}{values}");
    };
    let size = |size: &Size| format!("{} {:>6.1} MB", size.files, size.bytes as f64 / 1e6);
    row("articles", &|m| m.asked.articles.to_string());
    row("", &|m| m.asked.reach.name().to_owned());
    row("full build : cp -r, wall", &|m| format!("{:.1}", m.wall_ratio));
    row("full build : cp -r, CPU", &|m| format!("{:.1}", m.cpu_ratio));
    row("peak memory : sources", &|m| format!("{:.1}", m.build.peak / m.sources.bytes as f64));
    row("peak memory : output", &|m| format!("{:.1}", m.build.peak / m.output.bytes as f64));
    for (n, edit) in EDITS.iter().enumerate() {
        row(&format!("rebuild after {edit} : full build"), &|m| format!("{:.2}", m.rebuilds[n].seconds / m.build.wall));
    }
    println!();
    row("full build, wall, s", &|m| format!("{:.2}", m.build.wall));
    row("full build, CPU, s", &|m| format!("{:.2}", m.build.cpu));
    row("cp -r, wall, s", &|m| format!("{:.2}", m.copy.wall));
    row("cp -r, CPU, s", &|m| format!("{:.2}", m.copy.cpu));
    row("peak memory, MB", &|m| format!("{:.0}", m.build.peak / 1e6));
    for (n, edit) in EDITS.iter().enumerate() {
        row(&format!("rebuild after {edit}, ms"), &|m| format!("{:.0}", m.rebuilds[n].seconds * 1e3));
    }
    row("sources, files", &|m| size(&m.sources));
    row("output, files", &|m| size(&m.output));
    row("load of the machine before", &|m| m.load[0].clone());
    row("load of the machine after", &|m| m.load[1].clone());
    for m in columns {
        println!("\n{} articles {}, what the program says", m.asked.articles, m.asked.reach.name());
        println!("  {:<13}{}", "steps, ms", m.steps.as_deref().unwrap_or("not reported"));
        for rebuild in &m.rebuilds {
            println!("  after {:<7}{}", rebuild.edit, rebuild.said);
        }
    }
}
