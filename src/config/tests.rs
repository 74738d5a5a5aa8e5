#![allow(clippy::unwrap_used)]

use std::io::Write;

use super::layers::SECRETS;
use super::*;

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn load(text: &str, env: &[(&str, &str)]) -> Result<Config, Error> {
    let env = env.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
    Config::load(Some(file(text).path()), env)
}

/// Every expected text is told, each by a problem of its own, and nothing else is.
#[track_caller]
fn refuses(text: &str, env: &[(&str, &str)], expected: &[&str]) {
    let error = load(text, env).unwrap_err();
    assert_eq!(error.problems.len(), expected.len(), "{error}");
    for expected in expected {
        assert!(
            error.to_string().contains(expected),
            "{expected:?} not in {error}"
        );
    }
}

#[test]
fn the_defaults_are_whole_and_lawful() {
    let config = load("", &[]).unwrap();
    assert_eq!(config.server.file_limit_bytes, 10 * 1024 * 1024);
    assert!(config.database.url.is_sqlite());
    assert!(config.seal.key.is_none());
}

#[test]
fn every_key_is_told_with_its_twin_in_the_environment() {
    let defaults: toml::Table = toml::from_str(DEFAULTS).unwrap();
    let mut count = 0;
    for (section, inner) in &defaults {
        for key in inner.as_table().unwrap().keys() {
            let twin = format!("LIANBAN__{section}__{key}").to_uppercase();
            assert!(DEFAULTS.contains(&twin), "{twin}");
            count += 1;
        }
    }
    assert!(count > 40, "{count}");
    for secret in SECRETS {
        let (section, key) = secret.split_once('.').unwrap();
        assert!(defaults[section].get(key).is_some(), "{secret}");
    }
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
    let text = "[server]\nlisten = \"127.0.0.1:1\"\ndrain_seconds = 3\n";
    let env = [
        ("LIANBAN__SERVER__LISTEN", "0.0.0.0:2"),
        ("LIANBAN__SERVER__TRUSTED_PROXIES", "10.0.0.0/8, ::1"),
        ("LIANBAN__JOBS__CONCURRENCY", "3"),
        ("PATH", "/bin"),
    ];
    let config = load(text, &env).unwrap();
    assert_eq!(config.server.listen, "0.0.0.0:2".parse().unwrap());
    assert_eq!(config.server.drain_seconds, 3);
    assert_eq!(config.server.trusted_proxies.len(), 2);
    assert_eq!(config.jobs.concurrency, 3);
}

#[test]
fn all_mistakes_are_told_at_once_each_with_its_place_and_hint() {
    let text = "[server]\nlisten = \"nowhere\"\nbase_pth = \"/x\"\n\n[mial]\nhost = \"x\"\n";
    let env = [
        ("LIANBAN__JOBS__CONCURENCY", "3"),
        ("LIANBAN__MAIL__TLS", "maybe"),
        ("LIANBAN__DATABASE__POOL_SIZE", "many"),
        ("LIANBAN__JOBS__CONCURRENCY", "0"),
    ];
    let expected = [
        ":2: `server.listen`: invalid socket address",
        ":3: unknown key `server.base_pth`; the closest known is `server.base_path`",
        ":5: unknown key `mial`; the closest known is `mail`",
        "LIANBAN__JOBS__CONCURENCY: unknown key `jobs.concurency`; the closest known is `jobs.concurrency`",
        "LIANBAN__MAIL__TLS: `mail.tls`: unknown variant `maybe`",
        "LIANBAN__DATABASE__POOL_SIZE: `database.pool_size`: invalid type: string \"many\"",
        "jobs.concurrency: 0 is not between 1 and 1000",
    ];
    refuses(text, &env, &expected);
}

#[test]
fn a_file_that_is_no_toml_or_does_not_exist_is_told_with_its_name() {
    refuses("[server]\nlisten = \n", &[], &[":2: "]);
    let missing = Path::new("/nonexistent/lianban.toml");
    let error = Config::load(Some(missing), std::iter::empty()).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("/nonexistent/lianban.toml: cannot be read"),
        "{error}"
    );
}

