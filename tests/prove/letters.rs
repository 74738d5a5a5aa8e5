//! Letters that left: each at least once, a second copy under the same Message-ID.

use std::collections::{BTreeMap, BTreeSet};

use lianban::storage::entities::mail;
use lianban::storage::mails::State;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::support::smtp::Listener;
use crate::town::Town;

/// What arrived, against what the house says it sent.
pub struct Letters {
    pub arrived: usize,
    pub twice: usize,
    pub violations: Vec<String>,
}

pub async fn compare(town: &Town, post: &Listener) -> Letters {
    let mut violations = Vec::new();
    let mut known: BTreeMap<String, (Vec<String>, Option<String>, String)> = BTreeMap::new();
    let messages = post.messages();
    for letter in &messages {
        let Some(id) = letter.header("Message-ID") else {
            violations.push(format!("a letter without a Message-ID to {:?}", letter.to));
            continue;
        };
        let subject = letter.header("Subject").unwrap_or_default();
        let what = (letter.to.clone(), letter.header("X-Lianban-Case"), subject);
        let first = known.entry(id.clone()).or_insert_with(|| what.clone());
        if *first != what {
            violations.push(format!("two letters under {id}: {first:?} and {what:?}"));
        }
    }
    let in_folder = in_folder(town);
    let store = town.store().await;
    let sent = mail::Entity::find().filter(mail::Column::State.eq(State::Sent));
    let mut recorded = BTreeSet::new();
    for row in sent.all(store.reader()).await.unwrap() {
        let id = format!("<{}>", row.message_id.unwrap_or_default());
        if !known.contains_key(&id) && !in_folder.contains(&id) {
            violations.push(format!("{id} is recorded as sent and never arrived"));
        }
        if !recorded.insert(id.clone()) {
            violations.push(format!("{id} is recorded twice"));
        }
    }
    Letters {
        arrived: known.len(),
        twice: messages.len() - known.len(),
        violations,
    }
}

/// Message-IDs of letters that were written to the folder instead.
fn in_folder(town: &Town) -> BTreeSet<String> {
    let files = std::fs::read_dir(town.house.path("mail"))
        .into_iter()
        .flatten();
    let letters = files.filter_map(|file| std::fs::read_to_string(file.ok()?.path()).ok());
    let id = |letter: String| {
        let line = letter
            .lines()
            .find_map(|line| line.strip_prefix("Message-ID: "));
        line.map(|id| id.trim().to_owned())
    };
    letters.filter_map(id).collect()
}
