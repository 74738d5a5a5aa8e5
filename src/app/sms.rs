//! How short messages leave, as the settings want it.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;

use crate::adapters::sms::Gateway;
use crate::config::Config;
use crate::engine::ports::sms::Sms;

/// The gateway of these settings; none where there is none.
///
/// # Errors
/// When no client for it can be made.
pub fn open(config: &Config) -> anyhow::Result<Option<Arc<dyn Sms>>> {
    let sms = &config.sms;
    let (Some(url), Some(key)) = (&sms.url, &sms.key) else {
        return Ok(None);
    };
    let timeout = Duration::from_secs(sms.timeout_seconds);
    let gateway = Gateway::new(url.clone(), key.expose().as_bytes(), timeout);
    Ok(Some(Arc::new(gateway.context("sms.url")?)))
}
