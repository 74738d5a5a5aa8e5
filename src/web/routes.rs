//! Every page with who may open it: the table that [`super::entry`] enforces and the tests read. A
//! page that is not here is not served.

use crate::domain::directory::{ADMINISTRATOR, AUDITOR, GOVERNMENT_HEAD, HEAD, SUPERVISOR, WINDOW};
use crate::doors::gate::{Access, Route};

/// Any officer; what they may do at a case is for the core to say.
const OFFICER: Access = Access::Officer(&[]);

/// Those at the counter, and whoever is their head.
const COUNTER: Access = Access::Officer(&[WINDOW, HEAD]);

/// Those who watch over the whole.
const WATCHES: Access = Access::Officer(&[SUPERVISOR, AUDITOR, HEAD, GOVERNMENT_HEAD]);

/// Those who read journals.
const JOURNALS: Access = Access::Officer(&[SUPERVISOR, AUDITOR]);
/// Those who may intervene; extensions need the role that the workflow names.
const INTERVENES: Access = Access::Officer(&[SUPERVISOR, HEAD, GOVERNMENT_HEAD]);

/// Those who let an auditor read by a link.
const LINKS: Access = Access::Officer(&[SUPERVISOR]);

/// Those who keep accounts, working days and workflows.
const KEEPS: Access = Access::Officer(&[ADMINISTRATOR]);
/// Those who keep the reasons a department gives again and again.
const KEEPS_REASONS: Access = Access::Officer(&[ADMINISTRATOR, HEAD]);
/// Those who read what was done to accounts.
const AUDITS: Access = Access::Officer(&[ADMINISTRATOR, AUDITOR]);
/// Those who see to it that what was to happen by itself does.
const RUNS: Access = Access::Officer(&[ADMINISTRATOR, SUPERVISOR]);

const fn get(path: &'static str, access: Access) -> Route {
    Route {
        method: "GET",
        path,
        access,
    }
}

const fn post(path: &'static str, access: Access) -> Route {
    Route {
        method: "POST",
        path,
        access,
    }
}

