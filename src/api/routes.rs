//! Every route with who may take it: the one table that the gate enforces, the document quotes
//! and the tests read. A route that is not here is not served.

use crate::domain::directory::{ADMINISTRATOR, AUDITOR, GOVERNMENT_HEAD, HEAD, SUPERVISOR};
use crate::doors::gate::{Access, Route};

/// Any officer; what they may do at a case is for the core to say.
const OFFICER: Access = Access::Officer(&[]);
/// Those who watch over the whole.
const OVERSIGHT: Access = Access::Officer(&[SUPERVISOR, AUDITOR]);
/// Whom a ladder hands work to that a department did not do.
const SUPERVISES: Access = Access::Officer(&[SUPERVISOR]);
/// Those who may intervene; extensions need the role that the workflow names.
const INTERVENES: Access = Access::Officer(&[SUPERVISOR, HEAD, GOVERNMENT_HEAD]);
/// Those who keep accounts.
const ACCOUNTS: Access = Access::Officer(&[ADMINISTRATOR]);

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

const fn put(path: &'static str, access: Access) -> Route {
    Route {
        method: "PUT",
        path,
        access,
    }
}

/// The table.
pub const ROUTES: &[Route] = &[
    // the applicant
    post("/api/v1/requests", Access::Filer),
    get("/api/v1/requests/{case}", Access::Applicant),
    get("/api/v1/requests/{case}/timeline", Access::Applicant),
    post("/api/v1/requests/{case}/correction", Access::Applicant),
    post("/api/v1/requests/{case}/withdraw", Access::Applicant),
    post("/api/v1/requests/{case}/rating", Access::Applicant),
    post("/api/v1/requests/{case}/complaints", Access::Applicant),
    post("/api/v1/requests/{case}/contact", Access::Applicant),
    get(
        "/api/v1/requests/{case}/certificate",
        Access::ApplicantOrOfficer,
    ),
    get("/api/v1/certificates/{case}/{code}", Access::Public),
    // queues and the work in them
    get("/api/v1/queues", SUPERVISES),
    get("/api/v1/queues/{department}", OFFICER),
    get("/api/v1/requests/{case}/duties/{duty}", OFFICER),
    get(
        "/api/v1/requests/{case}/duties/{duty}/documents/{sha256}",
        OFFICER,
    ),
    get("/api/v1/requests/{case}/duties/{duty}/draft", OFFICER),
    put("/api/v1/requests/{case}/duties/{duty}/draft", OFFICER),
    post("/api/v1/requests/{case}/duties/{duty}/claim", OFFICER),
    post("/api/v1/requests/{case}/duties/{duty}/release", OFFICER),
    post("/api/v1/requests/{case}/duties/{duty}/transfer", OFFICER),
    post("/api/v1/requests/{case}/duties/{duty}/opinion", OFFICER),
    post("/api/v1/requests/{case}/duties/{duty}/retract", OFFICER),
    post("/api/v1/requests/{case}/duties/{duty}/items", OFFICER),
    // intake, Art. 32
    post("/api/v1/requests/{case}/intake/accept", OFFICER),
    post("/api/v1/requests/{case}/intake/correction", OFFICER),
    post("/api/v1/requests/{case}/intake/on-the-spot", OFFICER),
    post("/api/v1/requests/{case}/intake/refuse", OFFICER),
    post("/api/v1/requests/{case}/intake/not-needed", OFFICER),
    post("/api/v1/requests/{case}/intake/redirect", OFFICER),
    post("/api/v1/requests/{case}/secret", OFFICER),
    // the lead
    post(
        "/api/v1/requests/{case}/stages/{stage}/correction/send",
        OFFICER,
    ),
    post(
        "/api/v1/requests/{case}/stages/{stage}/departments",
        OFFICER,
    ),
    post("/api/v1/requests/{case}/stages/{stage}/mode", OFFICER),
    // the result
    post("/api/v1/requests/{case}/decision", OFFICER),
    post("/api/v1/requests/{case}/certificate", OFFICER),
    post("/api/v1/requests/{case}/delivery", OFFICER),
    post("/api/v1/requests/{case}/notices/{number}/told", OFFICER),
    post("/api/v1/requests/{case}/notices/{number}/not-told", OFFICER),
    post("/api/v1/requests/{case}/cards/{number}/answer", OFFICER),
    // what the applicant said about it
    post("/api/v1/requests/{case}/follow-up", OFFICER),
    post(
        "/api/v1/requests/{case}/complaints/{number}/answer",
        OFFICER,
    ),
    // sittings
    post("/api/v1/sittings", OFFICER),
    get("/api/v1/sittings", OFFICER),
    get("/api/v1/sittings/{id}", OFFICER),
    post("/api/v1/sittings/{id}/agenda", OFFICER),
    post("/api/v1/sittings/{id}/attendance", OFFICER),
    post("/api/v1/sittings/{id}/opinions", OFFICER),
    post("/api/v1/sittings/{id}/close", OFFICER),
    post("/api/v1/sittings/{id}/call-off", OFFICER),
    // oversight
    get("/api/v1/requests", OVERSIGHT),
    get("/api/v1/requests/{case}/explain", OFFICER),
    get("/api/v1/requests/{case}/journal", OVERSIGHT),
    post("/api/v1/requests/{case}/supervise", INTERVENES),
    post("/api/v1/supervise/bulk", INTERVENES),
    get("/api/v1/stalled", OVERSIGHT),
    // services
    get("/api/v1/workflows", Access::Public),
    get("/api/v1/workflows/{key}", Access::Public),
    get("/api/v1/workflows/{key}/diagram.svg", Access::Public),
    // accounts
    get("/api/v1/me", OFFICER),
    get("/api/v1/officers", ACCOUNTS),
    post("/api/v1/officers", ACCOUNTS),
    post("/api/v1/officers/{id}/deactivate", ACCOUNTS),
    post("/api/v1/officers/{id}/tokens", ACCOUNTS),
    post("/api/v1/officers/{id}/tokens/{token}/revoke", ACCOUNTS),
    // the house itself
    get("/api/v1/problems", Access::Public),
    get("/api/v1/problems/{code}", Access::Public),
    get("/api/openapi.json", Access::Public),
    get("/healthz", Access::Probe),
    get("/readyz", Access::Probe),
    get("/metrics", Access::Operator),
];
