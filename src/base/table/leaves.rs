//! The map behind all tables: sorted items in short leaves that copies share.
//!
//! To copy it costs nothing, to change a copy costs one leaf and the list of leaves, and two copies differ only where their
//! leaves do. Flat instead of a tree, since it is compiled for each sort of item and a tree is more code (see DESIGN.md).
//! Knows nothing of steps and builds.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt::{self, Debug, Formatter};
use std::ops::{Bound, Index, RangeBounds};
use std::slice;
use std::sync::Arc;

/// How many items a leaf has at most.
const FULL: usize = 64;
/// With fewer items than this, a leaf joins its neighbour where there is room.
const SPARSE: usize = FULL / 4;

/// Items side by side, sorted; never none.
type Leaf<K, V> = Arc<Vec<(K, V)>>;

/// A sorted map of which copies are cheap and share their parts.
pub struct Table<K, V> {
    leaves: Arc<Vec<Leaf<K, V>>>,
    len: usize,
}

/// A difference between two tables.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum DiffItem<'a, K, V> {
    Add(&'a K, &'a V),
    Remove(&'a K, &'a V),
    Update { old: (&'a K, &'a V), new: (&'a K, &'a V) },
}

impl<'a, K, V> DiffItem<'a, K, V> {
    pub(crate) fn key(&self) -> &'a K {
        match self {
            DiffItem::Add(key, _) | DiffItem::Remove(key, _) | DiffItem::Update { new: (key, _), .. } => key,
        }
    }
}

impl<K, V> Table<K, V> {
    /// How many items it has.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it has no item.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All items, sorted by their keys.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter { leaves: self.leaves.iter(), first: [].iter(), last: [].iter() }
    }

    /// The item whose key is the least.
    pub(crate) fn first_key_value(&self) -> Option<(&K, &V)> {
        self.iter().next()
    }

    /// All keys, sorted.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    /// All values, sorted by their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// The leaf that has a key or would take it, and where it stands or would stand there.
    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> (usize, Result<usize, usize>)
    where
        K: Borrow<Q>,
    {
        let after = self.leaves.partition_point(|leaf| leaf.first().is_some_and(|(first, _)| first.borrow() <= key));
        let leaf = after.saturating_sub(1);
        let at = self.leaves.get(leaf).map_or(Err(0), |leaf| leaf.binary_search_by(|(of, _)| of.borrow().cmp(key)));
        (leaf, at)
    }

    /// The place at the end of all, if a key belongs there: most tables are filled in the order of their keys.
    fn end_for(&self, key: &K) -> Option<(usize, Result<usize, usize>)>
    where
        K: Ord,
    {
        let leaf = self.leaves.last()?;
        let is_after = leaf.last().is_some_and(|(last, _)| last < key);
        is_after.then(|| (self.leaves.len() - 1, Err(leaf.len())))
    }

    /// The item with a key.
    pub(crate) fn get_key_value<Q: Ord + ?Sized>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
    {
        let (leaf, at) = self.place(key);
        let (key, value) = &self.leaves[leaf..].first()?[at.ok()?];
        Some((key, value))
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.get_key_value(key).map(|(_, value)| value)
    }

    /// Whether it has a key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get_key_value(key).is_some()
    }

    /// The items whose keys are in a range.
    pub(crate) fn range<Q: Ord + ?Sized>(&self, range: impl RangeBounds<Q>) -> Iter<'_, K, V>
    where
        K: Borrow<Q>,
    {
        let (leaf, at) = self.bound(range.start_bound(), false).unwrap_or((0, 0));
        let (last_leaf, end) = self.bound(range.end_bound(), true).unwrap_or((self.leaves.len(), 0));
        let items = |leaf: usize| self.leaves.get(leaf).map_or(&[][..], |leaf| leaf.as_slice());
        if leaf >= last_leaf {
            let end = if leaf > last_leaf { at } else { end.max(at) };
            return Iter { leaves: [].iter(), first: items(leaf)[at..end].iter(), last: [].iter() };
        }
        let (first, last) = (items(leaf)[at..].iter(), items(last_leaf)[..end].iter());
        Iter { leaves: self.leaves[leaf + 1..last_leaf].iter(), first, last }
    }

    /// Where the first item stands that is not before a bound; of an end, that is not within it.
    fn bound<Q: Ord + ?Sized>(&self, bound: Bound<&Q>, is_end: bool) -> Option<(usize, usize)>
    where
        K: Borrow<Q>,
    {
        let (key, is_after) = match bound {
            Bound::Unbounded => return None,
            Bound::Included(key) => (key, is_end),
            Bound::Excluded(key) => (key, !is_end),
        };
        let (leaf, at) = self.place(key);
        Some((leaf, at.map_or_else(|at| at, |at| at + usize::from(is_after))))
    }

    /// What differs in `new`, sorted by the keys. Leaves that both share are not looked at.
    pub(crate) fn diff<'a>(&'a self, new: &'a Table<K, V>) -> Diff<'a, K, V> {
        Diff { old: Cursor { leaves: &self.leaves, at: 0 }, new: Cursor { leaves: &new.leaves, at: 0 } }
    }
}

