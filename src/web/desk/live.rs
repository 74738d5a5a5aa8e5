//! Server-sent events for a queue that stays open: that it changed and whether anything came in, never what.

use std::convert::Infallible;

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures::stream;
use serde::Deserialize;
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::doors::live::{Ear, Sight};
use crate::doors::question::Question;
use crate::doors::{Doors, Problem, queue};
use crate::storage::pulse::Beat;
use crate::web::Frame;

/// Proxies that collect answers before they pass them on are asked not to.
const UNBUFFERED: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Since when.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// When the page was made, in microseconds of the law's clock.
    since: i64,
}

/// Where the page of this moment listens.
pub(super) fn address(frame: &Frame) -> String {
    let since = crate::storage::micros(frame.now());
    frame.link(&format!("/desk/live?since={since}"))
}

/// Tells until the session or the node ends.
pub(super) async fn listen(
    State(doors): State<Doors>,
    frame: Frame,
    Question(asked): Question<Asked>,
) -> Result<Response, Problem> {
    let officer = &frame.officer()?.officer;
    let session = frame.session().map(|session| session.session.id.clone());
    let session = session.ok_or_else(|| Problem::new("unauthorised", "sign in first"))?;
    let sight = Sight {
        officer: officer.id,
        department: officer.department.clone(),
        roles: queue::roles(&doors, officer, &officer.department)?,
    };
    let ear = doors.live.listen(doors.engine.store());
    let ear = ear.ok_or_else(|| Problem::unavailable("too many pages listen"))?;
    let mut beats = interval(doors.live.paces.heartbeat);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let listening = Listening {
        doors,
        session,
        sight,
        ear,
        beats,
        heard: None,
        since: asked.since,
    };
    let events = stream::unfold(listening, |mut listening| async move {
        let event = listening.next().await?;
        Some((Ok::<_, Infallible>(event), listening))
    });
    let mut response = Sse::new(events).into_response();
    let headers = response.headers_mut();
    headers.insert(UNBUFFERED, HeaderValue::from_static("no"));
    Ok(response)
}

struct Listening {
    doors: Doors,
    session: String,
    sight: Sight,
    ear: Ear,
    beats: Interval,
    /// How what this officer sees stood when it was looked at last.
    heard: Option<u64>,
    since: i64,
}

impl Listening {
    /// The next event; none at the end.
    async fn next(&mut self) -> Option<Event> {
        loop {
            tokio::select! {
                heard = self.ear.hear() => {
                    if let Some(event) = self.news(&heard?) { return Some(event) }
                }
                _ = self.beats.tick() => {
                    let stands = self.doors.access.stands(&self.session).await;
                    return stands.unwrap_or_default().then(|| Event::default().comment(""));
                }
            }
            if self.ear.is_over() {
                return None;
            }
        }
    }

    /// An event if the queue changed since it was looked at last, or since the page was made; at the
    /// first look, that from now on every change is heard.
    fn news(&mut self, beats: &[Beat]) -> Option<Event> {
        let seen = self.sight.of(beats);
        let before = self.heard.replace(seen);
        if before == Some(seen) {
            return None;
        }
        let new = self.sight.opened_since(beats, self.since);
        if before.is_none() && !new {
            return Some(Event::default().comment("listening"));
        }
        let said = format!("{{\"new\":{new}}}");
        Some(Event::default().event("changed").data(said))
    }
}
