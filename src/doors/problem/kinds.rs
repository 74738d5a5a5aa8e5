//! Every problem code there is, with its status and title.

use serde::Serialize;
use utoipa::ToSchema;

/// A kind of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Kind {
    /// The stable code, the end of the type URI.
    #[schema(example = "stale")]
    pub code: &'static str,
    /// The HTTP status it comes with.
    #[schema(example = 412)]
    pub status: u16,
    /// What it means.
    #[schema(example = "It changed since you looked")]
    pub title: &'static str,
}

const fn kind(code: &'static str, status: u16, title: &'static str) -> Kind {
    Kind {
        code,
        status,
        title,
    }
}

/// The kinds, by status. Codes of `domain::Refusal` keep their names.
pub const KINDS: &[Kind] = &[
    kind("malformed", 400, "What was sent cannot be read"),
    kind("query", 400, "The query or path cannot be read"),
    kind("header", 400, "A header cannot be read"),
    kind("unauthorised", 401, "Who is asking is not known"),
    kind("forbidden", 403, "This is not open to you"),
    kind(
        "not_yours",
        403,
        "This belongs to another department or role",
    ),
    kind("needs_role", 403, "This needs another role"),
    kind("applicant_only", 403, "Only the applicant may do this"),
    kind(
        "filer_not_allowed",
        403,
        "The service takes no applications filed this way",
    ),
    kind("conflict", 403, "One person may not act in both capacities"),
    kind("second_person_needed", 403, "A second person must confirm"),
    kind("not_found", 404, "There is no such thing here"),
    kind("no_such_review", 404, "There is no such review"),
    kind("no_such", 404, "There is nothing of that number"),
    kind("method", 405, "The path does not take this method"),
    kind("timeout", 408, "It took too long"),
    kind("wrong_phase", 409, "Not possible where the request stands"),
    kind("not_open", 409, "The work is not open"),
    kind("stage_not_open", 409, "The stage is not open"),
    kind("already_settled", 409, "It is already settled"),
    kind("held_by", 409, "Somebody else holds it"),
    kind("not_claimed", 409, "It is not claimed by you"),
    kind("lead_waits", 409, "The lead speaks after the others"),
    kind("in_sitting", 409, "The opinion belongs into a sitting"),
    kind(
        "second_correction",
        409,
        "The stage has sent its one correction notice",
    ),
    kind("nothing_asked", 409, "Nothing was asked for"),
    kind("rounds_negative", 409, "Only a refusal is possible"),
    kind(
        "window_closed",
        409,
        "Applications are not taken at this time of year",
    ),
    kind("not_extendable", 409, "The term cannot be extended"),
    kind("not_stoppable", 409, "The clocks cannot be stopped so"),
    kind("too_early", 409, "The department still has time"),
    kind(
        "not_retractable",
        409,
        "The opinion cannot be taken back any more",
    ),
    kind("already_rated", 409, "It was rated already"),
    kind("complaint_open", 409, "A complaint is not answered yet"),
    kind("erased", 409, "Its personal data was erased"),
    kind("work_left", 409, "Somebody still has to act on it"),
    kind(
        "workflow_changed",
        409,
        "The workflow version is not the one in use",
    ),
    kind("already_there", 409, "It is already there"),
    kind("busy", 409, "Somebody else changed it at the same moment"),
    kind("sitting_conflict", 409, "The sitting cannot do this"),
    kind("stale", 412, "It changed since you looked"),
    kind("too_large", 413, "It is larger than what is taken"),
    kind("media_type", 415, "This kind of content is not taken"),
    kind("invalid", 422, "Places of what was sent need mending"),
    kind("unreasoned", 422, "A refusal needs its reasons"),
    kind("more_officers", 422, "More officers must sign"),
    kind("reason_needed", 422, "A reason is needed"),
    kind("too_long", 422, "A text is too long"),
    kind(
        "key_reused",
        422,
        "The idempotency key was used for something else",
    ),
    kind("key_required", 428, "An Idempotency-Key header is required"),
    kind("too_many", 429, "Too many attempts"),
    kind(
        "condition_failed",
        500,
        "A condition of the workflow could not be evaluated",
    ),
    kind("internal", 500, "Something failed on our side"),
    kind("unavailable", 503, "Not possible right now"),
];

/// The kind of a code; a code that is not listed counts as a fault of ours.
pub fn find(code: &str) -> Kind {
    let found = KINDS.iter().find(|kind| kind.code == code);
    found
        .copied()
        .unwrap_or(kind("internal", 500, "Something failed on our side"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_stands_once_and_is_ordered_by_status() {
        for pair in KINDS.windows(2) {
            assert!(
                pair[0].status <= pair[1].status,
                "{} before {}",
                pair[0].code,
                pair[1].code
            );
        }
        for kind in KINDS {
            assert_eq!(
                KINDS.iter().filter(|other| other.code == kind.code).count(),
                1,
                "{}",
                kind.code
            );
        }
    }
}
