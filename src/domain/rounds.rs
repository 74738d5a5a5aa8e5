//! When a round 会审 is settled, and how. Pure arithmetic over opinions: the order in which they
//! arrived cannot matter, because only their set is looked at.

use std::collections::BTreeSet;

use super::definition::{Policy, Round};
use super::identifiers::DepartmentKey;
use super::request::{Review, ReviewProgress, RoundOutcome, Verdict};

/// One review as the policy sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote<'a> {
    /// Whose.
    pub department: &'a DepartmentKey,
    /// How it stands.
    pub standing: Standing,
}

/// How a review stands in its round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Still to come.
    Open,
    /// Agreed, with or without conditions, or deemed to.
    Yes,
    /// Refused.
    No,
    /// Not in the denominator: advice, not concerned, waived, withdrawn.
    Outside,
}

impl Standing {
    /// How one review stands.
    #[must_use]
    pub fn of(review: &Review) -> Self {
        if review.advice {
            return Self::Outside;
        }
        match (
            review.progress,
            review.opinion.as_ref().map(|opinion| opinion.verdict),
        ) {
            (ReviewProgress::Waiting | ReviewProgress::Open, _) => Self::Open,
            (ReviewProgress::Closed, Some(Verdict::Refuse)) => Self::No,
            (ReviewProgress::Closed, Some(Verdict::Agree | Verdict::Conditions)) => Self::Yes,
            _ => Self::Outside,
        }
    }
}

