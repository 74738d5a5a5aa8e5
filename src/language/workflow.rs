//! A workflow file, from the top.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use crate::domain::check::nearest;
use crate::domain::definition::{
    CorrectionRule, DecisionRule, DecisionStep, DeliverLimit, ExtensionRule, Field, FilerKind,
    GrantRule, Intake, IntakeSilence, Kind, Lapse, Limit, Limits, Material, OnJoin, Reads,
    RefuseRule, ResultRule, Text, Window, Workflow,
};
use crate::domain::directory::WINDOW;
use crate::domain::identifiers::{DepartmentKey, RoleKey};
use crate::domain::ladder::Ladder;

use super::Catalogue;
use super::cursor::{Cursor, Fields};
use super::form::{form, materials};
use super::stages::stages;
use super::values::{
    TEXT_HINT, budget, budget_or, key, limit, number, reads, stand_in, text, title,
};

const KEYS: [&str; 20] = [
    "workflow",
    "version",
    "title",
    "basis",
    "kind",
    "lead",
    "filed_by",
    "window",
    "limits",
    "form",
    "materials",
    "intake",
    "stages",
    "decide",
    "result",
    "correction",
    "ladder",
    "supervisor",
    "auditor",
    "duties",
];
const TOP_HINT: &str = "a workflow starts with `workflow: <key>` and `version: 1`";
/// How long an applicant has to answer unless the file says otherwise.
const ANSWER_DAYS: u32 = 10;
/// How long a correction collects items unless the file says otherwise.
const COLLECT_DAYS: u32 = 1;
/// Most statutes a service may rest on.
const BASIS_MAX: usize = 50;

/// What the parts below need of the parts above.
pub(super) struct Draft<'a> {
    pub(super) form: &'a [Field],
    pub(super) materials: &'a [Material],
    catalogue: &'a Catalogue,
}

impl Draft<'_> {
    pub(super) fn ladder(&self, at: &Cursor<'_>) -> Option<Ladder> {
        let written = at.text("a ladder", "name a ladder of config/ladders.yaml")?;
        if let Some(ladder) = self.catalogue.ladders.get(written) {
            return Some(ladder.clone());
        }
        let names: Vec<_> = self
            .catalogue
            .ladders
            .keys()
            .map(|key| key.as_str())
            .collect();
        let hint = match nearest(written, names.iter().copied()) {
            Some(word) => format!("did you mean `{word}`?"),
            None => format!("known in config/ladders.yaml: {}", names.join(", ")),
        };
        at.error(
            "unknown-ladder",
            format!("there is no ladder `{written}`"),
            hint,
        );
        None
    }
}

/// Reads the whole file; none if too little is there to check the rest.
pub(super) fn workflow(at: &Cursor<'_>, catalogue: &Catalogue) -> Option<Workflow> {
    let top = at.fields(&KEYS, TOP_HINT)?;
    let own = top.need("workflow", TOP_HINT).and_then(|at| key(&at));
    let version = top
        .need("version", "write version: 1")
        .and_then(|at| version(&at));
    let title = title(&top);
    let basis = top
        .get("basis")
        .and_then(|at| basis(&at))
        .unwrap_or_default();
    let kind = top
        .need("kind", "write kind: joint, or single, unified, centralized")
        .and_then(|at| {
            at.word(&[
                ("single", Kind::Single),
                ("unified", Kind::Unified),
                ("joint", Kind::Joint),
                ("centralized", Kind::Centralized),
            ])
        });
    let lead: Option<DepartmentKey> = top
        .need("lead", "write lead: education")
        .and_then(|at| key(&at));
    let filed_by = top.need(
        "filed_by",
        "write filed_by: [self, agent, association, window]",
    );
    let filed_by = filed_by.and_then(|at| filers(&at));
    let window = top.get("window").and_then(|at| window(&at));
    let limits = top.need(
        "limits",
        "write limits: {statutory: {for: 20wd, basis: …}, deliver: {for: 10wd, owner: window}}",
    );
    let limits = limits.and_then(|at| read_limits(&at));
    let form = top
        .need(
            "form",
            "write what is asked: form: {name: {type: text, title: …}}",
        )
        .map(|at| form(&at))
        .unwrap_or_default();
    let materials = top
        .get("materials")
        .map(|at| materials(&at, &form))
        .unwrap_or_default();
    let draft = Draft {
        form: &form,
        materials: &materials,
        catalogue,
    };
    let intake = top.need(
        "intake",
        "write intake: {desk: window, for: 5wd, silence: deemed_accepted, reads: \"*\"}",
    );
    let intake = intake.and_then(|at| read_intake(&at, &draft));
    let stages = top
        .need("stages", "write stages: {verify: …}")
        .map(|at| stages(&at, &draft))
        .unwrap_or_default();
    let decide = top.need("decide", "write decide: {department: education, role: head, for: 3wd, rule: one_decision, reads: \"*\"}");
    let decide = decide.and_then(|at| read_decide(&at, &draft));
    let result = top.need("result", "write result: {grant: {certificate: …, by: education, for: 5wd}, refuse: {remedy: standard}}");
    let result = result.and_then(|at| read_result(&at, catalogue));
    let correction = correction(&top);
    let ladder = top
        .need("ladder", "write ladder: standard")
        .and_then(|at| draft.ladder(&at));
    let supervisor_reads = personal_reads(&top, "supervisor", &draft);
    let auditor_reads = personal_reads(&top, "auditor", &draft);
    let separate = top
        .get("duties")
        .and_then(|at| at.word(&[("separate", true), ("free", false)]));
    Some(Workflow {
        key: own.or_else(stand_in)?,
        version: version.unwrap_or(1),
        hash: String::new(),
        title,
        basis,
        kind: kind.unwrap_or(Kind::Joint),
        lead: lead.or_else(stand_in)?,
        filed_by: filed_by.unwrap_or_default(),
        window,
        limits: limits?,
        intake: intake?,
        stages,
        decide: decide?,
        result: result?,
        correction: correction?,
        ladder: ladder.or_else(|| {
            Some(Ladder {
                key: stand_in()?,
                rungs: Vec::new(),
            })
        })?,
        supervisor_reads,
        auditor_reads,
        separate_duties: separate.unwrap_or(true),
        form,
        materials,
    })
}

