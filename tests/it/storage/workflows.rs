//! A published version never changes, and a request runs on the version it was filed on.

use lianban::engine::Error;
use lianban::storage::workflows;

use crate::engine::house::House;
use crate::support::databases::{Database, on_both};

on_both!(
    the_same_version_with_another_content_is_refused,
    a_request_keeps_its_version_when_a_newer_one_is_published,
);

async fn the_same_version_with_another_content_is_refused(database: Database) {
    let house = House::open(database).await;
    let key = "residence-permit".parse().unwrap();
    let service = house.engine.newest_service(&key).await.unwrap();
    house
        .engine
        .publish(service.workflow.clone(), "the same")
        .await
        .unwrap();
    let mut other = service.workflow.clone();
    other.hash = "0".repeat(64);
    let refused = house.engine.publish(other, "another").await;
    assert!(
        matches!(refused, Err(Error::VersionTaken { version: 2, .. })),
        "{refused:?}"
    );
    let stored = workflows::find(house.engine.store().reader(), &key, 2)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stored.workflow, service.workflow);
}

async fn a_request_keeps_its_version_when_a_newer_one_is_published(database: Database) {
    let house = House::open(database).await;
    let old = house.file("residence-permit").await.id;
    let key = "residence-permit".parse().unwrap();
    let mut next = house
        .engine
        .newest_service(&key)
        .await
        .unwrap()
        .workflow
        .clone();
    next.version = 3;
    next.hash = "2".repeat(64);
    house.engine.publish(next, "the next").await.unwrap();
    let new = house.file("residence-permit").await.id;
    let version = async |id| {
        house
            .engine
            .request(id)
            .await
            .unwrap()
            .request
            .workflow
            .version
    };
    assert_eq!((version(old).await, version(new).await), (2, 3));
    // A node that has just started knows both from the store alone.
    let node = house.another_engine().await;
    assert_eq!(node.tick(&[old, new]).await.unwrap(), 0);
    assert!(node.registry().get(&key, 2).is_some() && node.registry().get(&key, 3).is_some());
}
