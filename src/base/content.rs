//! What a file of the output holds: bytes at hand, a file of the site, or a finished page that waits or lies elsewhere.
//!
//! Says when two contents are the same without a look at any disk. Never reads or writes by itself.

use crate::base::path::OutputPath;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;
use std::{fmt, io};

/// What a published file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Memory(Arc<[u8]>),
    /// A large file that stays where it is until it is copied. Equal when the file system says that it is as it was.
    Disk {
        path: PathBuf,
        seal: Seal,
    },
    /// A finished page whose bytes are in a store. Equal when its digest is.
    Stored(Stored),
}

/// What the file system says of a file: as long as it stays the same, the file does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seal {
    pub(crate) len: u64,
    pub(crate) modified: Option<SystemTime>,
    /// When anything about the file was changed last, where the system says so; it cannot be set by hand.
    pub(crate) changed: Option<(i64, i64)>,
    pub(crate) inode: Option<(u64, u64)>,
}

/// A page in a store.
#[derive(Clone)]
pub struct Stored {
    pub(crate) digest: Digest,
    pub(crate) store: Arc<dyn Store>,
}

/// The first half of a BLAKE3 hash: enough that no two pages share one by chance.
pub(crate) type Digest = [u8; 16];

/// Where finished pages are, so that a build need not hold them.
pub(crate) trait Store: Send + Sync {
    /// Takes a finished page in place of an older one at its path.
    fn put(self: Arc<Self>, path: &OutputPath, bytes: Vec<u8>) -> Content;

    /// The bytes of a page. Fails when they are no longer there, or the disk fails.
    fn read(&self, path: &OutputPath, digest: &Digest) -> io::Result<Arc<[u8]>>;
}

pub(crate) fn digest(bytes: &[u8]) -> Digest {
    let whole = blake3::hash(bytes);
    let mut half = Digest::default();
    half.copy_from_slice(&whole.as_bytes()[..size_of::<Digest>()]);
    half
}

impl PartialEq for Stored {
    fn eq(&self, other: &Stored) -> bool {
        self.digest == other.digest
    }
}

impl Eq for Stored {}

impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Stored").field(&self.digest).finish()
    }
}

/// Where a build puts what it has finished: each page in memory, or into a store.
#[derive(Clone, Default)]
pub(crate) struct Keeper(Option<Arc<dyn Store>>);

impl Keeper {
    pub(crate) fn of(store: Arc<dyn Store>) -> Keeper {
        Keeper(Some(store))
    }

    /// A keeper of pages of the same sort that forgets their bytes.
    pub(crate) fn forgetting(&self) -> Keeper {
        Keeper(self.0.as_ref().map(|_| Arc::new(Nowhere) as Arc<dyn Store>))
    }

    pub(crate) fn keep(&self, path: &OutputPath, bytes: Vec<u8>) -> Content {
        match &self.0 {
            Some(store) => store.clone().put(path, bytes),
            None => Content::Memory(bytes.into()),
        }
    }
}

/// The same when pages go to the same place.
impl PartialEq for Keeper {
    fn eq(&self, other: &Keeper) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        }
    }
}

impl fmt::Debug for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Keeper of a store" } else { "Keeper in memory" })
    }
}

/// By what a shelf knows what is on it: a hash of all that it was made of.
pub(crate) type ShelfKey = [u8; 32];

/// Where what is slow to make is kept for later runs. What is taken from it is what would be made.
pub(crate) trait Shelve: Send + Sync {
    fn get(&self, key: &ShelfKey) -> Option<Vec<u8>>;

    fn put(&self, key: &ShelfKey, bytes: &[u8]);

    /// Takes away all but these.
    fn keep_only(&self, keys: &BTreeSet<ShelfKey>);
}

/// A shelf, or none.
#[derive(Clone, Default)]
pub(crate) struct Shelf(Option<Arc<dyn Shelve>>);

impl Shelf {
    pub(crate) fn of(shelf: Arc<dyn Shelve>) -> Shelf {
        Shelf(Some(shelf))
    }

    pub(crate) fn get(&self, key: &ShelfKey) -> Option<Vec<u8>> {
        self.0.as_ref()?.get(key)
    }

    pub(crate) fn put(&self, key: &ShelfKey, bytes: &[u8]) {
        self.0.iter().for_each(|shelf| shelf.put(key, bytes));
    }

    pub(crate) fn keep_only(&self, keys: &BTreeSet<ShelfKey>) {
        self.0.iter().for_each(|shelf| shelf.keep_only(keys));
    }
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Shelf" } else { "No shelf" })
    }
}

/// For a build that writes nothing, such as that of `check`: knows each page by its digest and forgets its bytes.
pub(crate) struct Nowhere;

impl Store for Nowhere {
    fn put(self: Arc<Self>, _: &OutputPath, bytes: Vec<u8>) -> Content {
        Content::Stored(Stored { digest: digest(&bytes), store: self })
    }

    fn read(&self, _: &OutputPath, _: &Digest) -> io::Result<Arc<[u8]>> {
        Err(io::ErrorKind::NotFound.into())
    }
}
