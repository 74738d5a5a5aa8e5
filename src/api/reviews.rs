//! An officer's work at one duty: take it, look, speak.

use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::acting::{Acted, Doing, OfCase};
use super::colleagues::{colleague, signatories};
use crate::domain::command::{Action, ITEMS_MAX, Item, Opinion};
use crate::domain::identifiers::DepartmentKey;
use crate::domain::request::{Duty, ReviewId};
use crate::doors::Doors;
use crate::doors::body::{Body, MaybeBody};
use crate::doors::gate::AsOfficer;
use crate::doors::problem::Problem;
use crate::doors::words::VerdictWord;

/// `…/{case}/duties/{duty}`
#[derive(Debug, Deserialize)]
pub struct DutyPlace {
    /// The case number.
    pub case: String,
    /// The duty, `review:verify.age`.
    pub duty: Duty,
}

impl OfCase for DutyPlace {
    fn case(&self) -> &str {
        &self.case
    }
}

impl DutyPlace {
    /// The review; other duties take no opinion.
    fn review(self) -> Result<ReviewId, Problem> {
        match self.duty {
            Duty::Review(review) => Ok(review),
            _ => Err(Problem::not_found()),
        }
    }
}

/// A body with nothing in it; may be left out.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// To whom a duty goes, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"to": 17, "reason": "On leave from tomorrow"}))]
pub struct TransferBody {
    /// The colleague's officer number.
    pub to: i64,
    /// Why.
    #[schema(max_length = 4000)]
    pub reason: String,
}

/// An opinion on a review.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"verdict": "agree", "text": "Residence since 2023 confirmed"}))]
pub struct OpinionBody {
    /// What it says.
    pub verdict: VerdictWord,
    /// Reason code; a refusal needs one.
    #[serde(default)]
    pub reason: Option<String>,
    /// Legal basis; a refusal needs one.
    #[serde(default)]
    pub basis: Option<String>,
    /// Reasons of a refusal, conditions of an agreement, remarks.
    #[serde(default)]
    #[schema(max_length = 4000)]
    pub text: String,
    /// The other officers who sign a site visit, of the department that speaks.
    #[serde(default)]
    #[schema(max_items = 8)]
    pub with: Vec<i64>,
}

impl OpinionBody {
    /// As the core takes it, signed by officers of the department that speaks; it stands in the
    /// body at `pointer`.
    ///
    /// # Errors
    /// 422 if somebody else signs, besides trouble of the store.
    pub async fn signed(
        self,
        doors: &Doors,
        department: &DepartmentKey,
        pointer: &str,
    ) -> Result<Opinion, Problem> {
        let with = format!("{pointer}/with");
        Ok(Opinion {
            with: signatories(doors, &self.with, department, &with).await?,
            ..self.alone()
        })
    }

    /// As the core takes it where nobody signs beside the author.
    #[must_use]
    pub fn alone(self) -> Opinion {
        Opinion {
            verdict: self.verdict.into(),
            reason: self.reason,
            basis: self.basis,
            text: self.text,
            with: Vec::new(),
        }
    }
}

/// One missing item.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"what": "residence_permit", "explanation": "The back of the card is missing"}))]
pub struct ItemBody {
    /// The field or material, as the workflow names it: `address`, `guardians.identity`.
    pub what: String,
    /// What is wrong with it and how to mend it, in plain words.
    #[schema(max_length = 4000)]
    pub explanation: String,
}

/// Missing items.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemsBody {
    /// Each with its explanation; at least one.
    #[schema(min_items = 1, max_items = 100)]
    pub items: Vec<ItemBody>,
}

impl ItemsBody {
    /// As the core takes them.
    ///
    /// # Errors
    /// 422 if there are none or too many.
    pub fn into_items(self) -> Result<Vec<Item>, Problem> {
        if self.items.is_empty() || self.items.len() > ITEMS_MAX {
            let detail = format!("name 1 to {ITEMS_MAX} items");
            return Err(Problem::at("/items", "range", detail));
        }
        let item = |body: ItemBody| Item {
            what: body.what,
            explanation: body.explanation,
        };
        Ok(self.items.into_iter().map(item).collect())
    }
}

/// Claim a duty 领办: sole editing from now on.
#[utoipa::path(post, path = "/api/v1/requests/{case}/duties/{duty}/claim", tag = "duties",
    request_body(content = Nothing), responses((status = 200, body = Acted, description = "Claimed")))]
pub async fn claim(doing: Doing<DutyPlace, MaybeBody<Nothing>>) -> Result<Response, Problem> {
    doing.act.carry_out(Action::Claim(doing.place.duty)).await
}

/// Give a duty back to its queue.
#[utoipa::path(post, path = "/api/v1/requests/{case}/duties/{duty}/release", tag = "duties",
    request_body(content = Nothing), responses((status = 200, body = Acted, description = "Released")))]
pub async fn release(doing: Doing<DutyPlace, MaybeBody<Nothing>>) -> Result<Response, Problem> {
    doing.act.carry_out(Action::Release(doing.place.duty)).await
}

/// Hand a duty to a colleague, with a reason.
#[utoipa::path(post, path = "/api/v1/requests/{case}/duties/{duty}/transfer", tag = "duties",
    request_body = TransferBody, responses((status = 200, body = Acted, description = "Handed over")))]
pub async fn transfer(doing: Doing<DutyPlace, Body<TransferBody>>) -> Result<Response, Problem> {
    let action = Action::Transfer {
        duty: doing.place.duty,
        to: colleague(&doing.act.doors, doing.body.to, "/to").await?,
        reason: doing.body.reason,
    };
    doing.act.carry_out(action).await
}

/// Give an opinion 意见 on a review.
#[utoipa::path(post, path = "/api/v1/requests/{case}/duties/{duty}/opinion", tag = "duties",
    request_body = OpinionBody, responses((status = 200, body = Acted, description = "The opinion is in force")))]
pub async fn opinion(
    AsOfficer(officer): AsOfficer,
    doing: Doing<DutyPlace, Body<OpinionBody>>,
) -> Result<Response, Problem> {
    let opinion = doing
        .body
        .signed(&doing.act.doors, &officer.department, "")
        .await?;
    let action = Action::Opine {
        review: doing.place.review()?,
        opinion,
    };
    doing.act.carry_out(action).await
}

/// Take one's own opinion back, before the round is settled.
///
/// The review is open again, held by its author, with what was left of its time.
#[utoipa::path(post, path = "/api/v1/requests/{case}/duties/{duty}/retract", tag = "duties",
    request_body(content = Nothing), responses((status = 200, body = Acted, description = "Open again, and yours")))]
pub async fn retract(doing: Doing<DutyPlace, MaybeBody<Nothing>>) -> Result<Response, Problem> {
    let action = Action::Retract {
        review: doing.place.review()?,
    };
    doing.act.carry_out(action).await
}

/// Ask for missing items found in a review; they join the stage's one correction notice 补正.
#[utoipa::path(post, path = "/api/v1/requests/{case}/duties/{duty}/items", tag = "duties",
    request_body = ItemsBody, responses((status = 200, body = Acted, description = "Noted; the notice collects until its window ends")))]
pub async fn ask_items(doing: Doing<DutyPlace, Body<ItemsBody>>) -> Result<Response, Problem> {
    let action = Action::AskItems {
        review: doing.place.review()?,
        items: doing.body.into_items()?,
    };
    doing.act.carry_out(action).await
}
