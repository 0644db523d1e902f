//! JSON-LD as pages have it until they are rendered: a tree of which pages share the parts that they have in common.
//!
//! Knows no words of schema.org. Templates see it as a text that may stand in HTML.

use serde::ser::Error;
use serde::{Serialize, Serializer};
use std::sync::Arc;

/// A value of JSON-LD.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Ld {
    #[default]
    Null,
    Flag(bool),
    Number(usize),
    Word(&'static str),
    Text(Arc<str>),
    List(Arc<[Ld]>),
    /// In the order in which it is written.
    Map(Arc<[LdField]>),
}

/// A name in a map, and the value that it has there.
pub(crate) type LdField = (&'static str, Ld);

/// A map: `ld!("@type": "Person", "name": name)`.
macro_rules! ld {
    ($($key:literal: $value:expr),* $(,)?) => {
        $crate::view::Ld::from([$(($key, $crate::view::Ld::from($value))),*])
    };
}
pub(crate) use ld;

impl Ld {
    /// Whether it says nothing: no value, or a list without items.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Ld::Null) || matches!(self, Ld::List(items) if items.is_empty())
    }
}

/// As templates see it: a text, or nothing. No tag can begin in it.
pub(super) fn as_text<S: Serializer>(ld: &Ld, serializer: S) -> Result<S::Ok, S::Error> {
    match ld {
        Ld::Null => serializer.serialize_none(),
        ld => {
            let text = serde_json::to_string(ld).map_err(S::Error::custom)?;
            serializer.serialize_str(&text.replace('<', "\\u003c"))
        }
    }
}

impl Serialize for Ld {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Ld::Null => serializer.serialize_unit(),
            Ld::Flag(flag) => serializer.serialize_bool(*flag),
            Ld::Number(number) => number.serialize(serializer),
            Ld::Word(text) => serializer.serialize_str(text),
            Ld::Text(text) => serializer.serialize_str(text),
            Ld::List(items) => serializer.collect_seq(items.iter()),
            Ld::Map(fields) => serializer.collect_map(fields.iter().map(|(key, value)| (key, value))),
        }
    }
}

macro_rules! made_from {
    ($($from:ty: $value:ident => $ld:expr),* $(,)?) => {$(
        impl From<$from> for Ld {
            fn from($value: $from) -> Ld { $ld }
        }
    )*};
}
made_from! {
    bool: flag => Ld::Flag(flag),
    usize: number => Ld::Number(number),
    &'static str: word => Ld::Word(word),
    String: text => Ld::Text(text.into()),
    &String: text => Ld::Text(text.as_str().into()),
    &Arc<str>: text => Ld::Text(text.clone()),
    Vec<Ld>: items => Ld::List(items.into()),
    Vec<LdField>: fields => Ld::Map(fields.into()),
    &Ld: shared => shared.clone(),
}

impl<const N: usize> From<[LdField; N]> for Ld {
    fn from(fields: [LdField; N]) -> Ld {
        Ld::Map(fields.into())
    }
}

impl<T: Into<Ld>> From<Option<T>> for Ld {
    fn from(value: Option<T>) -> Ld {
        value.map_or(Ld::Null, Into::into)
    }
}

impl FromIterator<Ld> for Ld {
    fn from_iter<I: IntoIterator<Item = Ld>>(items: I) -> Ld {
        Ld::List(items.into_iter().collect())
    }
}
