use emperione_protocol::analytics::Every;
use emperione_protocol::reports::{ReportFormat, ReportKind};
use emperione_protocol::schedules::*;
use emperione_protocol::{ChannelId, Error, GuildId, Timestamp};
use tarpc::context::Context;

use super::fake::{AT, Fake};

fn schedule() -> Schedule {
    Schedule {
        guild: GuildId(7),
        name: "monday".into(),
        kind: ReportKind::Overview,
        every: Every::Week,
        user: None,
        channel: None,
        about: None,
        minute: 9 * 60,
        day: 1,
        zone: "Europe/Paris".into(),
        format: ReportFormat::Html,
        to: Destination::Channel {
            channel: ChannelId(12),
        },
        place: Some("staff".into()),
        set_at: AT,
        next_at: Some(Timestamp(AT.0 + 86_400_000)),
        last: Some(delivery()),
        problem: Some("in #staff\u{1b}[2J the bot lacks Attach Files".into()),
    }
}

fn delivery() -> Delivery {
    Delivery {
        period: "weekly-2026-11-16".into(),
        by_hand: false,
        due_at: AT,
        done_at: None,
        state: DeliveryState::Waiting,
        tries: 1,
        file: None,
        error: None,
    }
}

impl Schedules for Fake {
    async fn list(self, _: Context, _: GuildId) -> Result<Vec<Schedule>, Error> {
        Ok(vec![schedule()])
    }

    async fn show(self, _: Context, _: GuildId, _: String) -> Result<ScheduleDetail, Error> {
        Ok(ScheduleDetail {
            schedule: schedule(),
            deliveries: vec![delivery()],
        })
    }

    async fn set(self, _: Context, request: SetSchedule) -> Result<Schedule, Error> {
        Ok(Schedule {
            name: request.name,
            kind: request.kind,
            every: request.every,
            minute: request.minute,
            day: request.day.unwrap_or(1),
            to: request.to,
            ..schedule()
        })
    }

    async fn remove(self, _: Context, _: GuildId, _: String) -> Result<(), Error> {
        Ok(())
    }

    async fn run(self, _: Context, _: GuildId, name: String) -> Result<Delivery, Error> {
        if name == "broken" {
            return Ok(Delivery {
                error: Some("it is there and is none of this schedule's".into()),
                state: DeliveryState::Failed,
                ..delivery()
            });
        }
        Ok(Delivery {
            file: Some("7/monday-weekly-2026-11-16.html".into()),
            state: DeliveryState::Done,
            ..delivery()
        })
    }
}
