//! How the story is played: everybody acts through the API, as themselves, and after every line the
//! account says what came of it.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use super::account::Account;
use super::days::Days;
use super::luggage;
use super::town::Town;
use super::words::Titles;
use crate::cli::client::{As, Client, Package};

/// Who reads journals and lights for the account.
const WATCHES: &str = "Ye Qing";
/// Lines of a journal in one answer.
const PAGE_ROWS: usize = 200;

/// A case of the story.
pub(super) struct Case {
    /// What the account calls it.
    pub(super) name: &'static str,
    /// Its number.
    pub(super) number: String,
    /// What its applicant proves it with.
    pub(super) secret: String,
    /// What its service calls things.
    titles: Titles,
    /// Lines of its journal that the account has read.
    read: usize,
}

/// The stage of the demo: people, time, the account.
pub(super) struct Play {
    pub(super) client: Client,
    pub(super) town: Town,
    pub(super) days: Days,
    pub(super) account: Account,
    pub(super) folder: PathBuf,
    pub(super) cases: Vec<Case>,
}

impl Play {
    /// Lets time pass to `2026-04-08 09:00`; what happens by itself is told at its minute.
    pub(super) async fn until(&mut self, text: &str) -> anyhow::Result<()> {
        let goal = Days::at(text)?;
        while self.days.now() < goal {
            let passed = self.days.pass(goal).await;
            if passed.with_context(|| format!("time does not pass to {text}"))? {
                self.tell_what_came(true).await?;
            }
        }
        Ok(())
    }

    /// Somebody files a shipped application for themselves.
    pub(super) async fn file(
        &mut self,
        name: &'static str,
        file: &str,
        text: &str,
    ) -> anyhow::Result<()> {
        self.account.line(self.days.now(), text)?;
        let package = luggage::application(&self.folder, file)?;
        let key = format!("demo-{}", name.replace(' ', "-"));
        let sent = self.client.post_with_files(
            As::Public,
            "/api/v1/requests",
            "application",
            &package,
            &key,
        );
        let filed = sent.await?.ok().with_context(|| format!("`{text}`"))?;
        let said = |key: &str| filed[key].as_str().unwrap_or_default().to_owned();
        let service = package.json["workflow"].as_str().unwrap_or_default();
        let guide = format!("/api/v1/workflows/{service}");
        let titles = Titles::of(&self.client.get(As::Public, &guide).await?.ok()?);
        let case = Case {
            name,
            titles,
            number: said("case_number"),
            secret: said("secret"),
            read: 0,
        };
        self.account
            .detail(&format!("case {} with secret {}", case.number, case.secret))?;
        self.cases.push(case);
        self.tell_what_came(false).await
    }

    /// An officer does something at a case; `path` is what follows the case number.
    pub(super) async fn does(
        &mut self,
        who: &str,
        case: usize,
        path: &str,
        body: Value,
        text: &str,
    ) -> anyhow::Result<Value> {
        let path = format!(
            "/api/v1/requests/{}/{}",
            self.cases[case].number,
            path.replace('#', "%23")
        );
        self.acts(who, &path, body, text).await
    }

    /// Why something is as it is.
    pub(super) fn aside(&self, text: &str) -> anyhow::Result<()> {
        self.account.aside(text)
    }

    /// An officer does something anywhere.
    pub(super) async fn acts(
        &mut self,
        who: &str,
        path: &str,
        body: Value,
        text: &str,
    ) -> anyhow::Result<Value> {
        let person = self.town.person(who)?.clone();
        let department = self.account.department(person.department);
        let line = format!("{} ({department}) {text}", person.name);
        self.account.line(self.days.now(), &line)?;
        let answer = self
            .client
            .post(As::Officer(&person.token), path, &body)
            .await?;
        let done = answer.ok().with_context(|| format!("`{line}`"))?;
        self.tell_what_came(false).await?;
        Ok(done)
    }

    /// Somebody claims work and gives an opinion on it.
    pub(super) async fn opines(
        &mut self,
        who: &str,
        case: usize,
        review: &str,
        opinion: Value,
        text: &str,
    ) -> anyhow::Result<()> {
        let duty = self.duty(who, case, &format!("review:{review}")).await?;
        self.claims(who, case, &duty).await?;
        self.does(who, case, &format!("duties/{duty}/opinion"), opinion, text)
            .await?;
        Ok(())
    }

    /// Somebody takes a review from the queue of their department.
    pub(super) async fn takes(
        &mut self,
        who: &str,
        case: usize,
        review: &str,
    ) -> anyhow::Result<()> {
        let duty = self.duty(who, case, &format!("review:{review}")).await?;
        let title = self.cases[case].titles.own_review(review);
        let path = format!("duties/{duty}/claim");
        let line = format!("takes {title} from the queue");
        self.does(who, case, &path, json!({}), &line).await?;
        Ok(())
    }

    /// Claims without a line of its own: whoever speaks has claimed.
    pub(super) async fn claims(
        &mut self,
        who: &str,
        case: usize,
        duty: &str,
    ) -> anyhow::Result<()> {
        let token = self.town.person(who)?.token.clone();
        let path = format!(
            "/api/v1/requests/{}/duties/{}/claim",
            self.cases[case].number,
            duty.replace('#', "%23")
        );
        let claimed = self
            .client
            .post(As::Officer(&token), &path, &json!({}))
            .await?;
        claimed
            .ok()
            .with_context(|| format!("`{who} claims {duty}`"))?;
        Ok(())
    }