#[test]
fn settings_that_contradict_each_other_are_refused() {
    refuses(
        "[mail]\ntransport = \"smtp\"",
        &[],
        &["mail.host: is needed"],
    );
    refuses(
        "[server]\ntls_cert = \"a.pem\"",
        &[],
        &["server.tls_cert: and `server.tls_key`"],
    );
    refuses(
        "[server]\nbase_path = \"lianban/\"",
        &[],
        &["server.base_path: is neither"],
    );
    refuses(
        "[server]\nfile_types = [\"image/heic\"]",
        &[],
        &["server.file_types: may name"],
    );
    refuses(
        "[clock]\nmode = \"virtual\"",
        &[],
        &["clock.start: is needed"],
    );
    refuses(
        "[seal]\nrecipients = [\"a@b.example\"]",
        &[],
        &["seal.key: is needed"],
    );
    refuses(
        "[access]\nsession_idle_minutes = 61\nsession_hours = 1",
        &[],
        &["access.session_idle_minutes: is more"],
    );
    refuses(
        "[access]\nsession_hours = 25\nsecond_factor = \"sometimes\"",
        &[],
        &[
            "access.session_hours: 25",
            "`access.second_factor`: unknown variant",
        ],
    );
    let key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    let kept_inside = format!(
        "[mail]\ntransport = \"none\"\n[seal]\nkey = \"{key}\"\nrecipients = [\"a@b.example\"]"
    );
    refuses(&kept_inside, &[], &["seal.recipients: are written to"]);
    let readable = "[mail]\ntransport = \"smtp\"\nhost = \"mx.example\"\ntls = \"none\"\n\
                    username = \"u\"\npassword = \"p\"";
    refuses(readable, &[], &["mail.tls: is `none`"]);
}

#[test]
fn an_sms_gateway_is_reached_in_private_and_with_a_key() {
    let gateway = |url: &str| format!("[sms]\nurl = \"{url}\"\nkey = \"k\"");
    for url in [
        "https://sms.example/send",
        "http://127.0.0.1:9000/",
        "http://[::1]/",
        "http://localhost/",
    ] {
        assert!(load(&gateway(url), &[]).is_ok(), "{url}");
    }
    refuses(
        &gateway("http://sms.example/"),
        &[],
        &["sms.url: is http://"],
    );
    refuses(
        &gateway("ftp://sms.example/"),
        &[],
        &["sms.url: starts with neither"],
    );
    refuses(
        &gateway("sms.example"),
        &[],
        &["`sms.url`", "sms.url: and `sms.key`"],
    );
    let alone = "[sms]\nurl = \"https://sms.example/\"";
    refuses(alone, &[], &["sms.url: and `sms.key` go together"]);
    refuses("[sms]\ntimeout_seconds = 61", &[], &["sms.timeout_seconds"]);
}

#[test]
fn a_secret_may_stand_in_a_file_of_its_own_but_not_in_both() {
    let secret = file("s3cret\n");
    let path = secret.path().to_str().unwrap();
    let text = "[mail]\nusername = \"u\"";
    let config = load(text, &[("LIANBAN__MAIL__PASSWORD_FILE", path)]).unwrap();
    assert_eq!(config.mail.password.unwrap().expose(), "s3cret");

    let both = [
        ("LIANBAN__MAIL__PASSWORD_FILE", path),
        ("LIANBAN__MAIL__PASSWORD", "x"),
    ];
    refuses(text, &both, &["only one of them may be"]);
    refuses(
        "",
        &[("LIANBAN__MAIL__PASSWORD_FILE", "/nonexistent")],
        &["/nonexistent"],
    );
    let not_secret = [("LIANBAN__MAIL__HOST_FILE", path)];
    refuses("", &not_secret, &["unknown key `mail.host_file`"]);
}

#[test]
fn what_is_shown_hides_every_secret_and_is_itself_a_configuration() {
    let key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    let env = [
        ("LIANBAN__SERVER__METRICS_TOKEN", "s3cret"),
        (
            "LIANBAN__DATABASE__URL",
            "postgres://lianban:s3cret@db/lianban",
        ),
        ("LIANBAN__MAIL__PASSWORD", "s3cret"),
        ("LIANBAN__SMS__URL", "https://sms.example/"),
        ("LIANBAN__SMS__KEY", "s3cret"),
        ("LIANBAN__OIDC__CLIENT_SECRET", "s3cret"),
        ("LIANBAN__SEAL__KEY", key),
        ("LIANBAN__SIGNING__KEY", key),
    ];
    let config = load("", &env).unwrap();
    assert_eq!(config.signing.key.as_ref().unwrap().expose()[..3], *b"012");
    for shown in [config.to_string(), format!("{config:?}")] {
        assert!(!shown.contains("s3cret") && !shown.contains(key), "{shown}");
        assert!(shown.contains("********@db/lianban"), "{shown}");
    }
    let shown: toml::Table = config.to_string().parse().unwrap();
    let known: toml::Table = DEFAULTS.parse().unwrap();
    assert!(shown.keys().eq(known.keys()), "{shown}");
}

