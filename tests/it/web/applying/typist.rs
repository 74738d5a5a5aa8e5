//! Somebody who applies: goes from page to page as they lead on, and types what an example says.

use std::collections::BTreeMap;

use lianban::domain::definition::{Field, FieldKind, Workflow};
use lianban::doors::Doors;
use serde_json::Value;

use crate::api::client::PDF;
use crate::web::browser::{Browser, Filled, Seen};

/// More pages than any application here has.
const PAGES_MAX: usize = 80;
/// What a page may weigh beside its style, so that both come with 50 kB.
const PAGE_MAX_BYTES: usize = 28 * 1024;

pub struct Typist<'a> {
    pub browser: Browser,
    workflow: Workflow,
    example: &'a Value,
    /// Rows filled in so far, by group.
    rows: BTreeMap<String, usize>,
}

/// Sets a field that is there, or a button that is pressed.
pub fn set(form: Filled, name: &str, value: &str) -> Filled {
    match form.value(name) {
        Some(_) => form.typed(name, value),
        None => form.with(name, value),
    }
}

/// Begins an application; gives the address of its first page.
pub async fn begin(browser: &mut Browser, service: &str) -> String {
    let start = format!("/apply/{service}");
    let page = browser.page(&start).await;
    let begun = browser.submit(&Filled::on(&page, &start)).await;
    begun.to().to_owned()
}

impl<'a> Typist<'a> {
    pub fn new(doors: &Doors, example: &'a Value) -> Self {
        let key = example["workflow"].as_str().unwrap().parse().unwrap();
        let service = doors.engine.registry().newest(&key).unwrap();
        Self {
            browser: Browser::new(doors),
            workflow: service.workflow.clone(),
            example,
            rows: BTreeMap::new(),
        }
    }

    /// Fills in every page; gives where the last leads.
    pub async fn apply(&mut self) -> String {
        self.until("/done/").await
    }

    /// Fills in every page up to the one with all answers.
    pub async fn up_to_check(&mut self) -> String {
        self.until("/check").await
    }

    async fn until(&mut self, place: &str) -> String {
        let key = self.workflow.key.to_string();
        let mut at = begin(&mut self.browser, &key).await;
        for _ in 0..PAGES_MAX {
            if at.contains(place) {
                return at;
            }
            let seen = self.browser.get(&at).await;
            if seen.status == 303 {
                at = seen.to().to_owned();
                continue;
            }
            assert_eq!(seen.status, 200, "{at}: {}", seen.text);
            assert!(
                seen.text.len() < PAGE_MAX_BYTES,
                "{at}: {}",
                seen.text.len()
            );
            at = self.step(&at, &seen.text).await;
        }
        panic!("no end after {at}");
    }

    async fn step(&mut self, at: &str, page: &str) -> String {
        let rest = at.split('?').next().unwrap();
        let parts: Vec<&str> = rest.split('/').skip(3).collect();
        let form = || Filled::on(page, rest);
        let filled = match parts.as_slice() {
            ["people", "filer"] => set(form(), "kind", self.text("/filer/kind")),
            ["people", "proxy"] => set(form(), "name", self.text("/filer/name"))
                .typed("authority", self.text("/filer/authority")),
            ["people", "applicant"] => self.applicant(form()),
            ["form", key] => {
                let field = self.workflow.field(key).unwrap().clone();
                if let FieldKind::Group {
                    repeat: Some(_), ..
                } = field.kind
                {
                    return self.list(rest, page, key).await;
                }
                self.field(form(), &field, &self.example["form"][*key])
            }
            ["form", key, _] => {
                let index = *self.rows.get(*key).unwrap_or(&0);
                let field = self.workflow.field(key).unwrap().clone();
                let row = &self.example["form"][*key][index];
                let filled = self.field(form(), &field, row);
                *self.rows.entry((*key).to_owned()).or_default() += 1;
                filled
            }
            ["materials", key] => self.files(form(), key),
            ["check"] => form().with("declared", "yes"),
            other => panic!("what is {other:?}?"),
        };
        let filled = match parts.as_slice() {
            ["check"] => filled,
            _ => filled.with("then", "next"),
        };
        self.onwards(&filled).await
    }

    async fn onwards(&mut self, form: &Filled) -> String {
        let seen: Seen = self.browser.submit(form).await;
        assert_eq!(seen.status, 303, "{}: {}", form.action, seen.text);
        seen.to().to_owned()
    }

    fn text(&self, pointer: &str) -> &'a str {
        let found = self.example.pointer(pointer);
        found.and_then(Value::as_str).unwrap_or_default()
    }

    fn applicant(&self, mut form: Filled) -> Filled {
        for key in ["name", "identity", "phone", "email"] {
            form = form.typed(key, self.text(&format!("/applicant/{key}")));
        }
        form.typed("language", self.text("/language"))
    }

    /// The next row of a repeated group, or onwards where there is none.
    async fn list(&mut self, path: &str, page: &str, key: &str) -> String {
        let done = *self.rows.get(key).unwrap_or(&0);
        let rows = self.example["form"][key].as_array().map_or(0, Vec::len);
        if done == rows {
            let form = Filled::on(page, path).with("then", "next");
            return self.onwards(&form).await;
        }
        let link = page.split("class=\"button quiet\" href=\"").nth(1);
        link.unwrap().split('"').next().unwrap().to_owned()
    }

    fn field(&self, mut form: Filled, field: &Field, answer: &Value) -> Filled {
        if let FieldKind::Group { fields, .. } = &field.kind {
            for field in fields {
                form = self.field(form, field, &answer[field.key.as_str()]);
            }
            return form;
        }
        let name = field.key.as_str();
        let text = answer
            .as_str()
            .map_or_else(|| answer.to_string(), str::to_owned);
        match &field.kind {
            _ if answer.is_null() => form,
            FieldKind::Boolean => set(form, name, if answer == true { "yes" } else { "no" }),
            FieldKind::Choice { .. } => set(form, name, &text),
            FieldKind::Date { .. } => {
                let parts: Vec<&str> = text.split('-').collect();
                form.typed(name, parts[0])
                    .typed(&format!("{name}-month"), parts[1].trim_start_matches('0'))
                    .typed(&format!("{name}-day"), parts[2].trim_start_matches('0'))
            }
            FieldKind::Region => {
                let province = format!("{}0000", &text[..2]);
                let form = form.typed(&format!("{name}-province"), &province);
                match form.value(name) {
                    Some(_) => form.typed(name, &text),
                    None => form,
                }
            }
            _ => form.typed(name, &text),
        }
    }

    fn files(&self, mut form: Filled, key: &str) -> Filled {
        let files = self.example["materials"][key].as_array();
        for file in files.into_iter().flatten() {
            form = form.with_file("files", file["name"].as_str().unwrap(), PDF);
        }
        form
    }
}
