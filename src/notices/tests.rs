#![allow(clippy::unwrap_used)]

use crate::domain::definition::Language;
use crate::domain::effect::Tell;
use crate::domain::request::NoticeKind;

use super::certificate::certificate;
use super::letter::Mail;
use super::preview::{KINDS, OFFICER_TEMPLATES, officer_values};
use super::sample::{Sample, instant, notice, reader, to_clerk};
use super::*;

/// A code as the engine spells it.
const CODE: &str = "72M6JV7XNDREX26J";

fn sample(kind: NoticeKind, language: Language) -> Sample {
    let made = Sample::told(kind);
    match language {
        Language::En => made.in_english(),
        Language::Zh => made,
    }
}

/// What a text shows where nobody set a value: a person would have to guess.
fn has_blanks(mail: &Mail) -> bool {
    let blank = crate::i18n::text(mail.language, "blank", &[]);
    mail.text.contains(&blank) || mail.subject.contains(&blank)
}

fn notified(kind: NoticeKind, language: Language) -> Mail {
    let sample = sample(kind, language);
    to_applicant(
        &sample.case(),
        &sample.facts,
        &notice(kind),
        "tell-1.0@lianban.example",
    )
    .unwrap()
}

fn letter(mail: &Mail) -> String {
    format!(
        "To: {} <{}>\n{}\n\n{}",
        mail.to_name, mail.to_address, mail.subject, mail.text
    )
}

#[test]
fn every_notice_to_an_applicant_reads_well_in_both_languages() {
    for language in [Language::Zh, Language::En] {
        let tag = crate::i18n::tag(language);
        for kind in KINDS {
            let name = format!("{}.{tag}", kind.template());
            let mail = notified(kind, language);
            assert!(!has_blanks(&mail), "{name}: {}", mail.text);
            insta::assert_snapshot!(name, letter(&mail));
        }
    }
}

#[test]
fn another_code_handed_out_at_the_desk_is_told_in_both_languages() {
    for language in [Language::Zh, Language::En] {
        let sample = sample(NoticeKind::Accepted, language);
        let told = Tell {
            template: "secret-replaced".to_owned(),
            notice: None,
            ..notice(NoticeKind::Accepted)
        };
        let mail = to_applicant(&sample.case(), &sample.facts, &told, "a@b").unwrap();
        assert!(!has_blanks(&mail), "{}", mail.text);
        let name = format!("secret-replaced.{}", crate::i18n::tag(language));
        insta::assert_snapshot!(name, letter(&mail));
    }
}

#[test]
fn a_time_to_answer_is_counted_by_the_clock_that_will_run_for_it() {
    let due = |kind| {
        let mail = notified(kind, Language::En);
        let lines: Vec<&str> = mail.text.lines().collect();
        lines.join("\n")
    };
    // Ten working days each, from the day it is told: the first round's clock is over.
    let intake = due(NoticeKind::CorrectionIntake);
    assert!(intake.contains("Friday 17 April 2026"), "{intake}");
    let again = due(NoticeKind::Correction);
    assert!(again.contains("Thursday 7 May 2026"), "{again}");
}

#[test]
fn every_letter_to_an_officer_reads_well_in_both_languages() {
    let sample = Sample::new();
    for language in [Language::Zh, Language::En] {
        let tag = crate::i18n::tag(language);
        for template in OFFICER_TEMPLATES {
            let values = officer_values(template);
            let tells = [to_clerk(template, values)];
            let mail = to_officer(&sample.case(), &tells, &reader(language), "a@b").unwrap();
            assert!(!has_blanks(&mail), "{template}: {}", mail.text);
            insta::assert_snapshot!(format!("officer-{template}.{tag}"), letter(&mail));
        }
    }
}

#[test]
fn what_one_command_has_for_one_officer_is_one_letter() {
    let sample = Sample::new();
    let tells = [
        to_clerk("urge", &[("due", "2026-04-10")]),
        to_clerk("card-red", &[]),
    ];
    for language in [Language::Zh, Language::En] {
        let mail = to_officer(&sample.case(), &tells, &reader(language), "a@b").unwrap();
        let name = format!("officer-merged.{}", crate::i18n::tag(language));
        insta::assert_snapshot!(name, letter(&mail));
    }
}