/// SHA-256 over the compiled definition, ladders included, so that comments and spacing do not
/// count and everything that changes a request's way does.
pub(super) fn content_hash(workflow: &Workflow) -> String {
    let unnamed = Workflow {
        hash: String::new(),
        ..workflow.clone()
    };
    let bytes = serde_json::to_vec(&unnamed).unwrap_or_default();
    hex::encode(Sha256::digest(bytes))
}

fn version(at: &Cursor<'_>) -> Option<u32> {
    let version = number(at, "a whole number from 1", "write version: 1")?;
    if version == 0 {
        at.error("out-of-range", "versions start at 1", "write version: 1");
        return None;
    }
    Some(version)
}

fn basis(at: &Cursor<'_>) -> Option<Vec<String>> {
    let hint = "write basis: [行政许可法26(2)]";
    let items = at.list(hint)?;
    Some(
        items
            .iter()
            .take(BASIS_MAX)
            .filter_map(|item| Some(item.text("a statute", hint)?.to_owned()))
            .collect(),
    )
}

fn filers(at: &Cursor<'_>) -> Option<BTreeSet<FilerKind>> {
    let words = [
        ("self", FilerKind::SelfFiled),
        ("agent", FilerKind::Agent),
        ("association", FilerKind::Association),
        ("window", FilerKind::Window),
    ];
    let items = at.list("write filed_by: [self, agent, association, window]")?;
    let filers: BTreeSet<_> = items.iter().filter_map(|item| item.word(&words)).collect();
    if items.is_empty() {
        at.error(
            "nobody-files",
            "nobody may file this request",
            "write filed_by: [self]",
        );
        return None;
    }
    Some(filers)
}

fn window(at: &Cursor<'_>) -> Option<Window> {
    let hint = "write window: {from: \"04-01\", to: \"04-30\"}";
    let fields = at.fields(&["from", "to"], hint)?;
    let day = |key: &str| {
        fields
            .need(key, hint)
            .and_then(|at| month_and_day(&at, hint))
    };
    let (from, to) = (day("from"), day("to"));
    Some(Window {
        from: from?,
        to: to?,
    })
}

fn month_and_day(at: &Cursor<'_>, hint: &str) -> Option<(u32, u32)> {
    let text = at.text("a month and a day", hint)?;
    let parts = text
        .split_once('-')
        .and_then(|(month, day)| Some((month.parse().ok()?, day.parse().ok()?)));
    match parts {
        // 2024 is a leap year, so the 29th of February is a day a window may end on
        Some((month, day)) if chrono::NaiveDate::from_ymd_opt(2024, month, day).is_some() => {
            Some((month, day))
        }
        _ => {
            at.error(
                "bad-date",
                format!("`{text}` is not a month and a day"),
                hint,
            );
            None
        }
    }
}

