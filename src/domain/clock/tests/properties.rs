//! What holds for every ledger.

use proptest::prelude::*;

use super::*;

const OFFICE_MINUTES: i64 = 420;

fn minutes(n: i64) -> TimeDelta {
    TimeDelta::minutes(n)
}

fn budgets() -> impl Strategy<Value = Budget> {
    let units = prop_oneof![
        Just(Unit::WorkingDays),
        Just(Unit::CalendarDays),
        Just(Unit::WorkingHours)
    ];
    (1u32..30, units).prop_map(|(amount, unit)| Budget::new(amount, unit).unwrap())
}

fn starts() -> impl Strategy<Value = Instant> {
    (0i64..700 * 1440).prop_map(|n| at("2024-01-01T00:00") + minutes(n))
}

/// Closed stops around the weeks after the start.
fn ledgers() -> impl Strategy<Value = Ledger> {
    let stops = prop::collection::vec((-2880i64..43_200, 0i64..7200), 0..4);
    (budgets(), starts(), stops).prop_map(|(budget, started, stops)| {
        let span = |(from, length): (i64, i64)| {
            let from = started + minutes(from);
            let to = Some(from + minutes(length));
            Span { from, to }
        };
        Ledger::new(budget, started).with_stops(stops.into_iter().map(span))
    })
}

fn total(ledger: &Ledger) -> i64 {
    ledger.budget().amount().into()
}

