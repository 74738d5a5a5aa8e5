//! Every story of the real workflows is played, and after each beat the request's page is opened in
//! both languages: whatever can happen to a request, its applicant can read about it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::Request as Call;
use lianban::access::{Access, Visit};
use lianban::domain::calendar::Instant;
use lianban::domain::command::{Actor, Application, Command};
use lianban::domain::directory::Officer;
use lianban::domain::event::Entry;
use lianban::domain::identifiers::{CaseNumber, RequestId, SittingId, StageKey};
use lianban::domain::request::Request;
use lianban::domain::sitting::{Sitting, SittingAction};
use lianban::doors::pace::Rate;
use lianban::doors::{Doors, Settings};
use lianban::web;
use tower::ServiceExt;

use crate::scenarios::play::play;
use crate::scenarios::stage::{Refused, Stage, Town};
use crate::scenarios::stories;
use crate::scenarios::whole::Whole;

/// A stage whose requests are looked at whenever something happened.
struct Watched<'s> {
    whole: Whole,
    seen: &'s RefCell<BTreeSet<String>>,
}

impl Watched<'_> {
    fn look(&self) {
        let (engine, filed) = self.whole.played();
        let ports = engine.ports().clone();
        let access = Access::new(engine.store().clone(), ports.machine, ports.entropy);
        let per_address = Rate {
            burst: 1_000_000,
            per: Duration::from_secs(1),
        };
        let settings = Settings {
            per_address,
            ..Settings::default()
        };
        let doors = Doors::new(engine.clone(), access, settings);
        for id in filed {
            self.whole.wait(self.read(&doors, *id));
        }
    }

    async fn read(&self, doors: &Doors, id: RequestId) {
        let phase = doors.find(id).await.ok().unwrap().request.phase;
        self.seen.borrow_mut().insert(phase.as_str().to_owned());
        let number = CaseNumber::from(id);
        let visit = Visit::new("a phone", [127, 0, 0, 1].into());
        let session = doors.access.start_case(id, &visit).await.unwrap();
        let cookie = format!("lianban-case={}", session.token);
        let pages = ["", "/correction", "/withdraw", "/slip"];
        for (language, page) in ["zh", "en"]
            .into_iter()
            .flat_map(|tongue| pages.map(|page| (tongue, page)))
        {
            let call = Call::get(format!("/cases/{number}{page}"))
                .header("cookie", format!("{cookie}; lianban-language={language}"))
                .body(Body::empty())
                .unwrap();
            let response = web::router(doors.clone()).oneshot(call).await.unwrap();
            let status = response.status();
            let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert_eq!(status, 200, "{page} in {language}: {text}");
            reads_well(&text, language, page);
        }
    }
}

/// No raw keys, no holes, and in English no Chinese but names of the house.
fn reads_well(page: &str, language: &str, path: &str) {
    assert!(page.contains("<h1"), "{path} has no heading");
    assert_eq!(page.matches("<h1").count(), 1, "{path}: one heading");
    for hole in ["{ $", "verify.", "review:", "_", "children-1"] {
        let shown = visible(page);
        // The stories name their files by the keys of materials.
        let named = path == "/correction" && hole == "_";
        let whole = named || !shown.contains(hole);
        assert!(whole, "{path} in {language} shows `{hole}`: {shown}");
    }
}

/// The text of a page without its tags.
fn visible(page: &str) -> String {
    let body = page.split_once("<main").map_or(page, |(_, body)| body);
    let body = body.split("</main>").next().unwrap();
    let parts = body.split('<').skip(1);
    parts
        .filter_map(|part| part.split_once('>'))
        .map(|(_, text)| text)
        .collect::<Vec<_>>()
        .join(" ")
}

impl Stage for Watched<'_> {
    fn file(
        &mut self,
        application: Application,
        actor: &Actor,
        at: Instant,
    ) -> Result<RequestId, Refused> {
        let filed = self.whole.file(application, actor, at);
        self.look();
        filed
    }

    fn act(&mut self, id: RequestId, command: Command, at: Instant) -> Result<(), Refused> {
        let acted = self.whole.act(id, command, at);
        self.look();
        acted
    }

    fn pass(&mut self, until: Instant) {
        self.whole.pass(until);
        self.look();
    }

    fn call_sitting(
        &mut self,
        stage: &StageKey,
        officer: &Officer,
        called_for: Instant,
        at: Instant,
    ) -> Result<SittingId, Refused> {
        self.whole.call_sitting(stage, officer, called_for, at)
    }

    fn sit(
        &mut self,
        id: SittingId,
        action: &SittingAction,
        officer: &Officer,
        at: Instant,
    ) -> Result<(), Refused> {
        self.whole.sit(id, action, officer, at)
    }

    fn close_sitting(
        &mut self,
        id: SittingId,
        presider: &Officer,
        minutes: &str,
        at: Instant,
    ) -> Result<(), Refused> {
        let closed = self.whole.close_sitting(id, presider, minutes, at);
        self.look();
        closed
    }

    fn request(&self, id: RequestId) -> Request {
        self.whole.request(id)
    }

    fn journal(&self, id: RequestId) -> Vec<Entry> {
        self.whole.journal(id)
    }

    fn sitting(&self, id: SittingId) -> Sitting {
        self.whole.sitting(id)
    }

    fn town(&self) -> &Town {
        self.whole.town()
    }
}

#[test]
fn every_phase_of_a_request_is_a_page_in_both_languages() {
    let seen = RefCell::new(BTreeSet::new());
    for story in stories() {
        let mut stage = Watched {
            whole: Whole::set(&story),
            seen: &seen,
        };
        if let Err(error) = play(&story, &mut stage) {
            panic!("{error}");
        }
    }
    let seen = seen.into_inner();
    println!("pages of {} phases: {seen:?}", seen.len());
    let all = [
        "received",
        "awaiting_correction",
        "under_review",
        "deciding",
        "certifying",
        "delivering",
        "concluded",
        "not_accepted",
        "redirected",
        "withdrawn",
        "deemed_withdrawn",
        "terminated",
    ];
    for phase in all {
        assert!(seen.contains(phase), "no story shows {phase}: {seen:?}");
    }
}
