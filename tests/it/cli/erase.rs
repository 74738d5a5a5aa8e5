//! Erasing from the machine: what cannot be erased is said, and why.

use lianban::domain::identifiers::{CaseNumber, RequestId};

use super::house::House;

#[test]
fn what_is_not_there_is_not_erased_and_a_reason_is_needed() {
    let house = House::new();
    house.done(&["migrate"]);
    let id = RequestId::new("2026-04-08T02:00:00Z".parse().unwrap(), 7);
    let case = CaseNumber::from(id).to_string();
    let ran = house.run(&["erase", &case, "--reason", "retention over"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
    assert!(ran.err.contains("is not erased"), "{}", ran.err);
    for arguments in [
        &["erase", case.as_str()][..],
        &["erase", "no-number", "--reason", "x"],
    ] {
        assert_eq!(house.run(arguments).code, 2, "{arguments:?}");
    }
}
