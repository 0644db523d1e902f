//! The words of the interface in templates: the filters `t` and `word`.
//!
//! `{{ "matrix.title" | t(model=name) }}` is a text with its holes filled, and `{{ "home.news" | t(count=n) }}` its form for a
//! number. A hole may be filled with HTML that a template made (`{% set link %}…{% endset %}`); then what is not HTML
//! is escaped and the whole is HTML, else the whole is a text that is escaped where it stands. `{{ cell.status |
//! word(group="access") }}` is the text of a word of the content model, and `word(group="kind", count=1)` its form for a number.

use crate::model::strings::{Strings, filled};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;
use tera::{Kwargs, State, Tera, TeraResult, Value};

thread_local! {
    /// The keys that the page which is being rendered has read. For each thread, as the steps of `meter` are.
    static READ: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// Does some work, and says which texts were read in it, by their keys; those that there are not, too.
pub(super) fn noting<T>(work: impl FnOnce() -> T) -> (T, BTreeSet<String>) {
    READ.take();
    (work(), READ.take())
}

fn note(key: &str) {
    READ.with_borrow_mut(|read| {
        if !read.contains(key) {
            read.insert(key.to_owned());
        }
    });
}

/// Adds the filters.
pub(super) fn register(tera: &mut Tera, strings: &Arc<Strings>) {
    let known = strings.clone();
    tera.register_filter("t", move |key: &str, holes: Kwargs, _: &State<'_>| text(&known, key, &holes));
    let known = strings.clone();
    tera.register_filter("stop", move |text: &str, _: Kwargs, _: &State<'_>| {
        note("list.stop");
        known.stop(text).to_owned()
    });
    let known = strings.clone();
    tera.register_filter("word", move |word: &str, of: Kwargs, _: &State<'_>| {
        let group = of.must_get::<&str>("group")?;
        note(&format!("{group}.{word}"));
        Ok::<_, tera::Error>(known.word_for(group, word, of.get::<usize>("count")?))
    });
}

fn text(strings: &Strings, key: &str, holes: &Kwargs) -> TeraResult<Value> {
    let count = holes.get::<usize>("count")?;
    note(key);
    let pattern = strings.pattern(key, count).ok_or_else(|| {
        let near = strings.nearest(key).map_or(String::new(), |near| format!(" Did you mean \"{near}\"?"));
        tera::Error::message(format!("The interface has no text \"{key}\".{near}"))
    })?;
    fill(pattern, |hole| holes.get::<Value>(hole))
}

/// A pattern with its holes filled: HTML where one of them is.
fn fill(pattern: &str, value: impl Fn(&str) -> TeraResult<Option<Value>>) -> TeraResult<Value> {
    let mut holes: Vec<(String, Value)> = Vec::new();
    let mut wrong = None;
    filled(pattern, |hole| {
        match value(hole) {
            Ok(Some(value)) => holes.push((hole.to_owned(), value)),
            Ok(None) => wrong = wrong.take().or_else(|| Some(tera::Error::message(format!("Give the text {hole}=…")))),
            Err(error) => wrong = Some(error),
        }
        None
    });
    if let Some(error) = wrong {
        return Err(error);
    }
    let is_html = holes.iter().any(|(_, value)| value.as_str().is_some() && value.is_safe());
    let shown = |value: &Value| match value.as_str() {
        Some(text) if is_html && !value.is_safe() => escaped(text),
        Some(text) => text.to_owned(),
        None => value.to_string(),
    };
    let pattern = if is_html { escaped(pattern) } else { pattern.to_owned() };
    let text = filled(&pattern, |hole| holes.iter().find(|(name, _)| name == hole).map(|(_, value)| shown(value)));
    Ok(if is_html { Value::safe_string(&text) } else { Value::from(text) })
}

/// As the engine escapes what stands in HTML.
fn escaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len() + 16);
    tera::escape_html(text, &mut bytes).expect("memory takes all");
    String::from_utf8(bytes).expect("escaping keeps letters whole")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(template: &str, context: &[(&'static str, &str)]) -> String {
        let mut tera = Tera::default();
        register(&mut tera, &Arc::new(Strings::default()));
        tera.autoescape_on([".html"]);
        tera.add_raw_template("x.html", template).unwrap();
        let mut values = tera::Context::new();
        for (name, value) in context {
            values.insert(*name, value);
        }
        tera.render("x.html", &values).unwrap_or_else(|error| format!("{error}"))
    }

    #[test]
    fn holes_take_texts_and_html() {
        let name = [("name", "A & B")];
        let of = |template: &str| rendered(template, &name);
        assert_eq!(of("{{ \"list.and\" | t(before=name, last=5) }}"), "A &amp; B and 5");
        let link = "{% set link %}<a href=\"/\">{{ name }}</a>{% endset %}";
        let html = format!("{link}{{{{ \"list.and\" | t(before=link, last=name) }}}}");
        assert_eq!(of(&html), "<a href=\"/\">A &amp; B</a> and A &amp; B");
    }

    #[test]
    fn a_wrong_key_or_a_hole_left_open_is_a_mistake() {
        assert!(rendered("{{ \"list.annd\" | t }}", &[]).contains("no text \"list.annd\". Did you mean \"list.and\"?"));
        assert!(rendered("{{ \"list.and\" | t(before=1) }}", &[]).contains("last="), "names the hole");
    }
}
