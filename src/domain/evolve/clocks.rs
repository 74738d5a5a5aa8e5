//! Clocks start, end, grow, stop and resume.

use crate::domain::clock::Span;
use crate::domain::event::{Entry, Event};
use crate::domain::request::{Clock, Request};
use crate::domain::stop::Stop;

pub(super) fn clock(request: &mut Request, entry: &Entry) {
    match &entry.event {
        Event::ClockStarted {
            clock,
            round,
            budget,
            from,
            department,
        } => {
            let started = Clock {
                round: *round,
                budget: *budget,
                started: *from,
                department: department.clone(),
                extension: None,
                ended: None,
                rested: Vec::new(),
                fired: Default::default(),
            };
            request.clocks.insert(clock.clone(), started);
        }
        Event::ClockEnded { clock, as_of } => {
            if let Some(clock) = request.clocks.get_mut(clock) {
                clock.ended = Some(*as_of);
            }
        }
        Event::ClockReopened { clock } => {
            if let Some(clock) = request.clocks.get_mut(clock)
                && let Some(from) = clock.ended.take()
            {
                let to = Some(entry.at.max(from));
                clock.rested.push(Span { from, to });
            }
        }
        Event::Extended { clock, by, .. } => {
            if let Some(clock) = request.clocks.get_mut(clock) {
                clock.extension = Some(*by);
            }
        }
        Event::RungFired { clock, index, .. } => {
            if let Some(clock) = request.clocks.get_mut(clock) {
                clock.fired.insert(*index);
            }
        }
        Event::Stopped {
            number,
            scope,
            ground,
            until,
        } => request.stops.push(Stop {
            number: *number,
            scope: scope.clone(),
            ground: *ground,
            from: entry.at,
            until: *until,
            resumed: None,
        }),
        Event::Resumed { number, as_of } => {
            if let Some(stop) = request.stops.iter_mut().find(|stop| stop.number == *number) {
                stop.resumed = Some(*as_of);
            }
        }
        _ => {}
    }
}
