#![allow(clippy::unwrap_used)]

use super::*;

fn national() -> Calendar {
    Calendar::from_json(include_str!("../../../config/calendars.json")).unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn refusal(json: &str) -> String {
    Calendar::from_json(json).unwrap_err().to_string()
}

fn year(holidays: &str, workdays: &str) -> String {
    format!(
        r#"{{"2026": {{"published": true, "holidays": [{holidays}], "workdays": [{workdays}]}}}}"#
    )
}

#[test]
fn working_days_are_added_as_the_notices_say() {
    let vectors = [
        ("2025-01-24", 5, "2025-02-07"),
        ("2025-01-24", 20, "2025-02-27"),
        ("2025-09-26", 5, "2025-10-10"),
        ("2025-09-26", 20, "2025-10-30"),
        ("2026-02-12", 5, "2026-02-26"),
        ("2026-02-12", 20, "2026-03-18"),
        ("2026-02-12", 45, "2026-04-23"),
        ("2026-09-18", 10, "2026-10-09"),
        ("2024-09-13", 3, "2024-09-19"),
        ("2026-04-30", 5, "2026-05-11"),
        ("2024-02-28", 1, "2024-02-29"),
    ];
    for (start, n, end) in vectors {
        let found = national().add_working_days(date(start), n);
        assert_eq!(found, date(end), "{start} + {n}");
    }
}

#[test]
fn published_years_have_their_known_number_of_working_days() {
    let calendar = national();
    for (year, expected) in [(2024, 251), (2025, 248), (2026, 248)] {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let days = first.iter_days().take_while(|day| day.year() == year);
        let found = days.filter(|day| calendar.is_working_day(*day)).count();
        assert_eq!(found, expected, "{year}");
    }
}

#[test]
fn make_up_days_count_and_holidays_do_not() {
    let calendar = national();
    assert!(calendar.is_working_day(date("2025-01-26")));
    assert!(calendar.is_working_day(date("2026-02-14")));
    assert!(!calendar.is_working_day(date("2025-10-08")));
    assert!(!calendar.is_working_day(date("2026-03-07")));
}

#[test]
fn days_after_the_last_published_year_are_provisional() {
    let calendar = national();
    assert_eq!(calendar.last_published_year(), Some(2026));
    assert!(!calendar.is_provisional(date("2026-12-31")));
    assert!(calendar.is_provisional(date("2027-01-01")));
    assert!(!calendar.is_working_day(date("2027-02-05")));
    assert!(Calendar::default().is_provisional(date("2026-01-01")));
}

#[test]
fn a_local_closure_is_a_day_off() {
    let calendar = national().with_closures([date("2026-03-04")]);
    assert!(!calendar.is_working_day(date("2026-03-04")));
    assert_eq!(
        calendar.next_working_day(date("2026-03-03")),
        date("2026-03-05")
    );
}

#[test]
fn contradictions_are_named_with_their_place() {
    let twice = refusal(&year(r#""2026-01-01", "2026-01-01""#, ""));
    assert_eq!(twice, "2026.holidays: 2026-01-01 stands twice; remove one");
    let stray = refusal(&year(r#""2025-01-01""#, ""));
    assert!(
        stray.starts_with("2026.holidays: 2025-01-01 is not in that year"),
        "{stray}"
    );
    let weekday = refusal(&year("", r#""2026-03-04""#));
    assert!(
        weekday.starts_with("2026.workdays: 2026-03-04 is a weekday"),
        "{weekday}"
    );
    let both = refusal(&year(r#""2026-01-03""#, r#""2026-01-03""#));
    assert!(
        both.starts_with("2026: 2026-01-03 is in holidays and in workdays"),
        "{both}"
    );
}

#[test]
fn unknown_and_repeated_keys_are_refused() {
    let empty = r#"{"published": true, "holidays": [], "workdays": []}"#;
    let repeated = refusal(&format!(r#"{{"2026": {empty}, "2026": {empty}}}"#));
    assert!(repeated.contains("2026 stands twice"), "{repeated}");
    assert!(refusal(&format!(r#"{{"next": {empty}}}"#)).contains("next is not a year"));
    let gap = refusal(&format!(r#"{{"2024": {empty}, "2026": {empty}}}"#));
    assert!(gap.contains("publish 2025 first"), "{gap}");
    assert!(refusal(r#"{"half_days": {"2026-02-13": "noon"}}"#).contains("12:00"));
}

#[test]
fn a_calendar_survives_being_written_down() {
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap();
    let calendar = national()
        .with_closures([date("2026-03-04")])
        .with_half_days([(date("2026-02-13"), noon)]);
    let json = serde_json::to_string(&calendar).unwrap();
    assert_eq!(Calendar::from_json(&json).unwrap(), calendar);
}

#[test]
fn civil_time_is_eight_hours_ahead() {
    let at: Instant = "2026-02-28T16:30:00Z".parse().unwrap();
    assert_eq!(civil(at).to_string(), "2026-03-01 00:30:00");
    assert_eq!(instant(civil(at)), at);
}

#[test]
fn office_hours_are_open_in_their_periods_and_close_early_on_half_days() {
    let hours = OfficeHours::default();
    let noon = NaiveTime::from_hms_opt(11, 30, 0).unwrap();
    let calendar = national().with_half_days([(date("2026-03-04"), noon)]);
    assert_eq!(hours.open_minutes(date("2026-03-03"), &calendar), 420);
    assert_eq!(hours.open_minutes(date("2026-03-04"), &calendar), 150);
    assert_eq!(hours.open_minutes(date("2026-03-07"), &calendar), 0);
    let closing = |day| hours.closing(date(day), &calendar).map(civil);
    assert_eq!(
        closing("2026-03-04"),
        Some(date("2026-03-04").and_time(noon))
    );
    assert_eq!(closing("2026-03-07"), None);
    let opening = hours.opening(date("2026-03-03"), &calendar).map(civil);
    assert_eq!(opening.unwrap().to_string(), "2026-03-03 09:00:00");
}

#[test]
fn office_hours_out_of_order_are_refused() {
    let read = |json: &str| serde_json::from_str::<OfficeHours>(json);
    let written = r#"["09:00-12:00","13:00-17:00"]"#;
    assert_eq!(read(written).unwrap(), OfficeHours::default());
    assert_eq!(
        serde_json::to_string(&OfficeHours::default()).unwrap(),
        written
    );
    for wrong in [
        "[]",
        r#"["9"]"#,
        r#"["12:00-09:00"]"#,
        r#"["09:00-12:00","11:00-17:00"]"#,
    ] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}
