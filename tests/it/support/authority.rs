//! A certificate authority of one test, and servers it vouches for: X.509 (RFC 5280) with Ed25519
//! keys (RFC 8410), written by hand, so that no key lies about in the project and no program has to
//! be installed.

use std::net::Ipv4Addr;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

const AUTHORITY: &str = "Lianban test authority";
const ED25519: [u8; 5] = [0x06, 0x03, 0x2b, 0x65, 0x70];
const COMMON_NAME: [u8; 5] = [0x06, 0x03, 0x55, 0x04, 0x03];
const ALTERNATIVE_NAME: [u8; 5] = [0x06, 0x03, 0x55, 0x1d, 0x11];
const BASIC_CONSTRAINTS: [u8; 5] = [0x06, 0x03, 0x55, 0x1d, 0x13];
const TRUE: [u8; 3] = [0x01, 0x01, 0xff];

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const UTF8_STRING: u8 = 0x0c;
const UTC_TIME: u8 = 0x17;

/// Vouches for servers.
pub struct Authority {
    key: Key,
    certificate: Vec<u8>,
}

impl Authority {
    pub fn new() -> Self {
        let key = Key::new();
        let is_authority = tlv(SEQUENCE, &TRUE);
        let critical = [
            &BASIC_CONSTRAINTS[..],
            &TRUE,
            &tlv(OCTET_STRING, &is_authority),
        ]
        .concat();
        let certificate = certificate(AUTHORITY, &key, &key, &tlv(SEQUENCE, &critical));
        Self { key, certificate }
    }

    /// Its own certificate, as an operator would be given it.
    pub fn pem(&self) -> String {
        let text = BASE64.encode(&self.certificate);
        format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
    }

    /// The TLS side of a server at an address.
    pub fn server(&self, address: Ipv4Addr) -> TlsAcceptor {
        let key = Key::new();
        // iPAddress of GeneralName.
        let names = tlv(SEQUENCE, &tlv(0x87, &address.octets()));
        let extension = [&ALTERNATIVE_NAME[..], &tlv(OCTET_STRING, &names)].concat();
        let own = certificate("mail server", &key, &self.key, &tlv(SEQUENCE, &extension));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the usual versions")
            .with_no_client_auth()
            .with_single_cert(
                vec![CertificateDer::from(own)],
                PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.pkcs8)),
            );
        TlsAcceptor::from(Arc::new(config.expect("a certificate with its key")))
    }
}

struct Key {
    pair: Ed25519KeyPair,
    pkcs8: Vec<u8>,
}

impl Key {
    fn new() -> Self {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("a key");
        let pkcs8 = pkcs8.as_ref().to_vec();
        let pair = Ed25519KeyPair::from_pkcs8(&pkcs8).expect("our own key");
        Self { pair, pkcs8 }
    }
}

fn certificate(subject: &str, own: &Key, signer: &Key, extension: &[u8]) -> Vec<u8> {
    let algorithm = tlv(SEQUENCE, &ED25519);
    let validity = [
        tlv(UTC_TIME, b"200101000000Z"),
        tlv(UTC_TIME, b"491231235959Z"),
    ];
    let public = [&algorithm[..], &bits(own.pair.public_key().as_ref())].concat();
    let signed = [
        vec![0xa0, 0x03, 0x02, 0x01, 0x02], // version 3
        vec![0x02, 0x01, 0x01],             // serial number 1
        algorithm.clone(),
        name(AUTHORITY),
        tlv(SEQUENCE, &validity.concat()),
        name(subject),
        tlv(SEQUENCE, &public),
        tlv(0xa3, &tlv(SEQUENCE, extension)),
    ];
    let signed = tlv(SEQUENCE, &signed.concat());
    let signature = bits(signer.pair.sign(&signed).as_ref());
    tlv(SEQUENCE, &[signed, algorithm, signature].concat())
}

fn name(common: &str) -> Vec<u8> {
    let value = [&COMMON_NAME[..], &tlv(UTF8_STRING, common.as_bytes())].concat();
    tlv(SEQUENCE, &tlv(SET, &tlv(SEQUENCE, &value)))
}

fn bits(bytes: &[u8]) -> Vec<u8> {
    let whole_bytes = [&[0], bytes].concat();
    tlv(BIT_STRING, &whole_bytes)
}

/// One value of DER: its tag, its length, its content.
fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = match length {
        0..0x80 => vec![tag, length as u8],
        0x80..0x100 => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    [&head[..], content].concat()
}
