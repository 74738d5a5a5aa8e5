//! The documents to bring, one a page: several files each, from the folder or the camera, looked at,
//! replaced and taken out again.

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::sheet::{From, Sheet, Turned};
use super::upload::{FILES, Upload};
use crate::domain::definition::{Material, MaterialClass};
use crate::domain::facts::Document;
use crate::domain::form::DOCUMENTS_MAX;
use crate::doors::Problem;
use crate::doors::drafts::plan::{Plan, Step};
use crate::doors::place::{Place, named};
use crate::doors::question::Question;
use crate::web::entry::see_other;
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Mistake};

const KIB: u64 = 1024;

/// The page of a document.
pub(super) async fn read(
    sheet: Sheet,
    Place((_, key)): Place<(String, String)>,
    Question(from): Question<From>,
) -> Result<Response, Turned> {
    let material = material(&sheet, &key)?;
    let plan = sheet.plan();
    sheet.asked(&plan, &Step::Material(material.key.clone()))?;
    Ok(page(&sheet, &plan, material, &[], &from))
}

/// Files that were sent, and onwards.
pub(super) async fn write(
    mut sheet: Sheet,
    Place((_, key)): Place<(String, String)>,
    request: Request,
) -> Result<Response, Turned> {
    let material = material(&sheet, &key)?.clone();
    // Nothing is kept for a document that nobody asks for.
    sheet.asked(&sheet.plan(), &Step::Material(material.key.clone()))?;
    let upload = match Upload::from_request(request, &sheet.doors).await {
        Ok(upload) => upload,
        Err(problem) if problem.status < 500 => {
            let mistakes = [whole(&sheet, &problem)];
            let page = page(
                &sheet,
                &sheet.plan(),
                &material,
                &mistakes,
                &From::default(),
            );
            return Ok(page);
        }
        Err(problem) => return Err(problem.into()),
    };
    let replaced = upload.text("replace").to_owned();
    let change = sheet.change(|draft| {
        let documents = draft.materials.entry(material.key.clone()).or_default();
        if !upload.kept.is_empty() {
            documents.retain(|known| known.sha256 != replaced);
        }
        for document in &upload.kept {
            let known = documents
                .iter()
                .any(|known| known.sha256 == document.sha256);
            if !known && documents.len() < DOCUMENTS_MAX {
                documents.push(document.clone());
            }
        }
    });
    change.await?;
    let from = From {
        from: Some(upload.text("from").to_owned()),
        replace: None,
    };
    Ok(afterwards(&sheet, &material, &upload, &from))
}

fn afterwards(sheet: &Sheet, material: &Material, upload: &Upload, from: &From) -> Response {
    let (plan, step) = (sheet.plan(), Step::Material(material.key.clone()));
    let mut mistakes: Vec<Mistake> = upload
        .refused
        .iter()
        .map(|(name, problem)| refused(sheet, name, problem))
        .collect();
    let then = upload.text("then");
    let sent_nothing = upload.kept.is_empty() && upload.refused.is_empty();
    // What was wrong with a file is enough: whoever sent one knows that it is needed.
    if then == "next" && upload.refused.is_empty() {
        mistakes.extend(sheet.mistakes(plan.mistakes_at(&step)));
    } else if then == "upload" && sent_nothing {
        mistakes.push(Mistake {
            field: FILES.to_owned(),
            words: sheet.frame.say("apply-files-none-chosen"),
        });
    }
    if !mistakes.is_empty() && then != "save" {
        return page(sheet, &plan, material, &mistakes, from);
    }
    let next = match (then, from.is_change()) {
        ("save", _) => "saved".to_owned(),
        ("next", true) => Step::Check.path(),
        ("next", false) => plan.after(&step).path(),
        (_, true) => format!("{}?from=check", step.path()),
        (_, false) => step.path(),
    };
    see_other(&sheet.link(&next))
}

/// Takes a file out.
pub(super) async fn remove(
    mut sheet: Sheet,
    Place((_, key)): Place<(String, String)>,
    form: Form,
) -> Result<Response, Turned> {
    let material = material(&sheet, &key)?.clone();
    let gone = form.text("file").to_owned();
    let change = sheet.change(|draft| {
        if let Some(documents) = draft.materials.get_mut(&material.key) {
            documents.retain(|known| known.sha256 != gone);
        }
    });
    change.await?;
    let from = if form.text("from") == "check" {
        "?from=check"
    } else {
        ""
    };
    Ok(see_other(
        &sheet.link(&format!("materials/{}{from}", material.key)),
    ))
}

/// A file as it was handed in, to be looked at by whoever handed it in.
pub(super) async fn show(
    sheet: Sheet,
    Place((_, key, file)): Place<(String, String, String)>,
) -> Result<Response, Turned> {
    let material = material(&sheet, &key)?;
    let documents = sheet.draft.materials.get(&material.key);
    let found = documents.and_then(|all| all.iter().find(|known| known.sha256 == file));
    let found = found.ok_or_else(Problem::not_found)?;
    let bytes = sheet.doors.engine.ports().bytes.get(&found.sha256).await;
    let bytes = bytes.map_err(|error| Problem::unavailable(format!("reading a file: {error}")))?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(&found.content_type) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("inline"),
    );
    Ok(response)
}

