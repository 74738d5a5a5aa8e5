//! The yearly window and the terms of the whole.

use super::ladder_of;
use crate::domain::definition::{DeliverLimit, ExtensionRule, Limit, Limits, Window};
use crate::language::Catalogue;
use crate::language::cursor::{Cursor, Fields};
use crate::language::values::{budget, key, limit, stand_in};

pub(super) fn window(at: &Cursor<'_>) -> Option<Window> {
    let hint = "write window: {from: \"04-01\", to: \"04-30\"}";
    let fields = at.fields(&["from", "to"], hint)?;
    let day = |key: &str| {
        fields
            .need(key, hint)
            .and_then(|at| month_and_day(&at, hint))
    };
    let (from, to) = (day("from"), day("to"));
    Some(Window {
        from: from?,
        to: to?,
    })
}

fn month_and_day(at: &Cursor<'_>, hint: &str) -> Option<(u32, u32)> {
    let text = at.text("a month and a day", hint)?;
    let parts = text
        .split_once('-')
        .and_then(|(month, day)| Some((month.parse().ok()?, day.parse().ok()?)));
    match parts {
        // 2024 is a leap year, so the 29th of February is a day a window may end on
        Some((month, day)) if chrono::NaiveDate::from_ymd_opt(2024, month, day).is_some() => {
            Some((month, day))
        }
        _ => {
            at.error(
                "bad-date",
                format!("`{text}` is not a month and a day"),
                hint,
            );
            None
        }
    }
}

pub(super) fn read_limits(at: &Cursor<'_>, catalogue: &Catalogue) -> Option<Limits> {
    let hint = "write limits: {statutory: {for: 45wd, basis: …}, promised: {for: 30wd}, deliver: {for: 10wd, owner: window}}";
    let fields = at.fields(
        &["statutory", "promised", "deliver", "ladder", "claim"],
        hint,
    )?;
    let statutory = fields.need(
        "statutory",
        "write statutory: {for: 20wd, basis: 行政许可法42(1)}",
    );
    let statutory = statutory.and_then(|at| one_limit(&at, true));
    let promised = fields.get("promised").and_then(|at| one_limit(&at, false));
    let deliver = fields.need(
        "deliver",
        "write deliver: {for: 10wd, basis: 行政许可法44, owner: window}",
    );
    let deliver = deliver.and_then(|at| {
        let fields = at.fields(
            &["for", "basis", "owner"],
            "write deliver: {for: 10wd, owner: window}",
        )?;
        let owner = fields
            .need("owner", "say who hands over: owner: window")
            .and_then(|at| key(&at));
        let limit = Limit {
            budget: limit(&fields)?,
            basis: basis_of(&fields),
            extend: None,
        };
        Some(DeliverLimit {
            limit,
            owner: owner.or_else(stand_in)?,
        })
    });
    Some(Limits {
        statutory: statutory?,
        promised,
        deliver: deliver?,
        ladder: fields
            .get("ladder")
            .and_then(|at| ladder_of(catalogue, &at)),
        claim: fields.get("claim").and_then(|at| budget(&at)),
    })
}

fn one_limit(at: &Cursor<'_>, by_law: bool) -> Option<Limit> {
    let fields = at.fields(
        &["for", "basis", "extend"],
        "write {for: 20wd, basis: 行政许可法42(1)}",
    )?;
    if by_law {
        fields.need(
            "basis",
            "name the article the limit rests on: basis: 行政许可法42(1)",
        );
    }
    let extend = fields.get("extend").and_then(|at| {
        let hint = "write extend: {by: 10wd, approver: head}";
        let fields = at.fields(&["by", "approver"], hint)?;
        let by = fields.need("by", hint).and_then(|at| budget(&at));
        let approver = fields.need("approver", hint).and_then(|at| key(&at));
        Some(ExtensionRule {
            by: by?,
            approver: approver?,
        })
    });
    Some(Limit {
        budget: limit(&fields)?,
        basis: basis_of(&fields),
        extend,
    })
}

fn basis_of(fields: &Fields<'_>) -> Option<String> {
    fields.get("basis").and_then(|at| {
        Some(
            at.text("a statute", "write basis: 行政许可法42(1)")?
                .to_owned(),
        )
    })
}
