//! What follows the decision: the certificate with what it shows, or the remedy.

use crate::domain::definition::{Gift, GrantRule, RefuseRule, ResultRule, Shown, Text};
use crate::domain::directory::WINDOW;
use crate::domain::identifiers::{ReviewKey, StageKey};
use crate::language::Catalogue;
use crate::language::cursor::Cursor;
use crate::language::values::{TEXT_HINT, key, limit, number, own_key, stand_in, text, title};

use super::steps::role;

/// Most fields a certificate may show.
const SHOWS_MAX: usize = 50;
/// Most things one grant may give.
const GIVES_MAX: usize = 20;
const GIFT_HINT: &str =
    "write school: {by: place.school, title: {zh: 就读学校, en: School}, words: true}";

pub(super) fn read_result(at: &Cursor<'_>, catalogue: &Catalogue) -> Option<ResultRule> {
    let fields = at.fields(
        &["grant", "refuse"],
        "write result: {grant: …, refuse: {remedy: standard}}",
    )?;
    let grant = fields.need(
        "grant",
        "write grant: {certificate: {zh: …, en: …}, by: education, for: 5wd}",
    );
    let grant = grant.and_then(|at| grant_rule(&at));
    let refuse = fields.need("refuse", "write refuse: {remedy: standard}");
    let remedy = refuse.and_then(|at| {
        let fields = at.fields(&["remedy"], "write refuse: {remedy: standard}")?;
        remedy(
            &fields.need(
                "remedy",
                "write remedy: standard, or its words {zh: …, en: …}",
            )?,
            catalogue,
        )
    });
    Some(ResultRule {
        grant: grant?,
        refuse: RefuseRule { remedy: remedy? },
    })
}

fn grant_rule(at: &Cursor<'_>) -> Option<GrantRule> {
    let hint =
        "write grant: {certificate: {zh: 居住证, en: Residence permit}, by: education, for: 5wd}";
    let fields = at.fields(
        &[
            "certificate",
            "sheet",
            "by",
            "role",
            "for",
            "valid_months",
            "shows",
            "gives",
        ],
        hint,
    )?;
    let certificate = fields
        .need("certificate", TEXT_HINT)
        .and_then(|at| text(&at));
    let sheet = fields.get("sheet").and_then(|at| text(&at));
    let by = fields
        .need("by", "say who makes it: by: education")
        .and_then(|at| key(&at));
    let valid_months = fields
        .get("valid_months")
        .and_then(|at| number(&at, "a number of months", "write valid_months: 12"));
    let (role, limit) = (role(&fields, WINDOW), limit(&fields));
    let shows = fields.get("shows").map(|at| shows(&at));
    let gives = fields.get("gives").map(|at| gives(&at));
    Some(GrantRule {
        certificate: certificate?,
        sheet,
        by: by.or_else(stand_in)?,
        role: role?,
        limit: limit?,
        valid_months,
        shows: shows.unwrap_or_default(),
        gives: gives.unwrap_or_default(),
    })
}

/// Form paths; whether they exist is for `check` to say.
fn shows(at: &Cursor<'_>) -> Vec<Shown> {
    let hint = "write shows: [children.name, address]";
    let items = at.list(hint).unwrap_or_default();
    if items.len() > SHOWS_MAX {
        let message = format!("`{}` lists more than {SHOWS_MAX} fields", at.path());
        at.error("too-many", message, "a paper shows what proves something");
    }
    let path = |item: &Cursor<'_>| {
        let written = item.text("a form field", hint)?;
        // `form.address` reads as naturally as `address`, so both are taken
        let path = written.strip_prefix("form.").unwrap_or(written);
        let segments = path.split('.').map(|segment| own_key(item, segment));
        segments.collect::<Option<Vec<_>>>().map(Shown)
    };
    items.iter().take(SHOWS_MAX).filter_map(path).collect()
}

fn gives(at: &Cursor<'_>) -> Vec<Gift> {
    let entries = at.entries(GIVES_MAX, GIFT_HINT).unwrap_or_default();
    entries
        .iter()
        .filter_map(|(key, at)| gift(key, at))
        .collect()
}

fn gift(written: &str, at: &Cursor<'_>) -> Option<Gift> {
    let own = own_key(at, written);
    let fields = at.fields(&["by", "title", "words"], GIFT_HINT)?;
    let by = fields.need(
        "by",
        "name the review whose agreement gives it: by: place.school",
    );
    let by = by.and_then(|at| review_of(&at));
    let words = fields.get("words").and_then(|at| at.boolean());
    let title = title(&fields);
    let (stage, review) = by?;
    Some(Gift {
        key: own?,
        title,
        stage,
        review,
        words: words.unwrap_or(false),
    })
}

/// `STAGE.REVIEW`, as conditions name it too.
fn review_of(at: &Cursor<'_>) -> Option<(StageKey, ReviewKey)> {
    let hint = "write STAGE.REVIEW: by: place.school; of a stage with one review by: place.review";
    let written = at.text("a review", hint)?;
    let Some((stage, review)) = written.split_once('.') else {
        let message = format!("`{written}` is no review of a stage");
        at.error("wrong-type", message, hint);
        return None;
    };
    Some((own_key(at, stage)?, own_key(at, review)?))
}

fn remedy(at: &Cursor<'_>, catalogue: &Catalogue) -> Option<Text> {
    let Some((name, _)) = at.scalar() else {
        return text(at);
    };
    let found = catalogue.remedies.get(name);
    if found.is_none() {
        let names: Vec<_> = catalogue.remedies.keys().map(String::as_str).collect();
        let message = format!("there is no remedy text `{name}`");
        at.error(
            "unknown-remedy",
            message,
            format!(
                "write {}, or the words themselves {{zh: …, en: …}}",
                names.join(" or ")
            ),
        );
    }
    found.cloned()
}
