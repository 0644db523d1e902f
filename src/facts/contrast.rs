//! How the answers of a dispute stand to each other: whether one rules out the others, and what the question is.
//!
//! Decided by the statuses of the statements alone. What they mean is for editors, whose disputes say it in their own words.

use crate::model::choice::ClaimStatus;
use crate::model::strings::Strings;
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
    pub(super) fn of_access(strings: &Strings) -> Contrast {
        Contrast { both_can_hold: false, why: strings.get("contrast.access").to_owned() }
    }

    /// Of so many relations that cannot all hold, or of one that is called disputed.
    pub(super) fn of_relations(strings: &Strings, answers: usize) -> Contrast {
        Contrast {
            both_can_hold: false,
            why: strings.get(if answers == 1 { "contrast.one_relation" } else { "contrast.relations" }).to_owned(),
        }
    }

    /// Of claims with these statuses: only what is reported as a fact excludes another such report.
    pub(super) fn of_claims(strings: &Strings, statuses: &[ClaimStatus]) -> Contrast {
        let is_report = |status: &&ClaimStatus| {
            matches!(status, ClaimStatus::Reported | ClaimStatus::Confirmed | ClaimStatus::Disputed)
        };
        if statuses.iter().filter(is_report).count() > 1 {
            return Contrast { both_can_hold: false, why: strings.get("contrast.reports").to_owned() };
        }
        // Sorts that have one name are one sort.
        let sorts: BTreeSet<(String, String)> = statuses.iter().map(|status| sort(strings, *status)).collect();
        let sorts: Vec<(String, String)> = sorts.into_iter().collect();
        let why = match sorts.as_slice() {
            [(_, many)] => strings.fill("contrast.alike", &[("many", many)]),
            [(one, _), (other, _)] => strings.fill("contrast.two", &[("one", one), ("other", other)]),
            all => {
                let all: Vec<&str> = all.iter().map(|(one, _)| one.as_str()).collect();
                strings.fill("contrast.several", &[("all", &strings.and(&all))])
            }
        };
        Contrast { both_can_hold: true, why }
    }
}

/// What a claim of a status is, one and many.
fn sort(strings: &Strings, status: ClaimStatus) -> (String, String) {
    let of = |count: usize| strings.count(&format!("claim_sort.{}", status.word()), count, &[]);
    // Ten are many in every language; two may have a form of their own.
    (of(1), of(10))
}

/// The question of a dispute between claims, made of names: who says both, where that is one speaker, and what they are about.
pub(super) fn question(strings: &Strings, contrast: &Contrast, speaker: Option<&str>, about: &[&str]) -> String {
    let others: Vec<&str> = about.iter().copied().filter(|name| Some(*name) != speaker).collect();
    let key = match (speaker, contrast.both_can_hold, others.is_empty()) {
        (Some(_), _, true) => "dispute.fit_together",
        (Some(_), _, false) => "dispute.fit_together_on",
        (None, true, true) => "dispute.how_differ",
        (None, true, false) => "dispute.how_differ_of",
        (None, false, true) => "dispute.which_right",
        (None, false, false) => "dispute.which_right_of",
    };
    strings.fill(key, &[("speaker", speaker.unwrap_or_default()), ("about", &strings.and(&others))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use ClaimStatus::{MakerClaim, Opinion, Prediction, Reported};

    #[test]
    fn only_reports_exclude_each_other() {
        let holds = |statuses: &[ClaimStatus]| Contrast::of_claims(&Strings::default(), statuses).both_can_hold;
        assert!(!holds(&[Reported, Reported]));
        assert!(!holds(&[Reported, Opinion, Reported]));
        assert!(holds(&[Opinion, Reported]), "an opinion and a report of what is not known");
        assert!(holds(&[MakerClaim, MakerClaim]), "a slogan and a denial");
        assert!(holds(&[Opinion, Prediction]));
    }

    #[test]
    fn why_is_said_in_the_words_of_the_statuses() {
        let why = |statuses: &[ClaimStatus]| Contrast::of_claims(&Strings::default(), statuses).why;
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
        let strings = Strings::default();
        let (can, cannot) = (
            Contrast::of_claims(&Strings::default(), &[Opinion, Reported]),
            Contrast::of_claims(&Strings::default(), &[Reported, Reported]),
        );
        assert_eq!(
            question(&strings, &can, None, &["Anthropic", "Asia"]),
            "How do the accounts of Anthropic and Asia differ?"
        );
        assert_eq!(question(&strings, &cannot, None, &["Fugu"]), "Which account of Fugu is right?");
        assert_eq!(question(&strings, &cannot, None, &[]), "Which account is right?");
        let both = question(&strings, &can, Some("Sakana AI"), &["Sakana AI", "Fugu", "The ban"]);
        assert_eq!(both, "Do the statements of Sakana AI on Fugu and The ban fit together?");
    }
}
