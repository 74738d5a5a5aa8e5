//! What can be done at a duty: one form for each act, the usual one open.

use maud::{Markup, html};

use super::{Shown, Typed, act, draft, place, sure, typed, who};
use crate::domain::request::Duty;
use crate::doors::Doors;
use crate::web::Frame;
use crate::web::form;
use crate::web::parts::field::{self, Line};
use crate::web::parts::page::TYPING;
use crate::web::parts::reasons;

/// Longest text of an officer, in characters.
const TEXT_MAX: u32 = 4_000;

pub(super) fn all(doors: &Doors, frame: &Frame, shown: &Shown, typed: &Typed<'_>) -> Markup {
    if shown.who.only_looks() {
        return html! {
            section class="work" aria-labelledby="work" {
                h2 id="work" { (frame.say("duty-work")) }
                (who::in_stead(frame, shown))
                (lost(doors, frame, shown, typed))
                @if is_mine(frame, shown) { (plain(frame, shown, "release", "duty-release", None)) }
            }
        };
    }
    let mine = is_mine(frame, shown);
    let again = !mine && typed::can_be_given(doors, frame, shown, typed);
    html! {
        section class="work" aria-labelledby="work" {
            h2 id="work" { (frame.say("duty-work")) }
            (who::barred(frame, shown))
            (who::given_up(frame, shown))
            @if again {
                p class="note warm" { (frame.say("duty-typed-again")) }
                (of_duty(doors, frame, shown, typed))
            } @else if !mine || shown.who.is_barred() {
                (lost(doors, frame, shown, typed))
            }
            @if mine {
                @if !shown.who.is_barred() { (of_duty(doors, frame, shown, typed)) }
                (transfer(frame, shown, typed))
                (plain(frame, shown, "release", "duty-release", None))
            } @else if !again && !shown.who.is_barred() {
                (plain(frame, shown, "claim", "duty-claim", Some("c")))
            }
        }
    }
}

/// What was typed and cannot be given any more.
fn lost(doors: &Doors, frame: &Frame, shown: &Shown, typed: &Typed<'_>) -> Markup {
    let item = |what: &str| Some(frame.words(&doors.case(&shown.found).item(what)).to_owned());
    html! { @if let Some(form) = typed.form { (typed::to_copy(frame, typed.act, form, item)) } }
}

fn of_duty(doors: &Doors, frame: &Frame, shown: &Shown, typed: &Typed<'_>) -> Markup {
    let duty: Option<Duty> = shown.view.duty.parse().ok();
    match duty {
        Some(Duty::Review(_)) => {
            html! { (opinion(frame, shown, typed)) (items(doors, frame, shown, typed)) }
        }
        Some(Duty::Intake) => intake(doors, frame, shown, typed),
        Some(Duty::Correction(_)) => {
            html! { (asked(frame, shown)) (plain(frame, shown, "send", "correction-send", None)) }
        }
        Some(Duty::Decide) => decision(frame, shown, typed),
        Some(Duty::Issue) => {
            html! { p { (frame.say("issue-hint")) } (plain(frame, shown, "issue", "issue-go", None)) }
        }
        Some(Duty::Deliver) => words(frame, shown, typed, "deliver", "deliver-how", "deliver-go"),
        Some(Duty::FollowUp) => html! {
            (rating(frame, shown))
            (words(frame, shown, typed, "follow-up", "follow-up-how", "follow-up-go"))
        },
        Some(Duty::Complaint(number)) => html! {
            (complaint(frame, shown, number))
            (words(frame, shown, typed, "answer", "complaint-how", "complaint-go"))
        },
        Some(Duty::Tell(_)) => words(frame, shown, typed, "told", "told-how", "told-go"),
        _ => html! {},
    }
}

fn action(frame: &Frame, shown: &Shown, act: &str) -> String {
    frame.link(&format!(
        "{}/{act}",
        place(&shown.view.case_number, &shown.view.duty)
    ))
}

