//! A request as a sitting looks at it: whether, and under which rule, it waits for one now.

use crate::domain::definition::{Mode, SittingRule, Workflow};
use crate::domain::facts::Facts;
use crate::domain::identifiers::StageKey;
use crate::domain::request::{Phase, Request, ReviewId};
use crate::domain::{routing, visibility};

/// A request with the workflow version it runs on.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// As it stands.
    pub request: &'a Request,
    /// Its own version, which need not be the newest.
    pub workflow: &'a Workflow,
    /// Its personal data, where an opinion is prepared or given; whoever only looks at what waits goes
    /// without.
    pub facts: Option<&'a Facts>,
}

impl<'a> Item<'a> {
    /// The rule under which it waits for a sitting of a stage: the lead's, where they switched the
    /// round, or its own version's. None where it is over or decided, where nobody has to speak in
    /// the stage any more, or where the round goes on in writing.
    #[must_use]
    pub fn waits(&self, stage: &StageKey) -> Option<&'a SittingRule> {
        let Self {
            request, workflow, ..
        } = *self;
        let undecided = request.phase == Phase::UnderReview && !request.is_decided();
        let mut reviews = request.reviews_of(stage);
        if !undecided || !reviews.any(|(_, review)| review.is_open()) {
            return None;
        }
        match routing::current_mode(workflow, request, stage)? {
            Mode::Sitting(rule) => Some(rule),
            Mode::Parallel => None,
        }
    }

    /// Digest over what a review reads now; none without the personal data.
    #[must_use]
    pub fn reads(&self, review: &ReviewId) -> Option<String> {
        let facts = self.facts?;
        Some(visibility::digest(
            self.workflow,
            self.request,
            facts,
            review,
        ))
    }
}
