//! The counter 综合窗口: finding the request of whoever stands there, telling how far it is, printing what
//! was printed before.

mod page;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::html;

use crate::doors::counter::{FOUND, LOOKED, RECEIPT};
use crate::doors::duty::Look;
use crate::doors::place::Place;
use crate::doors::{Doors, Found, Problem, papers};
use crate::telemetry::Correlation;
use crate::web::entry::see_other;
use crate::web::form::Form;
use crate::web::parts::field;
use crate::web::public::following::counter;
use crate::web::{Frame, Page};

pub(super) fn router() -> Router<Doors> {
    Router::new()
        .route("/desk/counter", get(ask).post(find))
        .route("/desk/counter/{case}", get(read))
        .route("/desk/counter/{case}/slip", get(slip))
        .route("/desk/counter/{case}/receipt", get(receipt))
}

/// The page of a request at the counter.
fn place(found: &Found) -> String {
    format!("/desk/counter/{}", found.case_number())
}

/// Whose request?
async fn ask(frame: Frame) -> Page {
    page::asking(&frame, &[], None)
}

/// Finds it. What was typed stays out of addresses.
async fn find(
    State(doors): State<Doors>,
    frame: Frame,
    correlation: Correlation,
    form: Form,
) -> Result<Response, Problem> {
    match found(&doors, &frame, &correlation, &form).await {
        Ok(found) => Ok(match found.as_slice() {
            [one] => see_other(&frame.link(&place(one))),
            many => page::several(&doors, &frame, many).into_response(),
        }),
        Err(problem) if problem.status < 500 => {
            let mistakes = field::mistakes(&frame, &problem, |pointer| {
                Some(pointer.trim_start_matches('/').to_owned())
            });
            let status = problem.status();
            let page = page::asking(&frame, &mistakes, Some(&form));
            Ok(page.mistaken(status).into_response())
        }
        Err(problem) => Err(problem),
    }
}

async fn found(
    doors: &Doors,
    frame: &Frame,
    correlation: &Correlation,
    form: &Form,
) -> Result<Vec<Found>, Problem> {
    let look = look(doors, frame, correlation)?;
    let number = form.text("case");
    if number.is_empty() {
        return look
            .named_at_counter(form.text("name"), form.text("end"))
            .await;
    }
    let found = look.at_counter(number, FOUND).await;
    let unknown = |problem: Problem| match problem.status {
        400..500 => Problem::at("/case", "no_case", "there is no such case at this window"),
        _ => problem,
    };
    Ok(vec![found.map_err(unknown)?])
}

fn look<'a>(
    doors: &'a Doors,
    frame: &'a Frame,
    correlation: &'a Correlation,
) -> Result<Look<'a>, Problem> {
    Ok(Look {
        doors,
        officer: &frame.officer()?.officer,
        correlation,
        by_program: false,
    })
}

/// What to tell.
async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    correlation: Correlation,
    Place(number): Place<String>,
) -> Result<Page, Problem> {
    let look = look(&doors, &frame, &correlation)?;
    let found = look.at_counter(&number, LOOKED).await?;
    Ok(page::told(&doors, &frame, &found))
}

/// The slip once more.
async fn slip(
    State(doors): State<Doors>,
    frame: Frame,
    correlation: Correlation,
    Place(number): Place<String>,
) -> Result<Page, Problem> {
    let look = look(&doors, &frame, &correlation)?;
    let found = look.at_counter(&number, LOOKED).await?;
    let body = html! {
        p class="back actions" { a href=(frame.link(&place(&found))) { (frame.say("counter-back")) } }
        (counter::sheet(&doors, &frame, &found))
        p class="hint actions" { (frame.say("counter-print")) }
    };
    Ok(Page::public(&frame, frame.say("slip-title"), body))
}

/// The receipt once more.
async fn receipt(
    State(doors): State<Doors>,
    frame: Frame,
    correlation: Correlation,
    Place(number): Place<String>,
) -> Result<Response, Problem> {
    let look = look(&doors, &frame, &correlation)?;
    let found = look.at_counter(&number, RECEIPT).await?;
    Ok(papers::receipt(&doors, &found))
}