/// A form that is one button.
fn plain(frame: &Frame, shown: &Shown, act: &str, key: &str, shortcut: Option<&str>) -> Markup {
    html! {
        form method="post" action=(action(frame, shown, act)) {
            (form::seen(shown.view.revision))
            button class=[(act == "release").then_some("quiet")] data-key=[shortcut] {
                (frame.say(key)) @if let Some(shortcut) = shortcut { " " kbd aria-hidden="true" { (shortcut) } }
            }
        }
    }
}

fn next_tick(frame: &Frame) -> Markup {
    field::tick("next", &frame.say("duty-then-next"), true)
}

fn opinion(frame: &Frame, shown: &Shown, typed: &Typed<'_>) -> Markup {
    let act = "opinion";
    let verdicts = ["agree", "conditions", "refuse", "not_concerned", "refer_up"];
    let options: Vec<(String, String)> = verdicts
        .iter()
        .map(|verdict| {
            (
                (*verdict).to_owned(),
                frame.say(&format!("opinion-{}", verdict.replace('_', "-"))),
            )
        })
        .collect();
    html! {
        (kept(frame, shown, act, html! {
            @if shown.who.decides() { p class="note warm" { (frame.say("act-decides")) } }
            (field::choice(frame, &Line { name: "verdict", label: &frame.say("opinion-says"), value: typed.text(act, "verdict"), mistake: typed.mistake(act, "verdict"), ..Line::within(act) }, &options))
            (refusing(frame, typed, act))
            (templates(frame, shown, typed, act))
            (opinion_text(frame, shown, typed))
            (signers(frame, shown, typed, act))
            (sure(frame, typed, act))
            (next_tick(frame))
            button data-key="a" { (frame.say("opinion-go")) }
        }))
    }
}

/// The words of an opinion: whether they may be left out, and where they are printed.
fn opinion_text(frame: &Frame, shown: &Shown, typed: &Typed<'_>) -> Markup {
    let workflow = &shown.found.service.workflow;
    let printed = match &shown.duty {
        Duty::Review(review) => workflow.words_printed_as(&review.stage, &review.review),
        _ => None,
    };
    let hint = match printed {
        Some(title) => {
            let paper = frame.text(&workflow.result.grant.certificate);
            let values = [("paper", paper.into()), ("title", frame.text(title).into())];
            frame.say_with("opinion-text-printed", &values)
        }
        None => frame.say("opinion-text-hint"),
    };
    hinted(frame, typed, "opinion", "opinion-text", &hint, true)
}

/// What cannot be taken back is confirmed by a tick, once it was asked for.
fn sure(frame: &Frame, typed: &Typed<'_>, act: &str) -> Markup {
    let ticked = typed.of(act).is_some_and(|form| form.has(sure::TICK));
    let id = field::id(act, sure::TICK);
    html! {
        @if ticked || typed.mistake(act, sure::TICK).is_some() {
            div class="note warm" {
                label class="option" for=(id) {
                    input type="checkbox" id=(id) name=(sure::TICK) value="yes" required checked[ticked];
                    span { (frame.say("opinion-sure")) }
                }
            }
        }
    }
}

/// The act of a duty that one types most into: its form is sent where the language is changed.
fn main_act(duty: &Duty) -> Option<&'static str> {
    match duty {
        Duty::Intake => Some("items"),
        Duty::Review(_) => Some("opinion"),
        Duty::Decide => Some("decide"),
        Duty::Deliver => Some("deliver"),
        Duty::FollowUp => Some("follow-up"),
        Duty::Complaint(_) => Some("answer"),
        Duty::Tell(_) => Some("told"),
        Duty::Correction(_) | Duty::Issue => None,
    }
}

fn is_main(shown: &Shown, act: &str) -> bool {
    let duty: Option<Duty> = shown.view.duty.parse().ok();
    duty.as_ref().and_then(main_act) == Some(act)
}

