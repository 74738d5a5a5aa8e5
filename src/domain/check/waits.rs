//! Every wait has an end, and every owner who does not act is overtaken.

use super::{Faults, Subject, reviews};
use crate::domain::definition::{FieldKind, StageWork, WaitFor, Workflow};
use crate::domain::ladder::{Ladder, RUNGS_MAX, RungAction, RungAt};

/// Longest a rung may lie behind the due instant, in working days.
const AFTER_MAX_DAYS: u32 = 60;

pub(super) fn check(subject: Subject<'_>, faults: &mut Faults) {
    let workflow = subject.workflow;
    for stage in &workflow.stages {
        if let StageWork::Wait(WaitFor::Date { field, .. }) = &stage.work {
            wait_date(
                workflow,
                &format!("stages.{}.wait.until", stage.key),
                field.as_str(),
                faults,
            );
        }
        if let Some(ladder) = &stage.ladder {
            in_order(&format!("stages.{}.ladder", stage.key), ladder, faults);
        }
    }
    if let Some(ladder) = &workflow.limits.ladder {
        in_order("limits.ladder", ladder, faults);
    }
    owner("ladder", &workflow.ladder, faults);
    let own = [
        ("intake.ladder", workflow.intake.ladder.as_ref()),
        ("decide.ladder", workflow.decide.ladder.as_ref()),
    ];
    for (path, ladder) in own {
        if let Some(ladder) = ladder {
            owner(path, ladder, faults);
        }
    }
    for (_, _, review, path) in reviews(workflow) {
        if let Some(ladder) = &review.ladder {
            owner(&format!("{path}.ladder"), ladder, faults);
        }
    }
}

fn wait_date(workflow: &Workflow, path: &str, field: &str, faults: &mut Faults) {
    let hint = "wait until a top-level field of type date that is always answered";
    let Some(found) = workflow.field(field) else {
        faults.error(
            "unknown-field",
            path,
            format!("there is no form field `{field}` to wait for"),
            hint,
        );
        return;
    };
    if !matches!(found.kind, FieldKind::Date { .. }) {
        faults.error(
            "wait-no-date",
            path,
            format!("`{field}` is not a date, so nothing ends the wait but its bound"),
            hint,
        );
    } else if found.optional || found.when.is_some() {
        faults.error(
            "wait-no-date",
            path,
            format!("`{field}` may be left empty, and then nothing says when to go on"),
            hint,
        );
    }
}

/// The ladder of a clock that somebody owns: its last rung takes the work out of a silent hand.
///
/// A reassignment or a hand-over before due does not count: the owner was not late then.
fn owner(path: &str, ladder: &Ladder, faults: &mut Faults) {
    in_order(path, ladder, faults);
    let Some(last) = ladder.rungs.last() else {
        return;
    };
    let late = last.at != RungAt::Due && !matches!(last.at, RungAt::After(_));
    let hands_on = last
        .actions
        .iter()
        .any(|action| matches!(action, RungAction::HandTo(_) | RungAction::Reassign(_)));
    if late || !hands_on {
        faults.error(
            "ladder-without-end",
            path,
            format!("ladder `{}` ends without handing the work on: a silent owner would never be overtaken", ladder.key),
            "end it with a rung like - {at: +3wd, do: [{card: red}, {hand_to: supervisor}]}",
        );
    }
}

fn in_order(path: &str, ladder: &Ladder, faults: &mut Faults) {
    if ladder.rungs.is_empty() || ladder.rungs.len() > RUNGS_MAX {
        faults.error(
            "ladder-without-end",
            path,
            format!("ladder `{}` has {} rungs", ladder.key, ladder.rungs.len()),
            format!("give it 1 to {RUNGS_MAX} rungs, the last one handing the work on"),
        );
    }
    let place = |at: RungAt| match at {
        RungAt::Share(percent) => (0, u32::from(percent)),
        RungAt::Due => (1, 0),
        RungAt::After(days) => (2, days),
    };
    for pair in ladder.rungs.windows(2) {
        if place(pair[0].at) > place(pair[1].at) {
            faults.error(
                "ladder-out-of-order",
                path,
                format!(
                    "the rungs of ladder `{}` are not in the order in which they fall due",
                    ladder.key
                ),
                "write shares first, then `due`, then +1wd, +3wd …",
            );
            break;
        }
    }
    let odd = ladder.rungs.iter().find(|rung| match rung.at {
        RungAt::Share(percent) => percent == 0 || percent >= 100,
        RungAt::After(days) => days == 0 || days > AFTER_MAX_DAYS,
        RungAt::Due => false,
    });
    if odd.is_some() {
        faults.error(
            "ladder-out-of-order",
            path,
            format!(
                "a rung of ladder `{}` can never fire at its time",
                ladder.key
            ),
            format!("shares go from 1% to 99%, days after due from +1wd to +{AFTER_MAX_DAYS}wd"),
        );
    }
}
