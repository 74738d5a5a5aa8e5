//! What the operator may set about the doors; `config` fills it in.

use std::time::Duration;

use super::address::Trusted;
use super::pace::Rate;
use super::uploads;
use crate::domain::definition::Text;

/// The doors' settings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where people reach the service, without a slash at the end; enters links.
    pub public_url: String,
    /// The path below which the service is served, `/lianban`, or empty.
    pub base_path: String,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Trusted,
    /// Largest uploaded file, in bytes.
    pub file_max_bytes: usize,
    /// What an uploaded file may be, of the types that [`uploads`](super::uploads) knows.
    pub file_types: Vec<String>,
    /// Largest body with files, in bytes.
    pub upload_max_bytes: usize,
    /// How much memory uploads may take together, in MiB; more wait.
    pub uploads_memory_mib: u32,
    /// How long one request may take.
    pub timeout: Duration,
    /// Requests of one address at the public and the applicant's door.
    pub per_address: Rate,
    /// Wrong secrets of one address.
    pub failures_per_address: Rate,
    /// Wrong secrets of one address for one case.
    pub failures_per_case: Rate,
    /// How long who tries a secret waits for those who are trying from the same place.
    pub patience: Duration,
    /// Whether codes can be sent to mail addresses.
    pub can_mail: bool,
    /// Whether codes can be sent to phones.
    pub can_text: bool,
    /// Codes asked for at one address.
    pub codes_per_address: Rate,
    /// People looked for by name, of one officer at the counter.
    pub names_per_officer: Rate,
    /// What the button says that leads to the provider, where there is one.
    pub provider_button: Text,
    /// An account that somebody opened or reset within so many days before they propose a workflow is
    /// not the second person who publishes it.
    pub second_person_days: u32,
    /// The accounts are printed for everybody: every page says so.
    pub demo: bool,
    /// Who may read `/metrics` from elsewhere than this machine; none: nobody.
    pub metrics_token: Option<String>,
}

impl Settings {
    /// A place of this service as a client on the same host reaches it, below the base path.
    #[must_use]
    pub fn link(&self, place: &str) -> String {
        format!("{}{place}", self.base_path)
    }
}

impl Default for Settings {
    fn default() -> Self {
        let minutes = |n: u64| Duration::from_secs(60 * n);
        Self {
            public_url: "http://127.0.0.1:8080".to_owned(),
            base_path: String::new(),
            trusted_proxies: Trusted::default(),
            file_max_bytes: 10 * 1024 * 1024,
            file_types: uploads::KNOWN_TYPES.map(str::to_owned).to_vec(),
            upload_max_bytes: 40 * 1024 * 1024,
            uploads_memory_mib: 96,
            timeout: Duration::from_secs(60),
            per_address: Rate {
                burst: 240,
                per: minutes(1),
            },
            failures_per_address: Rate {
                burst: 30,
                per: minutes(10),
            },
            failures_per_case: Rate {
                burst: 10,
                per: minutes(10),
            },
            patience: Duration::from_secs(5),
            can_mail: true,
            can_text: false,
            codes_per_address: Rate {
                burst: 6,
                per: minutes(30),
            },
            names_per_officer: Rate {
                burst: 30,
                per: minutes(10),
            },
            provider_button: Text {
                zh: "统一身份认证".to_owned(),
                en: None,
            },
            second_person_days: 7,
            demo: false,
            metrics_token: None,
        }
    }
}
