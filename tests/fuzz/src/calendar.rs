//! Calendars and what is counted by them: a calendar that is taken comes back from its JSON as it was; the
//! next working day is later and worked, days add up, a clock is due after it began and used up by then.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use lianban::domain::calendar::{Calendar, OfficeHours, midnight};
use lianban::domain::clock::{Budget, Ledger, Span, Unit};

use super::shipped::CALENDARS;
use super::{number, text};

const UNITS: [Unit; 3] = [Unit::WorkingDays, Unit::CalendarDays, Unit::WorkingHours];

pub fn run(bytes: &[u8]) {
    let Some(source) = text(bytes) else { return };
    let chance = number(bytes);
    budget(source);
    let calendar = match Calendar::from_json(source) {
        Ok(calendar) => calendar,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let written = serde_json::to_string(&calendar).expect("a calendar is JSON");
    let back = Calendar::from_json(&written);
    assert_eq!(back.as_ref(), Ok(&calendar), "{written}");
    days(&calendar, chance);
    clocks(&calendar, chance);
}

/// A limit as workflow files write it.
fn budget(source: &str) {
    if let Ok(budget) = source.trim().parse::<Budget>() {
        assert_eq!(budget.to_string().parse(), Ok(budget));
    }
}

/// A date of the years in which requests are made.
fn date(chance: u64) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(2020, 1, 1).expect("a date");
    first + TimeDelta::days((chance % 7_300) as i64)
}

fn days(calendar: &Calendar, chance: u64) {
    let start = date(chance);
    let count = (chance >> 32) as u32 % 40;
    let next = calendar.next_working_day(start);
    assert!(next > start && calendar.is_working_day(next));
    let end = calendar.add_working_days(start, count);
    let step = calendar.add_working_days(
        calendar.add_working_days(start, count / 2),
        count - count / 2,
    );
    assert_eq!(end, step);
    let between = start.iter_days().skip(1).take_while(|day| *day <= end);
    let worked = between.filter(|day| calendar.is_working_day(*day)).count();
    assert_eq!(worked, count as usize, "from {start} to {end}");
}

fn clocks(calendar: &Calendar, chance: u64) {
    let hours = OfficeHours::default();
    let started = midnight(date(chance)) + TimeDelta::minutes((chance >> 20) as i64 % 1_440);
    let unit = UNITS[(chance % 3) as usize];
    let budget = Budget::new(1 + (chance >> 40) as u32 % 60, unit).expect("a budget");
    let ledger = Ledger::new(budget, started);
    let due = ledger
        .due(calendar, &hours)
        .expect("a clock that runs is due")
        .at;
    assert!(due > started, "{budget} from {started} is due {due}");
    assert!(
        ledger.remaining(due, calendar, &hours).is_zero(),
        "something is left at {due}"
    );
    let later: DateTime<Utc> = started + TimeDelta::hours((chance >> 8) as i64 % 2_000);
    let (used, left) = (
        ledger.used(later, calendar, &hours),
        ledger.remaining(later, calendar, &hours),
    );
    assert!(used.whole() >= 0, "{used:?}");
    assert_eq!(
        left.is_negative(),
        later > due && !left.is_zero(),
        "{left:?} at {later}, due {due}"
    );
    let from = started + TimeDelta::hours((chance >> 16) as i64 % 100);
    let to = Some(from + TimeDelta::hours((chance >> 24) as i64 % 300));
    let stopped = ledger.with_stops([Span { from, to }]);
    let stopped = stopped.due(calendar, &hours).expect("the stop ends").at;
    assert!(stopped >= due, "a stop made {due} to {stopped}");
}

pub fn seeds() -> Vec<Vec<u8>> {
    let small = [
        r#"{"2026": {"published": true, "holidays": ["2026-01-01"], "workdays": ["2026-01-04"]}, "closures": ["2026-02-27"], "half_days": {"2026-02-13": "12:00"}}"#,
        r#"{"2024": {"published": false, "holidays": ["2024-02-29"], "workdays": []}, "_note": 1}"#,
        r#"{"closures": ["9999-12-31", "+262142-12-31"], "half_days": {}}"#,
        "{}",
        "20 working days",
        "20wd",
    ];
    let mut seeds = super::owned(&small);
    seeds.push(CALENDARS.as_bytes().to_vec());
    seeds
}
