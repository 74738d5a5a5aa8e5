//! How letters leave, as the settings want it.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;

use crate::adapters::mailbox::{Mailbox, Nowhere};
use crate::adapters::post::Sender;
use crate::adapters::smtp::{self, Smtp};
use crate::config::{Config, Mail, MailTls, Transport};
use crate::engine::ports::post::Post;

/// The open post and who its letters come from.
#[derive(Clone)]
pub struct Letterbox {
    /// One attempt at a time.
    pub post: Arc<dyn Post>,
    /// The part of the sender's address after the `@`.
    pub domain: String,
}

/// The post of these settings.
///
/// # Errors
/// When the sender is no address, or a file or folder cannot be used.
pub fn open(config: &Config) -> anyhow::Result<Letterbox> {
    let mail = &config.mail;
    let sender: Sender = mail.from.to_string().parse()?;
    let sender = sender.with_answers_to(mail.reply_to.clone());
    let domain = mail.from.email.domain().to_owned();
    let post: Arc<dyn Post> = match mail.transport {
        Transport::None => Arc::new(Nowhere),
        Transport::File => {
            let opened = Mailbox::open(&mail.folder, sender);
            let folder = mail.folder.display();
            Arc::new(
                opened
                    .with_context(|| format!("the folder of letters, {folder}, cannot be used"))?,
            )
        }
        Transport::Smtp => Arc::new(
            Smtp::new(&server(mail)?, sender)
                .context("the mail server cannot be set up (mail.tls, mail.ca_file)")?,
        ),
    };
    Ok(Letterbox { post, domain })
}

fn server(mail: &Mail) -> anyhow::Result<smtp::Settings> {
    let authorities = mail.ca_file.as_deref().map(|path| {
        let read = std::fs::read(path);
        read.with_context(|| format!("mail.ca_file, {}, cannot be read", path.display()))
    });
    let password = mail
        .password
        .as_ref()
        .map(|password| password.expose().to_owned());
    Ok(smtp::Settings {
        host: mail.host.clone(),
        port: mail.port,
        tls: match mail.tls {
            MailTls::None => smtp::Security::None,
            MailTls::Starttls => smtp::Security::StartTls,
            MailTls::Implicit => smtp::Security::Implicit,
        },
        authorities: authorities.transpose()?,
        account: password.map(|password| (mail.username.clone(), password)),
        timeout: Duration::from_secs(mail.timeout_seconds),
    })
}
