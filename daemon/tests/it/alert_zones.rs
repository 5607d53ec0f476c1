//! Alerts by the clocks of a guild, and in one of its channels.

use std::time::Duration;

use emperione_daemon::domain::event::Channel;
use emperione_daemon::health::Reason;
use emperione_daemon::services::alerts::Which;
use emperione_protocol::ChannelId;
use emperione_protocol::alerts::{Replay, TestRequest};
use pretty_assertions::assert_eq;

use crate::actions::{owner, until};
use crate::alerts::{
    GUILD, TEST, alerts, app, at, compute, each_app, hour, rang, refused, says, set, show,
};
use crate::common::app::TestApp;
use crate::common::database::Postgres;

each_app! {
    quiet_hours_are_those_of_the_guilds_zone,
    a_channel_is_watched_by_the_hour_and_from_moment_to_moment,
}

/// The guild has the channel 3, in which everybody writes, and 4, in which nobody does.
fn know_channels(app: &TestApp) {
    let mut state = app.parts().state.write();
    let guild = state.guilds.get_mut(&GUILD).unwrap();
    for (id, name) in [(3, "support"), (4, "art")] {
        let channel = Channel {
            id: ChannelId(id),
            channel_type: 0,
            name: name.into(),
            position: 0,
            parent: None,
            overwrites: Vec::new(),
            last_message: None,
            slow_mode: 0,
            locked: false,
            archived: false,
            begun_at: None,
        };
        guild.channels.insert(channel.id, channel);
    }
}

async fn quiet_hours_are_those_of_the_guilds_zone(app: &TestApp) {
    let analytics = &app.services().analytics;
    // Midnight of UTC is nine in Tokyo.
    let zone = analytics.set_zone(&owner(), GUILD, "Asia/Tokyo").await;
    zone.unwrap();
    set(app, "morning", "messages > 50 quiet 09:00-12:00 to inbox").await;
    for hours in 1..5 {
        says(&app.parts().db, at(hours, 0), 60).await;
    }
    let told = async || {
        show(app, "morning")
            .await
            .alerts
            .first()
            .map(|it| it.told_at)
    };

    hour(app).await;
    hour(app).await;
    assert_eq!(told().await, Some(None), "it rings at half past eleven");
    hour(app).await;

    assert_eq!(told().await, Some(Some(at(3, 30))));
}

async fn a_channel_is_watched_by_the_hour_and_from_moment_to_moment(app: &TestApp) {
    know_channels(app);
    set(app, "busy", "messages in #support > 50 to inbox").await;
    set(app, "calm", "messages in #art > 50 to inbox").await;
    set(app, "silent", "messages in #art absent for 6h to inbox").await;
    says(&app.parts().db, at(1, 0), 60).await;
    for _ in 0..2 {
        hour(app).await;
    }

    assert_eq!(rang(app, "busy").await, [(2, None)]);
    assert_eq!(rang(app, "calm").await, []);
    let busy = show(app, "busy").await.rule;
    assert_eq!(busy.says.as_deref(), Some("60 messages in 1h"));
    // Nothing was said in it, which is zero, and not unknown.
    let calm = show(app, "calm").await.rule;
    assert_eq!((calm.value, calm.missing), (Some(0.0), None));

    app.parts().clock.advance(Duration::from_hours(6));
    compute(app).await;
    // The daemon itself may find itself deaf when its clock moves.
    until("the ringing", async || {
        app.parts().health.clear(Reason::Gateway);
        app.parts().clock.advance(Duration::from_secs(1));
        alerts(app).evaluate(&TEST, Which::All).await.unwrap();
        show(app, "silent").await.rule.alert.is_some()
    })
    .await;
    let tried = try_out(app, "messages in #support rose by 50%").await;
    assert!(
        tried.missing.is_some() && tried.ringings.is_empty(),
        "{tried:?}"
    );
    assert_eq!(
        try_out(app, "messages in #support > 50")
            .await
            .ringings
            .len(),
        1
    );
    assert_eq!(
        try_out(app, "messages in #art > 50").await.ringings.len(),
        0
    );

    let error = refused(app, &owner(), "odd", "joins in #art > 5").await;
    assert!(
        error.to_string().contains("is not counted by channel"),
        "{error}"
    );
}

async fn try_out(app: &TestApp, rule: &str) -> Replay {
    let request = TestRequest {
        guild: GUILD,
        rule: rule.into(),
        since: Some(at(-24, 0)),
    };
    alerts(app).test(&owner(), &request).await.unwrap()
}
