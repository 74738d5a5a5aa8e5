//! The doors on a port: HTTP or own HTTPS, under a base path, until told to end.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::{Router, ServiceExt as _};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;
use tower::Layer as _;
use tower::util::{MapRequestLayer, ServiceExt as _};

use crate::config::{Config, Server, Transport};
use crate::domain::definition::Text;
use crate::doors::address::Trusted;
use crate::doors::live::Live;
use crate::doors::pace::Rate;
use crate::doors::{self, Doors};
use crate::{api, web};

/// Whoever connects says what they want within this, or the connection is closed.
const FIRST_REQUEST_WITHIN: Duration = Duration::from_secs(15);

/// What machines ask of a node besides the API.
const PROBES: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// A port that is taken and a certificate that was read; nothing is answered yet.
pub struct Entrance {
    listener: TcpListener,
    tls: Option<Tls>,
    /// Where it is, with the port that was given.
    pub address: SocketAddr,
}

struct Tls {
    config: RustlsConfig,
    cert: PathBuf,
    key: PathBuf,
}

impl Entrance {
    /// Plain HTTP on a port that somebody has taken.
    ///
    /// # Errors
    /// When it has no address.
    pub fn on(listener: TcpListener) -> io::Result<Self> {
        let address = listener.local_addr()?;
        Ok(Self {
            listener,
            tls: None,
            address,
        })
    }
}

/// Takes the port and reads the certificate.
///
/// # Errors
/// When either cannot be had.
pub async fn entrance(server: &Server) -> anyhow::Result<Entrance> {
    let tls = match (&server.tls_cert, &server.tls_key) {
        (Some(cert), Some(key)) => {
            // Another part of the process may have chosen before; there is only this one.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let read = RustlsConfig::from_pem_file(cert, key).await;
            let config =
                read.with_context(|| format!("the certificate {} cannot be used", cert.display()))?;
            Some(Tls {
                config,
                cert: cert.clone(),
                key: key.clone(),
            })
        }
        _ => None,
    };
    let taken = TcpListener::bind(server.listen);
    let listener = taken
        .with_context(|| format!("server.listen: the port {} cannot be taken", server.listen))?;
    Ok(Entrance {
        tls,
        ..Entrance::on(listener)?
    })
}

/// Doors that are open.
pub struct Answering {
    live: Arc<Live>,
    handle: Handle<SocketAddr>,
    serving: JoinHandle<io::Result<()>>,
}

impl Answering {
    /// Takes no new connections, and waits until the open requests are answered or the time is up.
    ///
    /// # Errors
    /// What ended the answering before.
    pub async fn end(self, within: Duration) -> anyhow::Result<()> {
        // Pages that only listen would keep their connections for as long as they may.
        self.live.end();
        self.handle.graceful_shutdown(Some(within));
        Ok(self.serving.await??)
    }
}

/// Answers on the port from now on.
#[must_use]
pub fn answer(entrance: Entrance, doors: Doors, base_path: &str) -> Answering {
    let prefix: Arc<str> = base_path.into();
    let live = Arc::clone(&doors.live);
    let strip = MapRequestLayer::new(move |request| without_prefix(&prefix, request));
    let service = strip.layer(rooms(doors));
    let service = service.into_make_service_with_connect_info::<SocketAddr>();
    let handle = Handle::new();
    let Entrance { listener, tls, .. } = entrance;
    let within = handle.clone();
    let serving = tokio::spawn(async move {
        let Some(tls) = tls else {
            let server = axum_server::from_tcp(listener)?.handle(within);
            return server
                .first_request_timeout(FIRST_REQUEST_WITHIN)
                .serve(service)
                .await;
        };
        let renewing = tokio::spawn(renew(tls.config.clone(), tls.cert, tls.key));
        let server = axum_server::from_tcp_rustls(listener, tls.config)?.handle(within);
        let ended = server
            .first_request_timeout(FIRST_REQUEST_WITHIN)
            .serve(service)
            .await;
        renewing.abort();
        ended
    });
    Answering {
        live,
        handle,
        serving,
    }
}

