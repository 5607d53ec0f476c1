use emperione_protocol::guilds::Pauses;
use emperione_protocol::{MessageId, Timestamp, UserId};
use pretty_assertions::assert_eq;
use proptest::prelude::*;

use super::*;
use crate::domain::event::{AuthorKind, Edit, Message, Voice};
use crate::domain::invites::Invite;

#[track_caller]
fn event(kind: &str, data: &str) -> Event {
    let text = format!(r#"{{"t":"{kind}","s":7,"op":0,"d":{data}}}"#);
    match decode(&text) {
        Ok(Frame::Dispatch { seq: 7, event }) => event,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn refusal(text: &str) -> Undecodable {
    decode(text).unwrap_err()
}

#[test]
fn a_message_is_read_with_escapes_and_without_what_is_not_used() {
    let event = event(
        "MESSAGE_CREATE",
        r#"{"id":"5","channel_id":"6","guild_id":"1","author":{"id":"9","username":"al","bot":null,"avatar":null},
            "content":"a\"b","attachments":[{"id":"1"},{}],"embeds":[],"mentions":[],"type":0,"new_field":{"x":[1]}}"#,
    );

    assert_eq!(event.guild, Some(GuildId(1)));
    let message = Message {
        id: MessageId(5),
        channel: ChannelId(6),
        author: UserId(9),
        author_name: "al".into(),
        author_kind: AuthorKind::Person,
        text: "a\"b".into(),
        attachments: 2,
        is_reply: false,
    };
    assert_eq!(event.body, Body::MessageCreated(Box::new(message)));
}

#[test]
fn an_update_without_author_and_time_is_no_edit() {
    let event = event(
        "MESSAGE_UPDATE",
        r#"{"id":"5","channel_id":"6","embeds":[{}]}"#,
    );

    let edit = Edit {
        message: MessageId(5),
        channel: ChannelId(6),
        author: None,
        edited_at: None,
        text: None,
    };
    assert_eq!(event.body, Body::MessageEdited(Box::new(edit)));
}

#[test]
fn an_invite_is_read_with_and_without_an_inviter() {
    let made = event(
        "INVITE_CREATE",
        r#"{"channel_id":"6","guild_id":"1","code":"abc","created_at":"2026-01-01T00:00:00Z","max_age":0,"max_uses":2,
            "inviter":{"id":"9","username":"al"},"temporary":false,"uses":0,"expires_at":null}"#,
    );
    let gone = event(
        "INVITE_DELETE",
        r#"{"channel_id":"6","guild_id":"1","code":"abc"}"#,
    );

    let invite = Invite {
        code: "abc".into(),
        inviter: Some(UserId(9)),
        uses: 0,
        max_uses: 2,
        expires_at: None,
        vanity: false,
    };
    assert_eq!(made.guild, Some(GuildId(1)));
    assert_eq!(made.body, Body::InviteCreated(Box::new(invite)));
    assert_eq!(gone.body, Body::InviteDeleted("abc".into()));
}

#[test]
fn null_lists_and_flags_count_as_empty() {
    let event = event(
        "GUILD_MEMBER_UPDATE",
        r#"{"guild_id":"1","user":{"id":"9","username":null},"roles":null,"nick":null,
            "joined_at":"2024-01-01T00:00:00.5+00:00","communication_disabled_until":"never"}"#,
    );

    let Body::MemberUpdated(member) = event.body else {
        panic!("{event:?}")
    };
    assert_eq!(&*member.user.name, "");
    assert_eq!(member.roles, []);
    assert_eq!(member.joined_at, Some(Timestamp(1_704_067_200_500)));
    assert_eq!(member.timed_out_until, None);
    assert_eq!(member.flags, 0);
}

#[test]
fn flags_of_the_member_and_of_the_user_are_kept_apart() {
    let event = event(
        "GUILD_MEMBER_UPDATE",
        r#"{"guild_id":"1","user":{"id":"9","username":"a","public_flags":4194304},"roles":[],"flags":3}"#,
    );

    let Body::MemberUpdated(member) = event.body else {
        panic!("{event:?}")
    };
    assert_eq!(member.flags, 1 << 54 | 3);
}

