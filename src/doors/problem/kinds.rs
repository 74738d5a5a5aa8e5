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

/// Each kind as a constant, and all of them as one table, by status.
macro_rules! kinds {
    ($($name:ident $code:literal $status:literal $title:literal,)*) => {
        $(pub(super) const $name: Kind = kind($code, $status, $title);)*

        /// The kinds, by status. Codes of `domain::Refusal` keep their names.
        pub const KINDS: &[Kind] = &[$($name),*];
    };
}

kinds! {
    MALFORMED "malformed" 400 "What was sent cannot be read",
    QUERY "query" 400 "The query or path cannot be read",
    HEADER "header" 400 "A header cannot be read",
    UNAUTHORISED "unauthorised" 401 "Who is asking is not known",
    FORBIDDEN "forbidden" 403 "This is not open to you",
    NOT_YOURS "not_yours" 403 "This belongs to another department or role",
    NEEDS_ROLE "needs_role" 403 "This needs another role",
    APPLICANT_ONLY "applicant_only" 403 "Only the applicant may do this",
    FILER_NOT_ALLOWED "filer_not_allowed" 403 "The service takes no applications filed this way",
    CONFLICT "conflict" 403 "One person may not act in both capacities",
    SECOND_PERSON_NEEDED "second_person_needed" 403 "A second person must confirm",
    NOT_FOUND "not_found" 404 "There is no such thing here",
    NO_SUCH_REVIEW "no_such_review" 404 "There is no such review",
    NO_SUCH "no_such" 404 "There is nothing of that number",
    METHOD "method" 405 "The path does not take this method",
    TIMEOUT "timeout" 408 "It took too long",
    WRONG_PHASE "wrong_phase" 409 "Not possible where the request stands",
    NOT_OPEN "not_open" 409 "The work is not open",
    STAGE_NOT_OPEN "stage_not_open" 409 "The stage is not open",
    ALREADY_SETTLED "already_settled" 409 "It is already settled",
    HELD_BY "held_by" 409 "Somebody else holds it",
    NOT_CLAIMED "not_claimed" 409 "It is not claimed by you",
    LEAD_WAITS "lead_waits" 409 "The lead speaks after the others",
    IN_SITTING "in_sitting" 409 "The opinion belongs into a sitting",
    SECOND_CORRECTION "second_correction" 409 "The stage has sent its one correction notice",
    NOTHING_ASKED "nothing_asked" 409 "Nothing was asked for",
    ROUNDS_NEGATIVE "rounds_negative" 409 "Only a refusal is possible",
    WINDOW_CLOSED "window_closed" 409 "Applications are not taken at this time of year",
    NOT_EXTENDABLE "not_extendable" 409 "The term cannot be extended",
    NOT_STOPPABLE "not_stoppable" 409 "The clocks cannot be stopped so",
    TOO_EARLY "too_early" 409 "The department still has time",
    NOT_RETRACTABLE "not_retractable" 409 "The opinion cannot be taken back any more",
    ALREADY_RATED "already_rated" 409 "It was rated already",
    COMPLAINT_OPEN "complaint_open" 409 "A complaint is not answered yet",
    NOBODY_ABOVE "nobody_above" 409 "It is with the head of the department already",
    ERASED "erased" 409 "Its personal data was erased",
    WORK_LEFT "work_left" 409 "Somebody still has to act on it",
    ALREADY_THERE "already_there" 409 "It is already there",
    BUSY "busy" 409 "Somebody else changed it at the same moment",
    LAST_ADMINISTRATOR "last_administrator" 409 "Nobody would be left who keeps accounts",
    SITTING_CONFLICT "sitting_conflict" 409 "The sitting cannot do this",
    STALE "stale" 412 "It changed since you looked",
    TOO_LARGE "too_large" 413 "It is larger than what is taken",
    MEDIA_TYPE "media_type" 415 "This kind of content is not taken",
    INVALID "invalid" 422 "Places of what was sent need mending",
    UNREASONED "unreasoned" 422 "A refusal needs its reasons",
    OVERRULES_SILENTLY "overrules_silently" 422 "Overruling an opinion needs reasons of its own",
    NO_OPINION "no_opinion" 422 "An opinion is needed here",
    MORE_OFFICERS "more_officers" 422 "More officers must sign",
    REASON_NEEDED "reason_needed" 422 "A reason is needed",
    PERSONAL_REASON "personal_reason" 422 "The reason holds personal data",
    TOO_LONG "too_long" 422 "A text is too long",
    KEY_REUSED "key_reused" 422 "The idempotency key was used for something else",
    KEY_REQUIRED "key_required" 428 "An Idempotency-Key header is required",
    TOO_MANY "too_many" 429 "Too many attempts",
    FILE_LOST "file_lost" 500 "A file that was handed in is lost",
    INTERNAL "internal" 500 "Something failed on our side",
    UNAVAILABLE "unavailable" 503 "Not possible right now",
}

/// The kind of a code; a code that is not listed counts as a fault of ours.
pub fn find(code: &str) -> Kind {
    let found = KINDS.iter().find(|kind| kind.code == code);
    found.copied().unwrap_or(INTERNAL)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

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

    /// Every Rust source under `src`, as one text each.
    fn sources(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(fs::read_to_string(&path).unwrap());
            }
        }
    }

    /// The literal codes that problems are made of.
    fn literal_codes() -> BTreeSet<String> {
        let mut texts = Vec::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        for room in ["doors", "api", "app"] {
            sources(&root.join(room), &mut texts);
        }
        let made = ["Problem::new(", "Self::new("];
        let calls = texts.iter().flat_map(|text| {
            let after = made.iter().flat_map(|made| text.split(made).skip(1));
            after.collect::<Vec<_>>()
        });
        let codes = calls.filter_map(|call| call.trim_start().strip_prefix('"'));
        let codes = codes.filter_map(|code| code.split('"').next());
        // This very file names the calls, too.
        let is_code = |code: &&str| {
            !code.is_empty() && code.bytes().all(|b| b == b'_' || b.is_ascii_lowercase())
        };
        codes.filter(is_code).map(str::to_owned).collect()
    }

    #[test]
    fn a_code_that_is_sent_has_a_kind() {
        let codes = literal_codes();
        assert!(codes.len() > 15, "{codes:?}");
        for code in codes {
            assert!(KINDS.iter().any(|kind| kind.code == code), "{code}");
        }
    }
}