/// The API and the pages, each with its own way to say "no".
fn rooms(doors: Doors) -> Router {
    let api = api::router(doors.clone());
    let pages = web::router(doors);
    pages.layer(from_fn(move |call: Request, next: Next| {
        let api = api.clone();
        async move {
            if !is_for_machines(call.uri().path()) {
                return next.run(call).await;
            }
            let Ok(answer) = api.oneshot(call).await;
            answer
        }
    }))
}

fn is_for_machines(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/") || PROBES.contains(&path)
}

/// Reads the certificate again whenever the process is told to (SIGHUP), so that a renewed one needs
/// no restart.
async fn renew(tls: RustlsConfig, cert: PathBuf, key: PathBuf) {
    let Ok(mut told) = signal(SignalKind::hangup()) else {
        return;
    };
    while told.recv().await.is_some() {
        match tls.reload_from_pem_file(&cert, &key).await {
            Ok(()) => tracing::info!("the certificate was read again"),
            Err(error) => {
                tracing::error!(%error, "the new certificate cannot be used; the old one stays")
            }
        }
    }
}

/// The request as the routes know it. A proxy may have taken the prefix off already.
fn without_prefix<B>(prefix: &str, mut request: Request<B>) -> Request<B> {
    let whole = request.uri();
    let rest = whole
        .path_and_query()
        .and_then(|all| all.as_str().strip_prefix(prefix));
    let rest = rest.filter(|rest| !prefix.is_empty() && rest.starts_with('/'));
    if let Some(uri) = rest.and_then(|rest| rest.parse().ok()) {
        *request.uri_mut() = uri;
    }
    request
}

/// What the doors may be set to, from the settings.
#[must_use]
pub fn settings(config: &Config) -> doors::Settings {
    let server = &config.server;
    let trusted = server.trusted_proxies.clone();
    let trusts = move |address| trusted.iter().any(|network| network.contains(address));
    let public_url = server.public_url.as_str().trim_end_matches('/');
    doors::Settings {
        public_url: format!("{public_url}{}", server.base_path),
        base_path: server.base_path.clone(),
        trusted_proxies: Trusted::those(trusts),
        file_max_bytes: server.file_limit_bytes,
        file_types: server.file_types.clone(),
        upload_max_bytes: server.body_limit_bytes,
        timeout: Duration::from_secs(server.request_timeout_seconds),
        per_address: Rate {
            burst: server.public_calls_per_minute,
            per: Duration::from_secs(60),
        },
        second_person_days: config.workflows.second_person_days,
        metrics_token: server
            .metrics_token
            .as_ref()
            .map(|token| token.expose().to_owned()),
        can_mail: config.mail.transport != Transport::None,
        can_text: config.sms.url.is_some(),
        provider_button: Text {
            zh: config.oidc.button_zh.clone(),
            en: Some(config.oidc.button_en.clone()),
        },
        ..doors::Settings::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_types_that_may_be_set_are_those_the_doors_know() {
        assert_eq!(crate::config::FILE_TYPES, doors::uploads::KNOWN_TYPES);
    }

    fn routed(prefix: &str, uri: &'static str) -> String {
        let request = Request::builder().uri(uri).body(()).unwrap_or_default();
        without_prefix(prefix, request).uri().to_string()
    }

    #[test]
    fn the_base_path_is_taken_off_once_and_only_as_a_whole() {
        assert_eq!(
            routed("/lianban", "/lianban/api/v1/me?x=1"),
            "/api/v1/me?x=1"
        );
        assert_eq!(routed("/lianban", "/api/v1/me"), "/api/v1/me");
        assert_eq!(routed("/lianban", "/lianbanapi/v1/me"), "/lianbanapi/v1/me");
        assert_eq!(routed("", "/api/v1/me"), "/api/v1/me");
    }
}
