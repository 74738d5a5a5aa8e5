//! The pages as a person with a browser without JavaScript sees them: links are followed, forms are
//! sent as they stand on the page, cookies are kept.

mod admin;
mod answering;
mod applying;
pub mod browser;
mod counter;
mod finding;
mod following;
mod live;
mod oversight;
mod papers;
mod phases;
mod printed;
mod reach;
mod voices;
mod withdrawing;
mod working;
