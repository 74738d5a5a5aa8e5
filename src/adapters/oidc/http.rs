//! One HTTP client for everything that is asked of the provider.

use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client};

/// Longest answer, in bytes.
const ANSWER_MAX_BYTES: usize = 1 << 20;

/// The provider cannot be asked with these settings.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The HTTP client takes the settings for none.
    #[error("the client for the provider cannot be made")]
    Client(#[from] reqwest::Error),
    /// The issuer is no address.
    #[error("the issuer is no address")]
    Issuer,
}

/// An exchange that did not come to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct Broken(&'static str);

impl Broken {
    /// In words without an address, which may have a code in it.
    pub(super) const fn text(self) -> &'static str {
        self.0
    }
}

pub(super) struct Http(Client);

impl Http {
    pub(super) fn new(timeout: Duration, authorities: Option<&[u8]>) -> Result<Self, Error> {
        // Another part of the process may have chosen before; there is only this one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // A redirect would carry secrets somewhere else.
        let client = Client::builder().timeout(timeout).redirect(Policy::none());
        let client = match authorities {
            Some(pem) => client.tls_certs_only(Certificate::from_pem_bundle(pem)?),
            None => client,
        };
        Ok(Self(client.build()?))
    }

    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, Broken> {
        let request = request.try_into();
        let request = request.map_err(|_| Broken("the provider cannot be asked so"))?;
        let mut answer = self.0.execute(request).await.map_err(|e| broken(&e))?;
        let mut response = openidconnect::http::Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            response = response.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(|e| broken(&e))? {
            body.extend_from_slice(&piece);
            if body.len() > ANSWER_MAX_BYTES {
                return Err(Broken("the provider's answer has no end"));
            }
        }
        let whole = response.body(body);
        whole.map_err(|_| Broken("the provider's answer cannot be read"))
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = Broken;
    type Future = BoxFuture<'c, Result<HttpResponse, Broken>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        self.exchange(request).boxed()
    }
}

fn broken(error: &reqwest::Error) -> Broken {
    Broken(if error.is_timeout() {
        "the provider did not answer in time"
    } else if error.is_connect() {
        "the provider cannot be reached"
    } else {
        "the exchange with the provider broke off"
    })
}
