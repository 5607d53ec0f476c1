//! Every action by every door, against the simulator: one success, and every refusal, which does nothing. A cell with
//! neither a scenario nor a written reason fails.

mod ask;
mod deeds;
mod race;
mod refusals;
mod requests;
mod scene;

use std::collections::BTreeSet;

use emperione_protocol::actions::Kind;

use self::ask::Door;
use self::scene::Scene;
use crate::actions::until;
use Way::{By, Not};

/// How a door takes a kind.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// It is written so; the scene says what stands for `{…}`. `menu of MESSAGE: NAME` is an entry of a message's menu.
    By(&'static str),
    /// It has no such thing, for this reason.
    Not(&'static str),
}

const IN_VOICE: Way = Not("Discord's own menu of a member in voice has it");
const ON_THREADS: Way = Not("Discord's own menu of a thread has it");
const ON_THE_GUILD: Way = Not("Discord's own security actions have it");

const OF_AN_ITEM: Way = Not("it is a key of the inbox, which decides a report by it");
const OF_MEMBERS: Way = Not("the dashboard acts on members and on what they did");

/// A kind, how the verb of `emp` is written, how the slash command is filled in, and what is typed into the dashboard.
#[rustfmt::skip]
const WAYS: &[(Kind, Way, Way, Way)] = &[
    (Kind::Ban, By("ban {member} --for 1h --delete 1h --yes"), By("ban member={member} duration=1h delete_days=1"), By("ban {member} 1h spam")),
    (Kind::Unban, By("unban {member}"), By("unban member={member}"), By("unban {member}")),
    (Kind::Softban, By("softban {member} --yes"), By("softban member={member}"), By("softban {member}")),
    (Kind::Kick, By("kick {member} --yes"), By("kick member={member}"), By("kick {member}")),
    (Kind::Timeout, By("timeout {member} --for 10m"), By("timeout member={member} duration=10m"), By("timeout {member} 10m")),
    (Kind::Untimeout, By("untimeout {member}"), By("untimeout member={member}"), By("untimeout {member}")),
    (Kind::Warn, By("warn {member} --reason spam"), By("warn member={member} reason=spam"), By("warn {member} spam")),
    (Kind::Unwarn, By("undo {case} --yes"), By("undo number={case}"), By("undo {case}")),
    (Kind::Note, By("note {member} --reason spam"), By("note member={member} reason=spam"), By("note {member} spam")),
    (Kind::Nick, By("nick {member} --to Otter"), By("nick member={member} nick=Otter"), By("nick {member} Otter")),
    (Kind::RoleAdd, By("role add {role} {member}"), By("role/add member={member} role={role}"), By("role add {role} {member}")),
    (Kind::RoleRemove, By("role remove {role} {member}"), By("role/remove member={member} role={role}"), By("role remove {role} {member}")),
    (Kind::VoiceMove, By("voice move {voice} {member}"), IN_VOICE, By("voice move {voice} {member}")),
    (Kind::VoiceDisconnect, By("voice disconnect {member}"), IN_VOICE, By("voice disconnect {member}")),
    (Kind::VoiceMute, By("voice mute {member}"), IN_VOICE, By("voice mute {member}")),
    (Kind::VoiceUnmute, By("voice unmute {member}"), IN_VOICE, By("voice unmute {member}")),
    (Kind::VoiceDeafen, By("voice deafen {member}"), IN_VOICE, By("voice deafen {member}")),
    (Kind::VoiceUndeafen, By("voice undeafen {member}"), IN_VOICE, By("voice undeafen {member}")),
    (Kind::Purge, By("purge {place} --from {member} --yes"), By("purge count=10 member={member} channel={place}"), OF_MEMBERS),
    (Kind::MessageDelete, By("message delete {channel} {message} --yes"), By("menu of {message}: Delete message…"), OF_AN_ITEM),
    (Kind::Slowmode, By("slowmode 30s {place}"), By("slowmode seconds=30 channel={place}"), OF_MEMBERS),
    (Kind::Lock, By("lock {place}"), By("lock channel={place}"), OF_MEMBERS),
    (Kind::Unlock, By("unlock {place}"), By("unlock channel={place}"), OF_MEMBERS),
    (Kind::ThreadLock, By("thread lock {place}"), ON_THREADS, OF_MEMBERS),
    (Kind::ThreadUnlock, By("thread unlock {place}"), ON_THREADS, OF_MEMBERS),
    (Kind::ThreadArchive, By("thread archive {place}"), ON_THREADS, OF_MEMBERS),
    (Kind::ThreadUnarchive, By("thread unarchive {place}"), ON_THREADS, OF_MEMBERS),
    (Kind::InvitesPause, By("invites pause --for 1h"), ON_THE_GUILD, OF_MEMBERS),
    (Kind::InvitesResume, By("invites resume"), ON_THE_GUILD, OF_MEMBERS),
    (Kind::DmsPause, By("dms pause --for 1h"), ON_THE_GUILD, OF_MEMBERS),
    (Kind::DmsResume, By("dms resume"), ON_THE_GUILD, OF_MEMBERS),
];

/// The cell of a kind and a door; none is a hole.
fn way(door: Door, kind: Kind) -> Option<Way> {
    let found = WAYS.iter().find(|(of, ..)| *of == kind);
    match door {
        // Both take any request.
        Door::Service | Door::Rpc => Some(By("")),
        Door::Verb => found.map(|(_, verb, ..)| *verb),
        Door::Command => found.map(|(_, _, command, _)| *command),
        Door::Screen => found.map(|(.., screen)| *screen),
    }
}

#[test]
fn every_cell_has_a_scenario_or_a_reason() {
    let cells = Door::ALL
        .iter()
        .flat_map(|door| Kind::ALL.map(|kind| (*door, kind)));
    let is_hole = |(door, kind): &(Door, Kind)| match way(*door, *kind) {
        Some(By(_)) => false,
        Some(Not(reason)) => reason.split(' ').count() < 5,
        None => true,
    };

    let holes: Vec<_> = cells.filter(is_hole).collect();

    assert_eq!(holes, []);
    let named: BTreeSet<_> = WAYS.iter().map(|(kind, ..)| kind).collect();
    assert_eq!(named.len(), WAYS.len(), "each kind stands there once");
}

/// A reason that no longer holds is a hole as well.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_said_to_have_no_command_has_none() {
    let scene = Scene::new().await;
    let registered = || scene.world(|world, _| format!("{:?}", world.commands.list(None)));
    until("the commands", async || registered().contains("ban")).await;
    let commands = scene.world(|world, _| {
        let all = world.commands.list(None).into_iter();
        let names = all.map(|command| command["name"].as_str().unwrap().to_owned());
        names.collect::<BTreeSet<_>>()
    });

    for (kind, _, command, _) in WAYS {
        let word = kind.word().split(' ').next().unwrap();
        match command {
            By(written) => match ask::menu(written) {
                Some((_, name)) => assert!(commands.contains(name), "{kind}"),
                None => assert_eq!(commands.contains(word), *kind != Kind::Unwarn, "{kind}"),
            },
            Not(_) => assert!(!commands.contains(word), "{kind}"),
        }
    }
}

