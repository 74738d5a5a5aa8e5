//! `lianban schema`

use super::{Ending, say};
use crate::language;

pub(super) fn run() -> anyhow::Result<Ending> {
    say::line(language::schema().trim_end())?;
    Ok(Ending::Done)
}
