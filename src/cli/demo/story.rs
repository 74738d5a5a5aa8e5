//! The three stories, day by day, around the request that is left lying. 2026-04-04 to 06 is Qingming, 05-01 to 05 Labour Day.

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use super::lying;
use super::play::Play;

const SCHOOL: usize = 0;
const SHOP: usize = 1;
const PERMIT: usize = 2;
pub(super) const LYING: usize = 3;

/// When the story begins: a working day on which school admission is open.
pub(super) const BEGINS: &str = "2026-04-08 09:00";

/// Plays everything.
pub(super) async fn tell(play: &mut Play) -> anyhow::Result<()> {
    filing(play).await?;
    parallel(play).await?;
    correction(play).await?;
    permit(play).await?;
    visit(play).await?;
    answer(play).await?;
    sitting(play).await?;
    shop_papers(play).await?;
    lying::begins(play).await?;
    ladder(play).await?;
    supervisor(play).await?;
    place(play).await?;
    lying::is_left(play).await
}

pub(super) fn agree(text: &str) -> Value {
    json!({"verdict": "agree", "text": text})
}

async fn filing(play: &mut Play) -> anyhow::Result<()> {
    play.file(
        "school place",
        "school-admission.json",
        "The Zhou family files for a school place",
    )
    .await?;
    play.file(
        "shop",
        "open-a-shop.json",
        "Yang Guoqiang files for his noodle shop: licence, food, fire, sign, all in one",
    )
    .await?;
    play.file(
        "residence permit",
        "residence-permit.json",
        "Tenzin Dorje files for a residence permit, in English",
    )
    .await?;
    play.until("2026-04-08 10:00").await?;
    for (case, what) in [
        (SCHOOL, "the school place"),
        (SHOP, "the shop"),
        (PERMIT, "the residence permit"),
    ] {
        play.claims("Wu Lei", case, "intake").await?;
        play.does(
            "Wu Lei",
            case,
            "intake/accept",
            json!({}),
            &format!("accepts {what}"),
        )
        .await?;
    }
    Ok(())
}

/// Six departments work on one request at the same time.
async fn parallel(play: &mut Play) -> anyhow::Result<()> {
    play.until("2026-04-08 11:00").await?;
    play.opines(
        "Xu Dan",
        SHOP,
        "register",
        agree("名称可用，材料齐全"),
        "registers the shop",
    )
    .await?;
    play.lights(SCHOOL).await?;
    play.until("2026-04-09 09:10").await?;
    for (who, review) in [
        ("Chen Jing", "verify.age"),
        ("He Qiang", "verify.stay"),
        ("Ma Lin", "verify.work"),
        ("Xu Dan", "verify.business"),
        ("Cao Min", "verify.vaccination"),
        ("Yu Na", "verify.services"),
    ] {
        play.takes(who, SCHOOL, review).await?;
    }
    play.aside("six departments work on it at once; Health and Family services only advise, so nobody waits for them")?;
    play.until("2026-04-09 10:00").await?;
    play.opines(
        "Chen Jing",
        SCHOOL,
        "verify.age",
        agree("2026年9月1日满六周岁"),
        "agrees: the child is six on 1 September",
    )
    .await?;
    play.opines(
        "Cao Min",
        SCHOOL,
        "verify.vaccination",
        agree("接种完整"),
        "agrees: vaccinations complete",
    )
    .await?;
    play.opines(
        "Yu Na",
        SCHOOL,
        "verify.services",
        agree("已告知可以享受的服务"),
        "agrees: the family knows what help there is",
    )
    .await
}

/// Two departments miss something; the family gets one letter.
async fn correction(play: &mut Play) -> anyhow::Result<()> {
    play.until("2026-04-09 11:00").await?;
    let work = play.duty("Ma Lin", SCHOOL, "review:verify.work").await?;
    let item = json!({"items": [{"what": "labour_contract", "explanation": "缺少签字页，请补交完整的合同"}]});
    play.does(
        "Ma Lin",
        SCHOOL,
        &format!("duties/{work}/items"),
        item,
        "misses a page of the labour contract",
    )
    .await?;
    play.until("2026-04-09 14:00").await?;
    let business = play
        .duty("Xu Dan", SCHOOL, "review:verify.business")
        .await?;
    let item =
        json!({"items": [{"what": "business_licence", "explanation": "照片看不清，请重新拍一张"}]});
    play.does(
        "Xu Dan",
        SCHOOL,
        &format!("duties/{business}/items"),
        item,
        "cannot read the licence, and adds that to the same letter",
    )
    .await?;
    play.until("2026-04-09 15:00").await?;
    play.does(
        "Zhao Yun",
        SCHOOL,
        "stages/verify/correction/send",
        json!({}),
        "sends the family one letter with both",
    )
    .await?;
    play.aside("the law's own clock runs on; the others keep what is left of them to the minute")?;
    play.lights(SCHOOL).await
}

