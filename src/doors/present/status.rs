//! The applicant's page: where their request stands, who has it, until when, what they must do.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::case::{Case, both};
use super::feedback::{self, ComplaintView, MaskedContact, RatingView};
use super::wait::{WaitView, waits};
use super::{Due, Words};
use crate::domain::due;
use crate::domain::facts::Applicant;
use crate::domain::form::missing_materials;
use crate::domain::identifiers::MaterialKey;
use crate::domain::parts;
use crate::domain::request::{
    Asked, AskedItem, Channel, ClockKey, Decision, DecisionOutcome, Notice, Phase, Review,
    ReviewId, ReviewProgress, Told, Verdict,
};
use crate::domain::visibility::{SeenOpinion, Viewer, visible};
use crate::i18n;

/// Where a request stands, for its applicant.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Status {
    /// The case number.
    #[schema(example = "2222-ABC-DEF-2345")]
    pub case_number: String,
    /// The service's key.
    #[schema(example = "school-admission")]
    pub workflow: String,
    /// The service's name.
    pub service: Words,
    /// Where it stands, as a stable word.
    #[schema(example = "under_review")]
    pub phase: String,
    /// The same in words.
    pub phase_words: Words,
    /// Who applied, as little as is needed to know one's own.
    pub applicant: MaskedApplicant,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// As of when it counts as accepted.
    pub accepted_as_of: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// When the law wants the decision.
    pub due: Option<Due>,
    /// When the office promises it.
    pub promised: Option<Due>,
    /// Each department's part.
    pub departments: Vec<DepartmentRow>,
    /// Why it is not done, and who must act.
    pub waits: Vec<WaitView>,
    /// What the applicant is to bring.
    pub corrections: Vec<CorrectionView>,
    /// Materials that are needed with these answers and were not handed in yet; empty once it is
    /// decided.
    pub missing: Vec<MissingView>,
    /// What was told, or is on its way.
    pub notices: Vec<NoticeView>,
    /// The decision, once it fell.
    pub decision: Option<DecisionView>,
    /// Where to read the certificate, once it is issued.
    #[schema(example = "/api/v1/requests/2222-ABC-DEF-2345/certificate")]
    pub certificate: Option<String>,
    /// Whether it may be rated now 好差评.
    pub may_rate: bool,
    /// The rating, once it was given.
    pub rating: Option<RatingView>,
    /// The complaints, oldest first 投诉.
    pub complaints: Vec<ComplaintView>,
    /// How the applicant is reached.
    pub contact: MaskedContact,
    /// Who looked at the personal data: people, then programs, the newest of each first.
    pub looks: Vec<LookView>,
}

/// An applicant nobody else could recognise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"surname": "李", "identity": "************0213"}))]
pub struct MaskedApplicant {
    /// The first character or word of the name.
    pub surname: String,
    /// The identity number but for its last four characters.
    pub identity: Option<String>,
}

/// One department's part.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DepartmentRow {
    /// Its key.
    pub department: String,
    /// Its name.
    pub department_title: Words,
    /// The stage.
    pub stage: Words,
    /// What it looks at.
    pub review: Words,
    /// `waiting`, `open`, `closed`, `waived` or `cancelled`.
    pub progress: String,
    /// The same in words.
    pub words: Words,
    /// What it said, once the request is decided.
    pub verdict: Option<String>,
    /// Since when it stands there.
    pub since: Option<DateTime<Utc>>,
    /// When it is due, while it is open.
    pub due: Option<Due>,
}

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

/// A notice.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NoticeView {
    /// Its number within the request.
    pub number: u32,
    /// What about: `receipt`, `accepted`, `correction` …
    pub kind: String,
    /// When it was due to be told.
    pub at: DateTime<Utc>,
    /// `mail` or `counter`.
    pub channel: String,
    /// `pending`, `told` or `not_told`.
    pub state: String,
    /// When it was told.
    pub told_at: Option<DateTime<Utc>>,
}

/// The decision.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DecisionView {
    /// `grant`, `grant_conditions` or `refuse`.
    pub outcome: String,
    /// The same in words.
    pub words: Words,
    /// When.
    pub at: DateTime<Utc>,
    /// Its reasons, in words.
    pub text: String,
    /// Legal basis of a refusal.
    pub basis: Option<String>,
    /// What departments asked for or refused, in words.
    pub opinions: Vec<OpinionWords>,
    /// What to do against a refusal (Art. 38).
    pub remedy: Option<Words>,
}

