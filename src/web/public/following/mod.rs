//! Following one's own request: the way in, the page that answers, papers and slip.
//!
//! Start at [`page`], which asks the parts in the order in which people ask: where it is, what they
//! must do, by when, who has it, what comes next, whom to call.

mod answers;
mod contact;
pub mod counter;
mod decision;
mod history;
mod mine;
mod notices;
mod open;
mod page;
mod papers;
pub(super) mod session;
mod slip;
mod stops;
mod strands;
mod voices;

use axum::Router;
use axum::routing::{get, post};

use crate::domain::event::Entry;
use crate::doors::Doors;
use crate::doors::present::case::Case;
use crate::doors::present::status::Status;
use crate::doors::present::strands::StrandStage;
use crate::web::Frame;

pub(super) use mine::needs_code;
pub(super) use page::{Done, of};

pub(super) fn router() -> Router<Doors> {
    Router::new()
        .route("/cases", get(open::ask).post(open::enter))
        .route("/cases/leave", post(open::leave))
        .route("/cases/code", get(contact::code).post(contact::ask))
        .route("/cases/code/check", post(contact::check))
        .route("/cases/mine", get(mine::list).post(mine::open))
        .route("/open/{case}/{code}", get(open::follow))
        .route("/cases/{case}", get(page::read))
        .route("/cases/{case}/slip", get(slip::read))
        .route("/cases/{case}/certificate", get(papers::certificate))
        .route("/cases/{case}/receipt", get(papers::receipt))
        .route("/cases/{case}/refusal", get(papers::refusal))
}

/// What the parts of the page are made from.
struct Shown<'a> {
    frame: &'a Frame,
    case: Case<'a>,
    status: Status,
    stages: Vec<StrandStage>,
    entries: Vec<Entry>,
}

impl Shown<'_> {
    /// The address of a page of this case.
    fn link(&self, rest: &str) -> String {
        let number = &self.status.case_number;
        self.frame.link(&format!("/cases/{number}{rest}"))
    }

    /// What was asked of the applicant and has not been brought.
    fn items_asked(&self) -> usize {
        let corrections = self.status.corrections.iter();
        corrections.map(|correction| correction.items.len()).sum()
    }
}
