use emperione_protocol::schedules::{Delivery, Schedule, ScheduleDetail, Schedules, SetSchedule};
use emperione_protocol::{Error, GuildId};
use tarpc::context::Context;

use super::session::Session;

impl Schedules for Session {
    async fn list(self, _: Context, guild: GuildId) -> Result<Vec<Schedule>, Error> {
        Ok(self.services.schedules.list(self.actor()?, guild).await?)
    }

    async fn show(self, _: Context, guild: GuildId, name: String) -> Result<ScheduleDetail, Error> {
        let actor = self.actor()?;
        Ok(self.services.schedules.show(actor, guild, &name).await?)
    }

    async fn set(self, _: Context, request: SetSchedule) -> Result<Schedule, Error> {
        Ok(self.services.schedules.set(self.actor()?, request).await?)
    }

    async fn remove(self, _: Context, guild: GuildId, name: String) -> Result<(), Error> {
        let actor = self.actor()?;
        Ok(self.services.schedules.remove(actor, guild, &name).await?)
    }

    async fn run(self, _: Context, guild: GuildId, name: String) -> Result<Delivery, Error> {
        let actor = self.actor()?;
        Ok(self.services.schedules.run(actor, guild, &name).await?)
    }
}