/// Where what is typed is kept while the page changes its language; none where nothing is typed.
pub(super) fn keeps(frame: &Frame, shown: &Shown) -> Option<String> {
    let duty: Duty = shown.view.duty.parse().ok()?;
    let types = is_mine(frame, shown) && !shown.who.is_barred() && !shown.who.only_looks();
    (types && main_act(&duty).is_some()).then(|| action(frame, shown, act::DRAFT))
}

fn is_mine(frame: &Frame, shown: &Shown) -> bool {
    let own = frame.staff().map(|staff| staff.officer.id);
    shown.seat.holder.is_some() && shown.seat.holder == own
}

/// A form that is kept on the server while it is typed; without a script, by its last button.
fn kept(frame: &Frame, shown: &Shown, act: &str, fields: Markup) -> Markup {
    let keep = action(frame, shown, act::DRAFT);
    html! {
        form method="post" id=[is_main(shown, act).then_some(TYPING)] action=(action(frame, shown, act)) data-draft=(keep) {
            (form::seen(shown.view.revision))
            (field::hidden(act::OF, act))
            (fields)
            " " button class="plain" name=(draft::BUTTON) value="yes" formaction=(keep) formnovalidate { (frame.say("draft-keep")) }
            p class="hint" role="status" data-saved hidden { (frame.say("draft-kept")) }
        }
    }
}

/// Reasons that the department gives again and again; the one chosen stands before what is typed.
fn templates(frame: &Frame, shown: &Shown, typed: &Typed<'_>, act: &str) -> Markup {
    let options = reasons::options(frame, &shown.templates);
    html! {
        @if !options.is_empty() {
            (field::select(frame, &Line { name: "template", label: &frame.say("opinion-template"), hint: Some(&frame.say("opinion-template-hint")), value: typed.text(act, "template"), optional: true, ..Line::within(act) }, &options))
        }
    }
}

/// Who was there too, where the workflow wants more than one officer.
fn signers(frame: &Frame, shown: &Shown, typed: &Typed<'_>, act: &str) -> Markup {
    let Some(Duty::Review(review)) = shown.view.duty.parse().ok() else {
        return html! {};
    };
    let workflow = &shown.found.service.workflow;
    let round = workflow
        .stage(&review.stage)
        .and_then(|stage| stage.round());
    let rule = round.and_then(|round| round.reviews.iter().find(|rule| rule.key == review.review));
    let Some(others) = rule.map(|rule| rule.people).filter(|people| *people > 1) else {
        return html! {};
    };
    let ticked: Vec<&str> = typed
        .of(act)
        .map(|form| form.all("with").collect())
        .unwrap_or_default();
    html! {
        fieldset class="field" id=(field::id(act, "with")) tabindex="-1" {
            legend { (frame.say_with("opinion-with", &[("count", u32::from(others - 1).into())])) }
            @if let Some(mistake) = typed.mistake(act, "with") { p class="mistake" { (mistake) } }
            @if shown.colleagues.is_empty() { p class="hint" { (frame.say("opinion-with-none")) } }
            @for account in &shown.colleagues {
                @let number = account.id.0.to_string();
                label class="option" {
                    input type="checkbox" name="with" value=(number) checked[ticked.contains(&number.as_str())];
                    span { (account.name) }
                }
            }
        }
    }
}

fn decision(frame: &Frame, shown: &Shown, typed: &Typed<'_>) -> Markup {
    let act = "decide";
    let outcomes = ["grant", "grant_conditions", "refuse"];
    let options: Vec<(String, String)> = outcomes
        .iter()
        .map(|outcome| {
            (
                (*outcome).to_owned(),
                frame.say(&format!("decision-{}", outcome.replace('_', "-"))),
            )
        })
        .collect();
    html! {
        ul class="strands" {
            @for round in &shown.view.rounds {
                li { b { (frame.words(&round.title)) } " "
                    (frame.say(&format!("round-{}", round.outcome.as_deref().unwrap_or(&round.progress)))) }
            }
        }
        (kept(frame, shown, act, html! {
            (field::choice(frame, &Line { name: "outcome", label: &frame.say("decision-says"), value: typed.text(act, "outcome"), mistake: typed.mistake(act, "outcome"), ..Line::within(act) }, &options))
            (refusing(frame, typed, act))
            (text(frame, typed, act, "decision-text"))
            (next_tick(frame))
            button data-key="a" { (frame.say("decision-go")) }
        }))
    }
}

