//! What must hold: `verify`, what clients were told, and what became of each effect.

use std::collections::{BTreeMap, BTreeSet};

use lianban::domain::request::Channel;
use lianban::engine::verify::Options;
use lianban::storage::entities::{job, letter, mail, request};
use lianban::storage::jobs::Status;
use lianban::storage::mails::State;
use lianban::storage::seals::Seal;
use sea_orm::EntityTrait;

use super::world::World;

impl World<'_> {
    /// A look in between, at a moment at which clocks were swept.
    pub async fn look(&mut self, node: usize) {
        self.sweep(node).await;
        if self.nodes[node].life.is_some() && self.wrong.is_empty() {
            self.verify(node).await;
        }
    }

    /// What `lianban verify` says, against what clients were told and the seals that left the house.
    async fn verify(&mut self, node: usize) {
        let options = Options {
            acknowledged: self.book.acknowledged(),
            seals: self.seals(),
        };
        let report = self.engine(node).verify(&options).await.unwrap();
        let checks = report.checks();
        let offenders = checks.iter().flat_map(|check| {
            let named = |detail: &str| format!("{}: {detail}", check.invariant);
            check.offenders.iter().map(move |it| named(&it.detail))
        });
        let offenders: Vec<String> = offenders.collect();
        let counted: Vec<u64> = checks.iter().map(|check| check.counted).collect();
        self.tell(format!("verify counts {counted:?}"));
        offenders.into_iter().for_each(|what| self.wrong(what));
    }

    fn seals(&self) -> Vec<Seal> {
        let letters = self.ground.post.taken().into_iter();
        let files = letters.filter_map(|letter| letter.attachment);
        let seals = files.filter(|file| file.name.starts_with("seal-"));
        let mut kept: BTreeMap<_, Seal> = BTreeMap::new();
        for file in seals {
            let seal: Seal = serde_json::from_str(&file.text).unwrap();
            kept.insert(seal.day, seal);
        }
        kept.into_values().collect()
    }

    /// Everything, once all has come to its end.
    pub async fn check(&mut self) {
        self.verify(0).await;
        let unended = self.unended().await;
        if !unended.is_empty() {
            self.wrong(format!("{unended:?} come to no end though everybody acts"));
        }
        let told = self.book.check(&self.ground.store).await;
        told.into_iter().for_each(|what| self.wrong(what));
        self.effects().await;
        let heads = request::Entity::find()
            .all(self.ground.store.reader())
            .await;
        for row in heads.unwrap() {
            self.tell(format!(
                "{} ends at {} with {}",
                row.id, row.version, row.head
            ));
        }
    }

    /// Each effect was done at least once, and what came twice shows that it did.
    async fn effects(&mut self) {
        let store = self.ground.store.clone();
        let jobs = job::Entity::find().all(store.reader()).await.unwrap();
        for left in jobs.iter().filter(|job| !is_over(job.status)) {
            let (queue, key) = (&left.queue, &left.dedup_key);
            self.wrong(format!("{queue} {key:?} is left: {:?}", left.status));
        }
        let mails = mail::Entity::find().all(store.reader()).await.unwrap();
        let letters = letter::Entity::find().all(store.reader()).await.unwrap();
        let mut labels: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for letter in self.ground.post.taken() {
            let known = labels.entry(letter.message_id).or_default();
            known.insert(letter.label);
        }
        let two_things = labels.values().filter(|labels| labels.len() > 1);
        for labels in two_things.cloned().collect::<Vec<_>>() {
            self.wrong(format!("one Message-ID names {labels:?}"));
        }
        let recorded_mails = mails.iter().map(|row| (row.message_id.clone(), row.state));
        let recorded_letters = letters
            .iter()
            .map(|row| (Some(row.message_id.clone()), row.state));
        let mut recorded = BTreeSet::new();
        for (id, state) in recorded_mails.chain(recorded_letters) {
            let id = id.unwrap_or_default();
            if state == State::Sent && !labels.contains_key(&id) {
                self.wrong("a letter is said to be sent and was never taken".to_owned());
            }
            recorded.insert(id);
        }
        let unknown = labels.keys().filter(|id| !recorded.contains(*id)).count();
        if unknown > 0 {
            self.wrong(format!(
                "{unknown} letters were taken and nobody knows of them"
            ));
        }
        self.notices(&mails).await;
    }

    /// Each notice that goes by mail has one mail, whose fate is known.
    async fn notices(&mut self, mails: &[mail::Model]) {
        for id in self.ids().await {
            let stored = self.engine(0).request(id).await.unwrap();
            for notice in &stored.request.notices {
                let its = mails.iter().filter(|mail| {
                    let same = mail.notice == i32::try_from(notice.number).ok();
                    same && mail.request_id == id.get()
                });
                let its: Vec<_> = its.collect();
                let fits = match notice.channel {
                    Channel::Mail => its.len() == 1 && its[0].state != State::Queued,
                    Channel::Counter => its.is_empty(),
                };
                if !fits {
                    let (number, states) = (notice.number, its.iter().map(|it| it.state));
                    let states: Vec<State> = states.collect();
                    let (kind, channel) = (notice.kind, notice.channel);
                    self.wrong(format!(
                        "notice {number} of {id}, {kind:?} by {channel:?}, has mails {states:?}"
                    ));
                }
            }
        }
    }
}

fn is_over(status: Status) -> bool {
    matches!(status, Status::Done | Status::Dead)
}
