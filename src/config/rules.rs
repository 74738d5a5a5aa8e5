//! What settings that can each be read may still get wrong: bounds, and pairs that contradict.

use std::ops::RangeInclusive;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use url::Url;

use super::{ClockMode, Config, MailTls, OidcAccounts, Problem, Transport};

const DAY_SECONDS: u64 = 24 * 60 * 60;
const DAY_MINUTES: u64 = 24 * 60;
const TEN_YEARS_DAYS: u64 = 3653;
const GIBIBYTE: u64 = 1 << 30;
/// What the doors know by its content; a test of the composition root keeps it to that.
pub const FILE_TYPES: [&str; 3] = ["application/pdf", "image/jpeg", "image/png"];

/// Every rule that these settings break.
pub(super) fn broken_by(config: &Config) -> Vec<Problem> {
    let mut problems = out_of_bounds(config);
    problems.extend(
        contradictions(config)
            .into_iter()
            .chain(provider_contradictions(config))
            .filter(|(broken, _, _)| *broken)
            .map(|(_, key, text)| Problem::new(key, text)),
    );
    problems
}

fn out_of_bounds(config: &Config) -> Vec<Problem> {
    let Config {
        server,
        database,
        access,
        mail,
        sms,
        oidc,
        jobs,
        retention,
        ..
    } = config;
    let bounds: [(&str, u64, RangeInclusive<u64>); 21] = [
        (
            "server.body_limit_bytes",
            server.body_limit_bytes as u64,
            1024..=GIBIBYTE,
        ),
        (
            "server.file_limit_bytes",
            server.file_limit_bytes as u64,
            1024..=GIBIBYTE,
        ),
        (
            "server.request_timeout_seconds",
            server.request_timeout_seconds,
            1..=3600,
        ),
        ("server.drain_seconds", server.drain_seconds, 0..=3600),
        (
            "access.session_idle_minutes",
            access.session_idle_minutes.into(),
            1..=DAY_MINUTES,
        ),
        ("access.session_hours", access.session_hours.into(), 1..=24),
        ("database.pool_size", database.pool_size.into(), 1..=1000),
        (
            "database.acquire_timeout_seconds",
            database.acquire_timeout_seconds,
            1..=300,
        ),
        ("mail.port", mail.port.into(), 1..=65535),
        ("mail.timeout_seconds", mail.timeout_seconds, 1..=600),
        ("sms.timeout_seconds", sms.timeout_seconds, 1..=60),
        ("oidc.timeout_seconds", oidc.timeout_seconds, 1..=30),
        ("jobs.poll_seconds", jobs.poll_seconds, 1..=3600),
        ("jobs.lease_seconds", jobs.lease_seconds, 5..=3600),
        ("jobs.concurrency", jobs.concurrency as u64, 1..=1000),
        (
            "jobs.backoff_seconds",
            jobs.backoff_seconds,
            1..=DAY_SECONDS,
        ),
        (
            "jobs.backoff_limit_seconds",
            jobs.backoff_limit_seconds,
            1..=7 * DAY_SECONDS,
        ),
        (
            "workflows.second_person_days",
            config.workflows.second_person_days.into(),
            0..=TEN_YEARS_DAYS,
        ),
        (
            "retention.done_jobs_days",
            retention.done_jobs_days.into(),
            1..=TEN_YEARS_DAYS,
        ),
        (
            "retention.dead_jobs_days",
            retention.dead_jobs_days.into(),
            1..=TEN_YEARS_DAYS,
        ),
        (
            "retention.idempotency_days",
            retention.idempotency_days.into(),
            1..=TEN_YEARS_DAYS,
        ),
    ];
    let outside = bounds
        .into_iter()
        .filter(|(_, value, range)| !range.contains(value));
    outside
        .map(|(key, value, range)| {
            let (least, most) = range.into_inner();
            Problem::new(key, format!("{value} is not between {least} and {most}"))
        })
        .collect()
}

