//! Inputs made of the seeds by chance: the same ones for the same seed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use lianban::doors::body::digest;

use super::targets::INPUT_MAX_BYTES;
use super::{Done, Target, files, found, kept};
use crate::dice::Dice;
use crate::size::Size;

/// How long one input may take: a second, and in a development build as much longer as that is slower.
const INPUT_WITHIN: Duration = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 1 });
/// As much as a thread that serves has in a release, and what a development build takes more.
const STACK_BYTES: usize = 8 << 20;
/// One of so many inputs is drawn out to the largest size.
const DRAWN_OUT_EVERY: u64 = 25;
const CHANGES_MAX: usize = 8;
/// What foreign words like to hold.
const TOKENS: [&str; 40] = [
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    ":",
    ": ",
    "- ",
    "\n",
    "\r\n",
    "\n  ",
    "#",
    "%",
    "&a ",
    "*a",
    "!!str ",
    "|\n",
    "\\u0000",
    "\\",
    "\0",
    "\u{202E}",
    "\u{85}",
    "\u{2028}",
    "é",
    "样",
    "\u{1F600}",
    "null",
    "true",
    "-1",
    "0",
    "1e400",
    "99999999999999999999",
    "-9223372036854775808",
    "9999-12-31",
    "2026-02-29",
    "00",
    "()",
    "[[[[[[[[",
    "((((((((",
];

pub async fn run(target: Target, size: Size, seed: u64) -> Done {
    let (seconds, count) = size.pick((2, 300), (15, 20_000), (300, 1_000_000));
    let thread = std::thread::Builder::new()
        .stack_size(STACK_BYTES)
        .name(target.name.to_owned());
    let until = Instant::now() + Duration::from_secs(seconds);
    let working = thread
        .spawn(move || call(&target, until, count, seed))
        .unwrap();
    tokio::task::spawn_blocking(|| working.join().unwrap())
        .await
        .unwrap()
}

fn call(target: &Target, until: Instant, count: u64, seed: u64) -> Done {
    let mut done = Done {
        executions: 0,
        wrong: Vec::new(),
    };
    let mut seeds = (target.seeds)();
    seeds.extend(files(&kept(target)));
    for input in &seeds {
        try_one(target, input, &mut done);
    }
    let mut dice = Dice::new(seed);
    for number in 0..count {
        if Instant::now() > until || !done.wrong.is_empty() {
            break;
        }
        let mut input = dice.one_of(&seeds).clone();
        for _ in 0..=dice.below(CHANGES_MAX) {
            change(&mut input, &seeds, &mut dice);
        }
        if number % DRAWN_OUT_EVERY == DRAWN_OUT_EVERY - 1 {
            draw_out(&mut input, &mut dice);
        }
        input.truncate(INPUT_MAX_BYTES);
        try_one(target, &input, &mut done);
    }
    done
}

fn try_one(target: &Target, input: &[u8], done: &mut Done) {
    let begun = Instant::now();
    let ended = catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
    done.executions += 1;
    let took = begun.elapsed();
    let wrong = match ended {
        Ok(()) if took <= INPUT_WITHIN => return,
        Ok(()) => format!("{} bytes took {:.1} s", input.len(), took.as_secs_f64()),
        Err(panic) => in_words(panic.as_ref()),
    };
    let file = found(target).join(&digest(input)[..16]);
    std::fs::write(&file, input).unwrap();
    done.wrong
        .push(format!("{wrong}\nthe input is kept in {}", file.display()));
}

fn in_words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without words")
        .chars()
        .take(2_000)
        .collect()
}

fn change(input: &mut Vec<u8>, seeds: &[Vec<u8>], dice: &mut Dice) {
    let at = dice.below(input.len() + 1);
    let end = at + dice.below((input.len() - at).min(64) + 1);
    match dice.below(7) {
        0 if at < input.len() => input[at] ^= 1 << dice.below(8),
        1 => drop(input.drain(at..end)),
        2 => {
            let again = input[at..end].to_vec();
            input.splice(at..at, again);
        }
        3 => {
            let other = dice.one_of(seeds);
            let from = dice.below(other.len() + 1);
            let to = from + dice.below((other.len() - from).min(256) + 1);
            input.splice(at..end, other[from..to].iter().copied());
        }
        4 => input.truncate(at.max(1)),
        _ => {
            let token = dice.one_of(&TOKENS).bytes();
            input.splice(at..at, token);
        }
    }
}

/// A part of it again and again, up to the largest size.
fn draw_out(input: &mut Vec<u8>, dice: &mut Dice) {
    let at = dice.below(input.len() + 1);
    let end = at + dice.below((input.len() - at).min(200) + 1);
    let part = match input[at..end].is_empty() {
        true => dice.one_of(&TOKENS).as_bytes().to_vec(),
        false => input[at..end].to_vec(),
    };
    let times = INPUT_MAX_BYTES.saturating_sub(input.len()) / part.len();
    input.splice(at..at, part.repeat(times));
}
