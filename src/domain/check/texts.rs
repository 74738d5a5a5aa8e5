//! Words people read: Chinese must be there, English should.

use super::{Faults, Subject, reviews};
use crate::domain::definition::{Field, FieldKind, Text};

pub(super) fn check(subject: Subject<'_>, faults: &mut Faults) {
    let workflow = subject.workflow;
    text("title", &workflow.title, faults);
    all_fields("form", &workflow.form, faults);
    for material in &workflow.materials {
        text(
            &format!("materials.{}.title", material.key),
            &material.title,
            faults,
        );
    }
    for stage in &workflow.stages {
        text(&format!("stages.{}.title", stage.key), &stage.title, faults);
    }
    for (stage, _, review, path) in reviews(workflow) {
        if review.title != stage.title {
            text(&format!("{path}.title"), &review.title, faults);
        }
    }
    text(
        "result.grant.certificate",
        &workflow.result.grant.certificate,
        faults,
    );
    if let Some(sheet) = &workflow.result.grant.sheet {
        text("result.grant.sheet", sheet, faults);
    }
    for gift in &workflow.result.grant.gives {
        let path = format!("result.grant.gives.{}.title", gift.key);
        text(&path, &gift.title, faults);
    }
    text(
        "result.refuse.remedy",
        &workflow.result.refuse.remedy,
        faults,
    );
}

fn all_fields(path: &str, all: &[Field], faults: &mut Faults) {
    for field in all {
        let path = format!("{path}.{}", field.key);
        text(&format!("{path}.title"), &field.title, faults);
        match &field.kind {
            FieldKind::Choice { of } => {
                for option in of {
                    text(&format!("{path}.of.{}", option.key), &option.title, faults);
                }
            }
            FieldKind::Group { fields: inner, .. } => {
                all_fields(&format!("{path}.fields"), inner, faults)
            }
            _ => {}
        }
    }
}

fn text(path: &str, text: &Text, faults: &mut Faults) {
    if text.zh.trim().is_empty() {
        let message = format!("`{path}` has no Chinese text, which people would read");
        faults.error(
            "zh-missing",
            path,
            message,
            "write it as {zh: 居住证, en: Residence permit}",
        );
    } else if text.en.as_ref().is_none_or(|en| en.trim().is_empty()) {
        let message = format!("`{path}` has no English text; the Chinese is shown instead");
        faults.warning(
            "en-missing",
            path,
            message,
            format!("write {{zh: {}, en: …}}", text.zh),
        );
    }
}
