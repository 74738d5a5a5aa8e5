//! The shell around every page: head, header, navigation, footer.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use crate::domain::definition::Language;
use crate::domain::directory::{ADMINISTRATOR, AUDITOR, GOVERNMENT_HEAD, HEAD, SUPERVISOR};
use crate::i18n;
use crate::web::public::LOOK;
use crate::web::{Frame, assets};

/// What a page may load: its own style, script, pictures and documents; nothing from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; \
    connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Whose page it is: it decides the width, the navigation and the script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shell {
    /// For migrants: one narrow column, large targets.
    Public,
    /// For officers: the whole width, dense.
    Staff,
}

/// A page, ready to be sent.
#[derive(Debug)]
pub struct Page {
    frame: Frame,
    shell: Shell,
    title: String,
    body: Markup,
    status: StatusCode,
    mistaken: bool,
    /// Whether something is typed here, and where else than to its own form it is kept.
    typing: Option<Option<String>>,
}

/// The `id` of the form that is typed into, where a page has one.
pub const TYPING: &str = "typing";

impl Page {
    /// A page for migrants. The body brings its own `h1`.
    #[must_use]
    pub fn public(frame: &Frame, title: impl Into<String>, body: Markup) -> Self {
        Self::of(frame, Shell::Public, title.into(), body)
    }

    /// A page for officers.
    #[must_use]
    pub fn staff(frame: &Frame, title: impl Into<String>, body: Markup) -> Self {
        Self::of(frame, Shell::Staff, title.into(), body)
    }

    fn of(frame: &Frame, shell: Shell, title: String, body: Markup) -> Self {
        Self {
            frame: frame.clone(),
            shell,
            title,
            body,
            status: StatusCode::OK,
            mistaken: false,
            typing: None,
        }
    }

    /// The page on which something is typed into the form of the id [`TYPING`]: whoever changes the
    /// language or the size of letters sends that form, to its own address or to another, where it is
    /// kept.
    #[must_use]
    pub fn typing(mut self, keeps: Option<String>) -> Self {
        self.typing = Some(keeps);
        self
    }

    /// The page with another status.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The page shown again because something on it needs mending: its title says so first.
    #[must_use]
    pub fn mistaken(mut self, status: StatusCode) -> Self {
        self.status = status;
        self.mistaken = true;
        self
    }

    /// The page with something on it that is shown once: no browser keeps a copy.
    #[must_use]
    pub fn once(self) -> Response {
        let mut response = self.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }

    fn markup(&self) -> Markup {
        let frame = &self.frame;
        let mut class = match self.shell {
            Shell::Public => "public".to_owned(),
            Shell::Staff => "staff".to_owned(),
        };
        if frame.large() {
            class.push_str(" large");
        }
        html! {
            (DOCTYPE)
            html lang=(i18n::tag(frame.language())) class=(class) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title {
                        @if self.mistaken { (frame.say("page-mistaken")) }
                        (self.title) " · " (frame.say("brand"))
                    }
                    link rel="icon" type="image/svg+xml" href=(assets::path(frame, "seal.svg"));
                    link rel="stylesheet" href=(assets::path(frame, "lianban.css"));
                    @if self.shell == Shell::Staff {
                        script src=(assets::path(frame, "desk.js")) defer {}
                    }
                }
                body {
                    a class="skip" href="#main" { (frame.say("page-skip")) }
                    @if frame.demo() { p class="demo" { (frame.say("page-demo")) } }
                    (self.header())
                    main id="main" tabindex="-1" { (self.body) }
                    (self.footer())
                }
            }
        }
    }

    fn header(&self) -> Markup {
        let frame = &self.frame;
        let home = match self.shell {
            Shell::Public => "/",
            Shell::Staff => "/desk",
        };
        html! {
            header class="top" {
                a class="brand" href=(frame.link(home)) {
                    img src=(assets::path(frame, "seal.svg")) alt="" width="36" height="36";
                    span { b { (frame.say("brand")) } " " small { (frame.say("brand-line")) } }
                }
                @if self.shell == Shell::Staff { (staff_links(frame)) }
                nav class="tools" aria-label=(frame.say("page-tools")) {
                    @if self.shell == Shell::Public && frame.is_at_window() { a href=(frame.link("/desk")) { (frame.say("duty-back")) } }
                    (tools(frame, self.typing.as_ref()))
                }
            }
        }
    }

    fn footer(&self) -> Markup {
        let frame = &self.frame;
        html! {
            footer class="bottom" {
                @match self.shell {
                    Shell::Public => {
                        p { a href=(frame.link("/help")) { (frame.say("page-help")) } }
                        p { (frame.say("page-promise")) }
                        p { a href=(frame.link("/desk")) { (frame.say("page-staff-door")) } }
                    }
                    Shell::Staff => p {
                        a href=(frame.link("/desk/keys")) { (frame.say("page-keys")) }
                        " · " a href=(frame.link("/help")) { (frame.say("page-help")) }
                    }
                }
            }
        }
    }
}

