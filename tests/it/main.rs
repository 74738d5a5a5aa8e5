//! The integration tests, one binary: the whole house, its databases and its doors.
//!
//! `support/` holds what the tests stand on: a throwaway PostgreSQL and an SMTP listener.

mod support;
