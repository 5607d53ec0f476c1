//! What stands against an action, provoked for real: the same code and the same words by each door, and nothing done.

use std::collections::BTreeSet;

use emperione_daemon::domain::actions::kinds::facts;
use emperione_daemon::domain::actor::Actor;
use emperione_daemon::domain::permissions::CONNECT;
use emperione_daemon::store::actions;
use emperione_protocol::actions::{Kind, Subject as Of};
use emperione_protocol::{Code, UserId};
use emperione_sim::Id;
use emperione_sim::world::Overwrite;
use emperione_sim::world::channels::CATEGORY;
use emperione_sim::world::permissions::{ADMINISTRATOR, BOT};

use super::Way::By;
use super::ask::{Door, Refused};
use super::scene::{Scene, Subject, is_of_threads};
use super::way;
use crate::actions::until;

/// Every right that is no ADMINISTRATOR's.
const PLAIN: u64 = ((1 << 50) - 1) & !ADMINISTRATOR;

/// Why an action is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    TheBot,
    TheOwner,
    AnAdministrator,
    NoMember,
    Oneself,
    YouLackTheRight,
    YouStandNoHigher,
    TheBotLacksTheRight,
    TheBotStandsNoHigher,
    NoRole,
    Everyone,
    ManagedRole,
    RoleAboveYou,
    RoleAboveTheBot,
    NoChannel,
    YouMayNotGoThere,
    NoThread,
    AThread,
    ACategory,
    AnotherGuild,
    NotInVoice,
    Already,
}