/// Whether it is broken, the key it is told under, and what is wrong.
fn contradictions(config: &Config) -> Vec<(bool, &'static str, &'static str)> {
    let Config {
        server,
        access,
        mail,
        sms,
        jobs,
        clock,
        seal,
        log,
        ..
    } = config;
    let smtp = mail.transport == Transport::Smtp;
    let path = &server.base_path;
    let path_fits = path.is_empty()
        || (path.starts_with('/')
            && !path.ends_with('/')
            && !path.contains("//")
            && path
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"/-_.~".contains(&b)));
    let web = matches!(server.public_url.scheme(), "http" | "https");
    let gateway_is = |fits: fn(&Url) -> bool| sms.url.as_ref().is_none_or(fits);
    vec![
        (
            !path_fits,
            "server.base_path",
            "is neither empty nor like `/lianban`",
        ),
        (
            !web,
            "server.public_url",
            "starts with neither http:// nor https://",
        ),
        (
            server.tls_cert.is_some() != server.tls_key.is_some(),
            "server.tls_cert",
            "and `server.tls_key` go together: set both or neither",
        ),
        (
            server.file_limit_bytes > server.body_limit_bytes,
            "server.file_limit_bytes",
            "is more than `server.body_limit_bytes`, so such a file never arrives",
        ),
        (
            server.file_types.is_empty(),
            "server.file_types",
            "is empty, so no file may be sent",
        ),
        (
            !server
                .file_types
                .iter()
                .all(|media_type| is_told_by_content(media_type)),
            "server.file_types",
            "may name application/pdf, image/jpeg and image/png; no other type is known by its content",
        ),
        (
            smtp && mail.host.is_empty(),
            "mail.host",
            "is needed with transport `smtp`",
        ),
        (
            mail.transport == Transport::File && mail.folder.as_os_str().is_empty(),
            "mail.folder",
            "is needed with transport `file`",
        ),
        (
            smtp && mail.username.is_empty() != mail.password.is_none(),
            "mail.username",
            "and `mail.password` go together: set both or neither",
        ),
        (
            smtp && mail.password.is_some() && mail.tls == MailTls::None && !is_local(&mail.host),
            "mail.tls",
            "is `none`, so the password would cross the network readable",
        ),
        (
            access.session_idle_minutes > access.session_hours.saturating_mul(60),
            "access.session_idle_minutes",
            "is more than `access.session_hours`, so it never counts",
        ),
        (
            sms.url.is_some() != sms.key.is_some(),
            "sms.url",
            "and `sms.key` go together: set both or neither",
        ),
        (
            !gateway_is(|url| matches!(url.scheme(), "http" | "https")),
            "sms.url",
            "starts with neither http:// nor https://",
        ),
        (
            !gateway_is(|url| url.scheme() != "http" || url.host_str().is_some_and(is_local)),
            "sms.url",
            "is http://, so codes would cross the network readable",
        ),
        (
            jobs.poll_seconds >= jobs.lease_seconds,
            "jobs.poll_seconds",
            "is not less than `jobs.lease_seconds`",
        ),
        (
            jobs.backoff_seconds > jobs.backoff_limit_seconds,
            "jobs.backoff_seconds",
            "is more than `jobs.backoff_limit_seconds`",
        ),
        (
            (clock.mode == ClockMode::Virtual) != clock.start.is_some(),
            "clock.start",
            "is needed with mode `virtual`, and only then",
        ),
        (
            !level_fits(&log.level),
            "log.level",
            "is neither error, warn, info, debug, trace or off, nor directives as in \
             `info,lianban::engine=debug`",
        ),
        (
            !seal.recipients.is_empty() && seal.key.is_none(),
            "seal.key",
            "is needed when `seal.recipients` are to get seals",
        ),
        (
            !seal.recipients.is_empty() && mail.transport == Transport::None,
            "seal.recipients",
            "are written to by mail, and `mail.transport` is `none`: no seal would leave the house",
        ),
    ]
}

/// The same of the provider at which officers sign in.
fn provider_contradictions(config: &Config) -> Vec<(bool, &'static str, &'static str)> {
    let oidc = &config.oidc;
    if oidc.issuer.is_empty() {
        return Vec::new();
    }
    let issuer = Url::parse(&oidc.issuer).ok();
    let issuer_is = |fits: fn(&Url) -> bool| issuer.as_ref().is_none_or(fits);
    let opens = oidc.accounts != OidcAccounts::Existing;
    let known_departments = !oidc.department_claim.is_empty() && !oidc.departments.is_empty();
    vec![
        (
            issuer.is_none() || !issuer_is(|url| matches!(url.scheme(), "http" | "https")),
            "oidc.issuer",
            "starts with neither http:// nor https://",
        ),
        (
            !issuer_is(|url| url.scheme() != "http" || url.host_str().is_some_and(is_local)),
            "oidc.issuer",
            "is http://, so what it says of officers could be changed on the way",
        ),
        (
            // A page waits for up to four exchanges, and is answered within its own time.
            oidc.timeout_seconds.saturating_mul(4) >= config.server.request_timeout_seconds,
            "oidc.timeout_seconds",
            "has to be less than a quarter of `server.request_timeout_seconds`: somebody may wait four times",
        ),
        (
            oidc.client_id.is_empty(),
            "oidc.client_id",
            "is needed with `oidc.issuer`",
        ),
        (
            oidc.login_claim.is_empty(),
            "oidc.login_claim",
            "is needed with `oidc.issuer`",
        ),
        (
            oidc.roles_claim.is_empty() || oidc.roles.is_empty(),
            "oidc.roles",
            "and `oidc.roles_claim` are needed with `oidc.issuer`: without them nobody has a role",
        ),
        (
            oidc.department_claim.is_empty() != oidc.departments.is_empty(),
            "oidc.departments",
            "and `oidc.department_claim` go together: set both or neither",
        ),
        (
            opens && !known_departments,
            "oidc.department_claim",
            "is needed where new accounts are opened: somebody has to say their department",
        ),
    ]
}

/// A bare word that is no level would be taken for the name of a target, and nothing be logged.
fn level_fits(level: &str) -> bool {
    let bare = |part: &&str| !part.contains(['=', '[']);
    let mut bare = level.split(',').filter(bare);
    let is_level = |part: &str| !part.is_empty() && part.parse::<LevelFilter>().is_ok();
    let known = bare.all(|part| is_level(part.trim()));
    known && EnvFilter::builder().parse(level).is_ok()
}

/// A relay on the same machine needs no encryption on the way.
fn is_local(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// Whether the doors can tell this type from a file's content.
fn is_told_by_content(media_type: &str) -> bool {
    FILE_TYPES.contains(&media_type)
}
