//! The configuration of Pages CMS.

use super::{Choices, Collection, Structured, collections, label};
use crate::link::Site;
use crate::model::fields::{Field, Of, Takes};
use crate::parse::yaml;
use serde_json::{Map, Value as Json, json};

const HEAD: &str = "\
# Made by `fissure schema`. Make it again when kinds, fields or entities have changed.
";

pub(super) fn config(site: &Site, structured: &Structured) -> String {
    let forms = Forms { choices: Choices::new(site), structured };
    let content: Vec<Json> = collections(&site.config).iter().map(|one| forms.collection(one)).collect();
    let config = json!({
        "media": { "input": "static/media", "output": "/media" },
        // What is not in a form stays in the file.
        "settings": { "content": { "merge": true } },
        "content": content,
    });
    format!("{HEAD}{}", yaml::written(&config))
}

struct Forms<'s> {
    choices: Choices,
    structured: &'s Structured,
}

impl Forms<'_> {
    fn collection(&self, of: &Collection<'_>) -> Json {
        let mut fields = self.fields(&of.fields, of.folder);
        // The rich text of Pages CMS would write brackets and signs anew.
        fields.push(json!({ "name": "body", "label": "Text", "type": "code", "options": { "language": "markdown" } }));
        let primary = of.title();
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
            "filename": "{primary}.md",
            "format": "yaml-frontmatter",
            "view": view,
            "fields": fields,
        })
    }

    /// The forms of fields that stand at a place.
    fn fields(&self, fields: &[Field<'_>], place: &str) -> Vec<Json> {
        self.structured.in_forms(fields, place).map(|field| self.field(field, place)).collect()
    }

    fn field(&self, field: &Field<'_>, place: &str) -> Json {
        let mut form = Map::new();
        form.insert("name".to_owned(), json!(field.key));
        form.insert("label".to_owned(), json!(label(field.key)));
        form.insert("description".to_owned(), json!(self.choices.words(field)));
        if field.needed {
            form.insert("required".to_owned(), json!(true));
        }
        if let Json::Object(kind) = self.kind(field, &format!("{place}/{}", field.key)) {
            form.extend(kind);
        }
        Json::Object(form)
    }

    fn kind(&self, field: &Field<'_>, place: &str) -> Json {
        match field.takes {
            Takes::Texts | Takes::Addresses | Takes::Names => json!({ "type": "string", "list": true }),
            Takes::Address if field.key == "image" => json!({ "type": "image" }),
            Takes::Flag => json!({ "type": "boolean" }),
            Takes::Number(least) => json!({ "type": "number", "options": { "min": least } }),
            Takes::UpTo(most) => json!({ "type": "number", "options": { "min": 1, "max": most } }),
            Takes::Day => json!({ "type": "date", "options": { "format": "yyyy-MM-dd" } }),
            Takes::OneOf(words) => json!({ "type": "select", "options": { "values": words } }),
            Takes::Relation => json!({ "type": "select", "options": { "values": self.choices.relations() } }),
            Takes::Entity(of) => self.select(of, false, None),
            Takes::Entities(of) => self.select(of, true, None),
            Takes::EntitiesOrUnknown(of) => self.select(of, true, Some("unknown")),
            Takes::Map(fields) => json!({ "type": "object", "fields": self.fields(fields, place) }),
            Takes::Maps(fields) => {
                json!({ "type": "object", "list": { "collapsible": { "collapsed": true } }, "fields": self.fields(fields, place) })
            }
            _ => json!({ "type": "string" }),
        }
    }

    /// A list of entities. A reference of Pages CMS holds the name of a file with its ending, which is no slug.
    fn select(&self, of: Of<'_>, several: bool, word: Option<&str>) -> Json {
        let mut values: Vec<Json> = word.into_iter().map(|word| json!({ "value": word, "label": word })).collect();
        let offered = self.choices.of(of).into_iter();
        values.extend(offered.map(|choice| json!({ "value": choice.value, "label": choice.label })));
        // An entity that is new has no file yet.
        json!({ "type": "select", "options": { "multiple": several, "creatable": true, "values": values } })
    }
}
