//! What a template may do for one page: so many steps, texts so long, a page so large.
//!
//! `metered` puts the calls into templates. Filters and functions of the engine that make much out of little are replaced here
//! by ones that say the same within the bounds. What is left of the steps is kept for each thread, since the engine hands nothing of ours
//! to a function, and one thread renders a page from its beginning to its end.

use crate::base::bounds::{MADE_BYTES, PAGE_BYTES, TEMPLATE_STEPS};
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;
use std::io;
use tera::{Error, Kwargs, State, StringInput, Tera, TeraResult, Value};

/// What is put into templates: a function that counts.
pub(super) const STEP: &str = "fissure_step";
/// And filters that count items, one for each weight: to hand the weight over would take longer than to count.
const ITEMS: [(usize, &str); 13] = [
    (1, "fissure_items_1"),
    (2, "fissure_items_2"),
    (4, "fissure_items_4"),
    (8, "fissure_items_8"),
    (16, "fissure_items_16"),
    (32, "fissure_items_32"),
    (64, "fissure_items_64"),
    (128, "fissure_items_128"),
    (256, "fissure_items_256"),
    (512, "fissure_items_512"),
    (1024, "fissure_items_1024"),
    (4096, "fissure_items_4096"),
    (16_384, "fissure_items_16384"),
];

/// The filter that counts items of a weight, or of the next greater one that there is.
pub(super) fn items_by(weight: usize) -> &'static str {
    let last = ITEMS[ITEMS.len() - 1].1;
    ITEMS.iter().find(|(each, _)| *each >= weight).map_or(last, |(_, name)| name)
}

thread_local! {
    /// How many steps the page that is being rendered may still take.
    static LEFT: Cell<usize> = const { Cell::new(0) };
}

/// Renders one page within its bounds.
pub(super) fn within_bounds<T>(render: impl FnOnce(&mut Limited) -> T) -> (T, Limited) {
    LEFT.set(TEMPLATE_STEPS);
    let mut page = Limited::default();
    (render(&mut page), page)
}

/// A page that grows up to its bound.
#[derive(Default)]
pub(super) struct Limited {
    pub bytes: Vec<u8>,
    pub is_full: bool,
}

