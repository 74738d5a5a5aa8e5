//! The pages as a person with a browser without JavaScript sees them: links are followed, forms are
//! sent as they stand on the page, cookies are kept.

mod applying;
#[allow(
    dead_code,
    reason = "a browser can do more than those who apply need of it"
)]
mod browser;
