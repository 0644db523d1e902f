//! How the answers of a dispute stand to each other: whether one rules out the others, and what the question is.
//!
//! Decided by the statuses of the statements alone. What they mean is for editors, whose disputes say it in their own words.

use crate::model::choice::ClaimStatus;
use std::collections::BTreeSet;

/// Whether different answers exclude each other, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Contrast {
    /// Whether more than one of them can be right.
    pub both_can_hold: bool,
    /// In a sentence or two.
    pub why: String,
}

impl Contrast {
    /// Of statuses that sources give for one cell.
    pub(super) fn of_access() -> Contrast {
        let why =
            "These are answers to one question about the same people. On one day only one of them can hold; they may \
                   be about different days."
                .to_owned();
        Contrast { both_can_hold: false, why }
    }

    /// Of so many relations that cannot all hold, or of one that is called disputed.
    pub(super) fn of_relations(answers: usize) -> Contrast {
        let why = match answers {
            1 => "One source says so. Whether it is right is in dispute.",
            _ => "Only one of these can be true.",
        };
        Contrast { both_can_hold: false, why: why.to_owned() }
    }

    /// Of claims with these statuses: only what is reported as a fact excludes another such report.
    pub(super) fn of_claims(statuses: &[ClaimStatus]) -> Contrast {
        let is_report = |status: &&ClaimStatus| {
            matches!(status, ClaimStatus::Reported | ClaimStatus::Confirmed | ClaimStatus::Disputed)
        };
        if statuses.iter().filter(is_report).count() > 1 {
            let why = "These are reported as facts. If they are about the same thing, only one of them can be right.";
            return Contrast { both_can_hold: false, why: why.to_owned() };
        }
        let sorts: BTreeSet<(&str, &str)> = statuses.iter().map(|status| sort(*status)).collect();
        let sorts: Vec<(&str, &str)> = sorts.into_iter().collect();
        let why = match sorts.as_slice() {
            [(_, many)] => format!("These are {many}. They differ, and more than one of them can be right."),
            [(one, _), (other, _)] => format!("Here {one} stands against {other}. They differ, and both can be right."),
            all => {
                let all: Vec<&str> = all.iter().map(|(one, _)| *one).collect();
                format!("Here stand {}. They differ, and more than one of them can be right.", listed(&all))
            }
        };
        Contrast { both_can_hold: true, why }
    }
}

/// What a claim of a status is, one and many.
fn sort(status: ClaimStatus) -> (&'static str, &'static str) {
    match status {
        ClaimStatus::Reported | ClaimStatus::Confirmed => ("a report", "reports"),
        ClaimStatus::MakerClaim => ("what a maker says of its own product", "statements of a maker on its own product"),
        ClaimStatus::Interpretation => ("an interpretation", "interpretations"),
        ClaimStatus::Opinion => ("an opinion", "opinions"),
        ClaimStatus::Prediction => ("a prediction", "predictions"),
        ClaimStatus::Disputed => ("a disputed statement", "disputed statements"),
        ClaimStatus::Withdrawn => ("a withdrawn statement", "withdrawn statements"),
    }
}

/// The question of a dispute between claims, made of names: who says both, where that is one speaker, and what they are about.
pub(super) fn question(contrast: &Contrast, speaker: Option<&str>, about: &[&str]) -> String {
    let others: Vec<&str> = about.iter().copied().filter(|name| Some(*name) != speaker).collect();
    let of = |word: &str| if others.is_empty() { String::new() } else { format!(" {word} {}", listed(&others)) };
    match (speaker, contrast.both_can_hold) {
        (Some(speaker), _) => format!("Do the statements of {speaker}{} fit together?", of("on")),
        (None, true) => format!("How do the accounts{} differ?", of("of")),
        (None, false) => format!("Which account{} is right?", of("of")),
    }
}

/// "a, b and c"
pub(super) fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ClaimStatus::{MakerClaim, Opinion, Prediction, Reported};

    #[test]
    fn only_reports_exclude_each_other() {
        let holds = |statuses: &[ClaimStatus]| Contrast::of_claims(statuses).both_can_hold;
        assert!(!holds(&[Reported, Reported]));
        assert!(!holds(&[Reported, Opinion, Reported]));
        assert!(holds(&[Opinion, Reported]), "an opinion and a report of what is not known");
        assert!(holds(&[MakerClaim, MakerClaim]), "a slogan and a denial");
        assert!(holds(&[Opinion, Prediction]));
    }

    #[test]
    fn why_is_said_in_the_words_of_the_statuses() {
        let why = |statuses: &[ClaimStatus]| Contrast::of_claims(statuses).why;
        assert_eq!(
            why(&[Opinion, Reported]),
            "Here a report stands against an opinion. They differ, and both can be right."
        );
        assert_eq!(
            why(&[Opinion, Opinion]),
            "These are opinions. They differ, and more than one of them can be right."
        );
    }

    #[test]
    fn questions_are_made_of_names() {
        let (can, cannot) = (Contrast::of_claims(&[Opinion, Reported]), Contrast::of_claims(&[Reported, Reported]));
        assert_eq!(question(&can, None, &["Anthropic", "Asia"]), "How do the accounts of Anthropic and Asia differ?");
        assert_eq!(question(&cannot, None, &["Fugu"]), "Which account of Fugu is right?");
        assert_eq!(question(&cannot, None, &[]), "Which account is right?");
        let both = question(&can, Some("Sakana AI"), &["Sakana AI", "Fugu", "The ban"]);
        assert_eq!(both, "Do the statements of Sakana AI on Fugu and The ban fit together?");
    }
}
