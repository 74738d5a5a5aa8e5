//! Applications as multipart: the body is whatever came, under a boundary that it may have.

use super::house::HOUSE;
use super::shipped::SERVICES;

const BOUNDARY: &str = "b0undary";

pub fn run(bytes: &[u8]) {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    HOUSE.send("POST", "/api/v1/requests", &HOUSE.callers[1], &kind, bytes);
}

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for (_, example) in SERVICES {
        let mut application: serde_json::Value =
            serde_json::from_str(example).expect("a shipped example");
        let materials = application["materials"].take();
        application["materials"] = serde_json::json!({});
        let mut body = part(
            "application",
            "",
            "application/json",
            application.to_string().as_bytes(),
        );
        for material in materials.as_object().expect("materials").keys() {
            let name = format!("; filename=\"{material}.pdf\"");
            body.extend(part(material, &name, "application/pdf", b"%PDF-1.4\n%%EOF"));
        }
        body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
        seeds.push(body);
    }
    seeds.push(part("application", "", "application/json", b"{}"));
    seeds.push(part(
        "x",
        "; filename=\"../../etc\"",
        "image/png",
        b"\x89PNG\r\n\x1a\n",
    ));
    seeds
}

fn part(name: &str, more: &str, kind: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\nContent-Type: {kind}\r\n\r\n"
    );
    [head.as_bytes(), content, b"\r\n"].concat()
}
