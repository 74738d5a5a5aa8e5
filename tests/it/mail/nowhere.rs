//! Where no mail is sent, nobody counts as told by mail: the desk tells them.

use std::sync::Arc;

use lianban::adapters::mailbox::Nowhere;
use lianban::domain::command::{Act, Action};
use lianban::domain::request::{Duty, Told};
use lianban::storage::mails::State;

use super::Room;
use crate::engine::house::{officer, review};
use crate::jobs::bench::until;
use crate::support::databases::{Database, on_both};
use crate::support::smtp::Listener;

on_both!(
    where_no_mail_is_sent_every_notice_is_work_for_the_desk,
    where_no_mail_is_sent_letters_to_officers_are_no_trouble,
);

async fn room(database: Database) -> Room {
    Room::over(database, Listener::start().await, Arc::new(Nowhere)).await
}

async fn where_no_mail_is_sent_every_notice_is_work_for_the_desk(database: Database) {
    let room = room(database).await;
    let id = room.file().await.id;
    let row = room.mail(id, State::NotTold).await;
    assert_eq!(row.detail, "no mail is sent here");
    until("the notice is not told", || async {
        room.told(id, 1).await == Told::Not
    })
    .await;
    let request = room.house.engine.request(id).await.unwrap().request;
    assert!(request.seats.contains_key(&Duty::Tell(1)));
    room.close().await;
}

async fn where_no_mail_is_sent_letters_to_officers_are_no_trouble(database: Database) {
    let room = room(database).await;
    room.hire("Li", "labor").await;
    let id = room.house.under_review().await;
    let supervisor = officer(9, "supervision", "supervisor");
    let act = Act::Urge(review("evidence.job"));
    let reason = "It lies.".to_owned();
    let action = Action::Supervise { act, reason };
    room.house.act(id, &supervisor, action).await;
    until("no job waits", || async {
        room.house
            .rows("job WHERE status IN ('pending', 'running')")
            .await
            == 0
    })
    .await;
    assert_eq!(room.house.rows("job WHERE status = 'dead'").await, 0);
    assert_eq!(room.house.rows("letter").await, 0, "nothing was sent");
    room.close().await;
}
