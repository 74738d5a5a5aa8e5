//! One edit of the database by whoever owns it, and what has to be said of it.

use lianban::storage::digest::Digest;
use lianban::storage::packing::Packed;

use super::target::{Case, Forged, Target};
use crate::dice::Dice;

pub struct Edit {
    pub kind: &'static str,
    pub sql: Vec<String>,
    /// Words that `verify` has to say: the case, the line, the day.
    pub says: Vec<String>,
    /// The whole database is put back to a copy from before the newest seal.
    pub restores_backup: bool,
    /// A stored file in which a byte is changed.
    pub spoils: Option<String>,
}

/// Requests looked at for what a kind wants.
const TRIES: usize = 1_000;

type Make = fn(&Target, &mut Dice) -> Option<Edit>;

/// Every kind; an edit of each in turn.
const KINDS: [Make; 26] = [
    body,
    hash,
    time,
    kind,
    facts_of_line,
    salt,
    line_gone,
    tail_gone,
    lines_swapped,
    request_gone,
    chain_anew,
    history_cut,
    state,
    phase,
    version,
    head,
    due,
    wake,
    facts,
    seat_gone,
    seat_changed,
    document,
    file,
    seal,
    seal_gone,
    backup,
];

/// The edit of this number.
pub fn any(number: usize, target: &Target, dice: &mut Dice) -> Edit {
    let kind = number % KINDS.len();
    // Some kinds want what not every request has.
    let made = (0..TRIES).find_map(|_| KINDS[kind](target, dice));
    made.unwrap_or_else(|| panic!("there is nothing to change for kind {kind}"))
}

fn edit(kind: &'static str, sql: Vec<String>, says: Vec<String>) -> Option<Edit> {
    Some(Edit {
        kind,
        sql,
        says,
        restores_backup: false,
        spoils: None,
    })
}

fn case<'a>(target: &'a Target, dice: &mut Dice) -> &'a Case {
    dice.one_of(&target.cases)
}

/// As a column of bytes holds it.
fn bytes(column: impl Into<sea_orm::Value>) -> String {
    let sea_orm::Value::Bytes(Some(bytes)) = column.into() else {
        panic!("a column of bytes");
    };
    format!("x'{}'", hex::encode(bytes))
}

fn packed(text: &str) -> String {
    bytes(Packed::of(text))
}

