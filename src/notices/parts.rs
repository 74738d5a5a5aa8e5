//! A grant in part: what was given, what was not and why, and on which conditions.

use crate::domain::definition::{Gift, Language};
use crate::domain::facts::Facts;
use crate::domain::parts;
use crate::domain::request::ReviewId;
use crate::i18n::text;

use super::case::Case;
use super::opinions::{conditions, failed_line};

/// The parts one by one: given, refused with reasons and basis, then the conditions.
pub(super) fn parts(case: &Case<'_>, facts: &Facts, language: Language) -> Vec<String> {
    let given = parts::given(case.workflow, case.request).into_iter();
    let mut lines: Vec<String> = given
        .filter_map(|id| line(case, &id, "line-part-given", None, language))
        .collect();
    let withheld = parts::withheld(case.workflow, case.request).into_iter();
    lines.extend(withheld.filter_map(|id| {
        let why = failed_line(case, facts, &id, language)?;
        line(case, &id, "line-part-refused", Some(why), language)
    }));
    let conditions = conditions(case, facts, language).into_iter();
    lines.extend(
        conditions.map(|said| text(language, "line-part-condition", &[("why", said.into())])),
    );
    lines
}

fn line(
    case: &Case<'_>,
    id: &ReviewId,
    key: &str,
    why: Option<String>,
    language: Language,
) -> Option<String> {
    let mut gifts = case.workflow.result.grant.gives.iter();
    let of = |gift: &&Gift| gift.stage == id.stage && gift.review == id.review;
    let title = gifts.find(of)?.title.in_language(language).to_owned();
    let department = &case.request.reviews.get(id)?.department;
    let department = case.department(department, language);
    let why = why.unwrap_or_default();
    let values = [
        ("what", title.into()),
        ("department", department.into()),
        ("why", why.into()),
    ];
    Some(text(language, key, &values))
}
