//! Words in two languages.

use serde::{Deserialize, Serialize};

/// Words in both languages; English falls back to Chinese where it is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Chinese, always there.
    pub zh: String,
    /// English, if translated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl Text {
    /// The text in the asked language, Chinese where there is no other.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => self.en.as_deref().unwrap_or(&self.zh),
        }
    }
}

/// A language Lianban speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// 中文
    #[default]
    Zh,
    /// English
    En,
}
