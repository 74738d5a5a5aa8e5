//! I4, within: every line of a request's journal hangs on the one before, and the last one is where
//! the request says. Whoever owns the database could write a whole chain anew; `seals` is for that.

use super::Case;
use super::report::Check;
use crate::storage::journal::Written;

pub(super) fn check(case: &Case, check: &mut Check) {
    let id = Some(case.id());
    let ends_a_line = |written: &&Written| written.hash.is_some();
    for line in case.lines.iter().filter(ends_a_line) {
        check.count(
            id,
            match line.fault {
                None => Ok(()),
                Some(fault) => Err(format!("line {}: {fault:?}", line.line)),
            },
        );
    }
    let last = case.lines.last();
    let last = last.map(|line| (line.seq, line.hash.as_deref()));
    let head = (case.stored.request.version, Some(case.stored.head.as_str()));
    if last != Some(head) {
        check.fail(id, "the journal does not end where the request says");
    }
}
