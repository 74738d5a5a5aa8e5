//! A mail server that misbehaves in every way a real conversation allows: whatever can be delivered
//! arrives, a second copy has the same Message-ID, what is refused or comes back is "not told" and
//! work for the desk, and pages are as fast as ever meanwhile.

use std::time::{Duration, Instant};

use lianban::domain::identifiers::CaseNumber;
use lianban::domain::request::{Duty, Told};
use lianban::storage::requests;

use crate::letters;
use crate::line::Outcome;
use crate::load::{As, Client};
use crate::node::Node;
use crate::size::Size;
use crate::support::smtp::{Behaviour, Listener};
use crate::town::{Town, application};

const ARRIVES_WITHIN: Duration = Duration::from_secs(40);
/// Pages looked at for a figure.
const LOOKS: usize = 60;
/// A page may be slower while the mail server is, by chance alone.
const SLOWER_AT_MOST: f64 = 3.0;
const NOISE: Duration = Duration::from_millis(100);
const QUIET_SECONDS: u64 = 60;

/// A request with the address its applicant reads.
struct Filed {
    case: String,
    secret: String,
    to: String,
}

struct Scene {
    town: Town,
    node: Node,
    post: Listener,
    client: Client,
    filed: Vec<Filed>,
    each: usize,
}

pub async fn run(size: Size, _: u64) -> Outcome {
    let mut outcome = Outcome::default();
    let mut town = Town::on_postgres().await;
    let post = Listener::start().await;
    town.write_to(&post);
    town.set("MAIL__TIMEOUT_SECONDS", size.pick("6", "30", "60"));
    let (node, _) = town.serve().await;
    let mut scene = Scene {
        town,
        node,
        post,
        client: Client::new(),
        filed: Vec::new(),
        each: size.pick(2, 8, 25),
    };
    scene.refuses_connections(&mut outcome).await;
    scene.puts_off(&mut outcome).await;
    scene.drops_before_the_end(&mut outcome).await;
    scene.is_slow(size.pick(3, 20, 30), &mut outcome).await;
    scene.refuses_for_good(&mut outcome).await;
    scene.gives_back(&mut outcome).await;

    outcome.add(scene.town.quiet(QUIET_SECONDS).await);
    let letters = letters::compare(&scene.town, &scene.post).await;
    outcome.add(letters.violations);
    outcome.expect(letters.twice > 0, || "no letter came twice".to_owned());
    outcome.note("letters", letters.arrived);
    outcome.note("letters_twice", letters.twice);
    scene.node.terminate();
    let cases: Vec<String> = scene.filed.iter().map(|filed| filed.case.clone()).collect();
    outcome.add(scene.town.verify(&cases));
    outcome
}

impl Scene {
    /// Files some applications whose letters go to this domain.
    async fn file(&mut self, domain: &str) -> std::ops::Range<usize> {
        let from = self.filed.len();
        for _ in 0..self.each {
            let number = self.filed.len();
            let to = format!("applicant{number}@{domain}");
            let mut application = application("residence-permit", number as u64);
            application["applicant"]["email"] = to.clone().into();
            let url = format!("{}/api/v1/requests", self.node.url);
            let key = format!("letter-{number}");
            let filed = self
                .client
                .post(&url, &As::Public, Some(&key), &application);
            let filed = filed.await.unwrap();
            assert!(filed.is_yes(), "{filed:?}");
            self.filed.push(Filed {
                case: filed.text("case_number"),
                secret: filed.text("secret"),
                to,
            });
        }
        from..self.filed.len()
    }

    fn copies(&self, number: usize) -> usize {
        let to = &self.filed[number].to;
        let messages = self.post.messages();
        messages
            .iter()
            .filter(|letter| letter.to.contains(to))
            .count()
    }

