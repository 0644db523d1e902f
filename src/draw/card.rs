//! The social card: a picture that stands for a page where others link to it.
//!
//! Set in fonts that we have, so that texts are fitted by their true widths; in the light colours of the theme, since it
//! is seen on other people's pages. Never shows a letter that no font has.

mod paper;

use super::sheet::line;
use crate::draw::fonts::{Face, Fonts};
use crate::model::access::Status;
pub(crate) use paper::{HEIGHT, WIDTH};
use paper::{Ink, MeasuredText, Paper};

/// What a card shows. What is empty is left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Card {
    /// The name of the site; empty where it is the title.
    pub(crate) site: String,
    /// What it is, and of which day: "Brief · 22 November 2026".
    pub(crate) kicker: String,
    /// The bloc of what it is about, after the kicker.
    pub(crate) bloc: Option<Chip>,
    pub(crate) title: String,
    /// Below the title: the same in other scripts, or what a site is about.
    pub(crate) also: Vec<String>,
    /// What it states on access, each a sentence with its status.
    pub(crate) states: Vec<(Status, String)>,
    /// Who can use it.
    pub(crate) cells: Vec<DrawnCell>,
    /// A line of text below all else.
    pub(crate) note: String,
    /// Whom it is about.
    pub(crate) chips: Vec<Chip>,
}

/// A name with the mark of its bloc.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chip {
    pub name: String,
    /// The bloc's hue, 1 to 6; none for what belongs to no bloc.
    pub hue: Option<usize>,
}

/// The access of one bloc.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DrawnCell {
    pub bloc: Chip,
    pub status: Status,
    /// Whether it is only possible: its word has a question mark.
    pub possible: bool,
    /// On whose word, and whether by inference: "inferred, B".
    pub known: String,
}

const LEFT: f64 = 72.0;
const ROOM: f64 = WIDTH as f64 - 2.0 * LEFT;
/// The upper edge of what stands below the masthead, and the lower one of all.
const TOP: f64 = 172.0;
const BOTTOM: f64 = HEIGHT as f64 - 52.0;

const LABEL: f64 = 30.0;
/// From one line of labels to the next.
const STEP: f64 = 50.0;
const ALSO: f64 = 40.0;

/// The sizes of a title, the largest first, each with how many lines it may have.
const TITLES: [(f64, usize); 7] = [(132.0, 1), (104.0, 2), (92.0, 3), (80.0, 4), (70.0, 4), (62.0, 4), (54.0, 4)];
const LEADING: f64 = 1.08;

const MOST_STATES: usize = 2;
const MOST_CELLS: usize = 8;

/// Draws a card.
pub fn card(card: &Card, fonts: &Fonts) -> String {
    let mut paper = Paper::new(fonts);
    masthead(&mut paper, &card.site);
    let mut top = TOP;
    top += kicker(&mut paper, card, top);
    let mut bottom = BOTTOM;
    bottom -= chips(&mut paper, &card.chips, bottom);
    bottom -= cells(&mut paper, &card.cells, bottom);
    if let Some(note) = paper.fitted(Face::Labels, &card.note, LABEL, ROOM) {
        paper.text(Ink::Second, LEFT, bottom - 10.0, &note);
        bottom -= STEP;
    }
    let also: Vec<String> = card.also.iter().filter_map(|name| fonts.settable(Face::Labels, name)).collect();
    let also = paper.fitted(Face::Labels, &also.join(" · "), ALSO, ROOM);
    if also.is_some() {
        bottom -= ALSO * 1.5;
    }
    // The whole title goes before more than one statement.
    let most = card.states.len().min(MOST_STATES);
    let room_with = |shown: usize| bottom - shown as f64 * STEP - 4.0 - top;
    let (shown, (size, lines)) = (0..=most)
        .rev()
        .map(|shown| (shown, title(&paper, &card.title, room_with(shown))))
        .find(|(shown, (_, lines))| *shown <= 1 || lines.iter().all(|line| !line.is_cut))
        .expect("a card may have no statement");
    states(&mut paper, &card.states, shown, bottom);
    let mut under = top;
    for (n, line) in lines.iter().enumerate() {
        // Capitals touch the upper edge, and large letters the left one.
        under = top + size * (0.86 + n as f64 * LEADING);
        paper.text(Ink::First, LEFT - size * 0.03, under, line);
    }
    if let Some(also) = also {
        paper.text(Ink::Second, LEFT, under + size * 0.22 + ALSO * 1.2, &also);
    }
    paper.svg()
}

