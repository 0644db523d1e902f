//! What many pages show: shared by them, and made ready for templates once instead of once for each page.
//!
//! Names the template engine's value, along with `render::templates`. Never changes what a template sees.

use serde::ser::Error;
use serde::{Serialize, Serializer};
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// A part of contexts that is shared. Copies are cheap, and show the same value to templates without writing it again.
pub(crate) struct Prepared<T>(Arc<Inner<T>>);

struct Inner<T> {
    part: T,
    value: OnceLock<tera::Value>,
}

impl<T> Prepared<T> {
    pub(crate) fn new(part: T) -> Prepared<T> {
        Prepared(Arc::new(Inner { part, value: OnceLock::new() }))
    }
}

impl<T> Clone for Prepared<T> {
    fn clone(&self) -> Self {
        Prepared(self.0.clone())
    }
}

impl<T> Deref for Prepared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.part
    }
}

impl<T: PartialEq> PartialEq for Prepared<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.part == other.0.part
    }
}

impl<T: Eq> Eq for Prepared<T> {}

impl<T: fmt::Debug> fmt::Debug for Prepared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.part.fmt(f)
    }
}

impl<T: Serialize> Serialize for Prepared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = match self.0.value.get() {
            Some(value) => value,
            None => {
                let value = tera::Value::try_from_serializable(&self.0.part).map_err(S::Error::custom)?;
                self.0.value.get_or_init(|| value)
            }
        };
        value.serialize(serializer)
    }
}
