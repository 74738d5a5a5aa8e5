//! One request that has been through everything a letter may have to say; `moments.rs` goes back to
//! what stands when each letter is written.

#![allow(
    clippy::unwrap_used,
    reason = "the sample is written here, and a test makes every letter of it"
)]

mod moments;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::domain::calendar::{Calendar, Instant};
use crate::domain::condition::Conditions;
use crate::domain::definition::{DecisionRule, Language, Workflow};
use crate::domain::directory::Directory;
use crate::domain::effect::{Recipient, Tell};
use crate::domain::facts::Facts;
use crate::domain::request::{Channel, Duty, Notice, NoticeKind, Request, Told};

use super::case::{Case, Links};
use super::letter::Reader;

/// Under which a letter of the sample would be sent.
pub(super) const MESSAGE: &str = "tell-1.0@lianban.example";

pub(super) struct Sample {
    pub(super) workflow: Workflow,
    conditions: Conditions,
    pub(super) calendar: Calendar,
    pub(super) directory: Directory,
    pub(super) request: Request,
    pub(super) facts: Facts,
    /// When a letter about it is written.
    pub(super) at: Instant,
}

impl Sample {
    pub(super) fn new() -> Self {
        let workflow = serde_json::from_value(workflow()).unwrap();
        Self {
            conditions: Conditions::of(&workflow),
            workflow,
            calendar: Calendar::from_json(include_str!("../../config/calendars.json")).unwrap(),
            directory: serde_json::from_value(directory()).unwrap(),
            request: serde_json::from_value(request()).unwrap(),
            facts: serde_json::from_value(facts()).unwrap(),
            at: instant("2026-04-15T02:00:00Z"),
        }
    }

    /// What exists when the notice of that kind is written, and nothing that comes later.
    pub(super) fn told(kind: NoticeKind) -> Self {
        let mut sample = match kind {
            NoticeKind::Refused => Self::new().refused(),
            NoticeKind::GrantedInPart => Self::new().granted_in_part(),
            _ => Self::new(),
        };
        moments::cut(&mut sample, kind);
        sample.request.notices = vec![Notice {
            number: 1,
            kind,
            at: sample.at,
            channel: Channel::Mail,
            told: Told::Pending,
            in_person: false,
        }];
        sample
    }

    pub(super) fn case(&self) -> Case<'_> {
        Case {
            workflow: &self.workflow,
            conditions: &self.conditions,
            calendar: &self.calendar,
            directory: &self.directory,
            request: &self.request,
            at: self.at,
            links: Links {
                public_url: "https://lianban.example",
            },
        }
    }

    pub(super) fn in_english(mut self) -> Self {
        self.facts.applicant.as_mut().unwrap().language = Language::En;
        self
    }

    pub(super) fn refused(mut self) -> Self {
        self.request.decision = serde_json::from_value(json!({
            "outcome": "refuse", "by": {"officer": [7, "education"]}, "at": "2026-04-14T08:30:00Z",
            "reason": "residence", "basis": "义务教育法12", "refusals": ["verify.residence"]
        }))
        .unwrap();
        self
    }
}

impl Sample {
    /// The job check gave its part, the residence check refused its own.
    pub(super) fn granted_in_part(mut self) -> Self {
        let gift = |key: &str, zh: &str, en: &str| {
            json!({"key": key, "title": title(zh, en), "stage": "verify", "review": key,
                "words": false})
        };
        self.workflow.decide.rule = DecisionRule::SeparateDecisions;
        self.workflow.result.grant.gives = serde_json::from_value(json!([
            gift("job", "就业登记", "Employment registration"),
            gift("residence", "居住登记", "Residence registration")
        ]))
        .unwrap();
        self
    }
}

pub(super) fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

pub(super) fn reader(language: Language) -> Reader {
    let name = if language == Language::En {
        "Li Ming"
    } else {
        "李明"
    };
    Reader {
        name: name.to_owned(),
        address: "li@office.example".to_owned(),
        language,
    }
}

