#![allow(clippy::unwrap_used)]

mod properties;

use chrono::{NaiveDateTime, NaiveTime};

use super::*;

/// A Monday ahead of two ordinary weeks.
const MONDAY: &str = "2026-03-02T10:00";

fn national() -> Calendar {
    Calendar::from_json(include_str!("../../../config/calendars.json")).unwrap()
}

fn at(civil: &str) -> Instant {
    let civil = NaiveDateTime::parse_from_str(civil, "%Y-%m-%dT%H:%M").unwrap();
    crate::domain::calendar::instant(civil)
}

fn stop(from: &str, to: &str) -> Span {
    let to = Some(at(to));
    Span { from: at(from), to }
}

fn ledger(budget: &str, started: &str) -> Ledger {
    Ledger::new(budget.parse().unwrap(), at(started))
}

fn due(ledger: &Ledger) -> String {
    let due = ledger.due(&national(), &OfficeHours::default()).unwrap();
    shown(due.at)
}

fn shown(at: Instant) -> String {
    civil(at).format("%Y-%m-%dT%H:%M").to_string()
}

fn check(budget: &str, started: &str, stops: &[(&str, &str)], expected: &str) {
    let stops = stops.iter().map(|(from, to)| stop(from, to));
    let ledger = ledger(budget, started).with_stops(stops);
    assert_eq!(due(&ledger), expected, "{budget} from {started}");
}

#[test]
fn working_days_end_at_closing_and_skip_the_start_day() {
    for (start, n, end) in [
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
        ("2026-02-12", 2, "2026-02-14"),
        ("2024-02-28", 1, "2024-02-29"),
        ("2026-03-07", 1, "2026-03-09"),
    ] {
        for time in ["00:00", "10:17", "23:59"] {
            let start = format!("{start}T{time}");
            check(&format!("{n}wd"), &start, &[], &format!("{end}T17:00"));
        }
    }
}

#[test]
fn a_stop_keeps_the_used_part_of_the_day() {
    // Six sevenths of Wednesday, Thursday, and one seventh of Friday: exactly two days.
    check(
        "5wd",
        MONDAY,
        &[("2026-03-04T10:00", "2026-03-06T10:00")],
        "2026-03-11T17:00",
    );
    check(
        "5wd",
        MONDAY,
        &[("2026-03-04T10:00", "2026-03-06T10:01")],
        "2026-03-12T17:00",
    );
    check(
        "5wd",
        MONDAY,
        &[("2026-03-04T10:00", "2026-03-04T11:00")],
        "2026-03-10T17:00",
    );
}

#[test]
fn stopping_outside_office_hours_loses_nothing() {
    check("5wd", "2026-09-28T09:00", &[], "2026-10-10T17:00");
    let holiday = ("2026-09-30T17:00", "2026-10-08T09:00");
    check("5wd", "2026-09-28T09:00", &[holiday], "2026-10-10T17:00");
    check(
        "5wd",
        MONDAY,
        &[("2026-03-04T12:00", "2026-03-04T13:00")],
        "2026-03-09T17:00",
    );
    check(
        "5wd",
        MONDAY,
        &[("2026-02-20T12:00", "2026-03-03T00:00")],
        "2026-03-09T17:00",
    );
}

#[test]
fn overlapping_stops_count_once() {
    let stops = [
        ("2026-03-04T09:00", "2026-03-06T09:00"),
        ("2026-03-03T09:00", "2026-03-05T09:00"),
    ];
    check("5wd", MONDAY, &stops, "2026-03-12T17:00");
}

#[test]
fn a_stop_across_a_half_day_keeps_its_share_of_that_day() {
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap();
    let half_day = civil(at("2026-03-04T00:00")).date();
    let calendar = national().with_half_days([(half_day, noon)]);
    let hours = OfficeHours::default();
    let ledger = ledger("5wd", MONDAY).with_stops([stop("2026-03-04T10:30", "2026-03-05T13:00")]);
    let left = ledger.remaining(at("2026-03-05T12:00"), &calendar, &hours);
    assert_eq!((left.whole(), left.minutes(), left.shown()), (3, 210, 4));
    let due = ledger.due(&calendar, &hours).unwrap();
    assert_eq!(shown(due.at), "2026-03-10T17:00");
}

