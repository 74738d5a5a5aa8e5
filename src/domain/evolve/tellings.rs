//! Cards and notices go out and are answered.

use crate::domain::event::{Entry, Event};
use crate::domain::request::{By, Card, Notice, Request, Told};

pub(super) fn told(request: &mut Request, entry: &Entry) {
    match &entry.event {
        Event::CardIssued {
            number,
            colour,
            department,
            clock,
        } => request.cards.push(Card {
            number: *number,
            colour: *colour,
            department: department.clone(),
            clock: clock.clone(),
            at: entry.at,
            answered_at: None,
        }),
        Event::CardAnswered { number } => {
            if let Some(card) = request.cards.iter_mut().find(|card| card.number == *number) {
                card.answered_at = Some(entry.at);
            }
        }
        Event::Notified {
            number,
            kind,
            channel,
        } => request.notices.push(Notice {
            number: *number,
            kind: *kind,
            at: entry.at,
            channel: *channel,
            told: Told::Pending,
            in_person: false,
        }),
        Event::NoticeTold { number } => {
            mark(request, *number, Told::At(entry.at));
            let notices = &mut request.notices;
            if let Some(notice) = notices.iter_mut().find(|notice| notice.number == *number) {
                notice.in_person = entry.by != By::Engine;
            }
        }
        Event::NoticeNotTold { number } => mark(request, *number, Told::Not),
        _ => {}
    }
}

fn mark(request: &mut Request, number: u32, told: Told) {
    if let Some(notice) = request
        .notices
        .iter_mut()
        .find(|notice| notice.number == number)
    {
        notice.told = told;
    }
    let open = request
        .stages
        .values_mut()
        .filter_map(|state| state.correction.as_mut());
    for asked in open.chain(request.intake_correction.as_mut()) {
        if asked.notice == Some(number) {
            asked.told = matches!(told, Told::At(_));
        }
    }
}
