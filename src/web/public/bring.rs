//! What to bring, each paper with what is to be known of it.

use maud::{Markup, html};

use crate::domain::definition::{Condition, Material, MaterialClass, Workflow};
use crate::web::Frame;

/// All of a service's papers.
pub(super) fn list(frame: &Frame, workflow: &Workflow) -> Markup {
    html! {
        ul class="bring" {
            @for material in &workflow.materials {
                li {
                    (frame.text(&material.title))
                    @if let Some(key) = remark(material) { " " small { (frame.say(key)) } }
                }
            }
        }
    }
}

fn remark(material: &Material) -> Option<&'static str> {
    let when = material.when.as_ref();
    match (material.optional, when, material.class) {
        (true, ..) => Some("form-optional"),
        (false, Some(when), _) if Condition::names_filer(when) => Some("guide-if-for-another"),
        (false, Some(_), _) => Some("guide-if-needed"),
        (false, None, MaterialClass::Secondary) => Some("guide-may-follow"),
        (false, None, MaterialClass::Core) => None,
    }
}
