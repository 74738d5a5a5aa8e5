//! Whoever is given work by somebody else is told; nobody is told of what they did themselves.

use lianban::domain::command::{Act, Action};
use lianban::domain::directory::Officer;
use lianban::storage::accounts;

use super::{Room, body};
use crate::engine::house::{officer, review};
use crate::support::databases::{Database, on_both};

on_both!(work_put_on_a_desk_by_somebody_else_is_told);

const TOLD: &str = "job WHERE queue = 'mail' AND payload LIKE '%\"assigned\"%'";

async fn work_put_on_a_desk_by_somebody_else_is_told(database: Database) {
    let room = Room::open(database, "work put on a desk").await;
    // Officer 1 takes the request in, and so reviews nothing.
    room.hire("Wang", "window").await;
    room.hire("Li", "labor").await;
    room.hire("Ma", "labor").await;
    let store = room.house.engine.store();
    let hired = accounts::list(store.reader(), None, 10).await.unwrap();
    let [_, li, ma] = &hired[..] else {
        panic!("not three: {hired:?}");
    };
    let [li, ma]: [Officer; 2] = [li, ma].map(|who| officer(who.id.0, "labor", "clerk"));
    let id = room.house.under_review().await;
    let duty = review("evidence.job");
    let reason = "for a colleague".to_owned();
    let give = |to: &Officer| Action::Transfer {
        duty: duty.clone(),
        to: to.clone(),
        reason: reason.clone(),
    };
    room.house.act(id, &li, Action::Claim(duty.clone())).await;
    room.house.act(id, &li, give(&li)).await;
    assert_eq!(room.house.rows(TOLD).await, 0, "their own act");
    room.house.act(id, &li, give(&ma)).await;
    assert_eq!(room.house.rows(TOLD).await, 1);
    // Receipt, acceptance, and the one to Ma.
    let letters = room.server.wait_for(3).await;
    let to_ma = |count: usize, letters: &[crate::support::smtp::Received]| {
        let theirs = letters.iter().filter(|l| l.to == ["ma@office.example"]);
        let said: Vec<String> = theirs.map(body).collect();
        assert_eq!(said.len(), count);
        assert!(said.iter().all(|said| said.contains("was given to you")));
    };
    to_ma(1, &letters);

    let mut supervisor = officer(9, "labor", "supervisor");
    supervisor.roles.insert("clerk".parse().unwrap());
    let reassign = |to: &Officer| Action::Supervise {
        act: Act::Reassign {
            duty: duty.clone(),
            department: None,
            officer: Some(to.clone()),
        },
        reason: reason.clone(),
    };
    room.house.act(id, &supervisor, reassign(&supervisor)).await;
    assert_eq!(room.house.rows(TOLD).await, 1, "their own act");
    room.house.act(id, &supervisor, reassign(&ma)).await;
    let letters = room.server.wait_for(4).await;
    to_ma(2, &letters);
    assert!(letters.iter().all(|l| l.to != ["li@office.example"]));
    room.close().await;
}
