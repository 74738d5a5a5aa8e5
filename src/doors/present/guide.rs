//! A service guide 办事指南, generated from the workflow: what is asked, what to bring, how long.

use serde::Serialize;
use utoipa::ToSchema;

use super::Words;
use super::case::both;
use crate::domain::decide::Rules;
use crate::domain::definition::{
    Condition, Field, FieldKind, Kind, Limit, Material, MaterialClass, Mode, Stage, StageWork,
    Workflow,
};
use crate::domain::directory::Directory;
use crate::domain::identifiers::DepartmentKey;

/// A service in the list of services.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ServiceRow {
    /// Its key.
    #[schema(example = "school-admission")]
    pub workflow: String,
    /// The version that new applications run on.
    pub version: u32,
    /// Its name.
    pub title: Words,
    /// The department that answers for the whole.
    pub lead: Words,
    /// The part of the year in which applications are taken, `MM-DD`.
    pub window: Option<WindowView>,
}

/// A yearly window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"from": "04-01", "to": "04-30"}))]
pub struct WindowView {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
}

/// A service guide.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Guide {
    /// The service.
    #[serde(flatten)]
    pub service: ServiceRow,
    /// SHA-256 of its content, hex.
    pub hash: String,
    /// How departments work together.
    pub kind: Words,
    /// Statutes it rests on.
    pub basis: Vec<String>,
    /// Who may file: `self`, `agent`, `association`, `window`.
    pub filed_by: Vec<String>,
    /// How long it takes.
    pub limits: Vec<LimitView>,
    /// What is asked.
    pub form: Vec<FieldView>,
    /// What is to be brought.
    pub materials: Vec<MaterialView>,
    /// What happens after acceptance.
    pub stages: Vec<StageView>,
    /// Who decides.
    pub decided_by: Words,
    /// What is given after a grant.
    pub certificate: Words,
    /// For how many months it is valid; none: without end.
    pub valid_months: Option<u32>,
    /// What to do against a refusal.
    pub remedy: Words,
}

/// A limit.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({"of": "statutory", "title": {"zh": "法定时限", "en": "Time the law gives"}, "budget": "45wd", "basis": "行政许可法42(2)"}))]
pub struct LimitView {
    /// `intake`, `statutory`, `promised` or `deliver`.
    pub of: String,
    /// Its name.
    pub title: Words,
    /// How long: `5wd` working days, `15cd` calendar days, `8wh` working hours.
    pub budget: String,
    /// The article it rests on.
    pub basis: Option<String>,
}

/// A question of the form.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FieldView {
    /// Its key in the form's JSON.
    pub key: String,
    /// What the applicant reads.
    pub title: Words,
    /// `text`, `number`, `date`, `phone`, `email`, `identity_number`, `credit_code`, `region`,
    /// `address`, `money`, `boolean`, `choice` or `group`.
    #[serde(rename = "type")]
    pub kind: String,
    /// May be left empty.
    pub optional: bool,
    /// Asked only when this holds (CEL).
    pub when: Option<String>,
    /// Longest text, in characters.
    pub max_chars: Option<u32>,
    /// Smallest number, or fewest rows of a group.
    pub min: Option<i64>,
    /// Largest number, or most rows of a group.
    pub max: Option<i64>,
    /// Whether a group repeats: then it is a list of objects.
    pub repeated: bool,
    /// The answers of a choice.
    pub options: Vec<OptionView>,
    /// The fields of a group.
    #[schema(no_recursion)]
    pub fields: Vec<FieldView>,
}

/// An answer of a choice.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct OptionView {
    /// Its value in the form.
    pub key: String,
    /// What the applicant reads.
    pub title: Words,
}

/// A document to bring.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MaterialView {
    /// Its key.
    pub key: String,
    /// What the applicant reads.
    pub title: Words,
    /// `core`: nothing can be accepted without it; `secondary`: may follow later.
    pub class: String,
    /// May be left out.
    pub optional: bool,
    /// Needed only when this holds (CEL).
    pub when: Option<String>,
}

/// A stage.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct StageView {
    /// Its key.
    pub key: String,
    /// Its name.
    pub title: Words,
    /// Stages that must be finished first.
    pub after: Vec<String>,
    /// Entered only when this holds (CEL).
    pub when: Option<String>,
    /// `parallel`, `sitting` or `wait`.
    pub mode: String,
    /// The departments' parts.
    pub reviews: Vec<ReviewView>,
}

/// One department's part.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ReviewView {
    /// Its key within the stage.
    pub key: String,
    /// Its name.
    pub title: Words,
    /// The department.
    pub department: Words,
    /// How long it has.
    pub budget: String,
    /// Not counted in the result.
    pub advice: bool,
}

/// A row of the list.
#[must_use]
pub fn service(workflow: &Workflow, directory: &Directory) -> ServiceRow {
    let day = |(month, day): (u32, u32)| format!("{month:02}-{day:02}");
    ServiceRow {
        workflow: workflow.key.to_string(),
        version: workflow.version,
        title: (&workflow.title).into(),
        lead: department(directory, &workflow.lead),
        window: workflow.window.map(|window| WindowView {
            from: day(window.from),
            to: day(window.to),
        }),
    }
}