impl<K: Ord + Clone, V: Clone> Table<K, V> {
    /// Gives a key a value; returns the one that it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let (leaf, at) = self.end_for(&key).unwrap_or_else(|| self.place(&key));
        let leaves = Arc::make_mut(&mut self.leaves);
        let at = match at {
            Ok(at) => return Some(std::mem::replace(&mut Arc::make_mut(&mut leaves[leaf])[at].1, value)),
            Err(at) => at,
        };
        self.len += 1;
        let is_last = leaf + 1 >= leaves.len();
        let Some(items) = leaves.get_mut(leaf).map(Arc::make_mut) else {
            leaves.push(Arc::new(vec![(key, value)]));
            return None;
        };
        if items.len() < FULL {
            items.insert(at, (key, value));
            return None;
        }
        // Items that come in order leave full leaves behind.
        let half = if is_last && at == FULL { FULL } else { FULL / 2 };
        let mut rest = items.split_off(half);
        match at.checked_sub(half) {
            Some(at) => rest.insert(at, (key, value)),
            None => items.insert(at, (key, value)),
        }
        leaves.insert(leaf + 1, Arc::new(rest));
        None
    }

    /// Takes a key out; returns its value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let (leaf, at) = self.place(key);
        let at = at.ok()?;
        let leaves = Arc::make_mut(&mut self.leaves);
        let items = Arc::make_mut(&mut leaves[leaf]);
        let (_, value) = items.remove(at);
        self.len -= 1;
        let left = items.len();
        if left == 0 {
            leaves.remove(leaf);
        } else if left < SPARSE && leaves.get(leaf + 1).is_some_and(|next| next.len() + left <= FULL / 2) {
            let next = leaves.remove(leaf + 1);
            Arc::make_mut(&mut leaves[leaf]).extend(next.iter().cloned());
        }
        Some(value)
    }

    /// The value of a key, to be changed; a default one is put in where it has none.
    pub(crate) fn get_or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        if !self.contains_key(&key) {
            self.insert(key.clone(), V::default());
        }
        self.get_mut(&key).expect("it was put in")
    }

    /// The items of both. Where both have a key, the value of this one counts.
    pub(crate) fn union(&self, other: &Table<K, V>) -> Table<K, V> {
        let (mut both, less) = if self.len < other.len { (other.clone(), self) } else { (self.clone(), other) };
        let is_new = |key: &K| self.len < other.len || !self.contains_key(key);
        both.extend(less.iter().filter(|(key, _)| is_new(key)).map(|(key, value)| (key.clone(), value.clone())));
        both
    }

    /// The value of a key, to be changed.
    pub(crate) fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let (leaf, at) = self.place(key);
        let at = at.ok()?;
        let items = Arc::make_mut(&mut Arc::make_mut(&mut self.leaves)[leaf]);
        items.get_mut(at).map(|(_, value)| value)
    }
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Table { leaves: Arc::default(), len: 0 }
    }
}

