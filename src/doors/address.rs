//! From where a request comes: the peer, or what a trusted proxy says about it.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};

/// The address that limits count; unknown peers (tests, sockets) share the unspecified one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

/// Proxies whose word about the sender is taken; nobody's unless said.
#[derive(Clone)]
pub struct Trusted(Arc<dyn Fn(IpAddr) -> bool + Send + Sync>);

impl Trusted {
    /// Those of whom this holds.
    #[must_use]
    pub fn those(holds: impl Fn(IpAddr) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(holds))
    }

    fn contains(&self, address: IpAddr) -> bool {
        (self.0)(address)
    }
}

impl Default for Trusted {
    fn default() -> Self {
        Self::those(|_| false)
    }
}

impl fmt::Debug for Trusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Trusted")
    }
}

/// What is known of the sender's address.
#[must_use]
pub fn of(parts: &Parts, trusted_proxies: &Trusted) -> ClientAddress {
    let peer = peer(&parts.extensions);
    ClientAddress(behind(peer, &parts.headers, trusted_proxies))
}

/// The other end of the connection itself.
#[must_use]
pub fn peer(extensions: &Extensions) -> IpAddr {
    let info = extensions.get::<ConnectInfo<SocketAddr>>();
    info.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| {
        info.0.ip().to_canonical()
    })
}

/// Walks `X-Forwarded-For` from the right, past proxies we trust; whatever stands further left
/// anybody may have written.
fn behind(peer: IpAddr, headers: &HeaderMap, trusted: &Trusted) -> IpAddr {
    if !trusted.contains(peer) {
        return peer;
    }
    let mut client = peer;
    let values = headers
        .get_all("x-forwarded-for")
        .into_iter()
        .filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = values.flat_map(|value| value.split(',')).collect();
    for hop in hops.iter().rev() {
        let Ok(address) = hop.trim().parse::<IpAddr>() else {
            break;
        };
        client = address.to_canonical();
        if !trusted.contains(client) {
            break;
        }
    }
    client
}

/// The key under which limits count: a /64 of IPv6, since one household holds all of it.
#[must_use]
pub fn neighbourhood(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let s = address.segments();
            format!("{:x}:{:x}:{:x}:{:x}::/64", s[0], s[1], s[2], s[3])
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn forwarded(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(
            axum::http::HeaderName::from_static("x-forwarded-for"),
            axum::http::HeaderValue::from_static(value),
        )])
    }

    #[test]
    fn a_stranger_cannot_choose_its_address() {
        let peer: IpAddr = "203.0.113.9".parse().unwrap();
        assert_eq!(
            behind(peer, &forwarded("198.51.100.1"), &Trusted::default()),
            peer
        );
    }

    #[test]
    fn the_nearest_untrusted_hop_counts() {
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let inner: IpAddr = "10.0.0.2".parse().unwrap();
        let headers = forwarded("1.1.1.1, 198.51.100.7, 10.0.0.2");
        let client = behind(
            proxy,
            &headers,
            &Trusted::those(move |address| [proxy, inner].contains(&address)),
        );
        assert_eq!(client.to_string(), "198.51.100.7");
    }
}
