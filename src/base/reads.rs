//! What a piece of work reads beyond its own question, noted as it is read.
//!
//! A view is a set of tables. Work gets a [`Reading`] of it and nothing else, and each look at a table is noted.
//! [`Recorded`] derives from the notes whose answer may be another one when a table differs. So no list of
//! dependencies exists that could be wrong: work is a plain `fn`, which cannot capture a table of its own.
//!
//! A [`Lexicon`] is a table whose keys are looked for in texts. Of a search the words of the text are noted: work that
//! searched a text is done again when a name changes that may stand in it.
//!
//! Notes are hashes. Two that meet cost work that was not needed, and never an answer that is out of date.

mod readers;

use crate::base::lexicon::{Lexicon, WordSet};
use crate::base::memo::Memo;
use crate::base::table::{DiffItem, Table};
use foldhash::fast::FixedState;
use readers::{Note, Noted, Readers};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hash};
use std::ops::{Bound, Range};
use std::sync::{Mutex, PoisonError};

/// What can be asked of a table.
#[derive(Hash)]
enum TableLook<'a, K> {
    /// What there is under a key.
    At(&'a K),
    /// What comes next to a key that is in the table.
    Before(&'a K),
    After(&'a K),
    /// What stands near to a key that is in the table, as near as the view says.
    Near(&'a K),
    /// Anything at all.
    All,
}

fn note<K: Hash>(table: &str, look: &TableLook<'_, K>) -> Note {
    FixedState::default().hash_one((table, look)) as Note
}

/// What may be seen otherwise in a view than in an older one.
#[derive(Debug, Default)]
pub struct Differences {
    notes: BTreeSet<Note>,
    /// The words of each name that texts may have and that differs.
    names: Vec<Vec<u32>>,
}

/// A set of tables that work may read; made by [`view!`](crate::base::reads::view).
pub trait View: Clone + Default {
    /// Adds all looks that may see something else than they saw in an older view.
    fn differences(&self, old: &Self, found: &mut Differences);
}

/// For work that reads nothing but its question.
impl View for () {
    fn differences(&self, (): &Self, _: &mut Differences) {}
}

/// Declares a view: a struct of tables, and a method for each on its [`Reading`]. `table within 3: K => V` is one of which
/// [`Noting::near`] gives the three keys before another and after it. Names that are looked for in texts follow the
/// tables: `in texts { names: V, }`.
macro_rules! view {
    ($(#[$about:meta])* $visibility:vis struct $name:ident {
        $($(#[$of:meta])* $table:ident $(within $reach:literal)?: $key:ty => $value:ty,)*
    } $(in texts {
        $($(#[$of_names:meta])* $names:ident: $stands_for:ty,)*
    })?) => {
        $(#[$about])*
        #[derive(Debug, Clone, Default)]
        $visibility struct $name {
            $($(#[$of])* pub $table: $crate::base::table::Table<$key, $value>,)*
            $($($(#[$of_names])* pub $names: $crate::base::lexicon::Lexicon<$stands_for>,)*)?
        }

        impl $crate::base::reads::View for $name {
            fn differences(&self, old: &Self, found: &mut $crate::base::reads::Differences) {
                $(found.in_table(stringify!($table), 0 $(+ $reach)?, &old.$table, &self.$table);)*
                $($(found.in_texts(&old.$names, &self.$names);)*)?
            }
        }

        impl<'v> $crate::base::reads::Reading<'v, $name> {
            $(pub(crate) fn $table(&self) -> $crate::base::reads::Noting<'_, 'v, $key, $value> {
                self.noting(stringify!($table), 0 $(+ $reach)?, |view| &view.$table)
            })*
            $($(pub(crate) fn $names(&self) -> $crate::base::reads::Searching<'_, 'v, $stands_for> {
                self.searching(|view| &view.$names)
            })*)?
        }
    };
}
pub(crate) use view;

impl Differences {
    /// The looks that may see something else in a table than in an older one.
    pub(crate) fn in_table<K, V>(&mut self, name: &str, reach: usize, old: &Table<K, V>, new: &Table<K, V>)
    where
        K: Ord + Hash + Clone,
        V: PartialEq,
    {
        let notes = &mut self.notes;
        for item in old.diff(new) {
            notes.insert(note::<K>(name, &TableLook::All));
            let (key, has_moved) = match item {
                DiffItem::Add(key, _) | DiffItem::Remove(key, _) => (key, true),
                DiffItem::Update { new: (key, _), .. } => (key, false),
            };
            notes.insert(note(name, &TableLook::At(key)));
            if has_moved {
                // What is next to a key was noted in another way while the key was not in the table.
                notes.extend(
                    [TableLook::Before(key), TableLook::After(key), TableLook::Near(key)].map(|look| note(name, &look)),
                );
                // Those next to it, before and now, have another neighbour.
                for table in [old, new] {
                    notes.extend(before(table, key).map(|(other, _)| note(name, &TableLook::After(other))));
                    notes.extend(after(table, key).map(|(other, _)| note(name, &TableLook::Before(other))));
                    notes.extend(around(table, key, reach).map(|other| note(name, &TableLook::Near(other))));
                }
            }
        }
    }

    /// The names that texts may have and that came, went or stand for something else.
    pub(crate) fn in_texts<V: PartialEq>(&mut self, old: &Lexicon<V>, new: &Lexicon<V>) {
        self.names.extend(new.differences(old));
    }
}

fn before<'t, K: Ord, V>(table: &'t Table<K, V>, key: &K) -> Option<(&'t K, &'t V)> {
    table.range::<K>((Bound::Unbounded, Bound::Excluded(key))).next_back()
}

fn after<'t, K: Ord, V>(table: &'t Table<K, V>, key: &K) -> Option<(&'t K, &'t V)> {
    table.range::<K>((Bound::Excluded(key), Bound::Unbounded)).next()
}

/// The keys on both sides of one, the nearest first on each, so many at most on each.
fn around<'t, K: Ord, V>(table: &'t Table<K, V>, key: &K, reach: usize) -> impl Iterator<Item = &'t K> + use<'t, K, V> {
    let after = table.range::<K>((Bound::Excluded(key), Bound::Unbounded)).take(reach);
    let before = table.range::<K>((Bound::Unbounded, Bound::Excluded(key))).rev().take(reach);
    after.chain(before).map(|(key, _)| key)
}

/// A view that is being read.
pub struct Reading<'v, V> {
    view: &'v V,
    notes: RefCell<Vec<Note>>,
    /// The words of all texts that were searched for names.
    words: RefCell<WordSet>,
}

impl<'v, V> Reading<'v, V> {
    /// For work that is done in every build: its notes are not used.
    pub(crate) fn new(view: &'v V) -> Self {
        // Room for what most work reads.
        Reading { view, notes: RefCell::new(Vec::with_capacity(32)), words: RefCell::default() }
    }

    /// For [`view!`](crate::base::reads::view): a table by its name.
    pub(crate) fn noting<K, T>(
        &self,
        name: &'static str,
        reach: usize,
        table: fn(&V) -> &Table<K, T>,
    ) -> Noting<'_, 'v, K, T> {
        Noting { name, reach, table: table(self.view), notes: &self.notes }
    }

    /// For [`view!`](crate::base::reads::view): names that are looked for in texts.
    pub(crate) fn searching<T>(&self, lexicon: fn(&V) -> &Lexicon<T>) -> Searching<'_, 'v, T> {
        Searching { lexicon: lexicon(self.view), words: &self.words }
    }
}

/// Names of a view that are looked for in texts; of each text the words are noted.
pub(crate) struct Searching<'n, 'v, T> {
    lexicon: &'v Lexicon<T>,
    words: &'n RefCell<WordSet>,
}

impl<'v, T> Searching<'_, 'v, T> {
    /// See [`Lexicon::find`].
    pub(crate) fn find(&self, text: &str) -> Vec<(Range<usize>, &'v T)> {
        self.words.borrow_mut().add(text);
        self.lexicon.find(text)
    }
}

/// A table of a view, of which each look is noted.
pub(crate) struct Noting<'n, 'v, K, V> {
    name: &'static str,
    reach: usize,
    table: &'v Table<K, V>,
    notes: &'n RefCell<Vec<Note>>,
}

impl<K, V> Clone for Noting<'_, '_, K, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, V> Copy for Noting<'_, '_, K, V> {}

impl<'v, K: Ord + Hash + Clone, V> Noting<'_, 'v, K, V> {
    fn look(&self, look: TableLook<'_, K>) {
        self.notes.borrow_mut().push(note(self.name, &look));
    }

    pub(crate) fn get(&self, key: &K) -> Option<&'v V> {
        self.look(TableLook::At(key));
        self.table.get(key)
    }

    /// The whole table: the work is done again after any change in it.
    pub(crate) fn all(&self) -> &'v Table<K, V> {
        self.look(TableLook::All);
        self.table
    }

    /// The keys near to one, as many on each side as the view says.
    pub(crate) fn near(&self, key: &K) -> impl Iterator<Item = &'v K> + use<'v, K, V> {
        self.look(if self.table.contains_key(key) { TableLook::Near(key) } else { TableLook::All });
        around(self.table, key, self.reach)
    }

    /// The item before the one under a key.
    pub(crate) fn before(&self, key: &K) -> Option<(&'v K, &'v V)> {
        self.next_to(key, TableLook::Before(key), before(self.table, key))
    }

    /// The item after the one under a key.
    pub(crate) fn after(&self, key: &K) -> Option<(&'v K, &'v V)> {
        self.next_to(key, TableLook::After(key), after(self.table, key))
    }

    fn next_to(&self, key: &K, look: TableLook<'_, K>, found: Option<(&'v K, &'v V)>) -> Option<(&'v K, &'v V)> {
        // What comes next to a key that is not there is known of the whole table alone.
        self.look(if self.table.contains_key(key) { look } else { TableLook::All });
        if let Some((other, _)) = found {
            self.look(TableLook::At(other));
        }
        found
    }
}

/// The answers of a step whose work reads a view.
///
/// ```
/// use fissure::base::{reads::Recorded, table::Table};
/// let mut lengths: Recorded<u8, String, (), (), usize> = Recorded::default();
/// lengths.answer(&Table::default(), &(), (), |_, text, (), _| Some(text.len()));
/// ```
///
/// Work that captures a value does not compile, since that read would not be noted:
///
/// ```compile_fail,E0308
/// use fissure::base::{reads::Recorded, table::Table};
/// let mut lengths: Recorded<u8, String, (), (), usize> = Recorded::default();
/// let more = 1;
/// lengths.answer(&Table::default(), &(), (), |_, text, (), _| Some(text.len() + more));
/// ```
#[derive(Debug)]
pub struct Recorded<K: Ord, I, C, V, O> {
    answers: Memo<K, I, C, O>,
    view: V,
    readers: Readers<K>,
}

impl<K: Ord, I, C, V: Default, O> Default for Recorded<K, I, C, V, O> {
    fn default() -> Self {
        Recorded { answers: Memo::default(), view: V::default(), readers: Readers::default() }
    }
}

impl<K, I, C, V, O> Recorded<K, I, C, V, O>
where
    K: Ord + Clone + Send + Sync,
    I: PartialEq + Clone + Send + Sync,
    C: PartialEq + Clone + Sync,
    V: View + Sync,
    O: PartialEq + Clone + Send + Sync,
{
    /// Answers all questions of one build, see [`Memo::answer`]. Worked out anew is also what read something in the view
    /// that is another now.
    pub fn answer(
        &mut self,
        questions: &Table<K, I>,
        common: &C,
        view: V,
        work: fn(&K, &I, &C, &Reading<'_, V>) -> Option<O>,
    ) -> Table<K, O> {
        let mut differences = Differences::default();
        self.readers.settle();
        if !self.readers.is_empty() {
            view.differences(&self.view, &mut differences);
        }
        let again = self.readers.of(&differences.notes, &differences.names);
        self.answers.gone(questions).iter().for_each(|key| self.readers.forget(key));
        let noted = Mutex::new(Noted::default());
        let answers = self.answers.answer_again(questions, common, again, |key, question, common| {
            let reading = Reading::new(&view);
            let answer = work(key, question, common, &reading);
            let (notes, words) = (reading.notes.into_inner(), reading.words.into_inner().closed());
            noted.lock().unwrap_or_else(PoisonError::into_inner).add(key.clone(), notes, words);
            answer
        });
        self.readers.learn(noted.into_inner().unwrap_or_else(PoisonError::into_inner));
        self.view = view;
        answers
    }

    /// What was worked out anew.
    pub(crate) fn fresh(&self) -> impl Iterator<Item = &K> {
        self.answers.fresh()
    }

    /// What was worked out anew, and what is gone.
    pub(crate) fn touched(&self) -> impl Iterator<Item = &K> {
        self.answers.touched()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    view! {
        struct Names {
            names: u32 => String,
            ages: u32 => u32,
        }
    }

    fn table<V: Clone>(items: &[(u32, V)]) -> Table<u32, V> {
        items.iter().cloned().collect()
    }

    /// Who is between whom, and how old the one is whose number is asked for.
    fn work(key: &u32, of: &u32, (): &(), reading: &Reading<'_, Names>) -> Option<String> {
        let name = |found: Option<(&u32, &String)>| found.map_or("-".to_owned(), |(_, name)| name.clone());
        let (before, after) = (name(reading.names().before(key)), name(reading.names().after(key)));
        let age = reading.ages().get(of).map_or(String::new(), u32::to_string);
        Some(format!("{before} {after} {age}"))
    }

    view! {
        struct Spoken {
        } in texts {
            ages: u32,
        }
    }

    #[test]
    fn a_text_is_searched_again_for_the_names_that_it_may_have() {
        let mut recorded: Recorded<u32, String, (), Spoken, u32> = Recorded::default();
        let texts = ["Ann Lee and Bo", "Ann and Li", "no one"];
        let questions: Table<u32, String> = (1u32..).zip(texts).map(|(key, text)| (key, text.to_owned())).collect();
        let mut ask = |ages: &[(&str, u32)]| {
            let ages = Lexicon::new(ages.iter().map(|(name, age)| ((*name).to_owned(), *age)).collect());
            let sum = |_: &u32, text: &String, (): &(), reading: &Reading<'_, Spoken>| {
                Some(reading.ages().find(text).into_iter().map(|(_, age)| age).sum())
            };
            let answers = recorded.answer(&questions, &(), Spoken { ages }, sum);
            let again = recorded.fresh().copied().collect::<Vec<_>>();
            (answers.values().copied().collect::<Vec<_>>(), again)
        };
        assert_eq!(ask(&[("Ann", 1), ("Li", 2)]), (vec![1, 3, 0], vec![1, 2, 3]));
        assert_eq!(ask(&[("Ann", 1), ("Li", 2)]), (vec![1, 3, 0], vec![]));
        assert_eq!(ask(&[("Ann", 1), ("Li", 2), ("Ann Lee", 4)]), (vec![4, 3, 0], vec![1]));
        assert_eq!(ask(&[("Ann", 8), ("Li", 2), ("Ann Lee", 4), ("Cy", 9)]), (vec![4, 10, 0], vec![1, 2]));
        assert_eq!(ask(&[("Ann", 8), ("Ann Lee", 4), ("Bo", 16)]), (vec![20, 8, 0], vec![1, 2]));
    }

    #[test]
    fn what_was_read_is_known_and_nothing_else_is_worked_out_again() {
        let mut recorded: Recorded<u32, u32, (), Names, String> = Recorded::default();
        let questions = table(&[(1, 9), (3, 9), (5, 8)]);
        let mut ask = |names: &[(u32, &str)], ages: &[(u32, u32)]| {
            let names = names.iter().map(|(key, name)| (*key, (*name).to_owned())).collect();
            let answers = recorded.answer(&questions, &(), Names { names, ages: table(ages) }, work);
            let again = recorded.touched().copied().collect::<Vec<_>>();
            (answers.values().cloned().collect::<Vec<_>>(), again)
        };
        let people = [(1, "a"), (3, "b"), (5, "c")];
        let (answers, again) = ask(&people, &[(8, 80), (9, 90)]);
        assert_eq!((answers, again), (vec!["- b 90".into(), "a c 90".into(), "b - 80".into()], vec![1, 3, 5]));
        assert_eq!(ask(&people, &[(8, 80), (9, 90)]).1, [0; 0]);
        assert_eq!(ask(&people, &[(7, 70), (8, 80), (9, 90)]).1, [0; 0], "no work reads it");
        assert_eq!(ask(&people, &[(8, 81), (9, 90)]).1, [5]);
        // A key that comes or goes between two changes the answers of both.
        let (answers, again) = ask(&[(1, "a"), (3, "b"), (4, "x"), (5, "c")], &[(8, 81), (9, 90)]);
        assert_eq!((answers, again), (vec!["- b 90".into(), "a x 90".into(), "x - 81".into()], vec![3, 5]));
        assert_eq!(ask(&people, &[(8, 81), (9, 90)]).1, [3, 5]);
        // A new name changes the answers that show it.
        assert_eq!(ask(&[(1, "A"), (3, "b"), (5, "c")], &[(8, 81), (9, 90)]).1, [3]);
        assert_eq!(ask(&[(1, "A"), (5, "c")], &[(8, 81), (9, 90)]).1, [1, 3, 5]);
        // So does a key that comes next to one that is not in the table.
        let (answers, again) = ask(&[(1, "A"), (4, "x"), (5, "c")], &[(8, 81), (9, 90)]);
        assert_eq!((answers, again), (vec!["- x 90".into(), "A x 90".into(), "x - 81".into()], vec![1, 3, 5]));
    }
}
