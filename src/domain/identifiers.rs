//! Names and numbers by which things and people are known, parsed once at the door.
//!
//! Keys of workflow files, ids of rows, the case number people read over the phone, and the
//! numbers that persons and organisations carry. Personal numbers never show in `Debug` or
//! `Display`; `reveal` is the one way to their text. Nothing here looks a number up anywhere.

mod keys;
mod request_id;

pub use keys::{
    DepartmentKey, FieldKey, KeyError, LadderKey, MAX_KEY_LENGTH, MaterialKey, NoticeKey,
    OfficerId, ReviewKey, RoleKey, SittingId, StageKey, WorkflowKey,
};
pub use request_id::{RequestId, RequestIdError};
