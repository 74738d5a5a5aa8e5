//! The applicant rates and complains; what follows is done.

use crate::domain::event::{Entry, Event};
use crate::domain::request::{Complaint, Rating, Request};

pub(super) fn feedback(request: &mut Request, entry: &Entry) {
    match &entry.event {
        Event::Rated { level } => {
            request.rating = Some(Rating {
                level: *level,
                at: entry.at,
                followed_up_at: None,
            });
        }
        Event::FollowedUp => {
            if let Some(rating) = &mut request.rating {
                rating.followed_up_at = Some(entry.at);
            }
        }
        Event::Complained { number } => request.complaints.push(Complaint {
            number: *number,
            at: entry.at,
            answered_at: None,
        }),
        Event::ComplaintAnswered { number } => {
            let mut complaints = request.complaints.iter_mut();
            if let Some(complaint) = complaints.find(|complaint| complaint.number == *number) {
                complaint.answered_at = Some(entry.at);
            }
        }
        _ => {}
    }
}
