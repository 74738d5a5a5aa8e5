//! What the owner of the database could do with this very program.

use lianban::domain::event::Entry;
use lianban::domain::evolve;
use lianban::domain::identifiers::RequestId;
use lianban::storage::digest::Digest;
use lianban::storage::packing::Packed;
use lianban::storage::{entities, journal};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};

use super::house::House;

/// Another history, chained and folded as if it had happened.
pub async fn forge(house: &House, id: RequestId, change: impl FnOnce(&mut Vec<Entry>)) {
    let db = house.engine.store().writer();
    let lines = journal::read(db, id).await.unwrap();
    let mut entries: Vec<Entry> = lines.into_iter().map(|line| line.entry).collect();
    let before = entries.clone();
    change(&mut entries);
    assert_ne!(entries, before, "nothing was forged");
    let sealed = journal::seal(&journal::genesis(id), 0, &entries, || "00".to_owned()).unwrap();
    let head = sealed.last().unwrap().hash.clone();
    let rows: Vec<_> = sealed
        .into_iter()
        .map(|line| entities::journal::ActiveModel {
            request_id: Set(id.get()),
            seq: Set(line.seq as i64),
            at: Set(lianban::storage::micros(line.at)),
            kind: Set(line.kind),
            body: Set(Packed::of(&line.body)),
            facts: Set(line.facts.as_ref().map(|facts| facts.text.clone())),
            facts_salt: Set(line.facts.map(|facts| facts.salt)),
            hash: Set(Digest::of(&line.hash)),
            correlation: Set(None),
        })
        .collect();
    let mine = entities::journal::Column::RequestId.eq(id.get());
    entities::journal::Entity::delete_many()
        .filter(mine)
        .exec(db)
        .await
        .unwrap();
    entities::journal::Entity::insert_many(rows)
        .exec_without_returning(db)
        .await
        .unwrap();
    let request = evolve::replay(id, &entries).unwrap();
    let row = entities::request::Entity::find_by_id(id.get())
        .one(db)
        .await
        .unwrap()
        .unwrap();
    let mut row = row.into_active_model();
    row.state = Set(Packed::of(&serde_json::to_string(&request).unwrap()));
    row.version = Set(request.version as i64);
    row.head = Set(Digest::of(&head));
    row.update(db).await.unwrap();
}

/// A request's row and journal, to be put back after they were tampered with.
pub struct Kept {
    request: entities::request::Model,
    journal: Vec<entities::journal::Model>,
}

impl Kept {
    pub async fn of(house: &House, id: RequestId) -> Self {
        let db = house.engine.store().writer();
        let request = entities::request::Entity::find_by_id(id.get()).one(db);
        let journal = entities::journal::Entity::find()
            .filter(entities::journal::Column::RequestId.eq(id.get()))
            .all(db);
        Self {
            request: request.await.unwrap().unwrap(),
            journal: journal.await.unwrap(),
        }
    }

    pub async fn put_back(self, house: &House) {
        let db = house.engine.store().writer();
        let id = self.request.id;
        remove(house, id).await;
        let lines = self
            .journal
            .into_iter()
            .map(IntoActiveModel::into_active_model);
        entities::request::Entity::insert(self.request.into_active_model())
            .exec_without_returning(db)
            .await
            .unwrap();
        entities::journal::Entity::insert_many(lines)
            .exec_without_returning(db)
            .await
            .unwrap();
    }
}

/// A request's row and journal are gone.
pub async fn remove(house: &House, id: i64) {
    for sql in [
        format!("DELETE FROM journal WHERE request_id = {id}"),
        format!("DELETE FROM request WHERE id = {id}"),
    ] {
        house.tamper(&sql).await;
    }
}