/// The notice of that kind, as the core has it told.
pub(super) fn notice(kind: NoticeKind) -> Tell {
    let words: &[(&str, &str)] = match kind {
        NoticeKind::CorrectionIntake => &[("items", "intake:1")],
        NoticeKind::Correction | NoticeKind::CorrectionLapsed => {
            &[("items", "verify:1"), ("items", "verify:2")]
        }
        NoticeKind::NotAccepted | NoticeKind::NotNeeded | NoticeKind::WrongAuthority => {
            &[("reason", "intake")]
        }
        NoticeKind::FollowUpClosed => &[("reason", "follow_up")],
        NoticeKind::ComplaintAnswered => &[("reason", "complaint:1:answer")],
        NoticeKind::ClockStopped => &[("reason", "act:8")],
        NoticeKind::Extended | NoticeKind::Terminated => &[("reason", "act:9")],
        _ => &[],
    };
    let asked_in_stage: &[(&str, &str)] = &[
        ("stage", "verify"),
        ("what:verify:1", "job_proof"),
        ("asker:verify:1", "verify.job"),
        ("what:verify:2", "guardian.address"),
        ("asker:verify:2", "verify.residence"),
    ];
    let values: &[(&str, &str)] = match kind {
        NoticeKind::CorrectionIntake => &[("what:intake:1", "identity_card")],
        NoticeKind::Correction | NoticeKind::CorrectionLapsed => asked_in_stage,
        NoticeKind::WrongAuthority => &[("authority", "成华区教育局")],
        NoticeKind::ClockStopped => &[
            ("stop", "1"),
            ("ground", "expert_review"),
            ("until", "2026-04-13"),
        ],
        NoticeKind::ClockResumed => &[("stop", "1")],
        NoticeKind::Extended => &[("days", "10"), ("clock", "statutory")],
        NoticeKind::DueMoved => &[("date", "2026-04-28"), ("due", "2026-04-30")],
        _ => &[],
    };
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (variable, place) in words {
        let known = places.entry((*variable).to_owned()).or_default();
        known.push((*place).to_owned());
    }
    let values = values.iter();
    Tell {
        to: Recipient::Applicant,
        template: kind.template().to_owned(),
        notice: Some(1),
        duty: None,
        values: values
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect(),
        words: places,
    }
}

pub(super) fn to_clerk(template: &str, values: &[(&str, &str)]) -> Tell {
    Tell {
        to: Recipient::Post("labor".parse().unwrap(), "clerk".parse().unwrap()),
        template: template.to_owned(),
        notice: None,
        duty: Some(Duty::Review("verify.job".parse().unwrap())),
        values: values
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect(),
        // Words are never shown to officers, whatever is asked.
        words: BTreeMap::from([("reason".to_owned(), vec!["act:9".to_owned()])]),
    }
}

fn title(zh: &str, en: &str) -> Value {
    json!({"zh": zh, "en": en})
}

