//! A browser without JavaScript: keeps cookies, reads forms off the page, sends them.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use lianban::doors::Doors;
use lianban::web;
use tower::ServiceExt;

use crate::api::client::Case;

pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    /// What it says of where a call comes from.
    pub from_site: &'static str,
}

/// A page as it came.
#[derive(Debug)]
pub struct Seen {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

/// A form as it stands on a page: what would be sent if nothing were typed.
#[derive(Debug, Clone)]
pub struct Filled {
    pub action: String,
    pub fields: Vec<(String, String)>,
    files: Vec<(String, String, Vec<u8>)>,
    multipart: bool,
}

impl Browser {
    pub fn new(doors: &Doors) -> Self {
        Self {
            router: web::router(doors.clone()),
            cookies: BTreeMap::new(),
            from_site: "same-origin",
        }
    }

    /// Somebody with a case open.
    pub async fn of(doors: &Doors, case: &Case) -> Self {
        let mut browser = Self::new(doors);
        let opened = browser
            .get(&format!("/open/{}/{}", case.number, case.secret))
            .await;
        assert_eq!(opened.to(), format!("/cases/{}", case.number));
        browser
    }

    /// Takes a cookie over: two people at one browser.
    pub fn take_from(&mut self, other: &Self, name: &str) {
        let value = other.cookies[name].clone();
        self.cookies.insert(name.to_owned(), value);
    }

    pub async fn get(&mut self, path: &str) -> Seen {
        let request = Request::get(path).body(Body::empty()).unwrap();
        self.send(request).await
    }

    /// The page, which has to be there.
    #[track_caller]
    pub fn page(&mut self, path: &str) -> impl Future<Output = String> {
        let at = std::panic::Location::caller();
        async move {
            let seen = self.get(path).await;
            assert_eq!(seen.status, 200, "{path} at {at}: {}", seen.text);
            seen.text
        }
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    pub async fn submit(&mut self, form: &Filled) -> Seen {
        if !form.multipart {
            let fields: Vec<(&str, &str)> = form
                .fields
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            return self.post(&form.action, &fields).await;
        }
        let mut body = Vec::new();
        for (name, value) in &form.fields {
            body.extend(
                format!(
                    "--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
                )
                .bytes(),
            );
        }
        for (name, file, bytes) in &form.files {
            body.extend(format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: application/octet-stream\r\n\r\n").bytes());
            body.extend(bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--cut--\r\n");
        let request = Request::post(&form.action)
            .header("content-type", "multipart/form-data; boundary=cut")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// The cookies it sends.
    pub fn shown(&self) -> String {
        let shown = self.cookies.iter();
        let shown: Vec<String> = shown
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        shown.join("; ")
    }

    async fn send(&mut self, mut request: Request<Body>) -> Seen {
        let shown = self.shown();
        let headers = request.headers_mut();
        headers.insert("sec-fetch-site", self.from_site.parse().unwrap());
        if !shown.is_empty() {
            headers.insert("cookie", shown.parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.unwrap();
        for cookie in parts.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let (name, rest) = cookie.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            match cookie.contains("Max-Age=0") {
                true => self.cookies.remove(name),
                false => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        Seen {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}

impl Seen {
    /// Where it leads.
    #[track_caller]
    pub fn to(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.text);
        self.headers["location"].to_str().unwrap()
    }

    #[track_caller]
    pub fn refused(&self, status: u16) -> &str {
        assert_eq!(self.status, status, "{}", self.text);
        &self.text
    }
}

impl Filled {
    /// The form with this action on a page.
    #[track_caller]
    pub fn on(page: &str, action: &str) -> Self {
        let begins = page
            .match_indices("<form ")
            .map(|(at, _)| at)
            .find(|at| {
                page[*at..]
                    .split('>')
                    .next()
                    .unwrap()
                    .contains(&format!("action=\"{action}\""))
            })
            .unwrap_or_else(|| panic!("no form to {action} on {page}"));
        let form = page[begins..].split("</form>").next().unwrap();
        let multipart = form
            .split('>')
            .next()
            .unwrap()
            .contains("multipart/form-data");
        Self {
            action: action.to_owned(),
            fields: fields(form),
            files: Vec::new(),
            multipart,
        }
    }

    /// Types into a field of the form, which has to be there.
    #[track_caller]
    pub fn typed(mut self, name: &str, value: &str) -> Self {
        let found = self.fields.iter_mut().find(|(known, _)| known == name);
        found.unwrap_or_else(|| panic!("no field {name}")).1 = value.to_owned();
        self
    }

    /// Ticks or presses what is not sent otherwise.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn with_file(mut self, name: &str, file: &str, bytes: &[u8]) -> Self {
        self.files
            .push((name.to_owned(), file.to_owned(), bytes.to_vec()));
        self
    }

    pub fn value(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// What a form holds, in order: inputs that are not unticked or files, texts, chosen options.
fn fields(form: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut select: Option<String> = None;
    for tag in form.split('<').skip(1) {
        let (inside, after) = tag.split_once('>').unwrap_or((tag, ""));
        let name = attribute(inside, "name");
        match inside.split([' ', '/']).next().unwrap() {
            "input" => {
                let kind = attribute(inside, "type").unwrap_or_default();
                let unticked =
                    matches!(kind.as_str(), "radio" | "checkbox") && !inside.contains(" checked");
                if let Some(name) = name.filter(|_| kind != "file" && !unticked) {
                    fields.push((name, attribute(inside, "value").unwrap_or_default()));
                }
            }
            "textarea" => fields.extend(name.map(|name| (name, plain(after)))),
            "select" => {
                select.clone_from(&name);
                fields.extend(name.map(|name| (name, String::new())));
            }
            "option" if inside.contains(" selected") => {
                let chosen = attribute(inside, "value").unwrap_or_default();
                let open = fields
                    .iter_mut()
                    .rfind(|(known, _)| Some(known) == select.as_ref());
                open.unwrap().1 = chosen;
            }
            _ => {}
        }
    }
    fields
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(plain(rest.split('"').next()?))
}

fn plain(html: &str) -> String {
    html.replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}
