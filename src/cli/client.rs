//! The API as its callers meet it: over HTTP, with problems in plain words.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Misuse;
use anyhow::{Context as _, anyhow, bail};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

/// How long one answer may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);
/// Where the files of an application may lie, beside it.
const FILE_FOLDERS: [&str; 2] = ["", "files"];

/// Who is asking.
#[derive(Debug, Clone, Copy)]
pub(super) enum As<'a> {
    /// Nobody known.
    Public,
    /// An officer, by token.
    Officer(&'a str),
    /// The applicant of a case: its number and secret.
    Applicant(&'a str, &'a str),
}

/// A caller of one house.
#[derive(Debug, Clone)]
pub(super) struct Client {
    http: reqwest::Client,
    base: String,
}

/// What came back.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    /// The HTTP status.
    pub(super) status: u16,
    /// The body, if it is JSON; else its text.
    pub(super) body: Value,
}

impl Client {
    /// A caller of the house at this address, base path included.
    ///
    /// # Errors
    /// [`Misuse`] for what is no address of the web.
    pub(super) fn new(url: &str) -> anyhow::Result<Self> {
        let parsed = url::Url::parse(url).ok();
        let web = |url: &url::Url| matches!(url.scheme(), "http" | "https") && url.has_host();
        if !parsed.as_ref().is_some_and(web) {
            let advice = format!("`{url}` is no address; begin it with http:// or https://");
            return Err(Misuse(advice).into());
        }
        // Another part of the process may have chosen before; there is only this one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().timeout(ANSWER_WITHIN).build()?;
        Ok(Self {
            http,
            base: url.trim_end_matches('/').to_owned(),
        })
    }

    pub(super) async fn get(&self, who: As<'_>, path: &str) -> anyhow::Result<Answer> {
        self.send(self.request(Method::GET, who, path)).await
    }

    pub(super) async fn post(
        &self,
        who: As<'_>,
        path: &str,
        body: &Value,
    ) -> anyhow::Result<Answer> {
        let key = uuid::Uuid::new_v4().to_string();
        let request = self.request(Method::POST, who, path);
        self.send(request.header("idempotency-key", key).json(body))
            .await
    }

    /// Posts JSON with its files beside it. `part` names the JSON; the key makes repeating it safe.
    pub(super) async fn post_with_files(
        &self,
        who: As<'_>,
        path: &str,
        part: &str,
        sent: &Package,
        key: &str,
    ) -> anyhow::Result<Answer> {
        let request = self
            .request(Method::POST, who, path)
            .header("idempotency-key", key);
        self.send(request.multipart(sent.form(part)?)).await
    }

    fn request(&self, method: Method, who: As<'_>, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match who {
            As::Public => request,
            As::Officer(token) => request.bearer_auth(token),
            As::Applicant(case, secret) => {
                request.header("authorization", format!("Case {case}:{secret}"))
            }
        }
    }

    async fn send(&self, request: RequestBuilder) -> anyhow::Result<Answer> {
        let answer = request
            .send()
            .await
            .with_context(|| format!("{} does not answer", self.base))?;
        let status = answer.status().as_u16();
        let text = answer.text().await?;
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Ok(Answer { status, body })
    }
}

impl Answer {
    /// The body of an answer that says yes.
    ///
    /// # Errors
    /// The problem in plain words.
    pub(super) fn ok(self) -> anyhow::Result<Value> {
        if (200..300).contains(&self.status) {
            return Ok(self.body);
        }
        Err(anyhow!("{}", self.problem()))
    }

    /// What the other side says is wrong: code, detail, and each place.
    pub(super) fn problem(&self) -> String {
        let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let mut said = format!(
            "{} {}: {}",
            self.status,
            text(&self.body, "code"),
            text(&self.body, "detail")
        );
        for error in self.body["errors"].as_array().into_iter().flatten() {
            said.push_str(&format!(
                "\n  {}: {}",
                text(error, "pointer"),
                text(error, "detail")
            ));
        }
        said
    }
}

/// JSON with files: an application, or an answer to a correction.
#[derive(Debug, Clone)]
pub(super) struct Package {
    /// The JSON, `materials` listing the files by name.
    pub(super) json: Value,
    files: Vec<(String, String, Vec<u8>)>,
}

impl Package {
    /// Reads an application and the files it names, beside it or in `files/`.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        let json: Value = serde_json::from_str(&text)
            .with_context(|| format!("{} is no JSON", path.display()))?;
        let folder = path.parent().unwrap_or(Path::new("."));
        Self::with_files(json, |name| {
            let places: Vec<PathBuf> = FILE_FOLDERS
                .iter()
                .map(|inner| folder.join(inner).join(name))
                .collect();
            let found = places.iter().find(|place| place.is_file());
            let found = found.with_context(|| {
                format!("the file {name} is neither beside the application nor in files/")
            })?;
            std::fs::read(found).with_context(|| format!("{} cannot be read", found.display()))
        })
    }

    /// Takes the files that the JSON names from wherever they are.
    pub(super) fn with_files(
        json: Value,
        find: impl Fn(&str) -> anyhow::Result<Vec<u8>>,
    ) -> anyhow::Result<Self> {
        let mut files = Vec::new();
        for (material, listed) in json["materials"].as_object().into_iter().flatten() {
            for file in listed.as_array().into_iter().flatten() {
                let name = file["name"].as_str().context("a file has no name")?;
                if Path::new(name).components().count() != 1 {
                    bail!("{name} is a path, not the name of a file");
                }
                files.push((material.clone(), name.to_owned(), find(name)?));
            }
        }
        Ok(Self { json, files })
    }

    fn form(&self, part: &str) -> anyhow::Result<Form> {
        let json = Part::text(self.json.to_string()).mime_str("application/json")?;
        let mut form = Form::new().part(part.to_owned(), json);
        for (material, name, bytes) in &self.files {
            form = form.part(
                material.clone(),
                Part::bytes(bytes.clone()).file_name(name.clone()),
            );
        }
        Ok(form)
    }
}
