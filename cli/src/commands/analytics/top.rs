//! `emp analytics top`

use emperione_protocol::analytics::{Contributor, Every};
use emperione_protocol::transport::within;
use emperione_protocol::{Flatten, Timestamp};

use super::Asked;
use crate::context::PATIENCE;
use crate::error::Failure;
use crate::output::{Output, Row};

impl Row for Contributor {
    const COLUMNS: &'static [&'static str] =
        &["member", "id", "messages", "reactions", "voice_minutes"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.user.name.clone(),
            self.user.id.to_string(),
            self.messages.to_string(),
            self.reactions.to_string(),
            self.voice_minutes.to_string(),
        ]
    }
}

pub(super) async fn run(
    asked: &Asked,
    (since, limit): (Timestamp, u32),
    out: &mut Output,
) -> Result<(), Failure> {
    let analytics = asked.client.analytics();
    let found = analytics
        .top(within(PATIENCE), asked.guild, since, limit)
        .await
        .flat()?;
    out.rows(&found.members)?;
    if let Some(until) = found.archived_until {
        let until = asked.zone.write(until, Every::Hour);
        out.note(&format!(
            "counted from {until} on: what is older is archived, and `emp archive restore` brings it back"
        ));
    }
    Ok(())
}