#[test]
fn letters_to_officers_hold_no_personal_data() {
    let sample = Sample::new();
    for template in OFFICER_TEMPLATES {
        let mail = to_officer(
            &sample.case(),
            &[to_clerk(template, &[])],
            &reader(Language::Zh),
            "a@b",
        )
        .unwrap();
        let all = format!("{mail:?}");
        assert!(
            all.contains(&sample.case().number().to_string()),
            "{template}"
        );
        for personal in [
            "王芳",
            "wang@example.org",
            "510118198503070015",
            "核验材料要到原籍",
        ] {
            assert!(!all.contains(personal), "{template}: {personal}");
        }
    }
}

#[test]
fn words_from_outside_stay_inside_their_place() {
    let mut sample = Sample::told(NoticeKind::Correction);
    let applicant = sample.facts.applicant.as_mut().unwrap();
    applicant.name = "Wang\r\nBcc: all@example.org\u{202E}".to_owned();
    sample.facts.words.insert(
        "verify:1".to_owned(),
        "x\r\n\r\n准予\u{2028}{ $name }".to_owned(),
    );
    let told = notice(NoticeKind::Correction);
    let mail = to_applicant(&sample.case(), &sample.facts, &told, "a@b").unwrap();
    assert_eq!(mail.to_name, "Wang Bcc: all@example.org");
    assert!(
        !mail.text.contains('\r') && !mail.text.contains('\u{202E}'),
        "{}",
        mail.text
    );
    assert!(
        !mail.text.lines().any(|line| line == "准予"),
        "{}",
        mail.text
    );
    assert!(mail.text.contains("{ $name }"), "{}", mail.text);
    for (_, value) in &mail.headers {
        assert!(!value.contains(['\r', '\n']), "{value:?}");
    }
}

#[test]
fn an_applicant_without_an_address_gets_no_letter() {
    let mut sample = Sample::new();
    sample.facts.applicant.as_mut().unwrap().email = None;
    let told = notice(NoticeKind::Receipt);
    assert_eq!(
        to_applicant(&sample.case(), &sample.facts, &told, "a@b"),
        None
    );
}

#[test]
fn the_call_to_a_sitting_reads_well_in_both_languages() {
    let sample = Sample::new();
    let case = sample.case();
    let sitting = serde_json::from_value(serde_json::json!({
        "id": 7, "workflow": "school-admission", "stage": "verify", "lead": "education",
        "rule": {"quorum": 2, "absent": "defer", "within": "5wd"}, "called_for": "2026-04-20T06:30:00Z",
        "presider": null, "version": 2, "progress": "called", "agenda": [], "present": {},
        "drafts": [], "minutes": null, "struck": [],
    }))
    .unwrap();
    let convened = Convened {
        sitting: &sitting,
        items: &[(case.number(), sample.workflow.title.clone())],
        today: "2026-04-15".parse().unwrap(),
    };
    for language in [Language::Zh, Language::En] {
        let reader = reader(language);
        let mail = super::convened(&sample.directory, &convened, case.links, &reader, "a@b");
        let name = format!("sitting-called.{}", crate::i18n::tag(language));
        insta::assert_snapshot!(name, letter(&mail));
    }
}

#[test]
fn the_digest_and_the_seal_read_well_in_both_languages() {
    let sample = Sample::new();
    let case = sample.case();
    let today = "2026-04-15".parse().unwrap();
    let waiting = [Waiting {
        case: case.number(),
        service: sample.workflow.title.clone(),
        due: Some(instant("2026-04-16T09:00:00Z")),
    }];
    for language in [Language::Zh, Language::En] {
        let tag = crate::i18n::tag(language);
        let reader = reader(language);
        let labor = "labor".parse().unwrap();
        let mail = digest(
            &sample.directory,
            &labor,
            &waiting,
            today,
            case.links,
            &reader,
            "a@b",
        );
        insta::assert_snapshot!(format!("digest.{tag}"), letter(&mail));
        let root = "3e".repeat(32);
        let sealed = Sealed {
            day: today,
            root: &root,
            journals: 12,
            file: "{}",
        };
        let mail = seal(&sealed, &reader, "a@b");
        let file = mail.attachment.as_ref().unwrap();
        assert_eq!(
            (file.name.as_str(), file.text.as_str()),
            ("seal-2026-04-15.json", "{}")
        );
        insta::assert_snapshot!(format!("seal.{tag}"), letter(&mail));
    }
}

#[test]
fn a_certificate_is_issued_only_after_a_grant_and_shows_its_code_in_groups() {
    let sample = Sample::new();
    let page = certificate(&sample.case(), &sample.facts, CODE).unwrap();
    assert!(
        page.contains("72M6-JV7X-NDRE-X26J") && page.contains("王芳"),
        "{page}"
    );
    let mut early = Sample::new();
    early.request.certificate_at = None;
    assert_eq!(certificate(&early.case(), &early.facts, CODE), None);
    let refused = Sample::new().refused();
    assert_eq!(certificate(&refused.case(), &refused.facts, CODE), None);
}

