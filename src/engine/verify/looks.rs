//! I8: nobody was shown a field that their step does not read. What a look showed follows from the step it
//! was for and the workflow's `reads` (`domain::visibility`); what is recorded, and held here against the
//! journal, is whose look it was and for which step: a department looks for a step that it had, the window
//! at its counter, those who make or hand over the certificate at that.

use std::collections::BTreeSet;

use super::Case;
use super::report::Check;
use crate::domain::definition::Workflow;
use crate::domain::directory::SUPERVISOR;
use crate::domain::evolve;
use crate::domain::identifiers::DepartmentKey;
use crate::domain::request::{Duty, Request};
use crate::storage::looks::{AT_COUNTER, OF_CERTIFICATE, OF_DOCUMENT, OF_JOURNAL, Step};

/// Whose each step ever was.
#[derive(Default)]
struct Had {
    by: BTreeSet<(Duty, DepartmentKey)>,
    /// What is for supervisors, of whatever department.
    by_supervisors: BTreeSet<Duty>,
}

pub(super) fn check(case: &Case, check: &mut Check) {
    if case.looks.is_empty() {
        return;
    }
    let had = Had::of(case);
    for step in &case.looks {
        let outcome = may(&case.service.workflow, &had, step);
        check.count(Some(case.id()), outcome);
    }
}

impl Had {
    fn of(case: &Case) -> Self {
        let mut had = Self::default();
        let mut request: Option<Request> = None;
        for line in &case.lines {
            match &mut request {
                None => request = evolve::begin(case.id(), &line.entry),
                Some(request) => evolve::evolve(request, &line.entry),
            }
            if let Some(request) = &request {
                had.note(request);
            }
        }
        had
    }

    fn note(&mut self, request: &Request) {
        for (duty, seat) in &request.seats {
            if seat.role.as_str() == SUPERVISOR {
                self.by_supervisors.insert(duty.clone());
            }
            let whose = (duty.clone(), seat.department.clone());
            self.by.insert(whose);
        }
    }
}

fn may(workflow: &Workflow, had: &Had, step: &Step) -> Result<(), String> {
    let Step {
        department,
        purpose,
    } = step;
    let grant = &workflow.result.grant.by;
    let hands_over = &workflow.limits.deliver.owner;
    let is = |key: &DepartmentKey| key.as_str() == department;
    let theirs = match purpose.as_str() {
        OF_JOURNAL => true,
        OF_CERTIFICATE => is(grant) || is(hands_over),
        counter if counter.split(':').next() == Some(AT_COUNTER) => is(&workflow.intake.desk),
        _ => {
            let duty = purpose.strip_prefix(OF_DOCUMENT).unwrap_or(purpose);
            let duty: Duty = duty
                .parse()
                .map_err(|_| format!("{department} looked for {purpose}, which is no purpose"))?;
            let had_it = had
                .by
                .iter()
                .any(|(known, whose)| *known == duty && is(whose));
            had_it || had.by_supervisors.contains(&duty)
        }
    };
    match theirs {
        true => Ok(()),
        false => Err(format!(
            "{department} looked for {purpose}, which was never theirs"
        )),
    }
}