#[test]
fn a_due_that_closes_inside_a_stop_waits_for_the_next_closing() {
    let used_up_on_the_tenth = ("2026-03-04T10:00", "2026-03-04T11:00");
    let stops = [
        used_up_on_the_tenth,
        ("2026-03-10T14:00", "2026-03-11T10:00"),
    ];
    check("5wd", MONDAY, &stops, "2026-03-11T17:00");
}

#[test]
fn an_open_stop_leaves_no_due_until_it_is_resumed() {
    let (calendar, hours) = (national(), OfficeHours::default());
    let open = Span {
        from: at("2026-03-04T10:00"),
        to: None,
    };
    let ledger = ledger("5wd", MONDAY).with_stops([open]);
    assert_eq!(ledger.due(&calendar, &hours), None);
    assert_eq!(ledger.share_at(80, &calendar, &hours), None);
    assert_eq!(
        ledger.share_at(20, &calendar, &hours).map(shown).unwrap(),
        "2026-03-03T17:00"
    );
    let due = ledger.due_if_resumed(at("2026-03-06T10:00"), &calendar, &hours);
    assert_eq!(shown(due.at), "2026-03-11T17:00");
    let left = |when| ledger.remaining(at(when), &calendar, &hours);
    assert_eq!(left("2026-03-04T10:00"), left("2026-04-20T15:00"));
    assert!(ledger.is_stopped(at("2026-03-04T10:00")));
    assert!(!ledger.is_stopped(at("2026-03-04T09:59")));
}

#[test]
fn an_extension_adds_once_and_in_the_same_unit() {
    let extended = ledger("5wd", MONDAY)
        .extended("2wd".parse().unwrap())
        .unwrap();
    assert_eq!(due(&extended), "2026-03-11T17:00");
    let again = extended.extended("2wd".parse().unwrap());
    assert_eq!(again, Err(LedgerError::ExtendedBefore));
    let mixed = ledger("5wd", MONDAY).extended("2cd".parse().unwrap());
    assert!(matches!(mixed, Err(LedgerError::ExtensionUnit { .. })));
}

#[test]
fn a_due_date_past_the_published_years_is_provisional() {
    let provisional = |started| {
        let due = ledger("5wd", started).due(&national(), &OfficeHours::default());
        due.map(|due| (shown(due.at), due.provisional)).unwrap()
    };
    assert_eq!(
        provisional("2026-12-24T10:00"),
        ("2026-12-31T17:00".into(), false)
    );
    assert_eq!(
        provisional("2026-12-28T10:00"),
        ("2027-01-05T17:00".into(), true)
    );
    let to_midnight = ledger("7cd", "2026-12-24T10:00");
    let due = to_midnight
        .due(&national(), &OfficeHours::default())
        .unwrap();
    assert_eq!(
        (shown(due.at).as_str(), due.provisional),
        ("2027-01-01T00:00", false)
    );
}

#[test]
fn calendar_days_end_at_midnight_and_roll_past_days_off() {
    check("3cd", MONDAY, &[], "2026-03-06T00:00");
    check("5cd", MONDAY, &[], "2026-03-10T00:00");
    check("15cd", "2026-09-16T10:00", &[], "2026-10-09T00:00");
    check(
        "3cd",
        MONDAY,
        &[("2026-03-04T10:00", "2026-03-04T18:30")],
        "2026-03-07T00:00",
    );
    check(
        "3cd",
        MONDAY,
        &[("2026-03-04T10:00", "2026-03-05T10:00")],
        "2026-03-07T00:00",
    );
}

#[test]
fn hours_run_from_the_start_through_office_time() {
    check("8wh", "2026-03-02T16:00", &[], "2026-03-03T17:00");
    check("2wh", "2026-03-02T10:30", &[], "2026-03-02T13:30");
    check("2wh", "2026-03-06T16:00", &[], "2026-03-09T10:00");
    check(
        "2wh",
        MONDAY,
        &[("2026-03-02T11:00", "2026-03-02T16:15")],
        "2026-03-03T09:15",
    );
}

#[test]
fn shares_fall_on_the_minute_they_are_used() {
    let (calendar, hours) = (national(), OfficeHours::default());
    let share = |percent| {
        let at = ledger("5wd", MONDAY).share_at(percent, &calendar, &hours);
        at.map(shown).unwrap()
    };
    assert_eq!(share(80), "2026-03-06T17:00");
    assert_eq!(share(50), "2026-03-05T13:30");
    assert_eq!(share(100), "2026-03-09T17:00");
    // One percent of five days is 21 office minutes.
    assert_eq!(share(1), "2026-03-03T09:21");
}

