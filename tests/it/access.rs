//! Who is let in, on both databases: by password (`login.rs`, `passwords.rs`), by second factor
//! (`second.rs`), by a provider (`provider.rs`), by session (`sessions.rs`), into one request (`cases.rs`, `passcodes.rs`).

mod cases;
mod contacts;
pub mod door;
mod login;
mod passcodes;
mod passwords;
mod provider;
mod purging;
mod second;
mod sessions;