/// One proof of several is enough.
async fn permit(play: &mut Play) -> anyhow::Result<()> {
    play.until("2026-04-09 16:00").await?;
    play.opines(
        "Tang Wei",
        PERMIT,
        "residence",
        agree("Registered here since June 2025"),
        "confirms that he lives here since June",
    )
    .await?;
    play.until("2026-04-10 09:30").await?;
    play.opines(
        "Ma Lin",
        PERMIT,
        "evidence.job",
        agree("Insured by his employer since July"),
        "confirms his job; one proof is enough",
    )
    .await?;
    play.aside("everybody who counts agreed, so this service decides at once, in the name of who agreed last")?;
    play.until("2026-04-10 10:30").await?;
    play.claims("He Qiang", PERMIT, "issue").await?;
    play.does(
        "He Qiang",
        PERMIT,
        "certificate",
        json!({}),
        "makes the residence permit",
    )
    .await?;
    play.until("2026-04-10 14:30").await?;
    play.does(
        "Wu Lei",
        PERMIT,
        "delivery",
        json!({"text": "Handed over at window 3, identity card seen"}),
        "hands the permit over",
    )
    .await?;
    play.keeps_certificate(PERMIT).await
}

async fn visit(play: &mut Play) -> anyhow::Result<()> {
    play.until("2026-04-10 15:30").await?;
    let second = play.town.person("Zheng Bo")?.id.0;
    let report =
        json!({"verdict": "agree", "text": "厨房与图纸一致，安全出口畅通", "with": [second]});
    play.opines(
        "Xu Dan",
        SHOP,
        "visit",
        report,
        "visits the shop with Zheng Bo; both sign, nobody else has to come",
    )
    .await
}

async fn answer(play: &mut Play) -> anyhow::Result<()> {
    play.until("2026-04-13 10:00").await?;
    let answer = json!({
        "stage": "verify",
        "materials": {
            "labour_contract": [{"name": "labour-contract.pdf"}],
            "business_licence": [{"name": "business-licence.pdf"}],
        },
    });
    play.answers(
        SCHOOL,
        answer,
        "The Zhou family sends the whole contract and a sharp copy of the licence",
    )
    .await?;
    play.lights(SCHOOL).await?;
    play.until("2026-04-13 14:00").await?;
    play.opines(
        "Ma Lin",
        SCHOOL,
        "verify.work",
        agree("2023年起在职，已参保"),
        "agrees: employed since 2023",
    )
    .await?;
    play.until("2026-04-14 09:05").await?;
    play.opines(
        "Xu Dan",
        SCHOOL,
        "verify.business",
        agree("营业执照有效"),
        "agrees: the licence is valid",
    )
    .await
}

/// All departments in one room but one; the close commits all opinions at once.
async fn sitting(play: &mut Play) -> anyhow::Result<()> {
    play.until("2026-04-14 09:45").await?;
    let id = called(play).await?;
    let place = format!("/api/v1/sittings/{id}");
    for (who, review, text, said) in [
        (
            "Peng Fei",
            "sitting.food",
            "食品经营许可：同意",
            "food permit: agreed",
        ),
        (
            "Cao Min",
            "sitting.hygiene",
            "健康证齐全：同意",
            "health certificates: agreed",
        ),
        (
            "Shen Kai",
            "sitting.shop_front",
            "招牌符合街面要求",
            "the sign fits the street",
        ),
        (
            "Ma Lin",
            "sitting.insurance",
            "员工一人，已登记",
            "one employee, registered",
        ),
        (
            "Hu Xin",
            "sitting.tax",
            "已办理税务登记",
            "registered for tax",
        ),
    ] {
        play.acts(
            who,
            &format!("{place}/attendance"),
            json!({}),
            "comes to the sitting",
        )
        .await?;
        let draft = json!({"case_number": play.cases[SHOP].number, "review": review, "opinion": agree(text)});
        play.acts(
            who,
            &format!("{place}/opinions"),
            draft,
            &format!("says in the room: {said}"),
        )
        .await?;
    }
    play.until("2026-04-14 11:00").await?;
    let minutes =
        json!({"minutes": "议题一件。到会五个部门，消防部门缺席，会后书面提出意见。无异议。"});
    let closed = play
        .acts(
            "Deng Hui",
            &format!("{place}/close"),
            minutes,
            "closes the sitting: five opinions in one transaction, fire was absent and writes",
        )
        .await?;
    if closed["progress"] != "closed" {
        bail!("the sitting is {}", closed["progress"]);
    }
    play.lights(SHOP).await
}

/// The sitting that the schedule called this morning, with the shop on its agenda.
async fn called(play: &mut Play) -> anyhow::Result<String> {
    let token = play.town.person("Deng Hui")?.token.clone();
    let as_head = crate::cli::client::As::Officer(&token);
    let sittings = play
        .client
        .get(as_head, "/api/v1/sittings?workflow=open-a-shop")
        .await?
        .ok()?;
    let shop = &play.cases[SHOP].number;
    let mut listed = sittings["sittings"].as_array().into_iter().flatten();
    let found = listed.find(|sitting| {
        sitting["agenda"]
            .as_array()
            .is_some_and(|agenda| agenda.iter().any(|item| item == &**shop))
    });
    let found = found.context("the schedule has called no sitting with the shop on its agenda")?;
    let id = found["id"]
        .as_str()
        .context("a sitting has a number")?
        .to_owned();
    play.account.line(
        play.days.now(),
        "The sitting that the schedule called begins; what waited for it, the shop, is on its agenda",
    )?;
    Ok(id)
}

