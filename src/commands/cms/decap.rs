//! The configuration of Sveltia CMS and Decap CMS, which have one form of it, and the page that loads them.

use super::{Choices, Cms, Collection, Structured, collections, label};
use crate::link::Site;
use crate::model::config::BaseUrl;
use crate::model::fields::{Field, Of, Takes};
use crate::model::kind::Kinds;
use crate::parse::yaml;
use serde_json::{Map, Value as Json, json};

/// Where uploaded pictures are, and their address.
const MEDIA: [&str; 2] = ["static/media", "/media"];

const HEAD: &str = "\
# Made by `fissure schema`. Make it again when kinds, fields or entities have changed.
# To save to a repository, put its name into `repo`. On your own machine no account is needed.
";

pub(super) fn config(cms: Cms, site: &Site, structured: &Structured) -> String {
    let mut config = json!({ "backend": { "name": "github", "repo": "OWNER/REPOSITORY", "branch": "main" } });
    let forms = Forms { cms, kinds: &site.config.kinds, choices: Choices::new(site), structured };
    let collections: Vec<Json> = collections(&site.config).iter().map(|one| forms.collection(one)).collect();
    if let Json::Object(config) = &mut config {
        match cms {
            Cms::Decap => drop(config.insert("local_backend".to_owned(), json!(true))),
            _ => drop(config.insert("output".to_owned(), json!({ "omit_empty_optional_fields": true }))),
        }
        config.insert("media_folder".to_owned(), json!(MEDIA[0]));
        config.insert("public_folder".to_owned(), json!(MEDIA[1]));
        if let Some(url) = &site.config.base_url {
            config.insert("site_url".to_owned(), json!(BaseUrl::as_str(url)));
        }
        config.insert("collections".to_owned(), Json::Array(collections));
    }
    format!("{HEAD}{}", yaml::written(&config))
}

/// The page that a person opens to write.
pub(super) fn page(cms: Cms) -> String {
    let (script, from) = match cms {
        Cms::Decap => ("decap-cms.js", "all files of dist/ in the npm package decap-cms"),
        _ => ("sveltia-cms.js", "dist/sveltia-cms.js of the npm package @sveltia/cms"),
    };
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>Write</title>\n<body>\n<!-- Copy next to this file: {from} -->\n<script src=\"{script}\"></script>\n"
    )
}

struct Forms<'s> {
    cms: Cms,
    kinds: &'s Kinds,
    choices: Choices,
    structured: &'s Structured,
}

impl Forms<'_> {
    fn collection(&self, of: &Collection<'_>) -> Json {
        let mut fields = self.fields(&of.fields, of.folder);
        // Other forms of the text than its own would write brackets and signs anew.
        fields.push(
            json!({ "name": "body", "label": "Text", "widget": "markdown", "modes": ["raw"], "required": false }),
        );
        json!({
            "name": of.folder,
            "label": of.label,
            "label_singular": of.one,
            "folder": format!("content/{}", of.folder),
            "create": true,
            "extension": "md",
            "format": "yaml-frontmatter",
            "identifier_field": of.title(),
            // Without the day of today, since the date of an article may be another, or be changed.
            "slug": "{{slug}}",
            "summary": format!("{{{{{}}}}}", of.title()),
            "editor": { "preview": false },
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
        form.insert("hint".to_owned(), json!(self.choices.words(field)));
        form.insert("required".to_owned(), json!(field.needed));
        form.extend(self.widget(field, &format!("{place}/{}", field.key)));
        Json::Object(form)
    }

    fn widget(&self, field: &Field<'_>, place: &str) -> Map<String, Json> {
        let widget = match field.takes {
            Takes::Texts | Takes::Addresses | Takes::Names => json!({ "widget": "list" }),
            Takes::Address if field.key == "image" => json!({ "widget": "image" }),
            // Another default would change old files, which do not have the field.
            Takes::Flag => json!({ "widget": "boolean", "default": false }),
            Takes::Number(least) => json!({ "widget": "number", "value_type": "int", "min": least }),
            Takes::UpTo(most) => json!({ "widget": "number", "value_type": "int", "min": 1, "max": most }),
            Takes::Day => self.day(),
            Takes::OneOf(words) => json!({ "widget": "select", "options": words }),
            Takes::Relation => json!({ "widget": "select", "options": self.choices.relations() }),
            Takes::Entity(of) => self.entities(of, false, None),
            Takes::Entities(of) => self.entities(of, true, None),
            Takes::EntitiesOrUnknown(of) => self.entities(of, true, Some("unknown")),
            Takes::Map(fields) => {
                json!({ "widget": "object", "collapsed": true, "fields": self.fields(fields, place) })
            }
            Takes::Maps(fields) => json!({ "widget": "list", "collapsed": true, "fields": self.fields(fields, place) }),
            _ => json!({ "widget": "string" }),
        };
        if let Json::Object(widget) = widget { widget } else { Map::new() }
    }

    /// A day is a text: `2026-11-22`.
    fn day(&self) -> Json {
        let mut day = json!({ "widget": "datetime", "format": "YYYY-MM-DD" });
        match self.cms {
            Cms::Decap => {
                day["date_format"] = json!("YYYY-MM-DD");
                day["time_format"] = json!(false);
                // Without one it would be today.
                day["default"] = json!("");
            }
            _ => day["type"] = json!("date"),
        }
        day
    }

    /// A picker of entities: of one kind from its files, of any from a list.
    fn entities(&self, of: Of<'_>, several: bool, word: Option<&str>) -> Json {
        if let (Of::Kind(key), None) = (of, word)
            && let Some(kind) = self.kinds.with_key(key)
        {
            let title = if key == crate::model::kind::SOURCE_KEY { "title" } else { "name" };
            return json!({
                "widget": "relation",
                "collection": kind.folder,
                "value_field": "{{slug}}",
                "search_fields": [title],
                "display_fields": [title],
                "multiple": several,
            });
        }
        let mut options: Vec<Json> = word.into_iter().map(|word| json!({ "label": word, "value": word })).collect();
        let offered = self.choices.of(of).into_iter();
        options.extend(offered.map(|choice| json!({ "label": choice.label, "value": choice.value })));
        match options.is_empty() {
            true if several => json!({ "widget": "list" }),
            true => json!({ "widget": "string" }),
            false => json!({ "widget": "select", "multiple": several, "options": options }),
        }
    }
}
