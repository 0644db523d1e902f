//! Tables that share what they have in common, and steps that work out only what differs.
//!
//! A [`Table`] is a sorted map whose copies share their parts: to copy one costs nothing, and what differs between two of
//! them is found without a look at what they share. So a step that works item by item, a [`Memo`], costs as much as has
//! changed and not as much as there is. "Changed" means unequal, seen by pointers first; never a time stamp, and never a
//! guess from the path that was edited. Whatever an answer depends on stands in its question, in what is common to all
//! questions, or in a table whose differences the caller hands on as `stale`.

use imbl::ordmap::DiffItem;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// A sorted map of which copies are cheap and share their parts.
pub type Table<K, V> = imbl::OrdMap<K, V>;

/// The keys under which two tables differ: what is new, gone, or has another value.
pub fn changed<'a, K: Ord + Clone, V: PartialEq>(
    old: &'a Table<K, V>,
    new: &'a Table<K, V>,
) -> impl Iterator<Item = K> + 'a {
    old.diff(new).map(|item| match item {
        DiffItem::Add(key, _) | DiffItem::Remove(key, _) | DiffItem::Update { new: (key, _), .. } => key.clone(),
    })
}

/// The answers of one step that works item by item, each remembered with its question.
#[derive(Debug)]
pub struct Memo<K: Ord, I, C, O> {
    /// What all answers depend on.
    common: Option<C>,
    questions: Table<K, I>,
    answers: Table<K, O>,
    /// What had to be worked out anew the last time.
    pub fresh: BTreeSet<K>,
    /// Whose answer is another one than the time before, or came or went.
    pub changed: BTreeSet<K>,
}

impl<K: Ord, I, C, O> Default for Memo<K, I, C, O> {
    fn default() -> Self {
        let (questions, answers) = (Table::default(), Table::default());
        Memo { common: None, questions, answers, fresh: BTreeSet::new(), changed: BTreeSet::new() }
    }
}

impl<K, I, C, O> Memo<K, I, C, O>
where
    K: Ord + Clone + Send + Sync,
    I: PartialEq + Clone + Send + Sync,
    C: PartialEq + Clone + Sync,
    O: PartialEq + Clone + Send + Sync,
{
    /// Answers all questions of one build, on all cores; a question may have no answer.
    ///
    /// Worked out anew are questions that differ from those of the last time, those in `stale`, and all of them when what
    /// is common differs. An answer that comes out equal to the old one stays the old one, so that whatever builds on
    /// it sees that nothing changed.
    pub fn answer(
        &mut self,
        questions: &Table<K, I>,
        common: &C,
        stale: impl IntoIterator<Item = K>,
        work: impl Fn(&K, &I, &C) -> Option<O> + Sync,
    ) -> Table<K, O> {
        self.changed.clear();
        self.fresh.clear();
        let mut gone = Vec::new();
        if self.common.as_ref() == Some(common) {
            for key in changed(&self.questions, questions).chain(stale) {
                match questions.contains_key(&key) {
                    true => drop(self.fresh.insert(key)),
                    false => gone.push(key),
                }
            }
        } else {
            self.common = Some(common.clone());
            self.fresh.extend(questions.keys().cloned());
            gone.extend(self.answers.keys().filter(|key| !questions.contains_key(*key)).cloned());
        }
        for key in gone {
            if self.answers.remove(&key).is_some() {
                self.changed.insert(key);
            }
        }
        let open: Vec<(&K, &I)> = self.fresh.iter().filter_map(|key| questions.get_key_value(key)).collect();
        let answers: Vec<Option<O>> = match open.len() {
            // To wake the other cores takes longer than a few answers.
            0..4 => open.iter().map(|(key, question)| work(key, question, common)).collect(),
            _ => open.par_iter().map(|(key, question)| work(key, question, common)).collect(),
        };
        for ((key, _), answer) in open.into_iter().zip(answers) {
            if self.answers.get(key) == answer.as_ref() {
                continue;
            }
            self.changed.insert(key.clone());
            match answer {
                Some(answer) => drop(self.answers.insert(key.clone(), answer)),
                None => drop(self.answers.remove(key)),
            }
        }
        self.questions = questions.clone();
        self.answers.clone()
    }

    /// Forgets all answers, when they stand for something that no table shows.
    pub fn forget(&mut self) {
        self.common = None;
    }
}

/// A table turned round: for everything that its items name, who names it, and with what.
#[derive(Debug)]
pub struct Turned<K: Ord, V, G: Ord, W> {
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
    pub fn follow(&mut self, table: &Table<K, V>, names: impl Fn(&K, &V) -> Vec<(G, W)>) -> &Table<G, Table<K, W>> {
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
                self.groups.entry(group).or_default().insert(key.clone(), with);
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
    pub fn groups(&self) -> &Table<G, Table<K, W>> {
        &self.groups
    }

    /// Who names something.
    pub fn of(&self, group: &G) -> impl Iterator<Item = &K> {
        self.groups.get(group).into_iter().flat_map(|named| named.keys())
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
    fn what_is_equal_is_not_worked_out_again() {
        let mut memo: Memo<&str, Arc<String>, usize, Arc<usize>> = Memo::default();
        let mut ask = |questions: &Texts, common: usize, stale: Option<&'static str>| {
            let answers = memo.answer(questions, &common, stale, |_, text, common| Some(Arc::new(text.len() + common)));
            let list = |set: &BTreeSet<&'static str>| set.iter().copied().collect::<Vec<_>>();
            (answers, list(&memo.fresh), list(&memo.changed))
        };
        let (first, fresh, changed) = ask(&table(&[("a", "xx"), ("b", "y")]), 0, None);
        assert_eq!((fresh, changed), (vec!["a", "b"], vec!["a", "b"]));
        let (second, fresh, changed) = ask(&table(&[("a", "xx"), ("b", "z")]), 0, None);
        assert_eq!((fresh, changed), (vec!["b"], vec![]));
        assert!(Arc::ptr_eq(&first["b"], &second["b"]), "an answer that comes out equal stays the old one");
        let (_, fresh, changed) = ask(&table(&[("b", "z")]), 0, None);
        assert_eq!((fresh, changed), (vec![], vec!["a"]), "what is not asked again is forgotten");
        let (_, fresh, changed) = ask(&table(&[("b", "z")]), 0, Some("b"));
        assert_eq!((fresh, changed), (vec!["b"], vec![]));
        let (_, fresh, changed) = ask(&table(&[("b", "z"), ("c", "")]), 1, None);
        assert_eq!((fresh, changed), (vec!["b", "c"], vec!["b", "c"]));
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
