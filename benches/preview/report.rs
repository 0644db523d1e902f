//! The tables: what each edit took under each program, where our own time went, and how it grows with the site.

use crate::common::tool::Tool;
use crate::edits::{Edit, Round, Series};

/// All edits under one program, on a site of one size.
pub struct Measured {
    pub tool: Tool,
    pub series: Vec<Series>,
    /// Seconds until the first build could be seen.
    pub first: f64,
}

/// A line of a table: an edit, and which of its times.
struct Row {
    edit: Edit,
    name: &'static str,
    time: fn(&Round) -> Option<f64>,
}

const ROWS: [Row; 8] = [
    Row { edit: Edit::Body, name: "body", time: |round| round.first },
    Row { edit: Edit::Title, name: "title, own page", time: |round| round.first },
    Row { edit: Edit::Title, name: "title, all pages", time: |round| round.last },
    Row { edit: Edit::Tag, name: "new tag, own page", time: |round| round.first },
    Row { edit: Edit::Tag, name: "new tag, and entity", time: |round| round.last },
    Row { edit: Edit::Article, name: "new article, own page", time: |round| round.first },
    Row { edit: Edit::Article, name: "new article, and home", time: |round| round.last },
    Row { edit: Edit::Template, name: "template", time: |round| round.last },
];

impl Measured {
    fn of(&self, edit: Edit) -> &Series {
        self.series.iter().find(|series| series.edit == edit).expect("every edit was made")
    }

    fn times(&self, row: &Row) -> Vec<f64> {
        self.of(row.edit).rounds.iter().filter_map(row.time).collect()
    }

    fn median(&self, row: &Row) -> Option<f64> {
        let times = self.times(row);
        // The median of those that came would flatter a program whose pages mostly do not.
        (times.len() == self.of(row.edit).rounds.len()).then(|| median(times)).flatten()
    }
}

/// One table of all programs, and one of our own time.
pub fn print_size(articles: usize, measured: &[Measured]) {
    println!("\n{articles} articles: from the write of a file to its text over HTTP");
    println!(
        "  {:<22} {:<9} {:>6} {:>9} {:>9} {:>7} {:>6}  {:>9}",
        "edit", "program", "rounds", "median ms", "worst ms", "CPU s", "pages", ": fissure"
    );
    for row in &ROWS {
        let ours = measured.first().and_then(|ours| ours.median(row));
        for (n, theirs) in measured.iter().enumerate() {
            print_row(if n == 0 { row.name } else { "" }, row, theirs, ours.filter(|_| n > 0));
        }
    }
    for measured in measured {
        let title = measured.of(Edit::Title).pages;
        println!(
            "  {}: first build seen after {:.1} s; {title} pages show a title",
            measured.tool.name(),
            measured.first
        );
        for series in &measured.series {
            for page in series.stale.values() {
                println!("  {}: {page} stayed stale after an edit: {}", measured.tool.name(), series.edit.name());
            }
        }
    }
    measured.iter().take(1).for_each(print_shares);
}

fn print_row(name: &str, row: &Row, measured: &Measured, ours: Option<f64>) {
    let rounds = &measured.of(row.edit).rounds;
    let (times, middle) = (measured.times(row), measured.median(row));
    let worst = middle.and_then(|_| times.iter().copied().reduce(f64::max));
    let cpu = median(rounds.iter().filter_map(|round| round.cpu).collect());
    let pages = median(rounds.iter().filter_map(|round| round.said.pages).collect());
    let ratio = middle.zip(ours).map(|(theirs, ours)| format!("{:.1}", theirs / ours)).unwrap_or_default();
    let time = |time: Option<f64>| time.map_or("stale".to_owned(), |time| format!("{time:.0}"));
    println!(
        "  {name:<22} {:<9} {:>6} {:>9} {:>9} {:>7} {:>6}  {ratio:>9}",
        measured.tool.name(),
        rounds.len(),
        time(middle),
        time(worst),
        cpu.map_or("-".to_owned(), |cpu| format!("{cpu:.2}")),
        number(pages),
    );
}

/// Where our time goes: until the build begins, until it ends, and until the last file is written, which nobody waits for.
fn print_shares(ours: &Measured) {
    println!("\n  fissure, medians in ms");
    println!("  {:<22} {:>8} {:>8} {:>8} {:>8} {:>8}", "edit", "HTTP", "waiting", "building", "writing", "said");
    for row in &ROWS {
        let rounds = &ours.of(row.edit).rounds;
        let of = |value: &dyn Fn(&Round) -> Option<f64>| median(rounds.iter().filter_map(value).collect());
        println!(
            "  {:<22} {:>8} {:>8} {:>8} {:>8} {:>8}",
            row.name,
            number(of(&|round| (row.time)(round))),
            number(of(&|round| Some((row.time)(round)? - round.said.build?))),
            number(of(&|round| round.said.build)),
            number(of(&|round| round.said.write)),
            number(of(&|round| round.said.total)),
        );
    }
    println!("  waiting is HTTP without building; \"-\" where the program does not tell");
}

/// How many times as long an edit takes on the largest site as on the smallest.
pub fn print_growth(sizes: &[(usize, Vec<Measured>)]) {
    let smallest = sizes.iter().min_by_key(|(articles, _)| articles);
    let largest = sizes.iter().max_by_key(|(articles, _)| articles);
    let Some(((few, before), (many, after))) = smallest.zip(largest).filter(|(few, many)| few.0 < many.0) else {
        return;
    };
    println!(
        "\nfrom {few} to {many} articles, {:.1} times as many: how many times as long",
        *many as f64 / *few as f64
    );
    for row in &ROWS {
        print!("  {:<22}", row.name);
        for (small, large) in before.iter().zip(after) {
            let growth = large.median(row).zip(small.median(row)).map(|(large, small)| large / small);
            print!(" {} {:>6}  ", small.tool.name(), growth.map_or("-".to_owned(), |growth| format!("{growth:.2}")));
        }
        println!();
    }
}

fn number(value: Option<f64>) -> String {
    value.map_or("-".to_owned(), |value| format!("{value:.0}"))
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
