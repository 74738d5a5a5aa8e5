//! The sheet that certificates, decisions and receipts share: A4, both languages, a seal slot.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::domain::definition::{Language, Text};
use crate::i18n::{Value, tag, text};

/// The style of every paper; a door that forbids inline styles allows this one by its hash.
pub const STYLE: &str = include_str!("paper.css");

/// What makes one paper differ from another.
pub(super) struct Sheet {
    pub(super) title: Text,
    pub(super) case: String,
    pub(super) tone: Tone,
    pub(super) lead: Option<Markup>,
    pub(super) rows: Vec<Row>,
    pub(super) seal: Seal,
    pub(super) foot: Markup,
}

/// How festive a paper looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// A certificate: framed.
    Certificate,
    /// A decision or a receipt: plain.
    Letter,
}

/// A label with what it says.
pub(super) struct Row {
    label: Markup,
    said: Markup,
}

impl Row {
    /// Under a label of the catalogue.
    pub(super) fn of(label: &str, said: Markup) -> Self {
        Self {
            label: both(label, &[]),
            said,
        }
    }

    /// Under words of the workflow.
    pub(super) fn titled(title: &Text, said: Markup) -> Self {
        Self {
            label: words(title),
            said,
        }
    }

    /// As one line of a definition list.
    pub(super) fn line(&self) -> Markup {
        html! { div class="row" { dt { (self.label) } dd { (self.said) } } }
    }
}

/// Who seals, and when.
pub(super) struct Seal {
    pub(super) by: Text,
    pub(super) on: (String, String),
}

impl Sheet {
    /// The whole page.
    pub(super) fn page(&self) -> String {
        let tone = match self.tone {
            Tone::Certificate => "sheet certificate",
            Tone::Letter => "sheet letter",
        };
        let page = html! {
            (DOCTYPE)
            html lang=(tag(Language::Zh)) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    title { (self.title.zh) " " (self.case) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    main class=(tone) {
                        (self.header())
                        @if let Some(lead) = &self.lead { div class="lead" { (lead) } }
                        dl {
                            @for row in &self.rows { (row.line()) }
                        }
                        (self.sealing())
                        footer { (self.foot) }
                    }
                }
            }
        };
        page.into_string()
    }

    fn header(&self) -> Markup {
        html! {
            header {
                h1 { (words(&self.title)) }
                p class="case" { (both("paper-case", &[])) " " b { (self.case) } }
            }
        }
    }

    fn sealing(&self) -> Markup {
        html! {
            section class="seal" {
                div class="slot" { (both("paper-seal", &[])) }
                p class="by" { (words(&self.seal.by)) }
                p class="on" { (pair(&self.seal.on.0, &self.seal.on.1)) }
            }
        }
    }
}

/// A text of the catalogue in both languages.
pub(super) fn both(key: &str, values: &[(&str, Value<'_>)]) -> Markup {
    pair(
        &text(Language::Zh, key, values),
        &text(Language::En, key, values),
    )
}

/// Words of the workflow or the directory in both languages.
pub(super) fn words(said: &Text) -> Markup {
    pair(&said.zh, said.en.as_deref().unwrap_or_default())
}

/// Chinese with English after it, where it says something else.
pub(super) fn pair(zh: &str, en: &str) -> Markup {
    html! {
        span class="zh" lang=(tag(Language::Zh)) { (zh) }
        @if !en.is_empty() && en != zh { " " span class="en" lang=(tag(Language::En)) { (en) } }
    }
}

/// A numbered list in both languages, item by item.
pub(super) fn list(zh: &[String], en: &[String]) -> Markup {
    html! {
        ol { @for (zh, en) in zh.iter().zip(en) { li { (pair(zh, en)) } } }
    }
}
