//! What is done with jobs.

use emperione_protocol::{ActionId, Client, Error, Flatten};
use tarpc::context::current;

use crate::screens::jobs::Deed;

/// Does it, and says what was done.
pub(super) async fn perform(client: &Client, deed: Deed, name: String) -> Result<String, Error> {
    let jobs = client.jobs();
    Ok(match deed {
        Deed::Run => {
            let key = ActionId::random().to_string();
            let job = jobs.run(current(), name, key).await.flat()?;
            format!("{} is queued", job.name)
        }
        Deed::Pause => {
            let kind = jobs.pause(current(), name).await.flat()?;
            format!("{} is paused", kind.name)
        }
        Deed::Resume => {
            let kind = jobs.resume(current(), name).await.flat()?;
            format!("{} goes on", kind.name)
        }
        Deed::Retry => {
            let job = jobs.retry(current(), name).await.flat()?;
            format!("{} is queued again", job.name)
        }
        Deed::Discard => {
            jobs.discard(current(), name.clone()).await.flat()?;
            format!("job {name} is removed")
        }
    })
}
