//! Random applications for the three services, most of them complete.

use std::collections::BTreeMap;

use lianban::domain::command::Application;
use lianban::domain::definition::{FilerKind, Language};
use lianban::domain::facts::Applicant;
use lianban::domain::identifiers::WorkflowKey;
use serde_json::{Map, Value, json};

use super::ports::Shelf;
use super::town::file;
use crate::dice::Dice;

/// Of a hundred applications, how many miss a paper.
const INCOMPLETE: u64 = 4;
/// How many applicants have a mailbox.
const MAILED: u64 = 75;

/// One application, with papers that were put on the shelf for it.
pub fn random(dice: &mut Dice, shelf: &Shelf, number: usize) -> (WorkflowKey, Application) {
    let key = *dice.one_of(&[
        "residence-permit",
        "residence-permit",
        "school-admission",
        "school-admission",
        "open-a-shop",
    ]);
    let example: Value =
        serde_json::from_str(&file(&format!("workflows/examples/{key}.json"))).unwrap();
    let mut form = example["form"].as_object().unwrap().clone();
    let papers = match key {
        "residence-permit" => residence(dice, &mut form),
        "school-admission" => school(dice, &mut form),
        _ => shop(dice, &mut form),
    };
    let mut materials = BTreeMap::new();
    for paper in papers {
        if !dice.percent(INCOMPLETE) {
            let document = shelf.document(&format!("{key} {number} {paper}"));
            materials.insert(paper.parse().unwrap(), vec![document]);
        }
    }
    let mut applicant: Applicant = serde_json::from_value(example["applicant"].clone()).unwrap();
    applicant.email = dice
        .percent(MAILED)
        .then(|| format!("applicant{number}@example.org"));
    applicant.language = *dice.one_of(&[Language::Zh, Language::En]);
    let filer = *dice.one_of(&[
        FilerKind::SelfFiled,
        FilerKind::SelfFiled,
        FilerKind::Window,
    ]);
    let application = Application {
        filer,
        applicant,
        proxy: None,
        form,
        materials,
        salt: String::new(),
    };
    (key.parse().unwrap(), application)
}

fn residence(dice: &mut Dice, form: &mut Map<String, Value>) -> Vec<&'static str> {
    let mut papers = vec!["identity_card"];
    let grounds = [
        ("has_job", "employer", json!("Specimen Works"), "job_proof"),
        (
            "has_business",
            "credit_code",
            json!("91510100MA00000017"),
            "business_licence",
        ),
        (
            "has_study",
            "school",
            json!("Specimen School"),
            "study_proof",
        ),
    ];
    for (ground, field, value, paper) in grounds {
        // No credit code of the examples belongs to anybody, and none is made up here.
        let holds = ground != "has_business" && dice.percent(60);
        form.insert(ground.to_owned(), holds.into());
        form.remove(field);
        if holds {
            form.insert(field.to_owned(), value);
            papers.push(paper);
        }
    }
    let home = dice.percent(70);
    form.insert("has_home".to_owned(), home.into());
    if home {
        papers.push("home_proof");
    }
    papers
}

fn school(dice: &mut Dice, form: &mut Map<String, Value>) -> Vec<&'static str> {
    let children = form["children"].as_array_mut().unwrap();
    for _ in 0..dice.below(3) {
        children.push(children[0].clone());
    }
    let guardians = form["guardians"].as_array_mut().unwrap();
    guardians.truncate(1 + dice.below(2));
    let mut papers = vec![
        "guardian_identity",
        "household_book",
        "residence_permit",
        "vaccination_card",
    ];
    for guardian in guardians {
        let (basis, paper) = *dice.one_of(&[
            ("employed", Some("labour_contract")),
            ("self_employed", Some("business_licence")),
            ("none", None),
        ]);
        guardian["basis"] = basis.into();
        papers.extend(paper);
    }
    papers
}

fn shop(dice: &mut Dice, form: &mut Map<String, Value>) -> Vec<&'static str> {
    let mut papers = vec!["identity_card", "place_proof"];
    let trade = *dice.one_of(&["eatery", "food_retail", "goods", "services"]);
    form.insert("trade".to_owned(), trade.into());
    if matches!(trade, "eatery" | "food_retail") {
        papers.extend(["kitchen_plan", "health_certificates", "food_rules"]);
    }
    if trade == "eatery" {
        papers.push("fire_promise");
    }
    let signboard = *dice.one_of(&["none", "standard", "large"]);
    form.insert("signboard".to_owned(), signboard.into());
    if signboard == "large" {
        papers.push("signboard_drawing");
    }
    papers
}