impl<K, V> Clone for Table<K, V> {
    fn clone(&self) -> Self {
        Table { leaves: self.leaves.clone(), len: self.len }
    }
}

impl<K: Debug, V: Debug> Debug for Table<K, V> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl<K: Ord, V: PartialEq> PartialEq for Table<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && (Arc::ptr_eq(&self.leaves, &other.leaves) || self.diff(other).next().is_none())
    }
}

impl<K: Ord, V: Eq> Eq for Table<K, V> {}

impl<K: Ord + Clone, V: Clone> FromIterator<(K, V)> for Table<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(items: I) -> Self {
        let mut table = Table::default();
        table.extend(items);
        table
    }
}

impl<K: Ord + Clone, V: Clone> Extend<(K, V)> for Table<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, items: I) {
        items.into_iter().for_each(|(key, value)| drop(self.insert(key, value)));
    }
}

impl<K: Borrow<Q>, V, Q: Ord + ?Sized> Index<&Q> for Table<K, V> {
    type Output = V;

    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("who indexes a table knows that the key is in it")
    }
}

impl<'a, K, V> IntoIterator for &'a Table<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}

/// Items of a table, in their order.
#[derive(Debug)]
pub struct Iter<'a, K, V> {
    /// The leaves of which nothing was given yet, and what is left of one before and one after them.
    leaves: slice::Iter<'a, Leaf<K, V>>,
    first: slice::Iter<'a, (K, V)>,
    last: slice::Iter<'a, (K, V)>,
}

impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        Iter { leaves: self.leaves.clone(), first: self.first.clone(), last: self.last.clone() }
    }
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((key, value)) = self.first.next() {
                return Some((key, value));
            }
            match self.leaves.next() {
                Some(leaf) => self.first = leaf.iter(),
                None => return self.last.next().map(|(key, value)| (key, value)),
            }
        }
    }
}

impl<K, V> DoubleEndedIterator for Iter<'_, K, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((key, value)) = self.last.next_back() {
                return Some((key, value));
            }
            match self.leaves.next_back() {
                Some(leaf) => self.last = leaf.iter(),
                None => return self.first.next_back().map(|(key, value)| (key, value)),
            }
        }
    }
}

/// Goes through a table and can pass over whole leaves.
struct Cursor<'a, K, V> {
    /// The leaf that it is in, and all after it.
    leaves: &'a [Leaf<K, V>],
    /// The item of the leaf.
    at: usize,
}

impl<'a, K, V> Cursor<'a, K, V> {
    fn item(&self) -> Option<(&'a K, &'a V)> {
        let (key, value) = self.leaves.first()?.get(self.at)?;
        Some((key, value))
    }

    fn step(&mut self) {
        self.at += 1;
        if self.leaves.first().is_some_and(|leaf| leaf.len() == self.at) {
            self.pass_leaf();
        }
    }

    fn pass_leaf(&mut self) {
        self.leaves = &self.leaves[1..];
        self.at = 0;
    }
}

/// The differences of two tables, in the order of their keys.
pub(crate) struct Diff<'a, K, V> {
    old: Cursor<'a, K, V>,
    new: Cursor<'a, K, V>,
}

