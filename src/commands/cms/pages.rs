//! The configuration of Pages CMS.

use super::{Choices, Collection, collections, default_of_flag, fits_a_form, label};
use crate::link::Site;
use crate::model::fields::{Field, Of, Takes};
use crate::parse::yaml;
use serde_json::{Map, Value as Json, json};

const HEAD: &str = "\
# Made by `fissure schema`. Make it again when kinds, fields or entities have changed.
";

pub(super) fn config(site: &Site) -> String {
    let choices = Choices::new(site);
    let content: Vec<Json> = collections(&site.config).iter().map(|one| collection(one, site, &choices)).collect();
    let config = json!({
        "media": { "input": "static/media", "output": "/media" },
        // What is not in a form stays in the file.
        "settings": { "content": { "merge": true } },
        "content": content,
    });
    format!("{HEAD}{}", yaml::written(&config))
}

fn collection(of: &Collection<'_>, site: &Site, choices: &Choices) -> Json {
    let form = |field: &Field<'_>| {
        let mut form = form(field, choices)?;
        if matches!(field.takes, Takes::Flag) {
            form["default"] = json!(default_of_flag(of, field.key, &site.config));
        }
        Some(form)
    };
    let mut fields: Vec<Json> = of.fields.iter().filter_map(form).collect();
    // The rich text of Pages CMS would write brackets and signs anew.
    fields.push(json!({ "name": "body", "label": "Text", "type": "code", "options": { "language": "markdown" } }));
    let primary = of.title();
    let template = if of.is_dated() { "{year}-{month}-{day}-{primary}.md" } else { "{primary}.md" };
    let mut view = json!({ "primary": primary, "fields": [primary] });
    if of.is_dated() {
        view = json!({
            "primary": primary, "fields": [primary, "date"], "sort": ["date"], "default": { "sort": "date", "order": "desc" },
        });
    }
    json!({
        "name": of.folder,
        "label": of.label,
        "type": "collection",
        "path": format!("content/{}", of.folder),
        "filename": template,
        "format": "yaml-frontmatter",
        "view": view,
        "fields": fields,
    })
}

fn form(field: &Field<'_>, choices: &Choices) -> Option<Json> {
    if !fits_a_form(field.takes) {
        return None;
    }
    let mut form = Map::new();
    form.insert("name".to_owned(), json!(field.key));
    form.insert("label".to_owned(), json!(label(field.key)));
    form.insert("description".to_owned(), json!(field.words));
    if field.needed {
        form.insert("required".to_owned(), json!(true));
    }
    if let Json::Object(kind) = kind(field, choices) {
        form.extend(kind);
    }
    Some(Json::Object(form))
}

fn kind(field: &Field<'_>, choices: &Choices) -> Json {
    let inner = |fields: &[Field<'_>]| fields.iter().filter_map(|field| form(field, choices)).collect::<Vec<_>>();
    match field.takes {
        Takes::Texts | Takes::Addresses | Takes::Names => json!({ "type": "string", "list": true }),
        Takes::Address if field.key == "image" => json!({ "type": "image" }),
        Takes::Flag => json!({ "type": "boolean" }),
        Takes::Number(least) => json!({ "type": "number", "options": { "min": least } }),
        Takes::UpTo(most) => json!({ "type": "number", "options": { "min": 1, "max": most } }),
        Takes::Day => json!({ "type": "date", "options": { "format": "yyyy-MM-dd" } }),
        Takes::OneOf(words) => json!({ "type": "select", "options": { "values": words } }),
        Takes::Entity(of) => select(of, false, None, choices),
        Takes::Entities(of) => select(of, true, None, choices),
        Takes::EntitiesOrUnknown(of) => select(of, true, Some("unknown"), choices),
        Takes::Map(fields) => json!({ "type": "object", "fields": inner(fields) }),
        Takes::Maps(fields) => {
            json!({ "type": "object", "list": { "collapsible": { "collapsed": true } }, "fields": inner(fields) })
        }
        _ => json!({ "type": "string" }),
    }
}

/// A list of entities. A reference of Pages CMS holds the name of a file with its ending, which is no slug.
fn select(of: Of<'_>, several: bool, word: Option<&str>, choices: &Choices) -> Json {
    let mut values: Vec<Json> = word.into_iter().map(|word| json!({ "value": word, "label": word })).collect();
    let offered = choices.of(of).into_iter();
    values.extend(offered.map(|choice| json!({ "value": choice.value, "label": choice.label })));
    // An entity that is new has no file yet.
    json!({ "type": "select", "options": { "multiple": several, "creatable": true, "values": values } })
}
