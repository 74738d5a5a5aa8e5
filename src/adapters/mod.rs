//! The real ports: mail over SMTP or into a folder, short messages through an HTTP gateway, officers
//! known by an OpenID Connect provider, file bytes on disk, the clocks.
//!
//! Speaks to the outside and knows no rule of the law. Never reads storage, never decides whether
//! something is sent again: it says how it went, and the jobs decide. Start at [`smtp::Smtp`] for
//! mail, at [`sms::Gateway`] for phones, at
//! [`oidc::Oidc`] for who signs in, at [`files::Files`] for bytes, at [`clock`] for time.

pub mod chance;
pub mod clock;
pub mod files;
pub mod mailbox;
pub mod marker;
pub mod oidc;
mod own;
pub mod post;
pub mod returned;
pub mod sms;
pub mod smtp;
