//! The doors on a port: HTTP or own HTTPS, under a base path, until told to end.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::ServiceExt as _;
use axum::extract::Request;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use tokio::task::JoinHandle;
use tower::util::MapRequestLayer;
use tower::Layer as _;

use super::House;
use crate::api;
use crate::config::{Config, Server};
use crate::doors::{self, Doors};

/// A port that is taken and a certificate that was read; nothing is answered yet.
pub struct Entrance {
    listener: TcpListener,
    tls: Option<RustlsConfig>,
    /// Where it is, with the port that was given.
    pub address: SocketAddr,
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
            Some(read.with_context(|| format!("the certificate {} cannot be used", cert.display()))?)
        }
        _ => None,
    };
    let taken = TcpListener::bind(server.listen);
    let listener = taken.with_context(|| format!("the port {} cannot be taken", server.listen))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    Ok(Entrance { listener, tls, address })
}

/// Answers on the port until the handle says otherwise; ends when the last answer is out.
#[must_use]
pub fn serve(entrance: Entrance, doors: Doors, base_path: &str, handle: Handle<SocketAddr>) -> JoinHandle<std::io::Result<()>> {
    let prefix: Arc<str> = base_path.into();
    let strip = MapRequestLayer::new(move |request| without_prefix(&prefix, request));
    let service = strip.layer(api::router(doors)).into_make_service_with_connect_info::<SocketAddr>();
    let Entrance { listener, tls, .. } = entrance;
    tokio::spawn(async move {
        match tls {
            Some(tls) => {
                let renewing = tokio::spawn(renew(tls.clone()));
                let ended = axum_server::from_tcp_rustls(listener, tls)?.handle(handle).serve(service).await;
                renewing.abort();
                ended
            }
            None => axum_server::from_tcp(listener)?.handle(handle).serve(service).await,
        }
    })
}
