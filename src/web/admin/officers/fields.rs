//! The fields of an account, as they are typed and as they are understood.

use std::collections::BTreeSet;

use maud::{Markup, html};

use crate::access::{MAX_NAME_CHARS, NewOfficer};
use crate::domain::definition::Language;
use crate::domain::identifiers::{DepartmentKey, RoleKey};
use crate::doors::{Doors, Problem, officers};
use crate::storage::accounts::Account;
use crate::web::Frame;
use crate::web::form::Form;
use crate::web::parts::field::{self, Line, Mistake};

/// What stands in the fields.
#[derive(Default)]
pub(super) struct Typed {
    name: String,
    email: String,
    department: String,
    roles: BTreeSet<String>,
    language: String,
}

impl From<&Account> for Typed {
    fn from(account: &Account) -> Self {
        Self {
            name: account.name.clone(),
            email: account.email.clone().unwrap_or_default(),
            department: account.department.to_string(),
            roles: account.roles.iter().map(ToString::to_string).collect(),
            language: word(account.language).to_owned(),
        }
    }
}

impl From<&Form> for Typed {
    fn from(form: &Form) -> Self {
        Self {
            name: form.text("name").to_owned(),
            email: form.text("email").to_owned(),
            department: form.text("department").to_owned(),
            roles: form.all("role").map(str::to_owned).collect(),
            language: form.text("language").to_owned(),
        }
    }
}

impl Typed {
    /// As it may be kept.
    ///
    /// # Errors
    /// 422 with every field that needs mending.
    pub(super) fn understood(&self, doors: &Doors) -> Result<NewOfficer, Problem> {
        let department = self.department.parse::<DepartmentKey>();
        let department =
            department.map_err(|_| Problem::at("/department", "missing", "choose one"))?;
        let roles: Result<BTreeSet<RoleKey>, _> =
            self.roles.iter().map(|role| role.parse()).collect();
        let roles = roles.map_err(|_| Problem::at("/roles", "unknown", "choose from the list"))?;
        let new = NewOfficer {
            name: self.name.clone(),
            email: Some(self.email.clone()).filter(|email| !email.is_empty()),
            department,
            roles,
            language: match self.language.as_str() {
                "en" => Language::En,
                _ => Language::Zh,
            },
        };
        officers::checked(doors, new)
    }
}

/// What is wrong, by field, in words for this form.
pub(super) fn mistakes(frame: &Frame, problem: &Problem) -> Vec<Mistake> {
    let known = |pointer: &str| {
        let field = pointer.split('/').nth(1).unwrap_or_default();
        ["name", "email", "department", "roles"]
            .contains(&field)
            .then(|| field.to_owned())
    };
    let mut found = field::mistakes(frame, problem, known);
    for mistake in &mut found {
        let key = match mistake.field.as_str() {
            "name" => "officer-name-wrong",
            "email" => "officer-email-wrong",
            "roles" => "officer-roles-wrong",
            _ => continue,
        };
        mistake.words = frame.say(key);
    }
    found
}

/// The fields.
pub(super) fn fields(doors: &Doors, frame: &Frame, typed: &Typed, mistakes: &[Mistake]) -> Markup {
    let say = |key: &str| frame.say(key);
    let (name, email, email_hint) = (say("me-name"), say("me-email"), say("officer-email-hint"));
    let (department, language) = (say("me-department"), say("officer-language"));
    let languages = [
        ("zh".to_owned(), "中文".to_owned()),
        ("en".to_owned(), "English".to_owned()),
    ];
    let spoken = match typed.language.as_str() {
        "en" => "en",
        _ => "zh",
    };
    html! {
        (field::line(frame, &Line { name: "name", label: &name, value: &typed.name, max_chars: Some(MAX_NAME_CHARS as u32), autocomplete: Some("off"), mistake: field::of(mistakes, "name"), ..Line::default() }))
        (field::line(frame, &Line { name: "email", label: &email, hint: Some(&email_hint), value: &typed.email, kind: "email", autocomplete: Some("off"), optional: true, mistake: field::of(mistakes, "email"), ..Line::default() }))
        (field::select(frame, &Line { name: "department", label: &department, value: &typed.department, mistake: field::of(mistakes, "department"), ..Line::default() }, &departments(doors, frame)))
        (roles(doors, frame, typed, mistakes))
        (field::choice(frame, &Line { name: "language", label: &language, value: spoken, ..Line::default() }, &languages))
    }
}

/// Every department that was not merged into another, by its name.
pub(in crate::web::admin) fn departments(doors: &Doors, frame: &Frame) -> Vec<(String, String)> {
    let (directory, now) = (doors.engine.directory(), doors.engine.now());
    let all = directory.departments.iter();
    let all = all.filter(|(key, _)| directory.standing(key, now) == *key);
    all.map(|(key, found)| (key.to_string(), frame.text(&found.title).to_owned()))
        .collect()
}

fn roles(doors: &Doors, frame: &Frame, typed: &Typed, mistakes: &[Mistake]) -> Markup {
    let mistake = field::of(mistakes, "roles");
    html! {
        fieldset class={ "field" @if mistake.is_some() { " wrong" } } id="roles" aria-describedby=[mistake.map(|_| "roles-mistake")] {
            legend { (frame.say("me-roles")) }
            p class="hint" { (frame.say("officer-roles-hint")) }
            @if let Some(mistake) = mistake { p class="mistake" id="roles-mistake" { b { (frame.say("form-mistake")) } (mistake) } }
            @for (key, role) in &doors.engine.directory().roles {
                @let id = format!("role-{key}");
                label class="option" for=(id) {
                    input type="checkbox" id=(id) name="role" value=(key) checked[typed.roles.contains(key.as_ref())];
                    span { (frame.text(&role.title)) }
                }
            }
        }
    }
}

fn word(language: Language) -> &'static str {
    match language {
        Language::Zh => "zh",
        Language::En => "en",
    }
}
