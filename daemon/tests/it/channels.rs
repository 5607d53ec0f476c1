//! Acts on channels, threads, voice and the guild, against the simulator.

use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::domain::locks::LOCKED;
use emperione_daemon::domain::permissions::{ADD_REACTIONS, CONNECT, SEND_MESSAGES};
use emperione_daemon::store::expiries;
use emperione_protocol::actions::{ActRequest, Action, Detail, Kind, State};
use emperione_protocol::batches::{Act, Aim, Batch, BatchRequest, BatchState, PlanRequest};
use emperione_protocol::cases::CaseState;
use emperione_protocol::messages::{Has, Selection};
use emperione_protocol::{BatchId, ChannelId, MessageId, UserId};
use emperione_sim::world::Overwrite;
use emperione_sim::world::messages::NewMessage;
use emperione_sim::{Id, What};
use pretty_assertions::assert_eq;

use crate::actions::{House, owner, until};

impl House {
    fn channel(&self) -> Id {
        self.app.sim().places.general
    }

    fn on_channel(&self, kind: Kind, channel: Id, detail: Detail) -> ActRequest {
        ActRequest {
            reason: Some("raid".into()),
            detail,
            ..ActRequest::new(self.guild(), kind, UserId(channel.0))
        }
    }

    async fn done(&self, request: ActRequest) -> Action {
        let action = self.act(request).await.unwrap();
        assert_eq!(action.state, State::Applied, "{:?}", action.error);
        action
    }

    /// Waits until the daemon has heard of a channel's change.
    async fn hears(
        &self,
        channel: Id,
        holds: impl Fn(&emperione_daemon::domain::event::Channel) -> bool,
    ) {
        until("the channel's change", async || {
            let state = self.app.parts().state.read();
            let channels = &state.guild(self.guild()).unwrap().channels;
            channels.get(&ChannelId(channel.0)).is_some_and(&holds)
        })
        .await;
    }

    fn slow_mode(&self, channel: Id) -> u32 {
        self.app
            .sim()
            .read(|world| world.channels[&channel].slow_mode)
    }

    /// What a channel allows and denies to everybody.
    fn everyone(&self, channel: Id) -> Option<(u64, u64)> {
        let guild = self.app.sim().places.guild;
        self.app.sim().read(|world| {
            let overwrites = &world.channels[&channel].overwrites;
            let found = overwrites.iter().find(|it| it.id == guild);
            found.map(|it| (it.allow, it.deny))
        })
    }

    /// Carries a batch out.
    async fn run(&self, act: Act, aims: Vec<Aim>, undoes: Option<BatchId>) -> Batch {
        let batches = &self.app.services().batches;
        let request = BatchRequest {
            id: BatchId::random(),
            guild: self.guild(),
            act,
            aims,
            confirm: Some(self.guild_name()),
            undoes,
        };
        let id = batches.create(&owner(), request).await.unwrap().id;
        let show = async || batches.show(&owner(), id).await.unwrap();
        until("the batch's end", async || {
            show().await.state == BatchState::Done
        })
        .await;
        show().await
    }

    async fn undo(&self, case: u64) -> Action {
        let actions = &self.app.services().actions;
        let inverse = actions.inverse(&owner(), self.guild(), case).await.unwrap();
        assert_eq!(inverse.changed, None);
        self.done(inverse.request).await
    }
}

