//! Limits that fit into one another.

use super::path::{Path, overrun, worst_excess_days};
use super::{Faults, Subject, reviews};
use crate::domain::clock::Budget;
use crate::domain::definition::{Limit, Workflow};

pub(super) fn check(subject: Subject<'_>, faults: &mut Faults) {
    let workflow = subject.workflow;
    let limits = &workflow.limits;
    extension("limits.statutory", &limits.statutory, faults);
    if let Some(promised) = &limits.promised {
        extension("limits.promised", promised, faults);
        fits(
            subject,
            Fit {
                code: "promise-over-statute",
                path: "limits.promised.for",
                longer: promised.budget,
                limit: limits.statutory.budget,
                message: "the promise is longer than the statute allows",
                hint: "promise at most the statutory limit",
            },
            faults,
        );
    }
    fits(
        subject,
        Fit {
            code: "issue-over-delivery",
            path: "result.grant.for",
            longer: workflow.result.grant.limit,
            limit: limits.deliver.limit.budget,
            message: "making the certificate takes longer than issuing and handing over may (Art. 44)",
            hint: "shorten it, or lengthen limits.deliver.for as far as the law lets you",
        },
        faults,
    );
    stages(subject, faults);
    longest(subject, faults);
}

/// One limit that must fit into another.
struct Fit<'a> {
    code: &'static str,
    path: &'a str,
    longer: Budget,
    limit: Budget,
    message: &'a str,
    hint: &'a str,
}

fn fits(subject: Subject<'_>, fit: Fit<'_>, faults: &mut Faults) {
    if let Some((start, days)) = worst_excess_days(fit.longer, fit.limit, subject.calendar) {
        let message = format!(
            "{}: {} outlasts {} by {days} calendar days when started on {start}",
            fit.message, fit.longer, fit.limit
        );
        faults.error(fit.code, fit.path, message, fit.hint);
    }
}

/// A ledger counts in one unit, so its extension must too.
fn extension(path: &str, limit: &Limit, faults: &mut Faults) {
    let Some(extend) = &limit.extend else { return };
    if extend.by.unit() != limit.budget.unit() {
        faults.error(
            "extension-unit",
            format!("{path}.extend.by"),
            format!(
                "the limit counts in {} and its extension in {}",
                limit.budget.unit(),
                extend.by.unit()
            ),
            format!("write the extension in {} too", limit.budget.unit()),
        );
    }
}

fn stages(subject: Subject<'_>, faults: &mut Faults) {
    for (stage, _, review, path) in reviews(subject.workflow) {
        let Some(limit) = stage.limit else { continue };
        fits(
            subject,
            Fit {
                code: "review-over-stage",
                path: &format!("{path}.for"),
                longer: review.limit,
                limit,
                message: "the review may take longer than its stage",
                hint: "lengthen the stage's `for`, or leave it out: it is then its longest review",
            },
            faults,
        );
    }
}

fn longest(subject: Subject<'_>, faults: &mut Faults) {
    let Workflow { limits, .. } = subject.workflow;
    let promised = limits
        .promised
        .as_ref()
        .map(|limit| ("promised", limit.budget));
    for (name, limit) in promised
        .into_iter()
        .chain([("statutory", limits.statutory.budget)])
    {
        let Some(found) = overrun(subject.workflow, limit, subject.calendar) else {
            continue;
        };
        faults.error(
            "path-over-limit",
            format!("limits.{name}.for"),
            format!(
                "the longest path does not fit the {name} limit of {limit}: {}; started on {} it ends {} calendar days late",
                found.path, found.start, found.days
            ),
            shorten(&found.path),
        );
    }
}

fn shorten(path: &Path) -> String {
    let longest = path.steps.iter().max_by_key(|step| step.budget.amount());
    let name = longest.map_or("decide", |step| step.path.as_str());
    format!(
        "shorten a step of this path (the longest is {name}), let steps run side by side, or promise more time"
    )
}
