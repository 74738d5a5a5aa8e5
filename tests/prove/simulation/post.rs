//! A post office in memory: it takes letters, refuses them, puts them off, takes them without a word so
//! that they come again, and lets whoever stands at the counter wait while everything else goes on.

use std::future::poll_fn;
use std::sync::Mutex;
use std::task::Poll;

use futures::future::BoxFuture;
use lianban::engine::ports::post::{Answer, Letter, Post};
use tokio::sync::Notify;

use crate::dice::Dice;

pub struct PostOffice {
    desk: Mutex<Desk>,
    /// Somebody waits at the counter; whoever drives them leaves them there.
    waits: Notify,
}

struct Desk {
    dice: Dice,
    /// Of a hundred letters, how many fare badly.
    troubles: u64,
    taken: Vec<Letter>,
    harmed: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Takes,
    Refuses,
    PutsOff,
    /// The line breaks before the last word.
    TakesWithoutAWord,
    MakesWait,
    TakesAndMakesWait,
}

const TROUBLES: [Manner; 5] = [
    Manner::Refuses,
    Manner::PutsOff,
    Manner::TakesWithoutAWord,
    Manner::MakesWait,
    Manner::TakesAndMakesWait,
];

impl PostOffice {
    pub fn new(dice: Dice, troubles: u64) -> Self {
        let desk = Desk {
            dice,
            troubles,
            taken: Vec::new(),
            harmed: 0,
        };
        Self {
            desk: Mutex::new(desk),
            waits: Notify::new(),
        }
    }

    /// From now on every letter is taken at once.
    pub fn mends(&self) {
        self.desk.lock().unwrap().troubles = 0;
    }

    /// Every letter that was taken, in order.
    pub fn taken(&self) -> Vec<Letter> {
        self.desk.lock().unwrap().taken.clone()
    }

    pub fn a_taken_one(&self, dice: &mut Dice) -> Option<String> {
        let desk = self.desk.lock().unwrap();
        let index = dice.below(desk.taken.len());
        desk.taken
            .get(index)
            .map(|letter| letter.message_id.clone())
    }

    /// How many letters fared badly.
    pub fn harmed(&self) -> u64 {
        self.desk.lock().unwrap().harmed
    }

    /// Comes when somebody was left waiting.
    pub async fn somebody_waits(&self) {
        self.waits.notified().await;
    }

    fn manner(&self) -> Manner {
        let mut desk = self.desk.lock().unwrap();
        let troubles = desk.troubles;
        if !desk.dice.percent(troubles) {
            return Manner::Takes;
        }
        desk.harmed += 1;
        *desk.dice.one_of(&TROUBLES)
    }

    fn take(&self, letter: &Letter) {
        self.desk.lock().unwrap().taken.push(letter.clone());
    }

    /// Until whoever drives the sender comes back to it.
    async fn counter(&self) {
        let mut comes_back = false;
        poll_fn(|_| match std::mem::replace(&mut comes_back, true) {
            true => Poll::Ready(()),
            false => {
                self.waits.notify_one();
                Poll::Pending
            }
        })
        .await;
    }
}

impl Post for PostOffice {
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Answer> {
        let text = |words: &str| words.to_owned();
        Box::pin(async move {
            match self.manner() {
                Manner::Refuses => {
                    return Answer::Refused {
                        text: text("550 no such mailbox"),
                    };
                }
                Manner::PutsOff => {
                    return Answer::Later {
                        text: text("451 later"),
                    };
                }
                Manner::TakesWithoutAWord => {
                    self.take(letter);
                    return Answer::Later {
                        text: text("the connection was lost"),
                    };
                }
                Manner::MakesWait => {
                    self.counter().await;
                    self.take(letter);
                }
                Manner::TakesAndMakesWait => {
                    self.take(letter);
                    self.counter().await;
                }
                Manner::Takes => self.take(letter),
            }
            Answer::Sent
        })
    }
}
