//! Applying on pages: whole applications as a person types them (`whole.rs`), what is said of
//! mistakes (`mistakes.rs`), files (`files.rs`), coming back (`returning.rs`).

mod files;
mod mistakes;
mod returning;
pub mod typist;
mod whole;
