//! Workflows as pictures.

use std::path::Path;

use lianban::language;

use super::{file, read, town, workflows_in};

#[test]
fn a_diagram_names_every_stage_and_department_in_both_languages() {
    use lianban::domain::definition::Language;
    let town = town();
    let mut files = workflows_in("workflows");
    files.extend(workflows_in("workflows/bench"));
    files.insert("base.yaml".into(), file("tests/workflows/base.yaml"));
    for (file, source) in files {
        let workflow = read(&source).workflow.unwrap();
        for language in [Language::Zh, Language::En] {
            let svg = language::diagram(&workflow, &town.directory, language);
            assert!(
                svg.starts_with("<svg ") && svg.ends_with("</svg>\n"),
                "{file}"
            );
            assert!(svg.contains("<title>") && svg.contains("<desc>"), "{file}");
            assert!(!svg.contains('…'), "{file}: something is cut off");
            for stage in &workflow.stages {
                let round = stage.round().into_iter();
                let rules = round.flat_map(|round| &round.reviews);
                let conditions = rules.filter_map(|rule| rule.when.as_ref());
                for when in stage.when.iter().chain(conditions) {
                    // a long condition is broken over lines, its first name never is
                    let start = when.0.split([' ', '(']).next().unwrap();
                    assert!(svg.contains(start), "{file}: {start}");
                }
                let start: String = stage.title.in_language(language).chars().take(4).collect();
                assert!(svg.contains(&start), "{file}: {start}");
            }
            for department in workflow.departments() {
                let title = &town.directory.departments[department].title;
                let start: String = title.in_language(language).chars().take(5).collect();
                assert!(svg.contains(&start), "{file}: {start}");
            }
        }
        if let Ok(folder) = std::env::var("LIANBAN_DIAGRAMS") {
            std::fs::write(
                Path::new(&folder).join(format!("{file}.svg")),
                language::diagram(&workflow, &town.directory, Language::Zh),
            )
            .unwrap();
            std::fs::write(
                Path::new(&folder).join(format!("{file}.en.svg")),
                language::diagram(&workflow, &town.directory, Language::En),
            )
            .unwrap();
        }
    }
}

#[test]
fn the_public_sees_no_conditions_and_no_small_print() {
    use lianban::domain::definition::Language;
    let town = town();
    for (file, source) in workflows_in("workflows") {
        let workflow = read(&source).workflow.unwrap();
        for language in [Language::Zh, Language::En] {
            let svg = language::public_diagram(&workflow, &town.directory, language);
            assert!(!svg.contains("CEL") && !svg.contains('①'), "{file}");
            for stage in &workflow.stages {
                let round = stage.round().into_iter();
                let rules = round.flat_map(|round| &round.reviews);
                let conditions = rules.filter_map(|rule| rule.when.as_ref());
                for when in stage.when.iter().chain(conditions) {
                    let start = when.0.split([' ', '(']).next().unwrap();
                    assert!(!svg.contains(&format!(">{start}")), "{file}: {start}");
                }
            }
            let sizes = svg.split("font-size=\"").skip(1);
            let sizes = sizes.map(|rest| rest.split('"').next().unwrap().parse::<f32>().unwrap());
            assert!(
                sizes.clone().all(|size| size >= 12.0),
                "{file}: {:?}",
                sizes.collect::<Vec<_>>()
            );
        }
    }
}
