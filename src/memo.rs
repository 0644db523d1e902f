//! Memory between builds: a step remembers its answers and gives them again when it is asked the same.
//!
//! "The same" is equality of all that the answer depends on, never a time stamp or a guess from the path that changed.
//! Inputs are shared (`Arc`), so that equal ones are mostly one and the same, and comparing them costs a look at a
//! pointer. Diagnostics are part of an answer and come back with it. What is not asked again is forgotten.

use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::Arc;

/// The answers of one step, by what they are about.
#[derive(Debug)]
pub struct Memo<K, I, O> {
    /// In the order in which they were asked, which is mostly that of the next time.
    known: Vec<(K, I, O)>,
    /// What the last build had to work out anew, in the order in which it was asked.
    pub fresh: Vec<K>,
}

impl<K, I, O> Default for Memo<K, I, O> {
    fn default() -> Self {
        Memo { known: Vec::new(), fresh: Vec::new() }
    }
}

impl<K, I, O> Memo<K, I, O>
where
    K: Hash + Eq + Clone + Send + Sync,
    I: PartialEq + Send + Sync,
    O: PartialEq + Clone + Send + Sync,
{
    /// Answers all questions of one build, on all cores; gives the answers in the order of the questions.
    ///
    /// No two questions may be about the same thing. An answer that comes out equal to the old one stays the old one,
    /// so that whatever builds on it sees that nothing changed.
    pub fn answer(&mut self, questions: Vec<(K, I)>, work: impl Fn(&K, &I) -> O + Sync) -> Vec<O> {
        self.answer_while(questions, |_| true, work)
    }

    /// The same for answers that depend on more than their questions: an old one is given again only if it still holds.
    pub fn answer_while(
        &mut self,
        questions: Vec<(K, I)>,
        still_holds: impl Fn(&O) -> bool + Sync,
        work: impl Fn(&K, &I) -> O + Sync,
    ) -> Vec<O> {
        let old = Old::new(&self.known, &questions);
        let answers: Vec<(O, bool)> = questions
            .par_iter()
            .enumerate()
            .map(|(n, (about, inputs))| match old.of(n, about) {
                Some((_, old, answer)) if old == inputs && still_holds(answer) => (answer.clone(), false),
                Some((_, _, old)) => {
                    let answer = work(about, inputs);
                    (if answer == *old { old.clone() } else { answer }, true)
                }
                None => (work(about, inputs), true),
            })
            .collect();
        let fresh = questions.iter().zip(&answers).filter(|(_, (_, fresh))| *fresh);
        self.fresh = fresh.map(|((about, _), _)| about.clone()).collect();
        let answers: Vec<O> = answers.into_iter().map(|(answer, _)| answer).collect();
        let known =
            questions.into_iter().zip(&answers).map(|((about, inputs), answer)| (about, inputs, answer.clone()));
        self.known = known.collect();
        answers
    }
}

/// The answers of the last time, to be found again: by their place while nothing was added or taken away, else by a
/// table.
struct Old<'a, K, I, O> {
    known: &'a [(K, I, O)],
    places: Option<HashMap<&'a K, usize>>,
}

impl<'a, K: Hash + Eq, I, O> Old<'a, K, I, O> {
    fn new(known: &'a [(K, I, O)], questions: &[(K, I)]) -> Self {
        let in_place =
            known.len() == questions.len() && known.iter().zip(questions).all(|((old, ..), (new, _))| old == new);
        let table = || known.iter().enumerate().map(|(n, (about, ..))| (about, n)).collect();
        Old { known, places: (!in_place).then(table) }
    }

    fn of(&self, n: usize, about: &K) -> Option<&'a (K, I, O)> {
        match &self.places {
            None => self.known.get(n),
            Some(places) => Some(&self.known[*places.get(about)?]),
        }
    }
}

/// One value that is made anew in each build and mostly comes out equal: then the old one is given again.
#[derive(Debug)]
pub struct Kept<T> {
    last: Option<Arc<T>>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Kept { last: None }
    }
}

impl<T: PartialEq> Kept<T> {
    pub fn keep(&mut self, value: T) -> Arc<T> {
        match &self.last {
            Some(last) if **last == value => last.clone(),
            _ => self.last.insert(Arc::new(value)).clone(),
        }
    }
}

/// The same for many values, each by what it is about.
#[derive(Debug)]
pub struct KeptEach<K, T> {
    last: BTreeMap<K, Arc<T>>,
}

impl<K, T> Default for KeptEach<K, T> {
    fn default() -> Self {
        KeptEach { last: BTreeMap::new() }
    }
}

impl<K: Ord + Clone, T: PartialEq> KeptEach<K, T> {
    pub fn keep(&mut self, values: BTreeMap<K, T>) -> BTreeMap<K, Arc<T>> {
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
pub struct Last<I, O> {
    last: Option<(I, O)>,
}

impl<I, O> Default for Last<I, O> {
    fn default() -> Self {
        Last { last: None }
    }
}

impl<I: PartialEq, O: Clone> Last<I, O> {
    /// The answer, if the question is that of the last time.
    pub fn answer(&self, question: &I) -> Option<O> {
        self.last.as_ref().filter(|(last, _)| last == question).map(|(_, answer)| answer.clone())
    }

    pub fn learn(&mut self, question: I, answer: O) -> O {
        self.last.insert((question, answer)).1.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_questions_get_the_old_answer_and_others_are_forgotten() {
        let mut memo: Memo<&str, Arc<String>, Arc<usize>> = Memo::default();
        let ask = |memo: &mut Memo<&'static str, Arc<String>, Arc<usize>>, questions: &[(&'static str, &str)]| {
            let questions = questions.iter().map(|(k, i)| (*k, Arc::new((*i).to_owned()))).collect();
            memo.answer(questions, |_, input| Arc::new(input.len()))
        };
        let first = ask(&mut memo, &[("a", "xx"), ("b", "y")]);
        assert_eq!(memo.fresh, ["a", "b"]);
        let second = ask(&mut memo, &[("a", "xx"), ("b", "z")]);
        assert_eq!(memo.fresh, ["b"]);
        assert!(Arc::ptr_eq(&first[0], &second[0]));
        assert!(Arc::ptr_eq(&first[1], &second[1]), "an answer that comes out equal stays the old one");
        ask(&mut memo, &[("b", "z")]);
        ask(&mut memo, &[("a", "xx")]);
        assert_eq!(memo.fresh, ["a"], "what was not asked is forgotten");
    }
}