/// What is refused, by which check of a preview, with which code, and for which kinds.
type Refusal = (Why, &'static str, Code, fn(Kind) -> bool);

#[rustfmt::skip]
const REFUSALS: &[Refusal] = &[
    (Why::TheBot, "the target", Code::Target, is_on_members),
    (Why::TheOwner, "the target", Code::Target, |kind| {
        is_on_members(kind) && !matches!(kind, Kind::Note | Kind::Unban | Kind::Unwarn)
    }),
    (Why::AnAdministrator, "the target", Code::Target, |kind| kind == Kind::Timeout),
    (Why::NoMember, "the target", Code::Target, |kind| facts(kind).members_only),
    (Why::Oneself, "the target", Code::Target, |kind| is_on_members(kind) && kind != Kind::Note),
    (Why::YouLackTheRight, "your rights", Code::ActorRights, |_| true),
    (Why::YouStandNoHigher, "your rank", Code::ActorRank, has_rank),
    (Why::TheBotLacksTheRight, "the bot's rights", Code::BotRights, calls),
    (Why::TheBotStandsNoHigher, "the bot's rank", Code::BotRank, |kind| has_rank(kind) && calls(kind)),
    (Why::NoRole, "the role", Code::RoleRank, is_of_roles),
    (Why::Everyone, "the role", Code::RoleRank, is_of_roles),
    (Why::ManagedRole, "the role", Code::RoleRank, is_of_roles),
    (Why::RoleAboveYou, "the role", Code::RoleRank, is_of_roles),
    (Why::RoleAboveTheBot, "the role", Code::RoleRank, is_of_roles),
    (Why::NoChannel, "the channel", Code::Place, |kind| {
        kind.subject() == Of::Channel || matches!(kind, Kind::MessageDelete | Kind::VoiceMove)
    }),
    (Why::YouMayNotGoThere, "the channel", Code::Place, |kind| kind == Kind::VoiceMove),
    (Why::NoThread, "the channel", Code::Place, is_of_threads),
    (Why::AThread, "the channel", Code::Place, |kind| matches!(kind, Kind::Lock | Kind::Unlock)),
    (Why::ACategory, "the channel", Code::Place, |kind| {
        matches!(kind, Kind::Slowmode | Kind::Purge | Kind::MessageDelete)
    }),
    (Why::AnotherGuild, "the guild", Code::Target, |kind| kind.subject() == Of::Guild),
    (Why::NotInVoice, "the target's state", Code::Already, |kind| facts(kind).is_in_voice()),
    (Why::Already, "the target's state", Code::Already, |kind| matches!(
        kind,
        Kind::Ban | Kind::Unban | Kind::Nick | Kind::RoleAdd | Kind::RoleRemove | Kind::VoiceMove | Kind::Slowmode
            | Kind::Lock | Kind::Unlock | Kind::ThreadLock | Kind::ThreadUnlock | Kind::ThreadArchive
            | Kind::ThreadUnarchive | Kind::InvitesResume | Kind::DmsResume
    )),
];

/// Whether it is done to a member, and not only to what they wrote.
fn is_on_members(kind: Kind) -> bool {
    kind.subject() == Of::Member && kind != Kind::MessageDelete
}

fn is_of_roles(kind: Kind) -> bool {
    matches!(kind, Kind::RoleAdd | Kind::RoleRemove)
}

fn has_rank(kind: Kind) -> bool {
    is_on_members(kind) && facts(kind).outranks
}

fn has_rank_in_the_way(why: Why) -> bool {
    matches!(why, Why::YouStandNoHigher | Why::TheBotStandsNoHigher)
}

fn calls(kind: Kind) -> bool {
    facts(kind).calls > 0
}

/// Whether a door lets it be asked for at all.
fn can_be_said(door: Door, why: Why, kind: Kind) -> bool {
    if matches!(door, Door::Service | Door::Rpc) {
        return true;
    }
    match (kind, why) {
        // Both undo a case, whose target is known.
        (Kind::Unwarn, _) => matches!(
            why,
            Why::YouLackTheRight | Why::YouStandNoHigher | Why::Oneself
        ),
        // The verbs look for messages first, and the menu is of one that is there.
        (Kind::Purge | Kind::MessageDelete, _) => {
            matches!(why, Why::YouLackTheRight | Why::TheBotLacksTheRight)
        }
        // They say on their own that there is no such thing, or offer only what there is.
        (_, Why::NoRole | Why::Everyone | Why::AnotherGuild) => false,
        (_, Why::NoChannel) => door == Door::Verb,
        // It looks for whom it is, and offers the channels that there are.
        (_, Why::NoMember) if door == Door::Screen => false,
        _ => true,
    }
}

impl Scene {
    /// A subject that is refused for this reason.
    async fn provoked(&self, why: Why, kind: Kind, door: Door) -> Subject {
        // Who is banned has no rank.
        let stays = kind == Kind::Unban && has_rank_in_the_way(why);
        let mut subject = self.fresh(kind, why == Why::Already || stays).await;
        let places = self.house.app.sim().places.clone();
        let needs = facts(kind).needs;
        let bot = self.world(|world, guild| world.guilds[&guild].bot_role().unwrap().id);
        match why {
            Why::TheBot => subject.target = UserId(self.world(|world, _| world.bot.0)),
            Why::TheOwner => subject.target = UserId(places.owner.0),
            Why::NoMember => subject.target = UserId(self.stranger().0),
            Why::Oneself => {
                let asks = if door == Door::Command {
                    subject.caller
                } else {
                    self.deputy
                };
                subject.target = UserId(asks.0);
                if kind == Kind::Unwarn {
                    subject.case = self.warned(subject.target).await;
                }
            }
            Why::AnAdministrator => self.give(&subject, self.power),
            Why::YouStandNoHigher => self.give(&subject, self.top),
            Why::TheBotStandsNoHigher => self.give(&subject, places.high),
            Why::YouLackTheRight => self.permit(self.power, PLAIN & !needs),
            Why::TheBotLacksTheRight => self.permit(bot, BOT & !needs),
            Why::NoRole => subject.role = Id(77),
            Why::Everyone => subject.role = places.guild,
            Why::ManagedRole => subject.role = bot,
            Why::RoleAboveYou => subject.role = self.top,
            Why::RoleAboveTheBot => subject.role = places.high,
            Why::NoChannel if kind == Kind::MessageDelete => subject.channel = Id(77),
            Why::NoChannel if kind == Kind::VoiceMove => subject.voice = Id(77),
            Why::NoChannel | Why::AnotherGuild => subject.target = UserId(77),
            Why::YouMayNotGoThere => self.close(subject.voice),
            Why::NoThread => subject.target = UserId(places.general.0),
            Why::AThread => subject.target = UserId(self.thread(places.general).0),
            Why::ACategory if kind == Kind::MessageDelete => subject.channel = self.category(),
            Why::ACategory => subject.target = UserId(self.category().0),
            Why::NotInVoice => self.world(|world, guild| world.leave_voice(guild, subject.member)),
            Why::Already => {}
        }
        self.house.app.caught_up().await;
        subject
    }

    fn mend(&self) {
        let bot = self.world(|world, guild| world.guilds[&guild].bot_role().unwrap().id);
        self.permit(self.power, ADMINISTRATOR);
        self.permit(bot, BOT);
    }

    fn permit(&self, role: Id, permissions: u64) {
        self.world(|world, guild| world.set_role_permissions(guild, role, permissions));
    }

    fn give(&self, subject: &Subject, role: Id) {
        let edit = super::scene::roles(vec![role]);
        self.world(|world, guild| world.edit_member(world.bot, guild, subject.member, edit, None));
    }

    /// Lets no deputy into a voice channel.
    fn close(&self, voice: Id) {
        self.permit(self.power, PLAIN);
        let overwrite = Overwrite {
            id: self.power,
            kind: 0,
            allow: 0,
            deny: CONNECT,
        };
        self.world(|world, _| world.set_overwrite(world.bot, voice, overwrite, None));
    }

    fn stranger(&self) -> Id {
        self.world(|world, _| world.create_user("stranger", None, false))
    }

    fn thread(&self, parent: Id) -> Id {
        self.world(|world, _| world.create_thread(parent, "help me").unwrap())
    }

    fn category(&self) -> Id {
        self.world(|world, guild| world.create_channel(guild, "shelf", CATEGORY))
    }

    /// What was begun, and what changed in Discord by a call.
    pub(super) async fn traces(&self) -> (u64, usize) {
        let mut tx = self.house.app.parts().db.read().await.unwrap();
        let acts = actions::count(&mut tx, self.house.guild()).await.unwrap();
        let begun = acts.iter().map(|(_, count)| count).sum();
        (begun, self.house.calls_that_change())
    }

    /// Asks by a door, and compares what it says with what the checks say.
    async fn is_refused(&self, door: Door, refusal: &Refusal, subject: &Subject) {
        let (why, name, code, _) = refusal;
        let asks = match door {
            Door::Command => Actor::User {
                id: UserId(subject.caller.0),
            },
            _ => self.deputy(),
        };
        let mut words = String::new();
        until(
            &format!("{why:?} {} by {door:?}", subject.kind),
            async || {
                let preview = self.preview(&asks, subject).await;
                let first = preview.checks.into_iter().find(|check| !check.ok);
                words = first
                    .as_ref()
                    .map_or_else(String::new, |check| check.detail.clone());
                first.is_some_and(|check| check.name == *name)
            },
        )
        .await;
        let Some(By(written)) = way(door, subject.kind) else {
            return;
        };
        let before = self.traces().await;

        let answer = self.ask(door, written, subject).await;

        let code = door.has_codes().then_some(*code);
        let refused = Refused { code, words };
        assert_eq!(answer, Err(refused), "{why:?} {} {door:?}", subject.kind);
        assert_eq!(
            self.traces().await,
            before,
            "{why:?} {} {door:?}",
            subject.kind
        );
    }
}

async fn each_refusal_comes_by(door: Door) {
    let scene = Scene::new().await;
    for refusal in REFUSALS {
        let (why, .., hits) = *refusal;
        for kind in Kind::ALL.into_iter().filter(|kind| hits(*kind)) {
            let is_there = matches!(way(door, kind), Some(By(_)));
            if is_there && can_be_said(door, why, kind) {
                let subject = scene.provoked(why, kind, door).await;
                scene.is_refused(door, refusal, &subject).await;
                scene.mend();
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_refusal_comes_by_the_service() {
    each_refusal_comes_by(Door::Service).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_refusal_comes_over_tarpc() {
    each_refusal_comes_by(Door::Rpc).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_refusal_comes_by_the_verb() {
    each_refusal_comes_by(Door::Verb).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_refusal_comes_by_the_slash_command() {
    each_refusal_comes_by(Door::Command).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_refusal_comes_by_the_dashboard() {
    each_refusal_comes_by(Door::Screen).await;
}

/// The checks name themselves, so that a new one without a refusal here fails.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_check_of_every_kind_is_provoked() {
    let scene = Scene::new().await;
    let mut missing = BTreeSet::new();
    for kind in Kind::ALL {
        let subject = scene.ready(kind).await;
        let checks = scene.preview(&scene.deputy(), &subject).await.checks;
        for check in checks {
            let is_of = |(_, name, _, hits): &&Refusal| *name == check.name && hits(kind);
            // What anybody wrote may be deleted.
            let is_anybodys = check.name == "the target" && kind == Kind::MessageDelete;
            let never_refuses = is_anybodys || check.name.ends_with("rank") && !has_rank(kind);
            if !never_refuses && !REFUSALS.iter().any(|refusal| is_of(&refusal)) {
                missing.insert((kind, check.name));
            }
        }
    }
    assert_eq!(missing, BTreeSet::new());
}