/// Kind of reason and legal basis, which only a refusal needs.
fn refusing(frame: &Frame, typed: &Typed<'_>, act: &str) -> Markup {
    let options = reasons::codes(frame);
    html! {
        details class="refusing" open[["reason", "basis"].iter().any(|name| typed.mistake(act, name).is_some() || !typed.text(act, name).is_empty())] {
            summary data-key="r" { (frame.say("refusing-needs")) }
            (field::select(frame, &Line { name: "reason", label: &frame.say("refusing-reason"), value: typed.text(act, "reason"), mistake: typed.mistake(act, "reason"), as_needed: true, ..Line::within(act) }, &options))
            (field::line(frame, &Line { name: "basis", label: &frame.say("refusing-basis"), hint: Some(&frame.say("refusing-basis-hint")), value: typed.text(act, "basis"), mistake: typed.mistake(act, "basis"), as_needed: true, ..Line::within(act) }))
        }
    }
}

fn text(frame: &Frame, typed: &Typed<'_>, act: &str, key: &str) -> Markup {
    text_of(frame, typed, act, key, true)
}

fn text_of(frame: &Frame, typed: &Typed<'_>, act: &str, key: &str, as_needed: bool) -> Markup {
    let hint = frame.say(&format!("{key}-hint"));
    hinted(frame, typed, act, key, &hint, as_needed)
}

fn hinted(
    frame: &Frame,
    typed: &Typed<'_>,
    act: &str,
    key: &str,
    hint: &str,
    as_needed: bool,
) -> Markup {
    let label = frame.say(key);
    let line = Line {
        name: "text",
        label: &label,
        hint: Some(hint),
        value: typed.text(act, "text"),
        mistake: typed.mistake(act, "text"),
        max_chars: Some(TEXT_MAX),
        as_needed,
        ..Line::within(act)
    };
    field::area(frame, &line, 4)
}

/// A form that asks for words about what was done.
fn words(
    frame: &Frame,
    shown: &Shown,
    typed: &Typed<'_>,
    act: &str,
    key: &str,
    go: &str,
) -> Markup {
    html! {
        (kept(frame, shown, act, html! {
            (text_of(frame, typed, act, key, false))
            (next_tick(frame))
            button data-key="a" { (frame.say(go)) }
        }))
    }
}

/// What is missing, item by item, each with its explanation.
fn items(doors: &Doors, frame: &Frame, shown: &Shown, typed: &Typed<'_>) -> Markup {
    let act = "items";
    let case = doors.case(&shown.found);
    let Ok(duty) = shown.view.duty.parse::<Duty>() else {
        return html! {};
    };
    let names = act::may_ask(&shown.found, &duty);
    let ticked: Vec<&str> = typed
        .of(act)
        .map(|form| form.all("what").collect())
        .unwrap_or_default();
    html! {
        details class="act" open[typed.of(act).is_some()] {
            summary data-key="m" { (frame.say("items-title")) }
            p class="hint" { (frame.say("items-hint")) }
            (kept(frame, shown, act, html! {
                fieldset class="field" id=(field::id(act, "items")) tabindex="-1" {
                    legend { (frame.say("items-which")) }
                    @if let Some(mistake) = typed.mistake(act, "items") { p class="mistake" { (mistake) } }
                    @for name in &names {
                        @let words = case.item(name);
                        @let title = frame.words(&words);
                        @let explains = format!("{}{name}", act::ITEM);
                        @let mistake = typed.mistake(act, &explains);
                        @let wrong = format!("{}-mistake", field::id(act, &explains));
                        div class="item" {
                            label class="option" {
                                input type="checkbox" name="what" value=(name) checked[ticked.contains(&name.as_str())];
                                span { (title) }
                            }
                            @if let Some(mistake) = mistake { p class="mistake" id=(wrong) { (mistake) } }
                            input id=(field::id(act, &explains)) name=(explains) maxlength=(TEXT_MAX) value=(typed.text(act, &explains))
                                aria-invalid=[mistake.map(|_| "true")] aria-describedby=[mistake.map(|_| &wrong)]
                                aria-label=(frame.say_with("items-explain", &[("item", title.into())]))
                                placeholder=(frame.say("items-placeholder"));
                        }
                    }
                }
                button class="quiet" { (frame.say("items-go")) }
            }))
        }
    }
}

