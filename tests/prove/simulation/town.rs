//! The town as it ships: departments, calendar, ladders, three services; and a database with it in, of
//! which every seed gets a copy.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lianban::domain::calendar::Calendar;
use lianban::domain::definition::Language;
use lianban::domain::directory::{CLERK, Directory, HEAD, Officer};
use lianban::domain::identifiers::{DepartmentKey, OfficerId, Regions, WorkflowKey};
use lianban::engine::Service;
use lianban::language::{self, Catalogue};
use lianban::storage::{Settings, Store, accounts, workflows};
use tempfile::TempDir;

use crate::cli::house::root;

/// Regular officers of a department: two who work, and the head.
pub const STAFF: usize = 3;
const SERVICES: [&str; 3] = ["open-a-shop", "residence-permit", "school-admission"];
/// Where files live in memory, if there is such a place.
const MEMORY: &str = "/dev/shm";

pub struct Town {
    pub directory: Directory,
    pub calendar: Calendar,
    pub services: BTreeMap<WorkflowKey, Service>,
    folder: TempDir,
}

impl Town {
    pub async fn build() -> Self {
        let catalogue = catalogue();
        let folder = match Path::new(MEMORY).is_dir() {
            true => TempDir::new_in(MEMORY).unwrap(),
            false => TempDir::new().unwrap(),
        };
        let store = open(&folder.path().join("template.sqlite")).await;
        store.migrate().await.unwrap();
        let mut services = BTreeMap::new();
        for key in SERVICES {
            let source = file(&format!("workflows/{key}.yaml"));
            let workflow = language::read(key, &source, &catalogue).workflow.unwrap();
            let at = "2026-01-01T00:00:00Z".parse().unwrap();
            workflows::publish(store.writer(), &workflow, &source, at)
                .await
                .unwrap();
            services.insert(workflow.key.clone(), Service::new(workflow));
        }
        let town = Self {
            directory: catalogue.directory,
            calendar: catalogue.calendar,
            services,
            folder,
        };
        town.hire(&store).await;
        store.forget_log().await.unwrap();
        store.close().await.unwrap();
        town
    }

    /// Every second officer has no mailbox.
    async fn hire(&self, store: &Store) {
        for department in self.directory.departments.keys() {
            for number in 0..STAFF {
                let officer = self.officer(department, number);
                let address = format!("{department}.{number}@example.org");
                let email = (number != 1).then_some(address.as_str());
                let name = format!("{department} {number}");
                let account = accounts::add(
                    store.writer(),
                    &name,
                    email,
                    department,
                    &officer.roles,
                    Language::Zh,
                );
                assert_eq!(account.await.unwrap().id, officer.id);
            }
        }
    }

    /// One of a department's regular officers.
    pub fn officer(&self, department: &DepartmentKey, number: usize) -> Officer {
        let known = self.directory.departments.keys();
        let index = known.take_while(|key| *key != department).count();
        let own = match department.as_str() {
            "window" => "window",
            "supervision" => "supervisor",
            "government" => "government_head",
            _ => CLERK,
        };
        let roles: &[&str] = match number {
            0 => &[CLERK, own],
            1 => &[own],
            _ => &[HEAD, own],
        };
        Officer {
            id: OfficerId((index * STAFF + number + 1) as i64),
            department: department.clone(),
            roles: roles.iter().map(|role| role.parse().unwrap()).collect(),
        }
    }

    /// A database of its own.
    pub async fn copy(&self, name: &str) -> (Store, PathBuf) {
        let copy = self.folder.path().join(name);
        std::fs::copy(self.folder.path().join("template.sqlite"), &copy).unwrap();
        (open(&copy).await, copy)
    }
}

/// What is left of a database after it was closed.
pub fn remove(database: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let mut path = database.to_path_buf().into_os_string();
        path.push(suffix);
        let _ = std::fs::remove_file(path);
    }
}

async fn open(path: &Path) -> Store {
    let mut settings = Settings::new(format!("sqlite://{}", path.display()));
    settings.readers = 3;
    Store::connect(&settings).await.unwrap()
}

fn catalogue() -> Catalogue {
    let path = "config/departments.yaml";
    let departments = language::read_departments(path, &file(path)).value;
    let path = "config/roles.yaml";
    let roles = language::read_roles(path, &file(path)).value;
    let path = "config/ladders.yaml";
    let ladders = language::read_ladders(path, &file(path)).value;
    let calendar = Calendar::from_json(&file("config/calendars.json")).unwrap();
    let regions = Regions::from_csv(&file("config/regions.csv")).unwrap();
    let directory = Directory {
        departments,
        roles,
        regions,
    };
    Catalogue::new(directory, ladders, calendar)
}

pub fn file(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}
