//! Work opens, is taken, moves and closes.

use crate::domain::event::{Entry, Event};
use crate::domain::request::{Duty, Request, Review, Seat};

pub(super) fn seat(request: &mut Request, entry: &Entry) {
    let revision = request.version;
    let touch = |request: &mut Request, duty, change: &dyn Fn(&mut Seat)| {
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
            touch(request, duty, &|seat| seat.holder = Some(*officer));
            if let Some(review) = reviewed(request, duty) {
                review.seen = true;
            }
        }
        Event::Released { duty } => touch(request, duty, &|seat| seat.holder = None),
        Event::Moved {
            duty,
            department,
            role,
            officer,
        } => {
            touch(request, duty, &|seat| {
                seat.department = department.clone();
                seat.role = role.clone();
                seat.holder = *officer;
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

fn reviewed<'a>(request: &'a mut Request, duty: &Duty) -> Option<&'a mut Review> {
    match duty {
        Duty::Review(review) => request.reviews.get_mut(review),
        _ => None,
    }
}
