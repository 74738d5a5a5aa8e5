//! A stop of the clocks that is longer than the law lets it be.

use super::super::admin::desk::Desk;
use super::super::browser::Filled;
use crate::api::client::example;

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_that_is_refused_says_until_when_it_may_last_and_from_where_that_counts() {
    let desk = Desk::open().await;
    let case = desk.town.file(&example("residence-permit")).await;
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let place = format!("/oversight/requests/{}", case.number);
    let stop = |page: &str, until: &str| {
        Filled::on(page, &format!("{place}/stop"))
            .typed("ground", "hearing")
            .typed("until", until)
            .typed("reason", "a hearing is held")
    };
    for (until, language, words) in [
        ("2027-04-08", "zh", "最多可以停到10月4日（周日）"),
        (
            "2026-04-01",
            "en",
            "until Sunday 4 October 2026 at the latest",
        ),
    ] {
        boss.get(&format!("/look/language/{language}?then=/")).await;
        let page = boss.page(&place).await;
        let refused = boss
            .submit(&stop(&page, until))
            .await
            .refused(409)
            .to_owned();
        assert!(refused.contains(words), "{refused}");
        assert!(refused.contains("180"), "{refused}");
        // At its field, with what was typed.
        assert!(refused.contains("href=\"#stop-until\""), "{refused}");
        assert!(refused.contains(until), "{refused}");
    }
    // The last day that is named is taken.
    let page = boss.page(&place).await;
    let taken = boss.submit(&stop(&page, "2026-10-04")).await;
    assert_eq!(taken.to(), format!("{place}?done=yes"));
}
