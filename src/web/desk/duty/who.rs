//! Who may do a piece of work, where one person may not do two steps of a case: said before it is too late,
//! and to whom it is too late.

use maud::{Markup, html};

use super::Shown;
use crate::domain::command::Action;
use crate::domain::decide::seats::{gives_up_decision, is_free, may_sit};
use crate::domain::directory::Officer;
use crate::domain::identifiers::OfficerId;
use crate::domain::refusal::Refusal;
use crate::domain::request::{Duty, Seat};
use crate::doors::able::{able, other_deciders};
use crate::doors::{Doors, Found, Problem, foresight};
use crate::storage::accounts::Account;
use crate::web::Frame;
use crate::web::parts::field;

/// Whom the separation of duties lets do what.
pub(super) struct Who {
    /// What bars the reader from the work.
    barred: Option<Refusal>,
    /// Everybody who could do it, the reader among them.
    able: Vec<Account>,
    /// Who else could decide, where the reader gives that up by reviewing.
    deciders: Option<Vec<Account>>,
    /// Whether the reader only looks: what was handed to the supervisors they end by an act of their own.
    only_looks: bool,
    /// Whether the request decides itself when the reader agrees.
    decides: bool,
}

impl Who {
    /// As it stands at a duty, for this reader.
    ///
    /// # Errors
    /// Trouble of the store.
    pub(super) async fn of(
        doors: &Doors,
        found: &Found,
        duty: &Duty,
        seat: &Seat,
        reader: &Officer,
    ) -> Result<Self, Problem> {
        let rules = doors.rules(found);
        let barred = is_free(&rules, &found.request, duty, reader.id).err();
        let gives_up = matches!(duty, Duty::Review(_))
            && barred.is_none()
            && gives_up_decision(&rules, &found.request, reader, found.at);
        let deciders = match gives_up {
            true => Some(other_deciders(doors, found, reader.id).await?),
            false => None,
        };
        Ok(Self {
            barred,
            able: able(doors, found, duty, seat).await?,
            deciders,
            only_looks: !may_sit(&rules, reader, duty, seat),
            decides: decides(doors, found, reader, duty),
        })
    }

    /// Whether the reader may not do it.
    pub(super) fn is_barred(&self) -> bool {
        self.barred.is_some()
    }

    /// Whether the reader may see the work and not do it in the department's name.
    pub(super) fn only_looks(&self) -> bool {
        self.only_looks
    }

    /// Whether the request decides itself when the reader agrees.
    pub(super) fn decides(&self) -> bool {
        self.decides
    }

    /// Whether somebody could do it.
    pub(super) fn could(&self, officer: OfficerId) -> bool {
        self.able.iter().any(|account| account.id == officer)
    }
}

fn decides(doors: &Doors, found: &Found, reader: &Officer, duty: &Duty) -> bool {
    let Duty::Review(review) = duty else {
        return false;
    };
    let action = Action::Opine {
        review: review.clone(),
        opinion: foresight::agreement(),
    };
    foresight::decides(doors, found, reader, action)
}

/// Why the reader cannot do it, and who could.
pub(super) fn barred(frame: &Frame, shown: &Shown) -> Markup {
    let Some(refusal) = &shown.who.barred else {
        return html! {};
    };
    let problem = Problem::from(refusal.clone());
    html! {
        div class="note warm" {
            p { b { (field::refused(frame, &problem)) } }
            p { (could(frame, &shown.who.able, "who-could", "who-nobody")) }
        }
    }
}

/// Where a supervisor ends what was handed to them.
pub(super) fn in_stead(frame: &Frame, shown: &Shown) -> Markup {
    let acts = format!("/oversight/requests/{}#acts", shown.view.case_number);
    html! {
        div class="note" {
            p { (frame.say("who-in-stead")) }
            p { a class="button" href=(frame.link(&acts)) { (frame.say("who-in-stead-go")) } }
        }
    }
}

/// What whoever reviews gives up, and who could decide instead.
pub(super) fn given_up(frame: &Frame, shown: &Shown) -> Markup {
    html! {
        @if let Some(others) = &shown.who.deciders {
            div class="note warm" {
                p { b { (frame.say("who-gives-up")) } }
                p { (could(frame, others, "who-decides-then", "who-decides-nobody")) }
            }
        }
    }
}

/// The names of those who could, or that nobody could.
fn could(frame: &Frame, people: &[Account], some: &str, nobody: &str) -> String {
    let names: Vec<&str> = people.iter().map(|account| account.name.as_str()).collect();
    match names.is_empty() {
        true => frame.say(nobody),
        false => frame.say_with(
            some,
            &[("names", names.join(&frame.say("list-separator")).into())],
        ),
    }
}
