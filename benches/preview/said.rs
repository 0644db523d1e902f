//! What the programs say of a build, read from their lines. Whatever a line does not tell stays unknown.

use crate::common::tool::Tool;

/// A build, in its program's own words; times in milliseconds.
#[derive(Clone, Copy, Default)]
pub struct Said {
    pub total: Option<f64>,
    pub build: Option<f64>,
    pub write: Option<f64>,
    /// Pages that were made again, or written.
    pub pages: Option<f64>,
}

impl Said {
    /// Reads the line that ends a build; gives nothing for another line.
    pub fn read(tool: Tool, line: &str) -> Option<Said> {
        let numbers = |text: &'static str| after(line, text);
        match tool {
            Tool::Fissure => {
                let (_, line) = line.split_once(" ok ")?;
                Some(Said { total: after(line, ""), pages: before(line, "page"), ..Said::default() })
            }
            Tool::Hugo => {
                let total = numbers("Built in").or_else(|| numbers("Total in"))?;
                Some(Said { total: Some(total), ..Said::default() })
            }
            Tool::Zola => {
                let total = numbers("Done in")?;
                let is_seconds = !line.contains("ms");
                Some(Said { total: Some(if is_seconds { total * 1e3 } else { total }), ..Said::default() })
            }
            Tool::Eleventy => {
                let pages = numbers("Wrote")?;
                Some(Said { total: numbers(" in").map(|seconds| seconds * 1e3), pages: Some(pages), ..Said::default() })
            }
        }
    }
}

impl Said {
    /// Takes in the times of the steps, which Fissure tells in a line of their own.
    pub fn add_steps(&mut self, line: &str) {
        let Some(write) = after(line, "write").filter(|_| line.starts_with("load ")) else { return };
        let steps = line.split(", ").filter_map(|step| after(step, step.split(' ').next()?));
        self.write = Some(write);
        self.build = Some(steps.sum::<f64>() - write);
    }
}

/// The number that follows a word: 12 for `write` in `render 3 ms, write 12 ms`.
fn after(line: &str, word: &str) -> Option<f64> {
    let (_, rest) = line.split_once(word)?;
    let rest = rest.trim_start();
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    rest[..end].parse().ok()
}

/// The number that comes before a word: 6 for `page` in `ok 41 ms 6 pages`.
fn before(line: &str, word: &str) -> Option<f64> {
    let (rest, _) = line.split_once(word)?;
    rest.split_whitespace().next_back()?.parse().ok()
}
