//! The server is what it says it is: a real client talks to it.

use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::*;

type Client = AsyncSmtpTransport<Tokio1Executor>;

fn client(server: &Listener) -> Client {
    Client::builder_dangerous(server.host())
        .port(server.port())
        .timeout(Some(Duration::from_secs(5)))
        .build()
}

fn letter(to: &str) -> Message {
    Message::builder()
        .from("desk@lianban.example".parse().unwrap())
        .to(to.parse().unwrap())
        .subject("办件 notice")
        .message_id(Some("<notice-1@lianban.example>".to_owned()))
        .body("Dear reader,\r\n.a line with a dot\r\n..\r\nend".to_owned())
        .unwrap()
}

#[tokio::test]
async fn a_message_arrives_whole() {
    let server = Listener::start().await;
    client(&server)
        .send(letter("wang@example.org"))
        .await
        .unwrap();
    let kept = server.wait_for(1).await;
    assert_eq!(kept[0].from, "desk@lianban.example");
    assert_eq!(kept[0].to, ["wang@example.org"]);
    let id = kept[0].header("message-id");
    assert_eq!(id.as_deref(), Some("<notice-1@lianban.example>"));
    let body = kept[0].text.split("\r\n\r\n").nth(1).unwrap();
    assert_eq!(
        body.trim_end(),
        "Dear reader,\r\n.a line with a dot\r\n..\r\nend"
    );
}

#[tokio::test]
async fn a_refused_recipient_is_final_and_the_others_are_not_touched() {
    let server = Listener::start().await;
    server.behave(Behaviour::RefuseRecipient("gone@".to_owned()));
    let client = client(&server);
    let refusal = client.send(letter("gone@example.org")).await.unwrap_err();
    assert!(refusal.is_permanent(), "{refusal}");
    client.send(letter("here@example.org")).await.unwrap();
    assert_eq!(server.messages().len(), 1);
}

#[tokio::test]
async fn greylisting_ends_after_its_count() {
    let server = Listener::start().await;
    server.behave(Behaviour::Greylist { times: 2 });
    let client = client(&server);
    for _ in 0..2 {
        let later = client.send(letter("wang@example.org")).await.unwrap_err();
        assert!(later.is_transient(), "{later}");
    }
    client.send(letter("wang@example.org")).await.unwrap();
    assert_eq!((server.messages().len(), server.attempts()), (1, 3));
}

#[tokio::test]
async fn a_dropped_answer_leaves_the_message_and_a_second_try_a_duplicate() {
    let server = Listener::start().await;
    server.behave(Behaviour::DropAfterKeeping { times: 1 });
    let client = client(&server);
    client.send(letter("wang@example.org")).await.unwrap_err();
    client.send(letter("wang@example.org")).await.unwrap();
    let kept = server.wait_for(2).await;
    assert_eq!(kept[0].header("Message-ID"), kept[1].header("Message-ID"));
}

#[tokio::test]
async fn a_held_answer_waits_for_its_release() {
    let server = Listener::start().await;
    server.behave(Behaviour::Hold);
    let client = client(&server);
    let sending = tokio::spawn(async move { client.send(letter("wang@example.org")).await });
    while server.attempts() == 0 {
        tokio::task::yield_now().await;
    }
    assert!(server.messages().is_empty());
    server.behave(Behaviour::Accept);
    sending.await.unwrap().unwrap();
    assert_eq!(server.messages().len(), 1);
}

#[tokio::test]
async fn a_held_answer_outlasts_a_client_that_gives_up() {
    let server = Listener::start().await;
    server.behave(Behaviour::Hold);
    // lettre's own timeout covers connecting only; a sender has to bound the whole exchange.
    let client = client(&server);
    let sending = client.send(letter("wang@example.org"));
    let bounded = tokio::time::timeout(Duration::from_millis(200), sending).await;
    bounded.expect_err("nothing was answered");
    assert!(server.messages().is_empty());
}

#[tokio::test]
async fn a_closed_port_and_a_turned_away_connection_fail_and_recover() {
    let mut server = Listener::start().await;
    let client = client(&server);
    server.close().await;
    client.send(letter("wang@example.org")).await.unwrap_err();
    server.open().await;
    server.behave(Behaviour::TurnAway);
    client.send(letter("wang@example.org")).await.unwrap_err();
    server.behave(Behaviour::Accept);
    client.send(letter("wang@example.org")).await.unwrap();
    assert_eq!(server.messages().len(), 1);
}

#[tokio::test]
async fn a_server_with_login_takes_only_its_account() {
    let server = Listener::start_with_login("lianban", "s3cret").await;
    client(&server)
        .send(letter("wang@example.org"))
        .await
        .unwrap_err();
    for (password, welcome) in [("wrong", false), ("s3cret", true)] {
        let client = Client::builder_dangerous(server.host())
            .port(server.port())
            .credentials(Credentials::new("lianban".into(), password.into()))
            .build();
        let sent = client.send(letter("wang@example.org")).await;
        assert_eq!(sent.is_ok(), welcome);
    }
    assert_eq!(server.messages()[0].account.as_deref(), Some("lianban"));
}
