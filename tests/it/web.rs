//! The pages as a person with a browser without JavaScript sees them: links are followed, forms are
//! sent as they stand on the page, cookies are kept.

mod admin;
#[allow(dead_code, reason = "pages of other people need more of it")]
mod browser;
