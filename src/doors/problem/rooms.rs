//! Errors of other rooms as problems: what is whose fault, and what may be tried again.

use super::Problem;
use crate::domain::identifiers::CaseNumber;
use crate::domain::sitting::SittingRefusal;
use crate::engine::{self, SittingError};
use crate::{access, storage};

impl From<engine::Error> for Problem {
    fn from(error: engine::Error) -> Self {
        match error {
            engine::Error::Refused(refusal) => refusal.into(),
            engine::Error::NotFound => Self::not_found(),
            engine::Error::NoSuchService(key) => {
                Self::at("/workflow", "unknown", format!("there is no service {key}"))
            }
            engine::Error::IdempotencyReuse => key_reused(),
            engine::Error::Panicked => Self::internal("panic: the decision broke"),
            engine::Error::Busy => busy(),
            engine::Error::Storage(error) => error.into(),
            other => Self::internal(chain(&other)),
        }
    }
}

fn busy() -> Problem {
    Problem::new("busy", "others change it right now; send it again").retry_after(1)
}

fn key_reused() -> Problem {
    Problem::new(
        "key_reused",
        "this Idempotency-Key came with another request before; choose a new one",
    )
}

impl From<access::Error> for Problem {
    fn from(error: access::Error) -> Self {
        match error {
            access::Error::Unknown => Self::new("unauthorised", "this token does not hold"),
            access::Error::NoSuchOfficer | access::Error::NoSuchToken | access::Error::NoLogin => {
                Self::not_found()
            }
            access::Error::LoginTaken | access::Error::SecondFactorStands => {
                Self::new("already_there", error.to_string())
            }
            access::Error::Overtaken => Self::new("stale", error.to_string()),
            access::Error::SecondFactorFirst => Self::new("unauthorised", error.to_string()),
            access::Error::Hashing => Self::internal(error.to_string()),
            access::Error::KeyReused => key_reused(),
            access::Error::LastAdministrator => Self::new("last_administrator", error.to_string()),
            access::Error::EndsInThePast => Self::at("/expires_at", "range", error.to_string()),
            access::Error::LabelTooLong => Self::at("/label", "too_long", error.to_string()),
            access::Error::Storage(error) => error.into(),
        }
    }
}

impl From<SittingError> for Problem {
    fn from(error: SittingError) -> Self {
        let detail = error.to_string();
        match error {
            SittingError::Engine(error) => error.into(),
            SittingError::CalledAlready => Self::new("already_there", detail),
            SittingError::Refused(refusal) => sitting_refusal(&refusal, detail),
        }
    }
}

fn sitting_refusal(refusal: &SittingRefusal, detail: String) -> Problem {
    let code = match refusal {
        SittingRefusal::LeadOnly { .. } | SittingRefusal::NotYours { .. } => "not_yours",
        SittingRefusal::NoSuchSitting { .. } => return Problem::at("/stage", "unknown", detail),
        SittingRefusal::NeedsRole { .. } => "needs_role",
        SittingRefusal::PresiderReviews => "conflict",
        SittingRefusal::NoMinutes => return Problem::at("/minutes", "missing", detail),
        SittingRefusal::Unsaid { .. } => "unreasoned",
        _ => "sitting_conflict",
    };
    let mut problem = Problem::new(code, detail);
    if let SittingRefusal::NeedsRole { role, .. } = refusal {
        problem = problem.with("role", role.to_string());
    }
    if let Some(why) = why(refusal) {
        problem = problem.with("why", why);
    }
    if let SittingRefusal::Conflicts { items } = refusal {
        for standing in items {
            let number = CaseNumber::from(standing.request);
            let place = match &standing.review {
                Some(review) => format!("/agenda/{number}/{review}"),
                None => format!("/agenda/{number}"),
            };
            problem = problem.with_error(place, "conflict", &standing.why);
        }
    }
    if let SittingRefusal::Unsaid { places, detail } = refusal {
        for (place, code) in places {
            problem = problem.with_error(place, code, detail);
        }
    }
    problem
}

/// What stands in the way, as a word that pages have a text for.
const fn why(refusal: &SittingRefusal) -> Option<&'static str> {
    Some(match refusal {
        SittingRefusal::Over => "over",
        SittingRefusal::InThePast => "in-the-past",
        SittingRefusal::NoWorkingDay { .. } => "no-working-day",
        SittingRefusal::TooFarAhead { .. } => "too-far-ahead",
        SittingRefusal::TooEarly { .. } => "too-early",
        SittingRefusal::AgendaFull { .. } => "full",
        SittingRefusal::NotWaiting | SittingRefusal::NotOnAgenda => "not-waiting",
        SittingRefusal::DraftedBy { .. } => "drafted",
        SittingRefusal::NoOpinion => "no-opinion",
        SittingRefusal::NoQuorum { .. } => "no-quorum",
        SittingRefusal::Conflicts { .. } => "changed",
        SittingRefusal::NoSuchSitting { .. }
        | SittingRefusal::NeedsRole { .. }
        | SittingRefusal::LeadOnly { .. }
        | SittingRefusal::NotYours { .. }
        | SittingRefusal::PresiderReviews
        | SittingRefusal::Unsaid { .. }
        | SittingRefusal::NoMinutes => return None,
    })
}

impl From<storage::Error> for Problem {
    fn from(error: storage::Error) -> Self {
        if error.is_transient() {
            Self::unavailable(chain(&error))
        } else if error.is_conflict() {
            busy()
        } else {
            Self::internal(chain(&error))
        }
    }
}

/// An error with its causes, for the log.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_was_overtaken_may_try_again() {
        let problem = Problem::from(storage::Error::Overtaken);
        assert_eq!((problem.status, problem.code.as_str()), (409, "busy"));
        let broken = Problem::from(storage::Error::Impossible("a row that is none"));
        assert_eq!(broken.status, 500);
    }
}