/// The table.
pub const ROUTES: &[Route] = &[
    get("/assets/{digest}/{name}", Access::Probe),
    get("/look/language/{tongue}", Access::Public),
    get("/look/letters/{size}", Access::Public),
    // services
    get("/", Access::Public),
    get("/services/{key}", Access::Public),
    get("/services/{key}/diagram.svg", Access::Public),
    get("/help", Access::Public),
    // applying: a draft is its writer's who holds its code
    get("/apply/{service}", Access::Public),
    post("/apply/{service}", Access::Public),
    get("/apply/{service}/people/{part}", Access::Public),
    post("/apply/{service}/people/{part}", Access::Public),
    get("/apply/{service}/form/{field}", Access::Public),
    post("/apply/{service}/form/{field}", Access::Public),
    get("/apply/{service}/form/{field}/{row}", Access::Public),
    post("/apply/{service}/form/{field}/{row}", Access::Public),
    post("/apply/{service}/form/{field}/{row}/remove", Access::Public),
    get("/apply/{service}/materials/{material}", Access::Public),
    post("/apply/{service}/materials/{material}", Access::Public),
    post(
        "/apply/{service}/materials/{material}/remove",
        Access::Public,
    ),
    get(
        "/apply/{service}/materials/{material}/{file}",
        Access::Public,
    ),
    get("/apply/{service}/check", Access::Public),
    post("/apply/{service}/check", Access::Public),
    get("/apply/{service}/saved", Access::Public),
    post("/apply/{service}/leave", Access::Public),
    get("/apply/{service}/done/{case}", Access::Public),
    get("/continue", Access::Public),
    post("/continue", Access::Public),
    // following one's own request
    get("/cases", Access::Public),
    post("/cases", Access::Public),
    post("/cases/leave", Access::Public),
    // by a one-time code to the phone or mail of one's requests; what is asked for, and what was
    // proved, these look at themselves
    post("/cases/code", Access::Public),
    get("/cases/code", Access::Public),
    post("/cases/code/check", Access::Public),
    get("/cases/mine", Access::Public),
    post("/cases/mine", Access::Public),
    get("/open/{case}/{code}", Access::Public),
    get("/cases/{case}", Access::Applicant),
    get("/cases/{case}/correction", Access::Applicant),
    post("/cases/{case}/correction", Access::Applicant),
    get("/cases/{case}/withdraw", Access::Applicant),
    post("/cases/{case}/withdraw", Access::Applicant),
    get("/cases/{case}/rating", Access::Applicant),
    post("/cases/{case}/rating", Access::Applicant),
    get("/cases/{case}/complaint", Access::Applicant),
    post("/cases/{case}/complaint", Access::Applicant),
    get("/cases/{case}/contact", Access::Applicant),
    post("/cases/{case}/contact", Access::Applicant),
    get("/cases/{case}/slip", Access::Applicant),
    get("/cases/{case}/certificate", Access::Applicant),
    get("/cases/{case}/record", Access::Applicant),
    get("/cases/{case}/receipt", Access::Applicant),
    get("/cases/{case}/refusal", Access::Applicant),
    get("/certificates", Access::Public),
    get("/certificates/{case}/{code}", Access::Public),
    // the desk
    get("/desk/enter", Access::Public),
    post("/desk/enter", Access::Public),
    post("/desk/leave", Access::Public),
    get("/desk/provider", Access::Public),
    get("/desk/provider/back", Access::Public),
    // one's own account; what a session still asks for is asked before it is open, so these look at
    // the session themselves
    get("/desk/second", Access::Public),
    post("/desk/second", Access::Public),
    get("/desk/second/set-up", Access::Public),
    post("/desk/second/set-up", Access::Public),
    get("/desk/password", Access::Public),
    post("/desk/password", Access::Public),
    get("/desk/me", OFFICER),
    post("/desk/me/sessions", OFFICER),
    post("/desk/me/codes", OFFICER),
    get("/desk", OFFICER),
    get("/desk/live", OFFICER),
    get("/desk/filters", OFFICER),
    post("/desk/filters", OFFICER),
    post("/desk/filters/remove", OFFICER),
    get("/desk/keys", OFFICER),
    get("/desk/counter", COUNTER),
    post("/desk/counter", COUNTER),
    get("/desk/counter/{case}", COUNTER),
    get("/desk/counter/{case}/slip", COUNTER),
    get("/desk/counter/{case}/receipt", COUNTER),
    get("/desk/code", COUNTER),
    post("/desk/code", COUNTER),
    get("/desk/sittings", OFFICER),
    post("/desk/sittings", OFFICER),
    get("/desk/sittings/{id}", OFFICER),
    post("/desk/sittings/{id}/{act}", OFFICER),
    post("/desk/next", OFFICER),
    post("/desk/claim", OFFICER),
    get("/desk/requests/{case}/duties/{duty}", OFFICER),
    // whoever opens again what a form was sent to is led back to the work
    get("/desk/requests/{case}/duties/{duty}/{act}", OFFICER),
    post("/desk/requests/{case}/duties/{duty}/{act}", OFFICER),
    get(
        "/desk/requests/{case}/duties/{duty}/documents/{sha256}",
        OFFICER,
    ),
    get("/desk/requests/{case}/duties/{duty}/certificate", OFFICER),
    get("/desk/requests/{case}/duties/{duty}/refusal", OFFICER),
    get("/desk/requests/{case}/cards", OFFICER),
    post("/desk/requests/{case}/cards/{number}", OFFICER),
    // oversight
    get("/oversight", WATCHES),
    get("/oversight/cells.csv", WATCHES),
    get("/oversight/stalled", WATCHES),
    get("/oversight/work", WATCHES),
    get("/oversight/acts", INTERVENES),
    post("/oversight/acts/{act}", INTERVENES),
    get("/oversight/workflows", WATCHES),
    get("/oversight/workflows/{key}", WATCHES),
    get("/oversight/workflows/{key}/diagram.svg", WATCHES),
    get("/oversight/requests", WATCHES),
    get("/oversight/requests/{case}", WATCHES),
    get("/oversight/requests/{case}/diagram.svg", WATCHES),
    get("/oversight/requests/{case}/journal", JOURNALS),
    post("/oversight/requests/{case}/{act}", INTERVENES),
    get("/oversight/links", LINKS),
    post("/oversight/links", LINKS),
    post("/oversight/links/{id}/revoke", LINKS),
    // an auditor without an account: what stands in the link opens it
    get("/audit/{link}", Access::Public),
    get("/audit/{link}/journal", Access::Public),
    get("/audit/{link}/diagram.svg", Access::Public),
    // administration
    get("/admin", KEEPS),
    get("/admin/officers", KEEPS),
    get("/admin/officers/add", KEEPS),
    post("/admin/officers/add", KEEPS),
    get("/admin/officers/{id}", KEEPS),
    get("/admin/officers/{id}/{act}", KEEPS),
    post("/admin/officers/{id}/{act}", KEEPS),
    get("/admin/acts", AUDITS),
    get("/admin/acts.csv", AUDITS),
    get("/admin/calendar", KEEPS),
    post("/admin/calendar", KEEPS),
    get("/admin/workflows", KEEPS),
    post("/admin/workflows/check", KEEPS),
    post("/admin/workflows/propose", KEEPS),
    get("/admin/workflows/{key}/{version}", KEEPS),
    get("/admin/workflows/{key}/{version}/diagram.svg", KEEPS),
    get("/admin/proposals/{number}", KEEPS),
    post("/admin/proposals/{number}/{act}", KEEPS),
    get("/admin/departments", KEEPS),
    get("/admin/departments/{department}", KEEPS),
    post("/admin/departments/{department}/move", KEEPS),
    get("/admin/templates", KEEPS_REASONS),
    post("/admin/templates", KEEPS_REASONS),
    post("/admin/templates/{id}/{act}", KEEPS_REASONS),
    get("/admin/notices", KEEPS),
    get("/admin/notices/{template}", KEEPS),
    get("/admin/notices/{template}/{tongue}", KEEPS),
    get("/admin/rules", KEEPS),
    get("/admin/schedules", KEEPS),
    get("/admin/jobs", RUNS),
    post("/admin/jobs/{id}/retry", RUNS),
    get("/admin/mails", RUNS),
];
