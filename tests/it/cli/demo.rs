//! The demo from its first line to its last, and the proof on what it leaves.

use serde_json::Value;

use super::house::House;

#[test]
fn the_demo_tells_its_stories_and_what_it_leaves_holds() {
    let house = House::new();
    let folder = house.path("town");
    let told = house.done(&["demo", "--once", "--folder", folder.to_str().unwrap()]);
    for line in [
        "takes “Age and household register”",
        "takes “Residence”",
        "takes “Employment”",
        "takes “Business”",
        "takes “Vaccination record”",
        "takes “Family services contact”",
        "one letter with both",
        "clocks stopped (correction)",
        "‖ stopped",
        "clocks run on",
        "against Public security, over “Residence” of Public security",
        "▲ yellow card",
        "■ red card",
        "goes to the supervisors",
        "in the stead of Public security",
        "five opinions in one transaction, fire was absent",
        "was checked in the open and holds",
        "“Steady home” of Housing goes to the supervisors",
        "■ overdue  Housing  Steady home  was due Mon 20 Apr, 5 working days over",
    ] {
        assert!(told.contains(line), "`{line}` is not told in\n{told}");
    }
    let files = |name: &str| std::fs::read_dir(folder.join(name)).unwrap().count();
    assert_eq!(files("certificates"), 3);
    let letters = told
        .lines()
        .find_map(|line| line.split_once(" letters in "))
        .unwrap()
        .0;
    assert_eq!(
        letters.parse::<usize>().unwrap(),
        files("mail"),
        "every letter is a file"
    );

    let settings = folder.join("lianban.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    assert!(text.contains("second_factor = \"optional\""), "{text}");
    let acks = house.path("acks.txt");
    let cases: Vec<&str> = told
        .lines()
        .filter_map(|line| line.trim().strip_prefix("case ")?.split(' ').next())
        .collect();
    assert_eq!(cases.len(), 4);
    std::fs::write(&acks, cases.join("\n")).unwrap();
    let verify = [
        "--config",
        settings.to_str().unwrap(),
        "verify",
        "--json",
        "--acks",
        acks.to_str().unwrap(),
    ];
    let report: Value = serde_json::from_str(&house.done(&verify)).unwrap();
    assert_eq!(report["holds"], true, "{report}");
    let rungs = report["checks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|check| check["invariant"] == "I5")
        .unwrap();
    assert!(rungs["counted"].as_u64().unwrap() > 0, "{report}");

    std::fs::write(&acks, "2222-222-222-2222\n").unwrap();
    assert_eq!(
        house.run(&verify).code,
        1,
        "a case that is gone is found missing"
    );
}

#[test]
fn a_folder_that_is_somebodys_is_left_alone() {
    let house = House::new();
    std::fs::create_dir(house.path("mine")).unwrap();
    std::fs::write(house.path("mine/letter.txt"), "dear").unwrap();
    let ran = house.run(&["demo", "--once", "--folder", "mine"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert_eq!(std::fs::read_dir(house.path("mine")).unwrap().count(), 1);
}