fn read_limits(at: &Cursor<'_>) -> Option<Limits> {
    let hint = "write limits: {statutory: {for: 45wd, basis: …}, promised: {for: 30wd}, deliver: {for: 10wd, owner: window}}";
    let fields = at.fields(&["statutory", "promised", "deliver"], hint)?;
    let statutory = fields.need(
        "statutory",
        "write statutory: {for: 20wd, basis: 行政许可法42(1)}",
    );
    let statutory = statutory.and_then(|at| one_limit(&at, true));
    let promised = fields.get("promised").and_then(|at| one_limit(&at, false));
    let deliver = fields.need(
        "deliver",
        "write deliver: {for: 10wd, basis: 行政许可法44, owner: window}",
    );
    let deliver = deliver.and_then(|at| {
        let fields = at.fields(
            &["for", "basis", "owner"],
            "write deliver: {for: 10wd, owner: window}",
        )?;
        let owner = fields
            .need("owner", "say who hands over: owner: window")
            .and_then(|at| key(&at));
        let limit = Limit {
            budget: limit(&fields)?,
            basis: basis_of(&fields),
            extend: None,
        };
        Some(DeliverLimit {
            limit,
            owner: owner.or_else(stand_in)?,
        })
    });
    Some(Limits {
        statutory: statutory?,
        promised,
        deliver: deliver?,
    })
}

fn one_limit(at: &Cursor<'_>, by_law: bool) -> Option<Limit> {
    let fields = at.fields(
        &["for", "basis", "extend"],
        "write {for: 20wd, basis: 行政许可法42(1)}",
    )?;
    if by_law {
        fields.need(
            "basis",
            "name the article the limit rests on: basis: 行政许可法42(1)",
        );
    }
    let extend = fields.get("extend").and_then(|at| {
        let hint = "write extend: {by: 10wd, approver: head}";
        let fields = at.fields(&["by", "approver"], hint)?;
        let by = fields.need("by", hint).and_then(|at| budget(&at));
        let approver = fields.need("approver", hint).and_then(|at| key(&at));
        Some(ExtensionRule {
            by: by?,
            approver: approver?,
        })
    });
    Some(Limit {
        budget: limit(&fields)?,
        basis: basis_of(&fields),
        extend,
    })
}

fn basis_of(fields: &Fields<'_>) -> Option<String> {
    fields.get("basis").and_then(|at| {
        Some(
            at.text("a statute", "write basis: 行政许可法42(1)")?
                .to_owned(),
        )
    })
}

fn read_intake(at: &Cursor<'_>, draft: &Draft<'_>) -> Option<Intake> {
    let hint = "write intake: {desk: window, for: 5wd, silence: deemed_accepted, reads: \"*\"}";
    let fields = at.fields(
        &[
            "desk", "role", "for", "silence", "answer", "reads", "ladder",
        ],
        hint,
    )?;
    let desk = fields.need("desk", hint).and_then(|at| key(&at));
    let silence = fields.need(
        "silence",
        "write silence: deemed_accepted (Art. 32) or silence: escalate",
    );
    let silence = silence.and_then(|at| {
        at.word(&[
            ("deemed_accepted", IntakeSilence::DeemedAccepted),
            ("escalate", IntakeSilence::Escalate),
        ])
    });
    let reads = needed_reads(&fields, draft);
    let ladder = fields.get("ladder").and_then(|at| draft.ladder(&at));
    let (limit, answer) = (limit(&fields), budget_or(&fields, "answer", ANSWER_DAYS));
    Some(Intake {
        desk: desk.or_else(stand_in)?,
        role: role(&fields, WINDOW)?,
        limit: limit?,
        silence: silence.unwrap_or(IntakeSilence::Escalate),
        answer: answer?,
        reads,
        ladder,
    })
}

fn role(fields: &Fields<'_>, default: &str) -> Option<RoleKey> {
    match fields.get("role") {
        Some(at) => key(&at),
        None => default.parse().ok(),
    }
}

fn needed_reads(fields: &Fields<'_>, draft: &Draft<'_>) -> Reads {
    let at = fields.need("reads", "say what may be seen: reads: \"*\", or a list");
    at.and_then(|at| reads(&at, draft.form, draft.materials))
        .unwrap_or_default()
}

fn read_decide(at: &Cursor<'_>, draft: &Draft<'_>) -> Option<DecisionStep> {
    let hint = "write decide: {department: education, role: head, for: 3wd, rule: one_decision, reads: \"*\"}";
    let fields = at.fields(
        &[
            "department",
            "role",
            "for",
            "rule",
            "on_join",
            "reads",
            "ladder",
        ],
        hint,
    )?;
    let department = fields.need("department", hint).and_then(|at| key(&at));
    let role = fields
        .need("role", "say who decides: role: head")
        .and_then(|at| key(&at));
    let rule = fields.need(
        "rule",
        "write rule: one_decision or rule: separate_decisions",
    );
    let rule = rule.and_then(|at| {
        at.word(&[
            ("separate_decisions", DecisionRule::SeparateDecisions),
            ("one_decision", DecisionRule::OneDecision),
        ])
    });
    let on_join = fields
        .get("on_join")
        .and_then(|at| at.word(&[("ask", OnJoin::Ask), ("decide", OnJoin::Decide)]));
    let reads = needed_reads(&fields, draft);
    let ladder = fields.get("ladder").and_then(|at| draft.ladder(&at));
    Some(DecisionStep {
        department: department.or_else(stand_in)?,
        role: role.or_else(stand_in)?,
        limit: limit(&fields)?,
        rule: rule.unwrap_or(DecisionRule::OneDecision),
        on_join: on_join.unwrap_or(OnJoin::Ask),
        reads,
        ladder,
    })
}

