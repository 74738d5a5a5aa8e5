//! Every request reaches an end if each owner acts, from wherever random commands have led it.

use lianban::domain::command::{Action, Actor};
use lianban::domain::identifiers::SittingId;
use lianban::domain::request::{Channel, DecisionOutcome, Duty, NoticeKind, Told, Verdict};
use lianban::domain::routing;
use proptest::prelude::*;

use super::moves::{any_move, bring_all, held_as_sitting, officer, opinion, ruling, supervisor};
use super::run::Run;
use super::worlds::world;

/// Acts that bring any small request to its end.
const ACTS_MAX: usize = 120;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 400, ..ProptestConfig::with_cases(1_500) })]

    #[test]
    fn every_request_ends_if_each_owner_acts(
        world in world(),
        (flag, rows, mailed) in (any::<bool>(), 0usize..3, any::<bool>()),
        moves in prop::collection::vec(any_move(), 0..16),
        refuse in any::<bool>(),
    ) {
        let mut run = Run::filed(&world, flag, rows, mailed);
        for step in moves {
            step.make(&mut run);
        }
        run.act(Actor::Engine, Action::Tick).unwrap();
        for step in 0..ACTS_MAX {
            if run.request.is_over() {
                break;
            }
            if let Some((actor, action)) = next_act(&run, step as i64, refuse) {
                let done = run.act(actor, action.clone());
                prop_assert!(done.is_ok(), "{:?} refuses {:?}: {:?}", run.request.phase, action, done);
            } else {
                let wake = run.wake_at();
                prop_assert!(wake.is_some(), "nobody can act and no time helps: {:?}", run.request.phase);
                run.now = run.now.max(wake.unwrap());
                run.act(Actor::Engine, Action::Tick).unwrap();
            }
        }
        prop_assert!(run.request.is_over(), "no end after {} acts: {:?}", ACTS_MAX, run.request.phase);
        run.look_back();
    }
}

/// What the first owner would do. A new officer each time, so that no conflict rule stands in the
/// way of a town with enough people.
fn next_act(run: &Run<'_>, step: i64, refuse: bool) -> Option<(Actor, Action)> {
    let request = &run.request;
    let lost = |notice: &&lianban::domain::request::Notice| {
        let asks = matches!(
            notice.kind,
            NoticeKind::Correction | NoticeKind::CorrectionIntake
        );
        asks && notice.channel == Channel::Mail && notice.told == Told::Pending
    };
    if let Some(notice) = request.notices.iter().find(lost) {
        let action = Action::RecordTold {
            notice: notice.number,
            text: String::new(),
        };
        return Some((Actor::Engine, action));
    }
    if let Some(answer) = answer(run) {
        return Some((Actor::Applicant, answer));
    }
    let (duty, seat) = request
        .seats
        .iter()
        .find(|(duty, _)| !matches!(duty, Duty::Tell(_)))
        .or_else(|| request.seats.iter().next())?;
    let own = seat.role.to_string();
    let who = Actor::Officer(officer(
        10_000 + step,
        seat.department.as_str(),
        &["head", "clerk", "window", &own],
    ));
    let verdict = if refuse {
        Verdict::Refuse
    } else {
        Verdict::Agree
    };
    let outcome = match refuse || routing::has_negative_round(request) {
        true => DecisionOutcome::Refuse,
        false => DecisionOutcome::Grant,
    };
    let action = match duty {
        Duty::Intake => Action::Accept,
        Duty::Review(review) => {
            let mut said = opinion(verdict);
            said.with = vec![lianban::domain::identifiers::OfficerId(20_000 + step)];
            if held_as_sitting(run, duty).is_some() {
                let presider = officer(30_000 + step, "lead", &["head"]);
                let close = Action::Sit {
                    review: review.clone(),
                    opinion: Some(said),
                    by: who.officer().cloned(),
                    sitting: SittingId(1),
                    last: true,
                };
                return Some((Actor::Officer(presider), close));
            }
            Action::Opine {
                review: review.clone(),
                opinion: said,
            }
        }
        Duty::Correction(stage) => Action::SendCorrection(stage.clone()),
        Duty::Decide => Action::Decide(ruling(outcome)),
        Duty::Issue => Action::IssueCertificate,
        Duty::Deliver => Action::Deliver {
            text: "by hand".into(),
        },
        Duty::FollowUp => Action::CloseFollowUp {
            text: "called and mended".into(),
        },
        Duty::Complaint(complaint) => {
            let text = "looked into".to_owned();
            let complaint = *complaint;
            let answer = Action::AnswerComplaint { complaint, text };
            return Some((supervisor(10_000 + step), answer));
        }
        Duty::Tell(notice) => {
            let desk = officer(10_000 + step, "window", &["window"]);
            return Some((
                Actor::Officer(desk),
                Action::RecordTold {
                    notice: *notice,
                    text: "signed".into(),
                },
            ));
        }
    };
    Some((who, action))
}

/// The applicant's answer to whatever is asked and told.
fn answer(run: &Run<'_>) -> Option<Action> {
    let request = &run.request;
    let intake = request.intake_correction.iter().map(|asked| (None, asked));
    let stages = request
        .stages
        .iter()
        .filter_map(|(key, state)| Some((Some(key.clone()), state.correction.as_ref()?)));
    let (stage, asked) = intake.chain(stages).find(|(_, asked)| asked.told)?;
    Some(Action::AnswerCorrection {
        stage,
        answer: bring_all(&asked.items, 2),
    })
}