fn digest(digits: &str) -> String {
    bytes(Digest::of(digits))
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// One letter or digit becomes another of its kind; JSON stays JSON.
fn flipped(text: &str, dice: &mut Dice) -> String {
    let mut bytes = text.as_bytes().to_vec();
    loop {
        let at = dice.below(bytes.len());
        let other = match bytes[at] {
            b'0'..=b'8' | b'a'..=b'y' | b'A'..=b'Y' => bytes[at] + 1,
            b'9' => b'8',
            b'z' => b'y',
            _ => continue,
        };
        bytes[at] = other;
        // An escape of another letter would not be text any more.
        if at > 0 && bytes[at - 1] == b'\\' {
            bytes[at] = text.as_bytes()[at];
            continue;
        }
        return String::from_utf8(bytes).unwrap();
    }
}

/// Another digit of a text: a name that nobody reads could be changed without changing what is read.
fn another_digit(text: &str, dice: &mut Dice) -> Option<String> {
    let digits = text
        .bytes()
        .enumerate()
        .filter(|(_, byte)| byte.is_ascii_digit());
    let places: Vec<usize> = digits.map(|(at, _)| at).collect();
    if places.is_empty() {
        return None;
    }
    let at = *dice.one_of(&places);
    let digit = match text.as_bytes()[at] {
        b'1' => "2",
        _ => "1",
    };
    Some(format!("{}{digit}{}", &text[..at], &text[at + 1..]))
}

/// Another digit in a text of hex digits.
fn other_hex(text: &str, dice: &mut Dice) -> String {
    let at = dice.below(text.len());
    let digit = match text.as_bytes()[at] {
        b'0' => "1",
        _ => "0",
    };
    format!("{}{digit}{}", &text[..at], &text[at + 1..])
}

/// Sets one column of one line.
fn of_line(
    name: &'static str,
    target: &Target,
    dice: &mut Dice,
    set: impl Fn(&lianban::storage::entities::journal::Model, &mut Dice) -> Option<String>,
) -> Option<Edit> {
    let case = case(target, dice);
    let line = dice.one_of(&case.lines);
    let set = set(line, dice)?;
    let (id, seq) = (case.row.id, line.seq);
    let sql = format!("UPDATE journal SET {set} WHERE request_id = {id} AND seq = {seq}");
    edit(
        name,
        vec![sql],
        vec![case.number.clone(), format!("line {seq}")],
    )
}

fn body(target: &Target, dice: &mut Dice) -> Option<Edit> {
    let made = of_line("line: body", target, dice, |line, dice| {
        Some(format!(
            "body = {}",
            packed(&flipped(&line.body.text("journal").ok()?, dice))
        ))
    });
    // A body that is no entry any more has no line to be told by; its request is.
    made.map(|edit| Edit {
        says: edit.says.into_iter().take(1).collect(),
        ..edit
    })
}

fn hash(target: &Target, dice: &mut Dice) -> Option<Edit> {
    of_line("line: hash", target, dice, |line, dice| {
        Some(format!(
            "hash = {}",
            digest(&other_hex(&line.hash.to_string(), dice))
        ))
    })
}

fn time(target: &Target, dice: &mut Dice) -> Option<Edit> {
    of_line("line: time", target, dice, |line, dice| {
        Some(format!(
            "at = {}",
            line.at + 1 + dice.below(1_000_000) as i64
        ))
    })
}

fn kind(target: &Target, dice: &mut Dice) -> Option<Edit> {
    of_line("line: kind", target, dice, |line, _| {
        (line.kind != "withdrawn").then(|| "kind = 'withdrawn'".to_owned())
    })
}

fn facts_of_line(target: &Target, dice: &mut Dice) -> Option<Edit> {
    let made = of_line("line: facts", target, dice, |line, dice| {
        let facts = line.facts.as_ref()?;
        Some(format!("facts = {}", quoted(&flipped(facts, dice))))
    });
    made.map(|edit| Edit {
        says: edit.says.into_iter().take(1).collect(),
        ..edit
    })
}

fn salt(target: &Target, dice: &mut Dice) -> Option<Edit> {
    of_line("line: salt", target, dice, |line, dice| {
        let salt = line.facts_salt.as_ref()?;
        Some(format!("facts_salt = '{}'", other_hex(salt, dice)))
    })
}

fn line_gone(target: &Target, dice: &mut Dice) -> Option<Edit> {
    let case = case(target, dice);
    let line = dice.one_of(&case.lines);
    let (id, seq) = (case.row.id, line.seq);
    let sql = format!("DELETE FROM journal WHERE request_id = {id} AND seq = {seq}");
    edit("line deleted", vec![sql], vec![case.number.clone()])
}

fn tail_gone(target: &Target, dice: &mut Dice) -> Option<Edit> {
    let case = case(target, dice);
    let line = dice.one_of(&case.lines);
    let (id, seq) = (case.row.id, line.seq);
    let sql = format!("DELETE FROM journal WHERE request_id = {id} AND seq >= {seq}");
    edit("journal cut", vec![sql], vec![case.number.clone()])
}

fn lines_swapped(target: &Target, dice: &mut Dice) -> Option<Edit> {
    let case = case(target, dice);
    let at = dice.below(case.lines.len() - 1);
    let (id, one, other) = (case.row.id, case.lines[at].seq, case.lines[at + 1].seq);
    let put = |from: i64, to: i64| {
        format!("UPDATE journal SET seq = {to} WHERE request_id = {id} AND seq = {from}")
    };
    let sql = vec![put(one, -1), put(other, one), put(-1, other)];
    edit(
        "lines swapped",
        sql,
        vec![case.number.clone(), format!("line {one}")],
    )
}

fn request_gone(target: &Target, dice: &mut Dice) -> Option<Edit> {
    let case = case(target, dice);
    let id = case.row.id;
    let mut sql = vec![
        format!("DELETE FROM journal WHERE request_id = {id}"),
        format!("DELETE FROM fact WHERE request_id = {id}"),
        format!("DELETE FROM request WHERE id = {id}"),
    ];
    if !case.seats.is_empty() {
        sql.push(format!("DELETE FROM seat WHERE request_id = {id}"));
    }
    edit(
        "request deleted",
        sql,
        vec![case.number.clone(), "gone, but sealed".to_owned()],
    )
}

/// Lines, state, version and head anew, so that nothing within contradicts anything.
fn written_anew(case: &Case, forged: &Forged) -> Vec<String> {
    let id = case.row.id;
    let mut sql: Vec<String> = forged
        .rows
        .iter()
        .map(|(seq, body, hash)| {
            let (body, hash) = (packed(body), digest(hash));
            format!(
                "UPDATE journal SET body = {body}, hash = {hash} \
                 WHERE request_id = {id} AND seq = {seq}"
            )
        })
        .collect();
    if forged.rows.is_empty() {
        let from = forged.from;
        sql.push(format!(
            "DELETE FROM journal WHERE request_id = {id} AND seq >= {from}"
        ));
    }
    let (state, head) = (packed(&forged.state), digest(&forged.head));
    let version = forged.version;
    sql.push(format!(
        "UPDATE request SET state = {state}, head = {head}, version = {version} WHERE id = {id}"
    ));
    sql
}

fn chain_anew(target: &Target, dice: &mut Dice) -> Option<Edit> {
    let case = case(target, dice);
    let forged = case.forged.as_ref()?;
    let says = vec![case.number.clone(), "written anew".to_owned()];
    edit("chain written anew", written_anew(case, forged), says)
}

fn history_cut(target: &Target, dice: &mut Dice) -> Option<Edit> {
    let case = case(target, dice);
    if case.shorter.is_empty() {
        return None;
    }
    let forged = dice.one_of(&case.shorter);
    let says = vec![
        case.number.clone(),
        format!("ends at line {}", forged.version),
    ];
    edit("history cut", written_anew(case, forged), says)
}

/// Sets one column of a request.
fn of_request(name: &'static str, case: &Case, set: &str) -> Option<Edit> {
    let sql = format!("UPDATE request SET {set} WHERE id = {}", case.row.id);
    edit(name, vec![sql], vec![case.number.clone()])
}

fn state(target: &Target, dice: &mut Dice) -> Option<Edit> {
    let case = case(target, dice);
    let state = packed(&another_digit(&case.row.state.text("request").ok()?, dice)?);
    of_request("request: state", case, &format!("state = {state}"))
}

fn phase(target: &Target, dice: &mut Dice) -> Option<Edit> {
    let case = case(target, dice);
    let other = match case.row.phase.as_str() {
        "withdrawn" => "received",
        _ => "withdrawn",
    };
    of_request("request: phase", case, &format!("phase = '{other}'"))
}

fn version(target: &Target, dice: &mut Dice) -> Option<Edit> {
    let version = 1 + dice.below(5);
    let case = case(target, dice);
    of_request(
        "request: version",
        case,
        &format!("version = version + {version}"),
    )
}

fn head(target: &Target, dice: &mut Dice) -> Option<Edit> {
    let case = case(target, dice);
    let head = other_hex(&case.row.head.to_string(), dice);
    of_request("request: head", case, &format!("head = {}", digest(&head)))
}

fn due(target: &Target, dice: &mut Dice) -> Option<Edit> {
    let case = case(target, dice);
    case.row.due_at?;
    let later = 1 + dice.below(1_000_000);
    of_request("request: due", case, &format!("due_at = due_at + {later}"))
}

fn wake(target: &Target, dice: &mut Dice) -> Option<Edit> {
    let case = case(target, dice);
    case.row.wake_at?;
    let later = 1 + dice.below(1_000_000);
    of_request(
        "request: wake",
        case,
        &format!("wake_at = wake_at + {later}"),
    )
}

fn facts(target: &Target, dice: &mut Dice) -> Option<Edit> {
    let case = case(target, dice);
    let (id, facts) = (case.row.id, quoted(&another_digit(&case.facts, dice)?));
    let sql = format!("UPDATE fact SET body = {facts} WHERE request_id = {id}");
    edit("facts", vec![sql], vec![case.number.clone()])
}

fn seat_gone(target: &Target, dice: &mut Dice) -> Option<Edit> {
    let case = case(target, dice);
    let seat = case.seats.first()?;
    let (id, duty) = (case.row.id, quoted(&seat.duty));
    let sql = format!("DELETE FROM seat WHERE request_id = {id} AND duty = {duty}");
    edit("queue row deleted", vec![sql], vec![case.number.clone()])
}

fn seat_changed(target: &Target, dice: &mut Dice) -> Option<Edit> {
    let case = case(target, dice);
    let seat = case.seats.first()?;
    let (id, duty) = (case.row.id, quoted(&seat.duty));
    let set = dice.one_of(&["due_at = due_at + 1", "holder = 4711", "rank = rank + 1"]);
    let sql = format!("UPDATE seat SET {set} WHERE request_id = {id} AND duty = {duty}");
    edit("queue row", vec![sql], vec![case.number.clone()])
}

fn document(target: &Target, dice: &mut Dice) -> Option<Edit> {
    let case = case(target, dice);
    if case.documents.is_empty() {
        return None;
    }
    let document = dice.one_of(&case.documents);
    let (id, sha256) = (case.row.id, &document.sha256);
    let set = match dice.percent(50) {
        true => "bytes = bytes + 1".to_owned(),
        false => format!("sha256 = '{}'", other_hex(sha256, dice)),
    };
    let sql = format!("UPDATE document SET {set} WHERE request_id = {id} AND sha256 = '{sha256}'");
    edit("file recorded", vec![sql], vec![case.number.clone()])
}

fn file(target: &Target, dice: &mut Dice) -> Option<Edit> {
    let case = case(target, dice);
    if case.documents.is_empty() {
        return None;
    }
    let sha256 = dice.one_of(&case.documents).sha256.clone();
    let says = vec![case.number.clone(), sha256.clone()];
    edit("file", Vec::new(), says).map(|edit| Edit {
        spoils: Some(sha256),
        ..edit
    })
}

fn seal(target: &Target, dice: &mut Dice) -> Option<Edit> {
    let day = dice.one_of(&target.days);
    let set = dice.one_of(&[
        "at = at + 1",
        "root = '00' || substr(root, 3)",
        "signature = '00' || substr(signature, 3)",
        "heads = '[]'",
    ]);
    let sql = format!("UPDATE daily_seal SET {set} WHERE day = '{day}'");
    edit("seal", vec![sql], vec![day.clone()])
}

fn seal_gone(target: &Target, dice: &mut Dice) -> Option<Edit> {
    let day = dice.one_of(&target.days);
    let sql = format!("DELETE FROM daily_seal WHERE day = '{day}'");
    edit(
        "seal deleted",
        vec![sql],
        vec![format!("lost its seal of {day}")],
    )
}

fn backup(target: &Target, _: &mut Dice) -> Option<Edit> {
    let newest = target.days.last()?;
    edit(
        "old backup",
        Vec::new(),
        vec![format!("lost its seal of {newest}")],
    )
    .map(|edit| Edit {
        restores_backup: true,
        ..edit
    })
}
