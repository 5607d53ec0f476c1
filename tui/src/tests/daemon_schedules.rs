//! The daemon of the tests has no schedules: the dashboard does not show them.

use emperione_protocol::schedules::{Delivery, Schedule, ScheduleDetail, Schedules, SetSchedule};
use emperione_protocol::{Error, GuildId};
use tarpc::context::Context;

use super::daemon::{Daemon, missing};

impl Schedules for Daemon {
    async fn list(self, _: Context, _: GuildId) -> Result<Vec<Schedule>, Error> {
        Ok(Vec::new())
    }
    async fn show(self, _: Context, _: GuildId, _: String) -> Result<ScheduleDetail, Error> {
        Err(missing("schedule"))
    }
    async fn set(self, _: Context, _: SetSchedule) -> Result<Schedule, Error> {
        Err(missing("guild"))
    }
    async fn remove(self, _: Context, _: GuildId, _: String) -> Result<(), Error> {
        Err(missing("schedule"))
    }
    async fn run(self, _: Context, _: GuildId, _: String) -> Result<Delivery, Error> {
        Err(missing("schedule"))
    }
}
