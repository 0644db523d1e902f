//! The chart of the results: bars for processor time and memory, as SVG that can be read on light and on dark.

use crate::common::tool::Tool;
use crate::measure::Measured;
use crate::report::grouped;
use std::fmt::Write;

const WIDTH: f64 = 760.0;
const LABELS: f64 = 145.0;
const LONGEST: f64 = 165.0;
const LINE: f64 = 22.0;
const HEAD: f64 = 30.0;

/// A row for each size, with a panel for processor time and one for memory.
pub fn svg(sizes: &[(usize, Vec<Measured>)]) -> String {
    let rows = sizes.iter().map(|(_, measured)| HEAD + LINE * measured.len() as f64 + LINE);
    let height: f64 = rows.sum();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         role=\"img\" aria-label=\"Processor seconds and memory of a full build\">\n<style>\n\
         text {{ font: 13px system-ui, sans-serif; fill: #24292f }}\n.head {{ font-weight: 600 }}\n\
         .ours {{ fill: #2f74c0 }}\n.others {{ fill: #8c959f }}\n\
         @media (prefers-color-scheme: dark) {{ text {{ fill: #e6edf3 }} }}\n</style>\n"
    );
    let mut top = 0.0;
    for (articles, measured) in sizes {
        let articles = grouped(*articles);
        panel(&mut svg, 0.0, top, &format!("{articles} articles: CPU seconds"), measured, |of| {
            let seconds = of.median(|round| round.build.cpu);
            (seconds, format!("{seconds:.1}"))
        });
        panel(&mut svg, WIDTH / 2.0, top, &format!("{articles} articles: peak memory, MB"), measured, |of| {
            let megabytes = of.median(|round| round.build.peak) / 1e6;
            (megabytes, format!("{megabytes:.0}"))
        });
        top += HEAD + LINE * measured.len() as f64 + LINE;
    }
    svg + "</svg>\n"
}

fn panel(
    svg: &mut String,
    left: f64,
    top: f64,
    title: &str,
    measured: &[Measured],
    value: fn(&Measured) -> (f64, String),
) {
    let most = measured.iter().map(|of| value(of).0).fold(0.0, f64::max);
    let _ = writeln!(svg, "<text class=\"head\" x=\"{left}\" y=\"{}\">{title}</text>", top + 16.0);
    for (n, of) in measured.iter().enumerate() {
        let (number, text) = value(of);
        let (x, y) = (left + LABELS, top + HEAD + LINE * n as f64);
        let class = if of.tool == Tool::Fissure { "ours" } else { "others" };
        let length = LONGEST * number / most;
        let _ = writeln!(
            svg,
            "<text x=\"{left}\" y=\"{}\">{}</text><rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{length:.1}\" \
             height=\"{}\"/><text x=\"{:.1}\" y=\"{}\">{text}</text>",
            y + 13.0,
            of.name,
            LINE - 6.0,
            x + length + 6.0,
            y + 13.0
        );
    }
}
