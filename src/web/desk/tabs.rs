//! The tabs of the queue, each with how much lies in it.

use maud::{Markup, html};
use serde::Deserialize;

use crate::doors::present::queue::QueueCounts;
use crate::storage::queues::{self, Standing};
use crate::web::Frame;

/// The tabs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Tab {
    #[default]
    All,
    Mine,
    /// What nobody holds and what runs.
    Unclaimed,
    /// What stands still until somebody else acts.
    Waiting,
    /// What the reader finished today.
    Done,
}

impl Tab {
    const ALL: [Self; 5] = [
        Self::Mine,
        Self::Unclaimed,
        Self::Waiting,
        Self::Done,
        Self::All,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mine => "mine",
            Self::Unclaimed => "unclaimed",
            Self::Waiting => "waiting",
            Self::Done => "done",
        }
    }

    /// How what it shows stands, where that matters: no work is under "unclaimed" and "waiting" at once.
    pub(super) const fn standing(self) -> Option<Standing> {
        match self {
            Self::Unclaimed => Some(Standing::Running),
            Self::Waiting => Some(Standing::Stopped),
            Self::All | Self::Mine | Self::Done => None,
        }
    }

    /// What there is to know of it.
    pub(super) const fn hint(self) -> Option<&'static str> {
        match self {
            Self::Unclaimed => Some("queue-unclaimed-hint"),
            Self::Waiting => Some("queue-waiting-hint"),
            Self::All | Self::Mine | Self::Done => None,
        }
    }

    /// The tab of a name; everything, where there is none of it.
    pub(super) fn named(name: &str) -> Self {
        let found = Self::ALL.into_iter().find(|tab| tab.name() == name);
        found.unwrap_or_default()
    }
}

/// How much lies in each tab.
pub(super) struct Counts {
    pub(super) queue: QueueCounts,
    /// What nobody holds and what runs.
    pub(super) free: i64,
    pub(super) mine: i64,
    pub(super) done: i64,
}

/// The tabs, and how the lights of the department's queue stand; none is where the reader is while
/// they look for a number.
pub(super) fn tabs(frame: &Frame, chosen: Option<Tab>, all: &Counts) -> Markup {
    let counts = all.queue;
    let of = |tab| match tab {
        Tab::Mine => all.mine.to_string(),
        Tab::Unclaimed => at_least(all.free, counts),
        Tab::Waiting => at_least(counts.stopped, counts),
        Tab::Done => at_most(all.done),
        Tab::All => at_least(counts.open, counts),
    };
    html! {
        ul class="tabs" {
            @for tab in Tab::ALL {
                @let count = of(tab);
                @let here = chosen == Some(tab);
                li {
                    a href=(frame.link(&format!("/desk?tab={}", tab.name()))) aria-current=[here.then_some("page")] {
                        (frame.say(&format!("queue-tab-{}", tab.name()))) span class="count" { (count) }
                    }
                }
            }
        }
        p class="lights" {
            @if counts.overdue > 0 { span class="light red" { (frame.say_with("queue-red", &[("count", at_least(counts.overdue, counts).into())])) } " " }
            @if counts.soon > 0 { span class="light yellow" { (frame.say_with("queue-yellow", &[("count", at_least(counts.soon, counts).into())])) } " " }
            @if counts.stopped > 0 { span class="light grey" { (frame.say_with("queue-grey", &[("count", at_least(counts.stopped, counts).into())])) } }
        }
    }
}

/// A count of a queue; where only its head was counted, every count may be more.
fn at_least(count: i64, counts: QueueCounts) -> String {
    let all = u64::try_from(counts.open).is_ok_and(|open| open < queues::COUNTED_MAX);
    format!("{count}{}", if all { "" } else { "+" })
}

/// A count that ends where counting does.
fn at_most(count: i64) -> String {
    let all = u64::try_from(count).is_ok_and(|count| count < queues::COUNTED_MAX);
    format!("{count}{}", if all { "" } else { "+" })
}
