//! Every action by every door, against the simulator: one success, and every refusal, which does nothing. A cell with
//! neither a scenario nor a written reason fails.

mod ask;
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

/// A kind, how the verb of `emp` is written, and how the slash command is filled in.
#[rustfmt::skip]
const WAYS: &[(Kind, Way, Way)] = &[
    (Kind::Ban, By("ban {member} --for 1h --delete 1h --notify --yes"), By("ban member={member} duration=1h delete_days=1")),
    (Kind::Unban, By("unban {member}"), By("unban member={member}")),
    (Kind::Softban, By("softban {member} --yes"), By("softban member={member}")),
    (Kind::Kick, By("kick {member} --yes"), By("kick member={member}")),
    (Kind::Timeout, By("timeout {member} --for 10m"), By("timeout member={member} duration=10m")),
    (Kind::Untimeout, By("untimeout {member}"), By("untimeout member={member}")),
    (Kind::Warn, By("warn {member} --reason spam"), By("warn member={member} reason=spam")),
    (Kind::Unwarn, By("undo {case} --yes"), By("undo number={case}")),
    (Kind::Note, By("note {member} --reason spam"), By("note member={member} reason=spam")),
    (Kind::Nick, By("nick {member} --to Otter"), By("nick member={member} nick=Otter")),
    (Kind::RoleAdd, By("role add {role} {member}"), By("role/add member={member} role={role}")),
    (Kind::RoleRemove, By("role remove {role} {member}"), By("role/remove member={member} role={role}")),
    (Kind::VoiceMove, By("voice move {voice} {member}"), IN_VOICE),
    (Kind::VoiceDisconnect, By("voice disconnect {member}"), IN_VOICE),
    (Kind::VoiceMute, By("voice mute {member}"), IN_VOICE),
    (Kind::VoiceUnmute, By("voice unmute {member}"), IN_VOICE),
    (Kind::VoiceDeafen, By("voice deafen {member}"), IN_VOICE),
    (Kind::VoiceUndeafen, By("voice undeafen {member}"), IN_VOICE),
    (Kind::Purge, By("purge {place} --from {member} --yes"), By("purge count=10 member={member} channel={place}")),
    (Kind::MessageDelete, By("message delete {channel} {message} --yes"), By("menu of {message}: Delete message…")),
    (Kind::Slowmode, By("slowmode 30s {place}"), By("slowmode seconds=30 channel={place}")),
    (Kind::Lock, By("lock {place}"), By("lock channel={place}")),
    (Kind::Unlock, By("unlock {place}"), By("unlock channel={place}")),
    (Kind::ThreadLock, By("thread lock {place}"), ON_THREADS),
    (Kind::ThreadUnlock, By("thread unlock {place}"), ON_THREADS),
    (Kind::ThreadArchive, By("thread archive {place}"), ON_THREADS),
    (Kind::ThreadUnarchive, By("thread unarchive {place}"), ON_THREADS),
    (Kind::InvitesPause, By("invites pause --for 1h"), ON_THE_GUILD),
    (Kind::InvitesResume, By("invites resume"), ON_THE_GUILD),
    (Kind::DmsPause, By("dms pause --for 1h"), ON_THE_GUILD),
    (Kind::DmsResume, By("dms resume"), ON_THE_GUILD),
];

/// The cell of a kind and a door; none is a hole.
fn way(door: Door, kind: Kind) -> Option<Way> {
    let found = WAYS.iter().find(|(of, ..)| *of == kind);
    match door {
        // Both take any request.
        Door::Service | Door::Rpc => Some(By("")),
        Door::Verb => found.map(|(_, verb, _)| *verb),
        Door::Command => found.map(|(.., command)| *command),
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

    for (kind, _, command) in WAYS {
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
}
