//! Memory between builds: a step remembers its answers and gives them again when it is asked the same.
//!
//! "The same" is equality of all that the answer depends on, seen by pointers first; never a time stamp or a guess from the
//! path that changed. What an answer depends on stands in its question, or in what is common to all questions of the step;
//! work that reads more is for [`Recorded`](crate::base::reads::Recorded). Since questions stand in a [`Table`], those that differ
//! are found without a look at the others: a step costs as much as has changed. Diagnostics are part of an answer and come
//! back with it. What is not asked again is forgotten.

use crate::base::parallel;
use crate::base::table::{Table, changed};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The answers of one step that works item by item, each remembered with its question.
#[derive(Debug)]
pub(crate) struct Memo<K: Ord, I, C, O> {
    /// What all answers depend on.
    common: Option<C>,
    questions: Table<K, I>,
    answers: Table<K, O>,
    fresh: FreshQuestions<K>,
    /// The questions that were not asked again the last time.
    gone: Vec<K>,
}

/// Which questions had to be worked out anew the last time.
#[derive(Debug)]
enum FreshQuestions<K> {
    Every,
    Some(BTreeSet<K>),
}

impl<K: Ord, I, C, O> Default for Memo<K, I, C, O> {
    fn default() -> Self {
        let (questions, answers) = (Table::default(), Table::default());
        Memo { common: None, questions, answers, fresh: FreshQuestions::Every, gone: Vec::new() }
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
    /// Worked out anew are questions that differ from those of the last time, and all of them when what is common differs.
    /// An answer that comes out equal to the old one stays the old one, so that whatever builds on it sees that nothing
    /// changed.
    pub(crate) fn answer(
        &mut self,
        questions: &Table<K, I>,
        common: &C,
        work: impl Fn(&K, &I, &C) -> Option<O> + Sync,
    ) -> Table<K, O> {
        self.answer_again(questions, common, BTreeSet::new(), work)
    }

    /// The same, and works out anew what is in `again` too.
    pub(crate) fn answer_again(
        &mut self,
        questions: &Table<K, I>,
        common: &C,
        again: BTreeSet<K>,
        work: impl Fn(&K, &I, &C) -> Option<O> + Sync,
    ) -> Table<K, O> {
        self.gone = self.gone(questions);
        for key in &self.gone {
            self.answers.remove(key);
        }
        if self.common.as_ref() == Some(common) {
            let asked = changed(&self.questions, questions).chain(again).filter(|key| questions.contains_key(key));
            self.fresh = FreshQuestions::Some(asked.collect());
        } else {
            self.common = Some(common.clone());
            self.fresh = FreshQuestions::Every;
        }
        self.questions = questions.clone();
        let open: Vec<(&K, &I)> = self.fresh().filter_map(|key| questions.get_key_value(key)).collect();
        let answers = parallel::map(&open, |(key, question)| work(key, question, common));
        for ((key, _), answer) in open.into_iter().zip(answers) {
            match answer {
                answer if self.answers.get(key) == answer.as_ref() => {}
                Some(answer) => drop(self.answers.insert(key.clone(), answer)),
                None => drop(self.answers.remove(key)),
            }
        }
        self.answers.clone()
    }

    /// Works out a question anew next time.
    pub(crate) fn forget(&mut self, key: &K) {
        self.questions.remove(key);
        self.answers.remove(key);
    }

    /// The questions of the last time that are not among these.
    pub(crate) fn gone(&self, questions: &Table<K, I>) -> Vec<K> {
        changed(&self.questions, questions).filter(|key| !questions.contains_key(key)).collect()
    }

    /// What had to be worked out anew the last time.
    pub(crate) fn fresh(&self) -> impl Iterator<Item = &K> {
        let (every, some) = match &self.fresh {
            FreshQuestions::Every => (Some(self.questions.keys()), None),
            FreshQuestions::Some(keys) => (None, Some(keys)),
        };
        every.into_iter().flatten().chain(some.into_iter().flatten())
    }

    /// The same, and what is gone.
    pub(crate) fn touched(&self) -> impl Iterator<Item = &K> {
        self.fresh().chain(&self.gone)
    }
}

/// Lists that few items have, such as what is wrong with them, gathered from all without a look at those that have none.
#[derive(Debug)]
pub(crate) struct Gathered<K: Ord, V, T> {
    lists: Memo<K, V, (), Arc<Vec<T>>>,
}

impl<K: Ord, V, T> Default for Gathered<K, V, T> {
    fn default() -> Self {
        Gathered { lists: Memo::default() }
    }
}

impl<K, V, T> Gathered<K, V, T>
where
    K: Ord + Clone + Send + Sync,
    V: PartialEq + Clone + Send + Sync,
    T: Eq + Clone + Send + Sync,
{
    /// The lists of all items of a table, one after the other.
    pub(crate) fn of(&mut self, table: &Table<K, V>, list: impl Fn(&V) -> &Arc<Vec<T>> + Sync) -> Vec<T> {
        let some = |_: &K, item: &V, (): &()| Some(list(item)).filter(|list| !list.is_empty()).cloned();
        self.lists.answer(table, &(), some).values().flat_map(|list| list.iter().cloned()).collect()
    }
}

/// One value that is made anew in each build and mostly comes out equal: then the old one is given again.
#[derive(Debug)]
pub(crate) struct Kept<T> {
    last: Option<Arc<T>>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Kept { last: None }
    }
}