/// What the applicant thought of it, for whoever mends it.
fn rating(frame: &Frame, shown: &Shown) -> Markup {
    html! {
        @if let Some(rating) = &shown.view.rating {
            div class="note warm" {
                p { b { (frame.words(&rating.words)) } " · " (frame.day(rating.at)) }
                @if !rating.text.is_empty() { p { (rating.text) } }
            }
        }
    }
}

/// What the applicant complains about, for whoever answers.
fn complaint(frame: &Frame, shown: &Shown, number: u32) -> Markup {
    html! {
        @for complaint in shown.view.complaints.iter().filter(|complaint| complaint.number == number) {
            div class="note warm" { p { (complaint.text) } p class="hint" { (frame.day(complaint.at)) } }
        }
    }
}

fn asked(frame: &Frame, shown: &Shown) -> Markup {
    html! {
        p class="hint" { (frame.say("correction-hint")) }
        ul { @for item in &shown.view.asked { li { b { (frame.words(&item.title)) } " " (item.explanation) } } }
    }
}

/// The five outcomes of Art. 32.
fn intake(doors: &Doors, frame: &Frame, shown: &Shown, typed: &Typed<'_>) -> Markup {
    html! {
        p class="hint" { (frame.say("intake-hint")) }
        form method="post" action=(action(frame, shown, "accept")) {
            (form::seen(shown.view.revision))
            (next_tick(frame))
            button { (frame.say("intake-accept")) }
        }
        (items(doors, frame, shown, typed))
        (folded(frame, shown, typed, "redirect", "intake-redirect", html! {
            (field::line(frame, &Line { name: "authority", label: &frame.say("intake-authority"), hint: Some(&frame.say("intake-authority-hint")), value: typed.text("redirect", "authority"), mistake: typed.mistake("redirect", "authority"), ..Line::within("redirect") }))
        }))
        (folded(frame, shown, typed, "not-needed", "intake-not-needed", text(frame, typed, "not-needed", "intake-why")))
        (folded(frame, shown, typed, "refuse", "intake-refuse", html! { (refusing(frame, typed, "refuse")) (text(frame, typed, "refuse", "intake-why")) }))
    }
}

/// An act that is done seldom: folded away until wanted.
fn folded(
    frame: &Frame,
    shown: &Shown,
    typed: &Typed<'_>,
    act: &str,
    key: &str,
    fields: Markup,
) -> Markup {
    html! {
        details class="act" open[typed.of(act).is_some()] {
            summary { (frame.say(key)) }
            (kept(frame, shown, act, html! {
                (fields)
                button class="quiet" { (frame.say(key)) }
            }))
        }
    }
}

fn transfer(frame: &Frame, shown: &Shown, typed: &Typed<'_>) -> Markup {
    let options: Vec<(String, String)> = shown
        .colleagues
        .iter()
        .map(|account| (account.id.0.to_string(), account.name.clone()))
        .collect();
    html! {
        @if !options.is_empty() {
            (folded(frame, shown, typed, "transfer", "transfer-title", html! {
                (field::select(frame, &Line { name: "to", label: &frame.say("transfer-to"), value: typed.text("transfer", "to"), mistake: typed.mistake("transfer", "to"), ..Line::within("transfer") }, &options))
                (field::line(frame, &Line { name: "reason", label: &frame.say("form-reason"), value: typed.text("transfer", "reason"), mistake: typed.mistake("transfer", "reason"), ..Line::within("transfer") }))
            }))
        }
    }
}
