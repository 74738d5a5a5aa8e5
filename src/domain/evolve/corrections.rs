//! Missing items are asked for, sent, answered and closed.

use super::stages::set;
use crate::domain::event::Event;
use crate::domain::identifiers::StageKey;
use crate::domain::request::{Asked, AskedItem, Request};

pub(super) fn correction(request: &mut Request, event: &Event) {
    match event {
        Event::ItemsAsked { stage, items } => ask(request, stage.as_ref(), items),
        Event::CorrectionSent {
            stage,
            notice,
            askers,
        } => {
            if let Some(asked) = asked(request, stage.as_ref()) {
                asked.notice = Some(*notice);
            }
            if let Some(stage) = stage {
                set(request, stage, |state| {
                    state.corrections_sent += 1;
                    state.asked_by.extend(askers.iter().cloned());
                    state.another_correction_allowed = false;
                });
            }
        }
        Event::CorrectionAnswered { stage, rows } => {
            request.next_row.extend(rows.iter().cloned());
            close(request, stage.as_ref());
        }
        Event::CorrectionClosed { stage, .. } => close(request, stage.as_ref()),
        _ => {}
    }
}

fn ask(request: &mut Request, stage: Option<&StageKey>, items: &[AskedItem]) {
    let open = match stage {
        None => &mut request.intake_correction,
        Some(stage) => match request.stages.get_mut(stage) {
            Some(state) => &mut state.correction,
            None => return,
        },
    };
    open.get_or_insert_with(|| Asked {
        items: Vec::new(),
        notice: None,
        told: false,
    })
    .items
    .extend_from_slice(items);
}

fn asked<'a>(request: &'a mut Request, stage: Option<&StageKey>) -> Option<&'a mut Asked> {
    match stage {
        None => request.intake_correction.as_mut(),
        Some(stage) => request.stages.get_mut(stage)?.correction.as_mut(),
    }
}

fn close(request: &mut Request, stage: Option<&StageKey>) {
    match stage {
        None => request.intake_correction = None,
        Some(stage) => set(request, stage, |state| state.correction = None),
    }
}
