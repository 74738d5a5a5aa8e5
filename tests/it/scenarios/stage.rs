//! What a story is played on: anything that takes commands at instants and shows where requests
//! stand. The pure core is one; a whole application behind the same five doors is another.

use lianban::domain::calendar::{Calendar, Instant};
use lianban::domain::command::{Actor, Application, Command};
use lianban::domain::condition::Conditions;
use lianban::domain::decide::Rules;
use lianban::domain::definition::Workflow;
use lianban::domain::directory::{Directory, Officer, Succession};
use lianban::domain::event::Entry;
use lianban::domain::identifiers::{DepartmentKey, Regions, RequestId, SittingId, StageKey};
use lianban::domain::request::Request;
use lianban::domain::sitting::{Sitting, SittingAction, SittingRefusal};
use lianban::language::{self, Catalogue};

use super::story::{Story, file};

/// A lawful "no", by its stable code.
pub type Refused = String;

/// Where a story is played. Time is always given; it never goes back.
pub trait Stage {
    /// Files an application.
    fn file(
        &mut self,
        application: Application,
        actor: &Actor,
        at: Instant,
    ) -> Result<RequestId, Refused>;
    /// Carries out a command.
    fn act(&mut self, id: RequestId, command: Command, at: Instant) -> Result<(), Refused>;
    /// Lets time pass: whatever falls due on the way happens at its instant.
    fn pass(&mut self, until: Instant);
    /// Calls a sitting.
    fn call_sitting(
        &mut self,
        stage: &StageKey,
        officer: &Officer,
        called_for: Instant,
        at: Instant,
    ) -> Result<SittingId, Refused>;
    /// Acts on a sitting.
    fn sit(
        &mut self,
        id: SittingId,
        action: &SittingAction,
        officer: &Officer,
        at: Instant,
    ) -> Result<(), Refused>;
    /// Closes a sitting over all its requests.
    fn close_sitting(
        &mut self,
        id: SittingId,
        presider: &Officer,
        minutes: &str,
        at: Instant,
    ) -> Result<(), Refused>;
    /// A request as it stands.
    fn request(&self, id: RequestId) -> Request;
    /// Its journal.
    fn journal(&self, id: RequestId) -> Vec<Entry>;
    /// A sitting as it stands.
    fn sitting(&self, id: SittingId) -> Sitting;
    /// What decisions rest on here.
    fn town(&self) -> &Town;
}

/// The town with one workflow, as the shipped files say.
pub struct Town {
    pub workflow: Workflow,
    /// The text it was read from.
    pub source: String,
    pub conditions: Conditions,
    pub calendar: Calendar,
    pub directory: Directory,
}

impl Town {
    /// The town of a story: its workflow, with the story's changes written into the file.
    pub fn of(story: &Story) -> Self {
        let name = format!("workflows/{}.yaml", story.workflow);
        let mut source = file(&name);
        for change in &story.rewritten {
            let places = source.matches(&change.from).count();
            assert_eq!(
                places, 1,
                "{}: `{}` stands {places} times in {name}",
                story.file, change.from
            );
            source = source.replace(&change.from, &change.to);
        }
        let mut catalogue = catalogue();
        for (key, merger) in &story.merged {
            let departments = &mut catalogue.directory.departments;
            let merged = departments.get_mut(&key.parse::<DepartmentKey>().unwrap());
            let merged = merged.unwrap();
            merged.succeeded_by = Some(Succession {
                by: merger.into.parse().unwrap(),
                from: merger.from,
            });
        }
        let reading = language::read(&name, &source, &catalogue);
        let report = language::report(&source, &reading.findings, false);
        let workflow = reading
            .workflow
            .unwrap_or_else(|| panic!("{}: {report}", story.file));
        Self {
            conditions: Conditions::of(&workflow),
            workflow,
            source,
            calendar: catalogue.calendar,
            directory: catalogue.directory,
        }
    }

    pub fn rules(&self) -> Rules<'_> {
        Rules {
            workflow: &self.workflow,
            conditions: &self.conditions,
            calendar: &self.calendar,
            directory: &self.directory,
        }
    }
}

/// The stable code of a sitting's refusal.
pub fn sitting_code(refusal: SittingRefusal) -> Refused {
    let json = serde_json::to_value(refusal).unwrap();
    json["code"].as_str().unwrap().to_owned()
}

fn catalogue() -> Catalogue {
    let text = |path| (path, file(path));
    let (path, departments) = text("config/departments.yaml");
    let departments = language::read_departments(path, &departments).value;
    let (path, roles) = text("config/roles.yaml");
    let roles = language::read_roles(path, &roles).value;
    let (path, ladders) = text("config/ladders.yaml");
    let ladders = language::read_ladders(path, &ladders).value;
    let calendar = Calendar::from_json(&file("config/calendars.json")).unwrap();
    let regions = Regions::from_csv(&file("config/regions.csv")).unwrap();
    let directory = Directory {
        departments,
        roles,
        regions,
    };
    Catalogue::new(directory, ladders, calendar)
}
