//! A request that the story does not end: one department lets it lie, and the ladder has brought it to
//! the supervisors. Whoever opens the pages finds it there and can end it.

use serde_json::json;

use super::play::Play;
use super::story::{LYING, agree};

/// It is accepted, one department agrees, the other does not even take it from its queue.
pub(super) async fn begins(play: &mut Play) -> anyhow::Result<()> {
    play.until("2026-04-16 10:00").await?;
    play.file(
        "second permit",
        "residence-permit-home.json",
        "Duan Xiaohong files for a residence permit, on the ground of her rented home",
    )
    .await?;
    play.until("2026-04-16 10:30").await?;
    play.claims("Wu Lei", LYING, "intake").await?;
    play.does(
        "Wu Lei",
        LYING,
        "intake/accept",
        json!({}),
        "accepts the second permit",
    )
    .await?;
    play.until("2026-04-16 15:00").await?;
    play.opines(
        "Tang Wei",
        LYING,
        "residence",
        agree("2024年9月起登记居住"),
        "confirms that she lives here since September 2024",
    )
    .await
}

/// Where it stands when the story is over.
pub(super) async fn is_left(play: &mut Play) -> anyhow::Result<()> {
    play.lights(LYING).await?;
    play.aside(
        "nobody at Housing took it, so it lies with the supervisors: it is left for you to end",
    )
}