/// What one department said.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct OpinionWords {
    /// The review's name.
    pub review: Words,
    /// What it says.
    pub verdict: String,
    /// Its words.
    pub text: String,
    /// Legal basis.
    pub basis: Option<String>,
}

/// A look at personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LookView {
    /// When.
    pub at: DateTime<Utc>,
    /// The department.
    pub department: String,
    /// For what: a duty, `journal`, `supervision`.
    pub purpose: String,
    /// Whether a program looked, over this interface, and not a person at a page.
    pub by_program: bool,
}

/// The applicant's page.
#[must_use]
pub fn status(case: &Case<'_>, looks: Vec<LookView>) -> Status {
    let request = case.request;
    let due = |clock| due::view(&case.rules, request, &clock, case.at).map(Due::from);
    let certificate =
        request.certificate_at.is_some() && request.decision.as_ref().is_some_and(is_grant);
    let own = visible(case.rules.workflow, request, case.facts, Viewer::Applicant);
    Status {
        case_number: case.number(),
        workflow: request.workflow.key.to_string(),
        service: (&case.rules.workflow.title).into(),
        phase: request.phase.as_str().to_owned(),
        phase_words: phase_words(request.phase),
        applicant: masked(case.facts.applicant.as_ref()),
        received_at: request.received_at,
        accepted_as_of: request.accepted_as_of,
        ended_at: request.ended_at,
        due: due(ClockKey::Statutory),
        promised: due(ClockKey::Promised),
        departments: request
            .reviews
            .iter()
            .map(|(id, review)| row(case, id, review))
            .collect(),
        waits: waits(case, false),
        corrections: corrections(case),
        missing: missing(case),
        notices: request.notices.iter().map(notice).collect(),
        decision: request
            .decision
            .as_ref()
            .map(|decision| decision_view(case, decision)),
        certificate: certificate.then(|| {
            let base = case.base_path;
            format!("{base}/api/v1/requests/{}/certificate", case.number())
        }),
        may_rate: feedback::may_rate(case),
        rating: own.rating.map(|rating| feedback::rating(case, rating)),
        complaints: feedback::complaints(case, own.complaints),
        contact: feedback::contact(case.facts.applicant.as_ref()),
        looks,
    }
}

/// A phase in words.
#[must_use]
pub fn phase_words(phase: Phase) -> Words {
    both(&format!("phase-{}", phase.as_str().replace('_', "-")))
}

/// Surname and the end of the identity number.
#[must_use]
pub fn masked(applicant: Option<&Applicant>) -> MaskedApplicant {
    let name = applicant.map_or("", |applicant| applicant.name.as_str());
    MaskedApplicant {
        surname: surname(name),
        identity: applicant
            .and_then(|applicant| applicant.identity.as_deref())
            .map(masked_number),
    }
}

/// What stands before the names of samples; it is no name.
const SAMPLE: &str = "样例·";

/// The first character of a Chinese name, the first word of any other; what stands before the first
/// `·` of a name that has one.
#[must_use]
pub fn surname(name: &str) -> String {
    let name = name.trim();
    let name = name.strip_prefix(SAMPLE).unwrap_or(name);
    if let Some((first, _)) = name.split_once('·') {
        return first.trim().to_owned();
    }
    match name.chars().next() {
        Some(first) if first.is_ascii() => name
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_owned(),
        Some(first) => first.to_string(),
        None => String::new(),
    }
}

/// All but the last four characters hidden.
#[must_use]
pub fn masked_number(number: &str) -> String {
    let hidden = number.chars().count().saturating_sub(4);
    number
        .chars()
        .enumerate()
        .map(|(index, c)| if index < hidden { '*' } else { c })
        .collect()
}

