//! Stages open, settle and finish.

use std::collections::BTreeSet;

use crate::domain::event::Event;
use crate::domain::identifiers::StageKey;
use crate::domain::request::{Progress, Request, StageState};

pub(super) fn stage(request: &mut Request, event: &Event) {
    let blank = |progress| StageState {
        progress,
        outcome: None,
        mode: None,
        wait_until: None,
        correction: None,
        corrections_sent: 0,
        asked_by: BTreeSet::new(),
        another_correction_allowed: false,
    };
    match event {
        Event::StageOpened { stage, wait_until } => {
            let opened = StageState {
                wait_until: *wait_until,
                ..blank(Progress::Open)
            };
            request.stages.insert(stage.clone(), opened);
        }
        Event::StageSkipped { stage } => {
            let state = request
                .stages
                .entry(stage.clone())
                .or_insert_with(|| blank(Progress::Open));
            state.progress = Progress::Skipped;
            state.outcome = None;
        }
        Event::StageFinished { stage } => set(request, stage, |s| s.progress = Progress::Finished),
        Event::StageReopened { stage } => {
            let skipped = |state: &StageState| state.progress == Progress::Skipped;
            if request.stages.get(stage).is_some_and(skipped) {
                request.stages.remove(stage);
            }
            set(request, stage, |state| {
                state.progress = Progress::Open;
                state.outcome = None;
            });
        }
        Event::ModeSwitched { stage, mode } => {
            set(request, stage, |state| state.mode = Some(mode.clone()));
        }
        Event::RoundSettled { stage, outcome } => {
            set(request, stage, |state| state.outcome = Some(*outcome));
        }
        Event::AnotherCorrectionAllowed { stage } => {
            set(request, stage, |state| {
                state.another_correction_allowed = true
            });
        }
        _ => {}
    }
}

pub(super) fn set(request: &mut Request, stage: &StageKey, change: impl FnOnce(&mut StageState)) {
    if let Some(state) = request.stages.get_mut(stage) {
        change(state);
    }
}