#[test]
fn a_guild_that_goes_says_whether_it_is_an_outage() {
    let gone = |data| event("GUILD_DELETE", data).body;

    assert_eq!(
        gone(r#"{"id":"1"}"#),
        Body::GuildDeleted { unavailable: false }
    );
    for data in [
        r#"{"id":"1","unavailable":true}"#,
        r#"{"id":"1","unavailable":false}"#,
    ] {
        assert_eq!(gone(data), Body::GuildDeleted { unavailable: true });
    }
}

#[test]
fn voice_is_deaf_by_either_flag() {
    let event = event(
        "VOICE_STATE_UPDATE",
        r#"{"guild_id":"1","user_id":"9","channel_id":"6","deaf":false,"self_deaf":true}"#,
    );

    let voice = Voice {
        user: UserId(9),
        channel: Some(ChannelId(6)),
        deafened: true,
    };
    assert_eq!(event.body, Body::Voice(voice));
}

#[test]
fn an_unknown_kind_is_counted_in_its_guild() {
    let event = event(
        "GUILD_SOUNDBOARD_PARTY",
        r#"{"guild_id":"1","what":[null]}"#,
    );

    assert_eq!(event.kind, "GUILD_SOUNDBOARD_PARTY");
    assert_eq!((event.guild, event.body), (Some(GuildId(1)), Body::Other));
}

#[test]
fn control_frames_are_told_apart() {
    assert!(matches!(
        decode(r#"{"op":7,"d":null}"#),
        Ok(Frame::Reconnect)
    ));
    assert!(matches!(
        decode(r#"{"op":10,"d":{"heartbeat_interval":1}}"#),
        Ok(Frame::Hello)
    ));
    for resumable in [true, false] {
        let text = format!(r#"{{"op":9,"d":{resumable}}}"#);
        let frame = decode(&text).unwrap();
        assert!(matches!(frame, Frame::InvalidSession { resumable: found } if found == resumable));
    }
}

#[test]
fn a_refusal_quotes_nothing_of_the_frame() {
    let bad = refusal(
        r#"{"t":"MESSAGE_CREATE","s":3,"op":0,"d":{"id":"secret words","channel_id":"6","author":{"id":"9"}}}"#,
    );

    assert_eq!(bad.kind, "MESSAGE_CREATE");
    assert_eq!(bad.seq, Some(3));
    assert!(!bad.why.contains("secret"), "{}", bad.why);
}

#[test]
fn texts_for_tables_hold_no_nul() {
    let event = event(
        "GUILD_BAN_ADD",
        r#"{"guild_id":"1","user":{"id":"9","username":"a\u0000b"}}"#,
    );

    assert!(matches!(event.body, Body::BanAdded(user) if &*user.name == "ab"));
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in ".{0,200}") {
        let _ = decode(&text);
        let _ = decode(&format!(r#"{{"op":0,"s":1,"t":"MESSAGE_CREATE","d":{text}}}"#));
    }
}

#[test]
fn a_guild_says_until_when_something_is_paused() {
    let pauses = |kind, incidents: &str| {
        let event = event(kind, &format!(r#"{{"id":"1","name":"h"{incidents}}}"#));
        match event.body {
            Body::GuildCreated(guild) => guild.pauses,
            Body::GuildUpdated(guild) => guild.pauses,
            other => panic!("{other:?}"),
        }
    };
    let of_invites = r#","incidents_data":{"invites_disabled_until":"2026-01-01T00:00:01+00:00","dms_disabled_until":null,
        "dm_spam_detected_at":null,"raid_detected_at":null}"#;
    let until = Pauses {
        invites: Some(Timestamp(1_767_225_601_000)),
        dms: None,
    };

    for kind in ["GUILD_CREATE", "GUILD_UPDATE"] {
        assert_eq!(pauses(kind, of_invites), until);
        assert_eq!(pauses(kind, r#","incidents_data":null"#), Pauses::default());
        assert_eq!(pauses(kind, ""), Pauses::default());
    }
}
