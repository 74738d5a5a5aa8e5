//! What the account calls things: the titles of a service, as its guide gives them to everybody, and
//! plain words for what the journal names by key.

use std::collections::BTreeMap;

use serde_json::Value;

/// The titles of one service's stages and reviews.
#[derive(Default)]
pub(super) struct Titles {
    stages: BTreeMap<String, String>,
    reviews: BTreeMap<String, (String, String)>,
}

impl Titles {
    /// From a service's guide, as `GET /api/v1/workflows/{key}` answers it.
    pub(super) fn of(guide: &Value) -> Self {
        let mut titles = Self::default();
        for stage in rows(&guide["stages"]) {
            let key = text(&stage["key"]);
            titles.stages.insert(key.to_owned(), english(stage));
            for review in rows(&stage["reviews"]) {
                let id = format!("{key}.{}", text(&review["key"]));
                let department = in_english(&review["department"]);
                titles.reviews.insert(id, (english(review), department));
            }
        }
        titles
    }

    /// A stage, as `verify`.
    pub(super) fn stage(&self, key: &str) -> String {
        let title = self.stages.get(key).map_or(key, String::as_str);
        format!("stage “{title}”")
    }

    /// A review with its department, as `verify.stay` or `verify.age#1`.
    pub(super) fn review(&self, id: &str) -> String {
        match self.reviews.get(without_row(id)) {
            Some((title, department)) => format!("“{title}” of {department}"),
            None => id.to_owned(),
        }
    }

    /// A review, where the department is said already.
    pub(super) fn own_review(&self, id: &str) -> String {
        match self.reviews.get(without_row(id)) {
            Some((title, _)) => format!("“{title}”"),
            None => id.to_owned(),
        }
    }

    /// A clock or a piece of work, as `review:verify.stay`, `stage:verify`, `card:1`, `decide`.
    pub(super) fn wait(&self, name: &str) -> String {
        let (kind, key) = name.split_once(':').unwrap_or((name, ""));
        match kind {
            "review" => self.review(key),
            "stage" => self.stage(key),
            "collect" => format!("the collecting of missing items, {}", self.stage(key)),
            "answer" => "the applicant's answer".to_owned(),
            "card" => format!("the answer to card {key}"),
            "tell" => format!("telling the applicant, notice {key}"),
            "correction" => "the correction letter".to_owned(),
            "intake" => "intake".to_owned(),
            "intake_answer" => "the applicant's answer at intake".to_owned(),
            "statutory" => "the time the law gives".to_owned(),
            "promised" => "the promised time".to_owned(),
            "decide" => "the decision".to_owned(),
            "issue" => "making the certificate".to_owned(),
            "deliver" => "handing over".to_owned(),
            _ => name.to_owned(),
        }
    }
}

fn without_row(id: &str) -> &str {
    id.split('#').next().unwrap_or(id)
}

/// What a rung does, as the journal writes it: `"remind"`, `{"card": "red"}`.
pub(super) fn action(action: &Value) -> String {
    let (word, what) = match action {
        Value::Object(object) => match object.iter().next() {
            Some((word, what)) => (word.as_str(), text(what)),
            None => ("", ""),
        },
        other => (text(other), ""),
    };
    match (word, what) {
        ("remind", _) => "a reminder".to_owned(),
        ("urge", _) => "urged, on the record".to_owned(),
        ("notify", role) => format!("the {role} is told"),
        ("card", colour) => format!("a {colour} card"),
        ("reassign", role) => format!("moves to the {role}"),
        ("hand_to", role) => format!("goes to the {role}"),
        _ => format!("{word} {what}").trim().to_owned(),
    }
}

/// The phase a request is in now.
pub(super) fn phase(phase: &str) -> String {
    match phase {
        "under_review" => "the request is now under review".to_owned(),
        "deciding" => "all opinions are in; now the decision".to_owned(),
        "certifying" => "now the certificate is made".to_owned(),
        "delivering" => "the certificate is ready to be handed over".to_owned(),
        "concluded" => "the request is concluded".to_owned(),
        other => format!("the request is now {}", other.replace('_', " ")),
    }
}

/// What was decided.
pub(super) fn outcome(outcome: &str) -> &str {
    match outcome {
        "grant" => "granted",
        "grant_conditions" => "granted with conditions",
        "refuse" => "refused",
        other => other,
    }
}

/// So many of something.
pub(super) fn count(number: i64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// English where there is some, Chinese otherwise.
pub(super) fn in_english(words: &Value) -> String {
    let said = words["en"].as_str().or(words["zh"].as_str());
    said.unwrap_or_default().to_owned()
}

fn english(titled: &Value) -> String {
    in_english(&titled["title"])
}

fn rows(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn titles() -> Titles {
        Titles::of(&json!({"stages": [{
            "key": "verify",
            "title": {"zh": "并联核验", "en": "Checks in parallel"},
            "reviews": [{"key": "stay", "title": {"zh": "居住核验", "en": "Residence"},
                "department": {"zh": "公安局", "en": "Public security"}}],
        }]}))
    }

    #[test]
    fn waits_are_called_by_their_titles() {
        let titles = titles();
        for (name, said) in [
            ("review:verify.stay", "“Residence” of Public security"),
            ("review:verify.stay#2", "“Residence” of Public security"),
            ("stage:verify", "stage “Checks in parallel”"),
            ("card:1", "the answer to card 1"),
            ("promised", "the promised time"),
            ("review:verify.gone", "verify.gone"),
        ] {
            assert_eq!(titles.wait(name), said);
        }
    }

    #[test]
    fn rungs_say_what_they_do() {
        assert_eq!(action(&json!("remind")), "a reminder");
        assert_eq!(action(&json!({"card": "red"})), "a red card");
        assert_eq!(
            action(&json!({"hand_to": "supervisor"})),
            "goes to the supervisor"
        );
    }
}
