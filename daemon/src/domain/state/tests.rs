use std::sync::Arc;

use std::borrow::Cow;

use emperione_protocol::guilds::Pauses;
use emperione_protocol::{ChannelId, GuildId, MessageId, RoleId, Timestamp, UserId};

use super::*;
use crate::domain::event::{self, Body, Channel, Event, Message, Role, Voice};

const GUILD: GuildId = GuildId(1);
const ALICE: UserId = UserId(10);
const NOW: Timestamp = Timestamp(1_000);

fn event(body: Body) -> Event {
    Event {
        kind: Cow::Borrowed("TEST"),
        guild: Some(GUILD),
        body,
    }
}

fn member(id: UserId, name: &str, roles: &[u64]) -> event::Member {
    event::Member {
        user: User {
            id,
            name: name.into(),
            global_name: None,
            bot: false,
        },
        nick: None,
        roles: roles.iter().copied().map(RoleId).collect(),
        joined_at: Some(Timestamp(5)),
        timed_out_until: None,
        flags: 0,
    }
}

fn role(id: u64, name: &str) -> Role {
    Role {
        id: RoleId(id),
        name: name.into(),
        position: 1,
        permissions: 8,
        managed: false,
    }
}

fn channel(id: u64, last: Option<u64>) -> Channel {
    Channel {
        id: ChannelId(id),
        channel_type: 0,
        name: "general".into(),
        position: 0,
        parent: None,
        overwrites: Vec::new(),
        last_message: last.map(MessageId),
        slow_mode: 0,
        locked: false,
        archived: false,
        begun_at: None,
    }
}

fn guild() -> event::Guild {
    event::Guild {
        name: "house".into(),
        owner: UserId(2),
        afk_channel: Some(ChannelId(9)),
        member_count: 2,
        unavailable: false,
        roles: vec![role(1, "@everyone"), role(3, "Helper")],
        channels: vec![channel(4, Some(40))],
        members: vec![member(ALICE, "alice", &[3])],
        voice: Vec::new(),
        vanity: false,
        pauses: Pauses::default(),
    }
}

fn with_guild() -> State {
    let mut state = State::default();
    state.apply(&event(Body::GuildCreated(Box::new(guild()))), NOW);
    state
}

fn voice(channel: Option<u64>, deafened: bool) -> Event {
    event(Body::Voice(Voice {
        user: ALICE,
        channel: channel.map(ChannelId),
        deafened,
    }))
}

#[test]
fn a_guild_shown_again_changes_nothing_but_its_availability() {
    let mut state = with_guild();

    let changes = state.apply(&event(Body::GuildCreated(Box::new(guild()))), NOW);

    assert_eq!(changes, [Change::Available]);
}

#[test]
fn an_outage_keeps_what_a_removal_forgets() {
    let mut state = with_guild();

    let away = state.apply(&event(Body::GuildDeleted { unavailable: true }), NOW);
    assert_eq!(away, [Change::Unavailable]);
    assert_eq!(state.guild(GUILD).unwrap().away_since, Some(NOW));
    assert!(state.member(GUILD, ALICE).is_some());

    let gone = state.apply(&event(Body::GuildDeleted { unavailable: false }), NOW);
    assert_eq!(
        gone,
        [Change::Removed {
            name: "house".into()
        }]
    );
    assert!(state.guild(GUILD).is_none());
}

#[test]
fn an_update_tells_what_of_the_member_changed() {
    let mut state = with_guild();
    let mut new = member(ALICE, "alice", &[]);
    new.nick = Some("Al".into());
    new.timed_out_until = Some(Timestamp(0));

    let was = Arc::new(state.member(GUILD, ALICE).unwrap().clone());
    let changes = state.apply(&event(Body::MemberUpdated(Box::new(new))), NOW);

    let told = |what, text: &str| Change::Told {
        user: ALICE,
        what,
        text: text.into(),
        was: was.clone(),
    };
    assert_eq!(
        changes,
        [
            Change::Member(ALICE),
            told(What::Nick, "- → Al"),
            told(What::Roles, "-Helper"),
            told(What::Timeout, "until 1970-01-01T00:00:00.000Z"),
        ]
    );
}

#[test]
fn a_join_counts_even_if_the_roster_was_faster() {
    let mut state = with_guild();

    let changes = state.apply(
        &event(Body::MemberJoined(Box::new(member(ALICE, "alice", &[])))),
        NOW,
    );

    assert_eq!(changes, [Change::Joined(ALICE)]);
    assert_eq!(state.guild(GUILD).unwrap().member_count, 2);
}

#[test]
fn equal_role_sets_are_stored_once() {
    let mut state = with_guild();
    let bob = member(UserId(11), "bob", &[3]);
    state.apply(&event(Body::MemberJoined(Box::new(bob))), NOW);

    let alice = state.member(GUILD, ALICE).unwrap();
    let bob = state.member(GUILD, UserId(11)).unwrap();

    assert!(std::sync::Arc::ptr_eq(&alice.roles, &bob.roles));
}

#[test]
fn moving_in_voice_ends_one_stay_and_begins_another() {
    let mut state = with_guild();
    state.apply(&voice(Some(8), false), Timestamp(1_000));
    state.apply(&voice(Some(8), true), Timestamp(3_000));

    let changes = state.apply(&voice(Some(9), false), Timestamp(5_000));

    let end = VoiceEnd {
        user: ALICE,
        channel: ChannelId(8),
        from: Timestamp(1_000),
        to: Timestamp(5_000),
        heard_ms: 2_000,
        hearing_since: None,
    };
    assert_eq!(
        changes,
        [Change::VoiceEnded(end), Change::VoiceBegan(ALICE)]
    );
    assert_eq!(
        state.guild(GUILD).unwrap().voice[&ALICE].hearing_since,
        None
    );
}

#[test]
fn the_last_message_moves_only_with_messages_that_we_read() {
    let mut state = with_guild();
    let message = Message {
        id: MessageId(41),
        channel: ChannelId(4),
        author: ALICE,
        author_name: "alice".into(),
        author_kind: event::AuthorKind::Person,
        text: "".into(),
        attachments: 0,
        is_reply: false,
    };
    state.apply(&event(Body::MessageCreated(Box::new(message))), NOW);
    let mut shown = guild();
    shown.channels = vec![channel(4, Some(99))];
    state.apply(&event(Body::GuildCreated(Box::new(shown))), NOW);

    let channel = &state.guild(GUILD).unwrap().channels[&ChannelId(4)];

    assert_eq!(channel.last_message, Some(MessageId(41)));
}

#[test]
fn a_pause_that_is_not_as_it_was_is_told_unless_it_ran_out() {
    let mut state = with_guild();
    let mut pause = |invites: Option<i64>, now| {
        let update = event::GuildUpdate {
            name: "house".into(),
            owner: UserId(2),
            afk_channel: None,
            vanity: false,
            pauses: Pauses {
                invites: invites.map(Timestamp),
                dms: None,
            },
        };
        let changes = state.apply(&event(Body::GuildUpdated(Box::new(update))), Timestamp(now));
        changes.into_iter().find_map(|change| match change {
            Change::PausesMoved(was) => was.invites.map(|until| until.0),
            _ => None,
        })
    };

    assert_eq!(pause(Some(100), 0), None, "it began");
    assert_eq!(pause(Some(100), 10), None, "nothing changed");
    assert_eq!(pause(Some(200), 20), Some(100), "it lasts longer");
    assert_eq!(pause(None, 30), Some(200), "it was ended");
    assert_eq!(pause(Some(100), 40), None);
    assert_eq!(pause(None, 100), None, "it ran out");
}
