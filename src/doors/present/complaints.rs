//! What of a journal is about a complaint: between whoever complains and the supervisors.

use crate::domain::event::Event;
use crate::domain::request::{Capacity, ClockKey, NoticeKind, Request};

/// Whether an event tells that somebody complained. Whoever is complained about need not know, and
/// nobody outside the house does.
#[must_use]
pub fn is_of_complaint(request: &Request, event: &Event) -> bool {
    match event {
        Event::Complained { .. } | Event::ComplaintAnswered { .. } => true,
        Event::SeatOpened { duty, .. }
        | Event::SeatClosed { duty }
        | Event::Claimed { duty, .. }
        | Event::ClaimKept { duty }
        | Event::ClaimLapsed { duty, .. }
        | Event::Released { duty }
        | Event::Moved { duty, .. }
        | Event::Urged { duty } => is_clock(request, &duty.clock()),
        Event::ClockStarted { clock, .. }
        | Event::ClockEnded { clock, .. }
        | Event::ClockReopened { clock }
        | Event::Extended { clock, .. }
        | Event::RungFired { clock, .. }
        | Event::CardIssued { clock, .. } => is_clock(request, clock),
        Event::CardAnswered { number } => is_card(request, *number),
        Event::Acted { capacity, .. } => *capacity == Capacity::Complaint,
        Event::Notified { kind, .. } => *kind == NoticeKind::ComplaintAnswered,
        Event::NoticeTold { number } | Event::NoticeNotTold { number } => {
            is_answer(request, *number)
        }
        _ => false,
    }
}

fn is_clock(request: &Request, clock: &ClockKey) -> bool {
    match clock {
        ClockKey::Complaint(_) => true,
        ClockKey::Tell(notice) => is_answer(request, *notice),
        ClockKey::Card(card) => is_card(request, *card),
        _ => false,
    }
}

/// A card against those who did not answer one.
pub(super) fn is_card(request: &Request, number: u32) -> bool {
    let mut cards = request.cards.iter();
    cards.any(|card| card.number == number && matches!(card.clock, ClockKey::Complaint(_)))
}

fn is_answer(request: &Request, number: u32) -> bool {
    let mut notices = request.notices.iter();
    notices.any(|notice| notice.number == number && notice.kind == NoticeKind::ComplaintAnswered)
}
