//! Tables that share what they have in common, and tables made of them.
//!
//! A [`Table`] is a sorted map whose copies share their parts: to copy one costs nothing, and what differs between two of
//! them is found without a look at what they share. So whoever follows a table from build to build has as much to do as
//! has changed, and not as much as there is. Knows nothing of steps and of what they work out, see `memo`.

mod leaves;

pub(crate) use leaves::DiffItem;
pub use leaves::Table;
use std::collections::BTreeSet;

/// The keys under which two tables differ: what is new, gone, or has another value.
pub fn changed<'a, K: Ord + Clone, V: PartialEq>(
    old: &'a Table<K, V>,
    new: &'a Table<K, V>,
) -> impl Iterator<Item = K> + 'a {
    old.diff(new).map(|item| match item {
        DiffItem::Add(key, _) | DiffItem::Remove(key, _) | DiffItem::Update { new: (key, _), .. } => key.clone(),
    })
}

/// A table turned round: for everything that its items name, who names it, and with what.
#[derive(Debug)]
pub(crate) struct Turned<K: Ord, V, G: Ord, W> {
    seen: Table<K, V>,
    groups: Table<G, Table<K, W>>,
    /// The groups that were changed the last time.
    pub changed: BTreeSet<G>,
}

impl<K: Ord, V, G: Ord, W> Default for Turned<K, V, G, W> {
    fn default() -> Self {
        Turned { seen: Table::default(), groups: Table::default(), changed: BTreeSet::new() }
    }
}

impl<K, V, G, W> Turned<K, V, G, W>
where
    K: Ord + Clone,
    V: PartialEq + Clone,
    G: Ord + Clone,
    W: PartialEq + Clone,
{
    /// Takes in what differs from the last time. `names` says what an item names, each thing once.
    pub(crate) fn follow(
        &mut self,
        table: &Table<K, V>,
        names: impl Fn(&K, &V) -> Vec<(G, W)>,
    ) -> &Table<G, Table<K, W>> {
        self.changed.clear();
        let seen = std::mem::replace(&mut self.seen, table.clone());
        for item in seen.diff(table) {
            let (key, old, new) = match item {
                DiffItem::Add(key, new) => (key, Vec::new(), names(key, new)),
                DiffItem::Remove(key, old) => (key, names(key, old), Vec::new()),
                DiffItem::Update { old: (key, old), new: (_, new) } => (key, names(key, old), names(key, new)),
            };
            for (group, _) in old.iter().filter(|(group, _)| !new.iter().any(|(other, _)| other == group)) {
                self.take_out(group, key);
            }
            for (group, with) in new.into_iter().filter(|named| !old.contains(named)) {
                self.changed.insert(group.clone());
                self.groups.get_or_default(group).insert(key.clone(), with);
            }
        }
        &self.groups
    }

    fn take_out(&mut self, group: &G, key: &K) {
        self.changed.insert(group.clone());
        if let Some(named) = self.groups.get_mut(group) {
            named.remove(key);
            if named.is_empty() {
                self.groups.remove(group);
            }
        }
    }

    /// All groups.
    pub(crate) fn groups(&self) -> &Table<G, Table<K, W>> {
        &self.groups
    }
}

/// The items of a table under other keys, in another order.
#[derive(Debug)]
pub(crate) struct Rekeyed<K: Ord, V, L: Ord, W> {
    seen: Table<K, V>,
    items: Table<L, W>,
}

impl<K: Ord, V, L: Ord, W> Default for Rekeyed<K, V, L, W> {
    fn default() -> Self {
        Rekeyed { seen: Table::default(), items: Table::default() }
    }
}

impl<K, V, L, W> Rekeyed<K, V, L, W>
where
    K: Ord + Clone,
    V: PartialEq + Clone,
    L: Ord + Clone,
    W: PartialEq + Clone,
{
    /// Takes in what differs from the last time. `place` says where an item goes, which no other item may; nowhere when
    /// it is none of those that are sorted here.
    pub(crate) fn follow(&mut self, table: &Table<K, V>, place: impl Fn(&K, &V) -> Option<(L, W)>) -> Table<L, W> {
        let mut new = Vec::new();
        for item in self.seen.diff(table) {
            let (old, now) = match item {
                DiffItem::Add(key, now) => (None, place(key, now)),
                DiffItem::Remove(key, old) => (place(key, old), None),
                DiffItem::Update { old: (key, old), new: (_, now) } => (place(key, old), place(key, now)),
            };
            if old != now {
                old.iter().for_each(|(key, _)| drop(self.items.remove(key)));
                new.extend(now);
            }
        }
        // Last, since an item may go where another one was.
        self.items.extend(new);
        self.seen = table.clone();
        self.items.clone()
    }
}

/// Two tables as one. Where both have an item, that of the first counts.
#[derive(Debug)]
pub(crate) struct Joined<K: Ord, V> {
    first: Table<K, V>,
    second: Table<K, V>,
    both: Table<K, V>,
}

impl<K: Ord, V> Default for Joined<K, V> {
    fn default() -> Self {
        Joined { first: Table::default(), second: Table::default(), both: Table::default() }
    }
}

impl<K: Ord + Clone, V: PartialEq + Clone> Joined<K, V> {
    /// Takes in what differs from the last time.
    pub(crate) fn follow(&mut self, first: &Table<K, V>, second: &Table<K, V>) -> Table<K, V> {
        for key in changed(&self.first, first).chain(changed(&self.second, second)) {
            match first.get(&key).or_else(|| second.get(&key)) {
                Some(item) => drop(self.both.insert(key, item.clone())),
                None => drop(self.both.remove(&key)),
            }
        }
        (self.first, self.second) = (first.clone(), second.clone());
        self.both.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    type Texts = Table<&'static str, Arc<String>>;

    fn table(items: &[(&'static str, &str)]) -> Texts {
        items.iter().map(|(key, text)| (*key, Arc::new((*text).to_owned()))).collect()
    }

    #[test]
    fn a_table_that_was_turned_round_follows_it() {
        let mut turned: Turned<&str, Arc<String>, char, usize> = Turned::default();
        let mut follow = |items: &[(&'static str, &str)]| {
            let names = |_: &&str, text: &Arc<String>| text.chars().enumerate().map(|(n, c)| (c, n)).collect();
            let groups = turned.follow(&table(items), names).clone();
            let list = |of: &Table<&'static str, usize>| of.iter().map(|(k, n)| (*k, *n)).collect::<Vec<_>>();
            let groups: Vec<(char, Vec<(&str, usize)>)> = groups.iter().map(|(c, of)| (*c, list(of))).collect();
            (groups, turned.changed.iter().collect::<String>())
        };
        let (groups, changed) = follow(&[("a", "xy"), ("b", "y")]);
        assert_eq!(groups, [('x', vec![("a", 0)]), ('y', vec![("a", 1), ("b", 0)])]);
        assert_eq!(changed, "xy");
        let (groups, changed) = follow(&[("a", "xy"), ("b", "xz")]);
        assert_eq!(groups, [('x', vec![("a", 0), ("b", 0)]), ('y', vec![("a", 1)]), ('z', vec![("b", 1)])]);
        assert_eq!(changed, "xyz");
        let (groups, changed) = follow(&[("b", "xz")]);
        assert_eq!((groups, changed.as_str()), (vec![('x', vec![("b", 0)]), ('z', vec![("b", 1)])], "xy"));
    }
}