/// The name of the site, and the trace under it that steps down like a fault in rock.
fn masthead(paper: &mut Paper<'_>, site: &str) {
    if let Some(site) = paper.fitted(Face::Titles, site, 38.0, ROOM) {
        paper.text(Ink::First, LEFT, 84.0, &site);
    }
    let trace = [(0.0, 110.5), (456.0, 110.5), (478.0, 132.5), (WIDTH as f64, 132.5)];
    paper.path(Ink::Rule, r#" fill="none" stroke="currentColor" stroke-width="3""#, &line(&trace));
}

/// The line above the title; gives its height.
fn kicker(paper: &mut Paper<'_>, card: &Card, top: f64) -> f64 {
    let baseline = top + LABEL;
    let mut at = LEFT;
    if let Some(kicker) = paper.fitted(Face::Labels, &card.kicker, LABEL, ROOM * 0.7) {
        paper.text(Ink::Second, at, baseline, &kicker);
        at += kicker.width + 28.0;
    }
    if let Some(bloc) = &card.bloc {
        let bloc = Chipped::new(paper, bloc, LEFT + ROOM - at);
        bloc.draw(paper, at, baseline);
        at += bloc.width;
    }
    if at > LEFT { STEP } else { 0.0 }
}

/// The title in the largest size in which all of it is seen.
fn title(paper: &Paper<'_>, title: &str, room: f64) -> (f64, Vec<MeasuredText>) {
    let set = |size: f64, most: usize| (size, paper.lines(title, size, ROOM, most).unwrap_or_default());
    let with_room = |(size, most): (f64, usize)| (size, most.min((room / (size * LEADING)) as usize));
    let mut sizes = TITLES.into_iter().map(with_room).filter(|(_, most)| *most > 0);
    let whole =
        sizes.clone().map(|(size, most)| set(size, most)).find(|(_, lines)| lines.iter().all(|line| !line.is_cut));
    whole.unwrap_or_else(|| sizes.next_back().map_or((0.0, Vec::new()), |(size, most)| set(size, most)))
}

/// A chip that was measured. Its name may be empty, or one that cannot be set.
struct Chipped {
    name: Option<MeasuredText>,
    hue: Option<usize>,
    width: f64,
}

const MARK: f64 = 22.0;

impl Chipped {
    fn new(paper: &Paper<'_>, chip: &Chip, room: f64) -> Chipped {
        let before = if chip.hue.is_some() { MARK + 12.0 } else { 0.0 };
        let name = paper.fitted(Face::Labels, &chip.name, LABEL, room - before);
        Chipped { width: before + name.as_ref().map_or(0.0, |name| name.width), name, hue: chip.hue }
    }

    fn draw(&self, paper: &mut Paper<'_>, left: f64, baseline: f64) {
        let mut at = left.round();
        if let Some(hue) = self.hue {
            paper.square(Ink::Hue(hue), at, baseline - MARK + 1.0, MARK);
            at += MARK + 12.0;
        }
        if let Some(name) = &self.name {
            paper.text(Ink::First, at, baseline, name);
        }
    }
}

/// Whom it is about, in one line; those that have no room are counted.
fn chips(paper: &mut Paper<'_>, chips: &[Chip], bottom: f64) -> f64 {
    const GAP: f64 = 34.0;
    let all: Vec<Chipped> =
        chips.iter().map(|chip| Chipped::new(paper, chip, ROOM * 0.6)).filter(|chip| chip.name.is_some()).collect();
    if all.is_empty() {
        return 0.0;
    }
    let baseline = bottom - 8.0;
    let mut at = LEFT;
    for (n, chip) in all.iter().enumerate() {
        let left = all.len() - n;
        let after = if left > 1 { 90.0 } else { 0.0 };
        if at + chip.width + after > LEFT + ROOM {
            if let Some(more) = paper.fitted(Face::Labels, &format!("+ {left}"), LABEL, 80.0) {
                paper.text(Ink::Second, at, baseline, &more);
            }
            break;
        }
        chip.draw(paper, at, baseline);
        at += chip.width + GAP;
    }
    paper.rule(Ink::Hairline, LEFT, LEFT + ROOM, bottom - 54.0);
    STEP + 14.0
}

/// What is stated on access, each with its shape; what has no room is counted.
fn states(paper: &mut Paper<'_>, states: &[(Status, String)], most: usize, bottom: f64) {
    let shown = &states[..most];
    for (n, (status, sentence)) in shown.iter().enumerate() {
        let baseline = bottom - 14.0 - (shown.len() - 1 - n) as f64 * STEP;
        paper.access(*status, LEFT + 13.0, baseline - 10.0);
        let left = states.len() - shown.len();
        let more = if n + 1 == shown.len() && left > 0 { format!("+ {left}") } else { String::new() };
        let more = paper.fitted(Face::Labels, &more, LABEL, 80.0);
        let room = ROOM - 44.0 - more.as_ref().map_or(0.0, |more| more.width + 24.0);
        if let Some(sentence) = paper.fitted(Face::Labels, sentence, LABEL, room) {
            paper.text(Ink::First, LEFT + 44.0, baseline, &sentence);
        }
        if let Some(more) = more {
            paper.text(Ink::Second, LEFT + ROOM - more.width, baseline, &more);
        }
    }
}

/// The access of each bloc, in two columns when there are many. A double rule says that sources disagree.
fn cells(paper: &mut Paper<'_>, cells: &[DrawnCell], bottom: f64) -> f64 {
    const GAP: f64 = 48.0;
    let shown = &cells[..cells.len().min(MOST_CELLS)];
    let columns = if shown.len() > 3 { 2 } else { 1 };
    let rows = shown.len().div_ceil(columns);
    let wide = (ROOM - GAP * (columns - 1) as f64) / columns as f64;
    for (n, cell) in shown.iter().enumerate() {
        let left = (LEFT + (n / rows) as f64 * (wide + GAP)).round();
        let under = bottom - (rows - 1 - n % rows) as f64 * (STEP + 4.0);
        let baseline = under - 16.0;
        let at = left + (wide * 0.56).round();
        Chipped::new(paper, &cell.bloc, at - left - 24.0).draw(paper, left, baseline);
        paper.access(cell.status, at + 13.0, baseline - 10.0);
        let mark = if cell.possible { "?" } else { "" };
        let known = if cell.known.is_empty() { String::new() } else { format!(" ({})", cell.known) };
        let word = format!("{}{mark}{known}", cell.status.word());
        if let Some(word) = paper.fitted(Face::Labels, &word, LABEL, left + wide - at - 44.0) {
            paper.text(Ink::First, at + 44.0, baseline, &word);
        }
        if cell.status == Status::Disputed {
            paper.rule(Ink::First, left, left + wide, under - 4.0);
            paper.rule(Ink::First, left, left + wide, under + 1.0);
        } else {
            paper.rule(Ink::Hairline, left, left + wide, under);
        }
    }
    let left = cells.len() - shown.len();
    if left > 0
        && let Some(more) = paper.fitted(Face::Labels, &format!("+ {left}"), LABEL, 80.0)
    {
        paper.text(Ink::Second, LEFT + ROOM - more.width, bottom - 16.0, &more);
    }
    rows as f64 * (STEP + 4.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Left edge, baseline, size and letters of each text.
    fn texts(svg: &str) -> Vec<(f64, f64, f64, String)> {
        let text = |element: &str| {
            let of = |name: &str| element.split(&format!("{name}=\"")).nth(1)?.split('"').next()?.parse().ok();
            let letters = element.split_once('>')?.1.split("</text>").next()?;
            Some((of(" x")?, of(" y")?, of("font-size")?, letters.to_owned()))
        };
        svg.split("<text ").skip(1).filter_map(text).collect()
    }

    fn chip(name: &str) -> Chip {
        Chip { name: name.to_owned(), hue: Some(1) }
    }

    #[test]
    fn whatever_is_written_stays_on_the_card_and_apart() {
        let fonts = Fonts::new([]);
        let word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz";
        for words in [1, 2, 3, 9, 40, 1000] {
            for text in [word, "WWWW", "a", "GPT-5.6 & <b>"] {
                let text = [text].repeat(words).join(" ");
                for (states, cells, chips, also) in [(0, 0, 0, 0), (5, 0, 9, 0), (0, 3, 0, 3), (0, 20, 0, 1)] {
                    let cell =
                        DrawnCell { bloc: chip(&text), status: Status::Disputed, possible: true, known: text.clone() };
                    let card = card(
                        &Card {
                            site: text.clone(),
                            kicker: text.clone(),
                            bloc: Some(chip(&text)),
                            title: text.clone(),
                            also: vec![text.clone(); also],
                            states: vec![(Status::Banned, text.clone()); states],
                            cells: vec![cell; cells],
                            note: if chips + cells == 0 { text.clone() } else { String::new() },
                            chips: vec![chip(&text); chips],
                        },
                        &fonts,
                    );
                    let texts = texts(&card);
                    let mut lowest = 0.0;
                    for (left, baseline, size, letters) in &texts {
                        let face = if *size > 41.0 || *size == 38.0 { Face::Titles } else { Face::Labels };
                        let letters = letters.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">");
                        let tight = if face == Face::Titles { paper::TIGHT } else { 0.0 };
                        let width: f64 = letters.chars().map(|c| (fonts.advance(face, c) - tight) * size).sum();
                        assert!(left + width < WIDTH as f64 - LEFT + 6.0, "{letters} leaves the card");
                        assert!(*baseline < HEIGHT as f64 - 40.0, "{letters} is below the card");
                        if *size > 41.0 {
                            lowest = baseline + size * 0.2;
                        }
                    }
                    assert!(texts.iter().filter(|text| text.2 > 41.0).count() <= 4, "{card}");
                    let below = texts.iter().filter(|text| text.1 > 300.0 && text.2 < 41.0);
                    assert!(below.clone().all(|text| text.1 - text.2 * 0.7 > lowest), "{lowest} {texts:?}");
                }
            }
        }
    }

    #[test]
    fn a_name_that_no_font_has_is_left_out() {
        let fonts = Fonts::new([]);
        let names = ["フグ", "Фугу", "河豚"].map(str::to_owned).to_vec();
        let svg = card(&Card { title: "Fugu".to_owned(), also: names, ..Card::default() }, &fonts);
        assert_eq!(texts(&svg).len(), 1, "{svg}");
    }
}