/// The outcome of a round as far as its policy is settled; none while it is open.
///
/// `lead` names the department whose single opinion decides under [`Policy::Lead`].
#[must_use]
pub fn settle(round: &Round, votes: &[Vote<'_>], lead: &DepartmentKey) -> Option<RoundOutcome> {
    let count = |standing| {
        votes
            .iter()
            .filter(|vote| vote.standing == standing)
            .count()
    };
    let (open, yes, no) = (
        count(Standing::Open),
        count(Standing::Yes),
        count(Standing::No),
    );
    let nobody = yes + no + open == 0;
    match &round.policy {
        Policy::All if no > 0 => Some(RoundOutcome::Negative),
        Policy::All => (open == 0).then_some(RoundOutcome::Positive),
        Policy::Any | Policy::AtLeast(_) if nobody => Some(if round.if_none_pass {
            RoundOutcome::Positive
        } else {
            RoundOutcome::Negative
        }),
        Policy::Any => at_least(1, yes, open),
        Policy::AtLeast(needed) => at_least(*needed as usize, yes, open),
        Policy::Veto(departments) => veto(departments, votes),
        Policy::Lead => led(votes, lead),
    }
}

fn at_least(needed: usize, yes: usize, open: usize) -> Option<RoundOutcome> {
    if yes >= needed {
        Some(RoundOutcome::Positive)
    } else if yes + open < needed {
        Some(RoundOutcome::Negative)
    } else {
        None
    }
}

/// Other departments' refusals are advice, so the round is settled when the vetoing ones are done.
fn veto(departments: &BTreeSet<DepartmentKey>, votes: &[Vote<'_>]) -> Option<RoundOutcome> {
    let vetoing = || {
        votes
            .iter()
            .filter(|vote| departments.contains(vote.department))
    };
    if vetoing().any(|vote| vote.standing == Standing::No) {
        return Some(RoundOutcome::Negative);
    }
    let open = vetoing().any(|vote| vote.standing == Standing::Open);
    (!open).then_some(RoundOutcome::Positive)
}

/// A department that others were merged into may have several reviews: a refusal among them refuses.
fn led(votes: &[Vote<'_>], lead: &DepartmentKey) -> Option<RoundOutcome> {
    let speaks = |standing| {
        let mut mine = votes.iter().filter(|vote| vote.department == lead);
        mine.any(|vote| vote.standing == standing)
    };
    match (speaks(Standing::No), speaks(Standing::Open)) {
        (true, _) => Some(RoundOutcome::Negative),
        (false, true) => None,
        // A waived or unconcerned lead stands in nobody's way.
        (false, false) => Some(RoundOutcome::Positive),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::super::definition::{Fate, Mode};
    use super::*;

    fn round(policy: Policy, if_none_pass: bool) -> Round {
        Round {
            mode: Mode::Parallel,
            policy,
            fate: Fate::Keep,
            if_none_pass,
            reviews: Vec::new(),
        }
    }

    fn check(policy: Policy, standings: &[(&str, Standing)]) -> Option<RoundOutcome> {
        let names: Vec<DepartmentKey> = standings
            .iter()
            .map(|(name, _)| name.parse().unwrap())
            .collect();
        let votes: Vec<Vote<'_>> = names
            .iter()
            .zip(standings)
            .map(|(department, (_, standing))| Vote {
                department,
                standing: *standing,
            })
            .collect();
        settle(&round(policy, false), &votes, &"lead".parse().unwrap())
    }

    use RoundOutcome::{Negative, Positive};
    use Standing::{No, Open, Outside, Yes};

    #[test]
    fn all_waits_for_everybody_and_falls_with_the_first_refusal() {
        assert_eq!(check(Policy::All, &[("a", Yes), ("b", Open)]), None);
        assert_eq!(
            check(Policy::All, &[("a", No), ("b", Open)]),
            Some(Negative)
        );
        assert_eq!(
            check(Policy::All, &[("a", Yes), ("b", Outside)]),
            Some(Positive)
        );
    }

    #[test]
    fn evidence_needs_one_and_fails_when_none_can_come() {
        assert_eq!(check(Policy::Any, &[("a", No), ("b", Open)]), None);
        assert_eq!(
            check(Policy::Any, &[("a", Yes), ("b", Open)]),
            Some(Positive)
        );
        assert_eq!(
            check(Policy::Any, &[("a", No), ("b", Outside)]),
            Some(Negative)
        );
        assert_eq!(check(Policy::Any, &[("a", Outside)]), Some(Negative));
        assert_eq!(
            check(Policy::AtLeast(2), &[("a", Yes), ("b", No), ("c", No)]),
            Some(Negative)
        );
        assert_eq!(
            check(Policy::AtLeast(2), &[("a", Yes), ("b", Yes), ("c", Open)]),
            Some(Positive)
        );
    }

    #[test]
    fn only_the_vetoing_departments_can_stop_a_veto_round() {
        let policy = || Policy::Veto(BTreeSet::from(["fire".parse().unwrap()]));
        assert_eq!(check(policy(), &[("fire", Open), ("a", No)]), None);
        assert_eq!(check(policy(), &[("fire", Yes), ("a", No)]), Some(Positive));
        assert_eq!(check(policy(), &[("fire", No), ("a", Yes)]), Some(Negative));
    }

    #[test]
    fn the_lead_overrules_the_advice_it_got() {
        assert_eq!(check(Policy::Lead, &[("lead", Open), ("a", No)]), None);
        assert_eq!(
            check(Policy::Lead, &[("lead", Yes), ("a", No)]),
            Some(Positive)
        );
        assert_eq!(
            check(Policy::Lead, &[("lead", No), ("a", Yes)]),
            Some(Negative)
        );
    }

    fn any_policy() -> impl Strategy<Value = Policy> {
        prop_oneof![
            Just(Policy::All),
            Just(Policy::Any),
            (1u32..5).prop_map(Policy::AtLeast),
            prop::sample::subsequence(vec!["a", "b", "c", "lead"], 1..4).prop_map(|keys| {
                Policy::Veto(keys.into_iter().map(|key| key.parse().unwrap()).collect())
            }),
            Just(Policy::Lead),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn a_settled_round_stays_settled_whatever_comes_later_and_in_any_order(
            policy in any_policy(),
            final_votes in prop::collection::vec(
                (prop::sample::select(vec!["a", "b", "c", "lead"]), 0u8..3), 1..7),
            order in Just(()).prop_flat_map(|()| prop::collection::vec(any::<u16>(), 8)),
        ) {
            let end: Vec<(&str, Standing)> = final_votes
                .iter()
                .map(|(name, kind)| (*name, [Yes, No, Outside][*kind as usize]))
                .collect();
            let result = check(policy.clone(), &end);
            prop_assert!(result.is_some(), "a round whose reviews are all done is settled");
            let mut arrival: Vec<usize> = (0..end.len()).collect();
            arrival.sort_by_key(|index| order[*index % order.len()].wrapping_add(*index as u16));
            let mut now: Vec<(&str, Standing)> =
                end.iter().map(|(name, _)| (*name, Open)).collect();
            let mut settled = None;
            for index in arrival {
                now[index] = end[index];
                settled = settled.or_else(|| check(policy.clone(), &now));
            }
            // Under `lead` only one review is the lead's; duplicates would be two leads.
            let leads = end.iter().filter(|(name, _)| *name == "lead").count();
            if policy != Policy::Lead || leads <= 1 {
                prop_assert_eq!(settled, result);
            }
        }
    }
}
