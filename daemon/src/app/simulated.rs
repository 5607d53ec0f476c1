//! The clock of a simulator in Discord's place.

use emperione_protocol::Timestamp;
use serde::Deserialize;

use super::Failure;
use crate::clock::Clock;

/// `GET /_sim/clock`.
#[derive(Deserialize)]
struct Told {
    now: i64,
    speed: f64,
}

/// The simulator's clock, which may run faster than ours.
///
/// # Errors
/// If no simulator answers there.
pub async fn clock(url: &str) -> Result<Clock, Failure> {
    let address = format!("{}/_sim/clock", url.trim_end_matches('/'));
    let told: Told = ask(&address).await.map_err(|error| {
        Failure::new(format!("the simulator at {url} does not answer: {error}"))
            .hint("start it with `emperione-sim`, or run `emp demo`")
            .passing()
    })?;
    Ok(Clock::scaled(Timestamp(told.now), told.speed))
}

async fn ask(address: &str) -> reqwest::Result<Told> {
    reqwest::get(address)
        .await?
        .error_for_status()?
        .json()
        .await
}