impl<'a, K: Ord, V: PartialEq> Iterator for Diff<'a, K, V> {
    type Item = DiffItem<'a, K, V>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let ([old, ..], [new, ..]) = (self.old.leaves, self.new.leaves)
                && self.old.at == self.new.at
                && Arc::ptr_eq(old, new)
            {
                self.old.pass_leaf();
                self.new.pass_leaf();
                continue;
            }
            let order = match (self.old.item(), self.new.item()) {
                (Some((old, _)), Some((new, _))) => old.cmp(new),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return None,
            };
            let old = self.old.item().filter(|_| order.is_le());
            let new = self.new.item().filter(|_| order.is_ge());
            old.is_some().then(|| self.old.step());
            new.is_some().then(|| self.new.step());
            match (old, new) {
                (Some((key, value)), None) => return Some(DiffItem::Remove(key, value)),
                (None, Some((key, value))) => return Some(DiffItem::Add(key, value)),
                (Some(old), Some(new)) if old.1 != new.1 => return Some(DiffItem::Update { old, new }),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// What differs, the slow way.
    fn differences(old: &BTreeMap<u8, u8>, new: &BTreeMap<u8, u8>) -> Vec<(u8, Option<u8>, Option<u8>)> {
        let keys = (0..=u8::MAX).map(|key| (key, old.get(&key).copied(), new.get(&key).copied()));
        keys.filter(|(_, old, new)| old != new).collect()
    }

    fn owned(item: &DiffItem<'_, u8, u8>) -> (u8, Option<u8>, Option<u8>) {
        match *item {
            DiffItem::Add(key, new) => (*key, None, Some(*new)),
            DiffItem::Remove(key, old) => (*key, Some(*old), None),
            DiffItem::Update { old: (key, old), new: (_, new) } => (*key, Some(*old), Some(*new)),
        }
    }

    #[test]
    fn a_table_is_a_map_whatever_is_done_to_it() {
        for seed in 0..200 {
            let mut random = fastrand::Rng::with_seed(seed);
            let (mut table, mut map) = (Table::default(), BTreeMap::new());
            for _ in 0..30 {
                let before = (table.clone(), map.clone());
                let most = if random.bool() { 5 } else { 120 };
                for _ in 0..random.usize(..most) {
                    let (key, value) = (random.u8(..), random.u8(..4));
                    match random.u8(..3) {
                        0 => assert_eq!(table.remove(&key), map.remove(&key)),
                        1 => assert_eq!(table.get_mut(&key).map(|of| *of ^= 1), map.get_mut(&key).map(|of| *of ^= 1)),
                        _ => assert_eq!(table.insert(key, value), map.insert(key, value)),
                    }
                }
                let (key, from) = (random.u8(..), random.u8(..));
                assert!(table.leaves.iter().all(|leaf| (1..=FULL).contains(&leaf.len())), "seed {seed}");
                assert!(table.iter().eq(&map) && table.iter().rev().eq(map.iter().rev()), "seed {seed}");
                let (low, high) = (from.min(key), from.max(key));
                assert!(table.range(from..).eq(map.range(from..)), "seed {seed}");
                assert!(table.range(low..high).rev().eq(map.range(low..high).rev()), "seed {seed}");
                assert!(table.range(..=high).eq(map.range(..=high)), "seed {seed}");
                let excluded = (Bound::Excluded(low), Bound::Unbounded);
                assert!(table.range::<u8>(excluded).eq(map.range::<u8, _>(excluded)), "seed {seed}");
                let mut both = before.1.clone();
                both.extend(map.clone());
                assert!(table.union(&before.0).iter().eq(&both), "seed {seed}");
                assert_eq!((table.get(&key), table.len()), (map.get(&key), map.len()), "seed {seed}");
                let found: Vec<_> = before.0.diff(&table).map(|item| owned(&item)).collect();
                assert_eq!(found, differences(&before.1, &map), "seed {seed}");
                assert_eq!(before.0 == table, before.1 == map, "seed {seed}");
                assert!(before.0.iter().eq(&before.1), "seed {seed}: a copy changed with the other");
            }
        }
    }

    #[test]
    fn items_that_come_in_order_fill_their_leaves() {
        let table: Table<usize, ()> = (0..FULL * 3).map(|n| (n, ())).collect();
        assert_eq!(table.leaves.iter().map(|leaf| leaf.len()).collect::<Vec<_>>(), [FULL, FULL, FULL]);
    }

    #[test]
    fn both_ends_meet() {
        let table: Table<usize, ()> = (0..FULL * 2 + 3).map(|n| (n, ())).collect();
        let mut items = table.iter();
        let mut seen = 0;
        while items.next().is_some() {
            seen += 1 + usize::from(items.next_back().is_some());
        }
        assert_eq!(seen, table.len());
    }
}
