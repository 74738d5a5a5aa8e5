//! Values that are more than text: parsed at the door, and secrets that cannot be printed.

use std::fmt;
use std::net::IpAddr;
use std::path::Path;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use url::Url;

/// What stands in place of a secret.
const MASK: &str = "********";

/// Text that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself, for the one place that has to send it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for Secret {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

/// 32 secret bytes, written in base64; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl Key {
    /// The bytes, as a seed or an HMAC key.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl FromStr for Key {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        BASE64
            .decode(text)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or("not 32 bytes in base64; `openssl rand -base64 32` makes some")
    }
}

/// What somebody else says, and what we call it: `said=ours`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Theirs; may have `=` in it.
    pub said: String,
    /// Ours.
    pub ours: String,
}

impl FromStr for Pair {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (said, ours) = text.rsplit_once('=').unwrap_or_default();
        let (said, ours) = (said.trim(), ours.trim());
        let pair = || Self {
            said: said.to_owned(),
            ours: ours.to_owned(),
        };
        let whole = !said.is_empty() && !ours.is_empty();
        whole
            .then(pair)
            .ok_or("not as `what they say=what we call it`")
    }
}

impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.said, self.ours)
    }
}

/// A SQLite file or a PostgreSQL database; printed without its password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The whole URL, password included.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The file of SQLite; none for what lies in memory, or on a server.
    pub fn file(&self) -> Option<&Path> {
        let path = self.0.strip_prefix("sqlite:")?;
        let path = path.strip_prefix("//").unwrap_or(path);
        let (path, options) = path.split_once('?').unwrap_or((path, ""));
        let in_memory = path.contains(":memory:") || options.contains("mode=memory");
        (!path.is_empty() && !in_memory).then_some(Path::new(path))
    }

    /// SQLite has one writer, in one process; PostgreSQL takes many nodes.
    pub fn is_sqlite(&self) -> bool {
        self.0.starts_with("sqlite:")
    }
}

impl FromStr for DatabaseUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A SQLite path is no host: only PostgreSQL's is read as a URL.
        let known = text.starts_with("sqlite:")
            || Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "postgres" | "postgresql"));
        known
            .then(|| Self(text.to_owned()))
            .ok_or("neither sqlite://FILE?mode=rwc nor postgres://user:password@host/name")
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_sqlite() {
            return f.write_str(&self.0);
        }
        let Ok(mut url) = Url::parse(&self.0) else {
            return f.write_str(MASK);
        };
        if url.password().is_some() && url.set_password(Some(MASK)).is_err() {
            return f.write_str(MASK);
        }
        // PostgreSQL takes a password among the options as well.
        if url.query().is_some_and(|query| query.contains("password")) {
            url.set_query(Some(MASK));
        }
        url.fmt(f)
    }
}

macro_rules! masked {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(MASK)
            }
        }
    )*};
}
masked!(Secret, Key);

macro_rules! debug_as_display {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
    )*};
}
debug_as_display!(Secret, Key, DatabaseUrl);

/// An address or a network, as `10.0.0.7`, `10.0.0.0/8` or `fd00::/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix_bits: u8,
}

impl Network {
    /// Whether the address lies inside; an IPv4 address inside IPv6 is taken as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        let (own, other) = (self.address, address.to_canonical());
        let (width, difference) = match (own, other) {
            (IpAddr::V4(a), IpAddr::V4(b)) => (32, u128::from(a.to_bits() ^ b.to_bits())),
            (IpAddr::V6(a), IpAddr::V6(b)) => (128, a.to_bits() ^ b.to_bits()),
            _ => return false,
        };
        let free_bits = width - u32::from(self.prefix_bits);
        difference.checked_shr(free_bits).unwrap_or(0) == 0
    }
}

impl FromStr for Network {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str = "neither an address nor a network such as 10.0.0.0/8";
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.trim().parse().map_err(|_| WRONG)?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let prefix_bits = match prefix {
            Some(prefix) => prefix.trim().parse().map_err(|_| WRONG)?,
            None => width,
        };
        (prefix_bits <= width)
            .then_some(Self {
                address,
                prefix_bits,
            })
            .ok_or(WRONG)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix_bits)
    }
}

/// A value written as text.
pub(super) mod text {
    use super::{FromStr, fmt};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(in crate::config) fn serialize<T: fmt::Display, S: Serializer>(
        value: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(in crate::config) fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
    where
        T: FromStr<Err: fmt::Display>,
        D: Deserializer<'de>,
    {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// A list of values written as texts.
pub(super) mod texts {
    use super::{FromStr, fmt};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(in crate::config) fn serialize<T: fmt::Display, S: Serializer>(
        values: &[T],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(values.iter().map(ToString::to_string))
    }

    pub(in crate::config) fn deserialize<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
    where
        T: FromStr<Err: fmt::Display>,
        D: Deserializer<'de>,
    {
        let all = Vec::<String>::deserialize(deserializer)?;
        let parse = |text: &String| {
            text.parse()
                .map_err(|e| D::Error::custom(format_args!("{text:?}: {e}")))
        };
        all.iter().map(parse).collect()
    }
}

/// A value that the empty text leaves unset.
pub(super) mod optional {
    use super::FromStr;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use std::fmt;
    use std::path::PathBuf;

    /// How a value is written; `PathBuf` has no `Display` of its own.
    pub(in crate::config) trait Written {
        fn written(&self) -> String;
    }

    macro_rules! written_as_displayed {
        ($($name:ty),*) => {$(
            impl Written for $name {
                fn written(&self) -> String {
                    self.to_string()
                }
            }
        )*};
    }
    written_as_displayed!(
        super::Secret,
        super::Key,
        super::Url,
        lettre::message::Mailbox
    );

    impl Written for PathBuf {
        fn written(&self) -> String {
            self.display().to_string()
        }
    }

    impl Written for chrono::DateTime<chrono::FixedOffset> {
        fn written(&self) -> String {
            self.to_rfc3339()
        }
    }

    pub(in crate::config) fn serialize<T: Written, S: Serializer>(
        value: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let written = value.as_ref().map(Written::written);
        serializer.serialize_str(written.as_deref().unwrap_or(""))
    }

    pub(in crate::config) fn deserialize<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
    where
        T: FromStr<Err: fmt::Display>,
        D: Deserializer<'de>,
    {
        let text = String::deserialize(deserializer)?;
        let set = (!text.is_empty()).then(|| text.parse());
        set.transpose().map_err(D::Error::custom)
    }
}
