//! The domain's lawful "no" as a problem document.

use serde_json::Value;

use super::Problem;
use crate::domain::refusal::Refusal;

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let mut problem = Self::new(&refusal.code(), refusal.to_string());
        match &refusal {
            Refusal::Invalid { problems } => {
                for place in problems {
                    problem = problem.with_error(&place.pointer, &place.problem, &place.detail);
                }
            }
            // What CEL said may quote an applicant's answers.
            Refusal::ConditionFailed { .. } => return Self::internal(&refusal),
            Refusal::Unreasoned { missing } => {
                problem = problem.with_error(format!("/{missing}"), "missing", refusal.to_string());
            }
            Refusal::TooLong { what, .. } => {
                problem = problem.with_error(format!("/{what}"), "too_long", refusal.to_string());
            }
            Refusal::ReasonNeeded => {
                problem = problem.with_error("/reason", "missing", refusal.to_string());
            }
            other => problem.0.details = parameters(other),
        }
        problem
    }
}

/// The refusal's typed parameters, for clients that act on them. None are personal.
fn parameters(refusal: &Refusal) -> serde_json::Map<String, Value> {
    let Ok(Value::Object(mut members)) = serde_json::to_value(refusal) else {
        return serde_json::Map::new();
    };
    members.remove("code");
    members
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::KINDS;
    use super::*;
    use crate::domain::refusal;
    use crate::domain::request::{Capacity, Duty, Phase};

    #[test]
    fn a_stale_view_answers_412_with_the_current_revision() {
        let stale = Refusal::Stale {
            duty: Duty::Intake,
            revision: 9,
            expected: 4,
        };
        let problem = Problem::from(stale);
        assert_eq!((problem.status, problem.code.as_str()), (412, "stale"));
        assert_eq!(problem.details["revision"], 9);
    }

    #[test]
    fn an_invalid_application_points_at_each_place() {
        let place = refusal::Problem {
            pointer: "/form/children/0/identity".into(),
            problem: "format".into(),
            detail: "not an identity number".into(),
        };
        let problem = Problem::from(Refusal::Invalid {
            problems: vec![place],
        });
        assert_eq!(problem.status, 422);
        assert_eq!(problem.errors[0].pointer, "/form/children/0/identity");
        assert_eq!(problem.errors[0].code, "format");
    }

    #[test]
    fn a_failed_condition_keeps_what_it_read_to_itself() {
        let failed = Refusal::ConditionFailed {
            at: "verify".into(),
            why: "'Zhou' is no int".into(),
        };
        let problem = Problem::from(failed);
        assert_eq!(problem.status, 500);
        assert!(!problem.detail.contains("Zhou"));
    }

    /// No names of the program, no codes, no Chinese inside English.
    fn is_plain(text: &str) -> bool {
        let programmed = [
            "struct", "variant", "enum", "until", "no_rule", "1 places", "Issue",
        ];
        let spoken = programmed
            .iter()
            .all(|word| text.strip_suffix(word).is_none() && !text.contains(&format!("{word} ")));
        spoken && text.is_ascii()
    }

    #[test]
    fn a_refusal_keeps_its_code_and_speaks_plainly() {
        let refusals = [
            Refusal::WrongPhase {
                phase: Phase::Received,
            },
            Refusal::NotOpen { duty: Duty::Decide },
            Refusal::ApplicantOnly,
            Refusal::LeadWaits,
            Refusal::NothingAsked,
            Refusal::RoundsNegative,
            Refusal::FilerNotAllowed,
            Refusal::SecondPersonNeeded,
            Refusal::AlreadyRated,
            Refusal::ComplaintOpen { number: 1 },
            Refusal::NotRetractable {
                review: "verify.age".parse().unwrap(),
                why: "lead_has_turn",
            },
            Refusal::Conflict {
                asked: Capacity::Complaint,
                before: Capacity::Review,
            },
            Refusal::ReasonNeeded,
            Refusal::MoreOfficers {
                needed: 2,
                given: 1,
            },
            Refusal::Unreasoned { missing: "basis" },
            Refusal::TooLong {
                what: "text",
                max: 4_000,
            },
            Refusal::NoSuch {
                what: "card",
                number: 3,
            },
            Refusal::AlreadySettled {
                what: "card",
                number: 3,
            },
            Refusal::NotStoppable { why: "until" },
            Refusal::NotStoppable { why: "ground" },
            Refusal::NotExtendable {
                clock: crate::domain::request::ClockKey::Promised,
                why: "no_rule",
            },
            Refusal::NotExtendable {
                clock: crate::domain::request::ClockKey::Statutory,
                why: "not_running",
            },
            Refusal::Conflict {
                asked: Capacity::Issue,
                before: Capacity::Review,
            },
            Refusal::Invalid {
                problems: vec![refusal::Problem {
                    pointer: "/form".into(),
                    problem: "missing".into(),
                    detail: "it is needed".into(),
                }],
            },
            Refusal::WindowClosed {
                from: "04-01".into(),
                to: "04-30".into(),
            },
        ];
        for refusal in refusals {
            let code = refusal.code();
            assert!(
                KINDS.iter().any(|kind| kind.code == code),
                "{code} has no kind"
            );
            let problem = Problem::from(refusal);
            assert_eq!(problem.code, code);
            assert!(is_plain(&problem.detail), "{}", problem.detail);
            assert!(is_plain(&problem.title), "{}", problem.title);
        }
    }
}
