//! `lianban unpack`

use std::io::BufRead as _;

use clap::Args;

use super::{Ending, say};
use crate::storage::packing::Packed;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  psql -Atc 'SELECT body FROM journal ORDER BY request_id, seq' \"$DATABASE_URL\" | lianban unpack\n  sqlite3 lianban.sqlite 'SELECT hex(state) FROM request' | lianban unpack\n\nReads hexadecimal digits from standard input, one text a line: as psql shows bytes, with or without \\x\nbefore them. Says each text on a line of its own; a line that holds none is named, leaves an empty one and\nends the command with 1. `--back` reads texts and says the digits, such as `decode(…, 'hex')` and `unhex` take.\nNeeds no database and no settings."
)]
pub(super) struct Arguments {
    /// The way back: each line is a text, and its packed column is said
    #[arg(long)]
    back: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let said = if arguments.back { digits } else { text };
    let mut ending = Ending::Done;
    for (number, line) in (1..).zip(std::io::stdin().lock().split(b'\n')) {
        let text = said(&line?).unwrap_or_else(|problem| {
            say::aside(format!("line {number}: {problem}"));
            ending = Ending::Refused;
            String::new()
        });
        say::line(text)?;
    }
    Ok(ending)
}

fn digits(line: &[u8]) -> Result<String, String> {
    let text = str::from_utf8(line).map_err(|cause| cause.to_string())?;
    Ok(hex::encode(Packed::of(text).bytes()))
}

fn text(line: &[u8]) -> Result<String, String> {
    let line = line.trim_ascii();
    let digits = line.strip_prefix(b"\\x").unwrap_or(line);
    let column = hex::decode(digits)
        .map_err(|cause| format!("{cause}; each line is the hexadecimal digits of one column"))?;
    let packed = Packed::from(column);
    let text = packed.text("standard input");
    text.map(Into::into)
        .map_err(|_| "this is no journal line and no state".to_owned())
}