async fn each_kind_succeeds(door: Door) {
    let scene = Scene::new().await;
    for kind in Kind::ALL {
        if let Some(By(written)) = way(door, kind) {
            let subject = scene.ready(kind).await;
            let before = scene.done(&subject).await;

            let answer = scene.ask(door, written, &subject).await;

            assert_eq!(answer, Ok(()), "{door:?} {kind}");
            assert_eq!(scene.done(&subject).await, before + 1, "{door:?} {kind}");
            assert!(
                scene.shows(&subject).await,
                "{door:?} {kind}: it is not so in Discord"
            );
        }
    }
}

macro_rules! doors {
    ($($name:ident: $door:ident,)+) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                each_kind_succeeds(Door::$door).await;
            }
        )+

        #[test]
        fn every_door_is_gone_through() {
            assert_eq!([$(Door::$door),+], Door::ALL);
        }
    };
}

doors! {
    each_kind_succeeds_by_the_service: Service,
    each_kind_succeeds_over_tarpc: Rpc,
    each_kind_succeeds_by_its_verb: Verb,
    each_kind_succeeds_by_its_slash_command: Command,
    each_kind_succeeds_by_the_dashboard: Screen,
}

/// Who is told of what is done to them does not depend on the door.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_door_tells_the_same_who_is_hit_unless_it_is_said_otherwise() {
    let scene = Scene::new().await;
    for kind in [Kind::Ban, Kind::Softban, Kind::Kick, Kind::Timeout] {
        for door in [Door::Verb, Door::Command, Door::Screen] {
            let Some(By(written)) = way(door, kind) else {
                unreachable!("each of these has it");
            };
            let subject = scene.ready(kind).await;
            scene.ask(door, written, &subject).await.unwrap();
            let told = scene.house.messages_to(subject.target);
            assert_eq!(told, 1, "{door:?} {kind}");
        }
        for (door, silent) in [
            (Door::Verb, " --no-notify"),
            (Door::Command, " notify=false"),
        ] {
            let Some(By(written)) = way(door, kind) else {
                unreachable!("each of these has it");
            };
            let subject = scene.ready(kind).await;
            let written = format!("{written}{silent}");
            scene.ask(door, &written, &subject).await.unwrap();
            let told = scene.house.messages_to(subject.target);
            assert_eq!(told, 0, "{door:?} {kind}");
        }
    }
}
