//! Everything that is named must exist: departments and roles.

use super::nearest::did_you_mean;
use super::{Faults, Subject, reviews};
use crate::domain::identifiers::{DepartmentKey, RoleKey};
use crate::domain::ladder::{Ladder, RungAction};

pub(super) fn check(subject: Subject<'_>, faults: &mut Faults) {
    let workflow = subject.workflow;
    let mut names = Names { subject, faults };
    names.department("lead", &workflow.lead);
    names.department("intake.desk", &workflow.intake.desk);
    names.role("intake.role", &workflow.intake.role);
    names.department("limits.deliver.owner", &workflow.limits.deliver.owner);
    for (path, limit) in [
        ("limits.statutory", Some(&workflow.limits.statutory)),
        ("limits.promised", workflow.limits.promised.as_ref()),
    ] {
        if let Some(extend) = limit.and_then(|limit| limit.extend.as_ref()) {
            names.role(&format!("{path}.extend.approver"), &extend.approver);
        }
    }
    for (_, _, review, path) in reviews(workflow) {
        names.department(&format!("{path}.department"), &review.department);
        names.role(&format!("{path}.role"), &review.role);
        names.ladder(&format!("{path}.ladder"), review.ladder.as_ref());
    }
    for stage in &workflow.stages {
        names.ladder(
            &format!("stages.{}.ladder", stage.key),
            stage.ladder.as_ref(),
        );
    }
    names.department("decide.department", &workflow.decide.department);
    names.role("decide.role", &workflow.decide.role);
    names.department("result.grant.by", &workflow.result.grant.by);
    names.role("result.grant.role", &workflow.result.grant.role);
    names.ladder("limits.ladder", workflow.limits.ladder.as_ref());
    names.ladder("intake.ladder", workflow.intake.ladder.as_ref());
    names.ladder("decide.ladder", workflow.decide.ladder.as_ref());
    names.ladder("ladder", Some(&workflow.ladder));
}

struct Names<'a, 'f> {
    subject: Subject<'a>,
    faults: &'f mut Faults,
}

impl Names<'_, '_> {
    fn department(&mut self, path: &str, key: &DepartmentKey) {
        let known = &self.subject.directory.departments;
        if !known.contains_key(key) {
            let hint = did_you_mean(key.as_str(), known.keys().map(DepartmentKey::as_str));
            self.faults.error(
                "unknown-department",
                path,
                format!("there is no department `{key}`"),
                hint,
            );
        }
    }

    fn role(&mut self, path: &str, key: &RoleKey) {
        let known = &self.subject.directory.roles;
        if !known.contains_key(key) {
            let hint = did_you_mean(key.as_str(), known.keys().map(RoleKey::as_str));
            self.faults.error(
                "unknown-role",
                path,
                format!("there is no role `{key}`"),
                hint,
            );
        }
    }

    fn ladder(&mut self, path: &str, ladder: Option<&Ladder>) {
        for action in ladder
            .iter()
            .flat_map(|ladder| &ladder.rungs)
            .flat_map(|rung| &rung.actions)
        {
            if let RungAction::Notify(role)
            | RungAction::Reassign(role)
            | RungAction::HandTo(role) = action
            {
                self.role(path, role);
            }
        }
    }
}