#[test]
fn days_after_due_do_not_run_while_stopped() {
    let (calendar, hours) = (national(), OfficeHours::default());
    let after = |ledger: &Ledger| ledger.after_due(2, &calendar, &hours).map(shown).unwrap();
    let plain = ledger("5wd", MONDAY);
    assert_eq!(after(&plain), "2026-03-11T17:00");
    assert_eq!(
        plain.after_due(0, &calendar, &hours),
        Some(at("2026-03-09T17:00"))
    );
    let stopped = plain.with_stops([stop("2026-03-10T09:00", "2026-03-11T09:00")]);
    assert_eq!(after(&stopped), "2026-03-12T17:00");
    let left = stopped.remaining(at("2026-03-12T10:00"), &calendar, &hours);
    assert_eq!((left.whole(), left.minutes(), left.shown()), (-1, -60, -2));
    assert!(left.is_negative());
}

#[test]
fn calendar_limits_show_the_working_days_left() {
    let (calendar, hours) = (national(), OfficeHours::default());
    let ledger = ledger("5cd", MONDAY);
    let left = |when| {
        ledger
            .working_days_left(at(when), &calendar, &hours)
            .shown()
    };
    assert_eq!(left(MONDAY), 5);
    assert_eq!(left("2026-03-06T17:00"), 1);
    assert_eq!(left("2026-03-10T10:00"), -1);
}

#[test]
fn lights_follow_what_is_left() {
    let (calendar, hours) = (national(), OfficeHours::default());
    let check = |ledger: &Ledger, when: &str, expected| {
        let found = ledger.stand(at(when), &calendar, &hours).light;
        assert_eq!(found, expected, "{when}");
    };
    let plain = ledger("5wd", MONDAY);
    check(&plain, "2026-03-05T16:59", Light::Green);
    check(&plain, "2026-03-05T17:00", Light::Yellow);
    check(&plain, "2026-03-09T17:00", Light::Yellow);
    check(&plain, "2026-03-09T17:01", Light::Red);
    let stopped = plain
        .clone()
        .with_stops([stop("2026-03-10T09:00", "2026-03-12T09:00")]);
    check(&stopped, "2026-03-10T09:00", Light::Grey);
    check(&stopped, "2026-03-12T09:00", Light::Red);
    check(
        &plain.ended_at(at("2026-03-04T10:00")),
        "2026-05-20T10:00",
        Light::Green,
    );
    let long = ledger("20wd", MONDAY);
    check(&long, "2026-03-24T16:59", Light::Green);
    check(&long, "2026-03-24T17:00", Light::Yellow);
    let quick = ledger("8wh", "2026-03-02T09:00");
    check(&quick, "2026-03-02T09:00", Light::Green);
    check(&quick, "2026-03-02T16:30", Light::Yellow);
}

#[test]
fn the_worst_light_is_red_then_yellow_then_grey() {
    use Light::{Green, Grey, Red, Yellow};
    assert_eq!(worst([Green, Red, Grey, Yellow]), Some(Red));
    assert_eq!(worst([Green, Grey, Yellow]), Some(Yellow));
    assert_eq!(worst([Green, Grey]), Some(Grey));
    assert_eq!(worst([]), None);
}

#[test]
fn budgets_are_read_and_written_in_short() {
    for text in ["5wd", "15cd", "8wh"] {
        let budget: Budget = text.parse().unwrap();
        assert_eq!(budget.to_string(), text);
    }
    for wrong in ["", "wd", "5", "5d", "+5wd", "5 wd", "-1wd", "99999999999wd"] {
        let error = wrong.parse::<Budget>().unwrap_err();
        assert!(error.to_string().contains("5wd"), "{wrong}: {error}");
    }
    assert_eq!("0wd".parse::<Budget>(), Err(BudgetError::Amount(0)));
    assert_eq!("3661cd".parse::<Budget>(), Err(BudgetError::Amount(3661)));
}

#[test]
fn a_ledger_survives_being_written_down() {
    let ledger = ledger("5wd", MONDAY)
        .with_stops([stop("2026-03-04T10:00", "2026-03-06T10:00")])
        .extended("2wd".parse().unwrap())
        .unwrap();
    let json = serde_json::to_string(&ledger).unwrap();
    assert_eq!(serde_json::from_str::<Ledger>(&json).unwrap(), ledger);
    let mixed = json.replace("\"2wd\"", "\"2cd\"");
    assert!(serde_json::from_str::<Ledger>(&mixed).is_err());
}
