//! The three stories, day by day. 2026-04-04 to 06 is Qingming, 05-01 to 05 Labour Day.

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use super::play::Play;

const SCHOOL: usize = 0;
const SHOP: usize = 1;
const PERMIT: usize = 2;

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
    ladder(play).await?;
    supervisor(play).await?;
    place(play).await
}

fn agree(text: &str) -> Value {
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
        agree("Name free, papers in order"),
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
        let duty = play.duty(who, SCHOOL, &format!("review:{review}")).await?;
        play.does(
            who,
            SCHOOL,
            &format!("duties/{duty}/claim"),
            json!({}),
            &format!("takes {review}"),
        )
        .await?;
    }
    play.until("2026-04-09 10:00").await?;
    play.opines(
        "Chen Jing",
        SCHOOL,
        "verify.age",
        agree("Six years old on 1 September"),
        "agrees: the child is six on 1 September",
    )
    .await?;
    play.opines(
        "Cao Min",
        SCHOOL,
        "verify.vaccination",
        agree("Complete"),
        "agrees: vaccinations complete",
    )
    .await?;
    play.opines(
        "Yu Na",
        SCHOOL,
        "verify.services",
        agree("Family told what help there is"),
        "agrees: the family knows what help there is",
    )
    .await
}

/// Two departments miss something; the family gets one letter.
async fn correction(play: &mut Play) -> anyhow::Result<()> {
    play.until("2026-04-09 11:00").await?;
    let work = play.duty("Ma Lin", SCHOOL, "review:verify.work").await?;
    let item = json!({"items": [{"what": "labour_contract", "explanation": "The page with the signatures is missing; please send the whole contract"}]});
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
    let item = json!({"items": [{"what": "business_licence", "explanation": "The copy cannot be read; please send a sharper one"}]});
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
        json!({"verdict": "agree", "text": "Kitchen as on the plan, exits free", "with": [second]});
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
        agree("Employed since 2023"),
        "agrees: employed since 2023",
    )
    .await?;
    play.until("2026-04-14 09:05").await?;
    play.opines(
        "Xu Dan",
        SCHOOL,
        "verify.business",
        agree("Licence valid"),
        "agrees: the licence is valid",
    )
    .await
}

/// All departments in one room but one; the close commits all opinions at once.
async fn sitting(play: &mut Play) -> anyhow::Result<()> {
    play.until("2026-04-14 09:45").await?;
    let id = called(play).await?;
    let place = format!("/api/v1/sittings/{id}");
    for (who, review, text) in [
        ("Peng Fei", "sitting.food", "food permit: agreed"),
        ("Cao Min", "sitting.hygiene", "health certificates: agreed"),
        ("Shen Kai", "sitting.shop_front", "the sign fits the street"),
        ("Ma Lin", "sitting.insurance", "one employee, registered"),
        ("Hu Xin", "sitting.tax", "registered for tax"),
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
            &format!("says in the room: {text}"),
        )
        .await?;
    }
    play.until("2026-04-14 11:00").await?;
    let minutes = json!({"minutes": "One item. Five departments present, fire absent; its opinion follows in writing. No objections."});
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
    play.account.detail(&format!(
        "the schedule called sitting {id}; on its agenda: the shop"
    ))?;
    Ok(id)
}

async fn shop_papers(play: &mut Play) -> anyhow::Result<()> {
    play.until("2026-04-15 09:30").await?;
    play.opines(
        "Jiang Shan",
        SHOP,
        "sitting.fire",
        agree("Declaration in order"),
        "writes: the fire declaration is in order",
    )
    .await?;
    play.until("2026-04-15 11:00").await?;
    play.claims("Deng Hui", SHOP, "decide").await?;
    play.does(
        "Deng Hui",
        SHOP,
        "decision",
        json!({"outcome": "grant", "text": "All permits granted"}),
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
        json!({"text": "Handed over at window 1"}),
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
        let who = match card["department"].as_str() {
            Some("public_security") => "Luo Jian",
            _ => "Sun Hao",
        };
        let path = format!("cards/{}/answer", card["number"]);
        let reply = json!({"text": "Two officers on leave and no deputy named; one is named now"});
        play.does(
            who,
            SCHOOL,
            &path,
            reply,
            &format!("answers card {}", card["number"]),
        )
        .await?;
    }
    play.until("2026-04-23 10:00").await?;
    let act = json!({
        "act": {"decide_in_stead": {"review": "verify.stay", "opinion": agree("Residence permit valid since 2023, seen in the register")}},
        "reason": "Four working days over and the family is waiting; the register shows it",
    });
    play.does(
        "Lin Yue",
        SCHOOL,
        "supervise",
        act,
        "gives the opinion in the stead of public security, with the reason on the journal",
    )
    .await?;
    Ok(())
}

async fn place(play: &mut Play) -> anyhow::Result<()> {
    play.until("2026-04-24 09:30").await?;
    play.opines(
        "Zhao Yun",
        SCHOOL,
        "place.school",
        agree("Place in the first year at Jinhua Primary School"),
        "finds a place at the nearest school",
    )
    .await?;
    play.until("2026-04-24 15:00").await?;
    play.claims("Sun Hao", SCHOOL, "decide").await?;
    play.does(
        "Sun Hao",
        SCHOOL,
        "decision",
        json!({"outcome": "grant", "text": "Place in the first year"}),
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
        json!({"text": "Handed over to the mother at window 2"}),
        "hands it over",
    )
    .await?;
    play.keeps_certificate(SCHOOL).await?;
    play.until("2026-04-28 09:00").await
}
