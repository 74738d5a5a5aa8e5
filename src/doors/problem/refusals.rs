//! The domain's lawful "no" as a problem document.

use serde_json::Value;

use super::Problem;
use super::kinds::{self, Kind};
use crate::domain::refusal::Refusal;

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let mut problem = Self::of(kind(&refusal), refusal.to_string());
        match &refusal {
            Refusal::Invalid { problems } => {
                problem = problem.with_places(problems);
            }
            // What CEL said may quote an applicant's answers.
            Refusal::ConditionFailed { .. } => return Self::internal(&refusal),
            Refusal::Unreasoned { missing } => {
                for name in missing {
                    problem =
                        problem.with_error(format!("/{name}"), "missing", refusal.to_string());
                }
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

/// The kind of a refusal: one that has none does not compile.
fn kind(refusal: &Refusal) -> Kind {
    match refusal {
        Refusal::WrongPhase { .. } => kinds::WRONG_PHASE,
        Refusal::NotOpen { .. } => kinds::NOT_OPEN,
        Refusal::NoSuchReview { .. } => kinds::NO_SUCH_REVIEW,
        Refusal::StageNotOpen { .. } => kinds::STAGE_NOT_OPEN,
        Refusal::NoSuch { .. } => kinds::NO_SUCH,
        Refusal::AlreadySettled { .. } => kinds::ALREADY_SETTLED,
        Refusal::NotYours { .. } => kinds::NOT_YOURS,
        Refusal::NeedsRole { .. } => kinds::NEEDS_ROLE,
        Refusal::ApplicantOnly => kinds::APPLICANT_ONLY,
        Refusal::HeldBy { .. } => kinds::HELD_BY,
        Refusal::NotClaimed { .. } => kinds::NOT_CLAIMED,
        Refusal::Stale { .. } => kinds::STALE,
        Refusal::Conflict { .. } => kinds::CONFLICT,
        Refusal::MoreOfficers { .. } => kinds::MORE_OFFICERS,
        Refusal::Unreasoned { .. } => kinds::UNREASONED,
        Refusal::OverrulesSilently { .. } => kinds::OVERRULES_SILENTLY,
        Refusal::NobodyAbove { .. } => kinds::NOBODY_ABOVE,
        Refusal::NoOpinion => kinds::NO_OPINION,
        Refusal::LeadWaits => kinds::LEAD_WAITS,
        Refusal::InSitting { .. } => kinds::IN_SITTING,
        Refusal::SecondCorrection { .. } => kinds::SECOND_CORRECTION,
        Refusal::NothingAsked => kinds::NOTHING_ASKED,
        Refusal::RoundsNegative => kinds::ROUNDS_NEGATIVE,
        Refusal::WindowClosed { .. } => kinds::WINDOW_CLOSED,
        Refusal::FilerNotAllowed => kinds::FILER_NOT_ALLOWED,
        Refusal::Invalid { .. } => kinds::INVALID,
        Refusal::NotExtendable { .. } => kinds::NOT_EXTENDABLE,
        Refusal::NotStoppable { .. } => kinds::NOT_STOPPABLE,
        Refusal::TooEarly { .. } => kinds::TOO_EARLY,
        Refusal::NotRetractable { .. } => kinds::NOT_RETRACTABLE,
        Refusal::AlreadyRated => kinds::ALREADY_RATED,
        Refusal::ComplaintOpen { .. } => kinds::COMPLAINT_OPEN,
        Refusal::PersonalReason => kinds::PERSONAL_REASON,
        Refusal::Erased => kinds::ERASED,
        Refusal::WorkLeft { .. } => kinds::WORK_LEFT,
        Refusal::SecondPersonNeeded => kinds::SECOND_PERSON_NEEDED,
        Refusal::ReasonNeeded => kinds::REASON_NEEDED,
        Refusal::TooLong { .. } => kinds::TOO_LONG,
        // The workflow or the form is at fault, never the sender.
        Refusal::ConditionFailed { .. } => kinds::INTERNAL,
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
    use chrono::{TimeZone, Utc};

    use super::*;
    use crate::domain::identifiers::OfficerId;
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
            expected: None,
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
                officer: OfficerId(7),
                asked: Capacity::Complaint,
                before: Capacity::Review,
            },
            Refusal::ReasonNeeded,
            Refusal::MoreOfficers {
                needed: 2,
                given: 1,
            },
            Refusal::Unreasoned {
                missing: vec!["basis"],
            },
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
            Refusal::NotStoppable {
                why: "until",
                after: Utc.timestamp_nanos(0),
                latest: Utc.timestamp_nanos(1),
            },
            Refusal::NotStoppable {
                why: "ground",
                after: Utc.timestamp_nanos(0),
                latest: Utc.timestamp_nanos(1),
            },
            Refusal::NotExtendable {
                clock: crate::domain::request::ClockKey::Promised,
                why: "no_rule",
            },
            Refusal::NotExtendable {
                clock: crate::domain::request::ClockKey::Statutory,
                why: "not_running",
            },
            Refusal::Conflict {
                officer: OfficerId(7),
                asked: Capacity::Issue,
                before: Capacity::Review,
            },
            Refusal::Invalid {
                problems: vec![refusal::Problem {
                    pointer: "/form".into(),
                    problem: "missing".into(),
                    detail: "it is needed".into(),
                    expected: None,
                }],
            },
            Refusal::WindowClosed {
                from: "04-01".into(),
                to: "04-30".into(),
            },
        ];
        for refusal in refusals {
            let code = refusal.code();
            let problem = Problem::from(refusal);
            assert_eq!(problem.code, code);
            assert!(is_plain(&problem.detail), "{}", problem.detail);
            assert!(is_plain(&problem.title), "{}", problem.title);
        }
    }
}