/// Where an officer may go, by what they are.
fn staff_links(frame: &Frame) -> Markup {
    let Some(staff) = frame.staff() else {
        return html! {};
    };
    let is = |roles: &[&str]| roles.iter().any(|role| staff.officer.is(role));
    let mut links = vec![("/desk", "nav-desk"), ("/desk/sittings", "nav-sittings")];
    if is(&[SUPERVISOR, AUDITOR, HEAD, GOVERNMENT_HEAD]) {
        links.push(("/oversight", "nav-oversight"));
    }
    if is(&[ADMINISTRATOR]) {
        links.push(("/admin", "nav-admin"));
    } else {
        let of_others: [(&[&str], &str, &str); 4] = [
            (&[SUPERVISOR], "/admin/jobs", "jobs-title"),
            (&[SUPERVISOR], "/admin/mails", "mails-title"),
            (&[AUDITOR], "/admin/acts", "acts-title"),
            (&[HEAD], "/admin/templates", "templates-title"),
        ];
        let theirs = of_others.iter().filter(|(roles, ..)| is(roles));
        links.extend(theirs.map(|(_, path, key)| (*path, *key)));
    }
    // The longest link that this page lies under is where the reader is.
    let here = links
        .iter()
        .map(|(path, _)| *path)
        .filter(|path| frame.path() == *path || frame.path().starts_with(&format!("{path}/")))
        .max_by_key(|path| path.len());
    html! {
        nav class="rooms" aria-label=(frame.say("page-rooms")) {
            @for (path, key) in links {
                a href=(frame.link(path)) aria-current=[(here == Some(path)).then_some("page")] { (frame.say(key)) }
            }
        }
    }
}

/// Language, size of letters, who is signed in.
fn tools(frame: &Frame, typing: Option<&Option<String>>) -> Markup {
    let (other, name) = match frame.language() {
        Language::Zh => ("en", "English"),
        Language::En => ("zh", "中文"),
    };
    let other_tag = match frame.language() {
        Language::Zh => "en",
        Language::En => "zh-CN",
    };
    let then = form_urlencoded(frame.here());
    let (size, size_key) = if frame.large() {
        ("usual", "page-usual-letters")
    } else {
        ("large", "page-large-letters")
    };
    html! {
        @if let Some(keeps) = typing {
            // What Enter in a field presses is a form's first button, and that is none of the switches.
            button class="skip" form=(TYPING) tabindex="-1" aria-hidden="true" {}
            button class="plain" form=(TYPING) name=(LOOK) value=(other) formaction=[keeps.as_ref()] formnovalidate lang=(other_tag) { (name) }
            button class="plain" form=(TYPING) name=(LOOK) value=(size) formaction=[keeps.as_ref()] formnovalidate { (frame.say(size_key)) }
        } @else {
            a href=(frame.link(&format!("/look/language/{other}?then={then}"))) lang=(other_tag) { (name) }
            a href=(frame.link(&format!("/look/letters/{size}?then={then}"))) { (frame.say(size_key)) }
        }
        @if let Some(staff) = frame.staff() {
            a href=(frame.link("/desk/me")) { (staff.name) }
            form method="post" action=(frame.link("/desk/leave")) { button class="plain" { (frame.say("page-leave")) } }
        }
    }
}

fn form_urlencoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.markup().into_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        );
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(POLICY),
        );
        headers.insert(header::VARY, HeaderValue::from_static("Cookie"));
        response
    }
}