impl<T: PartialEq> Kept<T> {
    pub(crate) fn keep(&mut self, value: T) -> Arc<T> {
        match &self.last {
            Some(last) if **last == value => last.clone(),
            _ => self.last.insert(Arc::new(value)).clone(),
        }
    }
}

/// The same for many values, each by what it is about.
#[derive(Debug)]
pub(crate) struct KeptEach<K, T> {
    last: BTreeMap<K, Arc<T>>,
}

impl<K, T> Default for KeptEach<K, T> {
    fn default() -> Self {
        KeptEach { last: BTreeMap::new() }
    }
}

impl<K: Ord + Clone, T: PartialEq> KeptEach<K, T> {
    pub(crate) fn keep(&mut self, values: BTreeMap<K, T>) -> BTreeMap<K, Arc<T>> {
        let old = std::mem::take(&mut self.last);
        let keep = |(about, value): (K, T)| {
            let kept = old.get(&about).filter(|old| ***old == value).cloned();
            let value = kept.unwrap_or_else(|| Arc::new(value));
            (about, value)
        };
        self.last = values.into_iter().map(keep).collect();
        self.last.clone()
    }
}

/// The answer to the last question, for a step whose work has memories of its own.
#[derive(Debug)]
pub(crate) struct Last<I, O> {
    last: Option<(I, O)>,
}

impl<I, O> Default for Last<I, O> {
    fn default() -> Self {
        Last { last: None }
    }
}

impl<I: PartialEq, O: Clone> Last<I, O> {
    /// The answer, if the question is that of the last time.
    pub(crate) fn answer(&self, question: &I) -> Option<O> {
        self.last.as_ref().filter(|(last, _)| last == question).map(|(_, answer)| answer.clone())
    }

    /// The last answer, whatever was asked.
    pub(crate) fn last(&self) -> Option<&O> {
        self.last.as_ref().map(|(_, answer)| answer)
    }

    pub(crate) fn learn(&mut self, question: I, answer: O) -> O {
        self.last.insert((question, answer)).1.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Texts = Table<&'static str, Arc<String>>;

    fn table(items: &[(&'static str, &str)]) -> Texts {
        items.iter().map(|(key, text)| (*key, Arc::new((*text).to_owned()))).collect()
    }

    #[test]
    fn what_is_equal_is_not_worked_out_again() {
        let mut memo: Memo<&str, Arc<String>, usize, Arc<usize>> = Memo::default();
        let mut ask = |questions: &Texts, common: usize, again: Option<&'static str>| {
            let again = again.into_iter().collect();
            let work = |_: &_, text: &Arc<String>, common: &usize| Some(Arc::new(text.len() + common));
            let answers = memo.answer_again(questions, &common, again, work);
            (answers, memo.fresh().copied().collect::<Vec<_>>(), memo.touched().copied().collect::<Vec<_>>())
        };
        let (first, fresh, touched) = ask(&table(&[("a", "xx"), ("b", "y")]), 0, None);
        assert_eq!((fresh, touched), (vec!["a", "b"], vec!["a", "b"]));
        let (second, fresh, _) = ask(&table(&[("a", "xx"), ("b", "z")]), 0, None);
        assert_eq!(fresh, ["b"]);
        assert!(Arc::ptr_eq(&first["b"], &second["b"]), "an answer that comes out equal stays the old one");
        let (third, fresh, touched) = ask(&table(&[("b", "z")]), 0, None);
        assert_eq!((fresh, touched), (vec![], vec!["a"]), "what is not asked again is forgotten");
        assert_eq!(third.len(), 1);
        let (_, fresh, _) = ask(&table(&[("b", "z")]), 0, Some("b"));
        assert_eq!(fresh, ["b"]);
        let (_, fresh, touched) = ask(&table(&[("b", "z"), ("c", "")]), 1, None);
        assert_eq!((fresh, touched), (vec!["b", "c"], vec!["b", "c"]));
    }
}
