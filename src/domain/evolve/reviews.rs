//! Reviews open, are answered, reopen and end.

use crate::domain::calendar::Instant;
use crate::domain::event::{Entry, Event, Manner};
use crate::domain::request::{By, GivenOpinion, Request, Review, ReviewId, ReviewProgress};

pub(super) fn review(request: &mut Request, entry: &Entry) {
    if let Event::ReviewOpened {
        review,
        department,
        advice,
        waiting,
        reads,
    } = &entry.event
    {
        let progress = if *waiting {
            ReviewProgress::Waiting
        } else {
            ReviewProgress::Open
        };
        // A review that existed before is another time round of it: its words stand apart.
        let before = request.reviews.get(review);
        let opened = Review {
            department: department.clone(),
            round: before.map_or(1, |before| before.round + 1),
            progress,
            advice: *advice,
            reads: reads.clone(),
            opinion: None,
            seen: false,
            cancelled: None,
        };
        request.reviews.insert(review.clone(), opened);
        return;
    }
    let Some((id, change)) = review_change(&entry.event, &entry.by, entry.at) else {
        return;
    };
    if let Some(review) = request.reviews.get_mut(id) {
        change(review);
    }
}

type Change<'a> = Box<dyn FnOnce(&mut Review) + 'a>;

fn review_change<'a>(
    event: &'a Event,
    by: &'a By,
    at: Instant,
) -> Option<(&'a ReviewId, Change<'a>)> {
    Some(match event {
        Event::ReviewStarted { review } => (
            review,
            Box::new(|review| review.progress = ReviewProgress::Open),
        ),
        Event::ReviewSeen { review } => (review, Box::new(|review| review.seen = true)),
        Event::Opined {
            review,
            verdict,
            reason,
            basis,
            read,
            sitting,
            manner,
            ..
        } => (
            review,
            Box::new(move |review| {
                review.progress = ReviewProgress::Closed;
                review.seen |= *manner == Manner::Given;
                review.opinion = Some(GivenOpinion {
                    verdict: *verdict,
                    by: by.clone(),
                    at,
                    reason: reason.clone(),
                    basis: basis.clone(),
                    read: read.clone(),
                    sitting: *sitting,
                });
            }),
        ),
        Event::Retracted { review } => (
            review,
            Box::new(|review| {
                review.progress = ReviewProgress::Open;
                review.opinion = None;
            }),
        ),
        Event::ReviewReopened {
            review,
            round,
            waiting,
        } => (
            review,
            Box::new(|review| {
                review.progress = match waiting {
                    true => ReviewProgress::Waiting,
                    false => ReviewProgress::Open,
                };
                review.round = *round;
                review.opinion = None;
                review.seen = false;
                review.cancelled = None;
            }),
        ),
        Event::ReviewWaived { review } => (
            review,
            Box::new(|review| review.progress = ReviewProgress::Waived),
        ),
        Event::ReviewCancelled { review, why } => (
            review,
            Box::new(|review| {
                review.progress = ReviewProgress::Cancelled;
                review.cancelled = Some(*why);
                // What was said about a row that is gone is not in force any more.
                review.opinion = None;
            }),
        ),
        _ => return None,
    })
}
