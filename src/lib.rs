//! Lianban 联办: one request, every department.
//!
//! A pure core decides, one transaction remembers, one outbox acts, a few doors serve people;
//! the arrows only point down. ARCHITECTURE.md draws the floors; `tests/it/arrows.rs` holds them.

pub mod access;
pub mod adapters;
pub mod api;
pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod doors;
pub mod engine;
pub mod faults;
pub mod i18n;
pub mod jobs;
pub mod language;
pub mod notices;
pub mod storage;
pub mod telemetry;
pub mod web;