    /// The open duty of a case in somebody's own queue that begins so.
    pub(super) async fn duty(
        &self,
        who: &str,
        case: usize,
        begins: &str,
    ) -> anyhow::Result<String> {
        let person = self.town.person(who)?;
        let path = format!("/api/v1/queues/{}", person.department);
        let queue = self
            .client
            .get(As::Officer(&person.token), &path)
            .await?
            .ok()?;
        let number = &self.cases[case].number;
        let rows = queue["rows"].as_array().into_iter().flatten();
        let own = rows
            .filter(|row| row["case_number"] == **number)
            .filter_map(|row| row["duty"].as_str());
        let found = own.into_iter().find(|duty| duty.starts_with(begins));
        found.map(str::to_owned).with_context(|| {
            format!(
                "the queue of {} holds no {begins} of {number}",
                person.department
            )
        })
    }

    /// The applicant sends what was asked for.
    pub(super) async fn answers(
        &mut self,
        case: usize,
        answer: Value,
        text: &str,
    ) -> anyhow::Result<()> {
        self.account.line(self.days.now(), text)?;
        let package: Package = luggage::answer(answer)?;
        let Case { number, secret, .. } = &self.cases[case];
        let path = format!("/api/v1/requests/{number}/correction");
        let sent = self.client.post_with_files(
            As::Applicant(number, secret),
            &path,
            "answer",
            &package,
            "demo-answer",
        );
        sent.await?.ok().with_context(|| format!("`{text}`"))?;
        self.tell_what_came(false).await
    }

    /// The lights of a case now.
    pub(super) async fn lights(&mut self, case: usize) -> anyhow::Result<()> {
        let Case { name, number, .. } = &self.cases[case];
        let (name, number) = (*name, number.clone());
        let explained = self.explained(&number).await?;
        self.account.line(
            self.days.now(),
            &format!("Who must act on the {name}, {number}:"),
        )?;
        self.account.lights(&number, &explained)
    }

    async fn explained(&self, number: &str) -> anyhow::Result<Value> {
        let token = &self.town.person(WATCHES)?.token;
        self.client
            .get(
                As::Officer(token),
                &format!("/api/v1/requests/{number}/explain"),
            )
            .await?
            .ok()
    }

    /// The whole journal of a case, as oversight reads it.
    pub(super) async fn journal(&self, number: &str) -> anyhow::Result<Vec<Value>> {
        let token = &self.town.person(WATCHES)?.token;
        let mut lines = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("/api/v1/requests/{number}/journal?limit={PAGE_ROWS}{cursor}");
            let page = self.client.get(As::Officer(token), &path).await?.ok()?;
            lines.extend(page["rows"].as_array().into_iter().flatten().cloned());
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return Ok(lines),
            }
        }
    }

    /// The applicant prints the certificate; anybody can check its code.
    pub(super) async fn keeps_certificate(&mut self, case: usize) -> anyhow::Result<()> {
        let Case {
            name,
            number,
            secret,
            ..
        } = &self.cases[case];
        let path = format!("/api/v1/requests/{number}/certificate");
        let page = self
            .client
            .get(As::Applicant(number, secret), &path)
            .await?
            .ok()?;
        let page = page.as_str().context("a certificate is a page")?;
        let file = self
            .folder
            .join("certificates")
            .join(format!("{}-{number}.html", name.replace(' ', "-")));
        fs::create_dir_all(file.parent().unwrap_or(&self.folder))?;
        fs::write(&file, page)?;
        let code = printed_code(page).context("no code is printed on the certificate")?;
        let checked = self
            .client
            .get(As::Public, &format!("/api/v1/certificates/{number}/{code}"))
            .await?
            .ok()?;
        if checked["valid"] != true {
            bail!(
                "the code {code} printed on {} does not hold",
                file.display()
            );
        }
        self.account.line(
            self.days.now(),
            &format!(
                "The certificate of the {name} is printed: {}",
                file.display()
            ),
        )?;
        self.account.detail(&format!(
            "its code {code} was checked in the open and holds"
        ))
    }

    /// Letters first, then what the journals say beyond what the story said.
    async fn tell_what_came(&mut self, by_itself: bool) -> anyhow::Result<()> {
        self.days.settle().await?;
        for index in 0..self.cases.len() {
            let number = self.cases[index].number.clone();
            let lines = self.journal(&number).await?;
            let case = &mut self.cases[index];
            let name = case.name;
            let read = std::mem::replace(&mut case.read, lines.len());
            for line in &lines[read.min(lines.len())..] {
                let Some(said) = self.account.journal(&case.titles, line) else {
                    continue;
                };
                match by_itself {
                    true => self
                        .account
                        .line(self.days.now(), &format!("{name}: {said}"))?,
                    false => self.account.detail(&said)?,
                }
            }
        }
        self.account.letters(self.days.now())
    }
}

/// The code on a certificate's page.
fn printed_code(page: &str) -> Option<String> {
    let after = page.split_once("class=\"code\">")?.1;
    let code = after.split_once('<')?.0.trim();
    (!code.is_empty()).then(|| code.to_owned())
}
