//! The conditions of a workflow, numbered, so that a box can name one in a character.

use crate::domain::definition::{Condition, Workflow};

/// Each condition once, in the order of the stages.
pub(super) struct Conditions<'a>(Vec<&'a Condition>);

/// Circled numbers run from one to twenty.
const FIRST_CIRCLED: u32 = '①' as u32;
const CIRCLED: usize = 20;

impl<'a> Conditions<'a> {
    pub(super) fn of(workflow: &'a Workflow) -> Self {
        let mut found: Vec<&Condition> = Vec::new();
        for stage in &workflow.stages {
            let reviews = stage.round().into_iter().flat_map(|round| &round.reviews);
            let of_reviews = reviews.filter_map(|review| review.when.as_ref());
            for when in stage.when.iter().chain(of_reviews) {
                if !found.contains(&when) {
                    found.push(when);
                }
            }
        }
        Self(found)
    }

    /// The mark of one condition.
    pub(super) fn mark(&self, when: &Condition) -> Option<String> {
        let index = self.0.iter().position(|known| *known == when)?;
        Some(mark(index))
    }

    /// Each with its mark, for the list below the picture.
    pub(super) fn listed(&self) -> Vec<String> {
        let numbered = self.0.iter().enumerate();
        numbered
            .map(|(index, when)| format!("{} {}", mark(index), when.0))
            .collect()
    }
}

fn mark(index: usize) -> String {
    let circled = u32::try_from(index)
        .ok()
        .filter(|_| index < CIRCLED)
        .and_then(|index| char::from_u32(FIRST_CIRCLED + index));
    circled.map_or_else(|| format!("({})", index + 1), String::from)
}
