//! Work opens, is taken, moves and closes.

use crate::domain::event::{Entry, Event};
use crate::domain::identifiers::OfficerId;
use crate::domain::request::{Duty, Request, Review, Seat};

/// Whatever an officer does about a request keeps what they hold of it.
pub(super) fn touch(request: &mut Request, entry: &Entry) {
    let Some(officer) = entry.by.officer() else {
        return;
    };
    let held = request.seats.values_mut();
    for seat in held.filter(|seat| seat.holder == Some(officer)) {
        seat.touched_at = Some(entry.at);
    }
}

pub(super) fn seat(request: &mut Request, entry: &Entry) {
    let revision = request.version;
    let change = |request: &mut Request, duty, change: &dyn Fn(&mut Seat)| {
        if let Some(seat) = request.seats.get_mut(duty) {
            change(seat);
            seat.revision = revision;
        }
    };
    match &entry.event {
        Event::SeatOpened {
            duty,
            department,
            role,
        } => {
            let opened = Seat {
                department: department.clone(),
                role: role.clone(),
                holder: None,
                touched_at: None,
                opened_at: entry.at,
                revision,
            };
            request.seats.insert(duty.clone(), opened);
            if let Some(review) = reviewed(request, duty) {
                review.department = department.clone();
            }
        }
        Event::SeatClosed { duty } => {
            request.seats.remove(duty);
        }
        Event::Claimed { duty, officer } => {
            change(request, duty, &|seat| hold(seat, Some(*officer), entry));
            if let Some(review) = reviewed(request, duty) {
                review.seen = true;
            }
        }
        Event::Released { duty } | Event::ClaimLapsed { duty, .. } => {
            change(request, duty, &|seat| hold(seat, None, entry));
        }
        Event::Moved {
            duty,
            department,
            role,
            officer,
        } => {
            change(request, duty, &|seat| {
                seat.department = department.clone();
                seat.role = role.clone();
                hold(seat, *officer, entry);
            });
            if let Some(review) = reviewed(request, duty) {
                // What one department saw proves nothing about another.
                review.seen &= review.department == *department;
                review.department = department.clone();
            }
        }
        _ => {}
    }
}

fn hold(seat: &mut Seat, holder: Option<OfficerId>, entry: &Entry) {
    seat.holder = holder;
    seat.touched_at = holder.map(|_| entry.at);
}

fn reviewed<'a>(request: &'a mut Request, duty: &Duty) -> Option<&'a mut Review> {
    match duty {
        Duty::Review(review) => request.reviews.get_mut(review),
        _ => None,
    }
}