fn read_result(at: &Cursor<'_>, catalogue: &Catalogue) -> Option<ResultRule> {
    let fields = at.fields(
        &["grant", "refuse"],
        "write result: {grant: …, refuse: {remedy: standard}}",
    )?;
    let grant = fields.need(
        "grant",
        "write grant: {certificate: {zh: …, en: …}, by: education, for: 5wd}",
    );
    let grant = grant.and_then(|at| grant_rule(&at));
    let refuse = fields.need("refuse", "write refuse: {remedy: standard}");
    let remedy = refuse.and_then(|at| {
        let fields = at.fields(&["remedy"], "write refuse: {remedy: standard}")?;
        remedy(
            &fields.need(
                "remedy",
                "write remedy: standard, or its words {zh: …, en: …}",
            )?,
            catalogue,
        )
    });
    Some(ResultRule {
        grant: grant?,
        refuse: RefuseRule { remedy: remedy? },
    })
}

fn grant_rule(at: &Cursor<'_>) -> Option<GrantRule> {
    let hint =
        "write grant: {certificate: {zh: 居住证, en: Residence permit}, by: education, for: 5wd}";
    let fields = at.fields(
        &["certificate", "sheet", "by", "role", "for", "valid_months"],
        hint,
    )?;
    let certificate = fields
        .need("certificate", TEXT_HINT)
        .and_then(|at| text(&at));
    let sheet = fields.get("sheet").and_then(|at| text(&at));
    let by = fields
        .need("by", "say who makes it: by: education")
        .and_then(|at| key(&at));
    let valid_months = fields
        .get("valid_months")
        .and_then(|at| number(&at, "a number of months", "write valid_months: 12"));
    let (role, limit) = (role(&fields, WINDOW), limit(&fields));
    Some(GrantRule {
        certificate: certificate?,
        sheet,
        by: by.or_else(stand_in)?,
        role: role?,
        limit: limit?,
        valid_months,
    })
}

fn remedy(at: &Cursor<'_>, catalogue: &Catalogue) -> Option<Text> {
    let Some((name, _)) = at.scalar() else {
        return text(at);
    };
    let found = catalogue.remedies.get(name);
    if found.is_none() {
        let names: Vec<_> = catalogue.remedies.keys().map(String::as_str).collect();
        let message = format!("there is no remedy text `{name}`");
        at.error(
            "unknown-remedy",
            message,
            format!(
                "write {}, or the words themselves {{zh: …, en: …}}",
                names.join(" or ")
            ),
        );
    }
    found.cloned()
}

fn correction(top: &Fields<'_>) -> Option<CorrectionRule> {
    let hint = "write correction: {collect: 1wd, answer: 10wd, lapse: withdraw}";
    let Some(at) = top.get("correction") else {
        return Some(CorrectionRule {
            collect: format!("{COLLECT_DAYS}wd").parse().ok()?,
            answer: format!("{ANSWER_DAYS}wd").parse().ok()?,
            lapse: Lapse::Withdraw,
        });
    };
    let fields = at.fields(&["collect", "answer", "lapse"], hint)?;
    let collect = budget_or(&fields, "collect", COLLECT_DAYS);
    let answer = budget_or(&fields, "answer", ANSWER_DAYS);
    let lapse = fields
        .get("lapse")
        .and_then(|at| at.word(&[("withdraw", Lapse::Withdraw), ("proceed", Lapse::Proceed)]));
    Some(CorrectionRule {
        collect: collect?,
        answer: answer?,
        lapse: lapse.unwrap_or(Lapse::Withdraw),
    })
}

/// Nothing personal unless the file says so.
fn personal_reads(top: &Fields<'_>, who: &str, draft: &Draft<'_>) -> Reads {
    let fields = top
        .get(who)
        .and_then(|at| at.fields(&["reads"], "write supervisor: {reads: [guardians.name]}"));
    let at = fields.and_then(|fields| fields.get("reads"));
    at.and_then(|at| reads(&at, draft.form, draft.materials))
        .unwrap_or_default()
}
