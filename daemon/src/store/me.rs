//! Who the bot is. A resumed session does not say it again.

use emperione_protocol::UserId;

use super::{Error, Result, Tx, meta};
use crate::domain::event::User;

const KEY: &str = "me";

pub async fn save(tx: &mut Tx, me: &User) -> Result<()> {
    meta::set(tx, KEY, &format!("{} {}", me.id, me.name)).await
}

/// The bot as the last new session named it.
pub async fn load(tx: &mut Tx) -> Result<Option<User>> {
    let Some(text) = meta::get(tx, KEY).await? else {
        return Ok(None);
    };
    let inconsistent = || Error::Inconsistent {
        table: "meta",
        column: "value",
        row: KEY.into(),
        why: "it is no id and name".into(),
    };
    let (id, name) = text.split_once(' ').ok_or_else(inconsistent)?;
    Ok(Some(User {
        id: UserId(id.parse().map_err(|_| inconsistent())?),
        name: name.into(),
        global_name: None,
        bot: true,
    }))
}