fn page(
    sheet: &Sheet,
    plan: &Plan,
    material: &Material,
    mistakes: &[Mistake],
    from: &From,
) -> Response {
    let frame = &sheet.frame;
    let documents = sheet.draft.materials.get(&material.key);
    let documents = documents.map(Vec::as_slice).unwrap_or_default();
    let step = Step::Material(material.key.clone());
    let replaced = from.replace.as_deref();
    let replaced = replaced.and_then(|file| documents.iter().find(|known| known.sha256 == file));
    let need = match (material.optional, material.class) {
        (true, _) => "apply-files-optional",
        (false, MaterialClass::Secondary) => "apply-files-later",
        (false, MaterialClass::Core) => "apply-files-core",
    };
    let room = documents.len() < DOCUMENTS_MAX;
    let body = html! {
        p { (frame.say(need)) }
        @if !documents.is_empty() { (files(sheet, material, documents, from)) }
        form method="post" action=(sheet.link(&step.path())) enctype="multipart/form-data" novalidate {
            @if from.is_change() { (field::hidden("from", "check")) }
            @if let Some(replaced) = replaced {
                (field::hidden("replace", &replaced.sha256))
                p class="note" { (frame.say_with("apply-files-replacing", &[("name", replaced.name.as_str().into())])) }
            }
            @if room { (choosing(sheet, mistakes)) }
            div class="actions" {
                button name="then" value="next" { (frame.say("form-next")) }
                @if room { button class="quiet" name="then" value="upload" { (frame.say("apply-files-upload")) } }
                button class="quiet" name="then" value="save" { (frame.say("apply-save")) }
            }
        }
    };
    let title = frame.text(&material.title).to_owned();
    sheet
        .page(plan, &step, &title, mistakes, body)
        .into_response()
}

/// Two ways to the same field: a file that is there, or the camera.
fn choosing(sheet: &Sheet, mistakes: &[Mistake]) -> Markup {
    let frame = &sheet.frame;
    let megabytes = sheet.doors.settings.file_max_bytes as u64 / KIB / KIB;
    let wrong: Vec<&Mistake> = mistakes.iter().filter(|one| one.field == FILES).collect();
    html! {
        div class={ "field" @if !wrong.is_empty() { " wrong" } } {
            label for=(FILES) { (frame.say("apply-files-choose")) }
            p class="hint" id="files-hint" { (frame.say_with("apply-files-hint", &[("megabytes", megabytes.into()), ("most", (DOCUMENTS_MAX as u64).into())])) }
            @for mistake in &wrong { p class="mistake" { b { (frame.say("form-mistake")) } (mistake.words) } }
            input type="file" id=(FILES) name=(FILES) multiple accept="image/*,application/pdf" aria-describedby="files-hint"
                aria-invalid=[(!wrong.is_empty()).then_some("true")];
        }
        div class="field" {
            label for="camera" { (frame.say("apply-files-camera")) }
            input type="file" id="camera" name=(FILES) accept="image/*" capture="environment";
        }
    }
}

fn files(sheet: &Sheet, material: &Material, documents: &[Document], from: &From) -> Markup {
    let frame = &sheet.frame;
    let at = format!("materials/{}", material.key);
    let change = if from.is_change() { "&from=check" } else { "" };
    html! {
        h2 { (frame.say("apply-files-there")) }
        ul class="entries" {
            @for document in documents {
                li {
                    b { (document.name) } " " small { (size(document.bytes)) }
                    span class="deeds" {
                        a href=(sheet.link(&format!("{at}/{}", document.sha256))) target="_blank" rel="noopener" {
                            (frame.say("apply-files-look")) span class="unseen" { " " (document.name) (frame.say("apply-new-window")) }
                        }
                        a href=(sheet.link(&format!("{at}?replace={}{change}", document.sha256))) {
                            (frame.say("apply-files-replace")) span class="unseen" { " " (document.name) }
                        }
                        form method="post" action=(sheet.link(&format!("{at}/remove"))) {
                            (form::key())
                            (field::hidden("file", &document.sha256))
                            @if from.is_change() { (field::hidden("from", "check")) }
                            button class="plain" { (frame.say("apply-remove")) span class="unseen" { " " (document.name) } }
                        }
                    }
                }
            }
        }
    }
}

/// A size as people read it.
#[must_use]
pub fn size(bytes: u64) -> String {
    match bytes {
        0..KIB => format!("{bytes} B"),
        _ if bytes < KIB * KIB => format!("{} kB", bytes.div_ceil(KIB)),
        _ => format!("{:.1} MB", bytes as f64 / (KIB * KIB) as f64),
    }
}

fn refused(sheet: &Sheet, name: &str, problem: &Problem) -> Mistake {
    let frame = &sheet.frame;
    let said = match problem.errors.first() {
        Some(error) => field::place_words(frame, error),
        None => field::refused(frame, problem),
    };
    let (name, said) = (name.to_owned().into(), said.into());
    Mistake {
        field: FILES.to_owned(),
        words: frame.say_with("apply-mistake-at", &[("title", name), ("words", said)]),
    }
}

fn whole(sheet: &Sheet, problem: &Problem) -> Mistake {
    Mistake {
        field: FILES.to_owned(),
        words: field::refused(&sheet.frame, problem),
    }
}

fn material<'s>(sheet: &'s Sheet, key: &str) -> Result<&'s Material, Turned> {
    let key: crate::domain::identifiers::MaterialKey = named(key)?;
    let found = sheet.workflow().material(key.as_str());
    found.ok_or_else(|| Problem::not_found().into())
}