fn workflow() -> Value {
    let review = |key: &str, department: &str, zh: &str, en: &str| {
        json!({"key": key, "title": title(zh, en), "department": department, "role": "clerk",
            "limit": "5wd", "reads": [], "when": null, "for_each": null, "advice": false,
            "silence": "escalate", "people": 1, "ladder": null})
    };
    let field = |key: &str, zh: &str, en: &str| {
        json!({"key": key, "title": title(zh, en), "kind": {"type": "text", "max_chars": 60},
            "optional": false, "when": null})
    };
    let material = |key: &str, zh: &str, en: &str| {
        json!({"key": key, "title": title(zh, en), "class": "core", "when": null,
            "optional": false})
    };
    json!({
        "key": "school-admission", "version": 1, "hash": "00",
        "title": title("随迁子女入学", "School admission for migrants' children"),
        "basis": ["义务教育法12", "居住证暂行条例12"], "kind": "joint", "lead": "education",
        "filed_by": ["self_filed"], "window": null,
        "limits": {
            "statutory": {"budget": "20wd", "basis": "义务教育法12",
                "extend": {"by": "10wd", "approver": "head"}},
            "promised": {"budget": "15wd", "basis": null, "extend": null},
            "deliver": {"limit": {"budget": "3wd", "basis": null, "extend": null},
                "owner": "window"}},
        "form": [{"key": "guardian", "title": title("监护人", "Guardian"), "optional": false,
            "when": null, "kind": {"type": "group", "repeat": null, "fields": [
                field("name", "姓名", "Name"), field("address", "现住址", "Address")]}}],
        "materials": [
            material("identity_card", "监护人身份证", "Guardian's identity card"),
            material("job_proof", "劳动合同", "Labour contract")],
        "intake": {"desk": "window", "role": "window", "limit": "5wd",
            "silence": "deemed_accepted", "answer": "10wd", "reads": [], "ladder": null},
        "stages": [{"key": "verify", "title": title("联合核验", "Joint check"), "after": [],
            "when": null, "limit": null, "ladder": null,
            "work": {"kind": "round", "mode": "parallel", "policy": "all", "fate": "keep",
                "if_none_pass": false, "reviews": [
                    review("residence", "public_security", "居住核验", "Residence check"),
                    review("job", "labor", "就业核验", "Employment check")]}}],
        "decide": {"department": "education", "role": "head", "limit": "2wd",
            "rule": "one_decision", "on_join": "ask", "reads": [], "ladder": null},
        "result": {
            "grant": {"certificate": title("入学通知书", "Notice of admission"), "sheet": null,
                "by": "education", "role": "clerk", "limit": "2wd", "valid_months": 12},
            "refuse": {"remedy": title(
                "可以自收到决定之日起六十日内申请行政复议，也可以在六个月内向人民法院提起行政诉讼。",
                "Within 60 days of receiving the decision you may apply for reconsideration, or \
                 within six months bring a suit before the people's court.")}},
        "correction": {"collect": "1wd", "answer": "10wd", "lapse": "withdraw"},
        "ladder": {"key": "standard", "rungs": []},
        "supervisor_reads": [], "auditor_reads": [], "separate_duties": true
    })
}

fn directory() -> Value {
    let department =
        |zh: &str, en: &str, phone: &str| json!({"title": title(zh, en), "phone": phone});
    json!({
        "departments": {
            "window": department("综合窗口", "Service window", "028-00000001"),
            "education": department("教育局", "Education", "028-00000002"),
            "public_security": department("公安局", "Public security", "028-00000003"),
            "labor": department("人力资源和社会保障局", "Human resources", "028-00000004")},
        "roles": {
            "clerk": {"title": title("经办人", "Clerk")},
            "head": {"title": title("部门负责人", "Head of department")},
            "window": {"title": title("窗口人员", "Window officer")}}
    })
}

