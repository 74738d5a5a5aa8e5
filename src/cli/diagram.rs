//! `lianban diagram FILE`

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::{Ending, Misuse, Settings, say};
use crate::app::town;
use crate::domain::definition::Language;
use crate::language;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  lianban diagram workflows/school-admission.yaml -o school.svg\n  lianban diagram workflows/open-a-shop.yaml --language en > shop.svg"
)]
pub(super) struct Arguments {
    /// The workflow file
    file: PathBuf,
    /// Whose words stand in the boxes
    #[arg(long, value_enum, default_value_t = Tongue::Zh)]
    language: Tongue,
    /// Where the SVG goes; else to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// A language by its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Tongue {
    /// 中文
    Zh,
    /// English
    En,
}

impl From<Tongue> for Language {
    fn from(tongue: Tongue) -> Self {
        match tongue {
            Tongue::Zh => Self::Zh,
            Tongue::En => Self::En,
        }
    }
}

pub(super) fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Ending> {
    let catalogue = town::catalogue(&settings.load()?)?;
    let source = town::text(&arguments.file).map_err(|error| Misuse(error.to_string()))?;
    let reading = language::read(&arguments.file.display().to_string(), &source, &catalogue);
    let Some(workflow) = reading.workflow else {
        say::aside(language::report(&source, &reading.findings, false));
        say::aside("a workflow with errors cannot be drawn");
        return Ok(Ending::Refused);
    };
    let drawing = language::diagram(&workflow, &catalogue.directory, arguments.language.into());
    match &arguments.output {
        Some(path) => std::fs::write(path, drawing)
            .with_context(|| format!("{} cannot be written", path.display()))?,
        None => say::line(drawing.trim_end())?,
    }
    Ok(Ending::Done)
}
