//! Every page with who may open it: the table that [`super::entry`] enforces and the tests read. A
//! page that is not here is not served.

use crate::doors::gate::{Access, Route};

/// Any officer; what they may do at a case is for the core to say.
const OFFICER: Access = Access::Officer(&[]);

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
    get("/assets/{digest}/{name}", Access::Public),
    get("/look/language/{tongue}", Access::Public),
    get("/look/letters/{size}", Access::Public),
    // services
    get("/", Access::Public),
    get("/services/{key}", Access::Public),
    get("/services/{key}/diagram.svg", Access::Public),
    get("/help", Access::Public),
    // following one's own request
    get("/cases", Access::Public),
    post("/cases", Access::Public),
    post("/cases/leave", Access::Public),
    get("/open/{case}/{code}", Access::Public),
    get("/cases/{case}", Access::Applicant),
    get("/cases/{case}/correction", Access::Applicant),
    post("/cases/{case}/correction", Access::Applicant),
    get("/cases/{case}/withdraw", Access::Applicant),
    post("/cases/{case}/withdraw", Access::Applicant),
    get("/cases/{case}/slip", Access::Applicant),
    get("/cases/{case}/certificate", Access::Applicant),
    get("/cases/{case}/receipt", Access::Applicant),
    get("/cases/{case}/refusal", Access::Applicant),
    get("/certificates", Access::Public),
    get("/certificates/{case}/{code}", Access::Public),
    // the desk
    get("/desk/enter", Access::Public),
    post("/desk/enter", Access::Public),
    post("/desk/leave", OFFICER),
    get("/desk", OFFICER),
];
