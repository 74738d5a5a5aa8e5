//! Why: what somebody wrote, or what follows from the kind of notice.

use crate::domain::definition::Lapse;
use crate::domain::request::{NoticeKind, Phase};
use crate::domain::stop::Stop;
use crate::i18n::text;

use super::Notice;
use crate::notices::opinions::decision_reasons;
use crate::notices::plain;
use crate::notices::values::reason;

impl Notice<'_> {
    pub(super) fn reason(&self) -> Option<String> {
        let said = self.words("reason");
        // The desk names the authority and nothing else: it would stand there twice.
        if self
            .tell
            .values
            .get("authority")
            .is_some_and(|it| said == [plain::paragraph(it)])
        {
            return Some(text(self.language, "reason-not-competent", &[]));
        }
        if self.kind == NoticeKind::ClockStopped {
            return self.stop_reason(&said);
        }
        if !said.is_empty() {
            return Some(said.join("\n"));
        }
        let code = self
            .tell
            .values
            .get("reason_code")
            .and_then(|it| reason(it, self.language));
        code.or_else(|| self.reason_of_kind())
    }

    fn reason_of_kind(&self) -> Option<String> {
        let is_lapsed = self.case.request.phase == Phase::DeemedWithdrawn;
        let key = match self.kind {
            NoticeKind::CorrectionIntake => "lapse-withdraw",
            NoticeKind::Correction => match self.case.workflow.correction.lapse {
                Lapse::Withdraw => "lapse-withdraw",
                Lapse::Proceed => "lapse-proceed",
            },
            NoticeKind::CorrectionLapsed if is_lapsed => "lapsed-withdraw",
            NoticeKind::CorrectionLapsed => "lapsed-proceed",
            NoticeKind::ClockResumed => return self.stop_reason(&[]),
            NoticeKind::GrantedConditions => "reason-conditions",
            NoticeKind::GrantedInPart => "reason-part",
            NoticeKind::Withdrawn if is_lapsed => "reason-deemed-withdrawn",
            NoticeKind::Withdrawn => "reason-own-wish",
            NoticeKind::Refused => match decision_reasons(self.facts) {
                Some(said) => return Some(said),
                None => "reason-not-stated",
            },
            NoticeKind::Receipt
            | NoticeKind::Accepted
            | NoticeKind::DeemedAccepted
            | NoticeKind::NotAccepted
            | NoticeKind::NotNeeded
            | NoticeKind::WrongAuthority
            | NoticeKind::ClockStopped
            | NoticeKind::Extended
            | NoticeKind::DueMoved
            | NoticeKind::Granted
            | NoticeKind::CertificateReady
            | NoticeKind::Delivered
            | NoticeKind::Terminated
            | NoticeKind::FollowUpClosed
            | NoticeKind::ComplaintAnswered => return None,
        };
        Some(text(self.language, key, &[]))
    }

    /// The ground, and what the supervisor wrote about it.
    fn stop_reason(&self, said: &[String]) -> Option<String> {
        let ground = reason(&ground(self.stop()?), self.language)?;
        if said.is_empty() {
            return Some(ground);
        }
        let values = [("ground", ground.into()), ("why", said.join("\n").into())];
        Some(text(self.language, "stop-because", &values))
    }

    pub(super) fn words(&self, variable: &str) -> Vec<String> {
        let places = self.tell.words.get(variable).map_or(&[][..], Vec::as_slice);
        let found = places
            .iter()
            .filter_map(|place| self.facts.words.get(place));
        found.map(|words| plain::paragraph(words)).collect()
    }
}

/// The code of a stop's ground.
fn ground(stop: &Stop) -> String {
    let name = serde_json::to_value(stop.ground).ok();
    name.and_then(|name| name.as_str().map(str::to_owned))
        .unwrap_or_default()
}