/// Running office minutes before `until`, one minute at a time.
fn office_minutes(ledger: &Ledger, calendar: &Calendar, until: Instant) -> i64 {
    let hours = OfficeHours::default();
    let mut found = 0;
    let mut day = civil(ledger.started()).date().succ_opt().unwrap();
    while midnight(day) < until {
        for (from, to) in hours.open(day, calendar) {
            let length = (to - from).num_minutes();
            let each = (0..length).map(|n| from + minutes(n));
            let runs = |minute: &Instant| *minute < until && !ledger.is_stopped(*minute);
            found += each.filter(runs).count() as i64;
        }
        day = day.succ_opt().unwrap();
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_larger_budget_is_never_due_earlier(ledger in ledgers(), more in 1u32..10) {
        let (calendar, hours) = (national(), OfficeHours::default());
        let extension = Budget::new(more, ledger.budget().unit()).unwrap();
        let larger = ledger.clone().extended(extension).unwrap();
        let due = |ledger: &Ledger| ledger.due(&calendar, &hours).unwrap().at;
        prop_assert!(due(&ledger) <= due(&larger));
    }

    #[test]
    fn what_comes_first_in_a_ladder_is_due_first(
        ledger in ledgers(),
        seconds in 0i64..60,
        (share, more) in (1u8..100, 1u8..50),
        days in 1u32..10,
    ) {
        let (calendar, hours) = (national(), OfficeHours::default());
        // Somebody files at any second.
        let started = ledger.started() + TimeDelta::seconds(seconds);
        let ledger = Ledger::new(ledger.budget(), started).with_stops(ledger.stops().iter().copied());
        let first = ledger.share_at(share, &calendar, &hours).unwrap();
        let then = ledger.share_at(share.saturating_add(more).min(99), &calendar, &hours).unwrap();
        let due = ledger.due(&calendar, &hours).unwrap().at;
        let after = ledger.after_due(days, &calendar, &hours).unwrap();
        let later = ledger.after_due(days + 1, &calendar, &hours).unwrap();
        prop_assert!(first <= then || share == 99, "{first} {then}");
        prop_assert!(first <= due && then <= due, "{then} {due}");
        prop_assert!(due <= after && after <= later, "{due} {after} {later}");
    }

    #[test]
    fn used_and_remaining_make_the_budget(ledger in ledgers(), after in 0i64..60_000) {
        let (calendar, hours) = (national(), OfficeHours::default());
        let at = ledger.started() + minutes(after);
        let used = ledger.used(at, &calendar, &hours);
        let left = ledger.remaining(at, &calendar, &hours);
        prop_assert_eq!(used.quantity() + left.quantity(), ledger.total());
        let due = ledger.due(&calendar, &hours).unwrap().at;
        if at <= due {
            prop_assert!(!left.is_negative());
        }
        let later = ledger.used(at + minutes(77), &calendar, &hours);
        prop_assert!(used <= later);
    }

    #[test]
    fn working_days_used_agree_with_counting_minutes(ledger in ledgers(), after in 0i64..40_000) {
        let (calendar, hours) = (national(), OfficeHours::default());
        let budget = Budget::new(ledger.budget().amount(), Unit::WorkingDays).unwrap();
        let ledger = Ledger::new(budget, ledger.started()).with_stops(ledger.stops().to_vec());
        let due = ledger.due(&calendar, &hours).unwrap().at;
        let at = (ledger.started() + minutes(after)).min(due);
        let counted = office_minutes(&ledger, &calendar, at).min(total(&ledger) * OFFICE_MINUTES);
        let used = ledger.used(at, &calendar, &hours);
        prop_assert_eq!(used.whole() * OFFICE_MINUTES + used.minutes(), counted);
    }

    #[test]
    fn a_split_stop_is_the_same_stop(ledger in ledgers(), part in 0i64..7200, after in 0i64..60_000) {
        let (calendar, hours) = (national(), OfficeHours::default());
        let split = |span: &Span| {
            let to = span.to.unwrap();
            let middle = (span.from + minutes(part)).min(to);
            [
                Span { from: span.from, to: Some(middle) },
                Span { from: middle, to: Some(to) },
            ]
        };
        let stops: Vec<Span> = ledger.stops().iter().flat_map(split).collect();
        let pieces = ledger.clone().with_stops(stops);
        prop_assert_eq!(ledger.due(&calendar, &hours), pieces.due(&calendar, &hours));
        let at = ledger.started() + minutes(after);
        let used = |ledger: &Ledger| ledger.used(at, &calendar, &hours);
        prop_assert_eq!(used(&ledger), used(&pieces));
    }

    #[test]
    fn a_stop_resumed_at_once_changes_nothing(ledger in ledgers(), after in 0i64..43_200) {
        let (calendar, hours) = (national(), OfficeHours::default());
        let from = ledger.started() + minutes(after);
        let mut stops = ledger.stops().to_vec();
        stops.push(Span { from, to: None });
        let stopped = ledger.clone().with_stops(stops);
        let resumed = stopped.due_if_resumed(from, &calendar, &hours);
        prop_assert_eq!(ledger.due(&calendar, &hours), Some(resumed));
    }

    #[test]
    fn due_is_a_closing_minute_outside_stopped_time(ledger in ledgers()) {
        let (calendar, hours) = (national(), OfficeHours::default());
        let due = ledger.due(&calendar, &hours).unwrap();
        match ledger.budget().unit() {
            Unit::WorkingDays => {
                prop_assert_eq!(hours.closing(due.date, &calendar), Some(due.at));
            }
            Unit::CalendarDays => {
                prop_assert!(calendar.is_working_day(due.date));
                prop_assert_eq!(midnight(due.date.succ_opt().unwrap()), due.at);
            }
            Unit::WorkingHours => prop_assert_eq!(civil(due.at).date(), due.date),
        }
        let inside = |span: &Span| span.from < due.at && due.at < span.to.unwrap();
        prop_assert!(!ledger.stops().iter().any(inside));
    }

    #[test]
    fn due_is_never_early(ledger in ledgers()) {
        let (calendar, hours) = (national(), OfficeHours::default());
        let left = |ledger: &Ledger, at| ledger.remaining(at, &calendar, &hours);
        let due = |ledger: &Ledger| ledger.due(&calendar, &hours).unwrap().at;
        prop_assert!(left(&ledger, due(&ledger)).is_zero());
        let over = left(&ledger, due(&ledger) + minutes(60 * 1440));
        prop_assert!(over.is_negative());
        // Without stops no rounding to closing takes place, so the last minute is needed too.
        let plain = ledger.clone().with_stops([]);
        if plain.budget().unit() != Unit::CalendarDays {
            let minute_before = left(&plain, due(&plain) - minutes(1));
            prop_assert!(!minute_before.is_zero() && !minute_before.is_negative());
        }
    }

    #[test]
    fn shares_come_in_order_and_not_while_stopped(ledger in ledgers(), a in 1u8..=100, b in 1u8..=100) {
        let (calendar, hours) = (national(), OfficeHours::default());
        let share = |percent| ledger.share_at(percent, &calendar, &hours).unwrap();
        prop_assert!(share(a.min(b)) <= share(a.max(b)));
        let inside = |span: &Span| span.from < share(a) && share(a) < span.to.unwrap();
        prop_assert!(!ledger.stops().iter().any(inside));
        let used = ledger.used(share(a), &calendar, &hours).quantity();
        prop_assert!(used >= ledger.total() * Quantity::new(a.into(), 100));
    }
}
