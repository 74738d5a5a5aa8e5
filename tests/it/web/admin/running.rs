//! What the town's files say, jobs that were given up, outgoing mail.

use lianban::storage::jobs::{self, Held, NewJob};
use lianban::storage::mails::{self, Progress, State};
use uuid::Uuid;

use super::desk::Desk;
use crate::web::browser::Filled;

/// A letter that was given up: its job is dead, its record says why.
async fn given_up(desk: &Desk) -> Uuid {
    let store = desk.doors.engine.store();
    let now = chrono::Utc::now();
    let queue = "web-test";
    let job = NewJob::new(queue, &serde_json::json!({"to": "nobody"})).unwrap();
    let id = jobs::enqueue(store.writer(), job, now).await.unwrap();
    let lease = chrono::TimeDelta::minutes(1);
    let claimed = jobs::claim(store, queue, 1, now, lease).await.unwrap();
    let held = Held {
        id: claimed[0].id,
        token: claimed[0].lease_token.unwrap(),
    };
    jobs::bury(store, held, "550 nobody there", now)
        .await
        .unwrap();
    id.unwrap()
}

#[tokio::test]
async fn the_towns_files_are_read_and_say_where_they_are_changed() {
    let desk = Desk::open().await;
    let mut keeper = desk.administrator().await;
    for (path, said) in [
        ("/admin", "工作人员"),
        ("/admin/departments", "config/departments.yaml"),
        ("/admin/rules", "超期第1个工作日"),
        ("/admin/rules", "行政复议"),
        ("/admin/schedules", "没有定时的事"),
        ("/admin/workflows/residence-permit/2", "看流程文件"),
    ] {
        let page = keeper.page(path).await;
        assert!(page.contains(said), "{path}: {said}: {page}");
    }
    let departments = keeper.page("/admin/departments").await;
    assert!(
        departments.contains("■ 没有人"),
        "work without a hand is seen"
    );
}

#[tokio::test]
async fn a_job_that_was_given_up_is_tried_again_by_those_who_run_the_house() {
    let desk = Desk::open().await;
    let id = given_up(&desk).await;
    let mut supervisor = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let page = supervisor.page("/admin/jobs").await;
    assert!(page.contains("550 nobody there"), "{page}");
    assert!(
        !page.contains("/admin/officers"),
        "what is not theirs is not offered"
    );
    let retry = Filled::on(&page, &format!("/admin/jobs/{id}/retry"));
    assert_eq!(
        supervisor.submit(&retry).await.to(),
        "/admin/jobs?told=retried"
    );
    let again = supervisor.submit(&retry).await;
    assert_eq!(again.to(), "/admin/jobs?told=not-dead");
    let nothing = format!("/admin/jobs/{}/retry", Uuid::nil());
    supervisor.post(&nothing, &[]).await.refused(404);
    let page = supervisor.page("/admin/jobs?told=retried").await;
    assert!(page.contains("没有没做成的任务"));
    let mut clerk = desk.officer("wu.lei", "window", &["window"]).await;
    clerk.get("/admin/jobs").await.refused(403);
    clerk.submit(&retry).await.refused(403);
}

#[tokio::test]
async fn mail_is_listed_with_how_far_it_is_and_without_addresses() {
    let desk = Desk::open().await;
    let account = desk.account("liu.fang", "education", &["clerk"]).await;
    let case = desk.town.under_review().await;
    let number = case
        .number
        .parse::<lianban::domain::identifiers::CaseNumber>();
    let db = desk.doors.engine.store().writer();
    for (recipient, template, state) in [
        ("applicant".to_owned(), "accepted", State::NotTold),
        (format!("officer:{}", account.id), "assigned", State::Sent),
        ("post:health:head".to_owned(), "card_red", State::Queued),
    ] {
        let mail = Progress {
            job: Uuid::now_v7(),
            request: number.clone().unwrap().request_id(),
            notice: None,
            recipient,
            template: template.to_owned(),
            message_id: None,
            state,
            detail: String::new(),
        };
        mails::record(db, &mail, chrono::Utc::now()).await.unwrap();
    }
    let mut keeper = desk.administrator().await;
    let page = keeper.page("/admin/mails").await;
    for said in [
        "已受理",
        "新的办件",
        "红牌",
        "申请人",
        "liu.fang of education",
        &case.number,
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let page = keeper.page("/admin/mails?state=not-told").await;
    assert!(page.contains("已受理") && !page.contains("红牌"));
}
