//! Numbers and keys that people type: whatever is taken is written in one way and taken again as the same;
//! a wrong character and a swap in a case number, a credit code or an identity number are caught; what is
//! shown of an identity number or a phone does not give it away.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use lianban::domain::clock::Budget;
use lianban::domain::contact::Contact;
use lianban::domain::identifiers::{
    CaseNumber, CreditCode, DepartmentKey, FieldKey, IdentityNumber, MaterialKey, Phone,
    RegionCode, Regions, RequestId, StageKey, WorkflowKey,
};
use lianban::domain::request::{ClockKey, Duty, ReviewId};
use lianban::doors::credentials;

use super::text;

/// Longest text in which every character is exchanged.
const EXCHANGED_MAX_BYTES: usize = 64;

pub fn run(bytes: &[u8]) {
    let Some(typed) = text(bytes) else { return };
    comes_back::<DepartmentKey>(typed);
    comes_back::<FieldKey>(typed);
    comes_back::<MaterialKey>(typed);
    comes_back::<StageKey>(typed);
    comes_back::<WorkflowKey>(typed);
    comes_back::<RegionCode>(typed);
    comes_back::<Budget>(typed);
    comes_back::<Duty>(typed);
    comes_back::<ReviewId>(typed);
    comes_back::<ClockKey>(typed);
    let _ = typed.parse::<Contact>();
    let _ = Regions::from_csv(typed);
    let _ = credentials::case_number(typed);
    let _ = credentials::code(typed);
    case_number(typed);
    credit_code(typed);
    identity_number(typed);
    phone(typed);
}

fn comes_back<T: FromStr + Display + PartialEq + Debug>(typed: &str)
where
    T::Err: Debug,
{
    let Ok(taken) = typed.parse::<T>() else {
        return;
    };
    let again = taken.to_string().parse::<T>();
    assert_eq!(again.ok().as_ref(), Some(&taken), "{typed:?}");
}

/// Every text with one character exchanged for another, and those with two neighbours swapped.
fn mistyped(text: &str) -> impl Iterator<Item = String> {
    let characters: Vec<char> = text.chars().take(EXCHANGED_MAX_BYTES).collect();
    let places: Vec<usize> = (0..characters.len())
        .filter(|at| characters[*at].is_ascii_alphanumeric())
        .collect();
    let mut wrong = Vec::new();
    for &at in &places {
        for other in ('0'..='9')
            .chain('A'..='Z')
            .filter(|other| *other != characters[at])
        {
            let mut changed = characters.clone();
            changed[at] = other;
            wrong.push(changed.iter().collect());
        }
    }
    for pair in places.windows(2) {
        let mut changed = characters.clone();
        changed.swap(pair[0], pair[1]);
        wrong.push(changed.iter().collect());
    }
    wrong.into_iter()
}

fn case_number(typed: &str) {
    let Ok(number) = typed.parse::<CaseNumber>() else {
        return;
    };
    let written = number.to_string();
    assert_eq!(written.parse().ok(), Some(number), "{typed:?}");
    assert_eq!(CaseNumber::from(number.request_id()), number);
    assert_eq!(
        RequestId::try_from(number.request_id().get()).ok(),
        Some(number.request_id())
    );
    for wrong in mistyped(&written) {
        let taken = wrong.parse::<CaseNumber>().ok();
        assert!(
            taken.is_none_or(|taken| taken == number),
            "{wrong} is taken for {written}"
        );
    }
}

fn credit_code(typed: &str) {
    let Ok(code) = typed.parse::<CreditCode>() else {
        return;
    };
    assert_eq!(
        code.as_str().parse().ok().as_ref(),
        Some(&code),
        "{typed:?}"
    );
    assert_eq!(code.as_str().len(), 18);
}

fn identity_number(typed: &str) {
    let Ok(number) = typed.parse::<IdentityNumber>() else {
        return;
    };
    let written = number.reveal();
    assert_eq!(written.parse().ok().as_ref(), Some(&number), "{typed:?}");
    let born = number.birth_date().format("%Y%m%d").to_string();
    assert!(written.contains(&born));
    for shown in [number.to_string(), format!("{number:?}")] {
        assert!(
            !shown.contains(&born) && !shown.contains(written),
            "{shown}"
        );
    }
    for wrong in mistyped(written) {
        let taken = wrong.parse::<IdentityNumber>().ok();
        assert!(
            taken.is_none_or(|taken| taken == number),
            "{wrong} is taken for another"
        );
    }
}

fn phone(typed: &str) {
    let Ok(phone) = typed.parse::<Phone>() else {
        return;
    };
    let written = phone.reveal();
    assert_eq!(written.parse().ok().as_ref(), Some(&phone), "{typed:?}");
    assert!(!phone.to_string().contains(written) && !format!("{phone:?}").contains(written));
}

pub fn seeds() -> Vec<Vec<u8>> {
    super::owned(&[
        "2222-ABC-DEF-2345",
        "2E4Y-GV8-QF7-AMBS",
        "２Ｅ４Ｙ－ＧＶ８－ＱＦ７－ＡＭＢＳ",
        "91350100M000100Y43",
        "92510132MA6C1X5P3X",
        "990118199203040213",
        "11010519491231002X",
        "19900000003",
        "+86 199 0000 0003",
        "028-00000001",
        "review:verify.age",
        "review:verify.children#0198c1d2",
        "correction:verify",
        "tell:1",
        "complaint:1",
        "510132",
        "code,name,parent\n51,四川省,\n5101,成都市,51",
        "10wd",
        "school-admission",
        "li@example.org",
    ])
}
