//! `lianban submit FILE`

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use super::client::{As, Client, Package};
use super::{Ending, say};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  lianban submit workflows/examples/school-admission.json\n  lianban submit shop.json --url https://lianban.example.org --key shop-2026-04-08\n\nThe files that the application names are read beside it, or in files/ beside it. With the same\n--key, sending the same again returns the first answer instead of filing a second time."
)]
pub(super) struct Arguments {
    /// The application, as JSON
    file: PathBuf,
    /// Where the house answers
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: String,
    /// A window officer's token, to file for somebody at the counter
    #[arg(long, env = "LIANBAN_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// The Idempotency-Key, of this application alone; else a new one
    #[arg(long)]
    key: Option<String>,
    /// As JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let package = Package::read(&arguments.file)?;
    let client = Client::new(&arguments.url)?;
    let who = arguments.token.as_deref().map_or(As::Public, As::Officer);
    let key = arguments
        .key
        .clone()
        .unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
    let answer = client
        .post_with_files(who, "/api/v1/requests", "application", &package, &key)
        .await?;
    if answer.status != 201 {
        if arguments.json {
            say::json(&answer.body)?;
        }
        say::aside(answer.problem());
        return Ok(Ending::Refused);
    }
    if arguments.json {
        say::json(&answer.body)?;
        return Ok(Ending::Done);
    }
    let text = |key: &str| answer.body[key].as_str().unwrap_or_default().to_owned();
    let (case, secret) = (text("case_number"), text("secret"));
    say::line(format!(
        "case number  {case}\nsecret       {secret}\nnext         {}",
        text("next")
    ))?;
    say::line(format!(
        "follow       curl -H 'Authorization: Case {case}:{secret}' {}",
        followed(&arguments.url, &text("status_url"))
    ))?;
    if answer.body["receipt"] != Value::Null {
        say::line(format!("\n{}", text("receipt").trim_end()))?;
    }
    Ok(Ending::Done)
}

/// Where the answer's place is: it begins with the path under which the house is shown.
fn followed(url: &str, place: &str) -> String {
    let joined = url::Url::parse(url).and_then(|url| url.join(place));
    joined.map_or_else(|_| place.to_owned(), |place| place.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_an_answer_is_followed_from_the_host_alone() {
        let place = "/lianban/api/v1/requests/2222";
        for url in [
            "https://town.example/lianban",
            "https://town.example/lianban/",
        ] {
            assert_eq!(followed(url, place), format!("https://town.example{place}"));
        }
        let bare = followed("http://127.0.0.1:8080", "/api/v1/requests/2222");
        assert_eq!(bare, "http://127.0.0.1:8080/api/v1/requests/2222");
    }
}
