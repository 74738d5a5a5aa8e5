//! Following one's own request: the way in, the page that answers, its whole record, papers and slip.
//!
//! Start at [`page`], which asks the parts in the order in which people ask: where it is, what they
//! must do, by when, who has it, what comes next, whom to call.

mod answers;
mod contact;
pub mod counter;
mod decision;
mod history;
mod looks;
mod mine;
mod notices;
mod open;
mod page;
mod papers;
mod record;
pub(super) mod session;
mod slip;
mod stops;
mod strands;
mod voices;

use axum::Router;
use axum::routing::{get, post};

use crate::domain::request::{Duty, NoticeKind};
use crate::doors::present::status::{NoticeView, Status, status};
use crate::doors::present::strands::StrandStage;
use crate::doors::present::{self, case::Case};
use crate::doors::{Doors, Found};
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
        .route("/cases/{case}/record", get(record::read))
        .route("/cases/{case}/slip", get(slip::read))
        .route("/cases/{case}/certificate", get(papers::certificate))
        .route("/cases/{case}/receipt", get(papers::receipt))
        .route("/cases/{case}/refusal", get(papers::refusal))
}

/// What the parts of the page are made from.
struct Shown<'a> {
    frame: &'a Frame,
    case: Case<'a>,
    /// Without the looks, which the record alone reads.
    status: Status,
    stages: Vec<StrandStage>,
}

impl<'a> Shown<'a> {
    /// All of it, from the request as it was found.
    fn of(doors: &'a Doors, frame: &'a Frame, found: &'a Found) -> Self {
        let case = doors.case(found);
        Self {
            frame,
            case,
            status: status(&case, Vec::new()),
            stages: present::strands::strands(&case),
        }
    }

    /// The address of a page of this case.
    fn link(&self, rest: &str) -> String {
        let number = &self.status.case_number;
        self.frame.link(&format!("/cases/{number}{rest}"))
    }

    /// The window that took it, by name.
    fn desk(&self) -> String {
        let desk = &self.case.rules.workflow.intake.desk;
        self.frame.words(&self.case.department(desk)).to_owned()
    }

    /// Whether telling a notice in person is somebody's work now.
    fn is_told_by_desk(&self, notice: u32) -> bool {
        let seats = &self.case.request.seats;
        seats.contains_key(&Duty::Tell(notice))
    }

    /// Whether what was asked may have been answered before anybody told them: whoever tells in person writes
    /// down how.
    fn was_answered(&self, notice: &NoticeView) -> bool {
        let asks = [NoticeKind::Correction, NoticeKind::CorrectionIntake];
        let asks = asks
            .map(NoticeKind::template)
            .contains(&notice.kind.as_str());
        asks && !self
            .case
            .facts
            .words
            .contains_key(&format!("told:{}", notice.number))
    }

    /// What was asked of the applicant and has not been brought.
    fn items_asked(&self) -> usize {
        let corrections = self.status.corrections.iter();
        corrections.map(|correction| correction.items.len()).sum()
    }
}
