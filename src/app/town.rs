//! The town and its services as files: read, checked, with the built-in copies where none is named.

use std::io;
use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::domain::calendar::Calendar;
use crate::domain::definition::Workflow;
use crate::domain::directory::Directory;
use crate::domain::identifiers::Regions;
use crate::language::{self, Catalogue, Finding};

const DEPARTMENTS: &str = include_str!("../../config/departments.yaml");
const ROLES: &str = include_str!("../../config/roles.yaml");
const LADDERS: &str = include_str!("../../config/ladders.yaml");
const REGIONS: &str = include_str!("../../config/regions.csv");
const CALENDARS: &str = include_str!("../../config/calendars.json");

/// A workflow file larger than this is none.
const FILE_MAX_BYTES: u64 = 4 * 1024 * 1024;
/// Most workflow files of one folder.
const FILES_MAX: usize = 1_000;

/// Why the town's files cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder that cannot be read.
    #[error("{}{path}: {cause}", named(setting))]
    Unreadable {
        /// The setting that names it, if one does.
        setting: Option<&'static str>,
        /// Which.
        path: String,
        /// Why.
        cause: io::Error,
    },
    /// Faults, told with their places.
    #[error("{0}")]
    Faulty(String),
}

impl Error {
    /// The same, said with the setting that names the file.
    fn of(self, setting: &'static str) -> Self {
        match self {
            Self::Unreadable { path, cause, .. } => Self::Unreadable {
                setting: Some(setting),
                path,
                cause,
            },
            faulty => faulty,
        }
    }
}

/// The folder as it is looked for, whatever folder one starts in.
fn whole(path: &Path) -> String {
    let whole = std::path::absolute(path);
    whole
        .unwrap_or_else(|_| path.to_owned())
        .display()
        .to_string()
}

fn named(setting: &Option<&str>) -> String {
    setting.map_or_else(String::new, |setting| format!("`{setting}` names "))
}

/// Departments, roles, regions, ladders and working days of these settings.
///
/// # Errors
/// The first file that is at fault, with all of its faults.
pub fn catalogue(config: &Config) -> Result<Catalogue, Error> {
    let town = &config.town;
    let (name, source) = own_or(
        "config/departments.yaml",
        DEPARTMENTS,
        ("town.departments", town.departments.as_deref()),
    )?;
    let departments = language::read_departments(&name, &source);
    faultless(&source, &departments.findings)?;
    let (name, source) = own_or(
        "config/roles.yaml",
        ROLES,
        ("town.roles", town.roles.as_deref()),
    )?;
    let roles = language::read_roles(&name, &source);
    faultless(&source, &roles.findings)?;
    let (name, source) = own_or(
        "config/ladders.yaml",
        LADDERS,
        ("town.ladders", town.ladders.as_deref()),
    )?;
    let ladders = language::read_ladders(&name, &source);
    faultless(&source, &ladders.findings)?;
    let directory = Directory {
        departments: departments.value,
        roles: roles.value,
        regions: regions(config)?,
    };
    Ok(Catalogue::new(directory, ladders.value, calendar(config)?))
}

/// The regions that forms may name.
fn regions(config: &Config) -> Result<Regions, Error> {
    let own = ("town.regions", config.town.regions.as_deref());
    let (name, source) = own_or("config/regions.csv", REGIONS, own)?;
    Regions::from_csv(&source).map_err(|error| Error::Faulty(format!("{name}: {error}")))
}

/// Working days, with the town's own closures.
fn calendar(config: &Config) -> Result<Calendar, Error> {
    let (name, source) = own_or(
        "config/calendars.json",
        CALENDARS,
        ("calendar.file", config.calendar.file.as_deref()),
    )?;
    calendar_of(config, &name, &source)
}

/// The calendar that a file's text makes in this town; `name` is told where it is wrong.
///
/// # Errors
/// [`Error::Faulty`].
pub fn calendar_of(config: &Config, name: &str, source: &str) -> Result<Calendar, Error> {
    let calendar =
        Calendar::from_json(source).map_err(|error| Error::Faulty(format!("{name}: {error}")))?;
    Ok(calendar.with_closures(config.calendar.closures.iter().copied()))
}

/// A workflow that may go live, with the text it was read from.
#[derive(Debug, Clone)]
pub struct Published {
    /// The checked definition.
    pub workflow: Workflow,
    /// The file as written.
    pub source: String,
}

/// Every workflow of the settings, all of them without errors.
///
/// # Errors
/// Every file with an error, told with its places.
pub fn services(config: &Config, catalogue: &Catalogue) -> Result<Vec<Published>, Error> {
    let mut services = Vec::new();
    let mut faults = String::new();
    for path in own_workflow_files(config)? {
        let source = text(&path)?;
        let reading = language::read(&path.display().to_string(), &source, catalogue);
        match reading.workflow {
            Some(workflow) => services.push(Published { workflow, source }),
            None => faults.push_str(&language::report(&source, &reading.findings, false)),
        }
    }
    if faults.is_empty() {
        Ok(services)
    } else {
        Err(Error::Faulty(faults))
    }
}

/// The workflow files that the settings name.
///
/// # Errors
/// When the folder cannot be read, or holds too many.
pub fn own_workflow_files(config: &Config) -> Result<Vec<PathBuf>, Error> {
    workflow_files(&config.workflows.folder).map_err(|error| error.of("workflows.folder"))
}

/// The `.yaml` files of a folder, by name.
///
/// # Errors
/// When the folder cannot be read, or holds too many.
fn workflow_files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let unreadable = |cause| Error::Unreadable {
        setting: None,
        path: whole(folder),
        cause,
    };
    let entries = std::fs::read_dir(folder).map_err(unreadable)?;
    let paths: Result<Vec<PathBuf>, io::Error> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut files = paths.map_err(unreadable)?;
    files.retain(|path| path.extension().is_some_and(|ending| ending == "yaml") && path.is_file());
    files.sort();
    if files.len() > FILES_MAX {
        return Err(Error::Faulty(format!(
            "{} holds more than {FILES_MAX} workflows",
            folder.display()
        )));
    }
    Ok(files)
}

/// A text file of bearable size.
///
/// # Errors
/// [`Error::Unreadable`].
pub fn text(path: &Path) -> Result<String, Error> {
    let unreadable = |cause| Error::Unreadable {
        setting: None,
        path: path.display().to_string(),
        cause,
    };
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > FILE_MAX_BYTES {
        let cause = io::Error::other(format!("larger than {FILE_MAX_BYTES} bytes"));
        return Err(unreadable(cause));
    }
    std::fs::read_to_string(path).map_err(unreadable)
}

/// The file that a setting names, or the copy that is built in.
fn own_or(
    name: &str,
    built_in: &str,
    (setting, own): (&'static str, Option<&Path>),
) -> Result<(String, String), Error> {
    match own {
        Some(path) => {
            let text = text(path).map_err(|error| error.of(setting))?;
            Ok((path.display().to_string(), text))
        }
        None => Ok((format!("{name} (built in)"), built_in.to_owned())),
    }
}

fn faultless(source: &str, findings: &[Finding]) -> Result<(), Error> {
    if language::any_error(findings) {
        return Err(Error::Faulty(language::report(source, findings, false)));
    }
    Ok(())
}
