//! One letter to the applicant for each legal notice.
//!
//! `due.rs` finds the days, `reason.rs` why, `items.rs` the list. Each asks the kind of the notice, so
//! that a new kind is answered everywhere or does not compile.

mod due;
pub(super) mod items;
mod reason;

use crate::domain::calendar::Instant;
use crate::domain::definition::Language;
use crate::domain::effect::Tell;
use crate::domain::facts::Facts;
use crate::domain::identifiers::DepartmentKey;
use crate::domain::request::NoticeKind;
use crate::domain::stop::Stop;
use crate::i18n::text;

use super::case::Case;
use super::letter::{Mail, Reader};
use super::plain;
use super::values::Values;

/// Renders what one effect tells the applicant, personal words included, in their language.
///
/// `message_id` is `left@right`; `None` where the applicant has no mail address.
#[must_use]
pub fn to_applicant(case: &Case<'_>, facts: &Facts, tell: &Tell, message_id: &str) -> Option<Mail> {
    let applicant = facts.applicant.as_ref()?;
    let reader = Reader {
        name: applicant.name.clone(),
        address: applicant.email.clone()?,
        language: applicant.language,
    };
    let notice = Notice::of(case, facts, tell, reader.language);
    let values = match &notice {
        Some(notice) => notice.values(),
        None => from_department(case, &case.workflow.intake.desk, reader.language),
    };
    let values = values
        .told(case, tell, &[])
        .with("name", plain::line(&applicant.name));
    let said = |part: &str| values.text(&format!("{}-{part}", tell.template));
    let body = notice.as_ref().map_or("body", Notice::body);
    let signed = values
        .clone()
        .with("date", case.day(reader.language, case.at));
    let body = [
        values.text(match applicant.name.trim() {
            "" => "salutation-plain",
            _ => "salutation",
        }),
        said(body),
        signed.text("signature"),
    ]
    .join("\n\n");
    Some(Mail::new(&tell.template, &reader, &said("subject"), body, message_id).about(case))
}

/// A legal notice. What is told beside those, such as another code handed out at the desk, is none.
struct Notice<'a> {
    case: &'a Case<'a>,
    facts: &'a Facts,
    tell: &'a Tell,
    kind: NoticeKind,
    /// When it was due to be told.
    noted_at: Instant,
    language: Language,
}

/// What every letter of a department says.
fn from_department(case: &Case<'_>, department: &DepartmentKey, language: Language) -> Values {
    let workflow = case.workflow;
    let phones = [department, &workflow.lead, &workflow.intake.desk];
    Values::of(case, language)
        .with("department", case.department(department, language))
        .with("link", case.links.case(case.number()))
        .with_some("phone", case.phone(&phones))
}

impl<'a> Notice<'a> {
    fn of(
        case: &'a Case<'a>,
        facts: &'a Facts,
        tell: &'a Tell,
        language: Language,
    ) -> Option<Self> {
        let number = tell.notice?;
        let mut notices = case.request.notices.iter();
        let notice = notices.find(|notice| notice.number == number)?;
        Some(Self {
            case,
            facts,
            tell,
            kind: notice.kind,
            noted_at: notice.at,
            language,
        })
    }

    /// A refusal on which no review turned does not ask what did not pass.
    fn body(&self) -> &'static str {
        let alone = self.kind == NoticeKind::Refused && self.items().is_none();
        if alone { "alone-body" } else { "body" }
    }

    fn values(&self) -> Values {
        let remedy = &self.case.workflow.result.refuse.remedy;
        from_department(self.case, self.department(), self.language)
            .with("remedy", remedy.in_language(self.language))
            .with_some("date", self.date())
            .with_some("due", self.due())
            .with_some("basis", self.basis())
            .with_some("items", self.items())
            .with_some("reason", self.reason())
            .with_some("days", self.days())
            .with_some("authority", self.authority())
    }

    fn department(&self) -> &DepartmentKey {
        let workflow = self.case.workflow;
        match self.kind {
            NoticeKind::Receipt | NoticeKind::CorrectionIntake => &workflow.intake.desk,
            NoticeKind::Granted
            | NoticeKind::GrantedConditions
            | NoticeKind::GrantedInPart
            | NoticeKind::Refused => &workflow.decide.department,
            NoticeKind::ComplaintAnswered => self.case.directory.supervision(&workflow.lead),
            NoticeKind::CertificateReady | NoticeKind::Delivered => &workflow.limits.deliver.owner,
            NoticeKind::Accepted
            | NoticeKind::DeemedAccepted
            | NoticeKind::NotAccepted
            | NoticeKind::NotNeeded
            | NoticeKind::WrongAuthority
            | NoticeKind::Correction
            | NoticeKind::CorrectionLapsed
            | NoticeKind::ClockStopped
            | NoticeKind::ClockResumed
            | NoticeKind::Extended
            | NoticeKind::DueMoved
            | NoticeKind::Withdrawn
            | NoticeKind::Terminated
            | NoticeKind::FollowUpClosed => &workflow.lead,
        }
    }

    fn basis(&self) -> Option<String> {
        let workflow = self.case.workflow;
        let said = |key: &str| text(self.language, key, &[]);
        let service = || workflow.basis.join(&said("list-separator"));
        let statute = workflow.limits.statutory.basis.clone();
        match self.kind {
            NoticeKind::Refused => {
                let decision = self.case.request.decision.as_ref()?;
                decision.basis.as_deref().map(plain::line)
            }
            NoticeKind::ClockStopped | NoticeKind::ClockResumed => {
                let statutory = self.stop()?.ground.stops_statutory();
                Some(said(match statutory {
                    true => "basis-art-45",
                    false => "basis-not-statutory",
                }))
            }
            NoticeKind::Extended => Some(statute.unwrap_or_else(|| said("basis-art-42"))),
            NoticeKind::Granted | NoticeKind::GrantedConditions | NoticeKind::GrantedInPart => {
                Some(service())
            }
            NoticeKind::Receipt
            | NoticeKind::Accepted
            | NoticeKind::DeemedAccepted
            | NoticeKind::NotAccepted
            | NoticeKind::NotNeeded
            | NoticeKind::WrongAuthority
            | NoticeKind::CorrectionIntake
            | NoticeKind::Correction
            | NoticeKind::CorrectionLapsed
            | NoticeKind::DueMoved
            | NoticeKind::CertificateReady
            | NoticeKind::Delivered
            | NoticeKind::Withdrawn
            | NoticeKind::Terminated
            | NoticeKind::FollowUpClosed
            | NoticeKind::ComplaintAnswered => Some(statute.unwrap_or_else(service)),
        }
    }

    fn authority(&self) -> Option<String> {
        let rule = self.case.workflow.limits.statutory.extend.as_ref()?;
        let extended = self.kind == NoticeKind::Extended;
        extended.then(|| self.case.role(&rule.approver, self.language))
    }

    /// The stop a letter is about, by its number.
    fn stop(&self) -> Option<&Stop> {
        let number: u32 = self.tell.values.get("stop")?.parse().ok()?;
        let mut stops = self.case.request.stops.iter();
        stops.find(|stop| stop.number == number)
    }
}