/// The guide of a service.
#[must_use]
pub fn guide(rules: &Rules<'_>) -> Guide {
    let (workflow, directory) = (rules.workflow, rules.directory);
    Guide {
        service: service(workflow, directory),
        hash: workflow.hash.clone(),
        kind: both(match workflow.kind {
            Kind::Single => "kind-single",
            Kind::Unified => "kind-unified",
            Kind::Joint => "kind-joint",
            Kind::Centralized => "kind-centralized",
        }),
        basis: workflow.basis.clone(),
        filed_by: workflow
            .filed_by
            .iter()
            .map(|kind| kind.as_str().to_owned())
            .collect(),
        limits: limits(workflow),
        form: workflow.form.iter().map(field).collect(),
        materials: workflow.materials.iter().map(material).collect(),
        stages: workflow
            .stages
            .iter()
            .map(|stage| stage_view(stage, directory))
            .collect(),
        decided_by: department(directory, &workflow.decide.department),
        certificate: (&workflow.result.grant.certificate).into(),
        valid_months: workflow.result.grant.valid_months,
        remedy: (&workflow.result.refuse.remedy).into(),
    }
}

fn department(directory: &Directory, key: &DepartmentKey) -> Words {
    let found = directory.departments.get(key);
    found.map_or_else(
        || Words {
            zh: key.to_string(),
            en: None,
        },
        |found| (&found.title).into(),
    )
}

fn limits(workflow: &Workflow) -> Vec<LimitView> {
    let limit = |of: &str, limit: &Limit| LimitView {
        of: of.to_owned(),
        title: both(&format!("clock-{of}")),
        budget: limit.budget.to_string(),
        basis: limit.basis.clone(),
    };
    let intake = LimitView {
        of: "intake".to_owned(),
        title: both("clock-intake"),
        budget: workflow.intake.limit.to_string(),
        basis: None,
    };
    let mut limits = vec![intake, limit("statutory", &workflow.limits.statutory)];
    limits.extend(
        workflow
            .limits
            .promised
            .as_ref()
            .map(|promised| limit("promised", promised)),
    );
    limits.push(limit("deliver", &workflow.limits.deliver.limit));
    limits
}

fn field(field: &Field) -> FieldView {
    let mut view = FieldView {
        key: field.key.to_string(),
        title: (&field.title).into(),
        kind: kind(&field.kind).to_owned(),
        optional: field.optional,
        when: condition(field.when.as_ref()),
        max_chars: None,
        min: None,
        max: None,
        repeated: false,
        options: Vec::new(),
        fields: Vec::new(),
    };
    match &field.kind {
        FieldKind::Text { max_chars } => view.max_chars = Some(*max_chars),
        FieldKind::Number { min, max } => (view.min, view.max) = (*min, *max),
        FieldKind::Choice { of } => {
            let option = |option: &crate::domain::definition::ChoiceOption| OptionView {
                key: option.key.clone(),
                title: (&option.title).into(),
            };
            view.options = of.iter().map(option).collect();
        }
        FieldKind::Group { fields, repeat } => {
            view.fields = fields.iter().map(self::field).collect();
            view.repeated = repeat.is_some();
            view.min = repeat.map(|repeat| repeat.min.into());
            view.max = repeat.map(|repeat| repeat.max.into());
        }
        _ => {}
    }
    view
}

fn kind(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Text { .. } => "text",
        FieldKind::Number { .. } => "number",
        FieldKind::Date { .. } => "date",
        FieldKind::Phone => "phone",
        FieldKind::Email => "email",
        FieldKind::IdentityNumber => "identity_number",
        FieldKind::CreditCode => "credit_code",
        FieldKind::Region => "region",
        FieldKind::Address => "address",
        FieldKind::Money => "money",
        FieldKind::Boolean => "boolean",
        FieldKind::Choice { .. } => "choice",
        FieldKind::Group { .. } => "group",
    }
}

fn condition(condition: Option<&Condition>) -> Option<String> {
    condition.map(|condition| condition.0.clone())
}

fn material(material: &Material) -> MaterialView {
    MaterialView {
        key: material.key.to_string(),
        title: (&material.title).into(),
        class: match material.class {
            MaterialClass::Core => "core".to_owned(),
            MaterialClass::Secondary => "secondary".to_owned(),
        },
        optional: material.optional,
        when: condition(material.when.as_ref()),
    }
}

fn stage_view(stage: &Stage, directory: &Directory) -> StageView {
    let (mode, reviews) = match &stage.work {
        StageWork::Wait(_) => ("wait", &[][..]),
        StageWork::Round(round) => match round.mode {
            Mode::Parallel => ("parallel", &round.reviews[..]),
            Mode::Sitting(_) => ("sitting", &round.reviews[..]),
        },
    };
    let review = |review: &crate::domain::definition::ReviewRule| ReviewView {
        key: review.key.to_string(),
        title: (&review.title).into(),
        department: department(directory, &review.department),
        budget: review.limit.to_string(),
        advice: review.advice,
    };
    StageView {
        key: stage.key.to_string(),
        title: (&stage.title).into(),
        after: stage.after.iter().map(ToString::to_string).collect(),
        when: condition(stage.when.as_ref()),
        mode: mode.to_owned(),
        reviews: reviews.iter().map(review).collect(),
    }
}