    /// Waits until every one of these has its letter.
    async fn arrive(&self, filed: std::ops::Range<usize>, what: &str, outcome: &mut Outcome) {
        let until = Instant::now() + ARRIVES_WITHIN;
        for number in filed {
            while self.copies(number) == 0 && Instant::now() < until {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            let to = &self.filed[number].to;
            outcome.expect(self.copies(number) > 0, || {
                format!("{what}: nothing for {to}")
            });
        }
    }

    async fn tried(&self, attempts: usize) {
        let until = Instant::now() + ARRIVES_WITHIN;
        while self.post.attempts() < attempts && Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn refuses_connections(&mut self, outcome: &mut Outcome) {
        self.post.close().await;
        let filed = self.file("closed.example").await;
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        self.post.open().await;
        self.post.behave(Behaviour::TurnAway);
        tokio::time::sleep(Duration::from_millis(2_500)).await;
        outcome.injected += 2 * filed.len() as u64;
        self.post.behave(Behaviour::Accept);
        self.arrive(filed, "no connection, then 554 as a greeting", outcome)
            .await;
    }

    async fn puts_off(&mut self, outcome: &mut Outcome) {
        let before = self.post.attempts();
        let times = 2 * self.each;
        self.post.behave(Behaviour::Greylist { times });
        let filed = self.file("grey.example").await;
        let count = filed.len();
        self.arrive(filed, "451", outcome).await;
        let more = self.post.attempts() - before;
        outcome.injected += times as u64;
        outcome.expect(more >= count + times, || {
            format!("{more} attempts for {count} letters that were put off {times} times")
        });
        self.post.behave(Behaviour::Accept);
    }

    async fn drops_before_the_end(&mut self, outcome: &mut Outcome) {
        let times = self.each;
        self.post.behave(Behaviour::DropAfterKeeping { times });
        let filed = self.file("drop.example").await;
        self.arrive(filed.clone(), "dropped before the last 250", outcome)
            .await;
        let until = Instant::now() + ARRIVES_WITHIN;
        let copies = |scene: &Self| {
            filed
                .clone()
                .map(|number| scene.copies(number))
                .sum::<usize>()
        };
        while copies(self) < filed.len() + times && Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        outcome.injected += (copies(self) - filed.len()) as u64;
        self.post.behave(Behaviour::Accept);
    }

    /// Pages are measured before and while every letter hangs.
    async fn is_slow(&mut self, seconds: u64, outcome: &mut Outcome) {
        let usual = self.page().await;
        let before = self.post.attempts();
        self.post.behave(Behaviour::Hold);
        let filed = self.file("slow.example").await;
        self.tried(before + 1).await;
        let begun = Instant::now();
        let slow = self.page().await;
        tokio::time::sleep(Duration::from_secs(seconds).saturating_sub(begun.elapsed())).await;
        outcome.injected += filed.len() as u64;
        self.post.behave(Behaviour::Accept);
        self.arrive(filed, "slow", outcome).await;
        let bound = usual.mul_f64(SLOWER_AT_MOST) + NOISE;
        outcome.expect(slow <= bound, || {
            format!("a page took {slow:?} while letters hung, {usual:?} before")
        });
        let millis = |took: Duration| (took.as_secs_f64() * 10_000.0).round() / 10.0;
        outcome.note("page_ms_usual", millis(usual));
        outcome.note("page_ms_slow_mail", millis(slow));
    }

    /// What nineteen of twenty looks at a page do not exceed.
    async fn page(&self) -> Duration {
        let filed = &self.filed[0];
        let who = As::Applicant(filed.case.clone(), filed.secret.clone());
        let url = format!("{}/api/v1/requests/{}", self.node.url, filed.case);
        let mut took = Vec::new();
        for _ in 0..LOOKS {
            let begun = Instant::now();
            assert!(self.client.get(&url, &who).await.unwrap().is_yes());
            took.push(begun.elapsed());
        }
        took.sort();
        took[LOOKS * 19 / 20]
    }

    async fn refuses_for_good(&mut self, outcome: &mut Outcome) {
        self.post
            .behave(Behaviour::RefuseRecipient("nobody.example".to_owned()));
        let filed = self.file("nobody.example").await;
        outcome.injected += filed.len() as u64;
        for number in filed {
            self.not_told(number, "550", outcome).await;
        }
        self.post.behave(Behaviour::Accept);
    }

    /// Letters that were taken come back hours later, as a mail server reports it.
    async fn gives_back(&mut self, outcome: &mut Outcome) {
        let filed = self.file("back.example").await;
        self.arrive(filed.clone(), "before it comes back", outcome)
            .await;
        outcome.add(self.town.quiet(QUIET_SECONDS).await);
        for number in filed {
            let to = &self.filed[number].to;
            let letters = self.post.messages();
            let letter = letters.iter().find(|letter| letter.to.contains(to));
            let id = letter.and_then(|letter| letter.header("Message-ID"));
            let report = report(to, &id.unwrap_or_default());
            let path = self.town.house.path("report.eml");
            std::fs::write(&path, report).unwrap();
            let ran = self.town.run(&["bounce", path.to_str().unwrap()]);
            outcome.injected += 1;
            outcome.expect(ran.code == 0, || format!("bounce: {}{}", ran.out, ran.err));
            self.not_told(number, "given back", outcome).await;
        }
    }

    async fn not_told(&self, number: usize, what: &str, outcome: &mut Outcome) {
        let store = self.town.store().await;
        let case = &self.filed[number].case;
        let id = case.parse::<CaseNumber>().unwrap().request_id();
        let until = Instant::now() + ARRIVES_WITHIN;
        loop {
            let stored = requests::find(store.reader(), id).await.unwrap().unwrap();
            let request = stored.request;
            let owed = request.seats.contains_key(&Duty::Tell(1));
            let told = request.notices.first().map(|notice| notice.told);
            if owed && told == Some(Told::Not) {
                return;
            }
            if Instant::now() > until {
                let wrong = format!("{what}: {case} is told {told:?}, owed {owed}");
                return outcome.wrong(wrong);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// What a mail server sends back (RFC 3464).
fn report(to: &str, message_id: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\nTo: lianban@localhost\nSubject: Undelivered\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=B\n\n\
         --B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
         Final-Recipient: rfc822; {to}\nAction: failed\nStatus: 5.2.2\n\n\
         --B\nContent-Type: text/rfc822-headers\n\nMessage-ID: {message_id}\n\n--B--\n"
    )
}