async fn shop_papers(play: &mut Play) -> anyhow::Result<()> {
    play.until("2026-04-15 09:30").await?;
    play.opines(
        "Jiang Shan",
        SHOP,
        "sitting.fire",
        agree("消防承诺材料齐全"),
        "writes: the fire declaration is in order",
    )
    .await?;
    play.until("2026-04-15 11:00").await?;
    play.claims("Deng Hui", SHOP, "decide").await?;
    play.does(
        "Deng Hui",
        SHOP,
        "decision",
        json!({"outcome": "grant", "text": "各项许可一并准予"}),
        "decides: granted",
    )
    .await?;
    play.until("2026-04-15 15:00").await?;
    play.claims("Deng Hui", SHOP, "issue").await?;
    play.does(
        "Deng Hui",
        SHOP,
        "certificate",
        json!({}),
        "makes the papers of the shop",
    )
    .await?;
    play.until("2026-04-16 09:30").await?;
    play.does(
        "Wu Lei",
        SHOP,
        "delivery",
        json!({"text": "一号窗口当面送达"}),
        "hands the papers over",
    )
    .await?;
    play.keeps_certificate(SHOP).await
}

/// Public security lets the review lie; the ladder climbs.
async fn ladder(play: &mut Play) -> anyhow::Result<()> {
    play.until("2026-04-16 17:30").await?;
    play.lights(SCHOOL).await?;
    play.until("2026-04-20 09:00").await?;
    play.lights(SCHOOL).await?;
    play.until("2026-04-23 09:00").await?;
    play.lights(SCHOOL).await
}

/// The supervisor ends it, in the open and with a reason; the cards are answered.
async fn supervisor(play: &mut Play) -> anyhow::Result<()> {
    let number = play.cases[SCHOOL].number.clone();
    let journal = play.journal(&number).await?;
    let cards: Vec<Value> = journal
        .iter()
        .map(|line| line["event"].clone())
        .filter(|event| event["event"] == "card_issued")
        .collect();
    if !cards.iter().any(|card| card["colour"] == "red") {
        bail!("a review left lying for days has brought no red card");
    }
    for card in &cards {
        let (who, text, said) = match card["department"].as_str() {
            Some("public_security") => (
                "Luo Jian",
                "两名经办人休假，没有指定代班；现已指定",
                "two officers on leave, nobody named in their place; somebody is now",
            ),
            _ => (
                "Sun Hao",
                "已催办，公安部门尚未反馈",
                "we have urged public security and wait for its part",
            ),
        };
        let path = format!("cards/{}/answer", card["number"]);
        let line = format!("answers card {}: {said}", card["number"]);
        play.does(who, SCHOOL, &path, json!({"text": text}), &line)
            .await?;
    }
    play.until("2026-04-23 10:00").await?;
    let act = json!({
        "act": {"decide_in_stead": {"review": "verify.stay", "opinion": agree("居住登记显示居住证自2023年起有效")}},
        "reason": "已超期三个工作日，家长仍在等待；登记信息足以认定",
    });
    play.does(
        "Lin Yue",
        SCHOOL,
        "supervise",
        act,
        "gives the opinion in the stead of Public security",
    )
    .await?;
    play.aside("the reason, on the journal: three working days over, the family waits, and the register shows all that is needed")
}

async fn place(play: &mut Play) -> anyhow::Result<()> {
    play.until("2026-04-24 09:30").await?;
    play.opines(
        "Zhao Yun",
        SCHOOL,
        "place.school",
        agree("锦华小学一年级"),
        "finds a place at the nearest school",
    )
    .await?;
    play.until("2026-04-24 15:00").await?;
    play.claims("Sun Hao", SCHOOL, "decide").await?;
    play.does(
        "Sun Hao",
        SCHOOL,
        "decision",
        json!({"outcome": "grant", "text": "准予入读小学一年级"}),
        "decides: granted",
    )
    .await?;
    play.until("2026-04-27 09:30").await?;
    play.claims("Liu Fang", SCHOOL, "issue").await?;
    play.does(
        "Liu Fang",
        SCHOOL,
        "certificate",
        json!({}),
        "makes the admission notice",
    )
    .await?;
    play.until("2026-04-27 14:30").await?;
    play.does(
        "Wu Lei",
        SCHOOL,
        "delivery",
        json!({"text": "二号窗口当面交给孩子母亲"}),
        "hands it over",
    )
    .await?;
    play.keeps_certificate(SCHOOL).await?;
    play.until("2026-04-28 09:00").await
}
