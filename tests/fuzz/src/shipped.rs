//! What the project ships: the town, its services, example applications.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use lianban::domain::calendar::Calendar;
use lianban::domain::definition::Workflow;
use lianban::domain::directory::Directory;
use lianban::domain::identifiers::Regions;
use lianban::language::{self, Catalogue};
use serde_json::Value;

pub const CALENDARS: &str = include_str!("../../../config/calendars.json");
const DEPARTMENTS: &str = include_str!("../../../config/departments.yaml");
const ROLES: &str = include_str!("../../../config/roles.yaml");
const LADDERS: &str = include_str!("../../../config/ladders.yaml");
const REGIONS: &str = include_str!("../../../config/regions.csv");

/// Workflow files, each with the form of an application that fits it.
pub const SERVICES: [(&str, &str); 3] = [
    (
        include_str!("../../../workflows/school-admission.yaml"),
        include_str!("../../../workflows/examples/school-admission.json"),
    ),
    (
        include_str!("../../../workflows/residence-permit.yaml"),
        include_str!("../../../workflows/examples/residence-permit.json"),
    ),
    (
        include_str!("../../../workflows/open-a-shop.yaml"),
        include_str!("../../../workflows/examples/open-a-shop.json"),
    ),
];

pub static TOWN: LazyLock<Catalogue> = LazyLock::new(|| {
    let directory = Directory {
        departments: language::read_departments("departments", DEPARTMENTS).value,
        roles: language::read_roles("roles", ROLES).value,
        regions: Regions::from_csv(REGIONS).expect("the shipped regions"),
    };
    let ladders = language::read_ladders("ladders", LADDERS).value;
    let calendar = Calendar::from_json(CALENDARS).expect("the shipped calendar");
    Catalogue::new(directory, ladders, calendar)
});

/// The services as read, each with an application's form.
pub static WORKFLOWS: LazyLock<Vec<(Workflow, Value)>> = LazyLock::new(|| {
    let read = |(source, example): (&str, &str)| {
        let workflow = language::read("shipped", source, &TOWN).workflow;
        let example: Value = serde_json::from_str(example).expect("a shipped example");
        (
            workflow.expect("a shipped workflow"),
            example["form"].clone(),
        )
    };
    SERVICES.into_iter().map(read).collect()
});

/// The project's own folder.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let up = here
        .ancestors()
        .find(|folder| folder.join("workflows/school-admission.yaml").exists());
    up.expect("a folder of the project").to_owned()
}
