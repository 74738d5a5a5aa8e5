//! How applicants are reached and found, as marks: the keyed hash of a phone number, of a mail address,
//! or of a name with the end of a number. By them the requests of one contact are found, and at a counter
//! those of somebody who stands there; without the key, which is not in here, nobody is.

use std::fmt;

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};

use serde::Serialize;

use super::Error;
use super::batch::{self, ROWS, Step};
use super::entities::reach::{Column, Entity, Model};
use super::entities::request;
use crate::domain::contact::ContactKind;
use crate::domain::identifiers::{RequestId, RequestIdError};

/// Requests of one statement.
const REQUESTS_PER_STATEMENT: usize = 500;

/// The keyed hash of a contact.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark(pub [u8; 32]);

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mark")
    }
}

impl Mark {
    /// As the tables keep it; none where that is no mark.
    pub(super) fn read(text: &str) -> Option<Self> {
        let bytes = hex::decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }
}

/// Of what a mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkKind {
    /// A contact.
    Contact(ContactKind),
    /// The name with the end of the identity number, as people say them at a counter.
    NameAndIdentity,
    /// The name with the end of the phone number.
    NameAndPhone,
}

impl MarkKind {
    const ALL: [Self; 4] = [
        Self::Contact(ContactKind::Mail),
        Self::Contact(ContactKind::Phone),
        Self::NameAndIdentity,
        Self::NameAndPhone,
    ];

    /// A stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contact(kind) => kind.as_str(),
            Self::NameAndIdentity => "name-identity",
            Self::NameAndPhone => "name-phone",
        }
    }

    fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// The marks of one request, and the key they were made under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marks {
    /// Names the key without telling it.
    pub key: String,
    /// At most one of a kind, in order of kinds.
    pub all: Vec<(MarkKind, Mark)>,
}

/// Lays down how requests are reached from now on.
///
/// # Errors
/// Whatever the database says.
pub async fn put(tx: &impl ConnectionTrait, batch: &[(RequestId, &Marks)]) -> Result<(), Error> {
    for batch in batch.chunks(REQUESTS_PER_STATEMENT) {
        batch::carry_out(tx, putting(batch)?).await?;
    }
    Ok(())
}

/// A kind of mark that a request has no more.
#[derive(Serialize)]
struct Gone {
    request_id: i64,
    kind: &'static str,
}

/// The same as steps of a batch. No row is in both: PostgreSQL takes them as one statement.
pub(super) fn putting(batch: &[(RequestId, &Marks)]) -> Result<Vec<Step>, Error> {
    let (mut rows, mut gone) = (Vec::new(), Vec::new());
    for (id, marks) in batch {
        let request_id = id.get();
        for kind in MarkKind::ALL {
            let found = marks.all.iter().find(|(known, _)| *known == kind);
            let kind = kind.as_str();
            match found {
                Some((_, mark)) => rows.push(Model {
                    request_id,
                    kind: kind.to_owned(),
                    mark: mark.to_string(),
                }),
                None => gone.push(Gone { request_id, kind }),
            }
        }
    }
    let mut steps = Vec::new();
    if !gone.is_empty() {
        let sql = format!(
            "DELETE FROM reach WHERE (request_id, kind) IN (SELECT request_id, kind FROM {ROWS})"
        );
        let columns = [("request_id", "bigint"), ("kind", "text")];
        let columns = columns.map(|(name, kind)| (name.to_owned(), kind));
        steps.push(Step::of(sql, columns.to_vec(), &gone)?);
    }
    if !rows.is_empty() {
        steps.push(Step::put::<Entity>(&rows)?);
    }
    Ok(steps)
}

/// Notes under which key a request is marked, where nothing else about it changes.
///
/// # Errors
/// Whatever the database says.
pub async fn note_key(
    tx: &impl ConnectionTrait,
    ids: &[RequestId],
    key: &str,
) -> Result<(), Error> {
    request::Entity::update_many()
        .col_expr(request::Column::ReachKey, Expr::value(key))
        .filter(request::Column::Id.is_in(ids.iter().map(|id| id.get())))
        .exec(tx)
        .await?;
    Ok(())
}

