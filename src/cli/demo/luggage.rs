//! What the demo carries with it: the services, the applications and their files, as shipped.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};
use serde_json::Value;

use crate::cli::client::Package;

macro_rules! shipped {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_bytes!(concat!("../../../workflows/", $path)))),*]
    };
}

const SERVICES: &[(&str, &[u8])] = shipped![
    "open-a-shop.yaml",
    "residence-permit.yaml",
    "school-admission.yaml"
];
const APPLICATIONS: &[(&str, &[u8])] = shipped![
    "examples/open-a-shop.json",
    "examples/residence-permit.json",
    "examples/residence-permit-home.json",
    "examples/school-admission.json",
    "examples/files/business-licence.pdf",
    "examples/files/fire-declaration.pdf",
    "examples/files/food-rules.pdf",
    "examples/files/guardian-identity.pdf",
    "examples/files/health-certificates.pdf",
    "examples/files/home-proof.pdf",
    "examples/files/household.pdf",
    "examples/files/identity-card.pdf",
    "examples/files/kitchen-plan.pdf",
    "examples/files/labour-contract.pdf",
    "examples/files/photo.png",
    "examples/files/place-proof.pdf",
    "examples/files/residence-permit.pdf",
    "examples/files/vaccination.pdf",
];

/// Lays services and applications into the folder, for the house and for whoever looks at them.
pub(super) fn unpack(folder: &Path) -> anyhow::Result<()> {
    for (path, bytes) in SERVICES.iter().chain(APPLICATIONS) {
        let place = folder.join("workflows").join(path);
        let parent = place.parent().unwrap_or(folder);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&place, bytes))
            .with_context(|| format!("{} cannot be written", place.display()))?;
    }
    Ok(())
}

/// A shipped application with its files.
pub(super) fn application(folder: &Path, name: &str) -> anyhow::Result<Package> {
    Package::read(&folder.join("workflows/examples").join(name))
}

/// An answer to a correction, with shipped files.
pub(super) fn answer(json: Value) -> anyhow::Result<Package> {
    Package::with_files(json, |name| {
        let path = format!("examples/files/{name}");
        match APPLICATIONS.iter().find(|(known, _)| *known == path) {
            Some((_, bytes)) => Ok(bytes.to_vec()),
            None => bail!("the demo has no file {name}"),
        }
    })
}