impl io::Write for Limited {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        self.is_full |= self.bytes.len() + more.len() > PAGE_BYTES;
        if self.is_full {
            return Err(io::Error::other("the page is too large"));
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(super) fn page_too_large() -> String {
    format!("The page is too large; the most is {PAGE_BYTES} bytes.")
}

fn too_long() -> Error {
    Error::message(format!("A text that a template makes is too long; the most is {MADE_BYTES} bytes."))
}

/// Whether an error is about one of the bounds.
pub(super) fn is_exceeded(message: &str) -> bool {
    message.contains("; the most is ")
}

pub(super) fn register(tera: &mut Tera) {
    tera.register_function(STEP, step);
    for (weight, name) in ITEMS {
        tera.register_filter(name, move |value: &Value, _: Kwargs, _: &State<'_>| items(value, weight));
    }
    tera.register_function("range", range);
    tera.register_filter("replace", replace);
    tera.register_filter("join", join);
    tera.register_filter("indent", indent);
}

fn spend(steps: usize) -> TeraResult<()> {
    let left = LEFT.get().checked_sub(steps);
    LEFT.set(left.unwrap_or(0));
    let exceeded = || format!("The templates do too much for one page; the most is {TEMPLATE_STEPS} steps.");
    left.map(|_| ()).ok_or_else(|| Error::message(exceeded()))
}

fn fits(bytes: usize) -> TeraResult<()> {
    if bytes <= MADE_BYTES { Ok(()) } else { Err(too_long()) }
}

/// Counts `n` steps, and measures what was given a name: a text in any case, a list or map where it was put together there.
fn step(kwargs: Kwargs, _: &State<'_>) -> TeraResult<&'static str> {
    spend(kwargs.must_get("n")?)?;
    let texts = kwargs.get::<&[Value]>("of")?.into_iter().flatten().filter_map(Value::as_str);
    texts.map(str::len).try_for_each(fits)?;
    if let Some(made) = kwargs.get::<&Value>("made")? {
        fits(Size::default().of(made))?;
    }
    Ok("")
}

/// How large a value is when it is printed, about: each part as often as it is held. A list that holds another twice, which
/// holds another twice, is soon larger than any memory, though it takes none.
#[derive(Default)]
struct Size {
    known: HashMap<usize, usize>,
}

impl Size {
    /// What has more parts than this was not made by a template, but comes from the page's context.
    const PARTS: usize = 10_000;

    fn of(&mut self, value: &Value) -> usize {
        let own = value.as_str().map_or(1, str::len);
        let (place, parts): (_, Vec<&Value>) = match (value.as_array(), value.as_map()) {
            (Some(list), _) => (list.as_ptr() as usize, list.iter().collect()),
            (_, Some(map)) => (std::ptr::from_ref(map) as usize, map.values().collect()),
            _ => return own,
        };
        if let Some(size) = self.known.get(&place) {
            return *size;
        }
        self.known.insert(place, own);
        if self.known.len() > Self::PARTS {
            return own;
        }
        let size = parts.into_iter().fold(own, |size, part| size.saturating_add(self.of(part)));
        self.known.insert(place, size);
        size
    }
}

/// Counts the items of what a loop goes through, so many steps for each.
fn items(value: &Value, weight: usize) -> TeraResult<Value> {
    let count = value.as_array().map(<[Value]>::len).or_else(|| value.len());
    spend(count.unwrap_or(0).saturating_mul(weight))?;
    Ok(value.clone())
}

/// The numbers from one to another, as the engine's own: `range(end=3)`, `range(start=9, end=0, step_by=-3)`.
fn range(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Vec<i64>> {
    let start = kwargs.get::<i64>("start")?.unwrap_or(0);
    let end = kwargs.must_get::<i64>("end")?;
    let by = kwargs.get::<i64>("step_by")?.unwrap_or(1);
    if by == 0 || (by > 0 && start > end) {
        return Err(Error::message("`range` never comes to its `end` from its `start`"));
    }
    let way = (i128::from(end) - i128::from(start)) * i128::from(by.signum());
    let each = i128::from(by.unsigned_abs());
    let count = (way.max(0) + each - 1) / each;
    spend(usize::try_from(count).unwrap_or(usize::MAX))?;
    Ok((0..count as i64).map(|n| start + n * by).collect())
}

/// `{{ text | replace(from="a", to="b") }}`
fn replace(text: StringInput<'_>, kwargs: Kwargs, state: &State<'_>) -> TeraResult<Value> {
    let from = kwargs.must_get::<&str>("from")?;
    let to = kwargs.must_get::<StringInput<'_>>("to")?;
    let is_safe = state.autoescaping_enabled() && (text.is_safe() || to.is_safe());
    let [text, to] = shown([&text, &to], is_safe, state)?;
    let times = text.matches(from).count();
    fits(text.len().saturating_add(times.saturating_mul(to.len())))?;
    Ok(made(&text.replace(from, &to), is_safe))
}

/// `{{ list | join(sep=", ") }}`
fn join(list: &[Value], kwargs: Kwargs, state: &State<'_>) -> TeraResult<Value> {
    let between = kwargs.get::<StringInput<'_>>("sep")?;
    let has_safe = list.iter().any(|item| item.is_string() && item.is_safe());
    let is_safe = state.autoescaping_enabled() && (has_safe || between.as_ref().is_some_and(StringInput::is_safe));
    let between = match &between {
        Some(between) if is_safe => between.rendered(state)?,
        Some(between) => Cow::Borrowed(between.as_str()),
        None => Cow::Borrowed(""),
    };
    let mut joined = String::new();
    for (n, item) in list.iter().enumerate() {
        if n > 0 {
            joined.push_str(&between);
        }
        match item.as_str() {
            Some(text) if !is_safe || item.is_safe() => joined.push_str(text),
            _ if item.is_undefined() => {}
            _ if is_safe => joined.push_str(&state.escape_if_needed(item)?),
            _ => {
                fits(Size::default().of(item))?;
                joined.push_str(&item.to_string());
            }
        }
        fits(joined.len())?;
    }
    Ok(made(&joined, is_safe))
}

/// `{{ text | indent(width=2, first=true, blank=true, indentation=" ") }}`
fn indent(text: StringInput<'_>, kwargs: Kwargs, state: &State<'_>) -> TeraResult<Value> {
    let width = kwargs.get::<usize>("width")?.unwrap_or(4).min(1000);
    let with = kwargs.get::<StringInput<'_>>("indentation")?;
    let (first, blank) = (kwargs.get::<bool>("first")?.unwrap_or(false), kwargs.get::<bool>("blank")?.unwrap_or(false));
    if with.as_ref().is_some_and(|with| with.as_str().chars().count() != 1) {
        return Err(Error::message("The `indentation` argument must contain exactly one character"));
    }
    let is_safe = state.autoescaping_enabled() && (text.is_safe() || with.as_ref().is_some_and(StringInput::is_safe));
    let text = if is_safe { text.rendered(state)? } else { Cow::Borrowed(text.as_str()) };
    let with = match &with {
        Some(with) if is_safe => with.rendered(state)?,
        Some(with) => Cow::Borrowed(with.as_str()),
        None => Cow::Borrowed(" "),
    };
    fits(text.len().saturating_add(text.lines().count().saturating_mul(width * with.len())))?;
    let with = with.repeat(width);
    let line = |(n, line): (usize, &str)| {
        let is_indented = if n == 0 { first } else { blank || !line.is_empty() };
        format!("{}{line}", if is_indented { &*with } else { "" })
    };
    let mut lines: Vec<String> = text.lines().enumerate().map(line).collect();
    if text.ends_with('\n') {
        lines.push(String::new());
    }
    Ok(made(&lines.join("\n"), is_safe))
}

/// Two texts as they are, or as they are printed.
fn shown<'t>(texts: [&'t StringInput<'t>; 2], is_safe: bool, state: &State<'_>) -> TeraResult<[Cow<'t, str>; 2]> {
    let [one, other] = texts;
    match is_safe {
        true => Ok([one.rendered(state)?, other.rendered(state)?]),
        false => Ok([Cow::Borrowed(one.as_str()), Cow::Borrowed(other.as_str())]),
    }
}

fn made(text: &str, is_safe: bool) -> Value {
    if is_safe { Value::safe_string(text) } else { Value::from(text) }
}