fn request() -> Value {
    let clock = |budget: &str, started: &str, department: &str| json!({"round": 1, "budget": budget, "started": started, "department": department});
    let asked = |what: &str, review: Option<&str>, words: &str| json!({"what": what, "review": review, "words": words});
    let review = |department: &str, opinion: Value| {
        json!({"department": department, "round": 1, "progress": "closed", "advice": false,
            "opinion": opinion})
    };
    let opinion = |verdict: &str| {
        json!({"verdict": verdict, "by": {"officer": [3, "labor"]}, "at": "2026-04-10T02:00:00Z",
            "read": "", "basis": "居住证暂行条例2"})
    };
    let mut extended = clock("20wd", "2026-04-01T01:30:00Z", "education");
    extended["extension"] = json!("10wd");
    json!({
        "id": 301_234_567_890_123_i64,
        "workflow": {"key": "school-admission", "version": 1, "hash": "00"},
        "version": 30, "last_event_at": "2026-04-14T08:30:00Z", "phase": "certifying",
        "filer": "self_filed", "received_at": "2026-04-01T01:30:00Z",
        "accepted_as_of": "2026-04-01T01:30:00Z",
        "clocks": {
            "intake": clock("5wd", "2026-04-01T01:30:00Z", "window"),
            "intake_answer": clock("10wd", "2026-04-02T01:30:00Z", "window"),
            "statutory": extended,
            "review:verify.job": clock("5wd", "2026-04-02T01:30:00Z", "labor"),
            "answer:verify": clock("10wd", "2026-04-08T01:30:00Z", "education"),
            "card:1": clock("3wd", "2026-04-14T01:30:00Z", "labor"),
            "card:2": clock("3wd", "2026-04-15T01:30:00Z", "labor"),
            "issue": clock("2wd", "2026-04-14T08:30:00Z", "education"),
            "deliver": clock("3wd", "2026-04-15T01:30:00Z", "window")},
        "stops": [{"number": 1, "scope": "request", "ground": "expert_review",
            "from": "2026-04-08T01:30:00Z", "until": "2026-04-13T01:30:00Z",
            "resumed": "2026-04-13T01:30:00Z"}],
        "stages": {"verify": {"progress": "open", "correction": {"notice": 1, "items": [
            asked("job_proof", Some("verify.job"), "verify:1"),
            asked("guardian.address", Some("verify.residence"), "verify:2")]}}},
        "intake_correction": {"notice": 1, "items": [asked("identity_card", None, "intake:1")]},
        "reviews": {
            "verify.residence": review("public_security", opinion("refuse")),
            "verify.job": review("labor", opinion("conditions"))},
        "seats": {"review:verify.job": {"department": "labor", "role": "head",
            "opened_at": "2026-04-02T01:30:00Z", "revision": 4}},
        "decision": {"outcome": "grant_conditions", "by": {"officer": [7, "education"]},
            "at": "2026-04-14T08:30:00Z", "conditions": ["verify.job"]},
        "cards": [
            {"number": 1, "colour": "yellow", "department": "labor", "clock": "review:verify.job",
                "at": "2026-04-14T01:30:00Z"},
            {"number": 2, "colour": "red", "department": "labor", "clock": "review:verify.job",
                "at": "2026-04-15T01:30:00Z"}],
        "certificate_at": "2026-04-15T01:00:00Z",
        "notices": [{"number": 1, "kind": "receipt", "at": "2026-04-09T01:30:00Z",
            "channel": "mail", "told": "pending"}]
    })
}

fn facts() -> Value {
    let file = json!({"sha256": "00", "name": "scan.pdf", "content_type": "application/pdf",
        "bytes": 1000});
    json!({
        "salt": "5f3c", "form": {},
        "applicant": {"name": "王芳", "identity": "510118198503070015",
            "email": "wang@example.org", "language": "zh"},
        "materials": {"identity_card": [file, file], "job_proof": [file]},
        "words": {
            "intake": "孩子的户口就在本区，不需要办理随迁入学。",
            "intake:1": "缺背面。请拍身份证有国徽的一面再传一次。",
            "verify:1": "合同已于3月31日到期。请交新合同，或者单位开的在职证明。",
            "verify:2": "地址写到街道，没有门牌号。\n请补门牌号和房间号。",
            "review:verify.job@1": "九月一日前补交续签的劳动合同。",
            "review:verify.residence@1": "居住登记不满六个月，只有四个月。",
            "decision": "截至4月1日，居住登记不满六个月，暂不符合入学条件。满六个月后可以再申请。",
            "follow_up": "已于4月14日电话回访，并退还多收的复印费。",
            "complaint:1:answer": "窗口不应要求告知书以外的材料，已责令改正。",
            "act:8": "专家组要到现场看一次。",
            "act:9": "核验材料要到原籍调取，需要更多时间。"}
    })
}
