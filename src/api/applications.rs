//! What applicants send: applications and answers to corrections. [`super::receiving`] reads them,
//! with their files and every mistake in them at once; `Deserialize` is what the document shows.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::domain::identifiers::{MaterialKey, StageKey, WorkflowKey};
use crate::doors::members::{Membered, Members};
use crate::doors::words::{FilerWord, LanguageWord};

/// An application.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "workflow": "residence-permit",
    "language": "zh",
    "filer": {"kind": "self"},
    "applicant": {"name": "样例·李明", "identity": "990118199203040213", "phone": "19900000003", "email": "li@example.org"},
    "form": {"person": {"name": "样例·李明", "identity": "990118199203040213", "born": "1992-03-04", "phone": "19900000003"},
             "home_region": "513400", "address": "（虚构）新津区样例街道1号", "living_since": "2025-03-01",
             "has_job": false, "has_business": false, "has_study": false, "has_home": true},
    "materials": {"identity_card": [{"name": "card.pdf", "content": "JVBERi0xLjQKJSVFT0Y="}],
                  "home_proof": [{"name": "lease.pdf", "content": "JVBERi0xLjQKJSVFT0Y="}]}
}))]
pub struct ApplicationBody {
    /// The service's key.
    #[schema(value_type = String)]
    pub workflow: WorkflowKey,
    /// The language of notices; Chinese unless said.
    #[serde(default)]
    pub language: Option<LanguageWord>,
    /// Who files.
    pub filer: FilerBody,
    /// Who applies.
    pub applicant: ApplicantBody,
    /// The answers, by field key, as `GET /workflows/{key}` lists them.
    #[schema(value_type = Object)]
    pub form: Map<String, Value>,
    /// The documents, by material key.
    #[serde(default)]
    #[schema(value_type = std::collections::HashMap<String, Vec<FileBody>>)]
    pub materials: BTreeMap<MaterialKey, Vec<FileBody>>,
}

/// Who files.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FilerBody {
    /// In whose hands the filing is.
    pub kind: FilerWord,
    /// The agent's or the association's name.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub name: Option<String>,
    /// What authorises them: a letter of authority, its number and date (Art. 29).
    #[serde(default)]
    #[schema(max_length = 500)]
    pub authority: Option<String>,
}

/// Who applies.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicantBody {
    /// Name as on the identity card.
    #[schema(max_length = 200)]
    pub name: String,
    /// Resident identity number, GB 11643.
    #[serde(default)]
    pub identity: Option<String>,
    /// Where to call.
    #[serde(default)]
    pub phone: Option<String>,
    /// Where to write; without it the person is told at the counter.
    #[serde(default)]
    pub email: Option<String>,
}

/// One file.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileBody {
    /// Its name, never a path.
    #[schema(max_length = 200)]
    pub name: String,
    /// What it claims to be; the content decides.
    #[serde(default)]
    pub content_type: Option<String>,
    /// The bytes, base64 (RFC 4648); left out in multipart, where the file is a part of its own.
    #[serde(default)]
    #[schema(format = Byte)]
    pub content: Option<String>,
}

/// An application with its files beside it.
#[derive(ToSchema)]
pub struct ApplicationMultipart {
    /// The application; its `materials` may be left out.
    pub application: ApplicationBody,
    /// Files: one part each, named by the material's key, as often as there are files.
    #[schema(value_type = Vec<String>, format = Binary)]
    pub material_key: Vec<Vec<u8>>,
}

/// An answer to a correction.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"stage": "verify", "form": {"address": "（虚构）新津区样例街道2号"}, "materials": {}}))]
pub struct AnswerBody {
    /// The stage whose correction it answers; none: the one at intake.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub stage: Option<StageKey>,
    /// Fields replaced.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub form: Map<String, Value>,
    /// Materials replaced.
    #[serde(default)]
    #[schema(value_type = std::collections::HashMap<String, Vec<FileBody>>)]
    pub materials: BTreeMap<MaterialKey, Vec<FileBody>>,
}

/// An answer with its files beside it.
#[derive(ToSchema)]
pub struct AnswerMultipart {
    /// The answer; its `materials` may be left out.
    pub answer: AnswerBody,
    /// Files: one part each, named by the material's key.
    #[schema(value_type = Vec<String>, format = Binary)]
    pub material_key: Vec<Vec<u8>>,
}

impl Membered for ApplicationBody {
    fn read(members: &mut Members) -> Option<Self> {
        let workflow = members.need("workflow");
        let language = members.may("language");
        let filer = members.inside("filer");
        let applicant = members.inside("applicant");
        let form = members.need("form");
        let materials = members.may("materials");
        Some(Self {
            workflow: workflow?,
            language: language.flatten(),
            filer: filer?,
            applicant: applicant?,
            form: form?,
            materials: materials.unwrap_or_default(),
        })
    }
}

impl Membered for FilerBody {
    fn read(members: &mut Members) -> Option<Self> {
        let kind = members.need("kind");
        let name = members.may("name");
        let authority = members.may("authority");
        Some(Self {
            kind: kind?,
            name: name.flatten(),
            authority: authority.flatten(),
        })
    }
}

impl Membered for ApplicantBody {
    fn read(members: &mut Members) -> Option<Self> {
        let name = members.need("name");
        let identity = members.may("identity");
        let phone = members.may("phone");
        let email = members.may("email");
        Some(Self {
            name: name?,
            identity: identity.flatten(),
            phone: phone.flatten(),
            email: email.flatten(),
        })
    }
}

impl Membered for AnswerBody {
    fn read(members: &mut Members) -> Option<Self> {
        let stage = members.may("stage");
        let form = members.may("form");
        let materials = members.may("materials");
        Some(Self {
            stage: stage.flatten(),
            form: form.unwrap_or_default(),
            materials: materials.unwrap_or_default(),
        })
    }
}