#[test]
fn a_wrong_secret_is_refused_without_being_quoted() {
    let env = [
        ("LIANBAN__SEAL__KEY", "s3cret"),
        ("LIANBAN__DATABASE__URL", "mysql://s3cret@db/x"),
    ];
    refuses(
        "[signing]\nkey = 5333",
        &env,
        &["seal.key", "database.url", "signing.key"],
    );
    let told = load("[signing]\nkey = 5333", &env).unwrap_err().to_string();
    assert!(!told.contains("s3cret") && !told.contains("5333"), "{told}");
}

const PROVIDER: &str = "[oidc]\nissuer = \"https://login.example/realms/town\"\nclient_id = \"lianban\"\nroles = [\"lianban clerk=clerk\", \"cn=x=head\"]\n";

#[test]
fn a_provider_is_told_whole_or_not_at_all() {
    let config = load(PROVIDER, &[]).unwrap();
    let [clerk, head] = config.oidc.roles.as_slice() else {
        panic!("{:?}", config.oidc.roles);
    };
    assert_eq!((&*clerk.said, &*clerk.ours), ("lianban clerk", "clerk"));
    assert_eq!((&*head.said, &*head.ours), ("cn=x", "head"));
    let bare = "[oidc]\nissuer = \"ldap://login.example\"";
    refuses(bare, &[], &["oidc.issuer", "oidc.client_id", "oidc.roles"]);
    let with = |more: &str| format!("{PROVIDER}{more}\n");
    refuses(
        &with("accounts = \"create\""),
        &[],
        &["oidc.department_claim"],
    );
    refuses(
        &with("department_claim = \"ou\""),
        &[],
        &["oidc.departments"],
    );
    let nameless = with("department_claim = \"ou\"\ndepartments = [\"=education\"]");
    refuses(
        &nameless,
        &[],
        &["not as `what they say", "oidc.departments"],
    );
    let slow = with("timeout_seconds = 7\n[server]\nrequest_timeout_seconds = 28");
    refuses(&slow, &[], &["oidc.timeout_seconds"]);
    load(&slow, &[("LIANBAN__OIDC__TIMEOUT_SECONDS", "6")]).unwrap();
    let open = "http://login.example/realms/town";
    refuses(
        PROVIDER,
        &[("LIANBAN__OIDC__ISSUER", open)],
        &["is http://"],
    );
    load(PROVIDER, &[("LIANBAN__OIDC__ISSUER", "http://127.0.0.1:9")]).unwrap();
}

#[test]
fn a_network_holds_its_addresses_and_no_others() {
    let holds = |network: &str, address: &str| {
        let network: Network = network.parse().unwrap();
        network.contains(address.parse().unwrap())
    };
    assert!(holds("10.0.0.0/8", "10.200.1.1"));
    assert!(!holds("10.0.0.0/8", "11.0.0.1"));
    assert!(holds("10.0.0.7", "::ffff:10.0.0.7"));
    assert!(holds("0.0.0.0/0", "8.8.8.8"));
    assert!(holds("::/0", "fd00::1"));
    assert!(!holds("::/0", "8.8.8.8"));
    assert!("10.0.0.0/33".parse::<Network>().is_err());
}

#[test]
fn a_log_level_is_checked_before_anything_opens() {
    for level in ["loud", "info,loud", "", "lianban=shout"] {
        let text = format!("[log]\nlevel = \"{level}\"\n");
        refuses(&text, &[], &["log.level"]);
    }
    for level in ["warn", "off", "info,lianban::engine=debug"] {
        load(&format!("[log]\nlevel = \"{level}\"\n"), &[]).unwrap();
    }
}

#[test]
fn the_file_of_sqlite_is_told_from_memory_and_servers() {
    let file = |url: &str| {
        let url: DatabaseUrl = url.parse().unwrap();
        url.file().map(|file| file.display().to_string())
    };
    for none in [
        "sqlite::memory:",
        "sqlite://town?mode=memory",
        "postgres://user:word@host/name",
    ] {
        assert_eq!(file(none), None, "{none}");
    }
    let absolute = file("sqlite:///var/lib/a.sqlite?mode=rwc");
    assert_eq!(absolute.as_deref(), Some("/var/lib/a.sqlite"));
    assert_eq!(file("sqlite:a.sqlite").as_deref(), Some("a.sqlite"));
}
