//! The sample as it stands when a letter is written: what comes later is not there yet.

use serde_json::json;

use crate::domain::identifiers::StageKey;
use crate::domain::request::{ClockKey, NoticeKind, Phase, Request};

use super::{Sample, instant};

/// Goes back to the moment of a notice.
pub(super) fn cut(sample: &mut Sample, kind: NoticeKind) {
    let (at, phase) = moment(kind);
    sample.at = instant(at);
    let request = &mut sample.request;
    request.phase = phase;
    match kind {
        NoticeKind::Receipt => at_intake(request),
        NoticeKind::NotAccepted | NoticeKind::NotNeeded | NoticeKind::WrongAuthority => {
            at_intake(request);
            end(request, &ClockKey::Intake, at);
        }
        NoticeKind::CorrectionIntake => {
            let asked = request.intake_correction.take();
            at_intake(request);
            request.intake_correction = asked;
            end(request, &ClockKey::Intake, at);
        }
        NoticeKind::Accepted | NoticeKind::DeemedAccepted => accepted(request),
        NoticeKind::Correction => {
            under_review(request);
            request.stops.clear();
            end(request, &ClockKey::Answer(stage()), "2026-04-13T01:30:00Z");
        }
        NoticeKind::CorrectionLapsed => {
            under_review(request);
            end(request, &ClockKey::Answer(stage()), at);
            end(request, &ClockKey::Statutory, at);
            closed(request);
        }
        NoticeKind::ClockStopped => {
            under_review(request);
            closed(request);
            request.stops[0].resumed = None;
        }
        NoticeKind::ClockResumed => {
            under_review(request);
            closed(request);
            // A newer stop on another ground is none of this letter's business.
            let newer = json!({"number": 2, "scope": {"stage": "verify"}, "ground": "publicity",
                "from": "2026-04-10T01:30:00Z", "until": "2026-05-10T01:30:00Z"});
            request.stops.push(serde_json::from_value(newer).unwrap());
        }
        NoticeKind::Extended => {
            let statutory = request.clocks[&ClockKey::Statutory].clone();
            under_review(request);
            closed(request);
            request.clocks.insert(ClockKey::Statutory, statutory);
        }
        NoticeKind::DueMoved => {
            under_review(request);
            closed(request);
        }
        NoticeKind::Withdrawn | NoticeKind::Terminated => {
            under_review(request);
            closed(request);
            end(request, &ClockKey::Statutory, at);
        }
        NoticeKind::Granted | NoticeKind::GrantedConditions | NoticeKind::GrantedInPart => {
            decided(request);
            request.clocks.remove(&ClockKey::Deliver);
            request.certificate_at = None;
        }
        NoticeKind::Refused => {
            decided(request);
            request.clocks.remove(&ClockKey::Issue);
            request.certificate_at = None;
        }
        NoticeKind::CertificateReady => decided(request),
        NoticeKind::Delivered => {
            decided(request);
            end(request, &ClockKey::Deliver, at);
        }
        NoticeKind::FollowUpClosed | NoticeKind::ComplaintAnswered => {
            decided(request);
            end(request, &ClockKey::Deliver, "2026-04-16T02:00:00Z");
        }
    }
    if kind == NoticeKind::Granted {
        let decision = request.decision.as_mut().unwrap();
        decision.outcome = serde_json::from_value(json!("grant")).unwrap();
        decision.conditions.clear();
    }
}

/// When the notice is written, and where the request stands then.
fn moment(kind: NoticeKind) -> (&'static str, Phase) {
    match kind {
        NoticeKind::Receipt => ("2026-04-01T01:30:00Z", Phase::Received),
        NoticeKind::NotAccepted | NoticeKind::NotNeeded => {
            ("2026-04-02T01:30:00Z", Phase::NotAccepted)
        }
        NoticeKind::WrongAuthority => ("2026-04-02T01:30:00Z", Phase::Redirected),
        NoticeKind::CorrectionIntake => ("2026-04-02T01:30:00Z", Phase::AwaitingCorrection),
        NoticeKind::Accepted => ("2026-04-02T01:30:00Z", Phase::UnderReview),
        NoticeKind::DeemedAccepted => ("2026-04-09T09:00:00Z", Phase::UnderReview),
        // The second one of its stage: the first round's clock has ended.
        NoticeKind::Correction => ("2026-04-20T01:30:00Z", Phase::UnderReview),
        NoticeKind::CorrectionLapsed => ("2026-04-22T09:00:00Z", Phase::DeemedWithdrawn),
        NoticeKind::ClockStopped => ("2026-04-08T01:30:00Z", Phase::UnderReview),
        NoticeKind::ClockResumed => ("2026-04-13T01:30:00Z", Phase::UnderReview),
        NoticeKind::Extended | NoticeKind::DueMoved => ("2026-04-13T02:00:00Z", Phase::UnderReview),
        NoticeKind::Withdrawn => ("2026-04-13T02:00:00Z", Phase::Withdrawn),
        NoticeKind::Terminated => ("2026-04-13T02:00:00Z", Phase::Terminated),
        NoticeKind::Granted | NoticeKind::GrantedConditions | NoticeKind::GrantedInPart => {
            ("2026-04-14T08:30:00Z", Phase::Certifying)
        }
        NoticeKind::Refused => ("2026-04-14T08:30:00Z", Phase::Delivering),
        NoticeKind::CertificateReady => ("2026-04-15T01:30:00Z", Phase::Delivering),
        NoticeKind::Delivered => ("2026-04-16T02:00:00Z", Phase::Concluded),
        NoticeKind::FollowUpClosed | NoticeKind::ComplaintAnswered => {
            ("2026-04-27T02:00:00Z", Phase::Concluded)
        }
    }
}

fn stage() -> StageKey {
    "verify".parse().unwrap()
}

/// Only the intake clock runs.
fn at_intake(request: &mut Request) {
    accepted(request);
    request.clocks.retain(|clock, _| *clock == ClockKey::Intake);
    request.accepted_as_of = None;
}

/// Accepted, with nothing reviewed yet.
fn accepted(request: &mut Request) {
    under_review(request);
    request.stages.clear();
    request.stops.clear();
    request.reviews.clear();
    request
        .clocks
        .retain(|clock, _| matches!(clock, ClockKey::Intake | ClockKey::Statutory));
}

/// In the middle of the stage, before a decision, cards or an extension.
fn under_review(request: &mut Request) {
    request.decision = None;
    request.cards.clear();
    request.certificate_at = None;
    request.intake_correction = None;
    request.clocks.retain(|clock, _| {
        matches!(
            clock,
            ClockKey::Intake | ClockKey::Statutory | ClockKey::Review(_) | ClockKey::Answer(_)
        )
    });
    let statutory = request.clocks.get_mut(&ClockKey::Statutory).unwrap();
    statutory.extension = None;
}

fn decided(request: &mut Request) {
    request.cards.clear();
    request.intake_correction = None;
    request.clocks.retain(|clock, _| {
        matches!(
            clock,
            ClockKey::Statutory | ClockKey::Issue | ClockKey::Deliver
        )
    });
    closed(request);
}

/// No correction is open.
fn closed(request: &mut Request) {
    for stage in request.stages.values_mut() {
        stage.correction = None;
    }
}

fn end(request: &mut Request, clock: &ClockKey, at: &str) {
    request.clocks.get_mut(clock).unwrap().ended = Some(instant(at));
}
