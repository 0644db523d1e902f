//! The difference of two texts, line by line, with a few lines around each change.

/// How many equal lines are shown around a change.
const CONTEXT: usize = 2;
/// Middles longer than this are shown whole, the old one and then the new one: comparing them takes too long.
const LONG: usize = 3000;

/// The lines of the expected text that are missing (`-`) and those that are too much (`+`).
pub fn lines(expected: &str, actual: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), actual.lines().collect());
    let start = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(one, other)| one == other).count();
    let middle = marked(&old[start..old.len() - end], &new[start..new.len() - end]);
    let equal = |line: &&str| (' ', (*line).to_owned());
    let mut all: Vec<(char, String)> = old[..start].iter().map(equal).collect();
    all.extend(middle.into_iter().map(|(mark, line)| (mark, line.to_owned())));
    all.extend(old[old.len() - end..].iter().map(equal));
    if all.iter().all(|(mark, _)| *mark == ' ') {
        return "they differ in the ends of lines alone\n".to_owned();
    }
    let is_near = |at: usize| {
        let around = at.saturating_sub(CONTEXT)..(at + CONTEXT + 1).min(all.len());
        all[around].iter().any(|(mark, _)| *mark != ' ')
    };
    let mut text = String::new();
    let mut last = None;
    for at in (0..all.len()).filter(|at| is_near(*at)) {
        if last.is_none_or(|last| last + 1 != at) {
            text.push_str(&format!("@ {}\n", at + 1));
        }
        last = Some(at);
        text.push_str(&format!("{} {}\n", all[at].0, all[at].1));
    }
    text
}

/// The lines of both, each marked with where it is from, by their longest common subsequence.
fn marked<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<(char, &'a str)> {
    if old.len().max(new.len()) > LONG {
        return old.iter().map(|line| ('-', *line)).chain(new.iter().map(|line| ('+', *line))).collect();
    }
    // common[i][j]: how many lines old[i..] and new[j..] have in common.
    let mut common = vec![vec![0_u32; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] = match old[i] == new[j] {
                true => common[i + 1][j + 1] + 1,
                false => common[i + 1][j].max(common[i][j + 1]),
            };
        }
    }
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            lines.push((' ', old[i]));
            (i, j) = (i + 1, j + 1);
        } else if i < old.len() && (j == new.len() || common[i + 1][j] >= common[i][j + 1]) {
            lines.push(('-', old[i]));
            i += 1;
        } else {
            lines.push(('+', new[j]));
            j += 1;
        }
    }
    lines
}
