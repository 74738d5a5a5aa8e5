//! What is put off for one reader of a letter is not sent to the others again.

use lianban::domain::command::{Act, Action};
use lianban::jobs::digest;

use super::{Room, id_of};
use crate::engine::house::{officer, review};
use crate::jobs::bench::until;
use crate::support::databases::{Database, on_both};
use crate::support::smtp::{Behaviour, Received};

on_both!(
    a_mailbox_that_is_put_off_costs_its_colleagues_nothing,
    a_mailbox_that_is_gone_is_asked_once_while_a_colleague_is_put_off,
    a_digest_is_read_once_whoever_is_put_off,
);

const LI: &str = "li@office.example";
const MA: &str = "ma@office.example";

fn to(room: &Room, reader: &str) -> Vec<Received> {
    let letters = room.server.messages().into_iter();
    letters.filter(|letter| letter.to == [reader]).collect()
}

fn put_off(reader: &str) -> Behaviour {
    Behaviour::GreylistRecipient {
        address: reader.to_owned(),
        times: 3,
    }
}

async fn urge(room: &Room) {
    let id = room.house.under_review().await;
    // The receipt and the acceptance are out of the way.
    room.server.wait_for(2).await;
    room.server.behave(put_off(MA));
    let supervisor = officer(9, "supervision", "supervisor");
    let act = Act::Urge(review("evidence.job"));
    let reason = "It lies.".to_owned();
    let action = Action::Supervise { act, reason };
    room.house.act(id, &supervisor, action).await;
}

async fn settled(room: &Room) {
    until("no job waits", || async {
        room.house
            .rows("job WHERE status IN ('pending', 'running')")
            .await
            == 0
    })
    .await;
}

async fn a_mailbox_that_is_put_off_costs_its_colleagues_nothing(database: Database) {
    let room = Room::open(database, "451 for one of two readers").await;
    room.hire("Li", "labor").await;
    room.hire("Ma", "labor").await;
    urge(&room).await;
    settled(&room).await;
    assert_eq!(to(&room, MA).len(), 1);
    assert_eq!(to(&room, LI).len(), 1, "once, however often Ma is tried");
    assert_ne!(id_of(&to(&room, LI)[0]), id_of(&to(&room, MA)[0]));
    assert_eq!(room.house.rows("letter WHERE state = 'sent'").await, 2);
    room.house.tamper("DELETE FROM job").await;
    assert_eq!(room.house.rows("letter").await, 0, "rows go with their job");
    room.close().await;
}

async fn a_mailbox_that_is_gone_is_asked_once_while_a_colleague_is_put_off(database: Database) {
    let room = Room::open(database, "no address for one, 451 for the other").await;
    room.hire("Li", "labor").await;
    room.hire("Ma", "labor").await;
    room.house
        .tamper("UPDATE officer SET email = 'nobody' WHERE name = 'Li'")
        .await;
    urge(&room).await;
    settled(&room).await;
    assert_eq!(to(&room, MA).len(), 1);
    assert_eq!(room.house.rows("letter WHERE state = 'not_told'").await, 1);
    assert_eq!(room.house.rows("job WHERE status = 'dead'").await, 0);
    room.close().await;
}

async fn a_digest_is_read_once_whoever_is_put_off(database: Database) {
    let room = Room::open(database, "451 for one reader of a digest").await;
    room.hire("Li", "labor").await;
    room.hire("Ma", "labor").await;
    room.house.under_review().await;
    room.server.wait_for(2).await;
    room.server.behave(put_off(LI));
    let day = "2026-04-08".parse().unwrap();
    digest::enqueue(&room.office, day).await.unwrap();
    settled(&room).await;
    assert_eq!((to(&room, LI).len(), to(&room, MA).len()), (1, 1));
    room.close().await;
}
