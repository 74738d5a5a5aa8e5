//! What the API and the pages show: plain shapes for people and machines, made by pure functions.
//!
//! Personal data comes from `domain::visibility` alone; nothing here reads `Facts` but for the
//! applicant's own surname. Start at [`status`] for the migrant, at [`duty`] for the clerk.

pub mod cards;
pub mod case;
pub mod complaints;
pub mod duty;
pub mod feedback;
pub mod following;
pub mod guide;
pub mod journal;
pub mod queue;
pub mod sitting;
pub mod status;
pub mod strands;
pub mod timeline;
pub mod wait;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::clock::Light;
use crate::domain::definition::{Language, Text};
use crate::domain::due::DueView;

/// Words in both languages; `en` is missing where nobody translated them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[schema(example = json!({"zh": "教育局", "en": "Education Bureau"}))]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub en: Option<String>,
}

impl Words {
    /// In this language; Chinese where nobody translated them.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match (language, &self.en) {
            (Language::En, Some(en)) => en,
            _ => &self.zh,
        }
    }
}

impl From<&Text> for Words {
    fn from(text: &Text) -> Self {
        Self {
            zh: text.zh.clone(),
            en: text.en.clone(),
        }
    }
}

/// How urgent something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LightWord {
    /// Time enough.
    Green,
    /// Nearly due.
    Yellow,
    /// Overdue.
    Red,
    /// Stopped.
    Grey,
}

impl From<Light> for LightWord {
    fn from(light: Light) -> Self {
        match light {
            Light::Green => Self::Green,
            Light::Grey => Self::Grey,
            Light::Yellow => Self::Yellow,
            Light::Red => Self::Red,
        }
    }
}

/// A due date.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({"at": "2026-06-10T09:00:00Z", "date": "2026-06-10", "provisional": false, "light": "green", "working_days_left": 31}))]
pub struct Due {
    /// The last instant in time.
    pub at: DateTime<Utc>,
    /// The civil day it belongs to.
    pub date: String,
    /// The holidays of that year are not published yet; the date may move.
    pub provisional: bool,
    /// How urgent.
    pub light: LightWord,
    /// Working days left, negative when over.
    pub working_days_left: i64,
}

impl From<DueView> for Due {
    fn from(view: DueView) -> Self {
        Self {
            at: view.at,
            date: view.date.to_string(),
            provisional: view.provisional,
            light: view.light.into(),
            working_days_left: view.working_days_left,
        }
    }
}

/// A page of a longer list.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Send it as `cursor` for the next page; none on the last one. Opaque.
    pub next: Option<String>,
}
