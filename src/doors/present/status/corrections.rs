//! What an applicant is to bring: what they were asked for, and what is missing anyway.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::due;
use crate::domain::form::missing_materials;
use crate::domain::identifiers::MaterialKey;
use crate::domain::request::{Asked, AskedItem, ClockKey};
use crate::doors::present::case::Case;
use crate::doors::present::{Due, Words};
use crate::i18n;

/// Missing items.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CorrectionView {
    /// The stage; none: at intake. Name it in the answer.
    pub stage: Option<String>,
    /// Until when to answer.
    pub due: Option<Due>,
    /// What is missing.
    pub items: Vec<ItemView>,
}

/// One missing item.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ItemView {
    /// The field or material, as in the form.
    pub what: String,
    /// Its name.
    pub title: Words,
    /// What is wrong with it and how to mend it.
    pub explanation: String,
}

/// A material that is needed and was not handed in.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MissingView {
    /// Its key.
    pub material: String,
    /// Its name.
    pub title: Words,
}

/// What the applicant was asked to bring and has not brought yet.
#[must_use]
pub fn corrections(case: &Case<'_>) -> Vec<CorrectionView> {
    let request = case.request;
    let intake = request.intake_correction.iter().map(|asked| (None, asked));
    let stages = request
        .stages
        .iter()
        .filter_map(|(key, state)| Some((Some(key), state.correction.as_ref()?)));
    let sent = intake
        .chain(stages)
        .filter(|(_, asked)| asked.notice.is_some());
    sent.map(|(stage, asked)| CorrectionView {
        stage: stage.map(ToString::to_string),
        due: {
            let clock = stage.map_or(ClockKey::IntakeAnswer, |stage| {
                ClockKey::Answer(stage.clone())
            });
            due::view(&case.rules, request, &clock, case.at).map(Due::from)
        },
        items: items(case, asked),
    })
    .collect()
}

/// The items of a correction, each once with everything that was said of it.
#[must_use]
pub fn items(case: &Case<'_>, asked: &Asked) -> Vec<ItemView> {
    let mut items: Vec<ItemView> = Vec::new();
    for item in &asked.items {
        let said = explanation(case, item);
        match items.iter_mut().find(|known| known.what == item.what) {
            Some(known) if known.explanation.lines().any(|line| line == said) => {}
            Some(known) => known.explanation = format!("{}\n{said}", known.explanation),
            None => items.push(ItemView {
                what: item.what.clone(),
                title: case.item(&item.what),
                explanation: said,
            }),
        }
    }
    items
}

/// What was written of an item; what nobody wrote of is missing altogether.
fn explanation(case: &Case<'_>, item: &AskedItem) -> String {
    let language = case.facts.applicant.as_ref().map(|it| it.language);
    let said = case.facts.words.get(&item.words).cloned();
    said.unwrap_or_else(|| i18n::text(language.unwrap_or_default(), "asked-missing", &[]))
}

pub(super) fn missing(case: &Case<'_>) -> Vec<MissingView> {
    if case.request.is_over() || case.request.is_decided() {
        return Vec::new();
    }
    let (rules, facts) = (&case.rules, case.facts);
    let (form, materials) = (&facts.form, &facts.materials);
    let filer = case.request.filer;
    let missing = missing_materials(rules.workflow, rules.conditions, filer, form, materials);
    missing.iter().map(|key| missing_view(case, key)).collect()
}

/// A missing material by its name.
#[must_use]
pub fn missing_view(case: &Case<'_>, key: &MaterialKey) -> MissingView {
    MissingView {
        material: key.to_string(),
        title: case.item(key.as_ref()),
    }
}
