//! Filing 收件: an application becomes a request.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use serde_json::{Map, Value};

use crate::domain::calendar::{Instant, civil};
use crate::domain::command::{Actor, Application};
use crate::domain::definition::{FieldKind, FilerKind, Workflow};
use crate::domain::directory::WINDOW;
use crate::domain::event::Event;
use crate::domain::facts::FactsPatch;
use crate::domain::form;
use crate::domain::identifiers::RequestId;
use crate::domain::refusal::{Problem, Refusal};
use crate::domain::request::{NoticeKind, WorkflowRef};

use super::turn::Turn;
use super::{Rules, intake};

pub(super) fn file<'a>(
    rules: &'a Rules<'a>,
    id: RequestId,
    application: Application,
    actor: &Actor,
    at: Instant,
) -> Result<Turn<'a>, Refusal> {
    let workflow = rules.workflow;
    may_file(workflow, &application, actor)?;
    in_season(workflow, at)?;
    let today = civil(at).date();
    let (form, materials) = (&application.form, &application.materials);
    let mut problems = form::applicant_problems(&application.applicant, today);
    problems.extend(proxy_problems(&application));
    problems.extend(form::problems(rules, form, materials, today));
    let (conditions, filer) = (rules.conditions, application.filer);
    let needless = form::needless_materials(workflow, conditions, filer, form, materials);
    problems.extend(needless);
    if !problems.is_empty() {
        return Err(Refusal::Invalid { problems });
    }
    let mut numbers = BTreeMap::new();
    let form = with_row_ids(workflow, application.form, &mut numbers);
    let filed = Event::Filed {
        workflow: WorkflowRef {
            key: workflow.key.clone(),
            version: workflow.version,
            hash: workflow.hash.clone(),
        },
        filer: application.filer,
        rows: numbers.into_iter().collect(),
    };
    let patch = FactsPatch {
        salt: Some(application.salt),
        applicant: Some(application.applicant),
        proxy: application.proxy,
        form,
        materials: application.materials,
        words: BTreeMap::new(),
    };
    let turn = Turn::begin(rules, id, filed, patch, actor, at);
    let mut turn = turn.expect("`filed` begins a request");
    intake::open(&mut turn);
    turn.notify(NoticeKind::Receipt, BTreeMap::new(), BTreeMap::new());
    Ok(turn)
}

fn may_file(workflow: &Workflow, application: &Application, actor: &Actor) -> Result<(), Refusal> {
    let by_officer = actor.officer().is_some_and(|officer| officer.is(WINDOW));
    let fits = match application.filer {
        FilerKind::Window => by_officer,
        FilerKind::SelfFiled | FilerKind::Agent | FilerKind::Association => true,
    };
    if fits && workflow.filed_by.contains(&application.filer) {
        Ok(())
    } else {
        Err(Refusal::FilerNotAllowed)
    }
}

/// Who files for another says who they are and on what paper (Art. 29).
fn proxy_problems(application: &Application) -> Vec<Problem> {
    let for_another = matches!(application.filer, FilerKind::Agent | FilerKind::Association);
    if !for_another {
        return Vec::new();
    }
    let proxy = application.proxy.as_ref();
    let named = proxy.filter(|it| !it.name.trim().is_empty() && !it.authority.trim().is_empty());
    let unnamed = || Problem {
        pointer: "/filer".to_owned(),
        problem: "missing".to_owned(),
        detail: "say who files and what authorises them: `name` and `authority`".to_owned(),
        expected: None,
    };
    named.map_or_else(|| vec![unnamed()], form::proxy_problems)
}

fn in_season(workflow: &Workflow, at: Instant) -> Result<(), Refusal> {
    let today = civil(at).date();
    match &workflow.window {
        Some(window) if !window.contains(today.month(), today.day()) => {
            let day = |(month, day): (u32, u32)| format!("{month:02}-{day:02}");
            Err(Refusal::WindowClosed {
                from: day(window.from),
                to: day(window.to),
            })
        }
        _ => Ok(()),
    }
}

/// Gives every row of a repeated group an id that is never used again.
pub(super) fn with_row_ids(
    workflow: &Workflow,
    mut form: Map<String, Value>,
    numbers: &mut BTreeMap<String, u32>,
) -> Map<String, Value> {
    for field in &workflow.form {
        let key: &str = field.key.as_ref();
        let repeated = matches!(
            &field.kind,
            FieldKind::Group {
                repeat: Some(_),
                ..
            }
        );
        let Some(Value::Array(rows)) = form.get_mut(key).filter(|_| repeated) else {
            continue;
        };
        let next = numbers.entry(key.to_owned()).or_insert(1);
        let mut used = BTreeSet::new();
        for row in rows.iter_mut().filter_map(Value::as_object_mut) {
            let known = row
                .get("id")
                .and_then(Value::as_str)
                .filter(|id| is_issued(id, key, *next));
            let fresh = known.is_none_or(|id| !used.insert(id.to_owned()));
            if fresh {
                row.insert("id".to_owned(), Value::String(format!("{key}-{next}")));
                *next += 1;
            }
        }
    }
    form
}

/// Whether a row id was given out before for this group.
fn is_issued(id: &str, group: &str, next: u32) -> bool {
    let number = id
        .strip_prefix(group)
        .and_then(|rest| rest.strip_prefix('-'));
    number
        .and_then(|number| number.parse::<u32>().ok())
        .is_some_and(|number| (1..next).contains(&number) && id == format!("{group}-{number}"))
}
