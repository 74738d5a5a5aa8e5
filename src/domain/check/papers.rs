//! What a certificate shows can be known when it is printed: fields that exist, reviews that give.

use super::nearest::did_you_mean;
use super::{Faults, Subject};
use crate::domain::definition::{Field, FieldKind, Gift, ReviewRule, Shown, Silence, Workflow};

pub(super) fn check(subject: Subject<'_>, faults: &mut Faults) {
    let workflow = subject.workflow;
    let grant = &workflow.result.grant;
    for (index, shown) in grant.shows.iter().enumerate() {
        field(
            workflow,
            &format!("result.grant.shows.{index}"),
            shown,
            faults,
        );
    }
    for gift in &grant.gives {
        let path = format!("result.grant.gives.{}", gift.key);
        if let Some(review) = review(workflow, &path, gift, faults) {
            gives(workflow, &path, gift, review, faults);
        }
    }
    if grant.shows.is_empty() && grant.gives.is_empty() {
        faults.warning(
            "certificate-bare",
            "result.grant",
            "the certificate says who holds it and nothing of what they asked for",
            "add shows: with the form fields that the paper must prove, like shows: [address]",
        );
    }
}

fn field(workflow: &Workflow, path: &str, shown: &Shown, faults: &mut Faults) {
    let mut level: &[Field] = &workflow.form;
    for segment in &shown.0 {
        let Some(found) = level.iter().find(|field| &field.key == segment) else {
            let written: Vec<_> = shown.0.iter().map(AsRef::as_ref).collect();
            let message = format!("there is no form field `{}` to show", written.join("."));
            let known = level.iter().map(|field| field.key.as_str());
            let hint = did_you_mean(segment.as_str(), known);
            faults.error("unknown-field", path, message, hint);
            return;
        };
        level = match &found.kind {
            FieldKind::Group { fields, .. } => fields,
            _ => &[],
        };
    }
}

fn review<'a>(
    workflow: &'a Workflow,
    path: &str,
    gift: &Gift,
    faults: &mut Faults,
) -> Option<&'a ReviewRule> {
    let path = format!("{path}.by");
    let Some(stage) = workflow.stage(&gift.stage) else {
        let known = workflow.stages.iter().map(|stage| stage.key.as_str());
        let hint = did_you_mean(gift.stage.as_str(), known);
        let message = format!("there is no stage `{}` that could give it", gift.stage);
        faults.error("unknown-stage", path, message, hint);
        return None;
    };
    let rules = stage.round().map_or(&[][..], |round| &round.reviews);
    let found = rules.iter().find(|rule| rule.key == gift.review);
    if found.is_none() {
        let hint = did_you_mean(
            gift.review.as_str(),
            rules.iter().map(|rule| rule.key.as_str()),
        );
        let message = format!("stage `{}` has no review `{}`", gift.stage, gift.review);
        faults.error("unknown-review", path, message, hint);
    }
    found
}

fn gives(workflow: &Workflow, path: &str, gift: &Gift, review: &ReviewRule, faults: &mut Faults) {
    let name = format!("{}.{}", gift.stage, gift.review);
    if review.advice || review.silence == Silence::DeemAgree {
        faults.error(
            "gift-without-giver",
            format!("{path}.by"),
            format!("`{name}` may be silent or is not counted, so its agreement gives nothing"),
            "name a review that counts and whose silence is not agreement",
        );
    }
    let Some(group) = &review.for_each else {
        return;
    };
    let mut shows = workflow.result.grant.shows.iter();
    if !shows.any(|shown| shown.0.first() == Some(group)) {
        faults.error(
            "gift-without-row",
            format!("{path}.by"),
            format!("`{name}` gives one for each row of `{group}`, but the paper shows no row"),
            format!("show whose it is: shows: [{group}.name]"),
        );
    }
}
