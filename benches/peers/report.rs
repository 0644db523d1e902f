//! The results as Markdown, and where they are kept.

use crate::chart;
use crate::common::cost::median;
use crate::common::install::{ELEVENTY, HUGO};
use crate::measure::{Measured, Round};
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

/// What was found out on all sites.
pub struct Report {
    pub rounds: usize,
    /// The load of the machine, before and after.
    pub load: [String; 2],
    pub sizes: Vec<(usize, Vec<Measured>)>,
}

const BEGIN: &str = "<!-- results -->\n";
const END: &str = "<!-- end of results -->";

impl Measured {
    fn values(&self, value: fn(&Round) -> f64) -> Vec<f64> {
        self.rounds.iter().map(value).collect()
    }

    pub fn median(&self, value: fn(&Round) -> f64) -> f64 {
        median(self.values(value))
    }

    /// The median, with the least and the most.
    fn spread(&self, digits: usize, value: fn(&Round) -> f64) -> String {
        let values = self.values(value);
        let (least, most) =
            (values.iter().copied().fold(f64::MAX, f64::min), values.iter().copied().fold(0.0, f64::max));
        format!("{:.digits$} ({least:.digits$}–{most:.digits$})", median(values))
    }

    fn row(&self) -> String {
        let memory = self.median(|round| round.build.peak);
        [
            self.name.to_owned(),
            grouped(self.pages.all()),
            grouped(self.pages.further),
            self.spread(2, |round| round.build.cpu),
            self.spread(1, |round| round.build.cpu / round.copy.cpu),
            self.spread(2, |round| round.build.wall),
            self.spread(1, |round| round.build.wall / round.copy.wall),
            self.spread(0, |round| round.build.peak / 1e6),
            format!("{:.1}", memory / self.output.bytes as f64),
        ]
        .join(" | ")
    }
}

impl Report {
    pub fn text(&self) -> String {
        let mut text = format!("{}\n", self.circumstances());
        for (articles, measured) in &self.sizes {
            let _ = write!(
                text,
                "\n### {} articles\n\n\
                 | | pages | of lists | CPU s | : `cp` | wall s | : `cp` | memory MB | : output |\n\
                 |---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
                grouped(*articles)
            );
            for measured in measured {
                let _ = writeln!(text, "| {} |", measured.row());
            }
            if let Some((ours, others)) = measured.split_first() {
                let cpu = |of: &Measured| of.median(|round| round.build.cpu);
                let times = others.iter().map(|other| format!("{} {:.1}", other.name, cpu(other) / cpu(ours)));
                let times: Vec<String> = times.collect();
                let _ = writeln!(text, "\nCPU seconds for one of Fissure with equal work: {}.", times.join(", "));
            }
            for of in measured {
                let steps = of.steps.iter().map(|steps| format!("\n{}, steps in ms of wall time: {steps}.\n", of.name));
                text.extend(steps);
            }
        }
        text
    }

    fn circumstances(&self) -> String {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let hugo = HUGO.replace("==", " ").replace("hugo", "Hugo");
        let eleventy = ELEVENTY.replace("@11ty/eleventy@", "Eleventy ");
        let zola = version("zola").map_or(String::new(), |version| format!(", Zola {version}"));
        format!(
            "Fissure {}, {hugo}, {eleventy} on Node {}{zola}; {}, {cores} cores, {} of memory; median (least–most) of {} rounds; \
             load of the machine {} before and {} after.",
            env!("CARGO_PKG_VERSION"),
            version("node").unwrap_or_else(|| "unknown".to_owned()),
            std::env::consts::OS,
            memory(),
            self.rounds,
            self.load[0],
            self.load[1]
        )
    }

    /// Puts the results into the document, and the chart next to it.
    pub fn write(&self) -> io::Result<()> {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/content/pages/reference/benchmarks");
        let file = docs.join("index.md");
        let document = fs::read_to_string(&file)?;
        let parts = document.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
        let (before, after) = parts.ok_or_else(|| io::Error::other("the page of benchmarks has lost its markers"))?;
        fs::write(&file, format!("{before}{BEGIN}{}{END}{after}", self.text()))?;
        fs::write(docs.join("benchmarks.svg"), chart::svg(&self.sizes))
    }
}

/// The version that a program tells, `v20.1.0` or `zola 0.22.1`; nothing if it is not on the PATH.
fn version(program: &str) -> Option<String> {
    let said = String::from_utf8(Command::new(program).arg("--version").output().ok()?.stdout).ok()?;
    said.split_whitespace().next_back().map(|version| version.trim_start_matches('v').to_owned())
}

/// The memory of the machine, where the system says.
fn memory() -> String {
    let text = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kilobytes = text.split_whitespace().nth(1).and_then(|number| number.parse::<f64>().ok());
    kilobytes.map_or("an unknown amount".to_owned(), |kilobytes| format!("{:.0} GB", kilobytes * 1024.0 / 1e9))
}

/// `10,000`
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let comma = |n: usize| if n > 0 && (digits.len() - n).is_multiple_of(3) { "," } else { "" };
    digits.chars().enumerate().map(|(n, digit)| format!("{}{digit}", comma(n))).collect()
}