#[test]
fn markup_in_answers_shows_as_text_on_every_paper() {
    let mut sample = Sample::new().refused();
    let forged = "<script>alert(1)</script>";
    sample.facts.applicant.as_mut().unwrap().name = forged.to_owned();
    for words in sample.facts.words.values_mut() {
        *words = forged.to_owned();
    }
    let refused = refusal::refusal(&sample.case(), &sample.facts).unwrap();
    let received = receipt::receipt(&sample.case(), &sample.facts);
    sample.request = Sample::new().request;
    let granted = certificate(&sample.case(), &sample.facts, CODE).unwrap();
    for page in [refused, received, granted] {
        assert!(
            page.contains("&lt;script&gt;") && !page.contains("<script"),
            "{page}"
        );
    }
}

#[test]
fn papers_look_as_they_did() {
    let sample = Sample::new();
    let refused = Sample::new().refused();
    let bare = |page: String| page.replace(paper::STYLE, "");
    insta::assert_snapshot!(
        "paper-certificate",
        bare(certificate(&sample.case(), &sample.facts, CODE).unwrap())
    );
    insta::assert_snapshot!(
        "paper-refusal",
        bare(refusal::refusal(&refused.case(), &refused.facts).unwrap())
    );
    insta::assert_snapshot!(
        "paper-receipt",
        bare(receipt::receipt(&sample.case(), &sample.facts))
    );
}

#[test]
fn the_deciders_own_condition_stands_in_the_letter_and_on_the_certificate() {
    let mut sample = Sample::told(NoticeKind::GrantedConditions);
    sample.request.certificate_at = Sample::new().request.certificate_at;
    let words = "请在八月底前登记新的租约。";
    let place = "decision".to_owned();
    sample.facts.words.insert(place, words.to_owned());
    let decision = sample.request.decision.as_mut().unwrap();
    decision.conditions.clear();
    let carried = |sample: &Sample| {
        let kind = NoticeKind::GrantedConditions;
        let mail = to_applicant(&sample.case(), &sample.facts, &notice(kind), "a@b").unwrap();
        let paper = certificate(&sample.case(), &sample.facts, CODE).unwrap();
        (mail.text.contains(words), paper.contains(words))
    };
    assert_eq!(carried(&sample), (false, false), "a remark is no condition");
    sample.request.decision.as_mut().unwrap().own_condition = true;
    assert_eq!(carried(&sample), (true, true));
}

#[test]
fn a_part_that_was_refused_has_a_paper_of_its_own_with_reason_and_remedy() {
    let sample = Sample::new().granted_in_part();
    let paper = refusal::refusal(&sample.case(), &sample.facts).unwrap();
    for said in ["部分不予决定书", "居住登记不满六个月", "行政复议"] {
        assert!(paper.contains(said), "{said}");
    }
    assert!(!paper.contains("就业核验"), "what was given is not refused");
    let whole = Sample::new();
    assert!(refusal::refusal(&whole.case(), &whole.facts).is_none());
}

#[test]
fn a_refusal_that_rests_on_no_review_does_not_ask_what_did_not_pass() {
    for (language, heading) in [
        (Language::Zh, "没有通过的内容"),
        (Language::En, "What did not pass"),
    ] {
        let with = notified(NoticeKind::Refused, language);
        assert!(with.text.contains(heading), "{}", with.text);
        let mut sample = sample(NoticeKind::Refused, language);
        let decision = sample.request.decision.as_mut().unwrap();
        decision.refusals.clear();
        let mail = to_applicant(
            &sample.case(),
            &sample.facts,
            &notice(NoticeKind::Refused),
            "a@b",
        );
        let mail = mail.unwrap();
        assert!(!mail.text.contains(heading), "{}", mail.text);
        assert!(!mail.text.contains('—'), "{}", mail.text);
    }
}

#[test]
fn whatever_is_told_can_be_looked_at_with_made_up_data() {
    for language in [Language::Zh, Language::En] {
        for template in preview::templates() {
            let mail = preview::letter(template, language).unwrap();
            assert_eq!(mail.language, language, "{template}");
            assert!(!has_blanks(&mail), "{template}: {}", mail.text);
        }
    }
    assert_eq!(preview::letter("nothing", Language::Zh), None);
    assert_eq!(preview::templates().count(), 35);
}
