//! Users who were erased leave the archive: the files that name them are written anew, with the id 0 in their place.

use emperione_protocol::GuildId;

use super::Archives;
use crate::services::Result;
use crate::store::archives;

impl Archives {
    /// Writes the files of a guild anew that name somebody who was erased. If that cannot be done now, the job does it.
    pub(in crate::services) async fn erase(&self, guild: GuildId) -> Result<()> {
        let done = match self.wait().await {
            Ok(_held) => self.erase_guild(guild).await,
            Err(error) => Err(error),
        };
        if let Err(error) = done {
            tracing::warn!(%error, "the archive still names somebody who was erased; its job goes on with it");
            let key = format!("archive@erasure-{guild}-{}", self.parts.clock.now().0);
            self.parts.queue.enqueue("archive", &key).await?;
        }
        Ok(())
    }

    /// The same for every guild in which somebody was erased.
    pub(super) async fn erase_all(&self) -> Result<()> {
        let guilds = archives::unerased(&mut self.parts.db.read().await?).await?;
        for guild in guilds {
            self.erase_guild(guild).await?;
        }
        Ok(())
    }

    async fn erase_guild(&self, guild: GuildId) -> Result<()> {
        let mut tx = self.parts.db.read().await?;
        let erased = archives::erased(&mut tx, guild).await?;
        let all = archives::all(&mut tx, Some(guild)).await?;
        drop(tx);
        for archive in all {
            self.resume(archive.place).await?;
        }
        let all = archives::all(&mut self.parts.db.read().await?, Some(guild)).await?;
        for archive in &all {
            if self.concerns(archive, &erased).await? {
                // How many rows are back counts those of the file that is there.
                let mut archive = archive.clone();
                if archive.restored > 0 {
                    self.put_back(&mut archive).await?;
                }
                let next = self.merge(&mut archive).await?;
                self.swap(archive, next).await?;
            }
        }
        let mut tx = self.parts.db.write_batch().await?;
        archives::set_erased(&mut tx, guild, &erased, self.parts.clock.now()).await?;
        Ok(tx.commit().await?)
    }
}
