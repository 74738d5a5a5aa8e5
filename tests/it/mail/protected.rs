//! Letters under TLS: nothing of ours is said before the server is known to be the right one.

use std::net::Ipv4Addr;
use std::time::Duration;

use lianban::adapters::smtp::{Error, Security, Settings, Smtp};
use lianban::engine::ports::post::{Answer, Letter, Post as _};

use crate::cli::house::House;
use crate::support::authority::Authority;
use crate::support::smtp::{Listener, Protection, Server};

const HOST: Ipv4Addr = Ipv4Addr::LOCALHOST;
const BOTH: [Security; 2] = [Security::StartTls, Security::Implicit];

fn server(security: Security, authority: &Authority, at: Ipv4Addr) -> Server {
    let protection = match security {
        Security::None => Protection::None,
        Security::StartTls => Protection::StartTls(authority.server(at)),
        Security::Implicit => Protection::Implicit(authority.server(at)),
    };
    let server = Server {
        protection,
        ..Server::default()
    };
    server.with_login("lianban", "s3cret")
}

/// One attempt at one letter.
async fn send(
    to: &Listener,
    tls: Security,
    authorities: Option<&Authority>,
    password: Option<&str>,
) -> Answer {
    let settings = Settings {
        host: to.host(),
        port: to.port(),
        tls,
        authorities: authorities.map(|authority| authority.pem().into_bytes()),
        account: password.map(|password| ("lianban".to_owned(), password.to_owned())),
        timeout: Duration::from_secs(20),
    };
    let post = Smtp::new(&settings, "desk@lianban.example".parse().unwrap()).unwrap();
    let letter = Letter {
        message_id: "tell-1.0@lianban.example".to_owned(),
        label: "receipt".to_owned(),
        to_name: String::new(),
        to_address: "wang@example.org".to_owned(),
        subject: "Receipt".to_owned(),
        text: "Dear reader\n".to_owned(),
        headers: Vec::new(),
        attachment: None,
    };
    post.send(&letter).await
}

fn put_off(answer: &Answer) -> &str {
    let Answer::Later { text } = answer else {
        panic!("{answer:?}");
    };
    text
}

/// Neither name nor password nor letter.
fn heard_nothing(server: &Listener) -> bool {
    let verbs = server.verbs();
    let told = |verb: &str| !["EHLO", "STARTTLS", "QUIT", "NOOP"].contains(&verb);
    server.messages().is_empty() && !verbs.iter().any(|(verb, _)| told(verb))
}

#[tokio::test]
async fn both_ways_deliver_with_either_login() {
    let authority = Authority::new();
    for security in BOTH {
        for mechanisms in ["PLAIN", "LOGIN"] {
            let server = Server {
                mechanisms,
                ..server(security, &authority, HOST)
            };
            let server = Listener::start_as(server).await;
            let answer = send(&server, security, Some(&authority), Some("s3cret")).await;
            assert_eq!(answer, Answer::Sent, "{security:?} {mechanisms}");
            let kept = server.messages().remove(0);
            assert_eq!(kept.account.as_deref(), Some("lianban"));
            assert!(kept.protected);
            let verbs = server.verbs();
            let open = verbs.iter().filter(|(_, protected)| !protected);
            let open: Vec<&str> = open.map(|(verb, _)| verb.as_str()).collect();
            let expected: &[&str] = match security {
                Security::StartTls => &["EHLO", "STARTTLS"],
                _ => &[],
            };
            assert_eq!(open, expected);
        }
    }
}

#[tokio::test]
async fn without_starttls_nothing_is_said_to_a_server_that_should_have_it() {
    let authority = Authority::new();
    let server = Listener::start_as(server(Security::None, &authority, HOST)).await;
    let answer = send(
        &server,
        Security::StartTls,
        Some(&authority),
        Some("s3cret"),
    )
    .await;
    assert!(put_off(&answer).contains("mail.tls"), "{answer:?}");
    assert!(!server.verbs().is_empty(), "it was asked");
    assert!(heard_nothing(&server), "{:?}", server.verbs());
}

#[tokio::test]
async fn a_server_that_cannot_prove_its_name_is_told_nothing() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let elsewhere = Ipv4Addr::new(127, 0, 0, 2);
    let doubtful = [
        ("of another authority", &theirs, HOST, Some(&ours)),
        ("of another name", &ours, elsewhere, Some(&ours)),
        ("unknown to the system", &ours, HOST, None),
    ];
    for security in BOTH {
        for (case, authority, at, trusted) in doubtful {
            let server = Listener::start_as(server(security, authority, at)).await;
            let answer = send(&server, security, trusted, Some("s3cret")).await;
            let told = put_off(&answer);
            assert!(
                told.contains("mail.ca_file"),
                "{security:?}, {case}: {told}"
            );
            assert!(heard_nothing(&server), "{case}: {:?}", server.verbs());
        }
    }
}

#[tokio::test]
async fn a_wrong_or_missing_password_is_trouble_of_ours_and_not_of_the_letter() {
    let authority = Authority::new();
    for security in BOTH {
        let server = Listener::start_as(server(security, &authority, HOST)).await;
        for (password, code) in [(Some("wrong"), "535 5.7.8"), (None, "530 5.7.0")] {
            let answer = send(&server, security, Some(&authority), password).await;
            let told = put_off(&answer);
            let named = told.contains("mail.password") && told.contains(code);
            assert!(named, "{told}");
        }
        assert!(server.messages().is_empty());
    }
}

#[test]
fn authorities_that_are_none_are_said_at_the_start() {
    let settings = Settings {
        host: "mx.example".to_owned(),
        port: 587,
        tls: Security::StartTls,
        authorities: Some(b"not a certificate".to_vec()),
        account: None,
        timeout: Duration::from_secs(1),
    };
    let refused = Smtp::new(&settings, "desk@lianban.example".parse().unwrap());
    assert!(matches!(refused.err(), Some(Error::Authorities)));

    let house = House::new();
    house.done(&["migrate"]);
    let mut serve = house.command(&["serve"]);
    serve.envs([
        ("LIANBAN__MAIL__TRANSPORT", "smtp"),
        ("LIANBAN__MAIL__HOST", "mx.example"),
        ("LIANBAN__MAIL__CA_FILE", "nowhere.pem"),
    ]);
    let ended = serve.output().unwrap();
    let words = String::from_utf8(ended.stderr).unwrap();
    assert!(!ended.status.success());
    assert!(words.contains("mail.ca_file, nowhere.pem"), "{words}");
}
