//! Where journals end: of requests and of sittings alike. A calendar counts as a journal of one line.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{HeadOf, Kind};
use crate::domain::calendar::Instant;
use crate::storage::digest::Digest;
use crate::storage::entities::{calendar, request, sitting, sitting_journal};
use crate::storage::{Error, journal, micros, requests};

/// Most heads read in one statement.
const PAGE_ROWS: u64 = 10_000;

/// The heads of the journals that grew since: of requests by machine time, from the hour that had begun, of
/// sittings and calendars, which are few, by law's.
///
/// # Errors
/// Whatever the database says.
pub async fn changed(
    db: &impl ConnectionTrait,
    machine: Instant,
    law: Instant,
) -> Result<BTreeSet<HeadOf>, Error> {
    let mut heads = requests(db, machine).await?;
    heads.extend(sittings(db, law).await?);
    heads.extend(calendars(db, law).await?);
    Ok(heads)
}

/// One that grows while the pages are read comes twice; the later head counts.
async fn requests(db: &impl ConnectionTrait, since: Instant) -> Result<BTreeSet<HeadOf>, Error> {
    use request::Column as C;
    let mut found: BTreeMap<i64, (i64, String)> = BTreeMap::new();
    let mut after = (requests::changed_at(since), -1);
    loop {
        let later = Condition::any().add(C::UpdatedAt.gt(after.0)).add(
            Condition::all()
                .add(C::UpdatedAt.eq(after.0))
                .add(C::Id.gt(after.1)),
        );
        let rows: Vec<(i64, i64, i64, Digest)> = request::Entity::find()
            .select_only()
            .columns([C::UpdatedAt, C::Id, C::Version, C::Head])
            .filter(C::UpdatedAt.gte(after.0))
            .filter(later)
            .order_by_asc(C::UpdatedAt)
            .order_by_asc(C::Id)
            .limit(PAGE_ROWS)
            .into_tuple()
            .all(db)
            .await?;
        let Some(last) = rows.last() else {
            break;
        };
        after = (last.0, last.1);
        found.extend(
            rows.into_iter()
                .map(|(_, id, version, hash)| (id, (version, hash.to_string()))),
        );
    }
    let heads = found.into_iter();
    Ok(heads
        .map(|(id, (version, hash))| head(Kind::Request, id, version, hash))
        .collect())
}

async fn sittings(db: &impl ConnectionTrait, since: Instant) -> Result<Vec<HeadOf>, Error> {
    use sitting::Column as C;
    let grown = Query::select()
        .column(sitting_journal::Column::SittingId)
        .from(sitting_journal::Entity)
        .and_where(sitting_journal::Column::At.gte(micros(since)))
        .take();
    let rows: Vec<(i64, i64, String)> = sitting::Entity::find()
        .select_only()
        .columns([C::Id, C::Version, C::Head])
        .filter(C::Id.in_subquery(grown))
        .into_tuple()
        .all(db)
        .await?;
    let heads = rows.into_iter();
    Ok(heads
        .map(|(id, version, hash)| head(Kind::Sitting, id, version, hash))
        .collect())
}

async fn calendars(db: &impl ConnectionTrait, since: Instant) -> Result<Vec<HeadOf>, Error> {
    let rows = calendar::Entity::find()
        .filter(calendar::Column::InForceFrom.gte(micros(since)))
        .all(db)
        .await?;
    let heads = rows.iter();
    Ok(heads
        .map(|row| head(Kind::Calendar, row.number, 1, calendar_hash(row)))
        .collect())
}

/// From when on it counts belongs to what is sealed.
fn calendar_hash(row: &calendar::Model) -> String {
    journal::link(&format!("calendar:{}:", row.in_force_from), &row.days)
}

fn head(kind: Kind, id: i64, version: i64, hash: String) -> HeadOf {
    HeadOf {
        kind,
        id,
        version: version as u64,
        hash,
    }
}

/// How long the journals of these say they are; who is gone is left out.
///
/// # Errors
/// Whatever the database says.
pub async fn lengths(
    db: &impl ConnectionTrait,
    kind: Kind,
    ids: &[i64],
) -> Result<BTreeMap<i64, u64>, Error> {
    let rows: Vec<(i64, i64)> = match kind {
        Kind::Request => {
            request::Entity::find()
                .select_only()
                .columns([request::Column::Id, request::Column::Version])
                .filter(request::Column::Id.is_in(ids.iter().copied()))
                .into_tuple()
                .all(db)
                .await?
        }
        Kind::Calendar => return Ok(numbered(db, ids).await?.keys().map(|id| (*id, 1)).collect()),
        Kind::Sitting => {
            sitting::Entity::find()
                .select_only()
                .columns([sitting::Column::Id, sitting::Column::Version])
                .filter(sitting::Column::Id.is_in(ids.iter().copied()))
                .into_tuple()
                .all(db)
                .await?
        }
    };
    let lengths = rows.into_iter();
    Ok(lengths.map(|(id, length)| (id, length as u64)).collect())
}

/// The hashes at these places, `(id, line)`; a place without a line is left out.
///
/// # Errors
/// Whatever the database says.
pub async fn hashes(
    db: &impl ConnectionTrait,
    kind: Kind,
    places: &[(i64, u64)],
) -> Result<BTreeMap<(i64, u64), String>, Error> {
    match kind {
        Kind::Request => journal::hashes(db, places).await,
        Kind::Sitting => of_sittings(db, places).await,
        Kind::Calendar => {
            let ids: Vec<i64> = places.iter().map(|place| place.0).collect();
            let rows = numbered(db, &ids).await?.into_iter();
            Ok(rows
                .map(|(id, row)| ((id, 1), calendar_hash(&row)))
                .collect())
        }
    }
}

async fn numbered(
    db: &impl ConnectionTrait,
    ids: &[i64],
) -> Result<BTreeMap<i64, calendar::Model>, Error> {
    let rows = calendar::Entity::find()
        .filter(calendar::Column::Number.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.number, row)).collect())
}

async fn of_sittings(
    db: &impl ConnectionTrait,
    places: &[(i64, u64)],
) -> Result<BTreeMap<(i64, u64), String>, Error> {
    use sitting_journal::Column as C;
    if places.is_empty() {
        return Ok(BTreeMap::new());
    }
    let any = places.iter().fold(Condition::any(), |any, (id, seq)| {
        let place = Condition::all()
            .add(C::SittingId.eq(*id))
            .add(C::Seq.eq(*seq as i64));
        any.add(place)
    });
    let rows: Vec<(i64, i64, String)> = sitting_journal::Entity::find()
        .select_only()
        .columns([C::SittingId, C::Seq, C::Hash])
        .filter(any)
        .into_tuple()
        .all(db)
        .await?;
    let hashes = rows.into_iter();
    Ok(hashes
        .map(|(id, seq, hash)| ((id, seq as u64), hash))
        .collect())
}