/// One department's part, with what its applicant may know of it.
#[must_use]
pub fn row(case: &Case<'_>, id: &ReviewId, review: &Review) -> DepartmentRow {
    let (progress, key) = match review.progress {
        ReviewProgress::Waiting => ("waiting", "review-waiting"),
        ReviewProgress::Open => ("open", "review-open"),
        ReviewProgress::Closed => ("closed", "review-closed"),
        ReviewProgress::Waived => ("waived", "review-waived"),
        ReviewProgress::Cancelled => ("cancelled", "review-cancelled"),
    };
    let clock = ClockKey::Review(id.clone());
    let opinion = review
        .opinion
        .as_ref()
        .filter(|_| review.progress == ReviewProgress::Closed);
    // What departments say inside is no answer to the citizen before the decision is.
    let verdict = opinion.filter(|_| case.request.is_decided());
    DepartmentRow {
        department: review.department.to_string(),
        department_title: case.department(&review.department),
        stage: case.stage(&id.stage),
        review: case.review(id),
        progress: progress.to_owned(),
        words: both(key),
        verdict: verdict.map(|opinion| opinion.verdict.as_str().to_owned()),
        since: opinion.map(|opinion| opinion.at).or_else(|| {
            case.request
                .clocks
                .get(&clock)
                .map(|clock| clock.ended.unwrap_or(clock.started))
        }),
        due: due::view(&case.rules, case.request, &clock, case.at)
            .filter(|_| review.progress == ReviewProgress::Open)
            .map(Due::from),
    }
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

fn missing(case: &Case<'_>) -> Vec<MissingView> {
    if case.request.is_over() || case.request.is_decided() {
        return Vec::new();
    }
    let (rules, facts) = (&case.rules, case.facts);
    let (form, materials) = (&facts.form, &facts.materials);
    let missing = missing_materials(rules.workflow, rules.conditions, form, materials);
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

fn notice(notice: &Notice) -> NoticeView {
    let (state, told_at) = match notice.told {
        Told::Pending => ("pending", None),
        Told::At(at) => ("told", Some(at)),
        Told::Not => ("not_told", None),
    };
    NoticeView {
        number: notice.number,
        kind: notice.kind.template().to_owned(),
        at: notice.at,
        channel: match notice.channel {
            Channel::Mail => "mail".to_owned(),
            Channel::Counter => "counter".to_owned(),
        },
        state: state.to_owned(),
        told_at,
    }
}

fn is_grant(decision: &Decision) -> bool {
    decision.outcome != DecisionOutcome::Refuse
}

fn decision_view(case: &Case<'_>, decision: &Decision) -> DecisionView {
    let view = visible(
        case.rules.workflow,
        case.request,
        case.facts,
        Viewer::Applicant,
    );
    let said = |(id, opinion): (&ReviewId, &SeenOpinion)| OpinionWords {
        review: case.review(id),
        verdict: opinion.verdict.as_str().to_owned(),
        text: opinion.text.clone(),
        basis: opinion.basis.clone(),
    };
    let named = |id: &ReviewId| decision.conditions.contains(id) || decision.refusals.contains(id);
    let speaks =
        |opinion: &SeenOpinion| matches!(opinion.verdict, Verdict::Conditions | Verdict::Refuse);
    let opinions = view
        .opinions
        .iter()
        .filter(|(id, opinion)| named(id) && speaks(opinion));
    let workflow = case.rules.workflow;
    let remedy = &workflow.result.refuse.remedy;
    let refused_something =
        !is_grant(decision) || !parts::withheld(workflow, case.request).is_empty();
    DecisionView {
        outcome: decision.outcome.as_str().to_owned(),
        words: both(&format!(
            "decision-{}",
            decision.outcome.as_str().replace('_', "-")
        )),
        at: decision.at,
        text: case
            .facts
            .words
            .get(DECISION_WORDS)
            .cloned()
            .unwrap_or_default(),
        basis: decision.basis.clone(),
        opinions: opinions.map(said).collect(),
        remedy: refused_something.then(|| remedy.into()),
    }
}

/// Where the decision's reasons stand among the facts' words.
const DECISION_WORDS: &str = "decision";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_surname_is_all_that_is_left_of_a_name() {
        for (name, shown) in [
            ("李明", "李"),
            ("样例·周文海", "周"),
            ("买买提·吐尔逊", "买买提"),
            ("样例·买买提·吐尔逊", "买买提"),
            ("John Smith", "John"),
            ("", ""),
        ] {
            assert_eq!(surname(name), shown);
        }
    }

    #[test]
    fn an_identity_number_keeps_its_last_four() {
        assert_eq!(masked_number("990118199203040213"), "**************0213");
        assert_eq!(masked_number("12"), "12");
    }
}