/// Forgets how a request is reached.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(tx: &impl ConnectionTrait, id: RequestId) -> Result<(), Error> {
    Entity::delete_many()
        .filter(Column::RequestId.eq(id.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// The marks of a request as they stand; none where it was not marked yet, or is erased.
///
/// # Errors
/// [`Error::Impossible`], besides whatever the database says.
pub async fn of_request(db: &impl ConnectionTrait, id: RequestId) -> Result<Option<Marks>, Error> {
    let row = request::Entity::find_by_id(id.get()).one(db).await?;
    let rows = Entity::find()
        .filter(Column::RequestId.eq(id.get()))
        .all(db)
        .await?;
    let mark = |row: &super::entities::reach::Model| {
        let broken = Error::Impossible("a mark is none");
        let read = (MarkKind::read(&row.kind), Mark::read(&row.mark));
        match read {
            (Some(kind), Some(mark)) => Ok((kind, mark)),
            _ => Err(broken),
        }
    };
    let all: Result<Vec<(MarkKind, Mark)>, Error> = rows.iter().map(mark).collect();
    let mut all = all?;
    all.sort_unstable();
    let key = row.and_then(|row| row.reach_key);
    Ok(match (key, all.is_empty()) {
        (Some(key), _) => Some(Marks { key, all }),
        (None, true) => None,
        (None, false) => Some(Marks {
            key: String::new(),
            all,
        }),
    })
}

/// The requests that are reached so, newest first.
///
/// # Errors
/// [`Error::Impossible`], besides whatever the database says.
pub async fn requests(
    db: &impl ConnectionTrait,
    mark: Mark,
    limit: u64,
) -> Result<Vec<RequestId>, Error> {
    let ids: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::RequestId)
        .filter(Column::Mark.eq(mark.to_string()))
        .order_by_desc(Column::RequestId)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let id = |id: i64| RequestId::try_from(id).map_err(|_| Error::Impossible("a mark is nobody's"));
    let mut ids: Vec<RequestId> = ids.into_iter().map(id).collect::<Result<_, _>>()?;
    ids.dedup();
    Ok(ids)
}

/// Whether a request is reached so now.
///
/// # Errors
/// Whatever the database says.
pub async fn holds(db: &impl ConnectionTrait, id: RequestId, mark: Mark) -> Result<bool, Error> {
    let row = Entity::find()
        .filter(Column::RequestId.eq(id.get()))
        .filter(Column::Mark.eq(mark.to_string()))
        .one(db)
        .await?;
    Ok(row.is_some())
}

/// A stretch of the index over marked requests in which those are that are not marked under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    /// Not marked at all.
    Nothing,
    /// Under a key that sorts before it.
    Before,
    /// Under one that sorts after it.
    After,
}

/// A place in a stretch: a key, and a request.
pub type Place = (Option<String>, RequestId);

/// Requests that are not erased and not marked under this key, of one stretch, in its order: where all are
/// marked, nothing else is read.
///
/// # Errors
/// [`Error::Impossible`], besides whatever the database says.
pub async fn unmarked(
    db: &impl ConnectionTrait,
    key: &str,
    stretch: Stretch,
    from: Option<&Place>,
    limit: u64,
) -> Result<Vec<Place>, Error> {
    let (reach_key, id) = (request::Column::ReachKey, request::Column::Id);
    let of_stretch = match stretch {
        Stretch::Nothing => reach_key.is_null(),
        Stretch::Before => reach_key.lt(key),
        Stretch::After => reach_key.gt(key),
    };
    let mut find = request::Entity::find()
        .select_only()
        .columns([reach_key, id])
        .filter(request::Column::ErasedAt.is_null())
        .filter(of_stretch)
        .order_by_asc(reach_key)
        .order_by_asc(id)
        .limit(limit);
    find = match from {
        None => find,
        Some((None, last)) => find.filter(id.gt(last.get())),
        Some((Some(under), last)) => {
            let place = Expr::tuple([Expr::col(reach_key), Expr::col(id)]);
            let last = Expr::tuple([Expr::val(under.as_str()), Expr::val(last.get())]);
            find.filter(place.gt(last))
        }
    };
    let rows: Vec<(Option<String>, i64)> = find.into_tuple().all(db).await?;
    let place = |(key, id)| Ok((key, RequestId::try_from(id)?));
    let places: Result<_, RequestIdError> = rows.into_iter().map(place).collect();
    places.map_err(|_| Error::Impossible("a request is none"))
}