fn slow(seconds: u32) -> Detail {
    Detail {
        slow_mode: Some(seconds),
        ..Detail::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_mode_ends_by_itself_and_what_was_before_comes_back() {
    let house = House::new().await;
    let channel = house.channel();
    house
        .done(house.on_channel(Kind::Slowmode, channel, slow(5)))
        .await;
    house.hears(channel, |it| it.slow_mode == 5).await;

    let mut request = house.on_channel(Kind::Slowmode, channel, slow(60));
    request.duration_ms = Some(4_000);
    let action = house.done(request).await;

    assert_eq!(action.target.name, "#general");
    assert_eq!(house.slow_mode(channel), 60);
    until("the end", async || house.slow_mode(channel) == 5).await;
    until("the case's end", async || {
        house.case(action.case).await.case.state == CaseState::Ended
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undone_slow_mode_is_what_it_was_and_a_changed_one_is_named() {
    let house = House::new().await;
    let channel = house.channel();
    let first = house
        .done(house.on_channel(Kind::Slowmode, channel, slow(30)))
        .await;
    house.hears(channel, |it| it.slow_mode == 30).await;

    house.undo(first.case).await;
    assert_eq!(house.slow_mode(channel), 0);
    house.hears(channel, |it| it.slow_mode == 0).await;

    let second = house
        .done(house.on_channel(Kind::Slowmode, channel, slow(30)))
        .await;
    let places = &house.app.sim().places;
    let edit = emperione_sim::world::channels::ChannelEdit {
        slow_mode: Some(10),
        ..Default::default()
    };
    house
        .app
        .sim()
        .act(|world| world.edit_channel(places.moderator, channel, edit, None));
    house.hears(channel, |it| it.slow_mode == 10).await;

    let actions = &house.app.services().actions;
    let inverse = actions
        .inverse(&owner(), house.guild(), second.case)
        .await
        .unwrap();
    assert_eq!(
        inverse.changed.as_deref(),
        Some("changed since: the slow mode is 10 s")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unlock_takes_back_what_the_lock_changed_and_nothing_else() {
    let house = House::new().await;
    let (channel, guild) = (house.channel(), house.app.sim().places.guild);
    let (ours, theirs) = (SEND_MESSAGES, 1 << 18);
    let set = |allow, deny| {
        let moderator = house.app.sim().places.moderator;
        let overwrite = Overwrite {
            id: guild,
            kind: 0,
            allow,
            deny,
        };
        house
            .app
            .sim()
            .act(|world| world.set_overwrite(moderator, channel, overwrite, None));
    };
    set(ours, 1 << 6);
    house.hears(channel, |it| !it.overwrites.is_empty()).await;

    let lock = house
        .done(house.on_channel(Kind::Lock, channel, Detail::default()))
        .await;
    let (allow, deny) = house.everyone(channel).unwrap();
    assert_eq!((allow, deny & ours), (0, ours));
    // A colleague allows something meanwhile.
    set(allow | theirs, deny);
    house
        .hears(channel, |it| it.overwrites[0].allow == theirs)
        .await;
    let again = house
        .act(house.on_channel(Kind::Lock, channel, Detail::default()))
        .await;
    assert_eq!(again.unwrap_err().to_string(), "#general is locked");

    house
        .done(house.on_channel(Kind::Unlock, channel, Detail::default()))
        .await;

    assert_eq!(house.everyone(channel), Some((ours | theirs, 1 << 6)));
    assert_eq!(house.case(lock.case).await.case.state, CaseState::Ended);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_for_a_time_leaves_no_trace() {
    let house = House::new().await;
    let channel = house.channel();
    let mut request = house.on_channel(Kind::Lock, channel, Detail::default());
    request.duration_ms = Some(4_000);

    house.done(request).await;

    assert!(
        house
            .everyone(channel)
            .is_some_and(|(_, deny)| deny & LOCKED != 0)
    );
    until("the end", async || house.everyone(channel).is_none()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lockdown_is_a_batch_that_is_undone_as_one() {
    let house = House::new().await;
    let services = house.app.services();
    let channels = services.guilds.channels(&owner(), house.guild()).unwrap();
    let overwrites = || {
        let sim = house.app.sim();
        sim.read(|world| {
            channels
                .iter()
                .map(|it| world.channels[&Id(it.id.0)].overwrites.clone())
                .collect::<Vec<_>>()
        })
    };
    let before = overwrites();
    let aims: Vec<_> = channels
        .iter()
        .map(|it| Aim::new(UserId(it.id.0)))
        .collect();
    let plan = PlanRequest {
        guild: house.guild(),
        act: Act::new(Kind::Lock),
        aims: aims.clone(),
        query: None,
    };
    let plan = services.batches.plan(&owner(), &plan).await.unwrap();
    assert!(
        plan.lines.iter().all(|line| line.refused.is_none()),
        "{plan:?}"
    );

    let batch = house.run(plan.act, aims, None).await;
    assert_eq!(batch.applied, channels.len() as u64);
    until("the locks", async || {
        let state = house.app.parts().state.read();
        let known = &state.guild(house.guild()).unwrap().channels;
        channels.iter().all(|it| {
            known[&it.id]
                .overwrites
                .iter()
                .any(|it| it.deny & LOCKED != 0)
        })
    })
    .await;

    let inverse = services.batches.inverse(&owner(), batch.id).await.unwrap();
    let aims = inverse.lines.into_iter().map(|line| line.aim).collect();
    let undone = house.run(inverse.act, aims, Some(batch.id)).await;

    assert_eq!(undone.applied, channels.len() as u64);
    assert_eq!(overwrites(), before);
}

/// One message of somebody else, and more than one call's worth of an author: among them one of two weeks and a second,
/// and one at the edge of what goes together.
fn spam(house: &House, author: Id, other: Id) -> (Id, Vec<Id>) {
    const DAY: i64 = 24 * 3_600_000;
    let text = || NewMessage::text("buy at https://discord.gg/spam");
    let channel = house.channel();
    house.app.sim().act(|world| {
        let kept = world.post(channel, other, text());
        let old = [14 * DAY + 1_000, 14 * DAY - 1_000].map(|age| Id::at(world.now_ms() - age));
        for id in old {
            world.insert_message(id, channel, author, text());
        }
        let young = (0..201).map(|_| world.post(channel, author, text()));
        let chosen = old.into_iter().chain(young).collect();
        (kept, chosen)
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn f35_a_purge_deletes_what_was_chosen_young_and_old_one_and_many() {
    let house = House::new().await;
    let (channel, author) = (house.channel(), Id(house.user(0).0));
    let other = Id(house.user(1).0);
    let sim = house.app.sim();
    let (kept, chosen) = spam(&house, author, other);
    let selection = Selection {
        guild: house.guild(),
        channel: ChannelId(channel.0),
        authors: vec![UserId(author.0)],
        has: vec![Has::Invite],
        most: 1_000,
        ..Selection::default()
    };
    let services = house.app.services();
    let found = services
        .messages
        .select(&owner(), &selection)
        .await
        .unwrap();
    let mut messages: Vec<_> = found.messages.iter().map(|message| message.id).collect();
    assert_eq!(messages.len(), chosen.len());
    // Named twice, and gone meanwhile.
    messages.push(messages[0]);
    sim.act(|world| world.delete_message(author, channel, chosen[50], None));

    let detail = Detail {
        messages,
        ..Detail::default()
    };
    house
        .done(house.on_channel(Kind::Purge, channel, detail))
        .await;

    sim.read(|world| {
        let left = &world.channels[&channel].messages;
        assert!(left.contains_key(&kept));
        assert!(chosen.iter().all(|id| !left.contains_key(id)));
    });
    assert_eq!(house.calls("bulk-delete"), 2);
    let calls = sim.requests.find("DELETE /channels");
    assert_eq!(calls.len(), 3, "the old ones and the one that is left over");
    assert!(
        calls
            .iter()
            .all(|call| call.status == 204 || call.status == 404)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purge_whose_answer_is_lost_is_made_again_and_hits_nothing_else() {
    let house = House::new().await;
    let (channel, author) = (house.channel(), Id(house.user(0).0));
    let sim = house.app.sim();
    let ids = sim.act(|world| {
        let mut post = || world.post(channel, author, NewMessage::text("spam"));
        [post(), post(), post()]
    });
    sim.faults.on("bulk-delete", 1, What::AnswerLost);
    let detail = Detail {
        messages: ids.map(|id| MessageId(id.0)).to_vec(),
        ..Detail::default()
    };

    let action = house
        .act(house.on_channel(Kind::Purge, channel, detail))
        .await
        .unwrap();

    assert!(matches!(action.state, State::Applied | State::Verified));
    sim.read(|world| {
        assert!(
            ids.iter()
                .all(|id| !world.channels[&channel].messages.contains_key(id))
        );
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_mode_whose_answer_is_lost_is_read_from_discord() {
    let house = House::new().await;
    let channel = house.channel();
    house
        .app
        .sim()
        .faults
        .on("PATCH /api/v10/channels", 1, What::AnswerLost);

    let action = house
        .act(house.on_channel(Kind::Slowmode, channel, slow(30)))
        .await
        .unwrap();

    assert!(
        matches!(action.state, State::Applied | State::Verified),
        "{action:?}"
    );
    assert_eq!(house.slow_mode(channel), 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn members_in_voice_are_moved_muted_and_disconnected() {
    let house = House::new().await;
    let (user, guild) = (house.user(0), house.app.sim().places.guild);
    let [first, second] = house.app.sim().act(|world| {
        let channels = &world.guilds[&guild].channels;
        let voice: Vec<_> = channels
            .iter()
            .filter(|id| world.channels[id].kind == emperione_sim::world::channels::VOICE)
            .copied()
            .collect();
        [voice[0], voice[1]]
    });
    let stay = || {
        let state = house.app.parts().state.read();
        state
            .guild(house.guild())
            .unwrap()
            .voice
            .get(&user)
            .map(|stay| stay.channel)
    };
    let absent = house
        .act(house.request(Kind::VoiceMute, user))
        .await
        .unwrap_err();
    assert_eq!(absent.to_string(), format!("user {user} is not in voice"));
    house
        .app
        .sim()
        .act(|world| world.join_voice(guild, Id(user.0), first));
    until("the stay", async || stay() == Some(ChannelId(first.0))).await;

    let mute = house.done(house.request(Kind::VoiceMute, user)).await;
    house.done(house.request(Kind::VoiceDeafen, user)).await;
    let mut request = house.request(Kind::VoiceMove, user);
    request.detail.channel = Some(ChannelId(second.0));
    let moved = house.done(request).await;
    let voice = house
        .app
        .sim()
        .read(|world| world.guilds[&guild].voice[&Id(user.0)].clone());
    assert_eq!(
        (voice.channel, voice.mute, voice.deaf),
        (second, true, true)
    );
    until("the move", async || stay() == Some(ChannelId(second.0))).await;

    house.undo(moved.case).await;
    until("the move back", async || stay() == Some(ChannelId(first.0))).await;
    house.undo(mute.case).await;
    house.done(house.request(Kind::VoiceDisconnect, user)).await;

    until("the end of the stay", async || stay().is_none()).await;
    assert_eq!(house.case(mute.case).await.case.state, CaseState::Ended);
}

#[tokio::test(flavor = "multi_thread")]
async fn threads_are_locked_and_put_away_and_channels_are_no_threads() {
    let house = House::new().await;
    let channel = house.channel();
    let thread = house
        .app
        .sim()
        .act(|world| world.create_thread(channel, "help me").unwrap());
    house
        .hears(thread, emperione_daemon::domain::event::Channel::is_thread)
        .await;
    let on = |kind, channel| house.on_channel(kind, channel, Detail::default());
    let refused = house.act(on(Kind::ThreadLock, channel)).await.unwrap_err();
    assert_eq!(refused.to_string(), "#general is not a thread");

    let lock = house.done(on(Kind::ThreadLock, thread)).await;
    house.done(on(Kind::ThreadArchive, thread)).await;

    house.hears(thread, |it| it.locked && it.archived).await;
    house.done(on(Kind::ThreadUnarchive, thread)).await;
    house.hears(thread, |it| !it.archived).await;
    house.undo(lock.case).await;
    let (locked, archived) = house.app.sim().read(|world| {
        let thread = &world.channels[&thread];
        (thread.locked, thread.archived)
    });
    assert_eq!((locked, archived), (false, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn invites_and_direct_messages_are_paused_for_a_day_at_most() {
    let house = House::new().await;
    let guild = house.app.sim().places.guild;
    let paused = || {
        house.app.sim().read(|world| {
            let guild = &world.guilds[&guild];
            (
                guild.invites_disabled_until.is_some(),
                guild.dms_disabled_until.is_some(),
            )
        })
    };
    let mut request = house.on_channel(Kind::InvitesPause, guild, Detail::default());
    request.duration_ms = Some(25 * 3_600_000);
    let refused = house.act(request.clone()).await.unwrap_err();
    assert!(refused.to_string().contains("1d at most"), "{refused}");
    request.duration_ms = Some(3_600_000);

    let pause = house.done(request).await;
    let mut request = house.on_channel(Kind::DmsPause, guild, Detail::default());
    request.duration_ms = Some(3_600_000);
    house.done(request).await;

    assert_eq!(paused(), (true, true));
    house.undo(pause.case).await;
    assert_eq!(paused(), (false, true));
    house
        .done(house.on_channel(Kind::DmsResume, guild, Detail::default()))
        .await;
    assert_eq!(paused(), (false, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_pauses_the_later_one_counts() {
    let house = House::new().await;
    let guild = house.app.sim().places.guild;
    let pause = async |kind, ms| {
        let mut request = house.on_channel(kind, guild, Detail::default());
        request.duration_ms = Some(ms);
        house.done(request).await
    };
    for kind in [Kind::InvitesPause, Kind::DmsPause] {
        let first = pause(kind, 3_600_000).await;
        let second = pause(kind, 86_400_000).await;

        let state = async |action: &Action| house.case(action.case).await.case.state;
        assert_eq!(
            (state(&first).await, state(&second).await),
            (CaseState::Ended, CaseState::Applied)
        );
        let mut tx = house.app.parts().db.read().await.unwrap();
        let open = expiries::open_of(&mut tx, house.guild(), UserId(guild.0)).await;
        let open: Vec<_> = open.unwrap().into_iter().map(|it| it.action).collect();
        assert!(open.contains(&second.id) && !open.contains(&first.id));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_that_runs_out_leaves_another_one_in_force() {
    let house = House::new().await;
    let channel = house.channel();
    let lock = async |ms| {
        let mut request = house.on_channel(Kind::Lock, channel, Detail::default());
        request.duration_ms = ms;
        house.done(request).await
    };
    let (guild, moderator) = {
        let places = &house.app.sim().places;
        (places.guild, places.moderator)
    };
    let deny = async |deny| {
        let overwrite = Overwrite {
            id: guild,
            kind: 0,
            allow: 0,
            deny,
        };
        let sim = house.app.sim();
        sim.act(|world| world.set_overwrite(moderator, channel, overwrite, None));
        house
            .hears(channel, |it| it.overwrites.iter().any(|it| it.deny == deny))
            .await;
    };
    // Nobody reacts there already, so that the first lock does not take it.
    deny(ADD_REACTIONS).await;
    let long = lock(None).await;
    house
        .hears(channel, |it| it.overwrites[0].deny & SEND_MESSAGES != 0)
        .await;
    let held = house.everyone(channel).unwrap().1 & !ADD_REACTIONS;
    deny(held).await;
    let short = lock(Some(86_400_000)).await;
    house.due_now(&[&short]).await;

    until("the end of the second", async || {
        house.case(short.case).await.case.state == CaseState::Ended
    })
    .await;

    assert_eq!(house.case(long.case).await.case.state, CaseState::Applied);
    let (_, deny) = house.everyone(channel).unwrap();
    assert_eq!(deny, held);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_mode_for_a_time_over_another_one_gives_way_to_what_was_before_both() {
    let house = House::new().await;
    let channel = house.channel();
    let slower = async |seconds, ms| {
        let mut request = house.on_channel(Kind::Slowmode, channel, slow(seconds));
        request.duration_ms = Some(ms);
        house.done(request).await
    };
    let first = slower(10, 3_600_000).await;
    house.hears(channel, |it| it.slow_mode == 10).await;

    let second = slower(30, 4_000).await;

    assert_eq!(house.case(first.case).await.case.state, CaseState::Ended);
    assert_eq!(second.detail.former_slow_mode, Some(0));
    until("the end", async || house.slow_mode(channel) == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_moved_to_where_the_moderator_may_not_go() {
    let house = House::new().await;
    let places = house.app.sim().places.clone();
    let user = house.user(0);
    let voice: Vec<_> = house.app.sim().act(|world| {
        let voice = emperione_sim::world::channels::VOICE;
        let channels = world.guilds[&places.guild].channels.clone();
        let mut channels: Vec<_> = channels.into_iter().collect();
        channels.retain(|id| world.channels[id].kind == voice);
        let closed = Overwrite {
            id: places.moderator,
            kind: 1,
            allow: 0,
            deny: CONNECT,
        };
        world.set_overwrite(places.owner, channels[1], closed, None);
        world.join_voice(places.guild, Id(user.0), channels[0]);
        channels
    });
    house.app.caught_up().await;
    let moderator = Actor::Local {
        uid: 7,
        name: "mona".into(),
        user: Some(UserId(places.moderator.0)),
        role: Role::Moderator,
    };
    let why = async |actor: &Actor, channel| {
        let mut request = house.request(Kind::VoiceMove, user);
        request.detail.channel = Some(channel);
        let actions = &house.app.services().actions;
        let checks = actions.preview(actor, &request).await.unwrap().checks;
        let refused = checks.into_iter().find(|check| !check.ok);
        refused.map(|check| check.detail)
    };
    let closed = ChannelId(voice[1].0);

    let refused = why(&moderator, closed).await.unwrap();
    assert!(refused.starts_with("you lack CONNECT in #"), "{refused}");
    assert_eq!(why(&owner(), closed).await, None);
    assert_eq!(
        why(&owner(), ChannelId(5)).await.as_deref(),
        Some("channel 5 is not known in this guild")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_where_the_bot_has_no_right_is_refused_before_any_call() {
    let house = House::new().await;
    let (channel, sim) = (house.channel(), house.app.sim());
    let overwrite = Overwrite {
        id: sim.places.guild,
        kind: 0,
        allow: 0,
        deny: 1 << 13 | 1 << 4 | 1 << 28,
    };
    let moderator = sim.places.moderator;
    sim.act(|world| world.set_overwrite(moderator, channel, overwrite, None));
    house.hears(channel, |it| !it.overwrites.is_empty()).await;
    let purge = Detail {
        messages: vec![MessageId(1)],
        ..Detail::default()
    };

    for (kind, detail, right) in [
        (Kind::Purge, purge, "MANAGE_MESSAGES"),
        (Kind::Slowmode, slow(9), "MANAGE_CHANNELS"),
        (Kind::Lock, Detail::default(), "MANAGE_ROLES"),
    ] {
        let refused = house
            .act(house.on_channel(kind, channel, detail))
            .await
            .unwrap_err();
        let expected = format!("the bot lacks {right}: give its role that right");
        assert_eq!(refused.to_string(), expected);
    }
    let calls = ["PATCH", "PUT", "POST", "DELETE"]
        .map(|method| house.calls(&format!("{method} /channels")));
    assert_eq!(calls, [0; 4]);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_somebody_are_deleted_in_a_case_about_them() {
    let house = House::new().await;
    let (channel, author) = (house.channel(), Id(house.user(0).0));
    let sim = house.app.sim();
    let ids = sim.act(|world| {
        let mut post = || world.post(channel, author, NewMessage::text("spam"));
        [post(), post(), post()]
    });
    let detail = |ids: &[Id]| Detail {
        channel: Some(ChannelId(channel.0)),
        messages: ids.iter().map(|id| MessageId(id.0)).collect(),
        ..Detail::default()
    };
    let delete = |ids: &[Id]| {
        let mut request = house.request(Kind::MessageDelete, house.user(0));
        request.detail = detail(ids);
        request
    };

    let one = house.act(delete(&ids[..1])).await.unwrap();
    sim.faults.on("bulk-delete", 1, What::AnswerLost);
    let others = house.act(delete(&ids[1..])).await.unwrap();
    let gone = house.act(delete(&ids[..1])).await.unwrap();

    for action in [&one, &others, &gone] {
        assert!(matches!(action.state, State::Applied | State::Verified));
        assert_eq!(action.target.id, house.user(0));
    }
    sim.read(|world| {
        let left = &world.channels[&channel].messages;
        assert!(ids.iter().all(|id| !left.contains_key(id)));
    });
    let elsewhere = ActRequest {
        detail: Detail {
            channel: Some(ChannelId(5)),
            ..detail(&ids)
        },
        ..delete(&ids)
    };
    let refused = house.act(elsewhere).await.unwrap_err();
    assert_eq!(refused.to_string(), "channel 5 is not known in this guild");
    let mut nowhere = delete(&ids);
    nowhere.detail.channel = None;
    let refused = house.act(nowhere).await.unwrap_err();
    assert!(refused.to_string().contains("channel"), "{refused}");
}
